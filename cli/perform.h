/* SPDX-License-Identifier: MIT
 *
 * Runs cells for a command that has CST_FLAGS_OF_SIMULATION. Signals end it in order, with
 * CST_ERR_INTERRUPTED.
 */
#ifndef CST_CLI_PERFORM_H
#define CST_CLI_PERFORM_H

#include "bus/run.h"
#include "cli/args.h"
#include "cli/meter.h"

/* What cst_run says of a spec whose threads and progress come from the flags and the console. */
int cst_perform(cst_run_spec spec, const cst_args *args, const cst_console *console,
                cst_run_report *report, cst_error *error);

/* A meter as --progress and --quiet ask for it. */
void cst_perform_meter(cst_meter *meter, const cst_args *args, FILE *err);

#endif
