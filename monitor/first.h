/* SPDX-License-Identifier: MIT
 *
 * The first task of a trial whose actor schemes, in trials where somebody does. How likely such a
 * trial is has a closed form, and given the first, what came before was honest and what comes after
 * is as ever: so trials can be forced to have a schemer, and weighted by that chance. Pure.
 */
#ifndef CST_MONITOR_FIRST_H
#define CST_MONITOR_FIRST_H

#include "base/random.h"
#include "monitor/model.h"

/* Whether actors' states are independent draws of rates that are known: no causes or beliefs that
 * they share, no types, and a rate above 0. */
bool cst_first_known(const cst_model *model);

/* P(an actor schemes at least once in so many rounds) = 1 - prod over tasks of (1 - rate). */
double cst_first_chance(const cst_model *model, uint32_t rounds);

/* The number of that task, round by round, agent by agent: its law given that there is one in so
 * many rounds, at least 1. trial: the address of the draw. */
uint64_t cst_first_draw(const cst_model *model, const cst_random *random, uint64_t trial,
                        uint32_t rounds);

#endif
