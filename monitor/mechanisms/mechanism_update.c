/* SPDX-License-Identifier: MIT
 * update: what a report is worth to a belief, and when scheming shows as capability grows. CLAIMS:
 * posterior odds = prior odds * p1/p0; it shows by level L with 1 - (1 - hazard)^L. */
#include "monitor/mechanisms/mechanism.h"

#include "base/number.h"

#include <math.h>

#define ROW(name, kind, key, field, ...)                                                           \
    static const cst_parameter name = {                                                            \
        CST_PARAMETER(kind, "update." key, cst_mechanism_spec, update.field, __VA_ARGS__)
ROW(prior, REAL, "prior", prior, CST_PROBABILITY),
    .initial = 0.5, .axis = "P(the hypothesis) before the report", .symbol = "prior",
    .meaning = "P(the hypothesis) before the report"
}
;
ROW(if_true, REAL, "if_true", if_true, CST_PROBABILITY),
    .initial = 0.75, .axis = "P(the report | hypothesis)", .symbol = "p1",
    .meaning = "P(the report, if the hypothesis is true)"
}
;
ROW(if_false, REAL, "if_false", if_false, CST_PROBABILITY),
    .initial = 0.25, .axis = "P(the report | not the hypothesis)", .symbol = "p0",
    .meaning = "P(the report, or that scheming has shown by now, if the hypothesis is false)"
}
;
ROW(hazard, REAL, "hazard", hazard, CST_PROBABILITY),
    .initial = 0.1, .axis = "hazard a level of capability", .symbol = "hazard",
    .meaning = "P(scheming shows at a level of capability, if it has not shown before), if it is "
               "there"
}
;
ROW(levels, WHOLE, "levels", levels, CST_COUNT_MILLION),
    .initial = 5, .axis = "levels of capability so far", .symbol = "levels",
    .meaning = "levels of capability that there have been"
}
;

enum { POSTERIOR, SEEN, NOT_SEEN, NEEDED };
enum { REPORT = 3, REPORT_IF_TRUE = 0 }; /* outcomes, beside SEEN and NOT_SEEN */

/* What a chance under the hypothesis is over another one; NaN where that is 0. */
static double factor_of(double chance, double other)
{
    return other > 0.0 ? chance / other : (double)NAN;
}

static double factor_seen(const cst_mechanism_spec *spec, double share)
{
    return factor_of(share, spec->update.if_false);
}

static double factor_not_seen(const cst_mechanism_spec *spec, double share)
{
    return factor_of(share, cst_number_complement(spec->update.if_false));
}

/* ln(1 - x), of the decimal number that x is nearest to. */
static double log_rest(double x)
{
    return x < 0.5 ? log1p(-x) : log(cst_number_complement(x));
}

static void exact(const cst_mechanism_spec *spec, double *value)
{
    const cst_update_spec *of = &spec->update;
    const double both = of->prior * of->if_true;
    const double log_not_seen = of->levels * log_rest(of->hazard);
    value[POSTERIOR] = factor_of(both, both + cst_number_complement(of->prior) * of->if_false);
    value[SEEN] = factor_seen(spec, -expm1(log_not_seen));
    value[NOT_SEEN] = factor_not_seen(spec, exp(log_not_seen));
    value[NEEDED] = -expm1(log_rest(of->if_true) / of->levels);
}

static void draw(const cst_mechanism_spec *spec, const void *ready, cst_draws *draws,
                 uint64_t outcome[CST_OUTCOMES_MAX])
{
    const cst_update_spec *of = &spec->update;
    const bool is_true = cst_mechanism_happens(draws, of->prior);
    (void)ready;
    outcome[REPORT] = cst_mechanism_happens(draws, is_true ? of->if_true : of->if_false);
    outcome[REPORT_IF_TRUE] = is_true && outcome[REPORT] != 0;
    for (uint32_t i = 0; i < of->levels && outcome[SEEN] == 0; i++) {
        outcome[SEEN] = cst_mechanism_happens(draws, of->hazard);
    }
    outcome[NOT_SEEN] = outcome[SEEN] == 0;
}

static double work(const cst_mechanism_spec *spec)
{
    return 2.0 + fmin(spec->update.levels, 1.0 / fmax(spec->update.hazard, 1e-9));
}

const cst_mechanism cst_mechanism_update = {
    .name = "update",
    .text = "what a report, or its absence, is worth to a belief",
    .parameter = {&prior, &if_true, &if_false, &hazard, &levels},
    .measure = {CST_SHARE_OF("posterior", REPORT_IF_TRUE, REPORT),
                {.result = "factor_seen",
                 .kind = CST_MEASURE_SHARE,
                 .events = SEEN,
                 .of = CST_OUTCOMES_MAX,
                 .from = factor_seen},
                {.result = "factor_not_seen",
                 .kind = CST_MEASURE_SHARE,
                 .events = NOT_SEEN,
                 .of = CST_OUTCOMES_MAX,
                 .from = factor_not_seen},
                {.result = "hazard_needed", .kind = CST_MEASURE_DESIGN}},
    .exact = exact,
    .draw = draw,
    .work = work,
};
