/* SPDX-License-Identifier: MIT
 * gated: attacks when it schemes and believes that nobody watches; that belief is drawn once for
 * all agents of a scope, with probability scheming.awareness that they believe to be watched. */
#include "agents/policy.h"

const cst_policy cst_policy_gated = {
    .name = "gated",
    .text = "attacks only when it believes that nobody watches",
    .unwatched = true,
};
