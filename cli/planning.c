/* SPDX-License-Identifier: MIT */
#include "cli/planning.h"

#include "cli/load.h"

int cst_planning_make(cst_planning *of, const cst_args *args, cst_error *error)
{
    const cst_row nothing = {0};
    *of = (cst_planning){.start = cst_clock_seconds()};
    int code = cst_load_scenario(&of->scenario, args, error);
    code = code != 0 ? code : cst_findings_init(&of->findings, &of->scenario, error);
    for (size_t i = 0; code == 0 && i < of->scenario.cells; i++) {
        code =
            cst_finding_make(&of->findings.finding[i], &of->scenario.cell[i], &nothing, 0, error);
    }
    const uint32_t threads = (uint32_t)cst_args_count(args, "threads", 0);
    return code != 0 ? code
                     : cst_plan_make(&of->plan, &of->scenario, &of->findings, threads, error);
}

int cst_planning_measure(cst_planning *of, double seconds, cst_error *error)
{
    return cst_plan_measure(&of->plan, seconds, cst_clock_seconds() - of->start, error);
}

void cst_planning_free(cst_planning *of)
{
    cst_plan_free(&of->plan);
    cst_findings_free(&of->findings);
    cst_scenario_free(&of->scenario);
}
