/* SPDX-License-Identifier: MIT */
#include "study/reload.h"

#include "base/letters.h"
#include "scenarios/load/axes.h"
#include "scenarios/load/kept.h"
#include "scenarios/load/nearest.h"
#include "store/store.h"
#include "study/job.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char no_place[] = "its place in the sweep cannot be read";

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

/* The cell's place: a text for each axis, which at owns. False where it names other axes. */
static bool read_place(const cst_scenario *scenario, struct json_object *at, const char **text)
{
    bool good = (size_t)json_object_object_length(at) == scenario->axes;
    for (size_t i = 0; good && i < scenario->axes; i++) {
        struct json_object *value = NULL;
        good = json_object_object_get_ex(at, scenario->axis[i].key, &value);
        text[i] = good ? json_object_get_string(value) : NULL;
        good = text[i] != NULL;
    }
    return good;
}

/* Puts all cells where they lie in the sweep. */
static int take_places(cst_scenario *scenario, const cst_store_cell *kept, const char *path,
                       cst_error *error)
{
    int code = 0;
    struct json_object **at = calloc(scenario->cells + 1, sizeof(struct json_object *));
    const char **text = NULL;
    for (size_t i = 0; at != NULL && code == 0 && i < scenario->cells; i++) {
        at[i] = json_tokener_parse(kept[i].at);
        code = json_object_get_type(at[i]) == json_type_object
                   ? 0
                   : damaged(&kept[i], no_place, path, error);
    }
    if (at != NULL && code == 0) {
        code = read_axes(scenario, at[0], error);
        text = code == 0 ? calloc(scenario->cells * scenario->axes + 1, sizeof *text) : NULL;
    }
    for (size_t i = 0; text != NULL && code == 0 && i < scenario->cells; i++) {
        code = read_place(scenario, at[i], text + i * scenario->axes)
                   ? 0
                   : damaged(&kept[i], no_place, path, error);
    }
    if (code == 0) {
        code = text == NULL ? cst_error_memory(error, "the cells of a results file")
                            : cst_axes_take(scenario, text, error);
    }
    for (size_t i = 0; at != NULL && i < scenario->cells; i++) {
        json_object_put(at[i]);
    }
    free(at);
    free(text);
    return code;
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
    cst_scenario_cell *cell = &scenario->cell[scenario->cells];
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

int cst_reload_nearest(int code, const char *path, cst_error *error)
{
    char nearest[256];
    if (code == CST_ERR_STORE && path[0] != '\0' && error != NULL) {
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
    int code = cst_reload_nearest(cst_store_open(&store, path, false, error), path, error);
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
        code = take_places(&reload->scenario, kept, path, error);
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
