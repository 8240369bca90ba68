/* SPDX-License-Identifier: MIT */
#include "monitor/scores/roc.h"

#include "base/beta.h"
#include "base/check.h"
#include "base/number.h"
#include "base/rmath.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- Its points ------------------------------------------------------------------------------ */

/* Scores with few values (threshold, histogram) give the corners of a chain of straight lines.
 * Smooth ones are walked along: each step is as long as the curvature that the last steps showed
 * allows. */

/* A smooth score: where along its ROC, from the most suspicious on. */
typedef struct path {
    const cst_score_spec *score;
    const cst_roc_bend *bend;
    double from, to;
    cst_beta honest, attack; /* beta */
} path;

/* Of a walk, which takes some thousands. */
enum { STEPS_MAX = 1000000 };

static const double smallest = 1e-12; /* f and 1-f where a walk begins and ends */
static const double closest = 4e-12;  /* relative distance of points that keep their order */

static int add(cst_roc *roc, double fpr, double tpr)
{
    if (roc->points == roc->room) {
        const uint32_t room = roc->room > 0 ? 2 * roc->room : 64;
        double *more = realloc(roc->fpr, room * sizeof *more);
        roc->fpr = more != NULL ? more : roc->fpr;
        double *most = more == NULL ? NULL : realloc(roc->tpr, room * sizeof *most);
        roc->tpr = most != NULL ? most : roc->tpr;
        if (most == NULL) {
            return CST_ERR_MEMORY;
        }
        roc->room = room;
    }
    roc->fpr[roc->points] = fpr;
    roc->tpr[roc->points++] = tpr;
    return 0;
}

/* Corners: a point of the unchanged curve, changed. */
static int add_corner(cst_roc *roc, const cst_roc_bend *bend, cst_roc_point point)
{
    cst_roc_change_apply(bend, &point);
    return add(roc, point.f, cst_number_round(point.t));
}

/* The point that the scenario names, exactly as its closed forms have it. */
static int add_own(cst_roc *roc, const cst_roc_bend *bend, const cst_score_spec *score)
{
    return add_corner(roc, bend,
                      (cst_roc_point){.f = score->fpr,
                                      .g = 1.0 - score->fpr,
                                      .t = cst_score_tpr(score),
                                      .u = cst_score_missed(score)});
}

static void remove_points(cst_roc *roc, uint32_t first, uint32_t count)
{
    const uint32_t after = roc->points - first - count;
    memmove(&roc->fpr[first], &roc->fpr[first + count], after * sizeof *roc->fpr);
    memmove(&roc->tpr[first], &roc->tpr[first + count], after * sizeof *roc->tpr);
    roc->points -= count;
}

/* Takes the last point, the scenario's own, to its place: after all with its f. Inner points of a
 * walk that are much closer to it than to each other go, lest rounding bend the line between. */
static void settle_own(cst_roc *roc, bool walked)
{
    const double fpr = roc->fpr[--roc->points];
    const double tpr = roc->tpr[roc->points];
    uint32_t at = roc->points;
    while (at > 0 && roc->fpr[at - 1] > fpr) {
        at--;
    }
    memmove(&roc->fpr[at + 1], &roc->fpr[at], (roc->points - at) * sizeof *roc->fpr);
    memmove(&roc->tpr[at + 1], &roc->tpr[at], (roc->points - at) * sizeof *roc->tpr);
    roc->fpr[at] = fpr;
    roc->tpr[at] = tpr;
    roc->points++;
    if (walked && at > 0 && at + 1 < roc->points) {
        const double close = (roc->fpr[at + 1] - roc->fpr[at - 1]) / 10.0;
        if (at + 2 < roc->points && roc->fpr[at + 1] - fpr < close) {
            remove_points(roc, at + 1, 1);
        }
        if (at > 1 && fpr - roc->fpr[at - 1] < close) {
            remove_points(roc, --at, 1);
        }
    }
    /* Rounding may have put neighbours on the wrong side. */
    for (uint32_t i = at; i-- > 0 && roc->tpr[i] > tpr;) {
        roc->tpr[i] = tpr;
    }
    for (uint32_t i = at + 1; i < roc->points && roc->tpr[i] < tpr; i++) {
        roc->tpr[i] = tpr;
    }
}

/* Corners of a curve that a change has bent downwards somewhere: no more is flagged at an FPR than
 * at any larger one. */
static void level(cst_roc *roc)
{
    for (uint32_t i = roc->points - 1; i-- > 0;) {
        roc->tpr[i] = fmin(roc->tpr[i], roc->tpr[i + 1]);
    }
}

static int make_threshold(cst_roc *roc, const cst_roc_bend *bend, const cst_score_spec *score)
{
    int code = add(roc, 0.0, 0.0);
    code = code != 0 ? code : add_own(roc, bend, score);
    if (code == 0 && score->fpr < 1.0) {
        code = add_corner(roc, bend, (cst_roc_point){.f = 1.0, .t = 1.0});
    }
    if (code == 0) {
        level(roc);
    }
    return code;
}

static int make_histogram(cst_roc *roc, const cst_roc_bend *bend, const cst_score_spec *score)
{
    const cst_score_counts *counts = score->counts;
    const double honest = cst_score_samples(counts, false);
    const double attacks = cst_score_samples(counts, true);
    uint64_t h = 0;
    uint64_t a = 0;
    int code = add(roc, 0.0, 0.0);
    for (uint32_t i = counts->bins; code == 0 && i-- > 0;) {
        h += counts->honest[i];
        a += counts->attack[i];
        if (counts->honest[i] > 0 || counts->attack[i] > 0) {
            code = add_corner(roc, bend,
                              (cst_roc_point){.f = (double)h / honest,
                                              .g = (honest - (double)h) / honest,
                                              .t = (double)a / attacks,
                                              .u = (attacks - (double)a) / attacks});
        }
    }
    if (code == 0 && roc->reach < 1.0) {
        code = add(roc, 1.0, roc->tpr[roc->points - 1]);
    }
    code = code != 0 ? code : add_own(roc, bend, score);
    if (code == 0) {
        settle_own(roc, false);
        level(roc);
    }
    return code;
}

/* v: minus the threshold: of the score, or beta: of its log-odds. */
static cst_roc_point bent(const path *along, double v)
{
    cst_roc_point point;
    if (along->score->model == &cst_score_binormal) {
        cst_rmath_normal_both(v, &point.f, &point.g);
        cst_rmath_normal_both(v + along->score->d_prime, &point.t, &point.u);
    } else {
        const cst_beta_odds threshold = {.past = -v};
        cst_beta_tails(&along->honest, threshold, &point.g, &point.f);
        cst_beta_tails(&along->attack, threshold, &point.u, &point.t);
    }
    cst_roc_change_apply(along->bend, &point);
    return point;
}

/* From where f is `smallest` to where 1 - f is, on whole steps of a coarse grid. */
static void make_path(path *along)
{
    const cst_score_spec *score = along->score;
    if (score->model == &cst_score_binormal) {
        along->to = cst_rmath_normal_quantile_above(smallest);
        along->from = -along->to;
    } else {
        cst_beta_make(&along->honest, score->a0, score->b0, 1e-300);
        cst_beta_make(&along->attack, score->a1, score->b1, 1e-300);
        const cst_beta_odds first = cst_beta_quantile(&along->honest, 1.0, smallest);
        const cst_beta_odds last = cst_beta_quantile(&along->honest, smallest, 1.0);
        along->from = -(first.mode + first.past);
        along->to = -(last.mode + last.past);
    }
    const double coarse = ldexp(1.0, ilogb(along->to - along->from) - 10);
    along->from = floor(along->from / coarse) * coarse;
    along->to = ceil(along->to / coarse) * coarse;
}

static double gain_f(const cst_roc_point *from, const cst_roc_point *to)
{
    return to->f < 0.5 ? to->f - from->f : from->g - to->g;
}

static double gain_t(const cst_roc_point *from, const cst_roc_point *to)
{
    return to->t < 0.5 ? to->t - from->t : from->u - to->u;
}

/* How far the straight line over the last step is off the curve, as a share of what it may be:
 * 7e-8 of t, 7e-7 of 1-t, to the digits that doubles keep. */
static double excess(const cst_roc_point *a, const cst_roc_point *b, const cst_roc_point *c)
{
    const double first = gain_f(a, b);
    const double second = gain_f(b, c);
    if (!(first > 0.0 && second > 0.0)) {
        return 0.0;
    }
    const double bend = gain_t(b, c) / second - gain_t(a, b) / first;
    const double off = fabs(bend) / (first + second) * second * second / 4.0;
    return off / (7e-8 * fmin(fmax(c->t, 1e-18), 10.0 * fmax(c->u, 1e-6)));
}

/* Rounds f and takes t along the line there. */
static int add_smooth(cst_roc *roc, const cst_roc_point *last, const cst_roc_point *point)
{
    const double f = cst_number_round(point->f);
    const double before = roc->fpr[roc->points - 1];
    if (!(f - before > closest * f) || f >= 1.0) {
        return 0;
    }
    const double gained = gain_f(last, point);
    double t = point->t;
    if (gained > 0.0) {
        t += (f - point->f) * (gain_t(last, point) / gained);
    }
    t = fmin(fmax(cst_number_round(t), roc->tpr[roc->points - 1]), 1.0);
    return add(roc, f, t);
}

/* Steps come in four sizes per power of two, so that where a walk treads does not hang on the last
 * digits of what it saw: (4 + level mod 4) 2^(level div 4 - 40) of the range's power of two. */
static double step_of(const path *along, int level)
{
    return ldexp((double)(4 + level % 4), level / 4 - 40 + ilogb(along->to - along->from));
}

/* The next level where a step of this one was off by so much. */
static int next_level(const path *along, int level, double off)
{
    const double longest = (along->to - along->from) / 256.0;
    if (off > 1.0) {
        return level > 0 ? level - 1 : 0;
    }
    return off < 0.6 && step_of(along, level + 1) < longest ? level + 1 : level;
}

static int walk(cst_roc *roc, const path *along)
{
    int level = 60;
    double v = along->from + step_of(along, level);
    cst_roc_point a = bent(along, along->from);
    cst_roc_point b = bent(along, v);
    const cst_roc_point zero = {.g = 1.0, .u = 1.0};
    int code = add(roc, 0.0, 0.0);
    code = code != 0 ? code : add_smooth(roc, &zero, &a);
    code = code != 0 ? code : add_smooth(roc, &a, &b);
    for (int steps = 0; code == 0 && v < along->to; steps++) {
        if (steps >= STEPS_MAX) {
            return CST_ERR_MONITOR;
        }
        const double next = fmin(v + step_of(along, level), along->to);
        const cst_roc_point c = bent(along, next);
        const double off = excess(&a, &b, &c);
        if (off > 1.3 && level >= 4) {
            level -= 4;
            continue;
        }
        level = next_level(along, level, off);
        v = next;
        a = b;
        b = c;
        code = add_smooth(roc, &a, &b);
    }
    return code != 0 ? code : add(roc, 1.0, 1.0);
}

static int make_smooth(cst_roc *roc, const cst_roc_bend *bend, const cst_score_spec *score)
{
    path along = {.score = score, .bend = bend};
    make_path(&along);
    int code = walk(roc, &along);
    if (code == 0 && score->fpr > 0.0 && score->fpr < 1.0) {
        code = add_own(roc, bend, score);
        if (code == 0) {
            settle_own(roc, true);
        }
    }
    return code;
}

/* Adds the points of the changed score, and its reach, to a zeroed ROC. */
static int follow(cst_roc *roc, const cst_score_spec *score, const cst_roc_change *change)
{
    cst_score_spec own = *score;
    cst_roc_change left = *change;
    cst_roc_bend bend;
    cst_roc_change_own(&left, &own);
    cst_roc_change_ready(&bend, &left, &own);
    roc->reach = bend.reach;
    if (own.model == &cst_score_histogram) {
        return make_histogram(roc, &bend, &own);
    }
    const bool smooth = own.model == &cst_score_binormal || own.model == &cst_score_beta;
    return smooth ? make_smooth(roc, &bend, &own) : make_threshold(roc, &bend, &own);
}

/* --- Looking them up ------------------------------------------------------------------------- */

static const double steepest = 1e12;

/* guide[c]: the first i with rising[i] >= c / cells; points if there is none. */
static uint32_t *make_guide(const double *rising, uint32_t points, uint32_t cells)
{
    uint32_t *guide = malloc((cells + 1) * sizeof *guide);
    uint32_t at = 0;
    for (uint32_t cell = 0; guide != NULL && cell <= cells; cell++) {
        while (at < points && rising[at] * (double)cells < (double)cell) {
            at++;
        }
        guide[cell] = at;
    }
    return guide;
}

static bool make_guides(cst_roc *roc)
{
    while (roc->cells < 4 * roc->points) { /* few searches are then longer than a step */
        roc->cells *= 2;
    }
    roc->from_fpr = make_guide(roc->fpr, roc->points, roc->cells);
    roc->from_tpr = make_guide(roc->tpr, roc->points, roc->cells);
    return roc->from_fpr != NULL && roc->from_tpr != NULL;
}

/* The first i with rising[i] >= x, points if there is none; x in [0, 1). */
static uint32_t search(const cst_roc *roc, const double *rising, const uint32_t *guide, double x)
{
    const uint32_t cell = (uint32_t)(x * (double)roc->cells); /* exact: a power of two */
    uint32_t low = guide[cell];
    uint32_t high = guide[cell + 1];
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (rising[middle] < x) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

int cst_roc_make(cst_roc *roc, const cst_score_spec *score, const cst_roc_change *change,
                 cst_error *error)
{
    *roc = (cst_roc){.cells = 16};
    const int code = follow(roc, score, change);
    if (code == CST_ERR_MONITOR) {
        return cst_error_set(error, code, NULL, "an ROC turns too sharply to be followed");
    }
    if (code != 0 || !make_guides(roc)) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "an ROC does not fit into memory");
    }
    return 0;
}

void cst_roc_free(cst_roc *roc)
{
    free(roc->fpr);
    free(roc->tpr);
    free(roc->from_fpr);
    free(roc->from_tpr);
    *roc = (cst_roc){0};
}

double cst_roc_tpr(const cst_roc *roc, double f)
{
    cst_require(f >= 0.0 && f <= 1.0);
    if (f >= 1.0) {
        return roc->tpr[roc->points - 1];
    }
    uint32_t i = search(roc, roc->fpr, roc->from_fpr, f);
    if (roc->fpr[i] > f) {
        const double part = (f - roc->fpr[i - 1]) / (roc->fpr[i] - roc->fpr[i - 1]);
        return roc->tpr[i - 1] + part * (roc->tpr[i] - roc->tpr[i - 1]);
    }
    while (i + 1 < roc->points && roc->fpr[i + 1] == f) {
        i++; /* attacks that no honest work resembles */
    }
    return roc->tpr[i];
}

double cst_roc_slope(const cst_roc *roc, double f)
{
    if (f >= 1.0 || f > roc->reach) {
        return 1.0;
    }
    uint32_t i = search(roc, roc->fpr, roc->from_fpr, f);
    uint32_t last = i;
    while (roc->fpr[last + 1] == f) {
        last++;
    }
    if (roc->fpr[i] == f && roc->tpr[last] > roc->tpr[i]) {
        return steepest;
    }
    i = i > 0 ? i : last + 1; /* the line before f, at 0 the one after it */
    const double run = roc->fpr[i] - roc->fpr[i - 1];
    const double rise = roc->tpr[i] - roc->tpr[i - 1];
    return rise < steepest * run ? rise / run : steepest;
}

double cst_roc_draw(const cst_roc *roc, uint64_t word)
{
    const double u = cst_roc_draw_honest(word);
    const uint32_t i = search(roc, roc->tpr, roc->from_tpr, u);
    if (i == roc->points) {
        return 1.0;
    }
    /* u is above tpr[i-1], at most tpr[i]; f goes with it, also where rounding would not. */
    const double low = roc->fpr[i - 1];
    const double high = roc->fpr[i] < 1.0 ? roc->fpr[i] : CST_ROC_BELOW_ONE;
    double f = low + (u - roc->tpr[i - 1]) / (roc->tpr[i] - roc->tpr[i - 1]) * (high - low);
    if (f <= low && low < high) {
        f = low * (1.0 + 0x1p-52);
    }
    return f < high ? f : high;
}
