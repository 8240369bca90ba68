/* SPDX-License-Identifier: MIT
 *
 * A latent cause that agents share (MODEL section 3): given the cause, every state is a draw of its
 * own. Laws that are mixtures fix the chance once; beta's states follow Polya's urn, which needs no
 * propensity to be drawn and keeps its digits at any rate. Plain data.
 */
#ifndef CST_AGENTS_CAUSE_H
#define CST_AGENTS_CAUSE_H

#include "agents/law.h"
#include "base/random.h"

/* The causes of one law at one marginal, ready to be drawn. */
typedef struct cst_causes {
    bool urn;
    double rate, rho;
    uint32_t count;
    cst_chance below[CST_LAW_CAUSES_MAX]; /* P(at most this cause) */
    cst_chance given[CST_LAW_CAUSES_MAX]; /* the same, given that an agent under it schemes */
    cst_chance chance[CST_LAW_CAUSES_MAX];
} cst_causes;

/* A cause that has been drawn; for an urn what has been drawn from it so far. */
typedef struct cst_cause {
    const cst_causes *of; /* NULL: the chance is all there is */
    cst_chance chance;
    uint64_t states, schemers; /* urn: drawn so far */
} cst_cause;

/* Needs a checked spec whose law has causes or an urn. */
void cst_causes_make(cst_causes *causes, const cst_law_spec *spec);

/* Draws a cause; an urn starts empty. */
cst_cause cst_cause_draw(const cst_causes *causes, cst_draws *draws);

/* The same, given that a certain agent under it schemes. That one has not drawn from an urn yet. */
cst_cause cst_cause_draw_given(const cst_causes *causes, cst_draws *draws);

/* An urn from which others have drawn; no effect on causes of another kind. */
void cst_cause_follow(cst_cause *cause, uint64_t states, uint64_t schemers);

/* P(the next agent schemes). */
double cst_cause_chance(const cst_cause *cause);

/* The next agent's state. */
bool cst_cause_next(cst_cause *cause, cst_draws *draws);

#endif
