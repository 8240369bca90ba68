/* SPDX-License-Identifier: MIT
 * watching: agents that know that they are watched scheme more or less, and are caught as well or
 * worse. CLAIMS: A w (1 - d_aware (1 - c q)) + (1 - A)(1 - d (1 - c q)), where nobody watches: 1.
 */
#include "monitor/mechanisms/mechanism.h"

#include "base/number.h"

#include <math.h>

#define ROW(name, kind, key, field, ...)                                                           \
    static const cst_parameter name = {                                                            \
        CST_PARAMETER(kind, "watching." key, cst_mechanism_spec, watching.field, __VA_ARGS__)
ROW(awareness, REAL, "awareness", awareness, CST_PROBABILITY),
    .initial = 0.5, .axis = "P(an agent knows that it is watched)", .symbol = "awareness",
    .meaning = "P(an agent knows that it is watched)"
}
;
ROW(watched_factor, REAL, "watched_factor", watched_factor, CST_WEIGHT),
    .initial = 1.25, .axis = "what knowing of the monitor multiplies scheming by", .symbol = "w",
    .meaning =
        "what knowing of the monitor multiplies an agent's rate of attacks by; above 1: it provokes"
}
;
ROW(tpr, REAL, "tpr", tpr, CST_PROBABILITY),
    .initial = 0.9, .axis = "TPR on agents that do not know", .symbol = "tpr",
    .meaning = "P(an honest reviewer catches an attack of an agent that does not know)"
}
;
ROW(tpr_aware, REAL, "tpr_aware", tpr_aware, CST_PROBABILITY),
    .initial = 0.9, .axis = "TPR on agents that know", .symbol = "tpr aware",
    .meaning = "P(an honest reviewer catches an attack of an agent that knows)"
}
;
ROW(collusion, REAL, "collusion", collusion, CST_PROBABILITY),
    .initial = 0.0, .axis = "P(the reviewer schemes and covers)", .symbol = "cq",
    .meaning = "P(the reviewer of an attack schemes, and covers for it)"
}
;

enum { RISK, ALLOWED };

/* P(an attack is missed), as a sum of positive terms. */
static double missed_of(const cst_watching_spec *of, double caught)
{
    return cst_number_complement(caught) + caught * of->collusion;
}

static void exact(const cst_mechanism_spec *spec, double *value)
{
    const cst_watching_spec *of = &spec->watching;
    const double missed = missed_of(of, of->tpr_aware);
    value[RISK] = of->awareness * of->watched_factor * missed +
                  cst_number_complement(of->awareness) * missed_of(of, of->tpr);
    value[ALLOWED] = missed > 0.0 ? 1.0 / missed : (double)NAN;
}

/* Attacks a task of those that scheme most, where an agent that nobody watches has 1. A trial is of
 * a world in which those always attack. */
static double most(const cst_watching_spec *of)
{
    return fmax(of->watched_factor, 1.0);
}

static double times_most(const cst_mechanism_spec *spec, double share)
{
    return most(&spec->watching) * share;
}

static void draw(const cst_mechanism_spec *spec, const void *ready, cst_draws *draws,
                 uint64_t outcome[CST_OUTCOMES_MAX])
{
    const cst_watching_spec *of = &spec->watching;
    const bool knows = cst_mechanism_happens(draws, of->awareness);
    (void)ready;
    if (!cst_mechanism_happens(draws, (knows ? of->watched_factor : 1.0) / most(of))) {
        return;
    }
    const bool covers = cst_mechanism_happens(draws, of->collusion);
    outcome[RISK] = covers || !cst_mechanism_happens(draws, knows ? of->tpr_aware : of->tpr);
}

static double work(const cst_mechanism_spec *spec)
{
    (void)spec;
    return 4.0;
}

const cst_mechanism cst_mechanism_watching = {
    .name = "watching",
    .text = "agents that know that they are watched scheme more, or less, than others",
    .parameter = {&awareness, &watched_factor, &tpr, &tpr_aware, &collusion},
    .measure = {{.result = "risk_over_unmonitored",
                 .kind = CST_MEASURE_SHARE,
                 .events = RISK,
                 .of = CST_OUTCOMES_MAX,
                 .from = times_most},
                {.result = "factor_allowed", .kind = CST_MEASURE_DESIGN}},
    .exact = exact,
    .draw = draw,
    .work = work,
};
