/* SPDX-License-Identifier: MIT
 *
 * The gnuplot script of a heat map: protocols by collusion strategies, coloured by the decimal
 * logarithm of residual_risk, with the value in every field. Where nothing escaped the field is
 * white and says the upper bound.
 */
#ifndef CST_CLI_HEAT_H
#define CST_CLI_HEAT_H

#include "cli/benchmark.h"

typedef struct cst_heat {
    const cst_benchmark *benchmark;
    const char *title;
    const char *svg; /* where to write */
} cst_heat;

/* Writes the script; self is a const cst_heat (for cst_gnuplot_run). */
void cst_heat_write(void *self, FILE *script);

#endif
