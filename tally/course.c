/* SPDX-License-Identifier: MIT
 *
 * Against "the mean is at most m" the share s of a stake is bet that the next value x is larger:
 * the stake is multiplied by 1 + s (x - m) / (m - least), which is at least 0 and on average at
 * most 1 if the claim is true, so that it reaches 2/level with probability level/2 at most. s may
 * follow from the slots before, but not from m: then every factor falls with m, and the means that
 * are out are those below one point. The other end is the same for the mirrored values.
 */
#include "tally/course.h"

#include "base/check.h"

#include <math.h>

/* A bet leaves something to bet with. */
static const double boldest = 0.95;

/* Halvings of a range: more than a double has digits. */
enum { STEPS = 100 };

void cst_course_put(cst_course_slot *slot, double value)
{
    slot->least = slot->trials == 0 ? value : fmin(slot->least, value);
    slot->greatest = slot->trials == 0 ? value : fmax(slot->greatest, value);
    slot->trials++;
    slot->sum += value;
    slot->squares += value * value;
}

void cst_course_add(cst_course *course, uint64_t trial, uint64_t trials, double value)
{
    cst_require(trial < trials);
    cst_course_put(&course->slot[(cst_u128)trial * CST_COURSE_SLOTS / trials], value);
}

/* The slots that hold something, each with the bet on it. */
typedef struct wager {
    uint32_t slots;
    double least; /* possible */
    double goal_log;
    double trials, sum;
    cst_course_slot slot[CST_COURSE_SLOTS];
    double bet[CST_COURSE_SLOTS];
} wager;

/* The bet that is best for values with this mean and variance and the goal, in all trials. */
static double bet_for(const wager *w, double trials, double mean, double variance)
{
    if (variance <= 0.0) {
        return boldest;
    }
    const double bet = sqrt(2.0 * w->goal_log / (trials * variance)) * (mean - w->least);
    return fmin(fmax(bet, 0.0), boldest);
}

/* Each from the slots before and one value before all, 0 with the variance of the two ends. */
static void wager_bets(wager *w, double most)
{
    double trials = 1.0;
    double sum = 0.0;
    double squares = -w->least * most;
    for (uint32_t i = 0; i < w->slots; i++) {
        const double mean = sum / trials;
        w->bet[i] = bet_for(w, w->trials, mean, squares / trials - mean * mean);
        trials += (double)w->slot[i].trials;
        sum += w->slot[i].sum;
        squares += w->slot[i].squares;
    }
}

static void wager_make(wager *w, const cst_course *course, bool mirrored, double least, double most,
                       double level)
{
    *w = (wager){.least = least, .goal_log = log(2.0 / level)};
    for (uint32_t i = 0; i < CST_COURSE_SLOTS; i++) {
        cst_course_slot slot = course->slot[i];
        if (slot.trials > 0) {
            if (mirrored) {
                slot.sum = -slot.sum;
                slot.least = -course->slot[i].greatest;
                slot.greatest = -course->slot[i].least;
            }
            w->trials += (double)slot.trials;
            w->sum += slot.sum;
            w->slot[w->slots++] = slot;
        }
    }
    wager_bets(w, most);
}

/* By how much the log of the stake grows in a slot at least. Of all values with this mean, this
 * variance and this least one, the growth is least where they have two values, one of them the
 * least: its third derivative is positive. */
static double growth(const cst_course_slot *slot, double bet, double unit, double mean)
{
    const double n = (double)slot->trials;
    const double average = slot->sum / n;
    const double gain = (average - mean) / unit;
    const double down = average - slot->least;
    const double variance = fmax(slot->squares / n - average * average, 0.0);
    if (slot->least == slot->greatest || down <= 0.0) {
        return n * log1p(bet * gain);
    }
    const double up = variance / down;
    const double upper = down / (down + up);
    return n * (upper * log1p(bet * (gain + up / unit)) +
                (1.0 - upper) * log1p(bet * (gain - down / unit)));
}

/* Whether the bets have refuted "the mean is at most this". */
static bool wager_won(const wager *w, double mean)
{
    const double unit = mean - w->least;
    double stake_log = 0.0;
    for (uint32_t i = 0; i < w->slots; i++) {
        stake_log += growth(&w->slot[i], w->bet[i], unit, mean);
    }
    return stake_log >= w->goal_log;
}

/* The largest mean that is out, from below; so rounding widens the interval. */
static double wager_edge(const wager *w)
{
    double out = w->least;
    cst_require(w->trials > 0.0);
    double in = w->sum / w->trials;
    for (int i = 0; i < STEPS && out < in; i++) {
        const double middle = out + 0.5 * (in - out);
        if (middle <= out || middle >= in) {
            break;
        }
        if (wager_won(w, middle)) {
            out = middle;
        } else {
            in = middle;
        }
    }
    return out;
}

cst_interval cst_course_interval(const cst_course *course, double least, double most, double level)
{
    cst_require(least <= 0.0 && most >= 0.0);
    cst_require(level > 0.0 && level < 1.0);
    wager w;
    wager_make(&w, course, false, least, most, level);
    if (w.slots == 0) {
        return (cst_interval){.low = least, .high = most};
    }
    cst_interval interval = {.low = wager_edge(&w)};
    wager_make(&w, course, true, -most, -least, level);
    interval.high = -wager_edge(&w);
    cst_require(interval.low >= least && interval.high <= most);
    return interval;
}
