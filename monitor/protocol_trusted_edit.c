/* SPDX-License-Identifier: MIT
 * trusted-edit: as defer, but a trusted model edits the suspicious work; the edit removes an attack
 * with probability kappa: w = TPR(a) r, l = 1 - TPR(a + g) + (TPR(a + g) - TPR(a))(1 - kappa). */
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
        view->action = CST_ACTION_EDIT;
    }
}

const cst_protocol cst_protocol_trusted_edit = {
    .name = "trusted-edit",
    .text = "what is suspicious is edited by a trusted model",
    .keys = "replace edit_success",
    .crew = CST_CREW_TRUSTED,
    .committee = false,
    .reports = true,
    .trusted = true,
    .by_score = true,
    .played = true,
    .judge = judge,
};
