/* SPDX-License-Identifier: MIT */
#include "tests/lib/lists.h"

#include "base/check.h"

#include <stddef.h>
#include <stdlib.h>

/* In a list from here on, so that a leak checker finds them. */
typedef struct room {
    struct room *next;
    max_align_t bytes[];
} room;

static void *room_of(size_t size)
{
    static room *all;
    room *made = calloc(1, sizeof *made + size);
    cst_require(made != NULL);
    made->next = all;
    all = made;
    return made->bytes;
}

cst_lineage *cst_test_lineages(cst_population_spec *population, uint32_t lineages)
{
    cst_lineage *made = room_of(lineages * sizeof *made);
    for (uint32_t g = 0; g < lineages; g++) {
        const bool has = g < population->lineages;
        made[g] = population->lineage[has ? g : 0];
        made[g].name[0] = has ? made[g].name[0] : (char)('a' + (int)g);
    }
    population->lineages = lineages;
    population->lineage = made;
    return made;
}

double *cst_test_list(uint32_t count)
{
    return room_of(count * sizeof(double));
}
