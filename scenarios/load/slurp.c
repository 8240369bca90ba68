/* SPDX-License-Identifier: MIT */
#include "scenarios/load/slurp.h"

#include "scenarios/load/nearest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int read_all(int from, char *text, size_t room, size_t *size)
{
    *size = 0;
    while (*size < room) {
        ssize_t got = read(from, text + *size, room - *size);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got < 0 ? errno : 0;
        }
        *size += (size_t)got;
    }
    return 0;
}

static int cannot_open(const char *path, int number, int what, cst_error *error)
{
    char nearest[256];
    return cst_error_set(error, what, NULL, "cannot be opened: %s%s", strerror(number),
                         number == ENOENT ? cst_nearest_file(path, nearest, sizeof nearest) : "");
}

/* The regular files that were read, each once. The main thread alone reads files. */
static struct {
    dev_t device;
    ino_t number;
} * seen;
static size_t seen_count;

bool cst_slurp_has_read(dev_t device, ino_t number)
{
    size_t i = 0;
    while (i < seen_count && (seen[i].device != device || seen[i].number != number)) {
        i++;
    }
    return i < seen_count;
}

static int note(const struct stat *about, cst_error *error)
{
    if (!S_ISREG(about->st_mode) || cst_slurp_has_read(about->st_dev, about->st_ino)) {
        return 0;
    }
    void *more = realloc(seen, (seen_count + 1) * sizeof *seen);
    if (more == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory to read a file");
    }
    seen = more;
    seen[seen_count].device = about->st_dev;
    seen[seen_count++].number = about->st_ino;
    return 0;
}

int cst_slurp(char **text, size_t *size, const char *path, bool regular, size_t mebibytes, int what,
              cst_error *error)
{
    *text = NULL;
    bool standard_input = strcmp(path, "-") == 0 && !regular;
    int from = standard_input ? STDIN_FILENO : open(path, O_RDONLY | (regular ? O_NONBLOCK : 0));
    if (from < 0) {
        return cannot_open(path, errno, what, error);
    }
    struct stat about;
    int code = 0;
    const bool known = fstat(from, &about) == 0;
    if (regular && (!known || !S_ISREG(about.st_mode))) {
        const bool folder = known && S_ISDIR(about.st_mode);
        code = cst_error_set(error, what, NULL, "expected a regular file, found %s",
                             folder ? "a folder" : "something else");
    } else if (known) {
        code = note(&about, error);
    }
    size_t room = (mebibytes << 20) + 1;
    if (code == 0 && (*text = malloc(room + 1)) == NULL) {
        code = cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory to read a file");
    }
    int said = code == 0 ? read_all(from, *text, room, size) : 0;
    if (said != 0) {
        code = cst_error_set(error, what, NULL, "cannot be read: %s", strerror(said));
    } else if (code == 0 && *size == room) {
        code = cst_error_set(error, what, NULL, "expected a file of at most %zu MiB", mebibytes);
    } else if (code == 0) {
        const bool mark = *size >= 3 && memcmp(*text, "\xEF\xBB\xBF", 3) == 0;
        *size -= mark ? 3 : 0; /* a byte order mark is no part of a text */
        memmove(*text, *text + (mark ? 3 : 0), *size);
        (*text)[*size] = '\0';
    }
    if (code != 0) {
        free(*text);
        *text = NULL;
    }
    if (!standard_input) {
        (void)close(from);
    }
    return code;
}
