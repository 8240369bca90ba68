/* SPDX-License-Identifier: MIT
 *
 * Which result a command shows, and which cells of a sweep a picture: its axes with numbers, and
 * KEY=VALUE,... as --only gives it.
 */
#ifndef CST_CLI_SHOW_PICK_H
#define CST_CLI_SHOW_PICK_H

#include "study/finding.h"

/* As given; borrowed. */
typedef struct cst_pick {
    const char *command;       /* in whose name mistakes are told: "plot" */
    const char *option;        /* by which cells are chosen; NULL: "only" */
    const char *const *choose; /* KEY=VALUE,...: only cells that lie at one of these */
    size_t choices;
} cst_pick;

/* The result that a command's --result names; without a name the one that is there. 0 or
 * CST_ERR_USAGE with the nearest name. */
int cst_pick_result(const char *command, const char *name, cst_result_kind *kind, cst_error *error);

/* A value of the grid; NaN where it is a name. */
double cst_pick_number(const char *value);

/* The axis of an option's key. 0, or CST_ERR_USAGE where the sweep has no such key; the second also
 * where it has names for values. */
int cst_pick_key(const cst_pick *pick, const cst_scenario *scenario, const char *option,
                 const char *key, size_t *axis, cst_error *error);
int cst_pick_axis(const cst_pick *pick, const cst_scenario *scenario, const char *option,
                  const char *key, size_t *axis, cst_error *error);

/* Whether all values of an axis are numbers. */
bool cst_pick_numeric(const cst_scenario *scenario, size_t axis);

/* Each choice must name an axis, and one of its values. 0 or CST_ERR_USAGE. */
int cst_pick_check(const cst_pick *pick, const cst_scenario *scenario, cst_error *error);

/* By which cells are chosen. */
const char *cst_pick_option(const cst_pick *pick);

/* Whether one of them leaves one value of an axis; whether they leave this value; whether a cell
 * lies where all of them say. */
bool cst_pick_fixes(const cst_pick *pick, const cst_scenario *scenario, size_t axis);
bool cst_pick_takes(const cst_pick *pick, const cst_scenario *scenario, size_t axis,
                    const char *value);
bool cst_pick_wants(const cst_pick *pick, const cst_scenario *scenario,
                    const cst_scenario_cell *cell);

/* CST_ERR_USAGE: no finished cell has that result, so there is nothing to draw, or what else `act`
 * says; names those that the first one has. */
int cst_pick_nothing(const char *command, const char *act, const cst_findings *findings,
                     cst_result_kind kind, cst_error *error);

#endif
