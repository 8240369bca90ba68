/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Control characters, in UTF-8 also U+0080 to U+009F: terminals obey them too. */
static void clean(char *text)
{
    for (unsigned char *c = (unsigned char *)text; *c != '\0'; c++) {
        if (*c == 0xc2 && c[1] >= 0x80 && c[1] <= 0x9f) {
            *c = '?';
            *++c = '?';
        } else if (*c < 0x20 || *c == 0x7f) {
            *c = '?';
        }
    }
}

int cst_error_set(cst_error *error, int code, const char *key, const char *format, ...)
{
    if (error == NULL) {
        return code;
    }
    *error = (cst_error){.code = code};
    if (key != NULL) {
        (void)snprintf(error->key, sizeof error->key, "%s", key);
    }
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    clean(error->key);
    clean(error->text);
    return code;
}

void cst_error_place(cst_error *error, const char *file, int line, int column)
{
    if (error == NULL) {
        return;
    }
    (void)snprintf(error->file, sizeof error->file, "%s", file == NULL ? "" : file);
    clean(error->file);
    error->line = line;
    error->column = column;
}

void cst_error_format(const cst_error *error, char *out, size_t size)
{
    char place[sizeof error->file + 32] = "";
    if (error->file[0] != '\0' && error->line > 0 && error->column > 0) {
        (void)snprintf(place, sizeof place, "%s:%d:%d: ", error->file, error->line, error->column);
    } else if (error->file[0] != '\0' && error->line > 0) {
        (void)snprintf(place, sizeof place, "%s:%d: ", error->file, error->line);
    } else if (error->file[0] != '\0') {
        (void)snprintf(place, sizeof place, "%s: ", error->file);
    }
    (void)snprintf(out, size, "%s%s%s%s", place, error->key, error->key[0] != '\0' ? ": " : "",
                   error->text[0] != '\0' ? error->text : cst_error_sentence(error->code));
}

const char *cst_error_name(int code)
{
    switch (code) {
#define CST_ERROR_NAME(name, number, sentence)                                                     \
    case name:                                                                                     \
        return #name;
        CST_ERRORS(CST_ERROR_NAME)
#undef CST_ERROR_NAME
    default:
        return "CST_OK";
    }
}

const char *cst_error_sentence(int code)
{
    switch (code) {
    case CST_OK:
        return "no error";
#define CST_ERROR_SENTENCE(name, number, sentence)                                                 \
    case name:                                                                                     \
        return sentence;
        CST_ERRORS(CST_ERROR_SENTENCE)
#undef CST_ERROR_SENTENCE
    default:
        return "unknown error";
    }
}
