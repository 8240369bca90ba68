/* SPDX-License-Identifier: MIT
 *
 * Scores of a trusted and an untrusted monitor on the same work: how often both flag it, one of
 * them, neither. Either from counts of both scores together, or from a Gaussian copula: each score
 * is a rising function of a normal variable, and the two have a latent correlation. Never a product
 * by default: what was not given is an error. Pure; nothing here allocates.
 */
#ifndef CST_MONITOR_SCORES_JOINT_H
#define CST_MONITOR_SCORES_JOINT_H

#include "monitor/scores/score.h"

#include <stdbool.h>

enum { CST_JOINT_BINS_MAX = 64 };

/* Samples by [trusted score][untrusted score]; the place behind the last score is for samples that
 * this monitor has not scored. Higher is more suspicious. */
typedef struct cst_joint_counts {
    uint32_t trusted_bins, untrusted_bins; /* 1 to CST_JOINT_BINS_MAX */
    uint64_t honest[CST_JOINT_BINS_MAX + 1][CST_JOINT_BINS_MAX + 1];
    uint64_t attack[CST_JOINT_BINS_MAX + 1][CST_JOINT_BINS_MAX + 1];
} cst_joint_counts;

typedef struct cst_joint_spec {
    const cst_joint_counts *counts; /* borrowed; NULL: the copula */
    double honest_correlation;      /* latent, in [-1, 1]; NaN: not given */
    double attack_correlation;
} cst_joint_spec;

/* A copula without correlations, which cst_joint_check refuses. */
cst_joint_spec cst_joint_spec_default(void);

/* 0, or CST_ERR_MONITOR with a key below monitor.joint: a correlation that was not given or is out
 * of range; counts beside scores that are no histogram, or whose margins are not the counts of the
 * single scores, with both numbers. The score specs have been checked. */
int cst_joint_check(const cst_joint_spec *spec, const cst_score_spec *trusted,
                    const cst_score_spec *untrusted, cst_error *error);

/* Fills the counts of one monitor's score from its margin of the joint ones; a margin is nowhere
 * above their sum, which fits. */
void cst_joint_margin(const cst_joint_counts *counts, bool trusted, cst_score_counts *score);

/* out[t][u] = P(the trusted monitor flags: t, the untrusted one flags: u) of attacks or of honest
 * work, each monitor at its own FPR, with a chance of its own where it randomises between two
 * cut-offs. Each of the four is rounded to 12 significant digits. All specs have been checked.
 * Under 1 ms. */
void cst_joint_flags(const cst_joint_spec *spec, const cst_score_spec *trusted,
                     const cst_score_spec *untrusted, bool attack, double out[2][2]);

#endif
