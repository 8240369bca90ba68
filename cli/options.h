/* SPDX-License-Identifier: MIT
 *
 * What the tables of the commands are written with: their lists, rows of options of each type,
 * options that several commands have, and those of every command that reads a scenario and may
 * simulate: one set, with one meaning.
 */
#ifndef CST_CLI_OPTIONS_H
#define CST_CLI_OPTIONS_H

#include "cli/command.h"

/* The tables themselves. */
#define CST_EXAMPLES(...) ((const char *const[]){__VA_ARGS__, NULL})
#define CST_OPTIONS(...)  ((const cst_option[]){__VA_ARGS__, {.name = NULL}})

/* The positional arguments, in the words of the usage line, and from how many to how many. */
#define CST_TAKES(words, from, to) .positional = words, .least = from, .most = to

#define CST_SWITCH(option, words)                                                                  \
    {                                                                                              \
        .name = option, .type = CST_OPTION_SWITCH, .range = "", .fallback = "", .text = words      \
    }

#define CST_OPTION(kind, option, stands, may, otherwise, words)                                    \
    {                                                                                              \
        .name = option, .type = kind, .value = stands, .range = may, .fallback = otherwise,        \
        .text = words                                                                              \
    }

#define CST_COUNT(option, from, to, may, otherwise, words)                                         \
    {                                                                                              \
        .name = option, .type = CST_OPTION_COUNT, .least = from, .most = to, .value = "N",         \
        .range = may, .fallback = otherwise, .text = words                                         \
    }

#define CST_OPTION_CSV(what) CST_SWITCH("csv", "Print CSV, one line for each " what ".")

/* A picture beside what is printed (cst_output_plot). */
#define CST_OPTION_PLOT(what)                                                                      \
    CST_OPTION(CST_OPTION_PICTURE, "plot", "FILE", "a file", "no picture", what)

/* The same of one that may be a text. */
#define CST_OPTION_CHART_PLOT(what)                                                                \
    CST_OPTION(CST_OPTION_CHART, "plot", "FILE", "a file", "no picture", what)

/* Conditions on findings (cli/gates.h). */
#define CST_OPTION_FAIL_IF                                                                         \
    CST_OPTION(CST_OPTION_LIST, "fail-if", "CONDITION", "may be repeated", "",                     \
               "Exit code 3 where a condition such as 'residual_risk.high > 1e-6' holds in some "  \
               "cell: a result's estimate, low or high, one of > >= < <=, a number.")

/* In this order, behind a command's own. */
#define CST_OPTIONS_OF_SIMULATION                                                                  \
    CST_SWITCH("json", "Print JSON, one object a line."),                                          \
        CST_OPTION(CST_OPTION_LIST, "set", "KEY=VALUE", "may be repeated", "",                     \
                   "Override a key of the scenario; this removes a sweep over the key."),          \
        {.name = "seed",                                                                           \
         .type = CST_OPTION_COUNT,                                                                 \
         .most = INT64_MAX,                                                                        \
         .value = "N",                                                                             \
         .range = "0 to 2^63-1",                                                                   \
         .fallback = "estimate.seed of the scenario",                                              \
         .text = "The seed of all draws.",                                                         \
         .set = "estimate.seed=%s"},                                                               \
        CST_COUNT("threads", 1, 1024, "1 to 1024", "one per core",                                 \
                  "Worker threads; they change the speed, never a result."),                       \
        CST_OPTION(CST_OPTION_CHOICE, "progress", "KIND", "auto|json|none", "auto",                \
                   "Progress on standard error: for people, one JSON object a second, or none."),  \
        CST_SWITCH("quiet", "No progress.")

#endif
