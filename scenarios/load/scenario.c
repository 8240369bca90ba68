/* SPDX-License-Identifier: MIT */
#include "scenarios/load/scenario.h"

#include "scenarios/load/axes.h"
#include "scenarios/load/identity.h"
#include "scenarios/load/idle.h"
#include "scenarios/load/page.h"
#include "scenarios/load/reading.h"
#include "scenarios/load/slurp.h"

#include <stdlib.h>
#include <string.h>

static int no_memory(cst_error *error)
{
    return cst_error_memory(error, "the scenario's cells");
}

/* Names the axes, and puts the cells where they lie. */
static int take_axes(cst_scenario *scenario, const cst_sweep *sweep, cst_error *error)
{
    uint32_t at[CST_SWEEP_AXES_MAX];
    const char **text = calloc((size_t)sweep->cells * sweep->axes + 1, sizeof *text);
    scenario->axis = calloc(sweep->axes + 1, sizeof *scenario->axis);
    scenario->axes = scenario->axis == NULL ? 0 : sweep->axes;
    if (text == NULL || scenario->axis == NULL) {
        free(text);
        return no_memory(error);
    }
    for (uint32_t i = 0; i < sweep->axes; i++) {
        (void)snprintf(scenario->axis[i].key, sizeof scenario->axis[i].key, "%s",
                       sweep->axis[i].key->path);
    }
    for (uint32_t cell = 0; cell < sweep->cells; cell++) {
        cst_sweep_at(sweep, cell, at);
        for (uint32_t i = 0; i < sweep->axes; i++) {
            text[(size_t)cell * sweep->axes + i] = sweep->axis[i].value[at[i]]->text;
        }
    }
    const int code = cst_axes_take(scenario, text, error);
    free(text);
    return code;
}

static void take_counts(cst_draft_counts *counts, const cst_score_spec *score)
{
    if (score->counts != NULL) {
        counts->list = *score->counts;
        counts->honest = counts->attack = counts->list.bins;
    }
}

/* The draft that a cell was made of. */
static void draft_of(const cst_scenario_cell *cell, cst_draft *draft)
{
    *draft = (cst_draft){.trial = *cell->trial,
                         .estimate = cell->estimate,
                         .claim = cell->claim,
                         .answer = cell->answer};
    take_counts(&draft->counts, &cell->trial->score);
    take_counts(&draft->trusted_counts, &cell->trial->trusted);
}

void cst_scenario_write(const cst_scenario_cell *cell, bool identity, FILE *out)
{
    cst_draft draft;
    draft_of(cell, &draft);
    cst_identity_write(&draft, identity ? NULL : &cell->uncertain, out);
}

char *cst_scenario_text(const cst_scenario_cell *cell, bool identity)
{
    cst_page page;
    if (!cst_page_open(&page)) {
        return NULL;
    }
    cst_scenario_write(cell, identity, page.out);
    return cst_page_close(&page);
}

size_t cst_scenario_axis(const cst_scenario *scenario, const char *key)
{
    size_t at = 0;
    while (at < scenario->axes && strcmp(scenario->axis[at].key, key) != 0) {
        at++;
    }
    return at;
}

uint32_t cst_scenario_exact(const cst_scenario_cell *cell, cst_input exact[CST_INPUTS_MAX])
{
    cst_draft draft;
    draft_of(cell, &draft);
    return cst_uncertainty_exact(&cell->uncertain, &draft, exact);
}

static cst_trial_spec *copy_of(const cst_trial_spec *trial)
{
    cst_trial_spec *copy = malloc(sizeof *copy);
    if (copy != NULL) {
        *copy = *trial;
    }
    return copy;
}

/* Where lineages have rates of their own, the model has settled for these; the cell is as stated.
 */
static bool take_trial(cst_scenario_cell *cell, const cst_trial_spec *stated)
{
    const cst_law_spec *law = &stated->scheming.law;
    const cst_law_spec *settled = &cell->made->model.spec.scheming.law;
    cell->trial = &cell->made->model.spec;
    if (memcmp(&law->rate, &settled->rate, sizeof law->rate) != 0 ||
        memcmp(&law->rho, &settled->rho, sizeof law->rho) != 0) {
        cell->trial = copy_of(stated);
    }
    return cell->trial != NULL;
}

static int fill_cell(cst_scenario *scenario, cst_reading *reading, uint32_t index, cst_error *error)
{
    cst_scenario_cell *cell = &scenario->cell[index];
    cst_draft draft;
    cell->made = calloc(1, sizeof *cell->made);
    if (cell->made == NULL) {
        return no_memory(error);
    }
    int code = cst_reading_resolve(reading, index, &draft, cell->made, error);
    if (code != 0) {
        return code;
    }
    if (!take_trial(cell, &draft.trial)) {
        return no_memory(error);
    }
    cell->estimate = draft.estimate;
    cell->answer = draft.answer;
    cell->claim = scenario->claim;
    char *identity = cst_scenario_text(cell, true);
    if (identity == NULL) {
        return no_memory(error);
    }
    cst_identity_hash(identity, cell->id);
    free(identity);
    return cst_uncertainty_inputs(&reading->uncertainty, &draft, &cell->uncertain, error);
}

/* Whether an error is about how parts of a cell go together, which another protocol may change. */
static bool is_of_parts(int code)
{
    return code == CST_ERR_COMBINATION || code == CST_ERR_PROTOCOL || code == CST_ERR_METHOD ||
           code == CST_ERR_LAW || code == CST_ERR_POPULATION;
}

/* Reads the cell under the other protocol as well, where it can be. */
static int fill_beside(cst_scenario *scenario, cst_reading *reading, uint32_t index,
                       cst_error *error)
{
    cst_scenario_cell *cell = &scenario->cell[index];
    cst_draft draft;
    cst_cell made = {0};
    reading->beside = reading->set->beside;
    const int code = cst_reading_resolve(reading, index, &draft, &made, error);
    reading->beside = NULL;
    cst_cell_free(&made);
    if (is_of_parts(code)) {
        *error = (cst_error){0};
        return 0;
    }
    if (code != 0) {
        return code;
    }
    cell->beside = copy_of(&draft.trial);
    return cell->beside == NULL ? no_memory(error) : 0;
}

typedef struct ranked {
    const char *id;
    size_t index;
} ranked;

static int by_id(const void *a, const void *b)
{
    const ranked *x = a;
    const ranked *y = b;
    int order = strcmp(x->id, y->id);
    return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

/* Cells of one id lie together once sorted, the first of them first. */
int cst_scenario_find_same(cst_scenario *scenario, cst_error *error)
{
    ranked *rank = calloc(scenario->cells, sizeof *rank);
    if (rank == NULL) {
        return no_memory(error);
    }
    for (size_t i = 0; i < scenario->cells; i++) {
        rank[i] = (ranked){scenario->cell[i].id, i};
    }
    qsort(rank, scenario->cells, sizeof *rank, by_id);
    size_t first = 0;
    for (size_t i = 0; i < scenario->cells; i++) {
        first = strcmp(rank[first].id, rank[i].id) == 0 ? first : i;
        scenario->cell[rank[i].index].same_as = rank[first].index;
    }
    free(rank);
    return 0;
}

static int note_all(cst_reading *reading, const char *beside, cst_error *error)
{
    int code = 0;
    reading->beside = beside;
    for (uint32_t i = 0; code == 0 && i < reading->sweep.cells; i++) {
        code = cst_reading_note(reading, i, error);
    }
    reading->beside = NULL;
    return code;
}

/* Which keys the cells use, and what becomes of the others. */
static int settle(cst_scenario *scenario, cst_reading *reading, const char *text, size_t size,
                  cst_error *error)
{
    const char *beside = reading->set->beside;
    int code = note_all(reading, NULL, error);
    code = code == 0 && beside != NULL ? note_all(reading, beside, error) : code;
    return code != 0 ? code : cst_idle_settle(reading, text, size, &scenario->note, error);
}

static int fill(cst_scenario *scenario, cst_reading *reading, cst_error *error)
{
    const uint32_t cells = reading->sweep.cells;
    int code = 0;
    scenario->claim = cst_kept_text(&reading->kept, reading->body.claim);
    scenario->cell = calloc(cells, sizeof *scenario->cell);
    if (scenario->claim == NULL || scenario->cell == NULL) {
        return no_memory(error);
    }
    if (reading->has_argument) {
        scenario->argument = malloc(sizeof *scenario->argument);
        if (scenario->argument == NULL) {
            return no_memory(error);
        }
        *scenario->argument = reading->argument;
    }
    scenario->cells = cells;
    code = take_axes(scenario, &reading->sweep, error);
    for (uint32_t i = 0; code == 0 && i < cells; i++) {
        code = fill_cell(scenario, reading, i, error);
        if (code == 0 && reading->set->beside != NULL) {
            code = fill_beside(scenario, reading, i, error);
        }
    }
    return code != 0 ? code : cst_scenario_find_same(scenario, error);
}

int cst_scenario_parse(cst_scenario *scenario, const char *name, const char *text, size_t size,
                       const cst_scenario_set *set, cst_error *error)
{
    cst_error unwanted;
    error = error == NULL ? &unwanted : error;
    *scenario = (cst_scenario){.file = strdup(name)};
    cst_reading *reading = calloc(1, sizeof *reading);
    if (scenario->file == NULL || reading == NULL) {
        free(reading);
        return no_memory(error);
    }
    int code = cst_reading_open(reading, name, text, size, set, error);
    code = code != 0 ? code : settle(scenario, reading, text, size, error);
    code = code != 0 ? code : fill(scenario, reading, error);
    scenario->kept = reading->kept;
    reading->kept = NULL;
    cst_reading_close(reading);
    free(reading);
    return code;
}

/* What an SQLite file begins with. */
static const char sqlite_begins[] = "SQLite format 3";

int cst_scenario_load(cst_scenario *scenario, const char *path, const cst_scenario_set *set,
                      cst_error *error)
{
    *scenario = (cst_scenario){0};
    char *text = NULL;
    size_t size = 0;
    int code = cst_slurp(&text, &size, path, false, 1, CST_ERR_SCENARIO, error);
    if (code != 0) {
        cst_error_place(error, path, 0, 0);
        return code;
    }
    if (size >= sizeof sqlite_begins - 1 &&
        memcmp(text, sqlite_begins, sizeof sqlite_begins - 1) == 0) {
        free(text);
        code = cst_error_set(error, CST_ERR_SCENARIO, NULL,
                             "expected a scenario, found a results file, which is for show, "
                             "export, plot and report");
        cst_error_place(error, path, 0, 0);
        return code;
    }
    code = cst_scenario_parse(scenario, strcmp(path, "-") == 0 ? "standard input" : path, text,
                              size, set, error);
    free(text);
    return code;
}

bool cst_scenario_introduces(const cst_scenario *scenario, size_t cell)
{
    size_t first = 0;
    while (scenario->cell[first].estimate.method != scenario->cell[cell].estimate.method) {
        first++;
    }
    return first == cell;
}

static void free_made(cst_scenario_cell *cell)
{
    if (cell->made != NULL) {
        cst_cell_free(cell->made);
    }
    free(cell->made);
    cell->made = NULL;
}

int cst_scenario_spend(cst_scenario_cell *cell, cst_error *error)
{
    if (cell->trial == &cell->made->model.spec) {
        cst_trial_spec *own = copy_of(cell->trial);
        if (own == NULL) {
            return no_memory(error);
        }
        cell->trial = own;
    }
    free_made(cell);
    return 0;
}

void cst_scenario_free(cst_scenario *scenario)
{
    for (size_t i = 0; i < scenario->cells; i++) {
        cst_scenario_cell *cell = &scenario->cell[i];
        if (cell->made == NULL || cell->trial != &cell->made->model.spec) {
            free(cell->trial);
        }
        free_made(cell);
        free(cell->at);
        free(cell->beside);
        cst_inputs_free(&cell->uncertain);
    }
    for (size_t i = 0; i < scenario->axes; i++) {
        for (size_t j = 0; j < scenario->axis[i].values; j++) {
            free(scenario->axis[i].value[j]);
        }
        free(scenario->axis[i].value);
    }
    free(scenario->argument);
    cst_kept_free(scenario->kept);
    free(scenario->cell);
    free(scenario->axis);
    free(scenario->file);
    free(scenario->note);
    *scenario = (cst_scenario){0};
}
