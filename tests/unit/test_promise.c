/* SPDX-License-Identifier: MIT
 * The bound of a promise: its ends against tails that are summed here, its response against
 * linear programs, and the whole against risks of points inside the box, by closed form under many
 * laws and by enumeration of verdicts. Coverage: test_promise_coverage.c. */
#include "estimate/ask/promise.h"

#include "estimate/exact/closed.h"
#include "estimate/exact/worst.h"
#include "tests/lib/binomial.h"
#include "tests/lib/suite.h"

#include <glpk.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- Ends ------------------------------------------------------------------------------------ */

/* No or only events: by their formula, from 1 trial to 1e15. */
static void test_promise_ends_none_and_all(void)
{
    for (double n = 1.0; n <= 1e15; n *= 10.0) {
        for (double tail = 0.5; tail > 1e-9; tail /= 7.0) {
            const uint64_t trials = (uint64_t)n;
            const double end = (double)-expm1l(logl((long double)tail) / (long double)n);
            const double most = cst_promise_counted(0, trials, tail, true);
            const double least = cst_promise_counted(trials, trials, tail, false);
            CU_ASSERT(most >= end && most <= end * (1.0 + 1e-11));
            CU_ASSERT(1.0 - least >= end && 1.0 - least <= end * (1.0 + 1e-11) + 0x1p-51);
            CU_ASSERT_EQUAL(cst_promise_counted(trials, trials, tail, true), 1.0);
            CU_ASSERT_EQUAL(cst_promise_counted(0, trials, tail, false), 0.0);
        }
    }
}

/* P(X <= k) of a Poisson variable, in long double: what a binomial tail is at 1e15 trials, within
 * its chance of an event. */
static long double poisson(uint64_t k, long double mean)
{
    long double term = expl(-mean);
    long double sum = term;
    for (uint64_t i = 1; i <= k; i++) {
        term *= mean / (long double)i;
        sum += term;
    }
    return sum;
}

/* At the end the tail is what it was to be, to no more than rounding above it. */
static void test_promise_ends_hold(void)
{
    static const uint64_t trials[] = {1, 2, 7, 40, 300, 5000, 60000};
    for (size_t i = 0; i < 7; i++) {
        const uint64_t n = trials[i];
        for (uint64_t k = 0; k < n; k += 1 + k / 2) {
            const double most = cst_promise_counted(k, n, 0.05, true);
            const double least = cst_promise_counted(n - k, n, 0.05, false);
            CU_ASSERT_DOUBLE_EQUAL(cst_test_binomial_below(k + 1, n, most), 0.05, 1e-9);
            CU_ASSERT_DOUBLE_EQUAL(1.0 - least, most, 1e-11);
        }
    }
    for (uint64_t k = 1; k <= 200; k += 1 + k / 3) {
        for (double tail = 0.05; tail > 1e-5; tail /= 10.0) {
            const long double n = 1e15L;
            const double most = cst_promise_counted(k, UINT64_C(1000000000000000), tail, true);
            CU_ASSERT(fabsl(poisson(k, most * n) / tail - 1.0L) < 1e-9L);
            CU_ASSERT(poisson(k, most * (1.0L - 1e-9L) * n) > tail);
            const double least = cst_promise_counted(k, UINT64_C(1000000000000000), tail, false);
            CU_ASSERT(fabsl((1.0L - poisson(k - 1, least * n)) / tail - 1.0L) < 1e-8L);
        }
    }
    /* Which end is which, as docs/promise.md says. */
    const cst_interval both = cst_interval_clopper_pearson(0, 30000, 0.05);
    CU_ASSERT_DOUBLE_EQUAL(cst_promise_counted(0, 30000, 0.05, true), 9.985e-5, 1e-8);
    CU_ASSERT_DOUBLE_EQUAL(both.high, 1.2296e-4, 1e-8);
}

/* --- Response -------------------------------------------------------------------------------- */

/* max sum a e over laws on 0..k with mean at most q k, by the simplex method. */
static double by_simplex(uint32_t k, const double *e, double q)
{
    glp_prob *lp = glp_create_prob();
    int row[2 * CST_REVIEWERS_MAX + 4];
    int column[2 * CST_REVIEWERS_MAX + 4];
    double value[2 * CST_REVIEWERS_MAX + 4];
    int entries = 0;
    glp_set_obj_dir(lp, GLP_MAX);
    glp_add_rows(lp, 2);
    glp_add_cols(lp, (int)k + 1);
    glp_set_row_bnds(lp, 1, GLP_FX, 1.0, 1.0);
    glp_set_row_bnds(lp, 2, GLP_UP, 0.0, q * k);
    for (uint32_t s = 0; s <= k; s++) {
        glp_set_col_bnds(lp, (int)s + 1, GLP_LO, 0.0, 0.0);
        glp_set_obj_coef(lp, (int)s + 1, e[s]);
        for (int r = 1; r <= 2; r++) {
            entries++;
            row[entries] = r;
            column[entries] = (int)s + 1;
            value[entries] = r == 1 ? 1.0 : (double)s;
        }
    }
    glp_load_matrix(lp, entries, row, column, value);
    glp_term_out(GLP_OFF);
    CU_ASSERT_EQUAL_FATAL(glp_simplex(lp, NULL), 0);
    const double best = glp_get_obj_val(lp);
    glp_delete_prob(lp);
    return best;
}

static void test_promise_response(void)
{
    const cst_random random = {.seed = 11};
    cst_draws draws = cst_draws_at(&random, 1, 1, CST_DRAW_TEST);
    for (int i = 0; i < 400; i++) {
        const uint32_t k = 1 + (uint32_t)(cst_draws_unit(&draws) * 9.0);
        const double q = i % 10 == 0 ? (double)(i % 3) / 2.0 : cst_draws_unit(&draws);
        double e[CST_REVIEWERS_MAX + 1];
        for (uint32_t s = 0; s <= k; s++) {
            e[s] = cst_draws_unit(&draws);
        }
        CU_ASSERT_DOUBLE_EQUAL(cst_promise_response(k, e, q), by_simplex(k, e, q), 1e-9);
    }
    /* Perfect reviewers, r votes of k (MODEL 11.5): min(1, Q k/(k-r+1)). */
    for (uint32_t k = 1; k <= 9; k++) {
        for (uint32_t r = 1; r <= k; r++) {
            double e[CST_REVIEWERS_MAX + 1];
            for (uint32_t s = 0; s <= k; s++) {
                e[s] = k - s < r ? 1.0 : 0.0;
            }
            for (double q = 1e-9; q <= 1.0; q *= 10.0) {
                const double bound = fmin(1.0, q * k / (double)(k - r + 1));
                CU_ASSERT(cst_test_relative(cst_promise_response(k, e, q), bound) < 1e-12);
            }
        }
    }
}

/* The worst law at any rate and correlation in the box is no worse, and at the corner as bad where
 * the rate is small. */
static void test_promise_worst_laws(void)
{
    const cst_random random = {.seed = 12};
    cst_draws draws = cst_draws_at(&random, 1, 1, CST_DRAW_TEST);
    int reached = 0;
    for (int i = 0; i < 300; i++) {
        const uint32_t k = 1 + (uint32_t)(cst_draws_unit(&draws) * 5.0);
        const double rate = i % 2 == 0 ? 0.9 * cst_draws_unit(&draws)
                                       : pow(10.0, -1.0 - 8.0 * cst_draws_unit(&draws));
        const double rho = 0.99 * cst_draws_unit(&draws);
        const double most = rate + rho * (1.0 - rate);
        double e[CST_REVIEWERS_MAX + 1];
        cst_worst found;
        for (uint32_t s = 0; s <= k; s++) {
            e[s] = (s == 0 ? 0.0 : e[s - 1]) + cst_draws_unit(&draws) / (k + 1);
        }
        const double bound = rate * cst_promise_response(k, e, most);
        for (int j = 0; j < 20; j++) {
            const double p = rate * (j == 0 ? 1.0 : cst_draws_unit(&draws));
            const double tie = rho * (j == 0 ? 1.0 : cst_draws_unit(&draws));
            CU_ASSERT_EQUAL_FATAL(cst_worst_bounds(k, e, p, tie, &found, NULL), 0);
            CU_ASSERT(p * found.worst <= bound * (1.0 + 1e-9));
            reached += j == 0 && cst_test_relative(p * found.worst, bound) < 1e-6;
        }
    }
    CU_ASSERT(reached > 100);
}

/* --- The whole ------------------------------------------------------------------------------- */

static double unit(cst_draws *draws)
{
    return cst_draws_unit(draws);
}

static double between(cst_draws *draws, double low, double high)
{
    return low + (high - low) * unit(draws);
}

/* A spec that has a proof, at random: what has a box is set later. Parts that do not go together
 * are drawn anew. */
static cst_trial_spec some_spec(cst_draws *draws)
{
    static const char *const kinds[] = {"untrusted-monitor", "committee",    "committee",
                                        "trusted-monitor",   "random-audit", "none"};
    static const char *const strategies[] = {
        "none",     "always-pass",      "causal-signal", "acausal-signal",
        "combined", "self-recognition", "shared-bit",    "false-accusation"};
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find(kinds[(int)(6.0 * unit(draws))]);
    spec.protocol.reviewers = 1 + (uint32_t)(4.0 * unit(draws));
    spec.protocol.rule = (cst_rule)(4.0 * unit(draws));
    spec.protocol.votes = 1 + (uint32_t)(spec.protocol.reviewers * unit(draws));
    spec.protocol.audit_share = unit(draws);
    spec.protocol.audit_flagged = unit(draws) < 0.5 ? 1.0 : unit(draws);
    spec.protocol.flagged_work = unit(draws) < 0.5 ? CST_FLAGGED_DISCARD : CST_FLAGGED_USE;
    spec.protocol.quorum = unit(draws) < 0.5 ? CST_QUORUM_ALL : CST_QUORUM_CAST;
    spec.protocol.jamming_cost = unit(draws) < 0.7 ? 0.0 : unit(draws);
    spec.abstain = unit(draws) < 0.5 ? 0.0 : 0.5 * unit(draws);
    spec.score_correlation = unit(draws) < 0.6 ? 0.0 : unit(draws) < 0.5 ? 1.0 : 0.99 * unit(draws);
    spec.collusion.strategy = cst_collusion_find(strategies[(int)(8.0 * unit(draws))]);
    spec.collusion.signal = unit(draws);
    spec.collusion.chance = 0.3 * unit(draws);
    return cst_trial_spec_check(&spec, NULL) == 0 ? spec : some_spec(draws);
}

/* What the box has of each input, by its ends; awareness has none. */
typedef struct box {
    double low[CST_PROMISE_KEYS], high[CST_PROMISE_KEYS];
} box;

static void set_inputs(cst_trial_spec *spec, const double *value)
{
    spec->scheming.law.rate = value[CST_PROMISE_RATE];
    spec->score.tpr = value[CST_PROMISE_TPR];
    spec->score.fpr = value[CST_PROMISE_FPR];
    spec->trusted.tpr = value[CST_PROMISE_TRUSTED_TPR];
    spec->trusted.fpr = value[CST_PROMISE_TRUSTED_FPR];
    spec->leniency = value[CST_PROMISE_LENIENCY];
    spec->collusion.probability = value[CST_PROMISE_COLLUSION];
    spec->protocol.audit_success = value[CST_PROMISE_SUCCESS];
}

/* A box with measured and given ends, and what is asked of it. */
static box some_box(cst_draws *draws, cst_promise_ask *ask)
{
    box made;
    *ask = (cst_promise_ask){.confidence = 0.95};
    for (int key = 0; key < CST_PROMISE_KEYS; key++) {
        const double a = unit(draws);
        const double b = unit(draws);
        made.low[key] = fmin(a, b);
        made.high[key] = fmax(a, b);
        if (key == CST_PROMISE_RATE) {
            made.low[key] = 0.0;
            made.high[key] = pow(10.0, -6.0 * a);
        }
        if (key == CST_PROMISE_LENIENCY && unit(draws) < 0.5) {
            made.low[key] = made.high[key] = 0.0;
        }
        if (key != CST_PROMISE_AWARENESS) {
            const bool rises = cst_promise_rises((cst_promise_key)key);
            ask->input[key] = (cst_promise_input){.source = CST_PROMISE_GIVEN,
                                                  .value = rises ? made.high[key] : made.low[key]};
        }
    }
    return made;
}

/* Laws of that rate with the correlation rho or less. */
static uint32_t some_laws(double rate, double rho, cst_law_spec out[5])
{
    uint32_t laws = 0;
    out[laws] = cst_law_spec_default();
    out[laws++].law = cst_law_find("independent");
    out[laws] = cst_law_spec_default();
    out[laws].law = cst_law_find("beta");
    out[laws++].rho = rho;
    if (rate > 0.0 && rho > 0.0) {
        out[laws] = cst_law_spec_default();
        out[laws].law = cst_law_find("two-point");
        out[laws++].together = fmin(rate + rho * (1.0 - rate), 1.0);
        out[laws] = cst_law_spec_default();
        out[laws].law = cst_law_find("common-cause");
        out[laws++].common_share = rho / (1.0 - rate + rho * rate);
    }
    for (uint32_t i = 0; i < laws; i++) {
        out[i].rate = rate;
    }
    return laws;
}

/* Nothing in the box is worse: neither the risk nor the audits. */
static void judge_point(const cst_trial_spec *spec, const double *value, double rho,
                        const cst_promise *promise, double *closest)
{
    cst_law_spec law[5];
    const uint32_t laws = some_laws(value[CST_PROMISE_RATE], rho, law);
    for (uint32_t i = 0; i < laws; i++) {
        double found[CST_RESULT_KINDS];
        cst_trial_spec at = *spec;
        set_inputs(&at, value);
        at.scheming.law = law[i];
        CU_ASSERT_EQUAL_FATAL(cst_closed_of_spec(&at, found, NULL), 0);
        const double risk = found[CST_RESULT_RESIDUAL_RISK];
        CU_ASSERT(risk <= promise->risk * (1.0 + 1e-9));
        CU_ASSERT(!promise->audited ||
                  found[CST_RESULT_AUDIT_RATE] <= promise->audit_rate * (1.0 + 1e-9) + 1e-12);
        *closest = fmax(*closest, promise->risk > 0.0 ? risk / promise->risk : 0.0);
    }
}

/* Random points of the box, and all its corners but for inputs that hardly differ. An input on
 * which nothing depends may be anything, and so may rho where nothing is known of it. */
static void test_promise_box(void)
{
    const cst_random random = {.seed = 13};
    cst_draws draws = cst_draws_at(&random, 1, 1, CST_DRAW_TEST);
    const char *is_long = getenv("CST_LONG");
    const int specs = is_long != NULL && strcmp(is_long, "1") == 0 ? 1000 : 150;
    int tight = 0;
    int idle = 0;
    for (int i = 0; i < specs; i++) {
        const cst_trial_spec spec = some_spec(&draws);
        cst_promise_ask ask;
        box at = some_box(&draws, &ask);
        cst_promise promise;
        double closest = 0.0;
        if (i % 3 == 0) {
            ask.input[CST_PROMISE_RHO] = (cst_promise_input){.source = CST_PROMISE_UNKNOWN};
            at.high[CST_PROMISE_RHO] = 1.0;
        }
        CU_ASSERT_EQUAL_FATAL(cst_promise_check(&spec, NULL), 0);
        CU_ASSERT_EQUAL_FATAL(cst_promise_make(&spec, &ask, &promise, NULL), 0);
        for (int j = 0; j < 40; j++) {
            double value[CST_PROMISE_KEYS];
            double rho = 0.0;
            for (int key = 0; key < CST_PROMISE_KEYS; key++) {
                const int end = j < 24 ? (int)(2.0 * unit(&draws)) : 2;
                value[key] = j == 0     ? ask.input[key].value
                             : end == 0 ? at.low[key]
                             : end == 1 ? at.high[key]
                                        : between(&draws, at.low[key], at.high[key]);
                if (j % 2 == 1 && !cst_promise_uses(&promise, (cst_promise_key)key)) {
                    value[key] = unit(&draws);
                    idle += key == CST_PROMISE_TPR;
                }
            }
            rho = j == 0 ? at.high[CST_PROMISE_RHO] : value[CST_PROMISE_RHO];
            judge_point(&spec, value, rho, &promise, &closest);
        }
        tight += closest > 0.999;
    }
    CU_ASSERT(tight > specs / 3); /* a bound of 1 would pass the rest */
    CU_ASSERT(idle > specs);
}

/* P(an attack escapes | s of k reviewers scheme), over all 3^k verdicts: pass, report, abstain. */
static double by_verdicts(const cst_trial_spec *spec, uint32_t s)
{
    const cst_protocol_spec *protocol = &spec->protocol;
    const uint32_t k = protocol->reviewers;
    const double d = spec->score.tpr * (1.0 - spec->leniency);
    uint32_t all = 1;
    double passes = 0.0;
    for (uint32_t i = 0; i < k; i++) {
        all *= 3;
    }
    for (uint32_t code = 0; code < all; code++) {
        uint32_t reports = 0;
        uint32_t cast = 0;
        double chance = 1.0;
        for (uint32_t i = 0, rest = code; i < k; i++, rest /= 3) {
            const double report = i < s ? d * (1.0 - spec->collusion.probability) : d;
            const double of[] = {(1.0 - spec->abstain) * (1.0 - report),
                                 (1.0 - spec->abstain) * report, spec->abstain};
            chance *= of[rest % 3];
            reports += rest % 3 == 1;
            cast += rest % 3 != 2;
        }
        const uint32_t of = protocol->quorum == CST_QUORUM_CAST ? cast : k;
        const uint32_t needed = protocol->rule == CST_RULE_ANY        ? 1
                                : protocol->rule == CST_RULE_MAJORITY ? of / 2 + 1
                                : protocol->rule == CST_RULE_ALL      ? of
                                                                      : protocol->votes;
        passes += reports >= needed && reports > 0 ? 0.0 : chance;
    }
    const double proven = protocol->audit_flagged * protocol->audit_success;
    return protocol->flagged_work == CST_FLAGGED_DISCARD ? passes
                                                         : passes + (1.0 - passes) * (1.0 - proven);
}

/* P(s of k reviewers scheme | the actor does) of the beta law: Polya's urn, one agent at a time. */
static double by_urn(double p, double rho, uint32_t k, uint32_t s)
{
    double sum = 0.0;
    for (uint32_t set = 0; set < (1U << k); set++) {
        double schemed = 1.0;
        double asked = 1.0;
        double chance = 1.0;
        for (uint32_t i = 0; i < k; i++) {
            const double next = (p * (1.0 - rho) + schemed * rho) / (1.0 - rho + asked * rho);
            const bool does = (set >> i & 1U) != 0;
            chance *= does ? next : 1.0 - next;
            schemed += does;
            asked += 1.0;
        }
        sum += schemed == s + 1.0 ? chance : 0.0;
    }
    return sum;
}

/* The same by enumeration, with nothing of the program but the bound. */
static void test_promise_enumerated(void)
{
    const cst_random random = {.seed = 14};
    cst_draws draws = cst_draws_at(&random, 1, 1, CST_DRAW_TEST);
    int tight = 0;
    for (int i = 0; i < 300; i++) {
        cst_trial_spec spec = some_spec(&draws);
        cst_promise_ask ask;
        cst_promise promise;
        spec.protocol.kind = cst_protocol_find("committee");
        spec.protocol.jamming_cost = spec.score_correlation = 0.0;
        spec.collusion.strategy = cst_collusion_find("always-pass");
        const box at = some_box(&draws, &ask);
        CU_ASSERT_EQUAL_FATAL(cst_promise_make(&spec, &ask, &promise, NULL), 0);
        double closest = 0.0;
        for (int j = 0; j < 12; j++) {
            double value[CST_PROMISE_KEYS];
            double risk = 0.0;
            for (int key = 0; key < CST_PROMISE_KEYS; key++) {
                value[key] =
                    j == 0 ? ask.input[key].value : between(&draws, at.low[key], at.high[key]);
            }
            set_inputs(&spec, value);
            const double p = value[CST_PROMISE_RATE];
            for (uint32_t s = 0; s <= spec.protocol.reviewers; s++) {
                risk += p * by_urn(p, value[CST_PROMISE_RHO], spec.protocol.reviewers, s) *
                        by_verdicts(&spec, s);
            }
            CU_ASSERT(risk <= promise.risk * (1.0 + 1e-9));
            closest = fmax(closest, risk / promise.risk);
        }
        tight += closest > 0.999;
    }
    CU_ASSERT(tight > 60);
}

/* Nothing seen of anything, in up to 1e15 tests: no digit of what is left is lost downwards, where
 * models keep 12 of a chance. */
static void test_promise_nothing_seen(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    for (uint64_t n = 1; n <= UINT64_C(1000000000000000); n *= 10) {
        cst_promise_ask ask = {.confidence = 0.95};
        cst_promise promise;
        ask.input[CST_PROMISE_RATE] = (cst_promise_input){CST_PROMISE_COUNTED, .k = 0, .n = n};
        ask.input[CST_PROMISE_RHO] = ask.input[CST_PROMISE_RATE];
        ask.input[CST_PROMISE_TPR] = (cst_promise_input){CST_PROMISE_COUNTED, .k = n, .n = n};
        CU_ASSERT_EQUAL_FATAL(cst_promise_make(&spec, &ask, &promise, NULL), 0);
        const long double end = -expm1l(logl(0.05L / 3.0L) / (long double)n);
        const long double q = end + end * (1.0L - end);
        const long double risk = end * (end + (1.0L - end) * q);
        CU_ASSERT(promise.risk >= risk);
        CU_ASSERT(promise.risk <= risk * (1.0L + 1e-9L) + end * 1.1e-12L);
    }
}

/* Counts of who schemed together: the upper end of what fit.h makes of them at alpha/m. */
static void test_promise_fitted(void)
{
    const cst_fit_counts counts = {.agents = 2, .tasks = {900, 80, 20}};
    cst_trial_spec spec = cst_trial_spec_default();
    cst_promise_ask ask = {.confidence = 0.9};
    cst_promise promise;
    cst_fit fit;
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    ask.input[CST_PROMISE_RATE] = (cst_promise_input){CST_PROMISE_COUNTED, .k = 3, .n = 900};
    ask.input[CST_PROMISE_RHO] = (cst_promise_input){.source = CST_PROMISE_FITTED, .fit = &counts};
    CU_ASSERT_EQUAL_FATAL(cst_promise_make(&spec, &ask, &promise, NULL), 0);
    cst_fit_make(&fit, &counts, 0.05);
    CU_ASSERT_EQUAL(promise.of_risk.measured, 2);
    CU_ASSERT(cst_test_relative(promise.of_risk.end[CST_PROMISE_RHO].at, fit.rho.interval.high) <
              1e-9);
    CU_ASSERT(promise.of_risk.end[CST_PROMISE_RHO].at < 1.0);
}

/* One reviewer, by hand: P ((1 - d) + d c Q); m, the shares of alpha, and awareness. */
static void test_promise_by_hand(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    cst_promise_ask ask = {.confidence = 0.95};
    cst_promise promise;
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.score.tpr = 0.9;
    ask.input[CST_PROMISE_RATE] = (cst_promise_input){CST_PROMISE_COUNTED, .k = 0, .n = 30000};
    CU_ASSERT_EQUAL(cst_promise_make(&spec, &ask, &promise, NULL), 0);
    CU_ASSERT_EQUAL(promise.of_risk.measured, 1);
    CU_ASSERT(cst_test_relative(promise.risk, -expm1(log(0.05) / 30000)) < 1e-9);
    CU_ASSERT_EQUAL(promise.of_risk.end[CST_PROMISE_RHO].at, 1.0);

    ask.input[CST_PROMISE_TPR] = (cst_promise_input){CST_PROMISE_COUNTED, .k = 50, .n = 50};
    ask.input[CST_PROMISE_RHO] = (cst_promise_input){CST_PROMISE_COUNTED, .k = 0, .n = 20};
    ask.input[CST_PROMISE_AWARENESS] = (cst_promise_input){CST_PROMISE_GIVEN, .value = 0.25};
    const double each = 0.05 / 3.0;
    const double rate = -expm1(log(each) / 30000) / 0.75;
    const double rho = -expm1(log(each) / 20);
    const double tpr = exp(log(each) / 50);
    const double q = rate + rho * (1.0 - rate);
    CU_ASSERT_EQUAL(cst_promise_make(&spec, &ask, &promise, NULL), 0);
    CU_ASSERT_EQUAL(promise.of_risk.measured, 3);
    CU_ASSERT(cst_test_relative(promise.risk, rate * (1.0 - tpr + tpr * q)) < 1e-9);

    /* What nothing depends on is not counted: no agents review. */
    spec.protocol.kind = cst_protocol_find("random-audit");
    spec.protocol.audit_share = 0.3;
    CU_ASSERT_EQUAL(cst_promise_make(&spec, &ask, &promise, NULL), 0);
    CU_ASSERT_EQUAL(promise.of_risk.measured, 1);
    CU_ASSERT(cst_test_relative(promise.risk, -expm1(log(0.05) / 30000) / 0.75 * 0.7) < 1e-9);

    ask.input[CST_PROMISE_AWARENESS].value = 1.0;
    CU_ASSERT_EQUAL(cst_promise_make(&spec, &ask, &promise, NULL), CST_ERR_METHOD);
}

/* Whoever of three reviewers schemes accuses honest work: a task is audited if one of its four
 * agents schemes, but not if the attacker alone does. */
static void test_promise_audits(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    cst_promise_ask ask = {.confidence = 0.95};
    cst_promise promise;
    double found[CST_RESULT_KINDS];
    spec.protocol.kind = cst_protocol_find("committee");
    spec.protocol.rule = CST_RULE_ANY;
    spec.collusion.strategy = cst_collusion_find("false-accusation");
    spec.scheming.law.rate = 0.001;
    spec.score.fpr = 0.0;
    ask.input[CST_PROMISE_RATE] = (cst_promise_input){CST_PROMISE_GIVEN, .value = 0.001};
    CU_ASSERT_EQUAL_FATAL(cst_promise_make(&spec, &ask, &promise, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_closed_of_spec(&spec, found, NULL), 0);
    CU_ASSERT_DOUBLE_EQUAL(promise.audit_rate, 0.004, 1e-12);
    CU_ASSERT(found[CST_RESULT_AUDIT_RATE] < 0.004);
    CU_ASSERT(found[CST_RESULT_AUDIT_RATE] > 0.0039);
}

CST_SUITE("promise", CST_TEST(test_promise_ends_none_and_all), CST_TEST(test_promise_ends_hold),
          CST_TEST(test_promise_response), CST_TEST(test_promise_worst_laws),
          CST_TEST(test_promise_box), CST_TEST(test_promise_enumerated),
          CST_TEST(test_promise_by_hand), CST_TEST(test_promise_audits),
          CST_TEST(test_promise_nothing_seen), CST_TEST(test_promise_fitted))
