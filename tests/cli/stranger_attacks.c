/* SPDX-License-Identifier: MIT
 * Intervals of forced attacks, by how many of their reviewers scheme (docs/results.md). */
#include "tests/cli/stranger_maths.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static stranger_ends strata_of(const stranger *s, const char *what, double level)
{
    stranger_ends out = {0.0, 0.0};
    const double strata = stranger_number(s, "count(*)", "stratum WHERE 1");
    for (int k = 0; k < (int)strata; k++) {
        char from[64];
        snprintf(from, sizeof from, "stratum WHERE s = %d", k);
        const double w = stranger_number(s, "w", from);
        const stranger_ends share = stranger_clopper_pearson(
            stranger_number(s, what, from), stranger_number(s, "attacks", from), level / strata);
        out.low += w * share.low;
        out.high += w * share.high;
    }
    return out;
}

static stranger_ends weights_of(const stranger *s, const char *what, double level)
{
    char text[128];
    const double n = stranger_number(s, "sum(attacks)", "stratum WHERE 1");
    snprintf(text, sizeof text, "sum(w * %s)", what);
    const double sum = stranger_number(s, text, "stratum WHERE 1");
    snprintf(text, sizeof text, "sum(w * w * %s)", what);
    const double squares = stranger_number(s, text, "stratum WHERE 1");
    snprintf(text, sizeof text, "stratum WHERE %s > 0", what);
    const double most = stranger_number(s, "max(w)", text);
    const double unit = stranger_number(s, "max(w)", "stratum WHERE 1");
    const double attacks = basis(s, "attack_rate");
    stranger_ends out;
    if (sum > 0.0 && level >= 1e-3 && sum * sum >= 30.0 * squares && most <= 0.05 * sum) {
        const double mean = sum / n;
        const double error = sqrt((squares / n - mean * mean) / (n - 1.0));
        const double reach = stranger_upper_quantile(level / 2.0, 0.0) * error;
        out = (stranger_ends){fmax(mean - reach, 0.0), mean + reach};
    } else {
        atoms *values = calloc(1, sizeof *values);
        const double strata = stranger_number(s, "count(*)", "stratum WHERE 1");
        if (values == NULL) {
            abort();
        }
        for (; values->count < (int)strata; values->count++) {
            char from[64];
            snprintf(from, sizeof from, "stratum WHERE s = %d", values->count);
            values->at[values->count] =
                (atom){stranger_number(s, what, from), stranger_number(s, "w", from) / unit};
        }
        snprintf(text, sizeof text, "sum(attacks - %s)", what);
        values->at[values->count++] = (atom){stranger_number(s, text, "stratum WHERE 1"), 0.0};
        values->trials = n;
        values->sum = sum / unit;
        out = stranger_betting(values, 1.0, n, level);
        out = (stranger_ends){unit * out.low, unit * out.high};
        free(values);
    }
    return (stranger_ends){fmin(out.low, attacks), fmin(out.high, attacks)};
}

/* reported_by_schemers of forced attacks. */
static stranger_ends told_of_strata(const stranger *s, double level)
{
    const double k = stranger_number(s, "count(*)", "stratum WHERE s > 0");
    const double all = stranger_number(s, "sum(law * s)", "stratum WHERE 1");
    stranger_ends out = {0.0, 0.0};
    for (int i = 1; i <= (int)k; i++) {
        char from[64];
        snprintf(from, sizeof from, "stratum WHERE s = %d", i);
        const double weight = stranger_number(s, "law * s", from) / all;
        const stranger_ends share = stranger_clopper_pearson(
            stranger_number(s, "told", from), stranger_number(s, "s * attacks", from), level / k);
        out.low += weight * share.low;
        out.high += weight * share.high;
    }
    return out;
}

stranger_ends stranger_of_attacks(const stranger *s, const char *name, double level)
{
    const double tasks = basis(s, "tasks_per_trial");
    const double attacks = basis(s, "attack_rate");
    const double most = basis(s, "severity_most");
    const double mean = (basis(s, "severity_least") + most) / 2.0;
    const stranger_ends risk = text_is(s, "method", "strata") ? strata_of(s, "escaped", level)
                                                              : weights_of(s, "escaped", level);
    const stranger_ends miss = {fmin(risk.low / attacks, 1.0), fmin(risk.high / attacks, 1.0)};
    const stranger_ends once = {-expm1(tasks * log1p(-risk.low)),
                                -expm1(tasks * log1p(-risk.high))};
    if (strcmp(name, "reported_share") == 0) {
        const stranger_ends told = text_is(s, "method", "strata")
                                       ? strata_of(s, "reported", level)
                                       : weights_of(s, "reported", level);
        return (stranger_ends){fmin(told.low / attacks, 1.0), fmin(told.high / attacks, 1.0)};
    }
    if (strcmp(name, "reported_by_schemers") == 0) {
        return told_of_strata(s, level);
    }
    if (strcmp(name, "residual_risk") == 0) {
        return risk;
    }
    if (strcmp(name, "expected_escapes") == 0) {
        return (stranger_ends){tasks * risk.low, tasks * risk.high};
    }
    if (strcmp(name, "expected_damage") == 0) {
        return (stranger_ends){fmin(tasks * mean * risk.low, tasks * most),
                               fmin(tasks * mean * risk.high, tasks * most)};
    }
    if (strcmp(name, "miss_share") == 0) {
        return miss;
    }
    if (strcmp(name, "mitigated_share") == 0) {
        return (stranger_ends){1.0 - miss.high, 1.0 - miss.low};
    }
    return strcmp(name, "trial_risk") == 0 ? once
                                           : (stranger_ends){1.0 - once.high, 1.0 - once.low};
}
