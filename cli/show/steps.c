/* SPDX-License-Identifier: MIT */
#include "cli/show/draw.h"

#include "base/letters.h"
#include "cli/show/legend.h"
#include "study/show.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 1000, HEIGHT = 640, PLOT_LEAST = 220 /* dots */, TEXT_MAX = 512 };
/* Beside the names of the protocols. */
static const char *const notes[] = {"surely on the front", "perhaps on the front",
                                    "surely not on the front", "front of all"};
enum { NOTES = sizeof notes / sizeof notes[0] };
/* Signs of lines in a text, and one more of the front of all. */
enum { LINES = 6 };

/* A side's range. */
typedef struct span {
    double least, most;
    bool log;
    cst_result_kind kind;
} span;

static span span_of(const cst_pareto *pareto, int side)
{
    span to = {INFINITY, -INFINITY, false, pareto->axis[side].kind};
    double positive = INFINITY;
    for (size_t i = 0; i < pareto->points; i++) {
        const cst_pareto_point *point = &pareto->point[i];
        const cst_result *result = &point->result[side];
        to.least = fmin(to.least, fmin(result->low, point->at[side]));
        to.most = fmax(to.most, fmax(result->high, point->at[side]));
        positive = point->at[side] > 0.0 ? fmin(positive, point->at[side]) : positive;
        positive = result->low > 0.0 ? fmin(positive, result->low) : positive;
    }
    /* A bar may begin at 0. */
    const double least = to.least >= 0.0 && isfinite(positive) ? positive : to.least;
    to.log = cst_scale_takes_log(CST_SCALE_AUTO, to.kind, least, to.most);
    to.least = to.log ? least : to.least;
    return to;
}

static void put_axis(FILE *script, const char *axis, span *to)
{
    if (to->log) {
        cst_picture_decades(&to->least, &to->most);
        cst_picture_log_axis(script, axis, to->least, to->most);
    } else {
        /* What differs by less cannot be told apart by the numbers of an axis. */
        const double most = fmax(fabs(to->least), fabs(to->most));
        const bool apart = to->most - to->least > 1e-4 * most;
        const double room = apart ? 0.04 * (to->most - to->least) : most > 0.0 ? 0.05 * most : 0.5;
        double from = to->least - room;
        double till = to->most + room;
        if (!apart) { /* so much room has numbers, which the result cannot have past its ends */
            const double edge = 0.04 * (till - from);
            double ends[2];
            cst_scale_ends(to->kind, ends);
            from = fmax(from, fmin(ends[0], to->least) - edge);
            till = fmin(till, fmax(ends[1], to->most) + edge);
        }
        fprintf(script, "set %srange [%.12g:%.12g]\n", axis, from, till);
    }
}

/* What a side is called, in `room` dots. */
static void say_side(const cst_pareto *pareto, int side, double room, char text[TEXT_MAX])
{
    static const char *const runs[] = {"honest run", "run under attack"};
    const cst_result_words *about = cst_result_about(pareto->axis[side].kind);
    const char *better = pareto->axis[side].more ? "more is better" : "less is better";
    snprintf(text, TEXT_MAX, "%s: %s (%s; %s)", about->name, about->range, runs[side], better);
    if (!cst_legend_fits(text, room)) {
        snprintf(text, TEXT_MAX, "%s (%s; %s)", about->name, runs[side], better);
    }
    cst_legend_cut(text, room);
}

static void put_names(FILE *script, const cst_pareto *pareto, double wide, double high)
{
    char x[TEXT_MAX];
    char y[TEXT_MAX];
    say_side(pareto, 0, wide, x);
    say_side(pareto, 1, high, y);
    fputs("set xlabel ", script);
    cst_picture_names(script, x, cst_result_name(pareto->axis[1].kind));
    fputs(" noenhanced\nset ylabel ", script);
    cst_picture_text(script, y);
    fputs(" noenhanced\n", script);
}

static double put_title(FILE *script, const cst_pareto *pareto, uint32_t height)
{
    const cst_scenario_cell *cell = pareto->point[0].finding[1]->cell;
    char settings[TEXT_MAX];
    char note[TEXT_MAX];
    snprintf(settings, sizeof settings, "scheming rate %s; %s trials of %s agents x %lu rounds",
             cst_show_number(cell->trial->scheming.law.rate, 6).text,
             cst_show_count(cell->estimate.trials).text, cst_show_count(cell->trial->agents).text,
             (unsigned long)cell->trial->rounds);
    snprintf(note, sizeof note,
             "bars: intervals that hold for all cells at once with %s %% confidence; lines: what a "
             "protocol reaches by its estimates",
             cst_show_percent(pareto->confidence, 12).text);
    return cst_picture_heading(script, pareto->claim, settings, note, WIDTH, height);
}

/* Whether the front of all is a line: it has two points at different places. */
static bool has_front(const cst_pareto *pareto)
{
    const cst_pareto_point *first = NULL;
    bool line = false;
    for (size_t i = 0; i < pareto->points; i++) {
        const cst_pareto_point *point = &pareto->point[i];
        first = first == NULL && point->on_line ? point : first;
        line = line || (point->on_line && point->at[0] != first->at[0]);
    }
    return line;
}

static cst_legend place_names(const cst_pareto *pareto)
{
    size_t longest = strlen(notes[2]);
    for (uint32_t i = 0; i < pareto->count; i++) {
        const size_t letters = cst_letters_count(pareto->series[i].name);
        longest = letters > longest ? letters : longest;
    }
    const size_t entries = pareto->count + NOTES - (has_front(pareto) ? 0 : 1);
    return cst_legend_place(longest, entries, WIDTH, false);
}

/* As high as the title and the names take. */
static uint32_t height_of(const cst_pareto *pareto)
{
    const cst_legend place = place_names(pareto);
    const double names = cst_legend_height(&place);
    const double plot = place.beside && names > PLOT_LEAST ? names : PLOT_LEAST;
    const double least = put_title(NULL, pareto, HEIGHT) + plot + cst_legend_below(&place);
    return least > HEIGHT ? (uint32_t)ceil(least) : HEIGHT;
}

static double inside(double x, const span *to)
{
    return to->log && x < to->least ? to->least : x;
}

/* Points in three blocks, by their place on the front. */
static void put_points(FILE *script, const cst_pareto *pareto, uint32_t series, const span *to)
{
    const cst_pareto_series *of = &pareto->series[series];
    for (int place = CST_FRONT_NO; place <= CST_FRONT_SURELY; place++) {
        fprintf(script, "$p%lu_%d << END\n", (unsigned long)series, place);
        for (size_t i = of->first; i < of->first + of->points; i++) {
            const cst_pareto_point *point = &pareto->point[i];
            if ((int)point->place == place) {
                fprintf(script, "%.12g %.12g %.12g %.12g %.12g %.12g\n", point->at[0], point->at[1],
                        inside(point->result[0].low, &to[0]), point->result[0].high,
                        inside(point->result[1].low, &to[1]), point->result[1].high);
            }
        }
        fputs("END\n", script);
    }
}

/* One more point of a line, behind a corner: between two points the first one's cost can be had
 * with the second one's risk. */
static void put_step(FILE *script, const double last[2], const double at[2])
{
    if (isfinite(last[0])) {
        fprintf(script, "%.12g %.12g\n", last[0], at[1]);
    }
    fprintf(script, "%.12g %.12g\n", at[0], at[1]);
}

static void put_line(FILE *script, const cst_pareto *pareto, uint32_t series)
{
    const cst_pareto_series *of = &pareto->series[series];
    double last[2] = {(double)NAN, (double)NAN};
    fprintf(script, "$l%lu << END\n", (unsigned long)series);
    for (size_t i = of->first; i < of->first + of->points; i++) {
        const cst_pareto_point *point = &pareto->point[i];
        if (point->on_own) {
            put_step(script, last, point->at);
            memcpy(last, point->at, sizeof last);
        }
    }
    fputs("END\n", script);
}

/* Whether a value of the cost is worse than another one. */
static bool is_worse(const cst_pareto *pareto, double left, double right)
{
    return pareto->axis[0].more ? left < right : left > right;
}

/* The line of all: from its worst cost on, each time to the next better one. Points with the same
 * values are one. */
static void put_front(FILE *script, const cst_pareto *pareto)
{
    double last[2] = {(double)NAN, (double)NAN};
    fputs("$front << END\n", script);
    for (const cst_pareto_point *next = pareto->point; next != NULL;) {
        next = NULL;
        for (size_t i = 0; i < pareto->points; i++) {
            const cst_pareto_point *point = &pareto->point[i];
            const bool ahead = isnan(last[0]) || is_worse(pareto, last[0], point->at[0]);
            if (point->on_line && ahead &&
                (next == NULL || is_worse(pareto, point->at[0], next->at[0]))) {
                next = point;
            }
        }
        if (next != NULL) {
            put_step(script, last, next->at);
            memcpy(last, next->at, sizeof last);
        }
    }
    fputs("END\n", script);
}

/* A colour mixed with white. */
static void lighter(const char *colour, char out[8])
{
    const unsigned long rgb = strtoul(colour + 1, NULL, 16);
    unsigned long mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        const unsigned long part = rgb >> shift & 255UL;
        mixed = mixed << 8 | (255UL - (255UL - part) * 2 / 5);
    }
    snprintf(out, 8, "#%06lx", mixed & 0xffffffUL);
}

/* In a text a point is its protocol's letter: a capital where it is surely on the front, a small
 * one where perhaps. */
static void plot_series(FILE *script, const cst_pareto *pareto, uint32_t i)
{
    const char *colour = cst_legend_colour(i);
    const cst_legend_point mark = cst_legend_mark(i);
    const unsigned long at = i;
    char light[8];
    lighter(colour, light);
    fprintf(script,
            "$l%lu using 1:2 with lines lt %lu lw 1.4 dt %s lc rgb '%s' notitle, \\\n"
            "$p%lu_0 using 1:2:3:4:5:6 with xyerrorbars lt -1 pt (plain ? 0 : %s) ps 0.7 lw 1 lc "
            "rgb '%s' notitle, \\\n"
            "$p%lu_1 using 1:2:3:4:5:6 with xyerrorbars lt -1 pt @perhaps%lu ps 1 lw 1.2 lc rgb "
            "'%s' notitle, \\\n",
            at, at % LINES + 1, cst_legend_dash(i), colour, at, mark.text, light, at, at, colour);
    fprintf(script,
            "$p%lu_1 using 1:(plain ? NaN : $2) with points pt 7 ps 0.4 lc rgb '#ffffff' notitle, "
            "\\\n"
            "$p%lu_2 using 1:2:3:4:5:6 with xyerrorbars lt -1 pt %s ps 1 lw 1.2 lc rgb '%s' "
            "notitle, \\\n"
            "keyentry with linespoints lt %lu pt %s ps 0.9 lw 1.4 dt %s lc rgb '%s' title ",
            at, at, mark.text, colour, at % LINES + 1, mark.text, cst_legend_dash(i), colour);
    cst_picture_text(script, pareto->series[i].name);
    fputs(" noenhanced, \\\n", script);
}

/* What the marks mean that all protocols have. */
static void plot_notes(FILE *script, const cst_pareto *pareto)
{
    fprintf(script,
            "keyentry with points pt @surely ps 1 lc rgb '#888888' "
            "title (plain ? 'A, B, ..: ' : '').'%s', \\\n"
            "keyentry with points pt @perhaps ps 1 lw 2 lc rgb '#888888' "
            "title (plain ? 'a, b, ..: ' : '').'%s', \\\n"
            "keyentry with points pt (plain ? 0 : 7) ps 0.7 lc rgb '#cfcfcf' title '%s'",
            notes[0], notes[1], notes[2]);
    if (has_front(pareto)) {
        fprintf(script, ", \\\nkeyentry with lines lt %d lw 6 lc rgb '#d0d0d0' title '%s'",
                LINES + 1, notes[3]);
    }
    fputs("\n", script);
}

/* gnuplot's marks that are numbers in pictures and signs in a text. */
static void put_marks(FILE *script, const cst_pareto *pareto)
{
    fputs("if (plain) set errorbars 0\n"
          "surely = plain ? \"''\" : '7'\nperhaps = plain ? \"''\" : '6'\n",
          script);
    for (uint32_t i = 0; i < pareto->count; i++) {
        fprintf(script, "perhaps%lu = plain ? \"'%c'\" : \"%s\"\n", (unsigned long)i,
                'a' + (int)(i % 26), cst_legend_mark(i).text);
    }
}

static void write_steps(const void *self, FILE *script)
{
    const cst_pareto *pareto = self;
    span to[2] = {span_of(pareto, 0), span_of(pareto, 1)};
    const cst_legend place = place_names(pareto);
    fputs("set datafile missing 'NaN'\n"
          "set border 3 lc rgb '#444444'\nset tics nomirror out\n"
          "set grid xtics ytics lc rgb '#cccccc' lw 0.7\nset lmargin 12\n",
          script);
    const uint32_t height = height_of(pareto);
    const double top = put_title(script, pareto, height);
    cst_legend_put(script, &place, top, height);
    put_names(script, pareto, (place.beside ? 0.66 : 0.9) * WIDTH,
              (double)height - top - cst_legend_below(&place));
    put_axis(script, "x", &to[0]);
    put_axis(script, "y", &to[1]);
    for (uint32_t i = 0; i < pareto->count; i++) {
        put_points(script, pareto, i, to);
        put_line(script, pareto, i);
    }
    put_front(script, pareto);
    put_marks(script, pareto);
    fputs("plot \\\n$front using 1:2 with lines lt 7 lw 6 lc rgb '#d0d0d0' notitle, \\\n", script);
    for (uint32_t i = 0; i < pareto->count; i++) {
        plot_series(script, pareto, i);
    }
    plot_notes(script, pareto);
}

cst_picture cst_pareto_picture(const cst_pareto *pareto)
{
    return (cst_picture){.title = pareto->claim,
                         .width = WIDTH,
                         .height = height_of(pareto),
                         .write = write_steps,
                         .self = pareto};
}
