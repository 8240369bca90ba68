/* SPDX-License-Identifier: MIT */
#include "monitor/scores/roc_change.h"

#include "base/check.h"
#include "base/rmath.h"
#include "monitor/scores/score.h"

#include <math.h>
#include <stdbool.h>

/* Of the normal quantiles that selection is tabulated for: all that doubles have. */
static const double end = 38.0;

cst_roc_change cst_roc_change_none(void)
{
    return (cst_roc_change){.scale = 1.0, .select_share = 1.0, .least_of = 1};
}

void cst_roc_change_own(cst_roc_change *change, cst_score_spec *score)
{
    if (score->model == &cst_score_binormal) {
        score->d_prime = score->d_prime * change->scale + change->shift;
        change->scale = 1.0;
        change->shift = 0.0;
    }
}

static bool selects(const cst_roc_change *change)
{
    return change->select_share < 1.0 && change->select_correlation > 0.0;
}

/* Whether red's estimate is the score itself. */
static bool knows(const cst_roc_change *change)
{
    return change->select_correlation >= 1.0;
}

/* The density at y of -S given E below its q-quantile: S and E are standard normal, correlation r.
 * Its integral up to y is P(S > -y | E in the lowest q). */
static double selected_density(const cst_roc_bend *bend, double y)
{
    const double r = bend->change.select_correlation;
    const double low = (bend->quantile + r * y) / sqrt(1.0 - r * r);
    return cst_rmath_normal_density(y) * cst_rmath_normal(low) / bend->change.select_share;
}

static double selected_between(const cst_roc_bend *bend, double from, double to)
{
    const double half = (to - from) / 2.0;
    double sum = 0.0;
    for (int i = 0; i < CST_PANELS_NODES; i++) {
        const double y = from + half * (1.0 + cst_panels_node[i]);
        sum += cst_panels_weight[i] * selected_density(bend, y);
    }
    return half * sum;
}

static void ready_selection(cst_roc_bend *bend)
{
    const double r = bend->change.select_correlation;
    bend->quantile = cst_rmath_normal_quantile(bend->change.select_share);
    const double turn = -bend->quantile / r;
    cst_panels_make(&bend->panels, &(cst_panels_spec){.from = -end,
                                                      .to = end,
                                                      .centre = {turn, turn},
                                                      .width = sqrt(1.0 - r * r) / r});
    const double *edge = bend->panels.edge;
    const uint32_t count = bend->panels.count;
    bend->below[0] = 0.0;
    bend->above[count] = 0.0;
    for (uint32_t i = 0; i < count; i++) {
        bend->below[i + 1] = bend->below[i] + selected_between(bend, edge[i], edge[i + 1]);
    }
    for (uint32_t i = count; i-- > 0;) {
        bend->above[i] = bend->above[i + 1] + selected_between(bend, edge[i], edge[i + 1]);
    }
}

void cst_roc_change_ready(cst_roc_bend *bend, const cst_roc_change *change,
                          const cst_score_spec *score)
{
    cst_require(change->scale >= 0.0 && change->scale <= 1.0);
    cst_require(isfinite(change->shift));
    cst_require(change->honest_cost >= 0.0 && change->honest_cost <= 1.0);
    cst_require(change->least_of >= 1);
    cst_require(change->select_share > 0.0 && change->select_share <= 1.0);
    cst_require(change->select_correlation >= 0.0 && change->select_correlation <= 1.0);
    bend->change = *change;
    bend->reach = cst_score_reach(score);
    bend->unscored = cst_score_unscored(score);
    if (selects(change) && !knows(change)) {
        ready_selection(bend);
    }
}

/* Phi^-1 of a share, from the smaller of it and its complement. */
static double normal(double share, double complement)
{
    return share < 0.5 ? cst_rmath_normal_quantile(share)
                       : cst_rmath_normal_quantile_above(complement);
}

/* The TPR of the normal scores that have the same TPR at this FPR, d' moved. A distance that is
 * infinite stays; so do scores that are absent. */
static void move(const cst_roc_bend *bend, cst_roc_point *point)
{
    const double scale = bend->change.scale;
    if (!(point->t > 0.0 && point->u > 0.0) || point->f >= bend->reach ||
        (scale != 1.0 && !(point->f > 0.0))) {
        return;
    }
    double at = normal(point->t, point->u) * scale + bend->change.shift;
    if (scale != 1.0) {
        at += (1.0 - scale) * normal(point->f, point->g);
    }
    cst_rmath_normal_both(at, &point->t, &point->u);
    if (point->u < bend->unscored) {
        point->u = bend->unscored;
        point->t = 1.0 - bend->unscored;
    }
}

static void keep_selected(const cst_roc_bend *bend, cst_roc_point *point)
{
    const double *edge = bend->panels.edge;
    const double share = bend->change.select_share;
    if (!(point->t > 0.0 && point->u > 0.0)) {
        return;
    }
    if (knows(&bend->change)) { /* the share of the lowest scores, whole */
        point->t = fmax(share - point->u, 0.0) / share;
        point->u = fmin(point->u / share, 1.0);
        return;
    }
    const double y = fmax(edge[0], fmin(normal(point->t, point->u), end));
    uint32_t low = 0;
    uint32_t high = bend->panels.count - 1; /* the last panel that begins at or below y */
    while (low < high) {
        const uint32_t middle = (low + high + 1) / 2;
        if (edge[middle] <= y) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    point->t = bend->below[low] + selected_between(bend, edge[low], y);
    point->u = bend->above[low + 1] + selected_between(bend, y, edge[low + 1]);
}

void cst_roc_change_apply(const cst_roc_bend *bend, cst_roc_point *point)
{
    const cst_roc_change *change = &bend->change;
    if (change->scale != 1.0 || change->shift != 0.0) {
        move(bend, point);
    }
    if (selects(change)) {
        keep_selected(bend, point);
    }
    if (change->least_of > 1) {
        const double n = (double)change->least_of;
        const double u = -expm1(n * log1p(-point->u));
        point->t = pow(point->t, n);
        point->u = u;
    }
    if (change->honest_cost > 0.0) {
        const double j = change->honest_cost;
        const bool scored = point->f < bend->reach;
        point->t = (1.0 - j) * point->t + j * (scored ? point->f : bend->reach);
        point->u = (1.0 - j) * point->u + j * (scored ? point->g : 1.0 - bend->reach);
    }
}
