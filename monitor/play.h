/* SPDX-License-Identifier: MIT
 *
 * A trial played round by round, for everything that remembers: causes that outlive a task, audits
 * that go to the most suspicious tasks of a round, honeypots, quarantine, credence, peer reports.
 * In a round every active agent's task is looked at in turn, then what the protocol decides for the
 * round as a whole is decided, then tasks are settled in order and the response follows. Pure: a
 * function of the model, the trial and the actors' states.
 */
#ifndef CST_MONITOR_PLAY_H
#define CST_MONITOR_PLAY_H

#include "agents/cause.h"
#include "agents/crossing.h"
#include "base/lanes.h"
#include "monitor/bonds.h"
#include "monitor/fate.h"
#include "monitor/outside.h"
#include "monitor/reports.h"
#include "monitor/scores/roc.h"
#include "monitor/seats.h"

/* One task of the round under way. */
typedef struct cst_view {
    bool acts, attack, found; /* found: what an audit of it, or of its actor, would prove */
    bool waits;               /* for the answers of external reviewers */
    uint8_t action;
    uint32_t reporters, abstainers; /* slots, as bit masks */
    uint32_t schemers;              /* the same, of an attack alone */
    double suspicion; /* share of honest work at least as suspicious; 1: not suspicious */
    cst_record record;
} cst_view;

/* A schemer beside what happens: it is seen as the trial stands when its round begins, and leaves
 * no trace in it. */
typedef struct cst_ghost {
    uint64_t task;     /* its number within the trial */
    uint64_t address;  /* of its draws, in the place of a trial's: one that no trial has */
    cst_record record; /* what would become of it; left as it is where its task does not happen */
    cst_told told;     /* what schemers did about it */
} cst_ghost;

/* Who holds a seat. */
typedef struct cst_play_holder {
    uint32_t generation; /* agents that took its seat before, to review alone or to act too */
    uint32_t actor;      /* generation of the one that acts */
} cst_play_holder;

/* What a trial remembers of the agent that holds a seat, beside what its protocol does. */
typedef struct cst_play_agent {
    uint32_t misses : 31;  /* of honeypots */
    uint32_t member : 1;   /* of the clique, in this trial */
    uint32_t steps : 31;   /* attacks that nobody stopped, towards harm */
    uint32_t attacked : 1; /* ever */
} cst_play_agent;

/* What is made ready once for a model. */
typedef struct cst_play_laws {
    cst_roc trusted, agent;
    cst_chance states[2][2][CST_REVIEWERS_MAX + 1]; /* [watched][actor schemes][s] */
    cst_chance any[2][CST_REVIEWERS_MAX + 1];       /* [watched][s], whatever the actor does */
    cst_chance scheme[2][CST_LINEAGES_MAX];         /* [watched][lineage] */
    /* Where cst_scheming_shares, one of them, else neither: */
    cst_causes *causes;     /* heap: [watched][lineage], or NULL */
    cst_crossing *crossing; /* heap: [watched], or NULL */
    cst_chance scheme_most; /* of any agent */
    cst_chance watched, watched_schemer, recognises, attacks, flagged_audited, edited, escalated,
        harmed, honeypot, start, lenient;
    cst_chance joint[2][3]; /* joint flags: [attack][at most this of none, agent, trusted] */
    double threshold;       /* resample: of its statistic */
    bool anonymous;         /* who reviews does not matter, only how many do */
    bool score_decides;     /* on honest work: the trusted score, its first word, alone */
    uint32_t quiet_words;   /* of a task's draws say that nobody says anything; 0: they do not */
    struct cst_loud *loud;  /* heap; NULL where trials cannot be played from event to event */
} cst_play_laws;

/* The state of one trial; its arrays belong to it and serve one trial after the other. */
typedef struct cst_play {
    const cst_model *model;
    const cst_play_laws *laws;
    cst_random random;
    uint64_t trial;
    uint32_t round;
    const uint8_t *schemes;  /* of the round: the actors' states, see cst_play_states */
    bool schemer;            /* whether the actor of the task that is looked at schemes */
    bool baited;             /* whether a honeypot is beside it; where there is a log */
    bool asked;              /* chained: all of that crew are asked while nobody reports */
    bool is_ghost;           /* that task leaves no trace, */
    uint64_t haunted;        /* in this trial */
    const cst_task *planted; /* the caller's: its actor is made to scheme, and what it shares is as
                                if it did by itself; NULL: nobody */
    cst_ghost *ghost; /* the caller's, set before a trial begins: their rounds never fall; NULL:
                         there are none */
    uint32_t ghosts, seen;   /* how many, and those that the trial has come to */
    cst_record *records;     /* of the trial, round by round: where tasks are settled */
    cst_told *told;          /* the same of attacks alone; the caller's, NULL: not kept */
    struct cst_log *log;     /* in their place where it is played from event to event; else NULL */
    struct cst_trace *trace; /* what happens is told to it (monitor/trace.h); NULL: nobody asks */
    cst_order order;
    cst_cause cause[CST_LINEAGES_MAX];
    bool watched;        /* what agents of the scope believe */
    bool over;           /* the trial has ended */
    uint32_t last_round; /* the trial ends after this one */
    uint64_t escapes;    /* so far */
    uint64_t audited;    /* by budget, so far */
    uint64_t looked;     /* tasks that shared the budget, so far */
    uint64_t honeypots;  /* so far */
    cst_seats seats;
    cst_play_agent *agent;   /* by seat, as all that is by agent */
    cst_play_holder *holder; /* all zero, and so no memory of its own, until a seat is */
    bool renewed;            /* held by another than at first */
    void *memory;            /* what its protocol remembers, see cst_protocol.memory */
    cst_reports reports;     /* those that its protocol keeps */
    bool lost;               /* something to remember did not fit: the trial cannot go on */
    uint8_t *covered; /* reciprocal: bit [actor * agents + reviewer]: it has covered for it */
    cst_bonds bonds;  /* learned: what agents have shared */
    cst_questions *questions; /* the caller's: for external agents; NULL: they are simulated */
    uint32_t covers;       /* learned: slots whose reviewers cover, of the task that is looked at */
    uint32_t crew_schemes; /* slots whose reviewers scheme, of that task */
    cst_reviewers crew;    /* of the task that is looked at; filled where not anonymous */
    uint32_t crew_size;    /* at most the model's slots: those that are not out */
    cst_view *view;        /* by agent */
    uint32_t *ranked;      /* agents by suspicion */
    uint32_t *touched;     /* agents whose tasks are looked at in this round, rising */
    uint32_t touches;
    cst_lanes ahead; /* first words of the tasks of the agents first..end-1, in this round */
    uint32_t ahead_first, ahead_end;
} cst_play;

/* A suspicion from 64 uniform bits; 1 where the work has no score. */
double cst_play_suspicion(const cst_roc *roc, bool attack, uint64_t word);

/* Whether a suspicion is flagged at an FPR. */
static inline bool cst_play_suspects(double suspicion, double fpr)
{
    return suspicion <= fpr && suspicion < 1.0;
}

/* Whether a model's trials are played. */
bool cst_play_needed(const cst_trial_spec *spec);

/* Whether played tasks are judged each by itself: nothing that happened in the trial matters to it.
 * They are independent draws then, but for causes that they share. */
bool cst_play_memoryless(const cst_trial_spec *spec);

/* Makes the laws of a checked spec. 0, CST_ERR_MEMORY, or what the scores say. Free is legal on
 * zeroed laws and after a failure. */
int cst_play_laws_make(cst_play_laws *laws, const cst_model *model, cst_error *error);
void cst_play_laws_free(cst_play_laws *laws);

/* Draws the actors' states of one trial, schemes[round * agents + agent]: whether it schemes, 0 or
 * 1; where model->by_level, for whom: 0 nobody, 1 the more eager type of schemers, 2 both types. */
void cst_play_states(const cst_model *model, const cst_random *random, uint64_t trial,
                     const cst_task *planted, uint8_t *schemes);

/* The same of one round, schemes[agent], where causes and beliefs belong to single tasks. */
void cst_play_states_of_round(const cst_model *model, const cst_random *random, uint64_t trial,
                              uint32_t round, uint8_t *schemes);

/* Room for trials of the model. 0 or CST_ERR_MEMORY; free is legal after failure. */
int cst_play_init(cst_play *play, const cst_model *model, const cst_random *random,
                  cst_error *error);
void cst_play_free(cst_play *play);

/* Bytes that a cst_play takes, about. */
double cst_play_bytes(const cst_model *model);

/* Plays one trial; schemes and records: agents * rounds. 0, or CST_ERR_MEMORY where what happened
 * cannot be remembered; the trial is of no use then. */
int cst_play_trial(cst_play *play, uint64_t trial, const uint8_t *schemes, cst_record *records,
                   cst_error *error);

/* The same step by step, where causes and beliefs belong to single tasks: begins a trial, and plays
 * its rounds from 0 on in order, each with its actors' states. records: agents * rounds, of which
 * a round writes its own (and those that it takes back). A round returns what a trial does. */
void cst_play_begin(cst_play *play, uint64_t trial, cst_record *records);
int cst_play_round(cst_play *play, uint32_t round, const uint8_t *schemes, cst_error *error);

/* Whether no further round of the trial will happen. */
bool cst_play_done(const cst_play *play, uint32_t round);

/* Puts `to` where `from` is; both initialised for one model. It may go on as another trial, under
 * another number. 0 or CST_ERR_MEMORY. */
int cst_play_copy(cst_play *to, const cst_play *from, cst_error *error);

/* Reviews that a task of the model usually has. */
uint32_t cst_play_usual_reviews(const cst_model *model);

/* Reviews of a task that is quiet, where trials are played from event to event: of a chain by draws
 * of the task's own, so that it is always the same. */
uint32_t cst_play_quiet_reviews(const cst_play *play, uint32_t round, uint32_t agent);

#endif
