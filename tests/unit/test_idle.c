/* SPDX-License-Identifier: MIT
 * Keys that no cell uses: which are an error, and which a note. */
#include "scenarios/load/idle.h"

#include "scenarios/load/scenario.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <string.h>

static const char file[] =
    "population: [{lineage: a, share: 1, tpr: 0.8}]\n"
    "scheming: {dependence: beta, rho: 0.1}\n"
    "monitor: {score: {fpr: 0.02}, trusted: {score: {model: binormal, d_prime: 2, fpr: 0.03}}}\n"
    "protocol: {reviewers: 5, rule: any}\n"
    "sweep: {scheming.rate: [0.01, 0.1], scheming.rho: [0.1, 0.5]}\n";

/* What reading says: its note, its error, or "" where it says nothing. Returns the cells. */
static size_t said(const char *text, const char *set, const char *beside, char *out, size_t size)
{
    cst_scenario scenario;
    cst_error error = {0};
    const cst_scenario_set sets = {
        .assignments = &set, .count = set == NULL ? 0 : 1, .beside = beside};
    const int code = cst_scenario_parse(&scenario, "x.yaml", text, strlen(text), &sets, &error);
    const size_t cells = code == 0 ? scenario.cells : 0;
    if (code != 0) {
        cst_error_format(&error, out, size);
    } else {
        (void)snprintf(out, size, "%s", scenario.note == NULL ? "" : scenario.note);
    }
    cst_scenario_free(&scenario);
    return cells;
}

static void expect(const char *text, const char *set, size_t cells, const char *words)
{
    char out[2048];
    const size_t found = said(text, set, NULL, out, sizeof out);
    if (found != cells || strcmp(out, words) != 0) {
        (void)printf("\n    %s\n    --set %s\n    %zu cells, said %s\n    expected %s\n", text,
                     set == NULL ? "nothing" : set, found, out, words);
    }
    CU_ASSERT_EQUAL(found, cells);
    CU_ASSERT_STRING_EQUAL(out, words);
}

static void test_idle_notes(void)
{
    static const char of_trusted[] =
        "only custodes assumptions uses monitor.trusted.score.model, "
        "monitor.trusted.score.fpr, monitor.trusted.score.d_prime";
    char both[512];
    char out[512];
    expect(file, NULL, 4, of_trusted);
    /* Axes that no cell uses are no cells. */
    expect(file, "protocol.kind=trusted-monitor", 2,
           "with what --set changes nothing uses scheming.dependence, monitor.score.fpr, "
           "protocol.reviewers, protocol.rule, sweep.scheming.rho, population.tpr");
    (void)snprintf(both, sizeof both,
                   "with what --set changes nothing uses sweep.scheming.rho; %s", of_trusted);
    expect(file, "scheming.dependence=all-or-nothing", 2, both);
    CU_ASSERT_EQUAL(said(file, NULL, "trusted-monitor", out, sizeof out), 4);
    CU_ASSERT_STRING_EQUAL(out, "");
    expect("{protocol: {reviewers: 5}, sweep: {protocol.kind: [none, trusted-monitor]}}", NULL, 2,
           "with the values of the sweep nothing uses protocol.reviewers");
    expect("{uncertainty: {collusion.probability: {beta: [2, 3]}}}", "collusion.strategy=none", 1,
           "with what --set changes nothing uses uncertainty.collusion.probability");
    expect("{}", NULL, 1, "");
}

static void test_idle_errors(void)
{
    expect("{protocol: {kind: none, reviewers: 5}, scheming: {rho: 0.1}, response: {on: report}}",
           NULL, 0,
           "x.yaml:1:51: scheming.rho: nothing uses it here; it is used under dependence beta, for "
           "lineages without a rho of their own; nor are these used: protocol.reviewers, "
           "response.on; take them out, or change what they need");
    /* What is typed with --set is meant. */
    expect(file, "scheming.together=0.5", 0,
           "--set scheming.together=0.5: scheming.together: nothing uses it here; it is used under "
           "dependence two-point; take it out, or change what it needs");
    expect("{scheming: {rho: 0.1}}", "protocol.kind=none", 0,
           "x.yaml:1:13: scheming.rho: nothing uses it here; it is used under dependence beta, for "
           "lineages without a rho of their own; take it out, or change what it needs");
    expect("{monitor: {trusted: {score: {model: binormal, d_prime: 2, tpr: 0.5}}}}", NULL, 0,
           "x.yaml:1:59: monitor.trusted.score.tpr: nothing uses it here; it is used under model "
           "threshold, under every kind with a trusted monitor; take it out, or change what it "
           "needs");
}

CST_SUITE("idle", CST_TEST(test_idle_notes), CST_TEST(test_idle_errors))
