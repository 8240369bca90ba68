/* SPDX-License-Identifier: MIT
 *
 * The settings that all cells of a scenario share, in words: the subtitle of a plot and the second
 * line of a table. What the sweep varies is left out.
 */
#ifndef CST_CLI_SHOW_DESCRIBE_H
#define CST_CLI_SHOW_DESCRIBE_H

#include "scenarios/load/scenario.h"

#include <stdio.h>

/* Whether the sweep varies this key, or a key below it. */
bool cst_describe_varies(const cst_scenario *scenario, const char *key);

/* Phrases separated by "; ", as long as they fit; `.text` lasts as cst_words does. */
typedef struct cst_settings {
    char text[1024];
} cst_settings;
cst_settings cst_describe_settings(const cst_scenario *scenario);

/* When the trials of a cell end, as the rest of a sentence: "half of the interval of residual_risk
 * is at most 10 % of it"; "" where their number is fixed. */
cst_settings cst_describe_stop(const cst_scenario_cell *cell);

/* Writes what a reader must know to read the numbers right, a paragraph for each sentence. */
void cst_describe_assumptions(FILE *out, const cst_scenario *scenario);

/* Writes for how many rounds pairs do not repeat, where reviewers rotate. */
void cst_describe_rotation(FILE *out, const cst_scenario *scenario);

/* An axis in plain words, "scheming rate" for scheming.rate; the key itself where none are known.
 */
const char *cst_describe_axis(const char *path);

#endif
