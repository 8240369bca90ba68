/* SPDX-License-Identifier: MIT
 * clique: m agents cover for their own. A scheming member hides the attacks of members and nothing
 * else; whoever stands outside reports. The acts are those between two members. */
#include "monitor/collusions.h"

static void acts(const cst_collusion_spec *spec, bool kin, cst_collusion_acts *out)
{
    (void)kin;
    out->hides_attack = spec->probability;
    out->hides_honest = 0.0;
    out->hides_honeypot = 0.0;
}

static int check(const cst_collusion_spec *spec, cst_error *error)
{
    if (spec->members >= 2) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_MONITOR, "collusion.members",
                         "expected at least 2 members, found %u", spec->members);
}

const cst_collusion cst_collusion_clique = {
    .name = "clique",
    .text = "members of a clique pass each other's attacks; reviewers outside report",
    .keys = "probability members",
    .clique = true,
    .acts = acts,
    .check = check,
};
