/* SPDX-License-Identifier: MIT */
#include "study/calibrate.h"

#include "base/random.h"
#include "estimate/sample/part.h"
#include "monitor/outside.h"

#include <math.h>
#include <stdlib.h>

/* So many parts the time has, one for a cell, or for some that are short enough. */
enum { PARTS = 12, GROUP_MOST = 256, METHODS_MOST = 32 };

/* A trial that is one message is not interrupted: one of more bytes than this, which takes about a
 * second, is replaced by one of fewer rounds. */
static const double most_work = 1e8;

/* Some cells that are run together. */
typedef struct together {
    cst_cell *cell; /* copies, with fewer trials */
    const cst_cell **list;
    cst_row *row;
    uint32_t count;
    double seconds; /* of the run, without what an empty one takes */
    uint64_t units;
    bool whole; /* all of its trials came */
} together;

typedef struct measuring {
    const cst_calibrate_spec *spec;
    cst_calibration *into;
    uint32_t *order; /* of the cells: at random, the first of each method before all others */
    double start, empty;
    double rate;     /* seconds by work, of the last group */
    uint64_t trials; /* to be run of a cell */
    together group;
    double *work; /* expected, of a trial of each cell */
} measuring;

static double slice_of(const measuring *of)
{
    const uint32_t parts = of->spec->cells < PARTS ? of->spec->cells : PARTS;
    return of->spec->seconds / (double)parts;
}

static double left_of(const measuring *of)
{
    return of->spec->seconds - (cst_clock_seconds() - of->start);
}

/* Bytes that a message has of a trial. */
static double work_of(const cst_cell *cell)
{
    const double tasks = (double)cst_cell_unit_tasks(cell, CST_RUN_BATCH);
    const double block = (double)cell->block_trials * (double)cell->trial_tasks;
    const double trials = fmin(tasks, block) / (double)cell->trial_tasks;
    return cst_footprint_of(cell, CST_RUN_BATCH).unit / trials;
}

static int take_row(void *self, uint32_t cell, uint64_t block, const cst_row *row, cst_error *error)
{
    together *of = self;
    (void)block;
    return cst_row_add(&of->row[cell], row, error);
}

/* The share of the threads that so many messages keep busy: there are fewer in a calibration than
 * in a run. */
static double busy(uint64_t units, uint32_t threads)
{
    const double turns = (double)units / (double)threads;
    return units > 0 ? turns / ceil(turns) : 1.0;
}

/* Runs the group for at most so many seconds. */
static int run_group(measuring *of, double seconds, cst_error *error)
{
    together *group = &of->group;
    cst_run_report report = {0};
    for (uint32_t i = 0; i < group->count; i++) {
        group->list[i] = &group->cell[i];
        cst_row_free(&group->row[i]);
    }
    const cst_run_spec spec = {.cells = group->list,
                               .cell_count = group->count,
                               .threads = of->spec->threads,
                               .sink = {.self = group, .row = take_row},
                               .seconds = seconds};
    const int code = cst_run(&spec, &report, error);
    group->units = report.units;
    group->whole = code == 0 && !report.out_of_time;
    group->seconds = fmax(report.seconds - of->empty, 1e-7) * busy(report.units, report.threads);
    return code;
}

/* What a run takes that has nothing to do. */
static int measure_empty(measuring *of, cst_error *error)
{
    int code = 0;
    of->empty = 0.0;
    for (int i = 0; code == 0 && i < 3; i++) {
        double before = of->empty;
        of->empty = 0.0;
        of->group.count = 0;
        code = run_group(of, 0.0, error);
        of->empty = i == 0 ? of->group.seconds : fmin(before, of->group.seconds);
    }
    return code;
}

/* Puts the cells from `at` on into the group, each with its first trials. */
static int fill_group(measuring *of, uint32_t at, uint32_t count, cst_error *error)
{
    of->group.count = count;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t place = of->order[at + i];
        cst_estimate_spec estimate = cst_estimate_fixed(of->spec->known[place]->estimate);
        estimate.trials = of->trials < estimate.trials ? of->trials : estimate.trials;
        of->group.cell[i] = *of->spec->cell[place];
        of->group.cell[i].outside = &cst_outside_silent; /* what peers take is not ours to tell */
        const int code = cst_cell_estimate(&of->group.cell[i], &estimate, error);
        if (code != 0) {
            return code;
        }
    }
    return 0;
}

/* Takes what was measured of the group: its time goes to its cells by their work. */
static int note_group(measuring *of, uint32_t at, cst_error *error)
{
    const together *group = &of->group;
    double work = 0.0;
    double units = 0.0;
    for (uint32_t i = 0; i < group->count; i++) {
        const cst_cell *cell = &group->cell[i];
        work += of->work[of->order[at + i]] * (double)cell->trials;
        units += ceil((double)cell->trials * (double)cell->trial_tasks /
                      (double)cst_cell_unit_tasks(cell, CST_RUN_BATCH));
    }
    if (!group->whole && group->units == 0) {
        return 0; /* nothing came in */
    }
    const double done = group->whole ? 1.0 : fmin(1.0, (double)group->units / units);
    const double rate = group->seconds / (work * done);
    int code = 0;
    of->rate = rate;
    for (uint32_t i = 0; i < group->count; i++) {
        const uint32_t place = of->order[at + i];
        of->into->trial[place] = rate * of->work[place];
        of->into->measured[place] = true;
        of->into->measures++;
        if (code == 0 && of->spec->drawn != NULL && group->row[i].count[CST_COUNT_TRIALS] > 0) {
            code = of->spec->drawn(of->spec->self, place, &group->row[i], error);
        }
    }
    return code;
}

static bool all_trials(const measuring *of, uint32_t at)
{
    for (uint32_t i = 0; i < of->group.count; i++) {
        if (of->group.cell[i].trials < of->spec->cell[of->order[at + i]]->trials) {
            return false;
        }
    }
    return true;
}

/* One trial of the cell with fewer rounds, where a whole one is too much work. */
static int measure_cut(measuring *of, uint32_t place, cst_error *error)
{
    const cst_scenario_cell *known = of->spec->known[place];
    cst_trial_spec trial = *known->trial;
    cst_estimate_spec estimate = cst_estimate_fixed(known->estimate);
    cst_error none = {0};
    cst_cell cell = {0};
    const double share = most_work / 4.0 / of->work[place];
    trial.rounds = (uint32_t)fmax(1.0, floor(share * (double)trial.rounds));
    estimate.trials = 1;
    int code = cst_cell_make(&cell, &trial, &estimate, &none);
    if (code == 0 && work_of(&cell) <= most_work) {
        of->group.count = 1;
        of->group.cell[0] = cell;
        of->group.cell[0].outside = &cst_outside_silent;
        code = run_group(of, fmax(left_of(of), 1e-3), error);
        if (code == 0 && of->group.whole) {
            of->into->trial[place] = of->group.seconds * of->work[place] / work_of(&cell);
            of->into->measured[place] = true;
            of->into->measures++;
            of->into->cut++;
        }
    } else {
        code = code == CST_ERR_MEMORY ? cst_error_memory(error, "a shorter trial") : 0;
    }
    cst_cell_free(&cell);
    return code;
}

/* Runs the cells from `at` on with more and more trials, until they take their part of the time.
 * What is short is measured badly, so the next step does not trust it far. */
static int measure_group(measuring *of, uint32_t at, uint32_t count, cst_error *error)
{
    const double slice = slice_of(of);
    for (;;) {
        int code = fill_group(of, at, count, error);
        code = code != 0 ? code : run_group(of, 3.0 * slice, error);
        if (code != 0) {
            return code;
        }
        const double taken = of->group.seconds + of->empty;
        if (!of->group.whole || taken >= 0.5 * slice || all_trials(of, at) || left_of(of) < taken) {
            return note_group(of, at, error);
        }
        const double times = fmax(2.0, fmin(0.8 * slice / taken, 16.0));
        of->trials = (uint64_t)fmin(ceil((double)of->trials * times), 1e18);
    }
}

/* How many cells from `at` on are so short, as far as is known by now, that they fit into a part of
 * the time together; at least one, and at most twice as many as the last time. */
static uint32_t next_group(measuring *of, uint32_t at, uint32_t last)
{
    const double time = 0.5 * slice_of(of);
    const uint32_t left = of->spec->cells - at;
    const uint32_t most = 2 * last < GROUP_MOST ? 2 * last : GROUP_MOST;
    double sum = 0.0;
    uint32_t count = 0;
    for (; count < left && count < most; count++) {
        const uint32_t place = of->order[at + count];
        sum += of->rate * of->work[place] * (double)of->spec->cell[place]->trials;
        if (sum > time) {
            break;
        }
    }
    if (count <= 1) {
        const double trials = time / (of->rate * of->work[of->order[at]]);
        of->trials = (uint64_t)fmax(1.0, fmin(trials, 1e18));
        return 1;
    }
    of->trials = UINT64_MAX;
    return count;
}

static int measure_all(measuring *of, cst_error *error)
{
    const cst_calibrate_spec *spec = of->spec;
    uint32_t count = 1;
    int code = 0;
    for (uint32_t at = 0; code == 0 && at < spec->cells && left_of(of) > 0.0; at += count) {
        const uint32_t place = of->order[at];
        const cst_cell *cell = spec->cell[place];
        if (at > 0 && of->rate > 0.0) {
            count = next_group(of, at, count);
        }
        if ((cell->sparse || cell->model.whole) && of->work[place] > most_work) {
            count = 1;
            code = measure_cut(of, place, error);
        } else {
            code = measure_group(of, at, count, error);
        }
    }
    return code;
}

/* What was measured of the cells of a method, or of all where it is NULL: seconds by work, and the
 * relative standard error of that ratio. */
typedef struct rate {
    const cst_method *method;
    double seconds, error;
} rate;

static rate rate_of(const measuring *of, const cst_method *method)
{
    double time = 0.0;
    double work = 0.0;
    double squares = 0.0;
    double count = 0.0;
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < of->spec->cells; i++) {
            const cst_cell *cell = of->spec->cell[i];
            if (!of->into->measured[i] || (method != NULL && cell->method != method)) {
                continue;
            }
            const double trials = (double)cell->trials;
            if (pass == 0) {
                time += of->into->trial[i] * trials;
                work += of->work[i] * trials;
                count += 1.0;
            } else {
                const double off = (of->into->trial[i] - time / work * of->work[i]) * trials;
                squares += off * off;
            }
        }
    }
    const double error = count > 1.0 ? sqrt(squares * count / (count - 1.0)) / time : 1.0;
    return (rate){method, count > 0.0 ? time / work : (double)NAN, error};
}

/* Scales what was measured to the other cells: from those of the same method, or from all where
 * none of them was. */
static void scale(measuring *of)
{
    rate known[METHODS_MOST];
    const rate any = rate_of(of, NULL);
    uint32_t methods = 0;
    for (uint32_t i = 0; i < of->spec->cells; i++) {
        uint32_t at = 0;
        while (at < methods && known[at].method != of->spec->cell[i]->method) {
            at++;
        }
        if (at == methods && methods < METHODS_MOST) {
            known[methods++] = rate_of(of, of->spec->cell[i]->method);
        }
        if (!of->into->measured[i]) {
            const rate *by = at < methods && isfinite(known[at].seconds) ? &known[at] : &any;
            of->into->trial[i] = by->seconds * of->work[i];
            of->into->error = fmax(of->into->error, by->error);
        }
    }
}

/* Cells in random order, which is always the same; the first of each method in front. */
static void put_in_order(measuring *of)
{
    const uint32_t cells = of->spec->cells;
    uint64_t state = 1;
    for (uint32_t i = 0; i < cells; i++) {
        of->order[i] = i;
    }
    for (uint32_t i = cells; i > 1; i--) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const uint32_t j = (uint32_t)((state >> 33) % i);
        const uint32_t kept = of->order[i - 1];
        of->order[i - 1] = of->order[j];
        of->order[j] = kept;
    }
    uint32_t front = 0;
    for (uint32_t i = 0; i < cells; i++) {
        bool first = true;
        for (uint32_t j = 0; first && j < front; j++) {
            first = of->spec->cell[of->order[j]]->method != of->spec->cell[of->order[i]]->method;
        }
        if (first) {
            const uint32_t kept = of->order[front];
            of->order[front++] = of->order[i];
            of->order[i] = kept;
        }
    }
}

static int start(measuring *of, cst_error *error)
{
    const uint32_t cells = of->spec->cells;
    const uint32_t most = cells < GROUP_MOST ? cells : GROUP_MOST;
    of->into->trial = calloc(cells, sizeof *of->into->trial);
    of->into->measured = calloc(cells, sizeof *of->into->measured);
    of->order = calloc(cells, sizeof *of->order);
    of->work = calloc(cells, sizeof *of->work);
    of->group.cell = calloc(most, sizeof *of->group.cell);
    of->group.list = calloc(most, sizeof *of->group.list);
    of->group.row = calloc(most, sizeof *of->group.row);
    if (of->into->trial == NULL || of->into->measured == NULL || of->order == NULL ||
        of->work == NULL || of->group.cell == NULL || of->group.list == NULL ||
        of->group.row == NULL) {
        return cst_error_memory(error, "the cells");
    }
    for (uint32_t i = 0; i < cells; i++) {
        of->work[i] = work_of(of->spec->cell[i]);
    }
    put_in_order(of);
    return measure_empty(of, error);
}

int cst_calibrate(const cst_calibrate_spec *spec, cst_calibration *into, cst_error *error)
{
    measuring of = {.spec = spec, .into = into, .start = cst_clock_seconds(), .trials = 1};
    *into = (cst_calibration){0};
    int code = start(&of, error);
    code = code != 0 ? code : measure_all(&of, error);
    if (code == 0) {
        scale(&of);
    }
    into->spent = cst_clock_seconds() - of.start;
    for (uint32_t i = 0; of.group.row != NULL && i < GROUP_MOST && i < spec->cells; i++) {
        cst_row_free(&of.group.row[i]);
    }
    free(of.order);
    free(of.work);
    free(of.group.cell);
    free(of.group.list);
    free(of.group.row);
    return code;
}

void cst_calibration_free(cst_calibration *of)
{
    free(of->trial);
    free(of->measured);
    *of = (cst_calibration){0};
}
