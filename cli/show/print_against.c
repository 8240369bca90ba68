/* SPDX-License-Identifier: MIT
 * Two results files, B held against A. */
#include "cli/show/print.h"

#include "cli/show/flow.h"

#include <math.h>
#include <string.h>

/* By side, as a column and in JSON. */
static const char *const sides[] = {"-", "open", "higher", "lower"};

static const char *side_of(const cst_against *against, size_t cell, size_t kind)
{
    const cst_against_cell *of = &against->cell[cell];
    const cst_against_gap *gap = cst_against_at(against, cell, kind);
    if (of->a == NULL || of->b == NULL) {
        return of->a == NULL ? "only in B" : "only in A";
    }
    return gap->side == CST_AGAINST_NONE ? "not defined" : sides[gap->side];
}

/* Either end may be infinite. */
static void add_interval(cst_table *table, double low, double high)
{
    if (isnan(low)) {
        cst_table_add(table, "-");
    } else if (isfinite(low) && isfinite(high)) {
        cst_table_interval(table, low, high, 4);
    } else {
        cst_table_add(table, "%s%s, %s%s", isinf(low) ? "(" : "[",
                      isinf(low) ? "-inf" : cst_show_bound(low, 4, false).text,
                      isinf(high) ? "inf" : cst_show_bound(high, 4, true).text,
                      isinf(high) ? ")" : "]");
    }
}

static bool has_exact(const cst_against *against, size_t kind)
{
    bool has = false;
    for (size_t i = 0; i < against->cells; i++) {
        has = has || !isnan(cst_against_at(against, i, kind)->exact);
    }
    return has;
}

static void print_table(FILE *out, const cst_against *against, size_t kind)
{
    static const char *const titles[] = {"A",     "B",        "difference", "interval",
                                         "ratio", "interval", "B is",       "exact"};
    const bool exact = has_exact(against, kind);
    cst_table table = cst_print_cells(against->a->scenario, titles,
                                      sizeof titles / sizeof titles[0] - (exact ? 0 : 1));
    for (size_t i = 0; i < against->cells; i++) {
        const cst_against_gap *gap = cst_against_at(against, i, kind);
        for (size_t j = 0; j < against->a->scenario->axes; j++) {
            cst_table_add(&table, "%s", cst_show_value(cst_against_value(against, i, j)).text);
        }
        cst_table_number(&table, gap->a.estimate, 4);
        cst_table_number(&table, gap->b.estimate, 4);
        cst_table_number(&table, gap->difference, 4);
        add_interval(&table, gap->low, gap->high);
        cst_table_number(&table, gap->ratio, 4);
        add_interval(&table, gap->ratio_low, gap->ratio_high);
        cst_table_add(&table, "%s", side_of(against, i, kind));
        if (exact) {
            cst_table_number(&table, gap->exact, 4);
        }
    }
    cst_table_end(&table, out);
}

/* " (scheming.rate=0.1)" */
static cst_place in_brackets(const cst_against *against, size_t cell)
{
    cst_place place = cst_against_place(against, cell, ")");
    if (place.text[0] != '\0') {
        memmove(place.text + 2, place.text, strlen(place.text) + 1);
        memcpy(place.text, " (", 2);
    }
    return place;
}

/* "no cell is higher by more than 1e-4 (scheming.rate=0.1)" */
static void add_bound(cst_flow *flow, const cst_against *against, const char *way, double most,
                      size_t cell)
{
    if (!isfinite(most)) {
        cst_flow_add(flow, "how much %s cannot be bounded", way);
    } else if (most <= 0.0) {
        cst_flow_add(flow, "no cell is %s", way);
    } else {
        cst_flow_add(flow, "no cell is %s by more than %s%s", way,
                     cst_show_bound(most, 3, true).text, in_brackets(against, cell).text);
    }
}

static void print_verdict(FILE *out, const cst_against *against, size_t kind)
{
    const cst_against_sum sum = cst_against_sum_of(against, kind);
    const size_t compared = sum.higher + sum.lower + sum.open;
    const char *name = cst_result_name(against->kind[kind]);
    cst_flow flow = cst_flow_start(out, 0, 2);
    if (compared == 0) {
        cst_flow_add(&flow, "%s: defined in no cell of both files.", name);
    } else if (sum.open == compared) {
        cst_flow_add(&flow, "%s: no difference seen in %zu cell%s: ", name, compared,
                     compared == 1 ? "" : "s");
    } else {
        cst_flow_add(&flow, "%s: B is higher in %zu of %zu cell%s and lower in %zu; ", name,
                     sum.higher, compared, compared == 1 ? "" : "s", sum.lower);
    }
    if (compared > 0) {
        add_bound(&flow, against, "higher", sum.rise, sum.rise_at);
        cst_flow_add(&flow, " and ");
        add_bound(&flow, against, "lower", sum.fall, sum.fall_at);
        cst_flow_add(&flow, ".");
    }
    if (compared > 0 && isfinite(sum.most)) {
        cst_flow_add(&flow, " B is at most %s times A%s and at least %s times%s.",
                     cst_show_bound(sum.most, 3, true).text, in_brackets(against, sum.most_at).text,
                     cst_show_bound(sum.least, 3, false).text,
                     in_brackets(against, sum.least_at).text);
    }
    if (sum.approximate > 0) {
        cst_flow_add(&flow,
                     " In %zu of them an interval is of a method that holds for many samples only "
                     "(importance, normal; splitting).",
                     sum.approximate);
    }
    cst_flow_end(&flow);
}

static void print_file(FILE *out, const char *name, const cst_reload *file)
{
    const cst_store_run *last = file->runs > 0 ? &file->run[file->runs - 1] : NULL;
    cst_flow flow = cst_flow_start(out, 0, 3);
    cst_flow_add(&flow, "%s: ", name);
    cst_flow_text(&flow, file->scenario.file);
    cst_flow_add(&flow, ", %zu cell%s", file->findings.count, file->findings.count == 1 ? "" : "s");
    if (last != NULL) {
        cst_flow_add(&flow, ", custodes %.40s (%.200s), %.40s", last->by.version, last->by.build,
                     last->started);
    }
    cst_flow_end(&flow);
}

static void print_keys(FILE *out, const cst_against *against)
{
    for (size_t i = 0; i < against->keys; i++) {
        const cst_against_key *key = &against->key[i];
        cst_flow_line(out, "%s: %s in A, %s in B, in %zu cell%s.", key->key, key->a, key->b,
                      key->cells, key->cells == 1 ? "" : "s");
    }
    if (against->keys_more > 0) {
        cst_flow_line(out, "%zu more values of keys differ, which are not listed.",
                      against->keys_more);
    }
}

/* What a reader must know of the two files. */
static void print_notes(FILE *out, const cst_against *against)
{
    const size_t both = against->cells - against->only_a - against->only_b;
    if (against->only_a + against->only_b > 0) {
        cst_flow_line(out, "Cells in A alone: %zu; in B alone: %zu. They are not compared.",
                      against->only_a, against->only_b);
    }
    if (against->same_bytes > 0) {
        cst_flow_line(out, "%zu of %zu cells have the same bytes in both files.",
                      against->same_bytes, both);
    }
    if (against->same_model > against->same_bytes) {
        cst_flow_line(out,
                      "%zu of %zu cells are one model in both files, so that a difference there "
                      "is chance or a mistake of a program.",
                      against->same_model, both);
    }
    if (against->same_seed > against->same_bytes) {
        cst_flow_line(out,
                      "%zu of %zu cells have the same seed in both files, so their trials may "
                      "hang together. The intervals hold all the same.",
                      against->same_seed, both);
    }
}

void cst_print_against(FILE *out, const cst_against *against, const cst_reload *a,
                       const cst_reload *b)
{
    print_file(out, "A", a);
    print_file(out, "B", b);
    print_keys(out, against);
    for (size_t i = 0; i < against->kinds; i++) {
        cst_flow_line(out, "\n");
        print_table(out, against, i);
        fputc('\n', out);
        print_verdict(out, against, i);
    }
    print_notes(out, against);
    cst_flow_line(out,
                  "difference: B - A; ratio: B / A. All %zu differences and ratios hold at once "
                  "with %s %% confidence, however A and B hang together: each is made of the ends "
                  "of two intervals at %s %%.",
                  against->differences, cst_show_percent(against->confidence, 12).text,
                  cst_show_percent(against->each, 6).text);
}

static void write_result(cst_json *json, const char *name, const cst_finding *finding,
                         const cst_result *result)
{
    if (finding == NULL || result->method == NULL) {
        cst_json_raw(json, name, "null");
        return;
    }
    cst_json_open(json, name, '{');
    cst_json_number(json, "estimate", result->estimate, 12);
    cst_json_ends(json, result->low, result->high);
    cst_json_count(json, "events", result->events);
    cst_json_count(json, "of", result->of);
    cst_json_text(json, "method", result->method);
    cst_json_count(json, "done", finding->done);
    cst_json_count(json, "seed", finding->cell->estimate.seed);
    cst_json_text(json, "digest", finding->digest);
    cst_json_close(json, '}');
}

static void write_numbers(cst_json *json, const char *name, double estimate, double low,
                          double high)
{
    cst_json_open(json, name, '{');
    cst_json_number(json, "estimate", estimate, 12);
    cst_json_ends(json, low, high);
    cst_json_close(json, '}');
}

static void write_cell(cst_json *json, const cst_against *against, size_t cell, size_t kind)
{
    const cst_against_gap *gap = cst_against_at(against, cell, kind);
    cst_json_open(json, NULL, '{');
    cst_json_open(json, "at", '{');
    for (size_t i = 0; i < against->a->scenario->axes; i++) {
        cst_json_text(json, against->a->scenario->axis[i].key, cst_against_value(against, cell, i));
    }
    cst_json_close(json, '}');
    cst_json_text(json, "b_is", side_of(against, cell, kind));
    write_result(json, "a", against->cell[cell].a, &gap->a);
    write_result(json, "b", against->cell[cell].b, &gap->b);
    write_numbers(json, "difference", gap->difference, gap->low, gap->high);
    write_numbers(json, "ratio", gap->ratio, gap->ratio_low, gap->ratio_high);
    cst_json_number(json, "exact", gap->exact, 12);
    cst_json_close(json, '}');
}

static void write_kind(cst_json *json, const cst_against *against, size_t kind)
{
    const cst_against_sum sum = cst_against_sum_of(against, kind);
    cst_json_open(json, NULL, '{');
    cst_json_text(json, "result", cst_result_name(against->kind[kind]));
    cst_json_count(json, "higher", sum.higher);
    cst_json_count(json, "lower", sum.lower);
    cst_json_count(json, "open", sum.open);
    cst_json_number(json, "higher_at_most", sum.rise, 12);
    cst_json_number(json, "lower_at_most", sum.fall, 12);
    cst_json_number(json, "times_at_most", sum.most, 12);
    cst_json_number(json, "times_at_least", sum.least, 12);
    cst_json_count(json, "approximate", sum.approximate);
    cst_json_open(json, "cells", '[');
    for (size_t i = 0; i < against->cells; i++) {
        write_cell(json, against, i, kind);
    }
    cst_json_close(json, ']');
    cst_json_close(json, '}');
}

static void write_file(cst_json *json, const char *name, const cst_reload *file)
{
    cst_json_open(json, name, '{');
    cst_json_text(json, "file", file->scenario.file);
    cst_json_count(json, "cells", file->findings.count);
    if (file->runs > 0) {
        cst_json_text(json, "version", file->run[file->runs - 1].by.version);
        cst_json_text(json, "build", file->run[file->runs - 1].by.build);
    }
    cst_json_close(json, '}');
}

void cst_print_against_json(FILE *out, const cst_against *against, const cst_reload *a,
                            const cst_reload *b)
{
    cst_json json = {.out = out};
    cst_json_open(&json, NULL, '{');
    write_file(&json, "a", a);
    write_file(&json, "b", b);
    cst_json_open(&json, "keys", '[');
    for (size_t i = 0; i < against->keys; i++) {
        cst_json_open(&json, NULL, '{');
        cst_json_text(&json, "key", against->key[i].key);
        cst_json_text(&json, "a", against->key[i].a);
        cst_json_text(&json, "b", against->key[i].b);
        cst_json_count(&json, "cells", against->key[i].cells);
        cst_json_close(&json, '}');
    }
    cst_json_close(&json, ']');
    cst_json_count(&json, "keys_more", against->keys_more);
    cst_json_count(&json, "only_in_a", against->only_a);
    cst_json_count(&json, "only_in_b", against->only_b);
    cst_json_count(&json, "same_model", against->same_model);
    cst_json_count(&json, "same_seed", against->same_seed);
    cst_json_count(&json, "same_bytes", against->same_bytes);
    cst_json_number(&json, "confidence", against->confidence, 12);
    cst_json_count(&json, "at_once", against->differences);
    cst_json_open(&json, "results", '[');
    for (size_t i = 0; i < against->kinds; i++) {
        write_kind(&json, against, i);
    }
    cst_json_close(&json, ']');
    cst_json_line(&json);
}
