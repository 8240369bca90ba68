/* SPDX-License-Identifier: MIT
 *
 * The aimed bet by docs/statistics.md, from the slots of docs/results.md. */
#include "tests/cli/stranger_maths.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { SLOTS_MOST = 512 };

/* A trial of a slot on average: of the side that is bet on, and of the other. */
typedef struct slot {
    double trials, up, down;
    double uu, ud, dd;
} slot;

typedef struct bets {
    int slots;
    slot at[SLOTS_MOST];
    double trials, goal;
    double up_most, down_most, beyond; /* beyond: what larger values add to the mean of down */
    double bet[SLOTS_MOST];
} bets;

/* Mean and variance of what a slot's trials gain. */
static void gain(const bets *b, const slot *s, double odds, double *mean, double *variance)
{
    const double unit = b->down_most + b->beyond;
    const double plain = s->up / odds - s->down;
    const double square = s->uu / odds / odds - 2.0 * s->ud / odds + s->dd;
    *mean = fmax((plain - b->beyond) / unit, -1.0);
    *variance = s->trials > 1.0 ? fmax(square - plain * plain, 0.0) / unit / unit : 0.0;
}

/* What a slot adds to the log of a stake, at least. */
static double grows(double trials, double mean, double variance, double bet)
{
    const double least = fmax(mean - sqrt((trials - 1.0) * variance), -1.0);
    if (!(mean > least)) {
        return trials * log(1.0 + bet * mean);
    }
    const double u = variance / (mean - least);
    const double w = (mean - least) / (mean - least + u);
    return trials * (w * log(1.0 + bet * (mean + u)) + (1.0 - w) * log(1.0 + bet * least));
}

/* Whether the stake reaches its goal against a claim; tune: with bets that are aimed at it, else
 * with those that are there. */
static bool wins(bets *b, double odds, bool tune)
{
    double squares = b->up_most / odds / (b->down_most + b->beyond);
    double before = 0.0;
    double won = 0.0;
    for (int i = 0; i < b->slots && won < b->goal; i++) {
        const double n = b->at[i].trials;
        double mean;
        double variance;
        gain(b, &b->at[i], odds, &mean, &variance);
        if (tune) {
            const double q = squares / (1.0 + before);
            b->bet[i] = fmin(0.95, sqrt(2.0 * (b->goal - won) / ((b->trials - before) * q)));
        }
        won += grows(n, mean, variance, b->bet[i]);
        squares += n * (variance + mean * mean);
        before += n;
    }
    return won >= b->goal;
}

/* Where the k-th cell of log-odds begins. */
static double cell(double k, double trials)
{
    const double at = k / (10.0 * sqrt(trials));
    const double left = log(256.0) + 2.0 - fabs(at);
    if (left >= 2.0) {
        return at;
    }
    return copysign(left > 0.0 ? 2.0 * log(32.0 / left) : 1e9, at);
}

/* The least log-odds of up to down that the bets leave, from `outer` up to `seen`. */
static double least_odds(bets *b, double outer, double seen)
{
    double k = -floor(10.0 * sqrt(b->trials) * 8.0);
    while (cell(k + 1.0, b->trials) <= outer) {
        k++;
    }
    for (double far = outer;; k++) {
        double near = cell(k + 1.0, b->trials);
        if (far >= seen) {
            return seen;
        }
        if (near > 1e8) {
            return far;
        }
        if (wins(b, exp(near), true)) {
            far = near;
            continue;
        }
        if (!wins(b, exp(far), false)) {
            return far;
        }
        for (int i = 0; i < 40; i++) {
            const double middle = (near + far) / 2.0;
            *(wins(b, exp(middle), false) ? &far : &near) = middle;
        }
        return fmin(far, seen);
    }
}

/* The slots of a pair, z the rest of `whole`, or of y. */
static void read_slots(const stranger *s, const char *pair, double whole, bets *b)
{
    char sql[256];
    sqlite3_stmt *statement = NULL;
    snprintf(sql, sizeof sql,
             "SELECT trials, x, y, xx, xy, yy FROM slot WHERE pair = '%s' AND position = %d"
             " ORDER BY number",
             pair, s->position);
    if (sqlite3_prepare_v2(s->db, sql, -1, &statement, NULL) != SQLITE_OK) {
        abort();
    }
    while (sqlite3_step(statement) == SQLITE_ROW && b->slots < SLOTS_MOST) {
        double v[6];
        for (int i = 0; i < 6; i++) {
            v[i] = sqlite3_column_double(statement, i);
        }
        const double n = v[0];
        const double x = v[1];
        b->at[b->slots++] = whole > 0.0 ? (slot){n,
                                                 x / n,
                                                 whole - x / n,
                                                 v[3] / n,
                                                 (whole * x - v[3]) / n,
                                                 (n * whole * whole - 2.0 * whole * x + v[3]) / n}
                                        : (slot){n,
                                                 x / n,
                                                 (v[2] - x) / n,
                                                 v[3] / n,
                                                 (v[4] - v[3]) / n,
                                                 (v[5] - 2.0 * v[4] + v[3]) / n};
        b->trials += n;
    }
    sqlite3_finalize(statement);
}

/* The other side's turn. */
static void exchange(bets *b)
{
    for (int i = 0; i < b->slots; i++) {
        const slot s = b->at[i];
        b->at[i] = (slot){s.trials, s.down, s.up, s.dd, s.ud, s.uu};
    }
}

bool stranger_has_slots(const stranger *s, const char *pair)
{
    char from[64];
    snprintf(from, sizeof from, "slot WHERE pair = '%s'", pair);
    return stranger_number(s, "sum(trials)", from) >= 2.0;
}

stranger_ends stranger_aimed(const stranger *s, const char *pair, double whole, stranger_side x,
                             stranger_side z, stranger_ends outer, double level)
{
    bets *b = calloc(1, sizeof *b);
    double up = 0.0;
    double down = 0.0;
    if (b == NULL) {
        abort();
    }
    read_slots(s, pair, whole, b);
    for (int i = 0; i < b->slots; i++) {
        up += b->at[i].trials * b->at[i].up;
        down += b->at[i].trials * b->at[i].down;
    }
    b->goal = log(2.0 / level);
    if (up > 0.0 && outer.low > 0.0) {
        b->up_most = x.most;
        b->down_most = z.most;
        b->beyond = z.beyond;
        const double odds = least_odds(b, log(outer.low / (1.0 - outer.low)), log(up) - log(down));
        outer.low = 1.0 / (1.0 + exp(-odds));
    }
    if (down > 0.0 && outer.high < 1.0) {
        exchange(b);
        b->up_most = z.most;
        b->down_most = x.most;
        b->beyond = x.beyond;
        const double odds =
            least_odds(b, log((1.0 - outer.high) / outer.high), log(down) - log(up));
        outer.high = 1.0 / (1.0 + exp(odds));
    }
    free(b);
    return (stranger_ends){fmin(outer.low, up / (up + down)), fmax(outer.high, up / (up + down))};
}

stranger_side stranger_side_of(double n, double tasks, double unit, double chance, double sure,
                               double level)
{
    const double share = fmin(log(2.0 / level) / n, 0.5);
    double c = 1.0;
    double above = tasks;
    while (c < above) {
        const double middle = floor((c + above) / 2.0);
        if (stranger_at_least(middle + 1.0, tasks, chance) <= share) {
            above = middle;
        } else {
            c = middle + 1.0;
        }
    }
    if (c + sure >= tasks) {
        return (stranger_side){tasks * unit, 0.0};
    }
    const double beyond = tasks * chance * stranger_at_least(c, tasks - 1.0, chance) -
                          c * stranger_at_least(c + 1.0, tasks, chance);
    return (stranger_side){(c + sure) * unit, fmax(beyond, 0.0) * unit};
}

stranger_ends stranger_aimed_mean(const stranger *s, const char *pair, const atoms *in,
                                  double tasks, double unit, double chance, double sure,
                                  double level)
{
    const double all = tasks * unit;
    if (in->top <= 1.0 && unit == 1.0 && sure <= 0.0 && /* a trial comes to one at most */
        (tasks <= 1.0 || in->trials * stranger_at_least(2.0, tasks, chance) <= 1e-3 * level)) {
        const stranger_ends one =
            stranger_clopper_pearson(in->sum, in->trials, level * (1.0 - 1e-3));
        const double beyond =
            tasks <= 1.0 ? 0.0 : chance * stranger_at_least(1.0, tasks - 1.0, chance);
        return (stranger_ends){one.low / all, fmin(one.high / all + beyond, 1.0)};
    }
    const stranger_side c = stranger_side_of(in->trials, tasks, unit, chance, sure, 0.9 * level);
    stranger_ends out = stranger_mean_below(in, tasks, unit, chance, sure, 0.1 * level);
    if (in->sum > c.most * in->trials) {
        return out;
    }
    out.low = fmin(out.low * all / c.most, 1.0);
    out.high = fmin(fmax(out.high * all - c.beyond, 0.0) / c.most, 1.0);
    const stranger_side side = {c.most, 0.0};
    out = stranger_aimed(s, pair, c.most, side, side, out, 0.9 * level);
    return (stranger_ends){out.low * c.most / all, fmin((out.high * c.most + c.beyond) / all, 1.0)};
}
