/* SPDX-License-Identifier: MIT
 *
 * Planted schemers (MODEL section 12). Where the actors of a trial scheme independently of what
 * came before, the attempts of a trial that go one way are on average the rate times the share of
 * planned tasks at which an actor that is made to scheme, in a trial that is otherwise as ever,
 * would go that way. That is exact at every rate, and needs no attack to happen by itself. Pure.
 */
#ifndef CST_MONITOR_PLANT_H
#define CST_MONITOR_PLANT_H

#include "base/random.h"
#include "monitor/play.h"

/* NULL, or why the trials of a model that is played cannot have planted schemers: "its harm takes
 * several steps". */
const char *cst_plant_refuse(const cst_model *model);

/* NULL, or why each planted schemer has a trial of its own. Else any number of them may share one
 * trial as ghosts: what would become of each is decided by how its round begins, and is seen
 * without a trace (cst_play_ghost). */
const char *cst_plant_alone(const cst_model *model);

/* P(an actor schemes), the mean over planned tasks. */
double cst_plant_rate(const cst_model *model);

/* What a planted schemer weighs: that mean; where agents are of types, the largest rate of a type,
 * since planted tasks are kept by the type of their actor. */
double cst_plant_scale(const cst_model *model);

/* Whether the actor of a planted task schemes there. Where agents are of types: with chance `rate`,
 * its own, / the largest one, drawn at the task's address. Else always. */
bool cst_plant_keeps(const cst_model *model, const cst_random *random, const cst_task *ghost,
                     cst_chance rate);

/* The task of schemer number 0..count-1 of those that are planted in a trial: one that an actor
 * schemes on, drawn from the rounds r with number <= r count / rounds < number + 1 as far as these
 * are whole; over all numbers, from all tasks. Their rounds never fall. count >= 1. */
uint64_t cst_plant_draw(const cst_model *model, const cst_random *random, uint64_t trial,
                        uint32_t number, uint32_t count);

/* The ghosts of a trial, in the order of their tasks, void for now. count: at most
 * CST_PLANT_GHOSTS_MAX. */
enum { CST_PLANT_GHOSTS_MAX = 4096 };
void cst_plant_ghosts(const cst_model *model, const cst_random *random, uint64_t trial,
                      uint32_t count, cst_ghost *out);

#endif
