/* SPDX-License-Identifier: MIT
 * MODEL section 3: when a cause is shared (scope), and with whom (across). What follows from a
 * propensity is a polynomial in it, so its mean needs the law's moments alone. */
#include "tests/truth/rows.h"
#include "tests/truth/rows_maths.h"

#include "base/check.h"

#include <math.h>
#include <stdio.h>

static const double p = 0.1;    /* scheming.rate */
static const double d = 0.8;    /* TPR */
static const double hide = 0.7; /* P(a scheming reviewer hides) */

/* 1 - P(a task escapes | propensity x) = 1 - x (1 - d (1 - c x)). */
static const double no_escape[3] = {1.0, -(1.0 - 0.8), -0.8 * 0.7};

static cst_trial_spec shared_spec(const char *law, uint32_t agents, uint32_t rounds)
{
    cst_trial_spec spec = rows_small("untrusted-monitor", agents, rounds);
    spec.scheming.law.law = cst_law_find(law);
    spec.scheming.law.rho = 0.2;
    spec.scheming.law.together = 0.5;
    spec.scheming.law.common_share = 0.3;
    spec.scheming.law.lethal = 1.0;
    spec.scheming.law.nonlethal = 3.0;
    spec.scheming.law.background = 6.0;
    spec.scheming.law.hit = 0.4;
    spec.scheming.law.latent_time = 0.35;
    return spec;
}

/* P(nothing escapes where `tasks` tasks share a cause). */
static double quiet(const rows_law *law, uint32_t tasks)
{
    double c[65];
    rows_power(no_escape, 2, tasks, c);
    return rows_expect(law, c, 2 * tasks);
}

/* 2 agents, 3 rounds. */
static void scope_row(rows_book *book, cst_scope scope, const char *name, const rows_law *law)
{
    static const char *const scopes[] = {"task", "round", "trial"};
    static const char *const none[] = {"(E (1-e))^6", "(E (1-e)^2)^3", "E (1-e)^6"};
    static const char *const still[] = {"(1-p)^6", "(E (1-theta)^2)^3", "E (1-theta)^6"};
    static const uint32_t tasks[] = {1, 2, 6};
    cst_trial_spec spec = shared_spec(name, 2, 3);
    spec.scheming.scope = scope;
    char title[64];
    (void)snprintf(title, sizeof title, "scope %s, %s", scopes[scope], name);
    rows_run(book, "3", title, &spec, 120000);
    rows_at(book, none[scope], CST_SPREAD_ESCAPED, 0,
            pow(quiet(law, tasks[scope]), 6.0 / tasks[scope]));
    rows_at(book, still[scope], CST_SPREAD_ATTACKS, 0,
            pow(rows_both(law, 0, tasks[scope]), 6.0 / tasks[scope]));
    rows_mean(book, "6 R, whatever the scope", CST_SPREAD_ESCAPED, 6.0 * (1.0 - quiet(law, 1)));
}

static void scopes(rows_book *book)
{
    static const char *const names[] = {
        "independent", "beta", "two-point", "common-cause", "shock", "all-or-nothing", "copula"};
    const rows_law truth[] = {rows_independent(p),
                              rows_beta(p, 0.2),
                              rows_two_point(p, 0.5),
                              rows_common(p, 0.3),
                              rows_shock(p),
                              rows_all_or_nothing(p),
                              {.kind = ROWS_NORMAL, .latent = 0.35, .cut = rows_quantile(p)}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        for (int scope = CST_SCOPE_TASK; scope <= CST_SCOPE_TRIAL; scope++) {
            scope_row(book, (cst_scope)scope, names[i], &truth[i]);
        }
    }
}

/* Two of lineage a, two of b; one reviewer, kin in a third of the cases. */
static void across_one(rows_book *book)
{
    const double rho = 0.2;
    const double kin = p + rho * (1.0 - p);
    cst_trial_spec spec = shared_spec("beta", 4, 5);
    (void)rows_two_lineages(&spec);
    rows_run(book, "3", "across population", &spec, 20000);
    rows_share(book, "p (1-d + d c q), q = p + rho (1-p)", CST_COUNT_ESCAPED, CST_COUNT_PLANNED,
               p * (1.0 - d + d * hide * kin));
    spec.scheming.across = CST_ACROSS_LINEAGE;
    rows_run(book, "3", "across lineage", &spec, 20000);
    rows_share(book, "the same, q over kin 1/3 and others (p) 2/3", CST_COUNT_ESCAPED,
               CST_COUNT_PLANNED, p * (1.0 - d + d * hide * (kin + 2.0 * p) / 3.0));
    spec.scheming.scope = CST_SCOPE_ROUND;
    const rows_law law = rows_beta(p, rho);
    rows_run(book, "3", "across lineage, scope round", &spec, 40000);
    rows_at(book, "(E (1-theta)^2)^(2 R)", CST_SPREAD_ATTACKS, 0, pow(rows_both(&law, 0, 2), 10));
}

/* A committee of two: kin and other in two thirds of the cases, else two others, who are kin of
 * each other. */
static void across_two(rows_book *book)
{
    const rows_law law = rows_beta(p, 0.2);
    const double miss[2] = {1.0 - d, 1.0 - d * (1.0 - hide)};
    const double kin = p + 0.2 * (1.0 - p);
    cst_trial_spec spec = shared_spec("beta", 4, 5);
    (void)rows_two_lineages(&spec);
    spec.protocol.kind = cst_protocol_find("committee");
    spec.protocol.reviewers = 2;
    spec.protocol.rule = CST_RULE_ANY;
    spec.scheming.across = CST_ACROSS_LINEAGE;
    const double mixed =
        ((1.0 - kin) * miss[0] + kin * miss[1]) * ((1.0 - p) * miss[0] + p * miss[1]);
    const double others = rows_both(&law, 0, 2) * miss[0] * miss[0] +
                          2.0 * rows_both(&law, 1, 1) * miss[0] * miss[1] +
                          rows_both(&law, 2, 0) * miss[1] * miss[1];
    rows_run(book, "3", "across lineage, committee of 2", &spec, 40000);
    rows_share(book, "w by counts per lineage", CST_COUNT_ESCAPED, CST_COUNT_PLANNED,
               p * (2.0 * mixed + others) / 3.0);
}

/* Each lineage with a rate and a correlation of its own; under ring agents 0 and 2 have kin as
 * reviewer, 1 and 3 have not. */
static void across_own(rows_book *book)
{
    const double rate[2] = {0.2, 0.05};
    const double rho[2] = {0.5, 0.1};
    double escapes = 0.0;
    cst_trial_spec spec = shared_spec("beta", 4, 5);
    cst_lineage *lineage = rows_two_lineages(&spec);
    spec.protocol.assign = CST_ASSIGN_RING;
    spec.scheming.across = CST_ACROSS_LINEAGE;
    for (int g = 0; g < 2; g++) {
        lineage[g].rate = rate[g];
        lineage[g].rho = rho[g];
        const double kin = rate[g] + rho[g] * (1.0 - rate[g]);
        escapes += rate[g] * (1.0 - d + d * hide * kin);
        escapes += rate[g] * (1.0 - d + d * hide * rate[1 - g]);
    }
    rows_run(book, "3", "across lineage, own rate and rho", &spec, 40000);
    rows_mean(book, "R sum p_g (1-d + d c q), by reviewer", CST_SPREAD_ESCAPED, 5.0 * escapes);
}

static rows_law normal(double latent)
{
    return (rows_law){.kind = ROWS_NORMAL, .latent = latent, .cut = rows_quantile(p)};
}

/* P(two agents scheme) / p where they share factors of this much. */
static double together(double latent)
{
    const rows_law law = normal(latent);
    return rows_both(&law, 2, 0) / p;
}

/* P(nobody schemes) of two lineages with two agents each: given the common factor z, a lineage's
 * agents follow a copula of their own. */
static double nobody(double common, double model)
{
    enum { STEPS = 600 };
    double sum = 0.0;
    for (int i = 0; i <= STEPS; i++) {
        const double z = -9.0 + 18.0 * i / STEPS;
        const rows_law own = {.kind = ROWS_NORMAL,
                              .latent = model / (1.0 - common),
                              .cut = (rows_quantile(p) - sqrt(common) * z) / sqrt(1.0 - common)};
        sum += exp(-z * z / 2.0) * pow(rows_both(&own, 0, 2), 2);
    }
    return sum * (18.0 / STEPS) / sqrt(2.0 * acos(-1.0));
}

/* A copula by its factors: kin share all of them, others context and time, and the version where
 * it is the same. */
static void across_factors(rows_book *book)
{
    cst_trial_spec spec = shared_spec("copula", 4, 5);
    cst_lineage *lineage = rows_two_lineages(&spec);
    spec.scheming.law.latent_model = 0.3;
    spec.scheming.law.latent_version = 0.2;
    spec.scheming.law.latent_context = 0.1;
    spec.scheming.law.latent_time = 0.05;
    spec.scheming.across = CST_ACROSS_FACTORS;
    for (int gap = 0; gap <= 1; gap++) {
        const double kin = together(0.65);
        const double other = together(gap == 0 ? 0.35 : 0.15);
        lineage[1].version = gap;
        spec.protocol.assign = CST_ASSIGN_RANDOM;
        rows_run(book, "3", gap == 0 ? "across factors, one version" : "across factors", &spec,
                 40000);
        rows_share(book, "q by shared factors: kin 1/3, others 2/3", CST_COUNT_ESCAPED,
                   CST_COUNT_PLANNED, p * (1.0 - d + d * hide * (kin + 2.0 * other) / 3.0));
        spec.protocol.assign = CST_ASSIGN_CROSS_LINEAGE;
        rows_run(book, "3", gap == 0 ? "the same, cross-lineage" : "factors, cross-lineage", &spec,
                 40000);
        rows_share(book, "q by what others share", CST_COUNT_ESCAPED, CST_COUNT_PLANNED,
                   p * (1.0 - d + d * hide * other));
    }
    spec.scheming.scope = CST_SCOPE_ROUND;
    spec.scheming.law.latent_version = 0.0;
    rows_run(book, "3", "across factors, scope round", &spec, 40000);
    rows_at(book, "(E_z (E (1-theta)^2 | z)^2)^R", CST_SPREAD_ATTACKS, 0,
            pow(nobody(0.15, 0.3), 5));
}

void rows_section_3_shared(rows_book *book)
{
    scopes(book);
    across_one(book);
    across_two(book);
    across_own(book);
    across_factors(book);
}
