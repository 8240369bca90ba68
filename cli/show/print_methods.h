/* SPDX-License-Identifier: MIT
 *
 * The methods behind a list of findings, and why they serve: one line each, with the other methods
 * that would.
 */
#ifndef CST_CLI_SHOW_PRINT_METHODS_H
#define CST_CLI_SHOW_PRINT_METHODS_H

#include "study/finding.h"

/* One paragraph for each method, by the first cell that has it. */
void cst_print_methods(FILE *out, const cst_findings *findings);

#endif
