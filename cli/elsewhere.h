/* SPDX-License-Identifier: MIT
 *
 * A results file that is made elsewhere, in the folder for temporary files, and put in its place as
 * a whole. So its place may be on a network file system, where SQLite's log cannot be.
 */
#ifndef CST_CLI_ELSEWHERE_H
#define CST_CLI_ELSEWHERE_H

#include "cli/args.h"

/* Must stay where it is until it is closed. */
typedef struct cst_elsewhere {
    const char *place; /* borrowed */
    char path[CST_PATH_SIZE];
} cst_elsewhere;

/* Makes an empty file, or a copy of the one at its place if there is one. 0, CST_ERR_OUTPUT, or
 * CST_ERR_STORE: the one at its place cannot be read. cst_elsewhere_close is legal after failure.
 */
int cst_elsewhere_open(cst_elsewhere *file, const char *place, cst_error *error);

/* Puts it in its place, whole or not at all; nobody may have it open. 0 or CST_ERR_OUTPUT. */
int cst_elsewhere_put(const cst_elsewhere *file, cst_error *error);

/* Removes it, and its log. Legal on a zeroed one. */
void cst_elsewhere_close(cst_elsewhere *file);

#endif
