/* SPDX-License-Identifier: MIT
 *
 * A results file that is made elsewhere, in the folder for temporary files, and put in its place as
 * a whole. So its place may be on a network file system, where SQLite's log cannot be.
 */
#ifndef CST_CLI_ELSEWHERE_H
#define CST_CLI_ELSEWHERE_H

#include "cli/args.h"

#include <sys/stat.h>

/* Must stay where it is until it is closed. */
typedef struct cst_elsewhere {
    const char *place; /* borrowed */
    char path[CST_PATH_SIZE];
    bool stays;        /* it is worth keeping, whatever happens */
    bool put;          /* it is in its place */
    bool left;         /* it stays where it was made */
    bool found;        /* there was a file at its place, */
    struct stat there; /* which was this one */
} cst_elsewhere;

/* Makes an empty file, or a copy of the one at its place if there is one. 0, CST_ERR_OUTPUT, also
 * where nothing could be put in its place as things are, or CST_ERR_STORE: the one at its place
 * cannot be read or is no regular file, or a log lies beside it, as a program that writes it, or
 * was killed, leaves it. cst_elsewhere_close is legal after failure. */
int cst_elsewhere_open(cst_elsewhere *file, const char *place, cst_error *error);

/* From now on it is worth keeping: a signal that ends the program leaves it where it is. */
void cst_elsewhere_keep(cst_elsewhere *file);

/* Puts it in its place, whole or not at all, unless it is there already; nobody may have it open.
 * 0; or CST_ERR_OUTPUT or one of the store's, the error must not be NULL: it cannot be written, or
 * somebody has changed what is at its place. What is worth keeping stays where it is then, with its
 * log, and the error says where. */
int cst_elsewhere_put(cst_elsewhere *file, cst_error *error);

/* Turns an error of the disk on which it was made into what a user can do about it, and says what
 * is kept; leaves others. */
void cst_elsewhere_explain(const cst_elsewhere *file, cst_error *error);

/* Removes it, and its log, unless it stays. Legal on a zeroed one. */
void cst_elsewhere_close(cst_elsewhere *file);

#endif
