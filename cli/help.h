/* SPDX-License-Identifier: MIT
 *
 * Help, written from the tables of commands, keys, results and choices that the program itself
 * reads.
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

/* A part of a scenario that is no key, such as its sweep; false where none has that name. */
bool cst_help_part(FILE *out, const char *name);

/* docs/cli.md. */
void cst_help_page(FILE *out);

/* All that a name can mean: a mechanism, a key of a scenario or a section of keys, a result, or a
 * value that a key offers (a law, a protocol, a strategy, ...); with its range, default, where it
 * is used, and its page. The last word of a key stands for the key. 0, or CST_ERR_USAGE with the
 * nearest known name. */
int cst_help_name(FILE *out, const char *name, cst_error *error);

/* What the program is, and its exit codes in their order: false where there are no more. */
const char *cst_help_about(void);
bool cst_help_exit(size_t index, int *code, const char **meaning);

#endif
