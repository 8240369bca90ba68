/* SPDX-License-Identifier: MIT */
#include "tests/lib/shown.h"

#include "tests/lib/suite.h"

#include <math.h>
#include <string.h>

void cst_shown_make(cst_shown *of, const char *text)
{
    static const cst_row nothing;
    cst_error error = {0};
    *of = (cst_shown){0};
    CU_ASSERT_EQUAL_FATAL(
        cst_scenario_parse(&of->scenario, "x.yaml", text, strlen(text), NULL, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_findings_init(&of->findings, &of->scenario, &error), 0);
    for (size_t i = 0; i < of->findings.count; i++) {
        CU_ASSERT_EQUAL_FATAL(
            cst_finding_make(&of->findings.finding[i], &of->scenario.cell[i], &nothing, 0, &error),
            0);
    }
}

void cst_shown_free(cst_shown *of)
{
    cst_findings_free(&of->findings);
    cst_scenario_free(&of->scenario);
}

void cst_shown_put(cst_finding *finding, cst_result_kind kind, cst_result result, double exact)
{
    cst_result results[CST_RESULT_KINDS];
    double exacts[CST_RESULT_KINDS];
    for (cst_result_kind i = 0; i < CST_RESULT_KINDS; i++) {
        results[i] = i == kind ? result : cst_finding_result(finding, i);
        exacts[i] = i == kind ? exact : cst_finding_exact(finding, i);
    }
    CU_ASSERT_EQUAL_FATAL(cst_finding_keep(finding, results, exacts, NULL), 0);
}

void cst_shown_set(cst_shown *of, size_t cell, cst_result_kind kind, double low, double estimate,
                   double high)
{
    cst_finding *finding = &of->findings.finding[cell];
    finding->done = finding->cell->estimate.trials;
    const cst_result result = {.estimate = estimate,
                               .low = low,
                               .high = high,
                               .method = "by hand",
                               .events = isnan(estimate) ? 0 : 40,
                               .of = 1000};
    cst_shown_put(finding, kind, result, cst_finding_exact(finding, kind));
}
