/* SPDX-License-Identifier: MIT */
#include "cli/print_methods.h"

#include "cli/show/flow.h"

enum { TEXT_MAX = 512 };

static bool is_first(const cst_findings *findings, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (findings->finding[i].cell->estimate.estimator ==
            findings->finding[at].cell->estimate.estimator) {
            return false;
        }
    }
    return true;
}

void cst_print_methods(FILE *out, const cst_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const cst_scenario_cell *cell = findings->finding[i].cell;
        if (is_first(findings, i)) {
            char why[TEXT_MAX];
            cst_estimator_why(cell->estimate.estimator, &cell->made->model, why, sizeof why);
            cst_flow_line(out, "Method: %s.", why);
        }
    }
}
