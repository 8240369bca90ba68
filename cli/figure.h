/* SPDX-License-Identifier: MIT
 *
 * The gnuplot script of a risk plot: curves with interval bands, points with error bars, a hollow
 * downward mark at the upper bound where nothing escaped (upward at the lower bound of what is 1
 * minus a risk), closed forms as lines, the risk without
 * monitoring, the claim as title and the common settings below it. Foreign text is quoted and
 * cleaned.
 */
#ifndef CST_CLI_FIGURE_H
#define CST_CLI_FIGURE_H

#include "cli/curves.h"

typedef enum cst_scale { CST_SCALE_AUTO, CST_SCALE_LINEAR, CST_SCALE_LOG } cst_scale;

typedef struct cst_figure {
    const cst_curves *curves;
    cst_scale scale;        /* of the result */
    const char *settings;   /* the line below the claim; NULL: the scenario's settings */
    uint32_t width, height; /* of the SVG; the PNG has twice as many dots each way */
    const char *svg, *png;  /* where to write; NULL: not this one */
} cst_figure;

/* Writes the script; self is a const cst_figure (for cst_gnuplot_run). */
void cst_figure_write(void *self, FILE *script);

#endif
