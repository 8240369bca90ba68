/* SPDX-License-Identifier: MIT
 * Two results files: which cells belong together, what lies between two results, and that all of it
 * holds at once, whatever the two files share. */
#include "study/against.h"

#include "tally/interval.h"
#include "tests/lib/binomial.h"
#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const cst_result_kind risk = CST_RESULT_RESIDUAL_RISK;

static cst_against make(const cst_shown *a, const cst_shown *b)
{
    cst_against against;
    cst_error error = {0};
    const int code = cst_against_make(&against, &a->findings, &b->findings, &risk, 1, &error);
    if (code != 0) {
        (void)fprintf(stderr, "\n  %s\n", error.text);
    }
    CU_ASSERT_EQUAL_FATAL(code, 0);
    return against;
}

static bool same(double x, double y)
{
    return x == y || (isnan(x) && isnan(y)) || fabs(x - y) < 1e-12;
}

/* --- What lies between two results ------------------------------------------------------------ */

static void test_against_gap(void)
{
    const double none = (double)NAN;
    const double inf = HUGE_VAL;
    static const cst_against_side open = CST_AGAINST_OPEN;
    const struct {
        double a[3], b[3];     /* low, estimate, high */
        double apart[3];       /* of the difference */
        double ratio[3];       /* likewise */
        cst_against_side side; /* by hand, all of it */
    } cases[] = {
        {{.1, .2, .3}, {.4, .5, .6}, {.1, .3, .5}, {4. / 3., 2.5, 6.}, CST_AGAINST_HIGHER},
        {{.4, .5, .6}, {.1, .2, .3}, {-.5, -.3, -.1}, {1. / 6., .4, .75}, CST_AGAINST_LOWER},
        {{.1, .2, .3}, {.2, .3, .4}, {-.1, .1, .3}, {2. / 3., 1.5, 4.}, open},
        {{.1, .2, .3}, {.3, .4, .5}, {0., .2, .4}, {1., 2., 5.}, open}, /* ends that meet */
        {{0., none, .1}, {.2, .3, .4}, {.1, none, .4}, {2., none, inf}, CST_AGAINST_HIGHER},
        {{.2, .3, .4}, {0., none, .1}, {-.4, none, -.1}, {0., none, .5}, CST_AGAINST_LOWER},
        {{0., none, .1}, {0., none, .1}, {-.1, none, .1}, {0., none, inf}, open},
        {{0., 0., 0.}, {0., 0., 0.}, {0., 0., 0.}, {none, none, none}, open},
        {{0., 0., 0.}, {.1, .2, .3}, {.1, .2, .3}, {none, none, none}, CST_AGAINST_HIGHER},
        {{.1, .2, .3}, {0., 0., 0.}, {-.3, -.2, -.1}, {0., 0., 0.}, CST_AGAINST_LOWER},
        {{2., 2., 2.}, {3., 3., 3.}, {1., 1., 1.}, {1.5, 1.5, 1.5}, CST_AGAINST_HIGHER},
        {{-.2, 0., .2}, {.5, .6, .7}, {.3, .6, .9}, {none, none, none}, CST_AGAINST_HIGHER},
        {{.5, .6, .7}, {-.2, 0., .2}, {-.9, -.6, -.3}, {none, none, none}, CST_AGAINST_LOWER},
        {{1., none, inf}, {3., 4., 5.}, {-inf, none, 4.}, {0., none, 5.}, open},
        {{1., 2., 3.}, {4., none, inf}, {1., none, inf}, {4. / 3., none, inf}, CST_AGAINST_HIGHER},
        {{1., none, inf}, {4., none, inf}, {-inf, none, inf}, {0., none, inf}, open},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const double *a = cases[i].a;
        const double *b = cases[i].b;
        const cst_result of_a = {.low = a[0], .estimate = a[1], .high = a[2], .method = "by hand"};
        const cst_result of_b = {.low = b[0], .estimate = b[1], .high = b[2], .method = "by hand"};
        const cst_against_gap gap = cst_against_gap_of(&of_a, &of_b);
        const double found[] = {gap.low,       gap.difference, gap.high,
                                gap.ratio_low, gap.ratio,      gap.ratio_high};
        for (size_t j = 0; j < 6; j++) {
            const double right = j < 3 ? cases[i].apart[j] : cases[i].ratio[j - 3];
            if (!same(found[j], right)) {
                (void)fprintf(stderr, "\n  case %zu, number %zu: %g, not %g\n", i, j, found[j],
                              right);
            }
            CU_ASSERT(same(found[j], right));
        }
        CU_ASSERT_EQUAL(gap.side, cases[i].side);
    }
}

/* --- Which cells belong together -------------------------------------------------------------- */

#define BODY "{protocol: {kind: committee, reviewers: %s}, sweep: {%s}}"

static void make_shown(cst_shown *of, const char *reviewers, const char *swept)
{
    char text[512];
    (void)snprintf(text, sizeof text, BODY, reviewers, swept);
    cst_shown_make(of, text);
}

/* Axes in another order, values in another order, one of each in one file alone. */
static void test_against_match(void)
{
    static const char *const right[] = {"0.1, 0.5", "0.1, 0.9", "0.2, 0.5", "0.2, 0.9",
                                        "0.3, 0.5", "0.3, 0.9", "0.4, 0.5", "0.4, 0.9"};
    cst_shown a;
    cst_shown b;
    make_shown(&a, "3", "scheming.rate: [0.1, 0.2, 0.3], monitor.score.tpr: [0.5, 0.9]");
    make_shown(&b, "4", "monitor.score.tpr: [0.5, 0.9], scheming.rate: [0.3, 0.4, 0.1]");
    cst_against against = make(&a, &b);
    CU_ASSERT_EQUAL(against.cells, 8);
    CU_ASSERT_EQUAL(against.only_a, 2);
    CU_ASSERT_EQUAL(against.only_b, 2);
    CU_ASSERT_EQUAL(against.differences, 4);
    CU_ASSERT_EQUAL(against.same_seed, 4);
    CU_ASSERT_EQUAL(against.same_model, 0);
    CU_ASSERT_EQUAL(against.keys, 1);
    CU_ASSERT_STRING_EQUAL(against.key[0].key, "protocol.reviewers");
    CU_ASSERT_STRING_EQUAL(against.key[0].a, "3");
    CU_ASSERT_STRING_EQUAL(against.key[0].b, "4");
    CU_ASSERT_EQUAL(against.key[0].cells, 4);
    for (size_t i = 0; i < against.cells; i++) {
        char found[64];
        (void)snprintf(found, sizeof found, "%s, %s", cst_against_value(&against, i, 0),
                       cst_against_value(&against, i, 1));
        CU_ASSERT_STRING_EQUAL(found, right[i]);
        const cst_against_cell *cell = &against.cell[i];
        const bool both = i < 2 || i == 4 || i == 5;
        CU_ASSERT_EQUAL(cell->a != NULL && cell->b != NULL, both);
        CU_ASSERT_EQUAL(cst_against_at(&against, i, 0)->side == CST_AGAINST_NONE, !both);
        if (both) { /* at the same place by their own scenarios, in which the axes differ */
            CU_ASSERT_STRING_EQUAL(cell->a->cell->at[0], cell->b->cell->at[1]);
            CU_ASSERT_STRING_EQUAL(cell->a->cell->at[1], cell->b->cell->at[0]);
        }
    }
    cst_against_free(&against);
    cst_shown_free(&a);
    cst_shown_free(&b);
}

/* One cell each, and the same file twice: nothing differs. */
static void test_against_one(void)
{
    cst_shown a;
    cst_shown b;
    cst_shown_make(&a, "{protocol: {kind: committee}, estimate: {confidence: 0.9}}");
    cst_shown_make(&b, "{protocol: {kind: committee}, estimate: {confidence: 0.99, seed: 2}}");
    cst_against against = make(&a, &b);
    CU_ASSERT_EQUAL(against.cells, 1);
    CU_ASSERT_EQUAL(against.same_model, 1);
    CU_ASSERT_EQUAL(against.same_seed, 0);
    CU_ASSERT_EQUAL(against.same_bytes, 0);
    CU_ASSERT_EQUAL(against.confidence, 0.99); /* the larger one */
    CU_ASSERT_DOUBLE_EQUAL(1.0 - against.each, 0.01 / 2.0, 1e-15);
    CU_ASSERT_EQUAL(against.keys, 2);
    CU_ASSERT_STRING_EQUAL(cst_against_place(&against, 0, ": ").text, "");
    cst_against_free(&against);
    against = make(&a, &a);
    CU_ASSERT_EQUAL(against.same_bytes, 1);
    CU_ASSERT_EQUAL(against.keys, 0);
    cst_against_free(&against);
    cst_shown_free(&a);
    cst_shown_free(&b);
}

static void expect_refused(const char *swept_a, const char *swept_b, const char *says)
{
    cst_against against;
    cst_error error = {0};
    cst_shown a;
    cst_shown b;
    make_shown(&a, "3", swept_a);
    make_shown(&b, "3", swept_b);
    CU_ASSERT_EQUAL(cst_against_make(&against, &a.findings, &b.findings, &risk, 1, &error),
                    CST_ERR_USAGE);
    if (strstr(error.text, says) == NULL) {
        (void)fprintf(stderr, "\n  said %s\n  not %s\n", error.text, says);
    }
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, says));
    cst_against_free(&against);
    cst_shown_free(&a);
    cst_shown_free(&b);
}

static void test_against_errors(void)
{
    expect_refused("scheming.rate: [0.1, 0.2]",
                   "monitor.score.tpr: [0.5, 0.9], scheming.rate: [0.1, 0.2]",
                   "over the same keys, by which cells are matched, found scheming.rate in x.yaml, "
                   "and monitor.score.tpr, scheming.rate in x.yaml");
    expect_refused("scheming.rate: [0.1, 0.2]", "monitor.score.tpr: [0.5, 0.9]",
                   "found scheming.rate in x.yaml, and monitor.score.tpr in x.yaml");
    expect_refused("scheming.rate: [0.1, 0.2]", "", "and nothing in x.yaml");
    expect_refused("scheming.rate: [0.1, 0.2]", "scheming.rate: [0.3, 0.4]",
                   "in both files, found none: x.yaml begins at scheming.rate=0.1, x.yaml at "
                   "scheming.rate=0.3");
}

/* So near to 1 that an interval's part is lost in the digits. */
static void test_against_sure(void)
{
    cst_against against;
    cst_error error = {0};
    cst_shown of;
    cst_shown_make(&of, "{protocol: {kind: committee}, estimate: {confidence: 0.99999999999}}");
    CU_ASSERT_EQUAL(cst_against_make(&against, &of.findings, &of.findings, &risk, 1, &error),
                    CST_ERR_RANGE);
    CU_ASSERT_STRING_EQUAL(error.key, "estimate.confidence");
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "that leaves 1e-11 or more for each of 2 intervals"));
    cst_against_free(&against);
    cst_shown_free(&of);
}

/* --- Levels ----------------------------------------------------------------------------------- */

enum { SEEN = 40, TASKS = 20000 };

/* A finding with so many escapes, by hand. */
static void set_counts(cst_finding *finding, uint64_t trials, uint64_t escaped)
{
    const uint64_t tasks = trials * finding->cell->made->trial_tasks;
    finding->done = trials;
    finding->count[CST_COUNT_TRIALS] = trials;
    finding->count[CST_COUNT_PLANNED] = tasks;
    finding->count[CST_COUNT_TASKS] = tasks;
    finding->count[CST_COUNT_ATTACKS] = escaped;
    finding->count[CST_COUNT_ESCAPED] = escaped;
    finding->count[CST_COUNT_HONEST_USED] = tasks - escaped;
}

/* The level that an interval of x of n has, by the binomial tails at its ends: twice each. */
static void expect_level(const cst_result *result, uint64_t x, uint64_t n, double level)
{
    CU_ASSERT_EQUAL(result->events, x);
    CU_ASSERT_EQUAL(result->of, n);
    CU_ASSERT_DOUBLE_EQUAL(2.0 * cst_test_binomial_above(x - 1, n, result->low) / level, 1.0, 1e-5);
    CU_ASSERT_DOUBLE_EQUAL(2.0 * cst_test_binomial_below(x + 1, n, result->high) / level, 1.0,
                           1e-5);
}

/* Two cells in both files and two results: 4 differences of 8 intervals. With a rule each of the
 * looks has its part, in the file that has the rule. */
static void test_against_levels(void)
{
    static const cst_result_kind kinds[] = {CST_RESULT_RESIDUAL_RISK, CST_RESULT_USEFULNESS};
    static const char text[] = "{trial: {agents: 20, rounds: 10}, protocol: {kind: committee}, "
                               "estimate: {trials: 100000, method: naive%s}, "
                               "sweep: {scheming.rate: [0.1, 0.2]}}";
    char with[512];
    cst_shown a;
    cst_shown b;
    cst_against against;
    (void)snprintf(with, sizeof with, text, "");
    cst_shown_make(&a, with);
    (void)snprintf(with, sizeof with, text, ", stop: {upper: 0.5}");
    cst_shown_make(&b, with);
    for (size_t i = 0; i < 2; i++) {
        set_counts(&a.findings.finding[i], 100, SEEN);
        set_counts(&b.findings.finding[i], 100, SEEN + 10);
    }
    CU_ASSERT_EQUAL_FATAL(cst_against_make(&against, &a.findings, &b.findings, kinds, 2, NULL), 0);
    CU_ASSERT_EQUAL(against.differences, 4);
    const uint32_t looks = b.findings.finding[0].looks;
    CU_ASSERT(looks > 1);
    for (size_t i = 0; i < 2; i++) {
        const cst_against_gap *gap = cst_against_at(&against, i, 0);
        expect_level(&gap->a, SEEN, TASKS, 0.05 / 8.0);
        expect_level(&gap->b, SEEN + 10, TASKS, 0.05 / 8.0 / looks);
        CU_ASSERT_EQUAL(gap->low, gap->b.low - gap->a.high);
        CU_ASSERT_EQUAL(gap->exact, 0.0);
        CU_ASSERT_PTR_NOT_NULL(cst_against_at(&against, i, 1)->a.method);
        CU_ASSERT_PTR_EQUAL(cst_against_at(&against, i, 1), &against.gap[2 * i + 1]);
    }
    cst_against_free(&against);
    cst_shown_free(&a);
    cst_shown_free(&b);
}

/* --- Coverage --------------------------------------------------------------------------------- */

enum { REPLICATES = 2000, CELLS = 12, DRAWS = 400 };

/* How B's draws hang together with A's. */
typedef enum tie { APART, ALIKE, OPPOSITE } tie;

/* One binomial law with everything that its number of events comes to. */
typedef struct law {
    double p, above[DRAWS + 1]; /* P(X <= x) */
    cst_result right[DRAWS + 1], naive[DRAWS + 1];
} law;

static cst_result result_of(uint64_t x, double level)
{
    const cst_interval of = cst_interval_clopper_pearson(x, DRAWS, level);
    return (cst_result){.estimate = (double)x / DRAWS, .low = of.low, .high = of.high};
}

static void make_law(law *of, double p, double each)
{
    double sum = 0.0;
    of->p = p;
    for (uint64_t x = 0; x <= DRAWS; x++) {
        sum += cst_test_binomial_at(x, DRAWS, p);
        of->above[x] = sum;
        of->right[x] = result_of(x, 1.0 - each);
        of->naive[x] = result_of(x, 0.05);
    }
}

static double uniform(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static uint32_t draw(const law *of, double u)
{
    uint32_t x = 0;
    while (x < DRAWS && of->above[x] < u) {
        x++;
    }
    return x;
}

/* Replicates in which some cell of the twelve is wrong. */
typedef struct wrong {
    uint64_t missed;    /* an interval of a difference or of a ratio is beside the truth */
    uint64_t decided;   /* a side is taken */
    uint64_t naive;     /* the same of intervals that are not shared out among cells and files */
    uint64_t estimates; /* B's estimate is outside of A's right interval, or A's of B's */
    uint64_t all;       /* a side is taken in all cells */
} wrong;

static bool covers(const cst_against_gap *gap, const law *a, const law *b)
{
    const double apart = b->p - a->p;
    const double ratio = b->p / a->p;
    return gap->low <= apart && apart <= gap->high && gap->ratio_low <= ratio &&
           ratio <= gap->ratio_high;
}

static wrong simulate(const law *a, const law *b, tie how, uint64_t *state)
{
    wrong of = {0};
    for (int i = 0; i < REPLICATES; i++) {
        bool missed = false;
        bool naive = false;
        bool estimates = false;
        int decided = 0;
        for (int j = 0; j < CELLS; j++) {
            const double u = uniform(state);
            const double other = how == APART ? uniform(state) : how == ALIKE ? u : 1.0 - u;
            const uint32_t x = draw(a, u);
            const uint32_t y = draw(b, other);
            const cst_against_gap gap = cst_against_gap_of(&a->right[x], &b->right[y]);
            missed = missed || !covers(&gap, a, b);
            decided += gap.side != CST_AGAINST_OPEN;
            naive =
                naive || cst_against_gap_of(&a->naive[x], &b->naive[y]).side != CST_AGAINST_OPEN;
            estimates = estimates || gap.b.estimate < gap.a.low || gap.b.estimate > gap.a.high ||
                        gap.a.estimate < gap.b.low || gap.a.estimate > gap.b.high;
        }
        of.missed += missed;
        of.decided += decided > 0;
        of.naive += naive;
        of.estimates += estimates;
        of.all += decided == CELLS;
    }
    return of;
}

/* P(so many or more of the replicates) where each is wrong with chance .05. */
static double tail(uint64_t misses)
{
    return misses == 0 ? 1.0 : cst_test_binomial_above(misses - 1, REPLICATES, 0.05);
}

/* The share of what may miss, as the product has it for twelve cells. */
static double each_of_twelve(void)
{
    cst_shown of;
    make_shown(&of, "3",
               "scheming.rate: [.01, .02, .03, .04, .05, .06, .07, .08, .09, .1, .11, "
               ".12]");
    cst_against against = make(&of, &of);
    const double each = against.each;
    CU_ASSERT_EQUAL(against.differences, CELLS);
    cst_against_free(&against);
    cst_shown_free(&of);
    return each;
}

/* Twelve cells at once: the confidence of all is kept however the two files hang together, in
 * differences, ratios and sides; two naive ways do not keep it. And sides are taken where there is
 * something to see. */
static void test_against_coverage(void)
{
    static law low;
    static law middle;
    static law high;
    uint64_t state = 15;
    const double each = each_of_twelve();
    make_law(&low, 0.1, each);
    make_law(&middle, 0.15, each);
    make_law(&high, 0.3, each);
    for (tie how = APART; how <= OPPOSITE; how++) {
        const wrong equal = simulate(&low, &low, how, &state);
        const wrong other = simulate(&low, &middle, how, &state);
        const wrong far = simulate(&low, &high, how, &state);
        (void)printf("\n    %s: of %d families a side was taken in %llu, naive %llu, by estimates "
                     "%llu",
                     how == APART   ? "apart"
                     : how == ALIKE ? "alike"
                                    : "opposite",
                     (int)REPLICATES, (unsigned long long)equal.decided,
                     (unsigned long long)equal.naive, (unsigned long long)equal.estimates);
        CU_ASSERT(tail(equal.missed) > 1e-6);
        CU_ASSERT(tail(equal.decided) > 1e-6);
        CU_ASSERT(tail(other.missed) > 1e-6);
        CU_ASSERT(tail(far.missed) > 1e-6);
        CU_ASSERT(far.all > REPLICATES / 2);
        if (how == OPPOSITE) {
            CU_ASSERT(tail(equal.naive) < 1e-12);
        }
        if (how != ALIKE) {
            CU_ASSERT(tail(equal.estimates) < 1e-12);
        }
    }
}

/* --- The verdict ------------------------------------------------------------------------------ */

static void test_against_sum(void)
{
    cst_shown of;
    make_shown(&of, "3", "scheming.rate: [0.1, 0.2, 0.3]");
    cst_against against = make(&of, &of);
    const cst_result low = {.low = .1, .high = .2, .method = "importance, normal"};
    const cst_result high = {.low = .4, .high = .6, .method = "importance, betting"};
    const cst_result wide = {.low = .1, .high = .9, .method = "splitting, fewer than 10 estimates"};
    against.gap[0] = cst_against_gap_of(&low, &high);
    against.gap[1] = cst_against_gap_of(&high, &low);
    against.gap[2] = cst_against_gap_of(&wide, &high);
    cst_against_sum sum = cst_against_sum_of(&against, 0);
    CU_ASSERT_EQUAL(sum.higher, 1);
    CU_ASSERT_EQUAL(sum.lower, 1);
    CU_ASSERT_EQUAL(sum.open, 1);
    CU_ASSERT_EQUAL(sum.approximate, 2);
    CU_ASSERT(same(sum.rise, .5) && same(sum.fall, .5));
    CU_ASSERT(same(sum.most, 6.) && same(sum.least, .1 / .6)); /* .6/.1; .1/.6 */
    CU_ASSERT_EQUAL(sum.least_at, 1);
    CU_ASSERT(sum.rise_at == 0 || same(against.gap[sum.rise_at].high, sum.rise));
    against.gap[0].ratio_high = (double)NAN;
    CU_ASSERT(isnan(cst_against_sum_of(&against, 0).most));
    against.gap[2].side = CST_AGAINST_NONE;
    sum = cst_against_sum_of(&against, 0);
    CU_ASSERT_EQUAL(sum.open, 0);
    cst_against_free(&against);
    cst_shown_free(&of);
}

CST_SUITE("against", CST_TEST(test_against_gap), CST_TEST(test_against_match),
          CST_TEST(test_against_one), CST_TEST(test_against_errors), CST_TEST(test_against_sure),
          CST_TEST(test_against_levels), CST_TEST(test_against_coverage),
          CST_TEST(test_against_sum))
