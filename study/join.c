/* SPDX-License-Identifier: MIT */
#include "study/join.h"

#include "tally/stop.h"

/* Rows that are taken out and put together before what was done is committed. */
enum { TOGETHER = 20000 };

/* Joins the rows of one cell; *joined goes on counting those that are gone and not committed. */
static int join_cell(cst_job *job, uint32_t cell, uint64_t *joined, cst_error *error)
{
    const cst_cell *made = job->cell[cell];
    const uint64_t blocks = cst_cell_blocks(made);
    const uint64_t whole = made->trials - made->trials % made->block_trials;
    const uint32_t looks = cst_stop_looks(blocks);
    uint64_t from = 0;
    int code = 0;
    for (uint32_t look = 1; code == 0 && look <= looks; look++) {
        const uint64_t at = cst_stop_look(blocks, look);
        const uint64_t to = at == blocks ? whole : cst_cell_block_first_trial(made, at);
        uint64_t fewer = 0;
        code =
            cst_store_join(job->store, job->known[cell]->id, made->seed, from, to, &fewer, error);
        from = to;
        *joined += fewer;
        if (code == 0 && *joined >= TOGETHER) {
            code = cst_store_flush(job->store, error);
            *joined = 0;
        }
    }
    return code;
}

int cst_join_rows(cst_job *job, cst_error *error)
{
    uint64_t joined = 0;
    int code = 0;
    for (uint32_t cell = 0; code == 0 && cell < job->cells; cell++) {
        code = cst_cell_blocks(job->cell[cell]) > 1 ? join_cell(job, cell, &joined, error) : 0;
    }
    code = code == 0 ? cst_store_flush(job->store, error) : code;
    if (code == 0) {
        cst_store_shrink(job->store);
    }
    return code;
}

int cst_join_check(const cst_job *job, const char *path, cst_error *error)
{
    for (uint32_t cell = 0; cell < job->cells; cell++) {
        const cst_cell *made = job->cell[cell];
        if (made->trials < job->goal_before &&
            cst_store_spans(job->store, job->known[cell]->id, made->seed, made->trials)) {
            cst_error_set(error, CST_ERR_STORE, "estimate.trials",
                          "the file has the trials around %llu in one piece, which cannot be cut; "
                          "its goal is %llu: take that or more, or another file name",
                          (unsigned long long)made->trials, (unsigned long long)job->goal_before);
            cst_error_place(error, path, 0, 0);
            return CST_ERR_STORE;
        }
    }
    return 0;
}
