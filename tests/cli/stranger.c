/* SPDX-License-Identifier: MIT
 *
 * A stranger who has docs/results.md and a results file, and nothing of this program: runs the
 * page's SQL on the file, computes the intervals by its formulas (stranger_intervals.c), and
 * compares all of it with what `export --json` says. Arguments: the page, the results file, the
 * JSON. */
#include "tests/cli/stranger.h"

#include <json-c/json.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

/* Runs every block of SQL of the page that makes a table. */
static void make_tables(stranger *s, const char *page)
{
    char line[512];
    char sql[16384] = "";
    bool within = false;
    FILE *in = fopen(page, "r");
    while (in != NULL && fgets(line, sizeof line, in) != NULL) {
        const bool fence = strncmp(line, "```", 3) == 0;
        if (fence && within && strstr(sql, "CREATE TEMP TABLE") != NULL) {
            char *error = NULL;
            if (sqlite3_exec(s->db, sql, NULL, NULL, &error) != SQLITE_OK) {
                printf("FAILED: the page's SQL: %s\n", error);
                exit(1);
            }
        } else if (!fence && within) {
            const size_t used = strlen(sql);
            snprintf(sql + used, sizeof sql - used, "%s", line);
        }
        if (fence) {
            within = strcmp(line, "```sql\n") == 0;
            sql[0] = '\0';
        }
    }
    if (in == NULL || fclose(in) != 0) {
        printf("FAILED: %s cannot be read\n", page);
        exit(1);
    }
}

double stranger_number(const stranger *s, const char *expression, const char *from)
{
    char sql[1024];
    sqlite3_stmt *statement = NULL;
    double value = NAN;
    snprintf(sql, sizeof sql, "SELECT %s FROM %s AND position = %d", expression, from, s->position);
    if (sqlite3_prepare_v2(s->db, sql, -1, &statement, NULL) != SQLITE_OK) {
        printf("FAILED: %s: %s\n", sql, sqlite3_errmsg(s->db));
        exit(1);
    }
    if (sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL) {
        value = sqlite3_column_double(statement, 0);
    }
    sqlite3_finalize(statement);
    return value;
}

static bool same(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) <= 2e-5 * fmax(fabs(a), fabs(b)) ||
           fabs(a - b) < 1e-15;
}

static double member(struct json_object *object, const char *key)
{
    struct json_object *value = NULL;
    return json_object_object_get_ex(object, key, &value) && value != NULL
               ? json_object_get_double(value)
               : NAN;
}

static void compare_number(const stranger *s, const char *name, const char *what, double here,
                           double there)
{
    if (!same(here, there)) {
        printf("FAILED: cell %d, %s, %s: by the page %.9g, by the program %.9g\n", s->position,
               name, what, here, there);
        failures++;
    }
}

static void compare_result(const stranger *s, const char *name, struct json_object *result)
{
    char from[128];
    snprintf(from, sizeof from, "result WHERE result = '%s'", name);
    stranger_result mine = {.estimate = stranger_number(s, "estimate", from),
                            .events = stranger_number(s, "events", from),
                            .of = stranger_number(s, "of", from)};
    stranger_interval(s, name, &mine);
    compare_number(s, name, "events", mine.events, member(result, "events"));
    compare_number(s, name, "of", mine.of, member(result, "of"));
    compare_number(s, name, "estimate", mine.estimate, member(result, "estimate"));
    compare_number(s, name, "low", mine.low, member(result, "low"));
    compare_number(s, name, "high", mine.high, member(result, "high"));
}

/* The same of a mechanism, as far as the page's table says it. */
static void compare_mechanism(const stranger *s, const char *mechanism, const char *name,
                              struct json_object *result)
{
    stranger_result mine;
    const int said = stranger_mechanism_result(s, s->page, mechanism, name, &mine);
    compare_number(s, name, "has a row in the page", said >= 0, 1);
    compare_number(s, name, "of", mine.of, member(result, "of"));
    compare_number(s, name, "events", said > 0 ? mine.events : 0, member(result, "events"));
    if (said == 0) {
        compare_number(s, name, "low", member(result, "estimate"), member(result, "low"));
        compare_number(s, name, "high", member(result, "estimate"), member(result, "high"));
    } else if (said == 2) {
        compare_number(s, name, "estimate", mine.estimate, member(result, "estimate"));
        compare_number(s, name, "low", mine.low, member(result, "low"));
        compare_number(s, name, "high", mine.high, member(result, "high"));
    }
}

/* Every counter that the JSON has is in the file, and no other. */
static void compare_counts(const stranger *s, struct json_object *counts)
{
    int told = 0;
    json_object_object_foreach(counts, key, value)
    {
        if (strcmp(key, "per_trial") != 0) {
            char sum[128];
            snprintf(sum, sizeof sum, "sum(\"%s\")", key);
            compare_number(s, key, "counter", stranger_number(s, sum, "part WHERE 1"),
                           json_object_get_double(value));
            told++;
        }
    }
    const double absent = stranger_number(
        s, "sum(trials_caught IS NULL OR pivotal IS NULL OR schemer_reviews IS NULL)",
        "part WHERE 1");
    struct json_object *lost = NULL;
    if ((absent > 0) != (told < 36) ||
        (json_object_object_get_ex(counts, "trials_caught", &lost) &&
         isnan(stranger_number(s, "sum(trials_caught)", "part WHERE 1")))) {
        printf("FAILED: cell %d: counters of which nothing is known\n", s->position);
        failures++;
    }
}

static int compare_cell(stranger *s, const char *line)
{
    struct json_object *cell = json_tokener_parse(line);
    struct json_object *results = NULL;
    struct json_object *counts = NULL;
    int count = 0;
    if (!json_object_object_get_ex(cell, "results", &results) ||
        !json_object_object_get_ex(cell, "counts", &counts)) {
        printf("FAILED: no results in a line of JSON\n");
        exit(1);
    }
    char mechanism[64];
    const bool tasks = !stranger_mechanism(s, mechanism, sizeof mechanism);
    json_object_object_foreach(results, name, result)
    {
        if (tasks) {
            compare_result(s, name, result);
        } else {
            compare_mechanism(s, mechanism, name, result);
        }
        count++;
    }
    if (tasks) {
        compare_number(s, "all", "number of results",
                       stranger_number(s, "count(*)", "result WHERE 1"), count);
    }
    compare_counts(s, counts);
    json_object_put(cell);
    return count;
}

int main(int argc, char **argv)
{
    stranger s = {0};
    char *line = NULL;
    size_t size = 0;
    int results = 0;
    if (argc != 4 || sqlite3_open_v2(argv[2], &s.db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
        printf("expected the page, a results file and its JSON\n");
        return 2;
    }
    s.page = argv[1];
    make_tables(&s, argv[1]);
    FILE *json = fopen(argv[3], "r");
    while (json != NULL && getline(&line, &size, json) > 0) {
        results += compare_cell(&s, line);
        s.position++;
    }
    free(line);
    sqlite3_close(s.db);
    printf("%d results of %d cells, %d failures\n", results, s.position, failures);
    return json == NULL || fclose(json) != 0 || results == 0 || failures > 0;
}
