/* SPDX-License-Identifier: MIT
 *
 * What a command line names, a scenario, FILE with --set and --seed over it, or a results file; and
 * the command that is run on it.
 */
#ifndef CST_CLI_LOAD_H
#define CST_CLI_LOAD_H

#include "cli/args.h"
#include "scenarios/load/scenario.h"

/* Writes where a file is that comes with the program, "scenarios" or "scenarios/committee.yaml":
 * below share/custodes of the prefix that it is installed under, or beside it in its build tree. A
 * prefix may be moved: nothing but the place of the program itself is asked. False where it is not.
 */
bool cst_load_find(const char *name, char out[CST_PATH_SIZE]);

/* The path as it is, or, where no such file is there, that of the one that comes with the program,
 * which a note on stderr names. */
const char *cst_load_path(const char *path, char out[CST_PATH_SIZE]);

/* Reads the first positional argument; the command must have CST_OPTIONS_OF_SIMULATION. What the
 * scenario notes of itself goes to standard error. cst_scenario_free is legal after failure. */
int cst_load_scenario(cst_scenario *scenario, const cst_args *args, cst_error *error);

/* Reads another one of them, with the command's own assignments, which hold in place of those of
 * --set; where there are any, nothing is noted. */
int cst_load_one(cst_scenario *scenario, const cst_args *args, uint32_t index,
                 const char *const *own, size_t owns, cst_error *error);

/* Reads what the arguments' command is about and does what it does. A results file of which cells
 * have not all their trials is said to be one: what comes of an unfinished run must not pass for a
 * finished one. What the reading and the command say, and CST_ERR_MEMORY. */
int cst_load_and_run(const cst_args *args, cst_error *error);

#endif
