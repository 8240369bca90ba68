/* SPDX-License-Identifier: MIT
 * Findings by hand in; what a report says of them, out. Covers: report report_data report_words. */
#include "cli/show/report.h"

#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <json-c/json.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char sweep[] = "{protocol: {kind: trusted-monitor},"
                            " monitor: {trusted: {score: {tpr: 0.5}}}, estimate: {trials: 500},"
                            " sweep: {scheming.rate: [0.1, 0.2, 0.3, 0.4]}}";

typedef void printer(FILE *out, const cst_findings *findings);

static char *said(printer *print, const cst_findings *findings)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    print(out, findings);
    CU_ASSERT_EQUAL_FATAL(fclose(out), 0);
    return text;
}

static void expect(printer *print, const cst_findings *findings, const char *const *part)
{
    char *text = said(print, findings);
    for (; *part != NULL; part++) {
        if (strstr(text, *part) == NULL) {
            (void)printf("\n    expected: %s\n    in: %s\n", *part, text);
            CU_FAIL("not said");
        }
    }
    free(text);
}

/* One not run, one without events, one right (0.15 is its closed form), one off. */
static void make(cst_shown *of)
{
    cst_shown_make(of, sweep);
    cst_shown_set(of, 1, CST_RESULT_RESIDUAL_RISK, 0.0, (double)NAN, 0.12);
    cst_shown_set(of, 2, CST_RESULT_RESIDUAL_RISK, 0.14, 0.145, 0.16);
    cst_shown_set(of, 3, CST_RESULT_RESIDUAL_RISK, 0.21, 0.25, 0.3);
}

static void test_report_verdict(void)
{
    static const char *const parts[] = {
        "<p>Of the 3 cells of a sweep (an interval holds for its cell alone):</p>",
        "<b>residual_risk</b> (escaped attacks per planned task) is lowest, 0.145 in [0.14, 0.16] "
        "(95 %), at scheming.rate=0.3, and highest, 0.25 in [0.21, 0.3] (95 %), at "
        "scheming.rate=0.4.",
        " Where nothing was seen, in 1 of the cells, the intervals lie in [0, 0.12].",
        " 2 of the 3 closed forms lie in their intervals.", NULL};
    cst_shown of;
    make(&of);
    expect(cst_report_verdict, &of.findings, parts);
    cst_shown_free(&of);
}

static void test_report_verdict_bare(void)
{
    static const char *const none[] = {"<p>No cell has any trials yet.</p>", NULL};
    static const char *const unseen[] = {"</b> (escaped attacks per planned task) was seen nowhere."
                                         " Where nothing was seen, in 1 of the cells, the",
                                         NULL};
    static const char *const one[] = {"is 0.04 in [0.03, 0.06] (95 %), from 40 events in 1000; the "
                                      "closed form is 0.05.",
                                      NULL};
    cst_shown of;
    cst_shown_make(&of, sweep);
    expect(cst_report_verdict, &of.findings, none);
    cst_shown_set(&of, 0, CST_RESULT_RESIDUAL_RISK, 0.0, (double)NAN, 0.1);
    expect(cst_report_verdict, &of.findings, unseen);
    cst_shown_free(&of);
    cst_shown_make(&of, "{scheming: {rate: 0.1}, protocol: {kind: trusted-monitor},"
                        " monitor: {trusted: {score: {tpr: 0.5}}}}");
    cst_shown_set(&of, 0, CST_RESULT_RESIDUAL_RISK, 0.03, 0.04, 0.06);
    expect(cst_report_verdict, &of.findings, one);
    cst_shown_free(&of);
}

static void test_report_warnings(void)
{
    static const char *const parts[] = {
        "<li>1 of 4 cells have not all their trials", ": scheming.rate=0.1.</li>",
        "<li>1 of 4 cells have no events of residual_risk, so only a bound is known: "
        "scheming.rate=0.2.</li>",
        "<li>1 of 4 cells have an interval of residual_risk without its closed form inside; by "
        "chance it is up to about 5 in 100: scheming.rate=0.4.</li>",
        NULL};
    static const char *const few[] = {"have fewer than 10 events of residual_risk: "
                                      "scheming.rate=0.3.</li>",
                                      NULL};
    static const char *const none[] = {"<ul>\n<li>None: ", NULL};
    cst_shown of;
    make(&of);
    expect(cst_report_warnings, &of.findings, parts);
    cst_finding *finding = &of.findings.finding[2];
    cst_result result = cst_finding_result(finding, CST_RESULT_RESIDUAL_RISK);
    result.few = true;
    cst_shown_put(finding, CST_RESULT_RESIDUAL_RISK, result, 0.15);
    expect(cst_report_warnings, &of.findings, few);
    for (size_t i = 0; i < 4; i++) {
        const double exact = 0.05 * (double)(i + 1);
        cst_shown_set(&of, i, CST_RESULT_RESIDUAL_RISK, 0.9 * exact, exact, 1.1 * exact);
    }
    expect(cst_report_warnings, &of.findings, none);
    cst_shown_free(&of);
}

/* A mistake of the program is told first. */
static void test_report_warnings_disagrees(void)
{
    static const char *const parts[] = {"<ul>\n<li>scheming.rate=0.3: residual_risk: estimate 0.9 ",
                                        "disagrees with its closed form 0.15: ", NULL};
    cst_shown of;
    make(&of);
    const cst_result wrong = {.estimate = 0.9,
                              .low = 0.8,
                              .high = 0.95,
                              .method = "Clopper-Pearson, tasks",
                              .events = 900,
                              .of = 1000};
    cst_shown_put(&of.findings.finding[2], CST_RESULT_RESIDUAL_RISK, wrong, 0.15);
    expect(cst_report_warnings, &of.findings, parts);
    cst_shown_free(&of);
}

static struct json_object *at(struct json_object *list, size_t index)
{
    struct json_object *item = json_object_array_get_idx(list, index);
    CU_ASSERT_PTR_NOT_NULL_FATAL(item);
    return item;
}

static void test_report_data(void)
{
    cst_shown of;
    make(&of);
    char *text = said(cst_report_data, &of.findings);
    struct json_object *data = json_tokener_parse(text);
    struct json_object *cells = NULL;
    struct json_object *results = NULL;
    struct json_object *result = NULL;
    CU_ASSERT_PTR_NOT_NULL_FATAL(data);
    CU_ASSERT_FATAL(json_object_object_get_ex(data, "cells", &cells));
    CU_ASSERT_EQUAL_FATAL(json_object_array_length(cells), 3); /* those that have been run */
    CU_ASSERT_FATAL(json_object_object_get_ex(at(cells, 1), "results", &results));
    CU_ASSERT_FATAL(json_object_object_get_ex(results, "residual_risk", &result));
    CU_ASSERT_STRING_EQUAL(json_object_to_json_string_ext(result, JSON_C_TO_STRING_PLAIN),
                           "[0.145,0.14,0.16,0.15,40,1000]");
    CU_ASSERT_FATAL(json_object_object_get_ex(at(cells, 0), "results", &results));
    CU_ASSERT_FATAL(json_object_object_get_ex(results, "residual_risk", &result));
    CU_ASSERT_STRING_EQUAL(json_object_to_json_string_ext(result, JSON_C_TO_STRING_PLAIN),
                           "[null,0,0.12,0.1,0,1000]");
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"key\":\"scheming.rate\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"numeric\":true,\"log\":false,\"with\":0,"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"values\":[0.1,0.2,0.3,0.4]"));
    json_object_put(data);
    free(text);
    cst_shown_free(&of);
}

/* The page as a whole: index, headings, and one data block for each picture. */
static void test_report_page(void)
{
    char svg[] = "<svg>&</svg>";
    cst_error error = {0};
    cst_report_file file[2] = {{.curves = svg, .map = svg}, {.chosen = ""}};
    cst_shown of;
    make(&of);
    for (size_t i = 0; i < 2; i++) {
        file[i].reload.scenario = of.scenario;
        file[i].reload.findings = of.findings;
        file[i].reload.findings.scenario = &file[i].reload.scenario;
    }
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    CU_ASSERT_EQUAL(cst_print_report(out, file, 2, &error), 0);
    CU_ASSERT_EQUAL_FATAL(fclose(out), 0);
    static const char *const parts[] = {"<h1>Report of 2 results files</h1>\n",
                                        "<nav ",
                                        "<a href=\"#file-2\">x.yaml</a>",
                                        "<section id=\"file-1\">",
                                        "<h3>Verdict</h3>",
                                        "<h3>Warnings</h3>",
                                        "<h3>Curves</h3>",
                                        "<div class=\"chart\"></div>",
                                        "id=\"data-1\">{",
                                        "<h3>Map</h3>",
                                        "<h3>Results</h3>",
                                        "<th scope=\"row\">0.3</th><td>0.145</td>",
                                        "<h3>What is taken as given</h3>",
                                        "<p>Taken as exact: ",
                                        "<h3>Scenario</h3>",
                                        "<h3>Receipts</h3>",
                                        "<h3>Provenance</h3>",
                                        "<h3>To make it again</h3>",
                                        "<section id=\"file-2\">",
                                        "</html>\n",
                                        NULL};
    const char *from = text;
    for (const char *const *part = parts; *part != NULL; part++) {
        const char *found = strstr(from, *part);
        if (found == NULL) {
            (void)printf("\n    expected, in this order: %s\n", *part);
            CU_FAIL("not there");
        }
        from = found == NULL ? from : found;
    }
    CU_ASSERT_PTR_NULL(strstr(text, "id=\"data-2\""));
    free(text);
    cst_shown_free(&of);
}

CST_SUITE("report", CST_TEST(test_report_verdict), CST_TEST(test_report_verdict_bare),
          CST_TEST(test_report_warnings), CST_TEST(test_report_warnings_disagrees),
          CST_TEST(test_report_data), CST_TEST(test_report_page))
