/* SPDX-License-Identifier: MIT
 *
 * Runs cells for a command that has the flags --threads, --progress and --quiet.
 */
#ifndef CST_CLI_PERFORM_H
#define CST_CLI_PERFORM_H

#include "bus/run.h"
#include "cli/args.h"

/* What cst_run says of a spec whose threads, progress and interruption come from the flags and the
 * console. */
int cst_perform(cst_run_spec spec, const cst_args *args, const cst_console *console,
                cst_run_report *report, cst_error *error);

/* These flags, for a command's table. */
#define CST_FLAGS_OF_PERFORM                                                                       \
    {.name = "threads",                                                                            \
     .type = CST_FLAG_COUNT,                                                                       \
     .least = 1,                                                                                   \
     .most = 1024,                                                                                 \
     .value = "N",                                                                                 \
     .range = "1 to 1024",                                                                         \
     .fallback = "one per core",                                                                   \
     .text = "Worker threads; they change the speed, never a result."},                            \
        {.name = "progress",                                                                       \
         .type = CST_FLAG_CHOICE,                                                                  \
         .value = "KIND",                                                                          \
         .range = "auto|json|none",                                                                \
         .fallback = "auto",                                                                       \
         .text = "Progress on standard error: for people, one JSON object a second, or none."},    \
    {                                                                                              \
        .name = "quiet", .type = CST_FLAG_SWITCH, .range = "", .fallback = "",                     \
        .text = "No progress."                                                                     \
    }

#endif
