/* SPDX-License-Identifier: MIT
 * defer: the trusted monitor audits at FPR a; the next share g of honest work is replaced by
 * trusted work: w = TPR(a) r, l = 1 - TPR(a + g) (discard). */
#include "monitor/play.h"
#include "monitor/protocols.h"

static void judge(cst_play *play, uint32_t agent, cst_view *view, cst_draws *draws)
{
    const double audited = play->model->spec.trusted.fpr;
    (void)agent;
    (void)draws;
    if (cst_play_suspects(view->suspicion, audited)) {
        view->record.reports = 1;
        view->action = CST_ACTION_AUDIT;
    } else if (cst_play_suspects(view->suspicion, audited + play->model->spec.protocol.replace)) {
        view->action = CST_ACTION_REPLACE;
    }
}

const cst_protocol cst_protocol_defer = {
    .name = "defer",
    .text = "what is suspicious is replaced by trusted work",
    .parameter = {&cst_parameter_replace, &cst_parameter_trusted_quality},
    .crew = CST_CREW_TRUSTED,
    .committee = false,
    .reports = true,
    .trusted = true,
    .by_score = true,
    .played = true,
    .judge = judge,
};
