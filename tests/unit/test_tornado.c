/* SPDX-License-Identifier: MIT
 * Assumptions by hand in, the script out. */
#include "cli/show/draw.h"

#include "tests/lib/caught.h"
#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <stdlib.h>
#include <string.h>

static void set_input(cst_assumption *one, const char *key, double low, double high)
{
    one->input.key = key;
    one->effect = (cst_assume_effect){
        .exists = true, .low = 0.25, .high = 0.5, .risk_low = low, .risk_high = high};
}

static void expect_script(const cst_assumptions *of, uint32_t height, const char *const part[5])
{
    const cst_picture picture = cst_tornado_picture(of);
    cst_caught script;
    CU_ASSERT_STRING_EQUAL(picture.title, "Which assumption carries the risk?");
    CU_ASSERT_EQUAL(picture.height, height);
    cst_caught_begin(&script);
    picture.write(picture.self, script.out);
    cst_caught_end(&script);
    for (size_t i = 0; i < 5; i++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(script.text, part[i]));
    }
    CU_ASSERT_PTR_NULL(strstr(script.text, "idle"));
    free(script.text);
}

/* Inputs that change nothing have no bar. A scale of powers begins at the decade below the least
 * risk, where bars to 0 end, too. */
static void test_tornado_script(void)
{
    static const char *const straight[5] = {
        "set xrange [0:0.432]", "$low << END\n0.1 2 0.1 0.2 1.7 2.3\n0.2 1 0.2 0.2 0.7 1.3\nEND\n",
        "$high << END\n0.4 2 0.2 0.4 1.7 2.3\n0.25 1 0.2 0.25 0.7 1.3\nEND\n",
        "(\"rho  \\060\\056\\062\\065 to", "set arrow 1 from 0.2,graph 0 to 0.2,graph 1"};
    static const char *const powers[5] = {
        "set logscale x", "set xrange [0.001:1]",
        "$low << END\n0.002 2 0.002 0.2 1.7 2.3\n0.001 1 0.001 0.2 0.7 1.3\nEND\n",
        "$high << END\n0.4 2 0.2 0.4 1.7 2.3\n0.25 1 0.2 0.25 0.7 1.3\nEND\n",
        "set yrange [0.4:2.6]"};
    cst_shown shown;
    cst_assumptions *of = calloc(1, sizeof *of);
    CU_ASSERT_PTR_NOT_NULL_FATAL(of);
    cst_shown_make(&shown, "{}");
    of->scenario = &shown.scenario;
    of->base = 0.2;
    of->count = 3;
    of->idle = 1;
    set_input(&of->input[0], "rho", 0.1, 0.4);
    set_input(&of->input[1], "tpr", 0.2, 0.25);
    set_input(&of->input[2], "idle", 0.2, 0.2);
    expect_script(of, 190 + 2 * 34, straight);
    of->input[0].effect.risk_low = 0.002;
    of->input[1].effect.risk_low = 0.0;
    expect_script(of, 190 + 2 * 34, powers);
    cst_shown_free(&shown);
    free(of);
}

CST_SUITE("tornado", CST_TEST(test_tornado_script))
