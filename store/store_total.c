/* SPDX-License-Identifier: MIT */
#include "base/check.h"
#include "store/internal_store.h"

#include <string.h>

/* The number that the first 32 hexadecimal digits of a checksum make. */
static cst_u128 number_of(const char *checksum)
{
    cst_u128 number = 0;
    cst_require(strlen(checksum) >= 32);
    for (int i = 0; i < 32; i++) {
        const char digit = checksum[i];
        cst_require((digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f'));
        number = number << 4 | (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
    }
    return number;
}

void cst_store_total_add(cst_store_total *total, const char *checksum)
{
    total->rows++;
    total->sum += number_of(checksum);
}

void cst_store_total_take(cst_store_total *total, const char *checksum)
{
    cst_require(total->rows > 0);
    total->rows--;
    total->sum -= number_of(checksum);
}

/* "rows sum", both in decimal. */
static bool total_of(char *text, cst_store_total *total)
{
    char *space = strchr(text, ' ');
    cst_u128 rows = 0;
    if (space == NULL) {
        return false;
    }
    *space = '\0';
    const bool good = cst_text_read_wide(text, &rows) && rows <= INT64_MAX &&
                      cst_text_read_wide(space + 1, &total->sum);
    total->rows = (uint64_t)rows;
    return good;
}

int cst_store_total_read(cst_store *store, cst_error *error)
{
    char value[CST_STORE_META];
    const int code = cst_store_meta(store, "rows", value, error);
    return code == 0 && !total_of(value, &store->total)
               ? cst_store_refuse_damage(store, "rows", error)
               : code;
}

int cst_store_total_write(cst_store *store, cst_error *error)
{
    cst_text text = {0};
    cst_text_add_number(&text, store->total.rows);
    cst_text_add(&text, " ");
    cst_text_add_wide(&text, store->total.sum);
    const int code =
        text.failed ? cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory for the total of rows")
                    : cst_store_put_meta(store, "rows", text.data, error);
    cst_text_free(&text);
    return code;
}
