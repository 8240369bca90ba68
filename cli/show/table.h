/* SPDX-License-Identifier: MIT
 *
 * A small table of text, written with aligned columns. It starts as {.keys = ...}, or with the
 * number of columns where their titles are added as cells. Owns its cells. After a failed
 * allocation nothing is written; the program then calls no output whole (cli/output.h).
 *
 * What does not fit a stream's columns is laid out so that nothing is lost: titles are folded, then
 * cells that are several words, or the columns are cut into blocks that each repeat the first ones,
 * and at last every row is written as a record, one value a line.
 */
#ifndef CST_CLI_SHOW_TABLE_H
#define CST_CLI_SHOW_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* How a table is written: in the columns of its stream; as one of Markdown, as wide as it gets; as
 * one of HTML, in a box that scrolls (cli/show/html.h). */
typedef enum cst_table_form { CST_TABLE_TEXT, CST_TABLE_MARKDOWN, CST_TABLE_HTML } cst_table_form;

typedef struct cst_table {
    size_t columns;
    size_t keys; /* columns at the left that say what a row is of */
    char **cell; /* heap, row by row; the first row is the titles */
    size_t cells, room;
    bool failed;
    cst_table_form form;
    const char *name; /* of HTML: what the table is of */
} cst_table;

/* Adds columns with these titles, before the first cell. */
void cst_table_columns(cst_table *table, const char *const *title, size_t count);

/* Adds the next cell; rows fill from left to right. A cell of any length. */
void cst_table_add(cst_table *table, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Cells of one kind: texts as they are, a number in `digits` significant digits ("-": none), a
 * count (cst_show_count), an interval (cst_show_interval). */
void cst_table_texts(cst_table *table, const char *const *text, size_t count);
void cst_table_number(cst_table *table, double x, int digits);
void cst_table_count(cst_table *table, uint64_t count);
void cst_table_interval(cst_table *table, double low, double high, int digits);

/* Writes all full rows, as text in the stream's columns (cst_columns_of), and frees the table. */
void cst_table_end(cst_table *table, FILE *out);

#endif
