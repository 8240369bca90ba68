/* SPDX-License-Identifier: MIT
 * Surfaces: which cells share a response, and what they make of it, against risks derived by hand
 * from the chance q that a reviewer schemes beside a scheming actor. */
#include "study/surface.h"

#include "tally/interval.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { SEED = 11 };

static void parse(cst_scenario *scenario, const char *text)
{
    cst_error error = {0};
    const int code = cst_scenario_parse(scenario, "x.yaml", text, strlen(text), NULL, &error);
    if (code != 0) {
        (void)printf("\n%s: %s\n", error.key, error.text);
    }
    CU_ASSERT_EQUAL_FATAL(code, 0);
}

/* Simulates the responses of `from` into the sink of `surface`. */
static void run_into(const cst_surface *from, cst_surface *surface)
{
    cst_error error = {0};
    const cst_run_spec spec = {.cells = from->listed,
                               .cell_count = from->responses,
                               .threads = 1,
                               .link = cst_link_find("direct"),
                               .sink = cst_surface_sink(surface)};
    CU_ASSERT_EQUAL_FATAL(cst_run(&spec, &(cst_run_report){0}, &error), 0);
}

/* A scenario, its surface from so many samples, and what was found. */
typedef struct found {
    cst_scenario scenario;
    cst_surface surface;
} found;

static void find(found *at, const char *text, uint64_t samples)
{
    cst_error error = {0};
    parse(&at->scenario, text);
    CU_ASSERT_EQUAL_FATAL(cst_surface_init(&at->surface, &at->scenario, samples, &error), 0);
    run_into(&at->surface, &at->surface);
    CU_ASSERT_EQUAL(cst_surface_findings(&at->surface, &error), 0);
}

static void drop(found *at)
{
    cst_surface_free(&at->surface);
    cst_scenario_free(&at->scenario);
}

static cst_result risk_at(const found *of, size_t cell)
{
    return cst_finding_result(&of->surface.findings.finding[cell], CST_RESULT_RESIDUAL_RISK);
}

static void expect_responses(const char *text, const uint32_t *response, uint32_t strata)
{
    enum { SAMPLES = 1000 };
    cst_scenario scenario;
    cst_surface surface;
    uint32_t most = 0;
    parse(&scenario, text);
    CU_ASSERT_EQUAL_FATAL(cst_surface_init(&surface, &scenario, SAMPLES, NULL), 0);
    CU_ASSERT_EQUAL(surface.samples, SAMPLES);
    for (size_t i = 0; i < scenario.cells; i++) {
        CU_ASSERT_EQUAL(surface.response[i], response[i]);
        most = response[i] > most ? response[i] : most;
    }
    CU_ASSERT_EQUAL_FATAL(surface.responses, most + 1);
    CU_ASSERT_EQUAL(surface.strata, strata);
    uint64_t trials = 0;
    for (uint32_t i = 0; i < surface.responses; i++) {
        CU_ASSERT_STRING_EQUAL(surface.cell[i].method->name, "strata");
        trials += surface.cell[i].trials;
    }
    CU_ASSERT_EQUAL(trials, SAMPLES * (uint64_t)strata);
    cst_surface_free(&surface);
    CU_ASSERT_PTR_NULL(surface.cell);
    cst_scenario_free(&scenario);
}

/* One response for all values of keys of `scheming:`, one for each combination of the others; as
 * many strata as there can be schemers among the reviewers, and none. */
static void test_surface_responses(void)
{
    static const uint32_t one[12] = {0};
    static const uint32_t apart[] = {0, 0, 0, 0, 1, 1, 1, 1};
    static const uint32_t in_turn[] = {0, 1, 2, 0, 1, 2, 0, 1, 2};
    static const uint32_t square[] = {0, 1, 0, 1, 2, 3, 2, 3};
    expect_responses("{protocol: {kind: untrusted-monitor},"
                     " sweep: {scheming.rate: [1e-9, 0.1], scheming.dependence: [independent, "
                     "beta], scheming.rho: [0.1, 0.2, 0.3]}}",
                     one, 2);
    expect_responses("{protocol: {kind: trusted-monitor}, sweep: {scheming.rate: [1e-9, 0.1]}}",
                     one, 1);
    expect_responses("{scheming: {dependence: beta}, sweep: {protocol.reviewers: [1, 3],"
                     " scheming.rate: [1e-9, 0.1], scheming.rho: [0.1, 0.2]}}",
                     apart, 2 + 4);
    expect_responses("{scheming: {dependence: beta, rho: 0.1}, sweep: {scheming.rate: [1e-9, 0.1,"
                     " 0.2], monitor.score.tpr: [0.5, 0.6, 0.7]}}",
                     in_turn, 3 * 4);
    expect_responses("{sweep: {protocol.rule: [any, all], scheming.rate: [1e-9, 0.1],"
                     " collusion.probability: [0.5, 1]}}",
                     square, 4 * 4);
}

/* q by hand. A common cause makes all scheme in p b of the tasks, else each does with
 * x = (p - p b) / (1 - p b). */
static double scheming_beside(int law, double p, double rho, double together, double common_share)
{
    const double common = common_share * p;
    const double x = (p - common) / (1.0 - common);
    switch (law) {
    case 0:
        return p;
    case 1:
        return p + rho * (1.0 - p);
    case 2:
        return together;
    case 3:
        return ((1.0 - common) * x * x + common) / p;
    default:
        return 1.0;
    }
}

/* One reviewer: an attack escapes it with 1 - d, and with 1 - d (1 - c) where it schemes. Both
 * shares are read off cells in which hardly any reviewer schemes, and every one; each cell's risk
 * is p times their mixture by q, as R = p (1 - d (1 - c q)) is, and its interval holds that. */
static void test_surface_one_reviewer(void)
{
    enum { RATES = 3, LAWS = 5, SAMPLES = 40000 };
    static const double rates[RATES] = {1e-12, 1e-3, 0.3};
    const double d = 0.8;
    const double c = 0.5;
    found at;
    cst_test_seed(SEED);
    find(&at,
         "{scheming: {rho: 0.2, together: 0.4, common_share: 0.1}, monitor: {score: {tpr: 0.8}},"
         " protocol: {kind: untrusted-monitor}, collusion: {probability: 0.5},"
         " estimate: {confidence: 0.999999, seed: 11}, sweep: {scheming.rate: [1e-12, 1e-3, 0.3],"
         " scheming.dependence: [independent, beta, two-point, common-cause, all-or-nothing]}}",
         SAMPLES);
    CU_ASSERT_EQUAL_FATAL(at.surface.findings.count, RATES * LAWS);
    CU_ASSERT_EQUAL(at.surface.responses, 1);
    const cst_finding *finding = at.surface.findings.finding;
    const double seen[2] = {
        round(SAMPLES * cst_finding_result(&finding[0], CST_RESULT_MISS_SHARE).estimate),
        round(SAMPLES * cst_finding_result(&finding[4], CST_RESULT_MISS_SHARE).estimate)};
    const double chance[2] = {1.0 - d, 1.0 - d * (1.0 - c)};
    for (int s = 0; s < 2; s++) {
        double lower = 0.0;
        double upper = 0.0;
        cst_interval_tails((uint64_t)seen[s], SAMPLES, chance[s], &lower, &upper);
        CU_ASSERT(fmin(lower, upper) > 1e-7 && seen[s] > 5000.0);
    }
    for (int i = 0; i < RATES * LAWS; i++) {
        const double p = rates[i / LAWS];
        const double q = scheming_beside(i % LAWS, p, 0.2, 0.4, 0.1);
        const double risk = p * (1.0 - d * (1.0 - c * q));
        const double estimate = p * ((1.0 - q) * seen[0] + q * seen[1]) / SAMPLES;
        const cst_result result = cst_finding_result(&finding[i], CST_RESULT_RESIDUAL_RISK);
        const double share = cst_finding_result(&finding[i], CST_RESULT_MITIGATED_SHARE).estimate;
        CU_ASSERT_PTR_EQUAL(finding[i].cell, &at.scenario.cell[i]);
        CU_ASSERT(cst_test_relative(result.estimate, estimate) < 1e-12);
        CU_ASSERT(cst_test_relative(share, 1.0 - estimate / p) < 1e-10);
        CU_ASSERT(cst_test_relative(cst_finding_exact(&finding[i], CST_RESULT_RESIDUAL_RISK),
                                    risk) < 1e-12);
        CU_ASSERT(result.low <= risk && risk <= result.high);
        CU_ASSERT(result.high - result.low < 0.15 * risk);
        CU_ASSERT(finding[i].far.low <= result.low && result.high <= finding[i].far.high);
        CU_ASSERT_EQUAL((double)result.events, q < 1.0 ? seen[0] + seen[1] : seen[1]);
        CU_ASSERT_EQUAL(result.of, q < 1.0 ? 2 * SAMPLES : SAMPLES);
        CU_ASSERT_EQUAL(finding[i].unmonitored, p);
        CU_ASSERT_EQUAL(at.surface.unseen[i], 0.0);
    }
    drop(&at);
}

/* P(the actor schemes, and s of three reviewers) under the beta law: each next agent schemes with
 * (p (1 - rho) + i rho) / (1 - rho + n rho) once i of n agents do. */
static void beta_weights(double p, double rho, double w[4])
{
    w[0] = p;
    for (int n = 1; n <= 3; n++) {
        w[n] = 0.0;
        for (int s = n; s >= 0; s--) { /* s of n reviewers, who come after s - 1 or s of n - 1 */
            const double all = 1.0 - rho + n * rho;
            const double joins = s > 0 ? (p * (1.0 - rho) + s * rho) / all : 0.0;
            const double stays = ((1.0 - p) * (1.0 - rho) + (n - 1 - s) * rho) / all;
            w[s] = (s > 0 ? w[s - 1] * joins : 0.0) + (s < n ? w[s] * stays : 0.0);
        }
    }
}

/* Three reviewers of whom one report is enough, and schemers that report nothing: an attack at
 * which s of them scheme escapes with (1 - d)^(3 - s). Intervals are as narrow as five standard
 * deviations to each side are of the rarest share, .1 of it here and with one reviewer. */
static void test_surface_committee(void)
{
    static const double rates[] = {1e-9, 0.05};
    static const double rhos[] = {0.01, 0.2, 0.9};
    static const double tprs[] = {0.6, 0.5};
    found at;
    cst_test_seed(SEED);
    find(&at,
         "{scheming: {dependence: beta},"
         " protocol: {kind: committee, reviewers: 3, rule: any},"
         " estimate: {confidence: 0.999999, seed: 11},"
         " sweep: {scheming.rho: [0.01, 0.2, 0.9], scheming.rate: [1e-9, 0.05],"
         " monitor.score.tpr: [0.6, 0.5]}}",
         160000);
    CU_ASSERT_EQUAL(at.surface.strata, 2 * 4);
    for (int i = 0; i < 12; i++) {
        const double p = rates[i / 2 % 2];
        double w[4];
        double risk = 0.0;
        beta_weights(p, rhos[i / 4], w);
        CU_ASSERT(cst_test_relative(w[0] + w[1] + w[2] + w[3], p) < 1e-14);
        for (int s = 0; s < 4; s++) {
            risk += w[s] * pow(1.0 - tprs[i % 2], 3 - s);
        }
        const cst_finding *finding = &at.surface.findings.finding[i];
        const cst_result result = cst_finding_result(finding, CST_RESULT_RESIDUAL_RISK);
        CU_ASSERT(cst_test_relative(cst_finding_exact(finding, CST_RESULT_RESIDUAL_RISK), risk) <
                  1e-10);
        CU_ASSERT(result.low <= risk && risk <= result.high);
        CU_ASSERT(result.low < result.estimate && result.estimate < result.high);
        CU_ASSERT(result.high - result.low < 0.15 * risk);
    }
    drop(&at);
}

/* A response is the same whichever cell it was made for, first or last, rare or frequent. */
static void test_surface_first_cell(void)
{
    static const char body[] = "{scheming: {rho: 0.3}, protocol: {kind: committee, reviewers: 2},"
                               " sweep: {scheming.rate: [%s], scheming.dependence: [%s]}}";
    char text[256];
    found one;
    found other;
    (void)snprintf(text, sizeof text, body, "1e-12, 0.2", "independent, beta, all-or-nothing");
    find(&one, text, 5000);
    (void)snprintf(text, sizeof text, body, "0.2, 1e-12", "all-or-nothing, beta, independent");
    find(&other, text, 5000);
    for (size_t i = 0; i < 6; i++) {
        const cst_result a = risk_at(&one, i);
        const cst_result b = risk_at(&other, 5 - i);
        CU_ASSERT(a.estimate > 0.0 && a.estimate == b.estimate);
        CU_ASSERT(a.low == b.low && a.high == b.high);
    }
    drop(&one);
    drop(&other);
}

/* With nothing seen all of p is unseen, and bounded by p alone; from one attack in each stratum the
 * interval still holds; as many as there can be are laid out in no time. */
static void test_surface_samples(void)
{
    static const char text[] = "{scheming: {rate: 0.01}, protocol: {kind: untrusted-monitor},"
                               " monitor: {score: {tpr: 0.8}}, estimate: {confidence: 0.999}}";
    const uint64_t most = UINT64_C(1) << 57; /* two strata, and 2^58 samples are counted */
    const double risk = 0.01 * (1.0 - 0.8 * (1.0 - 0.01));
    found at;
    cst_error error = {0};
    parse(&at.scenario, text);
    CU_ASSERT_EQUAL_FATAL(cst_surface_init(&at.surface, &at.scenario, 1, &error), 0);
    CU_ASSERT_EQUAL(cst_surface_findings(&at.surface, &error), 0);
    cst_result result = risk_at(&at, 0);
    CU_ASSERT(isnan(result.estimate) && result.low == 0.0 && result.high == 0.01);
    CU_ASSERT(cst_test_relative(at.surface.unseen[0], 0.01) < 1e-12);
    run_into(&at.surface, &at.surface);
    cst_finding_free(&at.surface.findings.finding[0]);
    CU_ASSERT_EQUAL(cst_surface_findings(&at.surface, &error), 0);
    result = risk_at(&at, 0);
    CU_ASSERT(result.of == 2 && result.low <= risk && risk <= result.high);
    CU_ASSERT_EQUAL(at.surface.unseen[0], 0.0);
    cst_surface_free(&at.surface);
    const clock_t before = clock();
    CU_ASSERT_EQUAL(cst_surface_init(&at.surface, &at.scenario, most, &error), 0);
    CU_ASSERT_EQUAL(at.surface.cell[0].trials, 2 * most);
    CU_ASSERT(clock() - before < CLOCKS_PER_SEC);
    cst_surface_free(&at.surface);
    const uint64_t refused[] = {0, most + 1, (UINT64_C(1) << 63) + 1}; /* twice that is 2 again */
    for (int i = 0; i < 3; i++) {
        CU_ASSERT_EQUAL(cst_surface_init(&at.surface, &at.scenario, refused[i], &error),
                        CST_ERR_RANGE);
        CU_ASSERT_STRING_EQUAL(error.key, "estimate.trials");
        cst_surface_free(&at.surface);
    }
    drop(&at);
}

static void expect_refused(const char *text, const char *why, const char *where)
{
    cst_scenario scenario;
    cst_surface surface;
    cst_error error = {0};
    parse(&scenario, text);
    CU_ASSERT_EQUAL(cst_surface_init(&surface, &scenario, 100, &error), CST_ERR_METHOD);
    CU_ASSERT_EQUAL(error.code, CST_ERR_METHOD);
    CU_ASSERT_EQUAL(strncmp(error.text, "surface: x.yaml: ", 17), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, why));
    const char *with = strstr(error.text, " (with ");
    CU_ASSERT_STRING_EQUAL(with == NULL ? "" : with, where);
    cst_surface_free(&surface);
    cst_scenario_free(&scenario);
}

/* What has no strata is named by its place in the sweep, though cells before it have. */
static void test_surface_init_errors(void)
{
    static const char played[] = "trials are played round by round";
    expect_refused("{protocol: {kind: adaptive}}", played, "");
    expect_refused("{sweep: {scheming.rate: [0.1, 0.2], protocol.kind: [committee, adaptive]}}",
                   played, " (with scheming.rate=0.1, protocol.kind=adaptive)");
    expect_refused("{scheming: {dependence: beta, rho: 0.1}, sweep: {scheming.scope: [task, "
                   "round]}}",
                   played, " (with scheming.scope=round)");
    expect_refused("{sweep: {response.effect: [none, end-trial]}}", "a trial may end",
                   " (with response.effect=end-trial)");
    expect_refused("{scheming: {propensity: mixture, never: 0.1}}", "different rates", "");
}

/* Rows of a weaker monitor, as a mistake of the program would give: the cell and its closed form
 * are named. */
static void test_surface_findings_errors(void)
{
    static const char body[] = "{protocol: {kind: untrusted-monitor}, monitor: {score: {tpr: %s}},"
                               " sweep: {scheming.rate: [1e-6]}}";
    char text[256];
    cst_scenario weak_scenario;
    cst_surface weak;
    found at;
    cst_error error = {0};
    (void)snprintf(text, sizeof text, body, "0.8");
    find(&at, text, 20000);
    cst_surface_free(&at.surface);
    CU_ASSERT_EQUAL_FATAL(cst_surface_init(&at.surface, &at.scenario, 20000, &error), 0);
    (void)snprintf(text, sizeof text, body, "0.7");
    parse(&weak_scenario, text);
    CU_ASSERT_EQUAL_FATAL(cst_surface_init(&weak, &weak_scenario, 20000, &error), 0);
    run_into(&weak, &at.surface);
    for (size_t i = 0; i < at.surface.findings.count; i++) {
        cst_finding_free(&at.surface.findings.finding[i]);
    }
    CU_ASSERT_EQUAL(cst_surface_findings(&at.surface, &error), CST_ERR_DISAGREES);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "scheming.rate=1e-6: residual_risk"));
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "closed form 2.00001e-7")); /* p (1 - d (1 - p)) */
    cst_surface_free(&weak);
    cst_scenario_free(&weak_scenario);
    drop(&at);
}

CST_SUITE("surface", CST_TEST(test_surface_responses), CST_TEST(test_surface_one_reviewer),
          CST_TEST(test_surface_committee), CST_TEST(test_surface_first_cell),
          CST_TEST(test_surface_samples), CST_TEST(test_surface_init_errors),
          CST_TEST(test_surface_findings_errors))
