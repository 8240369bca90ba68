/* SPDX-License-Identifier: MIT */
#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700 /* realpath */
#endif
#include "cli/load.h"

#include "base/check.h"
#include "cli/build.h"
#include "cli/meter.h"
#include "cli/show/flow.h"
#include "scenarios/load/setting.h"
#include "study/reload.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool cst_load_find(const char *name, char out[CST_PATH_SIZE])
{
    static const char *const places[] = {CST_SHIPPED, "."};
    char program[CST_PATH_SIZE];
    char path[CST_PATH_SIZE];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length < 0 ? 0 : length] = '\0';
    const char *slash = strrchr(program, '/');
    for (size_t i = 0; slash != NULL && i < sizeof places / sizeof places[0]; i++) {
        const int size = snprintf(path, sizeof path, "%.*s/%s/%s", (int)(slash - program), program,
                                  places[i], name);
        if (size < CST_PATH_SIZE && realpath(path, out) != NULL) {
            return true;
        }
    }
    return false;
}

/* As cst_load_path, in silence. */
static const char *find_path(const char *path, char out[CST_PATH_SIZE])
{
    const bool here = path[0] == '/' || strchr(path, '/') == NULL || access(path, F_OK) == 0;
    return here || !cst_load_find(path, out) ? path : out;
}

const char *cst_load_path(const char *path, char out[CST_PATH_SIZE])
{
    const char *found = find_path(path, out);
    if (found != path) {
        cst_flow_message(stderr, "note: no %s here; taken: %s", path, out);
    }
    return found;
}

enum { SET_SIZE = 160 };

/* "key=%s" with the value, cut at a hundred letters, in the place of %s. */
static void fill(const char *set, const char *value, char out[SET_SIZE])
{
    const char *at = strstr(set, "%s");
    snprintf(out, SET_SIZE, "%.*s%.100s%s", (int)(at - set), set, value, at + 2);
}

/* Whether an assignment is to a key, or to its axis, that one of the command's own is to. */
static bool is_replaced(const char *given, const char *const *own, size_t owns)
{
    static const char axis[] = "sweep.";
    given += strncmp(given, axis, strlen(axis)) == 0 ? strlen(axis) : 0;
    bool replaced = false;
    for (size_t i = 0; i < owns; i++) {
        const size_t key = strcspn(own[i], "=");
        replaced = replaced || (strncmp(given, own[i], key) == 0 && given[key] == '=');
    }
    return replaced;
}

/* What an option stands for, and --set, may not be of the same key. */
static int check_both(const cst_args *args, const cst_option *option, const char *stands,
                      cst_error *error)
{
    size_t givens;
    const char *const *given = cst_args_list(args, "set", &givens);
    for (size_t i = 0; i < givens; i++) {
        if (cst_setting_same(given[i], stands)) {
            return cst_error_set(
                error, CST_ERR_USAGE, NULL, "%s --%s: expected this or --set %.*s, found both",
                args->command->name, option->name, (int)strcspn(stands, "="), stands);
        }
    }
    return 0;
}

/* A mistake in what an option stands for is told in the option's name. */
static void name_option(const cst_args *args, cst_error *error)
{
    char set[SET_SIZE];
    char name[64];
    const cst_option *option = args->command->options;
    for (; strncmp(error->file, "--set ", 6) == 0 && option->name != NULL; option++) {
        if (option->set != NULL && cst_args_has(args, option->name)) {
            fill(option->set, cst_args_text(args, option->name), set);
            if (strcmp(error->file + 6, set) == 0) {
                snprintf(name, sizeof name, "%s --%s", args->command->name, option->name);
                cst_error_place(error, name, 0, 0);
            }
        }
    }
}

int cst_load_one(cst_scenario *scenario, const cst_args *args, uint32_t index,
                 const char *const *own, size_t owns, cst_error *error)
{
    enum { MORE = 4 };
    char set_by[MORE][SET_SIZE];
    char shipped[CST_PATH_SIZE];
    cst_meter meter;
    size_t givens;
    size_t count = 0;
    size_t more = 0;
    const char *const *given = cst_args_list(args, "set", &givens);
    int code = 0;
    const char **assignments = calloc(givens + MORE + owns, sizeof *assignments);
    *scenario = (cst_scenario){0};
    if (assignments == NULL) {
        return cst_error_memory(error, "the arguments");
    }
    for (size_t i = 0; i < givens; i++) {
        if (!is_replaced(given[i], own, owns)) {
            assignments[count++] = given[i];
        }
    }
    for (const cst_option *option = args->command->options; option->name != NULL; option++) {
        if (option->set != NULL && cst_args_has(args, option->name)) {
            cst_require(more < MORE);
            fill(option->set, cst_args_text(args, option->name), set_by[more]);
            code = code != 0 ? code : check_both(args, option, set_by[more], error);
            assignments[count++] = set_by[more++];
        }
    }
    for (size_t i = 0; i < owns; i++) {
        assignments[count++] = own[i];
    }
    cst_meter_init(&meter, args);
    const cst_scenario_set set = {.assignments = assignments,
                                  .count = count,
                                  .beside = args->command->beside,
                                  .looks = cst_meter_search,
                                  .self = &meter};
    const char *path = args->positional[index];
    path = owns == 0 ? cst_load_path(path, shipped) : find_path(path, shipped);
    code = code != 0 ? code : cst_scenario_load(scenario, path, &set, error);
    free(assignments);
    if (code != 0) {
        name_option(args, error);
    }
    cst_meter_end(&meter);
    if (code == 0 && scenario->note != NULL && owns == 0) {
        cst_flow_message(stderr, "note: %s", scenario->note);
    }
    const cst_mechanism *kind = code == 0 ? scenario->cell[0].trial->mechanism.kind : NULL;
    if (kind != NULL && !args->command->mechanisms) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "%s: expected a scenario of agents that do tasks, found %s; run, "
                             "validate, plan and plot take both",
                             args->command->name, kind->name);
    }
    return code != 0 ? code : cst_args_check_outputs(args, error);
}

int cst_load_scenario(cst_scenario *scenario, const cst_args *args, cst_error *error)
{
    return cst_load_one(scenario, args, 0, NULL, 0, error);
}

static int load_results(cst_reload *reload, const cst_args *args, cst_error *error)
{
    const char *path = args->positional[0];
    const int code = cst_reload_read(reload, path, error);
    if (code != 0) {
        return code;
    }
    const size_t unfinished = cst_reload_unfinished(reload);
    if (unfinished > 0) {
        cst_flow_message(stderr,
                         "%s: %zu of %zu cells have not all their trials yet; they are shown as "
                         "far as they are, and those without any are left out",
                         args->command->name, unfinished, reload->findings.count);
    }
    return cst_build_provenance(&reload->findings.provenance, &(cst_build_origin){.path = path},
                                error);
}

int cst_load_and_run(const cst_args *args, cst_error *error)
{
    const cst_command *command = args->command;
    cst_scenario scenario = {0};
    cst_reload reload = {0};
    int code = command->check != NULL ? command->check(args, error) : 0;
    if (code == 0 && command->on_scenario != NULL) {
        code = cst_load_scenario(&scenario, args, error);
        code = code != 0 ? code : command->on_scenario(&scenario, args, error);
    } else if (code == 0 && command->on_results != NULL) {
        code = load_results(&reload, args, error);
        code = code != 0 ? code : command->on_results(&reload.findings, args, error);
    } else if (code == 0) {
        code = command->run(args, error);
    }
    cst_reload_free(&reload);
    cst_scenario_free(&scenario);
    return code;
}
