/* SPDX-License-Identifier: MIT
 * What planted schemers say, alone or beside trials. */
#include "base/number.h"
#include "estimate/exact/closed.h"
#include "estimate/sample/fates.h"
#include "estimate/sample/methods.h"
#include "estimate/sample/strata.h"
#include "monitor/plant.h"
#include "tally/aimed.h"

#include <math.h>

/* Attacks of a trial, at most, up to which pairs of them matter little. */
static const double attacks_rare = 0.1;

/* Whether an attack escapes no less often where more of its reviewers scheme. */
static bool schemers_help(const cst_trial_spec *spec)
{
    cst_model model = {0};
    bool helps = cst_model_make(&model, spec, NULL) == 0;
    for (uint32_t s = 1; helps && s <= model.slots; s++) {
        helps = cst_model_escape_given(&model, s) >= cst_model_escape_given(&model, s - 1);
    }
    cst_model_free(&model);
    return helps;
}

/* P(an attempt whose task happens escapes), at most, in any state that a trial can reach, times the
 * share of tasks that happen there; 1: nothing is known. In a state with more agents than slots the
 * crew is full, so that a protocol that judges each task by itself, and all alike, has the chance
 * that it has without a response; peer-report, whose voices are not lost, has at most that of a
 * committee which flags where that many report: whoever was reported before needs fewer. Where
 * agents are of types, that is the chance at which all of them have the largest rate. In a state
 * with no more agents than slots everything may escape, but a task is one of theirs with chance
 * slots / agents at most. */
double cst_planted_most(const cst_model *model)
{
    cst_trial_spec spec = model->spec;
    cst_protocol_spec *protocol = &spec.protocol;
    const bool counts = protocol->kind->close != NULL;
    const double votes = ceil(protocol->investigate);
    const bool alike = model->population.lineages == 1 && !spec.collusion.strategy->clique &&
                       spec.attack.policy == cst_policy_find("always") &&
                       protocol->kind != cst_protocol_find("upfront-audit"); /* its first differ */
    if (model->play == NULL || cst_plant_refuse(model) != NULL || cst_plant_alone(model) != NULL ||
        !alike || (counts && (protocol->penalty < 1.0 || votes > protocol->reviewers))) {
        return 1.0;
    }
    if (counts) {
        protocol->kind = cst_protocol_find("committee");
        protocol->rule = CST_RULE_R_OF_K;
        protocol->votes = (uint32_t)votes;
        protocol->audit_flagged = 1.0;
    }
    spec.response.effect = CST_EFFECT_NONE;
    spec.scheming.propensity = CST_PROPENSITY_FIXED;
    spec.scheming.law.rate = model->mixture ? cst_plant_scale(model) : spec.scheming.law.rate;
    if (model->mixture && !schemers_help(&spec)) {
        return 1.0;
    }
    const double most = cst_closed_form(&spec, CST_RESULT_RESIDUAL_RISK) / cst_plant_scale(model);
    const double few = (double)model->slots / (double)spec.agents;
    return isnan(most) ? 1.0 : fmin(fmax(most * (1.0 + 1e-9), few), 1.0);
}

/* What there is of planted schemers in a row. */
typedef struct planted {
    const cst_spread *attacks, *escaped;
    const cst_slots *slots; /* of escaped and attacks by trial; NULL: none */
    uint64_t each;          /* of a trial */
    double all;
} planted;

static planted planted_in(const cst_cell *cell, const cst_row *row)
{
    const bool beside = cell->planted > 0;
    const uint64_t each = beside ? cell->planted : cell->trial_tasks;
    const cst_spread_kind escaped = beside ? CST_SPREAD_PLANTED_ESCAPED : CST_SPREAD_ESCAPED;
    return (planted){.attacks =
                         &row->spread[beside ? CST_SPREAD_PLANTED_ATTACKS : CST_SPREAD_ATTACKS],
                     .escaped = &row->spread[escaped],
                     .slots = each > 1 ? cst_aimed_slots(row, escaped) : NULL,
                     .each = each,
                     .all = (double)each * (double)row->count[CST_COUNT_TRIALS]};
}

/* Those that escaped, as a share of all; most: the chance of each, whatever came before. */
static cst_result escaped_of(const planted *of, double most, double level)
{
    const cst_spread *kind = of->escaped;
    const cst_interval_bound bound = {.tasks = of->each, .chance = most, .unit = 1};
    const bool alone = of->each == 1;
    const cst_interval share =
        alone ? cst_interval_clopper_pearson(kind->sum, (uint64_t)of->all, level)
              : cst_aimed_below(kind, of->slots, &bound, level);
    return (cst_result){.estimate = kind->sum == 0 ? (double)NAN : (double)kind->sum / of->all,
                        .low = share.low,
                        .high = share.high,
                        .method = alone               ? "planted, Clopper-Pearson"
                                  : of->slots != NULL ? "planted, aimed betting, trials"
                                                      : "planted, betting, trials",
                        .events = kind->sum,
                        .of = (uint64_t)of->all,
                        .few = kind->sum < CST_RESULT_FEW};
}

/* Those of a spread as a share of those of another, of which each planted schemer has at most
 * `unit`. */
static cst_interval quotient(const planted *of, const cst_spread *part, double most,
                             const cst_spread *whole, uint64_t unit, double level)
{
    cst_interval_bound bound = {.tasks = of->each, .chance = most, .unit = unit};
    const cst_interval above = cst_interval_betting_below(part, &bound, 0.5 * level);
    bound.chance = 1.0;
    const cst_interval below = cst_interval_betting_below(whole, &bound, 0.5 * level);
    return (cst_interval){.low = below.high > 0.0 ? fmin(above.low / below.high, 1.0) : 0.0,
                          .high = below.low > 0.0 ? fmin(above.high / below.low, 1.0) : 1.0};
}

/* Those of a spread as a share of those of another. */
static cst_result part_of(const cst_spread *part, const cst_spread *whole, cst_interval share,
                          const char *method)
{
    return (cst_result){.estimate =
                            part->sum == 0 ? (double)NAN : (double)part->sum / (double)whole->sum,
                        .low = share.low,
                        .high = share.high,
                        .method = method,
                        .events = part->sum,
                        .of = whole->sum,
                        .few = part->sum < CST_RESULT_FEW};
}

/* Attacks of a kind / attacks. */
static cst_result of_attacks(const planted *of, const cst_spread *kind, double most, double level)
{
    const bool alone = of->each == 1;
    const cst_interval share =
        alone ? cst_interval_clopper_pearson(kind->sum, of->attacks->sum, level)
              : quotient(of, kind, most, of->attacks, 1, level);
    return part_of(kind, of->attacks, share,
                   alone ? "planted, Clopper-Pearson" : "planted, betting, ratio of two");
}

/* Escaped / attacks, where their slots say how the two vary together: one bet. */
static cst_result missed_of(const planted *of, double most, double level)
{
    if (of->slots == NULL || of->attacks->sum == 0) {
        return of_attacks(of, of->escaped, most, level);
    }
    const cst_interval_bound bound = {.tasks = of->each, .chance = most, .unit = 1};
    const double own = (1.0 - CST_AIMED_MIXTURE) * level;
    const cst_aimed bet = {.slots = of->slots,
                           .x = cst_aimed_side_of(&bound, of->attacks->trials, own),
                           .z = {.most = (double)of->each}};
    const cst_interval outer =
        quotient(of, of->escaped, most, of->attacks, 1, CST_AIMED_MIXTURE * level);
    return part_of(of->escaped, of->attacks, cst_aimed_within(&bet, outer, own),
                   "planted, aimed betting, one ratio");
}

/* Who reports them: anybody, and schemers. Where natural trials are beside them, these tell. */
static void put_reported(const cst_cell *cell, const cst_row *row, double level, cst_result *out)
{
    const cst_model *model = &cell->model;
    const planted of = planted_in(cell, row);
    const cst_spread *told = &row->spread[CST_SPREAD_SCHEMER_REPORTS];
    const cst_spread *reviews = &row->spread[CST_SPREAD_SCHEMER_REVIEWS];
    if (model->crew == CST_CREW_POPULATION && cst_fates_keeps(model, CST_SPREAD_REPORTED_ATTACKS)) {
        out[CST_RESULT_REPORTED_SHARE] =
            of_attacks(&of, &row->spread[CST_SPREAD_REPORTED_ATTACKS], 1.0, level);
    }
    if (cst_model_schemers_known(model) && cst_fates_keeps(model, CST_SPREAD_SCHEMER_REVIEWS)) {
        const cst_interval share = quotient(&of, told, 1.0, reviews, model->slots, level);
        out[CST_RESULT_REPORTED_BY_SCHEMERS] =
            part_of(told, reviews, share, "planted, betting, ratio of two");
    }
}

/* residual_risk, not yet cut; most: see cst_planted_most. */
static cst_result risk_of(const cst_cell *cell, const planted *of, double most, double level)
{
    return cst_result_times(escaped_of(of, most, level), cst_plant_scale(&cell->model));
}

static void put_harm(const cst_cell *cell, const cst_row *row, double most, double level,
                     cst_result *out)
{
    const cst_model *model = &cell->model;
    const double tasks = (double)model->tasks_per_trial;
    const double *severity = model->spec.attack.severity;
    const planted of = planted_in(cell, row);
    const cst_results_basis basis = cst_cell_basis(cell);
    out[CST_RESULT_RESIDUAL_RISK] = risk_of(cell, &of, most, level);
    cst_results_cut(&basis, out); /* before anything follows from it */
    const cst_result risk = out[CST_RESULT_RESIDUAL_RISK];
    out[CST_RESULT_EXPECTED_ESCAPES] = cst_result_times(risk, tasks);
    if (severity[1] > 1.0) {
        const double mean = 0.5 * (severity[0] + severity[1]);
        out[CST_RESULT_EXPECTED_DAMAGE] = cst_result_times(risk, tasks * mean);
    }
    out[CST_RESULT_MISS_SHARE] = missed_of(&of, most, level);
    out[CST_RESULT_MITIGATED_SHARE] = cst_result_rest(out[CST_RESULT_MISS_SHARE]);
}

/* Where a trial has rarely more than one attack, what is not linear in attacks follows from what
 * is. Bonferroni: E X - E X(X - 1)/2 <= P(X >= 1) <= E X, of the escapes X of a trial. At most X
 * are before the first catch, and of the others each has an attack before it. Of two tasks the
 * first is an attack and the second one that escapes with chance `rate` times `rate most` at most,
 * as each is given all that came before. Whether it is rare is asked of the model alone, not of the
 * row. */
static void put_rare(const cst_cell *cell, double most, cst_result *out)
{
    const cst_model *model = &cell->model;
    const double attacks = (double)model->tasks_per_trial * model->scheming_most;
    const double pairs = 0.5 * attacks * attacks * most;
    if (attacks > attacks_rare) {
        return;
    }
    cst_result least = out[CST_RESULT_EXPECTED_ESCAPES];
    least.low = fmax(least.low - pairs, 0.0);
    out[CST_RESULT_ESCAPES_BEFORE_CATCH] = least;
    least.high = fmin(least.high, 1.0);
    least.estimate *= 1.0 - 0.5 * least.estimate; /* as if they came by themselves */
    out[CST_RESULT_TRIAL_RISK] = least;
    out[CST_RESULT_SAFETY] = cst_result_rest(least);
}

void cst_planted_results(const cst_cell *cell, const cst_row *row, double confidence,
                         cst_result *out)
{
    cst_results_basis basis = cst_cell_basis(cell);
    const double most = cst_planted_most(&cell->model);
    basis.confidence = confidence;
    cst_results_undefined(out);
    if (cell->planted > 0) {
        cst_results_compute(row, &basis, out);
    }
    put_harm(cell, row, most, cst_number_complement(confidence), out);
    put_rare(cell, most, out);
    if (cell->planted == 0) {
        put_reported(cell, row, cst_number_complement(confidence), out);
    }
}

cst_result cst_planted_risk(const cst_cell *cell, const cst_row *row, double confidence)
{
    const planted of = planted_in(cell, row);
    return risk_of(cell, &of, cst_planted_most(&cell->model), cst_number_complement(confidence));
}

cst_strata cst_planted_weights(const cst_model *model)
{
    return (cst_strata){.count = 1, .weight = {1.0}, .scale = cst_plant_scale(model)};
}
