/* SPDX-License-Identifier: MIT */
#include "estimate/ask/breakeven.h"

#include <math.h>

static int sign_of(double x)
{
    return (x > 0.0) - (x < 0.0);
}

/* The sign is `before` at low and another at high. */
static double halve(double (*difference)(const void *self, double x), const void *self, double low,
                    double high, int before)
{
    for (int i = 0; i < 64; i++) {
        const double middle = low + 0.5 * (high - low);
        if (sign_of(difference(self, middle)) == before) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high;
}

cst_break_even cst_break_even_find(double (*difference)(const void *self, double x),
                                   const void *self, double low, double high)
{
    cst_break_even found = {.at = NAN};
    double last = low; /* where the sign was last seen */
    int sign = 0;
    for (int i = 0; i <= CST_BREAK_EVEN_STEPS; i++) {
        const double x = i == CST_BREAK_EVEN_STEPS
                             ? high
                             : low + (high - low) * (double)i / CST_BREAK_EVEN_STEPS;
        const double value = difference(self, x);
        if (isnan(value)) {
            return (cst_break_even){.kind = CST_BREAK_EVEN_UNKNOWN, .at = NAN};
        }
        const int here = sign_of(value);
        if (here == 0) {
            continue;
        }
        if (sign != 0 && here != sign) {
            found.crossings++;
            if (found.crossings == 1) {
                found.rising = here > 0;
                found.at = halve(difference, self, last, x, sign);
            }
        }
        sign = here;
        last = x;
    }
    if (found.crossings > 0) {
        found.kind = found.crossings == 1 ? CST_BREAK_EVEN_FOUND : CST_BREAK_EVEN_SEVERAL;
    } else {
        found.kind = sign > 0   ? CST_BREAK_EVEN_ALWAYS
                     : sign < 0 ? CST_BREAK_EVEN_NEVER
                                : CST_BREAK_EVEN_EQUAL;
    }
    return found;
}
