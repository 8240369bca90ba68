/* SPDX-License-Identifier: MIT */
#include "cli/show/print.h"

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
        if (is_first(findings, i)) {
            char why[TEXT_MAX];
            cst_finding_why(&findings->finding[i], why, sizeof why);
            cst_flow_line(out, "Method: %s.", why);
        }
    }
}
