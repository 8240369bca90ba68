/* SPDX-License-Identifier: MIT
 *
 * Runs gnuplot on a script. It is given no file name: its script comes from its standard input, the
 * picture goes to its standard output, which is read here. It sees neither the user's set-up
 * (-d) nor the environment, only PATH and LC_ALL=C.
 */
#ifndef CST_CLI_SHOW_GNUPLOT_H
#define CST_CLI_SHOW_GNUPLOT_H

#include "base/error.h"

#include <stdio.h>
#include <sys/types.h>

/* Is told of gnuplot's process while it runs, and 0 when it has ended: who takes signals ends it
 * with the program. NULL: nobody. */
typedef void (*cst_gnuplot_watch)(pid_t process);

typedef struct cst_gnuplot_picture {
    char *byte; /* owned; a NUL behind the last one */
    size_t size;
} cst_gnuplot_picture;

/* Starts gnuplot on the script that `write` writes and takes what it draws. 0, CST_ERR_OUTPUT with
 * what is missing or the last line of what gnuplot said, or CST_ERR_MEMORY. The picture's bytes are
 * free()d by the caller, NULL after failure. */
int cst_gnuplot_run(void (*write)(const void *self, FILE *script), const void *self,
                    cst_gnuplot_watch watch, cst_gnuplot_picture *picture, cst_error *error);

#endif
