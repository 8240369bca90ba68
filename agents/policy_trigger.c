/* SPDX-License-Identifier: MIT
 * trigger: attacks only on one of `classes` classes of inputs, which all schemers know; a task's
 * class is uniform, so that a scheming actor attacks with probability 1/classes. */
#include "agents/policy.h"

static const cst_parameter classes = {
    CST_PARAMETER(WHOLE, "attack.classes", cst_attack_spec, classes, CST_COUNT_MILLION),
    .initial = 8,
    .red = true,
    .meaning = "classes of inputs, one is the trigger",
    .when = "or strategy input-trigger",
    .axis = "classes of inputs"};

const cst_policy cst_policy_trigger = {
    .name = "trigger",
    .text = "attacks only on one of several classes of inputs",
    .parameter = {&classes},
    .attacks = &classes,
};
