/* SPDX-License-Identifier: MIT */
#include "monitor/play_events.h"

#include "base/check.h"
#include "base/jumps.h"
#include "monitor/play_audits.h"
#include "monitor/play_loud.h"
#include "monitor/play_parts.h"
#include "monitor/play_schemers.h"

#include <stdlib.h>

/* --- Which trials ---------------------------------------------------------------------------- */

const char *cst_play_events_refuse(const cst_trial_spec *spec)
{
    const cst_protocol *kind = spec->protocol.kind;
    const bool decides = kind->judge == NULL || kind->by_score || kind->close != NULL ||
                         kind->joint || kind->chained || kind->crew == CST_CREW_AUDITOR;
    if (spec->scheming.scope == CST_SCOPE_TASK && spec->scheming.across == CST_ACROSS_FACTORS) {
        return "each of its tasks has crossed factors of its own";
    }
    if (cst_contacts_needed(spec) && cst_contacts_refuse(spec) != NULL) {
        return cst_contacts_refuse(spec);
    }
    if ((kind->learn != NULL && kind->close == NULL) || !decides) {
        return "its protocol looks at every task";
    }
    return NULL;
}

/* --- From event to event --------------------------------------------------------------------- */

/* Where a trial stands. */
typedef struct walk {
    cst_play *play;
    const uint64_t *schemes;         /* what is left of them, */
    uint64_t left;                   /* and how many that is */
    cst_landings loud;               /* honest work that may be loud */
    cst_landings bait;               /* tasks beside which there is a honeypot */
    bool started;                    /* play->round has been played */
    uint32_t held[CST_LINEAGES_MAX]; /* cross-lineage: seats that are held */
} walk;

/* The agents of a round, in order, in which something happens. */
typedef struct turn {
    uint64_t first;       /* task of the round */
    uint64_t end;         /* behind its last */
    uint32_t *leaves;     /* those that go out now, rising */
    uint32_t leave, left; /* how many they are, and have been looked at */
    uint32_t few, fews;   /* of play->ranked: all that are in, where they are few */
} turn;

/* The next task that is looked at for itself; UINT64_MAX: there is none. */
static uint64_t next_task(const walk *on)
{
    const uint64_t loud = cst_landings_at(&on->loud);
    const uint64_t bait = cst_landings_at(&on->bait);
    const uint64_t task = on->left > 0 && on->schemes[0] < loud ? on->schemes[0] : loud;
    return bait < task ? bait : task;
}

static bool is_crossed(const cst_play *play)
{
    return play->model->crew == CST_CREW_POPULATION &&
           play->model->spec.protocol.assign == CST_ASSIGN_CROSS_LINEAGE;
}

/* Whether so few agents are left that all of them review an actor of a lineage: what is quiet then
 * differs. */
static bool is_few(const walk *on, uint32_t lineage)
{
    const cst_play *play = on->play;
    const uint32_t own = is_crossed(play) ? on->held[lineage] : 1;
    return play->model->crew == CST_CREW_POPULATION &&
           play->seats.active < play->model->slots + own;
}

/* Whether there is an actor that so few review. */
static bool any_few(const walk *on)
{
    const cst_play *play = on->play;
    if (!is_crossed(play)) {
        return play->seats.active > 0 && is_few(on, 0);
    }
    for (uint32_t g = 0; g < play->model->population.lineages; g++) {
        if (on->held[g] > 0 && is_few(on, g)) {
            return true;
        }
    }
    return false;
}

/* The next round in which anything happens; false: none does. */
static bool next_round(const walk *on, uint32_t *round)
{
    const cst_play *play = on->play;
    const uint64_t agents = play->model->spec.agents;
    const uint64_t task = next_task(on);
    uint64_t next = task == UINT64_MAX ? UINT64_MAX : task / agents;
    const uint32_t after = on->started ? play->round + 1 : 0;
    const uint32_t moves = cst_seats_next(&play->seats);
    const uint32_t audits = cst_audits_next(play, after);
    next = moves < next ? moves : next;
    if (play->seen < play->ghosts) {
        const uint64_t haunted = play->ghost[play->seen].task / agents;
        next = haunted < next ? haunted : next;
    }
    next = audits < next ? audits : next;
    if (any_few(on)) {
        next = after < next ? after : next;
    }
    *round = (uint32_t)(next < UINT32_MAX ? next : UINT32_MAX);
    return next <= play->last_round && next <= play->log->last_round && !play->over &&
           !play->log->lost && !play->log->contacts.lost && !play->lost;
}

static int by_number(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a;
    const uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Lets agents leave, and fresh ones take seats. Lists those that are out from this round on,
 * rising, in now->leaves. */
static void change_seats(walk *on, turn *now)
{
    cst_play *play = on->play;
    cst_seats *seats = &play->seats;
    const uint64_t before = seats->left;
    for (uint32_t seat = 0; cst_seats_fill(seats, play->round, &seat);) {
        cst_play_welcome(play, seat);
        cst_contacts_move(&play->log->contacts, play->round, seat, true);
        on->held[cst_population_lineage(&play->model->population, seat)]++;
    }
    bool rises = true;
    for (uint64_t i = before; i < seats->left; i++) {
        now->leaves[now->leave] = seats->leaver[i % seats->agents];
        cst_contacts_move(&play->log->contacts, play->round, now->leaves[now->leave], false);
        on->held[cst_population_lineage(&play->model->population, now->leaves[now->leave])]--;
        rises = rises && (now->leave == 0 || now->leaves[now->leave - 1] < now->leaves[now->leave]);
        now->leave++;
    }
    if (!rises) {
        qsort(now->leaves, now->leave, sizeof *now->leaves, by_number);
    }
}

static void log_gone(cst_play *play, uint64_t task, uint32_t agent, uint64_t gone, bool in_order)
{
    if (gone > 0) {
        cst_log_add(play->log, agent,
                    (cst_log_entry){.task = task,
                                    .record = {.fate = CST_VOID},
                                    .gone = (uint32_t)gone,
                                    .in_order = in_order});
    }
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The next of them; UINT32_MAX where there is no more. */
static uint32_t next_agent(const walk *on, const turn *now)
{
    const cst_play *play = on->play;
    const uint64_t task = next_task(on);
    uint32_t agent = task < now->end ? (uint32_t)(task - now->first) : UINT32_MAX;
    agent = now->left < now->leave ? least(agent, now->leaves[now->left]) : agent;
    return now->few < now->fews ? least(agent, play->ranked[now->few]) : agent;
}

/* The state of a scheming actor; where it is a level, that of its task. */
static uint8_t state_of(const cst_play *play, uint32_t agent)
{
    const cst_model *model = play->model;
    return model->by_level
               ? cst_schemers_level(model, &play->random, play->trial, play->round, agent)
               : 1;
}

/* Looks at honest work beside which there is a honeypot; loud: jumps land there, too. */
static void look_baited(cst_play *play, uint32_t agent, bool loud)
{
    const cst_model *model = play->model;
    const cst_task task = {play->trial, play->round, agent};
    cst_view *view = &play->view[agent];
    cst_play_context context = {.watched = play->watched,
                                .cause = cst_scheming_shares(&model->spec.scheming) ? play->cause
                                                                                    : NULL};
    if (play->laws->loud->whole) {
        cst_play_look(play, agent);
        return;
    }
    play->schemer = false;
    play->crew_size = 0;
    if (cst_model_scored(model)) {
        cst_play_look_scored(play, agent, loud, -1.0);
    } else if (!loud && model->crew == CST_CREW_POPULATION) {
        cst_play_assign(play, &task);
    }
    if (!cst_model_scored(model) && (!loud || !cst_play_look_loud(play, agent))) {
        *view = (cst_view){
            .acts = true,
            .suspicion = 1.0,
            .record = {.reviews = (uint8_t)cst_play_quiet_reviews(play, play->round, agent)}};
    }
    if (!loud && model->spec.collusion.strategy->learned && model->crew == CST_CREW_POPULATION) {
        play->covers = 0;
        cst_play_share_episode(play, agent, view);
    }
    if (play->crew_size == model->slots) {
        cst_play_honeypot(play, &task, &context, view);
    }
}

/* Looks at the round's tasks at which there is an event, and lists them. */
static void look(walk *on, turn *now)
{
    cst_play *play = on->play;
    uint8_t *schemes = play->log->schemes;
    play->touches = 0;
    for (uint32_t agent; (agent = next_agent(on, now)) != UINT32_MAX;) {
        const uint64_t task = now->first + agent;
        const bool leaves = now->left < now->leave && now->leaves[now->left] == agent;
        const bool acts = cst_play_active(play, agent);
        const bool few = now->few < now->fews && play->ranked[now->few] == agent;
        const bool loud = cst_landings_at(&on->loud) == task;
        const bool bait = cst_landings_at(&on->bait) == task;
        const bool listed = on->left > 0 && on->schemes[0] == task;
        schemes[agent] = listed ? state_of(play, agent) : 0;
        bool touched = leaves;
        play->baited = bait;
        if (leaves) {
            play->view[agent] = (cst_view){.acts = false};
        } else if (acts && (few || listed)) {
            cst_play_look(play, agent);
            touched = true;
        } else if (acts && bait) {
            look_baited(play, agent, loud);
            touched = true;
        } else if (acts && loud) {
            touched = cst_play_look_loud(play, agent);
        }
        if (touched) {
            play->touched[play->touches++] = agent;
        }
        now->left += leaves;
        now->few += few;
        on->left -= listed;
        on->schemes += listed;
        schemes[agent] = 0;
        if (loud) {
            cst_landings_go(&on->loud);
        }
        if (bait) {
            cst_landings_go(&on->bait);
        }
    }
}

/* For how many rounds, from this one on, the seat of an agent that goes out now stays empty. */
static uint32_t empty_rounds(const cst_play *play)
{
    const uint32_t refill = play->seats.refill;
    const uint32_t left = play->model->spec.rounds - play->round;
    return refill == 0 ? left : least(refill, left);
}

static void settle(cst_play *play, const turn *now)
{
    for (uint32_t i = 0; i < play->touches && !play->over; i++) {
        const uint32_t agent = play->touched[i];
        const uint64_t task = now->first + agent;
        if (play->view[agent].acts) {
            cst_play_settle_task(play, agent);
        } else {
            log_gone(play, task, agent, empty_rounds(play), false);
        }
        if (play->over) {
            log_gone(play, task + 1, agent, play->model->tasks_per_trial - task - 1, true);
        }
    }
}

/* The agents that are in, where they are few. */
static void list_few(const walk *on, turn *now)
{
    cst_play *play = on->play;
    const cst_population *population = &play->model->population;
    if (any_few(on)) {
        for (uint32_t agent = 0; agent < play->model->spec.agents; agent++) {
            if (cst_play_active(play, agent) &&
                is_few(on, cst_population_lineage(population, agent))) {
                play->ranked[now->fews++] = agent;
            }
        }
    }
}

/* The causes of the scope that begins, with what its actors, up to a task, have drawn from them. */
static void share(const walk *on, uint64_t end, uint64_t rounds)
{
    cst_play *play = on->play;
    const uint64_t agents = play->model->spec.agents;
    const cst_causes *causes = play->laws->causes;
    uint64_t schemers[CST_LINEAGES_MAX] = {0};
    const bool urn = causes != NULL && causes[0].urn; /* others keep no account */
    for (uint64_t i = 0; urn && i < on->left && on->schemes[i] < end; i++) {
        const uint32_t agent = (uint32_t)(on->schemes[i] % agents);
        schemers[cst_population_lineage(&play->model->population, agent)]++;
    }
    cst_play_begin_scope(play, schemers, rounds);
}

static void play_round(walk *on, uint32_t round)
{
    cst_play *play = on->play;
    const cst_protocol *kind = play->model->spec.protocol.kind;
    const uint64_t agents = play->model->spec.agents;
    const bool budget = play->model->spec.protocol.audit_budget > 0.0;
    if (budget) {
        cst_audits_pass(play, on->started ? round - play->round - 1 : round);
    }
    play->round = play->log->contacts.round = round;
    on->started = true;
    turn now = {.first = round * agents, .end = (round + 1) * agents, .leaves = play->log->leaves};
    cst_bonds_round(&play->bonds, round);
    if (play->model->spec.scheming.scope == CST_SCOPE_ROUND) {
        share(on, now.end, 1);
    }
    change_seats(on, &now);
    cst_play_haunt(play);
    list_few(on, &now);
    look(on, &now);
    if (budget && cst_model_scored(play->model)) {
        cst_audits_look(play, play->log->seen);
    }
    if (budget) {
        cst_play_spend(play);
    }
    if (kind->close != NULL) {
        kind->close(play);
    }
    settle(play, &now);
    if (kind->learn != NULL) {
        kind->learn(play);
    }
}

static int by_task(const void *a, const void *b)
{
    const uint64_t x = ((const cst_log_entry *)a)->task;
    const uint64_t y = ((const cst_log_entry *)b)->task;
    return (x > y) - (x < y);
}

int cst_play_events(cst_play *play, uint64_t trial, const uint64_t *schemes, uint64_t count,
                    cst_log *log, cst_error *error)
{
    const cst_trial_spec *spec = &play->model->spec;
    const uint64_t tasks = play->model->tasks_per_trial;
    walk on = {.play = play, .schemes = schemes, .left = count};
    cst_require(play->laws->loud != NULL);
    for (uint32_t g = 0; g < play->model->population.lineages; g++) {
        on.held[g] = cst_population_size(&play->model->population, g);
    }
    cst_play_begin(play, trial, NULL);
    cst_log_clear(log, play->model);
    play->log = log;
    play->schemes = log->schemes;
    cst_contacts_begin(&log->contacts, &play->seats, &play->order);
    if (spec->scheming.scope == CST_SCOPE_TRIAL) {
        share(&on, tasks, spec->rounds);
    }
    if (play->laws->loud->any > 0.0) {
        cst_landings_start(&on.loud, &play->random, trial, CST_DRAW_LOUD, play->laws->loud->any,
                           tasks);
    }
    if (spec->protocol.honeypot_share > 0.0) {
        cst_landings_start(&on.bait, &play->random, trial, CST_DRAW_BAIT,
                           spec->protocol.honeypot_share, tasks);
    }
    for (uint32_t round; next_round(&on, &round);) {
        play_round(&on, round);
    }
    if (!play->over && play->last_round < spec->rounds - 1) {
        const uint64_t task = (play->last_round + UINT64_C(1)) * spec->agents;
        log_gone(play, task, 0, tasks - task, true);
    }
    if (!log->rises) {
        qsort(log->entry, log->count, sizeof *log->entry, by_task);
    }
    play->log = NULL;
    return log->lost || log->contacts.lost || play->lost ? cst_error_memory(error, "a trial") : 0;
}
