/* SPDX-License-Identifier: MIT
 * async: the trusted monitor's reviews take `delay` rounds while work goes on; an attack's harm is
 * done with probability harm_rate in each of them. w = TPR(a) r s, l = 1 - TPR(a) + TPR(a)(1 - s)
 * with s = (1 - harm_rate)^delay (discard). A catch that came too late is still a proof. */
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

const cst_protocol cst_protocol_async = {
    .name = "async",
    .text = "reviews come late: harm may have been done",
    .keys = "delay harm_rate",
    .crew = CST_CREW_TRUSTED,
    .committee = false,
    .reports = true,
    .trusted = true,
    .delayed = true,
    .by_score = true,
    .played = true,
    .judge = judge,
};
