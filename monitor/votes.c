/* SPDX-License-Identifier: MIT
 *
 * Let g_l(s, x) be the law of one reviewer of lineage l: s = 1 if it schemes, x = 1 if it reports,
 * weight 1 for either state. The votes of k reviewers drawn without replacement are the coefficient
 * of z^k in prod_l (1 + z g_l)^(n_l), as polynomials in s and x. Divided by the number of draws and
 * by C(k, s) this is P(x | s of the k scheme). */
#include "monitor/votes.h"

#include "base/check.h"

#include <string.h>

enum { SIDE = CST_REVIEWERS_MAX + 1 };

/* Coefficients of s^i x^j. */
typedef struct polynomial {
    double at[SIDE][SIDE];
} polynomial;

/* Of a polynomial of that degree: a whole one is 9 kB, and mostly empty. */
static void clear(polynomial *of, uint32_t degree)
{
    for (uint32_t s = 0; s <= degree; s++) {
        memset(of->at[s], 0, (degree + 1) * sizeof of->at[s][0]);
    }
}

static void copy(polynomial *to, const polynomial *from, uint32_t degree)
{
    for (uint32_t s = 0; s <= degree; s++) {
        memcpy(to->at[s], from->at[s], (degree + 1) * sizeof to->at[s][0]);
    }
}

/* to[s + ds][x + dx] += weight * from[s][x] * by[ds][dx] */
static void add_product(polynomial *to, const polynomial *from, uint32_t from_degree,
                        const polynomial *by, uint32_t by_degree, double weight)
{
    for (uint32_t s = 0; s <= from_degree; s++) {
        for (uint32_t x = 0; x <= from_degree; x++) {
            if (from->at[s][x] == 0.0) {
                continue;
            }
            for (uint32_t ds = 0; ds <= by_degree; ds++) {
                for (uint32_t dx = 0; dx <= by_degree; dx++) {
                    to->at[s + ds][x + dx] += weight * from->at[s][x] * by->at[ds][dx];
                }
            }
        }
    }
}

/* One more lineage: acc[j] is the coefficient of z^j; draws[j] the same with every g = 1. Weights
 * are divided by `scale` per reviewer, which cancels, so that C(n, i) cannot overflow. */
static void add_lineage(polynomial acc[SIDE], double draws[SIDE], uint32_t k, const polynomial *one,
                        uint32_t size, double scale)
{
    polynomial next[SIDE];
    double next_draws[SIDE] = {0};
    polynomial power;
    power.at[0][0] = 1.0;
    double ways = 1.0; /* C(size, i) / scale^i */
    for (uint32_t j = 0; j <= k; j++) {
        clear(&next[j], j);
    }
    for (uint32_t i = 0; i <= k && i <= size; i++) {
        for (uint32_t j = 0; i + j <= k; j++) {
            add_product(&next[i + j], &acc[j], j, &power, i, ways);
            next_draws[i + j] += ways * draws[j];
        }
        if (i < k) {
            polynomial raised;
            clear(&raised, i + 1);
            add_product(&raised, &power, i, one, 1, 1.0);
            copy(&power, &raised, i + 1);
        }
        ways *= (double)(size - i) / (double)(i + 1) / scale;
    }
    for (uint32_t j = 0; j <= k; j++) {
        copy(&acc[j], &next[j], j);
    }
    memcpy(draws, next_draws, (k + 1) * sizeof *draws);
}

/* Binomial probability, terms positive. */
static double binomial(uint32_t n, uint32_t i, double p)
{
    double term = 1.0;
    for (uint32_t j = 0; j < i; j++) {
        term *= p * (double)(n - j) / (double)(j + 1);
    }
    for (uint32_t j = i; j < n; j++) {
        term *= 1.0 - p;
    }
    return term;
}

/* Each of the k verdicts is missing with probability `abstain`, whatever it would have been. */
static void with_abstentions(uint32_t k, const double *would, double abstain, double *out)
{
    memset(out, 0, (size_t)(k + 1) * (k + 1) * sizeof *out);
    for (uint32_t reports = 0; reports <= k; reports++) {
        for (uint32_t from_reports = 0; from_reports <= reports; from_reports++) {
            const double lost = binomial(reports, from_reports, abstain);
            for (uint32_t from_passes = 0; from_passes <= k - reports; from_passes++) {
                const uint32_t x = reports - from_reports;
                const uint32_t y = from_reports + from_passes;
                out[x * (k + 1) + y] +=
                    would[reports] * lost * binomial(k - reports, from_passes, abstain);
            }
        }
    }
}

/* P(pass) and P(report), both as sums of positive terms. */
static void one_reviewer(double report, double lost, double out[2])
{
    out[0] = (1.0 - report) + report * lost;
    out[1] = report * (1.0 - lost);
}

void cst_votes_law(const cst_votes_spec *spec, double *out)
{
    const uint32_t k = spec->slots;
    cst_require(k <= CST_REVIEWERS_MAX);
    polynomial acc[SIDE];
    double draws[SIDE] = {1.0};
    double scale = 0.0;
    for (uint32_t g = 0; g < spec->lineages; g++) {
        scale += (double)spec->pool[g];
    }
    cst_require(scale >= (double)k);
    for (uint32_t j = 0; j <= k; j++) {
        clear(&acc[j], j);
    }
    acc[0].at[0][0] = 1.0;
    for (uint32_t g = 0; g < spec->lineages; g++) {
        polynomial one;
        one_reviewer(spec->honest[g], spec->honest_lost[g], one.at[0]);
        one_reviewer(spec->scheming[g], spec->scheming_lost[g], one.at[1]);
        add_lineage(acc, draws, k, &one, spec->pool[g], scale);
    }
    double would[SIDE] = {0}; /* P(x would report) */
    double choose = 1.0;      /* C(k, s) */
    for (uint32_t s = 0; s <= k; s++) {
        for (uint32_t x = 0; x <= k; x++) {
            would[x] += spec->states[s] * acc[k].at[s][x] / (draws[k] * choose);
        }
        choose *= (double)(k - s) / (double)(s + 1);
    }
    with_abstentions(k, would, spec->abstain, out);
}
