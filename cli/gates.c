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

int cst_gates_read_against(const cst_args *args, cst_result_kind kind[CST_RESULT_KINDS],
                           size_t *kinds, cst_error *error)
{
    size_t count = 0;
    const char *const *text = cst_args_list(args, "fail-if", &count);
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        cst_gate gate;
        size_t j = 0;
        code = cst_gate_read_against(text[i], kind[0], &gate, error);
        while (j < *kinds && kind[j] != gate.kind) {
            j++;
        }
        if (code == 0 && j == *kinds) {
            kind[(*kinds)++] = gate.kind;
        }
    }
    return code;
}

int cst_gates_check_against(const cst_args *args, const cst_against *against, cst_error *error)
{
    size_t count = 0;
    const char *const *text = cst_args_list(args, "fail-if", &count);
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        cst_gate gate;
        code = cst_gate_read_against(text[i], against->kind[0], &gate, error);
        code = code == 0 ? cst_gate_check_against(&gate, against, error) : code;
    }
    return code;
}
