/* SPDX-License-Identifier: MIT
 *
 * The program: finds the command, reads its options from its table, runs it, and turns what came of
 * it into a message and an exit code.
 */
#include "bus/run.h"
#include "cli/args.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/interrupt.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/show/flow.h"
#include "scenarios/load/nearest.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

const cst_command *const cst_commands[] = {
#define CST_COMMAND_PLACE(name) &cst_command_##name,
    CST_COMMANDS(CST_COMMAND_PLACE) NULL,
#undef CST_COMMAND_PLACE
};

const cst_command *cst_command_find(const char *name)
{
    size_t i = 0;
    while (cst_commands[i] != NULL && strcmp(cst_commands[i]->name, name) != 0) {
        i++;
    }
    return cst_commands[i];
}

static int exit_code(int code)
{
    switch (code) {
    case CST_OK:
        return 0;
    case CST_ERR_INTERRUPTED:
        return 130;
    case CST_ERR_GATE:
        return 3;
    case CST_ERR_PRECISION:
        return 4;
    case CST_ERR_USAGE:
    case CST_ERR_SCENARIO:
    case CST_ERR_DATA_FILE:
    case CST_ERR_RANGE:
    case CST_ERR_POPULATION:
    case CST_ERR_LAW:
    case CST_ERR_MONITOR:
    case CST_ERR_PROTOCOL:
    case CST_ERR_COMBINATION:
    case CST_ERR_METHOD:
        return 2;
    default:
        return 1;
    }
}

static int unknown_command(const char *name, cst_error *error)
{
    cst_nearest nearest = {0};
    for (size_t i = 0; cst_commands[i] != NULL; i++) {
        cst_nearest_look(&nearest, name, cst_commands[i]->name);
    }
    return cst_error_set(error, CST_ERR_USAGE, NULL,
                         "unknown command '%.60s'%s%s; 'custodes help' lists them", name,
                         nearest.best != NULL ? ", the nearest known one is " : "",
                         nearest.best != NULL ? nearest.best : "");
}

/* The options that people try before they know the commands. */
static const char *command_of_option(const char *name)
{
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        return "help";
    }
    return strcmp(name, "--version") == 0 ? "version" : name;
}

static int run_command(int argc, char **argv, cst_error *error)
{
    if (argc < 2) {
        cst_help_program(stderr);
        return cst_error_set(error, CST_ERR_USAGE, NULL, "expected a command, found nothing");
    }
    const char *name = command_of_option(argv[1]);
    const cst_command *command = cst_command_find(name);
    if (command == NULL) {
        return unknown_command(name, error);
    }
    cst_args args;
    int code = cst_args_read(&args, command, argc - 2, argv + 2, error);
    if (code == 0 && args.help) {
        cst_help_command(stdout, command);
    } else if (code == 0) {
        code = cst_args_check_outputs(&args, error);
        code = code != 0 ? code : cst_load_and_run(&args, error);
    }
    cst_args_free(&args);
    return code;
}

static void say_error(const cst_error *error)
{
    char text[2 * sizeof *error]; /* all of its parts */
    cst_error_format(error, text, sizeof text);
    (void)fflush(stdout);
    cst_flow_message(stderr, "%s", text);
}

/* Where the reader of standard output has gone away, whether it wanted no more or died. */
static bool reader_left(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

int main(int argc, char **argv)
{
    cst_error error = {0};
    cst_interrupt_start();
    cst_run_keep_memory();
    (void)signal(SIGPIPE, SIG_IGN); /* progress that nobody reads is no reason to stop */
    (void)signal(SIGXFSZ, SIG_IGN); /* a limit of the size of files is a failed write */
    int code = run_command(argc, argv, &error);
    if (code == 0) {
        code = cst_output_flush(stdout, "standard output", &error);
        if (code != 0 && reader_left()) { /* as other programs end */
            (void)signal(SIGPIPE, SIG_DFL);
            (void)raise(SIGPIPE);
        }
    }
    if (code != 0) {
        say_error(&error);
    }
    return exit_code(code);
}
