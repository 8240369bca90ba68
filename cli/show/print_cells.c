/* SPDX-License-Identifier: MIT
 * Tables with a line for each cell, which begin with the cell's place in the sweep. */
#include "cli/show/print.h"
#include "study/show.h"

cst_table cst_print_cells(const cst_scenario *scenario, const char *const *title, size_t titles)
{
    cst_table table = {.columns = scenario->axes, .keys = scenario->axes};
    for (size_t i = 0; i < scenario->axes; i++) {
        cst_table_add(&table, "%s", scenario->axis[i].key);
    }
    cst_table_columns(&table, title, titles);
    return table;
}

void cst_print_place(cst_table *table, const cst_scenario *scenario, const cst_scenario_cell *cell)
{
    for (size_t i = 0; i < scenario->axes; i++) {
        cst_table_add(table, "%s", cst_show_value(cell->at[i]).text);
    }
}
