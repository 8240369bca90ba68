/* SPDX-License-Identifier: MIT
 *
 * A command whose output is read as a whole, or that runs meanwhile.
 */
#ifndef CST_BENCH_CHILD_H
#define CST_BENCH_CHILD_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

/* Runs the command, whose words end with NULL; there is no shell, and its stderr is ours. Returns
 * its output, to be closed, or NULL where it cannot be run or fails. */
FILE *bench_child(const char *const words[]);

/* Starts one; what it says goes to our stderr. False: it cannot be run. */
bool bench_child_start(const char *const words[], pid_t *child);

/* Waits until it has ended; whether it succeeded. */
bool bench_child_end(pid_t child);

#endif
