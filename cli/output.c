/* SPDX-License-Identifier: MIT */
#include "cli/output.h"

#include "cli/allocation.h"
#include "cli/interrupt.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(const char *path, cst_error *error)
{
    cst_error_set(error, CST_ERR_OUTPUT, NULL, "cannot be written: %s", strerror(errno));
    cst_error_place(error, path, 0, 0);
    return CST_ERR_OUTPUT;
}

/* A device or a pipe is written as it is: a rename would put a file in its place. */
static bool is_special(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

static int open_special(cst_output *output, const char *path, cst_error *error)
{
    output->temporary[0] = '\0';
    output->file = fopen(path, "w");
    if (output->file == NULL) {
        const int code = fail(path, error);
        cst_output_discard(output);
        return code;
    }
    return 0;
}

int cst_output_open(cst_output *output, const char *path, cst_error *error)
{
    static const char ending[] = ".XXXXXX";
    *output = (cst_output){.path = strdup(path), .temporary = malloc(strlen(path) + sizeof ending)};
    if (output->path == NULL || output->temporary == NULL) {
        cst_output_discard(output);
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "memory for the name of a file");
    }
    if (is_special(path)) {
        return open_special(output, path, error);
    }
    snprintf(output->temporary, strlen(path) + sizeof ending, "%s%s", path, ending);
    const int handle = cst_interrupt_temporary(output->temporary);
    if (handle < 0) {
        output->temporary[0] = '\0';
        const int code = fail(path, error);
        cst_output_discard(output);
        return code;
    }
    /* mkstemp keeps others out; a result is as open as any file its user makes. */
    const mode_t mask = umask(0);
    umask(mask);
    (void)fchmod(handle, (mode_t)(0666 & ~mask));
    output->file = fdopen(handle, "w");
    if (output->file == NULL) {
        const int code = fail(path, error);
        close(handle);
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
        return fail(output->path, error);
    }
    if (status.st_size != written) {
        errno = EIO;
        return fail(output->path, error);
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
        code = fail(output->path, error);
    }
    if (code == 0) {
        cst_interrupt_let_go(output->temporary);
        output->temporary[0] = '\0';
    }
    cst_output_discard(output);
    return code;
}

void cst_output_discard(cst_output *output)
{
    if (output->file != NULL) {
        fclose(output->file);
    }
    if (output->temporary != NULL && output->temporary[0] != '\0') {
        unlink(output->temporary);
    }
    cst_interrupt_let_go(output->temporary);
    free(output->temporary);
    free(output->path);
    *output = (cst_output){0};
}

int cst_output_flush(FILE *file, const char *name, cst_error *error)
{
    if (cst_allocation_failed()) {
        cst_error_set(error, CST_ERR_MEMORY, NULL,
                      "memory ran out on the way, so it may lack parts; free some and run again");
        cst_error_place(error, name, 0, 0);
        return CST_ERR_MEMORY;
    }
    const bool failed = ferror(file) != 0; /* errno is still that of the failed write */
    errno = failed ? errno : 0;
    if (fflush(file) != 0 || failed || ferror(file) != 0) {
        errno = errno != 0 ? errno : EIO;
        return fail(name, error);
    }
    return 0;
}
