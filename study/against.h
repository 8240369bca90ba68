/* SPDX-License-Identifier: MIT
 *
 * Two results files, B held against A, cell by cell. They keep no pairs of trials, so an interval
 * of a difference is made of the ends of the two intervals: B's low less A's high to B's high less
 * A's low. With m differences each of the 2 m intervals has the 2 m-th part of what may miss, so
 * all hold at once (Boole's inequality), and with them whatever follows from them: every
 * difference, every ratio, every verdict. Nothing is assumed about how A and B hang together, as
 * they do where seeds are the same.
 */
#ifndef CST_STUDY_AGAINST_H
#define CST_STUDY_AGAINST_H

#include "study/finding.h"

typedef enum cst_against_side {
    CST_AGAINST_NONE,   /* not compared: one of the files has no such cell, or no such result */
    CST_AGAINST_OPEN,   /* 0 is inside of the interval */
    CST_AGAINST_HIGHER, /* B is above A */
    CST_AGAINST_LOWER
} cst_against_side;

/* One result in one cell. Numbers are NaN where they cannot be told: a difference without both
 * estimates, a ratio to nothing or of something below 0. */
typedef struct cst_against_gap {
    cst_result a, b; /* with intervals that all hold at once; a method of NULL: not defined there */
    double difference, low, high;        /* B - A */
    double ratio, ratio_low, ratio_high; /* B / A; high is infinite where A may be 0 */
    double exact; /* the difference of the closed forms; NaN where one of them is not known */
    cst_against_side side;
} cst_against_gap;

/* The difference and the ratio of two results, both of which are defined. Pure. */
cst_against_gap cst_against_gap_of(const cst_result *a, const cst_result *b);

/* A cell's findings in both files; NULL: it is not in that file. */
typedef struct cst_against_cell {
    const cst_finding *a, *b;
} cst_against_cell;

/* A key that differs, and in how many cells it does so, with these values. */
typedef struct cst_against_key {
    char key[96], a[64], b[64];
    size_t cells;
} cst_against_key;

enum { CST_AGAINST_KEYS = 16 };

typedef struct cst_against {
    const cst_findings *a, *b;              /* borrowed */
    size_t *axis;                           /* owned: which axis of B an axis of A is */
    cst_against_cell *cell;                 /* owned: A's cells in their order, then B's own */
    size_t cells, only_a, only_b;           /* of these in one file alone */
    cst_result_kind kind[CST_RESULT_KINDS]; /* the results compared */
    size_t kinds;
    cst_against_gap *gap; /* owned: of each cell, one for each kind; ask cst_against_at */
    size_t differences;   /* m: those that hold at once */
    double confidence;    /* of all at once: the larger estimate.confidence of the two */
    double each;          /* of each interval that they are made of */
    size_t same_model;    /* cells that are one model in both files; */
    size_t same_seed;     /* that have the same seed and stream in both; */
    size_t same_bytes;    /* and that have the same digest */
    cst_against_key key[CST_AGAINST_KEYS]; /* keys that differ, the first ones */
    size_t keys, keys_more;                /* and how many more values of them there are */
} cst_against;

/* Matches cells by their place in the sweep, and compares these results, at least one and each
 * once, in those that are in both files. Both come from results files, so that their cells are not
 * spent, and outlive it. 0; CST_ERR_USAGE where the sweeps are over other keys, or no cell is in
 * both; CST_ERR_RANGE where the confidence leaves too little for so many intervals; CST_ERR_MEMORY.
 * cst_against_free is legal after failure. */
int cst_against_make(cst_against *against, const cst_findings *a, const cst_findings *b,
                     const cst_result_kind *kind, size_t kinds, cst_error *error);
void cst_against_free(cst_against *against);

/* What lies between the two in one cell of one of the results. */
const cst_against_gap *cst_against_at(const cst_against *against, size_t cell, size_t kind);

/* Where a cell lies on an axis of A; and all of it in words: "scheming.rate=0.1: ". */
const char *cst_against_value(const cst_against *against, size_t cell, size_t axis);
cst_place cst_against_place(const cst_against *against, size_t cell, const char *after);

/* The verdict on one result: how many cells are higher in B, lower, or not told apart; how much
 * higher and lower B may be, in which cell, and how many times A; how many of the intervals hold
 * for many samples only. */
typedef struct cst_against_sum {
    size_t higher, lower, open;
    double rise, fall; /* the largest `high` and the largest -`low` */
    size_t rise_at, fall_at;
    double most, least; /* the largest ratio_high and the smallest ratio_low; NaN where a cell has
                           none */
    size_t most_at, least_at;
    size_t approximate;
} cst_against_sum;
cst_against_sum cst_against_sum_of(const cst_against *against, size_t kind);

#endif
