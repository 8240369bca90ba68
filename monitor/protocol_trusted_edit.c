/* SPDX-License-Identifier: MIT
 * trusted-edit: as defer, but a trusted model edits the suspicious work; the edit removes an attack
 * with probability kappa: w = TPR(a) r, l = 1 - TPR(a + g) + (TPR(a + g) - TPR(a))(1 - kappa). */
#include "monitor/play.h"
#include "monitor/protocols.h"

static const cst_parameter edit_success = {
    CST_PROTOCOL_NUMBER("protocol.edit_success", edit_success, CST_PROBABILITY), .initial = 1.0,
    .meaning = "P(an edit removes the attack)", .axis = "chance that an edit removes the attack",
    .world = true};

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
    .parameter = {&cst_parameter_replace, &edit_success, &cst_parameter_trusted_quality},
    .crew = CST_CREW_TRUSTED,
    .committee = false,
    .reports = true,
    .trusted = true,
    .by_score = true,
    .played = true,
    .judge = judge,
};
