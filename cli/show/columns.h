/* SPDX-License-Identifier: MIT
 *
 * How many columns a stream has, how many a text takes, and where it may be broken. COLUMNS wins;
 * then a terminal's own width counts; a stream that is no terminal has no end.
 */
#ifndef CST_CLI_SHOW_COLUMNS_H
#define CST_CLI_SHOW_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Lets the lines of one stream be as long as they get, whatever else counts: its text is laid out
 * by who reads it. NULL: of none. */
void cst_columns_free(FILE *out);

/* Columns of a line: SIZE_MAX where a line may be as long as it gets, never below 20. */
size_t cst_columns_of(FILE *out);

/* Rows of a terminal; 0 where it does not say, or the stream is none. */
size_t cst_rows_of(FILE *out);

/* Columns of a line of prose: the same, and at most 100, where lines can still be read. */
size_t cst_columns_of_prose(FILE *out);

/* Columns that the first `bytes` bytes of UTF-8 take: a mark that is set over a letter takes none,
 * a wide character (Chinese, Japanese, Korean, a picture) two. */
size_t cst_columns_taken(const char *text, size_t bytes);

/* Where the text of a table's cell may be broken: a cell at its spaces, but not inside of
 * [brackets], so that an interval stays one thing; a title behind . and _ and - as well. Columns of
 * the widest piece that cannot be broken. */
size_t cst_fold_least(const char *text, bool title);

/* The bytes of the next line of at most `width` columns, as many pieces as fit and at least one;
 * *text moves behind them and their spaces. 0 at the end. */
size_t cst_fold_next(const char **text, size_t width, bool title);

/* How many lines the text takes; at least 1. */
size_t cst_fold_lines(const char *text, size_t width, bool title);

#endif
