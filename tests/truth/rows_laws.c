/* SPDX-License-Identifier: MIT
 * MODEL section 3: dependence laws, gating, types, lineages. */
#include "tests/lib/lists.h"
#include "tests/truth/rows.h"
#include "tests/truth/rows_maths.h"

#include "base/check.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double p = 0.1;     /* scheming.rate */
static const double d = 0.8;     /* TPR */
static const double f = 0.05;    /* FPR */
static const double hide = 0.7;  /* P(a scheming reviewer hides) */
static const double found = 0.9; /* P(an audit finds an attack) */

/* A committee of 3 by majority whose agents follow a law. */
static void law_row(rows_book *book, const char *which, const cst_trial_spec *spec,
                    const rows_law *law)
{
    const rows_crew at_attack = {3, 2, d, d * (1.0 - hide)};
    const rows_crew at_honest = {3, 2, f, f * (1.0 - hide)};
    const double flagged = rows_flagged(law, &at_attack, true);
    char name[64];
    (void)snprintf(name, sizeof name, "law %s%s", spec->scheming.law.law->name, which);
    rows_run(book, "3", name, spec, 4000);
    rows_share(book, "sum w_s u_s", CST_COUNT_ESCAPED, CST_COUNT_PLANNED, p - flagged);
    rows_share(book, "sum w_s (1-u_s) r", CST_COUNT_CAUGHT, CST_COUNT_PLANNED, flagged * found);
    rows_share(book, "sum v_s f_s", CST_COUNT_FLAGGED_HONEST, CST_COUNT_PLANNED,
               rows_flagged(law, &at_honest, false));
}

/* q_0.. of the table, before they are scaled. */
static const double joint[] = {0.7, 0.15, 0.08, 0.04, 0.03};

static rows_law table_law(void)
{
    rows_law law = {.kind = ROWS_TABLE, .members = 4};
    double schemers = 0.0;
    law.total[0] = 1.0;
    for (uint32_t j = 1; j <= 4; j++) {
        schemers += j * joint[j];
    }
    for (uint32_t j = 1; j <= 4; j++) {
        law.total[j] = joint[j] * 4.0 * p / schemers;
        law.total[0] -= law.total[j];
    }
    return law;
}

/* Q_1.. of shocks whose sizes have these shares of Q_t, which is such that the marginal is p. */
static rows_law shock_law(const double share[4])
{
    rows_law law = {.kind = ROWS_SHOCKS, .members = 4};
    double low = 0.0;
    double high = 1.0;
    for (int i = 0; i < 200; i++) {
        const double total = (low + high) / 2.0;
        for (uint32_t j = 1; j <= 4; j++) {
            law.total[j] = share[j - 1] * total / rows_choose(3, j - 1);
        }
        *(rows_both(&law, 1, 0) < p ? &low : &high) = total;
    }
    return law;
}

/* j alpha_j / alpha_t, and the same by Greek letters: prod of the first j times 1 - the next. */
static void shocks(rows_book *book)
{
    static const double alpha[4] = {0.8, 0.1, 0.06, 0.04};
    static const double letter[5] = {1.0, 0.3, 0.5, 0.4, 0.0};
    const double total = 0.8 + 2.0 * 0.1 + 3.0 * 0.06 + 4.0 * 0.04;
    double by_alpha[4];
    double by_letter[4];
    double chain = 1.0;
    cst_trial_spec spec = rows_base();
    spec.scheming.law.law = cst_law_find("alpha-factor");
    for (int j = 0; j < 4; j++) {
        by_alpha[j] = (j + 1) * alpha[j] / total;
        chain *= letter[j];
        by_letter[j] = chain * (1.0 - letter[j + 1]);
    }
    rows_law law = shock_law(by_alpha);
    spec.scheming.law.alpha_count = 4;
    spec.scheming.law.alpha = alpha;
    law_row(book, "", &spec, &law);
    law = shock_law(by_letter);
    spec.scheming.law.alpha_count = 0;
    spec.scheming.law.mgl_count = 3;
    spec.scheming.law.mgl = &letter[1];
    law_row(book, ", Greek letters", &spec, &law);
}

static void copula(rows_book *book)
{
    const rows_law law = {.kind = ROWS_NORMAL, .latent = 0.4, .cut = rows_quantile(p)};
    cst_trial_spec spec = rows_base();
    spec.scheming.law.law = cst_law_find("copula");
    spec.scheming.law.latent_model = 0.2;
    spec.scheming.law.latent_version = 0.05;
    spec.scheming.law.latent_context = 0.1;
    spec.scheming.law.latent_time = 0.05;
    law_row(book, "", &spec, &law);
}

static void laws(rows_book *book)
{
    static const char *const names[] = {
        "independent", "beta", "two-point", "common-cause", "shock", "all-or-nothing", "table"};
    const rows_law truth[] = {rows_independent(p), rows_beta(p, 0.2), rows_two_point(p, 0.5),
                              rows_common(p, 0.3), rows_shock(p),     rows_all_or_nothing(p),
                              table_law()};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        cst_trial_spec spec = rows_base();
        cst_law_spec *law = &spec.scheming.law;
        law->law = cst_law_find(names[i]);
        law->rho = 0.2;
        law->together = 0.5;
        law->common_share = 0.3;
        law->lethal = 1.0;
        law->nonlethal = 3.0;
        law->background = 6.0;
        law->hit = 0.4;
        law->joint_count = 5;
        law->joint = joint;
        law_row(book, "", &spec, &truth[i]);
    }
}

/* A task whose agents share the belief to be watched, and scheme at the rate times a factor then.
 */
static void gating_by(rows_book *book, double factor, const char *name)
{
    const double aware = 0.4;
    const rows_law bold = rows_beta(p, 0.2);
    const rows_law watched = rows_beta(p * factor, 0.2);
    const rows_crew at_attack = {3, 2, d, d * (1.0 - hide)};
    cst_trial_spec spec = rows_base();
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rho = 0.2;
    spec.scheming.awareness = aware;
    spec.scheming.watched_factor = factor;
    const double attacks = p * (1.0 - aware + aware * factor);
    const double flagged = (1.0 - aware) * rows_flagged(&bold, &at_attack, true) +
                           aware * rows_flagged(&watched, &at_attack, true);
    rows_run(book, "3", name, &spec, 4000);
    rows_share(book, "p (1-e+e g)", CST_COUNT_ATTACKS, CST_COUNT_PLANNED, attacks);
    rows_share(book, "(1-e) R(p) + e R(g p)", CST_COUNT_ESCAPED, CST_COUNT_PLANNED,
               attacks - flagged);
}

/* Agents that believe they are watched scheme at a quarter of the rate, or at three times it. */
static void gating(rows_book *book)
{
    const double aware = 0.4;
    gating_by(book, 0.25, "gating, awareness .4, watched_factor .25");
    gating_by(book, 3.0, "provoked, awareness .4, watched_factor 3");
    cst_trial_spec spec;
    spec = rows_small("none", 4, 3);
    spec.scheming.awareness = aware;
    spec.scheming.watched_factor = 0.25;
    spec.scheming.scope = CST_SCOPE_ROUND;
    rows_run(book, "3", "gating, the belief is shared by a round", &spec, 100000);
    rows_at(book, "((1-e)(1-p)^N + e(1-g p)^N)^R", CST_SPREAD_ATTACKS, 0,
            pow((1.0 - aware) * pow(1.0 - p, 4) + aware * pow(1.0 - p / 4.0, 4), 3));
    spec = rows_small("untrusted-monitor", 20, 10);
    spec.protocol.honeypot_share = 0.5;
    spec.scheming.honeypot_recognition = 0.6;
    rows_run(book, "3", "gating, honeypot_recognition .6", &spec, 2000);
    rows_share(book, "d (1 - p (1-e) c)", CST_COUNT_HONEYPOT_REPORTS, CST_COUNT_HONEYPOT_REVIEWS,
               d * (1.0 - p * 0.4 * hide));
}

static const double never = 0.4;
static const double consistent = 0.05;
static const double consistent_rate = 0.8;

/* The share and the rate of a type of agents. */
static void type_of(int type, double *share, double *rate)
{
    const double rare = 1.0 - never - consistent;
    *share = type == 0 ? never : type == 1 ? consistent : rare;
    *rate = type == 0   ? 0.0
            : type == 1 ? consistent_rate
                        : (p - consistent * consistent_rate) / rare;
}

/* P(no escape in `rounds` rounds of 3 agents in a ring), over the 27 combinations of their types.
 */
static double ring_of_types(uint32_t rounds)
{
    double sum = 0.0;
    for (int all = 0; all < 27; all++) {
        double chance = 1.0;
        double quiet = 1.0;
        for (int i = 0; i < 3; i++) {
            const int type[2] = {all /
                                     (i == 0   ? 1
                                      : i == 1 ? 3
                                               : 9) %
                                     3,
                                 all /
                                     (i == 0   ? 3
                                      : i == 1 ? 9
                                               : 1) %
                                     3};
            double share[2];
            double rate[2];
            type_of(type[0], &share[0], &rate[0]);
            type_of(type[1], &share[1], &rate[1]);
            chance *= share[0];
            quiet *= 1.0 - rate[0] * (1.0 - d * (1.0 - hide * rate[1]));
        }
        sum += chance * pow(quiet, rounds);
    }
    return sum;
}

static void types(rows_book *book)
{
    cst_trial_spec spec = rows_small("untrusted-monitor", 3, 4);
    spec.protocol.assign = CST_ASSIGN_RING;
    const double escape = p * (1.0 - d * (1.0 - hide * p));
    rows_run(book, "3", "propensity fixed", &spec, 40000);
    rows_at(book, "(1-p)^(N R)", CST_SPREAD_ATTACKS, 0, pow(1.0 - p, 12));
    rows_at(book, "(1-R/p p)^(N R)", CST_SPREAD_ESCAPED, 0, pow(1.0 - escape, 12));
    spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
    spec.scheming.never = never;
    spec.scheming.consistent = consistent;
    spec.scheming.consistent_rate = consistent_rate;
    double quiet = 0.0;
    for (int type = 0; type < 3; type++) {
        double share;
        double rate;
        type_of(type, &share, &rate);
        quiet += share * pow(1.0 - rate, 4);
    }
    rows_run(book, "3", "propensity mixture", &spec, 40000);
    rows_at(book, "(sum share (1-rate)^R)^N", CST_SPREAD_ATTACKS, 0, pow(quiet, 3));
    rows_at(book, "27 combinations of types", CST_SPREAD_ESCAPED, 0, ring_of_types(4));
    rows_mean(book, "N R p (1 - d + d c p)", CST_SPREAD_ESCAPED, 12.0 * escape);
}

/* Two of lineage a, two of b; a task of one has its kin as reviewer in a third of the cases. */
static void lineages(rows_book *book)
{
    cst_trial_spec spec = rows_small("none", 7, 3);
    (void)rows_two_lineages(&spec);
    cst_lineage *lineage = cst_test_lineages(&spec.population, 3);
    lineage[1].share = 0.3;
    lineage[2].share = 0.2;
    lineage[0].rate = 1.0;
    lineage[1].rate = lineage[2].rate = 0.0;
    rows_run(book, "3", "lineage sizes, .5 .3 .2 of 7 agents", &spec, 200);
    rows_mean(book, "4 agents of the first (largest remainder)", CST_SPREAD_ATTACKS, 12.0);
    spec = rows_small("untrusted-monitor", 4, 5);
    lineage = rows_two_lineages(&spec);
    const double rate[2] = {0.2, 0.05};
    lineage[0].rate = rate[0];
    lineage[1].rate = rate[1];
    double attacks = 0.0;
    double escapes = 0.0;
    for (int g = 0; g < 2; g++) {
        const double reviewer = (rate[g] + 2.0 * rate[1 - g]) / 3.0;
        attacks += 10.0 * rate[g];
        escapes += 10.0 * rate[g] * (1.0 - d * (1.0 - hide * reviewer));
    }
    rows_run(book, "3", "lineage rates .2 and .05", &spec, 40000);
    rows_mean(book, "R sum n_g p_g", CST_SPREAD_ATTACKS, attacks);
    rows_mean(book, "actor by reviewer: kin 1/3, other 2/3", CST_SPREAD_ESCAPED, escapes);
    spec = rows_small("committee", 4, 5);
    lineage = rows_two_lineages(&spec);
    spec.protocol.reviewers = 2;
    spec.protocol.rule = CST_RULE_ANY;
    lineage[0].tpr = 0.9;
    lineage[0].fpr = 0.02;
    lineage[1].tpr = 0.4;
    lineage[1].fpr = 0.2;
    const double miss[2] = {1.0 - 0.9 * (1.0 - hide * p), 1.0 - 0.4 * (1.0 - hide * p)};
    const double pass[2] = {1.0 - 0.02 * (1.0 - hide * p), 1.0 - 0.2 * (1.0 - hide * p)};
    double flags = 0.0;
    double variance = 0.0;
    escapes = 0.0;
    for (int g = 0; g < 2; g++) {
        const int o = 1 - g;
        escapes += 10.0 * p * (2.0 * miss[g] * miss[o] + miss[o] * miss[o]) / 3.0;
        const double flag = (1.0 - p) * (1.0 - (2.0 * pass[g] * pass[o] + pass[o] * pass[o]) / 3.0);
        flags += 10.0 * flag;
        variance += 10.0 * flag * (1.0 - flag);
    }
    rows_run(book, "3", "lineage tpr .9 .4, fpr .02 .2", &spec, 40000);
    rows_mean(book, "pairs of reviewers without replacement", CST_SPREAD_ESCAPED, escapes);
    rows_sum(book, "the same for honest work", CST_COUNT_FLAGGED_HONEST, flags, variance);
}

void rows_section_3(rows_book *book)
{
    laws(book);
    shocks(book);
    copula(book);
    gating(book);
    types(book);
    lineages(book);
}
