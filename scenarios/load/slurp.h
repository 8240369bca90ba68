/* SPDX-License-Identifier: MIT
 *
 * A whole file as text. Files here are small: whatever is longer than a limit is refused, as is,
 * where a regular file is wanted, what might never end (a device, a pipe).
 */
#ifndef CST_SCENARIOS_LOAD_SLURP_H
#define CST_SCENARIOS_LOAD_SLURP_H

#include "base/error.h"

#include <stdbool.h>
#include <sys/types.h>

/* Reads path ("-": standard input, unless regular) of at most so many MiB into *text: heap,
 * zero-terminated, the caller frees. On failure *text is NULL and the code is `what`, or
 * CST_ERR_MEMORY; the error has no place. Where there is no such file the error names the nearest
 * one. */
int cst_slurp(char **text, size_t *size, const char *path, bool regular, size_t mebibytes, int what,
              cst_error *error);

/* Whether a regular file has been read here, whatever its name: nothing may be written over it. */
bool cst_slurp_has_read(dev_t device, ino_t number);

#endif
