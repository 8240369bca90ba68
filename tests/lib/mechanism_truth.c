/* SPDX-License-Identifier: MIT */
#include "tests/lib/mechanism_truth.h"

#include "base/rmath.h"
#include "estimate/ask/rehearsal.h"
#include "estimate/exact/closed.h"
#include "scenarios/load/kept.h"
#include "scenarios/load/scenario.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double level = 1e-6;

static int parse(cst_scenario *scenario, const char *text, cst_error *error)
{
    *error = (cst_error){0};
    return cst_scenario_parse(scenario, "mechanism.yaml", text, strlen(text), NULL, error);
}

/* Lists that outlive their scenario, to the end of the program. */
static const double *copy_of(const double *list, uint32_t count)
{
    static cst_kept *kept;
    return count == 0 ? NULL : cst_kept_bytes(&kept, list, count * sizeof *list);
}

cst_trial_spec cst_mechanism_text(const char *text)
{
    cst_scenario scenario;
    cst_error error;
    const int code = parse(&scenario, text, &error);
    if (code != 0) {
        (void)printf("\n    %s\n    %s: %s\n", text, error.key, error.text);
    }
    CU_ASSERT_EQUAL_FATAL(code, 0);
    cst_trial_spec trial = *scenario.cell[0].trial;
    cst_drives_spec *drives = &trial.mechanism.drives;
    cst_environments_spec *places = &trial.mechanism.environments;
    drives->rates = copy_of(drives->rates, drives->rate_count);
    drives->factors = copy_of(drives->factors, drives->factor_count);
    places->rates = copy_of(places->rates, places->rate_count);
    places->weights = copy_of(places->weights, places->weight_count);
    trial.population = cst_trial_spec_default().population;
    cst_scenario_free(&scenario);
    return trial;
}

bool cst_mechanism_refuses(const char *text, const char *words)
{
    cst_scenario scenario;
    cst_error error;
    const bool refused = parse(&scenario, text, &error) != 0;
    const bool told = refused && (strstr(error.text, words) != NULL || strstr(error.key, words));
    if (!told) {
        (void)printf("\n    %s\n    %s: %s\n", text, error.key, refused ? error.text : "accepted");
    }
    cst_scenario_free(&scenario);
    return told;
}

double cst_mechanism_exact(const char *text, const char *result)
{
    const cst_trial_spec trial = cst_mechanism_text(text);
    cst_result_kind kind = CST_RESULT_RESIDUAL_RISK;
    CU_ASSERT_FATAL(cst_result_find(result, &kind));
    return cst_closed_form(&trial, kind);
}

void cst_mechanism_is(const char *text, const char *result, double value, double error)
{
    const double found = cst_mechanism_exact(text, result);
    const double off = fabs(found - value) / fmax(fabs(value), 1e-300);
    if (!(found == value || off <= error)) {
        (void)printf("\n    %s\n    %s: expected %.17g, found %.17g, off by %.3g\n", text, result,
                     value, found, off);
        CU_FAIL("an exact value");
    }
}

long double cst_mechanism_rest(double x)
{
    const long double left = 1.0L - x;
    const long double decimal = roundl(left * 1e12L) / 1e12L;
    return fabsl(decimal - left) < 1e-16L ? decimal : left;
}

/* The share or mean of events whose result is the exact one: by halving. */
static double share_at(const cst_measure *of, const cst_mechanism_spec *spec, double exact)
{
    double ends[2] = {0.0, 1.0};
    if (of->from == NULL) {
        return exact;
    }
    const bool rises = of->from(spec, 1.0) > of->from(spec, 0.0);
    for (int i = 0; i < 200; i++) {
        const double middle = 0.5 * (ends[0] + ends[1]);
        ends[(of->from(spec, middle) < exact) != rises] = middle;
    }
    return 0.5 * (ends[0] + ends[1]);
}

/* The tails of so many events, each of the smaller side. */
static void tails_of(const cst_measure *of, double events, double whole, double share,
                     double tail[2])
{
    const bool poisson = of->kind == CST_MEASURE_POISSON;
    const double mean = whole * share;
    tail[0] = poisson ? cst_rmath_poisson(events, mean) : cst_rmath_binomial(events, whole, share);
    tail[1] = poisson ? cst_rmath_poisson_above(events - 1.0, mean)
                      : cst_rmath_binomial_above(events - 1.0, whole, share);
}

static bool judge_one(const cst_measure *of, const cst_mechanism_spec *spec, const cst_row *row,
                      double exact)
{
    const cst_spread *events = &row->spread[CST_SPREAD_OUTCOME_1 + of->events];
    const double whole = of->of == CST_OUTCOMES_MAX
                             ? (double)events->trials
                             : (double)row->spread[CST_SPREAD_OUTCOME_1 + of->of].sum;
    const double share = share_at(of, spec, exact);
    double tail[2];
    tails_of(of, (double)events->sum, whole, share, tail);
    const double less = fmin(tail[0], tail[1]);
    const bool right = 2.0 * less >= level;
    (void)printf(" %s %+.1f", of->result,
                 tail[0] < tail[1] ? cst_rmath_normal_quantile(fmin(less, 0.5))
                                   : -cst_rmath_normal_quantile(fmin(less, 0.5)));
    if (!right) {
        (void)printf("\n    %s: %g of %g, exact share %.12g, tails %.3g %.3g\n", of->result,
                     (double)events->sum, whole, share, tail[0], tail[1]);
        CU_FAIL("drawn trials do not agree with the exact value");
    }
    /* Twice the events, or none, would have been seen. */
    double other[2];
    tails_of(of, 0.0, whole, share, tail);
    tails_of(of, floor(fmin(2.0 * whole * share + 1.0, whole)), whole, share, other);
    return fmin(tail[0], other[1]) < level;
}

uint32_t cst_mechanism_judge(const char *text, uint64_t trials, uint64_t seed)
{
    const cst_trial_spec trial = cst_mechanism_text(text);
    const cst_mechanism *kind = trial.mechanism.kind;
    cst_estimate_spec estimate = cst_estimate_spec_default();
    double exact[CST_MEASURES_MAX];
    cst_row row = {0};
    cst_cell cell;
    uint32_t judged = 0;
    estimate.trials = trials;
    estimate.seed = seed;
    CU_ASSERT_EQUAL_FATAL(cst_cell_make(&cell, &trial, &estimate, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(&cell, 4096, &row, NULL), 0);
    kind->exact(&trial.mechanism, exact);
    (void)printf("\n    %s:", text);
    for (uint32_t i = 0; kind->measure[i].result != NULL; i++) {
        if (kind->measure[i].kind != CST_MEASURE_DESIGN && !isnan(exact[i])) {
            judged += judge_one(&kind->measure[i], &trial.mechanism, &row, exact[i]);
        }
    }
    cst_cell_free(&cell);
    cst_row_free(&row);
    return judged;
}
