/* SPDX-License-Identifier: MIT
 *
 * Findings to be shown: a scenario from its text, one finding for each of its cells as before a
 * run, and results set by hand.
 */
#ifndef CST_TESTS_SHOWN_H
#define CST_TESTS_SHOWN_H

#include "study/finding.h"

typedef struct cst_shown {
    cst_scenario scenario;
    cst_findings findings; /* over that scenario */
} cst_shown;

/* Reads the scenario, which must be right, and makes findings of no trials. */
void cst_shown_make(cst_shown *of, const char *text);
void cst_shown_free(cst_shown *of);

/* Puts a result and its closed form into a finding. */
void cst_shown_put(cst_finding *finding, cst_result_kind kind, cst_result result, double exact);

/* Says that a cell is done, with this result; NaN estimate: no events. */
void cst_shown_set(cst_shown *of, size_t cell, cst_result_kind kind, double low, double estimate,
                   double high);

#endif
