/* SPDX-License-Identifier: MIT
 * peer-report: k agents look at every task and report its actor, not the task. Where the reports
 * against an agent weigh at least `investigate`, it is investigated: an audit of its last outputs
 * (response.window, at least the latest) that finds an attack among them with probability r. Where
 * nothing is found, each report that counted multiplies the weight of its author by `penalty`. A
 * report counts for `expire` rounds, and at the end of each round a weight w becomes
 * 1 - (1 - w)(1 - recover). Nothing is done from round to round: a weight is kept with the round
 * that it holds from. */
#include "monitor/play_parts.h"
#include "monitor/protocol.h"
#include "monitor/trace.h"

static const cst_parameter investigate = {
    CST_PARAMETER(REAL, "protocol.investigate", cst_protocol_spec, investigate, CST_POSITIVE),
    .initial = 2.0, .meaning = "weight of reports that starts an investigation",
    .axis = "weight of reports that starts an investigation"};

static const cst_parameter penalty = {
    CST_PARAMETER(REAL, "protocol.penalty", cst_protocol_spec, penalty, CST_PROBABILITY),
    .initial = 1.0, .meaning = "a false reporter's weight is multiplied by this",
    .axis = "factor of a false reporter's weight"};

static const cst_parameter recover = {
    CST_PARAMETER(REAL, "protocol.recover", cst_protocol_spec, recover, CST_SHARE),
    .meaning = "share of the weight it has lost that an agent gets back in each round",
    .axis = "share of lost weight that comes back in a round"};

static const cst_parameter expire = {
    CST_PARAMETER(WHOLE, "protocol.expire", cst_protocol_spec, expire,
                  CST_RANGE(0, 1e6, "a whole number from 0 to 1e6")),
    .meaning = "rounds that a report counts; 0: for ever", .axis = "rounds that a report counts"};

/* What is remembered of an agent. */
typedef struct peer {
    double weight;  /* of its reports in the round `since`; from there on it recovers */
    double accused; /* what the reports against it weigh */
    uint32_t since;
    cst_report_list against; /* those reports, where they are kept */
} peer;

/* Whether anybody loses weight, so that it matters who reports. */
static bool names(const cst_protocol_spec *spec)
{
    return spec->penalty < 1.0;
}

static bool keeps(const cst_protocol_spec *spec)
{
    return names(spec) || spec->expire > 0;
}

static void begin(cst_play *play)
{
    peer *peers = play->memory;
    for (uint32_t agent = 0; agent < play->model->spec.agents; agent++) {
        peers[agent].weight = 1.0;
    }
}

/* x^n by multiplication alone, which is the same everywhere. */
static double power(double x, uint32_t n)
{
    double product = 1.0;
    for (; n > 0; n >>= 1) {
        product *= (n & 1) != 0 ? x : 1.0;
        x *= x;
    }
    return product;
}

/* The weight of an agent's reports in the round under way. */
static double weight_of(const cst_play *play, const peer *of)
{
    const double lost = 1.0 - of->weight;
    const double share = play->model->spec.protocol.recover;
    if (lost <= 0.0 || share <= 0.0) {
        return of->weight;
    }
    return of->weight + lost * (1.0 - power(1.0 - share, play->round - of->since));
}

/* Forgets the reports against an agent that count no more. */
static void refresh(cst_play *play, peer *actor)
{
    const uint32_t rounds = play->model->spec.protocol.expire;
    if (rounds > 0 && play->round >= rounds &&
        cst_reports_drop(&play->reports, &actor->against, play->round - rounds + 1)) {
        actor->accused = cst_reports_weight(&play->reports, &actor->against);
    }
}

/* A report counts against an actor. Where nobody asks who made it, those of one round are one. */
static void count(cst_play *play, peer *actor, double weight, uint32_t author)
{
    const cst_protocol_spec *spec = &play->model->spec.protocol;
    actor->accused += weight;
    if (!keeps(spec)) {
        return;
    }
    if (!names(spec) && actor->against.last != 0) {
        cst_report *last = cst_reports_at(&play->reports, actor->against.last);
        if (last->round == play->round) {
            last->weight += weight;
            return;
        }
    }
    const cst_report report = {.weight = weight, .author = author, .round = play->round};
    play->lost |= cst_reports_add(&play->reports, &actor->against, report) != 0;
}

/* A fresh agent is accused of nothing. What the one before it reported counts on. */
static void forget(cst_play *play, uint32_t agent)
{
    peer *peers = play->memory;
    cst_reports_give_back(&play->reports, &peers[agent].against);
    peers[agent] = (peer){.weight = 1.0};
}

/* A ghost's reports count against its actor for as long as it takes to see whether they would have
 * it investigated. */
static void foresee(const cst_play *play, uint32_t agent, cst_view *view)
{
    const bool named = names(&play->model->spec.protocol);
    const peer *peers = play->memory;
    double accused = peers[agent].accused;
    for (uint32_t slot = 0; slot < play->crew_size; slot++) {
        if ((view->reporters >> slot & 1) != 0) {
            accused += named ? weight_of(play, &peers[play->crew.agent[slot]]) : 1.0;
        }
    }
    if (accused >= play->model->spec.protocol.investigate) {
        view->action = CST_ACTION_AUDIT;
        view->record.marks |= CST_MARK_INVESTIGATED;
    }
}

/* Work is used; reports count against its actor, by the weight of who makes them. */
static void judge(cst_play *play, uint32_t agent, cst_view *view, cst_draws *draws)
{
    const bool named = names(&play->model->spec.protocol);
    peer *peers = play->memory;
    (void)draws;
    view->action = CST_ACTION_USE;
    if (view->reporters == 0) {
        return;
    }
    refresh(play, &peers[agent]);
    if (play->is_ghost) {
        foresee(play, agent, view);
        return;
    }
    for (uint32_t slot = 0; slot < play->crew_size; slot++) {
        if ((view->reporters >> slot & 1) != 0) {
            const uint32_t author = named ? play->crew.agent[slot] : 0;
            const double weight = named ? weight_of(play, &peers[author]) : 1.0;
            count(play, &peers[agent], weight, author);
            if (play->trace != NULL) {
                cst_trace_weigh(play, slot, weight);
            }
        }
    }
    if (play->trace != NULL) {
        cst_trace_accuse(play, peers[agent].accused);
    }
}

/* Whether an attack of the agent that did harm lies within what an investigation looks at. */
static bool attacked_lately(const cst_play *play, uint32_t agent)
{
    for (uint32_t round = cst_play_window(play, agent); round < play->round; round++) {
        const cst_record *record = cst_play_record(play, round, agent);
        if (record != NULL && record->fate == CST_ESCAPED) {
            return true;
        }
    }
    return false;
}

/* Only who was reported in this round can be accused enough: before, there were fewer reports, or
 * an investigation has closed them. */
static void close_round(cst_play *play)
{
    const peer *peers = play->memory;
    for (uint32_t i = 0; i < play->touches; i++) {
        const uint32_t agent = play->touched[i];
        cst_view *view = &play->view[agent];
        if (view->acts && view->reporters != 0 &&
            peers[agent].accused >= play->model->spec.protocol.investigate) {
            view->action = CST_ACTION_AUDIT;
            view->record.marks |= CST_MARK_INVESTIGATED;
            view->found = view->attack || attacked_lately(play, agent);
        }
    }
}

/* Each of the reports costs its author weight, if that one still holds its seat. */
static void punish(cst_play *play, uint32_t agent, const cst_report_list *reports)
{
    peer *peers = play->memory;
    for (uint32_t place = cst_reports_first(&play->reports, reports); place != 0;
         place = cst_reports_next(&play->reports, reports, place)) {
        const cst_report *report = cst_reports_at(&play->reports, place);
        peer *author = &peers[report->author];
        if (report->round >= play->seats.since[report->author]) {
            author->weight = weight_of(play, author) * play->model->spec.protocol.penalty;
            author->since = play->round;
            if (play->trace != NULL) {
                cst_trace_penalty(play, agent, report->author, author->weight);
            }
        }
    }
}

static void learn(cst_play *play)
{
    const bool named = names(&play->model->spec.protocol);
    peer *peers = play->memory;
    for (uint32_t at = 0; at < play->touches; at++) {
        const uint32_t agent = play->touched[at];
        const cst_view *view = &play->view[agent];
        if (!view->acts || (view->record.marks & CST_MARK_INVESTIGATED) == 0) {
            continue;
        }
        peer *actor = &peers[agent];
        if (named && !view->found && !play->lost) {
            punish(play, agent, &actor->against);
        }
        cst_reports_give_back(&play->reports, &actor->against);
        actor->accused = 0.0;
    }
}

const cst_protocol cst_protocol_peer_report = {
    .name = "peer-report",
    .text = "agents report each other; who is reported often is investigated",
    .parameter = {&investigate, &penalty, &recover, &expire},
    .crew = CST_CREW_POPULATION,
    .crowd = true,
    .played = true,
    .memory = sizeof(peer),
    .memory_by_agent = true,
    .names = names,
    .begin = begin,
    .forget = forget,
    .judge = judge,
    .close = close_round,
    .learn = learn,
};
