/* SPDX-License-Identifier: MIT
 * peer-report: k agents look at every task and report its actor, not the task. Where the reports
 * against an agent weigh at least `investigate`, it is investigated: an audit of its last outputs
 * (response.window, at least the latest) that finds an attack among them with probability r. Where
 * nothing is found, the weight of those who reported is multiplied by `penalty`. */
#include "monitor/play.h"
#include "monitor/protocols.h"

/* Work is used; reports are against its actor. */
static void judge(cst_play *play, uint32_t agent, cst_view *view, cst_draws *draws)
{
    (void)play;
    (void)agent;
    (void)draws;
    view->action = CST_ACTION_USE;
}

/* Whether an attack of the agent that did harm lies within what an investigation looks at. */
static bool attacked_lately(const cst_play *play, uint32_t agent)
{
    const uint32_t window = play->model->spec.response.window;
    const uint32_t first = play->round + 1 > window ? play->round + 1 - window : 0;
    for (uint32_t round = first; round < play->round; round++) {
        if (play->records[(size_t)round * play->model->spec.agents + agent].fate == CST_ESCAPED) {
            return true;
        }
    }
    return false;
}

static void close_round(cst_play *play)
{
    for (uint32_t agent = 0; agent < play->model->spec.agents; agent++) {
        cst_view *view = &play->view[agent];
        if (view->acts && play->accused[agent] >= play->model->spec.protocol.investigate) {
            view->action = CST_ACTION_AUDIT;
            view->record.marks |= CST_MARK_INVESTIGATED;
            view->found = view->attack || attacked_lately(play, agent);
        }
    }
}

static void learn(cst_play *play)
{
    for (uint32_t agent = 0; agent < play->model->spec.agents; agent++) {
        const cst_view *view = &play->view[agent];
        if (!view->acts || (view->record.marks & CST_MARK_INVESTIGATED) == 0) {
            continue;
        }
        const uint32_t known = play->reporters[agent] < CST_PLAY_REPORTERS ? play->reporters[agent]
                                                                           : CST_PLAY_REPORTERS;
        for (uint32_t i = 0; i < known && !view->found; i++) {
            const uint32_t reporter = play->reporter[(size_t)agent * CST_PLAY_REPORTERS + i];
            play->weight[reporter] *= play->model->spec.protocol.penalty;
        }
        play->accused[agent] = 0.0;
        play->reporters[agent] = 0;
    }
}

const cst_protocol cst_protocol_peer_report = {
    .name = "peer-report",
    .text = "agents report each other; who is reported often is investigated",
    .keys = "reviewers investigate penalty",
    .crew = CST_CREW_POPULATION,
    .committee = false,
    .crowd = true,
    .reports = true,
    .played = true,
    .judge = judge,
    .close = close_round,
    .learn = learn,
};
