/* SPDX-License-Identifier: MIT
 *
 * Results of mechanisms by the table of docs/results.md: which outcomes they are counted from. */
#include "tests/cli/stranger.h"
#include "tests/cli/stranger_maths.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool stranger_mechanism(const stranger *s, char *name, size_t size)
{
    static const char sql[] = "SELECT key FROM cell, json_each(cell.canonical) WHERE key NOT IN "
                              "('claim', 'estimate') AND position = ? AND (cell.canonical -> "
                              "'trial') IS NULL";
    sqlite3_stmt *statement = NULL;
    bool found = false;
    if (sqlite3_prepare_v2(s->db, sql, -1, &statement, NULL) == SQLITE_OK) {
        sqlite3_bind_int(statement, 1, s->position);
        found = sqlite3_step(statement) == SQLITE_ROW;
        snprintf(name, size, "%s", found ? (const char *)sqlite3_column_text(statement, 0) : "");
    }
    sqlite3_finalize(statement);
    return found;
}

/* What the page says that a result is counted from: the last cell of its row. */
static bool counted_from(const char *page, const char *mechanism, const char *result, char *out,
                         size_t size)
{
    char line[1024];
    char mark[256];
    bool found = false;
    FILE *in = fopen(page, "r");
    const int length = snprintf(mark, sizeof mark, "| [%s](mechanisms/%s.md) | `%s` | ", mechanism,
                                mechanism, result);
    while (in != NULL && !found && fgets(line, sizeof line, in) != NULL) {
        char *end = strrchr(line, '|');
        found = strncmp(line, mark, (size_t)length) == 0 && end != NULL;
        if (found) {
            *end = '\0';
            snprintf(out, size, "%s", strrchr(line, '|') + 2);
        }
    }
    if (in != NULL) {
        fclose(in);
    }
    return found;
}

/* The sum of an outcome that the words begin with, or how many trials there are. */
static double sum_of(const stranger *s, const char *words)
{
    int number = 0;
    char from[64];
    if (sscanf(words, "`outcome_%d`", &number) != 1) {
        return stranger_number(s, "n", "total WHERE 1");
    }
    snprintf(from, sizeof from, "spread WHERE name = 'outcome_%d'", number);
    return stranger_number(s, "sum", from);
}

/* P(at most x events), of a Poisson law. */
static double at_most(double x, double mean)
{
    double sum = 0.0;
    for (double k = 0.0; k <= x; k += 1.0) {
        sum += exp(k * log(mean) - mean - lgamma(k + 1.0));
    }
    return sum;
}

/* The mean under which so few events have that chance. */
static double mean_with(double x, double chance)
{
    double low = 1e-9;
    double high = 3.0 * x + 50.0;
    for (int i = 0; i < 200; i++) {
        const double middle = 0.5 * (low + high);
        *(at_most(x, middle) > chance ? &low : &high) = middle;
    }
    return low;
}

int stranger_mechanism_result(const stranger *s, const char *page, const char *mechanism,
                              const char *name, stranger_result *mine)
{
    char words[128];
    if (!counted_from(page, mechanism, name, words, sizeof words)) {
        return -1;
    }
    const char *over = strstr(words, " / ");
    const double level = 1.0 - basis(s, "confidence");
    *mine = (stranger_result){.of = sum_of(s, "trials")};
    if (over == NULL) {
        return 0; /* by design */
    }
    mine->events = sum_of(s, words);
    mine->of = sum_of(s, over + 3);
    mine->estimate = mine->events > 0.0 ? mine->events / mine->of : NAN;
    if (strstr(words, "a mean") != NULL) {
        mine->low =
            mine->events > 0.0 ? mean_with(mine->events - 1.0, 1.0 - level / 2.0) / mine->of : 0.0;
        mine->high = mean_with(mine->events, level / 2.0) / mine->of;
    } else {
        const stranger_ends ends = stranger_clopper_pearson(mine->events, mine->of, level);
        mine->low = ends.low;
        mine->high = ends.high;
    }
    return strstr(words, "carried over") != NULL ? 1 : 2;
}
