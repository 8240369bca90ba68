/* SPDX-License-Identifier: MIT */
#include "cli/output.h"

#include "cli/interrupt.h"
#include "scenarios/load/page.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The linker leads what the program's own objects ask of these through this file (--wrap, see
 * CMakeLists.txt), so that no place can pass over a failure in silence: an output that was made
 * after one is not called whole. Libraries are not led through it; what they say is looked at where
 * they are called. The names are the linker's: __real_malloc is the C library's malloc. */
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

enum { LINKS_MOST = 40 }; /* one after the other, as the system allows */

/* Whether an allocation of the program itself has failed. */
static atomic_bool allocation_failed;

static void *noted(void *memory)
{
    if (memory == NULL) {
        atomic_store(&allocation_failed, true);
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

int cst_output_fail(const char *path, cst_error *error)
{
    cst_error_set(error, CST_ERR_OUTPUT, NULL, "cannot be written: %s", strerror(errno));
    cst_error_place(error, path, 0, 0);
    return CST_ERR_OUTPUT;
}

/* A device or a pipe is written as it is, for a rename would put a file in its place; and so is an
 * open file that has lost its name, to which /dev/stdout may lead. */
static bool is_special(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && (!S_ISREG(status.st_mode) || status.st_nlink == 0);
}

/* Where symbolic links lead to from `place`, whether or not a file is there yet: that is replaced,
 * not the link. False with errno. */
static bool follow(char place[CST_PATH_SIZE])
{
    char to[CST_PATH_SIZE];
    for (int links = 0; links < LINKS_MOST; links++) {
        const ssize_t length = readlink(place, to, sizeof to - 1);
        if (length < 0) {
            return errno == EINVAL || errno == ENOENT; /* no link, or nothing yet */
        }
        to[length] = '\0';
        const char *slash = to[0] == '/' ? NULL : strrchr(place, '/');
        const size_t folder = slash == NULL ? 0 : (size_t)(slash + 1 - place);
        if (folder + (size_t)length >= CST_PATH_SIZE) {
            errno = ENAMETOOLONG;
            return false;
        }
        memcpy(place + folder, to, (size_t)length + 1);
    }
    errno = ELOOP;
    return false;
}

/* A file whose name ends in six letters that nobody else has. */
static FILE *open_temporary(cst_output *output)
{
    const int handle = cst_interrupt_temporary(output->temporary);
    if (handle < 0) {
        output->temporary[0] = '\0';
        return NULL;
    }
    /* mkstemp keeps others out; a result is as open as any file its user makes. */
    const mode_t mask = umask(0);
    umask(mask);
    (void)fchmod(handle, (mode_t)(0666 & ~mask));
    FILE *file = fdopen(handle, "w");
    if (file == NULL) {
        close(handle);
    }
    return file;
}

/* The file to write to, at output->path; NULL with errno. */
static FILE *open_file(cst_output *output)
{
    if (is_special(output->path)) {
        return fopen(output->path, "w");
    }
    if (!follow(output->path)) {
        return NULL;
    }
    snprintf(output->temporary, sizeof output->temporary, "%s.XXXXXX", output->path);
    return open_temporary(output);
}

/* Throws the temporary file away; legal on a zeroed or closed output. */
void cst_output_discard(cst_output *output)
{
    if (output->file != NULL) {
        fclose(output->file);
    }
    if (output->temporary[0] != '\0') {
        unlink(output->temporary);
    }
    cst_interrupt_let_go(output->temporary);
    *output = (cst_output){0};
}

int cst_output_open(cst_output *output, const char *path, cst_error *error)
{
    *output = (cst_output){0};
    if (snprintf(output->path, sizeof output->path, "%s", path) < CST_PATH_SIZE) {
        output->file = open_file(output);
    } else {
        errno = ENAMETOOLONG;
    }
    if (output->file == NULL) {
        const int code = cst_output_fail(path, error);
        cst_output_discard(output);
        return code;
    }
    return 0;
}

/* Whether the disk has all that was written: some file systems say only then that they are full. */
static int settle(cst_output *output, cst_error *error)
{
    struct stat status;
    const off_t written = ftello(output->file);
    if (fsync(fileno(output->file)) != 0 || fstat(fileno(output->file), &status) != 0) {
        return cst_output_fail(output->path, error);
    }
    if (status.st_size != written) {
        errno = EIO;
        return cst_output_fail(output->path, error);
    }
    return 0;
}

int cst_output_close(cst_output *output, cst_error *error)
{
    const bool special = output->temporary[0] == '\0';
    int code = cst_output_flush(output->file, output->path, error);
    code = code != 0 || special ? code : settle(output, error);
    const int closed = fclose(output->file);
    output->file = NULL;
    if (code == 0 && (closed != 0 || (!special && rename(output->temporary, output->path) != 0))) {
        code = cst_output_fail(output->path, error);
    }
    if (code == 0) {
        cst_interrupt_let_go(output->temporary);
        output->temporary[0] = '\0';
    }
    cst_output_discard(output);
    return code;
}

int cst_output_flush(FILE *file, const char *name, cst_error *error)
{
    if (atomic_load(&allocation_failed)) {
        cst_error_set(error, CST_ERR_MEMORY, NULL,
                      "memory ran out on the way, so it may lack parts; free some and run again");
        cst_error_place(error, name, 0, 0);
        return CST_ERR_MEMORY;
    }
    const bool failed = ferror(file) != 0; /* errno is still that of the failed write */
    errno = failed ? errno : 0;
    if (fflush(file) != 0 || failed || ferror(file) != 0) {
        errno = errno != 0 ? errno : EIO;
        return cst_output_fail(name, error);
    }
    return 0;
}

int cst_output_draw(const cst_picture *picture, const char *const *path, size_t paths,
                    const cst_args *args, const char *option, cst_error *error)
{
    cst_output output[CST_PICTURE_FORMATS] = {0};
    int code = 0;
    for (size_t i = 0; code == 0 && i < paths; i++) {
        code = cst_args_apart(args, path[i], option, error);
        code = code != 0 ? code : cst_output_open(&output[i], path[i], error);
    }
    for (size_t i = 0; code == 0 && i < paths; i++) {
        const cst_picture_format named = cst_picture_format_of(path[i]);
        const cst_picture_format format = named == CST_PICTURE_FORMATS ? CST_PICTURE_SVG : named;
        code = cst_picture_draw(picture, format, output[i].file, cst_interrupt_child, error);
    }
    for (size_t i = 0; code == 0 && i < paths; i++) {
        code = cst_output_close(&output[i], error);
    }
    for (size_t i = 0; i < paths; i++) {
        cst_output_discard(&output[i]);
    }
    return code;
}

int cst_output_plot(const cst_picture *picture, const cst_args *args, cst_error *error)
{
    const char *path = cst_args_text(args, "plot");
    return cst_output_draw(picture, &path, 1, args, "plot", error);
}

int cst_output_svg(const cst_picture *picture, char **svg, cst_error *error)
{
    cst_page page;
    *svg = NULL;
    if (!cst_page_open(&page)) {
        return cst_error_memory(error, "a picture");
    }
    const int code =
        cst_picture_draw(picture, CST_PICTURE_SVG, page.out, cst_interrupt_child, error);
    *svg = cst_page_close(&page);
    return code == 0 && *svg == NULL ? cst_error_memory(error, "a picture") : code;
}
