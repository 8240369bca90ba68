/* SPDX-License-Identifier: MIT */
#include "base/check.h"
#include "estimate/sample/fates.h"
#include "estimate/sample/methods.h"
#include "monitor/play.h"

#include <stdlib.h>
#include <string.h>

/* A trial is one message. */
static const uint64_t most_tasks = UINT64_C(1) << 24;

int cst_played_applies(const cst_model *model, cst_error *error)
{
    if (model->tasks_per_trial <= most_tasks) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_METHOD, "trial.rounds",
                         "a trial that is played round by round can have at most %llu tasks, "
                         "agents * rounds, found %llu",
                         (unsigned long long)most_tasks,
                         (unsigned long long)model->tasks_per_trial);
}

void cst_played_shape(cst_cell *cell)
{
    cell->trial_tasks = cell->model.tasks_per_trial;
    cell->block_trials = cst_naive_block_trials(&cell->model);
    cell->action_columns = CST_COLUMN_ATTACK;
    cell->report_columns = CST_COLUMN_RECORD;
}

double cst_played_scratch(const cst_cell *cell)
{
    const double one =
        cst_play_bytes(&cell->model) +
        (double)cell->model.tasks_per_trial * (double)(sizeof(cst_record) + sizeof(cst_told));
    return cell->model.external ? one * cst_outside_abreast(cell) : one;
}

int cst_played_act(const cst_cell *cell, const cst_unit *unit, cst_batch *actions, cst_error *error)
{
    const cst_random random = cst_cell_random(cell);
    const uint64_t length = cell->model.tasks_per_trial;
    int code = cst_batch_init(actions, cell->action_columns, unit->tasks, error);
    if (code != 0) {
        return code;
    }
    uint8_t *schemes = cst_batch_column_mut(actions, CST_COLUMN_ATTACK);
    for (uint64_t done = 0; done < unit->tasks; done += length) {
        const cst_task task = cst_cell_task(cell, unit->block, unit->first + done);
        cst_play_states(&cell->model, &random, task.trial, NULL, schemes + done);
    }
    return 0;
}

static int play_all(const cst_cell *cell, const cst_unit *unit, const uint8_t *schemes,
                    cst_record *records, cst_told *told, cst_batch *reports, cst_error *error)
{
    const cst_random random = cst_cell_random(cell);
    const uint64_t length = cell->model.tasks_per_trial;
    cst_play play;
    int code = cst_play_init(&play, &cell->model, &random, error);
    play.told = told;
    for (uint64_t done = 0; code == 0 && done < unit->tasks; done += length) {
        const cst_task task = cst_cell_task(cell, unit->block, unit->first + done);
        code = cst_play_trial(&play, task.trial, schemes + done, records, error);
        if (code == 0) {
            cst_played_put(cell, reports, done, records, told);
        }
    }
    cst_play_free(&play);
    return code;
}

/* Actions come from a peer: whole trials, and states that can be. */
static int check_actions(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                         cst_error *error)
{
    const uint64_t length = cell->model.tasks_per_trial;
    if (actions->records != unit->tasks || actions->columns != cell->action_columns ||
        unit->first % length != 0 || unit->tasks % length != 0) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "receipt: whole trials of %llu tasks were leased, actions of %llu "
                             "reached their reviewers",
                             (unsigned long long)unit->tasks, (unsigned long long)actions->records);
    }
    const uint8_t *schemes = cst_batch_column(actions, CST_COLUMN_ATTACK);
    const uint8_t most = cell->model.by_level ? 2 : 1;
    for (uint64_t i = 0; i < actions->records; i++) {
        if (schemes[i] > most) {
            return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                                 "receipt: record %llu: expected a state from 0 to %u, found %u",
                                 (unsigned long long)i, most, schemes[i]);
        }
    }
    return 0;
}

int cst_played_review(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                      cst_batch *reports, cst_error *error)
{
    int code = check_actions(cell, unit, actions, error);
    if (code != 0) {
        return code;
    }
    const bool known = cst_model_schemers_known(&cell->model);
    cst_record *records = calloc(cell->model.tasks_per_trial, sizeof *records);
    cst_told *told = known ? calloc(cell->model.tasks_per_trial, sizeof *told) : NULL;
    if (records == NULL || (known && told == NULL)) {
        code = cst_error_set(error, CST_ERR_MEMORY, NULL, "a trial's records do not fit");
    }
    code = code != 0 ? code : cst_batch_init(reports, cell->report_columns, unit->tasks, error);
    if (code == 0) {
        memset(cst_batch_column_mut(reports, CST_COLUMN_RECORD), 0, cst_batch_size(reports));
        const uint8_t *schemes = cst_batch_column(actions, CST_COLUMN_ATTACK);
        code = cell->outside != NULL && cell->model.external
                   ? cst_outside_play(cell, unit, schemes, reports, error)
                   : play_all(cell, unit, schemes, records, told, reports, error);
    }
    free(records);
    free(told);
    return code;
}

/* What agents of the population said of an attack. */
static bool possible_peers(const cst_model *model, const cst_record *record, cst_told told)
{
    const bool reported = (record->marks & CST_MARK_REPORTED) != 0;
    const uint32_t most = !cst_model_schemers_known(model)  ? 0
                          : record->reviews <= model->slots ? record->reviews
                                                            : model->slots;
    return told.schemers <= most && told.told <= told.schemers && told.told <= record->reports &&
           (reported ? record->reports > 0 && model->crew == CST_CREW_POPULATION : told.told == 0);
}

bool cst_played_take(const cst_model *model, uint64_t word, bool schemes, cst_record *record,
                     cst_told *told)
{
    *record = cst_record_unpack(word, cst_play_usual_reviews(model));
    *told = (cst_told){0};
    const uint32_t verdicts = (uint32_t)record->reports + record->abstentions;
    if (cst_fate_is_attack((cst_fate)record->fate)) {
        *told = cst_told_unpack(word);
        if (!schemes || !possible_peers(model, record, *told)) {
            return false;
        }
    } else if ((word & CST_TOLD_BITS) != 0 || (record->marks & CST_MARK_REPORTED) != 0) {
        return false;
    }
    return record->fate <= CST_VOID && verdicts <= record->reviews &&
           record->reviews <=
               model->slots + (cst_protocol_trusted(model->spec.protocol.kind) ? 1U : 0U) &&
           record->expelled_falsely <= record->expelled && record->expelled <= model->slots &&
           record->honeypot <= model->slots + 1 &&
           (record->fate != CST_VOID || (record->reviews | record->marks | record->honeypot) == 0);
}

/* One trial, whose records begin at `first`. */
static int tally_trial(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                       const cst_batch *reports, uint64_t first, cst_part *part, cst_error *error)
{
    const uint64_t length = cell->model.tasks_per_trial;
    const cst_random random = cst_cell_random(cell);
    const uint32_t usual = cst_play_usual_reviews(&cell->model);
    const uint8_t *words = cst_batch_column(reports, CST_COLUMN_RECORD);
    const uint8_t *schemes = cst_batch_column(actions, CST_COLUMN_ATTACK);
    uint64_t *values = cst_part_values(part, cell, (unit->first + first) / length);
    const cst_record out = {.fate = CST_VOID};
    const uint64_t gone = cst_record_pack(&out, usual);
    uint64_t quiet = 0;
    for (uint64_t at = first; at < first + length; at++) {
        const uint64_t word = cst_batch_word(words + at * sizeof(uint64_t));
        if (word == 0) {
            quiet++;
            continue;
        }
        if (word == gone) {
            part->row.count[CST_COUNT_VOID]++;
            continue;
        }
        cst_record record;
        cst_told told;
        if (!cst_played_take(&cell->model, word, schemes[at] != 0, &record, &told) ||
            record.fate == CST_VOID) {
            return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                                 "receipt: record %llu is none that a reviewer can send",
                                 (unsigned long long)at);
        }
        const cst_task task = cst_cell_task(cell, unit->block, unit->first + at);
        cst_fates_add(&cell->model, &random, &task, &record, &part->row, values);
        if (told.schemers > 0) {
            cst_fates_told(told.schemers, told.told, &part->row, values);
        }
    }
    const cst_record nothing = cst_record_unpack(0, usual);
    cst_fates_add_alike(&cell->model, &nothing, quiet, &part->row, values);
    return 0;
}

int cst_played_tally(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                     const cst_batch *reports, cst_part *part, cst_error *error)
{
    cst_require(actions->records == unit->tasks);
    const uint64_t length = cell->model.tasks_per_trial;
    if (reports->records != unit->tasks || reports->columns != cell->report_columns) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "receipt: %llu tasks were leased, %llu records reached the tally",
                             (unsigned long long)unit->tasks, (unsigned long long)reports->records);
    }
    for (uint64_t done = 0; done < unit->tasks; done += length) {
        int code = tally_trial(cell, unit, actions, reports, done, part, error);
        if (code != 0) {
            return code;
        }
    }
    part->tasks_in += unit->tasks;
    return 0;
}

const cst_method cst_method_naive_played = {
    .name = "naive",
    .text = "plays every trial round by round; all results are unbiased",
    .sample = "trials",
    .shape = cst_played_shape,
    .applies = cst_played_applies,
    .act = cst_played_act,
    .review = cst_played_review,
    .tally = cst_played_tally,
    .scratch = cst_played_scratch,
};
