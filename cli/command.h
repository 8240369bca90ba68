/* SPDX-License-Identifier: MIT
 *
 * A command of the program: a file command_<name>.c that exports one const cst_command, with one
 * line in CST_COMMANDS. Dispatcher, --help, docs/cli.md and the messages about options all read
 * these tables and nothing else.
 */
#ifndef CST_CLI_COMMAND_H
#define CST_CLI_COMMAND_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct cst_args;
struct cst_findings;
struct cst_scenario;

typedef enum cst_option_type {
    CST_OPTION_SWITCH,  /* there or not */
    CST_OPTION_TEXT,    /* any text */
    CST_OPTION_LIST,    /* any text, and it may be given more than once */
    CST_OPTION_PAIR,    /* two texts, one after the other */
    CST_OPTION_FILE,    /* a file that the command writes, */
    CST_OPTION_RESULTS, /* which is a results file: no other may be written over one */
    CST_OPTION_PICTURE, /* a file that it draws, in the format that the name's ending says, */
    CST_OPTION_CHART,   /* which may also be a text */
    CST_OPTION_COUNT,   /* a whole number from least to most; 1e6 and 1_000_000 are read */
    CST_OPTION_TIME,    /* seconds, or with s, m, h or d behind them minutes, hours or days */
    CST_OPTION_CHOICE   /* one of the words in range, separated by | */
} cst_option_type;

typedef struct cst_option {
    const char *name; /* without dashes; NULL ends the list */
    cst_option_type type;
    uint64_t least, most; /* of a count */
    const char *value;    /* what stands for the value in the help; NULL for a switch */
    const char *range;    /* in words, or the words of a choice; "" if anything goes */
    const char *fallback; /* what holds without the option */
    const char *text;     /* one sentence */
    const char *set;      /* what it does to the scenario, as --set does, with %s for the value;
                             NULL: nothing */
} cst_option;

typedef struct cst_command {
    const char *name;
    const char *line;            /* one line, for the list of commands */
    const char *text;            /* what it does, in a paragraph or two */
    const char *positional;      /* as in the usage line, "" if none */
    uint32_t least, most;        /* number of positional arguments */
    const char *const *examples; /* NULL-terminated */
    const cst_option *options;   /* ends with a NULL name; NULL: no options */
    /* Options that do not go together, looked at before anything is read; NULL: none. As all that
     * follows, 0 or an error code with its cst_error filled. */
    int (*check)(const struct cst_args *args, cst_error *error);
    /* What it does, one of the three: with its arguments, with the scenario FILE, or with the
     * results file RESULTS that they name. */
    int (*run)(const struct cst_args *args, cst_error *error);
    int (*on_scenario)(struct cst_scenario *scenario, const struct cst_args *args,
                       cst_error *error);
    int (*on_results)(const struct cst_findings *findings, const struct cst_args *args,
                      cst_error *error);
    const char *beside; /* protocol.kind under which a scenario's cells are read as well, so that
                           options may set its keys; NULL: none */
    bool mechanisms;    /* whether its scenario may be one of a mechanism: then nobody does tasks */
} cst_command;

/* The commands in the order of the help. */
#define CST_COMMANDS(X)                                                                            \
    X(init)                                                                                        \
    X(run)                                                                                         \
    X(worker)                                                                                      \
    X(merge)                                                                                       \
    X(show)                                                                                        \
    X(rerun)                                                                                       \
    X(plot)                                                                                        \
    X(report)                                                                                      \
    X(trace)                                                                                       \
    X(validate)                                                                                    \
    X(plan)                                                                                        \
    X(surface)                                                                                     \
    X(compare)                                                                                     \
    X(benchmark)                                                                                   \
    X(pareto)                                                                                      \
    X(assumptions)                                                                                 \
    X(promise)                                                                                     \
    X(claims)                                                                                      \
    X(fit)                                                                                         \
    X(list)                                                                                        \
    X(export)                                                                                      \
    X(keys)                                                                                        \
    X(help)                                                                                        \
    X(version)

#define CST_COMMAND_TABLE(name) extern const cst_command cst_command_##name;
/* The tables, one file each. */
CST_COMMANDS(CST_COMMAND_TABLE)
#undef CST_COMMAND_TABLE

/* All of them; NULL-terminated. */
extern const cst_command *const cst_commands[];

/* The command of that name, or NULL. */
const cst_command *cst_command_find(const char *name);

#endif
