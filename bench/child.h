/* SPDX-License-Identifier: MIT
 *
 * A command whose output is read as a whole.
 */
#ifndef CST_BENCH_CHILD_H
#define CST_BENCH_CHILD_H

#include <stdio.h>

/* Runs the command, whose words end with NULL; there is no shell, and its stderr is ours. Returns
 * its output, to be closed, or NULL where it cannot be run or fails. */
FILE *bench_child(const char *const words[]);

#endif
