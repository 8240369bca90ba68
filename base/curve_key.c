/* SPDX-License-Identifier: MIT */
#include "base/curve_key.h"

#include "base/check.h"

#include <string.h>

static const struct {
    const char *word;
    cst_role role;
} roles[] = {{"reviewer", CST_ROLE_REVIEWER},
             {"actor", CST_ROLE_ACTOR},
             {"both", CST_ROLE_BOTH},
             {"worker", CST_ROLE_WORKER}};
enum { ROLES = sizeof roles / sizeof roles[0] };

const char *cst_role_word(size_t index, cst_role *role)
{
    if (index >= ROLES) {
        return NULL;
    }
    *role = roles[index].role;
    return roles[index].word;
}

const char *cst_role_name(cst_role role)
{
    size_t i = 0;
    while (i + 1 < ROLES && roles[i].role != role) {
        i++;
    }
    cst_require(roles[i].role == role);
    return roles[i].word;
}

static bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

size_t cst_curve_name_length(const char *text, size_t size)
{
    size_t length = 0;
    while (length < size &&
           (is_alphanumeric(text[length]) ||
            (length > 0 && text[length] != '\0' && strchr("-_.", text[length]) != NULL))) {
        length++;
    }
    return length;
}

/* --- Z85: four bytes, highest first, are five digits of base 85 ------------------------------- */

static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                             ".-:+=^!/*?&<>()[]{}@%$#";
enum { BASE = 85, DIGITS = 5, BYTES = 4 };

void cst_curve_key_write(const uint8_t key[CST_CURVE_KEY], char text[CST_CURVE_TEXT + 1])
{
    for (size_t group = 0; group < CST_CURVE_KEY / BYTES; group++) {
        uint32_t value = 0;
        for (size_t i = 0; i < BYTES; i++) {
            value = value << 8 | key[BYTES * group + i];
        }
        for (size_t i = DIGITS; i-- > 0; value /= BASE) {
            text[DIGITS * group + i] = digits[value % BASE];
        }
    }
    text[CST_CURVE_TEXT] = '\0';
}

/* The value of a digit, or BASE. */
static uint32_t digit_value(char c)
{
    const char *at = c != '\0' ? strchr(digits, c) : NULL;
    return at != NULL ? (uint32_t)(at - digits) : BASE;
}

size_t cst_curve_key_read(uint8_t key[CST_CURVE_KEY], const char *text, size_t size)
{
    for (size_t group = 0; group < CST_CURVE_KEY / BYTES; group++) {
        uint64_t value = 0;
        for (size_t i = DIGITS * group; i < DIGITS * (group + 1); i++) {
            const uint32_t digit = i < size ? digit_value(text[i]) : BASE;
            value = BASE * value + digit;
            if (digit == BASE || value > UINT32_MAX) {
                return i + 1;
            }
        }
        for (size_t i = 0; i < BYTES; i++) {
            key[BYTES * group + i] = (uint8_t)(value >> (8 * (BYTES - 1 - i)));
        }
    }
    return size == CST_CURVE_TEXT ? 0 : CST_CURVE_TEXT + 1;
}

void cst_curve_key_wipe(void *memory, size_t size)
{
    memset(memory, 0, size);
    __asm__ volatile("" : : "r"(memory) : "memory"); /* it is read, for all that is known */
}
