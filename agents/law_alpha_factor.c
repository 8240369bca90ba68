/* SPDX-License-Identifier: MIT
 * alpha-factor: every subset of j of a task's m = k + 1 agents has an independent shock of
 * probability Q_j that makes exactly its members scheme (Marshall-Olkin): Q_j = j alpha_j Q_t /
 * (C(m-1, j-1) alpha_t), alpha_t = sum j alpha_j, or by the parameters of the multiple Greek letter
 * model. Q_t is such that the marginal is p. All sums are of positive terms and all steps are + - *
 * /, so that no digits are lost at any rate. */
#include "agents/law.h"

#include <math.h>

enum { AGENTS_MAX = CST_REVIEWERS_MAX + 1 };

static const cst_parameter alpha_factors = {
    CST_LAW_LIST("scheming.alpha", alpha, CST_REVIEWERS_MAX + 1,
                 CST_RANGE(0.0, 1.0, "a list of shares from 0 to 1, reviewers + 1")),
    .meaning = "share of the shocks that hit 1, 2, ... of a task's agents; they sum to 1"};
static const cst_parameter greek_letters = {
    CST_LAW_LIST("scheming.mgl", mgl, CST_REVIEWERS_MAX,
                 CST_RANGE(0.0, 1.0, "a list of numbers from 0 to 1, as many as reviewers")),
    .meaning = "multiple Greek letters from beta on", .when = "in place of alpha"};

static int check_count(uint32_t count, uint32_t wanted, const cst_parameter *row, cst_error *error)
{
    return count == wanted ? 0
                           : cst_error_set(error, CST_ERR_LAW, row->key,
                                           "expected %u numbers, found %u", wanted, count);
}

static int check(const cst_law_spec *spec, uint32_t k, cst_error *error)
{
    double sum = 0.0;
    if ((spec->alpha_count > 0) == (spec->mgl_count > 0)) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.alpha",
                             "alpha-factor: expected either alpha (reviewers + 1 numbers) or mgl "
                             "(as many as reviewers), found %s",
                             spec->alpha_count > 0 ? "both" : "neither");
    }
    if (spec->mgl_count > 0) {
        return check_count(spec->mgl_count, k, &greek_letters, error);
    }
    const int code = check_count(spec->alpha_count, k + 1, &alpha_factors, error);
    for (uint32_t j = 0; code == 0 && j <= k; j++) {
        sum += spec->alpha[j];
    }
    if (code == 0 && !(fabs(sum - 1.0) <= 1e-9)) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.alpha",
                             "expected alpha factors that sum to 1, found %.12g", sum);
    }
    return code;
}

/* P(one of two independent events at least). */
static double either(double a, double b)
{
    return a + b * (1.0 - a);
}

/* P(any of `count` shocks), by doubling: 1 - (1 - q)^count would lose the digits of q. */
static double any_of(double q, double count)
{
    double sum = 0.0;
    for (uint64_t left = (uint64_t)count; left > 0; left /= 2) {
        sum = left % 2 == 1 ? either(sum, q) : sum;
        q = either(q, q);
    }
    return sum;
}

/* Fills share[j] = Q_j / Q_t, j = 1..m: sum C(m-1, j-1) share[j] = 1. */
static void shares(const cst_law_spec *spec, uint32_t m, double *share)
{
    double total = 0.0;
    double chain = 1.0; /* of the Greek letters up to j */
    for (uint32_t j = 1; j <= m && spec->mgl_count == 0; j++) {
        total += (double)j * spec->alpha[j - 1];
    }
    for (uint32_t j = 1; j <= m; j++) {
        const double next = j < m && spec->mgl_count > 0 ? spec->mgl[j - 1] : 0.0;
        const double mine =
            spec->mgl_count > 0 ? chain * (1.0 - next) : (double)j * spec->alpha[j - 1] / total;
        share[j] = mine / cst_law_choose(m - 1, j - 1);
        chain *= next;
    }
}

/* The marginal at a Q_t: 1 - prod (1 - Q_j)^C(m-1, j-1). */
static double marginal(const double *share, uint32_t m, double scale)
{
    double sum = 0.0;
    for (uint32_t j = 1; j <= m; j++) {
        const double q = share[j] * scale;
        sum = either(sum, any_of(q < 1.0 ? q : 1.0, cst_law_choose(m - 1, j - 1)));
    }
    return sum;
}

/* From 1e16 times p to the digits of p takes 106. */
enum { HALVINGS = 128 };

/* Fills q[1..m], by halving down to two doubles in a row. The marginal rises with Q_t, and Q_t lies
 * between p and p / (1 - p). */
static void solve(const double *share, uint32_t m, double p, double *q)
{
    double low = p;
    double high = p / (1.0 - p);
    for (int i = 0; i < HALVINGS; i++) {
        const double middle = low + (high - low) / 2.0;
        if (!(middle > low && middle < high)) {
            break;
        }
        if (marginal(share, m, middle) < p) {
            low = middle;
        } else {
            high = middle;
        }
    }
    for (uint32_t j = 1; j <= m; j++) {
        q[j] = share[j] * low < 1.0 ? share[j] * low : 1.0;
    }
}

/* Shocks among the first agents, when those to j of them have probability q[j + shift]. A shift of
 * 1 is how the shocks of one agent more, less that agent, strike the others. */
typedef struct shocks {
    double exactly[AGENTS_MAX + 1]; /* P(those who are hit are exactly a given set), by its size */
    double any;                     /* P(somebody is hit) */
} shocks;

/* P(n agents and one more are all hit): sum over who of the n is hit without the last agent (a of
 * them) and who together with it (b, among them the others), who may be nobody. */
static double all_hit(uint32_t n, const shocks *without, const shocks *with, double alone)
{
    double sum = without->exactly[n] * with->exactly[0] * alone;
    for (uint32_t a = 0; a <= n; a++) {
        const double sets = cst_law_choose(n, a) * without->exactly[a];
        for (uint32_t b = n - a > 0 ? n - a : 1; b <= n; b++) {
            sum += sets * cst_law_choose(a, b - (n - a)) * with->exactly[b];
        }
    }
    return sum;
}

/* Fills exactly[0..m], P(a given set of that size is who schemes), adding one agent after the
 * other: it stays out where none of its shocks strikes. */
static void hits(const double *q, uint32_t m, double *exactly)
{
    shocks of[AGENTS_MAX + 1] = {{{0.0}, 0.0}}; /* by shift */
    for (uint32_t shift = 0; shift <= m; shift++) {
        of[shift].exactly[0] = 1.0;
    }
    for (uint32_t n = 0; n < m; n++) {
        for (uint32_t shift = 0; shift < m - n; shift++) {
            shocks *now = &of[shift];
            const shocks *with = &of[shift + 1]; /* of n agents still */
            const double alone = q[shift + 1];
            const double last = either(with->any, alone);
            const double all = all_hit(n, now, with, alone);
            for (uint32_t s = 1; s <= n; s++) {
                now->exactly[s] *= 1.0 - last;
            }
            now->any = either(now->any, last);
            now->exactly[0] = 1.0 - now->any;
            now->exactly[n + 1] = all;
        }
    }
    for (uint32_t s = 0; s <= m; s++) {
        exactly[s] = of[0].exactly[s];
    }
}

static void joint(const cst_law_spec *spec, uint32_t k, double *w)
{
    const uint32_t m = k + 1;
    double share[AGENTS_MAX + 1] = {0.0};
    double q[AGENTS_MAX + 1] = {0.0};
    double exactly[AGENTS_MAX + 1] = {0.0};
    if (spec->rate <= 0.0 || spec->rate >= 1.0) { /* nobody, or everybody */
        for (uint32_t s = 0; s <= k; s++) {
            w[s] = s == k ? spec->rate : 0.0;
        }
        return;
    }
    shares(spec, m, share);
    solve(share, m, spec->rate, q);
    hits(q, m, exactly);
    for (uint32_t s = 0; s <= k; s++) {
        w[s] = cst_law_choose(k, s) * exactly[s + 1];
    }
    cst_law_settle(k, spec->rate, w);
}

const cst_law cst_law_alpha_factor = {
    .name = "alpha-factor",
    .text = "shocks to every subset of a task's agents, by their alpha factors",
    .shape = {&alpha_factors, &greek_letters},
    .check = check,
    .joint = joint,
    .sized = true,
};
