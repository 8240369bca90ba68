/* SPDX-License-Identifier: MIT
 * copula: an agent schemes where a normal variable is below Phi^-1(p); the variables of a task's
 * agents have the latent correlation r = model + version + context + time, the factors that they
 * share. As a mixture over the common factor on a grid: theta(z) = Phi((Phi^-1(p) + sqrt(r) z) /
 * sqrt(1 - r)), by the trapezoid rule. */
#include "agents/laws.h"

#include "base/number.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>

enum { GRID = 417 };
/* The far end serves committees at tiny rates, whose members scheme together far out. */
static const double grid_start = -9.0;
static const double grid_step = 0.06;

static double latent(const cst_law_spec *spec)
{
    return spec->latent_model + spec->latent_version + spec->latent_context + spec->latent_time;
}

static int check(const cst_law_spec *spec, uint32_t k, cst_error *error)
{
    const struct {
        const char *key;
        double value;
    } part[] = {
        {"scheming.latent.model", spec->latent_model},
        {"scheming.latent.version", spec->latent_version},
        {"scheming.latent.context", spec->latent_context},
        {"scheming.latent.time", spec->latent_time},
    };
    (void)k;
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
        if (!(part[i].value >= 0.0 && part[i].value <= 1.0)) {
            return cst_error_set(error, CST_ERR_LAW, part[i].key,
                                 "expected a latent correlation from 0 to 1, found %g",
                                 part[i].value);
        }
    }
    if (!(latent(spec) <= 0.99)) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.latent",
                             "expected latent correlations that sum to at most 0.99, or the copula "
                             "is not positive definite; found %g",
                             latent(spec));
    }
    return 0;
}

/* The weights sum to 1, and the mean of theta is p: both but for rounding. */
static uint32_t causes(const cst_law_spec *spec, cst_law_cause *out)
{
    const double p = spec->rate;
    const double r = latent(spec);
    if (p <= 0.0 || p >= 1.0 || r <= 0.0) {
        out[0] = (cst_law_cause){.weight = 1.0, .theta = p};
        return 1;
    }
    const double threshold = qnorm5(p, 0.0, 1.0, 1, 0);
    double total = 0.0;
    double mean = 0.0;
    for (uint32_t i = 0; i < GRID; i++) {
        const double z = grid_start + grid_step * (double)i;
        const double at = (threshold + sqrt(r) * z) / sqrt(1.0 - r);
        out[i].weight = cst_number_round(exp(-z * z / 2.0));
        out[i].theta = cst_number_round(pnorm5(at, 0.0, 1.0, 1, 0));
        total += out[i].weight;
    }
    for (uint32_t i = 0; i < GRID; i++) {
        out[i].weight /= total;
        mean += out[i].weight * out[i].theta;
    }
    for (uint32_t i = 0; i < GRID; i++) {
        out[i].theta = fmin(out[i].theta * (p / mean), 1.0);
    }
    return GRID;
}

static void joint(const cst_law_spec *spec, uint32_t k, double *w)
{
    cst_law_cause cause[CST_LAW_CAUSES_MAX];
    double one[CST_REVIEWERS_MAX + 1];
    const uint32_t count = causes(spec, cause);
    for (uint32_t s = 0; s <= k; s++) {
        w[s] = 0.0;
    }
    for (uint32_t i = 0; i < count; i++) {
        cst_law_binomial(k, cause[i].theta, cause[i].weight * cause[i].theta, one);
        for (uint32_t s = 0; s <= k; s++) {
            w[s] += one[s];
        }
    }
}

const cst_law cst_law_copula = {
    .name = "copula",
    .text = "normal variables with latent correlations by shared model, version, context, time",
    .keys = "model version context time",
    .check = check,
    .joint = joint,
    .causes = causes,
};
