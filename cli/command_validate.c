/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/show/print.h"

static int work_out(cst_findings *findings, const cst_scenario *scenario, cst_error *error)
{
    const cst_row nothing = {0};
    int code = cst_findings_init(findings, scenario, error);
    for (size_t i = 0; code == 0 && i < scenario->cells; i++) {
        code = cst_finding_make(&findings->finding[i], &scenario->cell[i], &nothing, 0, error);
    }
    return code;
}

static int study(cst_scenario *scenario, const cst_args *args, cst_error *error)
{
    cst_findings findings;
    int code = work_out(&findings, scenario, error);
    if (code == 0 && cst_args_has(args, "json")) {
        cst_print_plan_json(stdout, &findings);
    } else if (code == 0) {
        code = cst_print_plan(stdout, &findings, error);
    }
    cst_findings_free(&findings);
    return code;
}

const cst_command cst_command_validate = {
    .name = "validate",
    .line = "check a scenario and print what to expect; nothing runs",
    .text = "Reads the scenario FILE (\"-\": standard input), and prints it with every default "
            "written out,\nits cells, the planned tasks, the closed forms, and how many escapes to "
            "expect. Where a key is `worst` it is looked for first, in one thread.",
    CST_TAKES("FILE", 1, 1),
    .examples = CST_EXAMPLES("custodes validate scenarios/committee.yaml",
                             "custodes validate mine.yaml --set trial.agents=1e6"),
    .options = CST_OPTIONS(CST_OPTIONS_OF_SIMULATION),
    .mechanisms = true,
    .on_scenario = study,
};
