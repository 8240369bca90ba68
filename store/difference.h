/* SPDX-License-Identifier: MIT
 *
 * Differences between two scenarios in JSON, in words for a user.
 */
#ifndef CST_STORE_DIFFERENCE_H
#define CST_STORE_DIFFERENCE_H

#include <stdbool.h>

typedef struct cst_difference {
    char key[96];   /* dotted, as in scheming.rho or population[1].share */
    char here[64];  /* its value in the first text, "absent" where it has none; cut if long */
    char there[64]; /* in the second */
} cst_difference;

/* Calls `each` with every key whose values differ, in the first text's order, until it says true.
 * Lists of different lengths differ as a whole. False where a text is not a JSON object whose
 * names differ, or where memory ends. */
bool cst_difference_each(const char *first, const char *second,
                         bool (*each)(void *self, const cst_difference *found), void *self);

/* Finds the first key, in the first text's order, whose values differ. False where there is no
 * such key or a text is not a JSON object. */
bool cst_difference_find(const char *first, const char *second, cst_difference *difference);

#endif
