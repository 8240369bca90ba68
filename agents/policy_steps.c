/* SPDX-License-Identifier: MIT
 * steps: harm needs `steps` attacks of one agent that nobody stopped; the last of them does the
 * harm, the others are steps that were not found. After harm the count starts anew. */
#include "agents/policy.h"

static const cst_parameter steps = {
    CST_PARAMETER(WHOLE, "attack.steps", cst_attack_spec, steps, CST_COUNT_MILLION), .initial = 1,
    .meaning = "attacks of one agent that harm needs",
    .axis = "undetected attacks that harm needs"};

const cst_policy cst_policy_steps = {
    .name = "steps",
    .text = "harm needs several attacks that nobody stopped",
    .parameter = {&steps},
    .has_memory = true,
};
