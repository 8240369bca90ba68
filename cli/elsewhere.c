/* SPDX-License-Identifier: MIT */
#include "cli/elsewhere.h"

#include "cli/interrupt.h"
#include "cli/output.h"
#include "store/hold.h"
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LOG_SIZE = CST_PATH_SIZE + 8 };

/* The bytes that a file has now to a stream: 0, or CST_ERR_STORE where they cannot be read; what
 * cannot be written shows in the stream's error flag. What is appended meanwhile is left out. */
static int copy(FILE *from, FILE *to, const char *name, cst_error *error)
{
    char bytes[1 << 16];
    size_t size = 1;
    struct stat about;
    bool good = fstat(fileno(from), &about) == 0;
    off_t left = good ? about.st_size : 0;
    for (; left > 0 && size > 0; left -= (off_t)size) {
        const size_t most = left < (off_t)sizeof bytes ? (size_t)left : sizeof bytes;
        size = fread(bytes, 1, most, from);
        size = fwrite(bytes, 1, size, to) == size ? size : 0;
    }
    if (!good || ferror(from)) {
        (void)cst_error_set(error, CST_ERR_STORE, NULL, "cannot be read: %s", strerror(errno));
        cst_error_place(error, name, 0, 0);
        return CST_ERR_STORE;
    }
    return 0;
}

/* Whether a log of SQLite's lies beside a file: part of what was committed may be there alone. */
static bool has_log(const char *path)
{
    char log[LOG_SIZE];
    snprintf(log, sizeof log, "%s-wal", path);
    return access(log, F_OK) == 0;
}

/* Opens what is at the place; *from is NULL without an error where nothing is. */
static int open_place(cst_elsewhere *file, FILE **from, cst_error *error)
{
    *from = NULL;
    if (has_log(file->place)) {
        return cst_error_set(error, CST_ERR_STORE, NULL,
                             "a log lies beside it, %.200s-wal: either a program is writing it, or "
                             "one was killed; then 'custodes show' takes the log in, or remove it "
                             "where it has no file",
                             file->place);
    }
    /* A pipe does not make it wait. */
    const int handle = open(file->place, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (handle < 0 && errno == ENOENT) {
        return 0;
    }
    if (handle < 0 || fstat(handle, &file->there) != 0 || (*from = fdopen(handle, "r")) == NULL) {
        (void)cst_error_set(error, CST_ERR_STORE, NULL, "cannot be opened: %s", strerror(errno));
        if (handle >= 0) {
            (void)close(handle);
        }
        return CST_ERR_STORE;
    }
    file->found = true;
    return cst_hold_check_regular(&file->there, error);
}

/* What is at the place comes first; no file there is as good as an empty one. */
static int take(cst_elsewhere *file, FILE *to, cst_error *error)
{
    FILE *from;
    int code = open_place(file, &from, error);
    if (code != 0) {
        cst_error_place(error, file->place, 0, 0);
    } else if (from != NULL) {
        code = copy(from, to, file->place, error);
    }
    if (from != NULL) {
        (void)fclose(from);
    }
    return code;
}

/* The folder for temporary files. */
static const char *folder(void)
{
    const char *named = getenv("TMPDIR");
    return named == NULL || named[0] == '\0' ? "/tmp" : named;
}

int cst_elsewhere_open(cst_elsewhere *file, const char *place, cst_error *error)
{
    cst_output output;
    *file = (cst_elsewhere){.place = place};
    const int length = snprintf(file->path, sizeof file->path, "%s/custodes-XXXXXX", folder());
    errno = ENAMETOOLONG;
    const int handle = length < (int)sizeof file->path ? cst_interrupt_temporary(file->path) : -1;
    if (handle < 0) {
        const int code = cst_output_fail(file->path, error);
        file->path[0] = '\0';
        return code;
    }
    FILE *to = fdopen(handle, "w");
    if (to == NULL) {
        (void)close(handle);
        return cst_output_fail(file->path, error);
    }
    int code = take(file, to, error);
    const bool bad = ferror(to) != 0;
    code = (fclose(to) != 0 || bad) && code == 0 ? cst_output_fail(file->path, error) : code;
    /* Whether the place can be written is asked before all the work. */
    code = code == 0 ? cst_output_open(&output, place, error) : code;
    if (code == 0) {
        cst_output_discard(&output);
    }
    return code;
}

void cst_elsewhere_keep(cst_elsewhere *file)
{
    file->stays = true;
    cst_interrupt_let_go(file->path);
}

/* Whether the place is as it was found. */
static bool is_unchanged(const cst_elsewhere *file)
{
    struct stat now;
    const bool found = stat(file->place, &now) == 0;
    const struct stat *then = &file->there;
    return found == file->found &&
           (!found || (cst_hold_is_same(&now, then) && now.st_size == then->st_size &&
                       now.st_mtim.tv_sec == then->st_mtim.tv_sec &&
                       now.st_mtim.tv_nsec == then->st_mtim.tv_nsec));
}

/* Whether the place has these bytes already. */
static bool is_there(const cst_elsewhere *file)
{
    FILE *here = fopen(file->path, "r");
    FILE *there = fopen(file->place, "r");
    bool same = here != NULL && there != NULL;
    for (int a = 0; same && a != EOF;) {
        a = getc(here);
        same = a == getc(there);
    }
    if (here != NULL) {
        (void)fclose(here);
    }
    if (there != NULL) {
        (void)fclose(there);
    }
    return same;
}

/* Its bytes as they are, or, where its disk had no room to put its log into it, with the log's. */
static int write_out(const cst_elsewhere *file, cst_output *output, cst_error *error)
{
    if (has_log(file->path)) {
        cst_store *store = NULL;
        int code = cst_store_open(&store, file->path, false, error);
        code = code == 0 ? cst_store_copy(store, output->temporary, error) : code;
        cst_store_close(&store);
        error->text[code == 0 ? 0 : strcspn(error->text, ";")] = '\0';
        cst_error_place(error, code == 0 ? NULL : output->path, 0, 0);
        return code == 0 && fseek(output->file, 0, SEEK_END) != 0
                   ? cst_output_fail(output->path, error)
                   : code;
    }
    FILE *from = fopen(file->path, "r");
    if (from == NULL) {
        return cst_output_fail(file->path, error);
    }
    const int code = copy(from, output->file, file->path, error);
    (void)fclose(from);
    return code;
}

/* Copies it to its place. */
static int put(const cst_elsewhere *file, cst_error *error)
{
    cst_output output;
    if (!is_unchanged(file)) {
        (void)cst_error_set(error, CST_ERR_OUTPUT, NULL,
                            "another program has written it meanwhile");
        cst_error_place(error, file->place, 0, 0);
        return CST_ERR_OUTPUT;
    }
    if (file->found && !has_log(file->path) && is_there(file)) {
        return 0;
    }
    int code = cst_output_open(&output, file->place, error);
    code = code == 0 ? write_out(file, &output, error) : code;
    if (code == 0) {
        code = cst_output_close(&output, error);
    } else {
        cst_output_discard(&output);
    }
    return code;
}

int cst_elsewhere_put(cst_elsewhere *file, cst_error *error)
{
    const int code = put(file, error);
    file->put = code == 0;
    if (code != 0 && file->stays) {
        const size_t used = strlen(error->text);
        (void)snprintf(error->text + used, sizeof error->text - used,
                       "; what is finished is in %.200s", file->path);
        file->left = true;
    }
    return code;
}

void cst_elsewhere_explain(const cst_elsewhere *file, cst_error *error)
{
    char why[sizeof error->text];
    if (strcmp(error->file, file->path) != 0 ||
        (error->code != CST_ERR_STORE_DISK && error->code != CST_ERR_OUTPUT)) {
        return;
    }
    (void)snprintf(why, sizeof why, "%.*s", (int)strcspn(error->text, ";"), error->text);
    if (file->left) {
        (void)cst_error_set(error, error->code, NULL,
                            "%.100s; what is finished is in %.160s: free some room there, take its "
                            "log in with 'custodes show', move it to %.100s, and run again",
                            why, file->path, file->place);
    } else {
        (void)cst_error_set(error, error->code, NULL,
                            "%.100s; %s%.160s%s: free some room there or choose another folder "
                            "with TMPDIR=FOLDER, and run again",
                            why, file->put ? "what is finished is in " : "",
                            file->put || file->found ? file->place : "nothing was kept",
                            !file->put && file->found ? " is as it was" : "");
    }
    cst_error_place(error, folder(), 0, 0);
}

void cst_elsewhere_close(cst_elsewhere *file)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    char path[LOG_SIZE];
    for (size_t i = 0;
         file->path[0] != '\0' && !file->left && i < sizeof endings / sizeof endings[0]; i++) {
        snprintf(path, sizeof path, "%s%s", file->path, endings[i]);
        (void)unlink(path);
    }
    cst_interrupt_let_go(file->path);
    file->path[0] = '\0';
}
