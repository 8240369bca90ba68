/* SPDX-License-Identifier: MIT
 *
 * What a scenario says of one trial, part by part.
 */
#ifndef CST_MONITOR_TRIAL_SPEC_H
#define CST_MONITOR_TRIAL_SPEC_H

#include "agents/policy.h"
#include "agents/population.h"
#include "agents/scheming.h"
#include "monitor/collusion.h"
#include "monitor/mechanisms/mechanism.h"
#include "monitor/protocol.h"
#include "monitor/scores/joint.h"
#include "monitor/scores/score.h"

/* What a catch, or a report, leads to (MODEL section 8). */
typedef enum cst_response_on { CST_ON_CATCH = 0, CST_ON_REPORT = 1 } cst_response_on;
typedef enum cst_response_effect {
    CST_EFFECT_NONE = 0,
    CST_EFFECT_END_TRIAL = 1,  /* the trial ends right after the task that triggers it */
    CST_EFFECT_QUARANTINE = 2, /* the actor is out: it neither acts nor reviews */
    CST_EFFECT_RECALL = 3,     /* its whole lineage is out */
    CST_EFFECT_RETRACT = 4     /* its last outputs are taken back, it goes on */
} cst_response_effect;

typedef struct cst_response_spec {
    cst_response_on on;
    cst_response_effect effect;
    uint32_t latency; /* rounds until it acts */
    uint32_t window;  /* W: outputs of the actor that are taken back */
    uint32_t refill;  /* quarantine: rounds until a fresh agent takes the seat; 0: nobody does */
} cst_response_spec;

typedef struct cst_trial_spec {
    uint32_t agents; /* N, 1..2^31 */
    uint32_t rounds; /* R, 1..2^31 */
    cst_population_spec population;
    cst_scheming_spec scheming;
    cst_score_spec score;   /* reviewers of the population: monitor.score */
    cst_score_spec trusted; /* monitor.trusted.score */
    cst_joint_spec joint;   /* monitor.joint */
    cst_attack_spec attack;
    double abstain;           /* monitor.abstain: a review has no verdict, in [0, 1] */
    double leniency;          /* an honest agent withholds a report on a peer, in [0, 1] */
    double score_correlation; /* of the scores of one piece of work, in [0, .99], or 1 */
    double staleness;         /* tau: d' falls by exp(-versions behind the actor / tau); 0: not */
    cst_collusion_spec collusion;
    cst_protocol_spec protocol;
    cst_response_spec response;
    cst_mechanism_spec mechanism; /* where it is of a kind, nothing else of these is used */
} cst_trial_spec;

/* The documented defaults (MODEL section 13, with the independent law). */
cst_trial_spec cst_trial_spec_default(void);

/* Everything that must hold between and within the parts, before any model is made: 0, or an error
 * with its key. */
int cst_trial_spec_check(const cst_trial_spec *spec, cst_error *error);

/* rotate: in so many rounds in a row no reviewer meets an actor twice while all agents are in,
 * floor((N - 1) / k); 0: under other assignments, or where no agents review. */
uint32_t cst_trial_spec_rounds_apart(const cst_trial_spec *spec);

#endif
