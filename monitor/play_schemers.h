/* SPDX-License-Identifier: MIT
 *
 * The tasks of a played trial whose actors scheme, by jumps from one to the next, where agents have
 * types or share causes and beliefs: the same law as cst_play_states, which draws the state of
 * every task. A trial costs a draw for each agent's type, or for the causes of each scope, and what
 * schemers there are. Pure.
 */
#ifndef CST_MONITOR_PLAY_SCHEMERS_H
#define CST_MONITOR_PLAY_SCHEMERS_H

#include "monitor/play.h"

/* The schemers of one trial. */
typedef struct cst_schemers {
    uint64_t *task; /* heap: their tasks, by their numbers within the trial, rising */
    uint64_t count, room;
    uint32_t *eager; /* heap, with types: by agent, its type; then the agents of the eager one */
    double *quiet;   /* heap, with urns: [watched][lineage], see play_schemers.c */
    bool lost;       /* memory failed */
} cst_schemers;

/* Whether a model's schemers are found so; else each actor schemes by itself at a rate of its own.
 */
bool cst_schemers_needed(const cst_model *model);

/* Tasks that a trial lists, on average. */
double cst_schemers_expected(const cst_model *model);

/* Room for those of trials of the model. 0 or CST_ERR_MEMORY; free is legal on zeroed ones and
 * after failure. */
int cst_schemers_init(cst_schemers *schemers, const cst_model *model, cst_error *error);
void cst_schemers_free(cst_schemers *schemers);

/* Lists the schemers of a trial. Where states are levels (cst_play_states) they are those of level
 * 1 at least, see cst_schemers_level. 0 or CST_ERR_MEMORY. */
int cst_schemers_draw(cst_schemers *schemers, const cst_model *model, const cst_random *random,
                      uint64_t trial, cst_error *error);

/* The level of a task that is listed. */
uint8_t cst_schemers_level(const cst_model *model, const cst_random *random, uint64_t trial,
                           uint32_t round, uint32_t agent);

#endif
