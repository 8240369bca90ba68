/* SPDX-License-Identifier: MIT
 *
 * A test program is one suite. Its cases are listed once, by name:
 *
 *     CST_SUITE("interval", CST_TEST(test_interval_zero_events), CST_TEST(test_interval_errors))
 *
 * Without arguments all cases run; with arguments, those named. The exit code is 0 only if at least
 * one case ran and none failed.
 */
#ifndef CST_TESTS_SUITE_H
#define CST_TESTS_SUITE_H

#include <CUnit/CUnit.h>
#include <stdbool.h>

typedef struct cst_test_case {
    const char *name;
    void (*run)(void);
} cst_test_case;

#define CST_TEST(function)                                                                         \
    {                                                                                              \
        .name = #function, .run = (function)                                                       \
    }

#define CST_SUITE(name, ...)                                                                       \
    int main(int argc, char **argv)                                                                \
    {                                                                                              \
        static const cst_test_case cases[] = {__VA_ARGS__};                                        \
        return cst_suite_run(name, cases, sizeof cases / sizeof cases[0], argc, argv);             \
    }

int cst_suite_run(const char *name, const cst_test_case *cases, size_t count, int argc,
                  char **argv);

/* True where the call ends the process by abort; it is made in a process of its own. */
bool cst_test_aborts(void (*call)(void));

/* Relative difference |a - b| / max(|a|, |b|), 0 where both are equal. */
double cst_test_relative(double a, double b);

#endif
