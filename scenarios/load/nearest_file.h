/* SPDX-License-Identifier: MIT
 *
 * The file that a misspelt path probably means.
 */
#ifndef CST_SCENARIOS_LOAD_NEAREST_FILE_H
#define CST_SCENARIOS_LOAD_NEAREST_FILE_H

#include <stddef.h>

/* Writes "; the nearest is PATH", a regular file of the folder that path names, or "" where none is
 * near: less than half of the name's letters differ, not counting an ending that both have. Of
 * equally near ones the first in order. "" too where path is there, or its folder cannot be read.
 * Cut at size, which is at least 1. Returns out. */
const char *cst_nearest_file(const char *path, char *out, size_t size);

#endif
