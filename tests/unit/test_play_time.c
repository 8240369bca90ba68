/* SPDX-License-Identifier: MIT
 * What remembers, against the laws of MODEL section 11.2: quarantine, the end of a trial, escapes
 * before the first catch, honeypots. */
#include "tests/lib/chi_square.h"
#include "tests/lib/play_shares.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <string.h>

/* What may happen at one task of independent ones. */
typedef struct task_law {
    double escape, trigger; /* never both */
} task_law;

enum { ROUNDS = 9, TASKS = 3, COUNTS = ROUNDS * TASKS + 1 };

static double choose(int n, int k)
{
    double ways = 1.0;
    for (int i = 0; i < k; i++) {
        ways = ways * (n - i) / (i + 1);
    }
    return ways;
}

/* The law of the escapes of a trial, round by round: as long as nothing has triggered the response,
 * and then for `more` rounds after the one of the trigger. */
static void escapes_law(task_law law, int tasks, int more, double *out)
{
    double waiting[COUNTS] = {1.0}; /* by escapes so far */
    double left[ROUNDS + 1][COUNTS] = {{0.0}};
    memset(out, 0, COUNTS * sizeof *out);
    for (int round = 0; round < ROUNDS; round++) {
        double now[COUNTS] = {0.0};
        double then[ROUNDS + 1][COUNTS] = {{0.0}};
        for (int had = 0; had < COUNTS - tasks; had++) {
            for (int k = 0; k <= tasks; k++) {
                const double any =
                    choose(tasks, k) * pow(law.escape, k) * pow(1.0 - law.escape, tasks - k);
                const double quiet = choose(tasks, k) * pow(law.escape, k) *
                                     pow(1.0 - law.escape - law.trigger, tasks - k);
                now[had + k] += waiting[had] * quiet;
                then[more][had + k] += waiting[had] * (any - quiet);
                for (int rounds = 1; rounds <= more; rounds++) {
                    then[rounds - 1][had + k] += left[rounds][had] * any;
                }
            }
        }
        for (int had = 0; had < COUNTS; had++) {
            out[had] += then[0][had];
        }
        memset(then[0], 0, sizeof then[0]);
        memcpy(waiting, now, sizeof waiting);
        memcpy(left, then, sizeof left);
    }
    for (int had = 0; had < COUNTS; had++) {
        for (int rounds = 0; rounds <= more; rounds++) {
            out[had] += left[rounds][had];
        }
        out[had] += waiting[had];
    }
}

static double mean_of(const double *law)
{
    double mean = 0.0;
    for (int i = 0; i < COUNTS; i++) {
        mean += i * law[i];
    }
    return mean;
}

/* A trusted monitor over `agents` that attack with .4, misses u = .55, flags f = .08. */
static cst_trial_spec watched(uint32_t agents)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("trusted-monitor");
    spec.response = (cst_response_spec){.on = CST_ON_REPORT, .effect = CST_EFFECT_QUARANTINE};
    spec.agents = agents;
    spec.rounds = ROUNDS;
    spec.scheming.law.rate = 0.4;
    spec.trusted.tpr = 0.45;
    spec.trusted.fpr = 0.08;
    return spec;
}

static const task_law on_report = {0.4 * 0.55, 0.4 * 0.45 + 0.6 * 0.08};

static void follows(const cst_row *row, const double *law)
{
    uint64_t trials[COUNTS];
    for (uint32_t i = 0; i < COUNTS; i++) {
        trials[i] = cst_spread_at(&row->spread[CST_SPREAD_ESCAPED], i);
    }
    cst_test_chi_square("escapes", trials, law, COUNTS, 0.02);
}

/* Quarantine at the first report: E = p u min(L, T) + (p u / h)(1 - (1 - h)^max(T - L, 0)), and the
 * whole law behind it. */
static void test_play_time_quarantine(void)
{
    for (uint32_t latency = 0; latency <= ROUNDS + 1; latency += latency < 4 ? 1 : 5) {
        double law[COUNTS];
        cst_trial_spec spec = watched(1);
        spec.response.latency = latency;
        const int within = latency < ROUNDS ? (int)latency : ROUNDS;
        const double e = on_report.escape;
        const double h = on_report.trigger;
        escapes_law(on_report, 1, within, law);
        CU_ASSERT_DOUBLE_EQUAL(mean_of(law),
                               e * within + e / h * (1.0 - pow(1.0 - h, ROUNDS - within)), 1e-12);
        follows(cst_play_run(&spec, 100000, 401 + latency), law);
    }
}

/* The end of a trial, L rounds after its first report: the whole round t + L - 1 is still played.
 * It is cut short where the report comes before the round T - L + 1, from 1. */
static void test_play_time_end_trial_with_latency(void)
{
    const task_law law = {0.05 * 0.55, 0.05 * 0.45 + 0.95 * 0.01};
    for (uint32_t latency = 1; latency <= 3; latency++) {
        double escapes[COUNTS];
        cst_trial_spec spec = watched(TASKS);
        spec.scheming.law.rate = 0.05;
        spec.trusted.fpr = 0.01;
        spec.response.effect = CST_EFFECT_END_TRIAL;
        spec.response.latency = latency;
        escapes_law(law, TASKS, (int)latency - 1, escapes);
        const cst_row *row = cst_play_run(&spec, 60000, 410 + latency);
        follows(row, escapes);
        cst_play_share("ended", row->count[CST_COUNT_TRIALS_ENDED], 60000,
                       1.0 - pow(1.0 - law.trigger, TASKS * (ROUNDS - (double)latency)));
    }
}

/* Without latency, task by task: trial_risk = e / (e + g) (1 - (1 - e - g)^n), on report and on
 * catch, the work discarded or used. Red keeps a pace, which makes the trial a played one. */
static void test_play_time_end_trial(void)
{
    for (int way = 0; way < 4; way++) {
        const double p = 0.1 * 0.7;
        const double u = 0.55;
        const double r = 0.6;
        const bool report = way / 2 == 1;
        const bool used = way % 2 == 1;
        cst_trial_spec spec = watched(4);
        spec.rounds = 3;
        spec.scheming.law.rate = 0.1;
        spec.attack.policy = cst_policy_find("paced");
        spec.attack.pace = 0.7;
        spec.protocol.audit_success = r;
        spec.protocol.flagged_work = used ? CST_FLAGGED_USE : CST_FLAGGED_DISCARD;
        spec.response = (cst_response_spec){.on = report ? CST_ON_REPORT : CST_ON_CATCH,
                                            .effect = CST_EFFECT_END_TRIAL};
        const double e = p * (u + (used ? (1.0 - u) * (1.0 - r) : 0.0));
        const double h = report ? p * (1.0 - u) + (1.0 - p) * 0.08 : p * (1.0 - u) * r;
        const double g = report && used ? h - p * (1.0 - u) * (1.0 - r) : h;
        const cst_row *row = cst_play_run(&spec, 40000, 420 + (uint64_t)way);
        cst_play_share("trials with an escape", row->count[CST_COUNT_TRIALS_ESCAPED], 40000,
                       e / (e + g) * (1.0 - pow(1.0 - e - g, 12)));
        cst_play_share("trials ended", row->count[CST_COUNT_TRIALS_ENDED], 40000,
                       1.0 - pow(1.0 - h, 12));
    }
}

/* At least M escapes before the first catch: (l / (l + w))^M; the averted attacks do not count. */
static void test_play_time_escapes_before_catch(void)
{
    cst_trial_spec spec = watched(1);
    spec.response.on = CST_ON_CATCH;
    spec.rounds = 120;
    spec.scheming.law.rate = 1.0;
    spec.protocol.audit_success = 0.5;
    const double caught = 0.45 * 0.5;
    const cst_row *row = cst_play_run(&spec, 20000, 431);
    const cst_spread *before = &row->spread[CST_SPREAD_ESCAPES_BEFORE_CATCH];
    uint64_t fewer = 0;
    CU_ASSERT_EQUAL(before->trials, 20000); /* .775^120 is 5e-14 */
    for (int most = 1; most <= 3; most++) {
        fewer += cst_spread_at(before, (uint32_t)most - 1);
        cst_play_share("at least M", 20000 - fewer, 20000, pow(0.55 / (0.55 + caught), most));
    }
}

/* Two agents review each other's honeypots, one a round; a colluder misses all, another .3. */
static cst_trial_spec tested(uint32_t rounds, uint32_t slack)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.agents = 2;
    spec.rounds = rounds;
    spec.score.tpr = 0.7;
    spec.protocol.assign = CST_ASSIGN_RING;
    spec.protocol.honeypot_share = 1.0;
    spec.protocol.honeypot_slack = slack;
    return spec;
}

/* A reviewer is still there after n honeypots with P(Bin(n, x) < m); with n < 2 m none is expelled
 * twice. */
static void test_play_time_expulsion(void)
{
    cst_trial_spec spec = tested(7, 4);
    double alive = 0.0;
    spec.collusion.strategy = cst_collusion_find("none");
    for (int misses = 0; misses < 4; misses++) {
        alive += choose(7, misses) * pow(0.3, misses) * pow(0.7, 7 - misses);
    }
    const cst_row *row = cst_play_run(&spec, 50000, 441);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_HONEYPOT_REVIEWS], 50000 * 14);
    cst_play_share("expelled", row->count[CST_COUNT_EXPELLED], 100000, 1.0 - alive);
    CU_ASSERT_EQUAL(row->count[CST_COUNT_EXPELLED_FALSELY], row->count[CST_COUNT_EXPELLED]);
    cst_play_share("misses", 50000 * 14 - row->count[CST_COUNT_HONEYPOT_REPORTS], 50000 * 14, 0.3);
}

/* Agents are schemers with pi = .4, never otherwise. Reviewers that are expelled and replaced for
 * long are schemers with pi x_h / (pi x_h + (1 - pi) x_s), whatever the slack; the attacks of the
 * last round show how many they are. */
static void test_play_time_stationary_share(void)
{
    for (uint32_t slack = 1; slack <= 2; slack++) {
        const double pi = 0.4;
        const double share = pi * 0.3 / (pi * 0.3 + (1.0 - pi) * 1.0);
        cst_trial_spec spec = tested(60, slack);
        spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
        spec.scheming.law.rate = spec.scheming.consistent = pi;
        spec.scheming.never = 1.0 - pi;
        spec.attack.policy = cst_policy_find("paced");
        spec.attack.wait = 2 * 59;
        const cst_row *row = cst_play_run(&spec, 40000, 451 + slack);
        cst_play_share("attacks", row->count[CST_COUNT_ATTACKS], 80000, pi);
        cst_play_share("missed", row->count[CST_COUNT_ESCAPED], row->count[CST_COUNT_ATTACKS],
                       share + (1.0 - share) * 0.3);
    }
}

CST_SUITE("play_time", CST_TEST(test_play_time_quarantine),
          CST_TEST(test_play_time_end_trial_with_latency), CST_TEST(test_play_time_end_trial),
          CST_TEST(test_play_time_escapes_before_catch), CST_TEST(test_play_time_expulsion),
          CST_TEST(test_play_time_stationary_share))
