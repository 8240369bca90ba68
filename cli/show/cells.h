/* SPDX-License-Identifier: MIT
 *
 * Tables and CSV with one row for each cell of a sweep: at the left where the cell lies.
 */
#ifndef CST_CLI_SHOW_CELLS_H
#define CST_CLI_SHOW_CELLS_H

#include "cli/show/table.h"
#include "scenarios/load/scenario.h"

/* An empty table of the axes, of columns with these titles, and of `more` whose titles the caller
 * adds. */
void cst_cells_table(cst_table *table, const cst_scenario *scenario, const char *const *title,
                     size_t titles, size_t more);

/* Adds where a cell lies, numbers in 6 digits. */
void cst_cells_place(cst_table *table, const cst_scenario *scenario, const cst_scenario_cell *cell);

/* CSV: where a cell lies, each value with a comma behind it; the keys where cell is NULL. */
void cst_cells_csv(FILE *out, const cst_scenario *scenario, const cst_scenario_cell *cell);

/* CSV: an estimate and both ends of its interval, each with a comma before it. */
void cst_cells_csv_interval(FILE *out, double estimate, int digits, double low, double high);

#endif
