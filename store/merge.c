/* SPDX-License-Identifier: MIT
 * The rows of one file into another. */
#include "store/internal_store.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A file as it was given. */
typedef struct given {
    struct stat file;
    size_t place;
} given;

static int order(const void *a, const void *b)
{
    const given *x = a;
    const given *y = b;
    if (x->file.st_dev != y->file.st_dev) {
        return x->file.st_dev < y->file.st_dev ? -1 : 1;
    }
    if (x->file.st_ino != y->file.st_ino) {
        return x->file.st_ino < y->file.st_ino ? -1 : 1;
    }
    return x->place < y->place ? -1 : x->place > y->place;
}

int cst_store_find_twice(const char *const *paths, size_t count, size_t twice[2], bool *found,
                         cst_error *error)
{
    given *list = calloc(count + 1, sizeof *list);
    size_t there = 0;
    *found = false;
    if (list == NULL) {
        return cst_store_set_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        list[there].place = i;
        there += stat(paths[i], &list[there].file) == 0 ? 1 : 0;
    }
    qsort(list, there, sizeof *list, order);
    for (size_t i = 1; i < there; i++) {
        if (cst_hold_is_same(&list[i - 1].file, &list[i].file) &&
            (!*found || list[i - 1].place < twice[0])) {
            *found = true;
            twice[0] = list[i - 1].place;
            twice[1] = list[i].place;
        }
    }
    free(list);
    return 0;
}

int cst_store_check_twice(const char *command, int refused, const char *const *paths, size_t count,
                          cst_error *error)
{
    size_t twice[2] = {0};
    bool found = false;
    const int code = cst_store_find_twice(paths, count, twice, &found, error);
    if (code != 0 || !found) {
        return code;
    }
    const char *first = paths[twice[0]];
    const char *second = paths[twice[1]];
    const bool named = strcmp(first, second) == 0;
    return cst_error_set(error, refused, NULL,
                         "%s: expected each file once, found %.160s twice%s%.160s", command, first,
                         named ? "" : ", as ", named ? "" : second);
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
