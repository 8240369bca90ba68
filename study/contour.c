/* SPDX-License-Identifier: MIT */
#include "study/contour.h"

#include "base/check.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* Edges between neighbours by number: first those along a row, then those from row to row. A line
 * crosses an edge at most once, and goes on through each of the at most two squares beside it. */
typedef struct crossing {
    size_t next[2]; /* edges that it leads to; NOWHERE */
    bool taken;     /* it is in a line */
} crossing;

enum { CORNERS = 4 };
static const size_t NOWHERE = SIZE_MAX;

typedef struct march {
    const cst_contour_grid *grid;
    double level;
    crossing *edge; /* owned */
    size_t edges;
    cst_contour_point *point; /* owned: room for the longest line */
} march;

static size_t edge_along(const march *of, size_t column, size_t row)
{
    return row * (of->grid->columns - 1) + column;
}

static size_t edge_across(const march *of, size_t column, size_t row)
{
    return of->grid->rows * (of->grid->columns - 1) + row * of->grid->columns + column;
}

static double value_at(const march *of, size_t column, size_t row)
{
    return of->grid->value[row * of->grid->columns + column];
}

/* Measured from the end at or above the level: a crossing in a node is the node itself, from
 * whichever side. */
static cst_contour_point point_on(const march *of, size_t edge)
{
    const cst_contour_grid *grid = of->grid;
    const size_t along = grid->rows * (grid->columns - 1);
    const bool is_along = edge < along;
    const size_t wide = is_along ? grid->columns - 1 : grid->columns;
    const size_t at = is_along ? edge : edge - along;
    size_t column[2] = {at % wide, at % wide};
    size_t row[2] = {at / wide, at / wide};
    column[1] += is_along ? 1 : 0;
    row[1] += is_along ? 0 : 1;
    const int above = value_at(of, column[0], row[0]) >= of->level ? 0 : 1;
    const int below = 1 - above;
    const double high = value_at(of, column[above], row[above]);
    const double low = value_at(of, column[below], row[below]);
    const double part = (high - of->level) / (high - low);
    const double x = grid->x[column[above]];
    const double y = grid->y[row[above]];
    return (cst_contour_point){.x = x + part * (grid->x[column[below]] - x),
                               .y = y + part * (grid->y[row[below]] - y)};
}

static void join(march *of, size_t a, size_t b)
{
    const size_t end[2] = {a, b};
    for (int i = 0; i < 2; i++) {
        crossing *at = &of->edge[end[i]];
        const int place = at->next[0] == NOWHERE ? 0 : 1;
        cst_require(at->next[place] == NOWHERE);
        at->next[place] = end[1 - i];
    }
}

/* Corners and edges of a square go around: edge i leads from corner i to the next one. */
static void march_square(march *of, size_t column, size_t row)
{
    const size_t edge[CORNERS] = {edge_along(of, column, row), edge_across(of, column + 1, row),
                                  edge_along(of, column, row + 1), edge_across(of, column, row)};
    const double value[CORNERS] = {value_at(of, column, row), value_at(of, column + 1, row),
                                   value_at(of, column + 1, row + 1),
                                   value_at(of, column, row + 1)};
    bool above[CORNERS];
    size_t crossed[CORNERS];
    size_t crossings = 0;
    double mean = 0.0;
    for (int i = 0; i < CORNERS; i++) {
        if (!isfinite(value[i])) {
            return;
        }
        above[i] = value[i] >= of->level;
        mean += value[i] / CORNERS;
    }
    for (int i = 0; i < CORNERS; i++) {
        if (above[i] != above[(i + 1) % CORNERS]) {
            crossed[crossings++] = edge[i];
        }
    }
    if (crossings == 2) {
        join(of, crossed[0], crossed[1]);
    } else if (crossings == CORNERS) {
        /* Corner i is cut off by the edges before and behind it; cut off are those that are not as
         * the middle is. */
        const int alone = above[0] != (mean >= of->level) ? 0 : 1;
        join(of, edge[(alone + 3) % CORNERS], edge[alone]);
        join(of, edge[alone + 1], edge[alone + 2]);
    }
}

/* Follows a line from one of its crossings; the points, alike ones once. */
static size_t follow(march *of, size_t start)
{
    size_t points = 0;
    size_t before = NOWHERE;
    for (size_t at = start; at != NOWHERE;) {
        crossing *here = &of->edge[at];
        const cst_contour_point point = point_on(of, at);
        const cst_contour_point *last = points > 0 ? &of->point[points - 1] : NULL;
        if (last == NULL || last->x != point.x || last->y != point.y) {
            of->point[points++] = point;
        }
        if (here->taken) {
            break; /* around */
        }
        here->taken = true;
        const size_t next = here->next[0] != before ? here->next[0] : here->next[1];
        before = at;
        at = next;
    }
    return points;
}

static int add_line(cst_contour *contour, const march *of, size_t points, cst_error *error)
{
    if (points < 2) {
        return 0; /* all of it in one node */
    }
    cst_contour_line *line = realloc(contour->line, (contour->lines + 1) * sizeof *contour->line);
    if (line == NULL) {
        return cst_error_memory(error, "a contour");
    }
    contour->line = line;
    line = &contour->line[contour->lines];
    line->point = calloc(points, sizeof *line->point);
    if (line->point == NULL) {
        return cst_error_memory(error, "a contour");
    }
    for (size_t i = 0; i < points; i++) {
        line->point[i] = of->point[i];
    }
    line->points = points;
    contour->lines++;
    return 0;
}

/* First the lines that have ends, from these; what is left goes around. */
static int gather(cst_contour *contour, march *of, cst_error *error)
{
    int code = 0;
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; code == 0 && i < of->edges; i++) {
            const crossing *at = &of->edge[i];
            const bool crossed = at->next[0] != NOWHERE;
            if (crossed && !at->taken && (round > 0 || at->next[1] == NOWHERE)) {
                code = add_line(contour, of, follow(of, i), error);
            }
        }
    }
    return code;
}

int cst_contour_make(cst_contour *contour, const cst_contour_grid *grid, double level,
                     cst_error *error)
{
    cst_require(grid->columns >= 2 && grid->rows >= 2);
    *contour = (cst_contour){0};
    march of = {.grid = grid, .level = level};
    of.edges = grid->rows * (grid->columns - 1) + (grid->rows - 1) * grid->columns;
    of.edge = calloc(of.edges, sizeof *of.edge);
    of.point = calloc(of.edges + 1, sizeof *of.point);
    int code = of.edge == NULL || of.point == NULL ? cst_error_memory(error, "a contour") : 0;
    for (size_t i = 0; code == 0 && i < of.edges; i++) {
        of.edge[i] = (crossing){.next = {NOWHERE, NOWHERE}};
    }
    for (size_t row = 0; code == 0 && row + 1 < grid->rows; row++) {
        for (size_t column = 0; column + 1 < grid->columns; column++) {
            march_square(&of, column, row);
        }
    }
    code = code != 0 ? code : gather(contour, &of, error);
    free(of.edge);
    free(of.point);
    return code;
}

void cst_contour_free(cst_contour *contour)
{
    for (size_t i = 0; i < contour->lines; i++) {
        free(contour->line[i].point);
    }
    free(contour->line);
    *contour = (cst_contour){0};
}
