/* SPDX-License-Identifier: MIT
 *
 * The choices that keys offer: laws, protocols and the like from their registries, the others by
 * their enums.
 */
#ifndef CST_SCENARIOS_LOAD_CHOICES_H
#define CST_SCENARIOS_LOAD_CHOICES_H

#include "scenarios/load/key.h"

extern const cst_choice cst_choice_dependence, cst_choice_scope, cst_choice_across,
    cst_choice_propensity, cst_choice_policy, cst_choice_score, cst_choice_trusted,
    cst_choice_strategy, cst_choice_episode, cst_choice_shared_memory, cst_choice_kind,
    cst_choice_rule, cst_choice_assign, cst_choice_flagged, cst_choice_interval, cst_choice_quorum,
    cst_choice_on, cst_choice_effect, cst_choice_statistic, cst_choice_strata, cst_choice_method,
    cst_choice_stop_result;

/* Puts the choice of that index into a draft; which one a draft has. */
void cst_choice_set(const cst_choice *choice, cst_draft *draft, uint32_t index);
uint32_t cst_choice_get(const cst_choice *choice, const cst_draft *draft);

/* The index of a name, or -1. */
int cst_choice_find(const cst_choice *choice, const char *name);

/* The names, as "a, b, c". Returns out. */
const char *cst_choice_list(const cst_choice *choice, char *out, size_t size);

/* CST_ERR_SCENARIO: what was expected instead of that name. */
int cst_choice_unknown(const cst_choice *choice, const char *path, const char *name,
                       cst_error *error);

#endif
