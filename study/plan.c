/* SPDX-License-Identifier: MIT */
#include "study/plan.h"

#include "base/check.h"
#include "tally/interval.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a results file takes beside its texts: each page of it, each row and each cell. */
static const double file_least = 45056.0;
static const double row_least = 420.0;
static const double cell_least = 300.0;

/* A run is rarely further off than this from what a fraction of a second of it says. */
static const double machine_factor = 1.5;
/* Seconds that starting and ending a program may take. */
static const double start_most = 0.2;

/* Events of the result that tables show first, per trial; NaN where no closed form says. */
static double events_of_trial(const cst_finding *finding)
{
    const cst_scenario_cell *cell = finding->cell;
    const cst_mechanism *mechanism = cell->trial->mechanism.kind;
    const double exact = cst_finding_exact(finding, cst_finding_main(cell));
    if (mechanism == NULL) {
        return cell->made->method->results == NULL ? exact * (double)cell->made->trial_tasks
                                                   : (double)NAN;
    }
    const cst_measure *first = &mechanism->measure[0];
    const bool plain = first->kind == CST_MEASURE_SHARE && first->of == CST_OUTCOMES_MAX;
    return plain && first->from == NULL ? exact : (double)NAN;
}

/* What the rule is expected to see at a look, from the result after so many trials. */
static cst_stop_seen seen_from(const cst_result *result, double trials, double at)
{
    const double half = 0.5 * (result->high - result->low) * sqrt(trials / at);
    const double x = result->estimate;
    return (cst_stop_seen){x, x - half, x + half, (uint64_t)((double)result->events * at / trials)};
}

/* The same of residual_risk from its closed form, where the tasks are independent trials. */
static cst_stop_seen seen_exact(const cst_cell *cell, double exact, double at)
{
    const double level = (1.0 - cell->confidence) / cell->looks;
    const uint64_t n = (uint64_t)at * cell->trial_tasks;
    const uint64_t x = (uint64_t)round(exact * (double)n);
    const cst_interval ends = cst_interval_clopper_pearson(x, n, level);
    return (cst_stop_seen){exact, ends.low, ends.high, x};
}

/* Looks for the first look at which the rule is met by what is expected then. */
static void find_end(cst_plan_cell *into, const cst_finding *finding, const cst_result *drawn,
                     double trials)
{
    const cst_cell *cell = finding->cell->made;
    const double exact = cst_finding_exact(finding, cell->stop_on);
    const bool plain = cell->stop_on == CST_RESULT_RESIDUAL_RISK && isfinite(exact) &&
                       cell->method->results == NULL && cell->model.tasks_independent;
    const bool known = plain || (drawn != NULL && drawn->events >= CST_RESULT_FEW);
    into->goal = known ? CST_PLAN_MISSED : CST_PLAN_UNKNOWN;
    into->trials = cell->trials;
    for (uint32_t look = 1; known && look <= cell->looks; look++) {
        const uint64_t at = cst_cell_look_trials(cell, look);
        const cst_stop_seen seen =
            plain ? seen_exact(cell, exact, (double)at) : seen_from(drawn, trials, (double)at);
        if (cst_stop_met(&cell->stop, &seen)) {
            into->goal = CST_PLAN_MET;
            into->trials = at;
            return;
        }
    }
}

/* The same part for each of the cells that share trials: but for the first look, where they go
 * follows from what is seen. */
static uint64_t share_of(const cst_cell *cell, uint32_t cells)
{
    const uint64_t share = (uint64_t)(cell->stop.value / cells);
    const uint64_t least = cst_cell_look_trials(cell, 1);
    return share < least ? least : share < cell->trials ? share : cell->trials;
}

/* Fills in what the closed forms say; then what `drawn` results after so many trials add. */
static void fill_cell(cst_plan *plan, size_t place, const cst_result *main,
                      const cst_result *stop_on, double trials)
{
    const cst_finding *finding = &plan->findings->finding[place];
    const cst_cell *cell = finding->cell->made;
    const double events = events_of_trial(finding);
    const bool counts = cst_stop_asks(cell->stop.rule);
    cst_plan_cell *into = &plan->cell[place];
    into->trials = cell->trials;
    if (cell->stop.rule == CST_STOP_TOTAL) {
        into->goal = CST_PLAN_SHARED;
        into->trials = share_of(cell, plan->job.cells);
    } else if (counts && cst_finding_exact(finding, cell->stop_on) == 0.0) {
        into->goal = CST_PLAN_MET; /* there is nothing to be seen */
        into->trials = cst_cell_look_trials(cell, 1);
    } else if (counts) {
        find_end(into, finding, stop_on, trials);
    }
    into->events = into->events_most = events * (double)into->trials;
    if (isnan(events) && main != NULL && !cst_result_by_design(main)) {
        into->drawn = (uint64_t)trials;
        const double times = (double)into->trials / trials;
        into->events = (double)main->events * times;
        into->events_most =
            cst_interval_poisson(main->events, 1, 0.1).high * times; /* 5 % on either side */
    }
}

/* Whether the cell's trials are run for itself, and not for an equal one before it. */
static bool is_run(const cst_plan *plan, size_t cell)
{
    return plan->job.known[plan->job.index[cell]] == &plan->job.scenario->cell[cell];
}

/* Bytes of the file: texts of a cell, and what a row takes with its histograms. */
static int size_file(cst_plan *plan, double row, cst_error *error)
{
    const cst_scenario *scenario = plan->job.scenario;
    char *canonical = cst_scenario_text(&scenario->cell[0], false);
    char *identity = cst_scenario_text(&scenario->cell[0], true);
    const int code =
        canonical == NULL || identity == NULL ? cst_error_memory(error, "a scenario's text") : 0;
    if (code == 0) {
        const double text = (double)(strlen(canonical) + strlen(identity));
        double rows = 0.0;
        for (size_t i = 0; i < scenario->cells; i++) {
            const cst_cell *cell = scenario->cell[i].made;
            rows += is_run(plan, i)
                        ? ceil((double)plan->cell[i].trials / (double)cell->block_trials)
                        : 0.0;
        }
        plan->file =
            file_least + (double)scenario->cells * (cell_least + text) + rows * (row_least + row);
    }
    free(canonical);
    free(identity);
    return code;
}

int cst_plan_make(cst_plan *plan, cst_scenario *scenario, const cst_findings *findings,
                  uint32_t threads, cst_error *error)
{
    cst_require(findings->scenario == scenario);
    *plan = (cst_plan){.findings = findings,
                       .threads = cst_run_threads(threads, NULL),
                       .seconds = (double)NAN,
                       .low = (double)NAN,
                       .high = (double)NAN};
    const int code = cst_job_init(&plan->job, scenario, error);
    plan->cell = calloc(scenario->cells, sizeof *plan->cell);
    if (code != 0 || plan->cell == NULL) {
        return code != 0 ? code : cst_error_memory(error, "the cells");
    }
    for (size_t i = 0; i < scenario->cells; i++) {
        fill_cell(plan, i, NULL, NULL, 0.0);
        plan->cell[i].seconds = (double)NAN;
        if (is_run(plan, i)) {
            const bool shared = plan->cell[i].goal == CST_PLAN_SHARED;
            plan->planned +=
                (double)(shared ? plan->cell[i].trials : scenario->cell[i].estimate.trials) *
                (double)scenario->cell[i].made->trial_tasks;
        }
    }
    plan->memory = cst_run_memory(plan->job.cell, plan->job.cells, plan->threads, CST_RUN_BATCH);
    plan->fits =
        cst_run_check_memory(plan->memory, cst_run_machine_memory(), plan->threads, NULL) == 0;
    return size_file(plan, 300.0, error);
}

/* --- What is measured ------------------------------------------------------------------------ */

typedef struct measuring {
    cst_plan *plan;
    double working_out; /* seconds that results took, of so many cells */
    double worked_out;
    double spreads; /* bytes of a row's histograms, summed over these cells */
} measuring;

/* Works out what a cell's first trials came to, as a run does in the end. */
static int take_drawn(void *self, uint32_t cell, const cst_row *row, cst_error *error)
{
    measuring *of = self;
    const cst_scenario_cell *known = of->plan->job.known[cell];
    const size_t place = (size_t)(known - of->plan->job.scenario->cell);
    const uint64_t trials = row->count[CST_COUNT_TRIALS];
    const double start = cst_clock_seconds();
    cst_finding finding = {0};
    const int code = cst_finding_make(&finding, known, row, trials, error);
    if (code == 0) {
        const cst_result main = cst_finding_result(&finding, cst_finding_main(known));
        const cst_result stop_on = cst_finding_result(&finding, cst_finding_stop_on(known));
        of->working_out += cst_clock_seconds() - start;
        of->worked_out += 1.0;
        of->spreads += finding.per_trial != NULL ? (double)strlen(finding.per_trial) : 0.0;
        fill_cell(of->plan, place, &main, &stop_on, (double)trials);
    }
    cst_finding_free(&finding);
    return code;
}

/* From the seconds of all cells one after the other to those of the run, with a range. */
static void add_up(cst_plan *plan, const measuring *of, const cst_calibration *measured,
                   double before)
{
    const cst_scenario *scenario = plan->job.scenario;
    const double cells = (double)scenario->cells;
    const cst_stop stop = cst_estimate_stop(&scenario->cell[0].estimate);
    double sum = 0.0;
    double factor = machine_factor * (1.0 + 2.0 * measured->error);
    bool goes_on = false;
    for (size_t i = 0; i < scenario->cells; i++) {
        cst_plan_cell *cell = &plan->cell[i];
        const uint32_t at = plan->job.index[i];
        cell->seconds = is_run(plan, i) ? measured->trial[at] * (double)cell->trials : 0.0;
        cell->measured = measured->measured[at];
        sum += cell->seconds;
        goes_on = goes_on || cell->goal == CST_PLAN_MET || cell->goal == CST_PLAN_SHARED;
    }
    const double rest =
        before + (of->worked_out > 0.0 ? of->working_out * cells / of->worked_out : 0.0);
    if (stop.rule == CST_STOP_SECONDS && sum > stop.value) {
        sum = stop.value;
        factor = 1.1;
    }
    plan->seconds = sum + rest;
    plan->low = plan->seconds / factor;
    /* Looks are half as far again from each other: chance may ask for one more. */
    plan->high = plan->seconds * factor * (goes_on ? 1.5 : 1.0) + start_most;
    plan->low /= goes_on ? 1.5 : 1.0;
}

int cst_plan_measure(cst_plan *plan, double seconds, double before, cst_error *error)
{
    cst_calibration measured = {0};
    if (!plan->fits) {
        return 0;
    }
    measuring of = {.plan = plan};
    const cst_calibrate_spec spec = {.cell = plan->job.cell,
                                     .known = plan->job.known,
                                     .cells = plan->job.cells,
                                     .threads = plan->threads,
                                     .seconds = seconds,
                                     .drawn = take_drawn,
                                     .self = &of};
    int code = cst_calibrate(&spec, &measured, error);
    if (code == 0) {
        plan->measured = measured.measures;
        plan->cut = measured.cut;
        plan->spent = measured.spent;
        add_up(plan, &of, &measured, before);
        code = of.worked_out > 0.0 ? size_file(plan, of.spreads / of.worked_out, error) : 0;
    }
    cst_calibration_free(&measured);
    return code;
}

void cst_plan_free(cst_plan *plan)
{
    free(plan->cell);
    cst_job_free(&plan->job);
    *plan = (cst_plan){0};
}
