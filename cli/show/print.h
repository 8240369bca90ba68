/* SPDX-License-Identifier: MIT
 *
 * Findings on a stream: for people, as JSON Lines, as CSV. Cells of which nothing has been counted
 * are left out of JSON and CSV.
 */
#ifndef CST_CLI_SHOW_PRINT_H
#define CST_CLI_SHOW_PRINT_H

#include "study/finding.h"

/* A table of residual_risk over the sweep, or all results where there is one cell. */
int cst_print_screen(FILE *out, const cst_findings *findings, cst_error *error);

/* One object a line per cell (MODEL section 13). */
void cst_print_json(FILE *out, const cst_findings *findings);

/* Members of an object: one result, "residual_risk":{"estimate":...}; all closed forms, "exact". */
void cst_print_result_json(cst_json *json, const cst_finding *finding, cst_result_kind kind);
void cst_print_exact_json(cst_json *json, const cst_finding *finding);

/* The canonical parts alone, one a line; a line's SHA-256 (without the newline) is its digest. */
void cst_print_canonical(FILE *out, const cst_findings *findings);

/* RFC 4180: a header, then one line per cell: axes, identity, counters, results. */
void cst_print_csv(FILE *out, const cst_findings *findings);

#endif
