/* SPDX-License-Identifier: MIT
 *
 * The picture of `custodes assumptions`: for each input a bar from the residual risk at one end of
 * its range to that at the other, the longest at the top, around a line at the base.
 */
#ifndef CST_CLI_SHOW_TORNADO_H
#define CST_CLI_SHOW_TORNADO_H

#include "cli/show/picture.h"
#include "study/assumptions.h"

typedef struct cst_tornado {
    const cst_assumptions *of;
    const char *title, *subtitle;
} cst_tornado;

/* How many bars there are: one for each input with an effect. */
uint32_t cst_tornado_bars(const cst_assumptions *of);

/* The picture, which borrows the tornado. */
cst_picture cst_tornado_picture(const cst_tornado *tornado);

#endif
