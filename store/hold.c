/* SPDX-License-Identifier: MIT */
#include "store/hold.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

bool cst_hold_is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

int cst_hold_check_regular(const struct stat *file, cst_error *error)
{
    const mode_t kind = file->st_mode;
    return S_ISREG(kind) ? 0
                         : cst_error_set(error, CST_ERR_STORE, NULL,
                                         "expected a regular file for results, found %s",
                                         S_ISDIR(kind)    ? "a folder"
                                         : S_ISFIFO(kind) ? "a pipe"
                                                          : "a device");
}

/* The process that has locked this file, as the kernel lists locks; 0: it does not say. */
static long owner(const struct stat *file)
{
    FILE *locks = fopen("/proc/locks", "r");
    char line[256];
    long found = 0;
    while (locks != NULL && found == 0 && fgets(line, sizeof line, locks) != NULL) {
        unsigned long inode = 0;
        long process = 0;
        if (sscanf(line, "%*s FLOCK %*s WRITE %ld %*[^:]:%*[^:]:%lu", &process, &inode) == 2 &&
            inode == file->st_ino) {
            found = process;
        }
    }
    if (locks != NULL) {
        (void)fclose(locks);
    }
    return found;
}

static int refuse(const cst_hold *hold, cst_error *error)
{
    char who[64] = "";
    const long process = owner(&hold->file);
    if (process > 0) {
        (void)snprintf(who, sizeof who, " (process %ld)", process);
    }
    return cst_error_set(error, CST_ERR_STORE, NULL,
                         "another program%s is writing to the results file; wait for it to end, or "
                         "use another file name",
                         who);
}

/* Without O_EXCL two programs would both believe that they made the file. Reading is enough for a
 * lock, and a pipe does not make it wait. */
static int open_file(cst_hold *hold, const char *path)
{
    const int flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC;
    int handle = open(path, flags | O_CREAT | O_EXCL, 0666);
    hold->made = handle >= 0;
    if (handle < 0 && errno == EEXIST) {
        handle = open(path, flags);
    }
    return handle;
}

int cst_hold_take(cst_hold *hold, const char *path, cst_error *error)
{
    *hold = (cst_hold){0};
    hold->handle = open_file(hold, path);
    hold->held = hold->handle >= 0;
    if (!hold->held || fstat(hold->handle, &hold->file) != 0) {
        return cst_error_set(error, CST_ERR_STORE, NULL, "the results file cannot be opened (%s)",
                             strerror(errno));
    }
    if (cst_hold_check_regular(&hold->file, error) != 0) {
        cst_hold_release(hold);
        return CST_ERR_STORE;
    }
    if (flock(hold->handle, LOCK_EX | LOCK_NB) != 0) {
        const int code =
            errno == EWOULDBLOCK
                ? refuse(hold, error)
                : cst_error_set(error, CST_ERR_STORE, NULL,
                                "the results file cannot be locked (%s)", strerror(errno));
        cst_hold_release(hold);
        return code;
    }
    return cst_hold_check(hold, path, false, error);
}

/* The name of a file beside it. Of a longer path there is no file that could be taken. */
enum { NAME_MAX_BYTES = 4096 + 8 };
static const char *beside(const char *path, const char *tail, char out[NAME_MAX_BYTES])
{
    (void)snprintf(out, NAME_MAX_BYTES, "%s%s", path, tail);
    return out;
}

static int check_log(cst_hold *hold, const char *path, cst_error *error)
{
    struct stat now = {0};
    char name[NAME_MAX_BYTES];
    const bool there = stat(beside(path, "-wal", name), &now) == 0;
    if (there && !hold->logging) {
        hold->log = now;
        hold->logging = true;
    }
    if (hold->logging && !(there && cst_hold_is_same(&now, &hold->log))) {
        return cst_error_set(error, CST_ERR_STORE, NULL,
                             "its log (-wal) was removed or replaced while the results file was "
                             "written; what is there may lack rows");
    }
    return 0;
}

int cst_hold_check(cst_hold *hold, const char *path, bool log, cst_error *error)
{
    struct stat now = {0};
    if (!hold->held) {
        return 0;
    }
    if (stat(path, &now) != 0 || !cst_hold_is_same(&now, &hold->file)) {
        return cst_error_set(
            error, CST_ERR_STORE, NULL,
            "the results file was removed, moved or replaced while it was written; "
            "run again into a file that stays");
    }
    return log ? check_log(hold, path, error) : 0;
}

void cst_hold_drop_log(const cst_hold *hold, const char *path)
{
    struct stat now = {0};
    char name[NAME_MAX_BYTES];
    if (hold->logging && stat(beside(path, "-wal", name), &now) == 0 &&
        cst_hold_is_same(&now, &hold->log)) {
        (void)unlink(name);
        (void)unlink(beside(path, "-shm", name));
    }
}

void cst_hold_release(cst_hold *hold)
{
    if (hold->held) {
        (void)close(hold->handle);
    }
    *hold = (cst_hold){0};
}
