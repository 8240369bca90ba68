/* SPDX-License-Identifier: MIT */
#include "cli/listening.h"

#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/show/flow.h"
#include "study/json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char own_folder[] = "ipc://";

/* Of workers: a socket file. */
static int check_endpoint(const char *endpoint, cst_error *error)
{
    const int code = cst_listen_check(endpoint, error);
    if (code != 0 && error != NULL) {
        char why[sizeof error->text];
        memcpy(why, error->text, sizeof why);
        (void)cst_error_set(error, code, NULL, "run --listen: %.400s", why);
    }
    return code;
}

int cst_listening_check(const cst_args *args, cst_error *error)
{
    const char *endpoint = cst_args_text(args, "listen");
    const bool alone = cst_args_has(args, "only-workers");
    if (alone && (endpoint == NULL || cst_args_has(args, "threads"))) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "run --only-workers: expected --listen ENDPOINT with it and no "
                             "--threads");
    }
    if (endpoint == NULL) {
        return 0;
    }
    if (strncmp(endpoint, "tcp://", 6) == 0 && !alone) {
        return 0; /* for peers, if there are any */
    }
    if (cst_args_has(args, "link") && strcmp(cst_args_text(args, "link"), "inproc") != 0) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "run --listen: expected --link inproc, found --link %s",
                             cst_args_text(args, "link"));
    }
    return strcmp(endpoint, own_folder) == 0 ? 0 : check_endpoint(endpoint, error);
}

/* The folder is for this user alone. */
static int make_folder(cst_listening *listening, cst_error *error)
{
    const char *named = getenv("TMPDIR");
    const char *base = named == NULL || named[0] == '\0' ? "/tmp" : named;
    const int length =
        snprintf(listening->folder, sizeof listening->folder, "%s/custodes-XXXXXX", base);
    errno = ENAMETOOLONG;
    if (length >= (int)sizeof listening->folder ||
        !cst_interrupt_folder(listening->folder, listening->endpoint + sizeof own_folder - 1)) {
        const int code = cst_output_fail(listening->folder, error);
        listening->folder[0] = '\0';
        return code;
    }
    (void)snprintf(listening->endpoint, sizeof listening->endpoint, "%s%s/hub", own_folder,
                   listening->folder);
    return 0;
}

/* Said whatever else is not: without it nobody can come. */
static void say_endpoint(const cst_listening *listening, const cst_args *args)
{
    if (cst_args_has(args, "progress") && cst_args_count(args, "progress", 0) == 1) {
        cst_json json = {.out = stderr};
        cst_json_open(&json, NULL, '{');
        cst_json_text(&json, "listening", listening->endpoint);
        cst_json_line(&json);
    } else {
        cst_flow_message(stderr, "listening; workers come with: custodes worker %s",
                         listening->endpoint);
    }
}

int cst_listening_open(cst_listening *listening, const cst_job *job, const cst_args *args,
                       cst_error *error)
{
    const char *endpoint = cst_args_text(args, "listen");
    *listening = (cst_listening){0};
    if (endpoint == NULL ||
        cst_run_is_external(job->cell, job->cells)) { /* then it is for peers (cli/answering.h) */
        return 0;
    }
    (void)snprintf(listening->endpoint, sizeof listening->endpoint, "%s", endpoint);
    int code = strcmp(endpoint, own_folder) == 0 ? make_folder(listening, error)
                                                 : check_endpoint(endpoint, error);
    code = code != 0 ? code : cst_listen_open(&listening->listen, listening->endpoint, error);
    code = code != 0 ? code : cst_handout_write(&listening->handout, job, error);
    if (code != 0) {
        cst_listening_close(listening);
        return code;
    }
    listening->guests = (cst_run_guests){.listen = listening->listen,
                                         .program = cst_handout_program(),
                                         .text = listening->handout.text,
                                         .size = listening->handout.size,
                                         .digest = listening->handout.digest,
                                         .alone = cst_args_has(args, "only-workers")};
    say_endpoint(listening, args);
    return 0;
}

void cst_listening_close(cst_listening *listening)
{
    cst_listen_close(&listening->listen);
    cst_handout_free(&listening->handout);
    if (listening->folder[0] != '\0') {
        (void)rmdir(listening->folder);
        (void)cst_interrupt_folder(NULL, NULL);
        listening->folder[0] = '\0';
    }
}

const cst_run_guests *cst_listening_guests(const cst_listening *listening)
{
    return listening->listen != NULL ? &listening->guests : NULL;
}
