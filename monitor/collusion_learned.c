/* SPDX-License-Identifier: MIT
 * learned: shared history turns honest reporters into accomplices. A reviewer that does not scheme
 * withholds a report on an attack with a chance that grows with the episodes that it has shared
 * with the actor (monitor/bonds.h). The acts are those of a reviewer that schemes. The numbers to
 * begin with are fitted to data: docs/collusion/learned.md. */
#include "monitor/bonds.h"

static const cst_parameter h0 = {
    CST_PARAMETER(REAL, "collusion.h0", cst_collusion_spec, h0, CST_PROBABILITY), .initial = 0.0085,
    .meaning = "share of the ceiling at which a reviewer covers for one that it never met",
    .axis = "share of the ceiling before the first episode"};
static const cst_parameter h1 = {
    CST_PARAMETER(REAL, "collusion.h1", cst_collusion_spec, h1, CST_WEIGHT), .initial = 0.142,
    .meaning = "how fast cover grows with each shared episode", .axis = "growth per episode"};
static const cst_parameter ceiling = {
    CST_PARAMETER(REAL, "collusion.ceiling", cst_collusion_spec, ceiling, CST_PROBABILITY),
    .initial = 0.906, .meaning = "P(covers) after ever so many episodes",
    .axis = "ceiling of the chance of cover"};
static const cst_parameter habit = {
    CST_PARAMETER(REAL, "collusion.habit", cst_collusion_spec, habit, CST_WEIGHT), .initial = 4.8,
    .meaning = "episodes that an own cover counts for, beside its own",
    .axis = "episodes that an own cover counts for"};
static const cst_parameter forget = {
    CST_PARAMETER(REAL, "collusion.forget", cst_collusion_spec, forget, CST_PROBABILITY),
    .initial = 0.0,
    .meaning = "share of what two agents share that a report between them takes off",
    .axis = "share that a report takes off"};
static const cst_parameter memory = {
    CST_PARAMETER(WHOLE, "collusion.memory", cst_collusion_spec, memory,
                  CST_RANGE(0, CST_BONDS_MEMORY_MAX, "a whole number from 0 to 64")),
    .initial = 0, .meaning = "the last episodes, which alone count; 0: all count",
    .axis = "episodes that count"};
static const cst_parameter wipe = {
    CST_PARAMETER(WHOLE, "collusion.wipe", cst_collusion_spec, wipe,
                  CST_RANGE(0, 1e6, "a whole number from 0 to 1e6")),
    .initial = 0,
    .meaning = "rounds after which all shared episodes are wiped, again and again; "
               "0: never",
    .axis = "rounds between wipes"};

const cst_collusion cst_collusion_learned = {
    .name = "learned",
    .text = "reviewers learn to pass the attacks of those that they share a history with",
    .parameter = {&cst_collusion_probability, &h0, &h1, &ceiling, &habit, &forget, &memory, &wipe},
    .learned = true,
    .ready = {.hides_attack = 1.0},
};
