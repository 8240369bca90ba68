/* SPDX-License-Identifier: MIT
 *
 * Forced attacks: a trial is one attack, made to happen, at which the estimator decides how many of
 * the reviewers scheme. What becomes of it is the protocol's response; how likely it was is put
 * back by weights afterwards (estimate/sample/strata.h).
 *
 * An attack's address is (attack's number; forced_round, actor): no deployment has that round.
 */
#ifndef CST_ESTIMATE_SAMPLE_FORCED_H
#define CST_ESTIMATE_SAMPLE_FORCED_H

#include "estimate/sample/part.h"

enum { CST_STRATA_MAX = CST_REVIEWERS_MAX + 1 };

/* What was seen of the attacks at which so many reviewers scheme. */
typedef struct cst_stratum {
    uint64_t attacks, escaped; /* escaped <= attacks */
} cst_stratum;

/* How many reviewers scheme at each attack: 0, 1, ... in turn, or drawn by a law. */
typedef struct cst_forced {
    uint32_t strata; /* 0..strata-1 schemers */
    bool drawn;
    cst_chance rank[CST_STRATA_MAX]; /* P(at most s schemers), where drawn */
    double weight[CST_STRATA_MAX];   /* of an attack with s schemers, times `scale` */
    double scale;
} cst_forced;

/* Strata of a model: 0..k schemers among its k reviewers. */
uint32_t cst_forced_strata(const cst_model *model);

/* 0 where tasks are judged each by itself and agents are exchangeable; else CST_ERR_METHOD with the
 * reason and the method to use; `method`: who asks. */
int cst_forced_applies(const char *method, const cst_model *model, cst_error *error);

/* 0, or CST_ERR_METHOD where nobody ever attacks, which leaves nothing to be forced. */
int cst_forced_possible(const char *method, const cst_model *model, cst_error *error);

/* The parts of cst_estimator. */
void cst_forced_shape(cst_cell *cell);
int cst_forced_review(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                      cst_batch *reports, cst_error *error);
int cst_forced_tally(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                     const cst_batch *reports, cst_part *part, cst_error *error);
uint32_t cst_forced_weights(const cst_cell *cell, double weight[CST_WEIGHTS_MAX]);

/* What a row says of the attacks with s schemers. */
cst_stratum cst_forced_stratum(const cst_row *row, uint32_t s);

/* Fills all results with what an estimate of residual_risk says: miss_share, mitigated_share,
 * expected_escapes, expected_damage, and where tasks are alike trial_risk and safety follow from
 * it; the rest is undefined. */
void cst_forced_results(const cst_cell *cell, const cst_result *risk, cst_result *out);

#endif
