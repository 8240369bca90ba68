/* SPDX-License-Identifier: MIT */
#include "base/beta.h"

#include "base/check.h"

#include <math.h>

enum { NODES = 16, STEPS_MAX = 200 };

/* The non-negative zeros x of the Legendre polynomial P_16, and 2 / ((1 - x^2) P_16'(x)^2). */
static const double node[NODES / 2] = {0.095012509837637440185, 0.28160355077925891323,
                                       0.45801677765722738634,  0.61787624440264374845,
                                       0.75540440835500303390,  0.86563120238783174388,
                                       0.94457502307323257608,  0.98940093499164993260};
static const double weight[NODES / 2] = {0.18945061045506849629,  0.18260341504492358887,
                                         0.16915651939500253819,  0.14959598881657673208,
                                         0.12462897125553387205,  0.095158511682492784810,
                                         0.062253523938647892863, 0.027152459411754094852};

/* Where a density of log-odds t is exp(a t) or exp(-b t) to the last digit: e^-40 of what matters.
 */
static const double straight = 40.0;

/* The polynomial with these coefficients, the highest first. */
static double polynomial(const double *coefficient, int count, double x)
{
    double sum = coefficient[0];
    for (int i = 1; i < count; i++) {
        sum = sum * x + coefficient[i];
    }
    return sum;
}

/* log(1 + y) - y, where a small difference keeps its digits: with z = y / (2 + y) the logarithm is
 * 2 (z + z^3 / 3 + z^5 / 5 + ...), and 2 z - y is -y z. */
static double log1p_rest(double y)
{
    static const double odd[] = {1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11,
                                 1.0 / 9,  1.0 / 7,  1.0 / 5,  1.0 / 3};
    if (fabs(y) > 0.1) {
        return log1p(y) - y;
    }
    const double z = y / (2.0 + y);
    return z * (2.0 * z * z * polynomial(odd, sizeof odd / sizeof odd[0], z * z) - y);
}

/* exp(d) - 1 - d, likewise: d^2 / 2! + d^3 / 3! + ... */
static double expm1_rest(double d)
{
    static const double factorial[] = {1.0 / 1307674368000.0,
                                       1.0 / 87178291200.0,
                                       1.0 / 6227020800.0,
                                       1.0 / 479001600.0,
                                       1.0 / 39916800.0,
                                       1.0 / 3628800.0,
                                       1.0 / 362880.0,
                                       1.0 / 40320.0,
                                       1.0 / 5040.0,
                                       1.0 / 720.0,
                                       1.0 / 120.0,
                                       1.0 / 24.0,
                                       1.0 / 6.0,
                                       1.0 / 2.0};
    enum { ALL = sizeof factorial / sizeof factorial[0], FEW = 9 };
    if (fabs(d) > 0.5) {
        return expm1(d) - d;
    }
    return fabs(d) > 0.05 ? d * d * polynomial(factorial, ALL, d)
                          : d * d * polynomial(factorial + ALL - FEW, FEW, d);
}

/* The log density at d past the mode, relative to the mode: a d - (a+b) log(1 + s (e^d - 1)) with
 * s = a / (a+b). Near the mode the terms of first order cancel, and are left out of both. */
static double height(const cst_beta *law, double d)
{
    const double both = law->a + law->b;
    const double s = law->a / both;
    if (fabs(d) <= 1.0) {
        const double rest = expm1_rest(d);
        return -both * log1p_rest(s * (d + rest)) - law->a * rest;
    }
    const double rise = s * expm1(fmin(d, 700.0));
    if (fabs(rise) < 1e-17) {
        return law->a * (d - expm1(d)); /* s may be no double any more */
    }
    return law->a * d - both * (d > 700.0 ? d + log(s) : log1p(rise));
}

/* The integral of exp(height) over from..to, a panel or a part of one. */
static double between(const cst_beta *law, double from, double to)
{
    const double half = (to - from) / 2.0;
    const double middle = (to + from) / 2.0;
    double sum = 0.0;
    for (int i = 0; i < NODES / 2; i++) {
        sum += weight[i] * (exp(height(law, middle - half * node[i])) +
                            exp(height(law, middle + half * node[i])));
    }
    return half / law->unit * sum;
}

static double share(double odds)
{
    const double small = exp(-fabs(odds));
    return odds < 0.0 ? small / (1.0 + small) : 1.0 / (1.0 + small);
}

/* -height'' at d past the mode. */
static double bend_at(const cst_beta *law, double d)
{
    const double odds = law->mode + d;
    return (law->a + law->b) * share(odds) * share(-odds);
}

/* Whether the rule integrates exp(height) over a panel to the last digits: the height may change by
 * 12 and bend by 9. */
static bool is_smooth(const cst_beta *law, double from, double to)
{
    const double width = to - from;
    return fabs(height(law, to) - height(law, from)) <= 12.0 &&
           fmax(bend_at(law, from), bend_at(law, to)) * width * width <= 9.0;
}

/* Edges from `at` towards `end`, at most 2 apart (the density has poles at a distance of pi from
 * the real line), until the density is faint; how many. */
static uint32_t walk(const cst_beta *law, double at, double end, double faint, double *edge)
{
    const double side = end < at ? -1.0 : 1.0;
    double width = law->unit;
    uint32_t count = 0;
    while (at != end && height(law, at) > faint) {
        double next = end;
        width = fmin(2.0, 2.0 * width);
        for (int halvings = 0; halvings < STEPS_MAX; halvings++) {
            next = side * (end - at) > width ? at + side * width : end;
            if (is_smooth(law, at, next)) {
                break;
            }
            width /= 2.0;
        }
        cst_require(count < CST_BETA_PANELS_MAX / 2);
        at = next;
        edge[count++] = at;
    }
    return count;
}

void cst_beta_make(cst_beta *law, double a, double b, double least)
{
    cst_require(a >= CST_BETA_SHAPE_MIN && a <= CST_BETA_SHAPE_MAX);
    cst_require(b >= CST_BETA_SHAPE_MIN && b <= CST_BETA_SHAPE_MAX);
    cst_require(least > 0.0 && least < 1.0);
    double left[CST_BETA_PANELS_MAX / 2];
    /* What lies beyond a height is less than e^-40 of `least`: its density falls faster than that
     * of the straight ends. */
    const double faint = fmax(log(least) - straight, -745.0);
    law->a = fmin(a, b);
    law->b = fmax(a, b);
    law->mirrored = a > b;
    law->mode = log(law->a) - log(law->b);
    const double far = straight + log(fmax(law->a + law->b, 1.0));
    const double start = fmax(law->mode, -far) - law->mode;
    law->unit = fmin(2.0, 3.0 / sqrt(bend_at(law, start)));
    const uint32_t lefts = walk(law, start, -far - law->mode, faint, left);
    for (uint32_t i = 0; i < lefts; i++) {
        law->edge[i] = left[lefts - 1 - i];
    }
    law->edge[lefts] = start;
    law->panels = lefts + walk(law, start, far - law->mode, faint, &law->edge[lefts + 1]);
    const double first = law->edge[0];
    const double last = law->edge[law->panels];
    law->below[0] = first == -far - law->mode ? exp(height(law, first)) / law->a / law->unit : 0.0;
    law->above[law->panels] =
        last == far - law->mode ? exp(height(law, last)) / law->b / law->unit : 0.0;
    for (uint32_t i = 0; i < law->panels; i++) {
        law->above[i] = between(law, law->edge[i], law->edge[i + 1]);
        law->below[i + 1] = law->below[i] + law->above[i];
    }
    for (uint32_t i = law->panels; i-- > 0;) {
        law->above[i] += law->above[i + 1];
    }
    law->whole = law->below[lefts] + law->above[lefts];
    cst_require(law->panels >= 1);
    cst_require(law->whole > 0.0 && isfinite(law->whole));
}

/* The last panel that begins at or below x, of values that rise (or fall, with sign -1). */
static uint32_t panel_of(const cst_beta *law, const double *value, double x, double sign)
{
    uint32_t low = 0;
    uint32_t high = law->panels - 1;
    while (low < high) {
        const uint32_t middle = (low + high + 1) / 2;
        if (sign * value[middle] <= sign * x) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

/* The smaller tail is a sum, the larger one what it leaves. */
static void tails_at(const cst_beta *law, double d, double *below, double *above)
{
    const double first = law->edge[0];
    const double last = law->edge[law->panels];
    if (d <= first) {
        *below = law->below[0] * exp(law->a * (d - first));
        *above = law->above[0] - law->below[0] * expm1(law->a * (d - first));
        return;
    }
    if (d >= last) {
        *above = law->above[law->panels] * exp(law->b * (last - d));
        *below = law->below[law->panels] - law->above[law->panels] * expm1(law->b * (last - d));
        return;
    }
    const uint32_t i = panel_of(law, law->edge, d, 1.0);
    *below = law->below[i] + between(law, law->edge[i], d);
    *above = law->whole - *below;
    if (*above < *below) {
        *above = law->above[i + 1] + between(law, d, law->edge[i + 1]);
        *below = law->whole - *above;
    }
}

/* How far past the mode of the law. */
static double place_past(const cst_beta *law, cst_beta_odds odds)
{
    const cst_beta_odds own = law->mirrored ? cst_beta_minus(odds) : odds;
    return own.past + (own.mode - law->mode);
}

void cst_beta_tails(const cst_beta *law, cst_beta_odds odds, double *below, double *above)
{
    cst_require(!isnan(odds.mode) && !isnan(odds.past));
    double *first = law->mirrored ? above : below;
    double *second = law->mirrored ? below : above;
    tails_at(law, place_past(law, odds), first, second);
    *below = fmin(*below / law->whole, 1.0);
    *above = fmin(*above / law->whole, 1.0);
    cst_debug_assert(*below >= 0.0 && *above >= 0.0);
}

/* Newton's steps on the logarithm of a tail (the lower one, or with sign -1 the upper) inside a
 * panel, from the place between its edges that a straight line would have; a step that leaves what
 * is left of it halves it instead. A step squares what the one before was off by, so the one after
 * a small one is the last: further ones would be led by the last digits of the sum. */
static double quantile_inside(const cst_beta *law, uint32_t panel, double goal, double sign)
{
    static const double settled = 1e-9;
    const double *tails = sign > 0.0 ? law->below : law->above;
    double low = law->edge[panel];
    double high = law->edge[panel + 1];
    const double first = log(fmax(tails[panel], 1e-3 * goal) / goal);
    const double last = log(fmax(tails[panel + 1], 1e-3 * goal) / goal);
    double d = low + (high - low) * fmin(fmax(first / (first - last), 0.01), 0.99);
    for (int step = 0; step < STEPS_MAX; step++) {
        const double tail = sign > 0.0
                                ? law->below[panel] + between(law, law->edge[panel], d)
                                : law->above[panel + 1] + between(law, d, law->edge[panel + 1]);
        *(sign * tail < sign * goal ? &low : &high) = d;
        const double density = exp(height(law, d)) / law->unit;
        const double off = log(tail / goal);
        const double next = d - sign * off * tail / density;
        if (fabs(off) <= settled) {
            return next;
        }
        d = next > low && next < high ? next : (low + high) / 2.0;
    }
    return d;
}

/* The place with this lower (or with sign -1 upper) tail, times the whole. */
static double place_of(const cst_beta *law, double goal, double sign)
{
    const double *tail = sign > 0.0 ? law->below : law->above;
    const uint32_t near = sign > 0.0 ? 0 : law->panels; /* the end on the side of the tail */
    const uint32_t away = law->panels - near;
    const double near_rate = sign > 0.0 ? law->a : law->b;
    const double away_rate = sign > 0.0 ? law->b : law->a;
    if (goal == 0.0) {
        return -sign * (double)INFINITY;
    }
    if (goal <= tail[near]) {
        return law->edge[near] + sign * log(goal / tail[near]) / near_rate;
    }
    if (goal >= tail[away]) { /* beyond the other end, where the other tail is straight */
        const double part = (goal - tail[away]) / (law->whole - tail[away]);
        return law->edge[away] - sign * log1p(-part) / away_rate;
    }
    return quantile_inside(law, panel_of(law, tail, goal, sign), goal, sign);
}

cst_beta_odds cst_beta_quantile(const cst_beta *law, double below, double above)
{
    cst_require(below >= 0.0 && above >= 0.0 && below + above > 0.0);
    const double first = law->mirrored ? above : below;
    const double second = law->mirrored ? below : above;
    const double d = first <= second ? place_of(law, first * law->whole, 1.0)
                                     : place_of(law, second * law->whole, -1.0);
    const cst_beta_odds own = {.mode = law->mode, .past = d};
    cst_debug_assert(!isnan(d));
    return law->mirrored ? cst_beta_minus(own) : own;
}

double cst_beta_density(const cst_beta *law, cst_beta_odds odds)
{
    return exp(height(law, place_past(law, odds))) / law->whole / law->unit;
}

double cst_beta_share(cst_beta_odds odds)
{
    return share(odds.mode + odds.past);
}

cst_beta_odds cst_beta_minus(cst_beta_odds odds)
{
    return (cst_beta_odds){.mode = -odds.mode, .past = -odds.past};
}
