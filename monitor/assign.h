/* SPDX-License-Identifier: MIT
 *
 * Who reviews a task: k distinct agents, never the actor. Pure functions of the task's address.
 */
#ifndef CST_MONITOR_ASSIGN_H
#define CST_MONITOR_ASSIGN_H

#include "base/random.h"
#include "monitor/model.h"

/* A task's address. */
typedef struct cst_task {
    uint64_t trial;
    uint32_t round, agent;
} cst_task;

/* The cyclic order of one trial, for fixed-pair; owned by its user. */
typedef struct cst_order {
    uint32_t agents;
    uint32_t *at;       /* heap: agent at each position */
    uint32_t *position; /* heap: position of each agent */
} cst_order;

/* Whether this model's reviewers need a cst_order at all. */
bool cst_order_needed(const cst_model *model);

/* Room for the order of the model's agents. 0 or CST_ERR_MEMORY; free is legal after failure. */
int cst_order_init(cst_order *order, const cst_model *model, cst_error *error);
void cst_order_free(cst_order *order);

/* Draws the order of a trial: uniform over all orders. */
void cst_order_draw(cst_order *order, const cst_random *random, uint64_t trial);

/* Fills reviewers[0..slots-1] of a task. order: drawn for the task's trial; looked at under
 * fixed-pair only. */
void cst_assign_reviewers(const cst_model *model, const cst_random *random, const cst_task *task,
                          const cst_order *order, uint32_t *reviewers);

#endif
