/* SPDX-License-Identifier: MIT */
#include "cli/show/draw.h"

#include "base/letters.h"
#include "cli/show/describe.h"
#include "cli/show/legend.h"
#include "scenarios/load/axes.h"
#include "study/show.h"

#include <math.h>
#include <string.h>

enum { TEXT_MAX = 2048 };
/* Dots. */
enum {
    PLOT_LEAST = 220, /* of the curves, upwards */
    PANEL_WIDE = 240, /* of a panel with its gap, at least */
    PANEL_HIGH = 200,
    PANEL_LEFT = 96, /* name and numbers of the y axis */
    PANEL_RIGHT = 24,
    PANEL_GAP = 22,
    PANEL_OVER = 30,   /* a panel's name */
    X_NAME = 46,       /* from the foot of the panels down to the name of the axis */
    X_NAME_PLAIN = 64, /* in a text */
    Y_NAME = 22,
    KEY_ROOM = 100 /* of a name in the key: mark and margins */
};
/* Values from one cell to the next at which a line is drawn, and along a curve of many cells. */
enum { BETWEEN = 24, ALONG = 960 };

typedef struct frame {
    bool log_y;
    bool unmonitored;  /* the risk without monitoring is drawn: attacks per planned task */
    bool own_rates;    /* and differs between the curves */
    bool upper, lower; /* bounds of what was not seen are drawn somewhere */
    bool exact;        /* some curve has a closed form */
    bool band;         /* some curve has none, and a band */
    bool half;         /* a share of attacks against the rate: "most" of them begins at one half */
    double x0, x1, y0, y1;
} frame;

static void widen(double value, double *least, double *most)
{
    if (isfinite(value)) {
        *least = value < *least ? value : *least;
        *most = value > *most ? value : *most;
    }
}

/* Where nothing was seen there is no estimate, only an upper bound. */
static bool was_seen(const cst_result *result)
{
    return isfinite(result->estimate);
}

/* What is 1 minus a risk has a lower bound where nothing escaped. */
static bool bounded_below(const cst_result *result)
{
    return !was_seen(result) && result->low > 0.0;
}

static bool bounded_above(const cst_result *result)
{
    return !was_seen(result) && !bounded_below(result);
}

/* Whether a curve has a band from interval to interval. Where the closed form is a line, that is
 * what lies between the points: the ends of intervals are known at them alone. */
static bool has_band(const cst_curves *curves, const cst_curve *curve)
{
    return !curves->scattered && !curve->exact && curve->points > 1;
}

/* Whether two curves have the same risk without monitoring wherever both have a point. */
static bool same_rates(const cst_curve *a, const cst_curve *b)
{
    bool same = true;
    for (size_t i = 0; i < a->points; i++) {
        for (size_t j = 0; j < b->points; j++) {
            if (a->point[i].x == b->point[j].x) {
                const double left = a->point[i].finding->unmonitored;
                const double right = b->point[j].finding->unmonitored;
                same = same && fabs(left - right) <= 1e-9 * fabs(left);
            }
        }
    }
    return same;
}

static void widen_by_curve(frame *to, const cst_curves *curves, const cst_curve *curve)
{
    for (size_t i = 0; i < curve->points; i++) {
        const cst_finding *finding = curve->point[i].finding;
        const cst_result result = cst_finding_result(finding, curves->kind);
        widen(curve->point[i].x, &to->x0, &to->x1);
        widen(result.high, &to->y0, &to->y1);
        widen(was_seen(&result) && result.low > 0.0 ? result.low : NAN, &to->y0, &to->y1);
        widen(to->unmonitored && finding->unmonitored > 0.0 ? finding->unmonitored : NAN, &to->y0,
              &to->y1);
        to->upper = to->upper || bounded_above(&result);
        to->lower = to->lower || bounded_below(&result);
    }
    for (size_t i = 0; i < curve->dots; i++) {
        widen(curve->grid[i].y > 0.0 ? curve->grid[i].y : NAN, &to->y0, &to->y1);
    }
    to->exact = to->exact || curve->exact;
    to->band = to->band || has_band(curves, curve);
}

static frame frame_of(const cst_figure *figure)
{
    const cst_curves *curves = figure->curves;
    frame to = {.x0 = INFINITY, .x1 = -INFINITY, .y0 = INFINITY, .y1 = -INFINITY};
    to.unmonitored =
        curves->kind == CST_RESULT_RESIDUAL_RISK && !curves->scattered &&
        (curves->along_rate || !cst_describe_varies(curves->findings->scenario, "scheming.rate"));
    for (size_t c = 0; c < curves->count; c++) {
        widen_by_curve(&to, curves, &curves->curve[c]);
        to.own_rates = to.own_rates || !same_rates(&curves->curve[0], &curves->curve[c]);
    }
    to.log_y = cst_scale_takes_log(figure->scale, curves->kind, to.y0, to.y1);
    to.half = curves->along_rate && !to.log_y && to.y0 < 0.5 && to.y1 > 0.5 &&
              (curves->kind == CST_RESULT_MISS_SHARE || curves->kind == CST_RESULT_MITIGATED_SHARE);
    return to;
}

/* Ranges that leave room at the ends; whole decades up and down where the scale is logarithmic. */
static void put_axes(FILE *script, const cst_curves *curves, frame *to)
{
    if (curves->log_x) {
        cst_picture_log_axis(script, "x", to->x0 / 1.35, to->x1 * 1.35);
    } else {
        const double room = to->x1 > to->x0 ? 0.04 * (to->x1 - to->x0) : 0.5;
        fprintf(script, "set xrange [%.6g:%.6g]\n", to->x0 - room, to->x1 + room);
        if (curves->whole_x && to->x1 - to->x0 <= 16.0) {
            fputs("set xtics 1\n", script);
        }
    }
    if (to->log_y) {
        cst_picture_decades(&to->y0, &to->y1);
        cst_picture_log_axis(script, "y", to->y0, to->y1);
    } else {
        const double room = to->y1 > to->y0 ? 0.06 * (to->y1 - to->y0) : 0.5;
        to->y0 = to->upper || to->y0 < 0.3 * to->y1 ? 0.0 : fmax(0.0, to->y0 - room);
        fprintf(script, "set yrange [%.6g:%.6g]\n", to->y0, to->y1 + room);
    }
}

/* Claim and settings; where they end, in dots. */
static const char *title_of(const cst_figure *figure)
{
    const char *title = figure->curves->naming.title;
    return title != NULL ? title : figure->curves->findings->scenario->claim;
}

static double put_title(FILE *script, const cst_figure *figure)
{
    const cst_scenario *scenario = figure->curves->findings->scenario;
    const cst_settings own = cst_describe_settings(scenario);
    const char *settings = figure->settings != NULL ? figure->settings : own.text;
    return cst_picture_heading(script, title_of(figure), settings, "", figure->width,
                               figure->height);
}

/* Names what moves together with the axis. */
static void add_tied(const cst_curves *curves, char *text, size_t size)
{
    const cst_scenario *scenario = curves->findings->scenario;
    const char *between = " together with ";
    for (size_t i = 0; curves->tied && i < scenario->axes; i++) {
        const size_t used = strlen(text);
        const char *key = scenario->axis[i].key;
        if (i != curves->axis && cst_axes_tied(scenario, i, curves->axis)) {
            snprintf(text + used, size - used, "%s%s", between,
                     cst_naming_of(&curves->naming, key, cst_parameter_word(key)));
            between = ", ";
        }
    }
}

/* What the x axis is called: without its remark where more follows. */
static void say_axis(const cst_figure *figure, char *text, size_t size)
{
    const cst_curves *curves = figure->curves;
    const char *key = curves->findings->scenario->axis[curves->axis].key;
    snprintf(text, size, "%s", cst_naming_of(&curves->naming, key, cst_describe_axis(key)));
    if (curves->tied) {
        text[strcspn(text, "(")] = '\0';
        text[strlen(text) - (strlen(text) > 0 && text[strlen(text) - 1] == ' ' ? 1 : 0)] = '\0';
    }
    add_tied(curves, text, size);
    cst_legend_cut(text, 0.7 * figure->width);
}

/* The names along the axes, in full where there is room for them: as they are set for one panel, or
 * as labels in the middle of all. */
static void put_names(FILE *script, const cst_figure *figure, double low, double height)
{
    const cst_curves *curves = figure->curves;
    const char *result = cst_result_name(curves->kind);
    const char *called = cst_naming_of(&curves->naming, result, result);
    const bool split = curves->panel_value != NULL;
    char text[TEXT_MAX];
    say_axis(figure, text, sizeof text);
    fputs(split ? "set label " : "set xlabel ", script);
    cst_picture_names(script, text, called);
    if (split) {
        fprintf(script, " at screen (plain ? 0.25 : 0.5),(plain ? %.4f : %.4f) center",
                (low - X_NAME_PLAIN) / figure->height, (low - X_NAME) / figure->height);
    }
    fputs(split ? " noenhanced\nif (!plain) set label " : " noenhanced\nset ylabel ", script);
    if (called == result) {
        snprintf(text, sizeof text, "%s: %s", result, cst_result_about(curves->kind)->meaning);
    } else {
        snprintf(text, sizeof text, "%s", called);
    }
    if (!cst_legend_fits(text, height)) {
        snprintf(text, sizeof text, "%s", called);
        cst_legend_cut(text, height);
    }
    cst_picture_text(script, text);
    if (split) {
        fprintf(script, " at screen %.4f,%.4f center rotate by 90", (double)Y_NAME / figure->width,
                (low + height / 2.0) / figure->height);
    }
    fprintf(script, " noenhanced\n%s", figure->width < 600 || split ? "set tics font ',9'\n" : "");
}

/* A value `part` of the way from one to the other: as a power where both are positive and it is
 * asked for. */
static double value_between(double from, double to, double part, bool power)
{
    return power && from > 0.0 && to > 0.0 ? from * pow(to / from, part)
                                           : from + part * (to - from);
}

/* What is drawn from one cell to the next, finely, for a straight line is another one on each
 * scale: lines of x, risk without monitoring, low, high. No monitoring leaves what is proportional
 * to x. The ends of the interval go as a power of a rate, as risks nearly do; along anything else
 * they are straight to look at. */
static void put_step(FILE *script, const cst_curves *curves, const frame *to,
                     const cst_along_point *here, const cst_along_point *next, int steps)
{
    const double x0 = here->x;
    const double x1 = next->x;
    const cst_result left = cst_finding_result(here->finding, curves->kind);
    const cst_result right = cst_finding_result(next->finding, curves->kind);
    const double least = to->log_y ? to->y0 : -INFINITY;
    for (int j = 0; j < (x1 > x0 ? steps : 1); j++) {
        const double way = (double)j / steps; /* in dots */
        const double x = value_between(x0, x1, way, curves->log_x);
        const double part = x1 > x0 ? (x - x0) / (x1 - x0) : 0.0;
        const bool rate = curves->along_rate && x0 > 0.0 && x1 > x0;
        const double rise = rate ? log(x / x0) / log(x1 / x0) : way;
        const double low = left.low < least ? least : left.low;
        const double next_low = right.low < least ? least : right.low;
        const bool power = rate || to->log_y;
        fprintf(script, "%.12g %.12g %.12g %.12g\n", x,
                value_between(here->finding->unmonitored, next->finding->unmonitored, part, false),
                value_between(low, next_low, rise, power),
                value_between(left.high, right.high, rise, power));
    }
}

/* Three blocks a curve: what is drawn between the cells; points (x, estimate, low, high, bounds of
 * nothing seen); closed form. */
static void put_data(FILE *script, const cst_curves *curves, const frame *to)
{
    for (size_t c = 0; c < curves->count; c++) {
        const cst_curve *curve = &curves->curve[c];
        const int fine = ALONG / (int)curve->points;
        const int steps = fine > BETWEEN ? BETWEEN : fine < 1 ? 1 : fine;
        fprintf(script, "$between%zu << END\n", c);
        for (size_t i = 0; i < curve->points; i++) {
            const size_t next = i + 1 < curve->points ? i + 1 : i;
            put_step(script, curves, to, &curve->point[i], &curve->point[next], steps);
        }
        fprintf(script, "END\n$points%zu << END\n", c);
        for (size_t i = 0; i < curve->points; i++) {
            const cst_result result = cst_finding_result(curve->point[i].finding, curves->kind);
            const double low = to->log_y && result.low < to->y0 ? to->y0 : result.low;
            fprintf(script, "%.12g ", curve->point[i].x);
            fprintf(script, "%.12g %.6g %.6g %.6g %.6g\n", result.estimate, low, result.high,
                    bounded_above(&result) ? result.high : NAN,
                    bounded_below(&result) ? result.low : NAN);
        }
        fprintf(script, "END\n$exact%zu << END\n", c);
        for (size_t i = 0; i < curve->dots; i++) {
            if (isfinite(curve->grid[i].y)) {
                fprintf(script, "%.12g %.12g\n", curve->grid[i].x, curve->grid[i].y);
            }
        }
        fputs("END\n", script);
    }
}

/* Of a closed form: in a text `*`, or where it has no line X. */
static const char *exact_look(const cst_curves *curves)
{
    return curves->scattered ? "points pt (plain ? 24 : 1) ps 1" : "lines lt 1";
}

/* What is drawn alike for all curves. A text has one sign for each: `|` for intervals (lt -1), `#`
 * (lt 2) without monitoring, `=` (lt 7) for one half, V and U (pt 22, 21) for bounds. */
static void put_looks(FILE *script)
{
    fputs("if (plain) set errorbars 0\n"
          "upper = (plain ? 'pt 22' : 'pt 10').' ps 1.3 lw 1.3'\n"
          "lower = (plain ? 'pt 21' : 'pt 8').' ps 1.3 lw 1.3'\n"
          "band = plain ? 'NaN notitle' : \"keyentry with filledcurves fc rgb '#888888' "
          "fs transparent solid 0.13 noborder title 'interval, interpolated'\"\n"
          "bars = plain ? 'lines lt -2' : 'yerrorbars pt 7 ps 0.7'\n",
          script);
}

/* A curve's name in the key; of one that lies under another, also whose it is. */
static void name_curve(const cst_curves *curves, size_t c, char *out, size_t size)
{
    const cst_curve *curve = &curves->curve[c];
    const char *label = curve->label[0] != '\0' ? curve->label : "estimate";
    if (curve->same_as != c && curves->panel_value == NULL) {
        snprintf(out, size, "%s, the same as %s", label, curves->curve[curve->same_as].label);
    } else {
        snprintf(out, size, "%s", label);
    }
}

/* The lines, points and bounds of one curve. */
static void put_curve(FILE *script, const cst_curves *curves, const frame *to, size_t c)
{
    const size_t style = curves->curve[c].style;
    const char *colour = cst_legend_colour(style);
    if (to->unmonitored && to->own_rates) {
        fprintf(script,
                "$between%zu using 1:2 with lines lt 2 lw 1.2 dt '-' lc rgb '%s' notitle, \\\n", c,
                colour);
    }
    if (has_band(curves, &curves->curve[c])) {
        fprintf(script,
                "$between%zu using 1:(plain ? NaN : $3):4 with filledcurves fc rgb '%s' fs "
                "transparent solid 0.13 "
                "noborder notitle, \\\n",
                c, colour);
    }
    if (curves->curve[c].exact) {
        fprintf(script, "$exact%zu using 1:2 with %s lw 1.4 dt %s lc rgb '%s' notitle, \\\n", c,
                exact_look(curves), curves->scattered ? "1" : cst_legend_dash(style), colour);
    }
    fprintf(script,
            "$points%zu using 1:2:3:4 with yerrorbars lt -1 pt %s ps 0.7 lw 1.2 lc rgb '%s' "
            "notitle, \\\n"
            "$points%zu using 1:5 with points @upper lc rgb '%s' notitle, \\\n"
            "$points%zu using 1:6 with points @lower lc rgb '%s' notitle, \\\n",
            c, cst_legend_mark(style).text, colour, c, colour, c, colour);
}

/* Its name in the key; of curves of several panels once. */
static void put_entry(FILE *script, const cst_figure *figure, size_t c)
{
    const cst_curves *curves = figure->curves;
    const size_t style = curves->curve[c].style;
    char name[TEXT_MAX];
    for (size_t i = 0; i < c; i++) {
        if (curves->curve[i].style == style) {
            return;
        }
    }
    name_curve(curves, c, name, sizeof name);
    cst_legend_cut(name, (double)figure->width - KEY_ROOM);
    fprintf(script,
            "keyentry with %s lt (plain ? -2 : 1) pt %s ps 0.9 lw 1.4 dt %s lc rgb '%s' title ",
            curves->scattered ? "points" : "linespoints", cst_legend_mark(style).text,
            cst_legend_dash(style), cst_legend_colour(style));
    cst_picture_text(script, name);
    fputs(" noenhanced, \\\n", script);
}

/* What the same marks mean in every curve. */
static void put_notes(FILE *script, const cst_curves *curves, const frame *to)
{
    if (to->exact) {
        fprintf(script, "keyentry with %s lw 1.4 lc rgb '#888888' title 'closed form', \\\n",
                exact_look(curves));
    }
    if (to->upper) {
        fputs("keyentry with points @upper lc rgb '#888888' title "
              "'no events: upper bound', \\\n",
              script);
    }
    if (to->lower) {
        fputs("keyentry with points @lower lc rgb '#888888' title "
              "'no events: lower bound', \\\n",
              script);
    }
    fprintf(script,
            "keyentry with @bars lc rgb '#888888' title (plain ? '|: ' : '').'%s %% interval'%s\n",
            cst_show_percent(curves->findings->finding[0].cell->estimate.confidence, 12).text,
            to->band ? ", \\\n@band" : "");
}

/* What every curve is held against: a line with a title or without. */
static void put_references(FILE *script, const frame *to, size_t curve, bool named)
{
    if (to->unmonitored && to->own_rates && named) {
        fputs("keyentry with lines lt 2 lw 1.2 dt '-' lc rgb '#888888' title 'no monitoring', \\\n",
              script);
    } else if (to->unmonitored && !to->own_rates) {
        fprintf(script,
                "$between%zu using 1:2 with lines lt 2 lw 1.2 dt '-' lc rgb '#000000' %s, \\\n",
                curve, named ? "title 'no monitoring'" : "notitle");
    }
    if (to->half) {
        fprintf(script, "0.5 with lines lt 7 lw 1.2 dt '-' lc rgb '#000000' %s, \\\n",
                named ? "title 'one half'" : "notitle");
    }
}

static void put_plot(FILE *script, const cst_figure *figure, const frame *to)
{
    fputs("plot \\\n", script);
    put_references(script, to, 0, true);
    for (size_t c = 0; c < figure->curves->count; c++) {
        put_curve(script, figure->curves, to, c);
        put_entry(script, figure, c);
    }
    put_notes(script, figure->curves, to);
}

/* One of several panels, without a key. */
static void put_panel(FILE *script, const cst_curves *curves, const frame *to, size_t panel)
{
    size_t first = 0;
    while (curves->curve[first].panel != panel) {
        first++;
    }
    fputs("plot \\\n", script);
    put_references(script, to, first, false);
    for (size_t c = first; c < curves->count; c++) {
        if (curves->curve[c].panel == panel) {
            put_curve(script, curves, to, c);
        }
    }
    fputs("NaN notitle\n", script);
}

/* The key of all panels, in a frame of its own that is as wide as the picture. */
static void put_common_key(FILE *script, const cst_figure *figure, const frame *to,
                           const cst_legend *place)
{
    fputs("unset title\nunset border\nunset tics\nunset grid\nunset logscale\n"
          "set xrange [0:1]\nset yrange [0:1]\n"
          "set lmargin at screen 0.02\nset rmargin at screen 0.98\n",
          script);
    cst_legend_put(script, place, 0.0, figure->height);
    fputs("set rmargin at screen 0.98\nplot \\\nNaN notitle, \\\n", script);
    if (to->unmonitored) {
        fprintf(script,
                "keyentry with lines lt 2 lw 1.2 dt '-' lc rgb '%s' title 'no monitoring', \\\n",
                to->own_rates ? "#888888" : "#000000");
    }
    if (to->half) {
        fputs("keyentry with lines lt 7 lw 1.2 dt '-' lc rgb '#000000' title 'one half', \\\n",
              script);
    }
    for (size_t c = 0; c < figure->curves->count; c++) {
        put_entry(script, figure, c);
    }
    put_notes(script, figure->curves, to);
}

static cst_legend place_key(const cst_figure *figure, const frame *to)
{
    const cst_curves *curves = figure->curves;
    size_t longest = strlen("no events: upper bound");
    for (size_t c = 0; c < curves->count; c++) {
        char name[TEXT_MAX];
        name_curve(curves, c, name, sizeof name);
        cst_legend_cut(name, (double)figure->width - KEY_ROOM);
        const size_t length = cst_letters_count(name);
        longest = length > longest ? length : longest;
    }
    const size_t entries = curves->styles + 1 + (to->unmonitored ? 1 : 0) + (to->upper ? 1 : 0) +
                           (to->lower ? 1 : 0) + (to->exact ? 1 : 0) + (to->half ? 1 : 0) +
                           (to->band ? 1 : 0);
    return cst_legend_place(longest, entries, figure->width, curves->panel_value != NULL);
}

/* Panels beside each other, about as many as there are rows of them, and these rows. */
static size_t columns_of(const cst_figure *figure)
{
    const size_t panels = figure->curves->panels;
    const double room = (double)figure->width - PANEL_LEFT - PANEL_RIGHT;
    const size_t most = room < 2.0 * PANEL_WIDE ? 1 : (size_t)(room / PANEL_WIDE);
    const size_t even = panels <= 3 ? panels : (size_t)ceil(sqrt((double)panels));
    return even < most ? even : most;
}

static size_t rows_of(const cst_figure *figure)
{
    const size_t columns = columns_of(figure);
    return (figure->curves->panels + columns - 1) / columns;
}

uint32_t cst_figure_height(const cst_figure *figure)
{
    const frame to = frame_of(figure);
    const cst_legend place = place_key(figure, &to);
    const double names = cst_legend_height(&place);
    double curves = place.beside && names > PLOT_LEAST ? names : PLOT_LEAST;
    if (figure->curves->panel_value != NULL) {
        curves = (double)(rows_of(figure) * (PANEL_HIGH + PANEL_OVER));
    }
    cst_figure any = *figure;
    any.height = 1000;
    return (uint32_t)(put_title(NULL, &any) + curves + cst_legend_below(&place));
}

/* Where a panel stands, and which numbers it has: those of the y axis at the left, those of the x
 * axis where no panel is below. */
static void put_frame(FILE *script, const cst_figure *figure, size_t panel, double low, double high)
{
    const size_t columns = columns_of(figure);
    const size_t rows = rows_of(figure);
    const size_t column = panel % columns;
    const size_t row = panel / columns;
    const double room = (double)figure->width - PANEL_LEFT - PANEL_RIGHT;
    const double wide = (room + PANEL_GAP) / (double)columns;
    const double tall = (high - low) / (double)rows;
    const double left = PANEL_LEFT + (double)column * wide;
    const double top = high - (double)row * tall - PANEL_OVER;
    const double foot = high - (double)(row + 1) * tall;
    char name[CST_CURVE_LABEL];
    cst_curves_panel(figure->curves, panel, name);
    cst_legend_cut(name, wide - PANEL_GAP);
    fprintf(script,
            "set lmargin at screen %.4f\nset rmargin at screen %.4f\n"
            "set tmargin at screen %.4f\nset bmargin at screen %.4f\n%s%sset title ",
            left / figure->width, (left + wide - PANEL_GAP) / figure->width, top / figure->height,
            foot / figure->height, column > 0 ? "set format y ''\n" : "",
            panel + columns < figure->curves->panels ? "set format x ''\n" : "");
    cst_picture_text(script, name);
    fputs(" noenhanced offset 0,-0.6 font ',11'\n", script);
}

/* The panels one after the other, on the same axes. */
static void put_panels(FILE *script, const cst_figure *figure, const frame *to,
                       const cst_legend *place, double low, double high)
{
    fputs("unset key\nset multiplot\n", script);
    for (size_t panel = 0; panel < figure->curves->panels; panel++) {
        frame ranges = *to; /* widened when its axes are set */
        fputs("unset format\n", script);
        put_axes(script, figure->curves, &ranges);
        put_frame(script, figure, panel, low, high);
        put_panel(script, figure->curves, &ranges, panel);
        fputs("unset label\n", script);
    }
    put_common_key(script, figure, to, place);
    fputs("unset multiplot\n", script);
}

static void write_figure(const void *self, FILE *script)
{
    const cst_figure *figure = self;
    const cst_curves *curves = figure->curves;
    const frame to = frame_of(figure);
    const cst_legend place = place_key(figure, &to);
    fputs("set datafile missing 'NaN'\n"
          "set border 3 lc rgb '#444444'\nset tics nomirror out\nset samples 400\n"
          "set grid xtics ytics lc rgb '#cccccc' lw 0.7\n"
          "set lmargin 12\n",
          script);
    const double top = put_title(script, figure);
    const double low = cst_legend_below(&place);
    const double high = (double)figure->height - top;
    cst_legend_put(script, &place, top, figure->height);
    put_looks(script);
    put_names(script, figure, low, high - low);
    frame ranges = to;
    put_axes(script, curves, &ranges);
    put_data(script, curves, &ranges);
    if (curves->panel_value != NULL) {
        put_panels(script, figure, &to, &place, low, high);
    } else {
        put_plot(script, figure, &ranges);
    }
}

cst_picture cst_figure_picture(const cst_figure *figure)
{
    return (cst_picture){.title = title_of(figure),
                         .width = figure->width,
                         .height = figure->height,
                         .write = write_figure,
                         .self = figure};
}
