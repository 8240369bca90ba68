/* SPDX-License-Identifier: MIT
 *
 * A bookkeeper who has docs/results.md and nothing of this program: reads the same results as CSV,
 * as JSON Lines and as tables of SQLite, and says where one of them has another number or text.
 * Arguments: the three files; prints how many values it compared. */
#include <json-c/json.h>
#include <math.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS_MOST = 1024, LINE = 1 << 20 };

static int failures;
static long compared;
static sqlite3 *tables;
static char *field[FIELDS_MOST], *title[FIELDS_MOST];
static int titles;

static void differ(const char *what, const char *name, const char *one, const char *other)
{
    if (failures++ < 20) {
        printf("%s: %s: %s, but %s\n", what, name, one, other);
    }
}

/* The next line of CSV (RFC 4180) into fields; how many, -1 at the end. */
static int read_csv(FILE *file, char **into)
{
    static char line[LINE];
    size_t used = 0;
    int count = 0;
    bool quoted = false;
    int c = fgetc(file);
    if (c == EOF) {
        return -1;
    }
    size_t start = 0;
    for (;; c = fgetc(file)) {
        if (quoted && c == '"') {
            const int next = fgetc(file);
            quoted = next == '"';
            if (!quoted) {
                ungetc(next, file);
                continue;
            }
        } else if (!quoted && c == '"') {
            quoted = true;
            continue;
        }
        if (c == EOF || (!quoted && (c == ',' || c == '\n'))) {
            line[used++] = '\0';
            free(into[count]);
            into[count++] = strdup(line + start);
            start = used;
            if (c != ',') {
                return count;
            }
        } else if (quoted || c != '\r') {
            line[used++] = (char)c;
        }
    }
}

static const char *csv(const char *name)
{
    for (int i = 0; i < titles; i++) {
        if (strcmp(title[i], name) == 0) {
            return field[i];
        }
    }
    return NULL;
}

/* A value of SQLite against a text of CSV. */
static void same_csv(const char *name, sqlite3_stmt *line, int column, const char *text)
{
    const char *value = (const char *)sqlite3_column_text(line, column);
    const int type = sqlite3_column_type(line, column);
    bool same = text != NULL;
    compared++;
    if (type == SQLITE_NULL) {
        same = same && text[0] == '\0';
    } else if (type == SQLITE_FLOAT) {
        char *end = NULL;
        same = same && strtod(text, &end) == sqlite3_column_double(line, column) && end > text;
    } else {
        same = same && strcmp(text, value) == 0;
    }
    if (!same) {
        differ("CSV and SQLite", name, text != NULL ? text : "none",
               value != NULL ? value : "null");
    }
}

/* The same against a member of a JSON object, which may be missing. */
static void same_json(const char *name, sqlite3_stmt *line, int column, struct json_object *of,
                      const char *member)
{
    struct json_object *found = NULL;
    (void)json_object_object_get_ex(of, member, &found);
    const char *value = (const char *)sqlite3_column_text(line, column);
    const int type = sqlite3_column_type(line, column);
    bool same = (type == SQLITE_NULL) == (found == NULL);
    compared++;
    if (same && found != NULL) {
        const enum json_type kind = json_object_get_type(found);
        if (kind == json_type_string) {
            same = strcmp(json_object_get_string(found), value) == 0;
        } else if (kind == json_type_boolean) {
            same = json_object_get_boolean(found) == sqlite3_column_int(line, column);
        } else if (kind == json_type_int) {
            same = type == SQLITE_FLOAT
                       ? json_object_get_double(found) == sqlite3_column_double(line, column)
                       : json_object_get_int64(found) == sqlite3_column_int64(line, column);
        } else {
            same = json_object_get_double(found) == sqlite3_column_double(line, column);
        }
    }
    if (!same) {
        differ("JSON and SQLite", name, found != NULL ? json_object_get_string(found) : "none",
               value != NULL ? value : "null");
    }
}

static struct json_object *member(struct json_object *of, const char *name)
{
    struct json_object *found = NULL;
    (void)json_object_object_get_ex(of, name, &found);
    return found;
}

static void check_result(sqlite3_stmt *line, int column, const char *result, const char *what,
                         struct json_object *json)
{
    char name[256];
    const bool main = strcmp(what, "estimate") == 0;
    struct json_object *of = member(member(json, "results"), result);
    (void)snprintf(name, sizeof name, "%s%s%s", result, main ? "" : "_", main ? "" : what);
    if (strcmp(what, "few") != 0) { /* CSV has none */
        same_csv(name, line, column, csv(name));
    }
    if (strcmp(what, "exact") == 0) {
        same_json(name, line, column, member(json, "exact"), result);
    } else if (strncmp(what, "input_", 6) == 0) {
        same_json(name, line, column, member(member(json, "input"), result), what + 6);
    } else if (strncmp(what, "approximate_", 12) == 0 && strcmp(what, "approximate_none") != 0) {
        same_json(name, line, column, member(of, "approximate"), what + 12);
    } else if (of != NULL || sqlite3_column_type(line, column) != SQLITE_NULL) {
        same_json(name, line, column, of, what);
    }
}

/* All results of a cell; those that are not there have empty fields in CSV. */
static void check_results(int position, struct json_object *json)
{
    sqlite3_stmt *line = NULL;
    int found = 0;
    int defined = 0;
    (void)sqlite3_prepare_v2(tables, "SELECT * FROM result WHERE position = ?", -1, &line, NULL);
    (void)sqlite3_bind_int(line, 1, position);
    while (sqlite3_step(line) == SQLITE_ROW) {
        const char *result = (const char *)sqlite3_column_text(line, 1);
        bool axes = true;
        for (int i = 2; i < sqlite3_column_count(line); i++) {
            const char *what = sqlite3_column_name(line, i);
            axes = axes && strcmp(what, "estimate") != 0;
            if (axes) {
                same_csv(what, line, i, csv(what));
            } else {
                check_result(line, i, result, what, json);
            }
        }
        found++;
    }
    (void)sqlite3_finalize(line);
    for (int i = 0; i < titles; i++) {
        char exact[256];
        const size_t length = strlen(title[i]);
        if (length > 7 && strcmp(title[i] + length - 7, "_method") == 0) {
            (void)snprintf(exact, sizeof exact, "%.*s_exact", (int)length - 7, title[i]);
            defined += field[i][0] != '\0' || csv(exact)[0] != '\0';
        }
    }
    if (found != defined) {
        printf("cell %d: %d results in SQLite, %d in CSV\n", position, found, defined);
        failures++;
    }
}

static void check_place(sqlite3_stmt *line, int column, const char *key, struct json_object *json)
{
    struct json_object *at = member(member(json, "at"), key);
    char number[64];
    const char *text = (const char *)sqlite3_column_text(line, column);
    const char *said = at != NULL ? json_object_get_string(at) : NULL;
    compared++;
    if (sqlite3_column_type(line, column) == SQLITE_FLOAT) {
        (void)snprintf(number, sizeof number, "%.17g", strtod(said, NULL));
        if (strtod(said, NULL) != sqlite3_column_double(line, column)) {
            differ("at", key, said, number);
        }
    } else if (said == NULL || strcmp(said, text) != 0) {
        differ("at", key, said != NULL ? said : "none", text);
    }
}

static void check_text(sqlite3_stmt *line, int column, const char *name, struct json_object *said)
{
    const char *text = (const char *)sqlite3_column_text(line, column);
    struct json_object *read = text != NULL ? json_tokener_parse(text) : NULL;
    compared++;
    if (text == NULL || said == NULL || json_object_equal(read, said) == 0) {
        differ("JSON and SQLite", name, said != NULL ? "an object" : "none",
               text != NULL ? text : "null");
    }
    json_object_put(read);
}

/* A line of `cell`. */
static void check_cell(sqlite3_stmt *line, struct json_object *json)
{
    bool axes = true;
    bool counts = false;
    for (int i = 1; i < sqlite3_column_count(line); i++) {
        const char *name = sqlite3_column_name(line, i);
        axes = axes && strcmp(name, "cell") != 0;
        counts = counts || strcmp(name, "trials") == 0;
        if (strcmp(name, "per_trial") == 0) {
            check_text(line, i, name, member(member(json, "counts"), name));
            counts = false;
            continue;
        }
        if (strcmp(name, "scenario") == 0) {
            check_text(line, i, name, member(json, name));
            continue;
        }
        if (csv(name) != NULL || strncmp(name, "stop_", 5) != 0) {
            same_csv(name, line, i, csv(name));
        } else if (sqlite3_column_type(line, i) != SQLITE_NULL) {
            differ("CSV and SQLite", name, "no column", "a value");
        }
        if (axes) {
            check_place(line, i, name, json);
        } else if (counts) {
            same_json(name, line, i, member(json, "counts"), name);
        }
    }
}

static void check_claim(struct json_object *json)
{
    sqlite3_stmt *line = NULL;
    (void)sqlite3_prepare_v2(tables, "SELECT value FROM about WHERE name = 'claim'", -1, &line,
                             NULL);
    if (sqlite3_step(line) == SQLITE_ROW) {
        same_json("claim", line, 0, member(json, "scenario"), "claim");
    } else {
        differ("SQLite", "claim", "none", "one");
    }
    (void)sqlite3_finalize(line);
}

int main(int argc, char **argv)
{
    static char text[LINE * 8];
    sqlite3_stmt *line = NULL;
    if (argc != 4 || sqlite3_open_v2(argv[3], &tables, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        return 2;
    }
    FILE *lines = fopen(argv[1], "r");
    FILE *objects = fopen(argv[2], "r");
    if (lines == NULL || objects == NULL ||
        sqlite3_prepare_v2(tables, "SELECT * FROM cell ORDER BY position", -1, &line, NULL) !=
            SQLITE_OK) {
        return 2;
    }
    titles = read_csv(lines, title);
    while (sqlite3_step(line) == SQLITE_ROW) {
        struct json_object *json =
            fgets(text, sizeof text, objects) != NULL ? json_tokener_parse(text) : NULL;
        if (read_csv(lines, field) != titles || json == NULL) {
            printf("fewer lines of CSV or JSON than cells\n");
            return 1;
        }
        check_claim(json);
        check_cell(line, json);
        check_results(sqlite3_column_int(line, 0), json);
        json_object_put(json);
    }
    if (read_csv(lines, field) != -1 || fgets(text, sizeof text, objects) != NULL) {
        printf("more lines of CSV or JSON than cells\n");
        failures++;
    }
    printf("%ld values compared, %d differ\n", compared, failures);
    return failures > 0 || compared == 0 ? 1 : 0;
}
