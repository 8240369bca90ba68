/* SPDX-License-Identifier: MIT */
#include "store/wide.h"

const char *cst_wide_text(cst_u128 number, char out[CST_WIDE_TEXT])
{
    char *first = out + CST_WIDE_TEXT - 1;
    *first = '\0';
    do {
        *--first = (char)('0' + (int)(number % 10));
        number /= 10;
    } while (number > 0);
    return first;
}

bool cst_wide_read(const char *text, cst_u128 *number)
{
    const cst_u128 most = ~(cst_u128)0;
    if (text[0] == '\0' || (text[0] == '0' && text[1] != '\0')) {
        return false;
    }
    cst_u128 value = 0;
    for (const char *c = text; *c != '\0'; c++) {
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
