/* SPDX-License-Identifier: MIT
 * A promise holds at each true input with its confidence: by exact enumeration of all counts for
 * one and for two measured inputs, and by drawn counts at 100 truths. Promises from k/n alone and
 * from Jeffreys' law fail both. CST_LONG=1 in the environment: 2,000 replicates of each truth in
 * place of 500, and finer grids. */
#include "base/binomial.h"
#include "estimate/ask/inputs.h"
#include "estimate/ask/promise.h"
#include "estimate/exact/closed.h"
#include "tests/lib/binomial.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double confidence = 0.95;

static bool in_full(void)
{
    const char *is_long = getenv("CST_LONG");
    return is_long != NULL && strcmp(is_long, "1") == 0;
}

/* --- Three ways to promise ------------------------------------------------------------------- */

/* The promise; the same with k/n for each count; and with Jeffreys' bound at alpha/m. */
enum { PROMISE, POINT, JEFFREYS, WAYS };

static double jeffreys(uint64_t k, uint64_t n, double tail, bool upper)
{
    const cst_prior law = cst_prior_of_counts(k, n);
    return cst_prior_quantile(&law, upper ? 1.0 - tail : tail);
}

/* The bounds on the risk from these measurements. */
static void promised(const cst_trial_spec *spec, const cst_promise_ask *ask, double risk[WAYS])
{
    cst_promise promise;
    CU_ASSERT_EQUAL_FATAL(cst_promise_make(spec, ask, &promise, NULL), 0);
    risk[PROMISE] = promise.risk;
    for (int way = POINT; way < WAYS; way++) {
        cst_promise_ask other = *ask;
        cst_promise from;
        for (int key = 0; key < CST_PROMISE_KEYS; key++) {
            cst_promise_input *input = &other.input[key];
            if (input->source == CST_PROMISE_COUNTED) {
                const bool upper = cst_promise_rises((cst_promise_key)key);
                input->source = CST_PROMISE_GIVEN;
                input->value = way == POINT
                                   ? (double)input->k / (double)input->n
                                   : jeffreys(input->k, input->n, promise.of_risk.tail, upper);
            }
        }
        const bool bounded = other.input[CST_PROMISE_AWARENESS].value < 1.0;
        risk[way] = bounded && cst_promise_make(spec, &other, &from, NULL) == 0 ? from.risk : 1.0;
    }
}

/* --- Exact enumeration ----------------------------------------------------------------------- */

static double binomial(uint64_t k, uint64_t n, double p)
{
    return p <= 0.0   ? (double)(k == 0)
           : p >= 1.0 ? (double)(k == n)
                      : cst_test_binomial_at(k, n, p);
}

static cst_trial_spec one_reviewer(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.scheming.law.law = cst_law_find("beta");
    return spec;
}

/* What is least of the coverage at p over a grid and just above each of the bounds, where it jumps;
 * of the other ways without the far ends, which they never hold. */
static void test_promise_coverage_one_input(void)
{
    enum { N = 25 };
    const cst_trial_spec spec = one_reviewer();
    const uint32_t grid = in_full() ? 20000 : 2000;
    double bound[N + 1][WAYS];
    double least[WAYS] = {1.0, 1.0, 1.0};
    double rates[WAYS][N + 1];
    for (uint64_t k = 0; k <= N; k++) {
        cst_promise_ask ask = {.confidence = confidence};
        ask.input[CST_PROMISE_RATE] = (cst_promise_input){CST_PROMISE_COUNTED, .k = k, .n = N};
        promised(&spec, &ask, bound[k]);
        rates[PROMISE][k] = cst_promise_counted(k, N, 1.0 - confidence, true);
        rates[POINT][k] = (double)k / N;
        rates[JEFFREYS][k] = jeffreys(k, N, 1.0 - confidence, true);
    }
    for (uint32_t i = 0; i <= grid + WAYS * (N + 1); i++) {
        const uint32_t jump = i - grid - 1;
        const double p = i <= grid ? (double)i / grid
                                   : fmin(rates[jump / (N + 1)][jump % (N + 1)] * (1 + 1e-7), 1.0);
        cst_trial_spec at = spec; /* rho 1: R = p */
        at.scheming.law.rate = p;
        at.scheming.law.rho = 1.0;
        const double truth = cst_closed_form(&at, CST_RESULT_RESIDUAL_RISK);
        for (int way = 0; way < WAYS; way++) {
            double held = 0.0;
            for (uint64_t k = 0; k <= N; k++) {
                held += bound[k][way] >= truth ? binomial(k, N, p) : 0.0;
            }
            least[way] = way == PROMISE || p < 0.9 ? fmin(least[way], held) : least[way];
        }
    }
    (void)printf("\n    least coverage: promise %.6f, k/n %.4f, Jeffreys %.4f", least[PROMISE],
                 least[POINT], least[JEFFREYS]);
    CU_ASSERT(least[PROMISE] >= confidence - 1e-9);
    CU_ASSERT(least[PROMISE] < confidence + 1e-4); /* no more than is needed */
    CU_ASSERT(least[POINT] < 0.7);
    CU_ASSERT(least[JEFFREYS] < 0.9);
}

/* Rate and TPR, at a correlation that is given: all pairs of counts. */
static void test_promise_coverage_two_inputs(void)
{
    enum { N = 14, M = 11 };
    const uint32_t grid = in_full() ? 200 : 40;
    const double rho = 0.2;
    cst_trial_spec spec = one_reviewer();
    double bound[N + 1][M + 1][WAYS];
    double least[WAYS] = {1.0, 1.0, 1.0};
    for (uint64_t k = 0; k <= N; k++) {
        for (uint64_t j = 0; j <= M; j++) {
            cst_promise_ask ask = {.confidence = confidence};
            ask.input[CST_PROMISE_RATE] = (cst_promise_input){CST_PROMISE_COUNTED, .k = k, .n = N};
            ask.input[CST_PROMISE_TPR] = (cst_promise_input){CST_PROMISE_COUNTED, .k = j, .n = M};
            ask.input[CST_PROMISE_RHO] = (cst_promise_input){CST_PROMISE_GIVEN, .value = rho};
            promised(&spec, &ask, bound[k][j]);
        }
    }
    spec.scheming.law.rho = rho;
    for (uint32_t a = 0; a <= grid; a++) {
        for (uint32_t b = 0; b <= grid; b++) {
            const double p = (double)a / grid;
            const double d = (double)b / grid;
            const bool inside = p < 0.9 && d > 0.1;
            double held[WAYS] = {0.0};
            spec.scheming.law.rate = p;
            spec.score.tpr = d;
            const double truth = cst_closed_form(&spec, CST_RESULT_RESIDUAL_RISK);
            for (uint64_t k = 0; k <= N; k++) {
                for (uint64_t j = 0; j <= M; j++) {
                    const double chance = binomial(k, N, p) * binomial(j, M, d);
                    for (int way = 0; way < WAYS; way++) {
                        held[way] += bound[k][j][way] >= truth ? chance : 0.0;
                    }
                }
            }
            for (int way = 0; way < WAYS; way++) {
                least[way] = way == PROMISE || inside ? fmin(least[way], held[way]) : least[way];
            }
        }
    }
    (void)printf("\n    least coverage: promise %.6f, k/n %.4f, Jeffreys %.4f", least[PROMISE],
                 least[POINT], least[JEFFREYS]);
    CU_ASSERT(least[PROMISE] >= confidence - 1e-9);
    CU_ASSERT(least[POINT] < 0.7);
    CU_ASSERT(least[JEFFREYS] < confidence);
}

/* --- On what a statement depends ------------------------------------------------------------- */

typedef struct measured {
    cst_promise_key key;
    uint64_t n;
} measured;

static void put(cst_promise_ask *ask, measured of, uint64_t k)
{
    ask->input[of.key] = (cst_promise_input){CST_PROMISE_COUNTED, .k = k, .n = of.n};
}

static void give(cst_promise_ask *ask, cst_promise_key key, double value)
{
    ask->input[key] = (cst_promise_input){.source = CST_PROMISE_GIVEN, .value = value};
}

/* Asks that the risk depends on so many of the measured inputs and the audits on so many, whatever
 * is counted: over all counts of two of them. */
static void judge_bases(const cst_trial_spec *spec, cst_promise_ask ask, measured a, measured b,
                        uint32_t of_risk, uint32_t of_audits)
{
    double risk[2] = {1.0, 0.0};
    for (uint64_t i = 0; i <= a.n; i++) {
        for (uint64_t j = 0; j <= b.n; j++) {
            cst_promise promise;
            put(&ask, a, i);
            put(&ask, b, j);
            CU_ASSERT_EQUAL_FATAL(cst_promise_make(spec, &ask, &promise, NULL), 0);
            CU_ASSERT_EQUAL(promise.of_risk.measured, of_risk);
            CU_ASSERT_EQUAL(promise.of_audits.measured, of_audits);
            CU_ASSERT_EQUAL(promise.of_risk.tail, (1.0 - confidence) / of_risk);
            CU_ASSERT_EQUAL(promise.of_audits.tail, (1.0 - confidence) / of_audits);
            risk[0] = i == 0 ? fmin(risk[0], promise.risk) : risk[0];
            risk[1] = i == 0 ? fmax(risk[1], promise.risk) : risk[1];
            CU_ASSERT(!(i == 0 && !promise.of_risk.end[b.key].used) || risk[0] == risk[1]);
        }
    }
}

/* Counts that bound nothing, as 5 of 5 for rho and 0 of 9 for the TPR, take their share as others
 * do: only what is asked decides. */
static void test_promise_basis(void)
{
    const measured rate = {CST_PROMISE_RATE, 4};
    const measured rho = {CST_PROMISE_RHO, 5};
    const measured tpr = {CST_PROMISE_TPR, 9};
    const measured fpr = {CST_PROMISE_FPR, 3};
    const measured right = {CST_PROMISE_SUCCESS, 3};
    const cst_promise_ask plain = {.confidence = confidence};
    cst_trial_spec spec = one_reviewer();
    cst_promise_ask ask = plain;
    judge_bases(&spec, plain, rate, tpr, 1, 1); /* rho may be 1: all attacks may escape */
    judge_bases(&spec, plain, rate, fpr, 1, 2);
    judge_bases(&spec, plain, rate, rho, 2, 1);
    put(&ask, rate, 0);
    judge_bases(&spec, ask, rho, tpr, 3, 1);
    put(&ask, tpr, 7);
    judge_bases(&spec, ask, rho, fpr, 3, 2);
    ask = plain;
    give(&ask, CST_PROMISE_RHO, 1.0);
    judge_bases(&spec, ask, rate, tpr, 1, 1);
    give(&ask, CST_PROMISE_RHO, 0.5);
    judge_bases(&spec, ask, rate, tpr, 2, 1);
    give(&ask, CST_PROMISE_TPR, 0.0); /* no report: who schemes together is the same */
    judge_bases(&spec, ask, rate, rho, 1, 1);

    spec.collusion.probability = 0.5;
    judge_bases(&spec, plain, rate, tpr, 2, 1);
    ask = plain;
    give(&ask, CST_PROMISE_COLLUSION, 1.0);
    judge_bases(&spec, ask, rate, tpr, 1, 1);
    spec.collusion.strategy = cst_collusion_find("none");
    judge_bases(&spec, plain, rate, tpr, 2, 1);
    judge_bases(&spec, plain, rate, rho, 1, 1);
    judge_bases(&spec, plain, rate, right, 1, 1);
    spec.protocol.flagged_work = CST_FLAGGED_USE;
    judge_bases(&spec, plain, rate, right, 2, 1);
    spec.protocol.audit_flagged = 0.0; /* nothing is proven, nothing is audited */
    ask = plain;
    put(&ask, fpr, 1);
    CU_ASSERT_EQUAL(cst_promise_check(&spec, NULL), 0);
    for (uint64_t k = 0; k <= tpr.n; k++) {
        cst_promise promise;
        put(&ask, rate, 1);
        put(&ask, tpr, k);
        CU_ASSERT_EQUAL_FATAL(cst_promise_make(&spec, &ask, &promise, NULL), 0);
        CU_ASSERT_EQUAL(promise.of_risk.measured, 1);
        CU_ASSERT_EQUAL(promise.of_audits.measured, 0);
        CU_ASSERT_EQUAL(promise.miss_share, 1.0);
        CU_ASSERT_EQUAL(promise.audit_rate, 0.0);
    }
}

/* A TPR on which nothing depends takes nothing: the coverage is still what is asked, no more. */
static void test_promise_coverage_useless(void)
{
    enum { N = 12, M = 3 };
    const measured rate = {CST_PROMISE_RATE, N};
    const measured tpr = {CST_PROMISE_TPR, M};
    cst_trial_spec spec = one_reviewer();
    double least = 1.0;
    for (uint64_t jump = 0; jump < N; jump++) {
        const double p = cst_promise_counted(jump, N, 1.0 - confidence, true) * (1.0 + 1e-7);
        double held = 0.0;
        spec.scheming.law.rate = p;
        spec.scheming.law.rho = 1.0;
        const double truth = cst_closed_form(&spec, CST_RESULT_RESIDUAL_RISK);
        for (uint64_t k = 0; k <= N; k++) {
            for (uint64_t j = 0; j <= M; j++) {
                cst_promise_ask ask = {.confidence = confidence};
                cst_promise promise;
                put(&ask, rate, k);
                put(&ask, tpr, j);
                CU_ASSERT_EQUAL_FATAL(cst_promise_make(&spec, &ask, &promise, NULL), 0);
                held += promise.risk >= truth ? binomial(k, N, p) * binomial(j, M, spec.score.tpr)
                                              : 0.0;
            }
        }
        least = fmin(least, held);
    }
    CU_ASSERT(least >= confidence - 1e-9);
    CU_ASSERT(least < confidence + 1e-4);
}

/* Rate, correlation and TPR, all counted: with so few tests many of the bounds are 1 or 0. The
 * miss_share by itself, and the audits of rate and FPR. */
static void test_promise_coverage_three_inputs(void)
{
    enum { N = 6, M = 4, L = 5 };
    const uint32_t grid = in_full() ? 40 : 14;
    const measured of[] = {{CST_PROMISE_RATE, N}, {CST_PROMISE_RHO, M}, {CST_PROMISE_TPR, L}};
    const measured fpr = {CST_PROMISE_FPR, L};
    cst_trial_spec spec = one_reviewer();
    double bound[N + 1][M + 1][L + 1][2];
    double audits[N + 1][L + 1];
    double least[3] = {1.0, 1.0, 1.0};
    for (uint64_t i = 0; i < (N + 1) * (M + 1) * (L + 1); i++) {
        const uint64_t k[] = {i / (M + 1) / (L + 1), i / (L + 1) % (M + 1), i % (L + 1)};
        cst_promise_ask ask = {.confidence = confidence};
        cst_promise promise;
        for (int j = 0; j < 3; j++) {
            put(&ask, of[j], k[j]);
        }
        put(&ask, fpr, k[2]);
        CU_ASSERT_EQUAL_FATAL(cst_promise_make(&spec, &ask, &promise, NULL), 0);
        bound[k[0]][k[1]][k[2]][0] = promise.risk;
        bound[k[0]][k[1]][k[2]][1] = promise.miss_share;
        audits[k[0]][k[2]] = promise.audit_rate;
    }
    for (uint32_t i = 0; i < grid * grid * grid; i++) {
        const double p = (double)(1 + i % grid) / grid;
        const double rho = (double)(1 + i / grid % grid) / grid;
        const double d = (double)(1 + i / grid / grid) / grid;
        const double q = p + rho * (1.0 - p);
        double held[3] = {0.0};
        for (uint64_t k = 0; k <= N; k++) {
            for (uint64_t l = 0; l <= L; l++) {
                const double chance = binomial(k, N, p) * binomial(l, L, d);
                for (uint64_t m = 0; m <= M; m++) {
                    const double miss = (1.0 - d + d * q) * (1.0 - 1e-12);
                    const double each = chance * binomial(m, M, q);
                    held[0] += bound[k][m][l][0] >= p * miss ? each : 0.0;
                    held[1] += bound[k][m][l][1] >= miss ? each : 0.0;
                }
                /* d is the FPR here: flagged but for honest work that passes */
                const double most = 1.0 - (1.0 - d) * (1.0 - p);
                held[2] += audits[k][l] >= most * (1.0 - 1e-12) ? chance : 0.0;
            }
        }
        for (int j = 0; j < 3; j++) {
            least[j] = fmin(least[j], held[j]);
        }
    }
    (void)printf("\n    least coverage: risk %.6f, miss_share %.6f, audits %.6f", least[0],
                 least[1], least[2]);
    for (int j = 0; j < 3; j++) {
        CU_ASSERT(least[j] >= confidence - 1e-9);
    }
}

/* --- Drawn counts at many truths ------------------------------------------------------------- */

/* A truth, and how many trials each measurement has; 0: it is given, as it is. */
typedef struct truth {
    cst_trial_spec spec;
    double rho, awareness;
    uint64_t trials[CST_PROMISE_KEYS];
    double risk;
} truth;

static double pick(cst_draws *draws, const double *of, int count)
{
    return of[(int)(cst_draws_unit(draws) * count)];
}

/* The law that the worst case is reached by, with s = 0 and s = j reviewers beside the actor, as a
 * table; where it cannot be, beta. */
static void worst_law(truth *of, uint32_t k, uint32_t j, double *joint)
{
    const double p = of->spec.scheming.law.rate;
    const double q = p + of->rho * (1.0 - p);
    const double together = q * k / j; /* P(j others scheme | the actor does) */
    const double alone = 1.0 - together;
    cst_law_spec *law = &of->spec.scheming.law;
    law->law = cst_law_find("beta");
    law->rho = of->rho;
    for (uint32_t i = 0; i <= k + 1; i++) {
        joint[i] = 0.0;
    }
    joint[1] = p * alone * (k + 1);
    joint[j + 1] = p * together * (k + 1) / (j + 1);
    joint[0] = 1.0 - joint[1] - joint[j + 1];
    if (alone >= 0.0 && joint[0] >= 0.0) {
        law->law = cst_law_find("table");
        law->joint = joint;
        law->joint_count = k + 2;
    }
}

/* Rates from .3 to 1e-4, correlations, TPRs, reviewers, rules and laws; one to four measurements.
 * Every fifth has the rate, measured alone, just above one of its bounds: of a promise, where it
 * holds no oftener than it says, or of Jeffreys' law. */
static void make_truth(truth *of, int index, cst_draws *draws, double *joint)
{
    static const double rates[] = {0.3, 0.1, 0.03, 0.01, 1e-3, 1e-4};
    static const double rhos[] = {0.0, 0.02, 0.1, 0.3, 0.8};
    static const double tprs[] = {0.5, 0.8, 0.9, 0.97, 0.995};
    static const double tests[] = {30, 100, 300, 1000};
    cst_trial_spec *spec = &of->spec;
    *of = (truth){.spec = one_reviewer(), .rho = pick(draws, rhos, 5)};
    spec->score.tpr = pick(draws, tprs, 5);
    spec->scheming.law.rate = pick(draws, rates, 6);
    of->trials[CST_PROMISE_RATE] =
        (uint64_t)(pick(draws, tests, 4) * (spec->scheming.law.rate < 0.005 ? 30.0 : 1.0));
    if (index % 5 == 0) {
        const uint64_t k = index % 10 == 0 ? (uint64_t)(index / 10) : 0;
        const uint64_t n = of->trials[CST_PROMISE_RATE];
        const double bound = index % 10 == 0 ? cst_promise_counted(k, n, 1.0 - confidence, true)
                                             : jeffreys(k, n, 1.0 - confidence, true);
        spec->scheming.law.rate = bound * (1.0 + 1e-6);
    } else {
        const bool all = index % 5 == 4;
        of->trials[CST_PROMISE_TPR] = all || index % 2 == 0 ? (uint64_t)pick(draws, tests, 4) : 0;
        of->trials[CST_PROMISE_RHO] = all || index % 3 == 0 ? (uint64_t)pick(draws, tests, 4) : 0;
        of->trials[CST_PROMISE_AWARENESS] = all ? (uint64_t)pick(draws, tests, 4) : 0;
        of->awareness = all ? 0.2 : 0.0;
        if (index % 4 != 0) {
            spec->protocol.kind = cst_protocol_find("committee");
            spec->protocol.reviewers = 1 + (uint32_t)(cst_draws_unit(draws) * 5.0);
            spec->protocol.rule = (cst_rule)(cst_draws_unit(draws) * 3.0);
        }
    }
    const uint32_t k = cst_protocol_reviewers(&spec->protocol);
    const uint32_t needed = cst_protocol_votes_needed(&spec->protocol, k);
    worst_law(of, k, index % 2 == 0 ? k - needed + 1 : k, joint);
    of->risk = cst_closed_form(spec, CST_RESULT_RESIDUAL_RISK);
    CU_ASSERT_FALSE_FATAL(isnan(of->risk));
}

/* The chance of what a measurement counts. Tests that are known as such see no scheming. */
static double chance_of(const truth *of, int key)
{
    const double p = of->spec.scheming.law.rate;
    return key == CST_PROMISE_RATE        ? p * (1.0 - of->awareness)
           : key == CST_PROMISE_RHO       ? p + of->rho * (1.0 - p)
           : key == CST_PROMISE_AWARENESS ? of->awareness
                                          : of->spec.score.tpr;
}

/* Counts are met again and again: their promises are kept. */
typedef struct kept {
    bool full;
    uint64_t k[4];
    double risk[WAYS];
} kept;
enum { KEPT = 4096 };

static const int drawn[4] = {CST_PROMISE_RATE, CST_PROMISE_RHO, CST_PROMISE_AWARENESS,
                             CST_PROMISE_TPR};

static const double *promised_again(const truth *of, const cst_promise_ask *ask, kept *memory)
{
    uint64_t hash = 0;
    kept now = {.full = true};
    for (int i = 0; i < 4; i++) {
        now.k[i] = ask->input[drawn[i]].k;
        hash = hash * 1000003 + now.k[i];
    }
    kept *at = &memory[hash % KEPT];
    if (!at->full || memcmp(at->k, now.k, sizeof now.k) != 0) {
        promised(&of->spec, ask, now.risk);
        *at = now;
    }
    return at->risk;
}

/* How often each way holds. */
static void replicate(const truth *of, uint32_t replicates, cst_draws *draws, uint32_t held[WAYS])
{
    kept *memory = calloc(KEPT, sizeof *memory);
    CU_ASSERT_PTR_NOT_NULL_FATAL(memory);
    memset(held, 0, WAYS * sizeof *held);
    for (uint32_t i = 0; i < replicates; i++) {
        cst_promise_ask ask = {.confidence = confidence};
        ask.input[CST_PROMISE_RHO] =
            (cst_promise_input){.source = CST_PROMISE_GIVEN, .value = of->rho};
        for (int j = 0; j < 4; j++) {
            const uint64_t n = of->trials[drawn[j]];
            if (n > 0) {
                ask.input[drawn[j]] =
                    (cst_promise_input){.source = CST_PROMISE_COUNTED,
                                        .k = cst_binomial_draw(draws, n, chance_of(of, drawn[j])),
                                        .n = n};
            }
        }
        const double *risk = promised_again(of, &ask, memory);
        for (int way = 0; way < WAYS; way++) {
            held[way] += risk[way] >= of->risk;
        }
    }
    free(memory);
}

/* At each of the truths: that it held less often than .95 by an exact tail of 1e-3 over all. */
static void test_promise_coverage_truths(void)
{
    enum { TRUTHS = 100 };
    const uint32_t replicates = in_full() ? 2000 : 500;
    const cst_random random = {.seed = 20261130};
    uint32_t failed[WAYS] = {0};
    uint32_t least[WAYS] = {replicates, replicates, replicates};
    for (int i = 0; i < TRUTHS; i++) {
        cst_draws draws = cst_draws_at(&random, (uint64_t)i, 1, CST_DRAW_TEST);
        double joint[CST_REVIEWERS_MAX + 2];
        uint32_t held[WAYS];
        truth at;
        make_truth(&at, i, &draws, joint);
        replicate(&at, replicates, &draws, held);
        for (int way = 0; way < WAYS; way++) {
            const double tail = cst_test_binomial_below(held[way] + 1, replicates, confidence);
            const bool low = (double)held[way] < confidence * replicates && tail < 1e-3 / TRUTHS;
            failed[way] += low;
            least[way] = held[way] < least[way] ? held[way] : least[way];
        }
    }
    (void)printf("\n    %d truths, %u replicates; least held: promise %u, k/n %u, Jeffreys %u; "
                 "truths that fail: %u, %u, %u",
                 TRUTHS, replicates, least[PROMISE], least[POINT], least[JEFFREYS], failed[PROMISE],
                 failed[POINT], failed[JEFFREYS]);
    CU_ASSERT_EQUAL(failed[PROMISE], 0);
    CU_ASSERT(failed[POINT] > 50);
    CU_ASSERT(failed[JEFFREYS] > 0);
}

CST_SUITE("promise_coverage", CST_TEST(test_promise_coverage_one_input),
          CST_TEST(test_promise_coverage_two_inputs), CST_TEST(test_promise_basis),
          CST_TEST(test_promise_coverage_useless), CST_TEST(test_promise_coverage_three_inputs),
          CST_TEST(test_promise_coverage_truths))
