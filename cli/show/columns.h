/* SPDX-License-Identifier: MIT
 *
 * How many columns a stream has, and how many a text takes. COLUMNS wins; then a terminal's own
 * width counts; a stream that is no terminal has no end.
 */
#ifndef CST_CLI_SHOW_COLUMNS_H
#define CST_CLI_SHOW_COLUMNS_H

#include <stddef.h>
#include <stdio.h>

/* Columns of a line: SIZE_MAX where a line may be as long as it gets, never below 20. */
size_t cst_columns_of(FILE *out);

/* Columns of a line of prose: the same, and at most 100, where lines can still be read. */
size_t cst_columns_of_prose(FILE *out);

/* Columns that the first `bytes` bytes of UTF-8 take: a mark that is set over a letter takes none,
 * a wide character (Chinese, Japanese, Korean, a picture) two. */
size_t cst_columns_taken(const char *text, size_t bytes);

#endif
