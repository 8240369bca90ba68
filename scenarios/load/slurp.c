/* SPDX-License-Identifier: MIT */
#include "scenarios/load/slurp.h"

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

int cst_slurp_most(char **text, size_t *size, const char *path, bool regular, size_t mebibytes,
                   int what, cst_error *error)
{
    *text = NULL;
    bool standard_input = strcmp(path, "-") == 0 && !regular;
    int from = standard_input ? STDIN_FILENO : open(path, O_RDONLY | (regular ? O_NONBLOCK : 0));
    if (from < 0) {
        return cst_error_set(error, what, NULL, "cannot be opened: %s", strerror(errno));
    }
    struct stat about;
    int code = 0;
    if (regular && (fstat(from, &about) != 0 || !S_ISREG(about.st_mode))) {
        code = cst_error_set(error, what, NULL, "expected a regular file, found something else");
    }
    size_t room = mebibytes * CST_SLURP_MAX + 1;
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

int cst_slurp(char **text, size_t *size, const char *path, bool regular, int what, cst_error *error)
{
    return cst_slurp_most(text, size, path, regular, 1, what, error);
}
