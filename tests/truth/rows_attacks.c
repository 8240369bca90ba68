/* SPDX-License-Identifier: MIT
 * MODEL section 4: attack policies and severities. */
#include "tests/truth/rows.h"
#include "tests/truth/rows_maths.h"

#include "tests/lib/scores.h"

#include <math.h>

static const double p = 0.1;     /* scheming.rate */
static const double d = 0.8;     /* TPR */
static const double found = 0.9; /* P(an audit finds an attack) */
/* 3 reviewers, 2 votes; TPR d, FPR .05, hiding with .7. */
static const rows_crew at_attack = {3, 2, 0.8, 0.8 * 0.3};
static const rows_crew at_honest = {3, 2, 0.05, 0.05 * 0.3};

static cst_trial_spec beta_committee(const char *policy)
{
    cst_trial_spec spec = rows_base();
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rho = 0.2;
    spec.attack.policy = cst_policy_find(policy);
    return spec;
}

static void whenever(rows_book *book)
{
    const cst_trial_spec spec = beta_committee("always");
    const rows_law law = rows_beta(p, 0.2);
    rows_run(book, "4", "policy always", &spec, 4000);
    rows_share(book, "p", CST_COUNT_ATTACKS, CST_COUNT_PLANNED, p);
    rows_share(book, "sum w_s u_s", CST_COUNT_ESCAPED, CST_COUNT_PLANNED,
               p - rows_flagged(&law, &at_attack, true));
}

static void gated(rows_book *book)
{
    const double aware = 0.4;
    const rows_law bold = rows_beta(p, 0.2);
    const rows_law shy = rows_beta(p / 4.0, 0.2);
    cst_trial_spec spec = beta_committee("gated");
    spec.scheming.awareness = aware;
    spec.scheming.watched_factor = 0.25;
    rows_run(book, "4", "policy gated", &spec, 4000);
    rows_share(book, "(1-e) p", CST_COUNT_ATTACKS, CST_COUNT_PLANNED, (1.0 - aware) * p);
    rows_share(book, "(1-e) sum w_s u_s", CST_COUNT_ESCAPED, CST_COUNT_PLANNED,
               (1.0 - aware) * (p - rows_flagged(&bold, &at_attack, true)));
    rows_share(
        book, "watched schemers' work is honest", CST_COUNT_FLAGGED_HONEST, CST_COUNT_PLANNED,
        (1.0 - aware) * rows_flagged(&bold, &at_honest, false) +
            aware * (rows_flagged(&shy, &at_honest, false) + rows_flagged(&shy, &at_honest, true)));
}

static void trigger(rows_book *book)
{
    const rows_law law = rows_beta(p, 0.2);
    cst_trial_spec spec = beta_committee("trigger");
    spec.attack.classes = 4;
    rows_run(book, "4", "policy trigger", &spec, 4000);
    rows_share(book, "p / classes", CST_COUNT_ATTACKS, CST_COUNT_PLANNED, p / 4.0);
    rows_share(book, "sum w_s u_s / classes", CST_COUNT_ESCAPED, CST_COUNT_PLANNED,
               (p - rows_flagged(&law, &at_attack, true)) / 4.0);
    rows_share(book, "other classes' work is honest", CST_COUNT_FLAGGED_HONEST, CST_COUNT_PLANNED,
               rows_flagged(&law, &at_honest, false) + 0.75 * rows_flagged(&law, &at_honest, true));
}

/* P(N(d', 1) is at most tau | its estimate, of correlation r, is in its lowest share): the integral
 * over the estimate by Simpson's rule. */
static double selected_miss(double at, double share, double r)
{
    enum { STEPS = 4000 };
    const double high = rows_quantile(share);
    const double step = (high + 12.0) / STEPS;
    double sum = 0.0;
    for (int i = 0; i <= STEPS; i++) {
        const double e = -12.0 + step * i;
        const double weight = i == 0 || i == STEPS ? 1.0 : i % 2 == 1 ? 4.0 : 2.0;
        sum += weight * rows_density(e) * rows_normal((at - r * e) / sqrt(1.0 - r * r));
    }
    return sum * step / 3.0 / share;
}

static void selects(rows_book *book)
{
    static const struct {
        const char *name, *truth;
        double share, correlation;
        uint32_t candidates;
    } shape[] = {
        {"policy select, share .3, correlation .6", "P(S <= tau given E lowest q)", 0.3, 0.6, 1},
        {"policy select, 3 candidates", "1-(1-Phi(tau-d'))^n", 1.0, 0.0, 3},
        {"policy select, both", "1-(1-P(S <= tau given E lowest q))^n", 0.5, 0.4, 2},
    };
    for (size_t i = 0; i < sizeof shape / sizeof shape[0]; i++) {
        cst_trial_spec spec = rows_small("trusted-monitor", 20, 10);
        spec.trusted = cst_test_binormal(2.0, 0.1);
        spec.attack.policy = cst_policy_find("select");
        spec.attack.share = shape[i].share;
        spec.attack.correlation = shape[i].correlation;
        spec.attack.candidates = shape[i].candidates;
        const double at = rows_quantile(1.0 - 0.1) - 2.0; /* tau - d' */
        const double miss = selected_miss(at, shape[i].share, shape[i].correlation);
        rows_run(book, "4", shape[i].name, &spec, 8000);
        rows_share(book, "p q", CST_COUNT_ATTACKS, CST_COUNT_PLANNED, p * shape[i].share);
        rows_share(book, shape[i].truth, CST_COUNT_ESCAPED, CST_COUNT_ATTACKS,
                   1.0 - pow(1.0 - miss, shape[i].candidates));
        rows_share(book, "(1 - that) r", CST_COUNT_CAUGHT, CST_COUNT_ATTACKS,
                   pow(1.0 - miss, shape[i].candidates) * found);
    }
}

/* Attacks of one agent that stops after `most` escapes, over `tasks` tasks. */
static double paced_attacks(double attack, double escape, uint32_t most, uint32_t tasks)
{
    double attacks = 0.0;
    for (uint32_t t = 0; t < tasks; t++) {
        for (uint32_t x = 0; x < most; x++) {
            attacks += attack * rows_binomial(t, x, escape);
        }
    }
    return attacks;
}

static void paced(rows_book *book)
{
    cst_trial_spec spec = rows_small("trusted-monitor", 1, 20);
    const double attack = 0.6 * 0.5;
    const double escape = attack * (1.0 - d);
    spec.scheming.law.rate = 0.6;
    spec.attack.policy = cst_policy_find("paced");
    spec.attack.pace = 0.5;
    spec.attack.wait = 5;
    spec.attack.successes = 2;
    rows_run(book, "4", "policy paced, pace .5, wait 5, successes 2", &spec, 40000);
    rows_at(book, "Bin(15, p a l) = 0", CST_SPREAD_ESCAPED, 0, rows_binomial(15, 0, escape));
    rows_at(book, "Bin(15, p a l) = 1", CST_SPREAD_ESCAPED, 1, rows_binomial(15, 1, escape));
    rows_at(book, "Bin(15, p a l) >= 2", CST_SPREAD_ESCAPED, 2,
            1.0 - rows_binomial(15, 0, escape) - rows_binomial(15, 1, escape));
    rows_mean(book, "sum over tasks of P(not yet two)", CST_SPREAD_ATTACKS,
              paced_attacks(attack, escape, 2, 15));
    spec = rows_small("none", 3, 5);
    spec.attack.policy = cst_policy_find("paced");
    spec.attack.pace = 0.5;
    spec.attack.wait = 4;
    rows_run(book, "4", "policy paced, wait 4 of 3 agents' tasks", &spec, 40000);
    rows_at(book, "(1 - p a)^(N R - wait)", CST_SPREAD_ATTACKS, 0, pow(1.0 - p * 0.5, 11));
    rows_mean(book, "p a (N R - wait)", CST_SPREAD_ESCAPED, p * 0.5 * 11.0);
}

static void steps(rows_book *book)
{
    cst_trial_spec spec = rows_small("trusted-monitor", 1, 12);
    const double passed = 0.9 * (1.0 - d);
    double harms[5] = {0.0};
    double harm = 0.0;
    spec.scheming.law.rate = 0.9;
    spec.attack.policy = cst_policy_find("steps");
    spec.attack.steps = 3;
    for (uint32_t x = 0; x <= 12; x++) {
        harms[x / 3] += rows_binomial(12, x, passed);
        harm += (double)(x / 3) * rows_binomial(12, x, passed);
    }
    rows_run(book, "4", "policy steps, 3", &spec, 40000);
    rows_at(book, "Bin(R, p l) < 3", CST_SPREAD_ESCAPED, 0, harms[0]);
    rows_at(book, "3 <= Bin(R, p l) < 6", CST_SPREAD_ESCAPED, 1, harms[1]);
    rows_mean(book, "E floor(Bin(R, p l) / 3)", CST_SPREAD_ESCAPED, harm);
    rows_share(book, "TPR r", CST_COUNT_CAUGHT, CST_COUNT_ATTACKS, d * found);
}

/* Harm of 4 tasks: each none, or with probability p one of 2..5. */
static void severity(rows_book *book)
{
    double harm[21] = {1.0};
    cst_trial_spec spec = rows_small("none", 2, 2);
    spec.scheming.law.rate = 0.3;
    spec.attack.severity[0] = 2.0;
    spec.attack.severity[1] = 5.0;
    for (int task = 0; task < 4; task++) {
        for (int x = 20; x >= 0; x--) {
            harm[x] *= 0.7;
            for (int s = 2; s <= 5 && s <= x; s++) {
                harm[x] += 0.3 / 4.0 * harm[x - s];
            }
        }
    }
    rows_run(book, "4", "severity, uniform from 2 to 5", &spec, 80000);
    rows_mean(book, "N R p 3.5", CST_SPREAD_DAMAGE, 4.0 * 0.3 * 3.5);
    rows_at(book, "convolution at 0", CST_SPREAD_DAMAGE, 0, harm[0]);
    rows_at(book, "convolution at 3", CST_SPREAD_DAMAGE, 3, harm[3]);
    rows_at(book, "convolution at 7", CST_SPREAD_DAMAGE, 7, harm[7]);
}

void rows_section_4(rows_book *book)
{
    whenever(book);
    gated(book);
    trigger(book);
    selects(book);
    paced(book);
    steps(book);
    severity(book);
}
