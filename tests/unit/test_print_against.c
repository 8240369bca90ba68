/* SPDX-License-Identifier: MIT
 * Two results files by hand in; what people and JSON get, out. */
#include "cli/show/print.h"

#include "tests/lib/caught.h"
#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <json-c/json.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const cst_result_kind risk = CST_RESULT_RESIDUAL_RISK;
static const cst_result some = {.low = .1, .estimate = .2, .high = .3, .method = "by hand"};
static const cst_result more = {.low = .4, .estimate = .5, .high = .6, .method = "by hand"};

typedef struct two {
    cst_shown a, b;
    cst_reload file_a, file_b;
    cst_against against;
} two;

/* Files as they come from disk, by name. */
static cst_reload file_of(const cst_shown *of, cst_store_run *run)
{
    return (cst_reload){
        .scenario = of->scenario, .findings = of->findings, .run = run, .runs = run != NULL};
}

static void make(two *of, const char *a, const char *b, cst_store_run *run)
{
    *of = (two){0};
    cst_shown_make(&of->a, a);
    cst_shown_make(&of->b, b);
    of->file_a = file_of(&of->a, NULL);
    of->file_b = file_of(&of->b, run);
    CU_ASSERT_EQUAL_FATAL(
        cst_against_make(&of->against, &of->a.findings, &of->b.findings, &risk, 1, NULL), 0);
}

static void drop(two *of)
{
    cst_against_free(&of->against);
    cst_shown_free(&of->a);
    cst_shown_free(&of->b);
}

static void expect_text(const two *of, const char *const *part)
{
    cst_caught seen;
    cst_caught_begin(&seen);
    cst_print_against(seen.out, &of->against, &of->file_a, &of->file_b);
    cst_caught_parts(&seen, part);
}

static const char sweep_a[] = "{protocol: {kind: committee, reviewers: 3}, sweep: {scheming.rate: "
                              "[0.1, 0.2, 0.3]}}";
static const char sweep_b[] = "{protocol: {kind: committee, reviewers: 4}, sweep: {scheming.rate: "
                              "[0.2, 0.1, 0.5]}}";

static void test_print_against_sweep(void)
{
    static const char *const parts[] = {
        "A: x.yaml, 3 cells\n",
        "B: x.yaml, 3 cells, custodes 0.1.0 (gcc 12), today\n",
        "protocol.reviewers: 3 in A, 4 in B, in 2 cells.\n",
        "scheming.rate A B difference interval ratio interval B is\n",
        "0.1 0.2 0.5 0.3 [0.1, 0.5] 2.5 [1.333, 6] higher",
        "0.2 0.5 0.2 -0.3 [-0.5, -0.1] 0.4 [0.1667, 0.75] lower",
        "0.3 - - - - - - only in A\n",
        "0.5 - - - - - - only in B\n",
        "residual_risk: B is higher in 1 of 2 cells and lower in 1; no cell is higher by more than "
        "0.5 (scheming.rate=0.1) and no cell is lower by more than 0.5 (scheming.rate=0.2). B is "
        "at most 6 times A (scheming.rate=0.1) and at least "
        "0.166 times (scheming.rate=0.2).",
        "Cells in A alone: 1; in B alone: 1. They are not compared.",
        "2 of 2 cells have the same seed in both files, so their trials may hang together.",
        "All 2 differences and ratios hold at once with 95 % confidence",
        "of two intervals at 98.75 %.",
        NULL};
    static cst_store_run run = {
        .number = 1, .by = {.version = "0.1.0", .build = "gcc 12"}, .started = "today"};
    two of;
    make(&of, sweep_a, sweep_b, &run);
    of.against.gap[0] = cst_against_gap_of(&some, &more);
    of.against.gap[1] = cst_against_gap_of(&more, &some);
    expect_text(&of, parts);
    drop(&of);
}

/* Nothing seen, no end, no ratio; and a model that is the same. */
static void test_print_against_open(void)
{
    static const char *const parts[] = {
        "A: x.yaml, 1 cell\n", "- 0.5 - (-inf, 0.6] - [0, inf) open",
        "residual_risk: no difference seen in 1 cell: no cell is higher by more than 0.6 and how "
        "much "
        "lower cannot be bounded. In 1 of them an interval is of a method that holds for many "
        "samples only",
        "1 of 1 cells are one model in both files", NULL};
    const cst_result wide = {
        .low = 0., .estimate = (double)NAN, .high = HUGE_VAL, .method = "splitting"};
    const cst_result end = {.low = 0., .estimate = .5, .high = .6, .method = "by hand"};
    two of;
    make(&of, "{protocol: {kind: committee}}", "{protocol: {kind: committee}, estimate: {seed: 2}}",
         NULL);
    of.against.gap[0] = cst_against_gap_of(&wide, &end);
    expect_text(&of, parts);
    drop(&of);
}

static double number(struct json_object *of, const char *name, const char *member)
{
    struct json_object *value = json_object_object_get(json_object_object_get(of, name), member);
    return value == NULL ? (double)NAN : json_object_get_double(value);
}

static void test_print_against_json(void)
{
    two of;
    cst_caught seen;
    make(&of, sweep_a, sweep_b, NULL);
    of.against.gap[0] = cst_against_gap_of(&some, &more);
    cst_caught_begin(&seen);
    cst_print_against_json(seen.out, &of.against, &of.file_a, &of.file_b);
    cst_caught_end(&seen);
    CU_ASSERT_PTR_EQUAL(strchr(seen.text, '\n'), seen.text + seen.size - 1);
    struct json_object *all = json_tokener_parse(seen.text);
    CU_ASSERT_EQUAL(json_object_get_int(json_object_object_get(all, "at_once")), 2);
    struct json_object *result =
        json_object_array_get_idx(json_object_object_get(all, "results"), 0);
    struct json_object *cells = json_object_object_get(result, "cells");
    CU_ASSERT_EQUAL_FATAL(json_object_array_length(cells), 4);
    struct json_object *first = json_object_array_get_idx(cells, 0);
    CU_ASSERT_DOUBLE_EQUAL(number(first, "difference", "low"), .1, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(number(first, "ratio", "high"), 6., 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(number(first, "a", "estimate"), .2, 1e-12);
    CU_ASSERT_STRING_EQUAL(json_object_get_string(json_object_object_get(first, "b_is")), "higher");
    struct json_object *last = json_object_array_get_idx(cells, 3);
    CU_ASSERT_PTR_NULL(json_object_object_get(last, "a"));
    CU_ASSERT_STRING_EQUAL(json_object_get_string(json_object_object_get(last, "b_is")),
                           "only in B");
    CU_ASSERT(isnan(number(last, "difference", "low")));
    json_object_put(all);
    free(seen.text);
    drop(&of);
}

CST_SUITE("print_against", CST_TEST(test_print_against_sweep), CST_TEST(test_print_against_open),
          CST_TEST(test_print_against_json))
