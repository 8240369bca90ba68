/* SPDX-License-Identifier: MIT
 *
 * One axis of a sweep while it is read, what fills it with values, and how it is refused.
 */
#ifndef CST_SCENARIOS_LOAD_SWEPT_H
#define CST_SCENARIOS_LOAD_SWEPT_H

#include "scenarios/load/schema.h"
#include "scenarios/load/yaml.h"

enum { CST_SWEEP_CELLS_MAX = 10000 };

typedef struct cst_sweep_axis {
    const cst_key *key;
    const cst_yaml_node *node; /* of the whole axis; tied ones share it */
    bool tied;                 /* to the axis before it: both are at the same row */
    uint32_t values;           /* or rows, where axes are tied: a value may be there again */
    cst_yaml_node **value;     /* with its place and the text that identifies it; the document's */
} cst_sweep_axis;

/* Room for the values of an axis: 0 or CST_ERR_MEMORY. */
int cst_swept_room(cst_sweep_axis *axis, uint32_t values, cst_yaml *keep, cst_error *error);

/* Puts a number at a row, in the place of the axis. 0 or CST_ERR_MEMORY. */
int cst_swept_number(cst_sweep_axis *axis, uint32_t row, double value, cst_yaml *keep,
                     cst_error *error);

/* An error about an axis, with the place of a node. Returns CST_ERR_SCENARIO. */
int cst_swept_refuse(const cst_sweep_axis *axis, const cst_yaml_node *node, const char *text,
                     cst_error *error);

/* "expected ..., found what the node is", likewise. */
int cst_swept_expected(const cst_sweep_axis *axis, const cst_yaml_node *node, const char *expected,
                       cst_error *error);

/* What is `part` of the way from a to b, from 0 to 1, by differences or by ratios. In long double,
 * so that all machines have the same text once it is rounded to 12 digits. */
long double cst_swept_between(double a, double b, long double part, bool logarithmic);

#endif
