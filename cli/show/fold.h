/* SPDX-License-Identifier: MIT
 *
 * Where the text of a table's cell may be broken: a cell at its spaces, but not inside of
 * [brackets], so that an interval stays one thing; a title behind . and _ and - as well. Pure.
 */
#ifndef CST_CLI_SHOW_FOLD_H
#define CST_CLI_SHOW_FOLD_H

#include <stdbool.h>
#include <stddef.h>

/* Columns of the widest piece that cannot be broken. */
size_t cst_fold_least(const char *text, bool title);

/* The bytes of the next line of at most `width` columns, as many pieces as fit and at least one;
 * *text moves behind them and their spaces. 0 at the end. */
size_t cst_fold_next(const char **text, size_t width, bool title);

/* How many lines the text takes; at least 1. */
size_t cst_fold_lines(const char *text, size_t width, bool title);

#endif
