/* SPDX-License-Identifier: MIT
 *
 * Text for people and for other programs: short numbers, fields of CSV, foreign text without
 * control characters. JSON: study/json.h.
 */
#ifndef CST_STUDY_SHOW_H
#define CST_STUDY_SHOW_H

#include "base/number.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* A number, or an interval, by value, as words of a sentence: `.text` lasts for the whole
 * expression that it stands in. */
typedef struct cst_words {
    char text[CST_NUMBER_TEXT_MAX];
} cst_words;
typedef struct cst_interval_words {
    char text[2 * CST_NUMBER_TEXT_MAX + 4];
} cst_interval_words;

/* A number in at most `digits` significant digits, as short as it gets ("3.7e-6"); "-" for NaN and
 * infinities, here and below, and whether these words are that. */
cst_words cst_show_number(double x, int digits);
bool cst_show_is_none(cst_words number);

/* The same, rounded up or down only: a bound that is still one. */
cst_words cst_show_bound(double x, int digits, bool up);

/* "[0.1, 0.2]": both ends in `digits` digits, or in as many more as tell them apart. */
cst_interval_words cst_show_interval(double low, double high, int digits);

/* A share in percent, without the sign, in as many more digits as keep what is less than all from
 * reading 100. */
cst_words cst_show_percent(double share, int digits);

/* A count as people write it: in full below a million, else in four digits ("1e9"). */
cst_words cst_show_count(uint64_t count);

/* A time in the unit that suits it: "0.12 s", "45 s", "12 min", "3.5 h", "20 d", "35 years". */
cst_words cst_show_time(double seconds);

/* Bytes: "300 B", "12 kB", "3.4 MB", in powers of 1000. */
cst_words cst_show_bytes(double bytes);

/* Writes text, cleaned by base/letters.h. */
void cst_show_clean(FILE *out, const char *text);

/* The same of the first `bytes` bytes. */
void cst_show_clean_part(FILE *out, const char *text, size_t bytes);

/* One end of an interval, the upper one or the lower: in 6 significant digits, or in as many as
 * show the interval's width to a hundredth, rounded outwards. */
cst_words cst_show_end(double low, double high, bool upper);

/* A number that stands beside an interval: in `digits` significant digits, or in as many more as
 * the ends of the interval have. */
cst_words cst_show_beside(double x, int digits, double low, double high);

/* Writes a comma and a number, or nothing behind the comma where it is none. */
void cst_show_csv_number(FILE *out, cst_words number);

/* A grid value for people: a number in 6 digits, else the text as far as it fits. */
cst_words cst_show_value(const char *at);

/* Writes a CSV field (RFC 4180), quoted where it must be. */
void cst_show_csv(FILE *out, const char *text);

#endif
