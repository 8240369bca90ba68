/* SPDX-License-Identifier: MIT */
#include "store/text.h"

#include <nettle/base16.h>
#include <nettle/sha2.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 256, WIDE_DIGITS = 39 };

static bool reserve(cst_text *text, size_t more)
{
    if (text->failed) {
        return false;
    }
    if (text->capacity - text->size > more) {
        return true;
    }
    size_t capacity = text->capacity == 0 ? FIRST_CAPACITY : 2 * text->capacity;
    while (capacity - text->size <= more) {
        capacity *= 2;
    }
    char *data = realloc(text->data, capacity);
    text->failed = data == NULL;
    if (text->failed) {
        return false;
    }
    text->data = data;
    text->capacity = capacity;
    return true;
}

void cst_text_add(cst_text *text, const char *string)
{
    size_t size = strlen(string);
    if (reserve(text, size)) {
        memcpy(text->data + text->size, string, size + 1);
        text->size += size;
    }
}

void cst_text_print(cst_text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    text->failed = text->failed || size < 0;
    if (reserve(text, (size_t)size)) {
        va_start(arguments, format);
        (void)vsnprintf(text->data + text->size, (size_t)size + 1, format, arguments);
        va_end(arguments);
        text->size += (size_t)size;
    }
}

void cst_text_add_wide(cst_text *text, cst_u128 number)
{
    char digits[WIDE_DIGITS + 1];
    char *first = digits + WIDE_DIGITS;
    *first = '\0';
    do {
        *--first = (char)('0' + (int)(number % 10));
        number /= 10;
    } while (number > 0);
    cst_text_add(text, first);
}

bool cst_text_digest(const cst_text *text, char out[CST_DIGEST_TEXT])
{
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&context);
    sha256_update(&context, text->size, (const uint8_t *)text->data);
    sha256_digest(&context, sizeof digest, digest);
    base16_encode_update(out, sizeof digest, digest);
    out[CST_DIGEST_TEXT - 1] = '\0';
    return !text->failed;
}

void cst_text_free(cst_text *text)
{
    free(text->data);
    *text = (cst_text){0};
}

bool cst_text_read_wide(const char *string, cst_u128 *number)
{
    const cst_u128 most = ~(cst_u128)0;
    if (string[0] == '\0' || (string[0] == '0' && string[1] != '\0')) {
        return false;
    }
    cst_u128 value = 0;
    for (const char *c = string; *c != '\0'; c++) {
        if (*c < '0' || *c > '9') {
            return false;
        }
        unsigned int digit = (unsigned int)(*c - '0');
        if (value > (most - digit) / 10) {
            return false;
        }
        value = 10 * value + digit;
    }
    *number = value;
    return true;
}
