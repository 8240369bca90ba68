/* SPDX-License-Identifier: MIT
 * The end of a round: audits by budget, what becomes of each task, and the response. */
#include "monitor/play_parts.h"
#include "monitor/trace.h"

/* What decides between tasks of one suspicion: a draw of the task's own, so that no agent is looked
 * at first for its number. */
static uint64_t lot(const cst_play *play, uint32_t agent)
{
    const uint64_t place = cst_random_place(play->round, agent);
    return cst_random_at(&play->random, play->trial, place, CST_DRAW_PLAY, 1, 0).word[0];
}

/* Whether agent a is less suspicious than b. */
static bool after(const cst_play *play, uint32_t a, uint32_t b)
{
    const double x = play->view[a].suspicion;
    const double y = play->view[b].suspicion;
    return x > y || (x == y && lot(play, a) > lot(play, b));
}

/* A heap of agents, the least suspicious on top. */
static void sift_down(const cst_play *play, uint32_t *heap, uint64_t size, uint64_t at)
{
    for (;;) {
        uint64_t top = at;
        for (uint64_t child = 2 * at + 1; child <= 2 * at + 2 && child < size; child++) {
            top = after(play, heap[child], heap[top]) ? child : top;
        }
        if (top == at) {
            return;
        }
        const uint32_t moved = heap[at];
        heap[at] = heap[top];
        heap[top] = moved;
        at = top;
    }
}

/* Fills `ranked` with the `wanted` most suspicious tasks of the round; returns how many there
 * are. */
static uint64_t most_suspicious(cst_play *play, uint64_t wanted)
{
    const bool all = play->log == NULL; /* else only what was touched can be suspicious */
    const uint32_t count = all ? play->model->spec.agents : play->touches;
    uint64_t size = 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t agent = all ? i : play->touched[i];
        if (!play->view[agent].acts || play->view[agent].suspicion >= 1.0) {
            continue;
        }
        if (size < wanted) {
            play->ranked[size++] = agent;
            for (uint64_t at = size / 2; size == wanted && at-- > 0;) {
                sift_down(play, play->ranked, size, at);
            }
        } else if (wanted > 0 && after(play, play->ranked[0], agent)) {
            play->ranked[0] = agent;
            sift_down(play, play->ranked, size, 0);
        }
    }
    return size;
}

void cst_play_spend(cst_play *play)
{
    const double budget = play->model->spec.protocol.audit_budget;
    play->looked += play->seats.active;
    const uint64_t earned = (uint64_t)(budget * (double)play->looked);
    const uint64_t wanted = earned > play->audited ? earned - play->audited : 0;
    const uint64_t chosen = most_suspicious(play, wanted);
    for (uint64_t i = 0; i < chosen; i++) {
        cst_view *view = &play->view[play->ranked[i]];
        view->action = CST_ACTION_AUDIT;
        if (play->model->slots <= 1 && view->record.reviews > 0) {
            view->record.reports = 1;
            view->reporters = 1;
        }
    }
    play->audited += wanted; /* what found no suspicious task is not saved up */
}

/* How chance falls on an attack, or on an actor that is investigated. */
static cst_luck luck_of(const cst_play *play, const cst_view *view, const cst_task *task)
{
    const bool audited = view->action == CST_ACTION_AUDIT;
    const bool flagged = audited || view->action == CST_ACTION_FLAG;
    cst_luck luck = {.proven = audited && cst_review_proven(play->model, &play->random, task)};
    if (!view->attack) {
        return luck;
    }
    cst_draws draws = cst_task_draws(&play->random, task, CST_DRAW_SETTLE);
    luck.late = flagged && play->model->spec.protocol.kind->delayed &&
                cst_draws_below(&draws, play->laws->harmed);
    luck.edited = view->action == CST_ACTION_EDIT && cst_draws_below(&draws, play->laws->edited);
    return luck;
}

/* Harm may need several attacks that nobody stopped: the ones before the last are steps. */
static cst_fate after_steps(cst_play *play, uint32_t agent, cst_fate fate)
{
    if (fate != CST_ESCAPED || ++play->agent[agent].steps < play->model->spec.attack.steps) {
        return fate == CST_ESCAPED ? CST_AVERTED : fate;
    }
    play->agent[agent].steps = 0;
    return CST_ESCAPED;
}

/* Takes back the actor's last outputs: escapes come to nothing, honest work is lost. */
static void retract(cst_play *play, uint32_t agent)
{
    for (uint32_t round = cst_play_window(play, agent); round <= play->round; round++) {
        cst_record *record = cst_play_record(play, round, agent);
        if (play->trace != NULL) {
            cst_trace_retracted(play, agent, round,
                                record != NULL ? (cst_fate)record->fate : CST_HONEST_USED);
        }
        if (record == NULL) {
            const cst_record lost = {.fate = CST_HONEST_DISCARDED,
                                     .reviews =
                                         (uint8_t)cst_play_quiet_reviews(play, round, agent)};
            cst_play_keep(play, round, agent, &lost);
        } else if (record->fate == CST_ESCAPED) {
            record->fate = CST_AVERTED;
            play->escapes--;
        } else if (record->fate == CST_HONEST_USED) {
            record->fate = CST_HONEST_DISCARDED;
        }
    }
}

/* Takes an agent out for the task of the same or of another one. */
static bool take_out(cst_play *play, uint32_t agent, uint32_t who, uint32_t from)
{
    const bool goes = cst_seats_take_out(&play->seats, who, from);
    if (goes && play->trace != NULL) {
        cst_trace_out(play, agent, who, from);
    }
    return goes;
}

static void respond(cst_play *play, uint32_t agent, cst_record *record)
{
    const cst_trial_spec *spec = &play->model->spec;
    const uint32_t latency = spec->response.latency + cst_model_delay(play->model);
    const uint32_t from = play->round + 1 + latency;
    bool leaves = false;
    const cst_response_effect effect = spec->response.effect;
    if (effect == CST_EFFECT_END_TRIAL && latency == 0) {
        play->over = true;
        record->marks |= CST_MARK_ENDS;
    } else if (effect == CST_EFFECT_END_TRIAL) {
        const uint32_t last = play->round + latency - 1;
        record->marks |= last < play->last_round ? CST_MARK_ENDS : 0;
        play->last_round = last < play->last_round ? last : play->last_round;
    } else if (effect == CST_EFFECT_QUARANTINE) {
        leaves = take_out(play, agent, agent, from);
    } else if (effect == CST_EFFECT_RECALL) {
        const uint32_t g = cst_population_lineage(&play->model->population, agent);
        const uint32_t *first = play->model->population.first;
        for (uint32_t other = first[g]; other < first[g + 1]; other++) {
            const bool goes = take_out(play, agent, other, from);
            leaves = leaves || (goes && other == agent);
        }
    }
    if (leaves) {
        record->marks |= CST_MARK_OUT;
        record->marks |= play->agent[agent].attacked ? 0 : CST_MARK_OUT_FALSELY;
    }
    retract(play, agent);
}

/* What agents of the population said of an attack: those that were asked. */
static cst_told count_peers(const cst_play *play, cst_view *view)
{
    const cst_model *model = play->model;
    const bool chained = model->spec.protocol.kind->chained;
    const uint64_t asked =
        chained ? (UINT64_C(1) << view->record.reviews) - 1 : (uint64_t)UINT32_MAX;
    if (model->crew != CST_CREW_POPULATION) {
        return (cst_told){0};
    }
    const cst_verdicts said = {.reports = view->reporters & (uint32_t)asked};
    const cst_votes votes = cst_review_count(said, view->schemers & (uint32_t)asked);
    view->record.marks |= votes.reports > 0 ? CST_MARK_REPORTED : 0;
    return (cst_told){votes.schemers, votes.told};
}

void cst_play_settle_task(cst_play *play, uint32_t agent)
{
    const cst_trial_spec *spec = &play->model->spec;
    cst_view *view = &play->view[agent];
    const cst_action action = (cst_action)view->action;
    const cst_task task = {play->trial, play->round, agent};
    cst_luck luck = {.proven = false};
    if (view->attack || view->found) {
        luck = luck_of(play, view, &task);
    }
    const cst_fate fate = cst_fate_of(&spec->protocol, view->attack, action, luck);
    view->record.fate = (uint8_t)(view->attack ? after_steps(play, agent, fate) : fate);
    view->record.marks |= cst_fate_marks(play->model, &view->record, action);
    cst_told told = {0};
    if (view->attack) {
        told = count_peers(play, view);
    }
    view->found = luck.proven;
    play->agent[agent].attacked |= view->attack;
    play->escapes += view->record.fate == CST_ESCAPED;
    cst_play_keep(play, play->round, agent, &view->record);
    cst_record *record = cst_play_record(play, play->round, agent);
    if (record == NULL) {
        return; /* no memory: the trial is given up */
    }
    if (view->attack) {
        cst_play_keep_told(play, play->round, agent, told);
    }
    if (cst_fate_triggers(&spec->response, (record->marks & CST_MARK_FLAGGED) != 0, luck.proven)) {
        respond(play, agent, record);
    }
    if (play->trace != NULL) {
        cst_trace_settled(play, agent, (cst_fate)view->record.fate, luck.proven);
    }
}

void cst_play_settle_ghost(cst_play *play, uint32_t agent, cst_ghost *ghost)
{
    const cst_task task = {play->trial, play->round, agent};
    cst_view *view = &play->view[agent];
    const cst_action action = (cst_action)view->action;
    const cst_luck luck = view->attack ? luck_of(play, view, &task) : (cst_luck){.proven = false};
    cst_record *record = &ghost->record;
    ghost->told = view->attack ? count_peers(play, view) : (cst_told){0};
    *record = view->record;
    record->fate = (uint8_t)cst_fate_of(&play->model->spec.protocol, view->attack, action, luck);
    record->marks |= cst_fate_marks(play->model, record, action);
}

void cst_play_settle(cst_play *play)
{
    const uint32_t agents = play->model->spec.agents;
    cst_record *records = play->records + (size_t)play->round * agents;
    for (uint32_t agent = 0; agent < agents; agent++) {
        cst_view *view = &play->view[agent];
        if (!view->acts || play->over) {
            records[agent] = (cst_record){.fate = CST_VOID};
        } else if (!view->attack && !view->found && view->action == CST_ACTION_USE) {
            view->record.fate = CST_HONEST_USED; /* what becomes of nearly all work */
            records[agent] = view->record;
        } else {
            cst_play_settle_task(play, agent);
        }
    }
}
