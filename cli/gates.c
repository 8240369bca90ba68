/* SPDX-License-Identifier: MIT */
#include "cli/gates.h"

#include "study/gate.h"

int cst_gates_read(const cst_args *args, cst_error *error)
{
    size_t count = 0;
    const char *const *text = cst_args_list(args, "fail-if", &count);
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        cst_gate gate;
        code = cst_gate_read(text[i], &gate, error);
    }
    return code;
}

int cst_gates_check(const cst_args *args, const cst_findings *findings, cst_error *error)
{
    size_t count = 0;
    const char *const *text = cst_args_list(args, "fail-if", &count);
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        cst_gate gate;
        code = cst_gate_read(text[i], &gate, error);
        code = code == 0 ? cst_gate_check(&gate, findings, error) : code;
    }
    return code;
}
