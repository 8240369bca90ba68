/* SPDX-License-Identifier: MIT
 * clique: m agents cover for their own. A scheming member hides the attacks of members and nothing
 * else; whoever stands outside reports. The acts are those between two members. */
#include "monitor/collusion.h"

static const cst_parameter members = {
    CST_PARAMETER(WHOLE, "collusion.members", cst_collusion_spec, members,
                  CST_RANGE(2, 2147483648.0, "a whole number from 2 to 2147483648")),
    .initial = 2, .meaning = "agents of the clique", .axis = "agents of the clique"};

const cst_collusion cst_collusion_clique = {
    .name = "clique",
    .text = "members of a clique pass each other's attacks; reviewers outside report",
    .parameter = {&cst_collusion_probability, &members},
    .clique = true,
    .ready = {.hides_attack = 1.0},
};
