/* SPDX-License-Identifier: MIT
 *
 * Between workers that ask and what is done with the answers: peers are asked and what they say is
 * kept, or what was kept is recalled and nobody is asked. Workers ask at once; whoever listens is
 * told by one at a time.
 */
#ifndef CST_BUS_HEARING_H
#define CST_BUS_HEARING_H

#include "monitor/outside.h"

typedef struct cst_hearing cst_hearing;

/* Peers are asked, and told what became of it, at once. The listener's `ask` takes in what they
 * said, then its `tell` and `pair` what became of it, one call at a time. Without peers (NULL) its
 * `ask` fills the answers in. What either of them has not (NULL) is not called; an error of either
 * ends the run. Both are borrowed. 0 or CST_ERR_MEMORY, and then *hearing is NULL. */
int cst_hearing_open(cst_hearing **hearing, const cst_outside *peers, const cst_outside *listener,
                     cst_error *error);

/* Who answers: for cells, as long as it is open. */
const cst_outside *cst_hearing_outside(const cst_hearing *hearing);

/* Calls it while the listener is told nothing: to look at what it knows from another thread. */
void cst_hearing_look(cst_hearing *hearing, void (*look)(void *self), void *self);

/* NULL is legal. */
void cst_hearing_close(cst_hearing *hearing);

#endif
