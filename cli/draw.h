/* SPDX-License-Identifier: MIT
 *
 * Pictures as files: all of them whole, or none of them there (cli/output.h). A signal ends gnuplot
 * with the program.
 */
#ifndef CST_CLI_DRAW_H
#define CST_CLI_DRAW_H

#include "cli/args.h"
#include "cli/show/picture.h"

/* Draws one picture into 1 to CST_PICTURE_FORMATS files: SVG, PNG or PDF by the endings of their
 * names, SVG where they say nothing else. None may be a file that the command reads; `flag` is who
 * names them. 0, CST_ERR_USAGE, and what cst_output_open, cst_picture_draw and cst_output_close
 * say. */
int cst_draw(const cst_picture *picture, const char *const *path, size_t paths,
             const cst_args *args, const char *flag, cst_error *error);

/* The same for the one file that --plot names. */
int cst_draw_plot(const cst_picture *picture, const cst_args *args, cst_error *error);

#endif
