/* SPDX-License-Identifier: MIT */
#include "base/check.h"
#include "store/internal_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char SELECT_TOTAL[] = "SELECT value FROM meta WHERE key = 'rows'";
static const char UPDATE_TOTAL[] = "UPDATE meta SET value = ?1 WHERE key = 'rows'";

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
static bool total_of(const char *text, cst_store_total *total)
{
    const char *space = text == NULL ? NULL : strchr(text, ' ');
    char rows[40] = "";
    cst_u128 number = 0;
    if (space == NULL || (size_t)(space - text) >= sizeof rows) {
        return false;
    }
    memcpy(rows, text, (size_t)(space - text));
    const bool good = cst_text_read_wide(rows, &number) && number <= INT64_MAX &&
                      cst_text_read_wide(space + 1, &total->sum);
    total->rows = (uint64_t)number;
    return good;
}

int cst_store_total_read(cst_store *store, cst_error *error)
{
    sqlite3_stmt *statement = NULL;
    int code = cst_store_prepare(store, SELECT_TOTAL, &statement);
    code = code == SQLITE_OK ? sqlite3_step(statement) : code;
    int result = 0;
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        result = cst_store_fail(store, error);
    } else if (code == SQLITE_DONE ||
               !total_of(cst_store_column_text(statement, 0), &store->total)) {
        result = cst_store_refuse_damage(store, "rows", error);
    }
    (void)sqlite3_finalize(statement);
    return result;
}

int cst_store_total_write(cst_store *store, cst_error *error)
{
    cst_text text = {0};
    cst_text_add_number(&text, store->total.rows);
    cst_text_add(&text, " ");
    cst_text_add_wide(&text, store->total.sum);
    if (text.failed) {
        cst_text_free(&text);
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory to write the total of rows");
    }
    sqlite3_stmt *statement = NULL;
    int code = cst_store_prepare(store, UPDATE_TOTAL, &statement);
    if (code == SQLITE_OK) {
        code = sqlite3_bind_text(statement, 1, text.data, -1, SQLITE_STATIC);
    }
    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
    }
    const int result = code == SQLITE_DONE ? 0 : cst_store_fail(store, error);
    (void)sqlite3_finalize(statement);
    cst_text_free(&text);
    return result;
}
