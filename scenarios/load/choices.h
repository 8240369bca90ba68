/* SPDX-License-Identifier: MIT
 *
 * The choices that keys offer: laws, protocols and the like from their registries, the others by
 * their enums. Each also knows the names that the model has and this version does not.
 */
#ifndef CST_SCENARIOS_LOAD_CHOICES_H
#define CST_SCENARIOS_LOAD_CHOICES_H

#include "scenarios/load/key.h"

extern const cst_choice cst_choice_dependence;
extern const cst_choice cst_choice_scope;
extern const cst_choice cst_choice_across;
extern const cst_choice cst_choice_propensity;
extern const cst_choice cst_choice_policy;
extern const cst_choice cst_choice_score;
extern const cst_choice cst_choice_trusted;
extern const cst_choice cst_choice_strategy;
extern const cst_choice cst_choice_kind;
extern const cst_choice cst_choice_rule;
extern const cst_choice cst_choice_assign;
extern const cst_choice cst_choice_flagged;
extern const cst_choice cst_choice_quorum;
extern const cst_choice cst_choice_on;
extern const cst_choice cst_choice_effect;
extern const cst_choice cst_choice_statistic;
extern const cst_choice cst_choice_strata;
extern const cst_choice cst_choice_method;

/* The index of a name, or -1. */
int cst_choice_find(const cst_choice *choice, const char *name);

/* The names, as "a, b, c". Returns out. */
const char *cst_choice_list(const cst_choice *choice, char *out, size_t size);

/* CST_ERR_SCENARIO: what was expected instead of that name. */
int cst_choice_unknown(const cst_choice *choice, const char *path, const char *name,
                       cst_error *error);

#endif
