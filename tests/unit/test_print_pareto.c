/* SPDX-License-Identifier: MIT
 * Points by hand in; table, JSON, CSV and the picture's script out. Covers: steps. */
#include "cli/show/draw.h"
#include "cli/show/print.h"

#include "tests/lib/caught.h"
#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <string.h>

enum { POINTS = 3 };

/* Two settings of one protocol and one of another, without an event. Of a trial of one task the
 * closed forms are 1 - a and 1 - .001 (1 - a). */
typedef struct sheet {
    cst_shown shown;
    cst_pareto_point point[POINTS];
    cst_pareto pareto;
} sheet;

static void put(sheet *of, size_t at, double usefulness, double safety, cst_front_place place)
{
    cst_pareto_point *point = &of->point[at];
    const cst_finding *finding = &of->shown.findings.finding[at];
    const double low = isnan(safety) ? 0.875 : safety - 0.125;
    *point = (cst_pareto_point){.finding = {finding, finding},
                                .scenario = &of->shown.scenario,
                                .result = {{.estimate = usefulness,
                                            .low = usefulness - 0.125,
                                            .high = usefulness + 0.125,
                                            .method = "by hand",
                                            .events = 7},
                                           {.estimate = safety,
                                            .low = low,
                                            .high = fmin(low + 0.25, 1.0),
                                            .method = "too"}},
                                .at = {usefulness, isnan(safety) ? low : safety},
                                .place = place,
                                .on_line = place != CST_FRONT_NO,
                                .on_own = true};
    (void)snprintf(point->settings, sizeof point->settings, "share = 0.%zu", at);
}

static void make(sheet *of)
{
    *of = (sheet){0};
    cst_shown_make(
        &of->shown,
        "{claim: 'A \"claim\"', trial: {agents: 1, rounds: 1}, protocol: {kind: random-audit},"
        " sweep: {protocol.audit.share: [0, 0.1, 0.2]}}");
    CU_ASSERT_EQUAL_FATAL(cst_pareto_axes(&of->pareto, NULL, NULL, NULL), 0);
    put(of, 0, 0.5, 0.75, CST_FRONT_PERHAPS);
    put(of, 1, 0.625, 0.5, CST_FRONT_NO);
    put(of, 2, 0.75, NAN, CST_FRONT_SURELY);
    of->pareto.claim = of->shown.scenario.claim;
    of->pareto.point = of->point;
    of->pareto.points = POINTS;
    of->pareto.count = 2;
    of->pareto.series[0] = (cst_pareto_series){.name = "first @{/Symbol a}", .points = 2};
    of->pareto.series[1] = (cst_pareto_series){.name = "second", .first = 2, .points = 1};
    of->pareto.confidence = 0.95;
    of->pareto.intervals = 6;
}

static void test_print_pareto_text(void)
{
    sheet of;
    cst_caught seen;
    static const char *const parts[] = {
        "protocol settings usefulness interval exact safety interval exact on the front",
        "first @{/Symbol a} share = 0.0 0.5 [0.375, 0.625] 1 0.75 [0.625, 0.875] 0.999 perhaps",
        "first @{/Symbol a} share = 0.1 0.625 [0.5, 0.75] 0.9 0.5 [0.375, 0.625] 0.9991 no",
        "second share = 0.2 0.75 [0.625, 0.875] 0.8 - [0.875, 1] 0.9992 surely",
        "for all 6 cells of both runs at once with 95 % confidence (each at 1/6 of the level)",
        NULL};
    make(&of);
    cst_caught_begin(&seen);
    cst_print_pareto(seen.out, &of.pareto);
    cst_caught_parts(&seen, parts);
    cst_shown_free(&of.shown);
}

static void test_print_pareto_data(void)
{
    sheet of;
    cst_caught seen;
    static const char *const json[] = {
        "{\"protocol\":\"second\",\"at\":{\"protocol.audit.share\":\"0.2\"},\"usefulness\":{",
        "{\"estimate\":0.75,\"low\":0.625,\"high\":0.875,\"events\":7,\"exact\":0.8,",
        "\"method\":\"by hand\",\"digest\":\"",
        "\"safety\":{\"estimate\":null,\"low\":0.875,\"high\":1,\"events\":0,\"exact\":0.9992,",
        "\"front\":\"surely\",\"line\":true,\"own_line\":true,\"confidence\":0.95}",
        NULL};
    make(&of);
    cst_caught_begin(&seen);
    cst_print_pareto_csv(seen.out, &of.pareto);
    cst_caught_expect(&seen,
                      "protocol,settings,usefulness,usefulness_low,usefulness_high,"
                      "usefulness_exact,safety,safety_low,safety_high,safety_exact,front,"
                      "line,own_line\n"
                      "first @{/Symbol a},share = 0.0,0.5,0.375,0.625,1,0.75,0.625,0.875,0.999,"
                      "perhaps,1,1\n"
                      "first @{/Symbol a},share = 0.1,0.625,0.5,0.75,0.9,0.5,0.375,0.625,"
                      "0.9991,no,0,1\n"
                      "second,share = 0.2,0.75,0.625,0.875,0.8,,0.875,1,0.9992,surely,1,1\n");
    cst_caught_begin(&seen);
    cst_print_pareto_json(seen.out, &of.pareto);
    cst_caught_parts(&seen, json);
    cst_shown_free(&of.shown);
}

/* The step from one point to the next goes over what both reach: the worse of each. */
static void test_print_pareto_picture(void)
{
    sheet of;
    cst_caught seen;
    make(&of);
    const cst_picture picture = cst_pareto_picture(&of.pareto);
    static const char *const parts[] = {"$p0_1 << END 0.5 0.75 0.375 0.625 0.625 0.875 END",
                                        "$p0_0 << END 0.625 0.5 0.5 0.75 0.375 0.625 END",
                                        "$p1_2 << END 0.75 0.875 0.625 0.875 0.875 1 END",
                                        "$l0 << END 0.5 0.75 0.5 0.5 0.625 0.5 END",
                                        "$l1 << END 0.75 0.875 END",
                                        "$front << END 0.5 0.75 0.5 0.875 0.75 0.875 END",
                                        "title \"first \\100\\173\\057Symbol a\\175\" noenhanced",
                                        "title (plain ? 'A, B, ..: ' : '').'surely on the front'",
                                        NULL};
    CU_ASSERT_STRING_EQUAL(picture.title, "A \"claim\"");
    cst_caught_begin(&seen);
    picture.write(picture.self, seen.out);
    cst_caught_parts(&seen, parts);
    cst_shown_free(&of.shown);
}

CST_SUITE("print_pareto", CST_TEST(test_print_pareto_text), CST_TEST(test_print_pareto_data),
          CST_TEST(test_print_pareto_picture))
