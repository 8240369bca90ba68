/* SPDX-License-Identifier: MIT */
#include "study/parts.h"

#include "base/letters.h"

#include <string.h>

/* The key in which a cell is not what the first one is; NULL: what it must share, it shares. */
static const char *other_key(const cst_scenario_cell *first, const cst_scenario_cell *cell)
{
    const struct {
        const char *key;
        bool same;
    } shared[] = {
        {"estimate.seed", first->estimate.seed == cell->estimate.seed},
        {"estimate.stream", first->estimate.stream == cell->estimate.stream},
        {"estimate.confidence", first->estimate.confidence == cell->estimate.confidence},
        {"trial.agents", first->trial->agents == cell->trial->agents},
        {"trial.rounds", first->trial->rounds == cell->trial->rounds},
    };
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++) {
        if (!shared[i].same) {
            return shared[i].key;
        }
    }
    return NULL;
}

int cst_parts_check(const cst_study *parts, uint32_t count, const char *command, cst_error *error)
{
    for (uint32_t i = 1; i < count; i++) {
        const char *key = other_key(&parts[0].scenario.cell[0], &parts[i].scenario.cell[0]);
        if (key != NULL) {
            return cst_error_set(error, CST_ERR_USAGE, NULL,
                                 "%s: %s: expected the %s of %s, found another one", command,
                                 parts[i].scenario.file, key, parts[0].scenario.file);
        }
    }
    return 0;
}

void cst_parts_label(const char *file, char label[CST_PART_LABEL])
{
    const char *slash = strrchr(file, '/');
    const char *name = slash == NULL ? file : slash + 1;
    const char *dot = strrchr(name, '.');
    const size_t length = dot != NULL && dot > name ? (size_t)(dot - name) : strlen(name);
    snprintf(label, CST_PART_LABEL, "%.*s",
             (int)(length < CST_PART_LABEL ? length : CST_PART_LABEL - 1), name);
    cst_letters_clean(label);
}
