/* SPDX-License-Identifier: MIT
 * Closed forms against exact values computed elsewhere, published numbers, and plain sums over the
 * tasks of a trial. */
#include "estimate/exact/closed.h"
#include "monitor/assign.h"
#include "tests/lib/lists.h"
#include "tests/lib/oracle.h"
#include "tests/lib/play_shares.h"
#include "tests/lib/suite.h"
#include "tests/lib/twin.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void closed(const cst_trial_spec *spec, double *value)
{
    cst_model model;
    cst_error error = {0};
    const int code = cst_trial_spec_check(spec, &error);
    if (code != 0) {
        (void)printf("\n    %s: %s\n", error.key, error.text);
    }
    CU_ASSERT_EQUAL_FATAL(code, 0);
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, spec, &error), 0);
    cst_closed_forms(&model, value);
    cst_model_free(&model);
}

static void near(const char *what, double found, double expected, double relative)
{
    if (!(fabs(found - expected) <= relative * fabs(expected))) {
        (void)printf("\n    %s: %.17g, expected %.17g\n", what, found, expected);
        CU_FAIL("a closed form is off");
    }
}

static void test_closed_oracle(void)
{
    static cst_oracle oracle[CST_ORACLE_MAX];
    const uint32_t count = cst_oracle_read(oracle);
    CU_ASSERT_EQUAL(count, 480);
    for (uint32_t i = 0; i < count; i++) {
        double value[CST_RESULT_KINDS];
        const double n = (double)oracle[i].spec.agents * oracle[i].spec.rounds;
        const double p = oracle[i].spec.scheming.law.rate;
        closed(&oracle[i].spec, value);
        near(oracle[i].name, value[CST_RESULT_RESIDUAL_RISK], oracle[i].value, 1e-12);
        near(oracle[i].name, value[CST_RESULT_MISS_SHARE], oracle[i].value / p, 1e-12);
        near(oracle[i].name, value[CST_RESULT_EXPECTED_ESCAPES], oracle[i].value * n, 1e-12);
        near(oracle[i].name, value[CST_RESULT_TRIAL_RISK], -expm1(n * log1p(-oracle[i].value)),
             1e-11);
        if (oracle[i].spec.protocol.reviewers == 1) { /* a committee of one is one monitor */
            oracle[i].spec.protocol.kind = cst_protocol_find("untrusted-monitor");
            closed(&oracle[i].spec, value);
            near(oracle[i].name, value[CST_RESULT_RESIDUAL_RISK], oracle[i].value, 1e-12);
        }
    }
}

/* One reviewer, d = c = 1 or as given, beta law: R/p = (1 - d) + d c q, q = p + rho (1 - p). */
static void test_closed_published_miss_shares(void)
{
    static const struct {
        uint32_t k;
        double p, rho, tpr, miss, within;
    } table[] = {
        /* What is left of the claim at p = .01, TPR = .95. */
        {1, 0.01, 0.0, 0.95, 0.0595, 5e-5},
        {1, 0.01, 0.05, 0.95, 0.107, 5e-4},
        {1, 0.01, 0.2, 0.95, 0.248, 5e-4},
        {1, 0.01, 0.5, 0.95, 0.53, 5e-3},
        {1, 0.01, 1.0, 0.95, 1.0, 1e-12},
        /* Mitigated shares by rate and correlation. */
        {1, 1e-1, 0.0, 1.0, 0.1, 1e-12},
        {1, 1e-1, 0.01, 1.0, 0.109, 5e-4},
        {1, 1e-1, 0.1, 1.0, 0.19, 1e-12},
        {1, 1e-1, 0.5, 1.0, 0.55, 1e-12},
        {1, 1e-3, 0.1, 1.0, 0.101, 5e-4},
        {1, 1e-6, 0.01, 1.0, 0.01, 5e-4},
        {1, 1e-3, 0.5, 0.9, 0.55, 5e-4},
        {1, 1e-3, 0.01, 0.5, 0.505, 5e-4},
        /* A committee's gain saturates under correlation: p = .01, TPR = .9, any. */
        {1, 0.01, 0.0, 0.9, 0.109, 5e-4},
        {2, 0.01, 0.0, 0.9, 0.0119, 5e-5},
        {3, 0.01, 0.0, 0.9, 1.3e-3, 5e-5},
        {1, 0.01, 0.05, 0.9, 0.154, 5e-4},
        {2, 0.01, 0.05, 0.9, 0.026, 5e-4},
        {3, 0.01, 0.05, 0.9, 0.0048, 5e-5},
        {1, 0.01, 0.2, 0.9, 0.287, 5e-4},
        {2, 0.01, 0.2, 0.9, 0.105, 5e-4},
        {3, 0.01, 0.2, 0.9, 0.046, 5e-4},
        {5, 0.01, 0.2, 0.9, 0.0131, 5e-5},
        {10, 0.01, 0.2, 0.9, 0.0017, 5e-5},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        double value[CST_RESULT_KINDS];
        cst_trial_spec spec = cst_trial_spec_default();
        spec.scheming.law.law = cst_law_find("beta");
        spec.scheming.law.rate = table[i].p;
        spec.scheming.law.rho = table[i].rho;
        spec.score.tpr = table[i].tpr;
        spec.protocol.reviewers = table[i].k;
        spec.protocol.rule = CST_RULE_ANY;
        closed(&spec, value);
        if (fabs(value[CST_RESULT_MISS_SHARE] - table[i].miss) > table[i].within) {
            (void)printf("\n    k %u, p %g, rho %g, TPR %g: %.6g, published %g\n", table[i].k,
                         table[i].p, table[i].rho, table[i].tpr, value[CST_RESULT_MISS_SHARE],
                         table[i].miss);
            CU_FAIL("a published miss share is missed");
        }
        CU_ASSERT_DOUBLE_EQUAL(value[CST_RESULT_MISS_SHARE] + value[CST_RESULT_MITIGATED_SHARE],
                               1.0, 1e-14);
    }
}

static double binomial(uint32_t n, uint32_t x, double p)
{
    double ways = 1.0;
    for (uint32_t i = 0; i < x; i++) {
        ways = ways * (n - i) / (i + 1);
    }
    return ways * pow(p, x) * pow(1.0 - p, n - x);
}

/* u_s of MODEL 11.1: fewer than `needed` of s who collude and k - s who do not report. */
static double unreported(uint32_t k, uint32_t s, uint32_t needed, double d, double c)
{
    double sum = 0.0;
    for (uint32_t a = 0; a <= s; a++) {
        for (uint32_t b = 0; b <= k - s; b++) {
            sum += a + b < needed ? binomial(s, a, d * (1.0 - c)) * binomial(k - s, b, d) : 0.0;
        }
    }
    return sum;
}

/* w and l per attack, MODEL section 7. Work that is used leaves only what was caught mitigated. */
static void test_closed_protocol_table(void)
{
    const double p = 0.07;
    const double rho = 0.3;
    const double d = 0.8;
    const double c = 0.6;
    const double r = 0.7;
    const double q = p + rho * (1.0 - p);
    cst_trial_spec spec = cst_trial_spec_default();
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rate = p;
    spec.scheming.law.rho = rho;
    spec.score.tpr = d;
    spec.trusted.tpr = 0.55;
    spec.collusion.probability = c;
    spec.protocol.audit_success = r;
    spec.protocol.audit_share = 0.15;
    spec.protocol.reviewers = 5;
    double w_s[6];
    double v_s[6];
    double u = 0.0;
    cst_law_joint(&spec.scheming.law, 5, w_s, v_s);
    for (uint32_t s = 0; s <= 5; s++) {
        u += w_s[s] / p * unreported(5, s, 3, d, c);
    }
    const struct {
        const char *kind;
        double w, l;
    } table[] = {
        {"none", 0.0, 1.0},
        {"random-audit", 0.15 * r, 1.0 - 0.15},
        {"trusted-monitor", 0.55 * r, 1.0 - 0.55},
        {"untrusted-monitor", (1.0 - c * q) * d * r, 1.0 - (1.0 - c * q) * d},
        {"committee", (1.0 - u) * r, u},
    };
    for (size_t i = 0; i < 5; i++) {
        double value[CST_RESULT_KINDS];
        spec.protocol.kind = cst_protocol_find(table[i].kind);
        spec.protocol.flagged_work = CST_FLAGGED_DISCARD;
        closed(&spec, value);
        near(table[i].kind, value[CST_RESULT_MISS_SHARE], table[i].l, 1e-13);
        near(table[i].kind, value[CST_RESULT_RESIDUAL_RISK], p * table[i].l, 1e-13);
        near(table[i].kind, value[CST_RESULT_MITIGATED_SHARE], 1.0 - table[i].l, 1e-13);
        spec.protocol.flagged_work = CST_FLAGGED_USE;
        closed(&spec, value);
        near(table[i].kind, value[CST_RESULT_MITIGATED_SHARE], table[i].w, 1e-13);
        near(table[i].kind, value[CST_RESULT_MISS_SHARE], 1.0 - table[i].w, 1e-13);
        CU_ASSERT_EQUAL(value[CST_RESULT_USEFULNESS], 1.0);
    }
}

/* Escapes of sequential tasks up to the first report: the quarantine values of the file, exact in
 * 25 digits: u, f, and T tasks (or so many that the rest is below 1e-300). */
static void test_closed_first_report(void)
{
    static const struct {
        double p, u, f;
        uint32_t tasks;
        double escapes;
    } table[] = {
        {0.1, 0.3, 0.0, UINT32_C(1) << 31, 4.285714285714285714285714E-1},
        {1e-3, 0.1, 0.01, UINT32_C(1) << 31, 9.182736455463728191000918E-3},
        {0.1, 0.3, 0.02, 100, 3.408750404936180331351873E-1},
        {1e-3, 0.06, 0.0, 1000, 3.890711579235299717129687E-2},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        double value[CST_RESULT_KINDS];
        cst_trial_spec spec = cst_trial_spec_default();
        spec.agents = 1;
        spec.rounds = table[i].tasks;
        spec.scheming.law.rate = table[i].p;
        spec.protocol.kind = cst_protocol_find("trusted-monitor");
        spec.trusted.tpr = 1.0 - table[i].u;
        spec.trusted.fpr = table[i].f;
        spec.response.on = CST_ON_REPORT;
        spec.response.effect = CST_EFFECT_END_TRIAL;
        closed(&spec, value);
        near("escapes up to the first report", value[CST_RESULT_EXPECTED_ESCAPES], table[i].escapes,
             1e-12);
    }
}

/* --- Plain sums over the tasks of a trial ---------------------------------------------------- */

/* What one task may come to. */
typedef struct chances {
    double used, lost;           /* honest, not flagged; honest, flagged */
    double missed, proven, held; /* attack: not flagged; flagged and proven; flagged, not proven */
} chances;

static chances task_chances(const cst_trial_spec *spec, uint32_t agent)
{
    double flagged[2] = {0.0, 0.0};
    double passed[2] = {0.0, 0.0};
    const uint32_t k = cst_protocol_slots(&spec->protocol);
    for (int attack = 0; attack <= 1; attack++) {
        double law[25];
        cst_twin_task_votes(spec, agent, attack == 1, law);
        for (uint32_t x = 0; x <= k; x++) {
            for (uint32_t y = 0; x + y <= k; y++) {
                *(cst_twin_flagged(&spec->protocol, x, y) ? &flagged[attack] : &passed[attack]) +=
                    law[x * (k + 1) + y];
            }
        }
    }
    const double p = cst_twin_rate(spec, agent);
    const double r = spec->protocol.audit_success;
    return (chances){.used = (1.0 - p) * passed[0],
                     .lost = (1.0 - p) * flagged[0],
                     .missed = p * passed[1],
                     .proven = p * flagged[1] * r,
                     .held = p * flagged[1] * (1.0 - r)};
}

/* Expectations over one trial, added up task by task: `clean`, still going on and nothing escaped;
 * `marred`, still going on and something did. */
typedef struct sums {
    double tasks, attacks, escapes, harmless, honest, honest_lost, flagged, false_flagged;
    double escaped_ever;
} sums;

static void add_task(const cst_trial_spec *spec, const chances *task, double *clean, double *marred,
                     sums *sum)
{
    const bool discard = spec->protocol.flagged_work == CST_FLAGGED_DISCARD;
    const bool ends = spec->response.effect == CST_EFFECT_END_TRIAL;
    const bool on_report = spec->response.on == CST_ON_REPORT;
    const double escape = task->missed + (discard ? 0.0 : task->held);
    const double alive = *clean + *marred;
    const double over_escaped = ends && on_report && !discard ? task->held : 0.0;
    const double over_clean =
        !ends ? 0.0 : task->proven + (on_report ? task->lost + (discard ? task->held : 0.0) : 0.0);
    sum->tasks += alive;
    sum->attacks += alive * (task->missed + task->proven + task->held);
    sum->escapes += alive * escape;
    sum->harmless += alive * (task->proven + (discard ? task->held : 0.0));
    sum->honest += alive * (task->used + task->lost);
    sum->honest_lost += discard ? alive * task->lost : 0.0;
    sum->flagged += alive * (task->lost + task->proven + task->held);
    sum->false_flagged += alive * task->lost;
    sum->escaped_ever += *clean * escape;
    *marred += *clean * (escape - over_escaped) - *marred * (over_escaped + over_clean);
    *clean -= *clean * (escape + over_clean);
}

static sums sum_trial(const cst_trial_spec *spec)
{
    sums sum = {0};
    double clean = 1.0;
    double marred = 0.0;
    for (uint32_t round = 0; round < spec->rounds; round++) {
        for (uint32_t agent = 0; agent < spec->agents; agent++) {
            const chances task = task_chances(spec, agent);
            add_task(spec, &task, &clean, &marred, &sum);
        }
    }
    return sum;
}

static bool agrees(double found, double expected, double absolute)
{
    return fabs(found - expected) <= 1e-11 * fabs(expected) + absolute;
}

/* Names the first result that differs; NULL where none does. */
static const char *judge(const cst_trial_spec *spec, const double *value, bool trial_known)
{
    const sums sum = sum_trial(spec);
    const double n = (double)spec->agents * spec->rounds;
    const uint32_t reviews =
        spec->protocol.kind->crew >= CST_CREW_TRUSTED ? cst_protocol_slots(&spec->protocol) : 0;
    double expected[CST_RESULT_KINDS] = {
        [CST_RESULT_RESIDUAL_RISK] = sum.escapes / n,
        [CST_RESULT_MISS_SHARE] = sum.escapes / sum.attacks,
        [CST_RESULT_MITIGATED_SHARE] = sum.harmless / sum.attacks,
        [CST_RESULT_TRIAL_RISK] = sum.escaped_ever,
        [CST_RESULT_SAFETY] = 1.0 - sum.escaped_ever,
        [CST_RESULT_EXPECTED_ESCAPES] = sum.escapes,
        [CST_RESULT_USEFULNESS] = 1.0 - sum.honest_lost / sum.honest,
        [CST_RESULT_AUDIT_RATE] = sum.flagged / n,
        [CST_RESULT_REPORT_RATE] = sum.flagged / n,
        [CST_RESULT_FALSE_REPORT_RATE] = sum.false_flagged / n,
        [CST_RESULT_REVIEW_COST] = reviews * sum.tasks / n,
        [CST_RESULT_WORK_DONE] = (sum.honest - sum.honest_lost) / n,
        [CST_RESULT_LOST_WORK] = 1.0 - sum.tasks / n,
        [CST_RESULT_AUDIT_HOURS] = sum.flagged * spec->protocol.audit_minutes / (0.06 * n),
    };
    for (cst_result_kind kind = 0; kind <= CST_RESULT_AUDIT_HOURS; kind++) {
        if (kind > CST_RESULT_REVIEW_COST && kind < CST_RESULT_WORK_DONE) {
            continue;
        }
        const bool absent =
            (!cst_protocol_reports(spec->protocol.kind) &&
             (kind == CST_RESULT_REPORT_RATE || kind == CST_RESULT_FALSE_REPORT_RATE)) ||
            (reviews == 0 && kind == CST_RESULT_REVIEW_COST) ||
            (!trial_known && (kind == CST_RESULT_TRIAL_RISK || kind == CST_RESULT_SAFETY));
        const double absolute = kind == CST_RESULT_SAFETY || kind == CST_RESULT_USEFULNESS ||
                                        kind == CST_RESULT_LOST_WORK
                                    ? 1e-14
                                    : 0.0;
        if (absent ? !isnan(value[kind]) : !agrees(value[kind], expected[kind], absolute)) {
            (void)printf("\n    %s is %.15g, expected %.15g\n", cst_result_name(kind), value[kind],
                         absent ? (double)NAN : expected[kind]);
            return cst_result_name(kind);
        }
    }
    return NULL;
}

/* Random scenarios, with and without an end, on catch and on report, work discarded and used. Where
 * an end meets agents that are not alike there is no closed form; fixed pairs and mixtures have no
 * closed form of the trial. */
static void test_closed_by_plain_sums(void)
{
    uint32_t ways[2][2][2] = {{{0}}};
    uint32_t several = 0;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        cst_trial_spec spec;
        cst_model model;
        double value[CST_RESULT_KINDS];
        char text[512];
        cst_twin_scenario(seed, 8, &spec);
        CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
        cst_closed_forms(&model, value);
        const bool alike = model.cohorts == 1 && !model.mixture;
        const bool tied = model.mixture || cst_order_needed(&model);
        const char *wrong = NULL;
        if (model.ends && !alike) {
            for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
                /* Where all reviewers see alike, what a schemer says hangs on nothing else. */
                const bool alone = kind == CST_RESULT_REPORTED_BY_SCHEMERS && model.lineages == 1;
                wrong = isnan(value[kind]) || alone ? wrong : "a form that does not exist";
            }
        } else {
            wrong = judge(&spec, value, model.ends || !tied);
            ways[model.ends][spec.response.on][spec.protocol.flagged_work]++;
            several += model.cohorts > 1;
        }
        if (wrong != NULL) {
            (void)printf("    seed %" PRIu64 ": %s: %s\n", seed, wrong,
                         cst_twin_describe(&spec, text, sizeof text));
            CU_FAIL("a closed form differs from the plain sum");
        }
        cst_model_free(&model);
    }
    for (uint32_t i = 0; i < 8; i++) {
        CU_ASSERT(ways[i / 4][i / 2 % 2][i % 2] >= 8);
    }
    CU_ASSERT(several > 30);
}

/* Longer trials that end: 4000 tasks of 4 agents alike, rare attacks and flags. */
static void test_closed_long_ending_trials(void)
{
    for (uint32_t way = 0; way < 8; way++) {
        cst_trial_spec spec = cst_trial_spec_default();
        double value[CST_RESULT_KINDS];
        spec.agents = 4;
        spec.rounds = 1000;
        spec.scheming.law.law = cst_law_find("common-cause");
        spec.scheming.law.rate = way / 4 == 0 ? 1e-3 : 0.05;
        spec.scheming.law.common_share = 0.2;
        spec.score.fpr = 0.003;
        spec.protocol.rule = CST_RULE_ANY;
        spec.protocol.audit_success = 0.8;
        spec.protocol.flagged_work = (cst_flagged_work)(way / 2 % 2);
        spec.response.on = (cst_response_on)(way % 2);
        spec.response.effect = CST_EFFECT_END_TRIAL;
        closed(&spec, value);
        CU_ASSERT_PTR_NULL(judge(&spec, value, true));
    }
}

/* Relative digits where a form is small: tiny rates, monitors that catch next to nothing, or miss
 * next to nothing, in trials of up to 2^62 tasks. */
/* Perfect reviewers of which few scheme: what is missed is a product of small numbers. By hand: six
 * agents, lineages of three at 3p and at p, one reviewer: 3.8 p^2; a mixture: p^2; rarely colluding
 * reviewers that always scheme along: p c. */
static void test_closed_perfect_reviewers(void)
{
    static const double tiny[] = {1e-3, 1e-9, 1e-12, 1e-20};
    for (size_t i = 0; i < 4; i++) {
        double value[CST_RESULT_KINDS];
        const double p = tiny[i];
        cst_trial_spec spec = cst_trial_spec_default();
        spec.protocol.kind = cst_protocol_find("untrusted-monitor");
        spec.score.tpr = 1.0;
        spec.agents = 6;
        spec.rounds = 2;
        spec.scheming.law.rate = p;
        spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
        spec.scheming.never = 0.5;
        closed(&spec, value);
        near("mixture", value[CST_RESULT_RESIDUAL_RISK], p * p, 1e-12);
        spec.scheming.propensity = CST_PROPENSITY_FIXED;
        spec.scheming.law.law = cst_law_find("all-or-nothing");
        spec.scheming.law.rate = 0.25;
        spec.collusion.probability = p;
        closed(&spec, value);
        near("rare collusion", value[CST_RESULT_RESIDUAL_RISK], 0.25 * p, 1e-12);
        spec.collusion.probability = 1.0;
        spec.scheming.law.law = cst_law_find("independent");
        cst_lineage *lineage = cst_test_lineages(&spec.population, 2);
        for (int g = 0; g < 2; g++) {
            lineage[g].share = 0.5;
            lineage[g].rate = g == 0 ? 3.0 * p : p;
        }
        closed(&spec, value);
        near("own rates", value[CST_RESULT_RESIDUAL_RISK], 3.8 * p * p, 1e-12);
    }
}

static void test_closed_keeps_its_digits(void)
{
    static const double tiny[] = {1e-3, 1e-9, 1e-15, 1e-100};
    for (size_t i = 0; i < 4; i++) {
        double value[CST_RESULT_KINDS];
        cst_trial_spec spec = cst_trial_spec_default();
        spec.protocol.kind = cst_protocol_find("trusted-monitor");
        spec.agents = 10;
        spec.rounds = 1;
        spec.scheming.law.rate = 0.25;
        spec.trusted.tpr = tiny[i];
        spec.trusted.fpr = 0.0;
        for (int ends = 0; ends <= 1; ends++) {
            spec.response.effect = ends ? CST_EFFECT_END_TRIAL : CST_EFFECT_NONE;
            spec.response.on = CST_ON_REPORT;
            closed(&spec, value);
            const double h = 0.25 * tiny[i];
            const double share = ends ? -expm1(10.0 * log1p(-h)) / (10.0 * h) : 1.0;
            near("audits", value[CST_RESULT_AUDIT_RATE], h * share, 1e-12);
            near("reports", value[CST_RESULT_REPORT_RATE], h * share, 1e-12);
            near("mitigated", value[CST_RESULT_MITIGATED_SHARE], tiny[i], 1e-12);
        }
        spec.protocol.kind = cst_protocol_find("none");
        spec.response.effect = CST_EFFECT_NONE;
        spec.scheming.law.rate = tiny[i];
        spec.agents = UINT32_C(1) << 31;
        spec.rounds = UINT32_C(1) << 31;
        closed(&spec, value);
        near("risk", value[CST_RESULT_RESIDUAL_RISK], tiny[i], 1e-12);
        near("trial risk", value[CST_RESULT_TRIAL_RISK], -expm1(0x1p62 * log1p(-tiny[i])), 1e-12);
    }
}

/* The safety of a trial that almost surely sees an escape, and the usefulness where next to all
 * honest work is lost, are small numbers with digits of their own. */
static void test_closed_small_safety(void)
{
    double value[CST_RESULT_KINDS];
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("trusted-monitor");
    spec.response.effect = CST_EFFECT_END_TRIAL;
    spec.agents = 1;
    spec.rounds = 50;
    spec.scheming.law.rate = 0.5;
    spec.trusted.tpr = 1e-12;
    spec.trusted.fpr = 0.0;
    closed(&spec, value);
    /* e = p (1 - d), g = p d: safety = (g + e (1 - p)^n) / p */
    const double e = 0.5 * (1.0 - 1e-12);
    const double g = 0.5e-12;
    near("safety", value[CST_RESULT_SAFETY], (g + e * pow(0.5, 50)) / 0.5, 1e-11);
    spec.response.effect = CST_EFFECT_NONE;
    closed(&spec, value);
    near("safety", value[CST_RESULT_SAFETY], pow(1.0 - e, 50), 1e-12);
    spec.trusted.fpr = 1.0 - 0x1p-40;
    closed(&spec, value);
    near("usefulness", value[CST_RESULT_USEFULNESS], 0x1p-40, 1e-12);
}

/* Rates at the ends: no attack, nothing but attacks, a trigger at every task. */
static void test_closed_ends_of_the_rate(void)
{
    for (int way = 0; way < 6; way++) {
        double value[CST_RESULT_KINDS];
        cst_trial_spec spec = cst_trial_spec_default();
        spec.agents = 5;
        spec.rounds = 2;
        spec.scheming.law.rate = way % 2;
        spec.collusion.probability = 0.0;
        spec.response.effect = way / 2 == 0 ? CST_EFFECT_NONE : CST_EFFECT_END_TRIAL;
        spec.response.on = way / 2 == 2 ? CST_ON_REPORT : CST_ON_CATCH;
        spec.score.tpr = 1.0;
        spec.score.fpr = 1.0;
        closed(&spec, value);
        const bool attacks = way % 2 == 1;
        const bool stops = way / 2 == 2 || (way / 2 == 1 && attacks); /* after the first task */
        CU_ASSERT_EQUAL(value[CST_RESULT_RESIDUAL_RISK], 0.0);
        CU_ASSERT_EQUAL(value[CST_RESULT_TRIAL_RISK], 0.0);
        CU_ASSERT_EQUAL(value[CST_RESULT_SAFETY], 1.0);
        CU_ASSERT_EQUAL(isnan(value[CST_RESULT_MISS_SHARE]), !attacks);
        CU_ASSERT_EQUAL(isnan(value[CST_RESULT_USEFULNESS]), attacks);
        CU_ASSERT_DOUBLE_EQUAL(value[CST_RESULT_AUDIT_RATE], stops ? 0.1 : 1.0, 1e-15);
        CU_ASSERT_DOUBLE_EQUAL(value[CST_RESULT_REVIEW_COST], stops ? 0.3 : 3.0, 1e-15);
    }
}

static cst_trial_spec steady(const char *kind, bool ends)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 10;
    spec.rounds = 5;
    spec.scheming.law.rate = 0.2;
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rho = 0.3;
    spec.score.tpr = 0.7;
    spec.trusted.tpr = 0.6;
    spec.protocol.kind = cst_protocol_find(kind);
    spec.protocol.audit_success = 0.8;
    spec.response.effect = ends ? CST_EFFECT_END_TRIAL : CST_EFFECT_NONE;
    spec.attack.policy = cst_policy_find("paced");
    spec.attack.pace = 0.25;
    return spec;
}

/* A steady pace of 1/4 is a trigger of four cohorts, and what is played at it agrees; one that
 * waits is neither. */
static void test_closed_steady_pace(void)
{
    static const char *const kinds[] = {"trusted-monitor", "committee"};
    for (int i = 0; i < 4; i++) {
        const bool ends = i % 2 == 1;
        cst_trial_spec spec = steady(kinds[i / 2], ends);
        cst_trial_spec trigger = spec;
        double value[CST_RESULT_KINDS];
        double same[CST_RESULT_KINDS];
        trigger.attack.policy = cst_policy_find("trigger");
        trigger.attack.classes = 4;
        closed(&spec, value);
        closed(&trigger, same);
        CU_ASSERT(isfinite(same[CST_RESULT_RESIDUAL_RISK]));
        for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
            CU_ASSERT(value[kind] == same[kind] || (isnan(value[kind]) && isnan(same[kind])));
        }
        const cst_row *row = cst_play_run(&spec, 40000, 11);
        if (ends) {
            cst_play_share("trial_risk", row->count[CST_COUNT_TRIALS_ESCAPED], 40000,
                           value[CST_RESULT_TRIAL_RISK]);
        } else {
            cst_play_share("miss_share", row->count[CST_COUNT_ESCAPED],
                           row->count[CST_COUNT_ATTACKS], value[CST_RESULT_MISS_SHARE]);
        }
        spec.attack.wait = 1;
        closed(&spec, value);
        CU_ASSERT(isnan(value[CST_RESULT_RESIDUAL_RISK]));
    }
}

CST_SUITE("closed", CST_TEST(test_closed_steady_pace), CST_TEST(test_closed_oracle),
          CST_TEST(test_closed_published_miss_shares), CST_TEST(test_closed_protocol_table),
          CST_TEST(test_closed_first_report), CST_TEST(test_closed_by_plain_sums),
          CST_TEST(test_closed_long_ending_trials), CST_TEST(test_closed_perfect_reviewers),
          CST_TEST(test_closed_keeps_its_digits), CST_TEST(test_closed_small_safety),
          CST_TEST(test_closed_ends_of_the_rate))
