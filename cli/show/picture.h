/* SPDX-License-Identifier: MIT
 *
 * A picture as SVG, PNG or PDF, or as plain text, drawn by gnuplot, looked over and written by the
 * program itself. An SVG has the picture's name as its title and turns dark where the reader's
 * screen is; a PNG has twice as many dots each way; in a text a letter has 6.8 x 20 dots.
 */
#ifndef CST_CLI_SHOW_PICTURE_H
#define CST_CLI_SHOW_PICTURE_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

typedef enum cst_picture_format {
    CST_PICTURE_SVG = 0,
    CST_PICTURE_PNG = 1,
    CST_PICTURE_PDF = 2,
    CST_PICTURE_TEXT = 3,
    CST_PICTURE_FORMATS = 4
} cst_picture_format;

typedef struct cst_picture {
    const char *title;      /* of the SVG: the claim */
    uint32_t width, height; /* in dots of the SVG */
    /* Writes the script without terminal and output, which are set before it, as is the variable
     * `plain`: 1 in a text, where areas and shades cannot be told apart, else 0. */
    void (*write)(const void *self, FILE *script);
    const void *self;
} cst_picture;

/* ".svg", ".png", ".pdf", ".txt". */
const char *cst_picture_ending(cst_picture_format format);

/* The format that a name's ending says, in either case; CST_PICTURE_FORMATS where it says none. */
cst_picture_format cst_picture_format_of(const char *path);

/* Whether the ending is that of pictures that are not drawn (".jpg"). */
bool cst_picture_is_other(const char *path);

/* Is told of gnuplot's process while it runs, and 0 when it has ended: who takes signals ends it
 * with the program. */
typedef void (*cst_picture_watch)(pid_t process);

/* Draws it on a stream. 0; CST_ERR_OUTPUT with what is missing, the last line of what gnuplot said,
 * or where its picture is not whole; or CST_ERR_MEMORY. Whether all of it got through the stream is
 * the caller's to see. */
int cst_picture_draw(const cst_picture *picture, cst_picture_format format, FILE *out,
                     cst_picture_watch watch, cst_error *error);

/* Parts of scripts. Text as a string of gnuplot's, cleaned, in which nothing is expanded. */
void cst_picture_text(FILE *script, const char *text);

/* The name of the x axis as a string of gnuplot's; in a text, which has no upright letters, also
 * that of the y axis, both without what they have in brackets. */
void cst_picture_names(FILE *script, const char *x, const char *y);

/* One of the marks of an axis, in the brackets of `set xtics ()`: a text and where it stands. */
void cst_picture_tick(FILE *script, const char *text, uint32_t at, bool first);

/* A logarithmic axis, "x", "y" or "cb", from one end to the other. */
void cst_picture_log_axis(FILE *script, const char *axis, double from, double to);

/* Widens a range of positive numbers to whole decades. */
void cst_picture_decades(double *from, double *to);

/* A label in lines of at most `width` letters, from `top` down by `step` (both as shares of the
 * picture's height, from its foot); returns where the next line would be. Without
 * a script the lines are only counted. */
double cst_picture_lines(FILE *script, const char *text, size_t width, double top, double step,
                         const char *style);

/* What stands above a picture of that size, in lines from its top down: a claim, the settings and a
 * note, each "" where there is none. Returns how many dots it takes; without a script it only
 * counts. */
double cst_picture_heading(FILE *script, const char *claim, const char *settings, const char *note,
                           uint32_t width, uint32_t height);

/* The palette of a map, from dark to bright: colour-blind readers can tell its colours, and in grey
 * they stay in order. */
void cst_picture_palette(FILE *script);

#endif
