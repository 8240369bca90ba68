/* SPDX-License-Identifier: MIT
 * MODEL section 7: honeypots, expulsion and replacement. */
#include "tests/truth/rows.h"
#include "tests/truth/rows_maths.h"

#include <math.h>
#include <string.h>

static const double d = 0.8; /* TPR */
static const double c = 0.7; /* collusion.probability */

/* A reviewer is expelled at every second miss: with x misses floor(x / 2) times. */
static void expulsions(uint32_t reviews, double miss, double *mean, double *variance)
{
    double square = 0.0;
    *mean = 0.0;
    for (uint32_t x = 0; x <= reviews; x++) {
        const double times = (double)(x / 2);
        *mean += times * rows_binomial(reviews, x, miss);
        square += times * times * rows_binomial(reviews, x, miss);
    }
    *variance = square - *mean * *mean;
}

/* Two agents, so that each reviews the other. */
static void drawn(rows_book *book)
{
    const double p = 0.3;
    const double miss = 1.0 - d * (1.0 - c * p);
    double mean;
    double variance;
    cst_trial_spec spec = rows_small("untrusted-monitor", 2, 10);
    spec.scheming.law.rate = p;
    spec.protocol.honeypot_share = 0.5;
    spec.protocol.honeypot_slack = 2;
    expulsions(10, 0.5 * miss, &mean, &variance);
    rows_run(book, "7", "honeypots drawn, share .5, expelled at 2 misses", &spec, 40000);
    rows_share(book, "share", CST_COUNT_HONEYPOTS, CST_COUNT_PLANNED, 0.5);
    rows_share(book, "d (1 - c p)", CST_COUNT_HONEYPOT_REPORTS, CST_COUNT_HONEYPOT_REVIEWS,
               1.0 - miss);
    rows_sum(book, "2 E floor(Bin(R, h x) / m)", CST_COUNT_EXPELLED, 2.0 * mean, 2.0 * variance);
    rows_share(book, "(1-p)(1-d) / x", CST_COUNT_EXPELLED_FALSELY, CST_COUNT_EXPELLED,
               (1.0 - p) * (1.0 - d) / miss);
}

/* Reviewers of types: a fifth always schemes, the others never. Escapes of 2 actors over `rounds`
 * rounds with a honeypot at each task, and expulsion at m misses. */
static double purged(uint32_t rounds, uint32_t m)
{
    const double share = 0.2;
    const double miss[2] = {1.0 - d, 1.0 - d * (1.0 - c)};
    double at[2][8] = {{1.0 - share}, {share}}; /* [schemer][misses] */
    double escapes = 0.0;
    for (uint32_t t = 0; t < rounds; t++) {
        double next[2][8] = {{0.0}};
        for (int schemer = 0; schemer <= 1; schemer++) {
            for (uint32_t x = 0; x < m; x++) {
                const double now = at[schemer][x];
                escapes += 2.0 * share * now * miss[schemer];
                next[schemer][x] += now * (1.0 - miss[schemer]);
                if (x + 1 < m) {
                    next[schemer][x + 1] += now * miss[schemer];
                } else {
                    next[0][0] += now * miss[schemer] * (1.0 - share);
                    next[1][0] += now * miss[schemer] * share;
                }
            }
        }
        memcpy(at, next, sizeof at);
    }
    return escapes;
}

/* The share of schemers among reviewers in the end: honest ones and schemers miss with these. */
static double settled(double share, double honest_miss, double schemer_miss)
{
    return share * honest_miss / (share * honest_miss + (1.0 - share) * schemer_miss);
}

static void replaced(rows_book *book)
{
    static const char *const names[] = {"honeypots drawn, replaced at 1 miss",
                                        "honeypots drawn, replaced at 3 misses"};
    for (int i = 0; i < 2; i++) {
        cst_trial_spec spec = rows_small("untrusted-monitor", 2, 30);
        spec.scheming.law.rate = 0.2;
        spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
        spec.scheming.never = 0.8;
        spec.scheming.consistent = 0.2;
        spec.protocol.honeypot_share = 1.0;
        spec.protocol.honeypot_slack = i == 0 ? 1 : 3;
        rows_run(book, "7", names[i], &spec, 16000);
        rows_mean(book, "chain of a reviewer's type and misses", CST_SPREAD_ESCAPED,
                  purged(30, spec.protocol.honeypot_slack));
    }
    const double stationary = settled(0.2, 1.0 - d, 1.0 - d * (1.0 - c)); /* after 30 rounds */
    cst_trial_spec spec = rows_small("untrusted-monitor", 2, 100);
    spec.scheming.law.rate = 0.2;
    spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
    spec.scheming.never = 0.8;
    spec.scheming.consistent = 0.2;
    spec.protocol.honeypot_share = 1.0;
    spec.protocol.honeypot_slack = 1;
    spec.attack.policy = cst_policy_find("paced");
    spec.attack.wait = 60; /* tasks of 200 */
    rows_run(book, "7", "honeypots drawn, stationary share of schemers", &spec, 10000);
    rows_mean(book, "share phi = pi x_h/(pi x_h + (1-pi) x_s) passes with c", CST_SPREAD_ESCAPED,
              140.0 * 0.2 * (1.0 - d + d * c * stationary));
    rows_equal(book, "pi .2, x_h .1, x_s .6", "the vector, against the formula",
               settled(0.2, 0.1, 0.6), 0.04);
}

/* Everybody schemes, on one class of 4: each honeypot of that class is missed. */
static void classes(rows_book *book)
{
    cst_trial_spec spec = rows_small("untrusted-monitor", 2, 4);
    spec.scheming.law.rate = 1.0;
    spec.score.tpr = 1.0;
    spec.collusion.strategy = cst_collusion_find("input-trigger");
    spec.collusion.probability = 1.0;
    spec.attack.classes = 4;
    spec.protocol.honeypot_share = 1.0;
    spec.protocol.honeypot_slack = 1;
    rows_run(book, "7", "honeypots drawn, input-trigger on 1 of 4", &spec, 12000);
    rows_share(book, "1 - 1/k", CST_COUNT_HONEYPOT_REPORTS, CST_COUNT_HONEYPOT_REVIEWS, 0.75);
    rows_sum(book, "n / k, binomial", CST_COUNT_EXPELLED, 8.0 / 4.0, 8.0 * 0.25 * 0.75);
    spec.protocol.honeypot_strata = true;
    rows_run(book, "7", "honeypots in-turn, input-trigger on 1 of 4", &spec, 1000);
    rows_sum(book, "2 of 8 honeypots, always", CST_COUNT_EXPELLED, 2.0, 0.0);
    const double p = 0.5;
    const double hidden = 0.9 * (1.0 - 0.6 * p);
    spec.scheming.law.rate = p;
    spec.score.tpr = 0.9;
    spec.collusion.probability = 0.6;
    rows_run(book, "7", "honeypots in-turn, p .5, tpr .9, c .6", &spec, 12000);
    rows_sum(book, "6 d + 2 d (1 - c p)", CST_COUNT_HONEYPOT_REPORTS, 6.0 * 0.9 + 2.0 * hidden,
             6.0 * 0.9 * 0.1 + 2.0 * hidden * (1.0 - hidden));
}

/* What a scheming reviewer withholds on a honeypot, by strategy. */
static void recognised(rows_book *book)
{
    const double p = 0.5;
    const struct {
        const char *strategy, *name, *truth;
        double hides;
    } of[] = {
        {"always-pass", "honeypots, always-pass", "d (1 - p c)", 0.7},
        {"causal-signal", "honeypots, causal-signal", "d (1 - p c FPR_C), FPR_C = e0", 0.7 * 0.2},
        {"self-recognition", "honeypots, self-recognition", "d (1 - p c FPR_C)", 0.7 * 0.1},
        {"clique", "honeypots, clique", "d: of no member", 0.0},
    };
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        cst_trial_spec spec = rows_small("untrusted-monitor", 20, 10);
        spec.scheming.law.rate = p;
        spec.collusion.strategy = cst_collusion_find(of[i].strategy);
        spec.collusion.chance = 0.2;
        spec.collusion.mistaken = 0.1;
        spec.protocol.honeypot_share = 0.5;
        rows_run(book, "7", of[i].name, &spec, 800);
        rows_share(book, of[i].truth, CST_COUNT_HONEYPOT_REPORTS, CST_COUNT_HONEYPOT_REVIEWS,
                   d * (1.0 - p * of[i].hides));
    }
}

void rows_section_7_honeypots(rows_book *book)
{
    drawn(book);
    replaced(book);
    classes(book);
    recognised(book);
}
