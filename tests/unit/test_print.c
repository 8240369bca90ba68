/* SPDX-License-Identifier: MIT
 * Findings by hand in; what people, JSON and CSV get, out.
 * Covers: print_screen print_cells print_json print_csv print_notes words. */
#include "cli/show/print.h"

#include "tests/lib/canonical.h"
#include "tests/lib/caught.h"
#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <json-c/json.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A trusted monitor that finds half leaves .05 of .1. */
static const char one_cell[] = "{claim: A claim, trial: {agents: 20, rounds: 10},"
                               " scheming: {rate: 0.1}, protocol: {kind: trusted-monitor},"
                               " monitor: {trusted: {score: {tpr: 0.5, fpr: 0.05}}},"
                               " estimate: {trials: 500}}";
static const char sweep[] = "{protocol: {kind: trusted-monitor},"
                            " monitor: {trusted: {score: {tpr: 0.5}}},"
                            " sweep: {scheming.rate: [0.1, 0.2, 0.3, 0.4]}}";

static void expect_screen(const cst_shown *of, const char *const *part)
{
    cst_caught seen;
    cst_caught_begin(&seen);
    cst_print_screen(seen.out, &of->findings);
    cst_caught_parts(&seen, part);
}

static void test_print_screen_one(void)
{
    static const char *const parts[] = {"Claim: A claim\ntrusted-monitor; scheming rate 0.1; "
                                        "trusted monitor's TPR 0.5 at FPR 0.05;",
                                        "result estimate interval events of exact z method\n",
                                        "residual_risk 0.04 [0.03, 0.06] 40 1000 0.05 in by hand\n",
                                        "planned 0 = tasks 0 + void 0\n",
                                        "95 % intervals.",
                                        "Method: skip",
                                        "Taken as exact: ",
                                        NULL};
    cst_shown of;
    cst_shown_make(&of, one_cell);
    cst_shown_set(&of, 0, CST_RESULT_RESIDUAL_RISK, 0.03, 0.04, 0.06);
    expect_screen(&of, parts);
    cst_shown_free(&of);
}

/* Not run, nothing seen, ends that would look alike, and an interval that misses the closed form.
 */
static void test_print_screen_sweep(void)
{
    static const char *const parts[] = {
        "scheming.rate residual_risk interval escaped attacks exact z worst law\n",
        "0.1 not run yet - 0 0 0.05 - -\n",
        "0.2 n.d. (no events): at most 0.0038 [0, 0.003701] 0 0 0.1 out -\n",
        "0.3 0.1501 [0.15009, 0.15011] 0 0 0.15 out -\n",
        "0.4 0.3 (few) [0.1, 0.4] 0 0 0.2 in -\n",
        "All results of every cell: --json or --csv.",
        NULL};
    cst_shown of;
    cst_shown_make(&of, sweep);
    cst_shown_set(&of, 1, CST_RESULT_RESIDUAL_RISK, 0.0, NAN, 0.003701);
    cst_shown_set(&of, 2, CST_RESULT_RESIDUAL_RISK, 0.15009, 0.1501, 0.15011);
    cst_shown_set(&of, 3, CST_RESULT_RESIDUAL_RISK, 0.1, 0.3, 0.4);
    cst_finding *last = &of.findings.finding[3];
    cst_result few = cst_finding_result(last, CST_RESULT_RESIDUAL_RISK);
    few.few = true;
    cst_shown_put(last, CST_RESULT_RESIDUAL_RISK, few, 0.2);
    expect_screen(&of, parts);
    cst_shown_free(&of);
}

/* Red's answers and the bounds over all laws, each in its own words. */
static void test_print_screen_beside(void)
{
    static const char *const closed[] = {
        "Red's best answer: attack.pace = 0.25, where residual_risk is greatest: 0.02 by closed "
        "form, the greatest of 129 values.\n",
        "Over all dependence laws with this rate and pairwise correlation 0.3, residual_risk is "
        "from 0.01 to 0.03.",
        NULL};
    static const char *const searched[] = {
        "Red's best answer: attack.pace = 0.25, where residual_risk was greatest: 0.02 (95 % "
        "interval 0.01 to 0.03).",
        NULL};
    static const char *const few[] = {"Red's best answer was not found: residual_risk is too low "
                                      "for 400 trials at each of 129 values (3 events at most,",
                                      NULL};
    cst_shown of;
    cst_shown_make(&of, one_cell);
    cst_answer *answer = &of.scenario.cell[0].answer;
    *answer = (cst_answer){.keys = 1, .key = {2}, .value = {0.25}, .risk = 0.02, .looked = 129};
    answer->low = 0.01;
    answer->high = 0.03;
    of.findings.finding[0].worst =
        (cst_worst){.applies = true, .rho = 0.3, .worst = 0.3, .best = 0.1};
    expect_screen(&of, closed);
    answer->trials = 400;
    answer->events = 3;
    expect_screen(&of, searched);
    answer->few = true;
    expect_screen(&of, few);
    cst_shown_free(&of);
}

/* What uncertain inputs make of it. */
static void test_print_screen_input(void)
{
    static const char *const parts[] = {
        "Input interval of residual_risk: [0.01, 0.02], the middle 95 % of 2000 draws of the "
        "uncertain inputs (scheming.rate).",
        "Taken as exact: scheming.awareness, ", NULL};
    cst_shown of;
    cst_shown_make(&of, "{protocol: {kind: trusted-monitor},"
                        " uncertainty: {scheming.rate: {uniform: [0.01, 0.02]}}}");
    cst_spread_of_inputs *input = of.findings.finding[0].input;
    CU_ASSERT_EQUAL(input->draws, CST_INPUT_DRAWS);
    input->low[CST_RESULT_RESIDUAL_RISK] = 0.01;
    input->high[CST_RESULT_RESIDUAL_RISK] = 0.02;
    expect_screen(&of, parts);
    cst_shown_free(&of);
}

static double number_at(struct json_object *in, const char *a, const char *b, const char *c)
{
    const char *const path[] = {a, b, c};
    for (size_t i = 0; i < 3 && path[i] != NULL; i++) {
        CU_ASSERT_TRUE_FATAL(json_object_object_get_ex(in, path[i], &in));
    }
    return json_object_get_double(in);
}

/* Cells that are not done are left out; the others are one object each, with all that is known. */
static void test_print_json(void)
{
    cst_shown of;
    cst_caught seen;
    struct json_object *digest = NULL;
    cst_shown_make(&of, sweep);
    cst_shown_set(&of, 3, CST_RESULT_RESIDUAL_RISK, 0.1, 0.3, 0.4);
    cst_finding *finding = &of.findings.finding[3];
    finding->worst = (cst_worst){.applies = true, .rho = 0.3, .worst = 0.5, .best = 0.25};
    of.scenario.cell[3].answer =
        (cst_answer){.keys = 1, .key = {2}, .value = {0.25}, .risk = 0.02, .looked = 129};
    cst_caught_begin(&seen);
    cst_print_json(seen.out, &of.findings);
    cst_caught_end(&seen);
    CU_ASSERT_PTR_EQUAL(strchr(seen.text, '\n'), seen.text + seen.size - 1);
    struct json_object *read = json_tokener_parse(seen.text);
    CU_ASSERT_EQUAL(number_at(read, "at", "scheming.rate", NULL), 0.4);
    CU_ASSERT_EQUAL(number_at(read, "results", "residual_risk", "low"), 0.1);
    CU_ASSERT_EQUAL(number_at(read, "results", "residual_risk", "estimate"), 0.3);
    CU_ASSERT_EQUAL(number_at(read, "results", "residual_risk", "high"), 0.4);
    CU_ASSERT_EQUAL(number_at(read, "results", "residual_risk", "events"), 40.0);
    CU_ASSERT_EQUAL(number_at(read, "exact", "residual_risk", NULL), 0.2);
    CU_ASSERT_EQUAL(number_at(read, "worst", "residual_risk", "worst"), 0.2);
    CU_ASSERT_EQUAL(number_at(read, "worst", "miss_share", "best"), 0.25);
    CU_ASSERT_EQUAL(number_at(read, "answer", "worst", "attack.pace"), 0.25);
    CU_ASSERT_EQUAL(number_at(read, "answer", "looked_at", NULL), 129.0);
    CU_ASSERT_TRUE_FATAL(json_object_object_get_ex(read, "digest", &digest));
    CU_ASSERT_STRING_EQUAL(json_object_get_string(digest), finding->digest);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen.text, ",\"provenance\":{}}\n"));
    json_object_put(read);
    free(seen.text);
    cst_caught_begin(&seen);
    cst_print_canonical(seen.out, &of.findings);
    cst_caught_end(&seen);
    char *canonical = cst_test_canonical(finding);
    CU_ASSERT_EQUAL(strncmp(seen.text, canonical, seen.size - 1), 0);
    CU_ASSERT_EQUAL(strlen(canonical), seen.size - 1);
    free(canonical);
    free(seen.text);
    cst_shown_free(&of);
}

/* The bytes of a line's first field; a comma in quotes ends none. */
static size_t field_size(const char *line)
{
    bool quoted = false;
    size_t size = 0;
    for (; line[size] != '\r' && (quoted || line[size] != ','); size++) {
        quoted = quoted != (line[size] == '"');
    }
    return size;
}

/* The n-th field of a line, from 0 on. */
static void field_at(const char *line, size_t at, char out[80])
{
    for (; at > 0; at--) {
        line += field_size(line) + 1;
    }
    (void)snprintf(out, 80, "%.*s", (int)field_size(line), line);
}

static size_t fields_of(const char *line)
{
    size_t fields = 1;
    for (line += field_size(line); *line != '\r'; line += field_size(line)) {
        fields++;
        line++;
    }
    return fields;
}

static void expect_field(const char *text, const char *title, const char *right)
{
    char found[80] = "";
    const char *row = strchr(text, '\n') + 1;
    for (size_t i = 0; i < fields_of(text); i++) {
        field_at(text, i, found);
        if (strcmp(found, title) == 0) {
            field_at(row, i, found);
            cst_caught_same(found, right);
            return;
        }
    }
    CU_FAIL("no such title");
}

static void test_print_csv(void)
{
    cst_shown of;
    cst_caught seen;
    cst_shown_make(&of, sweep);
    cst_shown_set(&of, 1, CST_RESULT_RESIDUAL_RISK, 0.0, NAN, 0.0037);
    of.findings.finding[1].count[CST_COUNT_ATTACKS] = 77;
    cst_caught_begin(&seen);
    cst_print_csv(seen.out, &of.findings);
    cst_caught_end(&seen);
    CU_ASSERT_EQUAL(fields_of(seen.text), fields_of(strchr(seen.text, '\n') + 1));
    expect_field(seen.text, "scheming.rate", "0.2");
    expect_field(seen.text, "cell", of.scenario.cell[1].id);
    expect_field(seen.text, "attacks", "77");
    expect_field(seen.text, "residual_risk", "");
    expect_field(seen.text, "residual_risk_high", "0.0037");
    expect_field(seen.text, "residual_risk_of", "1000");
    expect_field(seen.text, "residual_risk_exact", "0.1");
    free(seen.text);
    cst_shown_free(&of);
}

CST_SUITE("print", CST_TEST(test_print_screen_one), CST_TEST(test_print_screen_sweep),
          CST_TEST(test_print_screen_beside), CST_TEST(test_print_screen_input),
          CST_TEST(test_print_json), CST_TEST(test_print_csv))
