/* SPDX-License-Identifier: MIT */
#include "cli/show/print_worst.h"

#include "cli/show/flow.h"
#include "study/show.h"

#include <stdbool.h>

static void pair_json(FILE *out, const char *name, double best, double worst)
{
    fprintf(out, "\"%s\":{\"worst\":", name);
    cst_show_json_number(out, worst, 12);
    fputs(",\"best\":", out);
    cst_show_json_number(out, best, 12);
    fputc('}', out);
}

void cst_print_worst_json(FILE *out, const cst_finding *finding)
{
    const cst_worst *worst = &finding->worst;
    const double attacks = finding->unmonitored;
    if (!worst->applies) {
        return;
    }
    fputs(",\"worst\":{\"rho\":", out);
    cst_show_json_number(out, worst->rho, 12);
    fputc(',', out);
    pair_json(out, "residual_risk", attacks * worst->best, attacks * worst->worst);
    fputc(',', out);
    pair_json(out, "miss_share", worst->best, worst->worst);
    fputc('}', out);
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
