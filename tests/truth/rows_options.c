/* SPDX-License-Identifier: MIT
 * MODEL section 7: options that any protocol takes: who reviews, what audits there are. */
#include "tests/truth/rows.h"
#include "tests/truth/rows_maths.h"

#include "base/check.h"
#include "tests/lib/scores.h"

#include <math.h>
#include <stdio.h>

static const double p = 0.1;     /* scheming.rate */
static const double d = 0.8;     /* TPR */
static const double f = 0.05;    /* FPR */
static const double c = 0.7;     /* collusion.probability */
static const double found = 0.9; /* P(an audit finds an attack) */

/* P(nothing escapes in 2 rounds) of agents 0, 1 of lineage a and 2, 3 of b, at these misses. */
static double quiet_rounds(const double miss[4])
{
    const double quiet = (1.0 - 0.5 * miss[0]) * (1.0 - 0.5 * miss[1]) * (1.0 - 0.1 * miss[2]) *
                         (1.0 - 0.1 * miss[3]);
    return quiet * quiet;
}

/* Lineage a schemes much and sees well, b little and badly; one reviewer. */
static void assignments(rows_book *book)
{
    static const char *const names[] = {"assign random", "assign ring", "assign fixed-pair",
                                        "assign cross-lineage", "assign rotate"};
    static const char *const truth[] = {
        "kin 1/3, others 2/3, anew for every task", "agent i + 1 reviews agent i",
        "4 of 6 cyclic orders a a b b, 2 a b a b, for the trial", "of the other lineage",
        "the same orders, 1 and then 2 places on"};
    const double a = 1.0 - 0.9; /* that a reviewer of a misses */
    const double b = 1.0 - 0.2;
    const double quiet[] = {
        quiet_rounds((const double[]){(a + 2.0 * b) / 3.0, (a + 2.0 * b) / 3.0, (b + 2.0 * a) / 3.0,
                                      (b + 2.0 * a) / 3.0}),
        quiet_rounds((const double[]){a, b, b, a}),
        (4.0 * quiet_rounds((const double[]){a, b, b, a}) +
         2.0 * quiet_rounds((const double[]){b, b, a, a})) /
            6.0,
        quiet_rounds((const double[]){b, b, a, a}),
        (4.0 * sqrt(quiet_rounds((const double[]){a, b, b, a}) *
                    quiet_rounds((const double[]){b, b, a, a})) +
         2.0 * sqrt(quiet_rounds((const double[]){b, b, a, a}) *
                    quiet_rounds((const double[]){a, a, b, b}))) /
            6.0,
    };
    for (int i = 0; i < 10; i++) {
        const bool played = i >= 5; /* round by round, as wherever trials remember */
        char name[64];
        cst_trial_spec spec = rows_small("untrusted-monitor", 4, 2);
        spec.protocol.audit_flagged = played ? 0.5 : 1.0;
        cst_lineage *lineage = rows_two_lineages(&spec);
        spec.collusion.strategy = cst_collusion_find("none");
        lineage[0].rate = 0.5;
        lineage[1].rate = 0.1;
        lineage[0].tpr = 0.9;
        lineage[1].tpr = 0.2;
        spec.protocol.assign = (cst_assign)(i % 5);
        (void)snprintf(name, sizeof name, "%s%s", names[i % 5], played ? ", P_aud .5" : "");
        rows_run(book, "7", name, &spec, 200000);
        rows_at(book, truth[i % 5], CST_SPREAD_ESCAPED, 0, quiet[i % 5]);
    }
}

/* Pairs that last: agents never scheme, or always do; the pairs are a cycle of 4, drawn once. */
static void lasting_pairs(rows_book *book)
{
    const double share = 0.2;
    double quiet = 0.0;
    for (unsigned types = 0; types < 16; types++) {
        double chance = 1.0;
        double none = 1.0;
        for (unsigned i = 0; i < 4; i++) {
            const bool actor = (types >> i & 1) != 0;
            const bool reviewer = (types >> (i + 1) % 4 & 1) != 0;
            chance *= actor ? share : 1.0 - share;
            none *= actor ? 1.0 - (1.0 - d * (reviewer ? 1.0 - c : 1.0)) : 1.0;
        }
        quiet += chance * pow(none, 3);
    }
    cst_trial_spec spec = rows_small("untrusted-monitor", 4, 3);
    spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
    spec.scheming.law.rate = share;
    spec.scheming.never = 1.0 - share;
    spec.scheming.consistent = share;
    spec.protocol.assign = CST_ASSIGN_FIXED_PAIR;
    rows_run(book, "7", "assign fixed-pair, types that last", &spec, 40000);
    rows_at(book, "16 combinations of types", CST_SPREAD_ESCAPED, 0, quiet);
    rows_mean(book, "N R p (1-d + d c p)", CST_SPREAD_ESCAPED,
              12.0 * share * (1.0 - d + d * c * share));
}

static void reviewers(rows_book *book)
{
    const rows_law law = rows_common(p, 0.3);
    for (uint32_t k = 1; k <= 7; k += 3) {
        const rows_crew at_attack = {k, 1, d, d * (1.0 - c)};
        const double flagged = rows_flagged(&law, &at_attack, true);
        char name[64];
        cst_trial_spec spec = rows_base();
        spec.scheming.law.law = cst_law_find("common-cause");
        spec.scheming.law.common_share = 0.3;
        spec.protocol.rule = CST_RULE_ANY;
        spec.protocol.reviewers = k;
        (void)snprintf(name, sizeof name, "reviewers %u, any", k);
        rows_run(book, "7", name, &spec, 16000);
        rows_share(book, "(1-Q) p_i sum Bin u_s + Q u_k", CST_COUNT_ESCAPED, CST_COUNT_PLANNED,
                   p - flagged);
    }
}

/* The chance that a given task of 3 is an attack and has the highest score. */
static double highest(double rate)
{
    const double step = 1.0 / 200.0;
    double sum = 0.0;
    for (int i = -2000; i <= 2400; i++) {
        const double x = step * i;
        const double other = rate * rows_normal(x - 2.0) + (1.0 - rate) * rows_normal(x);
        sum += step * rate * rows_density(x - 2.0) * other * other;
    }
    return sum;
}

static void budgets(rows_book *book)
{
    static const double rates[] = {0.1, 0.6};
    static const char *const names[] = {"budget, the top 1 of 3, p .1",
                                        "budget, the top 1 of 3, flooded: p .6"};
    for (int i = 0; i < 2; i++) {
        cst_trial_spec spec = rows_small("trusted-monitor", 3, 10);
        spec.scheming.law.rate = rates[i];
        spec.trusted = cst_test_binormal(2.0, f);
        spec.protocol.audit_budget = 0.3334;
        const double caught = 3.0 * highest(rates[i]) * found;
        rows_run(book, "7", names[i], &spec, 12000);
        rows_sum(book, "R N int phi(x-d') G(x)^2 r", CST_COUNT_CAUGHT, 10.0 * caught,
                 10.0 * caught * (1.0 - caught));
        rows_mean(book, "R (N p - N int phi(x-d') G(x)^2)", CST_SPREAD_ESCAPED,
                  10.0 * 3.0 * (rates[i] - highest(rates[i])));
    }
    cst_trial_spec spec = rows_small("trusted-monitor", 2, 11);
    spec.trusted = cst_test_binormal(2.0, f);
    spec.protocol.audit_budget = 0.3;
    rows_run(book, "7", "budget .3 of 2 tasks a round, carried over", &spec, 1000);
    rows_mean(book, "floor(.3 * 22)", CST_SPREAD_AUDITS, 6.0);
}

/* One audit for the task of 3 that most of its two reviewers report; ties by lot, none where nobody
 * reports any. */
static void budget_by_votes(rows_book *book)
{
    const rows_law law = rows_beta(0.3, 0.2);
    double chance[2][3]; /* [attack][reports] of one task */
    for (int attack = 0; attack <= 1; attack++) {
        const double sees = attack ? d : 0.2;
        double least[3];
        for (uint32_t votes = 0; votes <= 2; votes++) {
            const rows_crew crew = {2, votes, sees, sees * (1.0 - c)};
            least[votes] = rows_flagged(&law, &crew, attack != 0);
        }
        chance[attack][0] = least[0] - least[1];
        chance[attack][1] = least[1] - least[2];
        chance[attack][2] = least[2];
    }
    double first = 0.0; /* P(the audit meets an attack) */
    for (int all = 0; all < 216; all++) {
        const int task[3] = {all % 6, all / 6 % 6, all / 36};
        int most = 0;
        double likely = 1.0;
        double at_most = 0.0;
        double attacks = 0.0;
        for (int i = 0; i < 3; i++) {
            likely *= chance[task[i] / 3][task[i] % 3];
            most = task[i] % 3 > most ? task[i] % 3 : most;
        }
        for (int i = 0; i < 3; i++) {
            at_most += task[i] % 3 == most;
            attacks += task[i] % 3 == most && task[i] / 3 == 1;
        }
        first += most > 0 ? likely * attacks / at_most : 0.0;
    }
    cst_trial_spec spec = rows_small("committee", 3, 10);
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rho = 0.2;
    spec.scheming.law.rate = 0.3;
    spec.score.fpr = 0.2;
    spec.protocol.reviewers = 2;
    spec.protocol.audit_budget = 0.3334;
    rows_run(book, "7", "budget, the top 1 of 3, by reports of 2", &spec, 12000);
    rows_sum(book, "R P(the audit meets an attack) r", CST_COUNT_CAUGHT, 10.0 * first * found,
             10.0 * first * found * (1.0 - first * found));
    rows_mean(book, "R (N p - P(the audit meets an attack))", CST_SPREAD_ESCAPED,
              10.0 * (3.0 * 0.3 - first));
}

static void audits(rows_book *book)
{
    cst_trial_spec spec = rows_small("untrusted-monitor", 20, 10);
    const double flagged = p * d * (1.0 - c * p) + (1.0 - p) * f * (1.0 - c * p);
    spec.protocol.audit_flagged = 0.6;
    spec.protocol.capacity = 1.0;
    rows_run(book, "7", "audit.flagged .6, capacity 1 a round", &spec, 4000);
    rows_share(book, "P_aud P(flagged)", CST_COUNT_AUDITS, CST_COUNT_PLANNED, 0.6 * flagged);
    rows_share(book, "(1-P_aud r) P(flagged)", CST_COUNT_AVERTED, CST_COUNT_ATTACKS,
               d * (1.0 - c * p) * (1.0 - 0.6 * found));
    const double rounds = rows_count(book, CST_COUNT_PLANNED) / 20.0;
    rows_result(book, "min(1, capacity / audits wanted)", CST_RESULT_AVAILABILITY,
                fmin(1.0, rounds / rows_count(book, CST_COUNT_AUDITS)));
    rows_result(book, "audits / planned", CST_RESULT_AUDIT_RATE,
                rows_count(book, CST_COUNT_AUDITS) / rows_count(book, CST_COUNT_PLANNED));
}

/* usefulness, where trusted work is worth nothing and where it is worth something. */
static void worth(rows_book *book)
{
    cst_trial_spec spec = rows_small("untrusted-monitor", 20, 10);
    spec.protocol.trusted_quality = 0.5;
    rows_run(book, "7", "usefulness, trusted_quality .5", &spec, 4000);
    rows_share(book, "(1-p) f (1 - c p)", CST_COUNT_HONEST_DISCARDED, CST_COUNT_PLANNED,
               (1.0 - p) * f * (1.0 - c * p));
    const double used = rows_count(book, CST_COUNT_HONEST_USED);
    const double honest = used + rows_count(book, CST_COUNT_HONEST_DISCARDED);
    rows_result(book, "(V - u_T)/(1 - u_T), V = used / honest", CST_RESULT_USEFULNESS,
                (used / honest - 0.5) / 0.5);
}

void rows_section_7_options(rows_book *book)
{
    assignments(book);
    lasting_pairs(book);
    reviewers(book);
    budgets(book);
    budget_by_votes(book);
    audits(book);
    worth(book);
}

/* The share of attacks that audits of the most suspicious 2 % find in a large round, at d' = 3: of
 * those with scores above tau, a SF(tau-d') + (1-a) SF(tau) = b. */
static double flooded(double attacks)
{
    double low = -9.0;
    double high = 9.0;
    for (int i = 0; i < 100; i++) {
        const double tau = (low + high) / 2.0;
        const double above = attacks * rows_normal(3.0 - tau) + (1.0 - attacks) * rows_normal(-tau);
        *(above > 0.02 ? &low : &high) = tau;
    }
    return rows_normal(3.0 - low);
}

void rows_section_11_3(rows_book *book)
{
    static const struct {
        const char *name;
        double attacks, printed;
    } of[] = {{"budget .02 of 20000 tasks, p .01", 0.01, 0.775},
              {"budget .02 of 20000 tasks, p .05", 0.05, 0.390},
              {"budget .02 of 20000 tasks, p .1", 0.1, 0.199}};
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        cst_trial_spec spec = rows_small("trusted-monitor", 20000, 1);
        const double flagged = flooded(of[i].attacks);
        cst_require(fabs(flagged - of[i].printed) < 5e-4);
        spec.scheming.law.rate = of[i].attacks;
        spec.trusted = cst_test_binormal(3.0, f);
        spec.protocol.audit_budget = 0.02;
        rows_run(book, "11.3", of[i].name, &spec, 40);
        rows_share(book, "SF(tau-d') r", CST_COUNT_CAUGHT, CST_COUNT_ATTACKS, flagged * found);
    }
    cst_require(fabs(flooded(1e-6) - 0.828) < 5e-4);
}
