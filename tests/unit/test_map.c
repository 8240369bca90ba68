/* SPDX-License-Identifier: MIT
 * Findings of small sweeps in, a map out. A trusted monitor leaves p (1 - d) of the attacks. */
#include "cli/show/map.h"

#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <string.h>

/* Rates fall in the file and rise on the map. */
static const char sweep[] = "{protocol: {kind: trusted-monitor},"
                            " sweep: {scheming.rate: {log: [0.1, 1e-5, 5]},"
                            " monitor.trusted.score.tpr: [0.5, 0.7, 0.9]}}";
static const char *const tpr = "monitor.trusted.score.tpr";

/* All cells with one estimate. */
static void make(cst_shown *of, const char *text)
{
    cst_shown_make(of, text);
    for (size_t i = 0; i < of->findings.count; i++) {
        cst_shown_set(of, i, CST_RESULT_RESIDUAL_RISK, 0.1, 0.2, 0.3);
    }
}

/* Gives a cell an estimate and an interval, and takes its closed form. */
static void put(cst_shown *of, size_t cell, double low, double estimate, double high)
{
    cst_shown_set(of, cell, CST_RESULT_RESIDUAL_RISK, low, estimate, high);
    cst_finding *finding = &of->findings.finding[cell];
    cst_shown_put(finding, CST_RESULT_RESIDUAL_RISK,
                  cst_finding_result(finding, CST_RESULT_RESIDUAL_RISK), (double)NAN);
}

static void test_map_fields(void)
{
    const cst_map_spec spec = {.kind = CST_RESULT_RESIDUAL_RISK,
                               .key = {"scheming.rate", tpr},
                               .pick = {.command = "plot"}};
    cst_shown of;
    cst_map map;
    cst_error error = {0};
    make(&of, sweep);
    put(&of, 1, 0.01, 0.02, 0.04);       /* rate 0.1, d 0.7 */
    put(&of, 2, 0.0, (double)NAN, 0.04); /* rate 0.1, d 0.9 */
    of.findings.finding[3].done = 0;     /* rate 0.01, d 0.5 */
    CU_ASSERT_EQUAL_FATAL(cst_map_make(&map, &of.findings, &spec, &error), 0);
    CU_ASSERT(map.x.values == 5 && map.y.values == 3);
    CU_ASSERT(map.x.log && !map.x.whole && !map.y.log);
    CU_ASSERT(map.x.value[0] == 1e-5 && map.x.value[4] == 0.1 && map.y.value[2] == 0.9);
    CU_ASSERT(fabs(map.x.place[0] + 5.0) < 1e-12 && map.y.place[1] == 0.7);
    CU_ASSERT(map.exact == 12 && map.estimated == 1 && map.contours == 0);
    CU_ASSERT(cst_test_relative(cst_map_value(&map, 0, 2), 1e-5 * 0.1) < 1e-12);
    CU_ASSERT(cst_map_value(&map, 4, 1) == 0.02);
    CU_ASSERT(isnan(cst_map_value(&map, 4, 2)) && isnan(cst_map_value(&map, 3, 0)));
    cst_map_free(&map);
    cst_shown_free(&of);
}

/* A closed form that is a power of the rate is met on the way from rate to rate; a share is met on
 * the way from d to d, on the whole border of the map. */
static void test_map_contour(void)
{
    static const char *const contour[] = {"residual_risk=1e-3", "mitigated_share=0.6",
                                          "miss_share=0.1", "miss_share=0.6"};
    const cst_map_spec spec = {.kind = CST_RESULT_RESIDUAL_RISK,
                               .key = {"scheming.rate", tpr},
                               .contour = contour,
                               .contours = 4,
                               .pick = {.command = "plot"}};
    cst_shown of;
    cst_map map;
    cst_error error = {0};
    char said[256];
    make(&of, sweep);
    CU_ASSERT_EQUAL_FATAL(cst_map_make(&map, &of.findings, &spec, &error), 0);
    CU_ASSERT_EQUAL_FATAL(map.contours, 4);
    CU_ASSERT_STRING_EQUAL(map.contour[0].text, "residual_risk = 0.001");
    size_t on_rows = 0;
    for (size_t i = 0; i < 4; i++) {
        CU_ASSERT(map.contour[i].exact && map.contour[i].end_low.lines == 0);
        CU_ASSERT_EQUAL_FATAL(map.contour[i].line.lines, i < 2 ? 1 : 0);
        for (size_t j = 0; i < 2 && j < map.contour[i].line.line[0].points; j++) {
            const cst_contour_point *at = &map.contour[i].line.line[0].point[j];
            const bool row = at->y == 0.5 || at->y == 0.7 || at->y == 0.9;
            on_rows += i == 0 && row ? 1 : 0;
            CU_ASSERT(i == 1 || !row ||
                      cst_test_relative(pow(10.0, at->x) * (1.0 - at->y), 1e-3) < 1e-12);
            CU_ASSERT(i == 0 || fabs(at->y - 0.6) < 1e-12);
        }
    }
    CU_ASSERT_EQUAL(on_rows, 3);
    cst_map_say_side(&map.contour[2], said, sizeof said);
    CU_ASSERT_STRING_EQUAL(said, "miss_share is at least 0.1 everywhere on this map");
    cst_map_say_side(&map.contour[3], said, sizeof said);
    CU_ASSERT_STRING_EQUAL(said, "miss_share is below 0.6 everywhere on this map");
    cst_map_free(&map);
    cst_shown_free(&of);
}

/* Two by two estimates that rise to the right, and their intervals: three lines across. Where one
 * cell has no closed form the others' is not taken for the line. */
static void test_map_estimates(void)
{
    static const char *const contour[] = {"residual_risk=0.3"};
    const cst_map_spec spec = {.kind = CST_RESULT_RESIDUAL_RISK,
                               .key = {"scheming.rate", tpr},
                               .contour = contour,
                               .contours = 1,
                               .pick = {.command = "plot"}};
    cst_shown of;
    cst_map map;
    cst_error error = {0};
    make(&of, "{protocol: {kind: trusted-monitor}, sweep: {scheming.rate: [0.2, 0.4],"
              " monitor.trusted.score.tpr: [0.5, 0.7]}}");
    cst_shown_set(&of, 0, CST_RESULT_RESIDUAL_RISK, 0.1, 0.2, 0.3);
    cst_shown_set(&of, 1, CST_RESULT_RESIDUAL_RISK, 0.1, 0.2, 0.3);
    cst_shown_set(&of, 2, CST_RESULT_RESIDUAL_RISK, 0.3, 0.4, 0.5);
    put(&of, 3, 0.3, 0.4, 0.5);
    CU_ASSERT_EQUAL_FATAL(cst_map_make(&map, &of.findings, &spec, &error), 0);
    const cst_map_contour *it = &map.contour[0];
    CU_ASSERT(!it->exact && it->least == 0.2 && it->most == 0.4);
    CU_ASSERT(map.exact == 3 && map.estimated == 1);
    CU_ASSERT_EQUAL_FATAL(it->line.lines, 1);
    CU_ASSERT(fabs(it->line.line[0].point[0].x - 0.3) < 1e-12);
    CU_ASSERT_EQUAL_FATAL(it->end_low.lines, 1);
    CU_ASSERT(it->end_low.line[0].point[0].x == 0.4);
    CU_ASSERT_EQUAL(it->end_high.lines, 0); /* all of it is at or above */
    cst_map_free(&map);
    put(&of, 0, 0.0, (double)NAN, 0.3);
    CU_ASSERT_EQUAL_FATAL(cst_map_make(&map, &of.findings, &spec, &error), 0);
    char said[256];
    cst_map_say_side(&map.contour[0], said, sizeof said);
    CU_ASSERT_STRING_EQUAL(
        said, "residual_risk crosses 0.3 only beside fields without a value on this map");
    cst_map_free(&map);
    cst_shown_free(&of);
}

/* Even steps stay even; even ratios, and what spans a factor of 30 unevenly, are logarithmic. */
static void test_map_sides(void)
{
    static const struct {
        const char *agents;
        bool log;
    } cases[] = {{"{lin: [10, 1010, 5]}", false},
                 {"[2, 4, 8]", true},
                 {"[2, 3, 8]", false},
                 {"[2, 3, 80]", true},
                 {"[4, 100]", false},
                 {"[2, 100]", true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const cst_map_spec spec = {.kind = CST_RESULT_RESIDUAL_RISK,
                                   .key = {"trial.agents", "scheming.rate"},
                                   .pick = {.command = "plot"}};
        cst_shown of;
        cst_map map;
        cst_error error = {0};
        char text[200];
        snprintf(text, sizeof text,
                 "{protocol: {kind: none}, sweep: {trial.agents: %s, scheming.rate: [0.1, 0.2]}}",
                 cases[i].agents);
        make(&of, text);
        CU_ASSERT_EQUAL_FATAL(cst_map_make(&map, &of.findings, &spec, &error), 0);
        CU_ASSERT_EQUAL(map.x.log, cases[i].log);
        CU_ASSERT_TRUE(map.x.whole);
        cst_map_free(&map);
        cst_shown_free(&of);
    }
}

static void test_map_errors(void)
{
    static const char more[] = "{protocol: {kind: trusted-monitor},"
                               " sweep: {scheming.rate: [0.1, 0.2], trial.agents: [10, 20],"
                               " monitor.trusted.score.tpr: [0.5, 0.7],"
                               " protocol.flagged_work: [discard, use]}}";
    static const char one[] = "{protocol: {kind: trusted-monitor},"
                              " sweep: {scheming.rate: [0.1, 0.2], trial.agents: [10]}}";
    static const char tied[] =
        "{protocol: {kind: trusted-monitor}, sweep: {trial.agents: [10, 20], 'scheming.rate, "
        "monitor.trusted.score.tpr': [[0.1, 0.5], [0.2, 0.6], [0.2, 0.7]]}}";
    static const struct {
        const char *text, *x, *y, *choose, *contour, *said;
    } cases[] = {
        {sweep, "scheming.rat", "monitor.trusted.score.tpr", NULL, NULL,
         "plot --map: expected a key of the sweep, found 'scheming.rat'; the nearest one is "
         "scheming.rate"},
        {more, "scheming.rate", "protocol.flagged_work", NULL, NULL,
         "plot --map: expected a key with numbers, found protocol.flagged_work, whose values are "
         "names"},
        {sweep, "scheming.rate", "scheming.rate", NULL, NULL,
         "plot --map: expected two keys, found scheming.rate twice"},
        {tied, "scheming.rate", "monitor.trusted.score.tpr", NULL, NULL,
         "plot --map: scheming.rate and monitor.trusted.score.tpr are tied in the sweep"},
        {tied, "scheming.rate", "trial.agents", NULL, NULL,
         "plot --map: expected one cell for each point, found more: keys tied to scheming.rate "},
        {one, "scheming.rate", "trial.agents", NULL, NULL,
         "plot --map: trial.agents: expected at least 2 values in the sweep, found one"},
        {more, "scheming.rate", "trial.agents", NULL, NULL,
         "plot --map: expected one cell for each point, found 4, for the sweep is over more keys: "
         "choose with --only monitor.trusted.score.tpr=0.5 --only protocol.flagged_work=discard"},
        {more, "scheming.rate", "trial.agents", "protocol.flagged_work=use", NULL,
         "found 2, for the sweep is over more keys: choose with --only "
         "monitor.trusted.score.tpr=0.5"},
        {sweep, "scheming.rate", "monitor.trusted.score.tpr", "scheming.rate=0.1", NULL,
         "plot --only: scheming.rate is a side of the map, of which it shows at least 2"},
        {sweep, "scheming.rate", "monitor.trusted.score.tpr", NULL, "mitigate_share=0.5",
         "plot --contour: expected RESULT=VALUE with a result of these cells, found "
         "'mitigate_share=0.5'; the nearest one is mitigated_share"},
        {sweep, "scheming.rate", "monitor.trusted.score.tpr", NULL, "next_guarded=0.5",
         "with a result of these cells, found 'next_guarded=0.5'"},
        {sweep, "scheming.rate", "monitor.trusted.score.tpr", NULL, "mitigated_share",
         "expected RESULT=VALUE"},
        {sweep, "scheming.rate", "monitor.trusted.score.tpr", NULL, "mitigated_share=half",
         "plot --contour: mitigated_share: expected a number, found 'half'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const cst_map_spec spec = {.kind = CST_RESULT_RESIDUAL_RISK,
                                   .key = {cases[i].x, cases[i].y},
                                   .contour = &cases[i].contour,
                                   .contours = cases[i].contour != NULL ? 1 : 0,
                                   .pick = {.command = "plot",
                                            .choose = &cases[i].choose,
                                            .choices = cases[i].choose != NULL ? 1 : 0}};
        cst_shown of;
        cst_map map;
        cst_error error = {0};
        make(&of, cases[i].text);
        CU_ASSERT_EQUAL(cst_map_make(&map, &of.findings, &spec, &error), CST_ERR_USAGE);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].said));
        cst_map_free(&map);
        cst_shown_free(&of);
    }
}

/* A side with a tied key beside it: one cell for each point all the same. */
static void test_map_tied(void)
{
    static const char text[] =
        "{protocol: {kind: trusted-monitor}, sweep: {trial.agents: [10, 20], 'scheming.rate, "
        "monitor.trusted.score.tpr': [[0.1, 0.5], [0.2, 0.7]]}}";
    const cst_map_spec spec = {.kind = CST_RESULT_RESIDUAL_RISK,
                               .key = {"scheming.rate", "trial.agents"},
                               .pick = {.command = "plot"}};
    cst_shown of;
    cst_map map;
    cst_error error = {0};
    make(&of, text);
    CU_ASSERT_EQUAL_FATAL(cst_map_make(&map, &of.findings, &spec, &error), 0);
    CU_ASSERT(map.x.values == 2 && map.y.values == 2 && map.exact == 4);
    CU_ASSERT(cst_test_relative(cst_map_value(&map, 0, 1), 0.1 * 0.5) < 1e-12);
    CU_ASSERT(cst_test_relative(cst_map_value(&map, 1, 1), 0.2 * 0.3) < 1e-12);
    cst_map_free(&map);
    cst_shown_free(&of);
}

/* No more lines than can be told apart, and nothing where no cell has the result. */
static void test_map_limits_errors(void)
{
    static const char *const contour[CST_MAP_CONTOURS_MAX + 1] = {
        "miss_share=0.1", "miss_share=0.2", "miss_share=0.3", "miss_share=0.4", "miss_share=0.5",
        "miss_share=0.6", "miss_share=0.7", "miss_share=0.8", "miss_share=0.9"};
    cst_map_spec spec = {.kind = CST_RESULT_RESIDUAL_RISK,
                         .key = {"scheming.rate", tpr},
                         .contour = contour,
                         .contours = CST_MAP_CONTOURS_MAX,
                         .pick = {.command = "plot"}};
    cst_shown of;
    cst_map map;
    cst_error error = {0};
    make(&of, sweep);
    CU_ASSERT_EQUAL(cst_map_make(&map, &of.findings, &spec, &error), 0);
    cst_map_free(&map);
    spec.contours++;
    CU_ASSERT_EQUAL(cst_map_make(&map, &of.findings, &spec, &error), CST_ERR_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "expected at most 8 lines, found 9"));
    cst_map_free(&map);
    spec.kind = CST_RESULT_NEXT_GUARDED;
    CU_ASSERT_EQUAL(cst_map_make(&map, &of.findings, &spec, &error), CST_ERR_USAGE);
    CU_ASSERT_PTR_NOT_NULL(strstr(
        error.text, "nothing to draw: no finished cell has a next_guarded; there are resid"));
    cst_map_free(&map);
    cst_shown_free(&of);
}

CST_SUITE("map", CST_TEST(test_map_fields), CST_TEST(test_map_contour),
          CST_TEST(test_map_estimates), CST_TEST(test_map_sides), CST_TEST(test_map_errors),
          CST_TEST(test_map_tied), CST_TEST(test_map_limits_errors))
