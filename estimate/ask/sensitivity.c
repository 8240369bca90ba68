/* SPDX-License-Identifier: MIT */
#include "estimate/ask/sensitivity.h"

#include "base/check.h"
#include "estimate/exact/closed.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const cst_index none = {NAN, NAN};

static double mean_of(const double *x, uint32_t n)
{
    double sum = 0.0;
    for (uint32_t i = 0; i < n; i++) {
        sum += x[i];
    }
    return sum / n;
}

/* The variance is that of b and ab together, about the mean of all. What b times a, whose mean is
 * 0, explains of b times ab is taken off: all of it where the input has no effect. To first order
 * neither the mean nor the slope matters, so the error is that of the mean of the terms. */
cst_index cst_index_first(const double *a, const double *b, const double *ab, uint32_t n)
{
    const double mean = (mean_of(a, n) + mean_of(b, n) + mean_of(ab, n)) / 3.0;
    double p = 0.0;
    double q = 0.0;
    double v = 0.0;
    double pq = 0.0;
    double qq = 0.0;
    for (uint32_t i = 0; i < n; i++) {
        const double y = b[i] - mean;
        const double with = y * (ab[i] - mean);
        const double without = y * (a[i] - mean);
        p += with / n;
        q += without / n;
        pq += with * without;
        qq += without * without;
        v += 0.5 * (y * y + (ab[i] - mean) * (ab[i] - mean)) / n;
    }
    if (!(v > 0.0)) {
        return none;
    }
    const double slope = qq > 0.0 ? pq / qq : 0.0;
    const double share = (p - slope * q) / v;
    double squares = 0.0;
    for (uint32_t i = 0; i < n; i++) {
        const double y = b[i] - mean;
        const double z = ab[i] - mean;
        const double term = y * (z - slope * (a[i] - mean)) - share * 0.5 * (y * y + z * z);
        squares += term * term;
    }
    return (cst_index){share, sqrt(squares) / n / v};
}

cst_index cst_index_total(const double *a, const double *ab, uint32_t n)
{
    const double mean = 0.5 * (mean_of(a, n) + mean_of(ab, n));
    double d = 0.0;
    double v = 0.0;
    for (uint32_t i = 0; i < n; i++) {
        d += 0.5 * (a[i] - ab[i]) * (a[i] - ab[i]) / n;
        v += 0.5 * ((a[i] - mean) * (a[i] - mean) + (ab[i] - mean) * (ab[i] - mean)) / n;
    }
    if (!(v > 0.0)) {
        return none;
    }
    const double share = d / v;
    double squares = 0.0;
    for (uint32_t i = 0; i < n; i++) {
        const double y = a[i] - mean;
        const double z = ab[i] - mean;
        const double term = 0.5 * ((y - z) * (y - z) - share * (y * y + z * z));
        squares += term * term;
    }
    return (cst_index){share, sqrt(squares) / n / v};
}

typedef struct ranked {
    double value;
    uint32_t at;
} ranked;

static int by_value(const void *a, const void *b)
{
    const ranked *x = a;
    const ranked *y = b;
    const int order = (x->value > y->value) - (x->value < y->value);
    return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

/* Where a run of equal values that begins at `from` ends. */
static uint32_t end_of_run(const ranked *rank, uint32_t from, uint32_t n)
{
    uint32_t end = from + 1;
    while (end < n && rank[end].value == rank[from].value) {
        end++;
    }
    return end;
}

/* The middle ranks of x, less their mean, in shares of n. */
static void rank_all(const double *x, uint32_t n, ranked *rank, double *out)
{
    for (uint32_t i = 0; i < n; i++) {
        rank[i] = (ranked){x[i], i};
    }
    qsort(rank, n, sizeof *rank, by_value);
    for (uint32_t from = 0, end = 0; from < n; from = end) {
        end = end_of_run(rank, from, n);
        for (uint32_t i = from; i < end; i++) {
            out[rank[i].at] = 0.5 * ((double)from + (double)end) / n - 0.5;
        }
    }
}

/* Adds to each pair the mean of y over what has a larger x, and half of it over what has the same:
 * what the pair's x does to the ranks of all others. */
static void add_above(const ranked *rank, const double *y, uint32_t n, double *to)
{
    double above = 0.0;
    for (uint32_t end = n, from = 0; end > 0; end = from) {
        double here = 0.0;
        from = end - 1;
        while (from > 0 && rank[from - 1].value == rank[end - 1].value) {
            from--;
        }
        for (uint32_t i = from; i < end; i++) {
            here += y[rank[i].at] / n;
        }
        for (uint32_t i = from; i < end; i++) {
            to[rank[i].at] += above + 0.5 * here;
        }
        above += here;
    }
}

int cst_index_rank(const double *x, const double *y, uint32_t n, cst_index *rank, cst_error *error)
{
    ranked *order = calloc(n, 2 * sizeof *order); /* of y, of x */
    double *room = calloc(n, 3 * sizeof *room);
    *rank = none;
    if (order == NULL || room == NULL) {
        free(order);
        free(room);
        return cst_error_memory(error, "ranks");
    }
    double *of_x = room;
    double *of_y = room + n;
    double *term = room + 2 * (size_t)n;
    double squares_x = 0.0;
    double squares_y = 0.0;
    double products = 0.0;
    rank_all(y, n, order, of_y);
    rank_all(x, n, order + n, of_x);
    add_above(order, of_x, n, term);
    add_above(order + n, of_y, n, term);
    for (uint32_t i = 0; i < n; i++) {
        squares_x += of_x[i] * of_x[i];
        squares_y += of_y[i] * of_y[i];
        products += of_x[i] * of_y[i];
        term[i] += of_x[i] * of_y[i];
    }
    if (squares_x > 0.0 && squares_y > 0.0) {
        const double scale = sqrt(squares_x) * sqrt(squares_y) / n;
        const double mean = mean_of(term, n);
        double squares = 0.0;
        for (uint32_t i = 0; i < n; i++) {
            squares += (term[i] - mean) * (term[i] - mean);
        }
        *rank = (cst_index){products / n / scale, sqrt(squares) / n / scale};
    }
    free(order);
    free(room);
    return 0;
}

/* The work: values of f, in units of the largest one, and of the inputs. */
typedef struct work {
    const cst_inputs *inputs;
    const cst_trial_spec *spec;
    const cst_random *random;
    cst_sensitivity *of;
    bool memory; /* there was none */
    double unit;
    double *a, *b, *ab, *x;
} work;

/* f at draw i of all inputs but one, of which it is draw n + i. other = count: at draw i of all;
 * count + 1: at draw n + i of all. The inputs' values go to x where it is not NULL. NaN, with a
 * reason, where there is none. */
static double value_at(work *to, uint32_t i, uint32_t other, double *x)
{
    const uint32_t count = to->inputs->count;
    const uint32_t n = to->of->draws;
    double value[CST_RESULT_KINDS];
    uint32_t draw[CST_INPUTS_MAX] = {0};
    cst_score_counts room[2];
    cst_trial_spec drawn = *to->spec;
    cst_error refusal = {0};
    for (uint32_t k = 0; k < count; k++) {
        draw[k] = other == k || other == count + 1 ? n + i : i;
    }
    cst_inputs_draw(to->inputs, to->random, draw, room, &drawn);
    for (uint32_t k = 0; x != NULL && k < count; k++) {
        x[(size_t)k * n + i] = cst_input_shown(&to->inputs->input[k], &drawn);
    }
    const int code = cst_closed_of_spec(&drawn, value, &refusal);
    to->memory = to->memory || code == CST_ERR_MEMORY;
    if (code != 0) {
        (void)snprintf(to->of->reason, sizeof to->of->reason,
                       "draw %u of the inputs is no scenario: %.40s: %.80s", i, refusal.key,
                       refusal.text);
        return NAN;
    }
    if (!isfinite(value[to->of->kind])) {
        (void)snprintf(to->of->reason, sizeof to->of->reason,
                       "draw %u of the inputs leaves %s without a closed form", i,
                       cst_result_name(to->of->kind));
    }
    return value[to->of->kind] / to->unit;
}

/* All values; false where there is a reason not to go on. */
static bool values_at(work *to, uint32_t other, double *f, double *x)
{
    for (uint32_t i = 0; i < to->of->draws && to->of->reason[0] == '\0'; i++) {
        f[i] = value_at(to, i, other, x);
    }
    return to->of->reason[0] == '\0';
}

/* Mean, deviation and unit of f. False, with a reason, where it is the same everywhere but for
 * rounding. */
static bool look_at(work *to)
{
    cst_sensitivity *of = to->of;
    double squares = 0.0;
    double fourths = 0.0;
    double most = 0.0;
    for (uint32_t i = 0; i < of->draws; i++) {
        most = fmax(most, fabs(to->a[i]));
    }
    for (uint32_t i = 0; most > 0.0 && i < of->draws; i++) {
        to->a[i] /= most;
    }
    const double mean = mean_of(to->a, of->draws);
    for (uint32_t i = 0; i < of->draws; i++) {
        const double square = (to->a[i] - mean) * (to->a[i] - mean);
        squares += square / (of->draws - 1);
        fourths += square * square;
    }
    if (!(sqrt(squares) > 1e-12)) {
        (void)snprintf(of->reason, sizeof of->reason, "no input changes %s",
                       cst_result_name(of->kind));
        return false;
    }
    to->unit = most;
    of->carry = pow(squares * (of->draws - 1), 2) / fourths;
    of->mean = mean * most;
    of->deviation = sqrt(squares) * most;
    return true;
}

static int work_out(work *to, cst_error *error)
{
    cst_sensitivity *of = to->of;
    const uint32_t n = of->draws;
    const uint32_t count = to->inputs->count;
    int code = 0;
    bool good =
        values_at(to, count, to->a, to->x) && look_at(to) && values_at(to, count + 1, to->b, NULL);
    for (uint32_t k = 0; code == 0 && good && k < count; k++) {
        of->rank[k] = none;
        if (to->inputs->input[k].prior.kind == CST_PRIOR_NONE) {
            continue;
        }
        good = of->together || values_at(to, k, to->ab, NULL);
        const bool shares = good && !of->together;
        of->first[k] = shares ? cst_index_first(to->a, to->b, to->ab, n) : none;
        of->total[k] = shares ? cst_index_total(to->a, to->ab, n) : none;
        code = good ? cst_index_rank(to->x + (size_t)k * n, to->a, n, &of->rank[k], error) : 0;
    }
    of->draws = good ? n : 0;
    return to->memory ? cst_error_memory(error, "a model") : code;
}

int cst_sensitivity_make(cst_sensitivity *of, const cst_inputs *inputs, const cst_trial_spec *spec,
                         cst_result_kind kind, const cst_random *random, uint32_t draws,
                         cst_error *error)
{
    cst_require(inputs->count > 0 && inputs->count <= CST_INPUTS_MAX);
    cst_require(draws >= CST_SENSITIVITY_DRAWS_MIN && draws <= CST_SENSITIVITY_DRAWS_MAX);
    *of = (cst_sensitivity){.kind = kind, .draws = draws, .together = inputs->pairs > 0};
    cst_inputs own;
    int code = cst_inputs_copy(&own, inputs->input, inputs->count, error);
    code = code != 0 ? code : cst_inputs_pair(&own, inputs->pair, inputs->pairs, error);
    if (code != 0) {
        cst_inputs_free(&own);
        return code;
    }
    for (uint32_t k = 0; k < own.count; k++) {
        own.input[k].prior.resamples = UINT32_MAX; /* each draw is a resample of its own */
    }
    double *room = calloc((size_t)own.count + 3, draws * sizeof *room);
    work to = {.inputs = &own, .spec = spec, .random = random, .of = of, .unit = 1.0};
    to.a = room;
    to.b = room == NULL ? NULL : room + draws;
    to.ab = room == NULL ? NULL : room + 2 * (size_t)draws;
    to.x = room == NULL ? NULL : room + 3 * (size_t)draws;
    code = room == NULL ? cst_error_memory(error, "draws of the inputs") : work_out(&to, error);
    free(room);
    cst_inputs_free(&own);
    return code;
}
