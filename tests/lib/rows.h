/* SPDX-License-Identifier: MIT
 *
 * Rows and spreads in tests: whether two are the same, and a spread that nobody has to free.
 */
#ifndef CST_TESTS_ROWS_H
#define CST_TESTS_ROWS_H

#include "tally/row.h"

/* Whether two hold the same numbers, however much room each has. */
bool cst_test_spread_equal(const cst_spread *a, const cst_spread *b);
bool cst_test_slots_equal(const cst_slots *a, const cst_slots *b);
bool cst_test_row_equal(const cst_row *a, const cst_row *b);

/* An empty spread of that name. */
#define CST_TEST_SPREAD(name)                                                                      \
    uint64_t name##_bucket[CST_SPREAD_BUCKETS];                                                    \
    cst_spread name = cst_spread_over(name##_bucket)

#endif
