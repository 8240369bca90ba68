/* SPDX-License-Identifier: MIT
 * always: a scheming actor attacks on every task on which it schemes. */
#include "agents/policy.h"

const cst_policy cst_policy_always = {
    .name = "always",
    .text = "attacks whenever it schemes",
};
