/* SPDX-License-Identifier: MIT */
#include "estimate/ask/fit.h"

#include "base/check.h"

#include <math.h>
#include <string.h>

static double clamp(double x, double low, double high)
{
    return fmin(fmax(x, low), high);
}

/* The betting interval for the mean of value(J) over tasks with J >= from, in units of value. */
static cst_interval mean_interval(const cst_fit_counts *counts, uint32_t from,
                                  uint64_t (*value)(uint64_t j), double level)
{
    uint64_t bucket[CST_SPREAD_BUCKETS];
    cst_spread spread = cst_spread_over(bucket);
    const uint64_t scale = value(counts->agents);
    for (uint32_t j = from; j <= counts->agents; j++) {
        if (counts->tasks[j] > 0) {
            cst_spread_add(&spread, value(j), counts->tasks[j]);
        }
    }
    const cst_interval share = cst_interval_betting(&spread, scale, level);
    const double unit = (double)scale;
    return (cst_interval){.low = share.low * unit, .high = share.high * unit};
}

static uint64_t itself(uint64_t j)
{
    return j;
}

static uint64_t others(uint64_t j)
{
    return j - 1;
}

static uint64_t pairs(uint64_t j)
{
    return j * (j - 1) / 2;
}

static cst_interval rate_interval(const cst_fit_counts *counts, double level)
{
    const double m = counts->agents;
    const cst_interval sum = mean_interval(counts, 0, itself, level);
    return (cst_interval){.low = sum.low / m, .high = sum.high / m};
}

/* q as a function of e = E[J - 1 | J > 0] and b = E[J(J-1)/2 | J > 0]. */
static double q_of(double e, double b, double m)
{
    return 2.0 * b / ((m - 1.0) * (1.0 + e));
}

/* Given that J > 0 these tasks are independent and alike, so both means have intervals, and q lies
 * where they and e <= b <= e m/2 (which holds for every J) meet. q falls with e and rises with b,
 * and rises along both of these edges: so its ends are where the edges cross the ends of b, or at
 * the nearest e that is possible. */
static cst_interval q_interval(const cst_fit_counts *counts, uint64_t some, double level)
{
    const double m = counts->agents;
    if (some == 0) {
        return (cst_interval){.low = 0.0, .high = 1.0};
    }
    if (counts->agents == 2) { /* e and b are both P(J = 2 | J > 0) */
        const cst_interval two = cst_interval_clopper_pearson(counts->tasks[2], some, level);
        return (cst_interval){.low = q_of(two.low, two.low, m),
                              .high = q_of(two.high, two.high, m)};
    }
    const cst_interval e = mean_interval(counts, 1, others, 0.5 * level);
    const cst_interval b = mean_interval(counts, 1, pairs, 0.5 * level);
    const double e_low = clamp(b.low, e.low, e.high);
    const double e_high = clamp(2.0 * b.high / m, e.low, e.high);
    return (cst_interval){
        .low = clamp(q_of(e_low, fmax(b.low, e_low), m), 0.0, 1.0),
        .high = clamp(q_of(e_high, fmin(b.high, 0.5 * m * e_high), m), 0.0, 1.0),
    };
}

/* rho = (q - p)/(1 - p) rises with q and falls with p; m exchangeable states have no less than
 * -1/(m-1). */
static cst_interval rho_interval(const cst_fit_counts *counts, uint64_t some, double level)
{
    const double least = -1.0 / (counts->agents - 1.0);
    const cst_interval p = rate_interval(counts, level / 3.0);
    const cst_interval q = q_interval(counts, some, level * 2.0 / 3.0);
    const double low = p.high < 1.0 ? (q.low - p.high) / (1.0 - p.high) : least;
    const double high = p.low < 1.0 ? (q.high - p.low) / (1.0 - p.low) : 1.0;
    return (cst_interval){.low = clamp(low, least, 1.0), .high = clamp(high, least, 1.0)};
}

static cst_fit_value share(uint64_t x, uint64_t n, double scale, double level)
{
    const cst_interval cp = cst_interval_clopper_pearson(x, n, level);
    return (cst_fit_value){
        .estimate = scale * (double)x / (double)n,
        .interval = {.low = scale * cp.low, .high = scale * cp.high},
    };
}

/* Adds a law at the spec's rate and shape, and what it says of the counts. */
static void add_law(cst_fit *fit, const cst_fit_counts *counts, cst_law_spec spec)
{
    cst_fit_law *law = &fit->law[fit->laws++];
    const cst_parameter *tie = cst_law_tie(spec.law);
    const uint32_t m = counts->agents;
    double w[CST_REVIEWERS_MAX + 1];
    double v[CST_REVIEWERS_MAX + 1];
    double none = 1.0;
    *law = (cst_fit_law){.spec = spec,
                         .key = tie == NULL ? NULL : cst_parameter_word(tie->key),
                         .shape = tie == NULL ? 0.0 : cst_parameter_value(tie, &spec)};
    cst_law_joint(&spec, m - 1, w, v);
    law->all_scheme = w[m - 1];
    for (uint32_t j = 1; j <= m; j++) {
        const double chance = w[j - 1] * m / j; /* P(J = j) */
        none -= chance;
        law->log_likelihood +=
            counts->tasks[j] > 0 ? (double)counts->tasks[j] * log(fmax(chance, 0.0)) : 0.0;
    }
    law->log_likelihood +=
        counts->tasks[0] > 0 ? (double)counts->tasks[0] * log(fmax(none, 0.0)) : 0.0;
}

static void add_laws(cst_fit *fit, const cst_fit_counts *counts)
{
    const double p = fit->rate.estimate;
    const double rho = fit->rho.estimate;
    if (isnan(rho)) {
        return;
    }
    add_law(fit, counts, (cst_law_spec){.law = cst_law_find("independent"), .rate = p});
    if (!(rho > 0.0 && rho <= 1.0)) {
        return;
    }
    for (size_t i = 0; cst_laws[i] != NULL; i++) {
        const cst_law *law = cst_laws[i];
        const double shape = law->shape_of == NULL ? (double)NAN : law->shape_of(p, rho);
        if (!isnan(shape)) {
            cst_law_spec spec = {.law = law, .rate = p};
            cst_parameter_set(cst_law_tie(law), &spec, shape);
            add_law(fit, counts, spec);
        }
    }
    fit->best = 1;
    for (uint32_t i = 2; i < fit->laws; i++) {
        if (fit->law[i].log_likelihood > fit->law[fit->best].log_likelihood) {
            fit->best = i;
        }
    }
}

void cst_fit_make(cst_fit *fit, const cst_fit_counts *counts, double level)
{
    const uint32_t m = counts->agents;
    uint64_t pair_sum = 0;
    cst_require(m >= CST_FIT_AGENTS_MIN && m <= CST_FIT_AGENTS_MAX);
    memset(fit, 0, sizeof *fit);
    for (uint32_t j = 0; j <= m; j++) {
        fit->tasks += counts->tasks[j];
        fit->some += j > 0 ? counts->tasks[j] : 0;
        fit->schemed += j * counts->tasks[j];
        pair_sum += j > 0 ? pairs(j) * counts->tasks[j] : 0;
    }
    cst_require(fit->tasks > 0);
    const double instances = (double)fit->tasks * m;
    const double p = (double)fit->schemed / instances;
    const double q = 2.0 * (double)pair_sum / ((m - 1.0) * (double)fit->schemed);
    const bool two_sided = fit->schemed > 0 && fit->schemed < fit->tasks * m;
    fit->rate = (cst_fit_value){.estimate = p, .interval = rate_interval(counts, level)};
    fit->q = (cst_fit_value){.estimate = fit->schemed > 0 ? q : NAN,
                             .interval = q_interval(counts, fit->some, level)};
    fit->rho = (cst_fit_value){.estimate = two_sided ? fmin((q - p) / (1.0 - p), 1.0) : NAN,
                               .interval = rho_interval(counts, fit->some, level)};
    fit->all_scheme = share(counts->tasks[m], fit->tasks, 1.0, level);
    for (uint32_t s = 0; s < m; s++) {
        fit->w[s] = share(counts->tasks[s + 1], fit->tasks, (s + 1.0) / m, level);
    }
    add_laws(fit, counts);
}
