/* SPDX-License-Identifier: MIT
 * Printed values; strategies and layouts by enumeration: bounds that nothing exceeds, and which of
 * them are reached. */
#include "tests/lib/bounds.h"

#include "base/random.h"
#include "estimate/exact/worst.h"
#include "tests/lib/suite.h"

#include <math.h>

/* FIELD values: n_h = 99, n_s = 0: .01; n_h = 100, n_s = 5: .0594. */
static void test_bounds_printed(void)
{
    const cst_honeypot_bound sharp = {1.0, 1.0, 0.0, 99.0, 1.0};
    const cst_honeypot_bound slack = {1.0, 1.0, 5.0, 100.0, 1.0};
    CU_ASSERT_DOUBLE_EQUAL(cst_bounds_honeypots(&sharp), 0.01, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(cst_bounds_honeypots(&slack), 0.0594, 5e-5);
    const cst_honeypot_bound none = {0.3, 2.0, 5.0, 3.0, 1.0};
    CU_ASSERT_EQUAL(cst_bounds_honeypots(&none), 1.0);
    static const double several[3] = {0.2, 0.05, 0.7};
    CU_ASSERT_EQUAL(cst_bounds_compose(several, 3), 0.05);
    CU_ASSERT_EQUAL(cst_bounds_compose(several, 0), 1.0);
}

/* P(Bin(n, x) <= most), try by try. */
static double at_most(uint32_t n, double x, uint32_t most)
{
    double count[128] = {1.0};
    double sum = 0.0;
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = i + 1; j > 0; j--) {
            count[j] += (count[j - 1] - count[j]) * x;
        }
        count[0] -= count[0] * x;
    }
    for (uint32_t j = 0; j <= most && j <= n; j++) {
        sum += count[j];
    }
    return sum;
}

/* A monitor that passes exactly j of n_h + 1 alike items is alive if at most n_s of these are
 * honeypots; the best j reaches the bound. */
static void test_bounds_honeypots_reached(void)
{
    for (uint32_t honeypots = 0; honeypots <= 30; honeypots++) {
        for (uint32_t slack = 0; slack <= honeypots; slack++) {
            double best = 0.0;
            for (uint32_t j = 0; j <= honeypots + 1; j++) {
                double alive = 0.0; /* sum over the place of the attack */
                for (uint32_t place = 0; place <= honeypots; place++) {
                    alive += place < j && j - 1 <= slack ? 1.0 : 0.0;
                }
                best = fmax(best, alive / (honeypots + 1));
            }
            const cst_honeypot_bound bound = {0.8, 1.0, slack, honeypots, 1.0};
            CU_ASSERT_DOUBLE_EQUAL(cst_bounds_honeypots(&bound), 0.2 + 0.8 * best, 1e-14);
        }
    }
}

/* 1e5 random monitors that see inputs of several kinds, attacks up to L times as dense as honeypots
 * in each, and pass them with chances of their own; an audit of what is flagged may fail. */
static void test_bounds_honeypots_never_exceeded(void)
{
    const cst_random random = {.seed = 114};
    cst_draws draws = cst_draws_at(&random, 1, 1, CST_DRAW_TEST);
    double closest = 1.0;
    for (uint32_t i = 0; i < 100000; i++) {
        const uint32_t kinds = 1 + (uint32_t)cst_draws_uniform(&draws, 5);
        const uint32_t honeypots = (uint32_t)cst_draws_uniform(&draws, 12);
        const uint32_t slack = (uint32_t)cst_draws_uniform(&draws, 3);
        double honeypot[5];
        double attack[5];
        double sums[2] = {0.0, 0.0};
        double ratio = 1.0;
        double passed = 0.0;
        double misses = 0.0;
        for (uint32_t kind = 0; kind < kinds; kind++) {
            sums[0] += honeypot[kind] = cst_draws_unit(&draws);
            sums[1] += attack[kind] = cst_draws_unit(&draws);
        }
        for (uint32_t kind = 0; kind < kinds; kind++) {
            const double density = attack[kind] / sums[1];
            const double pass = pow(cst_draws_unit(&draws), 4.0);
            ratio = fmax(ratio, density / (honeypot[kind] / sums[0]));
            passed += density * pass;
            misses += honeypot[kind] / sums[0] * pass;
        }
        const double r = cst_draws_unit(&draws);
        const double tau = cst_draws_unit(&draws);
        const double undetected = tau * passed * at_most(honeypots, misses, slack);
        const double risk = undetected + (1.0 - undetected) * (1.0 - r);
        const cst_honeypot_bound bound = {r, ratio, slack, honeypots, tau};
        const double most = cst_bounds_honeypots(&bound);
        CU_ASSERT(risk <= most * (1.0 + 1e-12));
        closest = fmin(closest, most - risk);
    }
    CU_ASSERT(closest < 0.001);
}

/* The risk of one layout: a class is drawn, honeypots there are passed with chance t each. */
static double risk_of(const uint32_t *layout, uint32_t classes, double t, uint32_t slack)
{
    double risk = 0.0;
    for (uint32_t c = 0; c < classes; c++) {
        risk += t * at_most(layout[c], t, slack) / classes;
    }
    return risk;
}

/* All layouts of n honeypots over 4 classes. */
static void test_bounds_converse_all_layouts(void)
{
    for (uint32_t n = 0; n <= 14; n++) {
        for (uint32_t slack = 0; slack <= 2; slack++) {
            const cst_converse test = {4.0, n, slack};
            double best = 0.0;
            for (int step = 0; step <= 50; step++) {
                const double t = 0.02 * step;
                double least = 1.0;
                for (uint32_t code = 0; code < 15 * 15 * 15; code++) {
                    uint32_t layout[4] = {code % 15, code / 15 % 15, code / 225, 0};
                    if (layout[0] + layout[1] + layout[2] <= n && layout[0] <= layout[1] &&
                        layout[1] <= layout[2]) {
                        layout[3] = n - layout[0] - layout[1] - layout[2];
                        least = fmin(least, risk_of(layout, 4, t, slack));
                    }
                }
                const double bound = cst_bounds_converse(&test, t);
                CU_ASSERT(least >= bound - 1e-15);
                if (slack == 0) {
                    CU_ASSERT_DOUBLE_EQUAL(cst_bounds_stratified(&test, t), least, 1e-14);
                }
                best = fmax(best, bound);
            }
            CU_ASSERT(cst_bounds_converse_best(&test) >= best - 1e-15);
            CU_ASSERT(cst_bounds_converse_best(&test) <= best + 1e-3);
            CU_ASSERT(cst_bounds_converse_best(&test) >=
                      fmin(0.5, 4.0 * (slack + 1.0) / (4.0 * n)) - 1e-15);
        }
    }
}

/* The best adaptive tester by dynamic programming over (honeypots so far in each of 3 classes, no
 * miss yet): the first miss tells the class, which then gets all that is left. */
static double adaptive(uint32_t a, uint32_t b, uint32_t c, uint32_t left, uint32_t slack, double t)
{
    const uint32_t used[3] = {a, b, c};
    double weight[3];
    double alive = 1.0;
    double total = 0.0;
    for (int i = 0; i < 3; i++) {
        total += weight[i] = pow(1.0 - t, used[i]);
    }
    if (left == 0 || total == 0.0) {
        return 1.0;
    }
    for (int i = 0; i < 3; i++) {
        const double miss = t * weight[i] / total;
        const double known = slack == 0 ? 0.0 : at_most(left - 1, t, slack - 1);
        alive =
            fmin(alive, miss * known + (1.0 - miss) * adaptive(a + (i == 0), b + (i == 1),
                                                               c + (i == 2), left - 1, slack, t));
    }
    return alive;
}

static void test_bounds_converse_adaptive(void)
{
    for (uint32_t n = 0; n <= 7; n++) {
        for (uint32_t slack = 0; slack <= 2; slack++) {
            const cst_converse test = {3.0, n, slack};
            double best = 0.0;
            for (int step = 1; step < 20; step++) {
                const double t = 0.05 * step;
                const double bound = cst_bounds_converse_adaptive(&test, t);
                CU_ASSERT(t * adaptive(0, 0, 0, n, slack, t) >= bound - 1e-14);
                best = fmax(best, bound);
            }
            CU_ASSERT(cst_bounds_converse_adaptive_best(&test) >= best - 1e-15);
            CU_ASSERT(cst_bounds_converse_adaptive_best(&test) >=
                      fmin(0.5, 3.0 / (4.0 * n)) - 1e-15);
        }
    }
}

/* All k^n draws of classes. */
static void test_bounds_class_untested(void)
{
    for (uint32_t k = 1; k <= 4; k++) {
        uint32_t all = 1;
        for (uint32_t n = 0; n <= 6; n++, all *= k) {
            uint32_t missed = 0;
            for (uint32_t code = 0; code < all; code++) {
                bool hit = false;
                uint32_t rest = code;
                for (uint32_t i = 0; i < n; i++, rest /= k) {
                    hit = hit || rest % k == 0;
                }
                missed += !hit;
            }
            const cst_converse test = {k, n, 0.0};
            CU_ASSERT_DOUBLE_EQUAL(cst_bounds_class_untested(&test), (double)missed / all, 1e-15);
        }
    }
}

/* Never below the linear program, and equal to it at small rates. */
static void test_bounds_pairs(void)
{
    static const double rates[] = {1e-9, 1e-3, 0.2, 0.6};
    static const double rhos[] = {1e-3, 0.1, 0.7, 1.0};
    for (int i = 0; i < 16; i++) {
        for (uint32_t k = 1; k <= 6; k++) {
            for (uint32_t r = 1; r <= k; r++) {
                const double p = rates[i % 4];
                double u[CST_REVIEWERS_MAX + 1];
                cst_worst worst;
                for (uint32_t s = 0; s <= k; s++) {
                    u[s] = k - s < r ? 1.0 : 0.0;
                }
                CU_ASSERT_EQUAL_FATAL(cst_worst_bounds(k, u, p, rhos[i / 4], &worst, NULL), 0);
                const double bound = cst_bounds_pairs(p, rhos[i / 4], k, r);
                CU_ASSERT(p * worst.worst <= bound * (1.0 + 1e-9));
                if (p <= 1e-3 && bound < 0.9 * p) {
                    CU_ASSERT(cst_test_relative(p * worst.worst, bound) < 1e-9);
                }
            }
        }
    }
}

CST_SUITE("bounds", CST_TEST(test_bounds_printed), CST_TEST(test_bounds_honeypots_reached),
          CST_TEST(test_bounds_honeypots_never_exceeded),
          CST_TEST(test_bounds_converse_all_layouts), CST_TEST(test_bounds_converse_adaptive),
          CST_TEST(test_bounds_class_untested), CST_TEST(test_bounds_pairs))
