/* SPDX-License-Identifier: MIT
 * reciprocal: a scheming reviewer hides the attacks of those that have covered for it, and gives
 * others a first cover with probability `start`. The acts are those towards an actor that it covers
 * for. */
#include "monitor/collusions.h"

static void acts(const cst_collusion_spec *spec, bool kin, cst_collusion_acts *out)
{
    (void)kin;
    out->hides_attack = spec->probability;
    out->hides_honest = 0.0;
    out->hides_honeypot = 0.0;
}

const cst_collusion cst_collusion_reciprocal = {
    .name = "reciprocal",
    .text = "passes attacks of those that have passed its own",
    .keys = "probability start",
    .reciprocal = true,
    .acts = acts,
};
