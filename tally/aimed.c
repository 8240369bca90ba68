/* SPDX-License-Identifier: MIT */
#include "tally/aimed.h"

#include "base/check.h"
#include "base/rmath.h"

#include <math.h>

typedef enum direction { BET_ON_MORE, BET_ON_LESS } direction;

/* The trials of a slot: means of x and z, their variances and their covariance. */
typedef struct moments {
    double trials, x, z;
    double xx, xz, zz;
} moments;

typedef struct game {
    const cst_aimed *of;
    double trials, goal; /* the goal is a logarithm */
    uint32_t slots;
    moments slot[CST_SLOTS];
} game;

/* trials * product - both, of whole numbers: a difference of doubles would lose what two values
 * have in common. */
static double apart(uint64_t trials, cst_u128 product, cst_u128 both)
{
    cst_u128 all;
    if (__builtin_mul_overflow((cst_u128)trials, product, &all)) {
        return (double)trials * (double)product - (double)both;
    }
    return all >= both ? (double)(all - both) : -(double)(both - all);
}

static moments moments_of(const cst_slot_sums *s, uint64_t whole)
{
    const double n = (double)s->trials;
    moments of = {.trials = n, .x = (double)s->x / n};
    of.xx = apart(s->trials, s->xx, (cst_u128)s->x * s->x) / (n * n);
    if (whole > 0) {
        of.z = (double)whole - of.x;
        of.xz = -of.xx;
        of.zz = of.xx;
        return of;
    }
    const uint64_t z = s->y - s->x;
    const cst_u128 xz = s->xy - s->xx;
    const cst_u128 zz = s->yy - s->xy - xz;
    of.z = (double)z / n;
    of.xz = apart(s->trials, xz, (cst_u128)s->x * z) / (n * n);
    of.zz = apart(s->trials, zz, (cst_u128)z * z) / (n * n);
    return of;
}

/* A claim: x over z, or z over x, has these odds at most; with what does not depend on a slot. */
typedef struct claim {
    bool more;           /* x over z */
    double times;        /* 1 over the odds */
    double beyond, unit; /* unit: 1 over the most that a trial loses */
    double ends;         /* mean square of gains where all values are at either end */
} claim;

static claim claim_of(const cst_aimed *of, direction to, double log_odds)
{
    const bool more = to == BET_ON_MORE;
    const cst_aimed_side *up = more ? &of->x : &of->z;
    const cst_aimed_side *down = more ? &of->z : &of->x;
    claim out = {.more = more,
                 .times = exp(more ? -log_odds : log_odds),
                 .beyond = down->beyond,
                 .unit = 1.0 / (down->most + down->beyond)};
    out.ends = out.times * up->most * out.unit;
    return out;
}

/* What the trials of a slot gain from a whole stake: at least -1 each, and on average at most 0 if
 * the claim is true. */
typedef struct gains {
    double mean, variance;
} gains;

static gains gains_of(const claim *of, const moments *slot)
{
    const double up = of->more ? slot->x : slot->z;
    const double down = of->more ? slot->z : slot->x;
    const double mean = (of->times * up - down - of->beyond) * of->unit;
    gains out = {.mean = fmax(mean, -1.0), .variance = 0.0};
    if (slot->trials > 1.0) {
        const double ups = of->times * of->times * (of->more ? slot->xx : slot->zz);
        const double squares = ups + (of->more ? slot->zz : slot->xx);
        const double variance = fmax(squares - 2.0 * of->times * slot->xz, 0.0);
        out.variance = (variance + 1e-14 * squares) * of->unit * of->unit;
    }
    return out;
}

/* By how much the logarithm of a stake grows at least in a slot: as where all of its gains have one
 * of two values, the lower of them the lowest that one of so many can have. */
static double growth(const gains *g, double trials, double bet)
{
    const double least = fmax(g->mean - sqrt((trials - 1.0) * g->variance), -1.0);
    const double down = g->mean - least;
    if (down <= 0.0) {
        return trials * log(1.0 + bet * g->mean);
    }
    const double up = g->variance / down;
    const double upper = down / (down + up);
    return trials *
           (upper * log(1.0 + bet * (g->mean + up)) + (1.0 - upper) * log(1.0 + bet * least));
}

/* The most that is bet: a whole stake may be lost at once. */
static const double BET_MOST = 0.95;

/* The bets that are tuned for a claim. Where so many trials are left, gains of mean m and mean
 * square q win some left (s m - s^2 q / 2) by a bet s, the most by m / q; so the least m that still
 * comes to the goal asks for s = sqrt(2 goal / (left q)). q is that of the gains so far, with one
 * trial beforehand of values at both ends. True where the goal is reached, at whatever slot. */
static bool aim(const game *g, direction to, double log_odds, double bets[CST_SLOTS])
{
    const claim of = claim_of(g->of, to, log_odds);
    double squares = of.ends;
    double before = 0.0; /* trials */
    double won = 0.0;
    for (uint32_t i = 0; i < g->slots; i++) {
        const double trials = g->slot[i].trials;
        const gains gain = gains_of(&of, &g->slot[i]);
        const double left = g->trials - before;
        bets[i] = fmin(sqrt(2.0 * (g->goal - won) * (1.0 + before) / (left * squares)), BET_MOST);
        won += growth(&gain, trials, bets[i]);
        if (won >= g->goal) {
            return true;
        }
        squares += trials * (gain.variance + gain.mean * gain.mean);
        before += trials;
    }
    return false;
}

/* Whether given bets reach the goal against a claim: then they do against all beyond it. */
static bool reached(const game *g, direction to, double log_odds, const double bets[CST_SLOTS])
{
    const claim of = claim_of(g->of, to, log_odds);
    double won = 0.0;
    for (uint32_t i = 0; i < g->slots && won < g->goal; i++) {
        const gains gain = gains_of(&of, &g->slot[i]);
        won += growth(&gain, g->slot[i].trials, bets[i]);
    }
    return won >= g->goal;
}

/* --- The search ------------------------------------------------------------------------------ */

/* Cells are evenly wide in log-odds up to 1/256, by the least spread that is looked for; beyond
 * they widen as the spread of events so rare, and there are less than 32 / STEP sqrt(trials). */
static const double EVEN = 5.545177444479562; /* ln 256 */
static const double STEP = 0.1;
static const int HALVINGS = 20; /* of the cell that has the end */

static double place_of(double log_odds)
{
    const double far = fabs(log_odds);
    return far <= EVEN ? log_odds : copysign(EVEN + 2.0 - 32.0 * exp(-0.5 * far), log_odds);
}

static double at_place(double place)
{
    const double left = EVEN + 2.0 - fabs(place);
    if (left >= 2.0) {
        return place;
    }
    return copysign(left > 0.0 ? -2.0 * log(left / 32.0) : (double)HUGE_VAL, place);
}

/* The log-odds of an end, from `outer` inwards to what was seen. All claims of a cell are met with
 * the same bets, tuned for the one that is nearest to what was seen: these gain the more the
 * farther out a claim is. So the first cell that is not refuted as a whole has the end, and cells
 * behind it, refuted or not, do not matter. */
static double end_of(const game *g, direction to, double outer, double seen)
{
    const double in = to == BET_ON_MORE ? 1.0 : -1.0; /* inwards */
    const double step = STEP / sqrt(g->trials);
    double bets[CST_SLOTS];
    double cell = in * floor(in * place_of(outer) / step);
    double far = outer;
    double near = at_place((cell + in) * step);
    while (isfinite(near) && aim(g, to, near, bets)) {
        far = near;
        if (in * (far - seen) >= 0.0) {
            return seen;
        }
        cell += in;
        near = at_place((cell + in) * step);
    }
    if (!isfinite(near) || !reached(g, to, far, bets)) {
        return far;
    }
    for (int i = 0; i < HALVINGS; i++) {
        const double middle = 0.5 * (far + near);
        if (reached(g, to, middle, bets)) {
            far = middle;
        } else {
            near = middle;
        }
    }
    return in * (far - seen) >= 0.0 ? seen : far;
}

static double log_odds_of(double share)
{
    return log(share) - log1p(-share);
}

cst_interval cst_aimed_within(const cst_aimed *of, cst_interval outer, double level)
{
    game g = {.of = of, .goal = log(2.0 / level)};
    double x = 0.0;
    double z = 0.0;
    for (uint32_t i = 0; i < of->slots->count; i++) {
        if (of->slots->slot[i].trials > 0) {
            const moments slot = moments_of(&of->slots->slot[i], of->whole);
            g.slot[g.slots++] = slot;
            g.trials += slot.trials;
            x += slot.trials * slot.x;
            z += slot.trials * slot.z;
        }
    }
    cst_require(x + z > 0.0);
    const double seen = log(x) - log(z); /* infinite at an end */
    cst_interval inner = outer;
    if (x > 0.0 && outer.low > 0.0) {
        const double low = exp(end_of(&g, BET_ON_MORE, log_odds_of(outer.low), seen));
        inner.low = fmax(low / (1.0 + low), outer.low);
    }
    if (z > 0.0 && outer.high < 1.0) {
        const double high = exp(end_of(&g, BET_ON_LESS, log_odds_of(outer.high), seen));
        inner.high = fmin(high / (1.0 + high), outer.high);
    }
    const double share = x / (x + z);
    return (cst_interval){.low = fmin(inner.low, share), .high = fmax(inner.high, share)};
}

/* --- With the mixture, under laws ------------------------------------------------------------ */

const cst_slots *cst_aimed_slots(const cst_row *row, cst_spread_kind kind)
{
    const uint64_t trials = row->spread[kind].trials;
    for (uint32_t i = 0; trials >= 2 && i < CST_PAIR_KINDS; i++) {
        cst_slot_sums all;
        if (cst_pair_of((cst_pair)i).x == kind && cst_slots_total(&row->slots[i], &all) &&
            all.trials == trials) {
            return &row->slots[i];
        }
    }
    return NULL;
}

cst_aimed_side cst_aimed_side_of(const cst_interval_bound *most, uint64_t trials, double level)
{
    const uint64_t tasks = most->tasks;
    const double unit = (double)most->unit;
    /* Another event to count on costs each trial goal / trials of it, and leaves less beyond by the
     * chance of more. */
    const double share = fmin(log(2.0 / level) / (double)trials, 0.5);
    const uint64_t least = cst_interval_ceiling(tasks, most->chance, 1.0, share);
    const uint64_t events = least > 0 ? least : 1;
    if (tasks <= most->sure || events >= tasks - most->sure) {
        return (cst_aimed_side){.most = (double)tasks * unit};
    }
    const double n = (double)tasks;
    const double c = (double)events;
    const double beyond =
        n * most->chance * cst_rmath_binomial_above(c - 1.0, n - 1.0, most->chance) -
        c * cst_rmath_binomial_above(c, n, most->chance);
    return (cst_aimed_side){.most = (c + (double)most->sure) * unit,
                            .beyond = fmax(beyond, 0.0) * unit};
}

/* Whether no trial is likely to come to more than 1, and none did. */
static bool at_most_one(const cst_spread *spread, const cst_interval_bound *most, double level)
{
    const cst_interval_top top =
        cst_interval_top_of(most, spread->trials, CST_INTERVAL_SPARE * level);
    return top.events * most->unit == 1 && cst_spread_top(spread) <= 1;
}

cst_interval cst_aimed_below(const cst_spread *spread, const cst_slots *slots,
                             const cst_interval_bound *most, double level)
{
    const double whole = (double)most->tasks * (double)most->unit;
    if (slots == NULL) {
        return cst_interval_betting_below(spread, most, level);
    }
    if (at_most_one(spread, most, level)) {
        const double own = (1.0 - CST_INTERVAL_SPARE) * level;
        const cst_interval one = cst_interval_clopper_pearson(spread->sum, spread->trials, own);
        const double beyond =
            cst_interval_top_of(most, spread->trials, CST_INTERVAL_SPARE * level).beyond;
        return (cst_interval){.low = one.low / whole, .high = fmin(one.high / whole + beyond, 1.0)};
    }
    const double own = (1.0 - CST_AIMED_MIXTURE) * level;
    const cst_aimed_side side = cst_aimed_side_of(most, spread->trials, own);
    const double part = side.most / whole;
    const double beyond = side.beyond / whole;
    const cst_interval outer = cst_interval_betting_below(spread, most, CST_AIMED_MIXTURE * level);
    if ((double)spread->sum > side.most * (double)spread->trials) {
        return outer;
    }
    const cst_interval scaled = {.low = fmin(outer.low / part, 1.0),
                                 .high = fmin(fmax(outer.high - beyond, 0.0) / part, 1.0)};
    const cst_aimed of = {.slots = slots,
                          .whole = (uint64_t)side.most,
                          .x = {.most = side.most},
                          .z = {.most = side.most}};
    const cst_interval share = cst_aimed_within(&of, scaled, own);
    return (cst_interval){.low = share.low * part, .high = fmin(share.high * part + beyond, 1.0)};
}

cst_interval cst_aimed_ratio(const cst_interval_parts *parts, const cst_slots *slots,
                             uint64_t tasks, double level)
{
    const uint64_t trials = parts->part->trials;
    if (slots == NULL || (parts->part->sum == 0 && parts->rest->sum == 0)) {
        return cst_interval_ratio(parts, tasks, level);
    }
    const double own = (1.0 - CST_AIMED_MIXTURE) * level;
    cst_aimed of = {.slots = slots,
                    .x = cst_aimed_side_of(&parts->part_most, trials, own),
                    .z = cst_aimed_side_of(&parts->rest_most, trials, own)};
    if (of.x.most >= (double)tasks) {
        of.x = (cst_aimed_side){.most = (double)tasks};
    }
    if (of.z.most >= (double)tasks) {
        of.z = (cst_aimed_side){.most = (double)tasks};
    }
    return cst_aimed_within(&of, cst_interval_ratio(parts, tasks, CST_AIMED_MIXTURE * level), own);
}
