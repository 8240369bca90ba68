/* SPDX-License-Identifier: MIT */
#include "estimate/ask/learning.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the search moves: h0, h1 (1 + habit), ceiling, 1/(1 + habit), forget. */
enum { H0, STEP, CEILING, SHARE, FORGET, SIZE };

/* A climb ends where it hopes for less than this gain of the log likelihood, or after some rounds:
 * a ridge that is nearly flat has no end that matters. Where there are many histories it ends at a
 * gain that says nothing beside chance, and looks at VISITS of them in all, which takes seconds. */
enum { MANY_NODES = 20000, ROUNDS_MIN = 10, ROUNDS_MAX = 200, VISITS = 50000000 };
static const double least_gain = 1e-9;
static const double least_gain_of_many = 1e-3;

static const double step_max = 50.0;
static const double least_chance = 1e-12; /* C is kept so far from 0 and 1 where verdicts differ */

typedef struct point {
    double at[SIZE];
} point;

/* A node's past: how many episodes count, how many covers, and how both change with forget. */
typedef struct past {
    double episodes, covers, episodes_slope, covers_slope;
} past;

static point point_of(const cst_learning *of)
{
    const double habit = of->value[CST_LEARNING_HABIT];
    return (point){{of->value[CST_LEARNING_H0], of->value[CST_LEARNING_H1] * (1.0 + habit),
                    of->value[CST_LEARNING_CEILING], 1.0 / (1.0 + habit),
                    of->value[CST_LEARNING_FORGET]}};
}

static cst_learning learning_of(const point *of)
{
    return (cst_learning){{of->at[H0], of->at[STEP] * of->at[SHARE], of->at[CEILING],
                           1.0 / of->at[SHARE] - 1.0, of->at[FORGET]}};
}

static bool fits(const cst_learning_form *form, unsigned i)
{
    return form->fitted[i]; /* the keys stand in the order of what is moved for them */
}

uint32_t cst_learning_fitted(const cst_learning_form *form)
{
    uint32_t count = 0;
    for (unsigned i = 0; i < CST_LEARNING_KEYS; i++) {
        count += form->fitted[i] ? 1 : 0;
    }
    return count;
}

/* --- Data ------------------------------------------------------------------------------------- */

int cst_learning_data_make(cst_learning_data *data, const cst_histories *histories,
                           cst_error *error)
{
    const size_t nodes = histories->nodes;
    *data = (cst_learning_data){
        .histories = histories,
        .verdicts = calloc(nodes, sizeof *data->verdicts),
        .covers = calloc(nodes, sizeof *data->covers),
        .chance = calloc(nodes, sizeof *data->chance),
        .past = calloc(nodes, sizeof(past)),
    };
    const bool made = data->verdicts != NULL && data->covers != NULL && data->chance != NULL &&
                      data->past != NULL;
    return made ? 0 : cst_error_memory(error, "verdicts by their history");
}

void cst_learning_data_free(cst_learning_data *data)
{
    free(data->verdicts);
    free(data->covers);
    free(data->chance);
    free(data->past);
    *data = (cst_learning_data){0};
}

void cst_learning_data_add(cst_learning_data *data, const cst_episodes *episodes, size_t run,
                           size_t row, uint64_t times)
{
    for (size_t i = row; i < row + episodes->length[run]; i++) {
        for (uint32_t agent = 0; agent < 2; agent++) {
            const uint32_t node = data->histories->node[2 * i + agent];
            data->used = node < data->used ? data->used : node + 1;
            data->verdicts[node] += times;
            data->covers[node] += ((uint32_t)episodes->covers[i] >> agent & 1U) != 0U ? times : 0;
        }
    }
}

void cst_learning_data_clear(cst_learning_data *data)
{
    const size_t nodes = data->histories->nodes;
    memset(data->verdicts, 0, nodes * sizeof *data->verdicts);
    memset(data->covers, 0, nodes * sizeof *data->covers);
    data->used = 0;
}

/* --- The likelihood --------------------------------------------------------------------------- */

/* What a past becomes by one more episode. */
static past past_after(const past *before, uint8_t step, double forget)
{
    past next = {.episodes = before->episodes + 1.0,
                 .covers = before->covers + (step == CST_HISTORY_REPORTED ? 0.0 : 1.0),
                 .episodes_slope = before->episodes_slope,
                 .covers_slope = before->covers_slope};
    if (step != CST_HISTORY_MUTUAL) {
        const double keep = 1.0 - forget;
        next.episodes_slope = next.episodes_slope * keep - next.episodes;
        next.covers_slope = next.covers_slope * keep - next.covers;
        next.episodes *= keep;
        next.covers *= keep;
    }
    return next;
}

/* The chance of a cover, and its slopes. */
static double chance_at(const point *where, const past *of, double slope[SIZE])
{
    const double *at = where->at;
    const double mix = at[SHARE] * of->episodes + (1.0 - at[SHARE]) * of->covers;
    const double left = exp(-at[STEP] * mix);
    const double reports = (1.0 - at[H0]) * left;
    const double by_exponent = at[CEILING] * reports;
    slope[H0] = at[CEILING] * left;
    slope[STEP] = by_exponent * mix;
    slope[CEILING] = 1.0 - reports;
    slope[SHARE] = by_exponent * at[STEP] * (of->episodes - of->covers);
    slope[FORGET] = by_exponent * at[STEP] *
                    (at[SHARE] * of->episodes_slope + (1.0 - at[SHARE]) * of->covers_slope);
    return at[CEILING] * (1.0 - reports);
}

static double kept_apart(double chance)
{
    return fmin(fmax(chance, least_chance), 1.0 - least_chance);
}

/* x log(chance), 0 where x is 0. */
static double times_log(double x, double chance)
{
    return x > 0.0 ? x * log(chance) : 0.0;
}

/* Adds the slope and the bend of n verdicts of which x cover. */
static void add_slope(cst_box_hill *hill, double x, double n, double chance,
                      const double slope[SIZE])
{
    const double c = kept_apart(chance);
    const double pull = x / c - (n - x) / (1.0 - c);
    const double weight = n / (c * (1.0 - c));
    for (unsigned i = 0; i < SIZE; i++) {
        hill->slope[i] += pull * slope[i];
        for (unsigned j = 0; j <= i; j++) {
            hill->bend[i][j] += weight * slope[i] * slope[j];
        }
    }
}

/* The log likelihood at a point; its hill where one is wanted. */
static double look(cst_learning_data *data, const point *where, cst_box_hill *hill)
{
    const cst_histories *tree = data->histories;
    past *of = data->past;
    double sum = 0.0;
    for (uint32_t node = 0; node < data->used; node++) {
        of[node] = node == 0
                       ? (past){0}
                       : past_after(&of[tree->parent[node]], tree->step[node], where->at[FORGET]);
        const double n = (double)data->verdicts[node];
        const double x = (double)data->covers[node];
        if (n > 0.0) {
            double slope[SIZE];
            const double chance = chance_at(where, &of[node], slope);
            data->chance[node] = chance;
            const double c = kept_apart(chance);
            sum += times_log(x, c) + times_log(n - x, 1.0 - c);
            if (hill != NULL) {
                add_slope(hill, x, n, chance, slope);
            }
        }
    }
    return sum;
}

double cst_learning_likelihood(cst_learning_data *data, const cst_learning *at)
{
    const point where = point_of(at);
    return look(data, &where, NULL);
}

void cst_learning_slope(const cst_learning_data *data, const cst_learning *at,
                        const cst_episodes *episodes, size_t run, size_t row, cst_box_hill *hill)
{
    const point where = point_of(at);
    const past *of = data->past;
    for (size_t i = row; i < row + episodes->length[run]; i++) {
        for (uint32_t agent = 0; agent < 2; agent++) {
            double slope[SIZE];
            const uint32_t node = data->histories->node[2 * i + agent];
            const double chance = chance_at(&where, &of[node], slope);
            const bool covers = ((uint32_t)episodes->covers[i] >> agent & 1U) != 0U;
            add_slope(hill, covers ? 1.0 : 0.0, 1.0, chance, slope);
        }
    }
}

/* --- The search ------------------------------------------------------------------------------- */

/* The ends of the box around a point, and what makes the hill round: the other half of its bend,
 * and a little more of it. */
static void close_hill(cst_box_hill *hill, const cst_learning_form *form, const point *from,
                       double round)
{
    static const point low = {{0.0, 0.0, 0.0, 1.0 / (1.0 + CST_LEARNING_HABIT_MAX), 0.0}};
    static const point high = {{1.0, step_max, 1.0, 1.0, 1.0}};
    double most = 0.0;
    hill->size = SIZE;
    for (unsigned i = 0; i < SIZE; i++) {
        most = fmax(most, hill->bend[i][i]);
    }
    for (unsigned i = 0; i < SIZE; i++) {
        hill->bend[i][i] += round * hill->bend[i][i] + 1e-12 * most + 1e-9;
        hill->low[i] = fits(form, i) ? fmin(low.at[i] - from->at[i], 0.0) : 0.0;
        hill->high[i] = fits(form, i) ? fmax(high.at[i] - from->at[i], 0.0) : 0.0;
        for (unsigned j = 0; j < i; j++) {
            hill->bend[j][i] = hill->bend[i][j];
        }
    }
}

static point moved(const cst_box_hill *hill, const point *from, double *gain)
{
    double step[CST_BOX_MAX];
    point to;
    *gain = cst_box_step(hill, step);
    for (unsigned i = 0; i < SIZE; i++) {
        to.at[i] = from->at[i] + step[i];
    }
    return to;
}

/* Climbs from a start. */
static double climb(cst_learning_data *data, const cst_learning_form *form, point *at)
{
    cst_box_hill plain = {0};
    double best = look(data, at, &plain);
    double round = 1e-3;
    const double least = data->used > MANY_NODES ? least_gain_of_many : least_gain;
    const uint32_t visits = VISITS / (data->used + 1);
    const uint32_t rounds = visits < ROUNDS_MIN   ? ROUNDS_MIN
                            : visits > ROUNDS_MAX ? ROUNDS_MAX
                                                  : visits;
    for (uint32_t i = 0; i < rounds && round < 1e12; i++) {
        cst_box_hill hill = plain;
        cst_box_hill next = {0};
        double hoped = 0.0;
        close_hill(&hill, form, at, round);
        const point to = moved(&hill, at, &hoped);
        if (hoped < least) {
            break;
        }
        const double there = look(data, &to, &next);
        if (there > best) {
            best = there;
            *at = to;
            plain = next;
            round = fmax(0.1 * round, 1e-12);
        } else {
            round *= 10.0;
        }
    }
    return best;
}

/* Starts: slow and fast, from the episode alone and from habit, with and without forgetting. */
enum { STARTS = 8 };

static point start(const cst_learning_form *form, unsigned number)
{
    const double of[SIZE] = {0.05, (number & 1U) != 0 ? 0.2 : 1.5, 0.9,
                             (number & 2U) != 0 ? 0.8 : 0.1, (number & 4U) != 0 ? 0.05 : 0.5};
    const point fixed = point_of(&form->fixed);
    point at;
    for (unsigned i = 0; i < SIZE; i++) {
        at.at[i] = fits(form, i) ? of[i] : fixed.at[i];
    }
    return at;
}

double cst_learning_search(cst_learning_data *data, const cst_learning_form *form,
                           const cst_learning *from, cst_learning *found)
{
    point best = {{0}};
    double most = -INFINITY;
    for (unsigned i = 0; i < (from == NULL ? STARTS : 1); i++) {
        point at = from == NULL ? start(form, i) : point_of(from);
        const double height = climb(data, form, &at);
        if (height > most) {
            most = height;
            best = at;
        }
    }
    (void)look(data, &best, NULL);
    *found = learning_of(&best);
    return most;
}

cst_learning cst_learning_move(const cst_learning_form *form, const cst_learning *at,
                               const cst_box_hill *hill)
{
    cst_box_hill closed = *hill;
    const point from = point_of(at);
    double gain = 0.0;
    close_hill(&closed, form, &from, 0.0);
    const point to = moved(&closed, &from, &gain);
    return learning_of(&to);
}
