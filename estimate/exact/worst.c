/* SPDX-License-Identifier: MIT */
#include "estimate/exact/worst.h"

#include "base/check.h"
#include "estimate/exact/closed.h"

#include <float.h>
#include <math.h>

enum { AGENTS_MAX = CST_REVIEWERS_MAX + 1 };

/* Laws of J, how many of m agents scheme, with E[J] = m p and E[J (J-1)] = m (m-1) p b, where b =
 * P(a second one schemes | one does). What is linear in the law has its extremes at corners, and a
 * corner has three values at most, whose masses these two moments and the whole fix: all corners
 * are looked at. Where p is above 1/2 honest agents are counted instead, so that what is tiny is a
 * product and not a difference. */
typedef struct corners {
    uint32_t m;
    long double p, b;
    bool mirrored;
    long double dust; /* what rounding may leave below 0 of a mass of 0, as a share of its scale */
    long double worth[AGENTS_MAX + 1]; /* by J: share of attacks that escapes, for a mass of p */
} corners;

/* Masses, in units of p, of one law. */
typedef struct corner {
    uint32_t at[3]; /* rising */
    long double x[3];
} corner;

static corners corners_make(uint32_t k, const double *u, double p, double rho)
{
    corners made = {.m = k + 1, .mirrored = p > 0.5, .dust = 16.0L * LDBL_EPSILON};
    made.p = made.mirrored ? 1.0L - p : (long double)p;
    made.b = made.p + rho * (1.0L - made.p);
    for (uint32_t j = 1; j <= made.m; j++) {
        const long double worth = (long double)j / made.m * u[j - 1];
        made.worth[made.mirrored ? made.m - j : j] = made.mirrored ? worth * made.p / p : worth;
    }
    return made;
}

/* The mass on h > 0 of a law on h, i and j: E[(J-i) (J-j)] / ((h-i) (h-j)). */
static long double mass(const corners *of, uint32_t h, uint32_t i, uint32_t j)
{
    const long double others = (of->m - 1) * of->b;
    const long double apart = ((long double)h - i) * ((long double)h - j);
    const long double pairs = of->m * (others - ((long double)(i + j) - 1.0L));
    return (i == 0 ? pairs : pairs + (long double)i * j / of->p) / apart;
}

/* Fills the masses; false where some are negative, by more than rounding: there is no such law. */
static bool is_law(const corners *of, corner *c)
{
    const uint32_t *at = c->at;
    const long double one = 1.0L / of->p;
    const long double dust = of->dust * of->m * of->m;
    c->x[1] = mass(of, at[1], at[0], at[2]);
    c->x[2] = mass(of, at[2], at[0], at[1]);
    c->x[0] = at[0] == 0 ? one - c->x[1] - c->x[2] : mass(of, at[0], at[1], at[2]);
    const bool law = c->x[0] >= -dust * one && c->x[1] >= -dust * (at[0] == 0 ? 1.0L : one) &&
                     c->x[2] >= -dust * (at[0] == 0 ? 1.0L : one);
    for (int i = 0; i < 3; i++) {
        c->x[i] = fmaxl(c->x[i], 0.0L);
    }
    return law;
}

/* The greatest share, or with sign -1 the least; false where no law has these moments. A value is
 * moved away from the others by the rounding that it may have. */
static bool extreme(const corners *of, long double sign, double *value)
{
    long double best = -(long double)INFINITY;
    corner c;
    for (c.at[0] = 0; c.at[0] + 2 <= of->m; c.at[0]++) {
        for (c.at[1] = c.at[0] + 1; c.at[1] + 1 <= of->m; c.at[1]++) {
            for (c.at[2] = c.at[1] + 1; c.at[2] <= of->m; c.at[2]++) {
                long double sum = 0.0L;
                if (!is_law(of, &c)) {
                    continue;
                }
                for (int i = 0; i < 3; i++) {
                    sum += of->worth[c.at[i]] * c.x[i];
                }
                best = sign * sum > best ? sign * sum : best;
            }
        }
    }
    *value = fmin(fmax((double)(sign * best) * (1.0 + (double)sign * DBL_EPSILON), 0.0), 1.0);
    return isfinite(best);
}

int cst_worst_bounds(uint32_t k, const double *u, double p, double rho, cst_worst *out,
                     cst_error *error)
{
    cst_require(k >= 1 && k <= CST_REVIEWERS_MAX && p > 0.0 && p < 1.0);
    corners of = corners_make(k, u, p, rho);
    *out = (cst_worst){.applies = true, .rho = rho, .worst = NAN, .best = NAN};
    bool found = extreme(&of, 1.0L, &out->worst);
    if (!found) { /* a correlation at the end of what is possible, itself rounded */
        of.dust = 1e-15L;
        found = extreme(&of, 1.0L, &out->worst);
    }
    if (!found || !extreme(&of, -1.0L, &out->best)) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.rho",
                             "no law of %u agents has rate %g and correlation %g", k + 1, p, rho);
    }
    return 0;
}

int cst_worst_case(const cst_model *model, cst_worst *out, cst_error *error)
{
    const cst_law_spec *law = &model->spec.scheming.law;
    double u[CST_REVIEWERS_MAX + 1];
    *out = (cst_worst){.rho = NAN, .worst = NAN, .best = NAN};
    if (model->spec.mechanism.kind != NULL || model->play != NULL || model->ends ||
        model->crew != CST_CREW_POPULATION || !model->states_matter || model->states_by_agent ||
        model->cohorts != 1 || model->spec.scheming.awareness > 0.0) {
        return 0;
    }
    const double rho = cst_law_rho(law, model->slots);
    if (isnan(rho)) {
        return 0;
    }
    for (uint32_t s = 0; s <= model->slots; s++) {
        u[s] = cst_model_escape_given(model, s);
    }
    return cst_worst_bounds(model->slots, u, law->rate, rho, out, error);
}
