/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/show/draw.h"
#include "cli/show/flow.h"
#include "cli/show/report.h"
#include "study/show.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 1000, HEIGHT = 640 };

/* --- What is drawn of a results file --------------------------------------------------------- */

/* A way to draw curves of a sweep: along an axis, with others held at their first values. */
typedef struct way {
    size_t along;
    size_t curves;
    size_t holds;
    char (*hold)[192];   /* KEY=VALUE */
    const char **choice; /* the same, as cst_pick has them */
} way;

static void free_way(way *of)
{
    free(of->hold);
    free(of->choice);
    *of = (way){0};
}

/* How many curves there would be along an axis. */
static size_t curves_along(const cst_scenario *scenario, size_t along)
{
    size_t curves = 1;
    for (size_t i = 0; i < scenario->axes; i++) {
        curves *= i == along ? 1 : scenario->axis[i].values;
    }
    return curves;
}

/* The axis that plot would take, unless that gives too many curves and another one does not; the
 * number of axes where there is none with numbers. */
static size_t choose_along(const cst_scenario *scenario)
{
    const size_t rate = cst_scenario_axis(scenario, "scheming.rate");
    size_t first = rate;
    for (size_t i = 0; i < scenario->axes && first == scenario->axes; i++) {
        first = cst_pick_numeric(scenario, i) ? i : first;
    }
    for (size_t i = 0; i < scenario->axes; i++) {
        if (curves_along(scenario, first) > CST_CURVES_MAX && cst_pick_numeric(scenario, i) &&
            curves_along(scenario, i) <= CST_CURVES_MAX) {
            return i;
        }
    }
    return first;
}

/* Holds axes at their first values, those with the most values first, until the curves can be told
 * apart. */
static void hold_others(const cst_scenario *scenario, way *to)
{
    bool held[64] = {false};
    while (to->curves > CST_CURVES_MAX && to->holds < 64) {
        size_t most = scenario->axes;
        for (size_t i = 0; i < scenario->axes && i < 64; i++) {
            const bool more =
                most == scenario->axes || scenario->axis[i].values > scenario->axis[most].values;
            most = i != to->along && !held[i] && more ? i : most;
        }
        held[most] = true;
        to->curves /= scenario->axis[most].values;
        (void)snprintf(to->hold[to->holds], sizeof to->hold[0], "%s=%.90s",
                       scenario->axis[most].key, scenario->axis[most].value[0]);
        to->choice[to->holds] = to->hold[to->holds];
        to->holds++;
    }
}

static int find_way(const cst_scenario *scenario, way *to, cst_error *error)
{
    *to = (way){.along = choose_along(scenario)};
    to->curves = to->along < scenario->axes ? curves_along(scenario, to->along) : 0;
    to->hold = calloc(scenario->axes + 1, sizeof *to->hold);
    to->choice = calloc(scenario->axes + 1, sizeof *to->choice);
    if (to->hold == NULL || to->choice == NULL) {
        return cst_error_memory(error, "a report");
    }
    hold_others(scenario, to);
    return 0;
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

static int draw_curves(cst_report_file *file, const way *of, cst_error *error)
{
    const cst_findings *findings = &file->reload.findings;
    const cst_curves_spec spec = {.kind = cst_finding_main(&findings->scenario->cell[0]),
                                  .along = findings->scenario->axis[of->along].key,
                                  .pick = {"report", of->choice, of->holds}};
    cst_curves curves = {0};
    int code = cst_curves_make(&curves, findings, &spec, error);
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

/* The axis of the other side of a map: the only other one with several values. */
static size_t other_side(const cst_scenario *scenario, size_t along)
{
    size_t other = scenario->axes;
    size_t several = 0;
    for (size_t i = 0; i < scenario->axes; i++) {
        if (i != along && scenario->axis[i].values > 1) {
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
    int code = find_way(scenario, &of, error);
    if (code == 0 && of.along < scenario->axes) {
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
    return 0;
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
                             "custodes report rare.sqlite committee.sqlite --output both.html"),
    .options = CST_OPTIONS(CST_OPTION(CST_OPTION_FILE, "output", "FILE", "a file",
                                      "RESULTS with the ending .html; must be given for several",
                                      "Write this file; it is there whole or not at all.")),
    .check = check,
    .run = report,
};
