/* SPDX-License-Identifier: MIT */
#include "agents/crossing.h"

#include "base/check.h"
#include "base/number.h"
#include "base/rmath.h"

#include <math.h>

/* As for the copula of one factor (law_copula.c): rounding leaves no more digits than exp(-28)
 * does, and nothing is drawn beyond 9 standard deviations of what is drawn at all. */
static const double digits = 28.0;
static const double reach = 9.0;
static const double two_pi = 6.28318530717958647692;
/* Of one factor's latent correlation, and of all together; sums of decimals are not exact. */
static const double least = 1e-3;
static const double most = 0.99;
static const double rounding = 1e-12;

/* The lattice: place i of factor f is z = (top[f] - i) * step / load[f], from most scheming on. */
typedef struct lattice {
    double load[CST_FACTORS]; /* square roots of the latent correlations */
    double top[CST_FACTORS];  /* in steps */
    uint32_t count[CST_FACTORS];
    double step, left; /* left: sqrt(1 - r), the agent's own */
    double threshold;  /* Phi^-1(p) */
    double sums;
} lattice;

/* theta as a function of one factor's z has the slope load / left; see grid_of in law_copula.c. */
static double fine(double load, double left)
{
    const double slope = load / left;
    return load * two_pi / sqrt(2.0 * digits * (1.0 + (CST_REVIEWERS_MAX + 1) * slope * slope));
}

static lattice lattice_of(const cst_law_spec *spec)
{
    const double share[CST_FACTORS] = {spec->latent_context + spec->latent_time, spec->latent_model,
                                       spec->latent_version};
    lattice of = {.step = INFINITY, .sums = 1.0};
    double r = 0.0;
    for (int f = 0; f < CST_FACTORS; f++) {
        r += share[f];
        of.load[f] = sqrt(share[f]);
    }
    of.left = sqrt(1.0 - r);
    for (int f = 0; f < CST_FACTORS; f++) {
        of.step = of.load[f] > 0.0 ? fmin(of.step, fine(of.load[f], of.left)) : of.step;
    }
    of.threshold = spec->rate > 0.0 && spec->rate < 1.0
                       ? cst_number_round(cst_rmath_normal_quantile(spec->rate))
                       : 0.0;
    for (int f = 0; f < CST_FACTORS; f++) {
        /* Given that an agent schemes, or that it does not, its factors lie off 0 by this much. */
        const double away = fabs(of.threshold) * of.load[f];
        const double half = of.load[f] > 0.0 ? of.load[f] * (reach + away) / of.step : 0.0;
        of.top[f] = floor(cst_number_round(half));
        of.sums += 2.0 * of.top[f];
        of.count[f] = of.sums <= CST_CROSSING_MAX ? 2 * (uint32_t)of.top[f] + 1 : 0;
    }
    return of;
}

int cst_crossing_check(const cst_law_spec *spec, cst_error *error)
{
    const double share[CST_FACTORS] = {spec->latent_context + spec->latent_time, spec->latent_model,
                                       spec->latent_version};
    double sum = 0.0;
    bool small = false;
    for (int f = 0; f < CST_FACTORS; f++) {
        sum += share[f];
        small = small || (share[f] > 0.0 && share[f] < least - rounding);
    }
    if (!small && sum <= most + rounding && lattice_of(spec).sums <= CST_CROSSING_MAX) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_LAW, "scheming.latent",
                         "across factors: expected latent correlations that are 0 or at least "
                         "1e-3 and sum to at most 0.99, found %.12g + %.12g + %.12g + %.12g",
                         spec->latent_model, spec->latent_version, spec->latent_context,
                         spec->latent_time);
}

static double mass_at(const lattice *of, int factor, uint32_t place)
{
    if (of->load[factor] <= 0.0) {
        return 1.0;
    }
    const double unit = of->step / of->load[factor];
    const double z = (of->top[factor] - (double)place) * unit;
    return cst_number_round(unit * cst_rmath_normal_density(z));
}

static void put_factor(cst_crossing *crossing, const lattice *of, int factor)
{
    cst_chance *below = crossing->below + crossing->start[factor];
    double total = 0.0;
    double sum = 0.0;
    for (uint32_t i = 0; i < of->count[factor]; i++) {
        total += mass_at(of, factor, i);
    }
    for (uint32_t i = 0; i < of->count[factor]; i++) {
        sum += mass_at(of, factor, i);
        below[i] = cst_chance_make(sum / total);
    }
    below[of->count[factor] - 1] = cst_chance_make(1.0);
}

static double theta_at(const lattice *of, uint32_t sum)
{
    const double top = of->top[0] + of->top[1] + of->top[2];
    const double x = (of->threshold + (top - (double)sum) * of->step) / of->left;
    const double small = cst_number_round(cst_rmath_normal(-fabs(x)));
    return x < 0.0 ? small : 1.0 - small;
}

void cst_crossing_make(cst_crossing *crossing, const cst_law_spec *spec)
{
    const lattice of = lattice_of(spec);
    cst_require(of.sums <= CST_CROSSING_MAX);
    const bool fixed = spec->rate <= 0.0 || spec->rate >= 1.0 || of.sums <= 1.0;
    crossing->sums = (uint32_t)of.sums;
    uint32_t start = 0;
    for (int f = 0; f < CST_FACTORS; f++) {
        crossing->count[f] = of.count[f];
        crossing->start[f] = start;
        start += of.count[f];
        put_factor(crossing, &of, f);
    }
    for (uint32_t i = 0; i < crossing->sums; i++) {
        crossing->chance[i] = cst_chance_make(fixed ? spec->rate : theta_at(&of, i));
    }
}

static uint32_t draw_place(const cst_crossing *crossing, cst_factor factor, cst_draws *draws)
{
    const uint32_t count = crossing->count[factor];
    return count == 1 ? 0
                      : cst_draws_rank(draws, crossing->below + crossing->start[factor], count - 1);
}

void cst_crossing_draw(const cst_crossing *crossing, const cst_population_spec *population,
                       cst_draws *draws, cst_cause *cause)
{
    uint32_t version[CST_LINEAGES_MAX];
    const uint32_t common = draw_place(crossing, CST_FACTOR_COMMON, draws);
    for (uint32_t g = 0; g < population->lineages; g++) {
        const uint32_t model = draw_place(crossing, CST_FACTOR_MODEL, draws);
        uint32_t same = 0;
        while (same < g && population->lineage[same].version != population->lineage[g].version) {
            same++;
        }
        version[g] = same < g ? version[same] : draw_place(crossing, CST_FACTOR_VERSION, draws);
        cause[g] = (cst_cause){.chance = crossing->chance[common + model + version[g]]};
    }
}
