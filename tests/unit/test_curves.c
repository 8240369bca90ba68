/* SPDX-License-Identifier: MIT
 * Findings of small sweeps in, curves out. Covers: pick naming. */
#include "cli/show/curves.h"

#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <string.h>

/* Rates fall in the file and rise in the picture; a trusted monitor leaves p (1 - d). */
static const char sweep[] = "{protocol: {kind: trusted-monitor},"
                            " sweep: {scheming.rate: [0.1, 0.01, 0.001],"
                            " monitor.trusted.score.tpr: [0.5, 0.6]}}";

static void make(cst_shown *of, const char *text)
{
    cst_shown_make(of, text);
    for (size_t i = 0; i < of->findings.count; i++) {
        cst_shown_set(of, i, CST_RESULT_RESIDUAL_RISK, 0.1, 0.2, 0.3);
    }
}

/* Whether a point of a curve is of this finding. */
static bool is_at(const cst_shown *of, const cst_curve *curve, size_t point, size_t finding)
{
    return curve->point[point].finding == &of->findings.finding[finding];
}

static void test_curves_along_rate(void)
{
    const cst_curves_spec spec = {.kind = CST_RESULT_RESIDUAL_RISK, .pick = {.command = "plot"}};
    cst_shown of;
    cst_curves curves;
    cst_error error = {0};
    make(&of, sweep);
    CU_ASSERT_EQUAL_FATAL(cst_curves_make(&curves, &of.findings, &spec, &error), 0);
    CU_ASSERT(curves.axis == 0 && curves.log_x && !curves.whole_x);
    CU_ASSERT_EQUAL_FATAL(curves.count, 2);
    CU_ASSERT_STRING_EQUAL(curves.curve[0].label, "tpr = 0.5");
    CU_ASSERT_STRING_EQUAL(curves.curve[1].label, "tpr = 0.6");
    for (size_t i = 0; i < 2; i++) {
        const cst_curve *curve = &curves.curve[i];
        CU_ASSERT_EQUAL_FATAL(curve->points, 3);
        CU_ASSERT(is_at(&of, curve, 0, 4 + i) && is_at(&of, curve, 1, 2 + i));
        CU_ASSERT(is_at(&of, curve, 2, i));
        CU_ASSERT(curve->point[0].x == 0.001 && curve->point[2].x == 0.1);
        CU_ASSERT_EQUAL_FATAL(curve->dots, CST_CURVE_GRID);
        CU_ASSERT(curve->grid[0].x == 0.001 && curve->grid[CST_CURVE_GRID - 1].x == 0.1);
        CU_ASSERT(curve->grid[CST_CURVE_GRID / 2].x == 0.01);
        for (size_t j = 0; j < curve->dots; j++) {
            const double risk = curve->grid[j].x * (i == 0 ? 0.5 : 0.4);
            CU_ASSERT(cst_test_relative(curve->grid[j].y, risk) < 1e-12);
        }
        CU_ASSERT_EQUAL(curve->same_as, i); /* the same estimates, not the same closed form */
    }
    cst_curves_free(&curves);
    cst_shown_free(&of);
}

/* --along and --only: another axis, one value of the rate. */
static void test_curves_chosen(void)
{
    static const char *const choose[] = {"scheming.rate=1e-2"};
    const cst_curves_spec spec = {.kind = CST_RESULT_RESIDUAL_RISK,
                                  .has_along = true,
                                  .along = "monitor.trusted.score.tpr",
                                  .pick = {.command = "plot", .choose = choose, .choices = 1}};
    cst_shown of;
    cst_curves curves;
    cst_error error = {0};
    make(&of, sweep);
    CU_ASSERT_EQUAL_FATAL(cst_curves_make(&curves, &of.findings, &spec, &error), 0);
    CU_ASSERT(curves.axis == 1 && !curves.log_x && curves.count == 1);
    CU_ASSERT_STRING_EQUAL(curves.curve[0].label, "");
    CU_ASSERT_EQUAL_FATAL(curves.curve[0].points, 2);
    CU_ASSERT(is_at(&of, &curves.curve[0], 0, 2) && is_at(&of, &curves.curve[0], 1, 3));
    cst_curves_free(&curves);
    cst_shown_free(&of);
}

/* Several values of a key; a panel for each value of another one, in which a name has the same
 * colour. */
static void test_curves_split(void)
{
    static const char *const choose[] = {"scheming.rate=1e-1,0.3", "protocol.kind=none,committee"};
    static const char *const label[] = {"committee=Three = \"they\"", "protocol.reviewers=crew"};
    const cst_curves_spec spec = {.kind = CST_RESULT_RESIDUAL_RISK,
                                  .has_along = true,
                                  .split = "protocol.reviewers",
                                  .pick = {.command = "plot", .choose = choose, .choices = 2},
                                  .naming = {.label = label, .labels = 2}};
    cst_shown of;
    cst_curves curves;
    cst_error error = {0};
    char panel[CST_CURVE_LABEL];
    make(&of, "{sweep: {scheming.rate: [0.1, 0.2, 0.3], protocol.kind: [none, random-audit,"
              " committee], protocol.reviewers: [3, 1]}}");
    CU_ASSERT_EQUAL_FATAL(cst_curves_make(&curves, &of.findings, &spec, &error), 0);
    CU_ASSERT(curves.count == 4 && curves.styles == 2 && curves.panels == 2);
    CU_ASSERT(!curves.log_x && curves.along_rate);
    for (size_t i = 0; i < curves.count; i++) {
        const cst_curve *curve = &curves.curve[i];
        const cst_scenario_cell *cell = curve->point[0].finding->cell;
        const bool committee = strcmp(cell->at[1], "committee") == 0;
        CU_ASSERT_EQUAL(curve->points, 2);
        CU_ASSERT(curve->point[0].x == 0.1 && curve->point[1].x == 0.3);
        CU_ASSERT_STRING_EQUAL(curve->label, committee ? "Three = \"they\"" : "none");
        CU_ASSERT_EQUAL(curve->style, committee ? 1 : 0);
        CU_ASSERT_EQUAL(curve->panel, strcmp(cell->at[2], "3") == 0 ? 0 : 1);
        CU_ASSERT_EQUAL(curve->same_as, i); /* the same dots, in another panel */
    }
    cst_curves_panel(&curves, 1, panel);
    CU_ASSERT_STRING_EQUAL(panel, "crew = 1");
    cst_curves_free(&curves);
    cst_shown_free(&of);
}

static void expect_refused(const cst_curves_spec *spec, const char *said)
{
    cst_shown of;
    cst_curves curves;
    cst_error error = {0};
    make(&of, "{sweep: {scheming.rate: [0.1, 0.2], protocol.kind: [none, committee]}}");
    CU_ASSERT_EQUAL(cst_curves_make(&curves, &of.findings, spec, &error), CST_ERR_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, said));
    if (strstr(error.text, said) == NULL) {
        printf("expected %s, found %s\n", said, error.text);
    }
    cst_curves_free(&curves);
    cst_shown_free(&of);
}

static void test_curves_naming_errors(void)
{
    static char title[CST_NAMING_TITLE + 2];
    static char longer[CST_NAMING_LABEL + 12] = "committee=";
    static const char *const twice[] = {"protocol.kind=none", "protocol.kind=committee"};
    static const struct {
        const char *label[2], *said;
    } labels[] = {
        {{"comittee=x", NULL},
         "expected KEY=TEXT with a key or a name of the sweep or the result "
         "that is drawn, found 'comittee=x'; the nearest one is committee"},
        {{"committee", NULL}, "expected KEY=TEXT"},
        {{"committee=", NULL}, "--label: committee: expected 1 to 60 letters, found 0"},
        {{longer, NULL}, "--label: committee: expected 1 to 60 letters, found 61"},
        {{"none=a", "none=b"}, "--label: none: expected one name for it, found two"},
        {{"miss_share=a", NULL}, "found 'miss_share=a'"},
    };
    memset(title, 'x', CST_NAMING_TITLE + 1);
    memset(longer + 10, 'x', CST_NAMING_LABEL + 1);
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        const cst_curves_spec spec = {
            .kind = CST_RESULT_RESIDUAL_RISK,
            .pick = {.command = "plot"},
            .naming = {.label = labels[i].label, .labels = labels[i].label[1] != NULL ? 2 : 1}};
        expect_refused(&spec, labels[i].said);
    }
    const cst_curves_spec titled = {.pick = {.command = "plot"}, .naming = {.title = title}};
    expect_refused(&titled, "plot --title: expected at most 300 letters, found 301");
    const cst_curves_spec repeated = {.pick = {.command = "plot", .choose = twice, .choices = 2}};
    expect_refused(&repeated,
                   "plot --only: protocol.kind: expected it once, with all its values as "
                   "protocol.kind=A,B, found it twice");
    const char *word = "protocol.kind=none,comittee";
    const cst_curves_spec misspelt = {.pick = {.command = "plot", .choose = &word, .choices = 1}};
    expect_refused(&misspelt,
                   "expected one of none, committee, found 'comittee'; the nearest one is "
                   "committee");
    const cst_curves_spec along = {.pick = {.command = "plot"}, .split = "scheming.rate"};
    expect_refused(&along, "plot --split: scheming.rate is what the picture is drawn along");
    const cst_curves_spec unknown = {.pick = {.command = "plot"}, .split = "protocol.kid"};
    expect_refused(&unknown, "found 'protocol.kid'; the nearest one is protocol.kind");
}

/* Cells that have not been run have no point. Two curves over the same dots are known as such. */
static void test_curves_points(void)
{
    const cst_curves_spec spec = {.kind = CST_RESULT_RESIDUAL_RISK, .pick = {.command = "plot"}};
    cst_shown of;
    cst_curves curves;
    cst_error error = {0};
    make(&of, "{protocol: {kind: none}, sweep: {trial.rounds: [1, 2, 3],"
              " estimate.method: [skip, naive]}}");
    of.findings.finding[0].done = of.findings.finding[1].done = 0;
    CU_ASSERT_EQUAL_FATAL(cst_curves_make(&curves, &of.findings, &spec, &error), 0);
    CU_ASSERT(curves.count == 2 && curves.whole_x);
    CU_ASSERT_STRING_EQUAL(curves.curve[1].label, "naive");
    CU_ASSERT(curves.curve[0].points == 2 && is_at(&of, &curves.curve[0], 0, 2));
    CU_ASSERT_EQUAL(curves.curve[0].dots, 2); /* the points themselves */
    CU_ASSERT(curves.curve[0].same_as == 0 && curves.curve[1].same_as == 0);
    cst_curves_free(&curves);
    cst_shown_free(&of);
}

/* Tied axes are one curve, with closed forms at its points alone; a line only where the other one
 * goes one way. */
static void test_curves_tied(void)
{
    static const struct {
        const char *rows;
        bool scattered;
    } cases[] = {
        {"[[0.5, 0.1], [0.7, 0.05], [0.6, 0.07]]", false},
        {"[[0.5, 0.1], [0.7, 0.05], [0.6, 0.04]]", true},
        {"[[0.5, 0.1], [0.7, 0.1], [0.6, 0.05]]", true},
        {"[[0.5, 0.1], [0.5, 0.2], [0.6, 0.3]]", true},
    };
    const cst_curves_spec spec = {
        .kind = CST_RESULT_RESIDUAL_RISK, .has_along = true, .pick = {.command = "plot"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_shown of;
        cst_curves curves;
        cst_error error = {0};
        char text[512];
        (void)snprintf(text, sizeof text,
                       "{protocol: {kind: trusted-monitor}, scheming: {rate: 0.01}, sweep: "
                       "{'monitor.trusted.score.tpr, monitor.trusted.score.fpr': %s, "
                       "trial.agents: [5, 6]}}",
                       cases[i].rows);
        make(&of, text);
        CU_ASSERT_EQUAL_FATAL(cst_curves_make(&curves, &of.findings, &spec, &error), 0);
        CU_ASSERT_EQUAL_FATAL(curves.count, 2);
        CU_ASSERT(curves.axis == 0 && curves.tied && curves.scattered == cases[i].scattered);
        CU_ASSERT_STRING_EQUAL(curves.curve[1].label, "agents = 6");
        CU_ASSERT_EQUAL_FATAL(curves.curve[1].points, 3);
        CU_ASSERT_EQUAL(curves.curve[1].dots, 3);
        CU_ASSERT(curves.curve[1].point[0].x == 0.5 && is_at(&of, &curves.curve[1], 0, 1));
        CU_ASSERT(cst_test_relative(curves.curve[1].grid[0].y, 0.01 * 0.5) < 1e-12);
        cst_curves_free(&curves);
        cst_shown_free(&of);
    }
}

static void test_curves_errors(void)
{
    static const char names[] = "{sweep: {protocol.kind: [none, committee]}}";
    static const char many[] =
        "{sweep: {scheming.rate: [0.1, 0.2], trial.agents: {lin: [10, 26, 17]}}}";
    static const char nested[] = "{scheming: {dependence: beta}, protocol: {kind: committee},"
                                 " sweep: {scheming.rate: [0.1, 0.2], scheming.rho: [0.15, 0.1]}}";
    static const struct {
        const char *text, *along, *choose, *said;
    } cases[] = {
        {"{}", NULL, NULL, "found a single cell"},
        {names, NULL, NULL, "found a sweep over names only"},
        {names, "protocol.kind", NULL, "found protocol.kind, whose values are names"},
        {sweep, "scheming.rat", NULL, "found 'scheming.rat'; the nearest one is scheming.rate"},
        {sweep, NULL, "scheming.rate", "expected KEY=VALUE,... with a key of the sweep"},
        {sweep, NULL, "scheming.rate=0.1", "is what the picture is drawn along"},
        {sweep, NULL, "monitor.trusted.score.tpr=1", "expected one of 0.5, 0.6, found '1'"},
        {nested, NULL, "scheming.rho=0.3", "expected one of 0.15, 0.1, found '0.3'"},
        {many, NULL, NULL,
         "17 curves cannot be told apart, at most 16 can: choose with --only trial.agents=10, or "
         "draw with --along trial.agents"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const cst_curves_spec spec = {.kind = CST_RESULT_RESIDUAL_RISK,
                                      .has_along = true,
                                      .along = cases[i].along,
                                      .pick = {.command = "plot",
                                               .choose = &cases[i].choose,
                                               .choices = cases[i].choose != NULL ? 1 : 0}};
        cst_shown of;
        cst_curves curves;
        cst_error error = {0};
        make(&of, cases[i].text);
        CU_ASSERT_EQUAL(cst_curves_make(&curves, &of.findings, &spec, &error), CST_ERR_USAGE);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].said));
        cst_curves_free(&curves);
        cst_shown_free(&of);
    }
}

CST_SUITE("curves", CST_TEST(test_curves_along_rate), CST_TEST(test_curves_chosen),
          CST_TEST(test_curves_split), CST_TEST(test_curves_naming_errors),
          CST_TEST(test_curves_points), CST_TEST(test_curves_tied), CST_TEST(test_curves_errors))
