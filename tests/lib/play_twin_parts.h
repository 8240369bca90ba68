/* SPDX-License-Identifier: MIT
 *
 * For the files of the slow twin of played trials (play_twin.h): the world of one trial.
 */
#ifndef CST_TESTS_PLAY_TWIN_PARTS_H
#define CST_TESTS_PLAY_TWIN_PARTS_H

#include "agents/cause.h"
#include "agents/crossing.h"
#include "monitor/fate.h"
#include "monitor/scores/roc.h"
#include "tests/lib/play_twin.h"

#include <string.h>

/* An agent in one trial. */
typedef struct cst_world_agent {
    bool attacked;     /* ever */
    uint32_t steps;    /* attacks that nobody stopped, since the last harm */
    uint32_t misses;   /* of honeypots, by who reviews in its place */
    uint32_t replaced; /* how often another came to review in its place */
    uint32_t came;     /* the round in which the present one came */
    uint32_t name;     /* of the present one, among those of this place */
    double weight;     /* of its reports */
} cst_world_agent;

/* One planned task. */
typedef struct cst_deed {
    bool happened, schemes, attack;
    bool flagged, audited, replaced, edited, investigated, found, proven;
    bool out, out_falsely, pivotal, ends, honeypot;
    bool agent_reports; /* beside the trusted monitor */
    uint32_t covers;    /* learned: slots whose reviewers withheld a report on an attack */
    uint32_t reviews, reports, abstentions;
    uint32_t schemers, reporters; /* slots, as bits; schemers: of an attack */
    uint32_t honeypot_reports, expelled, expelled_falsely;
    double suspicion;
    cst_fate fate;
} cst_deed;

/* An agent's report against another, until that one is investigated. */
typedef struct cst_world_report {
    uint32_t by, against, made; /* in which round */
    uint32_t name;              /* of the one who made it */
    double weight;
    bool closed;
} cst_world_report;

/* learned: a review of an agent's work, or of an attack alone. */
typedef struct cst_meeting {
    uint32_t reviewer, replaced, actor, round; /* replaced: how often the reviewer had been */
    uint32_t name;                             /* the actor's */
    bool covered, reported;
} cst_meeting;

/* From a round on an agent, or its lineage, is out. */
typedef struct cst_banned {
    uint32_t agent, from;
    bool lineage;
} cst_banned;

/* What agents share: a belief and, by lineage, a cause. */
typedef struct cst_shared {
    bool watched;
    cst_cause cause[CST_LINEAGES_MAX];
} cst_shared;

typedef struct cst_world_crew {
    uint32_t count;
    uint32_t who[CST_REVIEWERS_MAX];
    uint32_t lineage[CST_REVIEWERS_MAX];
} cst_world_crew;

typedef struct cst_world {
    const cst_model *model;
    const cst_trial_spec *spec;
    cst_random random;
    cst_roc trusted, peers;
    bool caused;            /* states are drawn cause by cause, from one of: */
    cst_causes *causes;     /* [believes to be watched][lineage], or NULL */
    cst_crossing *crossing; /* [believes to be watched], or NULL */
    double threshold;       /* resample */
    cst_order order;
    uint64_t trial;
    uint32_t round;
    cst_world_agent *agent;
    cst_deed *deed; /* [round][agent] */
    cst_world_report *report;
    size_t reports;
    cst_banned *banned;
    size_t bans;
    cst_meeting *meeting;
    size_t meetings;
    bool *covered;     /* [a][b]: a has covered for b */
    bool *insider;     /* of the clique, by agent */
    cst_shared shared; /* scope round, trial */
    bool over;
    uint32_t last_round;
    uint64_t spent, candidates; /* audits by budget, tasks that competed for them */
    uint64_t honeypots;
    long double log_odds; /* adaptive */
} cst_world;
/* P(s of the k reviewers scheme), s up to k, by what is known of the actor. */
typedef enum cst_known { CST_KNOWN_HONEST, CST_KNOWN_SCHEMES, CST_KNOWN_NOTHING } cst_known;

/* The causes and the belief of a scope: of one round, or of the trial (round: all ones). */
void cst_world_share(cst_world *w, uint32_t round);
/* The actors' states of a round, from the shared causes. */
void cst_world_actors(cst_world *w, uint32_t round);
/* Belief and causes of one task, in this order from the draws. */
void cst_world_share_task(const cst_world *w, cst_draws *draws, cst_shared *own);
/* At scope task: what its agents share, and its actor's state. */
bool cst_world_actor(cst_world *w, uint32_t a, cst_shared *own);
/* P(an agent of a lineage schemes | belief). */
double cst_world_rate(const cst_world *w, uint32_t lineage, bool watched);
/* Whether a scheming actor attacks. */
bool cst_world_attacks(const cst_world *w, uint32_t a, bool watched, cst_draws *draws);
/* Who reviews. */
void cst_world_reviewers(const cst_world *w, uint32_t actor, cst_world_crew *who);
/* Which of the crew scheme, a bit a slot. */
uint32_t cst_world_schemers(cst_world *w, cst_shared *with, cst_known of_actor,
                            const cst_world_crew *who, cst_draws *draws);
/* How suspicious work is, f: 1 where it has no score. */
double cst_world_score(const cst_score_spec *score, const cst_roc *roc, bool attack, uint64_t word);
/* What reviewers of whom these scheme say of work of an agent. */
cst_verdicts cst_world_verdicts(const cst_world *w, cst_work work, uint32_t a,
                                const cst_world_crew *who, uint32_t set, cst_draws *draws);
/* A fresh agent for each place that was empty for long enough. */
void cst_world_refill(cst_world *w);
/* Whether collusion is learned here. */
bool cst_world_learns(const cst_world *w);
/* learned: which of those that would report an attack withhold it. */
uint32_t cst_world_covers(const cst_world *w, uint32_t actor, const cst_world_crew *who,
                          uint32_t reporting, uint32_t schemers, cst_draws *draws);
/* learned: a task that has been judged becomes part of what its agents share. */
void cst_world_meet(cst_world *w, uint32_t actor, const cst_world_crew *who, const cst_deed *d,
                    uint32_t reporting);
/* The reviews of a task by agents. */
cst_verdicts cst_world_review(cst_world *w, uint32_t a, cst_shared *with, const cst_world_crew *who,
                              cst_deed *d, cst_draws *draws);
/* Adds a trial that is over to the row. */
void cst_world_count(const cst_world *w, cst_row *row);

static inline bool cst_world_is(const cst_protocol *kind, const char *name)
{
    return strcmp(kind->name, name) == 0;
}

static inline bool cst_world_happens(cst_draws *draws, double p)
{
    return cst_draws_below(draws, cst_chance_make(p));
}

static inline cst_draws cst_world_draws(const cst_world *w, uint32_t round, uint32_t number,
                                        cst_purpose purpose)
{
    return cst_draws_at(&w->random, w->trial, cst_random_place(round, number), purpose);
}

static inline cst_deed *cst_world_deed(const cst_world *w, uint32_t round, uint32_t number)
{
    return &w->deed[(size_t)round * w->spec->agents + number];
}

static inline uint32_t cst_world_lineage(const cst_world *w, uint32_t number)
{
    return cst_population_lineage(&w->model->population, number);
}

static inline bool cst_world_out(const cst_world *w, uint32_t number, uint32_t round)
{
    for (size_t i = 0; i < w->bans; i++) {
        const cst_banned *ban = &w->banned[i];
        const bool meant = ban->lineage
                               ? cst_world_lineage(w, ban->agent) == cst_world_lineage(w, number)
                               : ban->agent == number;
        const uint32_t refill = w->spec->response.refill;
        const bool alone = !ban->lineage && refill > 0;
        if (meant && ban->from <= round && (!alone || round < ban->from + refill)) {
            return true;
        }
    }
    return false;
}

#endif
