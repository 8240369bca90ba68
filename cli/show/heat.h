/* SPDX-License-Identifier: MIT
 *
 * The picture of `custodes benchmark`, a heat map: protocols by collusion strategies, coloured by
 * the decimal logarithm of residual_risk, with the value in every field. Where nothing escaped the
 * field is white and says the upper bound.
 */
#ifndef CST_CLI_SHOW_HEAT_H
#define CST_CLI_SHOW_HEAT_H

#include "cli/show/picture.h"
#include "study/benchmark.h"

/* The picture, which borrows the benchmark. */
cst_picture cst_heat_picture(const cst_benchmark *benchmark);

#endif
