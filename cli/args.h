/* SPDX-License-Identifier: MIT
 *
 * The arguments of one command, read strictly: long options by their exact names, as --key value or
 * --key=value, each at most once unless its table says that it repeats; the second text of a pair
 * is the next argument; "--" ends the options.
 * Texts are borrowed from argv.
 */
#ifndef CST_CLI_ARGS_H
#define CST_CLI_ARGS_H

#include "cli/command.h"
#include "cli/show/flow.h"

enum { CST_OPTIONS_MAX = 24, CST_PATH_SIZE = 4096 /* PATH_MAX */ };

typedef struct cst_args {
    const cst_command *command;
    bool help;                          /* --help was given: nothing else matters */
    const char *value[CST_OPTIONS_MAX]; /* by the option's place in the table; "" for a switch */
    uint64_t count[CST_OPTIONS_MAX];    /* of a count; the place of a choice among its words */
    const char **list[CST_OPTIONS_MAX]; /* heap: values of an option that repeats */
    size_t listed[CST_OPTIONS_MAX];
    const char *second[CST_OPTIONS_MAX]; /* of a pair */
    const char **positional;             /* heap */
    uint32_t positional_count;
    int argc; /* all of it, as given; borrowed */
    char *const *argv;
} cst_args;

/* Reads what stands after the command's name. 0, CST_ERR_USAGE or CST_ERR_MEMORY. cst_args_free is
 * legal after failure. */
int cst_args_read(cst_args *args, const cst_command *command, int argc, char **argv,
                  cst_error *error);
void cst_args_free(cst_args *args);

/* 0, or CST_ERR_USAGE where a file to write is one that the command reads: a positional argument
 * (for a results file also what SQLite keeps beside it) or any file that has been read so far,
 * under whatever name; any results file, and what SQLite keeps beside it, where none is written; or
 * a picture of a format that is not drawn; or CST_ERR_OUTPUT where its folder is not there. The
 * first for all options that write, before anything is read and again once data files have been;
 * the second, without the folder, for a name that the command makes itself. */
int cst_args_check_outputs(const cst_args *args, cst_error *error);
int cst_args_apart(const cst_args *args, const char *path, const char *option, cst_error *error);

/* Whether an option was given; its text (NULL if not given); its number (`otherwise` if not given).
 * The name must be one of the command's. */
bool cst_args_has(const cst_args *args, const char *name);
const char *cst_args_text(const cst_args *args, const char *name);
/* The second text of a pair (NULL if not given); the values of an option that repeats, in their
 * order, and how many there are. */
const char *cst_args_second(const cst_args *args, const char *name);
const char *const *cst_args_list(const cst_args *args, const char *name, size_t *count);
uint64_t cst_args_count(const cst_args *args, const char *name, uint64_t otherwise);
double cst_args_seconds(const cst_args *args, const char *name); /* 0: not given */

/* Adds the command as it was given, so that a shell takes it for the same: words of other than
 * plain letters in quotes. */
void cst_args_command(const cst_args *args, cst_flow *flow);

/* The same in one line; heap, NULL without memory. */
char *cst_args_line(const cst_args *args);

#endif
