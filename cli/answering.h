/* SPDX-License-Identifier: MIT
 *
 * --listen, --record and --replay of a scenario with external agents: who says what they say.
 */
#ifndef CST_CLI_ANSWERING_H
#define CST_CLI_ANSWERING_H

#include "bus/gateway.h"
#include "bus/hearing.h"
#include "cli/args.h"
#include "cli/show/live.h"
#include "estimate/ask/conduct.h"
#include "store/testimony.h"
#include "study/job.h"
#include "study/json.h"

/* Who answers in a run: peers, whose answers may be recorded, or a record; and what they came to.
 * It stays where it is while it is open. */
typedef struct cst_answering {
    cst_gateway *gateway;  /* NULL: no peers */
    cst_hearing *hearing;  /* NULL: the job has no external agents */
    cst_testimony *record; /* NULL: nothing is recorded or recalled */
    cst_outside listener;  /* of the hearing */
    cst_conduct conduct;   /* of the job's distinct cells */
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

/* What is kept of a run that ends early: "; nothing was kept ..." */
const char *cst_answering_kept(const cst_args *args);

/* Sees that the record is whole. 0 or CST_ERR_OUTPUT. */
int cst_answering_close(cst_answering *answering, cst_error *error);

/* What each peer has done so far, over all cells: how many there are, at most CST_PEERS_MAX.
 * Names are borrowed. While workers run, too. */
size_t cst_answering_look(const cst_answering *answering, cst_live_peer peer[CST_PEERS_MAX]);

/* Ends what peers are asked, and has findings of the job tell what they came to, as long as this is
 * open. */
void cst_answering_tell(const cst_answering *answering, const cst_job *job, cst_findings *findings);

/* What the run saw of its peers beside that, for people, and as the member "peers" of its
 * provenance: nothing where there are none. */
void cst_answering_print(FILE *out, const cst_answering *answering);
void cst_answering_print_json(cst_json *json, const cst_answering *answering);

/* Says where tasks had no answer. */
void cst_answering_warn(const cst_answering *answering);

#endif
