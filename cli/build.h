/* SPDX-License-Identifier: MIT
 *
 * Which program this is, and where it runs: for --version and for provenance, never for the bytes.
 */
#ifndef CST_CLI_BUILD_H
#define CST_CLI_BUILD_H

#include "bus/run.h"

/* Compiler and kind of build: "gcc 12.2.0, release". */
const char *cst_build_text(void);

/* The machine's name, "" if it has none. */
void cst_build_host(char *out, size_t size);

/* Provenance of a run as a JSON object; heap, NULL without memory. */
char *cst_build_provenance(const cst_run_report *report, const char *link, uint64_t batch);

/* Provenance of results read from a file: the program that reads, and the file. */
char *cst_build_reader(const char *path);

#endif
