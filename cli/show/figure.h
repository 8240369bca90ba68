/* SPDX-License-Identifier: MIT
 *
 * The picture of a risk plot: curves with interval bands, points with error bars, a hollow downward
 * mark at the upper bound where nothing escaped (upward at the lower bound of what is 1 minus a
 * risk), closed forms as lines, the risk without monitoring, the claim as title and the common
 * settings below it. The names stand beside the curves, or below them where they are long.
 */
#ifndef CST_CLI_SHOW_FIGURE_H
#define CST_CLI_SHOW_FIGURE_H

#include "cli/show/curves.h"
#include "cli/show/picture.h"

/* In the order of the words of --scale. */
typedef enum cst_scale { CST_SCALE_AUTO, CST_SCALE_LINEAR, CST_SCALE_LOG } cst_scale;

typedef struct cst_figure {
    const cst_curves *curves;
    cst_scale scale;        /* of the result */
    const char *settings;   /* the line below the claim; NULL: the scenario's settings */
    uint32_t width, height; /* in dots */
} cst_figure;

/* The least height that leaves room for the curves under the claim and over the names. */
uint32_t cst_figure_height(const cst_figure *figure);

/* The picture, which borrows the figure. */
cst_picture cst_figure_picture(const cst_figure *figure);

#endif
