/* SPDX-License-Identifier: MIT */
#include "cli/show/print.h"

#include "cli/show/flow.h"
#include "study/show.h"

#include <stdbool.h>

static void pair_json(cst_json *json, const char *name, double best, double worst)
{
    cst_json_open(json, name, '{');
    cst_json_number(json, "worst", worst, 12);
    cst_json_number(json, "best", best, 12);
    cst_json_close(json, '}');
}

void cst_print_worst_json(cst_json *json, const cst_finding *finding)
{
    const cst_worst *worst = &finding->worst;
    const double attacks = finding->unmonitored;
    if (!worst->applies) {
        return;
    }
    cst_json_open(json, "worst", '{');
    cst_json_number(json, "rho", worst->rho, 12);
    pair_json(json, "residual_risk", attacks * worst->best, attacks * worst->worst);
    pair_json(json, "miss_share", worst->best, worst->worst);
    cst_json_close(json, '}');
}

void cst_print_worst_screen(FILE *out, const cst_findings *findings)
{
    const cst_finding *finding = &findings->finding[0];
    char best[CST_NUMBER_TEXT_MAX];
    char worst[CST_NUMBER_TEXT_MAX];
    char rho[CST_NUMBER_TEXT_MAX];
    bool any = false;
    for (size_t i = 0; i < findings->count; i++) {
        any = any || findings->finding[i].worst.applies;
    }
    if (any && findings->scenario->axes > 0) {
        cst_flow_line(out, "Worst law: the closed form under the worst dependence law with the "
                           "same rate and pairwise correlation. It is what can be claimed if only "
                           "the pairwise correlation is known.");
    } else if (any) {
        cst_show_number(finding->unmonitored * finding->worst.best, 6, best);
        cst_show_number(finding->unmonitored * finding->worst.worst, 6, worst);
        cst_show_number(finding->worst.rho, 6, rho);
        cst_flow_line(out,
                      "Over all dependence laws with this rate and pairwise correlation %s, "
                      "residual_risk is from %s to %s. Nothing narrower can be claimed if only "
                      "the pairwise correlation is known.",
                      rho, best, worst);
    }
}
