/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/show/draw.h"
#include "cli/show/flow.h"
#include "study/show.h"

#include <string.h>

enum { DEFAULT_WIDTH = 1000, DEFAULT_HEIGHT = 640, MANY_CURVES = 8 };

/* The files to draw: the one that --output names by its ending, else an SVG and a PNG. */
typedef struct pictures {
    char name[2][CST_PATH_SIZE];
    const char *path[2];
    size_t count;
} pictures;

/* Under the name from --output, or the results file's without its ending. */
static int name_pictures(pictures *to, const cst_args *args, cst_error *error)
{
    const char *given = cst_args_text(args, "output");
    const char *base = given != NULL ? given : args->positional[0];
    const char *slash = strrchr(base, '/');
    const char *dot = strrchr(base, '.');
    const bool whole = given != NULL && cst_picture_format_of(given) != CST_PICTURE_FORMATS;
    const bool cut = given == NULL && dot != NULL && dot > (slash != NULL ? slash + 1 : base);
    const size_t length = cut ? (size_t)(dot - base) : strlen(base);
    to->count = whole ? 1 : 2;
    for (size_t i = 0; i < to->count; i++) {
        const char *ending = whole ? "" : cst_picture_ending((cst_picture_format)i);
        if (length + strlen(ending) >= sizeof to->name[i]) {
            return cst_error_set(error, CST_ERR_USAGE, NULL, "plot --output: the name is too long");
        }
        snprintf(to->name[i], sizeof to->name[i], "%.*s%s", (int)length, base, ending);
        to->path[i] = to->name[i];
    }
    return 0;
}

/* As high as was asked for, or as it takes. */
static int size_picture(cst_picture *picture, uint32_t least, const char *of, const cst_args *args,
                        cst_error *error)
{
    picture->height = (uint32_t)cst_args_count(args, "height", DEFAULT_HEIGHT);
    if (picture->height < least && cst_args_has(args, "height")) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "plot --height: expected at least %lu for the claim, %s at this "
                             "width, found %lu",
                             (unsigned long)least, of, (unsigned long)picture->height);
    }
    picture->height = picture->height < least ? least : picture->height;
    return 0;
}

static int draw(const cst_picture *picture, const cst_args *args, cst_error *error)
{
    pictures to = {0};
    int code = name_pictures(&to, args, error);
    code = code != 0 ? code : cst_output_draw(picture, to.path, to.count, args, "output", error);
    for (size_t i = 0; code == 0 && i < to.count; i++) {
        cst_show_clean(stdout, to.path[i]);
        fputc('\n', stdout);
    }
    return code;
}

static uint32_t width_of(const cst_args *args)
{
    return (uint32_t)cst_args_count(args, "width", DEFAULT_WIDTH);
}

static cst_scale scale_of(const cst_args *args)
{
    return (cst_scale)cst_args_count(args, "scale", CST_SCALE_AUTO);
}

/* The result that --result names; without it the one that is there. */
static int read_result(const cst_args *args, cst_result_kind *kind, cst_error *error)
{
    return cst_pick_result("plot", cst_args_text(args, "result"), kind, error);
}

static int check(const cst_args *args, cst_error *error)
{
    cst_result_kind kind = CST_RESULT_RESIDUAL_RISK;
    if (cst_args_has(args, "map") && cst_args_has(args, "along")) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "plot --along: a map is drawn along its own two keys; leave out "
                             "--along or --map");
    }
    if (cst_args_has(args, "map") && cst_args_has(args, "split")) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "plot --split: a map has one panel; choose with --only, or leave out "
                             "--map");
    }
    if (cst_args_has(args, "map") && cst_args_has(args, "output") &&
        cst_picture_format_of(cst_args_text(args, "output")) == CST_PICTURE_TEXT) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "plot --output: a map is not drawn as text; use another ending than "
                             ".txt, or leave out --map");
    }
    if (cst_args_has(args, "contour") && !cst_args_has(args, "map")) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "plot --contour: a line is drawn on a map; add --map KEY KEY");
    }
    return read_result(args, &kind, error);
}

static int draw_curves(const cst_findings *findings, const cst_curves_spec *spec,
                       const cst_args *args, cst_error *error)
{
    cst_curves curves = {0};
    int code = cst_curves_make(&curves, findings, spec, error);
    if (code == 0 && curves.styles > MANY_CURVES) {
        cst_flow_message(stderr,
                         "plot: %zu curves in one picture; with more than %d colours repeat",
                         curves.styles, MANY_CURVES);
    }
    if (code == 0) {
        cst_figure figure = {.curves = &curves, .scale = scale_of(args), .width = width_of(args)};
        cst_picture picture = cst_figure_picture(&figure);
        code = size_picture(&picture, cst_figure_height(&figure), "the curves and their names",
                            args, error);
        figure.height = picture.height;
        code = code != 0 ? code : draw(&picture, args, error);
    }
    cst_curves_free(&curves);
    return code;
}

static int draw_map(const cst_findings *findings, const cst_map_spec *spec, const cst_args *args,
                    cst_error *error)
{
    cst_map map = {0};
    int code = cst_map_make(&map, findings, spec, error);
    if (code == 0) {
        cst_chart chart = {.map = &map, .scale = scale_of(args), .width = width_of(args)};
        cst_picture picture = cst_chart_picture(&chart);
        code =
            size_picture(&picture, cst_chart_height(&chart), "the map and its names", args, error);
        chart.height = picture.height;
        code = code != 0 ? code : draw(&picture, args, error);
    }
    for (size_t i = 0; code == 0 && i < map.contours; i++) {
        char side[256];
        cst_map_say_side(&map.contour[i], side, sizeof side);
        if (map.contour[i].line.lines == 0) {
            cst_flow_message(stderr, "plot --contour: %s", side);
        }
    }
    cst_map_free(&map);
    return code;
}

static int draw_results(const cst_findings *findings, const cst_args *args, cst_error *error)
{
    cst_result_kind kind = cst_finding_main(&findings->scenario->cell[0]);
    cst_pick pick = {.command = "plot"};
    pick.choose = cst_args_list(args, "only", &pick.choices);
    cst_naming naming = {.title = cst_args_text(args, "title")};
    naming.label = cst_args_list(args, "label", &naming.labels);
    const int code = read_result(args, &kind, error);
    if (code != 0) {
        return code;
    }
    if (cst_args_has(args, "map")) {
        cst_map_spec spec = {.kind = kind,
                             .key = {cst_args_text(args, "map"), cst_args_second(args, "map")},
                             .pick = pick,
                             .naming = naming};
        spec.contour = cst_args_list(args, "contour", &spec.contours);
        return draw_map(findings, &spec, args, error);
    }
    const cst_curves_spec spec = {.kind = kind,
                                  .has_along = true,
                                  .along = cst_args_text(args, "along"),
                                  .split = cst_args_text(args, "split"),
                                  .pick = pick,
                                  .naming = naming};
    return draw_curves(findings, &spec, args, error);
}

const cst_command cst_command_plot = {
    .name = "plot",
    .line = "draw a risk curve from a results file (SVG, PNG, PDF, text)",
    .text =
        "Draws a result of the results file RESULTS against the scheming rate if the sweep "
        "varies it,\nelse against the first numeric axis: one curve for each combination of "
        "the other axes, points\nwith interval bars, a hollow downward mark at the upper bound "
        "where nothing was seen, the\nclosed form as a line, or where there is none a band "
        "from interval to interval, and the risk\nwithout "
        "monitoring. At most 16 curves; --only chooses\namong them, "
        "and --split draws a panel for each value of a key. Needs gnuplot.\n"
        "With --map it draws the result over two numbers that the sweep varies, a field for "
        "each cell:\nthe closed form where there is one, else the estimate; the picture says "
        "which. --contour adds\na line at which a result, this or another one, crosses a "
        "value: of the closed forms where all\ncells have one, else of the estimates, with "
        "dashed lines where the ends of their intervals\ncross it. --only chooses where the "
        "sweep is over more keys.\nKeys that are tied to the one that is drawn along move with it: "
        "a line where they go one way,\npoints alone where they go up and down, as in a design.",
    CST_TAKES("RESULTS", 1, 1),
    .examples =
        CST_EXAMPLES("custodes plot rare.sqlite",
                     "custodes plot rare.sqlite --result trial_risk --output rare-trial",
                     "custodes plot rare.sqlite --along scheming.rho --output rare.pdf",
                     "custodes plot rare.sqlite --only scheming.rho=0,0.5 --title 'Rare schemers'",
                     "custodes plot rare.sqlite --split scheming.rho",
                     "custodes plot rare.sqlite --map scheming.rate scheming.rho "
                     "--contour miss_share=0.5"),
    .options = CST_OPTIONS(
        CST_OPTION(
            CST_OPTION_CHART, "output", "NAME", "a file name", "RESULTS without its ending",
            "Write NAME.svg and NAME.png; only one where NAME ends with .svg, .png, .pdf or .txt: "
            "plain text, for a terminal."),
        CST_OPTION(CST_OPTION_TEXT, "result", "NAME", "a result's name",
                   "residual_risk, or the first of a mechanism", "What to draw."),
        CST_OPTION(CST_OPTION_TEXT, "along", "KEY", "a key of the sweep", "see above",
                   "What to draw along: a key with numbers."),
        CST_OPTION(CST_OPTION_PAIR, "map", "KEY KEY", "two keys of the sweep", "curves",
                   "Draw a map, the first key to the right and the second upwards."),
        CST_OPTION(CST_OPTION_LIST, "contour", "RESULT=VALUE", "may be repeated, up to 8 times", "",
                   "Draw a line on the map at which the result crosses the value."),
        CST_OPTION(CST_OPTION_LIST, "only", "KEY=VALUE,...", "may be repeated", "every cell",
                   "Draw only the cells of the sweep at which KEY has one of these values."),
        CST_OPTION(CST_OPTION_TEXT, "split", "KEY", "a key of the sweep", "one panel",
                   "Draw a panel for each value of the key, on the same axes."),
        CST_OPTION(CST_OPTION_TEXT, "title", "TEXT", "up to 300 letters", "the claim",
                   "What stands above the picture."),
        CST_OPTION(CST_OPTION_LIST, "label", "KEY=TEXT", "may be repeated", "its own name",
                   "What a key of the sweep, a name among its values or the result is called, in "
                   "up to 60 letters."),
        CST_OPTION(CST_OPTION_CHOICE, "scale", "SCALE", "auto|linear|log", "auto",
                   "Of the result; auto: logarithmic for risks that span a factor of 30 or more."),
        CST_COUNT("width", 400, 4000, "400 to 4000", "1000",
                  "Width of the SVG; the PNG has twice as many dots."),
        CST_COUNT("height", 300, 4000, "300 to 4000", "640, or as much as the names need",
                  "Height of the SVG; the PNG has twice as many dots.")),
    .check = check,
    .on_results = draw_results,
};
