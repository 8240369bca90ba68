/* SPDX-License-Identifier: MIT */
#include "estimate/ask/assume.h"

#include "estimate/exact/closed.h"

#include <math.h>
#include <string.h>

static double residual_risk(const cst_trial_spec *spec)
{
    return cst_closed_form(spec, CST_RESULT_RESIDUAL_RISK);
}

static bool accepts(const cst_input *input, const cst_trial_spec *spec, double value)
{
    cst_trial_spec at = *spec;
    cst_input_set(input, value, &at);
    return cst_trial_spec_check(&at, NULL) == 0;
}

double cst_assume_reach(const cst_input *input, const cst_trial_spec *spec, double end)
{
    double good = cst_input_value(input, spec);
    double bad = end;
    if (accepts(input, spec, end)) {
        return end;
    }
    for (int i = 0; i < 60; i++) {
        const double middle = good + 0.5 * (bad - good);
        if (accepts(input, spec, middle)) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    return good;
}

cst_assume_effect cst_assume_effect_of(const cst_input *input, const cst_trial_spec *spec,
                                       const cst_random *random, double confidence)
{
    cst_assume_effect effect = {0};
    cst_input_end low;
    cst_input_end high;
    if (!cst_input_ends(input, random, confidence, spec, &low, &high)) {
        return effect;
    }
    if (input->prior.kind != CST_PRIOR_BOOTSTRAP) {
        cst_input_set(input, cst_assume_reach(input, spec, cst_input_value(input, &low.spec)),
                      &low.spec);
        cst_input_set(input, cst_assume_reach(input, spec, cst_input_value(input, &high.spec)),
                      &high.spec);
    }
    effect.base = cst_input_shown(input, spec);
    effect.low = cst_input_shown(input, &low.spec);
    effect.high = cst_input_shown(input, &high.spec);
    effect.risk_low = residual_risk(&low.spec);
    effect.risk_high = residual_risk(&high.spec);
    effect.exists = isfinite(effect.risk_low) && isfinite(effect.risk_high);
    return effect;
}

bool cst_assume_shape(const cst_trial_spec *spec, cst_trial_spec *law, cst_input *shape)
{
    *law = *spec;
    if (cst_protocol_reviewers(&spec->protocol) == 0) {
        return false;
    }
    if (strcmp(spec->scheming.law.law->name, "independent") == 0) {
        law->scheming.law.law = cst_law_find("beta");
        law->scheming.law.rho = 0.0;
    }
    const cst_parameter *tie = cst_law_tie(law->scheming.law.law);
    if (tie == NULL) {
        return false;
    }
    *shape = (cst_input){.key = tie->key,
                         .offset = offsetof(cst_trial_spec, scheming.law) + tie->offset};
    shape->prior.kind = CST_PRIOR_UNIFORM;
    shape->prior.a = cst_assume_reach(shape, law, tie->range.low);
    shape->prior.b = cst_assume_reach(shape, law, tie->range.high);
    return true;
}

static int sign_of(double x)
{
    return (x > 0.0) - (x < 0.0);
}

/* The sign is `before` at low and another at high. */
static double halve(double (*difference)(const void *self, double x), const void *self, double low,
                    double high, int before)
{
    for (int i = 0; i < 64; i++) {
        const double middle = low + 0.5 * (high - low);
        if (sign_of(difference(self, middle)) == before) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high;
}

cst_break_even cst_break_even_find(double (*difference)(const void *self, double x),
                                   const void *self, double low, double high)
{
    cst_break_even found = {.at = NAN};
    double last = low; /* where the sign was last seen */
    int sign = 0;
    for (int i = 0; i <= CST_BREAK_EVEN_STEPS; i++) {
        const double x = i == CST_BREAK_EVEN_STEPS
                             ? high
                             : low + (high - low) * (double)i / CST_BREAK_EVEN_STEPS;
        const double value = difference(self, x);
        if (isnan(value)) {
            return (cst_break_even){.kind = CST_BREAK_EVEN_UNKNOWN, .at = NAN};
        }
        const int here = sign_of(value);
        if (here == 0) {
            continue;
        }
        if (sign != 0 && here != sign) {
            found.crossings++;
            if (found.crossings == 1) {
                found.rising = here > 0;
                found.at = halve(difference, self, last, x, sign);
            }
        }
        sign = here;
        last = x;
    }
    if (found.crossings > 0) {
        found.kind = found.crossings == 1 ? CST_BREAK_EVEN_FOUND : CST_BREAK_EVEN_SEVERAL;
    } else {
        found.kind = sign > 0   ? CST_BREAK_EVEN_ALWAYS
                     : sign < 0 ? CST_BREAK_EVEN_NEVER
                                : CST_BREAK_EVEN_EQUAL;
    }
    return found;
}

typedef struct along {
    const cst_trial_spec *law;
    const cst_input *shape;
    double risk;
} along;

static double above(const void *self, double x)
{
    const along *at = self;
    cst_trial_spec spec = *at->law;
    cst_input_set(at->shape, x, &spec);
    return residual_risk(&spec) - at->risk;
}

cst_break_even cst_assume_break_even(const cst_trial_spec *law, const cst_input *shape, double risk)
{
    const along at = {.law = law, .shape = shape, .risk = risk};
    return cst_break_even_find(above, &at, shape->prior.a, shape->prior.b);
}

/* Whether a committee larger than k lowers the risk by 1 % or more per added reviewer. */
static bool worth_more(const cst_assume_committee *of, uint32_t k)
{
    for (uint32_t more = k + 1; more <= of->most; more++) {
        if (of->risk[more] <= of->risk[k] * pow(0.99, more - k) && of->risk[k] > 0.0) {
            return true;
        }
    }
    return false;
}

cst_assume_committee cst_assume_committee_of(const cst_trial_spec *spec)
{
    cst_assume_committee of = {.least = 1, .most = 0};
    cst_trial_spec at = *spec;
    if (cst_protocol_reviewers(&spec->protocol) == 0) {
        return of;
    }
    if (!spec->protocol.kind->committee) {
        at.protocol.kind = cst_protocol_find("committee");
        at.protocol.rule = CST_RULE_ANY;
    }
    of.rule = at.protocol.rule;
    for (uint32_t k = 1; k <= CST_REVIEWERS_MAX; k++) {
        at.protocol.reviewers = k;
        of.risk[k] = residual_risk(&at);
        if (isfinite(of.risk[k])) {
            of.least = of.most == 0 ? k : of.least;
            of.most = k;
        } else if (of.most > 0) {
            break;
        }
    }
    for (uint32_t k = of.most == 0 ? CST_REVIEWERS_MAX : of.least; k < of.most; k++) {
        if (!worth_more(&of, k)) {
            of.enough = k;
            break;
        }
    }
    return of;
}
