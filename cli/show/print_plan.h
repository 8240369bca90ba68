/* SPDX-License-Identifier: MIT
 *
 * What `custodes validate` prints: a scenario with every default written out, and what is known of
 * its cells before anything has run. Findings are those of no trials.
 */
#ifndef CST_CLI_SHOW_PRINT_PLAN_H
#define CST_CLI_SHOW_PRINT_PLAN_H

#include "study/finding.h"

/* For people: 0 or CST_ERR_MEMORY. One JSON object a line per cell. */
int cst_print_plan(FILE *out, const cst_findings *findings, cst_error *error);
void cst_print_plan_json(FILE *out, const cst_findings *findings);

#endif
