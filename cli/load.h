/* SPDX-License-Identifier: MIT
 *
 * What a command line names: a scenario, FILE with --set and --seed over it, or a results file.
 */
#ifndef CST_CLI_LOAD_H
#define CST_CLI_LOAD_H

#include "cli/args.h"
#include "scenarios/load/scenario.h"
#include "study/reload.h"

/* Reads the first positional argument; the command must have CST_FLAGS_OF_SIMULATION. What the
 * scenario notes of itself goes to standard error. cst_scenario_free is legal after failure. */
int cst_load_scenario(cst_scenario *scenario, const cst_args *args, cst_error *error);

/* The same with every cell read under another protocol.kind as well, so that flags may set its
 * keys. */
int cst_load_beside(cst_scenario *scenario, const cst_args *args, const char *beside,
                    cst_error *error);

/* Reads all cells of a results file, with the provenance of what is read, and says how many have
 * not all their trials yet, where some have not: what comes of an unfinished run must not pass for
 * a finished one. `command` is who says it. What cst_reload_read says, and CST_ERR_MEMORY.
 * cst_reload_free is legal after failure. */
int cst_load_results(cst_reload *reload, const char *path, const char *command,
                     const cst_console *console, cst_error *error);

#endif
