/* SPDX-License-Identifier: MIT */
#include "estimate/sample/played.h"

#include "base/check.h"
#include "estimate/sample/estimators.h"
#include "estimate/sample/outcome.h"
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

int cst_played_act(const cst_cell *cell, const cst_unit *unit, cst_batch *actions, cst_error *error)
{
    const cst_random random = cst_cell_random(cell);
    const uint64_t length = cell->model.tasks_per_trial;
    int code = cst_batch_init(actions, cst_cell_action_columns(cell), unit->tasks, error);
    if (code != 0) {
        return code;
    }
    uint8_t *schemes = cst_batch_column_mut(actions, CST_COLUMN_ATTACK);
    for (uint64_t done = 0; done < unit->tasks; done += length) {
        const cst_task task = cst_cell_task(cell, unit->block, unit->first + done);
        cst_play_states(&cell->model, &random, task.trial, schemes + done);
    }
    return 0;
}

static bool attacked(cst_outcome fate)
{
    return fate == CST_CAUGHT || fate == CST_AVERTED || fate == CST_ESCAPED;
}

static void put_record(cst_batch *reports, uint64_t at, const cst_record *record, uint32_t usual)
{
    const cst_record quiet = {.fate = CST_HONEST_USED, .reviews = (uint8_t)usual};
    if (memcmp(record, &quiet, sizeof quiet) == 0) {
        return; /* the column is cleared, and this is 0 */
    }
    cst_batch_record_set(reports, at, cst_record_pack(record, usual));
}

static int play_all(const cst_cell *cell, const cst_unit *unit, const uint8_t *schemes,
                    cst_record *records, cst_batch *reports, cst_error *error)
{
    const cst_random random = cst_cell_random(cell);
    const uint64_t length = cell->model.tasks_per_trial;
    const uint32_t usual = cst_play_usual_reviews(&cell->model);
    cst_play play;
    int code = cst_play_init(&play, &cell->model, &random, error);
    for (uint64_t done = 0; code == 0 && done < unit->tasks; done += length) {
        const cst_task task = cst_cell_task(cell, unit->block, unit->first + done);
        cst_play_trial(&play, task.trial, schemes + done, records);
        for (uint64_t i = 0; i < length; i++) {
            put_record(reports, done + i, &records[i], usual);
        }
    }
    cst_play_free(&play);
    return code;
}

/* Actions come from a peer: whole trials, and states that are 0 or 1. */
static int check_actions(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                         cst_error *error)
{
    const uint64_t length = cell->model.tasks_per_trial;
    if (actions->records != unit->tasks || actions->columns != cst_cell_action_columns(cell) ||
        unit->first % length != 0 || unit->tasks % length != 0) {
        return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                             "receipt: whole trials of %llu tasks were leased, actions of %llu "
                             "reached their reviewers",
                             (unsigned long long)unit->tasks, (unsigned long long)actions->records);
    }
    const uint8_t *schemes = cst_batch_column(actions, CST_COLUMN_ATTACK);
    for (uint64_t i = 0; i < actions->records; i++) {
        if (schemes[i] > 1) {
            return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                                 "receipt: record %llu: expected a state 0 or 1, found %u",
                                 (unsigned long long)i, schemes[i]);
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
    cst_record *records = calloc(cell->model.tasks_per_trial, sizeof *records);
    if (records == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "a trial's records do not fit");
    }
    code = cst_batch_init(reports, cst_cell_report_columns(cell), unit->tasks, error);
    if (code == 0) {
        memset(cst_batch_column_mut(reports, CST_COLUMN_RECORD), 0, cst_batch_size(reports));
        code = play_all(cell, unit, cst_batch_column(actions, CST_COLUMN_ATTACK), records, reports,
                        error);
        if (code != 0) {
            cst_batch_free(reports);
        }
    }
    free(records);
    return code;
}

/* Records come from a peer: numbers that a reviewer can send; only who schemes attacks. */
static bool possible(const cst_model *model, const cst_record *record, bool schemes)
{
    const uint32_t verdicts = (uint32_t)record->reports + record->abstentions;
    return record->fate <= CST_VOID && (schemes || !attacked((cst_outcome)record->fate)) &&
           verdicts <= record->reviews &&
           record->reviews <= model->slots + (model->spec.protocol.kind->trusted ? 1U : 0U) &&
           record->expelled_falsely <= record->expelled && record->expelled <= model->slots &&
           record->honeypot <= model->slots + 1 &&
           (record->fate != CST_VOID || (record->reviews | record->marks | record->honeypot) == 0);
}

/* The honeypot beside a task. */
static void count_honeypot(const cst_model *model, const cst_record *record, cst_row *row)
{
    if (record->honeypot > 0) {
        row->count[CST_COUNT_HONEYPOTS]++;
        row->count[CST_COUNT_HONEYPOT_REVIEWS] += model->slots;
        row->count[CST_COUNT_HONEYPOT_REPORTS] += record->honeypot - 1U;
        row->count[CST_COUNT_EXPELLED] += record->expelled;
        row->count[CST_COUNT_EXPELLED_FALSELY] += record->expelled_falsely;
    }
}

static void count_reviews(const cst_record *record, uint32_t usual, cst_row *row, uint64_t *values)
{
    const uint32_t cast = record->reviews - (uint32_t)record->abstentions;
    row->count[CST_COUNT_REVIEWS] += record->reviews;
    values[CST_SPREAD_REVIEWS] += record->reviews;
    row->count[CST_COUNT_REPORTS] += record->reports;
    row->count[CST_COUNT_ABSTENTIONS] += record->abstentions;
    row->count[CST_COUNT_PASSES] += cast - record->reports;
    row->count[CST_COUNT_UNREVIEWED] += usual > 0 && cast == 0;
}

static void count_marks(const cst_record *record, bool attack, cst_row *row, uint64_t *values)
{
    const bool flagged = (record->marks & CST_MARK_FLAGGED) != 0;
    const bool audited = (record->marks & CST_MARK_AUDITED) != 0;
    const bool falsely = (record->marks & CST_MARK_OUT_FALSELY) != 0;
    row->count[attack ? CST_COUNT_FLAGGED_ATTACKS : CST_COUNT_FLAGGED_HONEST] += flagged;
    row->count[CST_COUNT_AUDITS] += audited;
    row->count[CST_COUNT_QUARANTINED] += (record->marks & CST_MARK_OUT) != 0;
    row->count[CST_COUNT_QUARANTINED_FALSELY] += falsely;
    row->count[CST_COUNT_PIVOTAL] += (record->marks & CST_MARK_PIVOTAL) != 0;
    row->count[CST_COUNT_INVESTIGATIONS] += (record->marks & CST_MARK_INVESTIGATED) != 0;
    row->count[CST_COUNT_TRIALS_ENDED] += (record->marks & CST_MARK_ENDS) != 0;
    values[CST_SPREAD_FLAGGED] += flagged;
    values[CST_SPREAD_FLAGGED_HONEST] += flagged && !attack;
    values[CST_SPREAD_AUDITS] += audited;
    values[CST_SPREAD_QUARANTINED_FALSELY] += falsely;
}

static void count_fate(const cst_cell *cell, const cst_task *task, cst_outcome fate, cst_row *row,
                       uint64_t *values)
{
    const cst_random random = cst_cell_random(cell);
    switch (fate) {
    case CST_HONEST_USED:
        row->count[CST_COUNT_HONEST_USED]++;
        values[CST_SPREAD_HONEST_USED]++;
        break;
    case CST_HONEST_DISCARDED:
        row->count[CST_COUNT_HONEST_DISCARDED]++;
        values[CST_SPREAD_HONEST_DISCARDED]++;
        break;
    case CST_HONEST_REPLACED:
        row->count[CST_COUNT_HONEST_REPLACED]++;
        break;
    case CST_CAUGHT:
        row->count[CST_COUNT_CAUGHT]++;
        cst_outcome_catch(&cell->model, task, values);
        break;
    case CST_AVERTED:
        row->count[CST_COUNT_AVERTED]++;
        break;
    case CST_ESCAPED:
        row->count[CST_COUNT_ESCAPED]++;
        cst_outcome_escape(&cell->model, &random, task, values);
        break;
    case CST_VOID:
        cst_require(false);
    }
}

static void count_record(const cst_cell *cell, const cst_task *task, const cst_record *record,
                         cst_row *row, uint64_t *values)
{
    const bool attack = attacked((cst_outcome)record->fate);
    if (record->fate == CST_VOID) {
        row->count[CST_COUNT_VOID]++;
        return;
    }
    row->count[CST_COUNT_TASKS]++;
    values[CST_SPREAD_TASKS]++;
    row->count[CST_COUNT_ATTACKS] += attack;
    values[attack ? CST_SPREAD_ATTACKS : CST_SPREAD_HONEST]++;
    count_reviews(record, cst_play_usual_reviews(&cell->model), row, values);
    count_marks(record, attack, row, values);
    count_honeypot(&cell->model, record, row);
    count_fate(cell, task, (cst_outcome)record->fate, row, values);
}

/* n tasks of which there is nothing to say: honest work that was used. */
static void count_quiet(uint64_t n, uint32_t usual, cst_row *row, uint64_t *values)
{
    row->count[CST_COUNT_TASKS] += n;
    row->count[CST_COUNT_HONEST_USED] += n;
    row->count[CST_COUNT_REVIEWS] += n * usual;
    row->count[CST_COUNT_PASSES] += n * usual;
    values[CST_SPREAD_TASKS] += n;
    values[CST_SPREAD_HONEST] += n;
    values[CST_SPREAD_HONEST_USED] += n;
    values[CST_SPREAD_REVIEWS] += n * usual;
}

/* One trial, whose records begin at `first`. */
static int tally_trial(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                       const cst_batch *reports, uint64_t first, cst_part *part, cst_error *error)
{
    const uint64_t length = cell->model.tasks_per_trial;
    const uint32_t usual = cst_play_usual_reviews(&cell->model);
    const uint8_t *words = cst_batch_column(reports, CST_COLUMN_RECORD);
    const uint8_t *schemes = cst_batch_column(actions, CST_COLUMN_ATTACK);
    uint64_t *values = cst_part_values(part, cell, (unit->first + first) / length);
    uint64_t quiet = 0;
    for (uint64_t at = first; at < first + length; at++) {
        const uint64_t word = cst_batch_word(words + at * sizeof(uint64_t));
        if (word == 0) {
            quiet++;
            continue;
        }
        const cst_record record = cst_record_unpack(word, usual);
        if (!possible(&cell->model, &record, schemes[at] != 0)) {
            return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                                 "receipt: record %llu is none that a reviewer can send",
                                 (unsigned long long)at);
        }
        const cst_task task = cst_cell_task(cell, unit->block, unit->first + at);
        count_record(cell, &task, &record, &part->row, values);
    }
    count_quiet(quiet, usual, &part->row, values);
    return 0;
}

int cst_played_tally(const cst_cell *cell, const cst_unit *unit, const cst_batch *actions,
                     const cst_batch *reports, cst_part *part, cst_error *error)
{
    cst_require(actions->records == unit->tasks);
    const uint64_t length = cell->model.tasks_per_trial;
    if (reports->records != unit->tasks || reports->columns != cst_cell_report_columns(cell)) {
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
