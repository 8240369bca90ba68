/* SPDX-License-Identifier: MIT
 * The basis as a reader of JSON gets it, against what the scenario says. Shares like 1/10 are the
 * doubles next to them: numbers are compared to the last bit. */
#include "study/basis.h"

#include "scenarios/load/scenario.h"
#include "tests/lib/caught.h"
#include "tests/lib/suite.h"

#include <json-c/json.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRIAL "trial: {agents: 20, rounds: 10}, "

/* Not the cell's own; the first needs all of its 17 digits, 0.30000000000000004. */
static const double CONFIDENCE = 0.1 + 0.2;
static const double TAIL = 8.0 / 9.0;

/* The text of a scenario's first cell; the caller frees. */
static char *basis_text(const char *text)
{
    cst_scenario scenario;
    cst_cell cell;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_scenario_parse(&scenario, "x.yaml", text, strlen(text), NULL, &error),
                          0);
    CU_ASSERT_EQUAL_FATAL(
        cst_cell_make(&cell, scenario.cell[0].trial, &scenario.cell[0].estimate, &error), 0);
    cst_caught seen;
    cst_caught_begin(&seen);
    cst_basis_json(&(cst_json){.out = seen.out}, &cell, CONFIDENCE, TAIL);
    cst_caught_end(&seen);
    cst_cell_free(&cell);
    cst_scenario_free(&scenario);
    return seen.text;
}

static struct json_object *basis_of(const char *text)
{
    char *written = basis_text(text);
    struct json_object *basis = json_tokener_parse(written);
    CU_ASSERT_PTR_NOT_NULL_FATAL(basis);
    free(written);
    return basis;
}

static struct json_object *field(struct json_object *basis, const char *key)
{
    struct json_object *value = NULL;
    CU_ASSERT_TRUE(json_object_object_get_ex(basis, key, &value));
    return value;
}

static void expect_text(struct json_object *basis, const char *key, const char *right)
{
    const char *found = json_object_get_string(field(basis, key));
    const bool same = found != NULL && strcmp(found, right) == 0;
    if (!same) {
        (void)fprintf(stderr, "\n  %s: found %s, expected %s\n", key, found, right);
    }
    CU_ASSERT_TRUE(same);
}

static void expect_number(struct json_object *basis, const char *key, double right)
{
    struct json_object *value = field(basis, key);
    const bool number =
        json_object_is_type(value, json_type_double) || json_object_is_type(value, json_type_int);
    const double found = number ? json_object_get_double(value) : (double)NAN;
    if (found != right) {
        (void)fprintf(stderr, "\n  %s: found %.17g, expected %.17g\n", key, found, right);
    }
    CU_ASSERT_EQUAL(found, right);
}

typedef struct flags {
    int ends, first_known, reports, votes, takes_out;
} flags;

static void expect_flags(struct json_object *basis, flags right)
{
    expect_number(basis, "ends", right.ends);
    expect_number(basis, "first_known", right.first_known);
    expect_number(basis, "reports", right.reports);
    expect_number(basis, "votes", right.votes);
    expect_number(basis, "takes_out", right.takes_out);
}

static void expect_weights(struct json_object *basis, const long double *right, size_t count)
{
    struct json_object *list = field(basis, "weights");
    CU_ASSERT_TRUE_FATAL(json_object_is_type(list, json_type_array));
    CU_ASSERT_EQUAL_FATAL(json_object_array_length(list), count);
    for (size_t s = 0; s < count; s++) {
        const double found = json_object_get_double(json_object_array_get_idx(list, s));
        CU_ASSERT(cst_test_relative(found, (double)right[s]) < 1e-13);
    }
}

/* The fields of docs/results.md, all of them and no others. */
static void test_basis_fields(void)
{
    static const char *const keys[] = {
        "method",        "sample",           "confidence",     "tail",
        "agents",        "tasks_per_trial",  "tasks",          "ends",
        "first_known",   "reports",          "votes",          "takes_out",
        "attack_most",   "attack_rate",      "removal_most",   "severity_least",
        "severity_most", "reviews_per_task", "reviews_most",   "delay",
        "capacity",      "trusted_quality",  "audit_minutes",  "loses",
        "peers",         "schemers_known",   "schemers_tied",  "weights",
        "law",           "removals",         "flag_most",      "loss_most",
        "loss_tasks",    "audits_most",      "cause_of_trial", "planted",
        "planted_most",
    };
    char *text = basis_text("{" TRIAL "protocol: {kind: committee}}");
    struct json_object *basis = json_tokener_parse(text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(basis);
    const size_t count = sizeof keys / sizeof keys[0];
    CU_ASSERT_EQUAL((size_t)json_object_object_length(basis), count);
    for (size_t i = 0; i < count; i++) {
        CU_ASSERT_TRUE(json_object_object_get_ex(basis, keys[i], NULL));
    }
    CU_ASSERT_PTR_NULL(strchr(text, '\n'));
    CU_ASSERT_PTR_NULL(strstr(text, ", "));
    CU_ASSERT_PTR_NULL(strstr(text, ": "));
    (void)json_object_put(basis);
    free(text);
}

/* Nothing is remembered: all tasks are independent draws of one law. */
static void test_basis_memoryless(void)
{
    struct json_object *basis =
        basis_of("{" TRIAL "scheming: {rate: 0.123456789012}, protocol: {kind: committee, "
                 "reviewers: 5, audit: {capacity: 2.5}}, attack: {severity: {least: 2, most: 7}}, "
                 "estimate: {method: naive, confidence: 0.9, tail: 0.5}}");
    expect_text(basis, "method", "naive");
    expect_text(basis, "sample", "trials");
    expect_number(basis, "confidence", 0.30000000000000004);
    expect_number(basis, "tail", 8.0 / 9.0);
    expect_number(basis, "agents", 20);
    expect_number(basis, "tasks_per_trial", 200);
    expect_text(basis, "tasks", "alike");
    expect_flags(basis, (flags){.reports = 1, .votes = 1});
    expect_number(basis, "attack_most", 0.123456789012);
    expect_number(basis, "attack_rate", 0.123456789012);
    expect_number(basis, "removal_most", 0.0);
    expect_number(basis, "severity_least", 2);
    expect_number(basis, "severity_most", 7);
    expect_number(basis, "reviews_per_task", 5);
    expect_number(basis, "reviews_most", 5);
    expect_number(basis, "delay", 0);
    expect_number(basis, "capacity", 2.5);
    expect_number(basis, "trusted_quality", 0);
    expect_weights(basis, NULL, 0);
    (void)json_object_put(basis);
}

/* A third of 0.3 and two thirds of 0.1 attack where lineages differ. */
static void test_basis_lineages(void)
{
    struct json_object *basis = basis_of(
        "{trial: {agents: 30, rounds: 7}, population: [{lineage: a, share: 0.333333333333, rate: "
        "0.3}, {lineage: b, share: 0.666666666667, rate: 0.1}], protocol: {kind: none}}");
    expect_text(basis, "tasks", "independent");
    expect_number(basis, "tasks_per_trial", 210);
    expect_flags(basis, (flags){0});
    expect_number(basis, "attack_most", 0.3);
    CU_ASSERT(cst_test_relative(json_object_get_double(field(basis, "attack_rate")), 0.5 / 3.0) <
              1e-15);
    expect_number(basis, "reviews_per_task", 0);
    expect_number(basis, "reviews_most", 0);
    (void)json_object_put(basis);
}

/* An end makes tasks tied, unless it is all that they have in common. */
static void test_basis_ends(void)
{
    struct json_object *basis =
        basis_of("{" TRIAL "scheming: {rate: 0.1}, protocol: {kind: committee, reviewers: 2}, "
                 "response: {on: catch, effect: end-trial}}");
    expect_text(basis, "tasks", "alike until the end");
    expect_flags(basis, (flags){.ends = 1, .first_known = 1, .reports = 1, .votes = 1});
    expect_number(basis, "reviews_per_task", 2);
    (void)json_object_put(basis);
    basis = basis_of("{" TRIAL "population: [{lineage: a, share: 0.5, rate: 0.3}, {lineage: b, "
                     "share: 0.5, rate: 0.1}], protocol: {kind: committee, reviewers: 2}, "
                     "response: {on: catch, effect: end-trial}}");
    expect_text(basis, "tasks", "tied");
    expect_number(basis, "ends", 1);
    (void)json_object_put(basis);
}

/* A shared cause ties the tasks of a trial, and after it any task may be sure to be an attack. */
static void test_basis_shared_cause(void)
{
    struct json_object *basis =
        basis_of("{" TRIAL "scheming: {rate: 0.1, dependence: beta, rho: 0.2, scope: trial}, "
                 "protocol: {kind: committee, reviewers: 2}}");
    expect_text(basis, "tasks", "tied");
    expect_number(basis, "ends", 0);
    expect_number(basis, "attack_most", 1.0);
    expect_number(basis, "attack_rate", 0.1);
    (void)json_object_put(basis);
}

/* Who is taken out reviews no more: the number of reviews varies. A flag of honest work at the
 * trusted monitor's FPR takes its actor out. */
static void test_basis_played(void)
{
    struct json_object *basis = basis_of(
        "{" TRIAL "scheming: {rate: 0.1}, protocol: {kind: trusted-monitor}, monitor: {trusted: "
        "{score: {fpr: 0.03}}}, response: {on: report, effect: quarantine, latency: 2}}");
    CU_ASSERT_PTR_NULL(field(basis, "reviews_per_task")); /* json-c reads null so */
    expect_text(basis, "method", "skip");
    expect_text(basis, "tasks", "tied");
    expect_flags(basis, (flags){.first_known = 1, .reports = 1, .takes_out = 1});
    expect_number(basis, "removal_most", 0.03);
    expect_number(basis, "flag_most", 0.03);
    expect_number(basis, "loss_most", 0.03);
    expect_number(basis, "loss_tasks", 1);
    expect_number(basis, "audits_most", 200);
    expect_number(basis, "attack_most", 0.1);
    (void)json_object_put(basis);
    basis = basis_of("{" TRIAL "protocol: {kind: async, delay: 3}}");
    expect_number(basis, "delay", 3);
    (void)json_object_put(basis);
    basis = basis_of("{" TRIAL "protocol: {kind: defer, trusted_quality: 0.3}}");
    expect_number(basis, "trusted_quality", 0.3);
    (void)json_object_put(basis);
    basis = basis_of("{" TRIAL "protocol: {kind: trusted-and-untrusted}, monitor: {joint: "
                     "{honest_correlation: 0.2, attack_correlation: 0.3}}}");
    expect_number(basis, "reviews_most", 2);
    (void)json_object_put(basis);
}

/* The most reviews that a task has are those that it always has, where their number is fixed; the
 * trusted monitor is one, and nobody reviews what is audited at random. */
static void test_basis_most_reviews(void)
{
    static const struct {
        const char *protocol;
        double most;
    } cases[] = {
        {"none", 0},        {"upfront-audit", 0},     {"random-audit", 0}, {"trusted-monitor", 1},
        {"defer", 1},       {"trusted-edit", 1},      {"resample", 1},     {"async", 1},
        {"adaptive", 1},    {"untrusted-monitor", 1}, {"hierarchy", 2},    {"committee", 3},
        {"peer-report", 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[120];
        (void)snprintf(text, sizeof text, "{" TRIAL "protocol: {kind: %s}}", cases[i].protocol);
        struct json_object *basis = basis_of(text);
        struct json_object *each = field(basis, "reviews_per_task");
        expect_number(basis, "reviews_most", cases[i].most);
        if (each != NULL) {
            expect_number(basis, "reviews_per_task", cases[i].most);
        }
        (void)json_object_put(basis);
    }
}

/* (2^27 - 1)(2^27 + 1) = 2^54 - 1 has no double, but is a number of JSON. */
static void test_basis_whole_numbers(void)
{
    struct json_object *basis =
        basis_of("{trial: {agents: 134217727, rounds: 134217729}, protocol: {kind: none}, "
                 "estimate: {trials: 1}}");
    struct json_object *tasks = field(basis, "tasks_per_trial");
    CU_ASSERT_EQUAL(json_object_get_int64(tasks), INT64_C(18014398509481983));
    (void)json_object_put(basis);
}

/* P(the actor attacks and s of 3 reviewers scheme) under a Beta(0.4, 3.6) cause, which has the rate
 * 0.1 and the correlation 1 / (0.4 + 3.6 + 1) = 0.2. */
static void beta_law(long double law[4])
{
    static const long double choose[] = {1.0L, 3.0L, 3.0L, 1.0L};
    for (int s = 0; s <= 3; s++) {
        law[s] = choose[s];
        for (int i = 0; i <= s; i++) {
            law[s] *= 0.4L + i;
        }
        for (int i = 0; i < 3 - s; i++) {
            law[s] *= 3.6L + i;
        }
        law[s] /= 4.0L * 5.0L * 6.0L * 7.0L;
    }
}

#define BETA                                                                                       \
    "scheming: {rate: 0.1, dependence: beta, rho: 0.2}, protocol: {kind: committee, reviewers: 3}"

static void test_basis_strata(void)
{
    long double law[4];
    struct json_object *basis = basis_of("{" TRIAL BETA ", estimate: {method: strata}}");
    beta_law(law);
    expect_text(basis, "method", "strata");
    expect_text(basis, "sample", "attacks");
    expect_weights(basis, law, 4);
    (void)json_object_put(basis);
}

/* Drawn by the law half the time, evenly half the time. */
static void test_basis_importance(void)
{
    long double law[4];
    long double weight[4];
    struct json_object *basis = basis_of("{" TRIAL BETA ", estimate: {method: importance}}");
    beta_law(law);
    for (int s = 0; s <= 3; s++) {
        const long double share = law[s] / 0.1L;
        weight[s] = 0.1L * share / (share / 2.0L + 1.0L / 8.0L);
    }
    expect_text(basis, "method", "importance");
    expect_text(basis, "sample", "attacks");
    expect_weights(basis, weight, 4);
    (void)json_object_put(basis);
}

/* All have one weight where trials are played: the chance that somebody schemes in 200 tasks. */
static void test_basis_importance_played(void)
{
    struct json_object *basis =
        basis_of("{" TRIAL "scheming: {rate: 1e-9}, protocol: {kind: trusted-monitor}, response: "
                 "{on: catch, effect: quarantine}, estimate: {method: importance}}");
    const long double chance = -expm1l(200.0L * log1pl(-1e-9L));
    expect_text(basis, "sample", "forced trials");
    expect_weights(basis, &chance, 1);
    (void)json_object_put(basis);
}

CST_SUITE("basis", CST_TEST(test_basis_fields), CST_TEST(test_basis_memoryless),
          CST_TEST(test_basis_lineages), CST_TEST(test_basis_ends),
          CST_TEST(test_basis_shared_cause), CST_TEST(test_basis_played),
          CST_TEST(test_basis_most_reviews), CST_TEST(test_basis_whole_numbers),
          CST_TEST(test_basis_strata), CST_TEST(test_basis_importance),
          CST_TEST(test_basis_importance_played))
