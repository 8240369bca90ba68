/* SPDX-License-Identifier: MIT
 * copula: an agent schemes where a normal variable is below Phi^-1(p); the variables of a task's
 * agents have the latent correlation r = model + version + context + time, the factors that they
 * share. As a mixture over the common factor z: theta = Phi((Phi^-1(p) + sqrt(r) z) / sqrt(1 - r)),
 * by the trapezoid rule, whose error falls faster than any power of its step. */
#include "agents/law.h"

#include "base/check.h"
#include "base/number.h"
#include "base/rmath.h"

#include <math.h>

enum { AGENTS_MAX = CST_REVIEWERS_MAX + 1 };

/* For the step: rounding leaves no more digits than exp(-28) does. */
static const double digits = 28.0;
/* Theta is 0 left of x = -39 and 1 right of x = 8.5, as far as doubles know; the normal density is
 * 0 beyond 38.5, and nothing beside its value 9 further in. */
static const double x_zero = -39.0;
static const double x_one = 8.5;
static const double z_far = 38.5;
static const double z_reach = 9.0;
static const double two_pi = 6.28318530717958647692;

#define LATENT(field, factor)                                                                      \
    {                                                                                              \
        CST_PARAMETER(REAL, "scheming.latent." factor, cst_law_spec, field,                        \
                      CST_RANGE_BELOW(0.0, 1.0, "a latent correlation from 0 up to below 1")),     \
            .meaning = "latent correlation of agents that share a " factor                         \
    }
static const cst_parameter shared_model = LATENT(latent_model, "model");
static const cst_parameter shared_version = LATENT(latent_version, "version");
static const cst_parameter shared_context = LATENT(latent_context, "context");
static const cst_parameter shared_time = LATENT(latent_time, "time");

static double latent(const cst_law_spec *spec)
{
    return spec->latent_model + spec->latent_version + spec->latent_context + spec->latent_time;
}

static int check(const cst_law_spec *spec, uint32_t k, cst_error *error)
{
    (void)k;
    if (!(latent(spec) < 1.0)) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.latent",
                             "expected latent correlations that sum to less than 1, or the copula "
                             "is not positive definite; found %.12g",
                             latent(spec));
    }
    return 0;
}

/* Points z = z0 + i step, first <= i <= last, at which theta = Phi(x), x = x0 + i step slope. */
typedef struct grid {
    double z0, x0, step, slope;
    int32_t first, last;
    bool ends_at_one; /* beyond the last point theta is 1 */
} grid;

/* How far from 0 the integrand of some w_s may have its peak, on the side where theta is turned
 * from 0 to 1 (or back) at `edge`, and starts at `outside` standard deviations before it. */
static double peak(double edge, double outside, double slope)
{
    const double most = AGENTS_MAX * slope * (fmax(outside, 0.0) + 1.0);
    return fmin(fmax(edge + 2.5 / slope, 0.0), most);
}

/* theta^a (1 - theta)^b phi(z), a + b <= AGENTS_MAX, is no narrower than a normal density of
 * variance 1 / (1 + AGENTS_MAX slope^2), and so its error at this step is exp(-digits). */
static grid grid_of(double threshold, double r)
{
    const double slope = sqrt(r) / sqrt(1.0 - r);
    const double edge = -threshold / sqrt(r); /* z at which x = 0 */
    const double middle = threshold / sqrt(1.0 - r);
    const double lowest = fmax(-peak(-edge, middle, slope) - z_reach, -z_far);
    const double highest = fmin(peak(edge, -middle, slope) + z_reach, z_far);
    /* From the edge, which is narrow, or from 0, where the edge is far away. */
    const bool narrow = r >= 0.5;
    grid g = {.z0 = narrow ? edge : 0.0, .x0 = narrow ? 0.0 : middle, .slope = slope};
    g.step = two_pi / sqrt(2.0 * digits * (1.0 + AGENTS_MAX * slope * slope));
    const double right = fmin(highest - g.z0, (x_one - g.x0) / slope);
    const double left = fmax(lowest - g.z0, (x_zero - g.x0) / slope);
    g.first = (int32_t)floor(cst_number_round(left / g.step));
    g.last = (int32_t)ceil(cst_number_round(right / g.step));
    g.ends_at_one = right < highest - g.z0;
    return g;
}

/* Phi(x) in 12 digits, or its rest to 1, whichever is smaller. */
static double below(double x)
{
    const double small = cst_number_round(cst_rmath_normal(-fabs(x)));
    return x < 0.0 ? small : 1.0 - small;
}

/* step * sum of the density over all points of the grid from `from + step / 2` on, without adding
 * them up: the tail's integral and two terms of Euler and Maclaurin. */
static double tail(double from, double step)
{
    const double square = step * step;
    const double first = square / 24.0 * from;
    const double second = 7.0 * square * square / 5760.0 * (from * from * from - 3.0 * from);
    return fmax(cst_rmath_normal_above(from) - cst_rmath_normal_density(from) * (first - second),
                0.0);
}

/* Makes the mean of theta p, which it is but for rounding, and the weights' sum 1: what is missing
 * never schemes. Where too much is there, thetas give way; those of 1 stay 1. Returns how many. */
static uint32_t complete(cst_law_cause *out, uint32_t count, double p)
{
    double mean = 0.0;
    double total = 0.0;
    for (uint32_t i = 0; i < count; i++) {
        mean += out[i].weight * out[i].theta;
    }
    for (uint32_t i = 0; i < count; i++) {
        out[i].weight *= p / mean;
        total += out[i].weight;
    }
    const double much = fmax(total, 1.0);
    const double raise = (p - p / much) / (1.0 - p / much);
    for (uint32_t i = 0; i < count; i++) {
        out[i] =
            cst_law_cause_of(out[i].weight / much, out[i].theta + (1.0 - out[i].theta) * raise);
    }
    if (total < 1.0) {
        out[count++] = cst_law_cause_of(1.0 - total, 0.0);
    }
    return count;
}

/* From the causes of most scheming on: whoever adds up their weights keeps the digits of rare
 * ones. */
static uint32_t causes(const cst_law_spec *spec, cst_law_cause *out)
{
    const double p = spec->rate;
    const double r = latent(spec);
    uint32_t count = 0;
    if (p < 1e-290 || p >= 1.0 || r <= 0.0) { /* nobody, everybody, or each by itself */
        out[0] = cst_law_cause_of(1.0, p);
        return 1;
    }
    const grid g = grid_of(cst_rmath_normal_quantile(p), r);
    cst_require(g.last - g.first + 3 <= CST_LAW_CAUSES_MAX);
    if (g.ends_at_one) {
        const double weight = tail(g.z0 + ((double)g.last + 0.5) * g.step, g.step);
        out[count++] = cst_law_cause_of(cst_number_round(weight), 1.0);
    }
    for (int32_t i = g.last; i >= g.first; i--) {
        const double away = (double)i * g.step;
        out[count].weight = cst_number_round(g.step * cst_rmath_normal_density(g.z0 + away));
        out[count++].theta = below(g.x0 + away * g.slope);
    }
    return complete(out, count, p);
}

static void joint(const cst_law_spec *spec, uint32_t k, double *w)
{
    cst_law_cause cause[CST_LAW_CAUSES_MAX];
    const uint32_t count = causes(spec, cause);
    (void)cst_law_mix(cause, count, k, w);
    cst_law_settle(k, spec->rate, w);
}

const cst_law cst_law_copula = {
    .name = "copula",
    .text = "normal variables with latent correlations by shared model, version, context, time",
    .shape = {&shared_model, &shared_version, &shared_context, &shared_time},
    .check = check,
    .joint = joint,
    .causes = causes,
};
