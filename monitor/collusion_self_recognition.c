/* SPDX-License-Identifier: MIT
 * self-recognition: a scheming reviewer passes what it takes for the work of its own lineage. No
 * signal is sent, so there is none to jam; but recognition cannot tell a copy's attack from a
 * copy's honest work. Honeypots are another model's work. */
#include "monitor/collusion.h"

#include "base/rmath.h"

/* P(own work is recognised) at the threshold that other work passes with probability `mistaken`. */
static double recognised(const cst_collusion_spec *spec)
{
    const double distance = cst_collusion_distance(spec);
    if (isinf(distance)) {
        return 1.0; /* at `mistaken` 0 too, where the sum below would be infinity less infinity */
    }
    return cst_rmath_normal(distance + cst_rmath_normal_quantile(spec->mistaken));
}

static cst_collusion_acts acts(const cst_collusion_spec *spec, bool kin)
{
    const double own = kin ? recognised(spec) : spec->mistaken;
    return (cst_collusion_acts){
        .hides_attack = own, .hides_honest = own, .hides_honeypot = spec->mistaken};
}

const cst_collusion cst_collusion_self_recognition = {
    .name = "self-recognition",
    .text = "passes work that it takes for that of its own lineage",
    .parameter = {&cst_collusion_probability, &cst_collusion_auc, &cst_collusion_mistaken},
    .lineage_bound = true,
    .acts = acts,
};
