/* SPDX-License-Identifier: MIT
 *
 * For tests of mechanisms: a spec from the text of a scenario, its exact values by name, and its
 * drawn trials against them.
 */
#ifndef CST_TESTS_LIB_MECHANISM_TRUTH_H
#define CST_TESTS_LIB_MECHANISM_TRUTH_H

#include "estimate/sample/cell.h"

/* The trial of a scenario, "guards: {transfer: 0.1}". It must be one that is accepted; lists stay
 * for the rest of the program. */
cst_trial_spec cst_mechanism_text(const char *text);

/* Whether a scenario is refused with a message that has these words; prints what was said else. */
bool cst_mechanism_refuses(const char *text, const char *words);

/* The exact value of a result; NaN where there is none. */
double cst_mechanism_exact(const char *text, const char *result);

/* Asserts that it is that value, to a relative error. */
void cst_mechanism_is(const char *text, const char *result, double value, double error);

/* 1 - x of a key, where x is a number of at most 12 decimals: 1e-12 of 0.999999999999. */
long double cst_mechanism_rest(double x);

/* Draws so many trials and asserts, for every result that is drawn and has an exact value, that the
 * events are no farther from it than a right program's in all but 1 of 10^6 tests; prints the
 * deviates. Returns how many results were judged: those whose tails could have been that small. */
uint32_t cst_mechanism_judge(const char *text, uint64_t trials, uint64_t seed);

#endif
