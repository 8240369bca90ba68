/* SPDX-License-Identifier: MIT
 *
 * For the stranger's two files.
 */
#ifndef CST_TESTS_CLI_STRANGER_H
#define CST_TESTS_CLI_STRANGER_H

#include <sqlite3.h>
#include <stdbool.h>

typedef struct stranger {
    sqlite3 *db; /* with the page's tables */
    int position;
} stranger;

typedef struct stranger_result {
    double estimate, events, of; /* estimate NaN: none */
    double low, high;
} stranger_result;

/* The number that an expression is in `from`, which ends in a WHERE clause; NaN: none. */
double stranger_number(const stranger *s, const char *expression, const char *from);

/* Fills in low and high by the formulas of docs/results.md; where the page has the estimate by a
 * formula and not in SQL, that too. */
void stranger_interval(const stranger *s, const char *name, stranger_result *result);

#endif
