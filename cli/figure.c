/* SPDX-License-Identifier: MIT */
#include "cli/figure.h"

#include "cli/describe.h"
#include "cli/show.h"

#include <math.h>
#include <string.h>

/* Colours that colour-blind readers can tell (Okabe and Ito 2008), black and yellow left out, and
 * marks that stay apart in grey. */
static const char *const colours[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                      "#E69F00", "#56B4E9", "#7F3C8D", "#666666"};
static const int marks[] = {7, 5, 9, 13, 15, 4, 6, 12};
static const char *const dashes[] = {"1", "'-'", "'.'"};
/* Letters of a line in a picture of 1000 dots. */
enum { COLOURS = 8, TITLE_WIDTH = 96, SUBTITLE_WIDTH = 160, KEY_WIDTH = 36, TEXT_MAX = 1024 };

typedef struct frame {
    bool log_y;
    bool unmonitored;  /* the risk without monitoring is drawn: attacks per planned task */
    bool upper, lower; /* bounds of what was not seen are drawn somewhere */
    double x0, x1, y0, y1;
} frame;

/* A gnuplot string in single quotes: nothing in it is expanded. */
static void quote(FILE *script, const char *text, size_t length)
{
    fputc('\'', script);
    for (size_t i = 0; i < length && text[i] != '\0'; i++) {
        const unsigned char byte = (unsigned char)text[i];
        if (byte == '\'') {
            fputs("''", script);
        } else {
            fputc(byte < 0x20 || byte == 0x7f ? '?' : byte, script);
        }
    }
    fputc('\'', script);
}

/* Text in lines of about equal length from the top of the picture down; returns where it ends. */
static double put_lines(FILE *script, const char *text, size_t width, const char *style, double top,
                        double step)
{
    const size_t lines = strlen(text) / width + 1;
    const size_t even = lines > 1 ? strlen(text) / lines + 10 : width;
    width = even < width ? even : width;
    while (*text != '\0') {
        size_t length = strlen(text);
        if (length > width) {
            length = width;
            while (length > 0 && text[length] != ' ') {
                length--;
            }
            length = length == 0 ? width : length;
        }
        fputs("set label ", script);
        quote(script, text, length);
        fprintf(script, " at screen 0.02,%.4f left front noenhanced %s\n", top, style);
        top -= step;
        text += length;
        text += *text == ' ' ? 1 : 0;
    }
    return top;
}

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

/* Values that are as telling near 1 as near 0. */
static bool is_linear(cst_result_kind kind)
{
    return kind == CST_RESULT_MITIGATED_SHARE || kind == CST_RESULT_SAFETY ||
           kind == CST_RESULT_USEFULNESS || kind == CST_RESULT_AVAILABILITY ||
           kind == CST_RESULT_WIN_SHARE || kind == CST_RESULT_CONTINUE_SHARE ||
           kind == CST_RESULT_LOSE_SHARE;
}

static bool takes_log(const cst_figure *figure, const frame *to)
{
    if (figure->scale == CST_SCALE_AUTO) {
        return to->y0 > 0.0 && to->y1 >= 30.0 * to->y0 && !is_linear(figure->curves->kind);
    }
    return figure->scale == CST_SCALE_LOG && to->y0 > 0.0;
}

static frame frame_of(const cst_figure *figure)
{
    const cst_curves *curves = figure->curves;
    frame to = {.x0 = INFINITY, .x1 = -INFINITY, .y0 = INFINITY, .y1 = -INFINITY};
    const cst_findings *findings = curves->findings;
    for (size_t c = 0; c < curves->count; c++) {
        const cst_curve *curve = &curves->curve[c];
        for (size_t i = 0; i < curve->points; i++) {
            const cst_result *result = &findings->finding[curve->point[i]].result[curves->kind];
            const double x = cst_curves_x(curves, curve->point[i]);
            widen(x, &to.x0, &to.x1);
            widen(result->high, &to.y0, &to.y1);
            widen(was_seen(result) && result->low > 0.0 ? result->low : NAN, &to.y0, &to.y1);
            to.upper = to.upper || bounded_above(result);
            to.lower = to.lower || bounded_below(result);
        }
        for (size_t i = 0; i < curve->grid; i++) {
            widen(curve->grid_y[i] > 0.0 ? curve->grid_y[i] : NAN, &to.y0, &to.y1);
        }
    }
    const cst_scenario *scenario = findings->scenario;
    const bool along = strcmp(scenario->axis[curves->axis].key, "scheming.rate") == 0;
    to.unmonitored = curves->kind == CST_RESULT_RESIDUAL_RISK &&
                     (along || !cst_describe_varies(scenario, "scheming.rate"));
    const cst_curve *first = &curves->curve[0];
    for (size_t i = 0; to.unmonitored && i < first->points; i++) {
        const double rate = findings->finding[first->point[i]].unmonitored;
        widen(rate > 0.0 ? rate : NAN, &to.y0, &to.y1);
    }
    to.log_y = takes_log(figure, &to);
    return to;
}

/* Ranges that leave room at the ends; whole decades up and down where the scale is logarithmic. */
static void put_axes(FILE *script, const cst_curves *curves, frame *to)
{
    if (curves->log_x) {
        fprintf(script,
                "set logscale x\nset format x '10^{%%L}'\nset mxtics 10\n"
                "set xrange [%.6g:%.6g]\n",
                to->x0 / 1.35, to->x1 * 1.35);
    } else {
        const double room = to->x1 > to->x0 ? 0.04 * (to->x1 - to->x0) : 0.5;
        fprintf(script, "set xrange [%.6g:%.6g]\n", to->x0 - room, to->x1 + room);
        if (curves->whole_x && to->x1 - to->x0 <= 16.0) {
            fputs("set xtics 1\n", script);
        }
    }
    if (to->log_y) {
        to->y0 = pow(10.0, floor(log10(to->y0) + 1e-9));
        to->y1 = pow(10.0, ceil(log10(to->y1) - 1e-9));
        fprintf(script,
                "set logscale y\nset format y '10^{%%L}'\nset mytics 10\n"
                "set yrange [%.6g:%.6g]\n",
                to->y0, to->y1);
    } else {
        const double room = to->y1 > to->y0 ? 0.06 * (to->y1 - to->y0) : 0.5;
        to->y0 = to->upper || to->y0 < 0.3 * to->y1 ? 0.0 : fmax(0.0, to->y0 - room);
        fprintf(script, "set yrange [%.6g:%.6g]\n", to->y0, to->y1 + room);
    }
}

static void put_title(FILE *script, const cst_figure *figure)
{
    const cst_curves *curves = figure->curves;
    const cst_scenario *scenario = curves->findings->scenario;
    char text[TEXT_MAX];
    double top = 0.965;
    top = put_lines(script, scenario->claim, TITLE_WIDTH * figure->width / 1000, "font ',15'", top,
                    0.042);
    if (figure->settings != NULL) {
        snprintf(text, sizeof text, "%s", figure->settings);
    } else {
        cst_describe_settings(scenario, text, sizeof text);
    }
    top = put_lines(script, text, SUBTITLE_WIDTH * figure->width / 1000,
                    "font ',10' textcolor rgb '#555555'", top, 0.032);
    fprintf(script, "set tmargin at screen %.4f\n", top - 0.005);
    fputs("set xlabel ", script);
    const char *axis = cst_describe_axis(scenario->axis[curves->axis].key);
    quote(script, axis, strlen(axis));
    fputs(" noenhanced\nset ylabel ", script);
    snprintf(text, sizeof text, "%s: %s", cst_result_name(curves->kind),
             cst_result_meaning(curves->kind));
    quote(script, text, strlen(text));
    fputs(" noenhanced\n", script);
}

/* Two blocks a curve: points (x, estimate, low, high, bounds of nothing seen) and closed form;
 * one for the risk without monitoring. */
static void put_data(FILE *script, const cst_curves *curves, const frame *to)
{
    fputs("$unmonitored << END\n", script);
    for (size_t i = 0; i < curves->curve[0].points; i++) {
        const size_t point = curves->curve[0].point[i];
        fprintf(script, "%.12g %.12g\n", cst_curves_x(curves, point),
                curves->findings->finding[point].unmonitored);
    }
    fputs("END\n", script);
    for (size_t c = 0; c < curves->count; c++) {
        const cst_curve *curve = &curves->curve[c];
        fprintf(script, "$points%zu << END\n", c);
        for (size_t i = 0; i < curve->points; i++) {
            const cst_result *result =
                &curves->findings->finding[curve->point[i]].result[curves->kind];
            const double low = to->log_y && result->low < to->y0 ? to->y0 : result->low;
            fprintf(script, "%.12g ", cst_curves_x(curves, curve->point[i]));
            fprintf(script, "%.12g %.6g %.6g %.6g %.6g\n", result->estimate, low, result->high,
                    bounded_above(result) ? result->high : NAN,
                    bounded_below(result) ? result->low : NAN);
        }
        fprintf(script, "END\n$exact%zu << END\n", c);
        for (size_t i = 0; i < curve->grid; i++) {
            if (isfinite(curve->grid_y[i])) {
                fprintf(script, "%.12g %.12g\n", curve->grid_x[i], curve->grid_y[i]);
            }
        }
        fputs("END\n", script);
    }
}

static bool has_exact(const cst_curve *curve)
{
    for (size_t i = 0; i < curve->grid; i++) {
        if (isfinite(curve->grid_y[i])) {
            return true;
        }
    }
    return false;
}

static bool any_exact(const cst_curves *curves)
{
    for (size_t c = 0; c < curves->count; c++) {
        if (has_exact(&curves->curve[c])) {
            return true;
        }
    }
    return false;
}

static void put_curve(FILE *script, const cst_curves *curves, size_t c)
{
    const char *colour = colours[c % COLOURS];
    const char *dash = dashes[(c / COLOURS) % 3];
    const int mark = marks[c % COLOURS];
    fprintf(script,
            "$points%zu using 1:3:4 with filledcurves fc rgb '%s' fs transparent solid 0.13 "
            "noborder notitle, \\\n",
            c, colour);
    if (has_exact(&curves->curve[c])) {
        fprintf(script, "$exact%zu using 1:2 with lines lw 1.4 dt %s lc rgb '%s' notitle, \\\n", c,
                dash, colour);
    }
    fprintf(script,
            "$points%zu using 1:2:3:4 with yerrorbars pt %d ps 0.7 lw 1.2 lc rgb '%s' "
            "notitle, \\\n"
            "$points%zu using 1:5 with points pt 10 ps 1.3 lw 1.3 lc rgb '%s' notitle, \\\n"
            "$points%zu using 1:6 with points pt 8 ps 1.3 lw 1.3 lc rgb '%s' notitle, \\\n"
            "keyentry with linespoints pt %d ps 0.9 lw 1.4 dt %s lc rgb '%s' title ",
            c, mark, colour, c, colour, c, colour, mark, dash, colour);
    const char *label = curves->curve[c].label[0] != '\0' ? curves->curve[c].label : "estimate";
    quote(script, label, strlen(label));
    fputs(" noenhanced, \\\n", script);
}

static void put_plot(FILE *script, const cst_curves *curves, const frame *to)
{
    char percent[CST_NUMBER_TEXT_MAX];
    cst_show_number(100.0 * curves->findings->finding[0].basis.confidence, 4, percent);
    fputs("plot \\\n", script);
    if (to->unmonitored) {
        fputs("$unmonitored using 1:2 with lines lw 1.2 dt '-' lc rgb '#000000' title "
              "'no monitoring', \\\n",
              script);
    }
    for (size_t c = 0; c < curves->count; c++) {
        put_curve(script, curves, c);
    }
    if (any_exact(curves)) {
        fputs("keyentry with lines lw 1.4 lc rgb '#888888' title 'closed form', \\\n", script);
    }
    if (to->upper) {
        fputs("keyentry with points pt 10 ps 1.3 lw 1.3 lc rgb '#888888' title "
              "'no events: upper bound', \\\n",
              script);
    }
    if (to->lower) {
        fputs("keyentry with points pt 8 ps 1.3 lw 1.3 lc rgb '#888888' title "
              "'no events: lower bound', \\\n",
              script);
    }
    fprintf(script,
            "keyentry with yerrorbars pt 7 ps 0.7 lc rgb '#888888' title '%s %% interval'\n",
            percent);
}

/* Beside the curves; below them where the names would leave them no room. */
static void put_key(FILE *script, const cst_curves *curves)
{
    size_t longest = 0;
    for (size_t c = 0; c < curves->count; c++) {
        const size_t length = strlen(curves->curve[c].label);
        longest = length > longest ? length : longest;
    }
    if (longest <= KEY_WIDTH) {
        fputs("set key outside right center vertical Left reverse samplen 2 spacing 1.25 width 1\n"
              "set bmargin 4\n",
              script);
    } else {
        fprintf(script,
                "set key bottom outside center vertical Left reverse samplen 2 spacing 1.25 "
                "maxcols 1\nset bmargin %zu\n",
                10 + 5 * curves->count / 4);
    }
}

void cst_figure_write(void *self, FILE *script)
{
    const cst_figure *figure = self;
    const cst_curves *curves = figure->curves;
    frame to = frame_of(figure);
    fputs("set encoding utf8\nset datafile missing 'NaN'\n"
          "set border 3 lc rgb '#444444'\nset tics nomirror out\nset samples 400\n"
          "set grid xtics ytics lc rgb '#cccccc' lw 0.7\n"
          "set lmargin 12\n",
          script);
    put_key(script, curves);
    put_axes(script, curves, &to);
    put_title(script, figure);
    put_data(script, curves, &to);
    if (figure->svg != NULL) {
        fprintf(script,
                "set terminal svg size %lu,%lu dynamic font 'Arial,12' background '#ffffff'\n"
                "set output ",
                (unsigned long)figure->width, (unsigned long)figure->height);
        quote(script, figure->svg, strlen(figure->svg));
        fputc('\n', script);
        put_plot(script, curves, &to);
    }
    if (figure->png != NULL) {
        fprintf(script,
                "set terminal pngcairo size %lu,%lu font 'Arial,12' fontscale 2 linewidth 2 "
                "pointscale 2 background '#ffffff'\nset output ",
                2UL * figure->width, 2UL * figure->height);
        quote(script, figure->png, strlen(figure->png));
        fputc('\n', script);
        put_plot(script, curves, &to);
    }
    fputs("unset output\n", script);
}
