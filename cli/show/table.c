/* SPDX-License-Identifier: MIT */
#include "cli/show/table.h"

#include "base/check.h"
#include "base/letters.h"
#include "cli/show/columns.h"
#include "cli/show/flow.h"
#include "study/show.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { GAP = 2 };

static bool has_room(cst_table *table)
{
    if (table->cells < table->room) {
        return true;
    }
    const size_t room = table->room == 0 ? 64 : 2 * table->room;
    char **cell = realloc(table->cell, room * sizeof *cell);
    if (cell == NULL) {
        return false;
    }
    table->cell = cell;
    table->room = room;
    return true;
}

void cst_table_add(cst_table *table, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    const int length = vsnprintf(NULL, 0, format, list);
    va_end(list);
    cst_require(length >= 0);
    char *text = has_room(table) ? malloc((size_t)length + 1) : NULL;
    if (text == NULL) {
        table->failed = true;
        return;
    }
    va_start(list, format);
    vsnprintf(text, (size_t)length + 1, format, list);
    va_end(list);
    cst_letters_clean(text);
    table->cell[table->cells++] = text;
}

void cst_table_texts(cst_table *table, const char *const *text, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cst_table_add(table, "%s", text[i]);
    }
}

void cst_table_columns(cst_table *table, const char *const *title, size_t count)
{
    cst_require(table->failed || table->cells == table->columns);
    table->columns += count;
    cst_table_texts(table, title, count);
}

void cst_table_number(cst_table *table, double x, int digits)
{
    cst_table_add(table, "%s", cst_show_number(x, digits).text);
}

void cst_table_count(cst_table *table, uint64_t count)
{
    cst_table_add(table, "%s", cst_show_count(count).text);
}

void cst_table_interval(cst_table *table, double low, double high, int digits)
{
    cst_table_add(table, "%s", cst_show_interval(low, high, digits).text);
}

/* How a table is to be written. */
typedef struct layout {
    const cst_table *table;
    FILE *out;
    size_t rows;
    size_t room;   /* columns of the stream */
    size_t *wide;  /* of each column: what its cells and its title take */
    size_t *low;   /* the same with its title folded as far as it goes */
    size_t *least; /* the same with its cells folded, too */
    size_t *width; /* as it is written */
    size_t *block; /* which block it is in, from 0 on; not read for the keys */
    size_t blocks;
} layout;

static const char *cell_at(const layout *made, size_t row, size_t column)
{
    return made->table->cell[row * made->table->columns + column];
}

static size_t most(size_t a, size_t b)
{
    return a > b ? a : b;
}

static void measure(layout *made)
{
    for (size_t column = 0; column < made->table->columns; column++) {
        const char *title = cell_at(made, 0, column);
        made->wide[column] = cst_columns_taken(title, strlen(title));
        made->low[column] = cst_fold_least(title, true);
        made->least[column] = made->low[column];
        for (size_t row = 1; row < made->rows; row++) {
            const char *text = cell_at(made, row, column);
            const size_t taken = cst_columns_taken(text, strlen(text));
            made->wide[column] = most(made->wide[column], taken);
            made->low[column] = most(made->low[column], taken);
            made->least[column] = most(made->least[column], cst_fold_least(text, false));
        }
    }
}

/* Whether a column is written with this block. */
static bool is_in(const layout *made, size_t column, size_t block)
{
    return column < made->table->keys || made->block[column] == block;
}

static size_t last_of(const layout *made, size_t block)
{
    size_t last = 0;
    for (size_t column = 0; column < made->table->columns; column++) {
        last = is_in(made, column, block) ? column : last;
    }
    return last;
}

/* Columns that a block takes. */
static size_t taken_by(const layout *made, size_t block)
{
    size_t taken = 0;
    for (size_t column = 0; column < made->table->columns; column++) {
        taken += is_in(made, column, block) ? made->width[column] + GAP : 0;
    }
    return taken - GAP;
}

/* Narrows the widest columns of a block, none below its floor, until the block fits. */
static bool narrow(layout *made, size_t block, const size_t *floor)
{
    for (size_t taken = taken_by(made, block); taken > made->room; taken--) {
        size_t widest = SIZE_MAX;
        for (size_t column = 0; column < made->table->columns; column++) {
            if (is_in(made, column, block) && made->width[column] > floor[column] &&
                (widest == SIZE_MAX || made->width[column] > made->width[widest])) {
                widest = column;
            }
        }
        if (widest == SIZE_MAX) {
            return false;
        }
        made->width[widest]--;
    }
    return true;
}

static size_t lines_of_row(const layout *made, size_t row, size_t block)
{
    size_t lines = 1;
    for (size_t column = 0; column < made->table->columns; column++) {
        if (is_in(made, column, block)) {
            lines = most(lines,
                         cst_fold_lines(cell_at(made, row, column), made->width[column], row == 0));
        }
    }
    return lines;
}

static size_t lines_of(const layout *made)
{
    size_t lines = made->blocks - 1;
    for (size_t block = 0; block < made->blocks; block++) {
        for (size_t row = 0; row < made->rows; row++) {
            lines += lines_of_row(made, row, block);
        }
    }
    return lines;
}

/* All in one block: as wide as it gets, else with folded titles, else with folded cells. */
static bool lay_out_whole(layout *made)
{
    made->blocks = 1;
    memset(made->block, 0, made->table->columns * sizeof *made->block);
    memcpy(made->width, made->wide, made->table->columns * sizeof *made->width);
    return narrow(made, 0, made->low) || narrow(made, 0, made->least);
}

/* As few blocks as it takes, filled from the left. */
static bool lay_out_blocks(layout *made)
{
    const cst_table *table = made->table;
    size_t keys = 0;
    for (size_t column = 0; column < table->keys; column++) {
        keys += made->low[column] + GAP;
    }
    size_t taken = keys;
    memcpy(made->width, made->low, table->columns * sizeof *made->width);
    made->blocks = 1;
    for (size_t column = table->keys; column < table->columns; column++) {
        if (taken > keys && taken + made->low[column] > made->room) {
            made->blocks++;
            taken = keys;
        }
        made->block[column] = made->blocks - 1;
        taken += made->low[column] + GAP;
    }
    bool fits = true;
    for (size_t block = 0; block < made->blocks; block++) {
        fits = fits && narrow(made, block, made->least);
    }
    return fits;
}

static void write_row(const layout *made, size_t row, size_t block)
{
    const size_t last = last_of(made, block);
    const size_t lines = lines_of_row(made, row, block);
    for (size_t line = 0; line < lines; line++) {
        size_t owed = 0; /* spaces that only a text behind them needs */
        for (size_t column = 0; column <= last; column++) {
            if (!is_in(made, column, block)) {
                continue;
            }
            const char *text = cell_at(made, row, column);
            const char *from = text;
            size_t bytes = cst_fold_next(&text, made->width[column], row == 0);
            for (size_t i = 0; i < line; i++) {
                from = text;
                bytes = *text == '\0' ? 0 : cst_fold_next(&text, made->width[column], row == 0);
            }
            if (bytes > 0) {
                fprintf(made->out, "%*s", (int)owed, "");
                cst_show_clean_part(made->out, from, bytes);
                owed = 0;
            }
            owed += made->width[column] + GAP - cst_columns_taken(from, bytes);
        }
        fputc('\n', made->out);
    }
}

static void write_blocks(const layout *made)
{
    for (size_t block = 0; block < made->blocks; block++) {
        fputs(block > 0 ? "\n" : "", made->out);
        for (size_t row = 0; row < made->rows; row++) {
            write_row(made, row, block);
        }
    }
}

/* Every row as a record. */
static void write_records(const layout *made)
{
    size_t titles = 0;
    for (size_t column = 0; column < made->table->columns; column++) {
        const char *title = cell_at(made, 0, column);
        titles = most(titles, cst_columns_taken(title, strlen(title)));
    }
    for (size_t row = 1; row < made->rows; row++) {
        fputs(row > 1 ? "\n" : "", made->out);
        for (size_t column = 0; column < made->table->columns; column++) {
            const char *text = cell_at(made, row, column);
            if (*text != '\0') {
                cst_flow_item(made->out, 0, cell_at(made, 0, column), titles + GAP, text);
            }
        }
    }
}

/* The layout with the fewest lines; records where nothing else fits. */
static void write_table(layout *made)
{
    measure(made);
    const bool whole = lay_out_whole(made);
    const size_t lines = whole ? lines_of(made) : SIZE_MAX;
    if (lines <= made->rows) {
        write_blocks(made);
    } else if (lay_out_blocks(made) && lines_of(made) < lines) {
        write_blocks(made);
    } else if (whole) {
        (void)lay_out_whole(made);
        write_blocks(made);
    } else {
        write_records(made);
    }
}

static void write_markdown(const layout *made)
{
    for (size_t row = 0; row < made->rows; row++) {
        for (size_t column = 0; column < made->table->columns; column++) {
            fprintf(made->out, "%s %s |", column == 0 ? "|" : "", cell_at(made, row, column));
        }
        for (size_t column = 0; row == 0 && column < made->table->columns; column++) {
            fputs(column == 0 ? "\n|---|" : "---|", made->out);
        }
        fputc('\n', made->out);
    }
}

/* `sizes` has room for five of each column. */
static void write_all(const cst_table *table, size_t *sizes, FILE *out)
{
    layout made = {
        .table = table,
        .out = out,
        .rows = table->cells / table->columns,
        .room = cst_columns_of(out),
        .wide = sizes,
        .low = sizes + table->columns,
        .least = sizes + 2 * table->columns,
        .width = sizes + 3 * table->columns,
        .block = sizes + 4 * table->columns,
    };
    if (table->markdown) {
        write_markdown(&made);
    } else if (made.rows > 0) {
        write_table(&made);
    }
}

void cst_table_end(cst_table *table, FILE *out)
{
    cst_require(table->columns >= 1 && table->keys <= table->columns);
    size_t *sizes = calloc(5 * table->columns, sizeof *sizes);
    if (!table->failed && sizes != NULL) {
        write_all(table, sizes, out);
    }
    free(sizes);
    for (size_t i = 0; i < table->cells; i++) {
        free(table->cell[i]);
    }
    free(table->cell);
    *table = (cst_table){0};
}
