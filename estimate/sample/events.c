/* SPDX-License-Identifier: MIT */
#include "estimate/sample/events.h"

#include "base/binomial.h"
#include "base/check.h"
#include "base/jumps.h"
#include "estimate/sample/methods.h"
#include "estimate/sample/places.h"

#include <math.h>

/* Trials with fewer attacks than this are counted by kind; more of them are a cost of their own. */
enum { FEW = 16, VOTES = CST_REVIEWERS_MAX + 1, SUMS = 256, CODES = 256, ABOVE = 32, SIDES = 2 };

/* What has been seen. */
typedef struct seen {
    uint64_t attacks[VOTES][VOTES]; /* by reports and abstentions */
    uint8_t escapes[VOTES][VOTES];
    uint64_t told[SIDES];           /* schemers, and their reports */
    uint64_t tells[CODES];          /* what a code tells: schemers below, their reports above */
    uint64_t schemers[SIDES][SUMS]; /* trials by the sum of either, where that is kept */
    uint64_t trials[FEW][FEW];      /* by attacks and escapes */
    uint64_t closed;
} seen;

bool cst_events_plain(const cst_model *model)
{
    const bool known = cst_model_schemers_known(model);
    return cst_fates_alike(model) && model->tasks_independent &&
           (!known || cst_events_coded(model));
}

bool cst_events_decode(const cst_model *model, uint8_t code, cst_votes *votes)
{
    const uint32_t s = cst_events_schemers(code);
    const uint32_t told = cst_events_told(code);
    cst_require(code > 0);
    votes->schemers = (uint8_t)s;
    votes->told = (uint8_t)told;
    return s <= (cst_events_coded(model) ? model->slots : 0) && told <= s &&
           told <= votes->reports && votes->reports - told <= model->slots - s;
}

/* An attack of a plain trial. */
static cst_record plain_attack(const cst_model *model, cst_votes votes)
{
    return cst_fate_by_votes(model, true, votes, model->audit_success.always);
}

/* The spreads of either side. */
static const cst_spread_kind spread_of[SIDES] = {CST_SPREAD_SCHEMER_REVIEWS,
                                                 CST_SPREAD_SCHEMER_REPORTS};

/* Adds sums of what codes tell; a unit has less than 2^28 records. */
static void add_told(seen *all, uint64_t told)
{
    all->told[0] += (uint32_t)told;
    all->told[1] += told >> ABOVE;
}

/* What the schemers of a trial said, where that is kept by trial. Returns what follows it: 0. */
static uint64_t close_schemers(seen *all, uint64_t attacks, uint64_t told, cst_row *row)
{
    const uint64_t sum[SIDES] = {(uint32_t)told, told >> ABOVE};
    for (uint32_t side = 0; side < SIDES && attacks > 0; side++) {
        if (sum[side] < SUMS) {
            all->schemers[side][sum[side]]++;
        } else {
            cst_spread_add(&row->spread[spread_of[side]], sum[side], 1);
        }
    }
    add_told(all, told);
    return 0;
}

static void close_trial(const cst_model *model, seen *all, uint64_t attacks, uint64_t escaped,
                        cst_row *row)
{
    all->closed++;
    if (attacks < FEW) {
        all->trials[attacks][escaped]++;
    } else {
        cst_fates_trials(model, attacks, escaped, 1, row);
    }
}

/* The trials of a batch, one after the other. tied: what schemers say is kept by trial. */
static inline __attribute__((always_inline)) void
see(const cst_cell *cell, const cst_batch *reports, bool tied, seen *all, cst_row *row)
{
    const cst_model *model = &cell->model;
    const uint64_t length = model->tasks_per_trial;
    const cst_places_by by = cst_places_by_make(length);
    const uint8_t *said = cst_batch_column(reports, CST_COLUMN_REPORTS);
    const uint8_t *silent = cst_batch_column(reports, CST_COLUMN_ABSTENTIONS);
    const uint8_t *code = cst_batch_column(reports, CST_COLUMN_ATTACK);
    uint64_t end = 0; /* of the trial that is open */
    uint64_t attacks = 0;
    uint64_t escaped = 0;
    uint64_t told = 0; /* by its schemers: see tells */
    for (uint64_t i = 0; i < reports->records; i++) {
        const uint64_t number = cst_batch_task_at(reports, i);
        const uint8_t abstentions = silent == NULL ? 0 : silent[i];
        if (number >= end) {
            if (attacks > 0) {
                close_trial(model, all, attacks, escaped, row);
            }
            if (tied) {
                told = close_schemers(all, attacks, told, row);
            }
            attacks = 0;
            escaped = 0;
            end =
                number - end < length ? end + length : (cst_places_divide(by, number) + 1) * length;
        }
        attacks++;
        escaped += all->escapes[said[i]][abstentions];
        all->attacks[said[i]][abstentions]++;
        told += all->tells[code[i]];
    }
    if (attacks > 0) {
        close_trial(model, all, attacks, escaped, row);
    }
    if (tied) {
        told = close_schemers(all, attacks, told, row);
    }
    add_told(all, told);
}

/* Adds what has been seen to the row, kind by kind. */
static void add_kinds(const cst_model *model, const seen *all, cst_row *row)
{
    uint64_t values[CST_SPREAD_KINDS] = {0}; /* none is kept but what trials are closed with */
    for (uint8_t x = 0; x <= model->slots; x++) {
        for (uint8_t y = 0; x + y <= model->slots; y++) {
            if (all->attacks[x][y] > 0) {
                const cst_record record =
                    plain_attack(model, (cst_votes){.reports = x, .abstentions = y});
                cst_fates_add_alike(model, &record, all->attacks[x][y], row, values);
            }
        }
    }
    for (uint64_t attacks = 0; attacks < FEW; attacks++) {
        for (uint64_t escaped = 0; escaped <= attacks; escaped++) {
            if (all->trials[attacks][escaped] > 0) {
                cst_fates_trials(model, attacks, escaped, all->trials[attacks][escaped], row);
            }
        }
    }
}

/* What schemers said of all attacks, and by trial where that is kept. */
static void add_schemers(const seen *all, bool tied, cst_row *row)
{
    row->count[CST_COUNT_SCHEMER_REVIEWS] += all->told[0];
    row->count[CST_COUNT_SCHEMER_REPORTS] += all->told[1];
    for (uint32_t i = 0; tied && i < SIDES * SUMS; i++) {
        const uint64_t trials = all->schemers[i % SIDES][i / SIDES];
        if (trials > 0) {
            cst_spread_add(&row->spread[spread_of[i % SIDES]], i / SIDES, trials);
        }
    }
}

static void count_cohorts(const cst_cell *cell, const cst_batch *reports, uint64_t *attacks_of)
{
    const cst_model *model = &cell->model;
    const cst_places places = cst_places_make(cell, 0);
    if (model->cohorts == 1) {
        attacks_of[0] += reports->records;
        return;
    }
    for (uint64_t i = 0; i < reports->records; i++) {
        const cst_task task = cst_places_task(&places, cst_batch_task_at(reports, i));
        attacks_of[cst_model_cohort(model, task.agent)]++;
    }
}

uint64_t cst_events_tally(const cst_cell *cell, const cst_batch *reports, cst_row *row,
                          uint64_t *attacks_of)
{
    const cst_model *model = &cell->model;
    seen all = {.closed = 0};
    const bool tied = cst_fates_keeps(model, CST_SPREAD_SCHEMER_REVIEWS);
    cst_require(cst_events_plain(model) && model->slots < VOTES);
    for (uint8_t x = 0; x <= model->slots; x++) {
        for (uint8_t y = 0; x + y <= model->slots; y++) {
            all.escapes[x][y] =
                plain_attack(model, (cst_votes){.reports = x, .abstentions = y}).fate ==
                CST_ESCAPED;
        }
    }
    for (uint32_t code = 1; code < CODES; code++) {
        all.tells[code] =
            cst_events_schemers((uint8_t)code) | (uint64_t)cst_events_told((uint8_t)code) << ABOVE;
    }
    if (tied) {
        see(cell, reports, true, &all, row);
    } else {
        see(cell, reports, false, &all, row);
    }
    add_kinds(model, &all, row);
    add_schemers(&all, tied, row);
    count_cohorts(cell, reports, attacks_of);
    return all.closed;
}

/* Keeps each landing of the last jumps with its chance; returns how many are left. */
static uint32_t thin(const cst_model *model, const cst_jumped *of, const cst_jumps *jumps,
                     uint64_t landing[CST_JUMPS], uint32_t count)
{
    cst_chance chance[CST_JUMPS];
    bool kept[CST_JUMPS];
    uint32_t left = 0;
    for (uint32_t i = 0; i < count; i++) {
        chance[i] = of->kept(model, (uint32_t)(landing[i] % model->spec.agents), of->most);
    }
    cst_jumps_thin(jumps, chance, count, kept);
    for (uint32_t i = 0; i < count; i++) {
        landing[left] = landing[i];
        left += kept[i];
    }
    return left;
}

cst_chance cst_events_schemes(const cst_model *model, uint32_t agent, double most)
{
    const uint32_t g = cst_population_lineage(&model->population, agent);
    return cst_chance_make(model->rate[g] / most);
}

int cst_events_jump(const cst_cell *cell, const cst_unit *unit, const cst_jumped *of,
                    cst_batch *tasks, cst_error *error)
{
    const cst_random random = cst_cell_random(cell);
    const double expected = of->most * (double)unit->tasks;
    const uint64_t room = (uint64_t)(expected + 8.0 * sqrt(expected)) + 2 * CST_JUMPS;
    int code = cst_batch_init(tasks, CST_COLUMN_TASK, room, error);
    if (code != 0) {
        return code;
    }
    tasks->records = 0;
    cst_jumps jumps = cst_jumps_at(&random, unit->block, of->purpose, of->most, unit->tasks);
    for (uint32_t jumped = CST_JUMPS; jumped == CST_JUMPS;) {
        uint64_t landing[CST_JUMPS];
        jumped = cst_jumps_next(&jumps, landing);
        const uint32_t count =
            of->kept == NULL ? jumped : thin(&cell->model, of, &jumps, landing, jumped);
        if (tasks->capacity - tasks->records < count) {
            code = cst_batch_grow(tasks, error);
        }
        if (code != 0) {
            return code;
        }
        for (uint32_t i = 0; i < count; i++) {
            cst_batch_task_set(tasks, tasks->records + i, landing[i]);
        }
        tasks->records += count;
    }
    return 0;
}

/* Whether they do; where they do not, it takes a second look to say which. The top bit of `wrong`:
 * of numbers below 2^63, a difference that is negative. */
static bool tasks_rise(const cst_unit *unit, const cst_batch *batch, uint64_t step)
{
    const uint64_t records = batch->records;
    if (records == 0) {
        return true;
    }
    uint64_t wrong = cst_batch_task_at(batch, 0);
    for (uint64_t i = 1; i < records; i++) {
        const uint64_t task = cst_batch_task_at(batch, i);
        wrong |= task | (task - cst_batch_task_at(batch, i - 1) - step);
    }
    return wrong >> 63 == 0 && cst_batch_task_at(batch, records - 1) < unit->tasks;
}

int cst_events_check(const cst_unit *unit, const cst_batch *batch, uint64_t step, cst_error *error)
{
    uint64_t least = 0;
    for (uint64_t i = tasks_rise(unit, batch, step) ? batch->records : 0; i < batch->records; i++) {
        const uint64_t task = cst_batch_task_at(batch, i);
        if (task < least || task >= unit->tasks) {
            return cst_error_set(error, CST_ERR_RECEIPT, NULL,
                                 "receipt: record %llu: expected a task from %llu to %llu, found "
                                 "%llu",
                                 (unsigned long long)i, (unsigned long long)least,
                                 (unsigned long long)(unit->tasks - 1), (unsigned long long)task);
        }
        least = task + step;
    }
    return 0;
}

/* A way in which votes can fall, with its probability, and that of it and all after it. */
typedef struct fall {
    cst_votes votes;
    double p, rest;
} fall;

enum { FALLS_MAX = (CST_REVIEWERS_MAX + 1) * (CST_REVIEWERS_MAX + 2) / 2 };

/* Lists the ways that are possible. Quiet comes first, so that the rest, which is rare, is summed
 * by itself and keeps its digits. */
static uint32_t list_falls(const cst_model *model, uint32_t cohort, bool flagged, bool unflagged,
                           fall *falls)
{
    const double *votes = cst_model_votes(model, cohort, false);
    uint32_t count = 0;
    double sum = 0.0;
    for (uint32_t x = 0; x <= model->slots; x++) {
        for (uint32_t y = 0; x + y <= model->slots; y++) {
            const double p = votes[x * (model->slots + 1) + y];
            const bool wanted = cst_model_flags(model, x, y) ? flagged : unflagged;
            if (wanted && p > 0.0) {
                falls[count++] =
                    (fall){.votes = {.reports = (uint8_t)x, .abstentions = (uint8_t)y}, .p = p};
            }
        }
    }
    for (uint32_t i = count; i-- > 0;) {
        sum += falls[i].p;
        falls[i].rest = sum;
    }
    return count;
}

void cst_events_honest(const cst_model *model, uint32_t cohort, bool unflagged, uint64_t n,
                       cst_draws *draws, cst_row *row, uint64_t *values)
{
    fall falls[FALLS_MAX];
    const uint32_t count = list_falls(model, cohort, !unflagged, true, falls);
    for (uint32_t i = 0; i < count && n > 0; i++) {
        uint64_t here = n;
        if (i + 1 < count) {
            /* By the rest rather than by itself: the first fall's chance is close to 1. */
            cst_debug_assert(falls[i + 1].rest <= falls[i].rest);
            here = n - cst_binomial_draw(draws, n, falls[i + 1].rest / falls[i].rest);
        }
        (void)cst_fates_honest(model, falls[i].votes, here, row, values);
        n -= here;
    }
    cst_require(n == 0);
}

cst_votes cst_events_flagged(const cst_model *model, uint32_t cohort, cst_draws *draws)
{
    fall falls[FALLS_MAX];
    const uint32_t count = list_falls(model, cohort, true, false, falls);
    cst_require(count > 0);
    uint32_t i = 0;
    while (i + 1 < count &&
           cst_draws_below(draws, cst_chance_make(falls[i + 1].rest / falls[i].rest))) {
        i++;
    }
    return falls[i].votes;
}
