/* SPDX-License-Identifier: MIT
 * Against exact values computed elsewhere, published values, and step by step sums over tasks in
 * long double, or over all sequences of outcomes. */
#include "estimate/exact/temporal.h"

#include "base/check.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double value_of(const char *parameters, const char *key)
{
    const char *at = strstr(parameters, key);
    cst_require(at != NULL);
    at += strlen(key);
    if (strncmp(at, "None", 4) == 0) {
        return INFINITY;
    }
    char *end = NULL;
    const double value = strtod(at, &end);
    return *end == '/' ? value / strtod(end + 1, NULL) : value;
}

/* quarantine and honeypot_stat of tests/data/oracle_vectors.csv, 25 digits. */
static void test_temporal_vectors(void)
{
    char line[512];
    int quarantines = 0;
    int purges = 0;
    FILE *file = fopen(CST_TEST_DATA "/oracle_vectors.csv", "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    while (fgets(line, sizeof line, file) != NULL) {
        const double expected = strtod(strrchr(line, ',') + 1, NULL);
        if (strncmp(line, "quarantine,", 11) == 0) {
            const cst_quarantine actor = {.attack = value_of(line, "p="),
                                          .miss = value_of(line, " u="),
                                          .false_report = value_of(line, " f="),
                                          .tasks = value_of(line, " T=")};
            CU_ASSERT(cst_test_relative(cst_temporal_quarantine_escapes(&actor), expected) < 1e-14);
            quarantines++;
        } else if (strncmp(line, "honeypot_stat,", 14) == 0) {
            const cst_purge purge = {.schemers = value_of(line, "pi="),
                                     .honest_miss = value_of(line, " xh="),
                                     .schemer_miss = value_of(line, " xs=")};
            CU_ASSERT(cst_test_relative(cst_temporal_purged_share(&purge), expected) < 1e-14);
            purges++;
        }
    }
    (void)fclose(file);
    CU_ASSERT_EQUAL(quarantines, 4);
    CU_ASSERT_EQUAL(purges, 1);
}

/* Values printed in the study of the model, to the digits printed there. */
static void test_temporal_printed(void)
{
    cst_quarantine actor = {.attack = 0.1, .miss = 0.3, .tasks = INFINITY, .latency = 20.0};
    CU_ASSERT_DOUBLE_EQUAL(cst_temporal_quarantine_escapes(&actor), 1.0286, 5e-5);
    actor = (cst_quarantine){.attack = 0.1, .miss = 0.2, .tasks = 200.0};
    CU_ASSERT_DOUBLE_EQUAL(cst_temporal_persistent_escapes(&actor, 0.05), 1.2375, 5e-5);
    static const double slow[3][2] = {{0.01, 0.216}, {0.1, 0.4283}, {1.0, 0.4286}};
    for (int i = 0; i < 3; i++) {
        actor = (cst_quarantine){.attack = slow[i][0], .miss = 0.3, .tasks = 100.0};
        CU_ASSERT_DOUBLE_EQUAL(cst_temporal_quarantine_escapes(&actor), slow[i][1],
                               i == 0 ? 5e-4 : 5e-5);
    }
}

enum { LATENCY_MAX = 64 };

/* Rounds in which `agents` tasks each escape with e and trigger with h: state by state, in[0] not
 * yet triggered, in[i] i rounds to go. */
static long double rounds_by_steps(int agents, long double e, long double h, int rounds,
                                   int latency)
{
    long double in[LATENCY_MAX + 1] = {1.0L};
    long double escapes = 0.0L;
    for (int round = 0; round < rounds; round++) {
        long double next[LATENCY_MAX + 1] = {0.0L};
        long double quiet = in[0];
        for (int i = 0; i <= latency; i++) {
            escapes += in[i] * (long double)agents * e;
            if (i > 1) {
                next[i - 1] += in[i];
            }
        }
        for (int agent = 0; agent < agents; agent++) {
            if (latency > 0) {
                next[latency] += quiet * h;
            }
            quiet -= quiet * h;
        }
        next[0] = quiet;
        memcpy(in, next, sizeof in);
    }
    return escapes;
}

static const double rates[] = {1e-300, 1e-15, 1e-12, 1e-6, 1e-3, 0.1, 0.5, 1.0};
static const double shares[] = {0.0, 1e-9, 0.2, 0.9, 1.0};

static void test_temporal_quarantine_by_steps(void)
{
    for (int i = 0; i < 8 * 5 * 5; i++) {
        const double p = rates[i % 8];
        const double u = shares[i / 8 % 5];
        const double f = shares[i / 40];
        for (int latency = 0; latency <= 40; latency += 20) {
            for (int tasks = 0; tasks <= 300; tasks += 30) {
                const cst_quarantine actor = {p, u, f, tasks, latency};
                const long double h = (long double)p * (1.0L - u) + (1.0L - p) * (long double)f;
                const long double truth = rounds_by_steps(1, (long double)p * u, h, tasks, latency);
                CU_ASSERT(cst_test_relative(cst_temporal_quarantine_escapes(&actor),
                                            (double)truth) < 1e-13);
                const double lasting = (double)(0.25L * p * tasks + 0.75L * truth);
                CU_ASSERT(cst_test_relative(cst_temporal_persistent_escapes(&actor, 0.25),
                                            lasting) < 1e-13);
            }
        }
    }
}

static void test_temporal_recall_by_steps(void)
{
    for (int i = 0; i < 8 * 3; i++) {
        for (int agents = 1; agents <= 9; agents += 4) {
            const double p = rates[i % 8];
            const int latency = 3 * (i / 8);
            const cst_rounds lineage = {.agents = agents, .trigger = 0.7 * p, .rounds = 50};
            const long double truth = rounds_by_steps(agents, 0.3 * p, 0.7 * p, 50, latency);
            CU_ASSERT(cst_test_relative(cst_temporal_recall_escapes(&lineage, 0.3 * p, latency),
                                        (double)truth) < 1e-13);
        }
    }
}

/* All 4^n sequences of: nothing, escape, trigger, escape at a task that triggers. */
static void test_temporal_end_trial_all_sequences(void)
{
    enum { TASKS = 8 };
    static const long double chance[3][4] = {
        {0.5L, 0.2L, 0.2L, 0.1L}, {0.9L, 0.0L, 0.1L, 0.0L}, {0.7L, 0.3L, 0.0L, 0.0L}};
    for (int c = 0; c < 3; c++) {
        long double risk = 0.0L;
        long double escapes = 0.0L;
        long double happened = 0.0L;
        for (int code = 0; code < 1 << (2 * TASKS); code++) {
            long double probability = 1.0L;
            int escaped = 0;
            int tasks = 0;
            bool over = false;
            for (int t = 0; t < TASKS; t++) {
                const int what = code >> (2 * t) & 3;
                probability *= chance[c][what];
                escaped += !over && (what & 1);
                tasks += !over;
                over = over || (what & 2);
            }
            risk += escaped > 0 ? probability : 0.0L;
            escapes += probability * escaped;
            happened += probability * tasks;
        }
        const cst_end_trial trial = {.escape = (double)(chance[c][1] + chance[c][3]),
                                     .trigger = (double)(chance[c][2] + chance[c][3]),
                                     .trigger_alone = (double)chance[c][2],
                                     .tasks = TASKS};
        const cst_end_trial_risk found = cst_temporal_end_trial(&trial);
        CU_ASSERT(cst_test_relative(found.trial_risk, (double)risk) < 1e-13);
        CU_ASSERT_DOUBLE_EQUAL(found.safety, (double)(1.0L - risk), 1e-14);
        CU_ASSERT(cst_test_relative(found.expected_escapes, (double)escapes) < 1e-13);
        CU_ASSERT(cst_test_relative(found.tasks, (double)happened) < 1e-13);
    }
}

static void test_temporal_end_trial_by_steps(void)
{
    for (int i = 0; i < 8 * 4; i++) {
        const long double p = rates[i % 8];
        const long double e = p * (long double)(double)(0.25 * (i / 8));
        const long double g = (p - e) * 0.5L;
        long double risk = 0.0L;
        long double undecided = 1.0L;
        for (int t = 0; t < 1000; t++) {
            risk += undecided * e;
            undecided -= undecided * (e + g);
        }
        const cst_end_trial trial = {(double)e, (double)g, (double)g, 1000.0};
        CU_ASSERT(cst_test_relative(cst_temporal_end_trial(&trial).trial_risk, (double)risk) <
                  1e-13);
    }
}

/* Attack after attack: the number of escapes so far, until one is caught. */
static void test_temporal_before_catch(void)
{
    static const double fate[3][2] = {{0.3, 0.5}, {0.05, 0.9}, {0.6, 0.0}};
    for (int i = 0; i < 3; i++) {
        for (int m = 1; m <= 5; m++) {
            long double count[6] = {1.0L};
            for (int attack = 0; attack < 4000; attack++) {
                for (int j = m - 1; j >= 0; j--) {
                    count[j + 1] += count[j] * fate[i][0];
                    count[j] *= 1.0L - fate[i][0] - fate[i][1];
                }
            }
            const double found = cst_temporal_before_catch(fate[i][0], fate[i][1], m);
            CU_ASSERT(cst_test_relative(found, (double)count[m]) < 1e-12);
        }
    }
    CU_ASSERT_EQUAL(cst_temporal_before_catch(0.0, 0.5, 0), 1.0);
    CU_ASSERT_EQUAL(cst_temporal_before_catch(0.0, 0.0, 1), 0.0);
    CU_ASSERT(cst_test_relative(1.0 - cst_temporal_before_catch(1.0, 0x1p-40, 2), 0x1p-39) < 1e-3);
}

static void test_temporal_times(void)
{
    for (int i = 0; i < 8; i++) {
        for (int last = 1; last <= 2001; last += last < 400 ? 7 : 400) {
            const cst_rounds rounds = {.agents = 3, .trigger = rates[i], .rounds = last};
            const long double h = rates[i];
            const long double hazard = 3.0L * h - 3.0L * h * h + h * h * h;
            long double sum = 0.0L;
            long double by = 0.0L;
            long double left = 1.0L;
            double median = INFINITY;
            for (int t = 1; t <= last; t++) {
                sum += (long double)t * left * hazard;
                by += left * hazard;
                left -= left * hazard;
                median = isinf(median) && by >= 0.5L ? t : median;
            }
            CU_ASSERT(cst_test_relative(cst_temporal_mean_time(&rounds), (double)(sum / by)) <
                      1e-13);
            CU_ASSERT_EQUAL(cst_temporal_quantile_time(&rounds, 0.5), median);
        }
    }
    const cst_rounds forever = {.agents = 1, .trigger = 0.25, .rounds = INFINITY};
    CU_ASSERT_DOUBLE_EQUAL(cst_temporal_mean_time(&forever), 4.0, 1e-15);
    /* P(by t) = 1 - .75^t: .4375 is reached at exactly t = 2 */
    CU_ASSERT_EQUAL(cst_temporal_quantile_time(&forever, 0.4375), 2.0);
    CU_ASSERT_EQUAL(cst_temporal_quantile_time(&forever, 0.4376), 3.0);
    CU_ASSERT_EQUAL(cst_temporal_quantile_time(&forever, 0.1), 1.0);
    const cst_rounds never = {.agents = 5, .trigger = 0.0, .rounds = 10};
    CU_ASSERT_TRUE(isnan(cst_temporal_mean_time(&never)));
    CU_ASSERT_EQUAL(cst_temporal_quantile_time(&never, 0.5), INFINITY);
}

/* What remains of one sequence of nothing (0), escape (1), trigger (2), by the rule itself. */
static int remains(const int *what, int tasks, int window, bool quarantine)
{
    int escaped[16] = {0};
    int left = 0;
    for (int t = 0; t < tasks; t++) {
        escaped[t] = what[t] == 1;
        if (what[t] == 2) {
            for (int back = t; back >= 0 && back > t - window; back--) {
                escaped[back] = 0;
            }
            if (quarantine) {
                break;
            }
        }
    }
    for (int t = 0; t < tasks; t++) {
        left += escaped[t];
    }
    return left;
}

static void test_temporal_retraction_all_sequences(void)
{
    static const long double chance[2][3] = {{0.5L, 0.3L, 0.2L}, {0.05L, 0.9L, 0.05L}};
    for (int tasks = 0; tasks <= 8; tasks++) {
        for (int window = 1; window <= 10; window++) {
            for (int variant = 0; variant < 4; variant++) {
                const long double *of = chance[variant / 2];
                const bool quarantine = variant % 2 == 1;
                long double truth = 0.0L;
                int sequences = 1;
                for (int t = 0; t < tasks; t++) {
                    sequences *= 3;
                }
                for (int code = 0; code < sequences; code++) {
                    int what[16];
                    int rest = code;
                    long double probability = 1.0L;
                    for (int t = 0; t < tasks; t++) {
                        what[t] = rest % 3;
                        rest /= 3;
                        probability *= of[what[t]];
                    }
                    truth += probability * remains(what, tasks, window, quarantine);
                }
                const cst_retraction actor = {(double)of[1], (double)of[2], tasks, window,
                                              quarantine};
                CU_ASSERT_DOUBLE_EQUAL(cst_temporal_retracted_escapes(&actor), (double)truth,
                                       1e-13 * tasks);
            }
        }
    }
}

/* Reviewers as a Markov chain over (type, misses so far), stepped to its end. */
static void test_temporal_purge_by_steps(void)
{
    for (int m = 1; m <= 4; m++) {
        const double pi = 0.2;
        const double honeypots = 0.5;
        const double miss[2] = {0.1, 0.6}; /* honest, schemer */
        double share[2][4] = {{0.8}, {0.2}};
        double out[2] = {0.0, 0.0};
        for (int task = 0; task < 5000; task++) {
            for (int type = 0; type < 2; type++) {
                const double moves = honeypots * miss[type];
                out[type] = share[type][m - 1] * moves;
                for (int j = m - 1; j > 0; j--) {
                    share[type][j] += (share[type][j - 1] - share[type][j]) * moves;
                }
                share[type][0] -= share[type][0] * moves;
            }
            share[0][0] += (out[0] + out[1]) * (1.0 - pi);
            share[1][0] += (out[0] + out[1]) * pi;
        }
        double honest = 0.0;
        double schemers = 0.0;
        for (int j = 0; j < m; j++) {
            honest += share[0][j];
            schemers += share[1][j];
        }
        const cst_purge purge = {pi, miss[0], miss[1]};
        CU_ASSERT_DOUBLE_EQUAL(cst_temporal_purged_share(&purge), schemers, 1e-10);
        CU_ASSERT_DOUBLE_EQUAL(cst_temporal_false_expulsions(honeypots, miss[0], m),
                               out[0] / honest, 1e-10);
    }
    const cst_purge nobody = {0.3, 0.0, 0.0};
    CU_ASSERT_EQUAL(cst_temporal_purged_share(&nobody), 0.3);
}

static void test_temporal_alive_by_steps(void)
{
    static const double misses[] = {1e-9, 0.05, 0.5, 1.0};
    for (int i = 0; i < 4; i++) {
        for (int m = 1; m <= 4; m++) {
            long double count[4] = {1.0L};
            for (int n = 0; n <= 60; n++) {
                long double alive = 0.0L;
                for (int j = 0; j < m; j++) {
                    alive += count[j];
                }
                CU_ASSERT_DOUBLE_EQUAL(cst_temporal_honeypot_alive(misses[i], n, m), (double)alive,
                                       1e-13);
                for (int j = m - 1; j >= 0; j--) {
                    count[j] += ((j > 0 ? count[j - 1] : 0.0L) - count[j]) * misses[i];
                }
            }
        }
    }
}

/* Over the four cases of (recognised, colludes) and an honest look. */
static void test_temporal_honeypot_miss(void)
{
    const cst_honeypot_miss reviewer = {.recognition = 0.3, .collusion = 0.7, .tpr = 0.9};
    double sum = 0.0;
    for (int code = 0; code < 8; code++) {
        const bool recognised = code & 1;
        const bool colludes = code & 2;
        const bool sees = code & 4;
        const double probability =
            (recognised ? 0.3 : 0.7) * (colludes ? 0.7 : 0.3) * (sees ? 0.9 : 0.1);
        sum += (colludes && !recognised) || !sees ? probability : 0.0;
    }
    CU_ASSERT_DOUBLE_EQUAL(cst_temporal_honeypot_miss(&reviewer), sum, 1e-15);
    const cst_honeypot_miss aware = {.recognition = 1.0, .collusion = 1.0, .tpr = 0.75};
    CU_ASSERT_DOUBLE_EQUAL(cst_temporal_honeypot_miss(&aware), 0.25, 1e-15);
}

static void test_temporal_powers(void)
{
    CU_ASSERT_EQUAL(cst_temporal_at_least_once(1e-300, 1.0), 1e-300);
    CU_ASSERT(cst_test_relative(cst_temporal_at_least_once(1e-12, 1e3), 1e-9 - 4.995e-19) < 1e-15);
    CU_ASSERT_EQUAL(cst_temporal_at_least_once(1.0, 1.0), 1.0);
    CU_ASSERT_EQUAL(cst_temporal_at_least_once(0.0, INFINITY), 0.0);
    CU_ASSERT_EQUAL(cst_temporal_at_least_once(1e-300, INFINITY), 1.0);
    CU_ASSERT_EQUAL(cst_temporal_never(1.0, 0.0), 1.0);
    CU_ASSERT_DOUBLE_EQUAL(cst_temporal_never(0.5, 3.0), 0.125, 1e-16);
    CU_ASSERT_EQUAL(cst_temporal_tries(0.0, 7.0), 7.0);
    CU_ASSERT_EQUAL(cst_temporal_tries(0.5, INFINITY), 2.0);
    CU_ASSERT_EQUAL(cst_temporal_tries(0.5, 2.0), 1.5);
}

CST_SUITE("temporal", CST_TEST(test_temporal_vectors), CST_TEST(test_temporal_printed),
          CST_TEST(test_temporal_quarantine_by_steps), CST_TEST(test_temporal_recall_by_steps),
          CST_TEST(test_temporal_end_trial_all_sequences),
          CST_TEST(test_temporal_end_trial_by_steps), CST_TEST(test_temporal_before_catch),
          CST_TEST(test_temporal_times), CST_TEST(test_temporal_retraction_all_sequences),
          CST_TEST(test_temporal_purge_by_steps), CST_TEST(test_temporal_alive_by_steps),
          CST_TEST(test_temporal_honeypot_miss), CST_TEST(test_temporal_powers))
