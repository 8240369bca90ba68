/* SPDX-License-Identifier: MIT
 *
 * Printers of a comparison.
 */
#ifndef CST_CLI_SHOW_PRINT_COMPARE_H
#define CST_CLI_SHOW_PRINT_COMPARE_H

#include "study/compare.h"

#include <stdio.h>

/* A table for people: 0 or CST_ERR_MEMORY. One JSON object a line per cell. */
int cst_print_compare(FILE *out, const cst_comparison *made, cst_error *error);
void cst_print_compare_json(FILE *out, const cst_comparison *made);

#endif
