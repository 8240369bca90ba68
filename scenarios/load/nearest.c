/* SPDX-License-Identifier: MIT */
#include "scenarios/load/nearest.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

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
