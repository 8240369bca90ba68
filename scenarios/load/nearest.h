/* SPDX-License-Identifier: MIT
 *
 * The known name, or the file, that a misspelt one probably means. Any thread.
 */
#ifndef CST_SCENARIOS_LOAD_NEAREST_H
#define CST_SCENARIOS_LOAD_NEAREST_H

#include <stddef.h>
#include <stdint.h>

/* Single-letter insertions, deletions, changes and swaps of neighbours that turn a into b, both cut
 * at 64 letters; upper and lower case count as alike. */
uint32_t cst_edit_distance(const char *a, const char *b);

/* A search: start with {0}, look at every known name, then read `best` (NULL if none is near). */
typedef struct cst_nearest {
    const char *best;
    uint32_t distance;
} cst_nearest;

/* Keeps known if it is nearer to name than the best so far, and near enough to be meant: less than
 * half of the name's letters differ. */
void cst_nearest_look(cst_nearest *nearest, const char *name, const char *known);

/* Adds a name to a list, as "a, b, c", which is cut at size. */
void cst_names_add(char *list, size_t size, const char *name);

/* Writes "; the nearest is PATH", a regular file of the folder that path names, or "" where none is
 * near: less than half of the name's letters differ, not counting an ending that both have. Of
 * equally near ones the first in order. "" too where path is there, or its folder cannot be read.
 * Cut at size, which is at least 1. Returns out. */
const char *cst_nearest_file(const char *path, char *out, size_t size);

#endif
