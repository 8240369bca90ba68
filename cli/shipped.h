/* SPDX-License-Identifier: MIT
 *
 * The files that come with the program: below share/custodes of the prefix that it is installed
 * under, or beside it in its build tree. A prefix may be moved: nothing but the place of the
 * program itself is asked.
 */
#ifndef CST_CLI_SHIPPED_H
#define CST_CLI_SHIPPED_H

#include <stdbool.h>

enum { CST_SHIPPED_SIZE = 4096 }; /* PATH_MAX */

/* Writes where one of them is, "scenarios" or "scenarios/committee.yaml"; false where it is not. */
bool cst_shipped_find(const char *name, char out[CST_SHIPPED_SIZE]);

/* The path as it is, or, where no such file is there, that of the one that comes with the program,
 * which a note on stderr names. */
const char *cst_shipped_path(const char *path, char out[CST_SHIPPED_SIZE]);

#endif
