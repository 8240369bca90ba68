/* SPDX-License-Identifier: MIT
 * The rows of one file into another. */
#include "store/internal_store.h"

#include <stdlib.h>
#include <sys/stat.h>

bool cst_store_is_same(const char *path, const char *other)
{
    struct stat a;
    struct stat b;
    return stat(path, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

static int merge_cells(cst_store *into, cst_store *from, cst_error *error)
{
    cst_store_cell *here = NULL;
    cst_store_cell *there = NULL;
    size_t here_count = 0;
    size_t there_count = 0;
    int code = cst_store_cells(into, &here, &here_count, error);
    code = code == 0 ? cst_store_cells(from, &there, &there_count, error) : code;
    if (code == 0 && there_count == 0) {
        code = cst_error_set(error, CST_ERR_STORE, NULL, "the results file has no cells yet");
    } else if (code == 0 && here_count == 0) {
        code = cst_store_write_cells(into, there, there_count, error);
    } else if (code == 0) {
        code = cst_store_compare_cells(there, there_count, here, here_count, error);
    }
    free(there);
    free(here);
    return code;
}

int cst_store_merge(cst_store *into, const char *path, cst_error *error)
{
    cst_store *from = NULL;
    uint64_t *number = NULL;
    uint64_t runs = 0;
    int code = cst_store_open(&from, path, false, error);
    if (code != 0) {
        return code;
    }
    code = merge_cells(into, from, error);
    code = code == 0 ? cst_store_add_runs(into, from, &number, &runs, error) : code;
    code = code == 0 ? cst_store_add_rows(into, from, number, runs, error) : code;
    code = cst_store_placed(into->failed ? into : from, code, error);
    free(number);
    cst_store_close(&from);
    return code;
}
