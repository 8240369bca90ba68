/* SPDX-License-Identifier: MIT
 *
 * --listen of a scenario with external agents: the peers that say what they say.
 */
#ifndef CST_CLI_ANSWERING_H
#define CST_CLI_ANSWERING_H

#include "bus/gateway.h"
#include "cli/args.h"
#include "study/job.h"

/* Whether --listen, --keys and --insecure go together. 0 or CST_ERR_USAGE. */
int cst_answering_check(const cst_args *args, cst_error *error);

/* Opens a gateway at an endpoint for the peers of a job with external agents, says on standard
 * error where it is, and waits until all have come. What they answer goes to the job's cells. 0,
 * CST_ERR_USAGE, CST_ERR_DATA_FILE (the keys), CST_ERR_BUS, CST_ERR_MEMORY or CST_ERR_INTERRUPTED;
 * then *gateway is NULL. Close it after the run. */
int cst_answering_open(cst_gateway **gateway, cst_job *job, const char *endpoint,
                       const cst_args *args, cst_error *error);

/* What became of the peers of a run, for people and as a member "peers" of JSON. */
void cst_answering_print(FILE *out, cst_gateway *gateway, double confidence);
void cst_answering_print_json(FILE *out, cst_gateway *gateway, double confidence);

#endif
