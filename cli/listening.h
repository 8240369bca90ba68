/* SPDX-License-Identifier: MIT
 *
 * --listen: the place where a run listens, and what the workers that come there are told.
 */
#ifndef CST_CLI_LISTENING_H
#define CST_CLI_LISTENING_H

#include "bus/listen.h"
#include "bus/run.h"
#include "cli/args.h"
#include "study/handout.h"

typedef struct cst_listening {
    cst_listen *listen; /* NULL: it does not */
    cst_handout handout;
    cst_run_guests guests;
    char folder[CST_PATH_SIZE]; /* its own, or "" */
    char endpoint[CST_PATH_SIZE + 16];
} cst_listening;

/* Whether --listen, --threads and --link go together. 0 or CST_ERR_USAGE. */
int cst_listening_check(const cst_args *args, cst_error *error);

/* Listens, if --listen says so, and says where on standard error. 0, CST_ERR_USAGE, CST_ERR_OUTPUT,
 * CST_ERR_BUS or CST_ERR_MEMORY, and then there is nothing to close. It stays where it is. */
int cst_listening_open(cst_listening *listening, const cst_job *job, const cst_args *args,
                       cst_error *error);
void cst_listening_close(cst_listening *listening);

/* For cst_run_spec; NULL where it does not listen. */
const cst_run_guests *cst_listening_guests(const cst_listening *listening);

#endif
