/* SPDX-License-Identifier: MIT
 *
 * Where one thing stops being better than another: the root of a difference over a range, with a
 * check that it is the only one, and the reason where there is none. Pure.
 */
#ifndef CST_ESTIMATE_ASK_BREAKEVEN_H
#define CST_ESTIMATE_ASK_BREAKEVEN_H

#include <stdbool.h>

enum { CST_BREAK_EVEN_STEPS = 256 };

typedef enum cst_break_even_kind {
    CST_BREAK_EVEN_FOUND = 0,   /* one crossing, at `at` */
    CST_BREAK_EVEN_NEVER = 1,   /* the difference is never above 0, and somewhere below */
    CST_BREAK_EVEN_ALWAYS = 2,  /* it is never below 0, and somewhere above */
    CST_BREAK_EVEN_EQUAL = 3,   /* it is 0 all along */
    CST_BREAK_EVEN_SEVERAL = 4, /* more than one crossing: `at` is the first */
    CST_BREAK_EVEN_UNKNOWN = 5  /* it has no value somewhere in the range */
} cst_break_even_kind;

typedef struct cst_break_even {
    cst_break_even_kind kind;
    double at;     /* within 1e-12 of the range's width; NaN where there is no crossing */
    bool rising;   /* the difference goes from below 0 to above 0 there */
    int crossings; /* changes of sign on a grid of CST_BREAK_EVEN_STEPS equal steps */
} cst_break_even;

/* Looks at difference(self, x) on the grid from low to high, low <= high, and halves the step where
 * its sign first changes. Two crossings within one step are not seen. */
cst_break_even cst_break_even_find(double (*difference)(const void *self, double x),
                                   const void *self, double low, double high);

#endif
