/* SPDX-License-Identifier: MIT
 * trusted-monitor: the trusted monitor scores every task and audits at its FPR: w = TPR(a) r,
 * l = 1 - TPR(a) (discard). */
#include "monitor/play.h"
#include "monitor/protocols.h"

static void judge(cst_play *play, uint32_t agent, cst_view *view, cst_draws *draws)
{
    (void)agent;
    (void)draws;
    if (cst_play_suspects(view->suspicion, play->model->spec.trusted.fpr)) {
        view->record.reports = 1;
        view->action = CST_ACTION_AUDIT;
    }
}

const cst_protocol cst_protocol_trusted_monitor = {
    .name = "trusted-monitor",
    .text = "the trusted monitor reviews every task",
    .crew = CST_CREW_TRUSTED,
    .committee = false,
    .reports = true,
    .trusted = true,
    .judge = judge,
};
