/* SPDX-License-Identifier: MIT
 *
 * A small table of text, written with aligned columns. Owns its cells. A failed allocation shows
 * once, when the table is written.
 */
#ifndef CST_CLI_TABLE_H
#define CST_CLI_TABLE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef struct cst_table {
    size_t columns;
    char **cell; /* heap, row by row */
    size_t cells, room;
    bool failed;
} cst_table;

/* An empty table of that many columns. */
void cst_table_init(cst_table *table, size_t columns);
void cst_table_free(cst_table *table);

/* Adds the next cell; rows fill from left to right. */
void cst_table_add(cst_table *table, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Writes all full rows. 0 or CST_ERR_MEMORY. */
int cst_table_write(const cst_table *table, FILE *out, cst_error *error);

#endif
