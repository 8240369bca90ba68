/* SPDX-License-Identifier: MIT
 *
 * From verdicts of agents that meet again and again to the keys of learned collusion: which form of
 * the law, its values with intervals, how well it agrees with each episode, and the correlation of
 * two verdicts, within an episode and pooled. docs/fit.md says how each is made. Pure.
 *
 * Intervals are percentiles over resamples of whole runs, because the verdicts of a run are not
 * independent, not even given their histories: a profile of the likelihood, which takes them as
 * independent, is too narrow. Runs stand in up to CST_EPISODE_BATCHES batches, which are what is
 * drawn; up to that many runs, a batch is one run.
 */
#ifndef CST_ESTIMATE_ASK_EPISODE_FIT_H
#define CST_ESTIMATE_ASK_EPISODE_FIT_H

#include "estimate/ask/fit.h"
#include "estimate/ask/learning.h"

/* Up to CST_EPISODE_REFITS_MAX verdicts every resample is searched anew from the estimate; above,
 * it is one step of scoring from there, with the slopes and bends that its batches have there. */
enum { CST_EPISODE_BATCHES = 1000, CST_EPISODE_REFITS_MAX = 4000, CST_EPISODE_FORMS = 10 };

/* The forms that are compared: from one chance for all to all keys. */
extern const cst_learning_form cst_episode_forms[CST_EPISODE_FORMS];

/* A form at its likeliest values. G2 = 2 sum (observed log(observed/expected)) over the verdicts of
 * each episode, covers and reports; its p takes a chi-square law with `freedom`, episodes less
 * fitted keys (0: no p). Expected: the sum of C(E) over the histories that were seen. */
typedef struct cst_episode_form {
    cst_learning at;
    double log_likelihood, aic;
    double g2, p;
    uint32_t freedom;
    double residual;            /* correlation of the two verdicts of an episode, given C(E) */
    double g2_shared, p_shared; /* G2 / (1 + residual), where that correlation is above 0 */
} cst_episode_form;

/* An episode under the chosen form. */
typedef struct cst_episode_row {
    cst_episode_count count;
    double expected, z; /* covers; (seen - expected) / sqrt(sum C (1 - C)) */
} cst_episode_row;

typedef struct cst_episode_fit {
    uint64_t runs, verdicts, covers;
    uint32_t episodes;
    cst_episode_form form[CST_EPISODE_FORMS];
    uint32_t least, chosen;               /* the form of the least AIC; the one of what follows */
    cst_fit_value key[CST_LEARNING_KEYS]; /* no interval (NaN) where the form does not fit it */
    cst_fit_value within, pooled;
    cst_episode_row *row; /* heap, of each episode */
    uint32_t resamples;
    bool one_step;
} cst_episode_fit;

/* How it is made. */
typedef struct cst_episode_ask {
    uint32_t form; /* CST_EPISODE_FORMS: the one of the least AIC */
    double level;  /* 1 - confidence, in (0, 1) */
    uint32_t resamples;
    uint64_t seed;
} cst_episode_ask;

/* Fills fit. There are two runs at least, one of two episodes or more, and verdicts of both kinds.
 * 0 or CST_ERR_MEMORY; cst_episode_fit_free is legal after failure. */
int cst_episode_fit_make(cst_episode_fit *fit, const cst_episodes *episodes,
                         const cst_episode_ask *ask, cst_error *error);
void cst_episode_fit_free(cst_episode_fit *fit);

/* P(X > x) of a chi-square variable with so many degrees of freedom, 1 at least. */
double cst_episode_tail(double x, uint32_t freedom);

#endif
