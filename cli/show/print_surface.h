/* SPDX-License-Identifier: MIT
 *
 * Printers of a surface.
 */
#ifndef CST_CLI_SHOW_PRINT_SURFACE_H
#define CST_CLI_SHOW_PRINT_SURFACE_H

#include "study/surface.h"

/* A table for people; one JSON object a line per cell; CSV with one line per cell. */
int cst_surface_print(const cst_surface *surface, const cst_findings *findings, FILE *out,
                      cst_error *error);
void cst_surface_print_json(const cst_surface *surface, const cst_findings *findings, FILE *out);
void cst_surface_print_csv(const cst_surface *surface, const cst_findings *findings, FILE *out);

/* "3 strata of 1e6 attacks each, for every law and rate". */
void cst_surface_describe(const cst_surface *surface, char *out, size_t size);

#endif
