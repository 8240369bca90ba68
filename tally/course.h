/* SPDX-License-Identifier: MIT
 *
 * The values of a fixed number of trials in their order, and an interval for their mean that holds
 * for every law of them. Bets follow what was seen before, which serves better than bets that are
 * fixed beforehand (tally/interval.h) and needs the order: so values are kept in slots, by trial
 * number alone, whoever ran them. Plain data, no heap; one thread at a time.
 */
#ifndef CST_TALLY_COURSE_H
#define CST_TALLY_COURSE_H

#include "tally/interval.h"

enum { CST_COURSE_SLOTS = 1024 };

typedef struct cst_course_slot {
    uint64_t trials;
    double sum, squares; /* of the values, and of their squares */
    double least, greatest;
} cst_course_slot;

/* Zeroed: nothing seen. Up to 1,024 trials have a slot each. */
typedef struct cst_course {
    cst_course_slot slot[CST_COURSE_SLOTS];
} cst_course;

/* Adds a value to a slot. */
void cst_course_put(cst_course_slot *slot, double value);

/* Adds the value of trial number `trial` of `trials` (trial < trials). */
void cst_course_add(cst_course *course, uint64_t trial, uint64_t trials, double value);

/* Interval for the mean of independent draws of one law within [least, most], least <= 0 <= most,
 * with coverage of at least 1 - level: the means against which no bet was won. All of the values
 * added lie there. Nothing seen: [least, most]. Under 10 ms. */
cst_interval cst_course_interval(const cst_course *course, double least, double most, double level);

#endif
