/* SPDX-License-Identifier: MIT */
#include "tests/lib/suite.h"

#include <CUnit/Basic.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool wanted(const char *name, int argc, char **argv)
{
    if (argc < 2) {
        return true;
    }
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], name) == 0) {
            return true;
        }
    }
    return false;
}

int cst_suite_run(const char *name, const cst_test_case *cases, size_t count, int argc, char **argv)
{
    if (CU_initialize_registry() != CUE_SUCCESS) {
        return 1;
    }
    CU_pSuite suite = CU_add_suite(name, NULL, NULL);
    for (size_t i = 0; suite != NULL && i < count; i++) {
        if (wanted(cases[i].name, argc, argv)) {
            (void)CU_add_test(suite, cases[i].name, cases[i].run);
        }
    }
    CU_basic_set_mode(CU_BRM_VERBOSE);
    (void)CU_basic_run_tests();
    unsigned int ran = CU_get_number_of_tests_run();
    unsigned int failed = CU_get_number_of_failures() + CU_get_number_of_tests_failed();
    CU_cleanup_registry();
    if (ran == 0) {
        (void)fprintf(stderr, "%s: no case of that name\n", name);
    }
    return ran > 0 && failed == 0 ? 0 : 1;
}

double cst_test_relative(double a, double b)
{
    double scale = fmax(fabs(a), fabs(b));
    return a == b || scale == 0.0 ? 0.0 : fabs(a - b) / scale;
}

bool cst_test_aborts(void (*call)(void))
{
    (void)fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        if (freopen("/dev/null", "w", stderr) == NULL) {
            _exit(2);
        }
        call();
        _exit(0);
    }
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
           WTERMSIG(status) == SIGABRT;
}
