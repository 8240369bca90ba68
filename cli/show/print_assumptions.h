/* SPDX-License-Identifier: MIT
 *
 * Printers of what carries a claim.
 */
#ifndef CST_CLI_SHOW_PRINT_ASSUMPTIONS_H
#define CST_CLI_SHOW_PRINT_ASSUMPTIONS_H

#include "study/assumptions.h"

/* Tables and sentences for people: 0 or CST_ERR_MEMORY. One JSON object. */
int cst_print_assumptions(FILE *out, const cst_assumptions *of, const cst_scenario *scenario,
                          cst_error *error);
void cst_print_assumptions_json(FILE *out, const cst_assumptions *of);

#endif
