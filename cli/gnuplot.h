/* SPDX-License-Identifier: MIT
 *
 * Runs gnuplot on a script. It is given no file name: its script comes from its standard input, the
 * picture goes to its standard output, which is read here. It sees neither the user's set-up
 * (-d) nor the environment, only PATH and LC_ALL=C.
 */
#ifndef CST_CLI_GNUPLOT_H
#define CST_CLI_GNUPLOT_H

#include "base/error.h"

#include <stdio.h>

typedef struct cst_gnuplot_picture {
    char *byte; /* owned; a NUL behind the last one */
    size_t size;
} cst_gnuplot_picture;

/* Starts gnuplot on the script that `write` writes and takes what it draws. 0, CST_ERR_OUTPUT with
 * what is missing or the last line of what gnuplot said, or CST_ERR_MEMORY. The picture's bytes are
 * free()d by the caller, NULL after failure. */
int cst_gnuplot_run(void (*write)(const void *self, FILE *script), const void *self,
                    cst_gnuplot_picture *picture, cst_error *error);

#endif
