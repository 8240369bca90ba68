/* SPDX-License-Identifier: MIT
 *
 * For the files of tests/truth/rows_*.c: arithmetic of the values computed by hand, by other ways
 * than the program's: laws by P(these n scheme and those m do not), votes one by one.
 */
#ifndef CST_TESTS_TRUTH_ROWS_MATHS_H
#define CST_TESTS_TRUTH_ROWS_MATHS_H

#include <stdbool.h>
#include <stdint.h>

enum { ROWS_CAUSES = 4, ROWS_VOTERS = 8 };

/* A law of exchangeable states. Mixtures: causes that each agent follows by itself. */
typedef struct rows_law {
    enum { ROWS_MIXTURE, ROWS_BETA, ROWS_TABLE, ROWS_SHOCKS, ROWS_NORMAL } kind;
    uint32_t causes;
    double weight[ROWS_CAUSES], theta[ROWS_CAUSES];
    double a, b;                   /* beta */
    double total[ROWS_VOTERS + 1]; /* table: P(exactly j of all); shocks: P(each shock on j) */
    uint32_t members;              /* table, shocks: all of them */
    double latent, cut;            /* normal: correlation, quantile of the rate */
} rows_law;

double rows_choose(uint32_t n, uint32_t k);
double rows_binomial(uint32_t n, uint32_t k, double p);
/* Phi. */
double rows_normal(double x);
/* Phi^-1. */
double rows_quantile(double p);
double rows_density(double x);

rows_law rows_independent(double p);
rows_law rows_beta(double p, double rho);
rows_law rows_common(double p, double share);
rows_law rows_two_point(double p, double together);
rows_law rows_all_or_nothing(double p);
/* Weights 1, 3, 6 of lethal, nonlethal and background, hit .4. */
rows_law rows_shock(double p);

/* P(n given agents scheme and m given others do not). */
double rows_both(const rows_law *law, uint32_t n, uint32_t m);
/* E of a polynomial in the propensity, coefficients c[0..degree]; mixtures and beta. */
double rows_expect(const rows_law *law, const double *c, uint32_t degree);
/* out[0..degree * times] = the polynomial to a power; degree * times <= 64. */
void rows_power(const double *c, uint32_t degree, uint32_t times, double *out);

/* A crew of k that needs `votes` reports; what honest and scheming reviewers report of one work. */
typedef struct rows_crew {
    uint32_t k, votes;
    double honest, scheming;
} rows_crew;

/* P(flagged | s of the k scheme), over all patterns of reports. */
double rows_flag(const rows_crew *crew, uint32_t s);
/* P(the actor schemes and the crew flags it), and P(it does not and is flagged). */
double rows_flagged(const rows_law *law, const rows_crew *crew, bool scheming_actor);

#endif
