/* SPDX-License-Identifier: MIT
 * MODEL section 5: score models, and what else a review does. */
#include "tests/truth/rows.h"
#include "tests/truth/rows_maths.h"

#include "tests/lib/scores.h"

#include <math.h>
#include <stdio.h>

static const double p = 0.1;     /* scheming.rate */
static const double d = 0.8;     /* TPR */
static const double f = 0.05;    /* FPR */
static const double hide = 0.7;  /* P(a scheming reviewer hides) */
static const double found = 0.9; /* P(an audit finds an attack) */

/* P(Beta(a, b) <= x) for whole a and b. */
static double beta_below(uint32_t a, uint32_t b, double x)
{
    double sum = 0.0;
    for (uint32_t i = a; i < a + b; i++) {
        sum += rows_binomial(a + b - 1, i, x);
    }
    return sum;
}

/* P(Beta(6, 3) > t) with P(Beta(2, 8) > t) = fpr. */
static double beta_tpr(double fpr)
{
    double low = 0.0;
    double high = 1.0;
    for (int i = 0; i < 100; i++) {
        const double t = (low + high) / 2.0;
        *(1.0 - beta_below(2, 8, t) > fpr ? &low : &high) = t;
    }
    return 1.0 - beta_below(6, 3, low);
}

/* 40 of 1000 honest samples and 40 of 200 attacks have no score. */
static cst_score_spec unscored(void)
{
    static const cst_score_counts counts = {.bins = 2,
                                            .honest = {880, 80},
                                            .attack = {60, 100},
                                            .honest_unscored = 40,
                                            .attack_unscored = 40};
    return cst_test_histogram(counts, f);
}

static void score_rows(rows_book *book)
{
    const struct {
        const char *which, *truth;
        cst_score_spec score;
        double tpr;
    } model[] = {
        {"", "1 - TPR as given", cst_test_threshold(d, f), d},
        {"", "1 - Phi(d' + Phi^-1(FPR))", cst_test_binormal(2.0, f),
         rows_normal(2.0 + rows_quantile(f))},
        {"", "1 - P(Beta(6,3) > t), sums of binomials",
         cst_test_beta((const double[]){2.0, 8.0, 6.0, 3.0}, f), beta_tpr(f)},
        /* .02 * 633 = 12.66: the 11 most suspicious, and 1.66 of the 4 that share a score. */
        {"", "1 - (193 + 12 * 1.66/4) / 240, by the counts", cst_test_apps(0.02),
         (193.0 + 12.0 * 1.66 / 4.0) / 240.0},
        {", with unscored samples", "1 - 100 (f 1000/80) / 200", unscored(),
         50.0 / 80.0 * 100.0 / 200.0},
    };
    for (size_t i = 0; i < sizeof model / sizeof model[0]; i++) {
        char name[64];
        cst_trial_spec spec = rows_small("untrusted-monitor", 20, 10);
        spec.collusion.strategy = cst_collusion_find("none");
        spec.score = model[i].score;
        (void)snprintf(name, sizeof name, "score %s%s", spec.score.model->name, model[i].which);
        rows_run(book, "5", name, &spec, 4000);
        rows_share(book, model[i].truth, CST_COUNT_ESCAPED, CST_COUNT_ATTACKS, 1.0 - model[i].tpr);
        rows_share(book, "(1-p) FPR", CST_COUNT_FLAGGED_HONEST, CST_COUNT_PLANNED,
                   (1.0 - p) * spec.score.fpr);
        spec = rows_small("trusted-monitor", 20, 10);
        spec.trusted = model[i].score;
        spec.protocol.audit_flagged = 0.6;
        (void)snprintf(name, sizeof name, "trusted score %s%s", spec.trusted.model->name,
                       model[i].which);
        rows_run(book, "5", name, &spec, 3000);
        rows_share(book, model[i].truth, CST_COUNT_ESCAPED, CST_COUNT_ATTACKS, 1.0 - model[i].tpr);
        rows_share(book, "TPR P_aud r", CST_COUNT_CAUGHT, CST_COUNT_ATTACKS,
                   model[i].tpr * 0.6 * found);
        rows_share(book, "(1-p) FPR", CST_COUNT_FLAGGED_HONEST, CST_COUNT_PLANNED,
                   (1.0 - p) * spec.trusted.fpr);
    }
}

static void correlated(rows_book *book)
{
    cst_trial_spec spec = rows_base();
    spec.protocol.reviewers = 5;
    spec.protocol.rule = CST_RULE_ANY;
    spec.collusion.strategy = cst_collusion_find("none");
    spec.score = cst_test_threshold(0.4, 0.02);
    spec.score_correlation = 0.5;
    const rows_law attack = {.kind = ROWS_NORMAL, .latent = 0.5, .cut = rows_quantile(0.4)};
    const rows_law honest = {.kind = ROWS_NORMAL, .latent = 0.5, .cut = rows_quantile(0.02)};
    rows_run(book, "5", "score_correlation .5, committee of 5, any", &spec, 4000);
    rows_share(book, "p int phi Phi((tau-d'-sqrt r x)/sqrt(1-r))^5", CST_COUNT_ESCAPED,
               CST_COUNT_PLANNED, p * rows_both(&attack, 0, 5));
    rows_share(book, "the same for honest work", CST_COUNT_FLAGGED_HONEST, CST_COUNT_PLANNED,
               (1.0 - p) * (1.0 - rows_both(&honest, 0, 5)));
    spec.protocol.reviewers = 2;
    spec.protocol.rule = CST_RULE_ALL;
    spec.leniency = 0.5;
    rows_run(book, "5", "score_correlation .5, leniency .5, committee of 2, all", &spec, 8000);
    rows_share(book, "(1-lenient)^2 P(both at the threshold)", CST_COUNT_ESCAPED, CST_COUNT_ATTACKS,
               1.0 - 0.25 * rows_both(&attack, 2, 0));
    rows_share(book, "the same for honest work", CST_COUNT_FLAGGED_HONEST, CST_COUNT_PLANNED,
               (1.0 - p) * 0.25 * rows_both(&honest, 2, 0));
}

/* P(flagged): over how many of 3 verdicts were cast. */
static double flag_cast(cst_rule rule, bool all, double abstain, double report)
{
    static const uint32_t as_all[] = {1, 2, 3, 2};
    double sum = 0.0;
    for (uint32_t cast = 1; cast <= 3; cast++) {
        const bool moves = !all && (rule == CST_RULE_MAJORITY || rule == CST_RULE_ALL);
        const uint32_t moved = rule == CST_RULE_ALL ? cast : cast / 2 + 1;
        const rows_crew crew = {cast, moves ? moved : as_all[rule], report, report};
        sum += rows_binomial(3, cast, 1.0 - abstain) * rows_flag(&crew, 0);
    }
    return sum;
}

static void abstention(rows_book *book)
{
    static const char *const rules[] = {"any", "majority", "all", "r-of-k 2"};
    static const char *const truth[2] = {"votes needed as for k, over verdicts cast",
                                         "votes needed of those cast"};
    const double abstain = 0.3;
    for (int i = 0; i < 8; i++) {
        char name[64];
        cst_trial_spec spec = rows_base();
        spec.abstain = abstain;
        spec.protocol.rule = (cst_rule)(i % 4);
        spec.protocol.votes = 2;
        spec.protocol.quorum = i < 4 ? CST_QUORUM_ALL : CST_QUORUM_CAST;
        spec.score.fpr = 0.2;
        (void)snprintf(name, sizeof name, "quorum %s, %s, abstain .3", i < 4 ? "all" : "cast",
                       rules[i % 4]);
        rows_run(book, "5", name, &spec, 3000);
        rows_share(book, truth[i / 4], CST_COUNT_ESCAPED, CST_COUNT_PLANNED,
                   p * (1.0 - flag_cast(spec.protocol.rule, i < 4, abstain, d * (1.0 - hide * p))));
        rows_share(book, "the same for honest work", CST_COUNT_FLAGGED_HONEST, CST_COUNT_PLANNED,
                   (1.0 - p) *
                       flag_cast(spec.protocol.rule, i < 4, abstain, 0.2 * (1.0 - hide * p)));
        rows_share(book, "abstain^k", CST_COUNT_UNREVIEWED, CST_COUNT_PLANNED, pow(abstain, 3));
    }
}

static void errors(rows_book *book)
{
    cst_trial_spec spec = rows_small("untrusted-monitor", 20, 10);
    spec.leniency = 0.4;
    rows_run(book, "5", "leniency .4", &spec, 4000);
    rows_share(book, "1 - d (1-lenient)(1 - c p)", CST_COUNT_ESCAPED, CST_COUNT_ATTACKS,
               1.0 - d * 0.6 * (1.0 - hide * p));
    rows_share(book, "(1-p) f (1-lenient)(1 - c p)", CST_COUNT_FLAGGED_HONEST, CST_COUNT_PLANNED,
               (1.0 - p) * f * 0.6 * (1.0 - hide * p));
    spec = rows_small("untrusted-monitor", 4, 10);
    cst_lineage *lineage = rows_two_lineages(&spec);
    lineage[1].version = 2.0;
    spec.staleness = 3.0;
    spec.collusion.strategy = cst_collusion_find("none");
    spec.score = cst_test_binormal(2.0, f);
    const double fresh = rows_normal(2.0 + rows_quantile(f));
    const double stale = rows_normal(2.0 * exp(-2.0 / 3.0) + rows_quantile(f));
    rows_run(book, "5", "staleness 3, version gap 2", &spec, 20000);
    rows_share(book, "d' e^(-gap/tau) for two of three, where the actor is newer",
               CST_COUNT_ESCAPED, CST_COUNT_ATTACKS, 1.0 - (4.0 * fresh + 2.0 * stale) / 6.0);
    rows_share(book, "(1-p) FPR", CST_COUNT_FLAGGED_HONEST, CST_COUNT_PLANNED, (1.0 - p) * f);
    spec = rows_small("untrusted-monitor", 20, 10);
    spec.protocol.jamming_cost = 0.3;
    rows_run(book, "5", "jamming cost .3", &spec, 4000);
    const double jammed = 0.7 * d + 0.3 * f;
    rows_share(book, "TPR' = (1-j) TPR + j FPR", CST_COUNT_ESCAPED, CST_COUNT_ATTACKS,
               1.0 - jammed * (1.0 - hide * p));
}

/* All of the population schemes at once, and colludes: the trusted monitor does not. */
static void trusted(rows_book *book)
{
    cst_trial_spec spec = rows_small("trusted-monitor", 20, 10);
    spec.scheming.law.law = cst_law_find("all-or-nothing");
    spec.collusion.probability = 1.0;
    spec.trusted = cst_test_threshold(0.6, 0.1);
    rows_run(book, "5", "trusted monitor, never colludes", &spec, 4000);
    rows_share(book, "TPR_T r", CST_COUNT_CAUGHT, CST_COUNT_ATTACKS, 0.6 * found);
    rows_share(book, "(1-p) FPR_T", CST_COUNT_FLAGGED_HONEST, CST_COUNT_PLANNED, (1.0 - p) * 0.1);
}

void rows_section_5(rows_book *book)
{
    score_rows(book);
    correlated(book);
    abstention(book);
    errors(book);
    trusted(book);
}
