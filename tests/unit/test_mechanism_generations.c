/* SPDX-License-Identifier: MIT
 *
 * Exact values against the published ones, against all paths of short chains added up one by one,
 * and against integrals over the chance of survival; drawn trials against the exact values.
 * Covers: mechanisms naive_mechanism. */
#include "tests/lib/mechanism_truth.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>

typedef struct known {
    const char *text, *result;
    double value;
} known;

static void all_are(const known *of, size_t count, double error)
{
    for (size_t i = 0; i < count; i++) {
        char text[400];
        (void)snprintf(text, sizeof text, "generations: {%s}", of[i].text);
        if (isnan(of[i].value)) {
            CU_ASSERT(isnan(cst_mechanism_exact(text, of[i].result)));
        } else {
            cst_mechanism_is(text, of[i].result, of[i].value, error);
        }
    }
}

#define ALL_ARE(table, error) all_are(table, sizeof(table) / sizeof(table)[0], error)

/* Values of CLAIMS, of its claims 5 to 9, and of the oracle of the model. */
static void test_generations_alignment(void)
{
    static const known of[] = {
        {"steps: 10", "aligned_share", 0.81707280688754689024},
        {"steps: 50", "aligned_share", 0.36416968008711706522},
        {"steps: 100", "aligned_share", 0.1326195558947531875330898},
        {"steps: 7", "half_life", 34.309618491520674477},
        {"survival: 0.999", "half_life", 692.80054917850085319},
        {"spread: 0.1", "aligned_share", 0.86853786258036352646},
        {"spread: 0.1, steps: 50", "aligned_share", 0.7055683819775859579743745},
        {"spread: 0.1, steps: 100", "aligned_share", 0.6312406837701317043998756},
        {"oversight: 0.5, recovery: 0.1", "aligned_share", 0.93743792720906016691},
        {"base: 0.9, oversight: 0.5, recovery: 0.1, steps: 50", "aligned_share",
         0.90906411076607495440},
        {"base: 0.5, survival: 0.9, oversight: 0.5, recovery: 0.05, steps: 100", "aligned_share",
         0.5},
        {"oversight: 0.5, recovery: 0.01, steps: 1000", "aligned_share", 0.50000000084148367861},
        {"base: 0.9", "aligned_share", 0.73536552619879220122},
        {"base: 0.5, steps: 34", "aligned_share", 0.25156868398881545964},
        {"base: 0.99, survival: 0.999, steps: 100", "aligned_share", 0.89574422564257195161},
        {"oversight: 0.9, growth: 2, labour: 0.8, steps: 20", "aligned_share",
         0.81434750576404228302},
        {"oversight: 0.9, growth: 2, steps: 20", "aligned_share", 0.96075095702634274960},
        {"oversight: 0.9, growth: 2, labour: 1.2, steps: 20", "aligned_share",
         0.99428656396227653816},
        {"oversight: 0.5, growth: 1.5, labour: 0.9, steps: 50", "oversight_at_end",
         0.087236657884329133106},
        {"survival: 1, cliff_at: 5, cliff: 0.9", "aligned_share", 0.9},
        {"survival: 1, cliff_at: 5, cliff: 0.9, steps: 4", "aligned_share", 1.0},
    };
    ALL_ARE(of, 1e-10);
}

static void test_generations_others(void)
{
    static const known of[] = {
        {"oversight: 0.5, recovery: 0.1, misaligned_rate: 0.01", "chain_risk",
         0.0031596996873586445502},
        {"steps: 50, misaligned_rate: 0.1", "chain_risk", 1.8272067036347141554},
        {"base: 0.9, oversight: 0.9, recovery: 0.05, steps: 20, aligned_rate: 1e-4, "
         "misaligned_rate: 0.1, tpr: 0.826923076923",
         "chain_risk", 0.14782855071622193338},
        {"steps: 1, survival: 0.5, oversight: 0.9999999999, gamma: 0.5, misaligned_rate: 1, tpr: 0",
         "chain_risk", 5e-11},
        {"sabotage: 0.01, continues: 0.07, steps: 20", "sabotaged_share", 0.010744600838078865370},
        {"sabotage: 0.001, continues: 0.04, steps: 100", "sabotaged_share",
         0.0010416232656972626141},
        {"sabotage: 0.001, continues: 0.04", "sabotaged_ever_after", 0.0010416232656972626141},
        {"sabotage: 0.01, continues: 0.9", "sabotaged_ever_after", 0.091743119266055045872},
        {"rate: 0.13, new_rate: 0.001, inherit: 0.9", "scheming_at_end", 0.0459795187729},
        {"levels: 1", "levels_caught", 0.090909090909090909091},
        {"levels: 1, gap: 400, guard: 0", "levels_caught", 0.090909090909090909091},
        {"levels: 2, gap: 400", "levels_caught", 0.057721539255101744889},
        {"levels: 1, gap: 800, guard: 400", "levels_caught", 0.090909090909090909091},
        {"levels: 2, gap: 800, guard: 400", "levels_caught", 0.25},
        {"levels: 4, gap: 800, guard: 400", "levels_caught", 0.33317760939782516982},
        {"levels: 5, gap: 2000, guard: 600", "levels_caught", 0.25313066476791143198},
        {"levels: 1, gap: 2000, guard: 600", "best_levels", 11.0},
        {"cases: 10000, case_error: 1e-4", "cases_held", 0.36786104643292992411},
        {"cases: 10000, case_error: 1e-4, generalise: 0.9", "cases_held", 0.90475552947308081006},
        {"cases: 10000, case_error: 0.01, generalise: 0.999", "cases_held", 0.89579755393374337630},
    };
    ALL_ARE(of, 1e-10);
}

/* A chain as its keys say it, for slow truths. */
typedef struct setting {
    double base, survival, spread, oversight, recovery, gamma, growth, labour, cliff;
    uint32_t cliff_at, steps, dangerous;
} setting;

static const double rates[2] = {0.3, 0.02}; /* of misaligned and aligned generations */
static const double tpr = 0.8;
static const double covers = 0.7;

static void say(const setting *of, char *text, size_t size)
{
    (void)snprintf(text, size,
                   "generations: {base: %g, survival: %g, spread: %g, oversight: %g, recovery: "
                   "%g, gamma: %g, growth: %g, labour: %g, cliff: %g, cliff_at: %u, steps: %u, "
                   "dangerous: %u, misaligned_rate: %g, aligned_rate: %g, tpr: %g, covers: %g}",
                   of->base, of->survival, of->spread, of->oversight, of->recovery, of->gamma,
                   of->growth, of->labour, of->cliff, of->cliff_at, of->steps, of->dangerous,
                   rates[0], rates[1], tpr, covers);
}

/* v of step g. */
static long double seen(const setting *of, uint32_t g)
{
    const long double power = powl(of->growth, (g - 1) * ((long double)of->labour - 1.0L));
    const long double v = 1.0L - powl(1.0L - of->oversight, power);
    return fminl(1.0L, v * powl(of->gamma, g - 1));
}

static long double let_through(bool before, bool after)
{
    return rates[after] * (1.0L - tpr * (1.0L - (before ? 0.0L : covers)));
}

typedef struct truth {
    long double aligned, lasts, risk; /* lasts: steps up to the first loss, of aligned starts */
} truth;

/* All that can happen from step g on; a generation draws only while it is aligned. */
static void paths(const setting *of, uint32_t g, bool aligned, bool lasting, double kept,
                  double drawn, long double chance, truth *sum)
{
    if (g > of->steps) {
        sum->aligned += aligned ? chance : 0.0L;
        return;
    }
    const long double weight = 1.0L - of->spread + drawn * (long double)of->spread;
    const bool urn = g != of->cliff_at;
    const long double keeps =
        urn ? ((1.0L - of->spread) * of->survival + kept * (long double)of->spread) / weight
            : of->cliff;
    const long double v = seen(of, g);
    const long double w = of->recovery;
    const bool counts = g >= of->dangerous;
    const long double up = aligned ? keeps : 0.0L;
    const long double undone = aligned ? (1.0L - keeps) * v : w;
    const long double down = aligned ? (1.0L - keeps) * (1.0L - v) : 1.0L - w;
    const double more = urn && aligned ? 1.0 : 0.0;
    sum->lasts += lasting ? chance : 0.0L;
    sum->risk += counts ? chance * (up + undone) * let_through(aligned, true) : 0.0L;
    sum->risk += counts ? chance * down * let_through(aligned, false) : 0.0L;
    if (aligned) {
        paths(of, g + 1, true, lasting, kept + more, drawn + more, chance * up, sum);
    }
    paths(of, g + 1, true, lasting && aligned, kept, drawn + more, chance * undone, sum);
    paths(of, g + 1, false, false, kept, drawn + more, chance * down, sum);
}

static void chain_is(const setting *of, const truth *sum, double error)
{
    char text[600];
    say(of, text, sizeof text);
    cst_mechanism_is(text, "aligned_share", (double)sum->aligned, error);
    cst_mechanism_is(text, "first_failure", (double)(sum->lasts), error);
    cst_mechanism_is(text, "chain_risk", (double)sum->risk, error);
}

static void test_generations_paths(void)
{
    static const setting of[] = {
        {0.9, 0.7, 0.0, 0.4, 0.2, 1.0, 1.0, 1.0, 1.0, 0, 7, 1},
        {0.9, 0.7, 0.0, 0.4, 0.2, 0.8, 2.0, 0.7, 0.3, 3, 8, 2},
        {0.9, 0.7, 0.3, 0.4, 0.2, 1.0, 1.0, 1.0, 1.0, 0, 7, 1},
        {0.6, 0.7, 0.3, 0.4, 0.2, 1.3, 1.5, 1.2, 0.3, 3, 8, 3},
        {1.0, 0.9, 0.3, 0.0, 0.0, 1.0, 1.0, 1.0, 0.5, 1, 8, 1},
        {1.0, 0.9, 0.3, 0.0, 0.5, 1.0, 1.0, 1.0, 0.5, 8, 8, 1},
        {0.5, 0.9, 0.6, 0.5, 0.0, 0.0, 1.0, 1.0, 1.0, 0, 8, 4},
        {1.0, 0.2, 1e-6, 0.999, 0.0, 1.0, 1.0, 1.0, 1.0, 0, 8, 1},
        {1.0, 1e-9, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0, 3, 1},
        {1.0, 1e-9, 1e-9, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0, 3, 1},
        {1.0, 0.8, 0.0, 1.0, 0.0, 1.0, 3.0, 0.5, 1.0, 0, 6, 1},
        {1.0, 0.0, 0.0, 0.3, 1.0, 1.0, 3.0, 2.0, 1.0, 0, 6, 7},
    };
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        truth sum = {0};
        truth once = {0};
        paths(&of[i], 1, true, false, 0.0, 0.0, of[i].base, &sum);
        paths(&of[i], 1, false, false, 0.0, 0.0, 1.0L - of[i].base, &sum);
        paths(&of[i], 1, true, true, 0.0, 0.0, 1.0L, &once);
        sum.lasts = once.lasts;
        chain_is(&of[i], &sum, 1e-11);
    }
    CU_ASSERT(isnan(cst_mechanism_exact("generations: {base: 0}", "first_failure")));
}

/* A chain of one chance of survival: x <- x (1 - (1 - s)(1 - v)) + (1 - x) w. */
static void one_chance(const setting *of, long double s, long double weight, truth *sum)
{
    long double x = of->base;
    long double lasts = 1.0L;
    for (uint32_t g = 1; g <= of->steps; g++) {
        const long double keeps = s + (1.0L - s) * of->oversight;
        const long double joint[2][2] = {
            {(1.0L - x) * (1.0L - of->recovery), (1.0L - x) * of->recovery},
            {x * (1.0L - keeps), x * keeps}};
        for (int i = 0; i < 4; i++) {
            sum->risk += weight * joint[i / 2][i % 2] * let_through(i / 2, i % 2);
        }
        sum->lasts += weight * lasts;
        lasts *= keeps;
        x = joint[0][1] + joint[1][1];
    }
    sum->aligned += weight * x;
}

/* Over s with density c s^(a-1) (1-s)^(b-1): five points of Gauss in each of many parts. */
static void integral(const setting *of, long double a, long double b, long double c, truth *sum)
{
    enum { PARTS = 1500 };
    const long double root = 2.0L * sqrtl(10.0L / 7.0L);
    const long double near = sqrtl(5.0L - root) / 3.0L;
    const long double far = sqrtl(5.0L + root) / 3.0L;
    const long double at[5] = {0.0L, near, -near, far, -far};
    const long double wide = (322.0L + 13.0L * sqrtl(70.0L)) / 900.0L;
    const long double thin = (322.0L - 13.0L * sqrtl(70.0L)) / 900.0L;
    const long double weight[5] = {128.0L / 225.0L, wide, wide, thin, thin};
    for (int i = 0; i < PARTS; i++) {
        for (int j = 0; j < 5; j++) {
            const long double s = (i + 0.5L + 0.5L * at[j]) / PARTS;
            const long double density = c * powl(s, a - 1.0L) * powl(1.0L - s, b - 1.0L);
            one_chance(of, s, weight[j] * density / (2.0L * PARTS), sum);
        }
    }
}

/* Beta(3, 1) and Beta(2, 2): means .75 and .5, correlations 1/(a + b + 1) = .2. */
static void test_generations_integrals(void)
{
    static const setting of[] = {
        {0.9, 0.75, 0.2, 0.9, 0.01, 1.0, 1.0, 1.0, 1.0, 0, 1000, 1},
        {1.0, 0.75, 0.2, 0.0, 0.1, 1.0, 1.0, 1.0, 1.0, 0, 200, 1},
        {1.0, 0.75, 0.2, 0.5, 0.0, 1.0, 1.0, 1.0, 1.0, 0, 300, 1},
        {1.0, 0.5, 0.2, 0.99, 0.001, 1.0, 1.0, 1.0, 1.0, 0, 500, 1},
    };
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        truth sum = {0};
        if (of[i].survival == 0.75) {
            integral(&of[i], 3.0L, 1.0L, 3.0L, &sum);
        } else {
            integral(&of[i], 2.0L, 2.0L, 6.0L, &sum);
        }
        chain_is(&of[i], &sum, 1e-11);
    }
}

/* Ends of ranges, tiny chances, and the largest sizes. */
static void test_generations_extremes(void)
{
    const double tiny = -expm1(10000.0 * log1p(-1e-10)); /* of 10000 losses of 1e-10, some */
    const known of[] = {
        {"survival: 0.9999, steps: 10000", "aligned_share", exp(10000.0 * log1p(-1e-4))},
        {"survival: 0.9999, steps: 10000", "first_failure", -expm1(10000.0 * log1p(-1e-4)) / 1e-4},
        {"survival: 0.5, oversight: 0.9999999998, steps: 10000, misaligned_rate: 1e-9, tpr: 1, "
         "dangerous: 10000",
         "chain_risk", 1e-9 * -expm1(9999.0 * log1p(-1e-10))},
        {"base: 1e-12, survival: 1, steps: 10000", "aligned_share", 1e-12},
        {"base: 0, survival: 1, recovery: 1e-10, steps: 10000", "aligned_share", tiny},
        {"survival: 0, steps: 10000", "aligned_share", 0.0},
        {"survival: 0, steps: 10000", "first_failure", 1.0},
        {"survival: 1, steps: 10000, oversight: 1, recovery: 1, spread: 1", "aligned_share", NAN},
        {"survival: 0.3, spread: 1, oversight: 0.5, steps: 6", "aligned_share", 0.3 + 0.7 * 0x1p-6},
        {"survival: 0.3, spread: 1, steps: 10000", "aligned_share", 0.3},
        {"survival: 0.3, spread: 1, recovery: 0.5, steps: 40", "aligned_share",
         0.3 + 0.7 * (1.0 / 3.0 + 2.0 / 3.0 * 0x1p-40)},
        {"survival: 0.3, oversight: 0.5, growth: 1000, labour: 10, difficulty: 0, steps: 10000",
         "oversight_at_end", 1.0},
        {"survival: 0.3, oversight: 0.5, growth: 1000, labour: 0, difficulty: 10, steps: 10000",
         "oversight_at_end", 0.0},
        {"oversight: 0, growth: 1000, labour: 10, difficulty: 0, gamma: 10, steps: 10000",
         "oversight_at_end", 0.0},
        {"oversight: 1, growth: 1000, labour: 0, difficulty: 10, steps: 10000", "oversight_at_end",
         1.0},
        {"oversight: 0.5, gamma: 10, steps: 10000", "oversight_at_end", 1.0},
        {"oversight: 0.5, gamma: 0, steps: 10000", "oversight_at_end", 0.0},
        {"oversight: 1e-12, gamma: 0.5, steps: 20", "oversight_at_end", 1e-12 * 0x1p-20},
        {"oversight: 0.5, survival: 0", "half_life", 1.0},
        {"survival: 0", "half_life", 0.0},
        {"survival: 1", "half_life", NAN},
        {"oversight: 0.5, gamma: 0.9", "half_life", NAN},
        {"cliff_at: 3, cliff: 0.5", "half_life", NAN},
        {"spread: 0.1", "half_life", NAN},
        {"oversight: 0.9, growth: 2, labour: 0.8", "half_life", NAN},
        {"growth: 2, labour: 0.8", "half_life", 34.309618491520674477},
        {"dangerous: 11", "chain_risk", 0.0},
        {"sabotage: 1e-12, continues: 1, steps: 10000", "sabotaged_share",
         -expm1(10000.0 * log1p(-1e-12))},
        {"sabotage: 0, continues: 1", "sabotaged_ever_after", 0.0},
        {"sabotage: 1, continues: 0", "sabotaged_share", 1.0},
        {"rate: 0, new_rate: 1e-9, inherit: 0.9999999999, steps: 10000", "scheming_at_end",
         1e-9 * tiny},
        {"rate: 1e-9, inherit: 0, new_rate: 0.5", "scheming_at_end", 0.5},
        {"survival: 0.9999999999, oversight: 0.9999999999, base: 0.9999999999, steps: 1, "
         "misaligned_rate: 1, tpr: 0.9999999999, covers: 0",
         "chain_risk", 1e-10 * (1e-10 + 1e-20)},
        {"spread: 0.1, recovery: 1e-300", "aligned_share", 0.86853786258036352646},
        {"spread: 0.1, recovery: 0.1, steps: 1001", "aligned_share", NAN},
        {"cases: 1, case_error: 1, generalise: 1", "cases_held", 0.0},
        {"cases: 1000000, case_error: 1, generalise: 0", "cases_held", 0.0},
        {"cases: 1000000, case_error: 1e-6", "cases_held", exp(1e6 * log1p(-1e-6))},
        {"cases: 0", "cases_held", NAN},
        {"levels: 0", "levels_caught", NAN},
        {"levels: 0", "best_levels", NAN},
        {"levels: 1000, gap: 10000, guard: -10000", "levels_caught", 0.0},
        {"levels: 3, gap: -9999, guard: 9999", "levels_caught", 1.0},
        {"levels: 10, gap: 400", "best_levels", 1.0},
    };
    ALL_ARE(of, 1e-11);
}

/* (1/(1 + 10^((gap/m - guard)/400)))^m, its best m, and what labour makes of it. */
static void test_generations_levels(void)
{
    static const double gaps[] = {-4000.0, 0.0, 100.0, 400.0, 3000.0, 10000.0};
    static const double guards[] = {-1000.0, 0.0, 50.0, 800.0, 10000.0};
    for (size_t i = 0; i < sizeof gaps / sizeof gaps[0]; i++) {
        for (size_t j = 0; j < sizeof guards / sizeof guards[0]; j++) {
            static const unsigned levels[] = {1, 3, 20, 1000};
            long double most = 0.0L;
            double best = 0.0;
            char text[200];
            for (unsigned m = 1; m <= 1000; m++) {
                const long double odds = powl(10.0L, (gaps[i] / m - guards[j]) / 400.0L);
                const long double log_all = -(long double)m * log1pl(odds);
                best = m == 1 || log_all > most ? m : best;
                most = m == 1 || log_all > most ? log_all : most;
            }
            for (size_t k = 0; k < 4; k++) {
                const unsigned m = levels[k];
                const long double odds =
                    powl(10.0L, ((long double)gaps[i] / m - guards[j]) / 400.0L);
                const long double all = powl(1.0L / (1.0L + odds), m);
                (void)snprintf(text, sizeof text,
                               "generations: {levels: %u, gap: %g, guard: %g, steps: 1, growth: "
                               "2, labour: 0.5, difficulty: 0}",
                               m, gaps[i], guards[j]);
                cst_mechanism_is(text, "levels_caught", (double)all, 1e-11);
                cst_mechanism_is(text, "best_levels", best, 0.0);
                cst_mechanism_is(text, "oversight_at_end",
                                 (double)-expm1l(sqrtl(2.0L) * log1pl(-all)), 1e-11);
                cst_mechanism_is(text, "aligned_share", (double)(0.98L + 0.02L * all), 1e-11);
            }
        }
    }
}

static void judged(const char *text, uint64_t trials, uint64_t seed, uint32_t results)
{
    char whole[500];
    (void)snprintf(whole, sizeof whole, "generations: {%s}", text);
    CU_ASSERT_EQUAL(cst_mechanism_judge(whole, trials, seed), results);
}

static void test_generations_drawn(void)
{
    judged("misaligned_rate: 0.1, sabotage: 0.1", 30000, 1, 5);
    judged("base: 0.8, survival: 0.8, oversight: 0.5, recovery: 0.2, gamma: 0.8, growth: 2, "
           "labour: 1.1, aligned_rate: 1e-10, misaligned_rate: 1e-9, tpr: 0.7, covers: 0.4, "
           "dangerous: 4, rate: 1e-9, new_rate: 2e-9, sabotage: 0.05, continues: 0.9",
           30000, 2, 5);
    judged("base: 0.9, survival: 0.7, spread: 0.4, oversight: 0.3, recovery: 0.1, cliff_at: 3, "
           "cliff: 0.5, steps: 12, aligned_rate: 0.4, misaligned_rate: 0.2",
           30000, 3, 5);
    judged("survival: 0.9, levels: 3, gap: 300, guard: 100, growth: 1.5, labour: 0.6, steps: 20, "
           "cases: 200, case_error: 0.01, generalise: 0.5, inherit: 0.99",
           20000, 4, 7);
    judged("survival: 0.999, spread: 0.001, steps: 10000, sabotage: 1e-4, continues: 1, inherit: "
           "0.9999, dangerous: 10000, misaligned_rate: 1",
           200, 5, 5);
    judged("base: 0.5, survival: 0.6, spread: 1, oversight: 1, gamma: 0.5, steps: 3", 20000, 6, 5);
    judged("base: 0, survival: 0, recovery: 0.3, steps: 1, levels: 1, gap: -800, inherit: 0, "
           "cases: 1, case_error: 0.3",
           20000, 7, 6);
    /* Levels that miss once in 10^17 or 10^25 times, and then with ever less labour. */
    judged("survival: 0.5, levels: 1, guard: 6500, growth: 2, difficulty: 2, steps: 60", 20000, 8,
           6);
    judged("survival: 0.9, levels: 1, gap: -10000, growth: 2, difficulty: 2, steps: 12", 20000, 9,
           6);
    /* A first failure is never before the first step. */
    judged("survival: 0.01, steps: 5, inherit: 0, new_rate: 0.5", 20000, 10, 4);
    const cst_trial_spec never = cst_mechanism_text("generations: {survival: 0, steps: 5}");
    const cst_measure *first = never.mechanism.kind->measure + 2;
    CU_ASSERT_STRING_EQUAL_FATAL(first->result, "first_failure");
    CU_ASSERT_EQUAL(first->from(&never.mechanism, 0.0), 1.0);
    CU_ASSERT_EQUAL(first->from(&never.mechanism, 1.0), 5.0);
}

static void test_generations_refused(void)
{
    CU_ASSERT(cst_mechanism_refuses("generations: {survival: 1.1}", "a probability from 0 to 1"));
    CU_ASSERT(cst_mechanism_refuses("generations: {steps: 0}", "a whole number from 1 to 10000"));
    CU_ASSERT(cst_mechanism_refuses("generations: {growth: 0}", "a number from 0.001 to 1000"));
    CU_ASSERT(cst_mechanism_refuses(
        "generations: {levels: 2, oversight: 0.5}",
        "expected 0, because generations.levels, gap and guard say it, found 0.5"));
    CU_ASSERT(cst_mechanism_refuses("generations: {gap: 800}",
                                    "expected 400, because generations.levels is 0, found 800"));
    CU_ASSERT(cst_mechanism_refuses("generations: {guard: 1}", "generations.levels is 0"));
    CU_ASSERT(cst_mechanism_refuses("generations: {cliff: 0.5}", "generations.cliff_at is 0"));
    CU_ASSERT(cst_mechanism_refuses("generations: {case_error: 0.5}", "generations.cases is 0"));
    CU_ASSERT(cst_mechanism_refuses("generations: {generalise: 0.5}", "generations.cases is 0"));
    CU_ASSERT(cst_mechanism_refuses("generations: {surviva: 0.5}", "generations.survival"));
}

CST_SUITE("mechanism_generations", CST_TEST(test_generations_alignment),
          CST_TEST(test_generations_others), CST_TEST(test_generations_paths),
          CST_TEST(test_generations_integrals), CST_TEST(test_generations_extremes),
          CST_TEST(test_generations_levels), CST_TEST(test_generations_drawn),
          CST_TEST(test_generations_refused))
