/* SPDX-License-Identifier: MIT */
#include "study/stopping.h"

int cst_stopping_stored(void *self, uint64_t trials, cst_row *into, uint64_t *done,
                        cst_error *error)
{
    const cst_stopping_rows *of = self;
    return cst_store_sum(of->store, of->cell->id, of->cell->estimate.seed, trials, into, done,
                         error);
}

int cst_stopping_find(const cst_cell *cell, cst_stopping_sum *sum, void *self, cst_row *into,
                      uint64_t *done, cst_error *error)
{
    uint64_t whole = 0; /* trials up to the last look that is there */
    for (uint32_t look = 1; look <= cell->looks; look++) {
        const uint64_t trials = cst_cell_look_trials(cell, look);
        const int code = sum(self, trials, into, done, error);
        if (code != 0) {
            return code;
        }
        if (*done < trials) {
            return whole > 0 ? sum(self, whole, into, done, error) : 0;
        }
        if (cst_cell_stops(cell, into)) {
            return 0;
        }
        whole = trials;
    }
    return 0;
}

int cst_stopping_paid(const cst_cell *cell, uint32_t look, cst_stopping_sum *sum, void *self,
                      cst_row *into, uint64_t *done, cst_error *error)
{
    uint64_t trials = 0;
    int code = 0;
    do {
        look = look > 0 ? look : 1;
        trials = cst_cell_look_trials(cell, look--);
        code = sum(self, trials, into, done, error);
    } while (code == 0 && *done < trials && look > 0);
    return code;
}
