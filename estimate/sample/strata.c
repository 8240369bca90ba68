/* SPDX-License-Identifier: MIT
 *
 * strata: attacks with 0, 1, ..., k scheming reviewers in turn; what escapes of each is weighted by
 * the dependence law. And what other methods of forced attacks share. */
#include "estimate/sample/strata.h"

#include "base/check.h"
#include "base/number.h"
#include "estimate/sample/events.h"
#include "estimate/sample/fates.h"
#include "estimate/sample/methods.h"
#include "tally/interval.h"

#include <math.h>
#include <string.h>

enum { BLOCK_ATTACKS = 1 << 16 };
_Static_assert((int)CST_ROW_SCHEMERS_MAX == CST_REVIEWERS_MAX, "rows hold every stratum");

static const uint32_t forced_round = UINT32_MAX;

int cst_strata_serve(const char *method, const cst_model *model, cst_error *error)
{
    const char *why = NULL;
    const char *other = "skip or naive";
    if (model->play != NULL) {
        why = "trials are played round by round (memory, budgets, or causes that tasks share)";
        other = "planted, importance, splitting or naive";
    } else if (model->ends) {
        why = "a trial may end before its tasks are done";
    } else if (model->mixture || model->rates_differ) {
        why = "agents scheme at different rates";
    } else if (cst_order_needed(model)) {
        why = "with fixed pairs, or rotation, of lineages that differ a trial's tasks are not "
              "independent";
        other = "naive";
    } else {
        return 0;
    }
    return cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                         "%s: %s; expected a protocol that judges each task by itself; use %s",
                         method, why, other);
}

int cst_strata_possible(const char *method, const cst_model *model, cst_error *error)
{
    if (cst_model_attack_rate(model) > 0.0) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                         "%s: nobody ever attacks here; use naive", method);
}

uint32_t cst_strata_count(const cst_model *model)
{
    return cst_protocol_reviewers(&model->spec.protocol) + 1;
}

void cst_strata_shape(cst_cell *cell)
{
    cst_shape_sparse(cell, 1, BLOCK_ATTACKS);
}

static uint32_t schemers_at(const cst_strata *forced, const cst_random *random, uint64_t attack)
{
    if (!forced->drawn) {
        return (uint32_t)(attack % forced->count);
    }
    cst_draws draws = cst_draws_at(random, attack, 0, CST_DRAW_STRATUM);
    return cst_draws_rank(&draws, forced->rank, forced->count - 1);
}

/* Any agent where all are alike, else one drawn from all. */
static cst_task task_of(const cst_model *model, const cst_random *random, uint64_t attack)
{
    cst_task task = {attack, forced_round, 0};
    if (model->reviewers_differ) {
        cst_draws draws = cst_draws_at(random, attack, 1, CST_DRAW_STRATUM);
        task.agent = (uint32_t)cst_draws_uniform(&draws, model->spec.agents);
    }
    return task;
}

int cst_strata_review(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                      cst_batch *reports, cst_error *error)
{
    const cst_strata forced = cell->method->strata(&cell->model);
    const cst_random random = cst_cell_random(cell);
    const uint64_t first = cst_cell_block_first_trial(cell, unit->block) + unit->first;
    int code = cst_samples_check(cell, unit, actions, 1, error);
    code = code != 0 ? code : cst_batch_init(reports, cell->report_columns, unit->tasks, error);
    if (code != 0) {
        return code;
    }
    uint8_t *said = cst_batch_column_mut(reports, CST_COLUMN_REPORTS);
    uint8_t *silent = cst_batch_column_mut(reports, CST_COLUMN_ABSTENTIONS);
    uint8_t *told = cst_batch_column_mut(reports, CST_COLUMN_ATTACK);
    const bool coded = cst_events_coded(&cell->model);
    for (uint64_t i = 0; i < unit->tasks; i++) {
        const cst_task task = task_of(&cell->model, &random, first + i);
        const uint32_t schemers =
            cell->model.states_matter ? schemers_at(&forced, &random, first + i) : 0;
        const cst_votes votes = cst_review_forced(&cell->model, &random, &task, schemers);
        cst_batch_task_set(reports, i, i);
        said[i] = votes.reports;
        told[i] = coded ? cst_events_code(votes) : 1;
        if (silent != NULL) {
            silent[i] = votes.abstentions;
        }
    }
    return 0;
}

static void add_strata(const cst_stratum *seen, uint32_t count, cst_row *row)
{
    for (uint32_t s = 0; s < count; s++) {
        const uint64_t escaped = seen[s].escaped;
        cst_require(escaped <= seen[s].attacks && seen[s].told <= s * seen[s].attacks);
        const uint64_t stopped = seen[s].attacks - escaped;
        row->count[CST_COUNT_TRIALS] += seen[s].attacks;
        row->count[CST_COUNT_PLANNED] += seen[s].attacks;
        row->count[CST_COUNT_TRIALS_ESCAPED] += escaped;
        cst_spread_add(&row->spread[CST_SPREAD_ATTACKS], 1, seen[s].attacks);
        cst_spread_add(&row->spread[CST_SPREAD_ESCAPED], 1, escaped);
        cst_spread_add(&row->spread[CST_SPREAD_ESCAPED], 0, stopped);
        cst_spread_add(&row->spread[CST_SPREAD_SCHEMERS], s, seen[s].attacks);
        cst_spread_add(&row->spread[CST_SPREAD_SCHEMERS_ESCAPED], s, escaped);
        cst_spread_add(&row->spread[CST_SPREAD_SCHEMERS_REPORTED], s, seen[s].reported);
        cst_spread_add(&row->spread[CST_SPREAD_SCHEMERS_TOLD], s, seen[s].told);
    }
}

/* The votes on an attack with so many schemers, with what these said, as its record tells. False
 * where no reviewers can have said so. */
static bool attack_votes(const cst_model *model, uint32_t schemers, uint8_t code, cst_votes *votes)
{
    return code > 0 && (uint32_t)votes->reports + votes->abstentions <= model->slots &&
           cst_events_decode(model, code, votes) &&
           (votes->schemers == schemers || !cst_events_coded(model));
}

/* An attack by itself: by its draws where its record has no room for what schemers said. */
static bool take_attack(const cst_model *model, const cst_random *random, const cst_task *task,
                        uint32_t s, cst_votes votes, cst_row *row, cst_stratum *seen)
{
    uint64_t values[CST_SPREAD_KINDS] = {0};
    if (cst_model_schemers_known(model) && !cst_events_coded(model)) {
        const cst_votes drawn = cst_review_forced(model, random, task, s);
        if (drawn.reports != votes.reports || drawn.abstentions != votes.abstentions) {
            return false;
        }
        votes = drawn;
    }
    (void)cst_fates_attack(model, random, task, votes, row, values);
    seen->escaped += values[CST_SPREAD_ESCAPED];
    seen->reported += values[CST_SPREAD_REPORTED_ATTACKS];
    seen->told += values[CST_SPREAD_SCHEMER_REPORTS];
    return true;
}

/* Attacks by their votes, where those with the same ones are alike. */
enum { VOTES = CST_REVIEWERS_MAX + 1 };
typedef struct kinds {
    uint64_t attacks[VOTES][VOTES]; /* by reports and abstentions */
    uint8_t escapes[VOTES][VOTES];
    bool agents; /* reviewers are */
} kinds;

static void list_kinds(const cst_model *model, kinds *of)
{
    memset(of, 0, sizeof *of);
    of->agents = model->crew == CST_CREW_POPULATION;
    for (uint8_t x = 0; x <= model->slots; x++) {
        for (uint8_t y = 0; x + y <= model->slots; y++) {
            const cst_votes votes = {.reports = x, .abstentions = y};
            of->escapes[x][y] =
                cst_fate_by_votes(model, true, votes, model->audit_success.always).fate ==
                CST_ESCAPED;
        }
    }
}

static void take_kind(kinds *of, cst_votes votes, cst_stratum *seen)
{
    of->attacks[votes.reports][votes.abstentions]++;
    seen->escaped += of->escapes[votes.reports][votes.abstentions];
    seen->reported += of->agents && votes.reports > 0;
    seen->told += votes.told;
}

static void add_kinds(const cst_model *model, const kinds *of, const cst_stratum *seen,
                      cst_row *row)
{
    uint64_t values[CST_SPREAD_KINDS] = {0}; /* a trial is one attack: its strata tell */
    for (uint8_t x = 0; x <= model->slots; x++) {
        for (uint8_t y = 0; x + y <= model->slots; y++) {
            const cst_votes votes = {.reports = x, .abstentions = y};
            if (of->attacks[x][y] > 0) {
                cst_fates_attacks(model, votes, of->attacks[x][y], row, values);
            }
        }
    }
    for (uint32_t s = 0; cst_model_schemers_known(model) && s <= model->slots; s++) {
        cst_fates_told(s * seen[s].attacks, seen[s].told, row, values);
    }
}

int cst_strata_tally(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                     const cst_batch *reports, cst_part *part, cst_error *error)
{
    const cst_model *model = &cell->model;
    const cst_strata forced = cell->method->strata(model);
    const cst_random random = cst_cell_random(cell);
    const uint64_t first = cst_cell_block_first_trial(cell, unit->block) + unit->first;
    const uint8_t *attack = cst_batch_column(reports, CST_COLUMN_ATTACK);
    const uint8_t *said = cst_batch_column(reports, CST_COLUMN_REPORTS);
    const uint8_t *silent = cst_batch_column(reports, CST_COLUMN_ABSTENTIONS);
    const bool by_kind =
        cst_fates_alike(model) && (cst_events_coded(model) || !cst_model_schemers_known(model));
    cst_stratum seen[CST_WEIGHTS_MAX] = {{0}};
    kinds of;
    (void)actions; /* every trial is an attack */
    cst_require(forced.count >= 1 && forced.count <= CST_WEIGHTS_MAX);
    list_kinds(model, &of);
    int code = cst_samples_check(cell, unit, reports, 1, error);
    for (uint64_t i = 0; code == 0 && i < unit->tasks; i++) {
        cst_votes votes = {.reports = said[i], .abstentions = silent == NULL ? 0 : silent[i]};
        const uint32_t s = schemers_at(&forced, &random, first + i);
        bool can = attack_votes(model, s, attack[i], &votes);
        if (can && by_kind) {
            take_kind(&of, votes, &seen[s]);
        } else if (can) {
            const cst_task task = task_of(model, &random, first + i);
            can = take_attack(model, &random, &task, s, votes, &part->row, &seen[s]);
        }
        if (!can) {
            return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                                 "receipt: record %llu is none that a reviewer can send",
                                 (unsigned long long)i);
        }
        seen[s].attacks++;
    }
    if (code == 0) {
        if (by_kind) {
            add_kinds(model, &of, seen, &part->row);
        }
        add_strata(seen, forced.count, &part->row);
        part->tasks_in += unit->tasks;
    }
    return code;
}

cst_stratum cst_strata_seen(const cst_row *row, uint32_t s)
{
    cst_require(s < CST_WEIGHTS_MAX);
    return (cst_stratum){.attacks = cst_spread_at(&row->spread[CST_SPREAD_SCHEMERS], s),
                         .escaped = cst_spread_at(&row->spread[CST_SPREAD_SCHEMERS_ESCAPED], s),
                         .reported = cst_spread_at(&row->spread[CST_SPREAD_SCHEMERS_REPORTED], s),
                         .told = cst_spread_at(&row->spread[CST_SPREAD_SCHEMERS_TOLD], s)};
}

/* The share of their reports that the s schemers of a stratum make. Where their verdicts on one
 * attack hang together, an attack's share is one value in [0, 1]: whatever the values, that all are
 * 0 or 1 with the same sum is the least favourable. */
static cst_interval told_share(const cst_stratum *seen, uint32_t s, bool tied, double level)
{
    if (!tied) {
        return cst_interval_clopper_pearson(seen->told, s * seen->attacks, level);
    }
    const uint64_t down = seen->told / s;
    const uint64_t up = (seen->told + s - 1) / s;
    const cst_interval_atom low[] = {{down, 1.0}, {seen->attacks - down, 0.0}};
    const cst_interval_atom high[] = {{up, 1.0}, {seen->attacks - up, 0.0}};
    return (cst_interval){.low = cst_interval_betting_atoms(low, 2, 0, level).low,
                          .high = cst_interval_betting_atoms(high, 2, 0, level).high};
}

void cst_strata_add_told(const cst_cell *cell, const cst_row *row, double confidence,
                         cst_result *out)
{
    const cst_model *model = &cell->model;
    const uint32_t count = cst_strata_count(model);
    const bool tied = cst_model_schemers_tied(model);
    const double level = cst_number_complement(confidence) / fmax(1.0, (double)count - 1.0);
    double schemers = 0.0;
    cst_result told = {.method = tied ? "strata, betting" : "strata, Clopper-Pearson"};
    for (uint32_t s = 1; s < count; s++) {
        schemers += model->w[s] * (double)s;
    }
    if (!cst_model_schemers_known(model) || !(schemers > 0.0)) {
        return;
    }
    for (uint32_t s = 1; s < count; s++) {
        const double weight = model->w[s] * (double)s / schemers;
        const cst_stratum seen = cst_strata_seen(row, s);
        const cst_interval share = told_share(&seen, s, tied, level);
        const uint64_t reviews = s * seen.attacks;
        told.low += weight * share.low;
        told.high += weight * share.high;
        told.estimate += reviews > 0 ? weight * (double)seen.told / (double)reviews : 0.0;
        told.events += weight > 0.0 ? seen.told : 0;
        told.of += weight > 0.0 ? reviews : 0;
    }
    told.estimate = told.events > 0 ? told.estimate : (double)NAN;
    told.few = told.events < CST_RESULT_FEW;
    out[CST_RESULT_REPORTED_BY_SCHEMERS] = told;
}

/* P(at least one of n independent tasks), from the risk of each. */
static cst_result at_least_once(const cst_result *risk, double n)
{
    cst_result result = *risk;
    result.estimate = -expm1(n * log1p(-risk->estimate));
    result.low = -expm1(n * log1p(-risk->low));
    result.high = -expm1(n * log1p(-risk->high));
    result.derived = true;
    return result;
}

void cst_strata_results(const cst_cell *cell, const cst_result *of_attacks, cst_result *out)
{
    const cst_model *model = &cell->model;
    const cst_results_basis basis = cst_cell_basis(cell);
    const double tasks = (double)model->tasks_per_trial;
    const double *severity = model->spec.attack.severity;
    const cst_result *risk = &out[CST_RESULT_RESIDUAL_RISK];
    cst_results_undefined(out);
    out[CST_RESULT_RESIDUAL_RISK] = *of_attacks;
    cst_results_cut(&basis, out); /* before anything follows from it */
    out[CST_RESULT_EXPECTED_ESCAPES] = cst_result_times(*risk, tasks);
    if (severity[1] > 1.0) {
        const double mean = 0.5 * (severity[0] + severity[1]);
        out[CST_RESULT_EXPECTED_DAMAGE] = cst_result_times(*risk, tasks * mean);
    }
    if (basis.attack_rate > 0.0) {
        out[CST_RESULT_MISS_SHARE] = cst_result_times(*risk, 1.0 / basis.attack_rate);
        out[CST_RESULT_MITIGATED_SHARE] = cst_result_rest(out[CST_RESULT_MISS_SHARE]);
    }
    if (model->tasks_alike && model->tasks_independent) {
        out[CST_RESULT_TRIAL_RISK] = at_least_once(risk, tasks);
        out[CST_RESULT_SAFETY] = cst_result_rest(out[CST_RESULT_TRIAL_RISK]);
    }
}

/* --- strata itself ---------------------------------------------------------------------------- */

static int applies(const cst_model *model, cst_error *error)
{
    return cst_strata_serve("strata", model, error);
}

double cst_strata_unseen(const cst_model *model, const cst_row *row)
{
    double unseen = 0.0;
    for (uint32_t s = 0; s < cst_strata_count(model); s++) {
        unseen += cst_strata_seen(row, s).attacks == 0 ? model->w[s] : 0.0;
    }
    return unseen;
}

/* sum_s w_s times the share of the attacks of each stratum that escaped, or that were reported. The
 * ends hold for all strata together, at level / strata each. */
static cst_result weighted(const cst_cell *cell, const cst_row *row, double confidence,
                           bool reported)
{
    const double *w = cell->model.w;
    const uint32_t count = cst_strata_count(&cell->model);
    const double level = cst_number_complement(confidence) / (double)count;
    cst_result sum = {.method = "strata, Clopper-Pearson"};
    for (uint32_t s = 0; s < count; s++) {
        const cst_stratum seen = cst_strata_seen(row, s);
        const uint64_t events = reported ? seen.reported : seen.escaped;
        const cst_interval share = cst_interval_clopper_pearson(events, seen.attacks, level);
        sum.low += w[s] * share.low;
        sum.high += w[s] * share.high;
        if (seen.attacks > 0) {
            sum.estimate += w[s] * ((double)events / (double)seen.attacks);
        }
        sum.events += w[s] > 0.0 ? events : 0;
        sum.of += w[s] > 0.0 ? seen.attacks : 0;
    }
    sum.estimate = sum.events > 0 ? sum.estimate : (double)NAN;
    sum.few = sum.events < CST_RESULT_FEW;
    return sum;
}

static void results(const cst_cell *cell, const cst_row *row, double confidence, cst_result *out)
{
    const double rate = cst_model_attack_rate(&cell->model);
    const cst_result risk = weighted(cell, row, confidence, false);
    cst_strata_results(cell, &risk, out);
    if (cell->model.crew == CST_CREW_POPULATION && rate > 0.0) {
        out[CST_RESULT_REPORTED_SHARE] =
            cst_result_times(weighted(cell, row, confidence, true), 1.0 / rate);
    }
    cst_strata_add_told(cell, row, confidence, out);
}

/* As many attacks in each stratum. */
static cst_strata in_turn(const cst_model *model)
{
    cst_strata made = {.count = cst_strata_count(model), .scale = 1.0};
    memcpy(made.weight, model->w, made.count * sizeof *model->w);
    return made;
}

const cst_method cst_method_strata = {
    .name = "strata",
    .text = "a trial is one attack: simulates the protocol's response, the dependence law is exact",
    .sample = "attacks",
    .shape = cst_strata_shape,
    .applies = applies,
    .strata = in_turn,
    .act = cst_samples_act,
    .review = cst_strata_review,
    .tally = cst_strata_tally,
    .results = results,
};
