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

/* The draws at a task's address. */
static inline cst_draws cst_task_draws(const cst_random *random, const cst_task *task,
                                       cst_purpose purpose)
{
    return cst_draws_at(random, task->trial, cst_random_place(task->round, task->agent), purpose);
}

/* Whether reviewers follow a cyclic order that is drawn once per trial. */
static inline bool cst_assign_ordered(const cst_protocol_spec *protocol)
{
    return protocol->assign == CST_ASSIGN_FIXED_PAIR || protocol->assign == CST_ASSIGN_ROTATE;
}

/* The cyclic order of one trial, for fixed-pair and rotate; owned by its user. */
typedef struct cst_order {
    uint32_t agents;
    uint32_t *at;       /* heap, with position: agent at each position */
    uint32_t *position; /* of each agent */
} cst_order;

/* Whether this model's reviewers need a cst_order at all. */
bool cst_order_needed(const cst_model *model);

/* Room for the order of the model's agents. 0 or CST_ERR_MEMORY; free is legal after failure. */
int cst_order_init(cst_order *order, const cst_model *model, cst_error *error);
void cst_order_free(cst_order *order);

/* Draws the order of a trial: uniform over all orders. */
void cst_order_draw(cst_order *order, const cst_random *random, uint64_t trial);

/* The agents that are out, in a trial that is played. */
typedef struct cst_absent {
    const uint32_t *from; /* by agent: it is out from this round on */
    uint32_t active;      /* how many agents are not out in the task's round */
} cst_absent;

/* The reviewers of one task, by slot. Lineages are 0 where reviewers do not differ. */
typedef struct cst_reviewers {
    uint32_t agent[CST_REVIEWERS_MAX];
    uint32_t lineage[CST_REVIEWERS_MAX];
    uint32_t actor; /* the lineage of the actor */
} cst_reviewers;

/* Fills the reviewers of a task, those that are not out; returns how many there are: slots, or
 * fewer where no more are left. order: drawn for the task's trial; looked at under fixed-pair and
 * rotate only.
 * absent: NULL: trials are not played, nobody is out. */
uint32_t cst_assign_reviewers(const cst_model *model, const cst_random *random,
                              const cst_task *task, const cst_order *order,
                              const cst_absent *absent, cst_reviewers *reviewers);

/* How many there are, whoever they are. */
uint32_t cst_assign_count(const cst_model *model, const cst_task *task, const cst_absent *absent);

#endif
