/* SPDX-License-Identifier: MIT */
#include "monitor/trace.h"

#include "monitor/play_parts.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 256 };

int cst_trace_init(cst_trace *trace, const cst_model *model, uint64_t trial, cst_error *error)
{
    const size_t agents = model->spec.agents;
    *trace = (cst_trace){.model = model, .trial = trial, .honest = true, .end_agent = UINT32_MAX};
    if (model->play == NULL) {
        return 0; /* its tasks are added once, in order */
    }
    trace->last = calloc(agents, sizeof *trace->last);
    trace->marked = calloc(agents, sizeof *trace->marked);
    return trace->last != NULL && trace->marked != NULL ? 0 : cst_error_memory(error, "a trace");
}

void cst_trace_free(cst_trace *trace)
{
    free(trace->event);
    free(trace->role);
    free(trace->last);
    free(trace->marked);
    *trace = (cst_trace){0};
}

/* Room for one more in a list that grows; the list, or NULL where memory fails. */
static void *grow(cst_trace *trace, void *list, size_t size, uint32_t count, uint32_t *room)
{
    if (count < *room) {
        return list;
    }
    const uint32_t more = *room > 0 ? 2 * *room : FIRST_ROOM;
    void *grown = more > *room ? realloc(list, more * size) : NULL;
    trace->lost = trace->lost || grown == NULL;
    *room = grown != NULL ? more : *room;
    return grown;
}

/* Puts an event at the end; NULL where memory has failed. */
static cst_trace_event *add_event(cst_trace *trace, cst_trace_kind kind, uint32_t round,
                                  uint32_t agent)
{
    cst_trace_event *list =
        trace->lost ? NULL : grow(trace, trace->event, sizeof *list, trace->count, &trace->room);
    if (list == NULL) {
        return NULL;
    }
    trace->event = list;
    cst_trace_event *event = &list[trace->count];
    *event = (cst_trace_event){.kind = kind,
                               .round = round,
                               .agent = agent,
                               .first = trace->roles,
                               .number = trace->count};
    trace->count++;
    if (kind == CST_TRACE_TASK && trace->last != NULL) {
        event->before = trace->last[agent];
        trace->last[agent] = trace->count;
    }
    return event;
}

/* Puts a part at the end of the newest event. */
static void add_role(cst_trace *trace, cst_trace_event *event, cst_trace_role role)
{
    cst_trace_role *list =
        trace->lost ? NULL
                    : grow(trace, trace->role, sizeof *list, trace->roles, &trace->role_room);
    if (list == NULL) {
        return;
    }
    trace->role = list;
    list[trace->roles++] = role;
    if (trace->marked != NULL) {
        trace->marked[role.agent] = trace->roles;
    }
    event->roles++;
}

/* The newest event, if it is what follows from this task, else a new one. */
static cst_trace_event *follow(const cst_play *play, cst_trace_kind kind, uint32_t agent)
{
    cst_trace *trace = play->trace;
    cst_trace_event *newest = trace->count > 0 ? &trace->event[trace->count - 1] : NULL;
    if (newest != NULL && newest->kind == kind && newest->round == play->round &&
        newest->agent == agent) {
        return newest;
    }
    return add_event(trace, kind, play->round, agent);
}

/* The event of the agent's task of a round; NULL where there is none. */
static cst_trace_event *task_of(const cst_trace *trace, uint32_t round, uint32_t agent)
{
    for (uint32_t at = trace->last[agent]; at > 0; at = trace->event[at - 1].before) {
        if (trace->event[at - 1].round <= round) {
            return trace->event[at - 1].round == round ? &trace->event[at - 1] : NULL;
        }
    }
    return NULL;
}

/* --- Tasks ----------------------------------------------------------------------------------- */

static cst_says says_of(cst_verdicts said, uint32_t covers, uint32_t slot)
{
    return (said.reports >> slot & 1) != 0       ? CST_SAYS_REPORT
           : (said.abstentions >> slot & 1) != 0 ? CST_SAYS_ABSTAIN
           : (covers >> slot & 1) != 0           ? CST_SAYS_COVER
                                                 : CST_SAYS_PASS;
}

void cst_trace_add(cst_trace *trace, uint32_t round, uint32_t agent, const cst_record *record,
                   const cst_reviewers *crew, cst_verdicts said, uint32_t scheming)
{
    cst_trace_event *event = add_event(trace, CST_TRACE_TASK, round, agent);
    if (event == NULL) {
        return;
    }
    event->attack = event->schemes = cst_fate_is_attack((cst_fate)record->fate);
    event->record = *record;
    event->decided = record->fate;
    event->found = record->fate == CST_CAUGHT;
    for (uint32_t slot = 0; crew != NULL && slot < record->reviews; slot++) {
        add_role(trace, event,
                 (cst_trace_role){.agent = crew->agent[slot],
                                  .says = (uint8_t)says_of(said, 0, slot),
                                  .schemes = (scheming >> slot & 1) != 0,
                                  .weight = 1.0});
    }
}

/* The crew of the task that was looked at: where the trial has not asked who they are, as it would
 * have asked. */
static uint32_t crew_of(const cst_play *play, uint32_t agent, cst_reviewers *crew)
{
    const cst_model *model = play->model;
    const cst_task task = {play->trial, play->round, agent};
    const cst_absent absent = {play->seats.out_from, play->seats.active};
    if (model->crew != CST_CREW_POPULATION || !play->laws->anonymous) {
        *crew = play->crew;
    } else {
        (void)cst_assign_reviewers(model, &play->random, &task, &play->order, &absent, crew);
    }
    return play->crew_size;
}

static void put_crew(const cst_play *play, cst_trace_event *event, uint32_t agent)
{
    cst_trace *trace = play->trace;
    const cst_view *view = &play->view[agent];
    const cst_verdicts said = {view->reporters, view->abstainers};
    cst_reviewers crew;
    uint32_t size = crew_of(play, agent, &crew);
    if (play->model->spec.protocol.kind->chained && view->record.reviews < size) {
        size = view->record.reviews; /* nobody asked the others */
    }
    for (uint32_t slot = 0; slot < size; slot++) {
        add_role(trace, event,
                 (cst_trace_role){.agent = crew.agent[slot],
                                  .says = (uint8_t)says_of(said, play->covers, slot),
                                  .schemes = (play->crew_schemes >> slot & 1) != 0,
                                  .weight = trace->weighed ? trace->weight[slot] : 1.0});
    }
}

/* Tells the task that is looked at, or settled without having been looked at. */
static cst_trace_event *tell(const cst_play *play, uint32_t agent, bool looked)
{
    cst_trace *trace = play->trace;
    const cst_view *view = &play->view[agent];
    cst_trace_event *event = add_event(trace, CST_TRACE_TASK, play->round, agent);
    if (event != NULL) {
        event->attack = view->attack;
        event->schemes = looked && play->schemer;
        event->record = view->record;
        event->decided = view->record.fate;
        event->weighed = looked && trace->weighed;
        event->accused = event->weighed ? trace->accused : 0.0;
        if (looked && play->model->crew == CST_CREW_POPULATION) {
            put_crew(play, event, agent);
        }
    }
    return event;
}

void cst_trace_looked(const cst_play *play, uint32_t agent)
{
    const cst_view *view = &play->view[agent];
    const bool said =
        (view->record.reports | view->record.abstentions | view->record.honeypot) != 0;
    cst_trace_event *event = task_of(play->trace, play->round, agent);
    if (event != NULL) {
        event->record = view->record; /* it was told as a reviewer was expelled */
    } else if (view->attack || play->schemer || said) {
        (void)tell(play, agent, true);
    }
    play->trace->weighed = false;
}

void cst_trace_weigh(const cst_play *play, uint32_t slot, double weight)
{
    play->trace->weight[slot] = weight;
}

void cst_trace_accuse(const cst_play *play, double accused)
{
    play->trace->accused = accused;
    play->trace->weighed = true;
}

void cst_trace_settled(const cst_play *play, uint32_t agent, cst_fate decided, bool found)
{
    const cst_record *record = cst_play_record(play, play->round, agent);
    if (record == NULL) {
        return; /* no memory: the trial is given up */
    }
    const bool quiet = decided == CST_HONEST_USED &&
                       (record->marks | record->reports | record->abstentions) == 0 &&
                       record->honeypot == 0;
    cst_trace_event *event = task_of(play->trace, play->round, agent);
    if (event == NULL && !quiet) {
        event = tell(play, agent, false);
    }
    if (event != NULL) {
        event->record = *record;
        event->decided = (uint8_t)decided;
        event->found = found;
    }
    if (event != NULL && event->roles == 1 && record->reports == 1 &&
        !play->model->spec.protocol.kind->joint) {
        play->trace->role[event->first].says =
            CST_SAYS_REPORT; /* its score was among the highest */
    }
}

/* --- What follows ---------------------------------------------------------------------------- */

void cst_trace_out(const cst_play *play, uint32_t agent, uint32_t who, uint32_t from)
{
    cst_trace_event *event = follow(play, CST_TRACE_OUT, agent);
    if (event != NULL) {
        event->from = from;
        event->falsely = event->falsely || (who == agent && !play->agent[agent].attacked);
        add_role(play->trace, event, (cst_trace_role){.agent = who});
    }
}

void cst_trace_retracted(const cst_play *play, uint32_t agent, uint32_t round, cst_fate fate)
{
    if (fate != CST_ESCAPED && fate != CST_HONEST_USED) {
        return; /* there is nothing to take back */
    }
    cst_trace_event *told = task_of(play->trace, round, agent);
    if (told != NULL) {
        told->record.fate = fate == CST_ESCAPED ? CST_AVERTED : CST_HONEST_DISCARDED;
    }
    cst_trace_event *event = follow(play, CST_TRACE_RETRACTED, agent);
    if (event != NULL) {
        event->from = event->honest + event->escapes == 0 ? round : event->from;
        event->honest += fate == CST_HONEST_USED;
        event->escapes += fate == CST_ESCAPED;
        /* That of its own task is told when it is settled. */
        event->quiet += told == NULL && round < play->round;
    }
}

void cst_trace_penalty(const cst_play *play, uint32_t agent, uint32_t author, double weight)
{
    cst_trace *trace = play->trace;
    cst_trace_event *event = follow(play, CST_TRACE_PENALTY, agent);
    if (event == NULL) {
        return;
    }
    const uint32_t newest = trace->marked[author];
    if (newest > event->first && trace->role[newest - 1].agent == author) {
        trace->role[newest - 1].weight = weight; /* one of several reports of its */
    } else {
        add_role(trace, event, (cst_trace_role){.agent = author, .weight = weight});
    }
}

void cst_trace_expelled(const cst_play *play, uint32_t agent, uint32_t who, bool hid)
{
    if (task_of(play->trace, play->round, agent) == NULL) {
        (void)tell(play, agent, true);
    }
    cst_trace_event *event = follow(play, CST_TRACE_EXPELLED, agent);
    if (event != NULL) {
        add_role(play->trace, event, (cst_trace_role){.agent = who, .schemes = hid});
    }
}

void cst_trace_back(const cst_play *play, uint32_t seat)
{
    (void)add_event(play->trace, CST_TRACE_BACK, play->round, seat);
}

/* --- The end --------------------------------------------------------------------------------- */

static int by_task(const void *a, const void *b)
{
    const cst_trace_event *x = a;
    const cst_trace_event *y = b;
    const bool back[2] = {x->kind == CST_TRACE_BACK, y->kind == CST_TRACE_BACK};
    if (x->round != y->round) {
        return x->round < y->round ? -1 : 1;
    }
    if (back[0] != back[1]) {
        return back[0] ? -1 : 1;
    }
    if (x->agent != y->agent) {
        return x->agent < y->agent ? -1 : 1;
    }
    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    return (x->number > y->number) - (x->number < y->number);
}

/* When it ended. A trial that is over at once has one task that ends it in its last round. */
static void find_end(cst_trace *trace, const cst_play *play)
{
    const uint32_t rounds = trace->model->spec.rounds;
    if (play != NULL && !play->over && play->last_round < rounds - 1) {
        trace->ended = true;
        trace->end_round = play->last_round;
        return;
    }
    for (uint32_t i = 0; i < trace->count && (play == NULL || play->over); i++) {
        const cst_trace_event *event = &trace->event[i];
        if (event->kind == CST_TRACE_TASK && (event->record.marks & CST_MARK_ENDS) != 0) {
            trace->ended = true;
            trace->end_round = event->round;
            trace->end_agent = event->agent;
        }
    }
}

int cst_trace_finish(cst_trace *trace, const cst_play *play, cst_error *error)
{
    if (trace->lost) {
        return cst_error_memory(error, "a trace");
    }
    uint32_t kept = 0;
    find_end(trace, play);
    for (uint32_t i = 0; i < trace->count; i++) {
        const cst_trace_event *event = &trace->event[i];
        const bool after = trace->ended && event->round == trace->end_round &&
                           event->agent > trace->end_agent && event->kind != CST_TRACE_BACK;
        if (!after) {
            trace->event[kept++] = *event;
        }
    }
    trace->count = kept;
    if (kept > 0) {
        qsort(trace->event, kept, sizeof *trace->event, by_task);
    }
    return 0;
}
