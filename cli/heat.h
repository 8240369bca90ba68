/* SPDX-License-Identifier: MIT
 *
 * The gnuplot script of a heat map: protocols by collusion strategies, coloured by the decimal
 * logarithm of residual_risk, with the value in every field. Where nothing escaped the field is
 * white and says the upper bound.
 */
#ifndef CST_CLI_HEAT_H
#define CST_CLI_HEAT_H

#include "cli/picture.h"
#include "study/benchmark.h"

typedef struct cst_heat {
    const cst_benchmark *benchmark;
    const char *title;
} cst_heat;

/* The picture, which borrows the heat map. */
cst_picture cst_heat_picture(const cst_heat *heat);

#endif
