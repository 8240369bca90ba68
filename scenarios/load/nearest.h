/* SPDX-License-Identifier: MIT
 *
 * The known name that a misspelt one probably means. Pure, any thread.
 */
#ifndef CST_SCENARIOS_LOAD_NEAREST_H
#define CST_SCENARIOS_LOAD_NEAREST_H

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

#endif
