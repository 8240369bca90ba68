/* SPDX-License-Identifier: MIT */
#include "scenarios/load/nearest_file.h"

#include "scenarios/load/nearest.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The letters of a name that tell it from others: an ending such as .yaml, which the other has as
 * well, does not. */
static size_t telling(const char *name, const char *other)
{
    const char *ending = strrchr(name, '.');
    const char *others = strrchr(other, '.');
    const bool alike = ending != NULL && others != NULL && strcmp(ending, others) == 0;
    return alike ? (size_t)(ending - name) : strlen(name);
}

static bool is_file(const char *folder, const char *name)
{
    char path[4096];
    struct stat about;
    const int length = snprintf(path, sizeof path, "%s%s", folder, name);
    return length >= 0 && (size_t)length < sizeof path && stat(path, &about) == 0 &&
           S_ISREG(about.st_mode);
}

/* The nearest of the sorted entries, or NULL. */
static const char *pick(const char *folder, const char *name, struct dirent **entry, int count)
{
    const char *best = NULL;
    uint32_t least = UINT32_MAX;
    for (int i = 0; i < count; i++) {
        const char *known = entry[i]->d_name;
        const uint32_t distance = cst_edit_distance(name, known);
        if (distance < least && 2 * (size_t)distance < telling(name, known) + 1 &&
            is_file(folder, known)) {
            best = known;
            least = distance;
        }
    }
    return best;
}

const char *cst_nearest_file(const char *path, char *out, size_t size)
{
    char folder[4096];
    struct dirent **entry = NULL;
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    const int length = (int)(name - path);
    struct stat about;
    out[0] = '\0';
    if ((size_t)length >= sizeof folder || stat(path, &about) == 0) {
        return out;
    }
    (void)snprintf(folder, sizeof folder, "%.*s", length, path);
    const int count = scandir(length == 0 ? "." : folder, &entry, NULL, alphasort);
    const char *best = pick(folder, name, entry, count);
    if (best != NULL) {
        (void)snprintf(out, size, "; the nearest is %s%s", folder, best);
    }
    for (int i = 0; i < count; i++) {
        free(entry[i]);
    }
    free(entry);
    return out;
}
