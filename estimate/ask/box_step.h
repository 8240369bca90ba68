/* SPDX-License-Identifier: MIT
 *
 * The highest point of a quadratic hill within a box: what a step of a search by slopes comes to
 * where parameters have ends. Pure, any thread.
 */
#ifndef CST_ESTIMATE_ASK_BOX_STEP_H
#define CST_ESTIMATE_ASK_BOX_STEP_H

enum { CST_BOX_MAX = 5 };

typedef struct cst_box_hill {
    unsigned size;                              /* parameters, up to CST_BOX_MAX */
    double slope[CST_BOX_MAX];                  /* at step 0 */
    double bend[CST_BOX_MAX][CST_BOX_MAX];      /* symmetric, positive definite */
    double low[CST_BOX_MAX], high[CST_BOX_MAX]; /* ends of the step: low <= 0 <= high */
} cst_box_hill;

/* The step that has the greatest slope' step - step' bend step / 2 of all in the box. Returns that
 * value, which is never below 0. */
double cst_box_step(const cst_box_hill *hill, double step[CST_BOX_MAX]);

#endif
