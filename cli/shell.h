/* SPDX-License-Identifier: MIT
 *
 * What shells and man want to know of the commands, from their tables.
 */
#ifndef CST_CLI_SHELL_H
#define CST_CLI_SHELL_H

#include <stdio.h>

/* Completion of commands, options, choices and files: for bash, for zsh. */
void cst_shell_bash(FILE *out);
void cst_shell_zsh(FILE *out);

/* The man page custodes(1). */
void cst_shell_man(FILE *out);

#endif
