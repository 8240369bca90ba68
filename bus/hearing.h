/* SPDX-License-Identifier: MIT
 *
 * Between workers that ask and what is kept of the answers: peers are asked and what they say is
 * kept, or what was kept is recalled and nobody is asked. Workers ask at once; keeping and
 * recalling are done by one at a time.
 */
#ifndef CST_BUS_HEARING_H
#define CST_BUS_HEARING_H

#include "monitor/outside.h"

/* Keeps answers, or fills them in. 0 or an error, which ends the run. */
typedef int cst_hearing_take(void *self, uint32_t cell, const cst_question *question, size_t count,
                             double *answer, cst_error *error);

typedef struct cst_hearing cst_hearing;

/* With peers: they are asked, then `take` keeps. NULL: `take` recalls. 0 or CST_ERR_MEMORY, and
 * then *hearing is NULL. */
int cst_hearing_open(cst_hearing **hearing, const cst_outside *peers, cst_hearing_take *take,
                     void *self, cst_error *error);

/* Who answers: for cells, as long as it is open. */
const cst_outside *cst_hearing_outside(const cst_hearing *hearing);

/* NULL is legal. */
void cst_hearing_close(cst_hearing *hearing);

#endif
