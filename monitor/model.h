/* SPDX-License-Identifier: MIT
 *
 * The model of one trial: what a scenario says (monitor/trial_spec.h), made ready to be simulated
 * and integrated. A made model is read-only and may be shared by threads.
 */
#ifndef CST_MONITOR_MODEL_H
#define CST_MONITOR_MODEL_H

#include "base/chance.h"
#include "base/version.h"
#include "monitor/trial_spec.h"

/* Agents next to each other that are alike: one lineage, and reviewers drawn by one law. Without
 * lineages that differ there is one cohort. */
typedef struct cst_cohort {
    uint32_t first;   /* first agent */
    uint32_t agents;  /* how many */
    uint32_t lineage; /* of the actors */
    /* Their k reviewers are drawn without replacement from this many agents of each lineage (under
     * ring the pool is exactly the k). */
    uint32_t pool[CST_LINEAGES_MAX];
} cst_cohort;

/* Kinds of work under review. */
typedef enum cst_work { CST_WORK_HONEST = 0, CST_WORK_HONEYPOT = 1, CST_WORK_ATTACK = 2 } cst_work;
enum { CST_WORK_KINDS = 3 };

/* A verdict is one draw: below [REPORT] it reports, else below [ACCUSE] it reports if its reviewer
 * schemes, else below [ABSTAIN] it abstains, else it passes. */
enum { CST_VERDICT_REPORT = 0, CST_VERDICT_ACCUSE = 1, CST_VERDICT_ABSTAIN = 2, CST_VERDICTS = 3 };

/* What a reviewer of one lineage does with one kind of work of actors of one lineage. */
typedef struct cst_seen {
    double report; /* P(reports | honest reviewer), before abstaining */
    double accuse; /* P(reports | scheming reviewer that would not have reported) */
    double hide;   /* P(withholds its report | scheming reviewer) */
    cst_chance verdict[CST_VERDICTS];
    cst_chance hides;
} cst_seen;

struct cst_play_laws;

/* In the order in which it is made: each group needs those before it, and nothing is changed once
 * it is made. */
typedef struct cst_model {
    cst_trial_spec spec;

    /* Who and how many there are, how often they scheme and attack. */
    cst_population population;
    uint64_t tasks_per_trial; /* N * R */
    uint32_t slots;           /* crew slots, k */
    cst_crew crew;
    double *rate;        /* heap, with attack_rate, w and v: P(schemes), by lineage of the agent */
    double *attack_rate; /* P(attacks), by lineage of the actor */
    double attacks;      /* P(attacks | schemes, and dares to) */
    double abstain;      /* a review has no verdict */

    /* What tells agents apart. */
    bool mixture;          /* agents have types */
    bool by_level;         /* and fresh ones take seats: states are drawn for every type at once */
    bool rates_differ;     /* between lineages */
    bool states_matter;    /* scheming reviewers do anything else than honest ones */
    bool states_by_agent;  /* reviewers' states come one by one from their own rates, not from w */
    bool reviewers_differ; /* who reviews matters */
    bool external, external_acts; /* some agents are played outside; some of them act */

    /* Which of the reviewers scheme. */
    double *w; /* P(the actor attacks, s of the reviewers scheme), at `slots` reviewers of the
                  population, or at 0 */
    double *v; /* P(it does not attack, s of them scheme) */
    cst_chance *states[2]; /* [attack][s]: P(at most s reviewers scheme) */

    /* What reviewers see. */
    uint32_t lineages;     /* that `seen` tells apart: 1 unless reviewers differ */
    uint32_t difficulties; /* of attacks: 1 unless scores are correlated */
    cst_seen *seen;        /* heap: see cst_model_seen */
    double *difficulty;    /* heap: P(each difficulty) */
    cst_chance *difficult; /* heap: P(at most this difficulty) */

    /* Thresholds of the draws. */
    double attack_max; /* the largest attack rate of any agent */
    cst_chance attack_most;
    cst_chance *attack; /* heap, with scheme, accept and states: by lineage */
    cst_chance *scheme;
    cst_chance *accept;   /* rate / attack_max: thins jumps made at attack_max */
    double report_most;   /* P(a reviewer reports honest work), the largest over lineages */
    cst_chance loud_most; /* report, accuse or abstain on honest work, the largest over lineages */
    cst_chance audit_success;
    cst_chance type_never, type_not_rare; /* mixture: never; never or consistent */
    cst_chance rate_rare, rate_consistent;
    bool rare_more; /* eager: the rare schemers are those that scheme more often */

    uint32_t cohorts;
    cst_cohort *cohort; /* heap */

    /* How votes fall, and what they flag. */
    uint8_t votes_needed[CST_REVIEWERS_MAX + 1]; /* reports that flag, by abstentions */
    double *votes;                               /* heap: see cst_model_votes */

    struct cst_play_laws *play; /* heap: where trials are played, see monitor/play.h; else NULL */

    /* What the tasks of a trial share, which intervals need to know (MODEL section 10). */
    bool tasks_independent; /* all tasks of a trial are independent, and no trial ends early */
    bool ends;              /* the response may end a trial, which is not played */
    bool whole;             /* trials are tallied in one piece: what comes first in them is known */
    bool tasks_alike;       /* each task that happens is a draw of one law, whatever came before */
    double scheming_most;   /* P(an actor schemes), whatever came before, is at most this; 1: tasks
                               share causes, or agents are of a type */
} cst_model;

/* Makes a model from a checked spec. 0 or CST_ERR_MEMORY. */
int cst_model_make(cst_model *model, const cst_trial_spec *spec, cst_error *error);

/* Legal on a zeroed model and after a failed make. */
void cst_model_free(cst_model *model);

/* Rounds until a review is done: 0 but for async. */
static inline uint32_t cst_model_delay(const cst_model *model)
{
    const cst_protocol_spec *protocol = &model->spec.protocol;
    return protocol->kind->delayed ? protocol->delay : 0;
}

/* Rounds until a fresh agent takes the seat of one that was taken out; 0: nobody does. */
static inline uint32_t cst_model_refill(const cst_model *model)
{
    const cst_response_spec *response = &model->spec.response;
    return response->effect == CST_EFFECT_QUARANTINE ? response->refill : 0;
}

/* Agents of a trial that can be taken out, one after the other in each seat, at most. */
uint64_t cst_model_removals(const cst_model *model);

/* Whether single scores compete for the audits of a round. */
static inline bool cst_model_scored(const cst_model *model)
{
    return model->spec.protocol.audit_budget > 0.0 && model->slots == 1;
}

/* Whether so many reports flag a task. */
static inline bool cst_model_flags(const cst_model *model, uint32_t reports, uint32_t abstentions)
{
    return reports >= model->votes_needed[abstentions];
}

/* P(at most s), s = 0..k, from weights of 0..k. */
void cst_model_at_most(const double *mass, uint32_t k, cst_chance *out);

/* The cohort of an agent, 0..cohorts-1. */
uint32_t cst_model_cohort(const cst_model *model, uint32_t agent);

/* The place in `seen` of what follows. */
static inline size_t cst_model_seen_at(const cst_model *model, cst_work work, uint32_t difficulty,
                                       uint32_t actor, uint32_t reviewer)
{
    const size_t table = (size_t)work * model->difficulties + difficulty;
    return (table * model->lineages + actor) * model->lineages + reviewer;
}

/* What a reviewer of lineage `reviewer` does with the work of an actor of lineage `actor`, both 0
 * where reviewers do not differ. */
static inline const cst_seen *cst_model_seen(const cst_model *model, cst_work work,
                                             uint32_t difficulty, uint32_t actor, uint32_t reviewer)
{
    return &model->seen[cst_model_seen_at(model, work, difficulty, actor, reviewer)];
}

/* Reviews of a task, 0 where nobody reviews; in played trials they differ from task to task. */
static inline uint32_t cst_model_reviews(const cst_model *model)
{
    return cst_protocol_reports(model->spec.protocol.kind) ? model->slots : 0;
}

/* Whether reviewers that scheme are told apart from others, and do anything else. */
bool cst_model_schemers_known(const cst_model *model);

/* Whether their verdicts on one attack are more than draws of one law each, by themselves. */
bool cst_model_schemers_tied(const cst_model *model);

/* The law of the votes on a task of an actor of this cohort, given that it attacks or not: the
 * probability of x reports and y abstentions at [x * (slots + 1) + y] (monitor/votes.h). */
const double *cst_model_votes(const cst_model *model, uint32_t cohort, bool attack);

/* P(the protocol does not flag an attack of cohort 0 | s of its reviewers scheme), where the law of
 * the task says how many do; else as if it did. */
double cst_model_pass_given(const cst_model *model, uint32_t s);
/* P(an attack escapes | the same): it is not flagged, or is used all the same and not found. */
double cst_model_escape_given(const cst_model *model, uint32_t s);

/* P(an actor attacks), over the whole population: the risk without any monitoring. */
double cst_model_attack_rate(const cst_model *model);

/* P(the protocol flags or picks a task | cohort, attack); that it does not, with all its digits. */
double cst_model_flag_share(const cst_model *model, uint32_t cohort, bool attack);
double cst_model_pass_share(const cst_model *model, uint32_t cohort, bool attack);

/* Tasks of a cohort among the first `tasks` tasks of a trial. */
uint64_t cst_model_cohort_tasks(const cst_model *model, uint32_t cohort, uint64_t tasks);

#endif
