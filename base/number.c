/* SPDX-License-Identifier: MIT */
#include "base/number.h"

#include "base/check.h"

#include <math.h>
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

double cst_number_round(double x)
{
    return cst_number_round_to(x, CST_NUMBER_DIGITS);
}

double cst_number_complement(double x)
{
    cst_debug_assert(x >= 0.0 && x <= 1.0);
    const double rounded = floor((1.0 - x) * 1e12 + 0.5) / 1e12;
    return 1.0 - rounded == x ? rounded : 1.0 - x;
}
