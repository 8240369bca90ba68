/* SPDX-License-Identifier: MIT
 * random-audit: a share a of all tasks is audited blindly: w = a r, l = 1 - a (discard). A pick is
 * an audit and no report. */
#include "monitor/play.h"
#include "monitor/protocol.h"

static void judge(cst_play *play, uint32_t agent, cst_view *view, cst_draws *draws)
{
    (void)agent;
    if (cst_draws_below(draws, cst_chance_make(play->model->spec.protocol.audit_share))) {
        view->action = CST_ACTION_AUDIT;
    }
}

const cst_protocol cst_protocol_random_audit = {
    .name = "random-audit",
    .text = "a share of all tasks is audited blindly",
    .crew = CST_CREW_AUDITOR,
    .judge = judge,
};
