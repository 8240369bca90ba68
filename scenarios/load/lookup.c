/* SPDX-License-Identifier: MIT
 *
 * Keys by their paths. A sweep of 10,000 cells looks up half a million of them.
 */
#include "scenarios/load/schema.h"

#include <stdlib.h>
#include <string.h>

static struct {
    const cst_key *key[CST_KEYS_MAX]; /* by path */
    size_t count;
} sorted;

static int by_path(const void *one, const void *other)
{
    const cst_key *const *a = one;
    const cst_key *const *b = other;
    return strcmp((*a)->path, (*b)->path);
}

static int of_path(const void *path, const void *of)
{
    const cst_key *const *key = of;
    return strcmp(path, (*key)->path);
}

const cst_key *cst_key_find(const char *path)
{
    if (sorted.count == 0) {
        for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
            sorted.key[sorted.count++] = key;
        }
        qsort(sorted.key, sorted.count, sizeof *sorted.key, by_path);
    }
    const cst_key *const *found =
        bsearch(path, sorted.key, sorted.count, sizeof *sorted.key, of_path);
    return found == NULL ? NULL : *found;
}
