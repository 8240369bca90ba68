/* SPDX-License-Identifier: MIT */
#include "cli/table.h"

#include "base/check.h"
#include "cli/show.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void cst_table_init(cst_table *table, size_t columns)
{
    cst_require(columns >= 1);
    *table = (cst_table){.columns = columns};
}

void cst_table_free(cst_table *table)
{
    for (size_t i = 0; i < table->cells; i++) {
        free(table->cell[i]);
    }
    free(table->cell);
    *table = (cst_table){0};
}

void cst_table_add(cst_table *table, const char *format, ...)
{
    char text[256];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    if (table->cells == table->room) {
        const size_t room = table->room == 0 ? 64 : 2 * table->room;
        char **cell = realloc(table->cell, room * sizeof *cell);
        if (cell == NULL) {
            table->failed = true;
            return;
        }
        table->cell = cell;
        table->room = room;
    }
    char *copy = strdup(text);
    if (copy == NULL) {
        table->failed = true;
        return;
    }
    table->cell[table->cells++] = copy;
}

int cst_table_write(const cst_table *table, FILE *out, cst_error *error)
{
    size_t *width = calloc(table->columns, sizeof *width);
    if (table->failed || width == NULL) {
        free(width);
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "memory for a table of results");
    }
    for (size_t i = 0; i < table->cells; i++) {
        const size_t length = strlen(table->cell[i]);
        if (length > width[i % table->columns]) {
            width[i % table->columns] = length;
        }
    }
    for (size_t i = 0; i < table->cells; i++) {
        const size_t column = i % table->columns;
        const bool last = column + 1 == table->columns;
        cst_show_clean(out, table->cell[i]);
        for (size_t pad = strlen(table->cell[i]); !last && pad < width[column] + 2; pad++) {
            fputc(' ', out);
        }
        if (last) {
            fputc('\n', out);
        }
    }
    free(width);
    return 0;
}
