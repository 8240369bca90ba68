/* SPDX-License-Identifier: MIT
 * The registry of dependence laws, and what all of them share. */
#include "agents/law.h"

#include "base/check.h"
#include "base/registry.h"

#include <math.h>

#define ADDRESS(name) &cst_law_##name,
const cst_law *const cst_laws[CST_LAW_COUNT + 1] = {CST_LAWS(ADDRESS) NULL};

CST_REGISTRY_FIND(cst_law_find, cst_law, cst_laws)

cst_law_spec cst_law_spec_default(void)
{
    cst_law_spec spec = {.law = &cst_law_independent, .rate = 1e-3};
    for (size_t i = 0; cst_laws[i] != NULL; i++) {
        cst_parameters_default(cst_laws[i]->shape, &spec);
    }
    return spec;
}

int cst_law_check(const cst_law_spec *spec, uint32_t k, cst_error *error)
{
    const cst_law *law = spec->law;
    const int code = cst_parameters_check(law->shape, spec, CST_ERR_LAW, error);
    return code != 0 || law->check == NULL ? code : law->check(spec, k, error);
}

const cst_parameter *cst_law_tie(const cst_law *law)
{
    const cst_parameter *only = law->shape[1] == NULL ? law->shape[0] : NULL;
    const bool ends = only != NULL && only->kind == CST_PARAMETER_REAL &&
                      isfinite(only->range.low) && isfinite(only->range.high);
    return ends ? only : NULL;
}

/* Fills w; returns P(nobody schemes), NaN where it is what w and v leave of 1. */
static double fill_joint(const cst_law_spec *spec, uint32_t k, double *w)
{
    cst_law_cause cause[CST_LAW_CAUSES_MAX];
    if (spec->law->joint == NULL) {
        const uint32_t count = spec->law->causes(spec, cause);
        return cst_law_mix(cause, count, k, w);
    }
    spec->law->joint(spec, k, w);
    return spec->law->nobody == NULL ? NAN : spec->law->nobody(spec, k);
}

void cst_law_joint(const cst_law_spec *spec, uint32_t k, double *w, double *v)
{
    cst_require(k <= CST_REVIEWERS_MAX);
    if (k == 0) { /* no reviewer: any law is its marginal, also one that has a shape for so many */
        w[0] = spec->rate;
        v[0] = 1.0 - spec->rate;
        return;
    }
    const double nobody = fill_joint(spec, k, w);
    double rest = 1.0;
    for (uint32_t s = 0; s <= k; s++) {
        cst_debug_assert(w[s] >= 0.0 && w[s] <= 1.0);
        rest -= w[s];
    }
    /* Exchangeability: the one honest among s+1 of k+1 is the actor or a reviewer alike. */
    for (uint32_t s = 1; s <= k; s++) {
        v[s] = w[s - 1] * (double)(k + 1 - s) / (double)s;
        rest -= v[s];
    }
    v[0] = isnan(nobody) ? fmax(rest, 0.0) : nobody;
}

double cst_law_rho(const cst_law_spec *spec, uint32_t k)
{
    double w[CST_REVIEWERS_MAX + 1];
    double v[CST_REVIEWERS_MAX + 1];
    const uint32_t reviewers = spec->law->sized ? k : 1;
    if (reviewers == 0 || !(spec->rate > 0.0 && spec->rate < 1.0)) {
        return NAN;
    }
    cst_law_joint(spec, reviewers, w, v);
    /* Of two agents that scheme, or that do not: those that are rare. */
    const double rare = spec->rate > 0.5 ? 1.0 - spec->rate : spec->rate;
    double both = 0.0;
    for (uint32_t s = 0; s <= reviewers; s++) {
        const uint32_t alike = spec->rate > 0.5 ? reviewers - s : s;
        both += (spec->rate > 0.5 ? v[s] : w[s]) * (double)alike / (double)reviewers;
    }
    return (both - rare * rare) / (spec->rate * (1.0 - spec->rate));
}

/* Whole numbers below 2^53 all the way, and each division leaves none over. */
double cst_law_choose(uint32_t k, uint32_t s)
{
    double ways = 1.0;
    for (uint32_t i = 0; i < s; i++) {
        ways = ways * (double)(k - i) / (double)(i + 1);
    }
    return ways;
}

/* w[s] += scale * C(k,s) p^s q^(k-s), s = 0..k, q = 1 - p: no digits are lost. */
static void add_binomial(uint32_t k, double p, double q, double scale, double *w)
{
    for (uint32_t s = 0; s <= k; s++) {
        double term = scale * cst_law_choose(k, s);
        for (uint32_t i = 0; i < k; i++) {
            term *= i < s ? p : q;
        }
        w[s] += term;
    }
}

cst_law_cause cst_law_cause_of(double weight, double theta)
{
    return (cst_law_cause){
        .weight = weight, .theta = theta, .honest = 1.0 - theta, .rate = weight * theta};
}

double cst_law_mix(const cst_law_cause *cause, uint32_t count, uint32_t k, double *w)
{
    double nobody = 0.0;
    for (uint32_t s = 0; s <= k; s++) {
        w[s] = 0.0;
    }
    for (const cst_law_cause *of = cause; of < cause + count; of++) {
        double all = 1.0;
        for (uint32_t i = 0; i <= k; i++) {
            all *= of->honest;
        }
        nobody += of->weight * all;
        add_binomial(k, of->theta, of->honest, of->rate, w);
    }
    w[k] = fmin(w[k], 1.0); /* which rounding may have passed */
    return nobody;
}

void cst_law_settle(uint32_t k, double rate, double *w)
{
    double sum = 0.0;
    for (uint32_t s = 0; s <= k; s++) {
        sum += w[s];
    }
    for (uint32_t s = 0; s <= k; s++) {
        w[s] *= sum > 0.0 ? rate / sum : 0.0;
    }
}
