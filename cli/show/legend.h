/* SPDX-License-Identifier: MIT
 *
 * The names of what a picture shows: their colours, marks and lines, and where they stand.
 */
#ifndef CST_CLI_SHOW_LEGEND_H
#define CST_CLI_SHOW_LEGEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Of the i-th curve; after so many colours they come again, with another line. */
enum { CST_LEGEND_COLOURS = 8 };
const char *cst_legend_colour(size_t i);
const char *cst_legend_dash(size_t i);

/* Behind gnuplot's `pt`: in a text the letters A, B, C, ..., one for each curve. */
typedef struct cst_legend_point {
    char text[32];
} cst_legend_point;
cst_legend_point cst_legend_mark(size_t i);

typedef struct cst_legend {
    bool beside; /* the data, else below them */
    size_t columns, rows;
} cst_legend;

/* Beside the data where that leaves them two thirds of the width, else below, in columns, or there
 * anyway. Of so many entries, the longest name in letters, and the picture's width in dots. */
cst_legend cst_legend_place(size_t longest, size_t entries, uint32_t width, bool below);

/* Dots that it takes below the data with the numbers and the name of their axis; upwards. */
double cst_legend_below(const cst_legend *legend);
double cst_legend_height(const cst_legend *legend);

/* Sets the key and both margins of the data, which begin `top` dots under the picture's top. */
void cst_legend_put(FILE *script, const cst_legend *legend, double top, uint32_t height);

/* Whether a text has this many dots, about. */
bool cst_legend_fits(const char *text, double room);

/* Cuts a text that has more: before a bracket, else within, with three dots behind it. */
void cst_legend_cut(char *text, double room);

#endif
