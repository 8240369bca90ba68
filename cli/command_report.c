/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/show/draw.h"
#include "cli/show/flow.h"
#include "cli/show/report.h"
#include "scenarios/load/axes.h"
#include "store/store.h"
#include "study/show.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 1000, HEIGHT = 640 };

/* --- What is drawn of a results file --------------------------------------------------------- */

/* A way to draw curves of a sweep: along an axis, with others held where the first finished cell
 * lies. */
typedef struct way {
    size_t along;
    size_t holds;
    size_t *axis;        /* that are held */
    char (*hold)[192];   /* KEY=VALUE */
    const char **choice; /* the same, as cst_pick has them */
} way;

static int make_way(way *to, const cst_scenario *scenario, cst_error *error)
{
    *to = (way){.axis = calloc(scenario->axes + 1, sizeof *to->axis),
                .hold = calloc(scenario->axes + 1, sizeof *to->hold),
                .choice = calloc(scenario->axes + 1, sizeof *to->choice)};
    return to->axis != NULL && to->hold != NULL && to->choice != NULL
               ? 0
               : cst_error_memory(error, "a report");
}

static void free_way(way *of)
{
    free(of->axis);
    free(of->hold);
    free(of->choice);
    *of = (way){0};
}

/* The axis that plot takes; the number of axes where none has numbers. */
static size_t first_axis(const cst_scenario *scenario)
{
    size_t first = cst_scenario_axis(scenario, "scheming.rate");
    for (size_t i = 0; i < scenario->axes && first == scenario->axes; i++) {
        first = cst_pick_numeric(scenario, i) ? i : first;
    }
    return first;
}

static bool is_held(const way *of, const cst_scenario *scenario, size_t axis)
{
    bool held = cst_axes_tied(scenario, axis, of->along);
    for (size_t i = 0; i < of->holds; i++) {
        held = held || of->axis[i] == axis;
    }
    return held;
}

/* Holds one axis more, of those that move by themselves the one with the most values. False where
 * there is none. */
static bool hold_one(way *to, const cst_findings *findings)
{
    const cst_scenario *scenario = findings->scenario;
    size_t most = scenario->axes;
    size_t first = 0;
    for (size_t i = 0; i < scenario->axes; i++) {
        const size_t values = most < scenario->axes ? scenario->axis[most].values : 1;
        most = !is_held(to, scenario, i) && scenario->axis[i].values > values ? i : most;
    }
    while (first + 1 < findings->count && findings->finding[first].done == 0) {
        first++;
    }
    if (most < scenario->axes) {
        to->axis[to->holds] = most;
        (void)snprintf(to->hold[to->holds], sizeof to->hold[0], "%s=%.90s",
                       scenario->axis[most].key, findings->finding[first].cell->at[most]);
        to->choice[to->holds] = to->hold[to->holds];
        to->holds++;
    }
    return most < scenario->axes;
}

static void say_held(const way *of, char *out, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < of->holds && used < size; i++) {
        used += (size_t)snprintf(out + used, size - used, "%s%s", i > 0 ? ", " : "", of->hold[i]);
    }
}

/* What cannot be drawn is left out: its numbers are in the tables. */
static int pass_over(int code, cst_error *error)
{
    if (code == CST_ERR_USAGE) {
        *error = (cst_error){0};
    }
    return code == CST_ERR_USAGE ? 0 : code;
}

static int make_curves(cst_curves *curves, const cst_findings *findings, const way *of,
                       cst_error *error)
{
    const cst_curves_spec spec = {
        .kind = cst_finding_main(&findings->scenario->cell[0]),
        .along = findings->scenario->axis[of->along].key,
        .pick = {.command = "report", .choose = of->choice, .choices = of->holds}};
    cst_curves_free(curves);
    return cst_curves_make(curves, findings, &spec, error);
}

/* The first way that gives so few curves that they can be told apart: along plot's axis, along
 * another one, along plot's with others held. CST_ERR_USAGE where there is none. */
static int find_curves(cst_curves *curves, const cst_findings *findings, way *of, cst_error *error)
{
    const cst_scenario *scenario = findings->scenario;
    const size_t first = first_axis(scenario);
    of->along = first;
    int code = make_curves(curves, findings, of, error);
    for (size_t i = 0; code == CST_ERR_USAGE && i < scenario->axes; i++) {
        if (i != first && cst_pick_numeric(scenario, i)) {
            of->along = i;
            code = make_curves(curves, findings, of, error);
        }
    }
    of->along = code == CST_ERR_USAGE ? first : of->along;
    while (code == CST_ERR_USAGE && hold_one(of, findings)) {
        code = make_curves(curves, findings, of, error);
    }
    return code;
}

static int draw_curves(cst_report_file *file, way *of, cst_error *error)
{
    cst_curves curves = {0};
    int code = find_curves(&curves, &file->reload.findings, of, error);
    if (code == 0) {
        cst_figure figure = {.curves = &curves, .width = WIDTH};
        const uint32_t least = cst_figure_height(&figure);
        figure.height = least < HEIGHT ? HEIGHT : least;
        const cst_picture picture = cst_figure_picture(&figure);
        code = cst_output_svg(&picture, &file->curves, error);
        say_held(of, file->chosen, sizeof file->chosen);
    }
    cst_curves_free(&curves);
    return pass_over(code, error);
}

/* The axis of the other side of a map: the only other one with several values, but for what is tied
 * to the two. */
static size_t other_side(const cst_scenario *scenario, size_t along)
{
    size_t other = scenario->axes;
    size_t several = 0;
    for (size_t i = 0; i < scenario->axes; i++) {
        const bool tied = cst_axes_tied(scenario, i, along) ||
                          (other < scenario->axes && cst_axes_tied(scenario, i, other));
        if (!tied && scenario->axis[i].values > 1) {
            several++;
            other = i;
        }
    }
    return several == 1 && cst_pick_numeric(scenario, other) ? other : scenario->axes;
}

static int draw_map(cst_report_file *file, size_t along, cst_error *error)
{
    const cst_findings *findings = &file->reload.findings;
    const cst_scenario *scenario = findings->scenario;
    const size_t other = other_side(scenario, along);
    if (other == scenario->axes || scenario->axis[along].values < 2) {
        return 0;
    }
    const cst_map_spec spec = {.kind = cst_finding_main(&scenario->cell[0]),
                               .key = {scenario->axis[along].key, scenario->axis[other].key},
                               .pick = {.command = "report"}};
    cst_map map = {0};
    int code = cst_map_make(&map, findings, &spec, error);
    if (code == 0) {
        cst_chart chart = {.map = &map, .width = WIDTH};
        const uint32_t least = cst_chart_height(&chart);
        chart.height = least < HEIGHT ? HEIGHT : least;
        const cst_picture picture = cst_chart_picture(&chart);
        code = cst_output_svg(&picture, &file->map, error);
    }
    cst_map_free(&map);
    return pass_over(code, error);
}

static int draw_file(cst_report_file *file, cst_error *error)
{
    const cst_scenario *scenario = &file->reload.scenario;
    way of;
    int code = make_way(&of, scenario, error);
    if (code == 0 && first_axis(scenario) < scenario->axes) {
        code = draw_curves(file, &of, error);
        code = code != 0 ? code : draw_map(file, of.along, error);
    }
    free_way(&of);
    return code;
}

/* --- The page -------------------------------------------------------------------------------- */

/* Under the name from --output, or that of the only results file with another ending. */
static int name_page(char name[CST_PATH_SIZE], const cst_args *args, cst_error *error)
{
    const char *given = cst_args_text(args, "output");
    const char *base = given != NULL ? given : args->positional[0];
    const char *slash = strrchr(base, '/');
    const char *dot = strrchr(base, '.');
    const bool cut = given == NULL && dot != NULL && dot > (slash != NULL ? slash + 1 : base);
    const int length =
        snprintf(name, CST_PATH_SIZE, "%.*s%s", (int)(cut ? (size_t)(dot - base) : strlen(base)),
                 base, given != NULL ? "" : ".html");
    return length < CST_PATH_SIZE
               ? cst_args_apart(args, name, "output", error)
               : cst_error_set(error, CST_ERR_USAGE, NULL, "report --output: the name is too long");
}

static int check(const cst_args *args, cst_error *error)
{
    if (args->positional_count > 1 && !cst_args_has(args, "output")) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "report: expected --output FILE.html, where the page of %lu results "
                             "files is to go, found none",
                             (unsigned long)args->positional_count);
    }
    return cst_store_check_twice("report", CST_ERR_USAGE, (const char *const *)args->positional,
                                 args->positional_count, error);
}

static int write_page(const cst_report_file *file, size_t files, const cst_args *args,
                      cst_error *error)
{
    char name[CST_PATH_SIZE];
    cst_output output = {0};
    int code = name_page(name, args, error);
    code = code != 0 ? code : cst_output_open(&output, name, error);
    if (code != 0) {
        return code;
    }
    code = cst_print_report(output.file, file, files, error);
    code = code != 0 ? code : cst_output_close(&output, error);
    cst_output_discard(&output);
    if (code == 0) {
        cst_show_clean(stdout, name);
        fputc('\n', stdout);
    }
    return code;
}

static int report(const cst_args *args, cst_error *error)
{
    const size_t files = args->positional_count;
    size_t read = 0;
    char name[CST_PATH_SIZE];
    int code = name_page(name, args, error);
    cst_report_file *file = calloc(files, sizeof *file);
    if (code == 0 && file == NULL) {
        code = cst_error_memory(error, "a report");
    }
    for (; code == 0 && read < files; read++) {
        code = cst_reload_read(&file[read].reload, args->positional[read], error);
    }
    for (size_t i = 0; code == 0 && i < files; i++) {
        code = draw_file(&file[i], error);
    }
    code = code != 0 ? code : write_page(file, files, args, error);
    for (size_t i = 0; file != NULL && i < read; i++) {
        cst_reload_free(&file[i].reload);
        free(file[i].curves);
        free(file[i].map);
    }
    free(file);
    return code;
}

const cst_command cst_command_report = {
    .name = "report",
    .line = "results files as one page for a browser",
    .text = "Makes one HTML file of the results files RESULTS, which needs no network and no other "
            "file: what\neach says in words, warnings, curves to look into, a map of a sweep over "
            "two numbers, tables of all\nresults, the scenario, the runs that made it and the "
            "command that makes it again. Without JavaScript,\nand on paper, it shows the curves "
            "that 'plot' draws. The same results give the same bytes. Needs gnuplot.",
    CST_TAKES("RESULTS...", 1, UINT32_MAX),
    .examples = CST_EXAMPLES("custodes report rare.sqlite",
                             "custodes report old.sqlite new.sqlite --output both.html"),
    .options = CST_OPTIONS(CST_OPTION(CST_OPTION_FILE, "output", "FILE", "a file",
                                      "RESULTS with the ending .html; must be given for several",
                                      "Write this file; it is there whole or not at all.")),
    .check = check,
    .run = report,
};
