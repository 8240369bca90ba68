/* SPDX-License-Identifier: MIT
 *
 * Results files as one page of HTML that needs nothing else: what each says in words, with what it
 * takes as given; curves, maps and tables; where it comes from, and how to make it again.
 */
#ifndef CST_CLI_SHOW_REPORT_H
#define CST_CLI_SHOW_REPORT_H

#include "study/reload.h"

enum { CST_REPORT_CHOSEN = 512 };

/* A results file, and what has been drawn of it. */
typedef struct cst_report_file {
    cst_reload reload;              /* owned, as all here */
    char *curves;                   /* an SVG; NULL: there is nothing to draw */
    char chosen[CST_REPORT_CHOSEN]; /* where other keys stand in it, "scheming.rho=0"; or "" */
    char *map;                      /* likewise */
} cst_report_file;

/* Writes the page. 0 or CST_ERR_MEMORY. */
int cst_print_report(FILE *out, const cst_report_file *file, size_t files, cst_error *error);

/* --- Parts of it ----------------------------------------------------------------------------- */

/* What a results file says, in paragraphs; what to be careful about, in a list. */
void cst_report_verdict(FILE *out, const cst_findings *findings);
void cst_report_warnings(FILE *out, const cst_findings *findings);

/* The result that tables show first, of a single cell all of them, and how they are to be read. 0
 * or CST_ERR_MEMORY. */
int cst_report_first(FILE *out, const cst_findings *findings, cst_error *error);

/* The data of the curves, for scripts: results of finished cells in the digits of the export. */
void cst_report_data(FILE *out, const cst_findings *findings);

#endif
