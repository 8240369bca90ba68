/* SPDX-License-Identifier: MIT
 *
 * Plain tables as an SQLite database, for programs that open one: made in memory and written on a
 * stream as a whole. It has nothing to do with the layout of results files. One thread.
 */
#ifndef CST_STORE_SHEET_H
#define CST_STORE_SHEET_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct cst_sheet cst_sheet;

/* A column: its name, any text; its type: "INTEGER", "REAL", "TEXT", or "" for numbers and texts.
 */
typedef struct cst_sheet_column {
    const char *name, *type;
} cst_sheet_column;

/* 0 or CST_ERR_MEMORY. cst_sheet_free is legal after failure, of any of these. */
int cst_sheet_open(cst_sheet **sheet, cst_error *error);
void cst_sheet_free(cst_sheet **sheet);

/* Begins a table; lines that follow are its own. `key`: names of its first columns that mark a
 * line, as many as that. 0, CST_ERR_MEMORY, or CST_ERR_OUTPUT with what SQLite says (too many
 * columns). */
int cst_sheet_table(cst_sheet *sheet, const char *name, const cst_sheet_column *column,
                    size_t columns, size_t keys, cst_error *error);

/* The next value of a line: a text (NULL: NULL), a whole number below 2^63, a number (NULL where it
 * is not finite). */
void cst_sheet_text(cst_sheet *sheet, const char *text);
void cst_sheet_count(cst_sheet *sheet, uint64_t count);
void cst_sheet_number(cst_sheet *sheet, double x);

/* Ends the line, of as many values as the table has columns. The codes of cst_sheet_table. */
int cst_sheet_line(cst_sheet *sheet, cst_error *error);

/* Writes the database; what becomes of it is the stream's to say. The same codes. */
int cst_sheet_write(cst_sheet *sheet, FILE *out, cst_error *error);

#endif
