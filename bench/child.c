/* SPDX-License-Identifier: MIT */
#include "bench/child.h"

#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { TEXT_MAX = 8192, WORDS_MAX = 32 };

static bool start(char *words[], FILE *out, pid_t *child)
{
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0) {
        return false;
    }
    int failed = posix_spawn_file_actions_adddup2(&actions, fileno(out), STDOUT_FILENO);
    failed = failed != 0 ? failed : posix_spawnp(child, words[0], &actions, NULL, words, environ);
    (void)posix_spawn_file_actions_destroy(&actions);
    return failed == 0;
}

bool bench_child_end(pid_t child)
{
    int status = 0;
    pid_t waited;
    do {
        waited = waitpid(child, &status, 0);
    } while (waited < 0 && errno == EINTR);
    return waited == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* What is started may write on its words. */
static bool copy(const char *const words[], char text[TEXT_MAX], char *copies[WORDS_MAX])
{
    size_t used = 0;
    size_t count = 0;
    for (; words[count] != NULL; count++) {
        const size_t size = strlen(words[count]) + 1;
        if (count + 1 == WORDS_MAX || size > TEXT_MAX - used) {
            return false;
        }
        copies[count] = text + used;
        memcpy(copies[count], words[count], size);
        used += size;
    }
    copies[count] = NULL;
    return count > 0;
}

FILE *bench_child(const char *const words[])
{
    char text[TEXT_MAX];
    char *copies[WORDS_MAX];
    pid_t child;
    FILE *out = tmpfile();
    if (out == NULL) {
        return NULL;
    }
    if (!copy(words, text, copies) || !start(copies, out, &child) || !bench_child_end(child)) {
        (void)fclose(out);
        return NULL;
    }
    rewind(out);
    return out;
}

bool bench_child_start(const char *const words[], pid_t *child)
{
    char text[TEXT_MAX];
    char *copies[WORDS_MAX];
    return copy(words, text, copies) && start(copies, stderr, child);
}
