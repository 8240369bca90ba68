/* SPDX-License-Identifier: MIT */
#include "base/check.h"
#include "store/internal_store.h"
#include "store/spread_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The columns of a row, in the order of its checksum. */
enum { ID, SEED, FIRST, END, RUN, COUNTERS, SPREADS = COUNTERS + CST_COUNT_KINDS, CHECKSUM };
#define NAME(name, text, meaning)  text ", "
#define PLACE(name, text, meaning) "?, "
#define NAMES   "id, seed, first_trial, end_trial, run, " CST_COUNTS(NAME) "spreads, checksum"
#define PLACES  "?, ?, ?, ?, ?, " CST_COUNTS(PLACE) "?, ?"
#define OF_CELL " FROM row WHERE id = ?1 AND seed = ?2"

/* The key of a row: which trials of which cell it counts. */
typedef struct row_key {
    const char *id;
    uint64_t seed, first, end;
    uint64_t run;
} row_key;

int cst_store_prepare_rows(cst_store *store)
{
    const struct {
        sqlite3_stmt **statement;
        const char *sql;
    } statements[] = {
        {&store->before, "SELECT first_trial, end_trial, run" OF_CELL
                         " AND first_trial < ?3 ORDER BY first_trial DESC LIMIT 1"},
        {&store->remove, "DELETE" OF_CELL " AND first_trial >= ?3 AND first_trial < ?4"
                         " RETURNING checksum"},
        {&store->insert, "INSERT INTO row (" NAMES ") VALUES (" PLACES ")"},
        {&store->rows, "SELECT " NAMES OF_CELL
                       " AND first_trial >= ?4 AND first_trial < ?3 ORDER BY first_trial"},
        {&store->others, "PRAGMA data_version"},
    };
    int code = SQLITE_OK;
    for (size_t i = 0; code == SQLITE_OK && i < sizeof statements / sizeof statements[0]; i++) {
        code = cst_store_prepare(store, statements[i].sql, statements[i].statement);
    }
    return code;
}

uint64_t cst_store_others(cst_store *store)
{
    uint64_t number = 0;
    if (sqlite3_step(store->others) != SQLITE_ROW || !cst_store_column(store->others, 0, &number)) {
        number = 0;
    }
    (void)sqlite3_reset(store->others);
    return number;
}

/* The number that the first 32 hexadecimal digits of a checksum make. */
static cst_u128 number_of(const char *checksum)
{
    uint64_t half[2] = {0};
    cst_require(strspn(checksum, "0123456789abcdef") == CST_DIGEST_TEXT - 1);
    const int read = sscanf(checksum, "%16" SCNx64 "%16" SCNx64, &half[0], &half[1]);
    cst_require(read == 2);
    return (cst_u128)half[0] << 64 | half[1];
}

static void total_add(cst_store_total *total, const char *checksum)
{
    total->rows++;
    total->sum += number_of(checksum);
}

static void total_take(cst_store_total *total, const char *checksum)
{
    cst_require(total->rows > 0);
    total->rows--;
    total->sum -= number_of(checksum);
}

static void bind_key(sqlite3_stmt *statement, const row_key *key, uint64_t trial)
{
    (void)sqlite3_bind_text(statement, 1, key->id, -1, SQLITE_STATIC);
    cst_store_bind(statement, 2, key->seed);
    cst_store_bind(statement, 3, trial);
}

static int refuse_overlap(const row_key *key, const row_key *there, cst_error *error)
{
    return cst_error_set(
        error, CST_ERR_STORE, NULL,
        "trials %" PRIu64 "-%" PRIu64 " of cell %.*s overlap trials %" PRIu64 "-%" PRIu64
        ", which run %" PRIu64 " has counted already; use another file name",
        key->first, key->end, CST_STORE_ID_SHOWN, key->id, there->first, there->end, there->run);
}

/* Removes the rows that begin within the key's range. */
static int remove_rows(cst_store *store, const row_key *key, cst_error *error)
{
    bind_key(store->remove, key, key->first);
    cst_store_bind(store->remove, 4, key->end);
    int code = sqlite3_step(store->remove);
    while (code == SQLITE_ROW) {
        const char *sum = cst_store_column_text(store->remove, 0);
        if (sum == NULL) {
            break;
        }
        total_take(&store->total, sum);
        code = sqlite3_step(store->remove);
    }
    (void)sqlite3_reset(store->remove);
    return code == SQLITE_DONE ? 0 : cst_store_fail(store, error);
}

/* Rows do not overlap, so the one that begins last before this range's end is the one to look at.
 * The last block of an earlier, smaller goal is cut short; its whole block takes its place. */
static int make_room(cst_store *store, const row_key *key, cst_error *error)
{
    row_key there = {.id = key->id, .seed = key->seed};
    bind_key(store->before, key, key->end);
    int code = sqlite3_step(store->before);
    bool good = code != SQLITE_ROW || (cst_store_column(store->before, 0, &there.first) &&
                                       cst_store_column(store->before, 1, &there.end) &&
                                       cst_store_column(store->before, 2, &there.run));
    (void)sqlite3_reset(store->before);
    if ((code != SQLITE_ROW && code != SQLITE_DONE) || !good) {
        return cst_store_fail(store, error);
    }
    if (code == SQLITE_DONE || there.end <= key->first) {
        return 0;
    }
    if (there.first == key->first && there.end < key->end) {
        return remove_rows(store, key, error);
    }
    return refuse_overlap(key, &there, error);
}

static int check_counts(const row_key *key, const cst_row *row, cst_error *error)
{
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        if (row->count[i] > INT64_MAX) {
            return cst_error_set(error, CST_ERR_STORE, cst_count_name((cst_count)i),
                                 "expected at most 2^63 - 1, found %" PRIu64 " in trials %" PRIu64
                                 "-%" PRIu64 " of cell %.*s",
                                 row->count[i], key->first, key->end, CST_STORE_ID_SHOWN, key->id);
        }
    }
    return 0;
}

static int insert_row(cst_store *store, const row_key *key, const cst_row *row, const char *spreads,
                      cst_error *error)
{
    const uint64_t numbers[] = {key->seed, key->first, key->end, store->run_number};
    cst_store_line line;
    cst_store_line_begin(&line, store->insert);
    cst_store_line_text(&line, key->id);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        cst_store_line_number(&line, numbers[i]);
    }
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        if (cst_row_tells(row, (cst_count)i)) {
            cst_store_line_number(&line, row->count[i]);
        } else {
            cst_store_line_nothing(&line);
        }
    }
    cst_store_line_text(&line, spreads);
    const int code = cst_store_line_write(store, &line, error);
    if (code == 0) {
        total_add(&store->total, line.checksum);
    }
    return code;
}

/* What may fail without harm comes first: a block that has made room is one that is lost. */
static int put_row(cst_store *store, const row_key *key, const cst_row *row, cst_error *error)
{
    int code = check_counts(key, row, error);
    char *spreads = code == 0 ? cst_spread_text_write(row) : NULL;
    if (code == 0 && spreads == NULL) {
        code = cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory to write a row");
    }
    code = code == 0 ? cst_store_begin(store, error) : code;
    code = code == 0 ? make_room(store, key, error) : code;
    code = code == 0 ? cst_store_record_run(store, error) : code;
    code = code == 0 ? insert_row(store, key, row, spreads, error) : code;
    free(spreads);
    return code;
}

int cst_store_put_row(cst_store *store, const char *id, uint64_t seed, uint64_t first, uint64_t end,
                      const cst_row *row, cst_error *error)
{
    cst_require(store->run.insert != NULL);
    cst_require(first < end && end <= INT64_MAX && seed <= INT64_MAX);
    const row_key key = {.id = id, .seed = seed, .first = first, .end = end};
    return cst_store_placed(store, put_row(store, &key, row, error), error);
}

bool cst_store_has(const cst_store *store, const char *id, uint64_t seed, uint64_t first,
                   uint64_t end)
{
    const row_key key = {.id = id, .seed = seed};
    row_key there = {0};
    bind_key(store->before, &key, end);
    const bool has = sqlite3_step(store->before) == SQLITE_ROW &&
                     cst_store_column(store->before, 0, &there.first) &&
                     cst_store_column(store->before, 1, &there.end) && there.first <= first &&
                     end <= there.end;
    (void)sqlite3_reset(store->before);
    return has;
}

bool cst_store_spans(const cst_store *store, const char *id, uint64_t seed, uint64_t trial)
{
    return trial > 0 && cst_store_has(store, id, seed, trial - 1, trial + 1);
}

static int refuse_row(const row_key *key, const char *text, cst_error *error)
{
    return cst_error_set(error, CST_ERR_STORE, NULL,
                         "trials %" PRIu64 "-%" PRIu64
                         " of cell %.*s: %s; restore a copy of the file, or use another file name",
                         key->first, key->end, CST_STORE_ID_SHOWN, key->id, text);
}

/* The row keeps the conservation law, whatever the length of its trials, which follows from its
 * counters if the law holds. Crews may shrink and levels may not be asked, so reviews vary. */
static int check_law(const row_key *key, const cst_row *row, cst_error *error)
{
    const uint64_t *count = row->count;
    uint64_t trials = count[CST_COUNT_TRIALS];
    if (trials != key->end - key->first || trials == 0) {
        return refuse_row(key, "the counters are of another number of trials", error);
    }
    cst_error law;
    if (cst_row_check(row, count[CST_COUNT_PLANNED] / trials, CST_ROW_REVIEWS_VARY, &law) != 0) {
        return refuse_row(key, law.text, error);
    }
    return 0;
}

/* Reads which trials a row counts, and looks at its checksum, unless it is known to be good. */
static int read_range(sqlite3_stmt *line, bool known, row_key *key, cst_error *error)
{
    const bool good = cst_store_column(line, FIRST, &key->first) &&
                      cst_store_column(line, END, &key->end) &&
                      (known || cst_store_line_holds(line));
    return good ? 0 : refuse_row(key, "the row is damaged", error);
}

/* A counter, or NULL for one that the row does not tell. */
static bool read_count(sqlite3_stmt *line, int i, cst_row *row)
{
    if (sqlite3_column_type(line, COUNTERS + i) == SQLITE_NULL) {
        row->untold |= UINT64_C(1) << (unsigned)i;
        return true;
    }
    return cst_store_column(line, COUNTERS + i, &row->count[i]);
}

/* Into an empty row. */
static int read_row(sqlite3_stmt *line, bool known, row_key *key, cst_row *row, cst_error *error)
{
    int code = read_range(line, known, key, error);
    const char *spreads = cst_store_column_text(line, SPREADS);
    bool good = spreads != NULL;
    for (int i = 0; i < CST_COUNT_KINDS; i++) {
        good = good && read_count(line, i, row);
    }
    if (code != 0 || !good) {
        return code != 0 ? code : refuse_row(key, "the row is damaged", error);
    }
    code = cst_spread_text_read(spreads, strlen(spreads), row, error);
    if (code == CST_ERR_STORE) {
        return refuse_row(key, "the spreads cannot be read", error);
    }
    return code != 0 ? code : check_law(key, row, error);
}

/* Whether all rows were looked at, and nobody else has written since. */
static bool is_known(cst_store *store)
{
    return store->checked > 0 && cst_store_others(store) == store->checked;
}

/* Rows on their way from one file to another. */
typedef struct row_list {
    cst_store *into;
    const uint64_t *number; /* new numbers of their runs */
    uint64_t runs;
    bool known; /* they are good */
} row_list;

static int add_row(sqlite3_stmt *line, void *self, cst_error *error)
{
    const row_list *list = self;
    row_key key = {.id = cst_store_column_text(line, ID)};
    cst_row row = {0};
    if (key.id == NULL || !cst_store_column(line, SEED, &key.seed) ||
        !cst_store_column(line, RUN, &key.run) || key.run == 0 || key.run > list->runs) {
        return cst_store_refuse_damage("rows", error);
    }
    int code = read_row(line, list->known, &key, &row, error);
    list->into->run_number = list->number[key.run - 1];
    code = code == 0 ? put_row(list->into, &key, &row, error) : code;
    cst_row_free(&row);
    return code;
}

int cst_store_add_rows(cst_store *into, cst_store *from, const uint64_t *number, uint64_t runs,
                       cst_error *error)
{
    row_list list = {into, number, runs, is_known(from)};
    return cst_store_each(from, "SELECT " NAMES " FROM row ORDER BY id, seed, first_trial", add_row,
                          &list, error);
}

/* One row of the whole table, whatever cell it says that it is of. */
static int check_row(sqlite3_stmt *line, void *total, cst_error *error)
{
    row_key key = {.id = cst_store_column_text(line, ID)};
    if (key.id == NULL || !cst_store_column(line, SEED, &key.seed)) {
        return cst_store_refuse_damage("rows", error);
    }
    const int code = read_range(line, false, &key, error);
    if (code == 0) {
        total_add(total, cst_store_column_text(line, CHECKSUM));
    }
    return code;
}

int cst_store_check_rows(cst_store *store, cst_error *error)
{
    cst_store_total total = {0};
    int code = cst_store_total_read(store, error);
    code = code == 0 ? cst_store_each(store, "SELECT " NAMES " FROM row", check_row, &total, error)
                     : code;
    if (code == 0 && (total.rows != store->total.rows || total.sum != store->total.sum)) {
        code = cst_store_refuse_damage("rows", error);
    }
    store->checked = code == 0 ? cst_store_others(store) : 0;
    return code;
}

/* Takes one row into the sum. *more: it joined on and the next may too. */
static int take_row(sqlite3_stmt *line, bool known, const row_key *cell, uint64_t trials,
                    cst_row *sum, uint64_t *done, bool *more, cst_error *error)
{
    row_key key = *cell;
    cst_row row = {0};
    int code = read_row(line, known, &key, &row, error);
    *more = code == 0 && key.first == *done && key.end <= trials;
    if (code == 0 && key.first < *done) {
        code = refuse_row(&key, "trials before them overlap", error);
    } else if (*more && !cst_row_can_add(sum, &row)) {
        code = refuse_row(&key, "the sum of counters is too large", error);
    } else if (*more) {
        code = cst_row_add(sum, &row, error);
        *done = key.end;
    }
    cst_row_free(&row);
    return code;
}

int cst_store_sum(cst_store *store, const char *id, uint64_t seed, uint64_t trials, cst_row *sum,
                  uint64_t *done, cst_error *error)
{
    const row_key cell = {.id = id, .seed = seed};
    cst_row_free(sum);
    *done = 0;
    const bool known = is_known(store);
    bind_key(store->rows, &cell, trials > INT64_MAX ? INT64_MAX : trials);
    cst_store_bind(store->rows, 4, 0);
    int code = 0;
    bool more = true;
    while (code == 0 && more) {
        int step = sqlite3_step(store->rows);
        if (step == SQLITE_DONE) {
            break;
        }
        code = step == SQLITE_ROW
                   ? take_row(store->rows, known, &cell, trials, sum, done, &more, error)
                   : cst_store_fail(store, error);
    }
    (void)sqlite3_reset(store->rows);
    if (code == 0 && *done > 0) {
        const row_key all = {.id = id, .seed = seed, .end = *done};
        code = check_law(&all, sum, error);
    }
    return cst_store_placed(store, code, error);
}

/* Adds up neighbours that begin within [key->first, end) and were made by one run: key->end is
 * where they end, *rows how many they are. */
static int add_neighbours(cst_store *store, row_key *key, uint64_t end, cst_row *sum,
                          uint64_t *rows, cst_error *error)
{
    const bool known = is_known(store);
    int code = 0;
    int step = SQLITE_ROW;
    *rows = 0;
    bind_key(store->rows, key, end);
    cst_store_bind(store->rows, 4, key->first);
    while (code == 0 && (step = sqlite3_step(store->rows)) == SQLITE_ROW) {
        row_key next = *key;
        cst_row row = {0};
        code = read_row(store->rows, known, &next, &row, error);
        if (code == 0 && !cst_store_column(store->rows, RUN, &next.run)) {
            code = refuse_row(&next, "the row is damaged", error);
        }
        const bool more = code == 0 && next.end <= end &&
                          (*rows == 0 || (next.first == key->end && next.run == key->run)) &&
                          cst_row_can_add(sum, &row);
        code = more ? cst_row_add(sum, &row, error) : code;
        cst_row_free(&row);
        if (!more) {
            break;
        }
        key->first = *rows == 0 ? next.first : key->first;
        key->end = next.end;
        key->run = next.run;
        ++*rows;
    }
    (void)sqlite3_reset(store->rows);
    return code == 0 && step != SQLITE_ROW && step != SQLITE_DONE ? cst_store_fail(store, error)
                                                                  : code;
}

/* Puts one row in the place of those of its range, in the name of their run. */
static int replace(cst_store *store, const row_key *key, const cst_row *row, cst_error *error)
{
    const uint64_t own = store->run_number;
    int code = check_counts(key, row, error);
    char *spreads = code == 0 ? cst_spread_text_write(row) : NULL;
    code = code == 0 && spreads == NULL ? cst_store_set_memory(error) : code;
    code = code == 0 ? cst_store_begin(store, error) : code;
    code = code == 0 ? remove_rows(store, key, error) : code;
    store->run_number = key->run;
    code = code == 0 ? insert_row(store, key, row, spreads, error) : code;
    store->run_number = own;
    free(spreads);
    return code;
}

int cst_store_join(cst_store *store, const char *id, uint64_t seed, uint64_t first, uint64_t end,
                   uint64_t *joined, cst_error *error)
{
    row_key key = {.id = id, .seed = seed, .first = first};
    uint64_t rows = 1;
    int code = 0;
    *joined = 0;
    while (code == 0 && rows > 0 && key.first < end) {
        cst_row sum = {0};
        code = add_neighbours(store, &key, end, &sum, &rows, error);
        if (code == 0 && rows > 1) {
            code = replace(store, &key, &sum, error);
            *joined += rows - 1;
        }
        key.first = key.end;
        cst_row_free(&sum);
    }
    return cst_store_placed(store, code, error);
}
