/* SPDX-License-Identifier: MIT */
#include "cli/load.h"

#include "cli/flow.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int cst_load_scenario(cst_scenario *scenario, const cst_args *args, cst_error *error)
{
    return cst_load_beside(scenario, args, NULL, error);
}

/* One line on a terminal that says how far the search for red's best answers is. */
static void show_search(void *self, uint32_t cell, uint32_t cells)
{
    *(bool *)self = true;
    fprintf(stderr, "\rlooking for red's best answer: cell %lu of %lu", (unsigned long)cell + 1,
            (unsigned long)cells);
}

int cst_load_beside(cst_scenario *scenario, const cst_args *args, const char *beside,
                    cst_error *error)
{
    char seed[64];
    bool shown = false;
    const char **assignments = calloc(args->repeated_count + 1, sizeof *assignments);
    size_t count = args->repeated_count;
    *scenario = (cst_scenario){0};
    if (assignments == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "memory for the arguments");
    }
    if (count > 0) {
        memcpy(assignments, args->repeated, count * sizeof *assignments);
    }
    if (cst_args_has(args, "seed")) {
        snprintf(seed, sizeof seed, "estimate.seed=%llu",
                 (unsigned long long)cst_args_count(args, "seed", 0));
        assignments[count++] = seed;
    }
    const cst_scenario_set set = {.assignments = assignments, .count = count, .beside = beside,
                                  .looks = isatty(STDERR_FILENO) != 0 ? show_search : NULL,
                                  .self = &shown};
    const int code = cst_scenario_load(scenario, args->positional[0], &set, error);
    free(assignments);
    if (shown) {
        fputs("\r\033[K", stderr);
    }
    if (code == 0 && scenario->note != NULL) {
        cst_flow_message(stderr, "note: %s", scenario->note);
    }
    return code != 0 ? code : cst_args_check_outputs(args, error);
}
