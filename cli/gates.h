/* SPDX-License-Identifier: MIT
 *
 * Every --fail-if of a command that has CST_OPTION_FAIL_IF.
 */
#ifndef CST_CLI_GATES_H
#define CST_CLI_GATES_H

#include "cli/args.h"
#include "study/finding.h"

/* Reads them, and holds them against a scenario, before anything runs: 0 or CST_ERR_USAGE. Looks at
 * findings by them, in their order: what cst_gate_check says. */
int cst_gates_read(const cst_args *args, cst_error *error);
int cst_gates_check_scenario(const cst_args *args, const cst_scenario *scenario, cst_error *error);
int cst_gates_check(const cst_args *args, const cst_findings *findings, cst_error *error);

#endif
