/* SPDX-License-Identifier: MIT
 *
 * One task, mechanistically: does its actor attack, and how do its reviewers vote? Every reviewer's
 * state, verdict and collusion is a draw of its own at the task's address, so any worker can play
 * any agent and gets the same answer. Pure.
 */
#ifndef CST_MONITOR_REVIEW_H
#define CST_MONITOR_REVIEW_H

#include "monitor/assign.h"

typedef struct cst_votes {
    uint8_t reports, abstentions;
} cst_votes;

/* Whether the actor attacks, given the first 32 bits of its ATTACK draw. */
bool cst_review_actor(const cst_model *model, const cst_random *random, const cst_task *task,
                      uint32_t first);

/* Votes on an attack. order: see cst_assign_reviewers; may be NULL where none is needed. */
cst_votes cst_review_attack(const cst_model *model, const cst_random *random, const cst_task *task,
                            const cst_order *order);

/* Votes on honest work. */
cst_votes cst_review_honest(const cst_model *model, const cst_random *random, const cst_task *task,
                            const cst_order *order);

/* Whether an audit of this task, were it an attack, finds it. */
bool cst_review_proven(const cst_model *model, const cst_random *random, const cst_task *task);

#endif
