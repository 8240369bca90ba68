/* SPDX-License-Identifier: MIT
 * peer-report: k agents look at every task and report its actor, not the task. Where the reports
 * against an agent weigh at least `investigate`, it is investigated: an audit of its last outputs
 * (response.window, at least the latest) that finds an attack among them with probability r. Where
 * nothing is found, the weight of those who reported is multiplied by `penalty`. */
#include "monitor/play.h"
#include "monitor/protocol.h"

static const cst_parameter investigate = {
    CST_PARAMETER(REAL, "protocol.investigate", cst_protocol_spec, investigate, CST_POSITIVE),
    .initial = 2.0, .meaning = "weight of reports that starts an investigation",
    .axis = "weight of reports that starts an investigation"};

static const cst_parameter penalty = {
    CST_PARAMETER(REAL, "protocol.penalty", cst_protocol_spec, penalty, CST_PROBABILITY),
    .initial = 0.5, .meaning = "a false reporter's weight is multiplied by this"};

enum { REPORTERS = 8 }; /* the last ones that an investigation for nothing costs weight */

/* What is remembered of an agent. */
typedef struct peer {
    double weight;                /* of its reports */
    double accused;               /* weight of the reports against it */
    uint32_t reporter[REPORTERS]; /* those that reported it last, in turn */
    uint32_t reports;             /* how many reports there were */
} peer;

static void begin(cst_play *play)
{
    peer *peers = play->memory;
    for (uint32_t agent = 0; agent < play->model->spec.agents; agent++) {
        peers[agent].weight = 1.0;
    }
}

/* Work is used; reports count against its actor, by the weight of who makes them. */
static void judge(cst_play *play, uint32_t agent, cst_view *view, cst_draws *draws)
{
    peer *peers = play->memory;
    peer *actor = &peers[agent];
    (void)draws;
    view->action = CST_ACTION_USE;
    for (uint32_t slot = 0; slot < play->crew_size; slot++) {
        if ((view->reporters >> slot & 1) != 0) {
            const uint32_t reviewer = play->crew.agent[slot];
            actor->accused += peers[reviewer].weight;
            actor->reporter[actor->reports++ % REPORTERS] = reviewer;
        }
    }
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
    const peer *peers = play->memory;
    for (uint32_t agent = 0; agent < play->model->spec.agents; agent++) {
        cst_view *view = &play->view[agent];
        if (view->acts && peers[agent].accused >= play->model->spec.protocol.investigate) {
            view->action = CST_ACTION_AUDIT;
            view->record.marks |= CST_MARK_INVESTIGATED;
            view->found = view->attack || attacked_lately(play, agent);
        }
    }
}

static void learn(cst_play *play)
{
    peer *peers = play->memory;
    for (uint32_t agent = 0; agent < play->model->spec.agents; agent++) {
        const cst_view *view = &play->view[agent];
        if (!view->acts || (view->record.marks & CST_MARK_INVESTIGATED) == 0) {
            continue;
        }
        peer *actor = &peers[agent];
        for (uint32_t i = 0; i < actor->reports && i < REPORTERS && !view->found; i++) {
            peers[actor->reporter[i]].weight *= play->model->spec.protocol.penalty;
        }
        actor->accused = 0.0;
        actor->reports = 0;
    }
}

const cst_protocol cst_protocol_peer_report = {
    .name = "peer-report",
    .text = "agents report each other; who is reported often is investigated",
    .parameter = {&investigate, &penalty},
    .crew = CST_CREW_POPULATION,
    .crowd = true,
    .played = true,
    .memory = sizeof(peer),
    .memory_by_agent = true,
    .begin = begin,
    .judge = judge,
    .close = close_round,
    .learn = learn,
};
