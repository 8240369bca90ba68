/* SPDX-License-Identifier: MIT
 * self-recognition: a scheming reviewer passes what it takes for the work of its own lineage. No
 * signal is sent, so there is none to jam; but recognition cannot tell a copy's attack from a
 * copy's honest work. Honeypots are another model's work. */
#include "monitor/collusion.h"

static cst_collusion_acts acts(const cst_collusion_spec *spec, bool kin)
{
    const double own = kin ? cst_collusion_recognised(spec) : spec->mistaken;
    return (cst_collusion_acts){.hides_attack = spec->probability * own,
                                .hides_honest = spec->probability * own,
                                .hides_honeypot = spec->probability * spec->mistaken};
}

const cst_collusion cst_collusion_self_recognition = {
    .name = "self-recognition",
    .text = "passes work that it takes for that of its own lineage",
    .parameter = {&cst_collusion_probability, &cst_collusion_auc, &cst_collusion_mistaken},
    .lineage_bound = true,
    .acts = acts,
};
