/* SPDX-License-Identifier: MIT
 * A story by hand in, text and JSON out.
 * Covers: print_story_json. */
#include "cli/show/print.h"

#include "tests/lib/caught.h"
#include "tests/lib/suite.h"
#include "tests/lib/told.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

/* Every kind of event in words, and the rounds between them. */
static void test_print_story_events(void)
{
    static const char *const parts[] = {
        "Trial 3 of 40, seed 7, method skip; 5 agents, 20 rounds. Trials, rounds and agents are "
        "numbered from 0.",
        "round agent\nrounds 0 to 1: nothing happened\n",
        "2 1 Attacks. Reported by 0; passed by 3 (schemes). The reports against it weigh 1 of 2. "
        "The attack escapes.\nround 3: nothing happened\n",
        "4 2 Works honestly. Reported by 3 (schemes) (weight 0.5), 4; passed by 1. The reports "
        "against it weigh 2.5 of 2. Investigated: nothing is found. The work is discarded.\n",
        "4 2 Out from round 5 on, though it never attacked. A fresh agent comes in round 8.\n",
        "4 2 Its work from round 3 on is taken back: escapes 0, honest tasks 1.\n",
        "4 2 Was reported falsely. The weights of its reporters fall: 3 to 0.25, 4 to 0.5.\n",
        "5 1 Attacks. Reported by 0; covered by 3; no verdict from 4. The reports against it weigh "
        "2 of 2. Investigated: an attack is found. The attack is caught.\n"
        "rounds 6 to 7: nothing happened\n 8 2 A fresh agent takes the seat.\n",
        "11 0 Reviewers that missed a honeypot once too often, and are replaced: 4 (hid it).\n",
        "12 3 Attacks. Flagged, without an audit. The attack escapes. Taken back, it comes to "
        "nothing. This ends the trial.\nrounds 13 to 19: the trial had ended\n",
        "In all 100 planned tasks, of which 39 did not happen. Attacks: 3, of which 1 caught, 1 "
        "averted, 1 escaped. Reports: 5. Investigations: 2. Agents taken out: 1, of which 1 had "
        "never attacked.\n",
        NULL};
    cst_told_story told;
    cst_caught seen;
    cst_told_make(&told);
    cst_caught_begin(&seen);
    cst_print_story(seen.out, &told.story, 100);
    cst_caught_parts(&seen, parts);
    cst_told_free(&told);
}

/* A line fewer: the report of which nothing came goes first. Too few for what matters: a cut. */
static void test_print_story_lines(void)
{
    static const char *const brief[] = {
        "8 2 A fresh agent takes the seat.\nrounds 9 to 10: 1 report on honest work\n 11 0",
        "Left out: 1 events of honest work in which no attack was found and nobody taken out; "
        "--lines N tells more, --agent A those of one agent, --json all.\n",
        NULL};
    static const char *const cut[] = {
        "The attack is caught.\n\nLeft out: 1 events of honest work",
        "Left out: 4 more events, from round 8 on; --lines N tells more", NULL};
    cst_told_story told;
    cst_caught seen;
    cst_told_make(&told);
    cst_caught_begin(&seen);
    cst_print_story(seen.out, &told.story, CST_TOLD_EVENTS - 1);
    cst_caught_parts(&seen, brief);
    cst_caught_begin(&seen);
    cst_print_story(seen.out, &told.story, 5); /* of eight that matter */
    cst_caught_parts(&seen, cut);
    cst_told_free(&told);
}

/* Of one agent, and of a sweep. */
static void test_print_story_which(void)
{
    static const char *const one[] = {"rounds 0 to 1: nothing with agent 1\n", NULL};
    static const char *const swept[] = {
        "This is the first of 2 cells: scheming.rate=0.1; --set KEY=VALUE picks another.",
        "rounds 0 to 9: no attack\n", "Method skip counts what is said of honest work over many",
        NULL};
    cst_told_story told;
    cst_caught seen;
    cst_shown shown;
    cst_told_make(&told);
    told.story.spec.one_agent = true;
    told.story.spec.agent = 1;
    cst_caught_begin(&seen);
    cst_print_story(seen.out, &told.story, 100);
    cst_caught_parts(&seen, one);
    cst_told_free(&told);
    cst_shown_make(&shown, "{trial: {agents: 20, rounds: 10}, sweep: {scheming.rate: [0.1, 0.2]}}");
    const cst_story quiet = {.scenario = &shown.scenario,
                             .cell = &shown.scenario.cell[0],
                             .trace = {.model = &shown.scenario.cell[0].made->model}};
    cst_caught_begin(&seen);
    cst_print_story(seen.out, &quiet, 100);
    cst_caught_parts(&seen, swept);
    cst_shown_free(&shown);
}

/* Reports that have no name: of a trusted monitor, and of reviewers that were only counted. */
static void test_print_story_unnamed(void)
{
    static const char *const kinds[] = {"trusted-monitor", "committee"};
    static const char *const says[] = {
        "Reported by the trusted monitor. Audited: nothing is found.",
        "Reported by 1 of 3 reviewers. Audited: nothing is found."};
    for (int i = 0; i < 2; i++) {
        char text[200];
        cst_shown shown;
        cst_caught seen;
        uint32_t place = 0;
        cst_trace_event event = {
            .record = {.reviews = 3, .reports = 1, .marks = CST_MARK_FLAGGED | CST_MARK_AUDITED}};
        snprintf(text, sizeof text, "{protocol: {kind: %s}}", kinds[i]);
        cst_shown_make(&shown, text);
        const cst_story story = {.scenario = &shown.scenario,
                                 .cell = &shown.scenario.cell[0],
                                 .trace = {.model = &shown.scenario.cell[0].made->model,
                                           .event = &event,
                                           .count = 1,
                                           .honest = true},
                                 .told = &place,
                                 .tells = 1};
        cst_caught_begin(&seen);
        cst_print_story(seen.out, &story, 100);
        cst_caught_parts(&seen, (const char *const[]){says[i], NULL});
        cst_shown_free(&shown);
    }
}

/* Lines of JSON, by event. */
static void test_print_story_json(void)
{
    static const char *const lines[] = {
        "{\"event\":\"trial\",\"file\":\"x.yaml\",\"cell\":0,\"cells\":1,\"at\":{},\"trial\":3,"
        "\"method\":\"skip\",\"honest\":true,\"scenario\":{\"claim\":\"By hand.\",",
        "{\"event\":\"task\",\"round\":2,\"agent\":1,\"schemes\":true,\"attack\":true,"
        "\"reviewers\":["
        "{\"agent\":0,\"schemes\":false,\"says\":\"report\",\"weight\":1},"
        "{\"agent\":3,\"schemes\":true,\"says\":\"pass\"}],\"reviews\":2,\"reports\":1,"
        "\"abstentions\":0,\"accused\":1,\"flagged\":false,\"audited\":false,\"investigated\":"
        "false,"
        "\"found\":false,\"decided\":\"escaped\",\"fate\":\"escaped\",\"ends\":false}\n",
        "{\"event\":\"out\",\"round\":4,\"agent\":2,\"from\":5,\"falsely\":true,\"agents\":[{"
        "\"agent\":2}]}\n",
        "{\"event\":\"retracted\",\"round\":4,\"agent\":2,\"from\":3,\"honest\":1,\"escapes\":0}\n",
        "{\"event\":\"penalty\",\"round\":4,\"agent\":2,\"agents\":[{\"agent\":3,\"weight\":0.25},{"
        "\"agent\":4,\"weight\":0.5}]}\n",
        "\"says\":\"cover\"},",
        "{\"event\":\"back\",\"round\":8,\"agent\":2}\n",
        "{\"event\":\"expelled\",\"round\":11,\"agent\":0,\"agents\":[{\"agent\":4,\"hid\":true}]}"
        "\n",
        "\"decided\":\"escaped\",\"fate\":\"averted\",\"ends\":true}\n",
        "{\"event\":\"end\",\"ended\":true,\"last_round\":12,\"last_agent\":3,\"count\":{"
        "\"planned\""
        ":100,\"tasks\":0,\"void\":39,"};
    cst_told_story told;
    cst_caught seen;
    cst_told_make(&told);
    cst_caught_begin(&seen);
    cst_print_story_json(seen.out, &told.story);
    cst_caught_end(&seen);
    const char *at = seen.text;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0] && at != NULL; i++) {
        at = strstr(at, lines[i]);
        if (at == NULL) {
            fprintf(stderr, "not found: %s\nin %s\n", lines[i], seen.text);
        }
        CU_ASSERT_PTR_NOT_NULL(at);
    }
    uint32_t objects = 0;
    char *next;
    for (char *line = seen.text; (next = strchr(line, '\n')) != NULL; line = next + 1) {
        *next = '\0';
        struct json_object *object = json_tokener_parse(line);
        CU_ASSERT(json_object_is_type(object, json_type_object));
        json_object_put(object);
        objects++;
    }
    CU_ASSERT_EQUAL(objects, CST_TOLD_EVENTS + 2);
    free(seen.text);
    cst_told_free(&told);
}

CST_SUITE("print_story", CST_TEST(test_print_story_events), CST_TEST(test_print_story_lines),
          CST_TEST(test_print_story_which), CST_TEST(test_print_story_unnamed),
          CST_TEST(test_print_story_json))
