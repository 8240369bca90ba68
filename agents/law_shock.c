/* SPDX-License-Identifier: MIT
 * shock (binomial failure rate): a lethal shock makes all scheme (omega), a nonlethal one each with
 * probability g (lambda), else each schemes with p0. omega, lambda and p0 are t times the weights,
 * t the smaller positive root of omega + lambda g + (1 - omega - lambda) p0 = p. */
#include "agents/law.h"

#include <math.h>

static const cst_parameter lethal_weight = {
    CST_PARAMETER(REAL, "scheming.lethal", cst_law_spec, lethal, CST_WEIGHT), .initial = NAN,
    .meaning = "weight of shocks that make all scheme", .symbol = "lethal"};
static const cst_parameter nonlethal_weight = {
    CST_PARAMETER(REAL, "scheming.nonlethal", cst_law_spec, nonlethal, CST_WEIGHT), .initial = NAN,
    .meaning = "weight of shocks that make each scheme with P hit", .symbol = "nonlethal"};
static const cst_parameter background_weight = {
    CST_PARAMETER(REAL, "scheming.background", cst_law_spec, background, CST_WEIGHT),
    .initial = NAN, .meaning = "weight of scheming without a shock", .symbol = "background"};
static const cst_parameter hit_chance = {
    CST_PARAMETER(REAL, "scheming.hit", cst_law_spec, hit, CST_PROBABILITY), .initial = NAN,
    .meaning = "P(an agent schemes) under a nonlethal shock", .symbol = "hit"};

typedef struct shock {
    double omega, lambda, background;
    double quiet; /* no shock: 1 - omega - lambda; negative, or not a number, where out of reach */
} shock;

/* What rounding alone puts above 1 is 1. */
static double share(double x)
{
    return x > 1.0 && x <= 1.0 + 1e-15 ? 1.0 : x;
}

/* The root in the form that does not cancel; t is not a number where there is none. Weights are
 * relative: their unit goes first, or squares of large ones would overflow. */
static shock scaled(const cst_law_spec *spec)
{
    const double unit = spec->lethal + spec->nonlethal + spec->background;
    const double lethal = spec->lethal / unit;
    const double nonlethal = spec->nonlethal / unit;
    const double background = spec->background / unit;
    const double curve = (lethal + nonlethal) * background;
    const double slope = lethal + nonlethal * spec->hit + background;
    const double p = spec->rate;
    const double t = 2.0 * p / (slope + sqrt(slope * slope - 4.0 * curve * p));
    return (shock){.omega = t * lethal,
                   .lambda = t * nonlethal,
                   .background = share(t * background),
                   .quiet = 1.0 - share(t * lethal + t * nonlethal)};
}

static int check(const cst_law_spec *spec, uint32_t k, cst_error *error)
{
    (void)k;
    if (!isfinite(spec->lethal + spec->nonlethal + spec->background)) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.lethal",
                             "expected weights lethal, nonlethal, background that can be added");
    }
    if (!(spec->lethal + spec->nonlethal * spec->hit + spec->background > 0.0)) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.lethal",
                             "expected weights of which one at least leads to scheming");
    }
    const shock s = scaled(spec);
    if (!(s.quiet >= 0.0 && s.background <= 1.0)) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.rate",
                             "expected a rate that shocks of these weights can reach, found %g",
                             spec->rate);
    }
    return 0;
}

static uint32_t causes(const cst_law_spec *spec, cst_law_cause *out)
{
    const shock s = scaled(spec);
    out[0] = cst_law_cause_of(s.omega, 1.0);
    out[1] = cst_law_cause_of(s.lambda, spec->hit);
    out[2] = cst_law_cause_of(s.quiet, s.background);
    return 3;
}

const cst_law cst_law_shock = {
    .name = "shock",
    .text = "lethal shocks make all scheme, nonlethal ones each with probability hit",
    .shape = {&lethal_weight, &nonlethal_weight, &background_weight, &hit_chance},
    .check = check,
    .causes = causes,
};
