/* SPDX-License-Identifier: MIT
 * A map of a small sweep in, the script out. */
#include "cli/show/draw.h"

#include "tests/lib/caught.h"
#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char sweep[] = "{claim: A claim, protocol: {kind: trusted-monitor},"
                            " sweep: {scheming.rate: [0.01, 0.02, 0.05],"
                            " monitor.trusted.score.tpr: [0.5, 0.75],"
                            " trial.agents: [10, 20]}}";
static const char *const choose[] = {"trial.agents=20"};

static void write_script(cst_caught *script, const cst_shown *of, const cst_map_spec *spec,
                         cst_scale scale)
{
    cst_map map;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_map_make(&map, &of->findings, spec, &error), 0);
    cst_chart chart = {.map = &map, .scale = scale, .width = 1000, .height = 640};
    CU_ASSERT(cst_chart_height(&chart) > 300 && cst_chart_height(&chart) < 640);
    const cst_picture picture = cst_chart_picture(&chart);
    CU_ASSERT_STRING_EQUAL(picture.title, "A claim");
    cst_caught_begin(script);
    picture.write(picture.self, script->out);
    cst_caught_end(script);
    cst_map_free(&map);
}

static void expect(const cst_caught *script, const char *const *part)
{
    for (; *part != NULL; part++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(script->text, *part));
    }
}

/* All cells have been run, with estimates that are not drawn where there is a closed form. */
static void make(cst_shown *of)
{
    cst_shown_make(of, sweep);
    for (size_t i = 0; i < of->findings.count; i++) {
        cst_shown_set(of, i, CST_RESULT_RESIDUAL_RISK, 0.1, 0.2, 0.3);
    }
}

static void test_chart_script(void)
{
    static const char *const contour[] = {"miss_share=0.375", "miss_share=0.9"};
    static const char *const parts[] = {
        "set label \"A claim\"",
        "agents \\075 \\062\\060\\073 colours\\072 closed forms of residual\\137risk\\073 lines",
        "set xrange [0.01:0.05]\n", "set yrange [0.5:0.75]\n",
        "set label \"residual\\137risk\\072 attacks per planned task",
        "set cbrange [0.0025:0.025]\n",
        /* The outer fields end at their values, the others halfway; a dot more below the next. */
        "$field << END\n0.01 0.5 0.01 0.0150", "0.05 0.75 0.035 0.05 0.625 0.75 0.0125\nEND\n",
        "$line0 << END\n0.01 0.625\n0.02 0.625\n0.05 0.625\n\nEND\n",
        "set label \"miss\\137share \\075 \\060\\056\\063\\067\\065\" at screen",
        "miss\\137share is below \\060\\056\\071 everywhere on this map",
        "$line0 with lines lw 2.6 lc rgb '#000000'", NULL};
    const cst_map_spec spec = {.kind = CST_RESULT_RESIDUAL_RISK,
                               .key = {"scheming.rate", "monitor.trusted.score.tpr"},
                               .contour = contour,
                               .contours = 2,
                               .pick = {.command = "plot", .choose = choose, .choices = 1}};
    cst_shown of;
    cst_caught script;
    make(&of);
    write_script(&script, &of, &spec, CST_SCALE_AUTO);
    expect(&script, parts);
    CU_ASSERT_PTR_NULL(strstr(script.text, "$line1"));
    CU_ASSERT_PTR_NULL(strstr(script.text, "$low0"));
    free(script.text);
    write_script(&script, &of, &spec, CST_SCALE_LOG);
    CU_ASSERT_PTR_NOT_NULL(strstr(script.text, "set logscale cb\nset cbrange [0.0025:0.025]\n"
                                               "set cbtics ('0.005' 0.005, '0.01' 0.01, "
                                               "'0.02' 0.02)\n"));
    free(script.text);
    cst_shown_free(&of);
}

/* Estimates with intervals have dashed lines as well; a cell where nothing was seen is white. */
static void test_chart_estimates(void)
{
    static const char *const contour[] = {"residual_risk=0.3"};
    static const char *const parts[] = {
        "colours\\072 estimates of residual\\137risk\\073 white\\072 nothing seen\\054 or not run",
        "lines\\072 estimates\\073 dashed\\072 the same", "$low0 with lines lw 1.2 dt (8,5)",
        "$line0 with lines lw 5 lc rgb '#ffffff'", NULL};
    const cst_map_spec spec = {.kind = CST_RESULT_RESIDUAL_RISK,
                               .key = {"scheming.rate", "monitor.trusted.score.tpr"},
                               .contour = contour,
                               .contours = 1,
                               .pick = {.command = "plot", .choose = choose, .choices = 1}};
    cst_shown of;
    cst_caught script;
    make(&of);
    for (size_t i = 0; i < of.findings.count; i++) {
        cst_finding *finding = &of.findings.finding[i];
        const double middle = i < 8 ? 0.2 : 0.4;
        const double seen = i == 1 ? (double)NAN : middle;
        const cst_result result = {
            .estimate = seen, .low = middle - 0.05, .high = middle + 0.05, .method = "by hand"};
        cst_shown_put(finding, CST_RESULT_RESIDUAL_RISK, result, (double)NAN);
    }
    write_script(&script, &of, &spec, CST_SCALE_AUTO);
    expect(&script, parts);
    CU_ASSERT_PTR_NULL(strstr(script.text, "\n0.01 0.5 "));
    free(script.text);
    cst_shown_free(&of);
}

CST_SUITE("chart", CST_TEST(test_chart_script), CST_TEST(test_chart_estimates))
