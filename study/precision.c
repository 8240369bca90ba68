/* SPDX-License-Identifier: MIT */
#include "study/precision.h"

#include "study/show.h"

#include <math.h>

/* The result that the rule looks at. */
static cst_result seen(const cst_finding *finding)
{
    return cst_finding_result(finding, cst_finding_stop_on(finding->cell));
}

double cst_precision_lack(const cst_finding *finding)
{
    const cst_result on = seen(finding);
    const cst_stop stop = cst_estimate_stop(&finding->cell->estimate);
    const double half = 0.5 * (on.high - on.low);
    const bool some = on.events > 0;
    switch (stop.rule) {
    case CST_STOP_EVENTS:
        return on.events > 0 ? stop.value / (double)on.events : HUGE_VAL;
    case CST_STOP_HALF_WIDTH:
        return some ? half / stop.value : HUGE_VAL;
    case CST_STOP_RELATIVE:
        return some && on.estimate != 0.0 ? half / fabs(on.estimate) / stop.value : HUGE_VAL;
    default:
        return 2.0 * half / stop.value;
    }
}

/* "residual_risk is known to 12.5 %, wanted 10 %" */
static void reached(const cst_finding *finding, char *out, size_t size)
{
    const cst_result on = seen(finding);
    const cst_stop stop = cst_estimate_stop(&finding->cell->estimate);
    const char *name = cst_result_name(cst_finding_stop_on(finding->cell));
    const double lack = cst_precision_lack(finding);
    const cst_words value = cst_show_number(stop.value, 12);
    if (stop.rule == CST_STOP_UPPER) {
        snprintf(out, size, "%s lies in %s, which has %s inside", name,
                 cst_show_interval(on.low, on.high, 4).text, value.text);
    } else if (stop.rule == CST_STOP_RELATIVE && !isfinite(lack)) {
        snprintf(out, size, "%s had no events, wanted %s %%", name,
                 cst_show_percent(stop.value, 12).text);
    } else if (!isfinite(lack)) {
        snprintf(out, size, "%s had no events, wanted %s", name, value.text);
    } else if (stop.rule == CST_STOP_EVENTS) {
        snprintf(out, size, "%s had %s events, wanted %s", name, cst_show_count(on.events).text,
                 value.text);
    } else if (stop.rule == CST_STOP_HALF_WIDTH) {
        snprintf(out, size, "%s is known to +-%s, wanted %s", name,
                 cst_show_bound(lack * stop.value, 3, true).text, value.text);
    } else {
        snprintf(out, size, "%s is known to %s %%, wanted %s %%", name,
                 cst_show_bound(100.0 * lack * stop.value, 3, true).text,
                 cst_show_percent(stop.value, 12).text);
    }
}

/* Trials that are likely to be enough; infinite where nobody knows. */
static double enough(const cst_finding *finding)
{
    const double lack = cst_precision_lack(finding);
    switch (cst_estimate_stop(&finding->cell->estimate).rule) {
    case CST_STOP_EVENTS:
        return (double)finding->done * lack;
    case CST_STOP_UPPER:
        return HUGE_VAL;
    default:
        return (double)finding->done * lack * lack;
    }
}

static int say(const cst_findings *findings, const cst_finding *worst, size_t cells,
               cst_error *error)
{
    char known[160];
    char would[64] = "";
    const cst_stop stop = cst_estimate_stop(&worst->cell->estimate);
    reached(worst, known, sizeof known);
    if (isfinite(enough(worst))) {
        snprintf(would, sizeof would, "; some %s would do", cst_show_number(enough(worst), 2).text);
    }
    return cst_error_set(
        error, CST_ERR_PRECISION, NULL,
        "estimate.stop.%s: %zu of %zu cells are short of it; %s%s, and its %s %s are spent%s",
        cst_stop_name(stop.rule), cells, findings->count,
        cst_finding_place(findings->scenario, worst->cell, "", ": ").text, known,
        cst_show_count(worst->done).text, worst->method->sample, would);
}

int cst_precision_check(const cst_findings *findings, cst_error *error)
{
    const cst_finding *worst = NULL;
    size_t cells = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const cst_finding *finding = &findings->finding[i];
        const cst_stop stop = cst_estimate_stop(&finding->cell->estimate);
        if (cst_stop_asks(stop.rule) && !finding->met) {
            const double lack = cst_precision_lack(finding);
            cells++;
            worst = worst == NULL || lack > cst_precision_lack(worst) ? finding : worst;
        }
    }
    return worst == NULL ? 0 : say(findings, worst, cells, error);
}
