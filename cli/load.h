/* SPDX-License-Identifier: MIT
 *
 * The scenario that a command line names: FILE with --set and --seed over it.
 */
#ifndef CST_CLI_LOAD_H
#define CST_CLI_LOAD_H

#include "cli/args.h"
#include "scenarios/load/scenario.h"

/* The two flags, for the tables of the commands that read a scenario. */
#define CST_FLAGS_OF_SCENARIO                                                                      \
    {.name = "set",                                                                                \
     .type = CST_FLAG_TEXT,                                                                        \
     .repeats = true,                                                                              \
     .value = "KEY=VALUE",                                                                         \
     .range = "may be repeated",                                                                   \
     .fallback = "",                                                                               \
     .text = "Override a key of the scenario; a sweep over the key gives way."},                   \
    {                                                                                              \
        .name = "seed", .type = CST_FLAG_COUNT, .least = 0, .most = INT64_MAX, .value = "N",       \
        .range = "0 to 2^63-1", .fallback = "estimate.seed of the scenario",                       \
        .text = "The seed of all draws."                                                           \
    }

/* Reads the first positional argument; the command must have the flags set and seed. What the
 * scenario notes of itself goes to standard error. cst_scenario_free is legal after failure. */
int cst_load_scenario(cst_scenario *scenario, const cst_args *args, cst_error *error);

/* The same with every cell read under another protocol.kind as well, so that flags may set its
 * keys. */
int cst_load_beside(cst_scenario *scenario, const cst_args *args, const char *beside,
                    cst_error *error);

#endif
