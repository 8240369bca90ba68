/* SPDX-License-Identifier: MIT
 *
 * Which program this is, and where it runs: for --version and for provenance, never for the bytes.
 */
#ifndef CST_CLI_BUILD_H
#define CST_CLI_BUILD_H

#include "bus/run.h"
#include "cli/answering.h"

/* Compiler and kind of build: "gcc 12.2.0, release". */
const char *cst_build_text(void);

/* "libzmq 4.3.4, msgpack 4.0.0, SQLite 3.40.1", cut at size: what it runs with. */
void cst_build_libraries(char *out, size_t size);

/* The machine's name, "" if it has none. */
void cst_build_host(char *out, size_t size);

/* Where results come from: a run, or a file that the program reads. */
typedef struct cst_build_origin {
    const cst_run_report *report;
    const char *link;
    uint64_t batch;
    const char *command;            /* the command line */
    const char *path;               /* the file; NULL: the run */
    const cst_answering *answering; /* of a run: its peers; NULL: none */
} cst_build_origin;

/* Provenance as a JSON object: which program, and where the results come from. The caller frees
 * *text, after failure too. 0 or CST_ERR_MEMORY. */
int cst_build_provenance(char **text, const cst_build_origin *of, cst_error *error);

#endif
