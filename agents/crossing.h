/* SPDX-License-Identifier: MIT
 *
 * A copula whose factors are shared by different agents (crossed loadings): context and time by
 * all, model by those of one lineage, version by those of one version. An agent schemes where
 *     sqrt(context + time) Z + sqrt(model) Z_lineage + sqrt(version) Z_version
 *         + sqrt(1 - r) E > -Phi^-1(p),        r = model + version + context + time,
 * all of them independent N(0, 1). The factors live on one lattice of the latent variable, so that
 * an agent's chance is looked up by the sum of its factors' places. Plain data, large: on the heap.
 */
#ifndef CST_AGENTS_CROSSING_H
#define CST_AGENTS_CROSSING_H

#include "agents/cause.h"
#include "agents/population.h"

typedef enum cst_factor {
    CST_FACTOR_COMMON = 0, /* context and time */
    CST_FACTOR_MODEL = 1,
    CST_FACTOR_VERSION = 2,
    CST_FACTORS = 3
} cst_factor;

enum { CST_CROSSING_MAX = 8192 };

typedef struct cst_crossing {
    uint32_t count[CST_FACTORS]; /* places of a factor; 1 where it is not there */
    uint32_t start[CST_FACTORS]; /* where its places start in `below` */
    uint32_t sums;               /* count[0] + count[1] + count[2] - 2 */
    cst_chance below[CST_CROSSING_MAX + CST_FACTORS]; /* P(at most this place), by factor */
    cst_chance chance[CST_CROSSING_MAX];              /* of scheming, by the sum of places */
} cst_crossing;

/* Whether the lattice of a checked copula fits. 0, or CST_ERR_LAW with the reason. */
int cst_crossing_check(const cst_law_spec *spec, cst_error *error);

/* Needs a spec that cst_crossing_check takes. The mean chance is the rate within a relative 1e-10,
 * and so is whatever some agents do together. */
void cst_crossing_make(cst_crossing *crossing, const cst_law_spec *spec);

/* Draws all factors and fills cause[0..lineages-1], for the agents of each lineage: the common
 * factor first, then lineage by lineage its model and, where no earlier lineage has it, its
 * version. Takes no draw for a factor that is not there. */
void cst_crossing_draw(const cst_crossing *crossing, const cst_population_spec *population,
                       cst_draws *draws, cst_cause *cause);

#endif
