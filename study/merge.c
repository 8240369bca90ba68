/* SPDX-License-Identifier: MIT */
#include "study/merge.h"

#include "store/store.h"

#include <stdlib.h>
#include <string.h>

/* Names the first cell of which trials are missing, and how many it has up to the last look. */
static int check_whole(const cst_reload *reload, cst_error *error)
{
    const size_t unfinished = cst_reload_unfinished(reload);
    const cst_findings *findings = &reload->findings;
    size_t first = 0;
    if (unfinished == 0) {
        return 0;
    }
    while (cst_finding_ended(&findings->finding[first])) {
        first++;
    }
    const cst_finding *finding = &findings->finding[first];
    return cst_error_set(
        error, CST_ERR_STORE, NULL,
        "merge: trials are missing in %zu of %zu cells; %sthere are all up to %llu of %llu, and "
        "not the next ones: give the file that has them, too, or finish its run",
        unfinished, findings->count,
        cst_finding_place(findings->scenario, finding->cell, "", ": ").text,
        (unsigned long long)finding->done, (unsigned long long)finding->cell->estimate.trials);
}

static int put_together(const char *const *paths, size_t count, const char *into, cst_error *error)
{
    cst_store *store = NULL;
    int code = cst_store_open(&store, into, true, error);
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = cst_reload_nearest(cst_store_merge(store, paths[i], error), paths[i], error);
    }
    code = code == 0 ? cst_store_flush(store, error) : code;
    cst_store_close(&store);
    return code;
}

/* Says in the new file where trials ended, if a rule has ended them. */
static int put_counted(const cst_reload *reload, const char *into, cst_error *error)
{
    const cst_findings *findings = &reload->findings;
    cst_store *store = NULL;
    uint64_t *counted = calloc(findings->count, sizeof *counted);
    if (counted == NULL) {
        return cst_error_memory(error, "the cells");
    }
    for (size_t i = 0; i < findings->count; i++) {
        const cst_finding *finding = &findings->finding[i];
        const cst_stop stop = cst_estimate_stop(&finding->cell->estimate);
        counted[i] = stop.rule == CST_STOP_TRIALS ? 0 : finding->done;
    }
    int code = cst_store_open(&store, into, true, error);
    code = code == 0 ? cst_store_put_counted(store, counted, findings->count, error) : code;
    code = code == 0 ? cst_store_flush(store, error) : code;
    cst_store_close(&store);
    free(counted);
    return code;
}

int cst_merge_files(cst_reload *reload, const char *const *paths, size_t count, const char *into,
                    cst_error *error)
{
    *reload = (cst_reload){0};
    int code = cst_store_check_twice("merge", CST_ERR_STORE, paths, count, error);
    code = code == 0 ? put_together(paths, count, into, error) : code;
    code = code == 0 ? cst_reload_read(reload, into, error) : code;
    code = code == 0 ? check_whole(reload, error) : code;
    return code == 0 ? put_counted(reload, into, error) : code;
}
