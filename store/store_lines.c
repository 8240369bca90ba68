/* SPDX-License-Identifier: MIT */
#include "base/check.h"
#include "store/internal_store.h"

#include <nettle/base16.h>
#include <stdio.h>
#include <string.h>

int cst_store_prepare(cst_store *store, const char *sql, sqlite3_stmt **statement)
{
    return sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
}

void cst_store_bind(sqlite3_stmt *statement, int parameter, uint64_t number)
{
    cst_require(number <= INT64_MAX);
    (void)sqlite3_bind_int64(statement, parameter, (int64_t)number);
}

bool cst_store_column(sqlite3_stmt *statement, int column, uint64_t *number)
{
    int64_t value = sqlite3_column_int64(statement, column);
    *number = value < 0 ? 0 : (uint64_t)value;
    return sqlite3_column_type(statement, column) == SQLITE_INTEGER && value >= 0;
}

const char *cst_store_column_text(sqlite3_stmt *statement, int column)
{
    if (sqlite3_column_type(statement, column) != SQLITE_TEXT) {
        return NULL;
    }
    const unsigned char *text = sqlite3_column_text(statement, column);
    size_t size = (size_t)sqlite3_column_bytes(statement, column);
    return text != NULL && strlen((const char *)text) == size ? (const char *)text : NULL;
}

static void add(struct sha256_ctx *sum, const char *text)
{
    sha256_update(sum, strlen(text), (const uint8_t *)text);
}

static void add_number(struct sha256_ctx *sum, uint64_t number)
{
    char text[24];
    char *digit = text + sizeof text - 1;
    *digit = '\0';
    do { /* a row has 40 of them, and printf is slow */
        *--digit = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    add(sum, digit);
}

static void end(struct sha256_ctx *sum, char out[CST_DIGEST_TEXT])
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(sum, sizeof digest, digest);
    base16_encode_update(out, sizeof digest, digest);
    out[CST_DIGEST_TEXT - 1] = '\0';
}

void cst_store_line_begin(cst_store_line *line, sqlite3_stmt *insert)
{
    *line = (cst_store_line){.insert = insert};
    sha256_init(&line->sum);
}

void cst_store_line_nothing(cst_store_line *line)
{
    add(&line->sum, line->values == 0 ? "" : "\n");
    line->values++;
}

static void bind_text(cst_store_line *line, int parameter, const char *text)
{
    const int code = sqlite3_bind_text(line->insert, parameter, text, -1, SQLITE_TRANSIENT);
    line->failed = line->failed || code != SQLITE_OK;
}

void cst_store_line_text(cst_store_line *line, const char *value)
{
    cst_store_line_nothing(line);
    add(&line->sum, value);
    bind_text(line, line->values, value);
}

void cst_store_line_number(cst_store_line *line, uint64_t number)
{
    cst_store_line_nothing(line);
    add_number(&line->sum, number);
    cst_store_bind(line->insert, line->values, number);
}

int cst_store_line_write(cst_store *store, cst_store_line *line, cst_error *error)
{
    end(&line->sum, line->checksum);
    bind_text(line, line->values + 1, line->checksum);
    if (line->failed) {
        cst_store_give_up(store);
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory to write the results file");
    }
    const int code = sqlite3_step(line->insert);
    (void)sqlite3_reset(line->insert);
    (void)sqlite3_clear_bindings(line->insert);
    return code == SQLITE_DONE ? 0 : cst_store_fail(store, error);
}

bool cst_store_line_holds(sqlite3_stmt *line)
{
    struct sha256_ctx sum;
    char computed[CST_DIGEST_TEXT];
    const int last = sqlite3_column_count(line) - 1;
    const char *written = cst_store_column_text(line, last);
    bool good = written != NULL;
    sha256_init(&sum);
    for (int i = 0; i < last; i++) {
        uint64_t number = 0;
        const char *value = cst_store_column_text(line, i);
        add(&sum, i == 0 ? "" : "\n");
        if (value != NULL) {
            add(&sum, value);
        } else if (cst_store_column(line, i, &number)) {
            add_number(&sum, number);
        } else {
            good = good && sqlite3_column_type(line, i) == SQLITE_NULL;
        }
    }
    end(&sum, computed);
    return good && strcmp(computed, written) == 0;
}

int cst_store_each(cst_store *store, const char *sql, cst_store_look *look, void *self,
                   cst_error *error)
{
    sqlite3_stmt *line = NULL;
    int step = cst_store_prepare(store, sql, &line);
    int code = 0;
    while (code == 0 && (step == SQLITE_OK || step == SQLITE_ROW)) {
        step = sqlite3_step(line);
        code = step == SQLITE_ROW ? look(line, self, error) : 0;
    }
    if (code == 0 && step != SQLITE_DONE) {
        code = cst_store_fail(store, error);
    }
    (void)sqlite3_finalize(line);
    return code;
}

static int take_value(sqlite3_stmt *line, void *self, cst_error *error)
{
    const char *value = cst_store_column_text(line, 0);
    (void)error;
    (void)snprintf(self, CST_STORE_META, "%s", value == NULL ? "" : value);
    return 0;
}

int cst_store_meta(cst_store *store, const char *key, char value[CST_STORE_META], cst_error *error)
{
    char sql[128];
    value[0] = '\0';
    (void)snprintf(sql, sizeof sql, "SELECT value FROM meta WHERE key = '%s'", key);
    return cst_store_each(store, sql, take_value, value, error);
}

int cst_store_put_meta(cst_store *store, const char *key, const char *value, cst_error *error)
{
    sqlite3_stmt *insert = NULL;
    int code = cst_store_prepare(store, "INSERT OR REPLACE INTO meta VALUES (?1, ?2)", &insert);
    if (code == SQLITE_OK) {
        (void)sqlite3_bind_text(insert, 1, key, -1, SQLITE_STATIC);
        (void)sqlite3_bind_text(insert, 2, value, -1, SQLITE_STATIC);
        code = sqlite3_step(insert);
    }
    (void)sqlite3_finalize(insert);
    return code == SQLITE_DONE ? 0 : cst_store_fail(store, error);
}
