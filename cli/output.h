/* SPDX-License-Identifier: MIT
 *
 * Files that are there whole or not at all: written under a temporary name next to their own, then
 * renamed. Where a symbolic link is named, that is done to the file that it leads to. Devices and
 * pipes are written as they are. Nothing is called whole once an allocation of the program has
 * failed.
 */
#ifndef CST_CLI_OUTPUT_H
#define CST_CLI_OUTPUT_H

#include "cli/args.h"
#include "cli/show/picture.h"

typedef struct cst_output {
    FILE *file;
    char path[CST_PATH_SIZE];          /* what is replaced: no link */
    char temporary[CST_PATH_SIZE + 8]; /* "" where there is none */
} cst_output;

/* Makes the temporary file; the output must stay where it is until it is closed. 0 or
 * CST_ERR_OUTPUT. */
int cst_output_open(cst_output *output, const char *path, cst_error *error);

/* Sees that all of the file is on the disk and gives it its name. 0 or CST_ERR_OUTPUT; the
 * temporary file is gone either way. */
int cst_output_close(cst_output *output, cst_error *error);

/* Throws the temporary file away, so that nothing changes; legal on a zeroed or closed output. */
void cst_output_discard(cst_output *output);

/* Sets the error that this file cannot be written, for what errno says: CST_ERR_OUTPUT. */
int cst_output_fail(const char *path, cst_error *error);

/* Checks that everything written to a stream got through: 0, or CST_ERR_OUTPUT or CST_ERR_MEMORY
 * with its name. */
int cst_output_flush(FILE *file, const char *name, cst_error *error);

/* Draws one picture into 1 to CST_PICTURE_FORMATS files, all of them or none: SVG, PNG, PDF or text
 * by the endings of their names, SVG where they say nothing else. None may be a file that the
 * command reads; `option` is who names them. A signal ends gnuplot with the program. 0,
 * CST_ERR_USAGE, and what cst_output_open, cst_picture_draw and cst_output_close say. */
int cst_output_draw(const cst_picture *picture, const char *const *path, size_t paths,
                    const cst_args *args, const char *option, cst_error *error);

/* Draws one as the text of an SVG, which the caller frees. 0, and what cst_picture_draw says. */
int cst_output_svg(const cst_picture *picture, char **svg, cst_error *error);

/* The same for the one file that --plot names. */
int cst_output_plot(const cst_picture *picture, const cst_args *args, cst_error *error);

#endif
