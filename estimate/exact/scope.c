/* SPDX-License-Identifier: MIT */
#include "estimate/exact/scope.h"

#include "base/beta.h"
#include "base/check.h"
#include "estimate/exact/temporal.h"

#include <math.h>
#include <stdbool.h>

/* How often a piece is halved, halves of all pieces together, and pieces: far more than needed. */
enum { DEPTH_MAX = 40, HALVES = 100000, PIECES = 2000 };

/* Of the whole integral, for one piece; Kronrod's rule is far better than it says. */
static const double tolerance = 1e-10;

/* P(an attack escapes in a scope | theta). */
static double scope_risk(const cst_scope_spec *scope, double theta)
{
    return cst_temporal_at_least_once(theta * scope->escape(theta, scope->self), scope->tasks);
}

double cst_scope_risk_causes(const cst_scope_spec *scope, const cst_law_cause *cause,
                             uint32_t count)
{
    double risk = 0.0;
    for (uint32_t i = 0; i < count; i++) {
        risk += cause[i].weight * scope_risk(scope, cause[i].theta);
    }
    return cst_temporal_at_least_once(fmin(risk, 1.0), scope->scopes);
}

/* Beta(a1, b) in the log-odds t of theta. */
typedef struct integral {
    const cst_scope_spec *scope;
    cst_beta theta;
    double whole; /* a first idea of it, the measure of tolerance */
    int halves;   /* that may still be looked at */
} integral;

/* Density in t times (1 - (1 - e)^n) / theta. */
static double integrand(const integral *of, double t)
{
    const double theta = cst_beta_share((cst_beta_odds){.past = t});
    const double density = cst_beta_density(&of->theta, (cst_beta_odds){.past = t});
    return density > 0.0 ? density * scope_risk(of->scope, theta) / theta : 0.0;
}

/* Gauss and Kronrod with 7 and 15 points (QUADPACK, Piessens et al. 1983). */
static double kronrod(const integral *of, double low, double high, double *gauss)
{
    static const double node[8] = {
        0.99145537112081264, 0.94910791234275852, 0.86486442335976907, 0.74153118559939444,
        0.58608723546769113, 0.40584515137739717, 0.20778495500789847, 0.0};
    static const double weight[8] = {
        0.022935322010529225, 0.063092092629978553, 0.10479001032225018, 0.14065325971552592,
        0.16900472663926790,  0.19035057806478541,  0.20443294007529889, 0.20948214108472783};
    static const double inner[4] = {0.12948496616886969, 0.27970539148927667, 0.38183005050511894,
                                    0.41795918367346939};
    const double middle = (low + high) / 2.0;
    const double half = (high - low) / 2.0;
    double sum = 0.0;
    *gauss = 0.0;
    for (int i = 0; i < 8; i++) {
        const double value = node[i] == 0.0 ? integrand(of, middle)
                                            : integrand(of, middle - half * node[i]) +
                                                  integrand(of, middle + half * node[i]);
        sum += weight[i] * value;
        *gauss += i % 2 == 1 ? inner[i / 2] * value : 0.0;
    }
    *gauss *= half;
    return sum * half;
}

static double adapt(integral *of, double low, double high, int depth)
{
    double gauss = 0.0;
    const double sum = kronrod(of, low, high, &gauss);
    if (depth >= DEPTH_MAX || of->halves-- <= 0 || !(fabs(sum - gauss) > tolerance * of->whole)) {
        return sum;
    }
    const double middle = (low + high) / 2.0;
    return adapt(of, low, middle, depth + 1) + adapt(of, middle, high, depth + 1);
}

/* Pieces from the centre to `end`, the first as narrow as the peak, the last 2 wide: a peak cannot
 * hide in one. */
static double pieces(integral *of, double centre, double width, double end, bool first_look)
{
    const double side = end < centre ? -1.0 : 1.0;
    double sum = 0.0;
    double at = centre;
    for (int i = 0; i < PIECES && at != end; i++) {
        const double next = side * fmin(side * (at + side * width), side * end);
        const double low = fmin(at, next);
        const double high = fmax(at, next);
        double gauss = 0.0;
        sum += first_look ? kronrod(of, low, high, &gauss) : adapt(of, low, high, 0);
        at = next;
        width = fmin(2.0 * width, 2.0);
    }
    return sum;
}

/* E[(1 - (1 - e)^n) / theta] over Beta(a1, b). */
static double mean_ratio(const cst_scope_spec *scope, double a1, double b)
{
    integral of = {.scope = scope, .halves = HALVES};
    cst_beta_make(&of.theta, a1, b, 1e-20);
    /* Below `low` theta is so small that the integrand falls as exp(a1 t), above `high` 1 - theta
     * is so small that it falls as exp(-b t). */
    const double low = -log(fmax(fmax(scope->tasks, b), 1.0)) - 40.0;
    const double high = log(a1) + 40.0;
    const double centre = fmin(fmax(log(a1 / b), low), high);
    const double width = fmin(1.0, sqrt(1.0 / a1 + 1.0 / b));
    const double ends = integrand(&of, low) / a1 + integrand(&of, high) / b;
    of.whole =
        ends + pieces(&of, centre, width, low, true) + pieces(&of, centre, width, high, true);
    return ends + pieces(&of, centre, width, low, false) + pieces(&of, centre, width, high, false);
}

/* Simpson's rule over theta = mean and mean +- sqrt(3) standard deviations, which has the right
 * moments up to the third but for terms of 1/a^2: enough where a and b are above 1e9. */
static double narrow(const cst_scope_spec *scope, double p, double rho)
{
    const double away = sqrt(3.0 * p * (1.0 - p) * rho);
    return (scope_risk(scope, p - away) + 4.0 * scope_risk(scope, p) +
            scope_risk(scope, p + away)) /
           6.0;
}

double cst_scope_risk_beta(const cst_scope_spec *scope, double p, double rho)
{
    cst_require(p >= 0.0 && p <= 1.0 && rho >= 0.0 && rho <= 1.0 && scope->tasks >= 0.0);
    const double a = p * (1.0 / rho - 1.0);
    const double b = (1.0 - p) * (1.0 / rho - 1.0);
    double risk = 0.0;
    if (p <= 0.0 || scope->tasks <= 0.0) {
        return 0.0;
    }
    if (rho <= 0.0 || p >= 1.0) {
        risk = scope_risk(scope, p);
    } else if (rho >= 1.0) {
        risk = p * scope_risk(scope, 1.0);
    } else if (fmin(a, b) > 1e9) {
        risk = narrow(scope, p, rho);
    } else {
        risk = p * mean_ratio(scope, a + 1.0, fmin(b, CST_BETA_SHAPE_MAX));
    }
    return cst_temporal_at_least_once(fmin(risk, 1.0), scope->scopes);
}
