/* SPDX-License-Identifier: MIT */
#include "cli/show/table.h"

#include "base/check.h"
#include "base/letters.h"
#include "cli/show/columns.h"
#include "cli/show/flow.h"
#include "cli/show/html.h"
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

/* A column: what it takes, and how it is to be written. */
typedef struct column {
    size_t wide;  /* what its cells and its title take */
    size_t low;   /* the same with its title folded as far as it goes */
    size_t least; /* the same with its cells folded, too */
    size_t width; /* as it is written */
    size_t block; /* which block it is in, from 0 on; not read for the keys */
} column;

/* How a table is to be written. */
typedef struct layout {
    const cst_table *table;
    FILE *out;
    size_t rows;
    size_t room; /* columns of the stream */
    column *column;
    size_t blocks;
} layout;

static const char *cell_at(const layout *made, size_t row, size_t at)
{
    return made->table->cell[row * made->table->columns + at];
}

static size_t most(size_t a, size_t b)
{
    return a > b ? a : b;
}

static void measure(layout *made)
{
    for (size_t i = 0; i < made->table->columns; i++) {
        column *of = &made->column[i];
        const char *title = cell_at(made, 0, i);
        of->wide = cst_columns_taken(title, strlen(title));
        of->low = cst_fold_least(title, true);
        of->least = of->low;
        for (size_t row = 1; row < made->rows; row++) {
            const char *text = cell_at(made, row, i);
            const size_t taken = cst_columns_taken(text, strlen(text));
            of->wide = most(of->wide, taken);
            of->low = most(of->low, taken);
            of->least = most(of->least, cst_fold_least(text, false));
        }
    }
}

/* Whether a column is written with this block. */
static bool is_in(const layout *made, size_t at, size_t block)
{
    return at < made->table->keys || made->column[at].block == block;
}

/* Columns that a block takes. */
static size_t taken_by(const layout *made, size_t block)
{
    size_t taken = 0;
    for (size_t i = 0; i < made->table->columns; i++) {
        taken += is_in(made, i, block) ? made->column[i].width + GAP : 0;
    }
    return taken - GAP;
}

/* Narrows the widest columns of a block, by folding titles and perhaps cells, until it fits. */
static bool narrow(layout *made, size_t block, bool cells)
{
    for (size_t taken = taken_by(made, block); taken > made->room; taken--) {
        column *widest = NULL;
        for (size_t i = 0; i < made->table->columns; i++) {
            column *of = &made->column[i];
            if (is_in(made, i, block) && of->width > (cells ? of->least : of->low) &&
                (widest == NULL || of->width > widest->width)) {
                widest = of;
            }
        }
        if (widest == NULL) {
            return false;
        }
        widest->width--;
    }
    return true;
}

static size_t lines_of_row(const layout *made, size_t row, size_t block)
{
    size_t lines = 1;
    for (size_t i = 0; i < made->table->columns; i++) {
        if (is_in(made, i, block)) {
            const char *text = cell_at(made, row, i);
            lines = most(lines, cst_fold_lines(text, made->column[i].width, row == 0));
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
    for (size_t i = 0; i < made->table->columns; i++) {
        made->column[i].width = made->column[i].wide;
        made->column[i].block = 0;
    }
    return narrow(made, 0, false) || narrow(made, 0, true);
}

/* As few blocks as it takes, filled from the left. */
static bool lay_out_blocks(layout *made)
{
    const cst_table *table = made->table;
    size_t keys = 0;
    size_t taken = 0;
    made->blocks = 1;
    for (size_t i = 0; i < table->columns; i++) {
        column *of = &made->column[i];
        if (taken > keys && taken + of->low > made->room) {
            made->blocks++;
            taken = keys;
        }
        of->width = of->low;
        of->block = made->blocks - 1;
        taken += of->low + GAP;
        keys = i < table->keys ? taken : keys;
    }
    bool fits = true;
    for (size_t block = 0; block < made->blocks; block++) {
        fits = fits && narrow(made, block, true);
    }
    return fits;
}

static void write_row(const layout *made, size_t row, size_t block)
{
    const size_t lines = lines_of_row(made, row, block);
    for (size_t line = 0; line < lines; line++) {
        size_t owed = 0; /* spaces that only a text behind them needs */
        for (size_t i = 0; i < made->table->columns; i++) {
            if (!is_in(made, i, block)) {
                continue;
            }
            const size_t width = made->column[i].width;
            const char *text = cell_at(made, row, i);
            const char *from = text;
            size_t bytes = cst_fold_next(&text, width, row == 0);
            for (size_t before = 0; before < line; before++) {
                from = text;
                bytes = *text == '\0' ? 0 : cst_fold_next(&text, width, row == 0);
            }
            if (bytes > 0) {
                fprintf(made->out, "%*s", (int)owed, "");
                cst_show_clean_part(made->out, from, bytes);
                owed = 0;
            }
            owed += width + GAP - cst_columns_taken(from, bytes);
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
    for (size_t i = 0; i < made->table->columns; i++) {
        const char *title = cell_at(made, 0, i);
        titles = most(titles, cst_columns_taken(title, strlen(title)));
    }
    for (size_t row = 1; row < made->rows; row++) {
        fputs(row > 1 ? "\n" : "", made->out);
        for (size_t i = 0; i < made->table->columns; i++) {
            const char *text = cell_at(made, row, i);
            if (*text != '\0') {
                cst_flow_item(made->out, 0, cell_at(made, 0, i), titles + GAP, text);
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

/* Foreign text is a cell, whatever is in it. */
static void write_markdown_cell(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '|') {
            fputs("\\|", out);
        } else if (*text == '<') {
            fputs("&lt;", out);
        } else {
            fputc(*text, out);
        }
    }
}

static void write_markdown(const layout *made)
{
    for (size_t row = 0; row < made->rows; row++) {
        for (size_t i = 0; i < made->table->columns; i++) {
            fputs(i == 0 ? "| " : " ", made->out);
            write_markdown_cell(made->out, cell_at(made, row, i));
            fputs(" |", made->out);
        }
        for (size_t i = 0; row == 0 && i < made->table->columns; i++) {
            fputs(i == 0 ? "\n|---|" : "---|", made->out);
        }
        fputc('\n', made->out);
    }
}

/* The keys are what a row is of; all else stands in columns of numbers. */
static void write_html_cell(const layout *made, size_t row, size_t at)
{
    const bool key = at < made->table->keys;
    const char *open = row == 0 ? "<th scope=\"col\">" : key ? "<th scope=\"row\">" : "<td>";
    fputs(open, made->out);
    cst_html_text(made->out, cell_at(made, row, at));
    fputs(row == 0 || key ? "</th>" : "</td>", made->out);
}

static void write_html(const layout *made)
{
    cst_html_box_open(made->out, made->table->name);
    fputs("<table class=\"cells\">\n<thead>", made->out);
    for (size_t row = 0; row < made->rows; row++) {
        fputs("<tr>", made->out);
        for (size_t i = 0; i < made->table->columns; i++) {
            write_html_cell(made, row, i);
        }
        fputs(row == 0 ? "</tr></thead>\n<tbody>\n" : "</tr>\n", made->out);
    }
    fputs("</tbody></table>", made->out);
    cst_html_box_close(made->out);
}

void cst_table_end(cst_table *table, FILE *out)
{
    cst_require(table->columns >= 1 && table->keys <= table->columns);
    layout made = {
        .table = table,
        .out = out,
        .rows = table->cells / table->columns,
        .room = cst_columns_of(out),
        .column = calloc(table->columns, sizeof *made.column),
    };
    const bool whole = !table->failed && made.column != NULL;
    if (whole && table->form == CST_TABLE_MARKDOWN) {
        write_markdown(&made);
    } else if (whole && table->form == CST_TABLE_HTML) {
        write_html(&made);
    } else if (whole && made.rows > 0) {
        write_table(&made);
    }
    free(made.column);
    for (size_t i = 0; i < table->cells; i++) {
        free(table->cell[i]);
    }
    free(table->cell);
    *table = (cst_table){0};
}
