/* SPDX-License-Identifier: MIT
 *
 * Strata (MODEL section 12): residual_risk = sum_s w_s u_s. w_s = P(the actor attacks and s of its
 * reviewers scheme) is the dependence law's and known exactly; u_s = P(the attack escapes | s) is
 * the protocol's response, whatever the law and however rare scheming is. So u_s is simulated once,
 * by attacks that are made to happen, as many in each stratum, and serves every law and every rate:
 * the rows of two cells that differ in their law alone are the same. Pure.
 *
 * A trial is one attack, made to happen, at which the method decides how many of the reviewers
 * scheme; how likely that was is put back by weights afterwards. Its address is (attack's number;
 * forced_round, actor): no deployment has that round.
 */
#ifndef CST_ESTIMATE_SAMPLE_STRATA_H
#define CST_ESTIMATE_SAMPLE_STRATA_H

#include "estimate/sample/part.h"

/* What was seen of the attacks at which so many reviewers scheme. */
typedef struct cst_stratum {
    uint64_t attacks, escaped; /* escaped <= attacks */
    uint64_t reported;         /* attacks that a reviewer reported */
    uint64_t told;             /* reports by reviewers that scheme */
} cst_stratum;

/* Weights that the results of a method have at most: one for each number of schemers. */
enum { CST_WEIGHTS_MAX = CST_REVIEWERS_MAX + 1 };

/* How many reviewers scheme at each attack: 0, 1, ... in turn, or drawn by a law. */
typedef struct cst_strata {
    uint32_t count; /* 0..count-1 schemers */
    bool drawn;
    cst_chance rank[CST_WEIGHTS_MAX]; /* P(at most s schemers), where drawn */
    double weight[CST_WEIGHTS_MAX];   /* of an attack with s schemers, times `scale` */
    double scale;
} cst_strata;

/* Strata of a model: 0..k schemers among its k reviewers. */
uint32_t cst_strata_count(const cst_model *model);

/* 0 where tasks are judged each by itself and agents are exchangeable; else CST_ERR_METHOD with the
 * reason and the method to use; `method`: who asks. */
int cst_strata_serve(const char *method, const cst_model *model, cst_error *error);

/* 0, or CST_ERR_METHOD where nobody ever attacks, which leaves nothing to be forced. */
int cst_strata_possible(const char *method, const cst_model *model, cst_error *error);

/* The parts of cst_method. */
void cst_strata_shape(cst_cell *cell);
int cst_strata_review(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                      cst_batch *reports, cst_error *error);
int cst_strata_tally(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                     const cst_batch *reports, cst_part *part, cst_error *error);

/* What a row says of the attacks with s schemers. */
cst_stratum cst_strata_seen(const cst_row *row, uint32_t s);

/* Fills all results with what an estimate of residual_risk says: miss_share, mitigated_share,
 * expected_escapes, expected_damage, and where tasks are alike trial_risk and safety follow from
 * it; the rest is undefined. */
void cst_strata_results(const cst_cell *cell, const cst_result *risk, cst_result *out);

/* Adds reported_by_schemers: each of the strata with schemers has an interval of its own, and their
 * shares are weighted by the law, whatever the method drew. Not defined where nobody tells, or no
 * reviewer ever schemes at an attack. */
void cst_strata_add_told(const cst_cell *cell, const cst_row *row, double confidence,
                         cst_result *out);

/* The sum of w_s over the strata without attacks: the part of residual_risk that is bounded by 1
 * alone. row: of a cell with the model's response, under any law. */
double cst_strata_unseen(const cst_model *model, const cst_row *row);

#endif
