/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/figure.h"
#include "cli/gnuplot.h"
#include "cli/output.h"
#include "cli/reload.h"
#include "scenarios/load/nearest.h"

#include <stdlib.h>
#include <string.h>

enum { DEFAULT_WIDTH = 1000, DEFAULT_HEIGHT = 640, MANY_CURVES = 12 };

static int find_result(const char *name, cst_result_kind *found, cst_error *error)
{
    cst_nearest nearest = {0};
    for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
        const char *known = cst_result_name((cst_result_kind)kind);
        if (strcmp(known, name) == 0) {
            *found = (cst_result_kind)kind;
            return 0;
        }
        cst_nearest_look(&nearest, name, known);
    }
    return cst_error_set(error, CST_ERR_USAGE, NULL,
                         "plot --result: expected the name of a result, found '%.60s'%s%s", name,
                         nearest.best != NULL ? "; the nearest known one is " : "",
                         nearest.best != NULL ? nearest.best : "");
}

/* What is drawn: both kinds of picture, or the one that --output names by its ending. */
typedef struct pictures {
    char *base; /* heap: the name without ending */
    bool svg, png;
} pictures;

static bool cut_ending(char *name, const char *ending)
{
    const size_t length = strlen(name);
    const size_t cut = strlen(ending);
    if (length <= cut || strcmp(name + length - cut, ending) != 0) {
        return false;
    }
    name[length - cut] = '\0';
    return true;
}

/* The name from --output, or the results file's without its ending. */
static int name_pictures(pictures *to, const cst_args *args, cst_error *error)
{
    const char *given = cst_args_text(args, "output");
    *to = (pictures){.base = strdup(given != NULL ? given : args->positional[0])};
    if (to->base == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "memory for a name");
    }
    if (given != NULL) {
        to->svg = cut_ending(to->base, ".svg");
        to->png = !to->svg && cut_ending(to->base, ".png");
    } else {
        char *slash = strrchr(to->base, '/');
        char *dot = strrchr(to->base, '.');
        if (dot != NULL && dot > (slash != NULL ? slash + 1 : to->base)) {
            *dot = '\0';
        }
    }
    if (!to->svg && !to->png) {
        to->svg = true;
        to->png = true;
    }
    return 0;
}

static int open_picture(cst_output *output, bool wanted, const char *base, const char *ending,
                        cst_error *error)
{
    char path[4096];
    if (!wanted) {
        return 0;
    }
    if (snprintf(path, sizeof path, "%s%s", base, ending) >= (int)sizeof path) {
        return cst_error_set(error, CST_ERR_USAGE, NULL, "plot --output: the name is too long");
    }
    return cst_output_open(output, path, error);
}

static cst_scale scale_of(const char *name)
{
    if (name == NULL || strcmp(name, "auto") == 0) {
        return CST_SCALE_AUTO;
    }
    return strcmp(name, "log") == 0 ? CST_SCALE_LOG : CST_SCALE_LINEAR;
}

/* Draws into temporary files and gives them their names once all are there. */
static int draw(const cst_curves *curves, const cst_args *args, const cst_console *console,
                cst_error *error)
{
    cst_output svg = {0};
    cst_output png = {0};
    pictures to = {0};
    int code = name_pictures(&to, args, error);
    if (code == 0) {
        code = open_picture(&svg, to.svg, to.base, ".svg", error);
    }
    if (code == 0) {
        code = open_picture(&png, to.png, to.base, ".png", error);
    }
    if (code == 0) {
        cst_figure figure = {
            .curves = curves,
            .scale = scale_of(cst_args_text(args, "scale")),
            .width = (uint32_t)cst_args_count(args, "width", DEFAULT_WIDTH),
            .height = (uint32_t)cst_args_count(args, "height", DEFAULT_HEIGHT),
            .svg = to.svg ? cst_output_name(&svg) : NULL,
            .png = to.png ? cst_output_name(&png) : NULL,
        };
        code = cst_gnuplot_run(cst_figure_write, &figure, error);
    }
    if (code == 0 && to.svg) {
        code = cst_output_close(&svg, error);
    }
    if (code == 0 && to.png) {
        code = cst_output_close(&png, error);
    }
    if (code == 0) {
        fprintf(console->out, "%s%s", to.svg ? to.base : "", to.svg ? ".svg\n" : "");
        fprintf(console->out, "%s%s", to.png ? to.base : "", to.png ? ".png\n" : "");
    }
    cst_output_discard(&svg);
    cst_output_discard(&png);
    free(to.base);
    return code;
}

static int run(const cst_args *args, const cst_console *console, cst_error *error)
{
    cst_result_kind kind = CST_RESULT_RESIDUAL_RISK;
    cst_reload reload = {0};
    cst_curves curves = {0};
    int code = 0;
    if (cst_args_has(args, "result")) {
        code = find_result(cst_args_text(args, "result"), &kind, error);
    }
    if (code == 0) {
        code = cst_reload_read(&reload, args->positional[0], error);
    }
    if (code == 0) {
        code =
            cst_curves_make(&curves, &reload.findings, kind, cst_args_text(args, "along"), error);
    }
    if (code == 0 && curves.count > MANY_CURVES) {
        fprintf(console->err,
                "custodes: plot: %zu curves in one picture; with more than %d colours repeat\n",
                curves.count, MANY_CURVES);
    }
    if (code == 0) {
        cst_reload_warn_unfinished(&reload, "plot", console->err);
        code = draw(&curves, args, console, error);
    }
    cst_curves_free(&curves);
    cst_reload_free(&reload);
    return code;
}

static const char *const examples[] = {
    "custodes plot rare.sqlite",
    "custodes plot rare.sqlite --result trial_risk --output rare-trial",
    "custodes plot rare.sqlite --along scheming.rho --output rare.svg",
    NULL,
};

static const cst_flag flags[] = {
    {.name = "output",
     .type = CST_FLAG_TEXT,
     .value = "NAME",
     .range = "a file name",
     .fallback = "RESULTS without its ending",
     .text = "Write NAME.svg and NAME.png; only one where NAME ends with .svg or .png."},
    {.name = "result",
     .type = CST_FLAG_TEXT,
     .value = "NAME",
     .range = "a result's name",
     .fallback = "residual_risk",
     .text = "What to draw."},
    {.name = "along",
     .type = CST_FLAG_TEXT,
     .value = "KEY",
     .range = "a key of the sweep",
     .fallback = "see above",
     .text = "What to draw along: a key with numbers."},
    {.name = "scale",
     .type = CST_FLAG_CHOICE,
     .value = "SCALE",
     .range = "auto|linear|log",
     .fallback = "auto",
     .text = "Of the result; auto: logarithmic for risks that span a factor of 30 or more."},
    {.name = "width",
     .type = CST_FLAG_COUNT,
     .least = 400,
     .most = 4000,
     .value = "N",
     .range = "400 to 4000",
     .fallback = "1000",
     .text = "Width of the SVG; the PNG has twice as many dots."},
    {.name = "height",
     .type = CST_FLAG_COUNT,
     .least = 300,
     .most = 4000,
     .value = "N",
     .range = "300 to 4000",
     .fallback = "640",
     .text = "Height of the SVG; the PNG has twice as many dots."},
    {.name = NULL},
};

const cst_command cst_command_plot = {
    .name = "plot",
    .line = "draw a risk curve from a results file (SVG and PNG)",
    .text = "Draws a result of the results file RESULTS against the scheming rate if the sweep "
            "varies it,\nelse against the first numeric axis: one curve for each combination of "
            "the other axes, points\nwith interval bars and bands, a hollow downward mark at the "
            "upper bound where nothing was seen,\nthe closed form as a line, and the risk without "
            "monitoring. Needs gnuplot.",
    .positional = "RESULTS",
    .least = 1,
    .most = 1,
    .examples = examples,
    .flags = flags,
    .run = run,
};
