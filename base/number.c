/* SPDX-License-Identifier: MIT */
#include "base/number.h"

#include "base/check.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void cst_number_text(double x, char out[CST_NUMBER_TEXT_MAX])
{
    if (!isfinite(x)) {
        (void)snprintf(out, CST_NUMBER_TEXT_MAX, "null");
        return;
    }
    if (x == 0.0) {
        (void)snprintf(out, CST_NUMBER_TEXT_MAX, "0"); /* never "-0" */
        return;
    }
    (void)snprintf(out, CST_NUMBER_TEXT_MAX, "%.12g", x);
    char *exponent = strchr(out, 'e');
    if (exponent == NULL) {
        return;
    }
    /* printf pads exponents to two digits and writes a plus: "1e-06", "1e+15". */
    char *digits = exponent + 2;
    while (digits[0] == '0' && digits[1] != '\0') {
        digits++;
    }
    char *to = exponent + 1;
    if (exponent[1] == '-') {
        to++;
    }
    memmove(to, digits, strlen(digits) + 1);
}

double cst_number_round_to(double x, int digits)
{
    char text[CST_NUMBER_TEXT_MAX];
    if (!isfinite(x)) {
        return x;
    }
    (void)snprintf(text, sizeof text, "%.*g", digits, x);
    return strtod(text, NULL);
}

/* The same 12 digits without text, which takes ten times as long: as a whole number and a power of
 * ten, both exact, so that one rounding makes the double of them. False where it is not certain
 * which number that is: too near to a tie, or of a size whose power of ten is no double. */
static bool round_exactly(double x, double *rounded)
{
    static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                  1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const int most = sizeof tens / sizeof tens[0] - 1;
    const double tie = 0.001; /* the product of numbers below 1e12 is off by 1e-4 at most */
    if (x == 0.0) {
        *rounded = x;
        return true;
    }
    const int shift = CST_NUMBER_DIGITS - 1 - (int)floor(log10(fabs(x)));
    if (FLT_EVAL_METHOD != 0 || shift > most || shift < -most) {
        return false;
    }
    const double scaled = shift >= 0 ? fabs(x) * tens[shift] : fabs(x) / tens[-shift];
    const double whole = rint(scaled);
    *rounded = copysign(shift >= 0 ? whole / tens[shift] : whole * tens[-shift], x);
    return scaled >= tens[CST_NUMBER_DIGITS - 1] && scaled < tens[CST_NUMBER_DIGITS] &&
           fabs(fabs(scaled - whole) - 0.5) >= tie;
}

double cst_number_round(double x)
{
    double rounded;
    return isfinite(x) && round_exactly(x, &rounded) ? rounded
                                                     : cst_number_round_to(x, CST_NUMBER_DIGITS);
}

double cst_number_complement(double x)
{
    cst_debug_assert(x >= 0.0 && x <= 1.0);
    const double rounded = floor((1.0 - x) * 1e12 + 0.5) / 1e12;
    return 1.0 - rounded == x ? rounded : 1.0 - x;
}
