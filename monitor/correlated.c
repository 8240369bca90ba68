/* SPDX-License-Identifier: MIT */
#include "monitor/correlated.h"

#include "agents/law.h"
#include "base/check.h"
#include "base/number.h"
#include "base/rmath.h"
#include "monitor/scores/panels.h"

#include <math.h>
#include <stdbool.h>

/* Beyond it the common factor has a density below 1e-42. */
static const double end = 14.0;

/* One more independent reviewer, who reports with probability p and passes with probability q. */
static void add_reviewer(double *law, uint32_t reviewers, double p, double q)
{
    law[reviewers + 1] = law[reviewers] * p;
    for (uint32_t x = reviewers; x > 0; x--) {
        law[x] = law[x] * q + law[x - 1] * p;
    }
    law[0] *= q;
}

static void independent(const cst_correlated_spec *spec, const double p[2], const double q[2],
                        double *law)
{
    law[0] = 1.0;
    for (uint32_t i = 0; i < spec->count[0] + spec->count[1]; i++) {
        const bool second = i >= spec->count[0];
        add_reviewer(law, i, p[second], q[second]);
    }
}

/* One score for all: whoever reports with the smaller probability reports only with the others. */
static void common(const cst_correlated_spec *spec, double *law)
{
    const uint32_t all = spec->count[0] + spec->count[1];
    const bool keen = spec->report[1] > spec->report[0];
    for (uint32_t x = 0; x <= all; x++) {
        law[x] = 0.0;
    }
    law[all] += spec->report[!keen];
    law[spec->count[keen]] += spec->report[keen] - spec->report[!keen];
    law[0] += 1.0 - spec->report[keen];
}

static void integrate(const cst_correlated_spec *spec, double *law)
{
    const uint32_t all = spec->count[0] + spec->count[1];
    const double shared = sqrt(spec->correlation);
    const double own = sqrt(1.0 - spec->correlation);
    double at[2];
    cst_panels_spec turns = {.end = end, .width = own / shared};
    for (int kind = 0; kind < 2; kind++) {
        at[kind] = cst_rmath_normal_quantile(spec->report[kind]);
        turns.centre[kind] = -at[kind] / shared;
    }
    cst_panels panels;
    cst_panels_make(&panels, &turns);
    for (uint32_t x = 0; x <= all; x++) {
        law[x] = 0.0;
    }
    for (uint32_t i = 0; i < panels.count * CST_PANELS_NODES; i++) {
        const double *edge = &panels.edge[i / CST_PANELS_NODES];
        const double half = (edge[1] - edge[0]) / 2.0;
        const double z = (edge[0] + edge[1]) / 2.0 + half * cst_panels_node[i % CST_PANELS_NODES];
        const double weight =
            half * cst_panels_weight[i % CST_PANELS_NODES] * cst_rmath_normal_density(z);
        double p[2];
        double q[2];
        double given[CST_REVIEWERS_MAX + 1];
        for (int kind = 0; kind < 2; kind++) {
            cst_rmath_normal_both((at[kind] + shared * z) / own, &p[kind], &q[kind]);
        }
        independent(spec, p, q, given);
        for (uint32_t x = 0; x <= all; x++) {
            law[x] += weight * given[x];
        }
    }
}

void cst_correlated_law(const cst_correlated_spec *spec, double *law)
{
    const uint32_t all = spec->count[0] + spec->count[1];
    cst_require(spec->count[0] <= CST_REVIEWERS_MAX && all <= CST_REVIEWERS_MAX);
    cst_require(spec->correlation >= 0.0 && spec->correlation <= 1.0);
    for (int kind = 0; kind < 2; kind++) {
        cst_require(spec->report[kind] >= 0.0 && spec->report[kind] <= 1.0);
    }
    if (spec->correlation == 0.0) {
        const double passes[2] = {1.0 - spec->report[0], 1.0 - spec->report[1]};
        independent(spec, spec->report, passes, law);
    } else if (spec->correlation == 1.0) {
        common(spec, law);
    } else {
        integrate(spec, law);
    }
    for (uint32_t x = 0; x <= all; x++) {
        law[x] = cst_number_round(law[x]);
    }
}
