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

typedef struct cst_scheming_spec {
    cst_law_spec law;
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

/* mixture: the rate of the rest, (rate - consistent*consistent_rate)/(1 - never - consistent);
 * NaN where nobody is left over and the others do not make up the rate. */
double cst_scheming_rare_rate(const cst_scheming_spec *spec);

#endif
