/* SPDX-License-Identifier: MIT
 *
 * Beta(a, b) on the scale of log-odds, t = ln(x / (1 - x)): there it has no ends at which a double
 * runs out, every value has its digits on both sides, and the density is smooth, of one peak, and
 * falls as exp(a t) to the left and exp(-b t) to the right. Both tails are sums of positive terms
 * (panels with Gauss and Legendre's rule, the far ends by hand), scaled by their sum, so that no
 * gamma function is needed. Pure; any thread; no heap.
 */
#ifndef CST_BASE_BETA_H
#define CST_BASE_BETA_H

#include <stdbool.h>
#include <stdint.h>

enum { CST_BETA_PANELS_MAX = 512 };

#define CST_BETA_SHAPE_MIN 1e-100
#define CST_BETA_SHAPE_MAX 1e300

/* Made by cst_beta_make, then read-only; 12 kB. Its fields are for base/beta.c alone. */
typedef struct cst_beta {
    double a, b;   /* a <= b: else the law is that of 1 - x */
    bool mirrored; /* and log-odds have the other sign */
    double mode;   /* of the density of log-odds; all places are relative to it */
    double unit;   /* a width of the law: integrals in it stay in the range of doubles */
    double whole;  /* the integral of the density relative to the mode */
    uint32_t panels;
    double edge[CST_BETA_PANELS_MAX + 1];  /* rising */
    double below[CST_BETA_PANELS_MAX + 1]; /* by edge: the integral up to it, and from it on */
    double above[CST_BETA_PANELS_MAX + 1];
} cst_beta;

/* Log-odds as a sum: what is past a law's mode keeps its digits where the law is narrow. */
typedef struct cst_beta_odds {
    double mode, past;
} cst_beta_odds;

/* Shapes from CST_BETA_SHAPE_MIN to CST_BETA_SHAPE_MAX. Tails below `least`, in (0, 1), may be
 * taken as 0: 1e-300 takes some 150 us, 1e-20 a third of it. */
void cst_beta_make(cst_beta *law, double a, double b, double least);

/* P(X <= x) and P(X > x) at these log-odds of x, which may be infinite. A tail P above `least` has
 * a relative error below 1e-12, or -1e-13 ln P where that is more, but for what the last digit of
 * the difference of two modes amounts to. Under 2 us. */
void cst_beta_tails(const cst_beta *law, cst_beta_odds odds, double *below, double *above);

/* The log-odds of the x with P(X <= x) = below and P(X > x) = above; infinite where one is 0. The
 * smaller of the two, which must not be rounded away, decides. */
cst_beta_odds cst_beta_quantile(const cst_beta *law, double below, double above);

/* The density of log-odds: x (1 - x) times that of x. */
double cst_beta_density(const cst_beta *law, cst_beta_odds odds);

/* x of log-odds. Close to 1 it has few digits: then take that of cst_beta_minus. */
double cst_beta_share(cst_beta_odds odds);

/* Those of 1 - x. */
cst_beta_odds cst_beta_minus(cst_beta_odds odds);

#endif
