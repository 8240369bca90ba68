/* SPDX-License-Identifier: MIT
 * A benchmark by hand in, the script out. */
#include "cli/show/draw.h"

#include "tests/lib/caught.h"
#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static cst_finding finding_of(double estimate, double high)
{
    cst_finding finding = {0};
    const cst_result result = {.estimate = estimate, .high = high, .method = "by hand"};
    cst_shown_put(&finding, CST_RESULT_RESIDUAL_RISK, result, (double)NAN);
    return finding;
}

/* Where rates differ, colours show the share of the rate that is left; budgets stand in the names.
 */
static void shares(cst_benchmark *of)
{
    static const char *const parts[] = {
        "set ytics (\"committee\\072 \\063\\054 \\060\\056\\065\\054 \\060\\056\\062\" 0, ",
        "set ylabel 'protocol: reviews per task, scheming rate, audit budget'",
        "set label '0.1' at 1,0 center", "set cbrange [-3:-0.5]",
        "$risk << END\n0 0 -2.69897\n1 0 -0.69897\nEND\n"};
    const cst_picture picture = cst_heat_picture(of);
    cst_caught script;
    of->rates = true;
    of->budgets = true;
    of->row[0].rate = 0.5;
    of->row[0].budget = 0.2;
    of->row[1].rate = 0.1;
    cst_caught_begin(&script);
    picture.write(picture.self, script.out);
    cst_caught_end(&script);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(script.text, parts[i]));
    }
    free(script.text);
}

/* Two protocols, two strategies: a dark and a light field, one with nothing seen, one not asked
 * for. */
static void test_heat_script(void)
{
    static const char *const parts[] = {
        "set xtics (\"none\" 0, \"always\\055pass\" 1)",
        "set ytics (\"committee\\072 \\063\" 0, \"committee\\054 \\071 reviews\\072 \\071\" 1)",
        /* Between groups of as many reviews a line. */
        "set arrow from -0.5,0.5 to 1.5,0.5 nohead front",
        "set label '0.001' at 0,0 center front noenhanced font ',9' textcolor rgb '#ffffff'",
        "set label '0.1' at 1,0 center front noenhanced font ',9' textcolor rgb '#000000'",
        "set label '<3.7e-6' at 0,1 center front noenhanced font ',9' textcolor rgb '#000000'",
        "set cbrange [-3:-1]",
        "$risk << END\n0 0 -3\n1 0 -1\nEND\n",
    };
    cst_finding seen[] = {finding_of(0.001, 0.002), finding_of(0.1, 0.2), finding_of(0.0, 3.7e-6)};
    cst_benchmark *of = calloc(1, sizeof *of);
    cst_caught script;
    CU_ASSERT_PTR_NOT_NULL_FATAL(of);
    of->rows = of->columns = 2;
    of->column[0] = cst_collusion_find("none");
    of->column[1] = cst_collusion_find("always-pass");
    of->row[0] = (cst_benchmark_row){.kind = cst_protocol_find("committee"),
                                     .name = "not written",
                                     .finding = {&seen[0], &seen[1]},
                                     .reviews = 3.0};
    of->row[1] = (cst_benchmark_row){.kind = cst_protocol_find("committee"),
                                     .name = "committee, 9 reviews",
                                     .many = true,
                                     .group = 1,
                                     .finding = {&seen[2], NULL},
                                     .reviews = 9.0};
    const cst_picture picture = cst_heat_picture(of);
    CU_ASSERT_EQUAL(picture.height, 220 + 2 * 30);
    cst_caught_begin(&script);
    picture.write(picture.self, script.out);
    cst_caught_end(&script);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(script.text, parts[i]));
    }
    CU_ASSERT_PTR_NULL(strstr(script.text, "at 1,1"));
    free(script.text);
    shares(of);
    for (size_t i = 0; i < 3; i++) {
        cst_finding_free(&seen[i]);
    }
    free(of);
}

CST_SUITE("heat", CST_TEST(test_heat_script))
