/* SPDX-License-Identifier: MIT */
#include "cli/show/draw.h"

#include "base/letters.h"
#include "cli/show/describe.h"
#include "cli/show/legend.h"
#include "scenarios/load/axes.h"
#include "scenarios/load/nearest.h"
#include "study/show.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

enum { TEXT_MAX = 2048, TICKS_MAX = 16 };
/* Dots. */
enum {
    LEFT = 92,
    RIGHT = 156, /* colour box, its numbers and its name */
    BOX = 34,    /* the colour box, and to the left of it */
    BOX_GAP = 18,
    UNIT = 16,       /* from the right border to the middle of that name */
    BELOW = 68,      /* numbers and name of the x axis */
    GAP = 10,        /* over the map */
    MAP_LEAST = 220, /* of the map, upwards */
    LABEL = 11,      /* half the height of a label */
    ACROSS = 42,     /* of a number beside the next one, and over it */
    UP = 20,
    SEAM = 1 /* by which fields reach below the next ones */
};
/* Dots of a letter, about. */
static const double letter_width = 7.8;
/* Of the ends of the intervals, by contour. */
static const char *const dashes[] = {"(8,5)", "(3,4)", "(8,4,2,4)", "(16,5)"};
enum { DASHES = 4 };
/* Parts of a step of a contour at which its label is tried. */
enum { TRIES = 4 };
/* From this factor on a logarithmic axis has a number at each decade alone. */
static const double decades = 1000.0;

/* Where the map is, in dots from the picture's lower left corner, and its colours. */
typedef struct frame {
    double left, right, low, high;
    double least, most; /* of the colours */
    bool log;
    bool holes; /* a field has no colour */
} frame;

/* A rectangle in dots. */
typedef struct box {
    double x, y; /* its middle */
    double wide; /* half of its width; its height is that of a label */
} box;

static double width_of(const char *text)
{
    return (double)cst_letters_count(text) * letter_width;
}

/* What a field's colour shows; NaN where that has none: no value, or one that is not positive where
 * the colours are logarithmic. */
static double shade_of(const cst_chart *chart, const frame *to, size_t column, size_t row)
{
    const double value = cst_map_value(chart->map, column, row);
    return to->log && !(value > 0.0) ? (double)NAN : value;
}

static void look_at_colours(const cst_chart *chart, frame *to)
{
    const cst_map *map = chart->map;
    double positive = INFINITY;
    to->least = INFINITY;
    to->most = -INFINITY;
    for (size_t row = 0; row < map->y.values; row++) {
        for (size_t column = 0; column < map->x.values; column++) {
            const double value = cst_map_value(map, column, row);
            to->least = fmin(to->least, value);
            to->most = fmax(to->most, value);
            positive = value > 0.0 ? fmin(positive, value) : positive;
        }
    }
    const double least = to->least >= 0.0 && isfinite(positive) ? positive : to->least;
    to->log = cst_scale_takes_log(chart->scale, map->kind, least, to->most);
    to->least = to->log ? least : to->least;
    for (size_t i = 0; i < map->x.values * map->y.values; i++) {
        to->holes = to->holes || isnan(shade_of(chart, to, i % map->x.values, i / map->x.values));
    }
    if (!(to->least <= to->most)) { /* nothing seen at all */
        to->least = 0.0;
        to->most = 1.0;
    } else if (to->least == to->most) {
        const double room = to->least != 0.0 ? 0.1 * fabs(to->least) : 0.5;
        to->least -= room;
        to->most += room;
    }
}

/* Adds a phrase to a note. */
__attribute__((format(printf, 2, 3))) static void add(char note[TEXT_MAX], const char *format, ...)
{
    const size_t used = strlen(note);
    const char *between = used > 0 ? "; " : "";
    va_list list;
    (void)snprintf(note + used, TEXT_MAX - used, "%s", between);
    const size_t begin = strlen(note);
    va_start(list, format);
    (void)vsnprintf(note + begin, TEXT_MAX - begin, format, list);
    va_end(list);
}

static const cst_naming *naming_of(const cst_map *map)
{
    return &map->spec->naming;
}

static const char *title_of(const cst_map *map)
{
    const char *title = naming_of(map)->title;
    return title != NULL ? title : map->findings->scenario->claim;
}

/* What a result is called. */
static const char *result_name(const cst_map *map, cst_result_kind kind)
{
    return cst_naming_of(naming_of(map), cst_result_name(kind), cst_result_name(kind));
}

/* What of the sweep was chosen: the first field that has been run lies there. */
static void note_choice(const cst_map *map, char note[TEXT_MAX])
{
    const cst_scenario *scenario = map->findings->scenario;
    size_t first = 0;
    while (map->field[first] == NULL) {
        first++;
    }
    for (size_t i = 0; i < scenario->axes; i++) {
        const char *key = scenario->axis[i].key;
        const char *value = map->field[first]->cell->at[i];
        const char *word = cst_naming_of(naming_of(map), key, cst_parameter_word(key));
        if (i == map->x.axis || i == map->y.axis) {
            continue;
        }
        if (cst_axes_tied(scenario, i, map->x.axis) || cst_axes_tied(scenario, i, map->y.axis)) {
            add(note, "%s moves with the sides", word);
        } else {
            add(note, "%s = %s", word, cst_naming_of(naming_of(map), value, value));
        }
    }
}

/* Adds "closed forms" or "estimates" where a line is of those; their names where others are not. */
static void note_lines(const cst_map *map, bool exact, bool mixed, char note[TEXT_MAX])
{
    char names[TEXT_MAX] = "";
    for (size_t i = 0; i < map->contours; i++) {
        if (map->contour[i].line.lines > 0 && map->contour[i].exact == exact) {
            cst_names_add(names, sizeof names, map->contour[i].text);
        }
    }
    if (names[0] != '\0') {
        add(note, "lines: %s%s%s", exact ? "closed forms" : "estimates", mixed ? " of " : "",
            mixed ? names : "");
    }
}

static void note_contours(const cst_map *map, char note[TEXT_MAX])
{
    bool exact = false;
    bool estimates = false;
    bool ends = false;
    char side[256];
    for (size_t i = 0; i < map->contours; i++) {
        const cst_map_contour *of = &map->contour[i];
        exact = exact || (of->line.lines > 0 && of->exact);
        estimates = estimates || (of->line.lines > 0 && !of->exact);
        ends = ends || of->end_low.lines + of->end_high.lines > 0;
    }
    note_lines(map, true, exact && estimates, note);
    note_lines(map, false, exact && estimates, note);
    if (ends) {
        add(note, "dashed: the same of the ends of the %s %% intervals",
            cst_show_percent(map->findings->finding[0].cell->estimate.confidence, 12).text);
    }
    for (size_t i = 0; i < map->contours; i++) {
        if (map->contour[i].line.lines == 0) {
            cst_map_say_side(&map->contour[i], side, sizeof side);
            add(note, "%s", side);
        }
    }
}

/* What is drawn, and of what. */
static void write_note(const cst_chart *chart, const frame *to, char note[TEXT_MAX])
{
    const cst_map *map = chart->map;
    const char *name = result_name(map, map->kind);
    note[0] = '\0';
    note_choice(map, note);
    if (map->exact > 0 && map->estimated > 0) {
        add(note, "colours: closed forms of %s, and estimates in %zu of %zu fields", name,
            map->estimated, map->exact + map->estimated);
    } else {
        add(note, "colours: %s of %s", map->exact > 0 ? "closed forms" : "estimates", name);
    }
    if (to->holes) {
        add(note, "white: %snothing seen, or not run", to->log ? "0, " : "");
    }
    note_contours(map, note);
}

static double put_title(FILE *script, const cst_chart *chart, const frame *to)
{
    const cst_scenario *scenario = chart->map->findings->scenario;
    char note[TEXT_MAX];
    write_note(chart, to, note);
    return cst_picture_heading(script, title_of(chart->map), cst_describe_settings(scenario).text,
                               note, chart->width, chart->height);
}

static frame frame_of(const cst_chart *chart, FILE *script)
{
    frame to = {.left = LEFT, .right = (double)chart->width - RIGHT, .low = BELOW};
    look_at_colours(chart, &to);
    to.high = (double)chart->height - put_title(script, chart, &to) - GAP;
    return to;
}

uint32_t cst_chart_height(const cst_chart *chart)
{
    cst_chart any = *chart;
    any.height = 1000;
    const frame to = frame_of(&any, NULL);
    return (uint32_t)ceil(1000.0 - to.high) + MAP_LEAST + BELOW;
}

/* 1, 2 and 5 times powers of ten from one end to the other, or these powers alone; how many. */
static size_t round_numbers(double from, double to, bool powers, double number[TICKS_MAX])
{
    static const double factor[] = {1.0, 2.0, 5.0};
    size_t count = 0;
    double power = pow(10.0, floor(log10(from) + 1e-9));
    for (; power <= to * (1.0 + 1e-9); power *= 10.0) {
        for (size_t i = 0; i < (powers ? 1 : 3) && count < TICKS_MAX; i++) {
            const double x = factor[i] * power;
            if (x >= from * (1.0 - 1e-9) && x <= to * (1.0 + 1e-9)) {
                number[count++] = x;
            }
        }
    }
    return count;
}

/* A logarithmic axis of `room` dots. Over a few decades with round numbers as people write them,
 * as many as have `step` dots each, or both ends where fewer than two are round. */
static void put_log_axis(FILE *script, const char *axis, double from, double to, double room,
                         double step)
{
    double number[TICKS_MAX];
    if (to >= decades * from) {
        cst_picture_log_axis(script, axis, from, to);
        return;
    }
    const bool powers = log10(2.0) / log10(to / from) * room < step;
    size_t count = round_numbers(from, to, powers, number);
    if (count < 2) {
        number[0] = from;
        number[1] = to;
        count = 2;
    }
    fprintf(script, "set logscale %s\nset %srange [%.12g:%.12g]\nset %stics (", axis, axis, from,
            to, axis);
    for (size_t i = 0; i < count; i++) {
        fprintf(script, "%s'%s' %.12g", i > 0 ? ", " : "", cst_show_number(number[i], 3).text,
                number[i]);
    }
    fputs(")\n", script);
}

static void put_axis(FILE *script, const char *axis, const cst_map_side *side, double room,
                     double step)
{
    const double from = side->value[0];
    const double to = side->value[side->values - 1];
    if (side->log) {
        put_log_axis(script, axis, from, to, room, step);
    } else {
        fprintf(script, "set %srange [%.12g:%.12g]\nset format %s '%%g'\n", axis, from, to, axis);
    }
    if (!side->log && side->whole && (to - from) * step <= room) {
        fprintf(script, "set %stics 1\n", axis);
    }
}

/* A name along an axis, in full where there is room for it. */
static void put_name(FILE *script, const char *axis, const char *name, double room)
{
    char text[TEXT_MAX];
    snprintf(text, sizeof text, "%s", name);
    cst_legend_cut(text, room);
    fprintf(script, "set %slabel ", axis);
    cst_picture_text(script, text);
    fputs(" noenhanced\n", script);
}

/* The result's name and unit at the right border: with its range, or the unit alone, or neither. */
static void put_unit(FILE *script, const cst_chart *chart, const frame *to)
{
    const cst_result_words *about = cst_result_about(chart->map->kind);
    const double room = to->high - to->low;
    char text[TEXT_MAX];
    const char *name = result_name(chart->map, chart->map->kind);
    snprintf(text, sizeof text, "%s: %s", name, about->range);
    if (width_of(text) > room) {
        text[strcspn(text, ",")] = '\0';
    }
    fputs("set label ", script);
    cst_picture_text(script, width_of(text) > room ? name : text);
    fprintf(script, " at screen %.4f,%.4f center rotate by 90 noenhanced\n",
            1.0 - (double)UNIT / chart->width, (to->low + to->high) / 2.0 / chart->height);
}

static void put_axes(FILE *script, const cst_chart *chart, const frame *to)
{
    const cst_map *map = chart->map;
    const cst_axis *axis = map->findings->scenario->axis;
    put_axis(script, "x", &map->x, to->right - to->left, ACROSS);
    put_axis(script, "y", &map->y, to->high - to->low, UP);
    const char *x = axis[map->x.axis].key;
    const char *y = axis[map->y.axis].key;
    put_name(script, "x", cst_naming_of(naming_of(map), x, cst_describe_axis(x)),
             to->right - to->left);
    put_name(script, "y", cst_naming_of(naming_of(map), y, cst_describe_axis(y)),
             to->high - to->low);
    put_unit(script, chart, to);
    if (to->log) {
        put_log_axis(script, "cb", to->least, to->most, to->high - to->low, UP);
    } else {
        fprintf(script, "set cbrange [%.12g:%.12g]\nset format cb '%%g'\n", to->least, to->most);
    }
    fprintf(script, "set colorbox user origin screen %.4f,%.4f size screen %.4f,%.4f\n",
            (to->right + BOX_GAP) / chart->width, to->low / chart->height,
            (double)BOX / chart->width, (to->high - to->low) / chart->height);
    fprintf(script,
            "set lmargin at screen %.4f\nset rmargin at screen %.4f\n"
            "set bmargin at screen %.4f\nset tmargin at screen %.4f\n",
            to->left / chart->width, to->right / chart->width, to->low / chart->height,
            to->high / chart->height);
}

/* Where a place of a side is, as the axis has it. */
static double value_at(const cst_map_side *side, double place)
{
    return side->log ? pow(10.0, place) : place;
}

/* An end of the field around a value: halfway to the next one, or at the value where none is. With
 * a `seam` a little farther: what is drawn later covers it, and nothing shines through between. */
static double border_of(const cst_map_side *side, size_t at, bool upper, double seam)
{
    const double here = side->place[at];
    if (upper ? at + 1 == side->values : at == 0) {
        return side->value[at];
    }
    const double next = side->place[upper ? at + 1 : at - 1];
    return value_at(side, (here + next) / 2.0 + seam);
}

/* Dots of a side as a part of it. */
static double dots(const cst_map_side *side, double count, double all)
{
    return count / all * (side->place[side->values - 1] - side->place[0]);
}

static void put_fields(FILE *script, const cst_chart *chart, const frame *to)
{
    const cst_map *map = chart->map;
    const double seam_x = dots(&map->x, SEAM, to->right - to->left);
    const double seam_y = dots(&map->y, SEAM, to->high - to->low);
    fputs("$field << END\n", script);
    for (size_t row = 0; row < map->y.values; row++) {
        for (size_t column = 0; column < map->x.values; column++) {
            const double shade = shade_of(chart, to, column, row);
            const bool beside =
                column + 1 < map->x.values && !isnan(shade_of(chart, to, column + 1, row));
            const bool over =
                row + 1 < map->y.values && !isnan(shade_of(chart, to, column, row + 1));
            if (!isnan(shade)) {
                fprintf(script, "%.12g %.12g %.12g %.12g %.12g %.12g %.9g\n", map->x.value[column],
                        map->y.value[row], border_of(&map->x, column, false, 0.0),
                        border_of(&map->x, column, true, beside ? seam_x : 0.0),
                        border_of(&map->y, row, false, 0.0),
                        border_of(&map->y, row, true, over ? seam_y : 0.0), shade);
            }
        }
    }
    fputs("END\n", script);
}

/* Lines, an empty one between each and the next. */
static void put_lines(FILE *script, const cst_map *map, const char *name, size_t number,
                      const cst_contour *of)
{
    if (of->lines == 0) {
        return;
    }
    fprintf(script, "$%s%zu << END\n", name, number);
    for (size_t i = 0; i < of->lines; i++) {
        for (size_t j = 0; j < of->line[i].points; j++) {
            fprintf(script, "%.9g %.9g\n", value_at(&map->x, of->line[i].point[j].x),
                    value_at(&map->y, of->line[i].point[j].y));
        }
        fputs("\n", script);
    }
    fputs("END\n", script);
}

/* A place of the map in dots. */
static box box_at(const cst_map *map, const frame *to, double x, double y, double wide)
{
    const double across = map->x.place[map->x.values - 1] - map->x.place[0];
    const double up = map->y.place[map->y.values - 1] - map->y.place[0];
    return (box){
        .x = to->left + (x - map->x.place[0]) / across * (to->right - to->left),
        .y = to->low + (y - map->y.place[0]) / up * (to->high - to->low),
        .wide = wide,
    };
}

/* Within both; in the middle where that cannot be. */
static double between(double x, double least, double most)
{
    return least > most ? (least + most) / 2.0 : fmin(fmax(x, least), most);
}

/* How many points of all contours a label hides, those of its own line left out. */
static double hidden_by(const cst_map *map, const frame *to, const box *label, size_t own)
{
    double hidden = 0.0;
    for (size_t c = 0; c < map->contours; c++) {
        const cst_contour *line = &map->contour[c].line;
        for (size_t i = 0; c != own && i < line->lines; i++) {
            for (size_t j = 0; j < line->line[i].points; j++) {
                const cst_contour_point *at = &line->line[i].point[j];
                const box point = box_at(map, to, at->x, at->y, 0.0);
                hidden += fabs(point.x - label->x) < label->wide + 4.0 &&
                                  fabs(point.y - label->y) < LABEL + 4.0
                              ? 1.0
                              : 0.0;
            }
        }
    }
    return hidden;
}

/* How bad a place is for the label of a contour: over another label, over another line, beside its
 * own point because the map ends there, far from the middle of its line. */
static double cost_of(const cst_map *map, const frame *to, const box *label, const box *point,
                      const box *placed, size_t own, double off_middle)
{
    double cost = 20.0 * hidden_by(map, to, label, own) + off_middle;
    for (size_t i = 0; i < own; i++) {
        const bool over = fabs(placed[i].x - label->x) < placed[i].wide + label->wide &&
                          fabs(placed[i].y - label->y) < 2.0 * LABEL;
        cost += over && placed[i].wide > 0.0 ? 1e6 : 0.0;
    }
    return cost + fabs(label->x - point->x) + fabs(label->y - point->y);
}

/* The best place for a contour's label on its line; `placed` are those before it. */
static box place_label(const cst_map *map, const frame *to, const box *placed, size_t own)
{
    const cst_map_contour *of = &map->contour[own];
    const double wide = width_of(of->text) / 2.0 + 6.0;
    box best = {0};
    double least = INFINITY;
    for (size_t i = 0; i < of->line.lines; i++) {
        const cst_contour_line *line = &of->line.line[i];
        const size_t tries = (line->points - 1) * TRIES;
        for (size_t j = 0; j <= tries; j++) {
            const cst_contour_point *from = &line->point[j / TRIES];
            const cst_contour_point *next = j < tries ? from + 1 : from;
            const double part = (double)(j % TRIES) / TRIES;
            const box point = box_at(map, to, from->x + part * (next->x - from->x),
                                     from->y + part * (next->y - from->y), wide);
            box label = point;
            label.x = between(point.x, to->left + wide + 4.0, to->right - wide - 4.0);
            label.y = between(point.y, to->low + LABEL + 4.0, to->high - LABEL - 4.0);
            const double off = 60.0 * fabs((double)j / (double)tries - 0.5);
            const double cost = cost_of(map, to, &label, &point, placed, own, off);
            best = cost < least ? label : best;
            least = fmin(least, cost);
        }
    }
    return best;
}

static void put_labels(FILE *script, const cst_chart *chart, const frame *to)
{
    const cst_map *map = chart->map;
    box placed[CST_MAP_CONTOURS_MAX] = {0};
    fputs("set style textbox opaque noborder fillcolor rgb '#ffffff' margins 1.2,0.8\n", script);
    for (size_t i = 0; i < map->contours; i++) {
        if (map->contour[i].line.lines > 0) {
            placed[i] = place_label(map, to, placed, i);
            fputs("set label ", script);
            cst_picture_text(script, map->contour[i].text);
            fprintf(script, " at screen %.4f,%.4f center front noenhanced boxed\n",
                    placed[i].x / chart->width, placed[i].y / chart->height);
        }
    }
}

/* Black on white, with the dashes of each contour its own, so that they stand out of each colour.
 */
static void put_plot(FILE *script, const cst_map *map)
{
    fputs("plot $field using 1:2:3:4:5:6:7 with boxxyerror fillstyle solid 1.0 noborder "
          "linecolor palette",
          script);
    for (size_t i = 0; i < map->contours; i++) {
        const struct {
            const char *name;
            const cst_contour *of;
        } end[] = {{"low", &map->contour[i].end_low}, {"high", &map->contour[i].end_high}};
        for (size_t j = 0; j < 2; j++) {
            if (end[j].of->lines > 0) {
                fprintf(script,
                        ", \\\n$%s%zu with lines lw 2.4 lc rgb '#ffffff', \\\n"
                        "$%s%zu with lines lw 1.2 dt %s lc rgb '#000000'",
                        end[j].name, i, end[j].name, i, dashes[i % DASHES]);
            }
        }
    }
    for (size_t i = 0; i < map->contours; i++) {
        if (map->contour[i].line.lines > 0) {
            fprintf(script,
                    ", \\\n$line%zu with lines lw 5 lc rgb '#ffffff', \\\n"
                    "$line%zu with lines lw 2.6 lc rgb '#000000'",
                    i, i);
        }
    }
    fputs("\n", script);
}

static void write_chart(const void *self, FILE *script)
{
    const cst_chart *chart = self;
    const cst_map *map = chart->map;
    const frame to = frame_of(chart, script);
    fputs("unset key\nset border 15 front lc rgb '#444444'\nset tics nomirror out front\n", script);
    cst_picture_palette(script);
    put_axes(script, chart, &to);
    put_fields(script, chart, &to);
    for (size_t i = 0; i < map->contours; i++) {
        put_lines(script, map, "line", i, &map->contour[i].line);
        put_lines(script, map, "low", i, &map->contour[i].end_low);
        put_lines(script, map, "high", i, &map->contour[i].end_high);
    }
    put_labels(script, chart, &to);
    put_plot(script, map);
}

cst_picture cst_chart_picture(const cst_chart *chart)
{
    return (cst_picture){.title = title_of(chart->map),
                         .width = chart->width,
                         .height = chart->height,
                         .write = write_chart,
                         .self = chart};
}
