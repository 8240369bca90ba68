/* SPDX-License-Identifier: MIT
 *
 * The cells of a run as a text that another process can make them from, and know by a digest that
 * it made the same ones.
 */
#ifndef CST_STUDY_HANDOUT_H
#define CST_STUDY_HANDOUT_H

#include "study/job.h"

typedef struct cst_handout {
    char *text; /* owned: a line for each cell, its resolved scenario as canonical JSON */
    size_t size;
    cst_u128 digest; /* of the cells that are made from it */
    /* Of one that was read: */
    cst_scenario *scenario; /* owned, one for each cell */
    const cst_cell **cell;  /* owned list */
    uint32_t cells;
} cst_handout;

/* Which program made it, or is to read it: others have other models. "custodes 0.5.0, model 6". */
const char *cst_handout_program(void);

/* The cells that a job runs. 0 or CST_ERR_MEMORY. cst_handout_free is legal after failure. */
int cst_handout_write(cst_handout *handout, const cst_job *job, cst_error *error);

/* Makes the cells that a text says. 0, CST_ERR_MEMORY, or what reading a scenario says. As above.
 */
int cst_handout_read(cst_handout *handout, const char *text, size_t size, cst_error *error);
void cst_handout_free(cst_handout *handout);

#endif
