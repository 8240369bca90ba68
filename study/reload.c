/* SPDX-License-Identifier: MIT */
#include "study/reload.h"

#include "base/letters.h"
#include "scenarios/load/kept.h"
#include "scenarios/load/nearest.h"
#include "store/store.h"
#include "study/job.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int damaged(const cst_store_cell *cell, const char *what, const char *path, cst_error *error)
{
    cst_error_set(error, CST_ERR_STORE, NULL, "cell %llu (%.12s): %s",
                  (unsigned long long)cell->position, cell->id, what);
    cst_error_place(error, path, 0, 0);
    return CST_ERR_STORE;
}

/* Takes the axes from the first cell's place in the sweep. */
static int read_axes(cst_scenario *scenario, struct json_object *at, cst_error *error)
{
    const int axes = json_object_object_length(at);
    scenario->axis = calloc((size_t)axes + 1, sizeof *scenario->axis);
    if (scenario->axis == NULL) {
        return cst_error_memory(error, "the cells of a results file");
    }
    json_object_object_foreach(at, key, value)
    {
        (void)value;
        snprintf(scenario->axis[scenario->axes].key, sizeof scenario->axis[0].key, "%s", key);
        scenario->axes++;
    }
    return 0;
}

/* The axis's own text for a value, added if it is new; NULL without memory. */
static char *value_of(cst_axis *axis, const char *text)
{
    for (size_t i = 0; i < axis->values; i++) {
        if (strcmp(axis->value[i], text) == 0) {
            return axis->value[i];
        }
    }
    char **value = realloc(axis->value, (axis->values + 1) * sizeof *value);
    if (value == NULL) {
        return NULL;
    }
    axis->value = value;
    axis->value[axis->values] = strdup(text);
    return axis->value[axis->values] == NULL ? NULL : axis->value[axis->values++];
}

/* The cell's place: one text per axis of the scenario, which owns them. False where it names other
 * axes. */
static bool read_place(const cst_scenario *scenario, cst_scenario_cell *cell,
                       struct json_object *at)
{
    cell->at = calloc(scenario->axes + 1, sizeof *cell->at);
    if (cell->at == NULL || (size_t)json_object_object_length(at) != scenario->axes) {
        return false;
    }
    for (size_t i = 0; i < scenario->axes; i++) {
        struct json_object *value = NULL;
        if (!json_object_object_get_ex(at, scenario->axis[i].key, &value)) {
            return false;
        }
        const char *text = json_object_get_string(value);
        cell->at[i] = text == NULL ? NULL : value_of(&scenario->axis[i], text);
        if (cell->at[i] == NULL) {
            return false;
        }
    }
    return true;
}

/* Reads one kept scenario into the scenario's next cell. */
static int take_cell(cst_scenario *scenario, const cst_store_cell *kept, const char *path,
                     cst_error *error)
{
    cst_scenario one;
    int code =
        cst_scenario_parse(&one, path, kept->canonical, strlen(kept->canonical), NULL, error);
    if (code != 0 || one.cells != 1 || strcmp(one.cell[0].id, kept->id) != 0) {
        cst_scenario_free(&one);
        return damaged(kept, "the scenario that is kept with it is not the one it was run with",
                       path, error);
    }
    struct json_object *at = json_tokener_parse(kept->at);
    cst_scenario_cell *cell = &scenario->cell[scenario->cells];
    if (json_object_get_type(at) != json_type_object) {
        code = damaged(kept, "its place in the sweep cannot be read", path, error);
    }
    if (code == 0 && scenario->cells == 0) {
        code = read_axes(scenario, at, error);
    }
    if (code == 0) {
        *cell = one.cell[0];
        free(cell->at);
        cell->at = NULL;
        scenario->cells++;
        one.cells = 0; /* its strings belong to the list now */
        cell->claim = cst_kept_text(&scenario->kept, cell->claim);
        code = cell->claim == NULL ? cst_error_memory(error, "the cells of a results file") : 0;
        scenario->claim = scenario->cell[0].claim;
        code = code != 0 ? code : cst_kept_spec(&scenario->kept, cell->trial, error);
        code = code != 0 ? code : cst_kept_spec(&scenario->kept, &cell->made->model.spec, error);
    }
    if (code == 0 && !read_place(scenario, cell, at)) {
        code = damaged(kept, "its place in the sweep cannot be read", path, error);
    }
    json_object_put(at);
    cst_scenario_free(&one);
    return code;
}

static int work_out(cst_reload *reload, const cst_job *job, cst_error *error)
{
    cst_row row = {0};
    int code = cst_findings_init(&reload->findings, &reload->scenario, error);
    for (size_t i = 0; code == 0 && i < reload->scenario.cells; i++) {
        uint64_t done = 0;
        code = cst_job_sum(job, job->index[i], &row, &done, error);
        code = code == 0 ? cst_job_finding(job, i, &row, done, &reload->findings.finding[i], error)
                         : code;
    }
    cst_row_free(&row);
    return code;
}

/* Works the cells out of what the file has. */
static int look(cst_reload *reload, cst_store *store, cst_error *error)
{
    cst_job job;
    int code = cst_scenario_find_same(&reload->scenario, error);
    code = code == 0 ? cst_job_look(&job, &reload->scenario, store, error) : code;
    if (code == 0) {
        code = work_out(reload, &job, error);
        cst_job_free(&job);
    }
    return code;
}

/* Opens the results file; where there is none the error names the nearest file. */
static int open_store(cst_store **store, const char *path, cst_error *error)
{
    char nearest[256];
    const int code = cst_store_open(store, path, false, error);
    if (code == CST_ERR_STORE && path[0] != '\0') {
        const char *said = cst_nearest_file(path, nearest, sizeof nearest);
        const size_t used = strlen(error->text);
        (void)snprintf(error->text + used, sizeof error->text - used, "%s", said);
        cst_letters_clean(error->text);
    }
    return code;
}

int cst_reload_read(cst_reload *reload, const char *path, cst_error *error)
{
    cst_store *store = NULL;
    cst_store_cell *kept = NULL;
    size_t count = 0;
    *reload = (cst_reload){0};
    int code = open_store(&store, path, error);
    if (code == 0) {
        code = cst_store_cells(store, &kept, &count, error);
    }
    if (code == 0 && count == 0) {
        code = cst_error_set(error, CST_ERR_STORE, NULL, "the results file has no cells yet");
        cst_error_place(error, path, 0, 0);
    }
    reload->scenario.file = strdup(path);
    reload->scenario.cell = calloc(count + 1, sizeof *reload->scenario.cell);
    if (code == 0 && (reload->scenario.file == NULL || reload->scenario.cell == NULL)) {
        code = cst_error_memory(error, "the cells of a results file");
    }
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = take_cell(&reload->scenario, &kept[i], path, error);
    }
    if (code == 0) {
        code = cst_store_runs(store, &reload->run, &reload->runs, error);
    }
    if (code == 0) {
        code = look(reload, store, error);
    }
    free(kept);
    cst_store_close(&store);
    return code;
}

size_t cst_reload_unfinished(const cst_reload *reload)
{
    const cst_findings *findings = &reload->findings;
    size_t unfinished = 0;
    for (size_t i = 0; i < findings->count; i++) {
        unfinished += !cst_finding_ended(&findings->finding[i]);
    }
    return unfinished;
}

void cst_reload_free(cst_reload *reload)
{
    cst_findings_free(&reload->findings);
    cst_scenario_free(&reload->scenario);
    free(reload->run);
    *reload = (cst_reload){0};
}
