/* SPDX-License-Identifier: MIT
 *
 * A results file, run again: whether its bytes come out as they are.
 */
#ifndef CST_STUDY_AGAIN_H
#define CST_STUDY_AGAIN_H

#include "study/job.h"
#include "study/reload.h"

typedef struct cst_again {
    cst_job job;           /* the cells that the file has finished */
    cst_findings findings; /* what came out this time; nothing of the others */
    size_t same;           /* cells with the digest that the file has */
    size_t other;          /* cells with another one; the rest was not finished in the file */
    size_t first;          /* the first of these */
} cst_again;

/* Makes the cells ready to run: again->job is to be run, and cst_again_compare then looks. Rules
 * that time ends, which no two runs do alike, are refused: CST_ERR_USAGE; and so is a file
 * of which no cell is finished, or whose cells share their trials (estimate.stop.total) and are not
 * all finished: CST_ERR_STORE. cst_again_free is legal after failure; the file's findings must
 * outlive it. */
int cst_again_init(cst_again *again, cst_reload *reload, cst_error *error);
int cst_again_compare(cst_again *again, const cst_reload *reload, cst_error *error);
void cst_again_free(cst_again *again);

#endif
