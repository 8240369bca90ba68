/* SPDX-License-Identifier: MIT */
#include "base/letters.h"

#include <string.h>

/* Not to be shown, first and last: controls, marks of direction and other marks that nobody sees,
 * separators, surrogates, what is no character. Joiners (U+200C, U+200D) belong to words. */
static const struct {
    uint32_t first, last;
} hidden[] = {
    {0x0000, 0x001f}, {0x007f, 0x009f}, {0x061c, 0x061c},   {0x180e, 0x180e},   {0x200b, 0x200b},
    {0x200e, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},   {0xd800, 0xdfff},   {0xfeff, 0xfeff},
    {0xfff9, 0xfffb}, {0xfffe, 0xffff}, {0x1d173, 0x1d17a}, {0xe0000, 0xe007f},
};

static bool is_shown(uint32_t code)
{
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        if (code >= hidden[i].first && code <= hidden[i].last) {
            return false;
        }
    }
    return true;
}

/* The bytes of a character by its first one, 0 where none begins so. */
static size_t bytes_of(unsigned char first)
{
    if (first < 0x80) {
        return 1;
    }
    if (first < 0xc2 || first > 0xf4) {
        return 0;
    }
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

cst_letter cst_letters_first(const char *text)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char first = (unsigned char)text[0];
    const size_t bytes = bytes_of(first);
    const cst_letter broken = {.code = 0xfffd, .bytes = 1};
    uint32_t code = bytes > 1 ? first & (0x7fU >> bytes) : first;
    if (first == '\0') {
        return (cst_letter){0};
    }
    for (size_t i = 1; i < bytes; i++) {
        const unsigned char next = (unsigned char)text[i];
        if ((next & 0xc0) != 0x80) { /* also where the text ends */
            return broken;
        }
        code = code << 6 | (next & 0x3fU);
    }
    if (bytes == 0 || code < least[bytes] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
        return broken;
    }
    return (cst_letter){.code = code, .bytes = bytes, .shown = is_shown(code)};
}

void cst_letters_clean(char *text)
{
    char *to = text;
    for (cst_letter letter; (letter = cst_letters_first(text)).bytes > 0; text += letter.bytes) {
        if (letter.shown) {
            memmove(to, text, letter.bytes);
            to += letter.bytes;
        } else {
            *to++ = CST_LETTERS_HIDDEN;
        }
    }
    *to = '\0';
}

size_t cst_letters_count(const char *text)
{
    size_t letters = 0;
    for (cst_letter letter; (letter = cst_letters_first(text)).bytes > 0; text += letter.bytes) {
        letters++;
    }
    return letters;
}

size_t cst_letters_bytes(const char *text, size_t letters)
{
    const char *at = text;
    for (cst_letter letter; letters > 0 && (letter = cst_letters_first(at)).bytes > 0; letters--) {
        at += letter.bytes;
    }
    return (size_t)(at - text);
}
