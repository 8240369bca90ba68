/* SPDX-License-Identifier: MIT
 * alpha-factor: every subset of j of a task's m = k + 1 agents has an independent shock of
 * probability Q_j that makes exactly its members scheme (Marshall-Olkin): Q_j = j alpha_j Q_t /
 * (C(m-1, j-1) alpha_t), alpha_t = sum j alpha_j, or by the parameters of the multiple Greek letter
 * model. Q_t is such that the marginal is p. */
#include "agents/laws.h"

#include "base/number.h"

#include <math.h>

enum { AGENTS_MAX = CST_REVIEWERS_MAX + 1 };

static int check_list(const double *list, uint32_t count, uint32_t wanted, const char *key,
                      cst_error *error)
{
    if (count != wanted) {
        return cst_error_set(error, CST_ERR_LAW, key, "expected %u numbers, found %u", wanted,
                             count);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!(list[i] >= 0.0 && list[i] <= 1.0)) {
            return cst_error_set(error, CST_ERR_LAW, key, "expected numbers from 0 to 1, found %g",
                                 list[i]);
        }
    }
    return 0;
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
        return check_list(spec->mgl, spec->mgl_count, k, "scheming.mgl", error);
    }
    int code = check_list(spec->alpha, spec->alpha_count, k + 1, "scheming.alpha", error);
    for (uint32_t j = 0; code == 0 && j <= k; j++) {
        sum += spec->alpha[j];
    }
    if (code == 0 && !(fabs(sum - 1.0) <= 1e-9)) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.alpha",
                             "expected alpha factors that sum to 1, found %.12g", sum);
    }
    return code;
}

static long double choose(uint32_t n, uint32_t j)
{
    return j > n ? 0.0L : (long double)cst_law_choose(n, j);
}

/* share[j] = Q_j / Q_t, j = 1..m. */
static void shares(const cst_law_spec *spec, uint32_t m, long double *share)
{
    long double total = 0.0L;
    long double chain = 1.0L; /* of the Greek letters up to j */
    for (uint32_t j = 1; j <= m && spec->mgl_count == 0; j++) {
        total += (long double)j * spec->alpha[j - 1];
    }
    for (uint32_t j = 1; j <= m; j++) {
        const long double next = j < m && spec->mgl_count > 0 ? spec->mgl[j - 1] : 0.0L;
        const long double mine = spec->mgl_count > 0 ? chain * (1.0L - next)
                                                     : (long double)j * spec->alpha[j - 1] / total;
        share[j] = mine / choose(m - 1, j - 1);
        chain *= next;
    }
}

/* -log P(none of the shocks that hit n given agents but lie not within `within` of them). */
static long double quiet(const long double *q, uint32_t n, uint32_t within)
{
    long double sum = 0.0L;
    for (uint32_t j = 1; j <= n; j++) {
        const long double shocks = choose(n, j) - choose(within, j);
        sum -= shocks > 0.0L ? shocks * log1pl(-q[j]) : 0.0L;
    }
    return sum;
}

/* Q_t at which 1 - prod (1 - Q_j)^C(m-1, j-1) = p: the left side rises with it. */
static void solve(const long double *share, uint32_t m, long double p, long double *q)
{
    long double most = 0.0L;
    for (uint32_t j = 1; j <= m; j++) {
        most = fmaxl(most, share[j]);
    }
    long double low = 0.0L;
    long double high = 1.0L / most;
    for (int i = 0; i < 300; i++) {
        const long double middle = (low + high) / 2.0L;
        long double hit = 0.0L;
        for (uint32_t j = 1; j <= m; j++) {
            hit -= choose(m - 1, j - 1) * log1pl(-fminl(share[j] * middle, 1.0L));
        }
        if (-expm1l(-hit) < p) {
            low = middle;
        } else {
            high = middle;
        }
    }
    for (uint32_t j = 1; j <= m; j++) {
        q[j] = fminl(share[j] * low, 1.0L);
    }
}

/* covered[t] = P(the shocks within t agents hit every one of them): 1 is the sum over the sets that
 * are hit. In 64 bits of mantissa; what is lost is below 1e-17 of the rate. */
static void cover(const long double *q, uint32_t m, long double *covered)
{
    covered[0] = 1.0L;
    for (uint32_t t = 1; t <= m; t++) {
        long double rest = -expm1l(-quiet(q, t, 0));
        for (uint32_t i = 1; i < t; i++) {
            rest -= choose(t, i) * covered[i] * expl(-quiet(q, t, i));
        }
        covered[t] = fmaxl(rest, 0.0L);
    }
}

static void joint(const cst_law_spec *spec, uint32_t k, double *w)
{
    const uint32_t m = k + 1;
    long double share[AGENTS_MAX + 1] = {0.0L};
    long double q[AGENTS_MAX + 1] = {0.0L};
    long double covered[AGENTS_MAX + 1] = {0.0L};
    if (spec->rate <= 0.0 || spec->rate >= 1.0) { /* nobody, or everybody */
        for (uint32_t s = 0; s <= k; s++) {
            w[s] = s == k ? spec->rate : 0.0;
        }
        return;
    }
    shares(spec, m, share);
    solve(share, m, spec->rate, q);
    cover(q, m, covered);
    double total = 0.0;
    for (uint32_t s = 0; s <= k; s++) {
        const long double exactly = covered[s + 1] * expl(-quiet(q, m, s + 1));
        w[s] = cst_number_round((double)(choose(k, s) * exactly));
        total += w[s];
    }
    for (uint32_t s = 0; s <= k; s++) {
        w[s] *= spec->rate / total; /* the marginal is exact */
    }
}

const cst_law cst_law_alpha_factor = {
    .name = "alpha-factor",
    .text = "shocks to every subset of a task's agents, by their alpha factors",
    .keys = "alpha mgl",
    .check = check,
    .joint = joint,
    .sized = true,
};
