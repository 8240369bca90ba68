/* SPDX-License-Identifier: MIT
 * reciprocal: a scheming reviewer hides the attacks of those that have covered for it, and gives
 * others a first cover with probability `start`. The acts are those towards an actor that it covers
 * for. */
#include "monitor/collusion.h"

static const cst_parameter start = {
    CST_PARAMETER(REAL, "collusion.start", cst_collusion_spec, start, CST_PROBABILITY),
    .initial = 1.0, .meaning = "P(covers for one that has not covered for it)",
    .axis = "chance of a first cover"};

const cst_collusion cst_collusion_reciprocal = {
    .name = "reciprocal",
    .text = "passes attacks of those that have passed its own",
    .parameter = {&cst_collusion_probability, &start},
    .reciprocal = true,
    .ready = {.hides_attack = 1.0},
};
