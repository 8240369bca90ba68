/* SPDX-License-Identifier: MIT
 *
 * The commands, one file each. Only commands.c needs these names.
 */
#ifndef CST_CLI_COMMANDS_H
#define CST_CLI_COMMANDS_H

#include "cli/command.h"

extern const cst_command cst_command_run;
extern const cst_command cst_command_plot;
extern const cst_command cst_command_validate;
extern const cst_command cst_command_surface;
extern const cst_command cst_command_compare;
extern const cst_command cst_command_benchmark;
extern const cst_command cst_command_assumptions;
extern const cst_command cst_command_fit;
extern const cst_command cst_command_list;
extern const cst_command cst_command_export;
extern const cst_command cst_command_help;
extern const cst_command cst_command_version;

#endif
