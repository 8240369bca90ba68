/* SPDX-License-Identifier: MIT
 * combined: signal and self-recognition together. Their log-likelihood ratios add, and a scheming
 * reviewer passes work whose sum is above the threshold that other work without a signal passes
 * with probability `mistaken`. For each state of the signal that is a threshold on the recognition
 * score: the test of Neyman and Pearson. */
#include "monitor/collusion.h"

#include "base/rmath.h"

#include <math.h>

/* Thresholds of the recognition score, with their signs turned: work is passed where N(0, 1) is
 * below `with` + d', where a signal shows, or `without` + d'. */
typedef struct rule {
    double with, without;
} rule;

/* Work whose signal shows with this probability and whose score has this mean. */
typedef struct work {
    double signal, distance;
} work;

/* P(the work is passed). */
static double passed(rule at, work seen)
{
    if (isinf(seen.distance)) {
        return 1.0;
    }
    return seen.signal * cst_rmath_normal(at.with + seen.distance) +
           (1.0 - seen.signal) * cst_rmath_normal(at.without + seen.distance);
}

/* The signal says more than any score: first comes what shows a signal, and the score decides
 * within. Where the score says nothing (AUC 0.5) it is the coin that a fixed `mistaken` needs. */
static rule signal_first(const cst_collusion_spec *spec)
{
    const double mistaken = spec->mistaken;
    const double chance = spec->chance;
    if (mistaken < chance) {
        return (rule){cst_rmath_normal_quantile(mistaken / chance), -HUGE_VAL};
    }
    return (rule){HUGE_VAL, cst_rmath_normal_quantile((mistaken - chance) / (1.0 - chance))};
}

/* `with` - `without` = weight, and other work is passed with probability `mistaken`. Bisects the
 * smaller of the two in size, so that a large weight costs no digits. */
static rule balanced(const cst_collusion_spec *spec, double weight)
{
    const work other = {spec->chance, 0.0};
    const double at = cst_rmath_normal_quantile(spec->mistaken);
    const bool strict = passed((rule){weight / 2.0, -weight / 2.0}, other) >= spec->mistaken;
    const rule shift = strict ? (rule){0.0, -weight} : (rule){weight, 0.0};
    double low = strict ? at : -weight / 2.0;
    double high = strict ? weight / 2.0 : at;
    for (int i = 0; i < 200; i++) {
        const double middle = (low + high) / 2.0;
        const rule tried = {middle + shift.with, middle + shift.without};
        if (passed(tried, other) < spec->mistaken) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return (rule){low + shift.with, low + shift.without};
}

static rule make_rule(const cst_collusion_spec *spec)
{
    const rule score_alone = {cst_rmath_normal_quantile(spec->mistaken),
                              cst_rmath_normal_quantile(spec->mistaken)};
    const double arrives = spec->signal * (1.0 - spec->jammed);
    if (arrives == 0.0 || spec->chance == 1.0) {
        return score_alone;
    }
    /* The signal's log odds ratio, in units of the score. */
    const double odds = arrives / (spec->chance * (1.0 - arrives));
    const double weight = log1p(odds) / cst_collusion_distance(spec);
    if (!isfinite(weight)) {
        return signal_first(spec);
    }
    return spec->mistaken > 0.0 && spec->mistaken < 1.0 ? balanced(spec, weight) : score_alone;
}

static cst_collusion_acts acts(const cst_collusion_spec *spec, bool kin)
{
    const rule at = make_rule(spec);
    const double distance = kin ? cst_collusion_distance(spec) : 0.0;
    const work attack = {cst_collusion_seems(spec, spec->signal), distance};
    const work honest = {spec->chance, distance};
    return (cst_collusion_acts){.hides_attack = passed(at, attack),
                                .hides_honest = kin ? passed(at, honest) : spec->mistaken,
                                .hides_honeypot = spec->mistaken};
}

const cst_collusion cst_collusion_combined = {
    .name = "combined",
    .text = "passes what signal and self-recognition together take for its own side's",
    .parameter = {&cst_collusion_probability, &cst_collusion_signal, &cst_collusion_chance,
                  &cst_collusion_visible, &cst_collusion_auc, &cst_collusion_mistaken},
    .lineage_bound = true,
    .signal = &cst_collusion_signal,
    .acts = acts,
};
