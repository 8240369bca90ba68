/* SPDX-License-Identifier: MIT
 *
 * What a name means: a key of a scenario or a section of keys, a result, or a value that a key
 * offers (a law, a protocol, a strategy, ...). All from the tables that the program itself reads.
 */
#ifndef CST_CLI_EXPLAIN_H
#define CST_CLI_EXPLAIN_H

#include "base/error.h"

#include <stdio.h>

/* Writes all that the name can mean: meaning, range, default, where it is used, page. The last word
 * of a key stands for the key. 0, or CST_ERR_USAGE with the nearest known name. */
int cst_explain(FILE *out, const char *name, cst_error *error);

#endif
