/* SPDX-License-Identifier: MIT
 *
 * The worst and the best case over all laws with the same rate and pairwise correlation, as the
 * screen and JSON show them. Nothing where there is no such case.
 */
#ifndef CST_CLI_SHOW_PRINT_WORST_H
#define CST_CLI_SHOW_PRINT_WORST_H

#include "study/finding.h"

/* The member "worst": residual_risk and miss_share at their worst and best, and the correlation. */
void cst_print_worst_json(cst_json *json, const cst_finding *finding);

/* What the last column of a sweep's table means, or the two ends of a single cell. */
void cst_print_worst_screen(FILE *out, const cst_findings *findings);

#endif
