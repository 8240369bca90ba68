/* SPDX-License-Identifier: MIT */
#include "cli/show/gnuplot.h"

#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int fail(const char *what, int number, cst_error *error)
{
    return cst_error_set(error, CST_ERR_OUTPUT, NULL, "plot: gnuplot: %s: %s", what,
                         strerror(number));
}

/* What gnuplot sees of the environment: neither a home with a set-up in it nor variables that would
 * choose terminals, fonts or libraries. */
typedef struct surroundings {
    char *path; /* heap: "PATH=..." */
    char *variable[3];
} surroundings;

static int surround(surroundings *of, cst_error *error)
{
    static char locale[] = "LC_ALL=C";
    static const char name[] = "PATH=";
    const char *path = getenv("PATH");
    *of = (surroundings){.variable = {locale}};
    if (path != NULL) {
        const size_t size = sizeof name + strlen(path);
        of->path = malloc(size);
        if (of->path == NULL) {
            return cst_error_set(error, CST_ERR_MEMORY, NULL, "memory to start gnuplot");
        }
        snprintf(of->path, size, "%s%s", name, path);
        of->variable[1] = of->path;
    }
    return 0;
}

/* Starts gnuplot: script in, picture and messages out. */
static int start(FILE *script, const int picture[2], FILE *messages, pid_t *child, cst_error *error)
{
    static char program[] = "gnuplot";
    static char defaults[] = "-d";
    char *const arguments[] = {program, defaults, NULL};
    posix_spawn_file_actions_t actions;
    surroundings around;
    int number = 0;
    if (surround(&around, error) != 0) {
        return CST_ERR_MEMORY;
    }
    number = posix_spawn_file_actions_init(&actions);
    if (number == 0) {
        (void)posix_spawn_file_actions_adddup2(&actions, fileno(script), STDIN_FILENO);
        (void)posix_spawn_file_actions_adddup2(&actions, picture[1], STDOUT_FILENO);
        (void)posix_spawn_file_actions_adddup2(&actions, fileno(messages), STDERR_FILENO);
        (void)posix_spawn_file_actions_addclose(&actions, picture[0]);
        number = posix_spawnp(child, program, &actions, NULL, arguments, around.variable);
        posix_spawn_file_actions_destroy(&actions);
    }
    free(around.path);
    if (number == ENOENT) {
        return cst_error_set(error, CST_ERR_OUTPUT, NULL,
                             "plot: gnuplot is not installed (apt-get install gnuplot-nox); the "
                             "results are untouched, 'custodes export' gives the numbers");
    }
    return number != 0 ? fail("cannot be started", number, error) : 0;
}

/* Everything that comes out of a pipe. */
static int take(int from, cst_gnuplot_picture *picture, cst_error *error)
{
    size_t room = 1 << 16;
    ssize_t got = 1;
    picture->byte = malloc(room);
    while (picture->byte != NULL && got != 0) {
        got = read(from, picture->byte + picture->size, room - picture->size - 1);
        if (got < 0 && errno != EINTR) {
            return fail("its picture cannot be read", errno, error);
        }
        picture->size += got > 0 ? (size_t)got : 0;
        if (picture->size + 1 == room) {
            char *more = realloc(picture->byte, 2 * room);
            if (more == NULL) {
                return cst_error_set(error, CST_ERR_MEMORY, NULL, "memory for a picture");
            }
            picture->byte = more;
            room *= 2;
        }
    }
    if (picture->byte == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "memory for a picture");
    }
    picture->byte[picture->size] = '\0';
    return 0;
}

/* The last line of gnuplot's messages that says something. */
static int say_failure(FILE *messages, cst_error *error)
{
    char line[400];
    char said[400] = "it says nothing";
    rewind(messages);
    while (fgets(line, sizeof line, messages) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[strspn(line, " \t^")] != '\0') {
            memcpy(said, line + strspn(line, " \t"), strlen(line + strspn(line, " \t")) + 1);
        }
    }
    return cst_error_set(error, CST_ERR_OUTPUT, NULL, "plot: gnuplot failed: %.380s", said);
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

static void watched_by_nobody(pid_t process)
{
    (void)process;
}

/* Runs it with the script at the script's beginning. */
static int draw(FILE *script, FILE *messages, cst_gnuplot_watch watch, cst_gnuplot_picture *picture,
                cst_error *error)
{
    int ends[2];
    pid_t child = 0;
    if (pipe(ends) != 0) {
        return fail("no pipe", errno, error);
    }
    const int started = start(script, ends, messages, &child, error);
    close(ends[1]);
    watch = watch != NULL ? watch : watched_by_nobody;
    watch(child);
    int code = started != 0 ? started : take(ends[0], picture, error);
    close(ends[0]); /* a gnuplot that still writes now fails */
    if (started == 0) {
        const int ended = wait_for(child, messages, code == 0 ? error : NULL);
        code = code != 0 ? code : ended;
    }
    watch(0);
    return code;
}

int cst_gnuplot_run(void (*write)(const void *self, FILE *script), const void *self,
                    cst_gnuplot_watch watch, cst_gnuplot_picture *picture, cst_error *error)
{
    FILE *script = tmpfile();
    FILE *messages = tmpfile();
    int code = 0;
    *picture = (cst_gnuplot_picture){0};
    if (script == NULL || messages == NULL) {
        code = fail("no temporary file", errno, error);
    } else {
        write(self, script);
        if (fflush(script) != 0 || ferror(script) != 0) {
            code = fail("its script cannot be written", errno, error);
        }
        rewind(script);
    }
    code = code != 0 ? code : draw(script, messages, watch, picture, error);
    if (script != NULL) {
        fclose(script);
    }
    if (messages != NULL) {
        fclose(messages);
    }
    if (code != 0) {
        free(picture->byte);
        *picture = (cst_gnuplot_picture){0};
    }
    return code;
}
