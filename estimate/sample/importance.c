/* SPDX-License-Identifier: MIT
 *
 * importance: what is rare is made to happen, and weighted by how likely it was. A trial is one
 * attack, and how many of its reviewers scheme, their common cause made visible, is drawn half the
 * time by the law and half the time evenly: a defensive mixture, whose weights cannot exceed 2.
 * Trials that are played: importance_played.c. */
#include "estimate/sample/methods.h"

#include "base/number.h"
#include "base/rmath.h"
#include "estimate/sample/strata.h"
#include "tally/interval.h"

#include <math.h>

/* A normal interval needs so many effective events, none with more than this share of the whole,
 * and is not asked to hold far out in the tails. */
static const double effective_least = 30.0;
static const double share_most = 0.05;
static const double normal_level_least = 1e-3;

static int applies(const cst_model *model, cst_error *error)
{
    const int code = cst_strata_possible("importance", model, error);
    return code != 0 ? code : cst_strata_serve("importance", model, error);
}

/* An attack's weight is P(s of the reviewers scheme | attack) over the chance with which it is
 * drawn. */
static cst_strata mixture(const cst_model *model)
{
    cst_strata made = {
        .count = cst_strata_count(model), .drawn = true, .scale = cst_model_attack_rate(model)};
    double attack = 0.0;
    double possible = 0.0;
    double below = 0.0;
    for (uint32_t s = 0; s < made.count; s++) {
        attack += model->w[s];
        possible += model->w[s] > 0.0 ? 1.0 : 0.0;
    }
    for (uint32_t s = 0; s < made.count; s++) {
        const double law = model->w[s] / attack;
        const double drawn = model->w[s] > 0.0 ? 0.5 * law + 0.5 / possible : 0.0;
        below += drawn;
        made.weight[s] = drawn > 0.0 ? law / drawn : 0.0;
        made.rank[s] = cst_chance_make(below);
    }
    return made;
}

/* Weighted attacks that escaped, or that were reported: what a sample says of their mean. */
typedef struct weighted {
    double sum, squares, most; /* of their weights; most: the largest that was seen */
    uint64_t events, samples;
} weighted;

static uint64_t events_of(const cst_stratum *stratum, bool reported)
{
    return reported ? stratum->reported : stratum->escaped;
}

static weighted weigh(const cst_strata *drawn, const cst_row *row, bool reported)
{
    weighted seen = {0};
    for (uint32_t s = 0; s < drawn->count; s++) {
        const cst_stratum stratum = cst_strata_seen(row, s);
        const uint64_t events = events_of(&stratum, reported);
        const double weight = drawn->weight[s];
        seen.sum += weight * (double)events;
        seen.squares += weight * weight * (double)events;
        seen.most = events > 0 ? fmax(seen.most, weight) : seen.most;
        seen.events += events;
        seen.samples += stratum.attacks;
    }
    return seen;
}

static bool is_normal(const weighted *seen, double level)
{
    return seen->sum > 0.0 && level >= normal_level_least &&
           seen->sum * seen->sum >= effective_least * seen->squares &&
           seen->most <= share_most * seen->sum;
}

static cst_interval normal_interval(const weighted *seen, double level)
{
    const double n = (double)seen->samples;
    const double mean = seen->sum / n;
    const double error = sqrt((seen->squares / n - mean * mean) / (n - 1.0));
    const double reach = cst_rmath_normal_quantile_above(0.5 * level) * error;
    return (cst_interval){.low = mean - reach, .high = mean + reach};
}

static cst_interval betting_interval(const cst_strata *drawn, const cst_row *row, bool reported,
                                     double level)
{
    cst_interval_atom atom[CST_WEIGHTS_MAX + 1];
    uint64_t rest = 0;
    uint32_t atoms = 0;
    double unit = 0.0; /* the largest weight, seen or not: values over it are in [0, 1] */
    for (uint32_t s = 0; s < drawn->count; s++) {
        unit = fmax(unit, drawn->weight[s]);
    }
    for (uint32_t s = 0; s < drawn->count; s++) {
        const cst_stratum stratum = cst_strata_seen(row, s);
        const uint64_t events = events_of(&stratum, reported);
        atom[atoms++] = (cst_interval_atom){events, drawn->weight[s] / unit};
        rest += stratum.attacks - events;
    }
    atom[atoms++] = (cst_interval_atom){rest, 0.0};
    const cst_interval share = cst_interval_betting_atoms(atom, atoms, 0, level);
    return (cst_interval){.low = unit * share.low, .high = unit * share.high};
}

/* A mean over attacks, times `scale`. */
static cst_result mean_of(const cst_strata *drawn, const cst_row *row, bool reported, double scale,
                          double level)
{
    const weighted seen = weigh(drawn, row, reported);
    const bool normal = is_normal(&seen, level);
    const cst_interval share =
        normal ? normal_interval(&seen, level) : betting_interval(drawn, row, reported, level);
    const double mean = seen.events > 0 ? seen.sum / (double)seen.samples : (double)NAN;
    return (cst_result){.estimate = scale * mean,
                        .low = scale * share.low,
                        .high = scale * share.high,
                        .method = normal ? "importance, normal" : "importance, betting",
                        .events = seen.events,
                        .of = seen.samples,
                        .few = seen.events < CST_RESULT_FEW};
}

static void results(const cst_cell *cell, const cst_row *row, double confidence, cst_result *out)
{
    const double level = cst_number_complement(confidence);
    const cst_strata drawn = mixture(&cell->model);
    const cst_result risk = mean_of(&drawn, row, false, drawn.scale, level);
    cst_strata_results(cell, &risk, out);
    if (cell->model.crew == CST_CREW_POPULATION) {
        out[CST_RESULT_REPORTED_SHARE] = mean_of(&drawn, row, true, 1.0, level);
    }
    cst_strata_add_told(cell, row, confidence, out);
}

const cst_method cst_method_importance = {
    .name = "importance",
    .text = "forces attacks, and weights them by their probability",
    .sample = "attacks",
    .played = &cst_method_importance_played,
    .events = &cst_method_importance_events,
    .shape = cst_strata_shape,
    .applies = applies,
    .strata = mixture,
    .act = cst_samples_act,
    .review = cst_strata_review,
    .tally = cst_strata_tally,
    .results = results,
};
