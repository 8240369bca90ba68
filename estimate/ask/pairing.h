/* SPDX-License-Identifier: MIT
 *
 * Differences between cells that share their random numbers. Draws have addresses, so trial n of
 * one cell meets the same draws as trial n of another. Where the two cells are much alike, most of
 * the chance cancels in their difference. Cells are run trial by trial, in a plain loop; escaped
 * attacks of a trial are compared in pairs. Pure, any thread.
 */
#ifndef CST_ESTIMATE_ASK_PAIRING_H
#define CST_ESTIMATE_ASK_PAIRING_H

#include "estimate/sample/cell.h"
#include "tally/course.h"

/* A cell beside the first: zeroed before its first trial; its row is freed by the caller. */
typedef struct cst_pairing {
    uint64_t trials;
    uint64_t differ;      /* trials in which another number of attacks escaped */
    uint64_t planned;     /* tasks of a trial */
    uint64_t most;        /* attacks that escaped in one of its trials */
    cst_u128 sum, square; /* of the attacks that escaped */
    cst_u128 product;     /* of them and of the first cell's */
    double distance;      /* sum of |difference|, per planned task */
    cst_row row;          /* of the cell */
    cst_course course;    /* of the differences per planned task */
} cst_pairing;

/* What follows, per planned task. Intervals hold with the confidence asked for, each by itself,
 * whatever the law of the trials. */
typedef struct cst_pair_difference {
    cst_result risk;                               /* of the cell: its residual_risk */
    cst_result usefulness, work_done, audit_hours; /* and its price */
    double difference; /* less the first's; NaN where no trial differs, 0 of the first itself */
    double low, high;  /* of the difference */
    double about;      /* half of Student's interval from pairs, which holds about as often; NaN
                          where it may not: CST_PAIRING_TRIALS_MIN, CST_PAIRING_EFFECTIVE_MIN, or
                          causes or types that outlast a task */
    double paired;     /* variance of the difference as it is */
    double unpaired;   /* what it would be, had the two other draws */
} cst_pair_difference;

/* Trials, and (sum of |difference|)^2 / (sum of difference^2): what Student's interval needs. */
enum { CST_PAIRING_TRIALS_MIN = 30, CST_PAIRING_EFFECTIVE_MIN = 20 };

/* A method under which the trials of both can be compared: theirs where it is one, naive where one
 * is skip and the other naive; NULL with CST_ERR_METHOD where a method's trials are no
 * deployments. */
const cst_method *cst_pairing_method(const cst_method *a, const cst_method *b, cst_error *error);

/* Puts a made cell under another estimate, as cst_cell_estimate does, with a row for each trial. */
int cst_pairing_cell(cst_cell *cell, const cst_estimate_spec *estimate, cst_error *error);

/* Runs trials first .. first + trials - 1 of all cells, which have as many trials, and adds them to
 * out[0..count-1]. 0, CST_ERR_MEMORY, CST_ERR_RECEIPT; after an error they are of no use. */
int cst_pairing_run(const cst_cell *cells, uint32_t count, uint64_t first, uint64_t trials,
                    cst_pairing *out, cst_error *error);

/* What attacks of a trial can escape in one of two cells, and the most that did in one. */
typedef struct cst_pairing_side {
    cst_interval_bound bound; /* its tasks are those planned; unit 1 */
    uint64_t most;
} cst_pairing_side;
cst_pairing_side cst_pairing_side_of(const cst_cell *cell, uint64_t most);

/* Interval for the mean of what escapes of `own` per planned task, less that of `first` (NULL: 0),
 * from its course over so many trials, a number that was fixed before. */
cst_interval cst_pairing_interval(const cst_course *course, uint64_t trials,
                                  const cst_pairing_side *own, const cst_pairing_side *first,
                                  double level);

/* Half of Student's interval for a mean difference, from its variance and the mean distance from 0,
 * where causes and types are drawn anew for each task; NaN where it may not be given, as above. */
double cst_pairing_about(uint64_t trials, double mean, double variance, double distance,
                         double level);

/* Cell `at` of cst_pairing_run against the first, after a number of trials that was fixed before,
 * at least 2. */
cst_pair_difference cst_pairing_difference(const cst_cell *cells, const cst_pairing *pairings,
                                           uint32_t at, double confidence);

#endif
