/* SPDX-License-Identifier: MIT */
#include "scenarios/load/nearest.h"

#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LETTERS_MAX = 64 };

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static int letter(char c)
{
    return tolower((unsigned char)c);
}

static size_t letters(const char *name)
{
    size_t length = strlen(name);
    return length < LETTERS_MAX ? length : LETTERS_MAX;
}

uint32_t cst_edit_distance(const char *a, const char *b)
{
    size_t rows = letters(a);
    size_t columns = letters(b);
    uint32_t row[3][LETTERS_MAX + 1] = {{0}}; /* of lengths i-2, i-1 and i of a */
    for (size_t j = 0; j <= columns; j++) {
        row[0][j] = (uint32_t)j;
    }
    for (size_t i = 1; i <= rows; i++) {
        uint32_t *now = row[i % 3];
        const uint32_t *before = row[(i + 2) % 3];
        const uint32_t *earlier = row[(i + 1) % 3];
        now[0] = (uint32_t)i;
        for (size_t j = 1; j <= columns; j++) {
            uint32_t change = letter(a[i - 1]) == letter(b[j - 1]) ? 0 : 1;
            now[j] = least(least(before[j], now[j - 1]) + 1, before[j - 1] + change);
            if (i > 1 && j > 1 && letter(a[i - 1]) == letter(b[j - 2]) &&
                letter(a[i - 2]) == letter(b[j - 1])) {
                now[j] = least(now[j], earlier[j - 2] + 1);
            }
        }
    }
    return row[rows % 3][columns];
}

void cst_nearest_look(cst_nearest *nearest, const char *name, const char *known)
{
    uint32_t distance = cst_edit_distance(name, known);
    if (2 * (size_t)distance < letters(name) + 1 &&
        (nearest->best == NULL || distance < nearest->distance)) {
        nearest->best = known;
        nearest->distance = distance;
    }
}

void cst_names_add(char *list, size_t size, const char *name)
{
    const size_t used = strlen(list);
    (void)snprintf(list + used, size - used, "%s%s", used == 0 ? "" : ", ", name);
}

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
