/* SPDX-License-Identifier: MIT
 *
 * Score models: what an honest reviewer sees, and so its TPR at an FPR (MODEL section 5). Every
 * model is a const table in score_<name>.c with one line in scores.c. Derived rates are rounded to
 * 12 significant digits, so that every build has the same bits.
 */
#ifndef CST_MONITOR_SCORES_SCORE_H
#define CST_MONITOR_SCORES_SCORE_H

#include "base/parameter.h"

enum { CST_SCORE_BINS_MAX = 256 };

typedef struct cst_score cst_score;

/* Samples by score, which is 0..bins-1: higher is more suspicious. */
typedef struct cst_score_counts {
    uint32_t bins; /* 1 to CST_SCORE_BINS_MAX */
    uint64_t honest[CST_SCORE_BINS_MAX];
    uint64_t attack[CST_SCORE_BINS_MAX];
    uint64_t honest_unscored; /* without a score: never flagged, they stay in the total */
    uint64_t attack_unscored;
} cst_score_counts;

typedef struct cst_score_spec {
    const cst_score *model;
    double tpr;                     /* threshold */
    double fpr;                     /* every model: the honest share that is flagged, in [0, 1] */
    double d_prime;                 /* binormal */
    double a0, b0, a1, b1;          /* beta: honest ~ Beta(a0,b0), attacks ~ Beta(a1,b1) */
    const cst_score_counts *counts; /* histogram: borrowed */
} cst_score_spec;

struct cst_score {
    const char *name; /* as in monitor.score.model */
    const char *text;
    const cst_parameter *parameter[CST_PARAMETERS_MAX]; /* its own, in a cst_score_spec; keys below
                                                           "monitor.score" or its like */
    int (*check)(const cst_score_spec *spec, cst_error *error); /* what else must hold; or NULL */
    /* The shares of attacks that are flagged and missed at spec->fpr, each with all its digits:
     * both may be tiny. The spec has been checked. */
    void (*flags)(const cst_score_spec *spec, double *tpr, double *missed);
};

/* The registry, NULL-terminated. */
extern const cst_score *const cst_scores[];
const cst_score *cst_score_find(const char *name);

/* threshold with tpr .9 at fpr .01. */
cst_score_spec cst_score_spec_default(void);

/* 0, or CST_ERR_MONITOR with a key below prefix: "monitor.score" or "monitor.trusted.score". */
int cst_score_spec_check(const cst_score_spec *spec, const char *prefix, cst_error *error);

/* The share of honest work that has a score, and of attacks that has none: 1 and 0 but for
 * histograms. */
double cst_score_reach(const cst_score_spec *spec);
double cst_score_unscored(const cst_score_spec *spec);

/* TPR at the spec's FPR, and 1 - TPR, each rounded to 12 significant digits. */
double cst_score_tpr(const cst_score_spec *spec);
double cst_score_missed(const cst_score_spec *spec);

/* For the files of this room: the tables, one a file, score_<name>.c, and what is read of counts.
 */
extern const cst_score cst_score_threshold;
extern const cst_score cst_score_binormal;
extern const cst_score cst_score_beta;
extern const cst_score cst_score_histogram;

/* Attacks, or honest samples, with one score; at `bins` those without a score. */
uint64_t cst_score_count(const cst_score_counts *counts, bool attack, uint32_t at);

/* How many attacks, or honest samples, there are with a score and without. Whole numbers are added,
 * so that ratios of them are the same everywhere. */
double cst_score_samples(const cst_score_counts *counts, bool attack);

/* Where a histogram's threshold lies: scores from `from` on are flagged, the one below with the
 * chance `part`. */
typedef struct cst_score_cut {
    uint32_t from;
    double part;
} cst_score_cut;

/* Of a checked histogram, at its FPR. */
cst_score_cut cst_score_cut_of(const cst_score_spec *spec);

#endif
