/* SPDX-License-Identifier: MIT
 * Traces of all trials of a run, added up, are the run: every fate, reports, investigations, who
 * was taken out and how many tasks did not happen. All of it is counted here from the events alone.
 * Covers: trace. */
#include "estimate/sample/replay.h"

#include "estimate/ask/rehearsal.h"
#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SMALL  "trial: {agents: 12, rounds: 15}\nestimate: {trials: 60}\n"
#define RATE   "scheming: {rate: 0.05, dependence: beta, rho: 0.2}\n"
#define SCORE  "monitor: {score: {tpr: 0.7, fpr: 0.05}}\n"
#define PLAIN  SMALL RATE SCORE
#define PEER   "kind: peer-report, reviewers: 3, investigate: 2, penalty: 0.5"
#define REPORT "on: report, effect: quarantine"
#define LINEAGES                                                                                   \
    "population: [{lineage: a, share: 0.5, fpr: 0.1, tpr: 0.5}, {lineage: b, share: 0.5}]\n"
#define TRUSTED "monitor: {trusted: {score: {tpr: 0.6, fpr: 0.05}}}\n"
#define ALONE   "scheming: {rate: 0.05, dependence: independent}\n"

/* Trials that remember, and trials that do not; under both methods where both serve. */
static const char *const scenarios[] = {
    PLAIN "protocol: {" PEER "}\nresponse: {on: catch, effect: quarantine}\n",
    PLAIN "protocol: {" PEER ", expire: 3, recover: 0.2}\nresponse: {" REPORT
          ", refill: 3, window: 2}\n",
    PLAIN "protocol: {" PEER "}\nresponse: {on: catch, effect: retract, window: 3}\n",
    PLAIN "protocol: {" PEER "}\nresponse: {on: report, effect: end-trial}\n",
    PLAIN "protocol: {" PEER "}\nresponse: {on: catch, effect: end-trial, latency: 2}\n",
    PLAIN "protocol: {kind: peer-report, reviewers: 2, assign: rotate}\nresponse: {" REPORT "}\n",
    PLAIN "protocol: {kind: committee, reviewers: 3, rule: any, assign: ring}\nresponse: {" REPORT
          ", refill: 4, latency: 1}\n",
    PLAIN LINEAGES "protocol: {kind: untrusted-monitor}\nresponse: {on: report, effect: recall}\n",
    PLAIN "protocol: {kind: untrusted-monitor}\nresponse: {on: report, effect: retract, window: "
          "3}\n",
    SMALL RATE "monitor: {score: {tpr: 0.7, fpr: 0.05}, abstain: 0.1}\nprotocol: {kind: committee, "
               "reviewers: 3, rule: any}\nresponse: {" REPORT "}\n",
    PLAIN "protocol: {kind: hierarchy, depth: 3}\nresponse: {" REPORT "}\n",
    PLAIN "protocol: {kind: committee, reviewers: 2, honeypots: {share: 0.2, slack: 1}}\n",
    PLAIN "protocol: {kind: untrusted-monitor, audit: {budget: 0.05}}\n",
    PLAIN "collusion: {strategy: learned, h1: 0.5}\nprotocol: {kind: committee, reviewers: 3, "
          "rule: any}\n",
    PLAIN "collusion: {strategy: clique, members: 4}\nprotocol: {kind: committee, reviewers: 2, "
          "assign: fixed-pair}\nresponse: {" REPORT "}\n",
    SMALL SCORE "scheming: {rate: 0.05, dependence: beta, rho: 0.3, scope: trial}\nprotocol: {"
                "kind: committee, reviewers: 3}\nattack: {policy: steps, steps: 2}\n",
    SMALL SCORE "scheming: {rate: 0.05, dependence: independent, propensity: mixture, never: 0.5, "
                "consistent: 0.05, consistent_rate: 0.4}\nprotocol: {" PEER "}\nresponse: {" REPORT
                ", refill: 3}\n",
    SMALL TRUSTED ALONE "protocol: {kind: defer, replace: 0.1}\nresponse: {" REPORT "}\n",
    SMALL TRUSTED ALONE "protocol: {kind: adaptive}\n",
    SMALL TRUSTED ALONE "protocol: {kind: async, delay: 2, harm_rate: 0.2}\nresponse: {" REPORT
                        "}\n",
    SMALL ALONE
    "monitor: {score: {tpr: 0.7, fpr: 0.05}, trusted: {score: {tpr: 0.6, fpr: 0.05}}, joint: "
    "{honest_correlation: 0.2, attack_correlation: 0.2}}\n"
    "protocol: {kind: trusted-and-untrusted}\nresponse: {" REPORT "}\n",
    SMALL ALONE
    "protocol: {kind: random-audit, audit: {share: 0.1}}\nresponse: {effect: quarantine}\n",
    SMALL ALONE "protocol: {kind: upfront-audit, first: 40}\n",
    PLAIN "protocol: {kind: committee, reviewers: 3, rule: majority}\n",
    PLAIN "protocol: {kind: committee, reviewers: 3, rule: any, assign: ring}\nresponse: {on: "
          "report, effect: end-trial}\n",
    PLAIN "protocol: {kind: committee, reviewers: 3, rule: any, assign: fixed-pair}\nresponse: "
          "{on: catch, effect: end-trial}\n",
    PLAIN LINEAGES "protocol: {kind: committee, reviewers: 2, assign: fixed-pair}\n",
    PLAIN LINEAGES "collusion: {strategy: false-accusation, accuse: 0.5}\nprotocol: {kind: "
                   "committee, reviewers: 2}\n",
    SMALL ALONE "protocol: {kind: random-audit, audit: {share: 0.1}}\n",
    SMALL RATE "monitor: {score: {tpr: 0.7, fpr: 0.05}, abstain: 0.1, score_correlation: 0.3}\n"
               "protocol: {kind: committee, reviewers: 3, rule: any}\n",
};

enum { SCENARIOS = sizeof scenarios / sizeof scenarios[0] };

/* --- Counting -------------------------------------------------------------------------------- */

static void count_fate(uint64_t *count, cst_fate fate, uint64_t by)
{
    count[CST_COUNT_HONEST_USED] += fate == CST_HONEST_USED ? by : 0;
    count[CST_COUNT_HONEST_DISCARDED] += fate == CST_HONEST_DISCARDED ? by : 0;
    count[CST_COUNT_HONEST_REPLACED] += fate == CST_HONEST_REPLACED ? by : 0;
    count[CST_COUNT_CAUGHT] += fate == CST_CAUGHT ? by : 0;
    count[CST_COUNT_AVERTED] += fate == CST_AVERTED ? by : 0;
    count[CST_COUNT_ESCAPED] += fate == CST_ESCAPED ? by : 0;
}

static void count_task(uint64_t *count, const cst_trace_event *event)
{
    const cst_record *record = &event->record;
    count_fate(count, (cst_fate)record->fate, 1);
    count[CST_COUNT_ATTACKS] += event->attack;
    count[CST_COUNT_REPORTS] += record->reports;
    count[CST_COUNT_ABSTENTIONS] += record->abstentions;
    count[CST_COUNT_AUDITS] += record->marks / CST_MARK_AUDITED % 2;
    count[CST_COUNT_FLAGGED_ATTACKS] += event->attack && record->marks % 2 == CST_MARK_FLAGGED;
    count[CST_COUNT_FLAGGED_HONEST] += !event->attack && record->marks % 2 == CST_MARK_FLAGGED;
    count[CST_COUNT_INVESTIGATIONS] += record->marks / CST_MARK_INVESTIGATED % 2;
    count[CST_COUNT_HONEYPOTS] += record->honeypot > 0;
    count[CST_COUNT_REPORTED_ATTACKS] += record->marks / CST_MARK_REPORTED % 2;
    CU_ASSERT(!event->attack || event->schemes);
    CU_ASSERT_EQUAL(event->attack, cst_fate_is_attack((cst_fate)record->fate));
}

/* What reviewers that scheme said of an attack. */
static void count_schemers(const cst_trace *trace, const cst_trace_event *event, uint64_t *count)
{
    const cst_trace_role *role = trace->role + event->first;
    for (uint32_t i = 0; event->attack && i < event->roles; i++) {
        count[CST_COUNT_SCHEMER_REVIEWS] += role[i].schemes;
        count[CST_COUNT_SCHEMER_REPORTS] += role[i].schemes && role[i].says == CST_SAYS_REPORT;
    }
}

/* Those that go, by the events that say so; and tasks that do not happen since. */
static void count_gone(const cst_trace *trace, uint64_t *count)
{
    const uint32_t agents = trace->model->spec.agents;
    const uint32_t rounds = trace->model->spec.rounds;
    const uint32_t end = trace->ended ? trace->end_round + 1 : rounds;
    uint32_t *from = malloc(agents * sizeof *from);
    CU_ASSERT_PTR_NOT_NULL_FATAL(from);
    memset(from, 0xff, agents * sizeof *from);
    for (uint32_t i = 0; i < trace->count; i++) {
        const cst_trace_event *event = &trace->event[i];
        const cst_trace_role *role = trace->role + event->first;
        if (event->kind == CST_TRACE_BACK) {
            CU_ASSERT(from[event->agent] < event->round);
            count[CST_COUNT_VOID] += event->round - from[event->agent];
            from[event->agent] = UINT32_MAX;
        }
        for (uint32_t r = 0; event->kind == CST_TRACE_OUT && r < event->roles; r++) {
            CU_ASSERT_EQUAL(from[role[r].agent], UINT32_MAX);
            from[role[r].agent] = event->from;
            count[CST_COUNT_QUARANTINED] += role[r].agent == event->agent;
            count[CST_COUNT_QUARANTINED_FALSELY] += role[r].agent == event->agent && event->falsely;
        }
    }
    for (uint32_t agent = 0; agent < agents; agent++) {
        const bool after = trace->ended && agent > trace->end_agent && from[agent] >= end;
        count[CST_COUNT_VOID] += from[agent] < end ? end - from[agent] : after;
        count[CST_COUNT_VOID] += rounds - end;
    }
    free(from);
}

/* How often a task is the one before it in the trace: never. */
static void check_order(const cst_trace *trace)
{
    for (uint32_t i = 1; i < trace->count; i++) {
        const cst_trace_event *before = &trace->event[i - 1];
        const cst_trace_event *event = &trace->event[i];
        CU_ASSERT(before->round <= event->round);
        CU_ASSERT(before->round < event->round || event->kind != CST_TRACE_TASK ||
                  before->kind == CST_TRACE_BACK || before->agent < event->agent);
    }
}

/* Reviewers that are named say what is counted of them; none is the actor or another one again. */
static void check_names(const cst_trace *trace, const cst_trace_event *event)
{
    const cst_protocol *kind = trace->model->spec.protocol.kind;
    const cst_trace_role *role = trace->role + event->first;
    uint32_t reports = 0;
    uint32_t abstentions = 0;
    for (uint32_t i = 0; i < event->roles; i++) {
        CU_ASSERT(role[i].agent < trace->model->spec.agents && role[i].agent != event->agent);
        for (uint32_t before = 0; before < i; before++) {
            CU_ASSERT_NOT_EQUAL(role[i].agent, role[before].agent);
        }
        reports += role[i].says == CST_SAYS_REPORT;
        abstentions += role[i].says == CST_SAYS_ABSTAIN;
    }
    if (event->roles > 0 && !kind->joint && trace->model->spec.protocol.audit_budget <= 0.0) {
        CU_ASSERT_EQUAL(event->roles, event->record.reviews);
        CU_ASSERT_EQUAL(reports, event->record.reports);
        CU_ASSERT_EQUAL(abstentions, event->record.abstentions);
    }
}

static void count_trial(const cst_trace *trace, uint64_t *count)
{
    uint64_t told = 0;
    uint64_t own[CST_COUNT_KINDS] = {0};
    for (uint32_t i = 0; i < trace->count; i++) {
        const cst_trace_event *event = &trace->event[i];
        const cst_trace_role *role = trace->role + event->first;
        if (event->kind == CST_TRACE_TASK) {
            count_task(own, event);
            count_schemers(trace, event, own);
            check_names(trace, event);
        }
        count_fate(own, CST_HONEST_DISCARDED, event->quiet);
        told += event->quiet + (event->kind == CST_TRACE_TASK);
        for (uint32_t r = 0; event->kind == CST_TRACE_EXPELLED && r < event->roles; r++) {
            own[CST_COUNT_EXPELLED]++;
            own[CST_COUNT_EXPELLED_FALSELY] += !role[r].schemes;
        }
    }
    check_order(trace);
    count_gone(trace, own);
    CU_ASSERT_EQUAL(own[CST_COUNT_VOID], trace->gone);
    own[CST_COUNT_TRIALS]++;
    own[CST_COUNT_TRIALS_ENDED] += trace->ended;
    own[CST_COUNT_TASKS] = trace->model->tasks_per_trial - own[CST_COUNT_VOID];
    count_fate(own, CST_HONEST_USED, own[CST_COUNT_TASKS] - told);
    for (int i = 0; i < CST_COUNT_KINDS; i++) {
        count[i] += own[i];
    }
}

/* --- Against runs ---------------------------------------------------------------------------- */

/* What traces say, in a run by votes from event to event of attacks alone. */
static bool is_told(cst_count count, bool honest)
{
    switch (count) {
    case CST_COUNT_PLANNED:
    case CST_COUNT_REVIEWS:
    case CST_COUNT_PASSES:
    case CST_COUNT_UNREVIEWED:
    case CST_COUNT_TRIALS_ESCAPED:
    case CST_COUNT_TRIALS_CAUGHT:
    case CST_COUNT_TRIALS_WON:
    case CST_COUNT_TRIALS_LOST:
    case CST_COUNT_PIVOTAL:
    case CST_COUNT_HONEYPOT_REVIEWS:
    case CST_COUNT_HONEYPOT_REPORTS:
        return false;
    case CST_COUNT_HONEST_USED:
    case CST_COUNT_HONEST_DISCARDED:
    case CST_COUNT_REPORTS:
    case CST_COUNT_ABSTENTIONS:
    case CST_COUNT_AUDITS:
    case CST_COUNT_FLAGGED_HONEST:
        return honest;
    default:
        return true;
    }
}

/* Traces every trial of the first cell, by its method, and runs it. Returns its attacks. */
static uint64_t compare(const cst_cell *cell, const char *text)
{
    uint64_t count[CST_COUNT_KINDS] = {0};
    cst_row row = {0};
    cst_error error = {0};
    bool honest = true;
    CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(cell, 4096, &row, &error), 0);
    for (uint64_t trial = 0; trial < cell->trials; trial++) {
        cst_trace trace;
        CU_ASSERT_EQUAL_FATAL(cst_replay_trial(&trace, cell, trial, &error), 0);
        count_trial(&trace, count);
        honest = trace.honest;
        cst_trace_free(&trace);
    }
    for (int i = 0; i < CST_COUNT_KINDS; i++) {
        const cst_count kind = (cst_count)i;
        if (cst_row_tells(&row, kind) && is_told(kind, honest) && count[i] != row.count[i]) {
            printf("%s, %s: %s: traced %llu, run %llu\n", text, cell->method->name,
                   cst_count_name((cst_count)i), (unsigned long long)count[i],
                   (unsigned long long)row.count[i]);
            CU_FAIL("traces are not the run");
        }
    }
    const uint64_t attacks = row.count[CST_COUNT_ATTACKS];
    cst_row_free(&row);
    return attacks;
}

static void test_replay_sums(void)
{
    uint32_t compared = 0;
    uint64_t attacks = 0;
    for (uint32_t i = 0; i < SCENARIOS; i++) {
        for (int naive = 0; naive <= 1; naive++) {
            cst_shown shown;
            char text[2048];
            snprintf(text, sizeof text, "%s", scenarios[i]);
            cst_shown_make(&shown, text);
            cst_cell *cell = shown.scenario.cell[0].made;
            cst_estimate_spec estimate = shown.scenario.cell[0].estimate;
            if (naive == 0 || strcmp(estimate.method->name, "naive") != 0) {
                estimate.method = naive != 0 ? cst_method_find("naive") : estimate.method;
                CU_ASSERT_EQUAL_FATAL(cst_cell_estimate(cell, &estimate, NULL), 0);
                attacks += compare(cell, scenarios[i]);
                compared++;
            }
            cst_shown_free(&shown);
        }
    }
    printf("%u runs compared, of %d scenarios, %llu attacks\n", compared, (int)SCENARIOS,
           (unsigned long long)attacks);
    CU_ASSERT(compared >= SCENARIOS + 20 && attacks > 5000);
}

/* The last trial of the last of several blocks, and a trial of more tasks than one piece. */
static void test_replay_places(void)
{
    cst_shown shown;
    cst_trace trace;
    cst_shown_make(&shown, "trial: {agents: 1500, rounds: 800}\nscheming: {rate: 1e-4}\n"
                           "estimate: {trials: 5, method: naive}\n");
    const cst_cell *cell = shown.scenario.cell[0].made;
    CU_ASSERT(cst_cell_blocks(cell) > 1);
    CU_ASSERT(compare(cell, "long trials") > 100);
    CU_ASSERT_EQUAL_FATAL(cst_replay_trial(&trace, cell, 4, NULL), 0);
    CU_ASSERT(trace.count > 0 && trace.event[trace.count - 1].round > 700);
    cst_trace_free(&trace);
    cst_shown_free(&shown);
}

/* A trace changes nothing: what a trial says without one is what it says with one (the sums above),
 * and a second trace is the first. */
static void test_replay_again(void)
{
    cst_shown shown;
    cst_trace trace[2];
    cst_shown_make(&shown, PLAIN "protocol: {" PEER "}\nresponse: {" REPORT "}\n");
    for (int i = 0; i < 2; i++) {
        CU_ASSERT_EQUAL_FATAL(cst_replay_trial(&trace[i], shown.scenario.cell[0].made, 7, NULL), 0);
    }
    CU_ASSERT(trace[0].count > 10);
    CU_ASSERT_EQUAL_FATAL(trace[0].count, trace[1].count);
    for (uint32_t i = 0; i < trace[0].count; i++) {
        CU_ASSERT_EQUAL(trace[0].event[i].round, trace[1].event[i].round);
        CU_ASSERT_EQUAL(trace[0].event[i].agent, trace[1].event[i].agent);
        CU_ASSERT_EQUAL(trace[0].event[i].number, trace[1].event[i].number);
        CU_ASSERT_EQUAL(trace[0].event[i].accused, trace[1].event[i].accused);
    }
    cst_trace_free(&trace[0]);
    cst_trace_free(&trace[1]);
    cst_shown_free(&shown);
}

/* Under ring the same three review an agent for ever. Where they are alike the trial draws how many
 * of them scheme, and the trace names them: each as often as the others. */
static void test_replay_names_alike(void)
{
    cst_shown shown;
    uint64_t schemes[3] = {0};
    uint64_t all = 0;
    cst_shown_make(&shown, "trial: {agents: 8, rounds: 50}\nscheming: {rate: 0.2, dependence: "
                           "beta, rho: 0.3}\nmonitor: {score: {tpr: 0.7, fpr: 0.05}}\nprotocol: "
                           "{kind: committee, reviewers: 3, assign: ring}\nestimate: {trials: "
                           "200}\n");
    for (uint64_t trial = 0; trial < 200; trial++) {
        cst_trace trace;
        CU_ASSERT_EQUAL_FATAL(cst_replay_trial(&trace, shown.scenario.cell[0].made, trial, NULL),
                              0);
        for (uint32_t i = 0; i < trace.count; i++) {
            const cst_trace_event *event = &trace.event[i];
            for (uint32_t r = 0; r < event->roles; r++) {
                const cst_trace_role *role = &trace.role[event->first + r];
                const uint32_t after = (role->agent + 8 - event->agent) % 8 - 1;
                CU_ASSERT_FATAL(after < 3);
                schemes[after] += role->schemes;
                all += role->schemes;
            }
        }
        cst_trace_free(&trace);
    }
    /* Each is binomial of `all` and a third, but for ties within a task; 6 standard deviations. */
    for (int i = 0; i < 3; i++) {
        const double off = (double)schemes[i] - (double)all / 3.0;
        CU_ASSERT(all > 5000 && off * off < 36.0 * (double)all * 2.0 / 9.0);
    }
    cst_shown_free(&shown);
}

static void test_replay_errors(void)
{
    static const char *const methods[] = {"strata", "importance"};
    for (size_t i = 0; i < 2; i++) {
        cst_shown shown;
        cst_trace trace;
        cst_error error = {0};
        char text[512];
        snprintf(text, sizeof text, PLAIN "protocol: {kind: committee, reviewers: 3}\n");
        cst_shown_make(&shown, text);
        cst_estimate_spec estimate = shown.scenario.cell[0].estimate;
        estimate.method = cst_method_find(methods[i]);
        CU_ASSERT_EQUAL_FATAL(cst_cell_estimate(shown.scenario.cell[0].made, &estimate, &error), 0);
        CU_ASSERT_EQUAL(cst_replay_trial(&trace, shown.scenario.cell[0].made, 0, &error),
                        CST_ERR_METHOD);
        CU_ASSERT_STRING_EQUAL(error.key, "estimate.method");
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, methods[i]));
        cst_trace_free(&trace);
        cst_shown_free(&shown);
    }
}

CST_SUITE("replay", CST_TEST(test_replay_sums), CST_TEST(test_replay_places),
          CST_TEST(test_replay_again), CST_TEST(test_replay_names_alike),
          CST_TEST(test_replay_errors))
