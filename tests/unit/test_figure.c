/* SPDX-License-Identifier: MIT
 * Findings of a small sweep in, the script out. Covers: scale legend. */
#include "cli/show/draw.h"

#include "tests/lib/caught.h"
#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void write_script(cst_caught *script, const cst_figure *figure)
{
    const cst_picture picture = cst_figure_picture(figure);
    CU_ASSERT(picture.width == figure->width && picture.height == figure->height);
    cst_caught_begin(script);
    picture.write(picture.self, script->out);
    cst_caught_end(script);
}

static void expect_parts(const char *text, const char *const *part)
{
    for (; *part != NULL; part++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(text, *part));
    }
}

/* A trusted monitor that finds half: one cell with events, one with none, whose upper bound stands
 * for it; the closed form and the risk without monitoring beside them. */
static void test_figure_script(void)
{
    static const char *const parts[] = {
        "set label \"A claim\"",
        "set label \"by hand\"",
        "set logscale x",
        " : \"scheming rate \\050chance",
        "set logscale y",
        "set yrange [0.0001:0.1]",
        "$points0 << END\n0.001 nan 0.0001 0.0037 0.0037 nan\n0.1 0.05 0.04 0.06 nan nan\nEND\n",
        "$between0 << END\n0.001 0.001 ",
        "with yerrorbars lt -1 pt (plain ? 1 : 7) ",
        "title 'no monitoring'",
        "title \"estimate\"",
        "title 'closed form'",
        "title 'no events: upper bound'",
        "title (plain ? '|: ' : '').'95 % interval'",
        NULL};
    const cst_curves_spec spec = {.kind = CST_RESULT_RESIDUAL_RISK, .pick = {.command = "plot"}};
    cst_shown of;
    cst_curves curves;
    cst_caught script;
    cst_error error = {0};
    cst_shown_make(&of, "{claim: A claim, protocol: {kind: trusted-monitor},"
                        " monitor: {trusted: {score: {tpr: 0.5}}},"
                        " sweep: {scheming.rate: [0.001, 0.1]}}");
    cst_shown_set(&of, 0, CST_RESULT_RESIDUAL_RISK, 0.0, NAN, 0.0037);
    cst_shown_set(&of, 1, CST_RESULT_RESIDUAL_RISK, 0.04, 0.05, 0.06);
    CU_ASSERT_EQUAL_FATAL(cst_curves_make(&curves, &of.findings, &spec, &error), 0);
    cst_figure figure = {.curves = &curves, .settings = "by hand", .width = 1000, .height = 640};
    CU_ASSERT(cst_figure_height(&figure) > 300 && cst_figure_height(&figure) < 640);
    write_script(&script, &figure);
    expect_parts(script.text, parts);
    free(script.text);
    figure.scale = CST_SCALE_LINEAR;
    write_script(&script, &figure);
    CU_ASSERT_PTR_NULL(strstr(script.text, "set logscale y"));
    CU_ASSERT_PTR_NOT_NULL(strstr(script.text, "set yrange [0:"));
    free(script.text);
    cst_curves_free(&curves);
    cst_shown_free(&of);
}

/* "Most" of the attacks begins at one half, where the picture comes to it. */
static void test_figure_half(void)
{
    const cst_curves_spec spec = {.kind = CST_RESULT_MISS_SHARE, .pick = {.command = "plot"}};
    for (int above = 0; above < 2; above++) {
        cst_shown of;
        cst_curves curves;
        cst_caught script;
        cst_error error = {0};
        const double high = above == 1 ? 0.7 : 0.4;
        cst_shown_make(&of,
                       "{protocol: {kind: trusted-monitor}, sweep: {scheming.rate: [0.001, 0.1]}}");
        cst_shown_set(&of, 0, CST_RESULT_MISS_SHARE, 0.2, 0.3, 0.4);
        cst_shown_set(&of, 1, CST_RESULT_MISS_SHARE, 0.2, 0.3, high);
        CU_ASSERT_EQUAL_FATAL(cst_curves_make(&curves, &of.findings, &spec, &error), 0);
        cst_figure figure = {.curves = &curves, .settings = "", .width = 1000, .height = 640};
        write_script(&script, &figure);
        CU_ASSERT_EQUAL(strstr(script.text, "title 'one half'") != NULL, above == 1);
        free(script.text);
        cst_curves_free(&curves);
        cst_shown_free(&of);
    }
}

/* Where a tied key goes up and down there are points, without a line, or the risk without
 * monitoring, and the axis names it. */
static void test_figure_tied(void)
{
    const cst_curves_spec spec = {.kind = CST_RESULT_RESIDUAL_RISK, .pick = {.command = "plot"}};
    for (int scattered = 0; scattered < 2; scattered++) {
        cst_shown of;
        cst_curves curves;
        cst_caught script;
        cst_error error = {0};
        char text[256];
        (void)snprintf(text, sizeof text,
                       "{protocol: {kind: trusted-monitor}, sweep: {'scheming.rate, "
                       "monitor.trusted.score.tpr': [[0.1, 0.5], [0.2, 0.6], [0.3, %s]]}}",
                       scattered == 1 ? "0.5" : "0.7");
        cst_shown_make(&of, text);
        for (size_t i = 0; i < 3; i++) {
            cst_shown_set(&of, i, CST_RESULT_RESIDUAL_RISK, 0.2, 0.3, 0.4);
        }
        CU_ASSERT_EQUAL_FATAL(cst_curves_make(&curves, &of.findings, &spec, &error), 0);
        CU_ASSERT_EQUAL(curves.scattered, scattered == 1);
        const cst_figure figure = {.curves = &curves, .settings = "", .width = 1000, .height = 640};
        write_script(&script, &figure);
        CU_ASSERT_PTR_NULL(strstr(script.text, "with filledcurves fc rgb '#0072B2'"));
        CU_ASSERT_EQUAL(strstr(script.text, "no monitoring") == NULL, scattered == 1);
        CU_ASSERT_EQUAL(strstr(script.text, "with lines") == NULL, scattered == 1);
        CU_ASSERT_EQUAL(strstr(script.text, "with points pt (plain ? 24 : 1)") != NULL,
                        scattered == 1);
        free(script.text);
        cst_curves_free(&curves);
        cst_shown_free(&of);
    }
}

/* A curve without a closed form has a band, and the key says so; but not where it is points alone,
 * and one point has none. */
static void test_figure_band(void)
{
    static const char *const sweep[] = {"scheming.rate: [0.001, 0.1]", "scheming.rate: [0.1]",
                                        ("'scheming.rate, monitor.trusted.score.tpr': [[0.1, 0.5], "
                                         "[0.2, 0.6], [0.3, 0.5]]")};
    const cst_curves_spec spec = {.kind = CST_RESULT_RESIDUAL_RISK, .pick = {.command = "plot"}};
    for (int i = 0; i < 3; i++) {
        cst_shown of;
        cst_curves curves;
        cst_caught script;
        cst_error error = {0};
        char text[256];
        (void)snprintf(text, sizeof text,
                       "{protocol: {kind: trusted-monitor}, response: {effect: quarantine}, "
                       "sweep: {%s}}",
                       sweep[i]);
        cst_shown_make(&of, text);
        for (size_t j = 0; j < of.findings.count; j++) {
            cst_shown_set(&of, j, CST_RESULT_RESIDUAL_RISK, 0.2, 0.3, 0.4);
        }
        CU_ASSERT_EQUAL_FATAL(cst_curves_make(&curves, &of.findings, &spec, &error), 0);
        const cst_figure figure = {.curves = &curves, .settings = "", .width = 1000, .height = 640};
        write_script(&script, &figure);
        CU_ASSERT_EQUAL(strstr(script.text, "filledcurves fc rgb '#0072B2'") != NULL, i == 0);
        CU_ASSERT_EQUAL(strstr(script.text, "interval', \\\n@band\n") != NULL, i == 0);
        CU_ASSERT_PTR_NULL(strstr(script.text, "title 'closed form'"));
        free(script.text);
        cst_curves_free(&curves);
        cst_shown_free(&of);
    }
}

static size_t times(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part)) {
        count++;
    }
    return count;
}

/* Panels on the same axes: every title once, numbers where no panel is to the left or below, and
 * one key. What people call things is taken as it is. */
static void test_figure_panels(void)
{
    static const char *const label[] = {"residual_risk={/Symbol a}@",
                                        "scheming.rate=how \"often\""};
    static const char *const parts[] = {
        "set label \"\\134\\061\\060\\061\"",
        "if (!plain) set label \"\\173\\057Symbol a\\175\\100\" at screen ",
        "set label (plain ? \"how \\042often\\042\".'; upwards: '.\"\\173\\057Symbol a\\175\\100\" "
        ": \"how \\042often\\042\") at screen (plain ? 0.25 : 0.5),",
        NULL};
    const cst_curves_spec spec = {.kind = CST_RESULT_RESIDUAL_RISK,
                                  .split = "monitor.trusted.score.tpr",
                                  .pick = {.command = "plot"},
                                  .naming = {.title = "\\101", .label = label, .labels = 2}};
    cst_shown of;
    cst_curves curves;
    cst_caught script;
    cst_error error = {0};
    cst_shown_make(&of, "{protocol: {kind: trusted-monitor}, sweep: {scheming.rate: [0.001, 0.1],"
                        " monitor.trusted.score.tpr: [0.5, 0.6, 0.7, 0.8, 0.9]}}");
    for (size_t i = 0; i < of.findings.count; i++) {
        cst_shown_set(&of, i, CST_RESULT_RESIDUAL_RISK, 0.04, 0.05, 0.06);
    }
    CU_ASSERT_EQUAL_FATAL(cst_curves_make(&curves, &of.findings, &spec, &error), 0);
    const cst_figure figure = {.curves = &curves, .settings = "", .width = 1000, .height = 640};
    write_script(&script, &figure);
    expect_parts(script.text, parts);
    CU_ASSERT_EQUAL(times(script.text, "\\075 \\060\\056"), 5);
    CU_ASSERT_EQUAL(times(script.text, "plot \\\n"), 6); /* and the key's */
    CU_ASSERT_EQUAL(times(script.text, "title 'closed form'"), 1);
    CU_ASSERT_EQUAL(times(script.text, "title \"estimate\""), 1);
    CU_ASSERT_EQUAL(times(script.text, "set yrange [0.0001:0.1]"), 6); /* and before the data */
    CU_ASSERT_EQUAL(times(script.text, "set format y ''"), 3);         /* three columns, two rows */
    CU_ASSERT_EQUAL(times(script.text, "set format x ''"), 2);
    free(script.text);
    cst_curves_free(&curves);
    cst_shown_free(&of);
}

/* Names that are long, or a narrow picture, put the names below and ask for more height. */
static void test_figure_height(void)
{
    const cst_curves_spec spec = {.kind = CST_RESULT_RESIDUAL_RISK, .pick = {.command = "plot"}};
    cst_shown of;
    cst_curves curves;
    cst_error error = {0};
    cst_shown_make(&of, "{protocol: {kind: trusted-monitor}, sweep: {scheming.rate: [0.001, 0.1],"
                        " monitor.trusted.score.tpr: [0.5, 0.6, 0.7, 0.8, 0.9]}}");
    for (size_t i = 0; i < of.findings.count; i++) {
        cst_shown_set(&of, i, CST_RESULT_RESIDUAL_RISK, 0.04, 0.05, 0.06);
    }
    CU_ASSERT_EQUAL_FATAL(cst_curves_make(&curves, &of.findings, &spec, &error), 0);
    const cst_figure wide = {.curves = &curves, .settings = "", .width = 1000, .height = 640};
    const cst_figure narrow = {.curves = &curves, .settings = "", .width = 400, .height = 640};
    CU_ASSERT(cst_figure_height(&narrow) > cst_figure_height(&wide));
    cst_curves_free(&curves);
    cst_shown_free(&of);
}

CST_SUITE("figure", CST_TEST(test_figure_script), CST_TEST(test_figure_half),
          CST_TEST(test_figure_tied), CST_TEST(test_figure_band), CST_TEST(test_figure_height),
          CST_TEST(test_figure_panels))
