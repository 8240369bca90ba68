/* SPDX-License-Identifier: MIT
 * MODEL section 7: w and l of the protocols that judge each task by itself. */
#include "tests/truth/rows.h"
#include "tests/truth/rows_maths.h"

#include "base/check.h"
#include "scenarios/load/scenario.h"

#include "tests/lib/scores.h"

#include <math.h>
#include <stdio.h>

static const double p = 0.1;     /* scheming.rate */
static const double d = 0.8;     /* TPR */
static const double f = 0.05;    /* FPR */
static const double c = 0.7;     /* collusion.probability */
static const double found = 0.9; /* P(an audit finds an attack) */

/* w and l of a protocol, per attack, and what it flags of honest work. */
static void w_and_l(rows_book *book, const char *name, const cst_trial_spec *spec,
                    const char *truth, double w, double l, double flags)
{
    rows_run(book, "7", name, spec, 6000);
    rows_share(book, truth, CST_COUNT_ESCAPED, CST_COUNT_ATTACKS, l);
    rows_share(book, "w", CST_COUNT_CAUGHT, CST_COUNT_ATTACKS, w);
    rows_share(book, "honest work flagged", CST_COUNT_FLAGGED_HONEST, CST_COUNT_PLANNED, flags);
}

static void blind(rows_book *book)
{
    cst_trial_spec spec = rows_small("none", 20, 10);
    w_and_l(book, "protocol none", &spec, "l = 1", 0.0, 1.0, 0.0);
    spec = rows_small("upfront-audit", 5, 4);
    spec.protocol.first = 7;
    rows_run(book, "7", "protocol upfront-audit, first 7 of 20 tasks", &spec, 40000);
    rows_mean(book, "p (N R - K)", CST_SPREAD_ESCAPED, p * 13.0);
    rows_at(book, "(1-p)^(N R - K)", CST_SPREAD_ESCAPED, 0, pow(1.0 - p, 13));
    rows_share(book, "p r K / (N R)", CST_COUNT_CAUGHT, CST_COUNT_PLANNED, p * found * 7.0 / 20.0);
    rows_sum(book, "K", CST_COUNT_AUDITS, 7.0, 0.0);
    spec = rows_small("random-audit", 20, 10);
    spec.protocol.audit_share = 0.3;
    w_and_l(book, "protocol random-audit, share .3", &spec, "l = 1 - a", 0.3 * found, 0.7,
            (1.0 - p) * 0.3);
}

static void watched(rows_book *book)
{
    cst_trial_spec spec = rows_small("trusted-monitor", 20, 10);
    spec.trusted = cst_test_binormal(2.0, f);
    const double trusted = rows_normal(2.0 + rows_quantile(f));
    w_and_l(book, "protocol trusted-monitor", &spec, "l = 1 - TPR(a)", trusted * found,
            1.0 - trusted, (1.0 - p) * f);
    spec = rows_small("untrusted-monitor", 20, 10);
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rho = 0.2;
    spec.protocol.audit_flagged = 0.6;
    const double q = p + 0.2 * (1.0 - p);
    const double reports = (1.0 - c * q) * d;
    const double q_honest = p * (1.0 - q) / (1.0 - p);
    w_and_l(book, "protocol untrusted-monitor, P_aud .6", &spec, "l = 1 - (1 - c q) TPR",
            reports * 0.6 * found, 1.0 - reports, (1.0 - p) * f * (1.0 - c * q_honest));
}

/* P(both N(0,1) above their cuts' shares), latent correlation r: over the common factor. */
static double both_flag(double trusted, double untrusted, double r)
{
    const double step = 1.0 / 256.0;
    double sum = 0.0;
    for (int i = -2560; i <= 2560; i++) {
        const double z = step * i * sqrt(r);
        sum += step * rows_density(step * i) *
               rows_normal((rows_quantile(trusted) + z) / sqrt(1.0 - r)) *
               rows_normal((rows_quantile(untrusted) + z) / sqrt(1.0 - r));
    }
    return sum;
}

/* A flag of either counts; a scheming agent hides its own with c. */
static void joint_row(rows_book *book, const char *name, cst_trial_spec *spec, const char *truth,
                      const double attack[2], const double honest[2])
{
    const double q = p + 0.2 * (1.0 - p);
    const double q_honest = p * (1.0 - q) / (1.0 - p);
    spec->scheming.law.law = cst_law_find("beta");
    spec->scheming.law.rho = 0.2;
    const double l = attack[0] + c * q * attack[1]; /* neither flags; the agent alone */
    w_and_l(book, name, spec, truth, (1.0 - l) * found, l,
            (1.0 - p) * (1.0 - honest[0] - c * q_honest * honest[1]));
}

static void joint(rows_book *book)
{
    static const cst_joint_counts counts = {.trusted_bins = 2,
                                            .untrusted_bins = 2,
                                            .honest = {{850, 70}, {40, 40}},
                                            .attack = {{20, 60}, {30, 90}}};
    const double attack_both = both_flag(0.6, 0.8, 0.5);
    const double honest_both = both_flag(0.05, 0.1, 0.3);
    cst_trial_spec spec = rows_small("trusted-and-untrusted", 20, 10);
    spec.trusted = cst_test_threshold(0.6, 0.05);
    spec.score = cst_test_threshold(0.8, 0.1);
    spec.joint.attack_correlation = 0.5;
    spec.joint.honest_correlation = 0.3;
    joint_row(book, "protocol trusted-and-untrusted, copula", &spec,
              "P(neither) + c q P(agent alone), bivariate normal",
              (const double[]){1.0 - 0.6 - 0.8 + attack_both, 0.8 - attack_both},
              (const double[]){1.0 - 0.05 - 0.1 + honest_both, 0.1 - honest_both});
    spec = rows_small("trusted-and-untrusted", 20, 10);
    spec.joint.counts = &counts;
    spec.trusted = cst_test_histogram(
        (cst_score_counts){.bins = 2, .honest = {920, 80}, .attack = {80, 120}}, 0.04);
    spec.score = cst_test_histogram(
        (cst_score_counts){.bins = 2, .honest = {890, 110}, .attack = {50, 150}}, 0.11);
    /* Of the trusted monitor's score 1 one half is flagged. */
    joint_row(book, "protocol trusted-and-untrusted, counts", &spec,
              "(20 + 30/2)/200 + c q (60 + 90/2)/200",
              (const double[]){35.0 / 200.0, 105.0 / 200.0},
              (const double[]){870.0 / 1000.0, 90.0 / 1000.0});
}

/* The shipped file of joint counts: half of the trusted monitor's score 1 is flagged, as 40 of its
 * 80 honest samples fill its FPR of .06 up, and only the highest score of the agent. */
static void joint_file(rows_book *book)
{
    static cst_joint_counts counts; /* outlives the scenario, as the book does */
    cst_scenario scenario;
    const char *const set[] = {"sweep={}", "monitor.joint.set=together",
                               "protocol.kind=trusted-and-untrusted"};
    const cst_scenario_set sets = {.assignments = set, .count = 3};
    const int code =
        cst_scenario_load(&scenario, CST_SOURCE_DIR "/scenarios/two-monitors.yaml", &sets, NULL);
    cst_require(code == 0);
    const cst_trial_spec *shipped = scenario.cell[0].trial;
    cst_trial_spec spec = rows_small("trusted-and-untrusted", 20, 10);
    counts = *shipped->joint.counts;
    spec.trusted = cst_test_histogram(*shipped->trusted.counts, shipped->trusted.fpr);
    spec.score = cst_test_histogram(*shipped->score.counts, shipped->score.fpr);
    spec.joint.counts = &counts;
    cst_scenario_free(&scenario);
    joint_row(
        book, "protocol trusted-and-untrusted, file", &spec,
        "(16 + 24 + (3 + 12)/2)/200 + c q (20 + 45/2)/200",
        (const double[]){(16.0 + 24.0 + (3.0 + 12.0) / 2.0) / 200.0, (20.0 + 45.0 / 2.0) / 200.0},
        (const double[]){(829.0 + 36.0 + (58.0 + 11.0) / 2.0) / 1000.0,
                         (35.0 + 11.0 / 2.0) / 1000.0});
}

static void replaced(rows_book *book)
{
    cst_trial_spec spec = rows_small("defer", 20, 10);
    spec.trusted = cst_test_binormal(2.0, f);
    spec.protocol.replace = 0.2;
    spec.protocol.trusted_quality = 0.4;
    const double audited = rows_normal(2.0 + rows_quantile(f));
    const double touched = rows_normal(2.0 + rows_quantile(f + 0.2));
    w_and_l(book, "protocol defer, a .05, g .2", &spec, "l = 1 - TPR(a+g)", audited * found,
            1.0 - touched, (1.0 - p) * f);
    rows_share(book, "(1-p) g", CST_COUNT_HONEST_REPLACED, CST_COUNT_PLANNED, (1.0 - p) * 0.2);
    const double used = rows_count(book, CST_COUNT_HONEST_USED);
    const double exchanged = rows_count(book, CST_COUNT_HONEST_REPLACED);
    const double honest = used + exchanged + rows_count(book, CST_COUNT_HONEST_DISCARDED);
    rows_result(book, "(V - u_T)/(1 - u_T), V of the counts", CST_RESULT_USEFULNESS,
                ((used + 0.4 * exchanged) / honest - 0.4) / 0.6);
    spec.protocol.kind = cst_protocol_find("trusted-edit");
    spec.protocol.edit_success = 0.7;
    w_and_l(book, "protocol trusted-edit, kappa .7", &spec,
            "l = 1-TPR(a+g) + (TPR(a+g)-TPR(a))(1-kappa)", audited * found,
            1.0 - touched + (touched - audited) * 0.3, (1.0 - p) * f);
}

static double roc(double x)
{
    return x <= 0.0 ? 0.0 : x >= 1.0 ? 1.0 : rows_normal(2.0 + rows_quantile(x));
}

/* P(F1 + F2 <= x) of the suspicions of two samples of an attack, F = 1 - Phi(N(2, 1)). */
static double sum_below(double x)
{
    const double step = 1.0 / 2000.0;
    double sum = 0.0;
    for (int i = -12000; i <= 16000; i++) {
        const double score = step * i;
        sum += step * rows_density(score - 2.0) * roc(x - cst_test_above(score));
    }
    return sum;
}

static void resampled(rows_book *book)
{
    const struct {
        const char *name, *truth;
        cst_statistic statistic;
        uint32_t samples;
        double flagged;
    } shape[] = {
        {"statistic max, 3 samples", "(1 - TPR(t))^m, t = 1-(1-a)^(1/m)", CST_STATISTIC_MAX, 3,
         1.0 - pow(1.0 - roc(1.0 - pow(1.0 - f, 1.0 / 3.0)), 3)},
        {"statistic min, 3 samples", "1 - TPR(t)^m, t = a^(1/m)", CST_STATISTIC_MIN, 3,
         pow(roc(pow(f, 1.0 / 3.0)), 3)},
        {"statistic mean, 2 samples", "1 - P(F1+F2 <= sqrt(2 a))", CST_STATISTIC_MEAN, 2,
         sum_below(sqrt(2.0 * f))},
    };
    for (size_t i = 0; i < 3; i++) {
        cst_trial_spec spec = rows_small("resample", 20, 10);
        spec.trusted = cst_test_binormal(2.0, f);
        spec.protocol.samples = shape[i].samples;
        spec.protocol.statistic = shape[i].statistic;
        w_and_l(book, shape[i].name, &spec, shape[i].truth, shape[i].flagged * found,
                1.0 - shape[i].flagged, (1.0 - p) * f);
    }
    cst_trial_spec spec = rows_small("resample", 20, 10);
    spec.trusted = cst_test_binormal(2.0, f);
    spec.protocol.samples = 3;
    spec.protocol.flagged_work = CST_FLAGGED_USE;
    w_and_l(book, "protocol resample, max, work used", &spec, "l = 1 - w", shape[0].flagged * found,
            1.0 - shape[0].flagged * found, (1.0 - p) * f);
}

static void late(rows_book *book)
{
    cst_trial_spec spec = rows_small("async", 20, 10);
    const double kept = pow(0.8, 3);
    spec.protocol.delay = 3;
    spec.protocol.harm_rate = 0.2;
    w_and_l(book, "protocol async, delay 3, harm_rate .2", &spec,
            "l = 1-TPR + TPR (1-s), s = (1-h)^D", d * kept * found, 1.0 - d * kept, (1.0 - p) * f);
}

/* Three levels: level j is asked with .4 where those before it passed. */
static void hierarchy(rows_book *book)
{
    const rows_law law = rows_beta(p, 0.2);
    const double chance[4] = {0.0, 0.6, 0.24, 0.16}; /* that so many would be asked */
    double escape = 0.0;
    double reviews = 0.0;
    double asked = 1.0;
    for (uint32_t j = 1; j <= 3; j++) {
        double pass[2] = {0.0, 0.0}; /* all of j pass honest work, an attack */
        for (uint32_t s = 0; s <= j; s++) {
            pass[0] += rows_choose(j, s) * rows_both(&law, s, j - s + 1) *
                       pow(1.0 - f * (1.0 - c), s) * pow(1.0 - f, j - s);
            pass[1] += rows_choose(j, s) * rows_both(&law, s + 1, j - s) *
                       pow(1.0 - d * (1.0 - c), s) * pow(1.0 - d, j - s);
        }
        escape += chance[j] * pass[1];
        reviews += asked;
        asked = pow(0.4, j) * (pass[0] + pass[1]);
    }
    cst_trial_spec spec = rows_small("hierarchy", 20, 10);
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rho = 0.2;
    spec.protocol.depth = 3;
    spec.protocol.escalate = 0.4;
    rows_run(book, "7", "protocol hierarchy, depth 3, escalate .4", &spec, 12000);
    rows_share(book, "levels asked by all that passed before", CST_COUNT_ESCAPED, CST_COUNT_PLANNED,
               escape);
    rows_share(book, "(p - that) r", CST_COUNT_CAUGHT, CST_COUNT_PLANNED, (p - escape) * found);
    rows_mean(book, "N R (1 + e P(1 passes) + e^2 P(2 pass))", CST_SPREAD_REVIEWS, 200.0 * reviews);
}

/* Two levels of three agents: both of the others review, and who is asked first is drawn. The first
 * agent passes an attack with .1, the others with .9. */
static void chain_of_all(rows_book *book)
{
    const double keen_first = 0.1 * (0.6 + 0.4 * 0.9);
    const double keen_last = 0.9 * (0.6 + 0.4 * 0.1);
    const double both_dull = 0.9 * (0.6 + 0.4 * 0.9);
    cst_trial_spec spec = rows_small("hierarchy", 3, 10);
    cst_lineage *lineage = rows_two_lineages(&spec);
    lineage[0].share = 1.0 / 3.0;
    lineage[1].share = 2.0 / 3.0;
    lineage[0].tpr = 0.9;
    lineage[1].tpr = 0.1;
    spec.collusion.strategy = cst_collusion_find("none");
    spec.protocol.depth = 2;
    spec.protocol.escalate = 0.4;
    rows_run(book, "7", "protocol hierarchy, of all others", &spec, 12000);
    rows_share(book, "the keen one is asked first, or last", CST_COUNT_ESCAPED, CST_COUNT_ATTACKS,
               (both_dull + keen_first + keen_last) / 3.0);
}

static void committees(rows_book *book)
{
    static const char *const rules[] = {"rule any", "rule majority", "rule all", "rule r-of-k, 2"};
    static const uint32_t votes[] = {1, 3, 4, 2};
    const rows_law law = rows_beta(p, 0.2);
    for (int i = 0; i < 6; i++) {
        const uint32_t needed = i < 4 ? votes[i] : 3;
        const rows_crew at_attack = {4, needed, d, d * (1.0 - c)};
        const rows_crew at_honest = {4, needed, 0.2, 0.2 * (1.0 - c)};
        const double u = 1.0 - rows_flagged(&law, &at_attack, true) / p;
        const bool used = i == 5;
        cst_trial_spec spec = rows_base();
        spec.scheming.law.law = cst_law_find("beta");
        spec.scheming.law.rho = 0.2;
        spec.score.fpr = 0.2;
        spec.protocol.reviewers = 4;
        spec.protocol.rule = i < 4 ? (cst_rule)i : CST_RULE_MAJORITY;
        spec.protocol.votes = 2;
        spec.protocol.audit_flagged = i < 4 ? 1.0 : 0.6;
        spec.protocol.flagged_work = used ? CST_FLAGGED_USE : CST_FLAGGED_DISCARD;
        const double w = (1.0 - u) * spec.protocol.audit_flagged * found;
        w_and_l(book,
                i < 4    ? rules[i]
                : i == 4 ? "flagged work discard, P_aud .6"
                         : "flagged work use, P_aud .6",
                &spec, used ? "l = u + (1-u)(1 - P_aud r)" : "l = u", w,
                used ? u + (1.0 - u) * (1.0 - 0.6 * found) : u,
                rows_flagged(&law, &at_honest, false));
        if (i >= 4) {
            rows_share(book, used ? "0" : "as flagged", CST_COUNT_HONEST_DISCARDED,
                       CST_COUNT_PLANNED, used ? 0.0 : rows_flagged(&law, &at_honest, false));
        }
    }
    const rows_crew at_attack = {5, 3, d, d * (1.0 - c)};
    const rows_crew at_honest = {5, 3, f, f * (1.0 - c)};
    const double flagged = rows_flagged(&law, &at_attack, true);
    cst_trial_spec spec = rows_base();
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rho = 0.2;
    spec.protocol.reviewers = 5;
    w_and_l(book, "protocol committee, 5 reviewers, majority", &spec, "l = u", flagged / p * found,
            1.0 - flagged / p, rows_flagged(&law, &at_honest, false));
}

void rows_section_7(rows_book *book)
{
    blind(book);
    watched(book);
    joint(book);
    joint_file(book);
    replaced(book);
    resampled(book);
    late(book);
    hierarchy(book);
    chain_of_all(book);
    committees(book);
}
