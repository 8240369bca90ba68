/* SPDX-License-Identifier: MIT
 *
 * Help, written from the commands' tables.
 */
#ifndef CST_CLI_HELP_H
#define CST_CLI_HELP_H

#include "cli/command.h"

#include <stdio.h>

/* The program's help: what it is, its commands, its exit codes. */
void cst_help_program(FILE *out);

/* One command's help. */
void cst_help_command(FILE *out, const cst_command *command);

/* What a scenario file is, and its keys. */
void cst_help_scenario(FILE *out);

/* docs/cli.md. */
void cst_help_page(FILE *out);

#endif
