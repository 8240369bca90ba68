/* SPDX-License-Identifier: MIT
 * Covers: reading. */
#include "scenarios/load/scenario.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char example[] =
    "claim: Rare schemers report on each other, so untrusted monitoring mitigates most.\n"
    "trial:      {agents: 1000, rounds: 100}\n"
    "population: [{lineage: a, share: 1.0}]\n"
    "scheming:   {rate: 1e-3, dependence: beta, rho: 0.05, scope: task}\n"
    "attack:     {policy: always}\n"
    "monitor:    {score: {model: threshold, tpr: 0.9, fpr: 0.01}}\n"
    "collusion:  {strategy: always-pass, probability: 1.0}\n"
    "protocol:   {kind: committee, reviewers: 3, rule: majority, assign: random,"
    " audit: {success: 1.0}}\n"
    "response:   {on: catch, effect: none, latency: 0}\n"
    "estimate:   {trials: 1000, seed: 1, method: auto}\n"
    "sweep:      {scheming.rate: {log: [1e-6, 1e-1, 11]}, scheming.rho: [0, 0.01, 0.1, 0.5]}\n";

static int parse(cst_scenario *scenario, const char *text, const char *assignment, cst_error *error)
{
    const cst_scenario_set set = {.assignments = &assignment, .count = assignment == NULL ? 0 : 1};
    *error = (cst_error){0};
    return cst_scenario_parse(scenario, "x.yaml", text, strlen(text), &set, error);
}

/* The message that a scenario gets. */
static void expect(const char *text, const char *assignment, const char *message)
{
    cst_scenario scenario;
    cst_error error;
    char said[1024] = "no error";
    if (parse(&scenario, text, assignment, &error) != 0) {
        cst_error_format(&error, said, sizeof said);
    }
    bool good = strcmp(said, message) == 0;
    if (!good) {
        (void)fprintf(stderr, "%s\n  said     %s\n  expected %s\n", text, said, message);
    }
    CU_ASSERT_TRUE(good);
    cst_scenario_free(&scenario);
}

static void test_scenario_example(void)
{
    cst_scenario scenario;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(parse(&scenario, example, NULL, &error), 0);
    CU_ASSERT_EQUAL_FATAL(scenario.cells, 44);
    CU_ASSERT_EQUAL_FATAL(scenario.axes, 2);
    CU_ASSERT_STRING_EQUAL(scenario.axis[0].key, "scheming.rate");
    CU_ASSERT_EQUAL(scenario.axis[1].values, 4);
    CU_ASSERT_STRING_EQUAL(scenario.file, "x.yaml");
    CU_ASSERT_STRING_EQUAL(scenario.cell[5].at[0], "3.16227766017e-6");
    CU_ASSERT_STRING_EQUAL(scenario.cell[5].at[1], "0.01");
    CU_ASSERT_EQUAL(scenario.cell[5].trial->scheming.law.rate, 3.16227766017e-6);
    CU_ASSERT_EQUAL(scenario.cell[5].trial->scheming.law.rho, 0.01);
    for (size_t i = 0; i < scenario.cells; i++) {
        CU_ASSERT_PTR_NOT_NULL(scenario.cell[i].estimate.method);
        CU_ASSERT_EQUAL(scenario.cell[i].same_as, i);
        CU_ASSERT_EQUAL(strlen(scenario.cell[i].id), 64);
    }
    cst_scenario_free(&scenario);
}

static void test_scenario_defaults(void)
{
    cst_scenario scenario;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(parse(&scenario, "{}", NULL, &error), 0);
    CU_ASSERT_EQUAL(scenario.cells, 1);
    CU_ASSERT_EQUAL(scenario.axes, 0);
    CU_ASSERT_STRING_EQUAL(scenario.claim, "");
    CU_ASSERT_EQUAL(scenario.cell[0].trial->agents, 1000);
    CU_ASSERT_EQUAL(scenario.cell[0].estimate.trials, 1000);
    cst_scenario_free(&scenario);
}

/* Whether a part stands in the cell's canonical text, or in its identity. */
static bool has_text(const cst_scenario_cell *cell, bool identity, const char *part)
{
    char *text = cst_scenario_text(cell, identity);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    const bool has = strstr(text, part) != NULL;
    free(text);
    return has;
}

/* The canonical form of a cell is a scenario, and the same one. */
static void round_trip(const char *text, const char *assignment)
{
    cst_scenario first;
    cst_scenario second;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(parse(&first, text, assignment, &error), 0);
    for (size_t i = 0; i < first.cells; i++) {
        char *canonical = cst_scenario_text(&first.cell[i], false);
        CU_ASSERT_EQUAL_FATAL(parse(&second, canonical, NULL, &error), 0);
        CU_ASSERT_TRUE(has_text(&second.cell[0], false, canonical));
        free(canonical);
        CU_ASSERT_STRING_EQUAL(second.cell[0].id, first.cell[i].id);
        CU_ASSERT_PTR_EQUAL(second.cell[0].estimate.method, first.cell[i].estimate.method);
        cst_scenario_free(&second);
    }
    cst_scenario_free(&first);
}

static void test_scenario_canonical_round_trip(void)
{
    round_trip(example, NULL);
    round_trip(example, "sweep.protocol.kind=[none, random-audit, trusted-monitor, committee]");
    round_trip("{scheming: {dependence: table, joint: [0.9, 0.05, 0.03, 0.01, 0.01]}}", NULL);
    round_trip("{scheming: {dependence: shock, lethal: 1, nonlethal: 2, background: 3, hit: 0.3}}",
               NULL);
    round_trip("{population: [{lineage: x, share: 0.5, tpr: 0.5}, {lineage: y, share: 0.5}],"
               " protocol: {assign: cross-lineage}, monitor: {abstain: 0.1}, response: {effect: "
               "end-trial, on: report}}",
               NULL);
    round_trip(
        "{monitor: {score: {model: histogram, fpr: 0.1, honest: [5, 4, 1], attack: [1, 2, 9],"
        " attack_unscored: 3}}}",
        NULL);
    round_trip("{scheming: {propensity: mixture, never: 0.5, consistent: 1e-4}}", NULL);
    round_trip("{scheming: {dependence: alpha-factor, mgl: [0.1, 0.5, 0.5]}}", NULL);
    round_trip("{scheming: {dependence: alpha-factor, alpha: [0.9, 0.05, 0.03, 0.02]}}", NULL);
    round_trip("{protocol: {kind: trusted-and-untrusted}, monitor: {score: {fpr: 0.2}, joint: "
               "{honest: [[8, 1, 1], [2, 4, 0], [1, 2, 1]], attack: [[1, 0, 0], [0, 3, 0], [0, 2, "
               "9]]}}}",
               NULL);
}

static const char both[] = "{protocol: {kind: trusted-and-untrusted}, monitor: {joint: {file: "
                           "data/joint_counts_example.json, set: together}}}";

static int parse_shipped(cst_scenario *scenario, const char *assignment, cst_error *error)
{
    const cst_scenario_set set = {.assignments = &assignment, .count = assignment == NULL ? 0 : 1};
    *error = (cst_error){0};
    return cst_scenario_parse(scenario, CST_SOURCE_DIR "/scenarios/x.yaml", both, strlen(both),
                              &set, error);
}

/* Joint counts are shared by cells, their margins are the scores that are not stated, under other
 * protocols too, and where they lie is not part of what they are. */
static void test_scenario_joint_counts(void)
{
    cst_scenario scenario;
    cst_scenario again;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(parse_shipped(&scenario,
                                        "sweep.protocol.kind=[trusted-and-untrusted, "
                                        "trusted-monitor]",
                                        &error),
                          0);
    const cst_trial_spec *trial = scenario.cell[0].trial;
    CU_ASSERT_PTR_NOT_NULL_FATAL(trial->joint.counts);
    CU_ASSERT_EQUAL(trial->joint.counts->attack[1][2], 45);
    CU_ASSERT_EQUAL(trial->trusted.counts->attack[0], 60);
    CU_ASSERT_EQUAL(trial->score.counts->honest[2], 50);
    CU_ASSERT_PTR_NULL(scenario.cell[1].trial->joint.counts);
    CU_ASSERT_EQUAL(scenario.cell[1].trial->trusted.counts->attack[2], 80);
    CU_ASSERT_FALSE(has_text(&scenario.cell[0], false, "joint_counts_example"));
    char *canonical = cst_scenario_text(&scenario.cell[0], false);
    CU_ASSERT_EQUAL_FATAL(parse(&again, canonical, NULL, &error), 0);
    free(canonical);
    CU_ASSERT_STRING_EQUAL(again.cell[0].id, scenario.cell[0].id);
    cst_scenario_free(&again);
    cst_scenario_free(&scenario);
    CU_ASSERT_EQUAL_FATAL(
        parse_shipped(&scenario, "sweep.monitor.joint.set=[apart, together]", &error), 0);
    CU_ASSERT_EQUAL(scenario.cells, 2);
    CU_ASSERT_EQUAL(scenario.cell[1].same_as, 1); /* the margins agree, the counts do not */
    CU_ASSERT_PTR_NOT_EQUAL(scenario.cell[0].trial->joint.counts,
                            scenario.cell[1].trial->joint.counts);
    cst_scenario_free(&scenario);
    CU_ASSERT_EQUAL_FATAL(parse_shipped(&scenario, "sweep.scheming.rate=[0.1, 0.2]", &error), 0);
    CU_ASSERT_PTR_EQUAL(scenario.cell[0].trial->joint.counts, scenario.cell[1].trial->joint.counts);
    cst_scenario_free(&scenario);
}

static void test_scenario_identity(void)
{
    static const char *const same[] = {
        "{estimate: {seed: 7}}",     "{estimate: {trials: 9}}",
        "{claim: what else}",        "{estimate: {stream: 3, confidence: 0.5}}",
        "{scheming: {rate: 0.001}}", "{scheming: {rate: 0.0010000000000001}}",
        "{estimate: {method: skip}}"};
    static const char *const other[] = {"{scheming: {rate: 0.00100000000001}}",
                                        "{protocol: {reviewers: 2}}", "{estimate: {method: naive}}",
                                        "{trial: {agents: 999}}"};
    cst_scenario base;
    cst_scenario scenario;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(parse(&base, "{}", NULL, &error), 0);
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        CU_ASSERT_EQUAL_FATAL(parse(&scenario, same[i], NULL, &error), 0);
        CU_ASSERT_STRING_EQUAL(scenario.cell[0].id, base.cell[0].id);
        cst_scenario_free(&scenario);
    }
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) {
        CU_ASSERT_EQUAL_FATAL(parse(&scenario, other[i], NULL, &error), 0);
        CU_ASSERT_STRING_NOT_EQUAL(scenario.cell[0].id, base.cell[0].id);
        cst_scenario_free(&scenario);
    }
    cst_scenario_free(&base);
}

/* Cells in which a swept key does not matter are one cell. */
static void test_scenario_same_as(void)
{
    cst_scenario scenario;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(parse(&scenario,
                                "{sweep: {scheming.dependence: [independent, beta],"
                                " scheming.rho: [0.1, 0.2, 0.3]}}",
                                NULL, &error),
                          0);
    static const size_t same_as[] = {0, 0, 0, 3, 4, 5};
    CU_ASSERT_EQUAL_FATAL(scenario.cells, 6);
    for (size_t i = 0; i < 6; i++) {
        CU_ASSERT_EQUAL(scenario.cell[i].same_as, same_as[i]);
        CU_ASSERT_TRUE(has_text(&scenario.cell[i], true, "rho") == (i >= 3));
    }
    /* What the cell does not use is at its default in what is simulated, too. */
    CU_ASSERT_TRUE(scenario.cell[1].trial->scheming.law.rho !=
                   scenario.cell[1].trial->scheming.law.rho);
    cst_scenario_free(&scenario);
}

static void test_scenario_set(void)
{
    cst_scenario scenario;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(parse(&scenario, example, "scheming.rate=1e-4", &error), 0);
    CU_ASSERT_EQUAL(scenario.cells, 4);
    CU_ASSERT_EQUAL(scenario.cell[3].trial->scheming.law.rate, 1e-4);
    cst_scenario_free(&scenario);
    CU_ASSERT_EQUAL_FATAL(parse(&scenario, example, "sweep={}", &error), 0);
    CU_ASSERT_EQUAL(scenario.cells, 1);
    CU_ASSERT_EQUAL(scenario.cell[0].trial->scheming.law.rho, 0.05);
    cst_scenario_free(&scenario);
    CU_ASSERT_EQUAL_FATAL(parse(&scenario, example, "sweep.scheming.rate=[1e-3]", &error), 0);
    CU_ASSERT_EQUAL(scenario.cells, 4);
    cst_scenario_free(&scenario);
}

static void test_scenario_set_errors(void)
{
    expect(example, "scheming.rate=80%",
           "--set scheming.rate=80%: scheming.rate: expected a probability from 0 to 1, found "
           "'80%'");
    expect(example, "scheming.rte=1",
           "--set scheming.rte=1: scheming.rte: unknown key; the nearest known one is "
           "scheming.rate");
    expect("{}", "scheming.rho=0.5",
           "--set scheming.rho=0.5: scheming.rho: nothing uses it here; it is used under "
           "dependence beta, for lineages without a rho of their own"
           "; take it out, or change what it needs");
    const char *const twice[] = {"trial.agents=5", "trial.agents=6"};
    const cst_scenario_set set = {.assignments = twice, .count = 2};
    cst_scenario scenario;
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_scenario_parse(&scenario, "x", "{}", 2, &set, &error), CST_ERR_SCENARIO);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "set twice"));
    cst_scenario_free(&scenario);
}

static void test_scenario_unused_errors(void)
{
    expect("scheming: {rho: 0.1}", NULL,
           "x.yaml:1:12: scheming.rho: nothing uses it here; it is used under dependence beta, "
           "for lineages without a rho of their own"
           "; take it out, or change what it needs");
    expect("scheming: {dependence: beta, rho: 0.1}\nprotocol: {kind: trusted-monitor}", NULL,
           "x.yaml:1:12: scheming.dependence: nothing uses it here; it is used where agents "
           "review, or a cause is shared by a round, the trial or a lineage"
           "; nor are these used: scheming.rho; take them out, or change what they need");
    expect("response: {on: report}", NULL,
           "x.yaml:1:12: response.on: nothing uses it here; it is used where response.effect is "
           "not none"
           "; take it out, or change what it needs");
    expect("protocol: {votes: 2}", NULL,
           "x.yaml:1:12: protocol.votes: nothing uses it here; it is used under rule r-of-k "
           "without an audit budget"
           "; take it out, or change what it needs");
    expect("protocol: {quorum: cast}", NULL,
           "x.yaml:1:12: protocol.quorum: nothing uses it here; it is used under rule majority or "
           "all with monitor.abstain above 0, without an audit budget"
           "; take it out, or change what it needs");
    expect("{protocol: {kind: none}, response: {effect: end-trial}}", NULL,
           "x.yaml:1:37: response.effect: nothing uses it here; it is used under every kind but "
           "none"
           "; take it out, or change what it needs");
    expect("{protocol: {kind: none}, population: [{lineage: a, share: 1, tpr: 0.5}]}", NULL,
           "x.yaml:1:62: population.tpr: nothing uses it here; it is used where agents review"
           "; take it out, or change what it needs");
    expect(
        "{population: [{lineage: a, share: 1, rate: 0.1}], scheming: {rate: 0.2}}", NULL,
        "x.yaml:1:62: scheming.rate: nothing uses it here; it is used where a lineage has no rate "
        "of its own"
        "; take it out, or change what it needs");
    expect(
        "{population: [{lineage: a, share: 1, tpr: 0.5}], monitor: {score: {tpr: 0.7}}}", NULL,
        "x.yaml:1:68: monitor.score.tpr: nothing uses it here; it is used under model threshold, "
        "where agents review, for lineages without values of their own"
        "; take it out, or change what it needs");
    expect("{population: [{lineage: a, share: 1, tpr: 0.5, fpr: 0.1}],"
           " monitor: {score: {fpr: 0.2}}}",
           NULL,
           "x.yaml:1:78: monitor.score.fpr: nothing uses it here; it is used where agents review, "
           "for lineages without values of their own"
           "; take it out, or change what it needs");
    expect("{monitor: {trusted: {score: {model: binormal, d_prime: 1, tpr: 0.5}}}}", NULL,
           "x.yaml:1:59: monitor.trusted.score.tpr: nothing uses it here; it is used under model "
           "threshold, under every kind with a trusted monitor"
           "; take it out, or change what it needs");
    expect("{sweep: {scheming.rho: [0, 1]}}", NULL,
           "x.yaml:1:10: sweep.scheming.rho: nothing uses it here; it is used under dependence "
           "beta, for lineages without a rho of their own"
           "; take it out, or change what it needs");
    expect("{protocol: {rule: any, audit: {budget: 0.1}}}", NULL,
           "x.yaml:1:13: protocol.rule: nothing uses it here; it is used under kind committee "
           "without an audit budget"
           "; take it out, or change what it needs");
    expect("{protocol: {kind: trusted-monitor, audit: {budget: 0.1, flagged: 0.5}}}", NULL,
           "x.yaml:1:57: protocol.audit.flagged: nothing uses it here; it is used under every "
           "kind but none, without an audit budget"
           "; take it out, or change what it needs");
    /* Defaults may always be stated, and one cell that uses a key is enough. */
    expect("{protocol: {votes: 1, quorum: all}, response: {on: catch}}", NULL, "no error");
    expect("{monitor: {trusted: {score: {tpr: 0.9}}}}", NULL, "no error");
    expect("{scheming: {rho: 0.1}, sweep: {scheming.dependence: [beta, independent]}}", NULL,
           "no error");
    expect("{response: {effect: end-trial}, sweep: {protocol.kind: [none, committee]}}", NULL,
           "no error");
}

static void test_scenario_tree_errors(void)
{
    expect("", NULL, "x.yaml:1:1: expected a map of sections, found nothing");
    expect("[1]", NULL, "x.yaml:1:1: expected a map of sections, found a list");
    expect("protocol:\n  kind: committee\n  reviewers: 80%\n", NULL,
           "x.yaml:3:14: protocol.reviewers: expected a whole number from 1 to 32, found '80%'");
    expect("trial: {agents: 5}\nscheming:\n  rte: 1\n", NULL,
           "x.yaml:3:3: scheming.rte: unknown key; the nearest known one is scheming.rate");
    expect("trial: {agents: 5, agents: 6}", NULL,
           "x.yaml:1:20: the key 'agents' is there twice, first in line 1");
    /* The place of an empty value is the key's with some versions of libfyaml, the next with
     * others. */
    expect("monitor: ''", NULL, "x.yaml:1:10: monitor: expected a map of keys, found the text ''");
    expect("scheming.rate: 1", NULL,
           "x.yaml:1:1: scheming.rate: unknown key; keys are nested, as in scheming: {rate: 1e-3}");
    expect("attack-surface: {count: 10}", NULL,
           "x.yaml:1:1: attack-surface: not available in this version: what opens and is "
           "patched is the section holes");
    expect("estimate: {half_width: 0.1}", NULL,
           "x.yaml:1:12: estimate.half_width: not available in this version: it is "
           "estimate.stop.half_width");
    expect("trial: {agents: 1\n", NULL, "x.yaml:2:1: not YAML: missing comma in flow mapping");
}

static void test_scenario_combination_errors(void)
{
    expect("scheming: {dependence: beta}", NULL,
           "x.yaml:1:24: scheming.dependence: beta needs scheming.rho, found none");
    expect("monitor: {score: {model: binormal}}", NULL,
           "x.yaml:1:26: monitor.score.model: binormal needs monitor.score.d_prime, found none");
    expect("trial: {agents: 3}\nprotocol: {reviewers: 3}", NULL,
           "x.yaml:2:23: protocol.reviewers: expected at most 2, the number of other agents, "
           "found 3");
    expect("trial: {agents: 3}", NULL,
           "x.yaml: protocol.reviewers: expected at most 2, the number of other agents, found 3");
    expect("population: [{lineage: a, share: 0.5}]", NULL,
           "x.yaml:1:13: population: expected shares that sum to 1, found 0.5");
    expect("{scheming: {dependence: beta, rho: 0}, sweep: {protocol.reviewers: [2, 999, 1000]}}",
           NULL,
           "x.yaml:1:72: protocol.reviewers: expected a whole number from 1 to 32, found '999'");
    expect("{trial: {agents: 4}, sweep: {scheming.rate: [0.1, 0.2], protocol.reviewers: [3, 5]}}",
           NULL,
           "x.yaml:1:81: protocol.reviewers: expected at most 3, the number of other agents, found "
           "5 (with scheming.rate=0.1, protocol.reviewers=5)");
    expect("{scheming: {dependence: beta}, sweep: {scheming.rate: [0.1]}}", NULL,
           "x.yaml:1:25: scheming.dependence: beta needs scheming.rho, found none (with "
           "scheming.rate=0.1)");
    expect("{trial: {agents: 1e9, rounds: 1e9}}", NULL,
           "x.yaml: estimate.trials: expected at most 1e17 planned tasks (agents * rounds * "
           "trials), found 1e+21");
    expect("{trial: {agents: 1e6, rounds: 1e6},\n attack: {severity: {most: 1e6}}}", NULL,
           "x.yaml:2:28: attack.severity.most: expected at most 2^58 (2.9e17) for the tasks of a "
           "trial times the most harm of one, found 1000000000000 times 1000000");
    expect("{trial: {agents: 1e6, rounds: 1e5},\n attack: {severity: {most: 1e6}},\n"
           " estimate: {trials: 1000}}",
           NULL, /* 2^58 / 1e17 = 2.88 */
           "x.yaml:3:21: estimate.trials: naive: expected 1 to 2 trials, found 1000");
    expect("{attack: {policy: steps, steps: 2},\n estimate: {trials: 1e10, method: splitting}}",
           NULL,
           "x.yaml:2:21: estimate.trials: splitting: expected 1 to 4000 estimates, found "
           "10000000000");
    expect("{protocol: {kind: random-audit}, response: {effect: end-trial, on: report}}", NULL,
           "x.yaml:1:68: response.on: report: protocol random-audit never reports; use catch");
}

static void test_scenario_histogram(void)
{
    cst_scenario scenario;
    cst_error error;
    char text[1024];
    (void)snprintf(text, sizeof text,
                   "monitor: {trusted: {score: {model: histogram, fpr: 0.02, file: "
                   "%s/scenarios/data/monitor_score_counts.json,\n"
                   " set: lasr_closed_apps_selfrec_none_base__TM_gpt4omini__U_gpt41}}}\n"
                   "protocol: {kind: trusted-monitor}\n",
                   CST_SOURCE_DIR);
    CU_ASSERT_EQUAL_FATAL(parse(&scenario, text, NULL, &error), 0);
    CU_ASSERT_DOUBLE_EQUAL(cst_score_tpr(&scenario.cell[0].trial->trusted) * 240.0, 197.98, 1e-9);
    CU_ASSERT_TRUE(
        has_text(&scenario.cell[0], true, "\"attack\":[5,6,11,13,12,47,76,25,40,5,0,0]"));
    CU_ASSERT_FALSE(has_text(&scenario.cell[0], false, "file"));
    cst_scenario_free(&scenario);
    round_trip(text, NULL);
}

static void test_scenario_histogram_errors(void)
{
    expect("monitor: {score: {model: histogram}}", NULL,
           "x.yaml:1:26: monitor.score.model: histogram needs file, or honest and attack, found "
           "none");
    expect("monitor: {score: {model: histogram, set: x}}", NULL,
           "x.yaml:1:42: monitor.score.set: expected a file that has this set, found none");
    expect("monitor: {score: {model: histogram, file: no.json}}", NULL,
           "x.yaml:1:43: monitor.score.file: 'no.json' cannot be opened: No such file or "
           "directory");
    expect("monitor: {score: {model: histogram, file: no.json, honest: [1], attack: [1]}}", NULL,
           "x.yaml:1:43: monitor.score.file: expected file and set, or honest and attack, found "
           "both");
    expect("monitor: {score: {model: histogram, honest: [1, 2], attack: [1]}}", NULL,
           "x.yaml:1:61: monitor.score.attack: expected 2 counts, as many as honest has, found 1");
    expect("monitor: {score: {file: no.json}}", NULL,
           "x.yaml:1:19: monitor.score.file: nothing uses it here; it is used under model "
           "histogram, where agents review, for lineages without values of their own"
           "; take it out, or change what it needs");
}

static void test_scenario_load_errors(void)
{
    cst_scenario scenario;
    cst_error error = {0};
    char said[1024];
    CU_ASSERT_EQUAL(cst_scenario_load(&scenario, "no.yaml", NULL, &error), CST_ERR_SCENARIO);
    cst_error_format(&error, said, sizeof said);
    CU_ASSERT_STRING_EQUAL(said, "no.yaml: cannot be opened: No such file or directory");
    cst_scenario_free(&scenario);
}

/* A large sweep loads quickly enough to be usable, and every cell is there. */
static void test_scenario_large(void)
{
    cst_scenario scenario;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(parse(&scenario,
                                "{scheming: {dependence: beta}, sweep: {scheming.rate: {log: "
                                "[1e-9, 0.1, 100]}, scheming.rho: {lin: [0, 1, 20]}}}",
                                NULL, &error),
                          0);
    CU_ASSERT_EQUAL(scenario.cells, 2000);
    cst_scenario_free(&scenario);
}

CST_SUITE("scenario", CST_TEST(test_scenario_example), CST_TEST(test_scenario_defaults),
          CST_TEST(test_scenario_canonical_round_trip), CST_TEST(test_scenario_joint_counts),
          CST_TEST(test_scenario_identity), CST_TEST(test_scenario_same_as),
          CST_TEST(test_scenario_set), CST_TEST(test_scenario_set_errors),
          CST_TEST(test_scenario_unused_errors), CST_TEST(test_scenario_tree_errors),
          CST_TEST(test_scenario_combination_errors), CST_TEST(test_scenario_histogram),
          CST_TEST(test_scenario_histogram_errors), CST_TEST(test_scenario_load_errors),
          CST_TEST(test_scenario_large))
