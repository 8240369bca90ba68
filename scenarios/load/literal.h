/* SPDX-License-Identifier: MIT
 *
 * Numbers as people write them in a scenario, read strictly: 12, -0.5, .5, 1e-6, 1_000_000. No hex,
 * no leading zeros, no NaN, no infinity, no surrounding space, no unit. Pure, any thread.
 */
#ifndef CST_SCENARIOS_LOAD_LITERAL_H
#define CST_SCENARIOS_LOAD_LITERAL_H

#include <stdbool.h>
#include <stdint.h>

/* The number, rounded to 12 significant decimal digits: what is written, simulated and identified
 * is the same number. False if text is no number, or too large or too small for one. */
bool cst_literal_number(const char *text, double *value);

/* The same for a whole number that is not negative; 1e6 and 2.0 are whole. Digits alone are read
 * exactly to 2^64 - 1, other ways of writing to 2^53. */
bool cst_literal_whole(const char *text, uint64_t *value);

/* What to say behind "found ..." where the text is a number with a decimal comma, too small or too
 * large for one, or below 1 and rounded to it; else "". */
const char *cst_literal_hint(const char *text);

/* What to say behind a key that begins with a digit, as no key does: in {rate: 0,001} the comma
 * ends the value, and 001 is taken for the next key. Else "". */
const char *cst_literal_comma(const char *key);

#endif
