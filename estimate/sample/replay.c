/* SPDX-License-Identifier: MIT
 *
 * Trials that are played are played again as their method plays them, with a trace. Of others the
 * method's own parts say who attacks and how the votes fall; the same draws are then asked who
 * voted how. */
#include "estimate/sample/replay.h"

#include "estimate/sample/methods.h"
#include "monitor/play_events.h"

#include <stdlib.h>

/* Tasks of a trial that are asked for together, where every task is simulated. */
static const uint64_t piece_tasks = UINT64_C(1) << 20;

/* In so many blocks a later trial is looked for. */
enum { BLOCKS_MOST = 16 };

/* --- Played ---------------------------------------------------------------------------------- */

/* As played.c. */
static int play_rounds(cst_trace *trace, const cst_cell *cell, cst_play *play, cst_error *error)
{
    const cst_random random = cst_cell_random(cell);
    const uint64_t tasks = cell->model.tasks_per_trial;
    uint8_t *schemes = calloc(tasks, sizeof *schemes);
    cst_record *records = calloc(tasks, sizeof *records);
    int code = schemes != NULL && records != NULL ? 0 : cst_error_memory(error, "a trial");
    if (code == 0) {
        cst_play_states(&cell->model, &random, trace->trial, NULL, schemes);
        code = cst_play_trial(play, trace->trial, schemes, records, error);
    }
    for (uint64_t i = 0; code == 0 && i < tasks; i++) {
        trace->gone += records[i].fate == CST_VOID;
    }
    free(records);
    free(schemes);
    return code;
}

/* The block of a trial, as one unit. */
static cst_unit block_of(const cst_cell *cell, uint64_t trial)
{
    const uint64_t block = trial / cell->block_trials;
    return (cst_unit){.block = block, .tasks = cst_cell_block_tasks(cell, block)};
}

/* As skip_played.c: the trial's actions are found among those of its block. */
static int play_events(cst_trace *trace, const cst_cell *cell, cst_play *play, cst_error *error)
{
    const uint64_t length = cell->model.tasks_per_trial;
    const uint64_t first = trace->trial % cell->block_trials * length;
    const cst_unit unit = block_of(cell, trace->trial);
    cst_batch actions = {0};
    cst_log log = {0};
    int code = cell->method->act(cell, &unit, &actions, error);
    code = code != 0 ? code : cst_log_init(&log, &cell->model, error);
    uint64_t *schemes = calloc(actions.records + 1, sizeof *schemes);
    code = code == 0 && schemes == NULL ? cst_error_memory(error, "a trial") : code;
    uint64_t count = 0;
    for (uint64_t i = 0; code == 0 && i < actions.records; i++) {
        const uint64_t task = cst_batch_task_at(&actions, i);
        if (task >= first && task < first + length) {
            schemes[count++] = task - first;
        }
    }
    if (code == 0) {
        code = cst_play_events(play, trace->trial, schemes, count, &log, error);
    }
    for (uint32_t i = 0; code == 0 && i < log.count; i++) {
        trace->gone += log.entry[i].gone;
    }
    free(schemes);
    cst_log_free(&log);
    cst_batch_free(&actions);
    return code;
}

static int replay_played(cst_trace *trace, const cst_cell *cell, cst_error *error)
{
    const cst_random random = cst_cell_random(cell);
    cst_play play;
    int code = cst_play_init(&play, &cell->model, &random, error);
    play.trace = trace;
    if (code == 0) {
        code = cell->method == &cst_method_skip_played || cell->method == &cst_method_planted_events
                   ? play_events(trace, cell, &play, error)
                   : play_rounds(trace, cell, &play, error);
    }
    code = code != 0 ? code : cst_trace_finish(trace, &play, error);
    cst_play_free(&play);
    return code;
}

/* --- By votes alone -------------------------------------------------------------------------- */

/* A unit's batches, and where it stands in its trial. */
typedef struct told {
    cst_trace *trace;
    const cst_cell *cell;
    cst_order order; /* of the trial, where reviewers follow one */
    bool over;
} told;

/* Whose votes they were. Reviewers that are alike are drawn by their number: the run leaves open
 * who they are, and the trace asks for it where the draws of others would say. */
static void put(told *of, uint64_t number, bool attack, cst_votes votes, bool known)
{
    const cst_model *model = &of->cell->model;
    const cst_random random = cst_cell_random(of->cell);
    const cst_task task = {of->trace->trial, (uint32_t)(number / model->spec.agents),
                           (uint32_t)(number % model->spec.agents)};
    const bool proven = attack && cst_model_flags(model, votes.reports, votes.abstentions) &&
                        cst_review_proven(model, &random, &task);
    const cst_record record = cst_fate_by_votes(model, attack, votes, proven);
    cst_reviewers crew;
    cst_verdicts said = {0, 0};
    uint32_t scheming = 0;
    if (known && model->crew == CST_CREW_POPULATION) {
        said = cst_review_name(model, &random, &task, &of->order, attack, &crew, &scheming);
    } else {
        known = false;
    }
    cst_trace_add(of->trace, task.round, task.agent, &record, known ? &crew : NULL, said, scheming);
    of->over = (record.marks & CST_MARK_ENDS) != 0;
    of->trace->gone = of->over ? model->tasks_per_trial - number - 1 : 0;
}

static cst_votes votes_at(const cst_batch *reports, uint64_t at)
{
    const uint8_t *silent = cst_batch_column(reports, CST_COLUMN_ABSTENTIONS);
    return (cst_votes){.reports = cst_batch_column(reports, CST_COLUMN_REPORTS)[at],
                       .abstentions = silent == NULL ? (uint8_t)0 : silent[at]};
}

/* Method skip: attacks, and where a report ends the trial flagged honest work, of which no more
 * than its votes is drawn. */
static int replay_sparse(told *of, cst_error *error)
{
    const cst_cell *cell = of->cell;
    const uint64_t length = cell->model.tasks_per_trial;
    const uint64_t first = of->trace->trial % cell->block_trials * length;
    const cst_unit unit = block_of(cell, of->trace->trial);
    cst_batch actions = {0};
    cst_batch reports = {0};
    int code = cell->method->act(cell, &unit, &actions, error);
    code = code != 0 ? code : cell->method->review(cell, &unit, &actions, &reports, error);
    of->trace->honest = false;
    for (uint64_t i = 0; code == 0 && i < reports.records && !of->over; i++) {
        const uint64_t task = cst_batch_task_at(&reports, i);
        if (task >= first && task < first + length) {
            const bool attack = cst_batch_column(&reports, CST_COLUMN_ATTACK)[i] != 0;
            put(of, task - first, attack, votes_at(&reports, i), attack);
        }
    }
    cst_batch_free(&actions);
    cst_batch_free(&reports);
    return code;
}

/* The planes of a count, NULL where there are none. */
static void planes_of(const cst_batch *batch, uint32_t plane, const uint8_t *planes[CST_PLANES])
{
    for (uint32_t i = 0; i < CST_PLANES; i++) {
        planes[i] = cst_batch_column(batch, plane << i);
    }
}

/* Whether the planes have anything of these 64 tasks. */
static bool has_any(const uint8_t *const planes[CST_PLANES], uint64_t word)
{
    bool any = false;
    for (uint32_t i = 0; i < CST_PLANES && planes[i] != NULL && !any; i++) {
        any = cst_plane_word(planes[i], word) != 0;
    }
    return any;
}

/* Of the tasks of a piece, which are bits of planes, those of which anything was said. */
static void put_dense(told *of, const cst_unit *unit, const cst_batch *actions,
                      const cst_batch *reports, uint64_t first)
{
    const uint8_t *attack = cst_batch_column(actions, CST_PLANE_ATTACK);
    const uint8_t *said[CST_PLANES];
    const uint8_t *silent[CST_PLANES];
    planes_of(reports, CST_PLANE_REPORTS, said);
    planes_of(reports, CST_PLANE_ABSTENTIONS, silent);
    const uint64_t lead = unit->first % 64;
    for (uint64_t at = lead; at < lead + unit->tasks && !of->over; at++) {
        if (at % 64 == 0 && cst_plane_word(attack, at / 64) == 0 && !has_any(said, at / 64) &&
            !has_any(silent, at / 64)) {
            at += 63;
            continue;
        }
        const bool attacks = (cst_plane_word(attack, at / 64) >> at % 64 & 1) != 0;
        const cst_votes votes = {.reports = (uint8_t)cst_plane_count(said, at),
                                 .abstentions = (uint8_t)cst_plane_count(silent, at)};
        if (attacks || (votes.reports | votes.abstentions) != 0) {
            put(of, first + at - lead, attacks, votes, true);
        }
    }
}

/* Method naive: piece by piece, as trials may be long. */
static int replay_dense(told *of, cst_error *error)
{
    const cst_cell *cell = of->cell;
    const uint64_t length = cell->model.tasks_per_trial;
    const uint64_t before = of->trace->trial % cell->block_trials * length;
    int code = 0;
    for (uint64_t done = 0; code == 0 && done < length && !of->over; done += piece_tasks) {
        const uint64_t left = length - done;
        const cst_unit unit = {.block = of->trace->trial / cell->block_trials,
                               .first = before + done,
                               .tasks = left < piece_tasks ? left : piece_tasks};
        cst_batch actions = {0};
        cst_batch reports = {0};
        code = cell->method->act(cell, &unit, &actions, error);
        code = code != 0 ? code : cell->method->review(cell, &unit, &actions, &reports, error);
        if (code == 0) {
            put_dense(of, &unit, &actions, &reports, done);
        }
        cst_batch_free(&actions);
        cst_batch_free(&reports);
    }
    return code;
}

static int replay_votes(cst_trace *trace, const cst_cell *cell, cst_error *error)
{
    told of = {.trace = trace, .cell = cell};
    const bool ordered = cst_assign_ordered(&cell->model.spec.protocol);
    int code = ordered ? cst_order_init(&of.order, &cell->model, error) : 0;
    if (code == 0 && ordered) {
        const cst_random random = cst_cell_random(cell);
        cst_order_draw(&of.order, &random, trace->trial);
    }
    if (code == 0) {
        code = cell->sparse ? replay_sparse(&of, error) : replay_dense(&of, error);
    }
    cst_order_free(&of.order);
    return code != 0 ? code : cst_trace_finish(trace, NULL, error);
}

int cst_replay_trial(cst_trace *trace, const cst_cell *cell, uint64_t trial, cst_error *error)
{
    const cst_method *method = cell->method;
    const bool played = method == &cst_method_naive_played || method == &cst_method_skip_played ||
                        method == &cst_method_planted_events;
    *trace = (cst_trace){0};
    if (cell->model.external) {
        return cst_error_set(error, CST_ERR_METHOD, "population.external",
                             "what the peer '%s' said in a trial is not known here; without this "
                             "key the agents are simulated",
                             cst_population_peer(&cell->model.spec.population, true, true));
    }
    if (!played && method != &cst_method_naive && method != &cst_method_skip) {
        return cst_error_set(error, CST_ERR_METHOD, "estimate.method",
                             "expected a method whose trials are whole deployments, naive or skip, "
                             "found %s; trace with --set estimate.method=auto",
                             method->name);
    }
    const int code = cst_trace_init(trace, &cell->model, trial, error);
    if (code != 0) {
        return code;
    }
    return played ? replay_played(trace, cell, error) : replay_votes(trace, cell, error);
}

/* The first action of a block behind `after`, a task of it; false: there is none. */
static bool first_action(const cst_cell *cell, uint64_t block, uint64_t after, uint64_t *trial)
{
    const cst_unit unit = {.block = block, .tasks = cst_cell_block_tasks(cell, block)};
    cst_batch actions = {0};
    bool found = cell->method->act(cell, &unit, &actions, NULL) == 0;
    uint64_t i = 0;
    while (found && i < actions.records && cst_batch_task_at(&actions, i) < after) {
        i++;
    }
    found = found && i < actions.records;
    if (found) {
        const uint64_t task = cst_batch_task_at(&actions, i);
        *trial = cst_cell_block_first_trial(cell, block) + task / cell->model.tasks_per_trial;
    }
    cst_batch_free(&actions);
    return found;
}

bool cst_replay_next(const cst_cell *cell, uint64_t trial, uint64_t *next)
{
    const uint64_t first = trial / cell->block_trials;
    uint64_t after = (trial % cell->block_trials + 1) * cell->model.tasks_per_trial;
    const bool jumps = cell->method == &cst_method_skip ||
                       cell->method == &cst_method_skip_played ||
                       cell->method == &cst_method_planted_events;
    for (uint64_t block = first; jumps && block < first + BLOCKS_MOST; block++) {
        if (block >= cst_cell_blocks(cell)) {
            return false;
        }
        if (first_action(cell, block, after, next)) {
            return true;
        }
        after = 0;
    }
    return false;
}
