/* SPDX-License-Identifier: MIT */
#include "store/claim.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static bool same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
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

static int refuse(const cst_claim *claim, cst_error *error)
{
    char who[64] = "";
    const long process = owner(&claim->file);
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
static int open_file(cst_claim *claim, const char *path)
{
    const int flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC;
    int handle = open(path, flags | O_CREAT | O_EXCL, 0666);
    claim->made = handle >= 0;
    if (handle < 0 && errno == EEXIST) {
        handle = open(path, flags);
    }
    return handle;
}

int cst_claim_take(cst_claim *claim, const char *path, cst_error *error)
{
    *claim = (cst_claim){0};
    claim->handle = open_file(claim, path);
    claim->held = claim->handle >= 0;
    if (!claim->held || fstat(claim->handle, &claim->file) != 0) {
        return cst_error_set(error, CST_ERR_STORE, NULL, "the results file cannot be opened (%s)",
                             strerror(errno));
    }
    if (flock(claim->handle, LOCK_EX | LOCK_NB) != 0) {
        const int code =
            errno == EWOULDBLOCK
                ? refuse(claim, error)
                : cst_error_set(error, CST_ERR_STORE, NULL,
                                "the results file cannot be locked (%s)", strerror(errno));
        cst_claim_release(claim);
        return code;
    }
    return cst_claim_check(claim, path, false, error);
}

/* The name of a file beside it. Of a longer path there is no file that could be claimed. */
enum { NAME_MAX_BYTES = 4096 + 8 };
static const char *beside(const char *path, const char *tail, char out[NAME_MAX_BYTES])
{
    (void)snprintf(out, NAME_MAX_BYTES, "%s%s", path, tail);
    return out;
}

static int check_log(cst_claim *claim, const char *path, cst_error *error)
{
    struct stat now = {0};
    char name[NAME_MAX_BYTES];
    const bool there = stat(beside(path, "-wal", name), &now) == 0;
    if (there && !claim->logging) {
        claim->log = now;
        claim->logging = true;
    }
    if (claim->logging && !(there && same(&now, &claim->log))) {
        return cst_error_set(error, CST_ERR_STORE, NULL,
                             "its log (-wal) was removed or replaced while the results file was "
                             "written; what is there may lack rows");
    }
    return 0;
}

int cst_claim_check(cst_claim *claim, const char *path, bool log, cst_error *error)
{
    struct stat now = {0};
    if (!claim->held) {
        return 0;
    }
    if (stat(path, &now) != 0 || !same(&now, &claim->file)) {
        return cst_error_set(
            error, CST_ERR_STORE, NULL,
            "the results file was removed, moved or replaced while it was written; "
            "run again into a file that stays");
    }
    return log ? check_log(claim, path, error) : 0;
}

void cst_claim_drop_log(const cst_claim *claim, const char *path)
{
    struct stat now = {0};
    char name[NAME_MAX_BYTES];
    if (claim->logging && stat(beside(path, "-wal", name), &now) == 0 && same(&now, &claim->log)) {
        (void)unlink(name);
        (void)unlink(beside(path, "-shm", name));
    }
}

void cst_claim_release(cst_claim *claim)
{
    if (claim->held) {
        (void)close(claim->handle);
    }
    *claim = (cst_claim){0};
}
