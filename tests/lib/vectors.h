/* SPDX-License-Identifier: MIT
 *
 * Files of exact values, such as tests/data/over_time_vectors.csv: a quantity a line, with the
 * scenario that it belongs to, its exact mean per trial and the exact variance of one trial.
 */
#ifndef CST_TESTS_VECTORS_H
#define CST_TESTS_VECTORS_H

#include "monitor/trial_spec.h"
#include "scenarios/load/scenario.h"

typedef struct cst_vector {
    const char *id;
    const char *scenario; /* NULL: that of the line before */
    const char *quantity;
    double value, variance;
} cst_vector;

/* Gives each line of a file to `take`, in order. A file that is not one aborts the test. */
void cst_vectors_read(const char *path, void (*take)(void *context, const cst_vector *vector),
                      void *context);

/* The only trial of a scenario's text. The scenario lends the spec its lists: free it after it. */
const cst_trial_spec *cst_vectors_spec(cst_scenario *scenario, const char *id, const char *text);

#endif
