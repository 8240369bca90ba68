/* SPDX-License-Identifier: MIT */
#include "cli/show/cells.h"

#include "study/show.h"

void cst_cells_table(cst_table *table, const cst_scenario *scenario, const char *const *title,
                     size_t titles, size_t more)
{
    cst_table_init(table, scenario->axes + titles + more, scenario->axes);
    for (size_t i = 0; i < scenario->axes; i++) {
        cst_table_add(table, "%s", scenario->axis[i].key);
    }
    cst_table_texts(table, title, titles);
}

void cst_cells_place(cst_table *table, const cst_scenario *scenario, const cst_scenario_cell *cell)
{
    for (size_t i = 0; i < scenario->axes; i++) {
        cst_table_add(table, "%s", cst_show_value(cell->at[i]).text);
    }
}

void cst_cells_csv(FILE *out, const cst_scenario *scenario, const cst_scenario_cell *cell)
{
    for (size_t i = 0; i < scenario->axes; i++) {
        cst_show_csv(out, cell != NULL ? cell->at[i] : scenario->axis[i].key);
        fputc(',', out);
    }
}

void cst_cells_csv_interval(FILE *out, double estimate, int digits, double low, double high)
{
    cst_show_csv_beside(out, estimate, digits, low, high);
    cst_show_csv_end(out, low, high, false);
    cst_show_csv_end(out, low, high, true);
}
