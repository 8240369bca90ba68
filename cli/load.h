/* SPDX-License-Identifier: MIT
 *
 * The scenario that a command line names: FILE with --set and --seed over it.
 */
#ifndef CST_CLI_LOAD_H
#define CST_CLI_LOAD_H

#include "cli/args.h"
#include "scenarios/load/scenario.h"

/* Reads the first positional argument; the command must have CST_FLAGS_OF_SIMULATION. What the
 * scenario notes of itself goes to standard error. cst_scenario_free is legal after failure. */
int cst_load_scenario(cst_scenario *scenario, const cst_args *args, cst_error *error);

/* The same with every cell read under another protocol.kind as well, so that flags may set its
 * keys. */
int cst_load_beside(cst_scenario *scenario, const cst_args *args, const char *beside,
                    cst_error *error);

#endif
