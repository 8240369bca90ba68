/* SPDX-License-Identifier: MIT */
#include "bench/table.h"

#include "base/check.h"
#include "bench/platform.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

void bench_section(bench_table *table, const char *title)
{
    table->section = title;
}

static bench_row *row_of(bench_table *table, const bench_claim *claim, const char *at)
{
    for (size_t i = 0; i < table->rows; i++) {
        if (table->row[i].claim == claim && strcmp(table->row[i].at, at) == 0) {
            return &table->row[i];
        }
    }
    cst_require(table->rows < BENCH_ROWS_MAX);
    bench_row *made = &table->row[table->rows++];
    made->claim = claim;
    made->section = table->section;
    (void)snprintf(made->at, sizeof made->at, "%s", at);
    return made;
}

void bench_name(bench_table *table, const bench_claim *claim, const char *at)
{
    (void)row_of(table, claim, at);
}

void bench_add(bench_table *table, const bench_claim *claim, const char *at, double value)
{
    bench_row *row = row_of(table, claim, at);
    if (!isnan(value)) {
        cst_require(row->count < BENCH_ROUNDS_MAX);
        row->value[row->count++] = value;
    }
}

void bench_hash(bench_table *table, const char *what, const char *at, uint64_t hash)
{
    char text[BENCH_TEXT];
    (void)snprintf(text, sizeof text, "%s%s%s", what, at[0] == '\0' ? "" : ", ", at);
    for (size_t i = 0; i < table->founds; i++) {
        if (strcmp(table->found[i].what, text) == 0) {
            if (table->found[i].hash != hash) {
                bench_wrong(table,
                            "%s: hash %016" PRIx64 " in one round, %016" PRIx64 " in another", text,
                            table->found[i].hash, hash);
            }
            return;
        }
    }
    cst_require(table->founds < BENCH_HASHES_MAX);
    bench_found *made = &table->found[table->founds++];
    memcpy(made->what, text, sizeof text);
    made->hash = hash;
}

void bench_note(bench_table *table, const char *format, ...)
{
    char text[2 * BENCH_TEXT];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < table->notes; i++) {
        if (strcmp(table->note[i], text) == 0) {
            return;
        }
    }
    cst_require(table->notes < BENCH_NOTES_MAX);
    memcpy(table->note[table->notes++], text, sizeof text);
}

void bench_wrong(bench_table *table, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    (void)fputs("bench: wrong: ", stderr);
    (void)vfprintf(stderr, format, arguments);
    (void)fputc('\n', stderr);
    va_end(arguments);
    table->wrong++;
}

/* --- A row's numbers ------------------------------------------------------------------------- */

typedef struct summary {
    double median, least, most;
    double decibels; /* where there is a goal */
    bool judged, reached;
} summary;

static summary summarise(const bench_row *row)
{
    double sorted[BENCH_ROUNDS_MAX];
    summary made = {NAN, NAN, NAN, NAN, false, false};
    if (row->count == 0) {
        return made;
    }
    memcpy(sorted, row->value, row->count * sizeof sorted[0]);
    made.median = bench_median(sorted, row->count);
    made.least = sorted[0];
    made.most = sorted[row->count - 1];
    if (row->claim->kind != BENCH_NO_GOAL) {
        made.decibels = bench_decibels(row->claim->kind, made.median, row->claim->goal);
        made.judged = true;
        made.reached = made.decibels >= 0.0;
    }
    return made;
}

static const char *sign_of(bench_goal kind)
{
    return kind == BENCH_AT_MOST ? "<=" : ">=";
}

static bool section_begins(const bench_table *table, size_t i)
{
    return i == 0 || table->row[i].section != table->row[i - 1].section;
}

/* --- For people ------------------------------------------------------------------------------ */

static void print_row(const bench_row *row, FILE *out)
{
    const summary of = summarise(row);
    char bar[BENCH_BAR];
    char name[2 * BENCH_TEXT];
    (void)snprintf(name, sizeof name, "%s%s%s", row->claim->name, row->at[0] == '\0' ? "" : ", ",
                   row->at);
    (void)fprintf(out, "%-86s ", name);
    if (row->count == 0) {
        (void)fprintf(out, "not measured\n");
        return;
    }
    (void)fprintf(out, "%9.4g [%.3g..%.3g] %s", of.median, of.least, of.most, row->claim->unit);
    if (of.judged) {
        bench_bar(of.decibels, bar);
        (void)fprintf(out, "  goal %s %.4g  %s %+.1f dB%s", sign_of(row->claim->kind),
                      row->claim->goal, bar, of.decibels, of.reached ? "" : "  MISSED");
    }
    (void)fputc('\n', out);
}

int bench_table_print(const bench_table *table, FILE *out)
{
    int missed = 0;
    for (size_t i = 0; i < table->rows; i++) {
        const summary of = summarise(&table->row[i]);
        if (section_begins(table, i)) {
            (void)fprintf(out, "\n%s\n", table->row[i].section);
        }
        print_row(&table->row[i], out);
        missed += of.judged && !of.reached ? 1 : 0;
    }
    (void)fputc('\n', out);
    for (size_t i = 0; i < table->notes; i++) {
        (void)fprintf(out, "* %s\n", table->note[i]);
    }
    (void)fputc('\n', out);
    for (size_t i = 0; i < table->founds; i++) {
        (void)fprintf(out, "hash %016" PRIx64 "  %s\n", table->found[i].hash, table->found[i].what);
    }
    (void)fprintf(out, "\n%d goals missed, %d results wrong\n", missed, table->wrong);
    return missed;
}

/* --- Markdown -------------------------------------------------------------------------------- */

static void write_row(const bench_row *row, FILE *out)
{
    const summary of = summarise(row);
    const char *mark = row->claim->main ? "**" : "";
    (void)fprintf(out, "| %s%s%s | %s | ", mark, row->claim->name, mark, row->at);
    if (row->count == 0) {
        (void)fputs("not measured | ", out);
    } else {
        (void)fprintf(out, "%.4g%s%s [%.3g..%.3g] of %zu | ", of.median,
                      row->claim->unit[0] == '\0' ? "" : " ", row->claim->unit, of.least, of.most,
                      row->count);
    }
    if (row->claim->kind == BENCH_NO_GOAL) {
        (void)fputs("| | |\n", out);
        return;
    }
    (void)fprintf(out, "%s %.4g | ", sign_of(row->claim->kind), row->claim->goal);
    if (of.judged) {
        (void)fprintf(out, "%+.1f dB | %s |\n", of.decibels, of.reached ? "yes" : "no");
    } else {
        (void)fputs("| |\n", out);
    }
}

void bench_table_write(const bench_table *table, int rounds, FILE *out)
{
    (void)fputs("# What was measured\n\nMade by `bench/run`; edits are lost.\n\n", out);
    bench_platform(out);
    (void)fprintf(
        out,
        "* rounds: %d, interleaved; a value is the median of its rounds with "
        "[least..most],\n  and a ratio has both of its sides measured in the same round\n",
        rounds);
    (void)fprintf(out, "* results that are wrong: %d\n", table->wrong);
    for (size_t i = 0; i < table->rows; i++) {
        if (section_begins(table, i)) {
            (void)fprintf(out,
                          "\n## %s\n\n| what | where | median | goal | off it | reached |\n"
                          "|---|---|---|---|---|---|\n",
                          table->row[i].section);
        }
        write_row(&table->row[i], out);
    }
    (void)fputs("\n## Notes\n\n", out);
    for (size_t i = 0; i < table->notes; i++) {
        (void)fprintf(out, "* %s\n", table->note[i]);
    }
    (void)fputs(
        "\n## Results, as hashes\n\nThe same in every round.\n\n| result | hash |\n|---|---|\n",
        out);
    for (size_t i = 0; i < table->founds; i++) {
        (void)fprintf(out, "| %s | `%016" PRIx64 "` |\n", table->found[i].what,
                      table->found[i].hash);
    }
}
