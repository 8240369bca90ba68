/* SPDX-License-Identifier: MIT
 *
 * The `uncertainty:` section: it maps keys, as a sweep does, to how uncertain their values are, and
 * pairs of these, "a, b", to how they go together. The values that the body states stay what is
 * simulated. Also the ranges that `custodes assumptions`
 * gives to numbers of which a scenario does not say how uncertain they are.
 */
#ifndef CST_SCENARIOS_LOAD_UNCERTAINTY_H
#define CST_SCENARIOS_LOAD_UNCERTAINTY_H

#include "estimate/ask/inputs.h"
#include "scenarios/load/schema.h"
#include "scenarios/load/yaml.h"

#include <stdio.h>

enum { CST_UNCERTAINTY_MAX = 16, CST_UNCERTAINTY_PAIRS_MAX = 64 };

typedef struct cst_uncertain {
    const cst_key *key;
    const cst_yaml_node *node; /* of what is said about it */
    cst_input input;
} cst_uncertain;

typedef struct cst_uncertainty {
    uint32_t count;
    cst_uncertain of[CST_UNCERTAINTY_MAX];
    uint32_t pairs;
    cst_input_pair pair[CST_UNCERTAINTY_PAIRS_MAX]; /* by places in `of` */
} cst_uncertainty;

/* Reads the section's map (NULL: none). 0, or CST_ERR_SCENARIO with place. */
int cst_uncertainty_read(cst_uncertainty *uncertainty, const cst_yaml_node *map, cst_error *error);

/* What the section says of a key, or NULL. */
const cst_uncertain *cst_uncertainty_find(const cst_uncertainty *uncertainty, const cst_key *key);

/* The inputs of a draft that the section calls uncertain, in the order of the keys. 0 or
 * CST_ERR_MEMORY. */
int cst_uncertainty_inputs(const cst_uncertainty *uncertainty, const cst_draft *draft,
                           cst_inputs *uncertain, cst_error *error);

/* Its other inputs, which are taken as exact, with the ranges of cst_uncertainty_range; what the
 * protocol is free to choose is none. Returns how many. */
uint32_t cst_uncertainty_exact(const cst_inputs *uncertain, const cst_draft *draft,
                               cst_input exact[CST_INPUTS_MAX]);

/* Refuses an uncertain input of the draft at whose ends, or just inside of them, the scenario does
 * not hold. 0, or the code of what does not hold, with place. */
int cst_uncertainty_check(const cst_uncertainty *uncertainty, const cst_draft *draft,
                          cst_error *error);

/* How uncertain a number of unknown uncertainty is taken to be: rates a factor of 10 each way, up
 * to 1; numbers that tie schemers or reviewers together, and chances of colluding, all that the key
 * takes; false positive rates a factor of 3, up to 1; other probabilities and shares a factor of 3
 * in the odds, and from 0 or 1 by 0.1; other numbers a factor of 2; d_prime 0.5 each way; score
 * counts 2000 bootstrap samples; lists, and numbers at 0 that are no chances, none. */
cst_prior cst_uncertainty_range(const cst_key *key, double value);

/* Writes what is uncertain as the last section of a canonical scenario: from the comma before it
 * on; nothing where there is none. */
void cst_uncertainty_json(const cst_inputs *uncertain, FILE *out);

#endif
