/* SPDX-License-Identifier: MIT */
#include "study/precision.h"

#include "scenarios/load/literal.h"
#include "study/show.h"

#include <math.h>

int cst_precision_read(const char *text, double *wanted, cst_error *error)
{
    if (cst_literal_number(text, wanted) && *wanted > 0.0 && *wanted < 1.0) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_USAGE, NULL,
                         "run --precision: expected a number between 0 and 1, found '%.60s'%s",
                         text, cst_literal_hint(text));
}

double cst_precision_reached(const cst_finding *finding)
{
    const cst_result risk = cst_finding_result(finding, cst_finding_main(finding->cell));
    if (!(risk.estimate > 0.0)) {
        return HUGE_VAL;
    }
    return 0.5 * (risk.high - risk.low) / risk.estimate;
}

static int say(const cst_findings *findings, const cst_finding *worst, size_t cells, double wanted,
               cst_error *error)
{
    char known[96];
    char enough[96] = "";
    const double reached = cst_precision_reached(worst);
    const double ratio = reached / wanted;
    if (isfinite(reached)) {
        snprintf(known, sizeof known, "is known to %s %%",
                 cst_show_bound(100.0 * reached, 3, true).text);
        snprintf(enough, sizeof enough, "; some %s would do",
                 cst_show_number((double)worst->done * ratio * ratio, 2).text);
    } else {
        snprintf(known, sizeof known, "had no events");
    }
    return cst_error_set(
        error, CST_ERR_PRECISION, NULL,
        "precision: %zu of %zu cells are short of it; %s%s %s, wanted %s %%, and its "
        "%s %s are spent%s",
        cells, findings->count, cst_finding_place(findings->scenario, worst->cell, "", ": ").text,
        cst_result_name(cst_finding_main(worst->cell)), known, cst_show_percent(wanted, 12).text,
        cst_show_count(worst->done).text, worst->method->sample, enough);
}

int cst_precision_check(const cst_findings *findings, double wanted, cst_error *error)
{
    const cst_finding *worst = NULL;
    size_t cells = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const cst_finding *finding = &findings->finding[i];
        const double reached = cst_precision_reached(finding);
        if (reached > wanted) {
            cells++;
            worst = worst == NULL || reached > cst_precision_reached(worst) ? finding : worst;
        }
    }
    return worst == NULL ? 0 : say(findings, worst, cells, wanted, error);
}
