/* SPDX-License-Identifier: MIT
 * always: a scheming actor attacks on every task on which it schemes. */
#include "agents/attacks.h"

#include <stddef.h>

const cst_policy cst_policy_always = {
    .name = "always",
    .text = "attacks whenever it schemes",
    .keys = "",
    .attacks = cst_policy_whenever,
};
