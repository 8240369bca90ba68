/* SPDX-License-Identifier: MIT
 *
 * Findings arranged for a map: the cells of a sweep over two numbers as a grid, and lines at which
 * results cross a value.
 */
#ifndef CST_CLI_SHOW_MAP_H
#define CST_CLI_SHOW_MAP_H

#include "cli/show/naming.h"
#include "cli/show/pick.h"
#include "study/contour.h"
#include "study/finding.h"

enum { CST_MAP_CONTOURS_MAX = 8 };

/* Which cells, and what of them. */
typedef struct cst_map_spec {
    cst_result_kind kind;       /* what the colours show */
    const char *key[2];         /* to the right, upwards */
    const char *const *contour; /* RESULT=VALUE */
    size_t contours;
    cst_pick pick;
    cst_naming naming;
} cst_map_spec;

/* One side of the map. */
typedef struct cst_map_side {
    size_t axis;   /* of the scenario */
    double *value; /* owned: rising */
    double *place; /* owned: the same, or their logarithms to base 10 */
    size_t values; /* at least 2 */
    bool log;   /* three or more values are in even ratios, or they span a factor of 30 or more and
                   are   not three or more in even steps */
    bool whole; /* all are whole numbers */
} cst_map_side;

/* A line at which a result crosses a value. Points are in places of the sides. */
typedef struct cst_map_contour {
    cst_result_kind kind;
    double level;
    char text[320];      /* "mitigated_share = 0.5" */
    bool exact;          /* of closed forms, which all cells have; else of estimates */
    double least, most;  /* of all cells with a number; NaN where there are none */
    cst_contour line;    /* no lines where the result does not cross the value */
    cst_contour end_low; /* likewise of the ends of the intervals; no lines of closed forms */
    cst_contour end_high;
} cst_map_contour;

typedef struct cst_map {
    const cst_findings *findings; /* borrowed */
    const cst_map_spec *spec;     /* borrowed */
    cst_result_kind kind;
    cst_map_side x, y;
    const cst_finding **field; /* owned: row by row from the lowest y up; NULL: not run */
    size_t exact, estimated;   /* fields with a closed form; those without it that have an
                                  estimate */
    cst_map_contour contour[CST_MAP_CONTOURS_MAX];
    size_t contours;
} cst_map;

/* Arranges them. 0; CST_ERR_USAGE with what to do instead; CST_ERR_MEMORY. cst_map_free is legal
 * after failure. */
int cst_map_make(cst_map *map, const cst_findings *findings, const cst_map_spec *spec,
                 cst_error *error);
void cst_map_free(cst_map *map);

/* What the colour of a field shows: the closed form where there is one, else the estimate; NaN
 * where there is neither. */
double cst_map_value(const cst_map *map, size_t column, size_t row);

/* Of a contour without a line, on which side of it all of the map lies: "mitigated_share is above
 * 0.5 everywhere on this map". */
void cst_map_say_side(const cst_map_contour *contour, char *out, size_t size);

#endif
