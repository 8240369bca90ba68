/* SPDX-License-Identifier: MIT */
#include "cli/allocation.h"

#include <stdatomic.h>
#include <stddef.h>

/* The names are the linker's (--wrap): __real_malloc is the C library's malloc. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t size);

static atomic_bool failed;

bool cst_allocation_failed(void)
{
    return atomic_load(&failed);
}

static void *noted(void *memory)
{
    if (memory == NULL) {
        atomic_store(&failed, true);
    }
    return memory;
}

void *__wrap_malloc(size_t size)
{
    return noted(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return noted(__real_calloc(count, size));
}

void *__wrap_realloc(void *old, size_t size)
{
    return noted(__real_realloc(old, size));
}

char *__wrap_strdup(const char *text)
{
    return noted(__real_strdup(text));
}

char *__wrap_strndup(const char *text, size_t size)
{
    return noted(__real_strndup(text, size));
}
