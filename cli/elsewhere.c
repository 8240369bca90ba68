/* SPDX-License-Identifier: MIT */
#include "cli/elsewhere.h"

#include "cli/interrupt.h"
#include "cli/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* All bytes of one stream to another: 0, or CST_ERR_STORE where the first cannot be read; what
 * cannot be written is found by who closes the second. */
static int copy(FILE *from, FILE *to, const char *name, cst_error *error)
{
    char bytes[1 << 16];
    size_t size = 0;
    while ((size = fread(bytes, 1, sizeof bytes, from)) > 0) {
        if (fwrite(bytes, 1, size, to) < size) {
            return 0;
        }
    }
    if (ferror(from)) {
        (void)cst_error_set(error, CST_ERR_STORE, NULL, "cannot be read: %s", strerror(errno));
        cst_error_place(error, name, 0, 0);
        return CST_ERR_STORE;
    }
    return 0;
}

static int fail(const char *path, cst_error *error)
{
    (void)cst_error_set(error, CST_ERR_OUTPUT, NULL, "cannot be written: %s", strerror(errno));
    cst_error_place(error, path, 0, 0);
    return CST_ERR_OUTPUT;
}

/* What is at the place comes first; no file there is as good as an empty one. */
static int take(const cst_elsewhere *file, FILE *to, cst_error *error)
{
    FILE *from = fopen(file->place, "r");
    if (from == NULL && errno == ENOENT) {
        return 0;
    }
    if (from == NULL) {
        (void)cst_error_set(error, CST_ERR_STORE, NULL, "cannot be opened: %s", strerror(errno));
        cst_error_place(error, file->place, 0, 0);
        return CST_ERR_STORE;
    }
    const int code = copy(from, to, file->place, error);
    (void)fclose(from);
    return code;
}

int cst_elsewhere_open(cst_elsewhere *file, const char *place, cst_error *error)
{
    const char *folder = getenv("TMPDIR");
    *file = (cst_elsewhere){.place = place};
    folder = folder == NULL || folder[0] == '\0' ? "/tmp" : folder;
    const int length = snprintf(file->path, sizeof file->path, "%s/custodes-XXXXXX", folder);
    errno = ENAMETOOLONG;
    const int handle = length < (int)sizeof file->path ? cst_interrupt_temporary(file->path) : -1;
    FILE *to = handle >= 0 ? fdopen(handle, "w") : NULL;
    if (to == NULL) {
        const int code = fail(file->path, error);
        file->path[0] = '\0';
        return code;
    }
    const int code = take(file, to, error);
    return fclose(to) != 0 && code == 0 ? fail(file->path, error) : code;
}

int cst_elsewhere_put(const cst_elsewhere *file, cst_error *error)
{
    cst_output output;
    FILE *from = fopen(file->path, "r");
    if (from == NULL) {
        return fail(file->path, error);
    }
    int code = cst_output_open(&output, file->place, error);
    if (code == 0) {
        code = copy(from, output.file, file->path, error);
        const int closed = cst_output_close(&output, code == 0 ? error : NULL);
        code = code == 0 ? closed : code;
    }
    (void)fclose(from);
    return code;
}

void cst_elsewhere_close(cst_elsewhere *file)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    char path[CST_PATH_SIZE + 8];
    for (size_t i = 0; file->path[0] != '\0' && i < sizeof endings / sizeof endings[0]; i++) {
        snprintf(path, sizeof path, "%s%s", file->path, endings[i]);
        (void)unlink(path);
    }
    cst_interrupt_let_go(file->path);
    file->path[0] = '\0';
}
