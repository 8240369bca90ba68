/* SPDX-License-Identifier: MIT */
#include "cli/elsewhere.h"

#include "cli/interrupt.h"
#include "cli/output.h"
#include "store/hold.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LOG_SIZE = CST_PATH_SIZE + 8 };

/* The bytes that a file has now to a stream: 0, or CST_ERR_STORE where they cannot be read; what
 * cannot be written shows in the stream's error flag. What is appended meanwhile is left out. */
static int copy(FILE *from, FILE *to, const char *name, cst_error *error)
{
    char bytes[1 << 16];
    size_t size = 1;
    struct stat about;
    bool good = fstat(fileno(from), &about) == 0;
    off_t left = good ? about.st_size : 0;
    for (; left > 0 && size > 0; left -= (off_t)size) {
        const size_t most = left < (off_t)sizeof bytes ? (size_t)left : sizeof bytes;
        size = fread(bytes, 1, most, from);
        size = fwrite(bytes, 1, size, to) == size ? size : 0;
    }
    if (!good || ferror(from)) {
        (void)cst_error_set(error, CST_ERR_STORE, NULL, "cannot be read: %s", strerror(errno));
        cst_error_place(error, name, 0, 0);
        return CST_ERR_STORE;
    }
    return 0;
}

/* Whether a log of SQLite's lies beside a file: part of what was committed may be there alone. */
static bool has_log(const char *path)
{
    char log[LOG_SIZE];
    snprintf(log, sizeof log, "%s-wal", path);
    return access(log, F_OK) == 0;
}

/* Opens what is at the place; *from is NULL without an error where nothing is. */
static int open_place(cst_elsewhere *file, FILE **from, cst_error *error)
{
    *from = NULL;
    if (has_log(file->place)) {
        return cst_error_set(error, CST_ERR_STORE, NULL,
                             "a log lies beside it, %.200s-wal: either a program is writing it, or "
                             "one was killed; then 'custodes show' takes the log in, or remove it "
                             "where it has no file",
                             file->place);
    }
    /* A pipe does not make it wait. */
    const int handle = open(file->place, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (handle < 0 && errno == ENOENT) {
        return 0;
    }
    if (handle < 0 || fstat(handle, &file->there) != 0 || (*from = fdopen(handle, "r")) == NULL) {
        (void)cst_error_set(error, CST_ERR_STORE, NULL, "cannot be opened: %s", strerror(errno));
        if (handle >= 0) {
            (void)close(handle);
        }
        return CST_ERR_STORE;
    }
    file->found = true;
    return cst_hold_check_regular(&file->there, error);
}

/* What is at the place comes first; no file there is as good as an empty one. */
static int take(cst_elsewhere *file, FILE *to, cst_error *error)
{
    FILE *from;
    int code = open_place(file, &from, error);
    if (code != 0) {
        cst_error_place(error, file->place, 0, 0);
    } else if (from != NULL) {
        code = copy(from, to, file->place, error);
    }
    if (from != NULL) {
        (void)fclose(from);
    }
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
    if (handle < 0) {
        const int code = cst_output_fail(file->path, error);
        file->path[0] = '\0';
        return code;
    }
    FILE *to = fdopen(handle, "w");
    if (to == NULL) {
        (void)close(handle);
        return cst_output_fail(file->path, error);
    }
    const int code = take(file, to, error);
    const bool bad = ferror(to) != 0;
    return (fclose(to) != 0 || bad) && code == 0 ? cst_output_fail(file->path, error) : code;
}

void cst_elsewhere_keep(cst_elsewhere *file)
{
    file->stays = true;
    cst_interrupt_let_go(file->path);
}

/* Whether the place is as it was found. */
static bool is_unchanged(const cst_elsewhere *file)
{
    struct stat now;
    const bool found = stat(file->place, &now) == 0;
    const struct stat *then = &file->there;
    return found == file->found &&
           (!found || (cst_hold_is_same(&now, then) && now.st_size == then->st_size &&
                       now.st_mtim.tv_sec == then->st_mtim.tv_sec &&
                       now.st_mtim.tv_nsec == then->st_mtim.tv_nsec));
}

/* Whether the place has these bytes already. */
static bool is_there(const cst_elsewhere *file)
{
    FILE *here = fopen(file->path, "r");
    FILE *there = fopen(file->place, "r");
    bool same = here != NULL && there != NULL;
    for (int a = 0; same && a != EOF;) {
        a = getc(here);
        same = a == getc(there);
    }
    if (here != NULL) {
        (void)fclose(here);
    }
    if (there != NULL) {
        (void)fclose(there);
    }
    return same;
}

/* Copies it to its place. */
static int put(const cst_elsewhere *file, cst_error *error)
{
    cst_output output;
    if (has_log(file->path) || !is_unchanged(file)) {
        (void)cst_error_set(error, CST_ERR_OUTPUT, NULL, "%s",
                            has_log(file->path) ? "its log could not be put into it"
                                                : "another program has written it meanwhile");
        cst_error_place(error, file->place, 0, 0);
        return CST_ERR_OUTPUT;
    }
    if (file->found && is_there(file)) {
        return 0;
    }
    FILE *from = fopen(file->path, "r");
    if (from == NULL) {
        return cst_output_fail(file->path, error);
    }
    int code = cst_output_open(&output, file->place, error);
    code = code == 0 ? copy(from, output.file, file->path, error) : code;
    if (code == 0) {
        code = cst_output_close(&output, error);
    } else {
        cst_output_discard(&output);
    }
    (void)fclose(from);
    return code;
}

int cst_elsewhere_put(cst_elsewhere *file, cst_error *error)
{
    const int code = put(file, error);
    if (code != 0 && file->stays) {
        const size_t used = strlen(error->text);
        (void)snprintf(error->text + used, sizeof error->text - used,
                       "; what is finished is in %.200s", file->path);
        file->path[0] = '\0';
    }
    return code;
}

void cst_elsewhere_close(cst_elsewhere *file)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    char path[LOG_SIZE];
    for (size_t i = 0; file->path[0] != '\0' && i < sizeof endings / sizeof endings[0]; i++) {
        snprintf(path, sizeof path, "%s%s", file->path, endings[i]);
        (void)unlink(path);
    }
    cst_interrupt_let_go(file->path);
    file->path[0] = '\0';
}
