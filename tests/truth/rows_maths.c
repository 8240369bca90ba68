/* SPDX-License-Identifier: MIT
 * Arithmetic of the values computed by hand. */
#include "tests/truth/rows_maths.h"

#include "base/check.h"
#include "tests/lib/scores.h"

#include <math.h>
#include <string.h>

enum { DEGREE_MAX = 64 };

double rows_choose(uint32_t n, uint32_t k)
{
    return k > n ? 0.0 : k == 0 ? 1.0 : rows_choose(n - 1, k - 1) * (double)n / (double)k;
}

double rows_binomial(uint32_t n, uint32_t k, double p)
{
    return k > n ? 0.0 : rows_choose(n, k) * pow(p, k) * pow(1.0 - p, n - k);
}

double rows_normal(double x)
{
    return cst_test_above(-x);
}

double rows_quantile(double p)
{
    return -cst_test_quantile(p);
}

double rows_density(double x)
{
    return exp(-x * x / 2.0) / sqrt(2.0 * acos(-1.0));
}

rows_law rows_independent(double p)
{
    return (rows_law){.kind = ROWS_MIXTURE, .causes = 1, .weight = {1.0}, .theta = {p}};
}

rows_law rows_beta(double p, double rho)
{
    return (rows_law){
        .kind = ROWS_BETA, .a = p * (1.0 / rho - 1.0), .b = (1.0 - p) * (1.0 / rho - 1.0)};
}

rows_law rows_common(double p, double share)
{
    const double q = share * p;
    return (rows_law){.kind = ROWS_MIXTURE,
                      .causes = 2,
                      .weight = {q, 1.0 - q},
                      .theta = {1.0, (p - q) / (1.0 - q)}};
}

rows_law rows_two_point(double p, double together)
{
    const double world = p / together;
    return (rows_law){.kind = ROWS_MIXTURE,
                      .causes = 2,
                      .weight = {world, 1.0 - world},
                      .theta = {together, 0.0}};
}

rows_law rows_all_or_nothing(double p)
{
    return rows_two_point(p, 1.0);
}

rows_law rows_shock(double p)
{
    double low = 0.0;
    double high = 8.2 / 48.0; /* t + 1.2 t + (1 - 4 t) 6 t rises up to here */
    for (int i = 0; i < 200; i++) {
        const double t = (low + high) / 2.0;
        *(t + 1.2 * t + (1.0 - 4.0 * t) * 6.0 * t < p ? &low : &high) = t;
    }
    return (rows_law){.kind = ROWS_MIXTURE,
                      .causes = 3,
                      .weight = {low, 3.0 * low, 1.0 - 4.0 * low},
                      .theta = {1.0, 0.4, 6.0 * low}};
}

/* P(n given ones are free of shocks), each set of j being shocked with probability total[j]. */
static double unshocked(const rows_law *law, uint32_t n)
{
    double free = 1.0;
    for (uint32_t j = 1; j <= law->members; j++) {
        const double sets = rows_choose(law->members, j) - rows_choose(law->members - n, j);
        free *= pow(1.0 - law->total[j], sets);
    }
    return free;
}

/* The integral over the common factor, by the trapezoid rule. */
static double normal_both(const rows_law *law, uint32_t n, uint32_t m)
{
    const double step = 1.0 / 256.0;
    double sum = 0.0;
    for (int i = -2560; i <= 2560; i++) {
        const double z = step * i;
        const double p = rows_normal((law->cut + sqrt(law->latent) * z) / sqrt(1.0 - law->latent));
        sum += step * rows_density(z) * pow(p, n) * pow(1.0 - p, m);
    }
    return sum;
}

double rows_both(const rows_law *law, uint32_t n, uint32_t m)
{
    double sum = 0.0;
    switch (law->kind) {
    case ROWS_MIXTURE:
        for (uint32_t i = 0; i < law->causes; i++) {
            sum += law->weight[i] * pow(law->theta[i], n) * pow(1.0 - law->theta[i], m);
        }
        return sum;
    case ROWS_BETA:
        return exp(lgamma(law->a + n) + lgamma(law->b + m) + lgamma(law->a + law->b) -
                   lgamma(law->a + law->b + n + m) - lgamma(law->a) - lgamma(law->b));
    case ROWS_TABLE:
        cst_require(n + m == law->members);
        return law->total[n] / rows_choose(law->members, n);
    case ROWS_SHOCKS:
        for (uint32_t j = 0; j <= n; j++) {
            sum += (j % 2 == 0 ? 1.0 : -1.0) * rows_choose(n, j) * unshocked(law, m + j);
        }
        return sum;
    case ROWS_NORMAL:
        return normal_both(law, n, m);
    }
    return NAN;
}

double rows_expect(const rows_law *law, const double *c, uint32_t degree)
{
    double sum = 0.0;
    for (uint32_t i = 0; i <= degree; i++) {
        sum += c[i] * rows_both(law, i, 0);
    }
    return sum;
}

void rows_power(const double *c, uint32_t degree, uint32_t times, double *out)
{
    cst_require(degree * times <= DEGREE_MAX);
    memset(out, 0, (degree * times + 1) * sizeof *out);
    out[0] = 1.0;
    for (uint32_t done = 0; done < times; done++) {
        double next[DEGREE_MAX + 1] = {0.0};
        for (uint32_t i = 0; i <= degree * done; i++) {
            for (uint32_t j = 0; j <= degree; j++) {
                next[i + j] += out[i] * c[j];
            }
        }
        memcpy(out, next, (degree * (done + 1) + 1) * sizeof *out);
    }
}

double rows_flag(const rows_crew *crew, uint32_t s)
{
    double flagged = 0.0;
    for (uint32_t reports = 0; reports < UINT32_C(1) << crew->k; reports++) {
        double chance = 1.0;
        for (uint32_t i = 0; i < crew->k; i++) {
            const double report = i < s ? crew->scheming : crew->honest;
            chance *= (reports >> i & 1) != 0 ? report : 1.0 - report;
        }
        flagged += (uint32_t)__builtin_popcount(reports) >= crew->votes ? chance : 0.0;
    }
    return flagged;
}

double rows_flagged(const rows_law *law, const rows_crew *crew, bool scheming_actor)
{
    double sum = 0.0;
    for (uint32_t s = 0; s <= crew->k; s++) {
        const double states = scheming_actor ? rows_both(law, s + 1, crew->k - s)
                                             : rows_both(law, s, crew->k - s + 1);
        sum += rows_choose(crew->k, s) * states * rows_flag(crew, s);
    }
    return sum;
}
