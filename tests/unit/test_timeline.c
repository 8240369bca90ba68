/* SPDX-License-Identifier: MIT
 * A story by hand in, the script out. */
#include "cli/show/draw.h"

#include "tests/lib/caught.h"
#include "tests/lib/suite.h"
#include "tests/lib/told.h"

#include <stdlib.h>
#include <string.h>

/* Agent 3 schemes twice and goes nowhere, 1 attacks twice and is found out, 2 goes. */
static void test_timeline_script(void)
{
    static const char *const parts[] = {
        /* Rows: the most eventful at the top. */
        "set ytics (\"\\062\" 4, \"\\061\" 3, ",
        /* Agent 2 is out from round 5 until a fresh one comes in round 8. */
        "$marks0 << END\n4.5 4 4.5 7.5 3.64 4.36\nEND\n",
        /* The first reviewer that schemes and does not report an attack. */
        "$marks2 << END\n2 2\n",
        /* Escaped, caught, averted. */
        "$marks4 << END\n2 3\nEND\n$marks5 << END\n5 3\nEND\n$marks6 << END\n12 2\nEND\n",
        /* Investigations: found, nothing. */
        "$marks7 << END\n5 3\nEND\n$marks8 << END\n4 4\nEND\n",
        "set label 'the trial has ended'",
        "Trial \\063\\054 seed \\067\\056",
        "title 'attack escapes'",
        "title 'from the reporter to whom it reports'",
    };
    cst_told_story told;
    cst_timeline timeline;
    cst_caught script;
    cst_told_make(&told);
    CU_ASSERT_EQUAL_FATAL(cst_timeline_make(&timeline, &told.story, NULL), 0);
    CU_ASSERT_EQUAL(timeline.rows, 5);
    CU_ASSERT_EQUAL(timeline.left, 0);
    const cst_picture picture = cst_timeline_picture(&timeline);
    CU_ASSERT_STRING_EQUAL(picture.title, "By hand.");
    cst_caught_begin(&script);
    picture.write(picture.self, script.out);
    cst_caught_end(&script);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (strstr(script.text, parts[i]) == NULL) {
            fprintf(stderr, "not found: %s\nin %s\n", parts[i], script.text);
        }
        CU_ASSERT_PTR_NOT_NULL(strstr(script.text, parts[i]));
    }
    CU_ASSERT_PTR_NULL(strstr(script.text, "schemes, no attack")); /* nobody does */
    free(script.text);
    cst_told_free(&told);
}

/* More agents than can be told apart: the rest is counted. */
static void test_timeline_most(void)
{
    enum { AGENTS = 60 };
    cst_trace_event event[AGENTS];
    uint32_t place[AGENTS];
    cst_shown shown;
    cst_timeline timeline;
    cst_caught script;
    cst_shown_make(&shown, "{trial: {agents: 60, rounds: 10}}");
    for (uint32_t i = 0; i < AGENTS; i++) {
        place[i] = i;
        event[i] = (cst_trace_event){.agent = i,
                                     .schemes = i % 3 == 0,
                                     .attack = i % 3 == 0,
                                     .record = {.fate = i % 3 == 0 ? CST_ESCAPED : 0}};
    }
    const cst_story story = {
        .scenario = &shown.scenario,
        .cell = &shown.scenario.cell[0],
        .trace = {.model = &shown.scenario.cell[0].made->model, .event = event, .count = AGENTS},
        .told = place,
        .tells = AGENTS};
    CU_ASSERT_EQUAL_FATAL(cst_timeline_make(&timeline, &story, NULL), 0);
    CU_ASSERT_EQUAL(timeline.rows, CST_TIMELINE_ROWS);
    CU_ASSERT_EQUAL(timeline.left, AGENTS - CST_TIMELINE_ROWS);
    for (uint32_t row = 0; row < AGENTS / 3; row++) {
        CU_ASSERT_EQUAL(timeline.agent[row], 3 * row);
    }
    const cst_picture picture = cst_timeline_picture(&timeline);
    cst_caught_begin(&script);
    picture.write(picture.self, script.out);
    cst_caught_end(&script);
    CU_ASSERT_PTR_NOT_NULL(strstr(script.text, "\\062\\060 more with events left out"));
    free(script.text);
    cst_shown_free(&shown);
}

CST_SUITE("timeline", CST_TEST(test_timeline_script), CST_TEST(test_timeline_most))
