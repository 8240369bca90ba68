/* SPDX-License-Identifier: MIT
 *
 * Every --fail-if of a command that has CST_OPTION_FAIL_IF, or that compares two results files.
 */
#ifndef CST_CLI_GATES_H
#define CST_CLI_GATES_H

#include "cli/args.h"
#include "study/against.h"

/* Reads them, and holds them against a scenario, before anything runs: 0 or CST_ERR_USAGE. Looks at
 * findings by them, in their order: what cst_gate_check says. */
int cst_gates_read(const cst_args *args, cst_error *error);
int cst_gates_check_scenario(const cst_args *args, const cst_scenario *scenario, cst_error *error);
int cst_gates_check(const cst_args *args, const cst_findings *findings, cst_error *error);

/* The same of two results files. Reading adds the results that are named to the list, each once;
 * kind[0] is that of a condition which names none. */
int cst_gates_read_against(const cst_args *args, cst_result_kind kind[CST_RESULT_KINDS],
                           size_t *kinds, cst_error *error);
int cst_gates_check_against(const cst_args *args, const cst_against *against, cst_error *error);

#endif
