/* SPDX-License-Identifier: MIT */
#include "estimate/sample/events.h"

#include "base/check.h"
#include "estimate/sample/fates.h"
#include "estimate/sample/places.h"

/* Trials with fewer attacks than this are counted by kind; more of them are a cost of their own. */
enum { FEW = 16, VOTES = CST_REVIEWERS_MAX + 1 };

/* What has been seen. */
typedef struct seen {
    uint64_t attacks[VOTES][VOTES]; /* by reports and abstentions */
    uint8_t escapes[VOTES][VOTES];
    uint64_t trials[FEW][FEW]; /* by attacks and escapes */
    uint64_t closed;
} seen;

static void close_trial(const cst_model *model, seen *all, uint64_t attacks, uint64_t escaped,
                        cst_row *row)
{
    all->closed++;
    if (attacks < FEW) {
        all->trials[attacks][escaped]++;
    } else {
        cst_fates_plain_trials(model, attacks, escaped, 1, row);
    }
}

static void see(const cst_cell *cell, const cst_batch *reports, seen *all, cst_row *row)
{
    const cst_model *model = &cell->model;
    const uint64_t length = model->tasks_per_trial;
    const cst_places_by by = cst_places_by_make(length);
    const uint8_t *said = cst_batch_column(reports, CST_COLUMN_REPORTS);
    const uint8_t *silent = cst_batch_column(reports, CST_COLUMN_ABSTENTIONS);
    uint64_t end = 0; /* of the trial that is open */
    uint64_t attacks = 0;
    uint64_t escaped = 0;
    for (uint64_t i = 0; i < reports->records; i++) {
        const uint64_t number = cst_batch_task_at(reports, i);
        const uint8_t abstentions = silent == NULL ? 0 : silent[i];
        if (number >= end) {
            if (attacks > 0) {
                close_trial(model, all, attacks, escaped, row);
            }
            attacks = 0;
            escaped = 0;
            end =
                number - end < length ? end + length : (cst_places_divide(by, number) + 1) * length;
        }
        attacks++;
        escaped += all->escapes[said[i]][abstentions];
        all->attacks[said[i]][abstentions]++;
    }
    if (attacks > 0) {
        close_trial(model, all, attacks, escaped, row);
    }
}

/* Adds what has been seen to the row, kind by kind. */
static void add_kinds(const cst_model *model, const seen *all, cst_row *row)
{
    for (uint8_t x = 0; x <= model->slots; x++) {
        for (uint8_t y = 0; x + y <= model->slots; y++) {
            if (all->attacks[x][y] > 0) {
                cst_fates_attacks(model, (cst_votes){x, y}, all->attacks[x][y], row);
            }
        }
    }
    for (uint64_t attacks = 0; attacks < FEW; attacks++) {
        for (uint64_t escaped = 0; escaped <= attacks; escaped++) {
            if (all->trials[attacks][escaped] > 0) {
                cst_fates_plain_trials(model, attacks, escaped, all->trials[attacks][escaped], row);
            }
        }
    }
}

static void count_classes(const cst_cell *cell, const cst_batch *reports, uint64_t *attacks_of)
{
    const cst_model *model = &cell->model;
    const cst_places places = cst_places_make(cell, 0);
    if (model->classes == 1) {
        attacks_of[0] += reports->records;
        return;
    }
    for (uint64_t i = 0; i < reports->records; i++) {
        const cst_task task = cst_places_task(&places, cst_batch_task_at(reports, i));
        attacks_of[cst_model_class(model, task.agent)]++;
    }
}

uint64_t cst_events_tally(const cst_cell *cell, const cst_batch *reports, cst_row *row,
                          uint64_t *attacks_of)
{
    const cst_model *model = &cell->model;
    seen all = {.closed = 0};
    cst_require(cst_fates_plain(model) && model->slots < VOTES);
    for (uint8_t x = 0; x <= model->slots; x++) {
        for (uint8_t y = 0; x + y <= model->slots; y++) {
            all.escapes[x][y] = cst_fates_escapes(model, (cst_votes){x, y});
        }
    }
    see(cell, reports, &all, row);
    add_kinds(model, &all, row);
    count_classes(cell, reports, attacks_of);
    return all.closed;
}

/* Whether they do; where they do not, it takes a second look to say which. */
static bool tasks_rise(const cst_unit *unit, const cst_batch *batch)
{
    const uint64_t records = batch->records;
    if (records == 0) {
        return true;
    }
    uint64_t wrong = cst_batch_task_at(
        batch, 0); /* its top bit: of numbers below 2^63, a difference that is negative */
    for (uint64_t i = 1; i < records; i++) {
        const uint64_t task = cst_batch_task_at(batch, i);
        wrong |= task | (task - cst_batch_task_at(batch, i - 1) - 1);
    }
    return wrong >> 63 == 0 && cst_batch_task_at(batch, records - 1) < unit->tasks;
}

int cst_events_check(const cst_unit *unit, const cst_batch *batch, cst_error *error)
{
    uint64_t least = 0;
    for (uint64_t i = tasks_rise(unit, batch) ? batch->records : 0; i < batch->records; i++) {
        const uint64_t task = cst_batch_task_at(batch, i);
        if (task < least || task >= unit->tasks) {
            return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                                 "receipt: record %llu: expected a task from %llu to %llu, found "
                                 "%llu",
                                 (unsigned long long)i, (unsigned long long)least,
                                 (unsigned long long)(unit->tasks - 1), (unsigned long long)task);
        }
        least = task + 1;
    }
    return 0;
}
