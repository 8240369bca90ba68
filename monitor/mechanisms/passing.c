/* SPDX-License-Identifier: MIT */
#include "monitor/mechanisms/passing.h"

#include "base/number.h"
#include "base/rmath.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

enum { NODES = 16, DEPTH_MAX = 24, STEPS_MAX = 200 };

/* Where a share is taken as 0 or as 1, against all that multiplies it. */
static const long double tiny = 1e-17L;
/* Of the whole integral: by how much a panel and its halves may differ. These are then right to
 * far less: they have the 32nd order. Smaller differences may be those of libRmath's last digits.
 */
static const long double tolerance = 1e-12L;
/* With this spread and less the rate is as good as known: (tests)^2 times it is nothing. */
static const double least_spread = 1e-40;
/* Below this the binomial tails of libRmath are near the end of doubles. */
static const double least_tail = 1e-250;

/* x - ln(1 + x), x > -1. */
static long double less_log1p(long double x)
{
    if (fabsl(x) > 0.1L) {
        return x - log1pl(x);
    }
    long double sum = 0.0L;
    long double power = -x;
    for (int i = 2; i < 24; i++) {
        power *= -x;
        sum += power / i; /* x^2/2 - x^3/3 + ... */
    }
    return sum;
}

/* e^x - 1 - x. */
static long double less_expm1(long double x)
{
    if (fabsl(x) > 0.1L) {
        return expm1l(x) - x;
    }
    long double sum = 0.0L;
    long double term = x;
    for (int i = 2; i < 16; i++) {
        term *= x / i;
        sum += term;
    }
    return sum;
}

/* --- P(at most so many) ---------------------------------------------------------------------- */

/* A chance and what is left of 1. */
typedef struct chance {
    long double is, not ;
} chance;

/* What a rate of this chance becomes times a share, which may be above 1 where the rate is known.
 */
static chance times(chance rate, cst_passing_share share)
{
    const long double product = rate.is * share.is;
    return (chance){product, share.is <= 1.0 ? rate.not +rate.is * share.rest : 1.0L - product};
}

static long double log_not(chance of)
{
    return of.is < 0.5L ? log1pl(-of.is) : logl(of.not );
}

/* ln(x!) - ln(sqrt(2 pi x) (x/e)^x), x >= 1. */
static long double stirling_error(long double x)
{
    long double below = 0.0L;
    for (; x < 30.0L; x += 1.0L) {
        below += (x + 0.5L) * log1pl(1.0L / x) - 1.0L;
    }
    const long double s = 1.0L / (x * x);
    return below + (1.0L / 12.0L - s * (1.0L / 360.0L - s * (1.0L / 1260.0L -
                                                             s * (1.0L / 1680.0L - s / 1188.0L)))) /
                       x;
}

/* ln P(Bin = k), 0 < k < n, in Loader's form: nothing in it is large where the chance is not tiny.
 */
static long double log_binomial(long double k, long double n, chance of)
{
    const long double rest = n - k;
    return stirling_error(n) - stirling_error(k) - stirling_error(rest) -
           k * less_log1p((n * of.is - k) / k) - rest * less_log1p((n * of.not -rest) / rest) +
           0.5L * logl(n / (2.0L * 3.14159265358979323846264338328L * k * rest));
}

/* ln P(Bin <= k), 0 < k < n, far below its mean: from the last term down. */
static long double log_far_below(long double k, long double n, chance of)
{
    const long double odds = of.not / of.is;
    long double sum = 1.0L;
    long double term = 1.0L;
    for (long double i = k; i > 0.0L && term > 1e-20L * sum; i -= 1.0L) {
        term *= i / (n - i + 1.0L) * odds;
        sum += term;
    }
    return log_binomial(k, n, of) + logl(sum);
}

/* ln P(Bin <= allowed). */
static long double log_pass(const cst_passing_spec *spec, chance of)
{
    const double k = spec->allowed;
    const double n = spec->tests;
    if (k >= n || of.is <= 0.0L) {
        return 0.0L;
    }
    if (of.not <= 0.0L) {
        return -HUGE_VALL;
    }
    if (k == 0.0) {
        return n * log_not(of);
    }
    const double below = of.is < 0.5L ? cst_rmath_binomial(k, n, (double)of.is)
                                      : cst_rmath_binomial_above(n - k - 1.0, n, (double)of.not );
    return below > least_tail ? logl(below) : log_far_below(k, n, of);
}

/* P(some deployed task is schemed on). */
static long double some_of(const cst_passing_spec *spec, chance of)
{
    if (spec->deployed == 0.0) {
        return 0.0L;
    }
    return of.not > 0.0L ? -expm1l(spec->deployed * log_not(of)) : 1.0L;
}

/* --- The integral ---------------------------------------------------------------------------- */

/* Over the log-odds of the rate, from those of its mean on. */
typedef struct law {
    const cst_passing_spec *spec;
    chance mean;
    long double both;      /* a + b */
    bool tested;           /* whether what passes counts alone */
    long double scale;     /* the log of the integrand's peak */
    long double low, high; /* beyond these its parts have their limits */
    long double node[NODES], weight[NODES];
} law;

typedef struct sums {
    long double all, rate, any;
} sums;

static chance rate_at(const law *of, long double past)
{
    const long double e = expl(-fabsl(past));
    const chance part = {of->mean.is * (past < 0.0L ? e : 1.0L),
                         of->mean.not *(past < 0.0L ? 1.0L : e)};
    return (chance){part.is / (part.is + part.not ), part.not / (part.is + part.not )};
}

/* ln(1 - m + m e^x) - m x, which is 0 at x = 0 and at least 0. */
static long double falls(chance mean, long double x)
{
    if (mean.is > 0.5L) { /* the same, seen from the other end */
        mean = (chance){mean.not, mean.is};
        x = -x;
    }
    const long double y = mean.is * expm1l(x);
    return fabsl(x) < 0.1L ? mean.is * less_expm1(x) - less_log1p(y) : log1pl(y) - mean.is * x;
}

/* The log of the integrand. */
static long double height(const law *of, long double past)
{
    const long double prior = -of->both * falls(of->mean, past);
    return of->tested ? prior + log_pass(of->spec, times(rate_at(of, past), of->spec->shown))
                      : prior;
}

static sums at(const law *of, long double past)
{
    const long double weight = expl(height(of, past) - of->scale);
    if (weight == 0.0L) {
        return (sums){0};
    }
    const chance rate = rate_at(of, past);
    return (sums){weight, weight * rate.is,
                  weight * some_of(of->spec, times(rate, of->spec->acts))};
}

static void add(sums *to, sums more, long double weight)
{
    to->all += weight * more.all;
    to->rate += weight * more.rate;
    to->any += weight * more.any;
}

/* Gauss and Legendre's nodes, by Newton's method. */
static void make_nodes(law *of)
{
    for (int i = 0; i < NODES; i++) {
        long double x = cosl(3.14159265358979323846264338328L * (i + 0.75L) / (NODES + 0.5L));
        long double slope = 1.0L;
        for (int step = 0; step < 8; step++) {
            long double before = 1.0L;
            long double value = x;
            for (int j = 2; j <= NODES; j++) {
                const long double next = ((2 * j - 1) * x * value - (j - 1) * before) / j;
                before = value;
                value = next;
            }
            slope = NODES * (before - x * value) / (1.0L - x * x);
            x -= value / slope;
        }
        of->node[i] = x;
        of->weight[i] = 2.0L / ((1.0L - x * x) * slope * slope);
    }
}

static sums panel(const law *of, long double from, long double to)
{
    const long double half = 0.5L * (to - from);
    sums sum = {0};
    for (int i = 0; i < NODES; i++) {
        add(&sum, at(of, from + half + half * of->node[i]), half * of->weight[i]);
    }
    return sum;
}

static bool is_near(long double a, long double b, long double whole)
{
    return fabsl(a - b) <= tolerance * whole;
}

/* A panel, halved until its halves say the same. */
static sums halved(const law *of, const long double end[2], sums whole, const sums *total,
                   int depth)
{
    const long double middle = 0.5L * (end[0] + end[1]);
    const sums left = panel(of, end[0], middle);
    const sums right = panel(of, middle, end[1]);
    sums both = left;
    add(&both, right, 1.0L);
    if (depth == 0 ||
        (is_near(both.all, whole.all, total->all) && is_near(both.rate, whole.rate, total->rate) &&
         is_near(both.any, whole.any, total->any))) {
        return both;
    }
    both = halved(of, (const long double[2]){end[0], middle}, left, total, depth - 1);
    add(&both, halved(of, (const long double[2]){middle, end[1]}, right, total, depth - 1), 1.0L);
    return both;
}

/* What is beyond the ends, where the law is one of exponentials. */
static sums beyond(const law *of)
{
    const cst_passing_spec *spec = of->spec;
    const long double a = of->both * of->mean.is;
    const long double b = of->both * of->mean.not ;
    const bool ties = of->tested && spec->shown.is == 1.0 && spec->allowed < spec->tests;
    const sums left = at(of, of->low);
    const sums right = at(of, of->high);
    sums sum = {left.all / a, left.rate / (a + 1.0L), left.any / (a + 1.0L)};
    add(&sum, right, 1.0L / (b + (ties ? (long double)(spec->tests - spec->allowed) : 0.0L)));
    return sum;
}

/* The place of the peak: the law of the rate has one, and passing makes low rates likelier. */
static long double peak_of(const law *of)
{
    long double from = of->low;
    long double to = fmaxl(of->low, fminl(of->high, 0.0L));
    for (int i = 0; i < STEPS_MAX && to - from > 1e-18L * fabsl(from); i++) {
        const long double third = (to - from) / 3.0L;
        if (height(of, from + third) < height(of, to - third)) {
            from += third;
        } else {
            to -= third;
        }
    }
    return 0.5L * (from + to);
}

/* How far from the peak the integrand falls by about e. */
static long double width_of(const law *of, long double peak, long double side)
{
    const long double top = height(of, peak);
    long double width = 1.0L;
    while (width > 1e-160L && top - height(of, peak + side * width) > 1.0L) {
        width *= 0.5L;
    }
    return width;
}

/* Panels that grow from the peak to an end. Without a total: a first look. */
static void add_side(const law *of, long double peak, long double end, const sums *total, sums *sum)
{
    const long double side = end < peak ? -1.0L : 1.0L;
    long double width = width_of(of, peak, side);
    for (long double gone = 0.0L; gone < fabsl(end - peak); gone += 0.5L * width) {
        const long double next = fminl(gone + width, fabsl(end - peak));
        const long double from = peak + side * gone;
        const long double to = peak + side * next;
        const long double ends[2] = {fminl(from, to), fmaxl(from, to)};
        const sums first = panel(of, ends[0], ends[1]);
        add(sum, total == NULL ? first : halved(of, ends, first, total, DEPTH_MAX), 1.0L);
        width *= 2.0L;
    }
}

static sums integral(law *of)
{
    const long double peak = peak_of(of);
    sums look = {0};
    of->scale = height(of, peak);
    look = beyond(of);
    sums sum = look;
    add_side(of, peak, of->low, NULL, &look);
    add_side(of, peak, of->high, NULL, &look);
    add_side(of, peak, of->low, &look, &sum);
    add_side(of, peak, of->high, &look, &sum);
    return sum;
}

/* Where tests and tasks of a rate have their limits: what multiplies what is left of it. */
static long double limit_of(long double many, cst_passing_share share)
{
    return many * (share.is < 1.0 ? (long double)share.is / share.rest : 1.0L);
}

static cst_passing of_beta(const cst_passing_spec *spec)
{
    law of = {.spec = spec,
              .mean = {spec->mean, cst_number_complement(spec->mean)},
              .both = (long double)cst_number_complement(spec->spread) / spec->spread};
    const long double many = fmaxl(fmaxl(1.0L, of.both), fmaxl(spec->tests, spec->deployed));
    const long double left =
        fmaxl(fmaxl(1.0L, of.both),
              fmaxl(limit_of(spec->tests, spec->shown), limit_of(spec->deployed, spec->acts)));
    const long double odds = logl(of.mean.not / of.mean.is);
    of.low = logl(tiny / many) + odds;
    of.high = logl(fmaxl(left, spec->tests) / tiny) + odds;
    make_nodes(&of);
    const sums prior = integral(&of);
    const long double scale = of.scale;
    of.tested = true;
    const sums passed = integral(&of);
    return (cst_passing){
        .log_pass = (double)(of.scale - scale + logl(passed.all / prior.all)),
        .rate = (double)(passed.rate / passed.all),
        .any = (double)(passed.any / passed.all),
    };
}

/* --- Rates that are known -------------------------------------------------------------------- */

static cst_passing of_known(const cst_passing_spec *spec)
{
    const chance rate = {spec->mean, cst_number_complement(spec->mean)};
    return (cst_passing){.log_pass = (double)log_pass(spec, times(rate, spec->shown)),
                         .rate = spec->mean,
                         .any = (double)some_of(spec, times(rate, spec->acts))};
}

/* It schemes always or never. */
static cst_passing of_ends(const cst_passing_spec *spec)
{
    const chance sure = {1.0L, 0.0L};
    const long double passed = spec->mean * expl(log_pass(spec, times(sure, spec->shown)));
    const long double all = passed + cst_number_complement(spec->mean);
    return (cst_passing){.log_pass = (double)logl(all),
                         .rate = (double)(passed / all),
                         .any = (double)(passed / all * some_of(spec, times(sure, spec->acts)))};
}

cst_passing cst_passing_of(const cst_passing_spec *spec)
{
    if (spec->allowed < 0.0) {
        return (cst_passing){-HUGE_VAL, (double)NAN, (double)NAN};
    }
    const bool known = spec->spread < least_spread || spec->mean == 0.0 || spec->mean == 1.0;
    cst_passing of = known ? of_known(spec) : spec->spread == 1.0 ? of_ends(spec) : of_beta(spec);
    if (isinf(of.log_pass)) {
        of.rate = of.any = (double)NAN;
    }
    return of;
}
