/* SPDX-License-Identifier: MIT
 *
 * What can be promised of each cell of a scenario: what the command line and `uncertainty:` say of
 * its inputs, and the bound that follows (estimate/ask/promise.h).
 */
#ifndef CST_STUDY_PROMISE_H
#define CST_STUDY_PROMISE_H

#include "estimate/ask/promise.h"
#include "scenarios/load/scenario.h"

/* A year of 365.25 days. */
enum { CST_PROMISE_HOURS = 8766 };

typedef struct cst_promise_row {
    const cst_scenario_cell *cell; /* the first that lies here in all axes that matter */
    uint64_t hash;                 /* of where it lies */
    cst_promise_ask ask;
    cst_promise promise;
} cst_promise_row;

typedef struct cst_promises {
    const cst_scenario *scenario;              /* borrowed */
    cst_promise_input given[CST_PROMISE_KEYS]; /* over what the scenario says */
    const char *option[CST_PROMISE_KEYS];      /* its name in messages, where given */
    double tasks_per_hour;                     /* 0: not said */
    size_t rows;                               /* cells but those that differ in nothing that
                                                  a promise knows of */
    cst_promise_row *row;                      /* heap */
} cst_promises;

/* Whether a promise does not depend on the value of this key: it holds for every dependence law,
 * and for every value of what is bounded by an option. */
bool cst_promises_ignores(const cst_promises *promises, const char *key);

/* Fills the rows; the rest has been filled. 0; CST_ERR_USAGE where nothing bounds the rate, or
 * where what an option bounds is used nowhere; CST_ERR_METHOD where something has no proof; or
 * CST_ERR_MEMORY. */
int cst_promises_make(cst_promises *promises, cst_error *error);

/* Legal on zeroed promises and after a failed make. */
void cst_promises_free(cst_promises *promises);

#endif
