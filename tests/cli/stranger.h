/* SPDX-License-Identifier: MIT
 *
 * For the stranger's files.
 */
#ifndef CST_TESTS_CLI_STRANGER_H
#define CST_TESTS_CLI_STRANGER_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>

typedef struct stranger {
    sqlite3 *db; /* with the page's tables */
    int position;
    const char *page;
} stranger;

typedef struct stranger_result {
    double estimate, events, of; /* estimate NaN: none */
    double low, high;
} stranger_result;

/* The number that an expression is in `from`, which ends in a WHERE clause; NaN: none. */
double stranger_number(const stranger *s, const char *expression, const char *from);

/* Whether a text of the basis is that one; and a number of it. */
static inline bool text_is(const stranger *s, const char *key, const char *text)
{
    char expression[128];
    snprintf(expression, sizeof expression, "basis ->> '%s' = '%s'", key, text);
    return stranger_number(s, expression, "total WHERE 1") > 0.0;
}

static inline double basis(const stranger *s, const char *key)
{
    char expression[64];
    snprintf(expression, sizeof expression, "basis ->> '%s'", key);
    return stranger_number(s, expression, "total WHERE 1");
}

/* Fills in low and high by the formulas of docs/results.md; where the page has the estimate by a
 * formula and not in SQL, that too. */
void stranger_interval(const stranger *s, const char *name, stranger_result *result);

/* The mechanism that the cell is of; false where agents do tasks. */
bool stranger_mechanism(const stranger *s, char *name, size_t size);

/* A result of a mechanism by the page's table. -1: the page does not have it; 0: by design, with
 * `of` alone; 1: carried over from the share that is filled in; 2: that share. */
int stranger_mechanism_result(const stranger *s, const char *page, const char *mechanism,
                              const char *name, stranger_result *mine);

#endif
