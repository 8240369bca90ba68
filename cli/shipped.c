/* SPDX-License-Identifier: MIT */
#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700 /* realpath */
#endif
#include "cli/shipped.h"

#include "cli/show/flow.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool cst_shipped_find(const char *name, char out[CST_SHIPPED_SIZE])
{
    static const char *const places[] = {CST_SHIPPED, "."};
    char program[CST_SHIPPED_SIZE];
    char path[CST_SHIPPED_SIZE];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length < 0 ? 0 : length] = '\0';
    const char *slash = strrchr(program, '/');
    for (size_t i = 0; slash != NULL && i < sizeof places / sizeof places[0]; i++) {
        const int size = snprintf(path, sizeof path, "%.*s/%s/%s", (int)(slash - program), program,
                                  places[i], name);
        if (size < CST_SHIPPED_SIZE && realpath(path, out) != NULL) {
            return true;
        }
    }
    return false;
}

const char *cst_shipped_path(const char *path, char out[CST_SHIPPED_SIZE])
{
    if (path[0] == '/' || strchr(path, '/') == NULL || access(path, F_OK) == 0 ||
        !cst_shipped_find(path, out)) {
        return path;
    }
    cst_flow_message(stderr, "note: no %s here; taken: %s", path, out);
    return out;
}
