/* SPDX-License-Identifier: MIT */
#include "cli/show/claims.h"

#include "cli/show/describe.h"
#include "scenarios/load/schema.h"
#include "study/contour.h"
#include "study/show.h"

#include <math.h>
#include <stdlib.h>

enum { WIDTH = 720, HEIGHT = 480 };

/* From so many times the least on, what is all positive is seen by its logarithm. */
static const double log_span = 30.0;

/* One side of the map. */
typedef struct side {
    const cst_axis *axis;
    bool log;
} side;

static double number_at(const cst_axis *axis, size_t i)
{
    return strtod(axis->value[i], NULL);
}

/* Whether all steps are as wide as the first, up to what 12 digits say. */
static bool is_even(const cst_axis *axis)
{
    const double step = number_at(axis, 1) - number_at(axis, 0);
    bool even = true;
    for (size_t i = 2; i < axis->values; i++) {
        even = even && fabs(number_at(axis, i) - number_at(axis, i - 1) - step) <= 1e-6 * step;
    }
    return even;
}

static side side_of(const cst_axis *axis)
{
    const double first = number_at(axis, 0);
    const double last = number_at(axis, axis->values - 1);
    return (side){.axis = axis, .log = first > 0.0 && last / first >= log_span && !is_even(axis)};
}

static double place_of(const side *of, double x)
{
    return of->log ? log10(x) : x;
}

static double back_of(const side *of, double place)
{
    return of->log ? pow(10.0, place) : place;
}

/* Half way to the neighbour before (-1) or after (1) it, or to the end. */
static double edge_of(const side *of, size_t i, int way)
{
    const bool end = way < 0 ? i == 0 : i + 1 == of->axis->values;
    const size_t other = end ? i : (way < 0 ? i - 1 : i + 1);
    const double here = place_of(of, number_at(of->axis, i));
    return back_of(of, 0.5 * (here + place_of(of, number_at(of->axis, other))));
}

/* --- How far from its threshold a claim is --------------------------------------------------- */

typedef struct shades {
    const cst_claim *claim;
    bool log;
    double most[2]; /* how far values go where it fails, and where it holds */
} shades;

static double distance_of(const shades *of, double value)
{
    const cst_argument_verdict *verdict = &of->claim->map.argument->verdict;
    const double way = verdict->at_least ? 1.0 : -1.0;
    return way * (of->log ? log10(value) - log10(verdict->threshold) : value - verdict->threshold);
}

/* From -1, as far as it fails anywhere, to 1. */
static double shade_of(const shades *of, double value)
{
    const double distance = distance_of(of, value);
    return fmax(fmin(distance / of->most[distance > 0.0], 1.0), -1.0);
}

static double value_of(const shades *of, double shade)
{
    const cst_argument_verdict *verdict = &of->claim->map.argument->verdict;
    const double distance = (verdict->at_least ? 1.0 : -1.0) * shade * of->most[shade > 0.0];
    return of->log ? verdict->threshold * pow(10.0, distance) : verdict->threshold + distance;
}

static size_t places_of(const cst_claim *claim)
{
    return claim->map.axis[0].values * claim->map.axis[1].values;
}

/* Shares are seen as they are, what spans orders of magnitude by its logarithm: six of these at
 * most. */
static shades shades_of(const cst_claim *claim)
{
    const double threshold = claim->map.argument->verdict.threshold;
    double least = HUGE_VAL;
    double most = 0.0;
    bool positive = threshold > 0.0;
    for (size_t i = 0; i < places_of(claim); i++) {
        const double value = claim->value[i].value;
        positive = positive && !(value < 0.0);
        least = value > 0.0 ? fmin(least, value) : least;
        most = isfinite(value) ? fmax(most, value) : most;
    }
    const bool share = most <= 1.0 && threshold >= 0.05 && threshold <= 1.0;
    shades of = {.claim = claim, .log = positive && !share && most / least >= log_span};
    for (size_t i = 0; i < places_of(claim); i++) {
        const double distance = distance_of(&of, claim->value[i].value);
        double *farthest = &of.most[distance > 0.0];
        *farthest = isfinite(distance) ? fmax(*farthest, fabs(distance)) : *farthest;
    }
    for (int i = 0; i < 2; i++) {
        of.most[i] = of.log ? fmin(of.most[i], 6.0) : of.most[i];
        of.most[i] = of.most[i] > 0.0 ? of.most[i] : 1.0;
    }
    return of;
}

/* --- Its script ------------------------------------------------------------------------------ */

/* Says of an axis what it is, and where its values come from. */
static void put_axis(FILE *script, const char *name, const side *of, const cst_argument *argument)
{
    static const char *const words[] = {"P", "S", "D", "chosen", "assumed"};
    const double first = number_at(of->axis, 0);
    const double last = number_at(of->axis, of->axis->values - 1);
    const cst_argument_input *input = cst_argument_input_of(argument, cst_key_find(of->axis->key));
    char text[256];
    (void)snprintf(text, sizeof text, "%s%s%s%s", cst_describe_axis(of->axis->key),
                   input != NULL ? " [" : "", input != NULL ? words[input->evidence] : "",
                   input != NULL ? "]" : "");
    fprintf(script, "set %slabel ", name);
    cst_picture_text(script, text);
    fputs(" noenhanced\n", script);
    if (of->log) {
        cst_picture_log_axis(script, name, first, last);
    }
    fprintf(script, "set %srange [%.12g:%.12g]\n", name, first, last);
}

/* The colour box says what the verdict takes, at five of its values. */
static void put_colours(FILE *script, const shades *of)
{
    char text[160];
    fputs("set palette defined (-1 '#b35806', -0.5 '#f1a340', 0 '#f7f7f7', 0.5 '#67a9cf', 1 "
          "'#2166ac') maxcolors 20\nset cbrange [-1:1]\nset cbtics (",
          script);
    for (int i = -2; i <= 2; i++) {
        fprintf(script, "%s'%s' %.1f", i > -2 ? ", " : "",
                cst_show_number(value_of(of, 0.5 * i), 3).text, 0.5 * i);
    }
    cst_claim_verdict_text(of->claim, text, sizeof text);
    fputs(")\nset cblabel ", script);
    cst_picture_text(script, text);
    fputs(" noenhanced offset 1,0\n", script);
}

/* Ten colours a side, each in its middle, so that every field is clearly on one of them and that
 * neighbours of one colour are one field; NaN where nothing is known. */
static double colour_of(const shades *of, size_t i, size_t j)
{
    const double value = of->claim->value[cst_claim_place(of->claim, i, j)].value;
    const double far = fmin(floor(10.0 * fabs(shade_of(of, value))), 9.0) / 10.0 + 0.05;
    return isnan(distance_of(of, value))       ? (double)NAN
           : cst_claim_holds(of->claim, value) ? far
                                               : -far;
}

/* The fields of a row that have the colour of the one at i, as far as the next one that has not. */
static size_t run_of(const shades *of, size_t i, size_t j)
{
    const size_t columns = of->claim->map.axis[0].values;
    size_t end = i + 1;
    while (end < columns && colour_of(of, end, j) == colour_of(of, i, j)) {
        end++;
    }
    return end;
}

static void put_fields(FILE *script, const shades *of, const side sides[2])
{
    fputs("$field << END\n", script);
    for (size_t j = 0; j < sides[1].axis->values; j++) {
        for (size_t i = 0; i < sides[0].axis->values; i = run_of(of, i, j)) {
            if (!isnan(colour_of(of, i, j))) {
                fprintf(script, "%.9g %.9g %.9g %.9g %.9g %.9g %.2f\n", number_at(sides[0].axis, i),
                        number_at(sides[1].axis, j), edge_of(&sides[0], i, -1),
                        edge_of(&sides[0], run_of(of, i, j) - 1, 1), edge_of(&sides[1], j, -1),
                        edge_of(&sides[1], j, 1), colour_of(of, i, j));
            }
        }
    }
    fputs("END\n", script);
}

/* What the line is of: the values, or the ends of their intervals where they are drawn. */
typedef enum line_of { LINE_OF_VALUES, LINE_OF_LOW, LINE_OF_HIGH } line_of;

static double line_value(const cst_claim_value *of, line_of which)
{
    return which == LINE_OF_LOW ? of->low : which == LINE_OF_HIGH ? of->high : of->value;
}

/* The line at which it turns; nothing where it does not, or where there was no memory. */
static size_t put_line(FILE *script, const shades *of, const side sides[2], line_of which)
{
    const size_t columns = sides[0].axis->values;
    const size_t rows = sides[1].axis->values;
    double *x = calloc(columns + rows + columns * rows, sizeof *x);
    cst_contour line = {0};
    size_t lines = 0;
    fprintf(script, "$line%d << END\n", (int)which);
    if (x != NULL) {
        double *y = x + columns;
        double *value = y + rows;
        for (size_t i = 0; i < columns; i++) {
            x[i] = place_of(&sides[0], number_at(sides[0].axis, i));
        }
        for (size_t j = 0; j < rows; j++) {
            y[j] = place_of(&sides[1], number_at(sides[1].axis, j));
            for (size_t i = 0; i < columns; i++) {
                const cst_claim_value *at = &of->claim->value[cst_claim_place(of->claim, i, j)];
                const double distance = distance_of(of, line_value(at, which));
                value[j * columns + i] = fmax(fmin(distance, of->most[1]), -of->most[0]);
            }
        }
        const cst_contour_grid grid = {columns, rows, x, y, value};
        lines = cst_contour_make(&line, &grid, 0.0, NULL) == 0 ? line.lines : 0;
    }
    for (size_t i = 0; i < lines; i++) {
        for (size_t j = 0; j < line.line[i].points; j++) {
            fprintf(script, "%.9g %.9g\n", back_of(&sides[0], line.line[i].point[j].x),
                    back_of(&sides[1], line.line[i].point[j].y));
        }
        fputs("\n", script);
    }
    fputs("END\n", script);
    cst_contour_free(&line);
    free(x);
    return lines;
}

/* The example, in a ring that is seen on any colour. */
static void put_point(FILE *script, const cst_claim *claim)
{
    static const char *const rings[] = {
        "pointsize 1.6 linecolor rgb '#ffffff' notitle",
        "pointsize 1.1 linecolor rgb '#000000' title 'the example'"};
    for (int i = 0; i < 2; i++) {
        fprintf(script, ", '+' using (%.12g):(%.12g) every ::0::0 with points pointtype 7 %s",
                cst_claim_here(claim, 0), cst_claim_here(claim, 1), rings[i]);
    }
    fputs("\n", script);
}

static void write_claim(const void *self, FILE *script)
{
    const cst_claim *claim = self;
    const side sides[2] = {side_of(&claim->map.axis[0]), side_of(&claim->map.axis[1])};
    const shades of = shades_of(claim);
    size_t lines[3] = {0, 0, 0};
    fputs("set tics font ',11' out nomirror\nset key outside bottom center horizontal maxrows 1 "
          "noenhanced "
          "reverse Left\nset lmargin 11\nset rmargin 15\nset bmargin 6\nset style fill solid 1.0 "
          "noborder\n",
          script);
    put_axis(script, "x", &sides[0], claim->map.argument);
    put_axis(script, "y", &sides[1], claim->map.argument);
    put_colours(script, &of);
    put_fields(script, &of, sides);
    for (int i = LINE_OF_VALUES; i <= (claim->drawn ? LINE_OF_HIGH : LINE_OF_VALUES); i++) {
        lines[i] = put_line(script, &of, sides, (line_of)i);
    }
    fputs("plot $field using 1:2:3:4:5:6:7 with boxxyerror linecolor palette notitle", script);
    for (int i = LINE_OF_VALUES; i <= LINE_OF_HIGH; i++) {
        if (lines[i] > 0) {
            fprintf(script,
                    ", $line%d using 1:2 with lines linewidth %d dashtype %d linecolor rgb "
                    "'#000000' %s",
                    i, i == LINE_OF_VALUES ? 3 : 1, i == LINE_OF_VALUES ? 1 : 2,
                    i == LINE_OF_VALUES ? "title 'it turns here'"
                    : i == LINE_OF_LOW  ? "title 'ends of intervals'"
                                        : "notitle");
        }
    }
    put_point(script, claim);
}

cst_picture cst_claim_picture(const cst_claim *claim)
{
    return (cst_picture){.title = claim->map.claim,
                         .width = WIDTH,
                         .height = HEIGHT,
                         .write = write_claim,
                         .self = claim};
}
