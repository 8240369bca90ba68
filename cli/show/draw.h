/* SPDX-License-Identifier: MIT
 *
 * What commands draw. Each picture borrows what it is of.
 */
#ifndef CST_CLI_SHOW_DRAW_H
#define CST_CLI_SHOW_DRAW_H

#include "cli/show/curves.h"
#include "cli/show/map.h"
#include "cli/show/picture.h"
#include "cli/show/scale.h"
#include "study/assumptions.h"
#include "study/benchmark.h"
#include "study/pareto.h"
#include "study/story.h"

typedef struct cst_figure {
    const cst_curves *curves;
    cst_scale scale;        /* of the result */
    const char *settings;   /* the line below the claim; NULL: the scenario's settings */
    uint32_t width, height; /* in dots */
} cst_figure;

/* A risk plot: points with error bars, a hollow downward mark at the upper bound where nothing
 * escaped (upward at the lower bound of what is 1 minus a risk), closed forms as lines, bands from
 * interval to interval of curves without one, the risk without monitoring, the claim as title and
 * the common settings below it.
 * The names stand beside the curves, or below them where they are long. */
cst_picture cst_figure_picture(const cst_figure *figure);

/* The least height that leaves room for the curves under the claim and over the names. */
uint32_t cst_figure_height(const cst_figure *figure);

typedef struct cst_chart {
    const cst_map *map;
    cst_scale scale;        /* of the colours */
    uint32_t width, height; /* in dots */
} cst_chart;

/* A map: fields in the colours of a result, white where there is no value; each contour as a bold
 * line with its name, the ends of its intervals as dashed lines; a note says what is drawn of
 * closed forms and what of estimates. */
cst_picture cst_chart_picture(const cst_chart *chart);

/* The least height that leaves room for the map under the claim. */
uint32_t cst_chart_height(const cst_chart *chart);

/* Assumptions: for each input with an effect a bar from the residual risk at one end of its range
 * to that at the other, the longest at the top, around a line at the base. */
cst_picture cst_tornado_picture(const cst_assumptions *of);

/* A benchmark as a heat map: protocols by collusion strategies, coloured by the decimal logarithm
 * of residual_risk, with the value in every field. Where nothing escaped the field is white and
 * says the upper bound. */
cst_picture cst_heat_picture(const cst_benchmark *benchmark);

/* Protocols between cost and risk: a point with bars for each setting, lighter where another one
 * surely beats it, a step line along the front of each protocol and of all. */
cst_picture cst_pareto_picture(const cst_pareto *pareto);

enum { CST_TIMELINE_ROWS = 40 }; /* more could not be told apart */

/* The rows of a time line: agents with events, the most eventful first. */
typedef struct cst_timeline {
    const cst_story *story; /* borrowed */
    uint32_t agent[CST_TIMELINE_ROWS];
    uint32_t rows;
    uint32_t left; /* agents with events that have no row */
} cst_timeline;

/* Chooses the rows. 0 or CST_ERR_MEMORY. */
int cst_timeline_make(cst_timeline *timeline, const cst_story *story, cst_error *error);

/* A story as a time line: agents by rounds; attacks by their fates, reports, investigations, and
 * bars while agents are out. */
cst_picture cst_timeline_picture(const cst_timeline *timeline);

#endif
