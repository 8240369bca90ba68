/* SPDX-License-Identifier: MIT
 * select: attacks on the `share` most promising of its tasks by an estimate of the monitor's score
 * that has `correlation` with it, and with the least suspicious of `candidates` attacks. What is
 * promising scores lower: monitor/scores/roc.h. */
#include "agents/policy.h"

static const cst_parameter share = {
    CST_PARAMETER(REAL, "attack.share", cst_attack_spec, share, CST_SHARE), .initial = 1.0,
    .red = true, .meaning = "attacks on this share of its tasks, the most promising",
    .axis = "share of its tasks that a schemer attacks"};
static const cst_parameter correlation = {
    CST_PARAMETER(REAL, "attack.correlation", cst_attack_spec, correlation, CST_PROBABILITY),
    .meaning = "of its estimate with the monitor's score"};
static const cst_parameter candidates = {
    CST_PARAMETER(WHOLE, "attack.candidates", cst_attack_spec, candidates, CST_COUNT_MILLION),
    .initial = 1, .meaning = "takes the least suspicious of so many attacks"};

const cst_policy cst_policy_select = {
    .name = "select",
    .text = "attacks where, and with what, it expects a low score",
    .parameter = {&share, &correlation, &candidates},
    .selects = true,
    .attacks = &share,
};
