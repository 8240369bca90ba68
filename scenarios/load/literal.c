/* SPDX-License-Identifier: MIT */
#include "scenarios/load/literal.h"

#include "base/number.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS_MAX = 64 };

/* A number in the making: where reading stands in the text, and the text that strtod will see. */
typedef struct literal {
    const char *from;
    char *to;
    char text[3 * DIGITS_MAX + 8];
} literal;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void copy(literal *l)
{
    *l->to++ = *l->from++;
}

/* Copies a run of digits, leaving out single underscores between them; *count is how many. False if
 * there are too many. */
static bool copy_digits(literal *l, size_t *count)
{
    *count = 0;
    while (is_digit(*l->from) || (*l->from == '_' && *count > 0 && is_digit(l->from[1]))) {
        if (*l->from == '_') {
            l->from++;
        }
        if (++*count > DIGITS_MAX) {
            return false;
        }
        copy(l);
    }
    return true;
}

static void copy_sign(literal *l)
{
    if (*l->from == '-' || *l->from == '+') {
        copy(l);
    }
}

static bool normalise(literal *l, const char *text)
{
    size_t whole = 0;
    size_t fraction = 0;
    size_t power = 1;
    l->from = text;
    l->to = l->text;
    copy_sign(l);
    const char *first = l->from;
    bool good = copy_digits(l, &whole);
    if (whole > 1 && *first == '0') {
        return false; /* 012: twelve to some, ten to others */
    }
    if (good && *l->from == '.') {
        copy(l);
        good = copy_digits(l, &fraction);
    }
    if (good && (*l->from == 'e' || *l->from == 'E')) {
        copy(l);
        copy_sign(l);
        good = copy_digits(l, &power);
    }
    *l->to = '\0';
    return good && whole + fraction > 0 && power > 0 && *l->from == '\0';
}

/* Whether the number is written as zero, and not rounded to it. */
static bool written_zero(const literal *l)
{
    const char *first = l->text + strcspn(l->text, "123456789eE");
    return !is_digit(*first);
}

bool cst_literal_number(const char *text, double *value)
{
    literal l;
    if (!normalise(&l, text)) {
        return false;
    }
    double read = strtod(l.text, NULL);
    if (!isfinite(read) || (fabs(read) < DBL_MIN && !written_zero(&l))) {
        return false;
    }
    double rounded = cst_number_round(read);
    *value = rounded == 0.0 ? 0.0 : rounded; /* never -0 */
    return isfinite(*value);
}

bool cst_literal_whole(const char *text, uint64_t *value)
{
    literal l;
    if (!normalise(&l, text)) {
        return false;
    }
    if (l.text[strspn(l.text, "0123456789")] == '\0') {
        errno = 0;
        *value = strtoull(l.text, NULL, 10);
        return errno == 0;
    }
    double read = strtod(l.text, NULL);
    bool whole = read >= 0.0 && read <= 9007199254740992.0 && floor(read) == read;
    *value = whole ? (uint64_t)read : 0;
    return whole && (read > 0.0 || written_zero(&l));
}

static bool has_decimal_comma(const char *text)
{
    static const char digits[] = "0123456789";
    const char *at = text + (*text == '-' || *text == '+' ? 1 : 0);
    const size_t whole = strspn(at, digits);
    const size_t fraction = at[whole] == ',' ? strspn(at + whole + 1, digits) : 0;
    const char end = fraction > 0 ? at[whole + 1 + fraction] : 'x';
    return whole > 0 && (end == '\0' || end == 'e' || end == 'E');
}

const char *cst_literal_comma(const char *key)
{
    return is_digit(key[0]) ? "; behind a decimal comma? Write a point" : "";
}

/* Digits behind a comma that has ended a value of a list: a number begins with one zero at most. */
static bool is_behind_comma(const char *text)
{
    return text[0] == '0' && is_digit(text[1]);
}

const char *cst_literal_hint(const char *text)
{
    if (has_decimal_comma(text)) {
        return "; a decimal comma: write a point";
    }
    if (is_behind_comma(text)) {
        return cst_literal_comma(text);
    }
    literal l;
    if (!normalise(&l, text)) {
        return "";
    }
    const double read = strtod(l.text, NULL);
    if (!isfinite(read)) {
        return ", more than the largest number there is, 1.79e308";
    }
    if (read < 1.0 && cst_number_round(read) == 1.0) {
        return ", which is 1: numbers have 12 digits";
    }
    return fabs(read) < DBL_MIN && !written_zero(&l)
               ? ", less than the least number there is, 2.23e-308"
               : "";
}
