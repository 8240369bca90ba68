/* SPDX-License-Identifier: MIT */
#include "estimate/ask/honeypots.h"

#include "base/number.h"
#include "estimate/ask/rehearsal.h"
#include "estimate/exact/closed.h"

#include <math.h>

enum { POINTS = CST_HONEYPOTS_STEPS + 1, RISKS = 2 * POINTS + 2 };

static const double rehearsed_tasks = 1e6;

typedef struct judge {
    cst_honeypots *to;
    double confidence; /* of one risk */
    double x[POINTS];
    cst_honeypots_risk at[POINTS];
} judge;

/* The objective of a spec where that share of honeypots is recognised. */
static int risk_at(judge *of, const cst_trial_spec *spec, double x, cst_honeypots_risk *out,
                   cst_error *error)
{
    cst_result result[CST_RESULT_KINDS];
    cst_trial_spec moved = *spec;
    moved.scheming.honeypot_recognition = x;
    const cst_result_kind kind = of->to->objective;
    const double risk = cst_closed_form(&moved, kind);
    of->to->looked++;
    *out = (cst_honeypots_risk){risk, risk, risk};
    if (!isnan(risk)) {
        return 0;
    }
    of->to->trials = cst_rehearsal_trials(&moved, rehearsed_tasks);
    const int code = cst_rehearsal_results(&moved, of->to->trials, of->confidence, result, error);
    if (code == 0) {
        const double estimate = result[kind].events == 0 ? 0.0 : result[kind].estimate;
        *out = (cst_honeypots_risk){estimate, result[kind].low, result[kind].high};
    }
    return code;
}

static int fill_grid(judge *of, const cst_trial_spec *spec, double from, double to,
                     cst_error *error)
{
    int code = 0;
    for (int i = 0; i < POINTS && code == 0; i++) {
        of->x[i] = from + (to - from) * i / CST_HONEYPOTS_STEPS;
        code = risk_at(of, spec, of->x[i], &of->at[i], error);
    }
    return code;
}

/* What is left when the honeypots keep off half of what they can. */
static cst_honeypots_risk half_of(const cst_honeypots *of)
{
    return (cst_honeypots_risk){0.5 * (of->unrecognised.risk + of->without.risk),
                                0.5 * (of->unrecognised.low + of->without.low),
                                0.5 * (of->unrecognised.high + of->without.high)};
}

/* The two points between which the break-even lies for certain, and where it seems to be. */
static void cross(judge *of)
{
    cst_honeypots *to = of->to;
    const cst_honeypots_risk half = half_of(to);
    bool above = false;
    for (int i = POINTS - 1; i >= 0; i--) {
        to->to = of->at[i].low > half.high ? of->x[i] : to->to;
    }
    for (int i = 0; i < POINTS; i++) {
        if (of->x[i] < to->to && of->at[i].high < half.low) {
            to->from = of->x[i];
        }
    }
    for (int i = 1; i < POINTS && !above; i++) {
        const double before = of->at[i - 1].risk - half.risk;
        const double after = of->at[i].risk - half.risk;
        above = after > 0.0;
        if (above) {
            const double part = before < 0.0 ? before / (before - after) : 0.0;
            to->at = of->x[i - 1] + part * (of->x[i] - of->x[i - 1]);
        }
    }
}

static void decide(judge *of)
{
    cst_honeypots *to = of->to;
    const cst_honeypots_risk half = half_of(to);
    to->at = 1.0;
    to->from = 0.0;
    to->to = 1.0;
    const double kept = to->without.risk - to->unrecognised.risk;
    if (to->trials == 0 && kept <= 1e-12 * to->without.risk) {
        to->kind = CST_HONEYPOTS_NOTHING;
    } else if (!(to->unrecognised.high < to->without.low)) {
        to->kind = CST_HONEYPOTS_UNJUDGED;
    } else if (to->recognised.high < half.low) {
        to->kind = CST_HONEYPOTS_ALWAYS;
    } else {
        to->kind = CST_HONEYPOTS_FOUND;
        cross(of);
    }
}

int cst_honeypots_judge(const cst_trial_spec *spec, double confidence, cst_honeypots *honeypots,
                        cst_error *error)
{
    judge of = {.to = honeypots, .confidence = 1.0 - cst_number_complement(confidence) / RISKS};
    cst_trial_spec without = *spec;
    *honeypots = (cst_honeypots){.objective = cst_rehearsal_objective(spec),
                                 .recognition = spec->scheming.honeypot_recognition};
    if (!(spec->protocol.honeypot_share > 0.0) || cst_protocol_reviewers(&spec->protocol) == 0) {
        return 0;
    }
    without.protocol.honeypot_share = 0.0;
    const double x = honeypots->recognition;
    int code = risk_at(&of, &without, x, &honeypots->without, error);
    code = code != 0 ? code : risk_at(&of, spec, x, &honeypots->base, error);
    code = code != 0 ? code : fill_grid(&of, spec, 0.0, 1.0, error);
    if (code != 0) {
        return code;
    }
    honeypots->unrecognised = of.at[0];
    honeypots->recognised = of.at[POINTS - 1];
    decide(&of);
    if (honeypots->kind == CST_HONEYPOTS_FOUND && honeypots->from < honeypots->to) {
        code = fill_grid(&of, spec, honeypots->from, honeypots->to, error);
        cross(&of);
    }
    return code;
}
