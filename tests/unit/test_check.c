/* SPDX-License-Identifier: MIT */
#include "base/check.h"

#include "tests/lib/suite.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs the body in a process of its own; what it said on stderr goes to said. Returns the signal
 * that ended it, 0 if none. */
static int ending(void (*body)(void), char *said, size_t size)
{
    int ends[2];
    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    (void)fflush(NULL);
    const pid_t child = fork();
    CU_ASSERT_FATAL(child >= 0);
    if (child == 0) {
        const struct rlimit no_core = {0, 0};
        (void)setrlimit(RLIMIT_CORE, &no_core);
        (void)dup2(ends[1], STDERR_FILENO);
        body();
        _exit(0);
    }
    (void)close(ends[1]);
    size_t used = 0;
    ssize_t got;
    while (used + 1 < size && (got = read(ends[0], said + used, size - used - 1)) > 0) {
        used += (size_t)got;
    }
    said[used] = '\0';
    (void)close(ends[0]);
    int status = 0;
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void broken(void)
{
    const int votes = 3;
    cst_require(votes < 3);
}

static void kept(void)
{
    const int votes = 2;
    cst_require(votes < 3);
}

static void broken_debug(void)
{
    const int votes = 3;
    (void)votes; /* unread where the assertion vanishes */
    cst_debug_assert(votes < 3);
}

static void test_check_require(void)
{
    char said[512];
    CU_ASSERT_EQUAL(ending(kept, said, sizeof said), 0);
    CU_ASSERT_STRING_EQUAL(said, "");
    CU_ASSERT_EQUAL(ending(broken, said, sizeof said), SIGABRT);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "votes < 3"));
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "test_check.c:"));
    CU_ASSERT_EQUAL(said[strlen(said) - 1], '\n');
    CU_ASSERT_PTR_EQUAL(strchr(said, '\n'), said + strlen(said) - 1);
}

static void test_check_debug_assert(void)
{
    char said[512];
#ifdef NDEBUG
    CU_ASSERT_EQUAL(ending(broken_debug, said, sizeof said), 0);
#else
    CU_ASSERT_EQUAL(ending(broken_debug, said, sizeof said), SIGABRT);
#endif
}

/* Also in the form `if (a) cst_require(b); else ...`, and once. */
static void test_check_is_an_expression(void)
{
    int evaluated = 0;
    cst_require(++evaluated == 1);
    CU_ASSERT_EQUAL(evaluated, 1);
    const bool fine = (cst_require(evaluated), true);
    CU_ASSERT(fine);
}

CST_SUITE("check", CST_TEST(test_check_require), CST_TEST(test_check_debug_assert),
          CST_TEST(test_check_is_an_expression))
