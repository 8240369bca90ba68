/* SPDX-License-Identifier: MIT
 *
 * Flags that several commands have, for their tables; and those of every command that reads a
 * scenario and may simulate: one set, with one meaning.
 */
#ifndef CST_CLI_FLAGS_H
#define CST_CLI_FLAGS_H

#include "cli/command.h"

/* A flag that is there or not. */
#define CST_SWITCH(flag, words)                                                                    \
    {                                                                                              \
        .name = flag, .type = CST_FLAG_SWITCH, .range = "", .fallback = "", .text = words          \
    }

#define CST_FLAG_CSV(what) CST_SWITCH("csv", "Print CSV, one line for each " what ".")

/* A picture beside what is printed (cst_draw_plot). */
#define CST_FLAG_PLOT(what)                                                                        \
    {                                                                                              \
        .name = "plot", .type = CST_FLAG_TEXT, .writes = true, .draws = true, .value = "FILE",     \
        .range = "a file", .fallback = "no picture", .text = what                                  \
    }

/* In this order, behind a command's own. */
#define CST_FLAGS_OF_SIMULATION                                                                    \
    CST_SWITCH("json", "Print JSON, one object a line."),                                          \
        {.name = "set",                                                                            \
         .type = CST_FLAG_TEXT,                                                                    \
         .repeats = true,                                                                          \
         .value = "KEY=VALUE",                                                                     \
         .range = "may be repeated",                                                               \
         .fallback = "",                                                                           \
         .text = "Override a key of the scenario; a sweep over the key gives way."},               \
        {.name = "seed",                                                                           \
         .type = CST_FLAG_COUNT,                                                                   \
         .least = 0,                                                                               \
         .most = INT64_MAX,                                                                        \
         .value = "N",                                                                             \
         .range = "0 to 2^63-1",                                                                   \
         .fallback = "estimate.seed of the scenario",                                              \
         .text = "The seed of all draws."},                                                        \
        {.name = "threads",                                                                        \
         .type = CST_FLAG_COUNT,                                                                   \
         .least = 1,                                                                               \
         .most = 1024,                                                                             \
         .value = "N",                                                                             \
         .range = "1 to 1024",                                                                     \
         .fallback = "one per core",                                                               \
         .text = "Worker threads; they change the speed, never a result."},                        \
        {.name = "progress",                                                                       \
         .type = CST_FLAG_CHOICE,                                                                  \
         .value = "KIND",                                                                          \
         .range = "auto|json|none",                                                                \
         .fallback = "auto",                                                                       \
         .text = "Progress on standard error: for people, one JSON object a second, or none."},    \
        CST_SWITCH("quiet", "No progress.")

#endif
