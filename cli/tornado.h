/* SPDX-License-Identifier: MIT
 *
 * The picture of `custodes assumptions`: for each input a bar from the residual risk at one end of
 * its range to that at the other, the longest at the top, around a line at the base.
 */
#ifndef CST_CLI_TORNADO_H
#define CST_CLI_TORNADO_H

#include "estimate/assume.h"

#include <stdio.h>

typedef struct cst_tornado_bar {
    const char *label;
    cst_assume_effect effect;
} cst_tornado_bar;

typedef struct cst_tornado {
    const char *title, *subtitle;
    const cst_tornado_bar *bar; /* in order, from the top */
    uint32_t bars;
    double base;     /* residual risk, all inputs at base */
    const char *svg; /* where to write */
} cst_tornado;

/* Writes the script; self is a const cst_tornado (for cst_gnuplot_run). */
void cst_tornado_write(void *self, FILE *script);

#endif
