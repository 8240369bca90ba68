/* SPDX-License-Identifier: MIT */
#include "cli/gnuplot.h"

#include "cli/interrupt.h"

#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int fail(const char *what, int number, cst_error *error)
{
    return cst_error_set(error, CST_ERR_OUTPUT, NULL, "gnuplot: %s: %s", what, strerror(number));
}

/* Starts gnuplot with its input from `in` and its messages into `messages`. */
static int start(FILE *in, FILE *messages, pid_t *child, cst_error *error)
{
    char *const arguments[] = {(char[]){"gnuplot"}, NULL};
    posix_spawn_file_actions_t actions;
    int number = posix_spawn_file_actions_init(&actions);
    if (number == 0) {
        (void)posix_spawn_file_actions_adddup2(&actions, fileno(in), STDIN_FILENO);
        (void)posix_spawn_file_actions_adddup2(&actions, fileno(messages), STDOUT_FILENO);
        (void)posix_spawn_file_actions_adddup2(&actions, fileno(messages), STDERR_FILENO);
        number = posix_spawnp(child, "gnuplot", &actions, NULL, arguments, environ);
        posix_spawn_file_actions_destroy(&actions);
    }
    if (number == ENOENT) {
        return cst_error_set(error, CST_ERR_OUTPUT, NULL,
                             "plot: gnuplot is not installed (apt-get install gnuplot-nox); the "
                             "results are untouched, 'custodes export' gives the numbers");
    }
    return number != 0 ? fail("cannot be started", number, error) : 0;
}

/* The first line of gnuplot's messages that says something. */
static int say_failure(FILE *messages, cst_error *error)
{
    char line[400] = "";
    rewind(messages);
    while (fgets(line, sizeof line, messages) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[strspn(line, " \t^")] != '\0') {
            break;
        }
    }
    return cst_error_set(error, CST_ERR_OUTPUT, NULL, "plot: gnuplot failed: %.380s", line);
}

static int wait_for(pid_t child, FILE *messages, cst_error *error)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return fail("cannot be waited for", errno, error);
        }
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : say_failure(messages, error);
}

int cst_gnuplot_run(void (*write)(void *self, FILE *script), void *self, cst_error *error)
{
    FILE *script = tmpfile();
    FILE *messages = tmpfile();
    int code = 0;
    pid_t child = 0;
    if (script == NULL || messages == NULL) {
        code = fail("no temporary file", errno, error);
    } else {
        write(self, script);
        if (fflush(script) != 0 || ferror(script) != 0) {
            code = fail("its script cannot be written", errno, error);
        }
        rewind(script);
    }
    if (code == 0) {
        code = start(script, messages, &child, error);
    }
    if (code == 0) {
        cst_interrupt_child(child);
        code = wait_for(child, messages, error);
        cst_interrupt_child(0);
    }
    if (script != NULL) {
        fclose(script);
    }
    if (messages != NULL) {
        fclose(messages);
    }
    return code;
}
