/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: the attack policies' tables, one a file, attack_<name>.c.
 */
#ifndef CST_AGENTS_ATTACKS_H
#define CST_AGENTS_ATTACKS_H

#include "agents/attack.h"

extern const cst_policy cst_policy_always;
extern const cst_policy cst_policy_gated;
extern const cst_policy cst_policy_trigger;
extern const cst_policy cst_policy_select;
extern const cst_policy cst_policy_paced;
extern const cst_policy cst_policy_steps;

/* P(attacks | schemes) of a policy that always does. */
double cst_policy_whenever(const cst_attack_spec *spec);

#endif
