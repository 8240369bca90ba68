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
#include "monitor/protocol.h"
#include "monitor/scores/joint.h"
#include "monitor/scores/score.h"

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
} cst_trial_spec;

/* The documented defaults (MODEL section 13, with the independent law). */
cst_trial_spec cst_trial_spec_default(void);

/* Everything that must hold between and within the parts, before any model is made: 0, or an error
 * with its key. */
int cst_trial_spec_check(const cst_trial_spec *spec, cst_error *error);

#endif
