/* SPDX-License-Identifier: MIT
 *
 * Runs gnuplot on a script.
 */
#ifndef CST_CLI_GNUPLOT_H
#define CST_CLI_GNUPLOT_H

#include "base/error.h"

#include <stdio.h>

/* Starts gnuplot, has `write` put the script into its standard input, and waits for it. 0, or
 * CST_ERR_OUTPUT with what is missing or the first line of what gnuplot said. */
int cst_gnuplot_run(void (*write)(void *self, FILE *script), void *self, cst_error *error);

#endif
