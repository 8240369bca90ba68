/* SPDX-License-Identifier: MIT */
#include "estimate/ask/inputs.h"

#include "base/beta.h"
#include "base/binomial.h"
#include "base/check.h"
#include "base/number.h"
#include "estimate/ask/together.h"
#include "estimate/exact/closed.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

cst_prior cst_prior_of_counts(uint64_t k, uint64_t n)
{
    cst_require(k <= n);
    return (cst_prior){
        .kind = CST_PRIOR_BETA, .a = (double)k + 0.5, .b = (double)(n - k) + 0.5, .counted = true};
}

void cst_prior_counts(const cst_prior *prior, uint64_t *k, uint64_t *n)
{
    cst_require(prior->counted);
    *k = (uint64_t)(prior->a - 0.5);
    *n = *k + (uint64_t)(prior->b - 0.5);
}

/* u is a draw of 64 bits or the end of an interval: smaller ones than 1e-20 only as 0. */
static double beta_quantile(double a, double b, double u)
{
    cst_beta law;
    cst_beta_make(&law, a, b, fmin(fmax(u, 1e-300), 1e-20));
    return cst_beta_share(cst_beta_quantile(&law, u, 1.0 - u));
}

double cst_prior_quantile(const cst_prior *prior, double u)
{
    const double a = prior->a;
    const double b = prior->b;
    cst_require(u >= 0.0 && u <= 1.0);
    switch (prior->kind) {
    case CST_PRIOR_BETA:
        return cst_number_round(beta_quantile(a, b, u));
    case CST_PRIOR_UNIFORM:
        return cst_number_round(fmin(fmax(a + (b - a) * u, a), b));
    case CST_PRIOR_LOG_UNIFORM:
        return cst_number_round(fmin(fmax(a * exp(u * log(b / a)), a), b));
    case CST_PRIOR_NONE:
    case CST_PRIOR_BOOTSTRAP:
        break;
    }
    cst_require(false);
    return NAN;
}

int cst_inputs_copy(cst_inputs *inputs, const cst_input *from, uint32_t count, cst_error *error)
{
    *inputs = (cst_inputs){.input = calloc((size_t)count + 1, sizeof *inputs->input)};
    if (inputs->input == NULL) {
        return cst_error_memory(error, "the inputs of a cell");
    }
    if (count > 0) {
        memcpy(inputs->input, from, count * sizeof *from);
    }
    inputs->count = count;
    return 0;
}

void cst_inputs_free(cst_inputs *inputs)
{
    free(inputs->input);
    free(inputs->pair);
    free(inputs->factor);
    *inputs = (cst_inputs){0};
}

int cst_inputs_pair(cst_inputs *inputs, const cst_input_pair *pair, uint32_t pairs,
                    cst_error *error)
{
    const uint32_t n = inputs->count;
    if (pairs == 0) {
        return 0;
    }
    double *all = calloc((size_t)n * n, sizeof *all);
    inputs->pair = calloc(pairs, sizeof *pair);
    inputs->factor = calloc((size_t)n * n, sizeof *inputs->factor);
    if (all == NULL || inputs->pair == NULL || inputs->factor == NULL) {
        free(all);
        return cst_error_memory(error, "correlations of the inputs");
    }
    for (uint32_t i = 0; i < n; i++) {
        all[i * n + i] = 1.0;
    }
    for (uint32_t i = 0; i < pairs; i++) {
        const double r =
            pair[i].rank ? cst_together_of_rank(pair[i].correlation) : pair[i].correlation;
        cst_require(pair[i].a < n && pair[i].b < n && pair[i].a != pair[i].b);
        all[pair[i].a * n + pair[i].b] = all[pair[i].b * n + pair[i].a] = r;
        inputs->pair[i] = pair[i];
    }
    inputs->pairs = pairs;
    const bool good = cst_together_factor(all, n, inputs->factor);
    free(all);
    return good ? 0
                : cst_error_set(error, CST_ERR_RANGE, NULL,
                                "no numbers have all of these correlations");
}

double cst_input_value(const cst_input *input, const cst_trial_spec *spec)
{
    double value = 0.0;
    memcpy(&value, (const char *)spec + input->offset, sizeof value);
    return value;
}

void cst_input_set(const cst_input *input, double value, cst_trial_spec *spec)
{
    memcpy((char *)spec + input->offset, &value, sizeof value);
}

double cst_input_shown(const cst_input *input, const cst_trial_spec *spec)
{
    const void *score = (const char *)spec + input->offset;
    return input->prior.kind == CST_PRIOR_BOOTSTRAP ? cst_score_tpr(score)
                                                    : cst_input_value(input, spec);
}

/* FNV-1a: sets the draws of differently named inputs apart. */
static uint64_t place_of(const char *key)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (const char *c = key; *c != '\0'; c++) {
        hash = (hash ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
    }
    return hash;
}

/* n samples drawn anew from the counts of a side: one binomial draw a bin, given what is left. */
static void resample(cst_draws *draws, uint32_t bins, uint64_t *count, uint64_t *unscored)
{
    uint64_t weight = *unscored; /* samples in the bins that are still to come */
    for (uint32_t i = 0; i < bins; i++) {
        weight += count[i];
    }
    uint64_t left = weight;
    for (uint32_t i = 0; i < bins; i++) {
        const uint64_t had = count[i];
        count[i] = left == 0 || had == 0
                       ? 0
                       : cst_binomial_draw(draws, left, (double)had / (double)weight);
        weight -= had;
        left -= count[i];
    }
    *unscored = left;
}

static cst_draws draws_of(const cst_input *input, const cst_random *random, uint32_t draw)
{
    return cst_draws_at(random, draw, place_of(input->key), CST_DRAW_INPUT);
}

static double unit_of(const cst_input *input, const cst_random *random, uint32_t draw)
{
    cst_draws draws = draws_of(input, random, draw);
    return cst_draws_unit(&draws);
}

void cst_input_draw(const cst_input *input, const cst_random *random, uint32_t draw,
                    cst_score_counts *room, cst_trial_spec *spec)
{
    const cst_prior *prior = &input->prior;
    if (prior->kind == CST_PRIOR_NONE) {
        return;
    }
    const bool bootstrap = prior->kind == CST_PRIOR_BOOTSTRAP;
    if (bootstrap) {
        cst_draws draws = draws_of(input, random, draw % prior->resamples);
        cst_score_spec *score = (cst_score_spec *)(void *)((char *)spec + input->offset);
        *room = *score->counts;
        resample(&draws, room->bins, room->honest, &room->honest_unscored);
        resample(&draws, room->bins, room->attack, &room->attack_unscored);
        score->counts = room;
    } else {
        cst_input_set(input, cst_prior_quantile(prior, unit_of(input, random, draw)), spec);
    }
}

void cst_inputs_draw(const cst_inputs *inputs, const cst_random *random, const uint32_t *draw,
                     cst_score_counts room[2], cst_trial_spec *spec)
{
    uint32_t rooms = 0; /* the agents' scores and the trusted monitor's */
    double unit[CST_INPUTS_MAX];
    for (uint32_t i = 0; i < inputs->count; i++) {
        const cst_input *input = &inputs->input[i];
        const bool bootstrap = input->prior.kind == CST_PRIOR_BOOTSTRAP;
        const bool number = !bootstrap && input->prior.kind != CST_PRIOR_NONE;
        cst_require(!bootstrap || rooms < 2);
        if (inputs->factor != NULL && number) {
            unit[i] = unit_of(input, random, draw[i]);
            const double u = cst_together_unit(inputs->factor, inputs->count, i, unit);
            cst_input_set(input, cst_prior_quantile(&input->prior, u), spec);
        } else {
            cst_input_draw(input, random, draw[i], bootstrap ? &room[rooms++] : NULL, spec);
        }
    }
}

typedef struct ranked {
    double value;
    uint32_t draw;
} ranked;

static int by_value(const void *a, const void *b)
{
    const ranked *x = a;
    const ranked *y = b;
    const int order = (x->value > y->value) - (x->value < y->value);
    return order != 0 ? order : (x->draw > y->draw) - (x->draw < y->draw);
}

/* How many of n draws lie below the middle `confidence` of them, and as many above. */
static uint32_t outside(double confidence, uint32_t n)
{
    const double below = floor(0.5 * cst_number_complement(confidence) * (double)n + 1e-9);
    return below >= 0.5 * (double)n ? (n - 1) / 2 : (uint32_t)below;
}

static void bootstrap_ends(const cst_input *input, const cst_random *random, double confidence,
                           const cst_trial_spec *spec, cst_input_end *low, cst_input_end *high)
{
    enum { MOST = CST_INPUT_DRAWS };
    ranked rank[MOST];
    const uint32_t n = input->prior.resamples < MOST ? input->prior.resamples : MOST;
    const uint32_t skip = outside(confidence, n);
    for (uint32_t i = 0; i < n; i++) {
        low->spec = *spec;
        cst_input_draw(input, random, i, &low->room, &low->spec);
        rank[i] = (ranked){cst_input_shown(input, &low->spec), i};
    }
    qsort(rank, n, sizeof rank[0], by_value);
    low->spec = *spec;
    high->spec = *spec;
    cst_input_draw(input, random, rank[skip].draw, &low->room, &low->spec);
    cst_input_draw(input, random, rank[n - 1 - skip].draw, &high->room, &high->spec);
}

bool cst_input_ends(const cst_input *input, const cst_random *random, double confidence,
                    const cst_trial_spec *spec, cst_input_end *low, cst_input_end *high)
{
    const cst_prior *prior = &input->prior;
    const double tail =
        prior->kind == CST_PRIOR_BETA ? 0.5 * cst_number_complement(confidence) : 0.0;
    if (prior->kind == CST_PRIOR_NONE) {
        return false;
    }
    if (prior->kind == CST_PRIOR_BOOTSTRAP) {
        bootstrap_ends(input, random, confidence, spec, low, high);
        return true;
    }
    low->spec = *spec;
    high->spec = *spec;
    cst_input_set(input, cst_prior_quantile(prior, tail), &low->spec);
    cst_input_set(input, cst_prior_quantile(prior, 1.0 - tail), &high->spec);
    return true;
}

static int by_number(const void *a, const void *b)
{
    const double *x = a;
    const double *y = b;
    return (*x > *y) - (*x < *y);
}

/* value[kind][draw] to intervals. A result that some draw leaves without a value has none. */
static void fill_ends(double (*value)[CST_INPUT_DRAWS], double confidence,
                      cst_spread_of_inputs *spread)
{
    const uint32_t skip = outside(confidence, CST_INPUT_DRAWS);
    for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
        bool whole = true;
        for (uint32_t i = 0; i < CST_INPUT_DRAWS; i++) {
            whole = whole && isfinite(value[kind][i]);
        }
        if (whole) {
            qsort(value[kind], CST_INPUT_DRAWS, sizeof value[kind][0], by_number);
            spread->low[kind] = value[kind][skip];
            spread->high[kind] = value[kind][CST_INPUT_DRAWS - 1 - skip];
        }
    }
}

static int draw_all(const cst_inputs *inputs, const cst_trial_spec *spec,
                    const cst_estimate_spec *estimate, double (*value)[CST_INPUT_DRAWS],
                    cst_spread_of_inputs *spread, cst_error *error)
{
    const cst_random random = {.seed = estimate->seed, .stream = estimate->stream};
    for (uint32_t i = 0; i < CST_INPUT_DRAWS; i++) {
        double one[CST_RESULT_KINDS];
        cst_error refusal = {0};
        cst_trial_spec drawn = *spec;
        cst_score_counts room[2];
        uint32_t draw[CST_INPUTS_MAX];
        for (uint32_t j = 0; j < inputs->count; j++) {
            draw[j] = i;
        }
        cst_inputs_draw(inputs, &random, draw, room, &drawn);
        const int code = cst_closed_of_spec(&drawn, one, &refusal);
        if (code == CST_ERR_MEMORY) {
            return cst_error_set(error, code, NULL, "no memory for a model");
        }
        if (code != 0) {
            (void)snprintf(spread->reason, sizeof spread->reason,
                           "draw %u of the inputs is no scenario: %.40s: %.80s", i, refusal.key,
                           refusal.text);
            return 0;
        }
        for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
            value[kind][i] = one[kind];
        }
    }
    fill_ends(value, estimate->confidence, spread);
    spread->draws = CST_INPUT_DRAWS;
    return 0;
}

int cst_inputs_spread(const cst_inputs *inputs, const cst_trial_spec *spec,
                      const cst_estimate_spec *estimate, cst_spread_of_inputs *spread,
                      cst_error *error)
{
    double base[CST_RESULT_KINDS];
    bool any = false;
    cst_require(inputs->count > 0);
    *spread = (cst_spread_of_inputs){0};
    for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
        spread->low[kind] = spread->high[kind] = base[kind] = NAN;
    }
    int code = cst_closed_of_spec(spec, base, error);
    for (int kind = 0; code == 0 && kind < CST_RESULT_KINDS; kind++) {
        any = any || isfinite(base[kind]);
    }
    if (code != 0 || !any) {
        (void)snprintf(spread->reason, sizeof spread->reason,
                       "no closed form applies to this scenario");
        return code;
    }
    double(*value)[CST_INPUT_DRAWS] = calloc(CST_RESULT_KINDS, sizeof *value);
    if (value == NULL) {
        return cst_error_memory(error, "draws of the inputs");
    }
    code = draw_all(inputs, spec, estimate, value, spread, error);
    free(value);
    return code;
}
