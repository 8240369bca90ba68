/* SPDX-License-Identifier: MIT
 *
 * Binomial laws and intervals by bisection, from nothing but the C library. */
#include "tests/cli/stranger_maths.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* The incomplete beta function by its continued fraction (Lentz). */
static double beta_fraction(double a, double b, double x)
{
    double c = 1.0;
    double d = 1.0 / fmax(fabs(1.0 - (a + b) * x / (a + 1.0)), 1e-300);
    double h = d;
    for (int m = 1; m < 100000; m++) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1.0 / (1.0 + even * d);
        c = 1.0 + even / c;
        h *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1.0 / (1.0 + odd * d);
        c = 1.0 + odd / c;
        h *= d * c;
        if (fabs(d * c - 1.0) < 1e-15) {
            break;
        }
    }
    return h;
}

static double beta_below(double a, double b, double x)
{
    if (x <= 0.0 || x >= 1.0) {
        return x <= 0.0 ? 0.0 : 1.0;
    }
    const double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    return x < (a + 1.0) / (a + b + 2.0) ? front * beta_fraction(a, b, x) / a
                                         : 1.0 - front * beta_fraction(b, a, 1.0 - x) / b;
}

/* P(Bin(n, p) >= x). */
double stranger_at_least(double x, double n, double p)
{
    return x <= 0.0 ? 1.0 : x > n ? 0.0 : beta_below(x, n - x + 1.0, p);
}

stranger_ends stranger_clopper_pearson(double x, double n, double level)
{
    stranger_ends out = {0.0, 1.0};
    for (int end = 0; end < 2 && n > 0.0; end++) {
        double below = -746.0; /* of the log odds of the chance */
        double above = 746.0;
        for (int i = 0; i < 200; i++) {
            const double middle = (below + above) / 2.0;
            const double p = 1.0 / (1.0 + exp(-middle));
            const bool too_low = end == 0 ? stranger_at_least(x, n, p) < level / 2.0
                                          : stranger_at_least(n - x, n, 1.0 - p) >= level / 2.0;
            *(too_low ? &below : &above) = middle;
        }
        *(end == 0 ? &out.low : &out.high) = 1.0 / (1.0 + exp(-(below + above) / 2.0));
    }
    out.low = x <= 0.0 ? 0.0 : out.low;
    out.high = x >= n ? 1.0 : out.high;
    return out;
}

/* Whether the stake on bets against "the mean is at most m" (more), or at least m, has reached
 * 2/level. Values are divided by scale. */
static bool stake_won(const atoms *values, double scale, double bets_for, double m, double rest,
                      bool more, double level)
{
    double stake = 0.0;
    int bets = 1;
    while (pow(2.0, -0.5 * bets) >= 0.5 / bets_for && bets < 131) {
        bets++;
    }
    for (int i = 0; i < bets; i++) {
        const double bet = pow(2.0, -0.5 * i);
        double logs = log(i == 0 ? 0.25 : 0.75 / (bets - 1));
        for (int j = 0; j < values->count; j++) {
            const double x = values->at[j].x / scale;
            if (values->at[j].times <= 0.0) {
                continue;
            }
            logs +=
                values->at[j].times * log1p(bet * (more ? x / m - 1.0 : (1.0 - x) / rest - 1.0));
        }
        stake += exp(fmin(logs - log(2.0 / level), 700.0));
    }
    return stake >= 1.0;
}

stranger_ends stranger_betting(const atoms *values, double scale, double bets_for, double level)
{
    stranger_ends out = {0.0, 1.0};
    const double mean = values->trials > 0.0 ? values->sum / values->trials / scale : 0.0;
    for (int end = 0; end < 2 && values->trials > 0.0; end++) {
        double below = -60.0; /* of the log odds of the mean */
        double above = 60.0;
        if ((end == 0 && mean <= 0.0) || (end == 1 && mean >= 1.0)) {
            continue;
        }
        for (int i = 0; i < 100; i++) {
            const double middle = (below + above) / 2.0;
            const double m = 1.0 / (1.0 + exp(-middle));
            const bool won =
                stake_won(values, scale, bets_for, m, 1.0 / (1.0 + exp(middle)), end == 0, level);
            *((end == 0) == won ? &below : &above) = middle;
        }
        *(end == 0 ? &out.low : &out.high) = 1.0 / (1.0 + exp(-(below + above) / 2.0));
    }
    return out;
}

double stranger_width_of(double least)
{
    return least < 64.0 ? 1.0 : exp2(floor(log2(least)) - 4.0);
}

/* Values placed at the stranger_ends of their buckets, as the page says; most: the greatest there
 * can be. */
atoms *stranger_placed(const atoms *in, double most)
{
    atoms *out = calloc(1, sizeof *out);
    double excess = in->sum;
    if (out == NULL) {
        abort();
    }
    *out = (atoms){.trials = in->trials, .sum = in->sum, .top = in->top};
    for (int i = 0; i < in->count; i++) {
        excess -= in->at[i].times * in->at[i].x;
    }
    for (int i = 0; i < in->count; i++) {
        const double low = in->at[i].x;
        const double high = fmin(low + stranger_width_of(low) - 1.0, most);
        const double up = high > low ? fmin(excess / (high - low), in->at[i].times) : 0.0;
        if (up > 0.0) {
            out->at[out->count++] = (atom){up, high};
        }
        if (in->at[i].times > up) {
            out->at[out->count++] = (atom){in->at[i].times - up, low};
        }
        excess -= up * (high - low);
    }
    return out;
}

/* The mean of a spread over the most that it can be: tasks * unit, or by a binomial law. */
stranger_ends stranger_mean_below(const atoms *in, double tasks, double unit, double chance,
                                  double sure, double level)
{
    double by_law = 0.0;
    double above = tasks;
    while (by_law < above) {
        const double middle = floor((by_law + above) / 2.0);
        if (in->trials * stranger_at_least(middle + 1.0, tasks, chance) <= 1e-3 * level) {
            above = middle;
        } else {
            by_law = middle + 1.0;
        }
    }
    by_law = fmax(by_law, 1.0);
    double most = by_law + sure;
    const bool plain = chance >= 1.0 || in->trials <= 0.0 || most >= tasks || in->top > most * unit;
    most = plain ? tasks : most;
    atoms *values = stranger_placed(in, most * unit);
    stranger_ends out =
        stranger_betting(values, most * unit, in->trials, plain ? level : level * (1.0 - 1e-3));
    free(values);
    if (!plain) {
        out.low *= most / tasks;
        out.high = fmin(
            out.high * most / tasks + chance * stranger_at_least(by_law, tasks - 1.0, chance), 1.0);
    }
    return out;
}

/* The least v with P(Bin(n, p) > v) <= 1 - t, and the mean of what is beyond. */
void stranger_tail_of_law(double n, double p, double t, double *var, double *cvar)
{
    double below = 0.0;
    double v = n;
    while (below < v) {
        const double middle = floor((below + v) / 2.0);
        if (stranger_at_least(middle + 1.0, n, p) <= 1.0 - t) {
            v = middle;
        } else {
            below = middle + 1.0;
        }
    }
    const double beyond = n * p * stranger_at_least(v, n - 1.0, p);
    *var = v;
    *cvar = (beyond + v * (1.0 - t - stranger_at_least(v + 1.0, n, p))) / (1.0 - t);
}

/* The value of this rank, 1 for the least: its bucket's least or greatest. */
static double ranked(const atoms *in, double rank, bool greatest)
{
    double above = in->trials;
    int i = 0;
    for (; i < in->count - 1 && above - in->at[i].times >= rank; i++) {
        above -= in->at[i].times;
    }
    return in->at[i].x + (greatest ? stranger_width_of(in->at[i].x) - 1.0 : 0.0);
}

/* By order statistics: the greatest a with P(Bin(n, t) < a) <= level/2, the least b with
 * P(Bin(n, t) >= b) <= level/2. */
stranger_ends stranger_var_by_rank(const atoms *in, double most, double t, double level)
{
    const double n = in->trials;
    double a = 0.0;
    double b = n + 1.0;
    for (double step = exp2(ceil(log2(n + 1.0))); step >= 1.0; step /= 2.0) {
        if (a + step <= n && 1.0 - stranger_at_least(a + step, n, t) <= level / 2.0) {
            a += step;
        }
        if (b - step > 0.0 && stranger_at_least(b - step, n, t) <= level / 2.0) {
            b -= step;
        }
    }
    stranger_ends out = {a > 0.0 ? ranked(in, a, false) : 0.0, most};
    out.high = b <= n ? fmin(out.high, ranked(in, b, true)) : out.high;
    out.low = fmin(out.low, out.high);
    return out;
}

static double next_point(double v)
{
    return v < 64.0 ? v + 1.0 : v + stranger_width_of(v);
}

/* E[(X - v)+] with every value at one end of its bucket. */
static stranger_ends mean_beyond(const atoms *in, double v, double tasks, double unit,
                                 double chance, bool greatest, double level)
{
    atoms *beyond = calloc(1, sizeof *beyond);
    double sum = 0.0;
    if (beyond == NULL) {
        abort();
    }
    for (int i = 0; i < in->count; i++) {
        const double width = greatest ? stranger_width_of(in->at[i].x) - 1.0 : 0.0;
        const double x = fmax(fmin(in->at[i].x + width, tasks * unit) - v, 0.0);
        const double least = x < 64.0 ? x : floor(x / stranger_width_of(x)) * stranger_width_of(x);
        sum += x * in->at[i].times;
        if (beyond->count > 0 && beyond->at[beyond->count - 1].x == least) {
            beyond->at[beyond->count - 1].times += in->at[i].times;
        } else {
            beyond->at[beyond->count++] = (atom){in->at[i].times, least};
        }
    }
    beyond->trials = in->trials;
    beyond->sum = sum;
    beyond->top = beyond->count > 0 ? beyond->at[0].x : 0.0;
    stranger_ends out = stranger_mean_below(beyond, tasks, unit, chance, 0.0, level);
    free(beyond);
    return (stranger_ends){out.low * tasks * unit, out.high * tasks * unit};
}

stranger_ends stranger_cvar_by_betting(const atoms *in, double tasks, double unit, double chance,
                                       double t, double level)
{
    double var;
    double cvar;
    double points = 1.0;
    stranger_tail_of_law(tasks, chance, t, &var, &cvar);
    var *= unit;
    stranger_ends out = {tasks * unit, cvar * unit};
    for (double v = 0.0; v <= var; v = next_point(v)) {
        points++;
    }
    for (double v = 0.0; v <= var; v = next_point(v)) {
        const double next = next_point(v);
        const stranger_ends here = mean_beyond(in, v, tasks, unit, chance, true, level / points);
        const double low =
            mean_beyond(in, next <= v + 1.0 ? v : next, tasks, unit, chance, false, level / points)
                .low;
        out.high = fmin(out.high, v + here.high / (1.0 - t));
        out.low = fmin(out.low, v + low / (1.0 - t));
        if (low <= 0.0) {
            break;
        }
    }
    out.low = fmin(out.low, out.high);
    return out;
}

/* The standard normal, and Student's quantile with nu degrees of freedom (0: normal). */
double stranger_upper_quantile(double level, double nu)
{
    double below = 0.0;
    double above = 1e6;
    for (int i = 0; i < 200; i++) {
        const double x = (below + above) / 2.0;
        const double beyond = nu > 0.0 ? 0.5 * beta_below(nu / 2.0, 0.5, nu / (nu + x * x))
                                       : 0.5 * erfc(x / sqrt(2.0));
        *(beyond > level ? &below : &above) = x;
    }
    return (below + above) / 2.0;
}
