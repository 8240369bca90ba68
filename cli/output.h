/* SPDX-License-Identifier: MIT
 *
 * Files that are there whole or not at all: written under a temporary name next to their own, then
 * renamed. Devices and pipes are written as they are.
 */
#ifndef CST_CLI_OUTPUT_H
#define CST_CLI_OUTPUT_H

#include "base/error.h"

#include <stdio.h>

typedef struct cst_output {
    FILE *file;
    char *path;      /* owned */
    char *temporary; /* owned */
} cst_output;

/* Makes the temporary file. 0, CST_ERR_OUTPUT or CST_ERR_MEMORY. */
int cst_output_open(cst_output *output, const char *path, cst_error *error);

/* Sees that all of the file is on the disk and gives it its name. 0 or CST_ERR_OUTPUT; the
 * temporary file is gone either way. */
int cst_output_close(cst_output *output, cst_error *error);

/* Throws the temporary file away; legal on a zeroed or closed output. */
void cst_output_discard(cst_output *output);

/* Checks that everything written to a stream got through: 0 or CST_ERR_OUTPUT with its name. */
int cst_output_flush(FILE *file, const char *name, cst_error *error);

#endif
