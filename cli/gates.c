/* SPDX-License-Identifier: MIT */
#include "cli/gates.h"

#include "study/gate.h"

/* Every condition, held against findings or else a scenario, where there is one. */
static int each(const cst_args *args, const cst_scenario *scenario, const cst_findings *findings,
                cst_error *error)
{
    size_t count = 0;
    const char *const *text = cst_args_list(args, "fail-if", &count);
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        cst_gate gate;
        code = cst_gate_read(text[i], &gate, error);
        if (code == 0 && findings != NULL) {
            code = cst_gate_check(&gate, findings, error);
        } else if (code == 0 && scenario != NULL) {
            code = cst_gate_check_scenario(&gate, scenario, error);
        }
    }
    return code;
}

int cst_gates_read(const cst_args *args, cst_error *error)
{
    return each(args, NULL, NULL, error);
}

int cst_gates_check_scenario(const cst_args *args, const cst_scenario *scenario, cst_error *error)
{
    return each(args, scenario, NULL, error);
}

int cst_gates_check(const cst_args *args, const cst_findings *findings, cst_error *error)
{
    return each(args, NULL, findings, error);
}
