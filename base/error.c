/* SPDX-License-Identifier: MIT */
#include "base/error.h"

#include "base/letters.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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
    cst_letters_clean(error->key);
    cst_letters_clean(error->text);
    return code;
}

int cst_error_memory(cst_error *error, const char *what)
{
    return cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory for %s", what);
}

void cst_error_below(cst_error *error, const char *prefix)
{
    char key[sizeof error->key];
    if (error == NULL) {
        return;
    }
    memcpy(key, error->key, sizeof key);
    (void)snprintf(error->key, sizeof error->key, "%s.%.64s", prefix, key);
}

void cst_error_place(cst_error *error, const char *file, int line, int column)
{
    if (error == NULL) {
        return;
    }
    (void)snprintf(error->file, sizeof error->file, "%s", file == NULL ? "" : file);
    cst_letters_clean(error->file);
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
    const char *sentence = cst_error_sentence(error->code);
    const char *text = error->text[0] != '\0' || sentence == NULL ? error->text : sentence;
    (void)snprintf(out, size, "%s%s%s%s", place, error->key, error->key[0] != '\0' ? ": " : "",
                   text);
}

const char *cst_error_sentence(int code)
{
    switch (code) {
#define CST_ERROR_SENTENCE(name, number, sentence)                                                 \
    case name:                                                                                     \
        return sentence;
        CST_ERRORS(CST_ERROR_SENTENCE)
#undef CST_ERROR_SENTENCE
    default:
        return NULL;
    }
}
