/* SPDX-License-Identifier: MIT */
#include "tests/tidy/tidy.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool tidy_starts(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

bool tidy_ends(const char *text, const char *end)
{
    size_t length = strlen(text);
    size_t wanted = strlen(end);
    return length >= wanted && strcmp(text + length - wanted, end) == 0;
}

bool tidy_listed(const char *list, const char *word, size_t length)
{
    while (*list != '\0') {
        size_t one = strcspn(list, " ");
        if (one == length && strncmp(list, word, one) == 0) {
            return true;
        }
        list += one;
        list += strspn(list, " ");
    }
    return false;
}

const char *tidy_line(const char **cursor, size_t *length)
{
    const char *line = *cursor;
    if (line == NULL || *line == '\0') {
        return NULL;
    }
    *length = strcspn(line, "\n");
    *cursor = line + *length + (line[*length] == '\n' ? 1 : 0);
    return line;
}

bool tidy_exists(const tidy *house, const char *format, ...)
{
    char path[TIDY_PATH_MAX];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(path, sizeof path, format, arguments);
    va_end(arguments);
    char full[2 * TIDY_PATH_MAX];
    (void)snprintf(full, sizeof full, "%s/%s", house->root, path);
    struct stat status;
    return stat(full, &status) == 0;
}

/* The end of what starts at `from`: a comment, a literal, or a single character of code. */
static const char *token_end(const char *from)
{
    const char *end = from + 1;
    if (tidy_starts(from, "/*")) {
        const char *close = from + 2;
        while (*close != '\0' && !tidy_starts(close, "*/")) {
            close++;
        }
        return *close != '\0' ? close + 2 : close;
    }
    if (tidy_starts(from, "//")) {
        return from + strcspn(from, "\n");
    }
    if (*from != '"' && *from != '\'') {
        return end;
    }
    while (*end != '\0' && *end != *from && *end != '\n') {
        end += *end == '\\' && end[1] != '\0' ? 2 : 1;
    }
    return *end == *from ? end + 1 : end;
}

static void blank_out(tidy_file *file)
{
    const char *from = file->text;
    while (*from != '\0') {
        const char *end = token_end(from);
        bool token = end - from > 1;
        for (; from < end; from++) {
            if (token && *from != '\n') {
                file->code[from - file->text] = ' ';
            }
        }
    }
}

bool tidy_read(const tidy *house, const char *path, tidy_file *file)
{
    *file = (tidy_file){.path = path};
    char full[2 * TIDY_PATH_MAX];
    (void)snprintf(full, sizeof full, "%s/%s", house->root, path);
    struct stat status;
    FILE *stream = fopen(full, "rb");
    if (stream == NULL || fstat(fileno(stream), &status) != 0) {
        if (stream != NULL) {
            (void)fclose(stream);
        }
        return false;
    }
    size_t size = (size_t)status.st_size;
    file->text = calloc(size + 1, 1);
    file->code = calloc(size + 1, 1);
    bool read =
        file->text != NULL && file->code != NULL && fread(file->text, 1, size, stream) == size;
    (void)fclose(stream);
    if (read) {
        file->size = size;
        memcpy(file->code, file->text, size + 1);
        blank_out(file);
    }
    return read;
}

void tidy_file_free(tidy_file *file)
{
    free(file->text);
    free(file->code);
    *file = (tidy_file){0};
}
