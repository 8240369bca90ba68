/* SPDX-License-Identifier: MIT
 *
 * The population of one trial: agents 0..agents-1, sorted by lineage. Lineage sizes are fixed by
 * largest remainder from the shares. Plain data; safe to share between threads once made.
 */
#ifndef CST_AGENTS_POPULATION_H
#define CST_AGENTS_POPULATION_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    CST_LINEAGES_MAX = 16,
    CST_LINEAGE_NAME_MAX = 32,
    CST_PEERS_MAX = 2 * CST_LINEAGES_MAX /* of a population: a lineage has one for each role */
};

/* One model family. A NaN rate means "as the whole population". */
typedef struct cst_lineage {
    char name[CST_LINEAGE_NAME_MAX];
    double share;   /* of the agents, in (0, 1]; the shares sum to 1 */
    double tpr;     /* of its reviewers, NaN: the monitor's */
    double fpr;     /* of its reviewers, NaN: the monitor's */
    double rate;    /* scheming rate, NaN: scheming.rate; see cst_scheming_spec_check */
    double rho;     /* beta, across lineage: of its own agents, NaN: scheming.rho */
    double version; /* of the model, a whole number from 0 on; reviews grow stale with the gap */
    char external[CST_LINEAGE_NAME_MAX]; /* the peer that says what its reviewers say; "": none */
    char external_actor[CST_LINEAGE_NAME_MAX]; /* the one that says when its schemers attack */
    char hidden[CST_LINEAGE_NAME_MAX]; /* from the peer that reviews: CST_HIDDEN_*; "": nothing */
} cst_lineage;

/* What may be hidden: whose task it is, with all that is known of the actor; or the score. */
#define CST_HIDDEN_ACTOR "actor"
#define CST_HIDDEN_SCORE "score"

typedef struct cst_population_spec {
    uint32_t lineages;          /* 1..CST_LINEAGES_MAX */
    const cst_lineage *lineage; /* borrowed: many specs may share them */
} cst_population_spec;

typedef struct cst_population {
    uint32_t agents;
    uint32_t lineages;
    uint32_t first[CST_LINEAGES_MAX + 1]; /* lineage g is agents first[g]..first[g+1]-1 */
} cst_population;

/* A lineage of which nothing is stated: no name, no share, everything else as in the population. */
cst_lineage cst_lineage_unstated(void);

/* One lineage, named "a", with everything as in the population. */
cst_population_spec cst_population_spec_default(void);

/* 0, or CST_ERR_POPULATION with key and text: names distinct, shares in (0,1] that sum to 1 within
 * 1e-9, rates and rho in [0,1] or NaN, and every lineage gets at least one of the agents. */
int cst_population_spec_check(const cst_population_spec *spec, uint32_t agents, cst_error *error);

/* The name of the first peer that says what a lineage's reviewers say, where these are asked for,
 * or when its schemers attack, where these are; NULL: there is none. */
const char *cst_population_peer(const cst_population_spec *spec, bool reviews, bool acts);

/* Needs a checked spec. */
void cst_population_make(cst_population *population, const cst_population_spec *spec,
                         uint32_t agents);

/* The lineage of an agent, 0..lineages-1. */
uint32_t cst_population_lineage(const cst_population *population, uint32_t agent);

/* The number of agents of a lineage. */
uint32_t cst_population_size(const cst_population *population, uint32_t lineage);

#endif
