/* SPDX-License-Identifier: MIT */
#include "estimate/ask/episode_fit.h"

#include "base/check.h"
#include "base/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Without a key: no ceiling, no habit, nothing is forgotten. */
#define WITHOUT .fixed = {{0.0, 0.0, 1.0, 0.0, 0.0}}

const cst_learning_form cst_episode_forms[CST_EPISODE_FORMS] = {
    {.name = "constant", .fitted = {true, false, false, false, false}, WITHOUT},
    {.name = "plain", .fitted = {true, true, false, false, false}, WITHOUT},
    {.name = "ceiling", .fitted = {true, true, true, false, false}, WITHOUT},
    {.name = "habit", .fitted = {true, true, false, true, false}, WITHOUT},
    {.name = "reset",
     .fitted = {true, true, false, false, false},
     .fixed = {{0.0, 0.0, 1.0, 0.0, 1.0}}},
    {.name = "forget", .fitted = {true, true, false, false, true}, WITHOUT},
    {.name = "ceiling-habit", .fitted = {true, true, true, true, false}, WITHOUT},
    {.name = "ceiling-forget", .fitted = {true, true, true, false, true}, WITHOUT},
    {.name = "habit-forget", .fitted = {true, true, false, true, true}, WITHOUT},
    {.name = "full", .fitted = {true, true, true, true, true}, WITHOUT},
};

/* What is worked with. */
typedef struct work {
    const cst_episodes *episodes;
    cst_histories ordered, counted;  /* histories with forgetting; without */
    cst_learning_data with, without; /* all verdicts by them */
    uint32_t batches;
    cst_episode_count *count; /* heap: of a batch and an episode */
    cst_episode_count *sum;   /* heap: of an episode, over a resample */
    uint64_t *times;          /* heap: how often a resample has a batch */
    cst_box_hill *hill;       /* heap: of a batch, where one step does */
    double *value;            /* heap: of a quantity and a resample */
} work;

/* Quantities of a resample: the keys, and these. */
enum { WITHIN = CST_LEARNING_KEYS, POOLED, QUANTITIES };

static bool forgets(const cst_learning_form *form)
{
    return form->fitted[CST_LEARNING_FORGET] || form->fixed.value[CST_LEARNING_FORGET] > 0.0;
}

static cst_learning_data *data_of(work *at, const cst_learning_form *form)
{
    return forgets(form) ? &at->with : &at->without;
}

static uint32_t batch_of(const work *at, size_t run)
{
    return (uint32_t)(run % at->batches);
}

/* --- Goodness of fit -------------------------------------------------------------------------- */

double cst_episode_tail(double x, uint32_t freedom)
{
    cst_require(freedom >= 1);
    if (!(x > 0.0)) {
        return 1.0;
    }
    /* Q(a + 1, y) = Q(a, y) + y^a e^-y / Gamma(a + 1), from a = 1/2 or 1 up to freedom / 2. */
    const double y = 0.5 * x;
    double a = freedom % 2 == 1 ? 0.5 : 1.0;
    double tail = freedom % 2 == 1 ? erfc(sqrt(y)) : exp(-y);
    for (; a < 0.5 * freedom; a += 1.0) {
        tail += exp(a * log(y) - y - lgamma(a + 1.0));
    }
    return fmin(tail, 1.0);
}

/* x log(x / expected), 0 where x is 0. */
static double deviance(double x, double expected)
{
    return x > 0.0 ? x * log(x / expected) : 0.0;
}

/* Fills rows for the chances in data, and what a form says of them. */
static void judge(cst_episode_form *form, cst_episode_row *row, const cst_learning_data *data,
                  const cst_episodes *episodes, uint32_t fitted)
{
    double *spread = &form->residual; /* of verdicts, before the division */
    double together = 0.0;
    size_t at = 0;
    *spread = 0.0;
    for (uint32_t t = 0; t < episodes->longest; t++) {
        row[t].expected = 0.0;
        row[t].z = 0.0;
    }
    for (size_t run = 0; run < episodes->runs; run++) {
        for (uint32_t t = 0; t < episodes->length[run]; t++, at++) {
            const double first = data->chance[data->histories->node[2 * at]];
            const double second = data->chance[data->histories->node[2 * at + 1]];
            const double both = first * (1.0 - first) + second * (1.0 - second);
            row[t].expected += first + second;
            row[t].z += both;
            *spread += 0.5 * both;
            together +=
                ((episodes->covers[at] & 1U) - first) * ((episodes->covers[at] >> 1) - second);
        }
    }
    form->residual = *spread > 0.0 ? together / *spread : 0.0;
    form->g2 = 0.0;
    for (uint32_t t = 0; t < episodes->longest; t++) {
        const double seen = (double)row[t].count.covers;
        const double all = 2.0 * (double)row[t].count.runs;
        form->g2 +=
            2.0 * (deviance(seen, row[t].expected) + deviance(all - seen, all - row[t].expected));
        row[t].z = row[t].z > 0.0 ? (seen - row[t].expected) / sqrt(row[t].z) : 0.0;
    }
    form->g2 = fmax(form->g2, 0.0);
    form->freedom = episodes->longest > fitted ? episodes->longest - fitted : 0;
    form->g2_shared = form->g2 / (1.0 + fmax(form->residual, 0.0));
    form->p = form->freedom > 0 ? cst_episode_tail(form->g2, form->freedom) : (double)NAN;
    form->p_shared =
        form->freedom > 0 ? cst_episode_tail(form->g2_shared, form->freedom) : (double)NAN;
}

/* --- Resamples -------------------------------------------------------------------------------- */

static void draw(work *at, const cst_episode_ask *ask, uint32_t resample)
{
    const cst_random random = {.seed = ask->seed};
    cst_draws draws = cst_draws_at(&random, resample, 0, CST_DRAW_INPUT);
    memset(at->times, 0, at->batches * sizeof *at->times);
    for (uint32_t i = 0; i < at->batches; i++) {
        at->times[cst_draws_uniform(&draws, at->batches)]++;
    }
}

static void add_up(work *at)
{
    const uint32_t length = at->episodes->longest;
    memset(at->sum, 0, length * sizeof *at->sum);
    for (uint32_t i = 0; i < at->batches; i++) {
        for (uint32_t t = 0; at->times[i] > 0 && t < length; t++) {
            const cst_episode_count *count = &at->count[(size_t)i * length + t];
            at->sum[t].runs += at->times[i] * count->runs;
            at->sum[t].covers += at->times[i] * count->covers;
            at->sum[t].both += at->times[i] * count->both;
        }
    }
}

static cst_learning refit(work *at, const cst_learning_form *form, const cst_learning *from)
{
    cst_learning_data *data = data_of(at, form);
    cst_learning found;
    size_t row = 0;
    cst_learning_data_clear(data);
    for (size_t run = 0; run < at->episodes->runs; run++) {
        cst_learning_data_add(data, at->episodes, run, row, at->times[batch_of(at, run)]);
        row += at->episodes->length[run];
    }
    (void)cst_learning_search(data, form, from, &found);
    return found;
}

static cst_learning one_step(const work *at, const cst_learning_form *form,
                             const cst_learning *from)
{
    cst_box_hill sum = {0};
    for (uint32_t i = 0; i < at->batches; i++) {
        const double times = (double)at->times[i];
        for (unsigned j = 0; at->times[i] > 0 && j < CST_BOX_MAX; j++) {
            sum.slope[j] += times * at->hill[i].slope[j];
            for (unsigned k = 0; k <= j; k++) {
                sum.bend[j][k] += times * at->hill[i].bend[j][k];
            }
        }
    }
    return cst_learning_move(form, from, &sum);
}

static int rising(const void *one, const void *other)
{
    const double a = *(const double *)one;
    const double b = *(const double *)other;
    return (a > b) - (a < b);
}

/* The percentiles of the resamples that have a value. */
static cst_interval percentiles(double *value, uint32_t count, double level)
{
    uint32_t known = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!isnan(value[i])) {
            value[known++] = value[i];
        }
    }
    if (known == 0) {
        return (cst_interval){.low = NAN, .high = NAN};
    }
    qsort(value, known, sizeof *value, rising);
    const uint32_t beyond = (uint32_t)(0.5 * level * known);
    return (cst_interval){.low = value[beyond], .high = value[known - 1 - beyond]};
}

/* Where no stranger covered, no resample has one either. h0 then ends where ceiling h0 would leave
 * so many runs without a cover in their first episode with chance level/2. */
static void widen(cst_episode_fit *fit, const cst_learning_form *form, double level)
{
    cst_interval *h0 = &fit->key[CST_LEARNING_H0].interval;
    if (form->fitted[CST_LEARNING_H1] && fit->row[0].count.covers == 0) {
        const double bound = 1.0 - pow(0.5 * level, 1.0 / (double)fit->runs);
        const double ceiling = fit->key[CST_LEARNING_CEILING].estimate;
        h0->low = 0.0;
        h0->high = fmin(fmax(h0->high, bound / fmax(ceiling, bound)), 1.0);
    }
}

static void resample(work *at, cst_episode_fit *fit, const cst_episode_ask *ask)
{
    const cst_learning_form *form = &cst_episode_forms[fit->chosen];
    const cst_learning from = fit->form[fit->chosen].at;
    double *const value = at->value;
    for (uint32_t i = 0; i < ask->resamples; i++) {
        draw(at, ask, i);
        add_up(at);
        const cst_learning found =
            fit->one_step ? one_step(at, form, &from) : refit(at, form, &from);
        for (uint32_t key = 0; key < CST_LEARNING_KEYS; key++) {
            value[(size_t)key * ask->resamples + i] = found.value[key];
        }
        value[(size_t)WITHIN * ask->resamples + i] =
            cst_episodes_within(at->sum, at->episodes->longest);
        value[(size_t)POOLED * ask->resamples + i] =
            cst_episodes_pooled(at->sum, at->episodes->longest);
    }
    for (uint32_t key = 0; key < QUANTITIES; key++) {
        cst_fit_value *to = key == WITHIN   ? &fit->within
                            : key == POOLED ? &fit->pooled
                                            : &fit->key[key];
        to->interval =
            percentiles(&value[(size_t)key * ask->resamples], ask->resamples, ask->level);
        if (key < CST_LEARNING_KEYS && !form->fitted[key]) {
            to->interval = (cst_interval){.low = NAN, .high = NAN};
        }
    }
    widen(fit, form, ask->level);
}

/* --- All of it -------------------------------------------------------------------------------- */

static void release(work *at)
{
    cst_learning_data_free(&at->with);
    cst_learning_data_free(&at->without);
    cst_histories_free(&at->ordered);
    cst_histories_free(&at->counted);
    free(at->count);
    free(at->sum);
    free(at->times);
    free(at->hill);
    free(at->value);
}

static int prepare(work *at, cst_episode_fit *fit, const cst_episode_ask *ask, cst_error *error)
{
    const cst_episodes *episodes = at->episodes;
    const size_t length = episodes->longest;
    int code = cst_histories_make(&at->counted, episodes, false, error);
    code = code != 0 ? code : cst_learning_data_make(&at->without, &at->counted, error);
    code = code != 0 ? code : cst_histories_make(&at->ordered, episodes, true, error);
    code = code != 0 ? code : cst_learning_data_make(&at->with, &at->ordered, error);
    if (code != 0) {
        return code;
    }
    at->batches =
        (uint32_t)(episodes->runs < CST_EPISODE_BATCHES ? episodes->runs : CST_EPISODE_BATCHES);
    at->count = calloc(at->batches * length, sizeof *at->count);
    at->sum = calloc(length, sizeof *at->sum);
    at->times = calloc(at->batches, sizeof *at->times);
    at->hill = calloc(at->batches, sizeof *at->hill);
    at->value = calloc((size_t)ask->resamples * QUANTITIES + 1, sizeof *at->value);
    fit->row = calloc(length, sizeof *fit->row);
    const bool made = at->count != NULL && at->sum != NULL && at->times != NULL &&
                      at->hill != NULL && at->value != NULL && fit->row != NULL;
    return made ? 0 : cst_error_memory(error, "a fit of episodes");
}

/* Counts all verdicts. */
static void count(work *at, cst_episode_fit *fit)
{
    const cst_episodes *episodes = at->episodes;
    size_t row = 0;
    for (size_t run = 0; run < episodes->runs; run++) {
        cst_learning_data_add(&at->with, episodes, run, row, 1);
        cst_learning_data_add(&at->without, episodes, run, row, 1);
        cst_episodes_count(episodes, run, row,
                           &at->count[(size_t)batch_of(at, run) * episodes->longest]);
        row += episodes->length[run];
    }
    for (uint32_t i = 0; i < at->batches; i++) {
        at->times[i] = 1;
    }
    add_up(at);
    fit->runs = episodes->runs;
    fit->episodes = episodes->longest;
    for (uint32_t t = 0; t < episodes->longest; t++) {
        fit->row[t].count = at->sum[t];
        fit->verdicts += 2 * at->sum[t].runs;
        fit->covers += at->sum[t].covers;
    }
}

/* The slopes of each batch at the chosen values. */
static void make_hills(work *at, const cst_episode_fit *fit)
{
    const cst_learning *from = &fit->form[fit->chosen].at;
    cst_learning_data *data = data_of(at, &cst_episode_forms[fit->chosen]);
    size_t row = 0;
    (void)cst_learning_likelihood(data, from);
    for (size_t run = 0; run < at->episodes->runs; run++) {
        cst_learning_slope(data, from, at->episodes, run, row, &at->hill[batch_of(at, run)]);
        row += at->episodes->length[run];
    }
}

/* Where there are many verdicts, where to start from: the likeliest values of the first ones. */
enum { FIRST_VERDICTS = 20000 };

static void find_starts(work *at, cst_learning from[CST_EPISODE_FORMS])
{
    const cst_episodes *episodes = at->episodes;
    size_t row = 0;
    for (size_t run = 0; run < episodes->runs && 2 * row < FIRST_VERDICTS; run++) {
        cst_learning_data_add(&at->with, episodes, run, row, 1);
        cst_learning_data_add(&at->without, episodes, run, row, 1);
        row += episodes->length[run];
    }
    for (uint32_t i = 0; i < CST_EPISODE_FORMS; i++) {
        const cst_learning_form *form = &cst_episode_forms[i];
        (void)cst_learning_search(data_of(at, form), form, NULL, &from[i]);
    }
    cst_learning_data_clear(&at->with);
    cst_learning_data_clear(&at->without);
}

/* Whether the values of a form are values of another one. */
static bool is_case_of(const cst_learning_form *form, const cst_learning_form *other)
{
    bool is = true;
    for (uint32_t key = 0; key < CST_LEARNING_KEYS; key++) {
        is = is && (other->fitted[key] ||
                    (!form->fitted[key] && form->fixed.value[key] == other->fixed.value[key]));
    }
    return is;
}

/* Searches a form from its own start, and again from a form before that is a case of it where this
 * one is likelier: a search may end short of the top, on a ridge that is nearly flat. */
static void search(work *at, cst_episode_fit *fit, uint32_t number, const cst_learning *start)
{
    const cst_learning_form *form = &cst_episode_forms[number];
    cst_learning_data *data = data_of(at, form);
    cst_episode_form *to = &fit->form[number];
    const cst_episode_form *likelier = to;
    to->log_likelihood = cst_learning_search(data, form, start, &to->at);
    for (uint32_t i = 0; i < number; i++) {
        if (is_case_of(&cst_episode_forms[i], form) &&
            fit->form[i].log_likelihood > likelier->log_likelihood) {
            likelier = &fit->form[i];
        }
    }
    if (likelier != to) {
        to->log_likelihood = cst_learning_search(data, form, &likelier->at, &to->at);
    }
}

static void compare(work *at, cst_episode_fit *fit, const cst_episode_ask *ask,
                    const cst_learning from[CST_EPISODE_FORMS])
{
    for (uint32_t i = 0; i < CST_EPISODE_FORMS; i++) {
        const cst_learning_form *form = &cst_episode_forms[i];
        const uint32_t fitted = cst_learning_fitted(form);
        cst_episode_form *to = &fit->form[i];
        search(at, fit, i, &from[i]);
        to->aic = 2.0 * (fitted - to->log_likelihood);
        judge(to, fit->row, data_of(at, form), at->episodes, fitted);
        if (to->aic < fit->form[fit->least].aic) {
            fit->least = i;
        }
    }
    fit->chosen = ask->form < CST_EPISODE_FORMS ? ask->form : fit->least;
}

int cst_episode_fit_make(cst_episode_fit *fit, const cst_episodes *episodes,
                         const cst_episode_ask *ask, cst_error *error)
{
    work at = {.episodes = episodes};
    *fit = (cst_episode_fit){.resamples = ask->resamples};
    cst_require(episodes->runs >= 2 && episodes->longest >= 2);
    const int code = prepare(&at, fit, ask, error);
    if (code == 0) {
        cst_learning from[CST_EPISODE_FORMS];
        find_starts(&at, from);
        count(&at, fit);
        cst_require(fit->covers > 0 && fit->covers < fit->verdicts);
        compare(&at, fit, ask, from);
        const cst_learning_form *form = &cst_episode_forms[fit->chosen];
        cst_learning_data *data = data_of(&at, form);
        cst_episode_form *chosen = &fit->form[fit->chosen];
        (void)cst_learning_likelihood(data, &chosen->at);
        judge(chosen, fit->row, data, episodes, cst_learning_fitted(form));
        for (uint32_t key = 0; key < CST_LEARNING_KEYS; key++) {
            fit->key[key].estimate = chosen->at.value[key];
        }
        fit->within.estimate = cst_episodes_within(at.sum, episodes->longest);
        fit->pooled.estimate = cst_episodes_pooled(at.sum, episodes->longest);
        fit->one_step = fit->verdicts > CST_EPISODE_REFITS_MAX;
        if (fit->one_step) {
            make_hills(&at, fit);
        }
        resample(&at, fit, ask);
    }
    release(&at);
    return code;
}

void cst_episode_fit_free(cst_episode_fit *fit)
{
    free(fit->row);
    *fit = (cst_episode_fit){0};
}
