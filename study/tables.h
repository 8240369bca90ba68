/* SPDX-License-Identifier: MIT
 *
 * Findings as tables of an SQLite database: docs/results.md has their columns.
 */
#ifndef CST_STUDY_TABLES_H
#define CST_STUDY_TABLES_H

#include "study/finding.h"

/* Writes the database on a stream. Cells of which nothing has been counted are left out. 0,
 * CST_ERR_MEMORY, or CST_ERR_OUTPUT; the stream's own failures are not looked at. */
int cst_tables_write(FILE *out, const cst_findings *findings, cst_error *error);

#endif
