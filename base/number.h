/* SPDX-License-Identifier: MIT
 *
 * Numbers as text, the same on every machine: 12 significant decimal digits are what identifies a
 * number in scenarios, cells and the bytes (MODEL section 13). Pure; any thread; needs the "C"
 * numeric locale, which the program never leaves.
 */
#ifndef CST_BASE_NUMBER_H
#define CST_BASE_NUMBER_H

#include <stddef.h>

enum { CST_NUMBER_TEXT_MAX = 32, CST_NUMBER_DIGITS = 12 };

/* Writes x in at most 12 significant digits, without needless zeros ("0.05", "1e-06" as "1e-6",
 * "100000"); "null" for NaN and infinities. */
void cst_number_text(double x, char out[CST_NUMBER_TEXT_MAX]);

/* The double nearest to x's 12 significant digits. */
double cst_number_round(double x);

/* The same with 1 to 17 digits. */
double cst_number_round_to(double x, int digits);

/* 1 - x of an x in [0, 1]. Where x is the double nearest to 1 - c, c of at most 12 decimals, it is
 * c: the complement of 0.9999999999 is 1e-10, of which 1 - x keeps 7 digits. */
double cst_number_complement(double x);

#endif
