/* SPDX-License-Identifier: MIT
 *
 * What uncertain inputs make of the results, and which inputs were taken as exact.
 */
#ifndef CST_CLI_SHOW_PRINT_INPUT_H
#define CST_CLI_SHOW_PRINT_INPUT_H

#include "study/finding.h"

/* The members "input" and "taken_as_exact" of a result's object. */
void cst_print_input_json(cst_json *json, const cst_finding *finding);

/* For people, after the results: the input intervals of residual_risk, or in one line why there are
 * none, and the inputs that were taken as exact. Nothing about intervals where no input is
 * uncertain. 0 or CST_ERR_MEMORY. */
int cst_print_input_screen(FILE *out, const cst_findings *findings, cst_error *error);

#endif
