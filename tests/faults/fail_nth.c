/* SPDX-License-Identifier: MIT
 *
 * To be preloaded: makes the n-th allocation of a program fail, CST_FAIL_AT=n, and no other. The
 * file CST_FAIL_LOG says whose it was, by the name of the shared object that asked for it
 * ("custodes" is the program itself), where in the program that was, and how many allocations there
 * were where the program got to its end.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static atomic_ulong allocations;
static unsigned long fail_at;
static const char *log_name;
static _Thread_local bool inside; /* what the log itself allocates does not count */

static void write_log(const char *text)
{
    const int file = open(log_name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file >= 0) {
        (void)!write(file, text, strlen(text));
        (void)close(file);
    }
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* The C and C++ libraries allocate for whoever called them. */
static bool passes_on(const char *name)
{
    static const char *const those[] = {"libc.so", "libstdc++", "libgcc_s", "libfail_nth"};
    for (size_t i = 0; i < sizeof those / sizeof those[0]; i++) {
        if (strncmp(name, those[i], strlen(those[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* Where in the program it was, for addr2line. */
static void say_where(void *const *frames, int depth)
{
    for (int i = 0; i < depth; i++) {
        char line[64];
        Dl_info info;
        if (dladdr(frames[i], &info) != 0 && info.dli_fname != NULL &&
            strcmp(base_name(info.dli_fname), "custodes") == 0) {
            (void)snprintf(line, sizeof line, "at 0x%zx\n",
                           (size_t)((char *)frames[i] - (char *)info.dli_fbase));
            write_log(line);
        }
    }
}

static void say_whose(void)
{
    void *frames[64];
    char line[300];
    const int depth = backtrace(frames, 64);
    const char *whose = "unknown";
    for (int i = 0; i < depth; i++) {
        Dl_info info;
        if (dladdr(frames[i], &info) == 0 || info.dli_fname == NULL) {
            continue;
        }
        const char *name = base_name(info.dli_fname);
        if (!passes_on(name)) {
            whose = name;
            break;
        }
    }
    (void)snprintf(line, sizeof line, "failed %s\n", whose);
    write_log(line);
    say_where(frames, depth);
}

static bool fails(void)
{
    if (inside || log_name == NULL || atomic_fetch_add(&allocations, 1) + 1 != fail_at) {
        return false;
    }
    inside = true;
    say_whose();
    inside = false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return fails() ? NULL : __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size)
{
    return fails() ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return fails() ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    *out = fails() ? NULL : __libc_memalign(alignment, size);
    return *out == NULL ? ENOMEM : 0;
}

/* Children run without it. The first backtrace loads a library, which is not to fail. */
__attribute__((constructor)) static void begin(void)
{
    void *frame[1];
    inside = true;
    (void)backtrace(frame, 1);
    const char *at = getenv("CST_FAIL_AT");
    const char *name = getenv("CST_FAIL_LOG");
    fail_at = at != NULL ? strtoul(at, NULL, 10) : 0;
    log_name = name != NULL ? strdup(name) : NULL;
    (void)unsetenv("LD_PRELOAD");
    inside = false;
}

__attribute__((destructor)) static void end(void)
{
    char line[64];
    inside = true;
    (void)snprintf(line, sizeof line, "allocations %lu\n", atomic_load(&allocations));
    if (log_name != NULL) {
        write_log(line);
    }
}
