/* SPDX-License-Identifier: MIT
 *
 * --listen, --record and --replay of a scenario with external agents: who says what they say.
 */
#ifndef CST_CLI_ANSWERING_H
#define CST_CLI_ANSWERING_H

#include "bus/gateway.h"
#include "bus/hearing.h"
#include "cli/args.h"
#include "store/testimony.h"
#include "study/job.h"

/* Who answers in a run: peers, whose answers may be recorded, or a record. */
typedef struct cst_answering {
    cst_gateway *gateway; /* NULL: no peers */
    cst_hearing *hearing; /* NULL: nothing is recorded or recalled */
    cst_testimony *record;
} cst_answering;

/* Whether --listen, --keys, --insecure, --patience, --record and --replay go together. 0 or
 * CST_ERR_USAGE. */
int cst_answering_check(const cst_args *args, cst_error *error);

/* For a job without external agents: 0, or CST_ERR_USAGE where an option is for peers alone. */
int cst_answering_refuse(const cst_args *args, cst_error *error);

/* For a job with external agents: opens a gateway for their peers at --listen, says on standard
 * error where it is, and waits until all have come; or opens the record that --replay names. What
 * is answered goes to the job's cells. Where neither is given, or the job has none, there is
 * nobody. 0, CST_ERR_USAGE, CST_ERR_DATA_FILE (the keys), CST_ERR_OUTPUT and CST_ERR_STORE (the
 * record), CST_ERR_BUS, CST_ERR_MEMORY or CST_ERR_INTERRUPTED. Close it in any case. */
int cst_answering_open(cst_answering *answering, cst_job *job, const cst_args *args,
                       cst_error *error);

/* Sees that the record is whole. 0 or CST_ERR_OUTPUT. */
int cst_answering_close(cst_answering *answering, cst_error *error);

/* What became of the peers of a run, for people and as a member "peers" of JSON. */
void cst_answering_print(FILE *out, const cst_answering *answering, double confidence);
void cst_answering_print_json(FILE *out, const cst_answering *answering, double confidence);

#endif
