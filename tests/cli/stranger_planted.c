/* SPDX-License-Identifier: MIT
 *
 * The intervals of planted schemers (docs/results.md). */
#include "tests/cli/stranger_maths.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What there is of them: m of a trial, in two spreads and perhaps slots. */
typedef struct planted {
    const char *pair;
    atoms *escaped, *attacks;
    double m, most;
} planted;

static stranger_ends quotient(const atoms *above, double chance, const atoms *below, double m,
                              double each, double level)
{
    const stranger_ends a = stranger_mean_below(above, m, each, chance, 0.0, level / 2.0);
    const stranger_ends b = stranger_mean_below(below, m, each, 1.0, 0.0, level / 2.0);
    return (stranger_ends){b.high > 0.0 ? fmin(a.low / b.high, 1.0) : 0.0,
                           b.low > 0.0 ? fmin(a.high / b.low, 1.0) : 1.0};
}

static stranger_ends risk_of(const stranger *s, const planted *of, double level)
{
    if (of->m <= 1.0) {
        return stranger_clopper_pearson(of->escaped->sum, of->escaped->trials, level);
    }
    return of->pair != NULL
               ? stranger_aimed_mean(s, of->pair, of->escaped, of->m, 1.0, of->most, 0.0, level)
               : stranger_mean_below(of->escaped, of->m, 1.0, of->most, 0.0, level);
}

static stranger_ends miss_of(const stranger *s, const planted *of, double level)
{
    if (of->m <= 1.0) {
        return stranger_clopper_pearson(of->escaped->sum, of->attacks->sum, level);
    }
    if (of->pair == NULL || of->attacks->sum <= 0.0) {
        return quotient(of->escaped, of->most, of->attacks, of->m, 1.0, level);
    }
    const stranger_side x =
        stranger_side_of(of->escaped->trials, of->m, 1.0, of->most, 0.0, 0.9 * level);
    return stranger_aimed(s, of->pair, 0.0, x, (stranger_side){of->m, 0.0},
                          quotient(of->escaped, of->most, of->attacks, of->m, 1.0, 0.1 * level),
                          0.9 * level);
}

static stranger_ends reported(const stranger *s, const planted *of, bool schemers, double level)
{
    atoms *above = stranger_buckets(s, schemers ? "schemer_reports" : "reported_attacks");
    atoms *below = stranger_buckets(s, schemers ? "schemer_reviews" : "attacks");
    stranger_ends out = {0.0, 1.0};
    if (of->m <= 1.0 && !schemers) {
        out = stranger_clopper_pearson(above->sum, below->sum, level);
    } else {
        out = quotient(above, 1.0, below, of->m, schemers ? basis(s, "peers") : 1.0, level);
    }
    free(above);
    free(below);
    return out;
}

bool stranger_of_planted(const stranger *s, const char *name, double level, stranger_ends *out)
{
    const bool beside = basis(s, "planted") > 0.0;
    const double tasks = basis(s, "tasks_per_trial");
    const double attacks = tasks * basis(s, "attack_most");
    const bool rare = attacks <= 0.1 && (strcmp(name, "trial_risk") == 0 ||
                                         strcmp(name, "escapes_before_catch") == 0);
    const bool harm = strcmp(name, "residual_risk") == 0 || strcmp(name, "expected_escapes") == 0 ||
                      strcmp(name, "expected_damage") == 0 || strcmp(name, "miss_share") == 0 ||
                      rare;
    if (!text_is(s, "method", "planted") || (beside && !harm)) {
        return false;
    }
    const char *pair = beside ? "planted" : "harm";
    const planted of = {.pair = stranger_has_slots(s, pair) ? pair : NULL,
                        .escaped = stranger_buckets(s, beside ? "planted_escaped" : "escaped"),
                        .attacks = stranger_buckets(s, beside ? "planted_attacks" : "attacks"),
                        .m = beside ? basis(s, "planted")
                                    : stranger_number(s, "planned / n", "total WHERE 1"),
                        .most = basis(s, "planted_most")};
    if (!harm) {
        *out = reported(s, &of, strcmp(name, "reported_by_schemers") == 0, level);
    } else if (strcmp(name, "miss_share") == 0) {
        *out = miss_of(s, &of, level);
    } else {
        const double rate = basis(s, "$.weights[0]");
        const double most = basis(s, "attack_rate");
        const double mean = (basis(s, "severity_least") + basis(s, "severity_most")) / 2.0;
        const double times = strcmp(name, "residual_risk") == 0     ? 1.0
                             : strcmp(name, "expected_damage") == 0 ? tasks * mean
                                                                    : tasks;
        *out = risk_of(s, &of, level);
        out->low = fmin(rate * out->low, most) * times;
        out->high = fmin(rate * out->high, most) * times;
        out->low = fmax(out->low - (rare ? 0.5 * attacks * attacks * of.most : 0.0), 0.0);
    }
    free(of.escaped);
    free(of.attacks);
    return true;
}
