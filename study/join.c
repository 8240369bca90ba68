/* SPDX-License-Identifier: MIT */
#include "study/join.h"

#include "bus/link.h"
#include "tally/stop.h"

/* Blocks that are joined before what was done is committed and a signal is looked for. */
enum { TOGETHER = 4096 };

/* A job whose rows are joined. */
typedef struct joining {
    cst_job *job;
    const volatile sig_atomic_t *interrupted;
    uint64_t joined; /* rows that are gone and not committed */
} joining;

static int join(joining *of, uint32_t cell, uint64_t from, uint64_t to, cst_error *error)
{
    cst_store *store = of->job->store;
    uint64_t fewer = 0;
    int code = cst_store_join(store, of->job->known[cell]->id, of->job->cell[cell]->seed, from, to,
                              &fewer, error);
    of->joined += fewer;
    if (code == 0 && of->joined >= TOGETHER) {
        code = cst_store_flush(store, error);
        of->joined = 0;
    }
    return code;
}

/* Joins the rows within some trials, part by part, and then those of the parts. */
static int join_parts(joining *of, uint32_t cell, uint64_t from, uint64_t to, cst_error *error)
{
    const uint64_t part = TOGETHER * of->job->cell[cell]->block_trials;
    int code = 0;
    for (uint64_t at = from; code == 0 && at < to && !cst_run_is_interrupted(of->interrupted);) {
        const uint64_t end = part < to - at ? at + part : to;
        code = join(of, cell, at, end, error);
        at = end;
    }
    return code != 0 || cst_run_is_interrupted(of->interrupted) ? code
                                                                : join(of, cell, from, to, error);
}

static int join_cell(joining *of, uint32_t cell, cst_error *error)
{
    const cst_cell *made = of->job->cell[cell];
    const uint64_t blocks = cst_cell_blocks(made);
    const uint64_t whole = made->trials - made->trials % made->block_trials;
    const uint32_t looks = cst_stop_looks(blocks);
    uint64_t from = 0;
    int code = 0;
    for (uint32_t look = 1; code == 0 && look <= looks; look++) {
        const uint64_t at = cst_stop_look(blocks, look);
        const uint64_t to = at == blocks ? whole : cst_cell_block_first_trial(made, at);
        code = join_parts(of, cell, from, to, error);
        from = to;
    }
    return code;
}

int cst_join_rows(cst_job *job, const volatile sig_atomic_t *interrupted, cst_error *error)
{
    joining of = {.job = job, .interrupted = interrupted};
    int code = 0;
    for (uint32_t cell = 0; code == 0 && cell < job->cells; cell++) {
        code = cst_cell_blocks(job->cell[cell]) > 1 ? join_cell(&of, cell, error) : 0;
    }
    code = code == 0 ? cst_store_flush(job->store, error) : code;
    if (code == 0 && !cst_run_is_interrupted(interrupted)) {
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
