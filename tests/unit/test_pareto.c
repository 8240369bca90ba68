/* SPDX-License-Identifier: MIT
 * Two protocols without memory at three budgets, run attacked and honest: their closed forms by
 * hand, intervals that hold for all at once, the front by its definition. Covers: parts. */
#include "study/pareto.h"

#include "tests/lib/suite.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

enum { FILES = 2, AGENTS = 20, ROUNDS = 5 };
static const double budgets[] = {0.02, 0.1, 0.3};
static const double rate = 0.02;

/* A protocol that flags nothing beside, so that a point is there that costs nothing. */
static const char *const texts[FILES] = {
    "claim: Of the first file\n"
    "trial: {agents: 20, rounds: 5}\n"
    "scheming: {rate: 0.02}\n"
    "protocol: {flagged_work: discard}\n"
    "estimate: {trials: 2000, stop: {events: 50}}\n"
    "sweep: {protocol.kind: [random-audit, none], protocol.audit.share: [0.02, 0.1, 0.3]}\n",
    "trial: {agents: 20, rounds: 5}\n"
    "scheming: {rate: 0.02}\n"
    "monitor: {trusted: {score: {model: binormal, d_prime: 1.5, fpr: 0.02}}}\n"
    "protocol: {kind: trusted-monitor}\n"
    "estimate: {trials: 2000}\n"
    "sweep: {monitor.trusted.score.fpr: [0.02, 0.1, 0.3]}\n"};

typedef struct set_up {
    char path[FILES][64];
    cst_study attacked[FILES], honest[FILES];
    cst_pareto pareto;
} set_up;

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT(fputs(text, file) >= 0 && fclose(file) == 0);
}

static void set_up_run(set_up *of)
{
    static const char *const fixed[] = {"estimate.stop={}"};
    const cst_scenario_set as_it_is = {.assignments = fixed, .count = 1};
    const char *change[CST_PARETO_HONEST];
    for (size_t i = 0; i < FILES; i++) {
        (void)snprintf(of->path[i], sizeof of->path[i], "/tmp/test_pareto_%ld_%zu.yaml",
                       (long)getpid(), i);
        write_file(of->path[i], texts[i]);
        CU_ASSERT_EQUAL_FATAL(cst_study_run(&of->attacked[i], of->path[i], &as_it_is, NULL, NULL),
                              0);
        const size_t count = cst_pareto_honest(&of->attacked[i].scenario, change);
        const cst_scenario_set nobody = {.assignments = change, .count = count};
        CU_ASSERT_EQUAL_FATAL(cst_study_run(&of->honest[i], of->path[i], &nobody, NULL, NULL), 0);
    }
}

static void set_up_free(set_up *of)
{
    cst_pareto_free(&of->pareto);
    for (size_t i = 0; i < FILES; i++) {
        cst_study_free(&of->attacked[i]);
        cst_study_free(&of->honest[i]);
        (void)unlink(of->path[i]);
    }
}

static double normal(double x)
{
    return 0.5 * erfc(-x / sqrt(2.0));
}

/* The x of normal(x) = p, by halving. */
static double quantile(double p)
{
    double low = -10.0;
    double high = 10.0;
    for (int i = 0; i < 100; i++) {
        const double middle = (low + high) / 2.0;
        *(normal(middle) < p ? &low : &high) = middle;
    }
    return low;
}

/* P(no attack of a trial escapes), each with this chance. */
static double safety_of(double escape)
{
    return pow(1.0 - rate * escape, AGENTS * ROUNDS);
}

static void expect(const cst_pareto *pareto, const cst_pareto_point *point, double usefulness,
                   double safety, const char *settings)
{
    const double right[2] = {usefulness, safety};
    CU_ASSERT_STRING_EQUAL(point->settings, settings);
    for (int side = 0; side < 2; side++) {
        const double exact = cst_finding_exact(point->finding[side], pareto->axis[side].kind);
        CU_ASSERT(fabs(exact - right[side]) < 1e-9);
        CU_ASSERT(fabs(point->at[side] - right[side]) < 1e-9);
        CU_ASSERT(point->result[side].low <= right[side] &&
                  right[side] <= point->result[side].high);
    }
}

static bool beats(const double left[2], const double right[2])
{
    return left[0] >= right[0] && left[1] >= right[1] && (left[0] > right[0] || left[1] > right[1]);
}

static void expect_front(const cst_pareto *pareto, bool own)
{
    for (size_t i = 0; i < pareto->points; i++) {
        bool beaten = false;
        for (size_t j = 0; j < pareto->points; j++) {
            const bool rival = !own || pareto->point[j].finding[1]->cell->trial->protocol.kind ==
                                           pareto->point[i].finding[1]->cell->trial->protocol.kind;
            beaten = beaten || (rival && beats(pareto->point[j].at, pareto->point[i].at));
        }
        CU_ASSERT_EQUAL(own ? pareto->point[i].on_own : pareto->point[i].on_line, !beaten);
    }
}

/* The share that is not audited is used, and an attack escapes where it is not looked at, or not
 * seen: 1 - Phi(d' + Phi^-1(a)). From the dearest budget to the cheapest. */
static void test_pareto_closed_forms(void)
{
    set_up of = {0};
    static const char *const settings[] = {"0.02", "0.1", "0.3"};
    set_up_run(&of);
    CU_ASSERT_EQUAL_FATAL(cst_pareto_axes(&of.pareto, NULL, NULL, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_pareto_check(&of.pareto, of.attacked, of.honest, FILES, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_pareto_gather(&of.pareto, of.attacked, of.honest, FILES, NULL), 0);
    const cst_pareto *made = &of.pareto;
    CU_ASSERT_EQUAL_FATAL(made->count, 3);
    CU_ASSERT_EQUAL_FATAL(made->points, 7); /* none is the same at each share */
    CU_ASSERT_EQUAL(made->intervals, 14);
    CU_ASSERT_STRING_EQUAL(made->claim, "Of the first file");
    CU_ASSERT_STRING_EQUAL(made->series[0].name, "random-audit");
    CU_ASSERT_STRING_EQUAL(made->series[1].name, "none");
    CU_ASSERT_STRING_EQUAL(made->series[2].name, "trusted-monitor");
    for (size_t i = 0; i < 3; i++) {
        const double a = budgets[2 - i];
        char text[64];
        (void)snprintf(text, sizeof text, "share = %s", settings[2 - i]);
        expect(made, &made->point[made->series[0].first + i], 1.0 - a, safety_of(1.0 - a), text);
        (void)snprintf(text, sizeof text, "fpr = %s", settings[2 - i]);
        expect(made, &made->point[made->series[2].first + i], 1.0 - a,
               safety_of(1.0 - normal(1.5 + quantile(a))), text);
    }
    expect(made, &made->point[made->series[1].first], 1.0, safety_of(1.0), "");
    expect_front(made, false);
    expect_front(made, true);
    set_up_free(&of);
}

/* Each interval is at its part of the level: wider than the cell's own, and by as much as the
 * binomial one of that level. */
static void test_pareto_level(void)
{
    set_up of = {0};
    set_up_run(&of);
    CU_ASSERT_EQUAL_FATAL(cst_pareto_axes(&of.pareto, "work_done", "trial_risk", NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_pareto_gather(&of.pareto, of.attacked, of.honest, FILES, NULL), 0);
    CU_ASSERT(!of.pareto.axis[1].more);
    for (size_t i = 0; i < of.pareto.points; i++) {
        const cst_result *result = &of.pareto.point[i].result[1];
        const cst_interval right =
            cst_interval_clopper_pearson(result->events, result->of, 0.05 / 14.0);
        CU_ASSERT_EQUAL(result->of, 2000);
        CU_ASSERT(fabs(result->low - right.low) < 1e-12);
        CU_ASSERT(fabs(result->high - right.high) < 1e-12);
    }
    set_up_free(&of);
}

static void expect_error(int code, const cst_error *error, const char *part)
{
    CU_ASSERT_EQUAL(code, CST_ERR_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error->text, part));
    if (strstr(error->text, part) == NULL) {
        printf("found: %s\n", error->text);
    }
}

static void test_pareto_errors(void)
{
    cst_error error = {0};
    cst_pareto pareto = {0};
    set_up of = {0};
    expect_error(cst_pareto_axes(&pareto, "saftey", NULL, &error), &error,
                 "pareto --against: expected one of usefulness, work_done");
    expect_error(cst_pareto_axes(&pareto, NULL, "saftey", &error), &error,
                 "found 'saftey'; the nearest one is safety");
    set_up_run(&of);
    CU_ASSERT_EQUAL_FATAL(cst_pareto_axes(&of.pareto, "availability", NULL, NULL), 0);
    expect_error(cst_pareto_check(&of.pareto, of.attacked, of.honest, 2, &error), &error,
                 "no cell has both availability and safety");
    CU_ASSERT_EQUAL_FATAL(cst_pareto_axes(&of.pareto, NULL, NULL, NULL), 0);
    /* Not honest, other rates, a sweep over what blue does not choose. */
    expect_error(cst_pareto_check(&of.pareto, of.attacked, of.attacked, 1, &error), &error,
                 "in the honest run nobody may scheme");
    of.attacked[1].scenario.cell[0].trial->scheming.law.rate = 0.5;
    expect_error(cst_pareto_check(&of.pareto, of.attacked, of.honest, 2, &error), &error,
                 "expected the scheming.rate of ");
    (void)snprintf(of.attacked[0].scenario.axis[1].key, sizeof of.attacked[0].scenario.axis[1].key,
                   "scheming.rho");
    expect_error(cst_pareto_check(&of.pareto, of.attacked, of.honest, 2, &error), &error,
                 "found scheming.rho: choose with --set scheming.rho=0.02");
    set_up_free(&of);
}

CST_SUITE("pareto", CST_TEST(test_pareto_closed_forms), CST_TEST(test_pareto_level),
          CST_TEST(test_pareto_errors))
