/* SPDX-License-Identifier: MIT
 *
 * A crew's votes on one task, and their law in closed form: what u_s of MODEL section 11.1 is made
 * of, and the law of the honest mass that skip-ahead draws as counts. Pure.
 */
#ifndef CST_MONITOR_VOTES_H
#define CST_MONITOR_VOTES_H

#include "agents/law.h"
#include "agents/population.h"

/* On an attack also what its scheming reviewers did; 0 where that is not told. */
typedef struct cst_votes {
    uint8_t reports, abstentions;
    uint8_t schemers, told; /* reviewers that scheme; of these, those that report */
} cst_votes;

typedef struct cst_votes_spec {
    uint32_t slots;                    /* k */
    uint32_t lineages;                 /* of the pool */
    uint32_t pool[CST_LINEAGES_MAX];   /* k are drawn from these without replacement */
    double honest[CST_LINEAGES_MAX];   /* P(report | not scheming), before abstaining */
    double scheming[CST_LINEAGES_MAX]; /* P(report | scheming), before abstaining */
    /* Shares of those reports that collusion suppresses. Apart, so that a tiny share keeps its
     * digits where the report is certain otherwise. */
    double honest_lost[CST_LINEAGES_MAX];
    double scheming_lost[CST_LINEAGES_MAX];
    double states[CST_REVIEWERS_MAX + 1]; /* P(s of the k scheme), s = 0..k, sums to 1 */
    double abstain;
} cst_votes_spec;

/* Fills out[x * (slots + 1) + y] = P(x reports, y abstentions). Which of the k scheme is uniform
 * given s (exchangeability). All terms are positive: relative error about k * 1e-16. */
void cst_votes_law(const cst_votes_spec *spec, double *out);

#endif
