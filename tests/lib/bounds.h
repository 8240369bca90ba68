/* SPDX-License-Identifier: MIT
 *
 * Proven bounds on the risk that is left (MODEL 11.5), for safety cases: what honeypots promise
 * against every pair that colludes, what no number of honeypots can promise, how bounds compose,
 * and the worst case over dependence laws by pairs. All in [0, 1]. The first two and the converse
 * are from control-stack (Lean-checked). Pure.
 */
#ifndef CST_TESTS_BOUNDS_H
#define CST_TESTS_BOUNDS_H

#include <stddef.h>
#include <stdint.h>

/* Honeypots for a monitor that is disqualified when it misses more than `slack` of them. */
typedef struct cst_honeypot_bound {
    double audit_success; /* r */
    double ratio;     /* L >= 1: the density of real attacks is at most L times that of honeypots */
    double slack;     /* n_s, a whole number */
    double honeypots; /* n_h, a whole number */
    double trusted_miss; /* tau: a trusted monitor with a fresh coin misses; 1 without one */
} cst_honeypot_bound;

/* P(catastrophe) of every pair that colludes, at most (1-r) + r tau L (n_s+1)/(n_h+1): UMPROTF1,
 * and with tau composedEndToEnd. */
double cst_bounds_honeypots(const cst_honeypot_bound *bound);

/* Two or more bounds on the same event compose by the least of them, never by their product, unless
 * conditional independence is built in. 1 for none. */
double cst_bounds_compose(const double *bound, size_t count);

/* A schemer that attacks and passes only in one of k classes of inputs, drawn once, with chance t
 * at each task there. The tester sees n honeypots' verdicts. */
typedef struct cst_converse {
    double cohorts;   /* k >= 1 that a schemer can tell apart */
    double honeypots; /* n */
    double slack;     /* n_s, misses that are allowed */
} cst_converse;

/* The risk left by every tester that lays out its honeypots beforehand is at least t (1 - t
 * n/(k (n_s+1))); by every adaptive tester at least t (1 - t n/k). */
double cst_bounds_converse(const cst_converse *test, double t);
double cst_bounds_converse_adaptive(const cst_converse *test, double t);

/* The greatest of these over t, at t = min(1, k (n_s+1)/(2n)) and min(1, k/(2n)). Never below
 * min(1/2, k (n_s+1)/(4n)) and min(1/2, k/(4n)). */
double cst_bounds_converse_best(const cst_converse *test);
double cst_bounds_converse_adaptive_best(const cst_converse *test);

/* Without slack the best layout, q = floor(n/k) honeypots in each cohort and one more in a = n - q
 * k of them, leaves exactly (t/k) ((k-a)(1-t)^q + a (1-t)^(q+1)). */
double cst_bounds_stratified(const cst_converse *test, double t);

/* P(n honeypots drawn at random over k cohorts all miss one cohort) = (1-1/k)^n. */
double cst_bounds_class_untested(const cst_converse *test);

/* R of any dependence law with marginal p and pairwise correlation rho, perfect reviewers of whom
 * schemers always collude, report at r or more votes of k: at most min(p, p (p + rho(1-p))
 * k/(k-r+1)). 1 <= r <= k. The least such bound is the linear program of estimate/exact/worst.h. */
double cst_bounds_pairs(double p, double rho, uint32_t k, uint32_t r);

#endif
