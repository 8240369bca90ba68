/* SPDX-License-Identifier: MIT
 *
 * Who is in the scheming state: a dependence law, when its cause is shared (scope), with whom
 * (across), and whether agents differ (propensity). Plain data.
 */
#ifndef CST_AGENTS_SCHEMING_H
#define CST_AGENTS_SCHEMING_H

#include "agents/law.h"
#include "agents/population.h"

typedef enum cst_propensity {
    CST_PROPENSITY_FIXED = 0,  /* every agent schemes at the same rate */
    CST_PROPENSITY_MIXTURE = 1 /* never, rare and consistent schemers, drawn per (trial, agent) */
} cst_propensity;

/* When the latent cause of the law is shared. */
typedef enum cst_scope {
    CST_SCOPE_TASK = 0,  /* by the actor and the reviewers of one task */
    CST_SCOPE_ROUND = 1, /* by all actors and reviewers of one round */
    CST_SCOPE_TRIAL = 2  /* by all of one trial */
} cst_scope;

/* With whom it is shared. */
typedef enum cst_across {
    CST_ACROSS_POPULATION = 0,
    CST_ACROSS_LINEAGE = 1, /* each lineage has a cause of its own */
    CST_ACROSS_FACTORS = 2  /* a copula's factors: each with those that have it (crossing.h) */
} cst_across;

typedef struct cst_scheming_spec {
    cst_law_spec law;
    cst_scope scope;
    cst_across across;
    double awareness;            /* P(a scope's agents believe that they are watched) */
    double watched_factor;       /* then they scheme at rate * this, >= 0 */
    double honeypot_recognition; /* P(a reviewer knows a honeypot for what it is) */
    cst_propensity propensity;
    double never;           /* mixture: share of agents that never scheme */
    double consistent;      /* mixture: share of agents that scheme at consistent_rate */
    double consistent_rate; /* mixture: default 1 */
} cst_scheming_spec;

/* rate 1e-3, independent, fixed. */
cst_scheming_spec cst_scheming_spec_default(void);

/* 0, or CST_ERR_LAW or CST_ERR_COMBINATION with key and reason. k: reviewers of the population on
 * a task (0 where no agent reviews: then the law's shape is not looked at). */
int cst_scheming_spec_check(const cst_scheming_spec *spec, const cst_population_spec *population,
                            uint32_t k, cst_error *error);

/* Whether causes outlive a task, or belong to lineages: then states are drawn cause by cause. */
bool cst_scheming_shares(const cst_scheming_spec *spec);

/* Whether agents of different lineages have different causes. */
bool cst_scheming_apart(const cst_scheming_spec *spec);

/* The law of the agents of one lineage: with its own rate and, across lineage, its own rho, where
 * it has them. */
cst_law_spec cst_scheming_law(const cst_scheming_spec *spec, const cst_lineage *lineage);

/* Where every lineage has a rate or a rho of its own nobody takes that of the population, which
 * need not be stated: the first lineage's stands in its place, so that it is a number, and right
 * where all lineages are alike. */
void cst_scheming_settle(cst_scheming_spec *spec, const cst_population_spec *population);

/* The effective marginal: rate * (1 - awareness * (1 - watched_factor)). */
double cst_scheming_effective(const cst_scheming_spec *spec, double rate);

/* Fills w[s] = P(the actor attacks and s of its k reviewers scheme), v[s] = P(it does not attack
 * and s of them scheme), with the belief shared by the task. attacks: P(attacks | schemes);
 * unwatched: attacks only where it does not believe to be watched. */
void cst_scheming_joint(const cst_scheming_spec *spec, uint32_t k, double attacks, bool unwatched,
                        double *w, double *v);

/* mixture: the rate of the rest, (rate - consistent*consistent_rate)/(1 - never - consistent);
 * NaN where nobody is left over and the others do not make up the rate. */
double cst_scheming_rare_rate(const cst_scheming_spec *spec);

#endif
