/* SPDX-License-Identifier: MIT
 * What several protocols share. */
#include "monitor/protocol_parts.h"

#include "monitor/play.h"

const cst_parameter cst_parameter_replace = {
    CST_PARAMETER(REAL, "protocol.replace", cst_protocol_spec, replace, CST_SHARE), .initial = 0.05,
    .meaning = "share of honest work that is replaced or edited, beyond the audits",
    .axis = "share of honest work that is replaced or edited"};

const cst_parameter cst_parameter_trusted_quality = {
    CST_PARAMETER(REAL, "protocol.trusted_quality", cst_protocol_spec, trusted_quality,
                  CST_RANGE_BELOW(0.0, 1.0, "a share from 0 up to below 1")),
    .meaning = "worth of trusted work that replaces other", .world = true};

void cst_protocol_by_score(const cst_play *play, cst_view *view, cst_action beyond)
{
    const double audited = play->model->spec.trusted.fpr;
    if (cst_play_suspects(view->suspicion, audited)) {
        view->record.reports = 1;
        view->action = CST_ACTION_AUDIT;
    } else if (cst_play_suspects(view->suspicion, audited + play->model->spec.protocol.replace)) {
        view->action = (uint8_t)beyond;
    }
}

void cst_protocol_judge_score(cst_play *play, uint32_t agent, cst_view *view, cst_draws *draws)
{
    (void)agent;
    (void)draws;
    cst_protocol_by_score(play, view, play->model->spec.protocol.kind->beyond);
}
