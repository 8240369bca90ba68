/* SPDX-License-Identifier: MIT
 *
 * Red's best answers: which keys were `worst`, the values found, and how. Nothing where no key was.
 */
#ifndef CST_CLI_SHOW_PRINT_ANSWER_H
#define CST_CLI_SHOW_PRINT_ANSWER_H

#include "cli/show/table.h"
#include "scenarios/load/scenario.h"
#include "study/json.h"

#include <stdio.h>

/* The member "answer": the keys with their values, the objective, its value and interval, "closed
 * form" or "simulated", events, trials of each rehearsal and how many values were looked at. */
void cst_print_answer_json(cst_json *json, const cst_scenario_cell *cell);

/* A sentence for a scenario of one cell, what the columns of a sweep mean for another. */
void cst_print_answer_screen(FILE *out, const cst_scenario *scenario);

/* The columns of a sweep's table: one for each key that is `worst` in some cell. Titles where cell
 * is NULL; nothing is added to a table that is NULL. Returns how many. */
size_t cst_print_answer_columns(const cst_scenario *scenario, const cst_scenario_cell *cell,
                                cst_table *table);

#endif
