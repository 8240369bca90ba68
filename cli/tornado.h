/* SPDX-License-Identifier: MIT
 *
 * The picture of `custodes assumptions`: for each input a bar from the residual risk at one end of
 * its range to that at the other, the longest at the top, around a line at the base.
 */
#ifndef CST_CLI_TORNADO_H
#define CST_CLI_TORNADO_H

#include "cli/picture.h"
#include "estimate/ask/assume.h"

typedef struct cst_tornado_bar {
    const char *label;
    cst_assume_effect effect;
} cst_tornado_bar;

typedef struct cst_tornado {
    const char *title, *subtitle;
    const cst_tornado_bar *bar; /* in order, from the top */
    uint32_t bars;
    double base; /* residual risk, all inputs at base */
} cst_tornado;

/* The picture, which borrows the tornado. */
cst_picture cst_tornado_picture(const cst_tornado *tornado);

#endif
