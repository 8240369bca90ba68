/* SPDX-License-Identifier: MIT
 * Against exact values computed elsewhere (scopes of one task), against Polya's urn stepped from
 * agent to agent and task to task, and against products of the Beta moments. */
#include "estimate/exact/scope.h"

#include "tests/lib/oracle.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct committee {
    uint32_t k, needed; /* reviewers, votes that report */
    double d, c;
    int calls;
} committee;

/* P(fewer than `needed` of n report | each by itself with chance q), vote by vote. */
static double too_few(uint32_t n, uint32_t needed, double q)
{
    double count[CST_REVIEWERS_MAX + 2] = {1.0};
    double sum = 0.0;
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = i + 1; j > 0; j--) {
            count[j] += (count[j - 1] - count[j]) * q;
        }
        count[0] -= count[0] * q;
    }
    for (uint32_t j = 0; j < needed; j++) {
        sum += count[j];
    }
    return sum;
}

static double escape(double theta, void *self)
{
    committee *of = self;
    of->calls++;
    if (of->needed == 1) { /* all digits where nothing else is left */
        return pow((1.0 - of->d) + of->d * of->c * theta, of->k);
    }
    return too_few(of->k, of->needed, of->d * (1.0 - of->c * theta));
}

static double always(double theta, void *self)
{
    (void)theta;
    (void)self;
    return 1.0;
}

static cst_law_cause one(double weight, double theta)
{
    return (cst_law_cause){weight, theta, 1.0 - theta, weight * theta};
}

static uint32_t causes_of(const cst_law_spec *law, cst_law_cause *cause)
{
    if (strcmp(law->law->name, "two-point") == 0) {
        cause[0] = one(law->rate / law->together, law->together);
        return 1;
    }
    if (strcmp(law->law->name, "common-cause") == 0) {
        const double common = law->common_share * law->rate;
        cause[0] = one(common, 1.0);
        cause[1] = one(1.0 - common, (law->rate - common) / (1.0 - common));
        return 2;
    }
    if (strcmp(law->law->name, "shock") == 0) {
        cause[0] = one(law->lethal, 1.0);
        cause[1] = one(law->nonlethal, law->hit);
        cause[2] = one(1.0 - law->lethal - law->nonlethal, law->background);
        return 3;
    }
    cause[0] = one(1.0, law->rate);
    return 1;
}

/* All 480 committee values: a scope of one task has the law's residual risk. */
static void test_scope_one_task_vectors(void)
{
    static cst_oracle oracle[CST_ORACLE_MAX];
    const uint32_t count = cst_oracle_read(oracle);
    uint32_t betas = 0;
    for (uint32_t i = 0; i < count; i++) {
        const cst_trial_spec *spec = &oracle[i].spec;
        const cst_law_spec *law = &spec->scheming.law;
        committee of = {.k = spec->protocol.reviewers,
                        .needed =
                            cst_protocol_votes_needed(&spec->protocol, spec->protocol.reviewers),
                        .d = spec->score.tpr,
                        .c = spec->collusion.probability};
        const cst_scope_spec scope = {.tasks = 1, .scopes = 1, .escape = escape, .self = &of};
        double found = 0.0;
        if (strcmp(law->law->name, "beta") == 0) {
            found = cst_scope_risk_beta(&scope, law->rate, law->rho);
            betas++;
        } else {
            cst_law_cause cause[3];
            const uint32_t causes = causes_of(law, cause);
            found = cst_scope_risk_causes(&scope, cause, causes);
        }
        /* vote by vote a committee with d = 1 keeps 1e-16 of 1, not of the result */
        const double limit = 1e-10 * oracle[i].value + (of.needed > 1 ? 1e-15 * law->rate : 0.0);
        if (!(fabs(found - oracle[i].value) <= limit)) {
            (void)printf("\n    %s: %.17g, expected %.17g\n", oracle[i].name, found,
                         oracle[i].value);
            CU_FAIL("off");
        }
    }
    CU_ASSERT_EQUAL(count, 480);
    CU_ASSERT_EQUAL(betas, 96);
}

enum { URN_MAX = 4096 };

/* P(an attack escapes in `tasks` tasks) where after s schemers among m states the next state is a
 * schemer's with chance (a + s)/(a + b + m); an actor and k reviewers to a task, any rule. */
static long double by_urn(uint32_t tasks, uint32_t k, double d, double c, long double a,
                          long double b)
{
    static long double safe[URN_MAX]; /* by schemers so far: no escape yet */
    static long double open[URN_MAX]; /* of this task: the actor attacks, no report yet */
    long double risk = 0.0L;
    uint32_t states = 0;
    memset(safe, 0, sizeof safe);
    safe[0] = 1.0L;
    for (uint32_t task = 0; task < tasks; task++) {
        memset(open, 0, sizeof open);
        for (uint32_t member = 0; member <= k; member++) {
            for (uint32_t s = states + 1; s-- > 0;) {
                const long double yes = (a + s) / (a + b + states);
                const long double no = (b + (states - s)) / (a + b + states);
                const long double safely = safe[s];
                const long double openly = open[s];
                safe[s] = safely * no;
                open[s] = 0.0L;
                if (member == 0) {
                    open[s + 1] += safely * yes;
                } else {
                    const long double miss = 1.0L - d;
                    const long double silent = miss + (long double)d * c;
                    safe[s] += openly * no * d;
                    safe[s + 1] += safely * yes + openly * yes * ((long double)d * (1.0L - c));
                    open[s] += openly * no * miss;
                    open[s + 1] += openly * yes * silent;
                }
            }
            states++;
        }
        for (uint32_t s = 0; s <= states; s++) {
            risk += open[s]; /* no reviewer reported: an escape */
        }
    }
    return risk;
}

static void test_scope_trial_by_urn(void)
{
    static const double ps[] = {1e-12, 1e-9, 1e-6, 1e-3, 0.1, 0.5, 0.9, 0.999};
    static const double rhos[] = {1e-9, 1e-4, 0.05, 0.5, 0.9, 0.999};
    static const struct {
        uint32_t tasks, k;
        double d, c;
    } trials[] = {{1, 2, 1.0, 1.0}, {7, 3, 0.9, 1.0}, {100, 1, 0.9, 0.8}, {150, 3, 0.99, 1.0}};
    for (int i = 0; i < 8 * 6 * 4; i++) {
        const double p = ps[i % 8];
        const double rho = rhos[i / 8 % 6];
        const uint32_t k = trials[i / 48].k;
        committee of = {.k = k, .needed = 1, .d = trials[i / 48].d, .c = trials[i / 48].c};
        const cst_scope_spec scope = {trials[i / 48].tasks, 1, escape, &of};
        const long double size = 1.0L / rho - 1.0L;
        const long double truth =
            by_urn(trials[i / 48].tasks, k, of.d, of.c, p * size, (1.0L - p) * size);
        const double found = cst_scope_risk_beta(&scope, p, rho);
        if (!(cst_test_relative(found, (double)truth) < 1e-9)) {
            (void)printf("\n    p %g rho %g trial %d: %.15g, by the urn %.15Lg\n", p, rho, i / 48,
                         found, truth);
            CU_FAIL("off");
        }
        CU_ASSERT(of.calls < 6000);
    }
}

/* Every attack escapes: E[(1-theta)^n] = prod_i (b+i)/(a+b+i), 1 minus it by the sum of logs. */
static double all_escape(double p, double rho, uint32_t n)
{
    const long double a = p * (1.0L / rho - 1.0L);
    const long double both = 1.0L / rho - 1.0L;
    long double log_safe = 0.0L;
    for (uint32_t i = 0; i < n; i++) {
        log_safe += log1pl(-a / (both + i));
    }
    return (double)-expm1l(log_safe);
}

static void test_scope_all_escape(void)
{
    static const double ps[] = {1e-300, 1e-12, 1e-6, 1e-3, 0.3, 0.97, 1.0 - 1e-12};
    static const double rhos[] = {1e-17, 1e-13, 1e-11, 1e-10, 1e-9, 1e-6, 0.01, 0.5, 0.9999999};
    for (int i = 0; i < 7; i++) {
        for (int j = 0; j < 9; j++) {
            for (uint32_t n = 1; n <= 1000000; n *= 100) {
                const cst_scope_spec scope = {.tasks = n, .scopes = 1, .escape = always};
                const double found = cst_scope_risk_beta(&scope, ps[i], rhos[j]);
                const double truth = all_escape(ps[i], rhos[j], n);
                if (!(cst_test_relative(found, truth) < 1e-9)) {
                    (void)printf("\n    p %g rho %g n %u: %.15g, by moments %.15g\n", ps[i],
                                 rhos[j], n, found, truth);
                    CU_FAIL("off");
                }
            }
        }
    }
}

/* Little spread, where the width of the law matters all the same: perfect reviewers that all must
 * scheme. */
static void test_scope_narrow(void)
{
    for (uint32_t k = 0; k <= 12; k += 4) {
        for (double rho = 1e-8; rho > 1e-12; rho *= 0.21) {
            committee of = {.k = k, .needed = 1, .d = 1.0, .c = 1.0};
            const cst_scope_spec scope = {3, 1, escape, &of};
            const long double size = 1.0L / rho - 1.0L;
            const double truth = (double)by_urn(3, k, 1.0, 1.0, 0.3 * size, 0.7L * size);
            CU_ASSERT(cst_test_relative(cst_scope_risk_beta(&scope, 0.3, rho), truth) < 1e-9);
        }
    }
}

/* Ends of the ranges, where the law is one of points. */
static void test_scope_ends(void)
{
    committee of = {.k = 2, .needed = 1, .d = 0.9, .c = 1.0};
    const cst_scope_spec scope = {.tasks = 1e9, .scopes = 1, .escape = escape, .self = &of};
    const double p = 1e-12;
    const cst_law_cause sure = one(1.0, p);
    CU_ASSERT_EQUAL(cst_scope_risk_beta(&scope, 0.0, 0.3), 0.0);
    CU_ASSERT_EQUAL(cst_scope_risk_beta(&scope, 1.0, 0.3), 1.0);
    CU_ASSERT_EQUAL(cst_scope_risk_beta(&scope, p, 1.0), p);
    CU_ASSERT_EQUAL(cst_scope_risk_beta(&scope, p, 0.0), cst_scope_risk_causes(&scope, &sure, 1));
    CU_ASSERT(cst_test_relative(cst_scope_risk_beta(&scope, p, 0.0), 1e-5) < 1e-4);
    /* a weight that is missing never schemes */
    const cst_law_cause half = one(0.5, 1.0);
    CU_ASSERT_DOUBLE_EQUAL(cst_scope_risk_causes(&scope, &half, 1), 0.5, 1e-15);
    const cst_scope_spec none = {.tasks = 0, .scopes = 5, .escape = always};
    CU_ASSERT_EQUAL(cst_scope_risk_beta(&none, 0.5, 0.5), 0.0);
}

/* Rounds: all assignments of causes to 4 rounds of 3 tasks, and their escapes task by task. */
static void test_scope_rounds_all_causes(void)
{
    const cst_law_cause causes[3] = {one(0.001, 1.0), one(0.2, 0.3), one(0.7, 0.01)};
    committee of = {.k = 3, .needed = 2, .d = 0.8, .c = 0.9};
    double truth = 0.0;
    for (int code = 0; code < 256; code++) {
        double probability = 1.0;
        double safe = 1.0;
        for (int round = 0; round < 4; round++) {
            const int cause = code >> (2 * round) & 3;
            const double chance = cause < 3 ? causes[cause].theta : 0.0;
            probability *= cause < 3 ? causes[cause].weight : 1.0 - 0.001 - 0.2 - 0.7;
            for (int task = 0; task < 3; task++) {
                safe *= 1.0 - chance * escape(chance, &of);
            }
        }
        truth += probability * (1.0 - safe);
    }
    const cst_scope_spec rounds = {.tasks = 3, .scopes = 4, .escape = escape, .self = &of};
    CU_ASSERT(cst_test_relative(cst_scope_risk_causes(&rounds, causes, 3), truth) < 1e-12);
    const cst_scope_spec trial = {.tasks = 12, .scopes = 1, .escape = escape, .self = &of};
    CU_ASSERT(cst_scope_risk_causes(&trial, causes, 3) < truth);
    /* of independent rounds, each as the urn has it */
    const cst_scope_spec urns = {.tasks = 5, .scopes = 40, .escape = escape, .self = &of};
    of = (committee){.k = 2, .needed = 1, .d = 0.9, .c = 1.0};
    const double round = (double)by_urn(5, 2, 0.9, 1.0, 0.01L * 9.0L, 0.99L * 9.0L);
    CU_ASSERT(cst_test_relative(cst_scope_risk_beta(&urns, 0.01, 0.1),
                                1.0 - pow(1.0 - round, 40.0)) < 1e-9);
}

CST_SUITE("scope", CST_TEST(test_scope_one_task_vectors), CST_TEST(test_scope_trial_by_urn),
          CST_TEST(test_scope_all_escape), CST_TEST(test_scope_narrow), CST_TEST(test_scope_ends),
          CST_TEST(test_scope_rounds_all_causes))
