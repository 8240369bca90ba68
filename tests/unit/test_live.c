/* SPDX-License-Identifier: MIT
 * A run under way, made by hand; what its JSON, its metrics and its page say.
 * Covers: live live_page. */
#include "cli/show/live.h"

#include "tests/lib/caught.h"
#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <json-c/json.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char sweep[] = "{protocol: {kind: trusted-monitor},"
                            " monitor: {trusted: {score: {tpr: 0.5}}}, estimate: {trials: 500},"
                            " sweep: {scheming.rate: [0.1, 0.2, 0.3, 0.4]}}";

/* U+202E turns what follows around, \x1b is obeyed by terminals, \xff is no UTF-8. */
static const char hostile[] = "a\"b\\c\nd</script>{x=\"1\"} 2\xe2\x80\xae\x1b\xff\xc3\xa9";

static const cst_live_peer peers[] = {{.name = hostile,
                                       .asked = 9,
                                       .reported = 5,
                                       .abstained = 1,
                                       .deeds = 6,
                                       .attacked = 3,
                                       .unanswered = 2,
                                       .lost = 1,
                                       .attacks = {4},
                                       .missed = {3}},
                                      {.name = "quiet"}};

/* The first cell has nothing yet, the second no events; two are under way. */
static cst_live make(cst_shown *of)
{
    cst_shown_make(of, sweep);
    cst_finding_free(&of->findings.finding[0]);
    of->findings.finding[0] = (cst_finding){.cell = &of->scenario.cell[0],
                                            .method = of->scenario.cell[0].estimate.method};
    cst_shown_set(of, 1, CST_RESULT_RESIDUAL_RISK, 0.0, (double)NAN, 0.12);
    cst_shown_set(of, 2, CST_RESULT_RESIDUAL_RISK, 0.14, 0.145, 0.16);
    return (cst_live){
        .scenario = &of->scenario,
        .cells_done = 1,
        .cells_all = 4,
        .tasks_done = 250,
        .tasks_all = 1000,
        .seconds = 12.3456,
        .seconds_left = 36.96,
        .running = 2,
        .cell = {{&of->scenario.cell[0], 10, 100, 3}, {&of->scenario.cell[3], 0, 0, 0}},
        .units = 7,
        .sent = 123456789012345,
        .reached = 123456789012344,
        .repeats = 1,
        .came = 5,
        .lost = 2,
        .again = 17,
        .findings = &of->findings,
        .peer = peers,
        .peers = 2};
}

static char *said(void (*print)(FILE *out, const cst_live *live), const cst_live *live)
{
    cst_caught seen;
    cst_caught_begin(&seen);
    print(seen.out, live);
    cst_caught_end(&seen);
    return seen.text;
}

static json_object *at(json_object *of, const char *name)
{
    json_object *found = NULL;
    CU_ASSERT_FATAL(json_object_object_get_ex(of, name, &found));
    return found;
}

static void test_live_status(void)
{
    cst_shown of;
    cst_live live = make(&of);
    char *text = said(cst_live_status, &live);
    json_object *all = json_tokener_parse(text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(all);
    CU_ASSERT_EQUAL(strchr(text, '\n') - text + 1, (long)strlen(text)); /* one line */
    CU_ASSERT_EQUAL(json_object_get_int64(at(all, "cells_done")), 1);
    CU_ASSERT_EQUAL(json_object_get_int64(at(all, "tasks_all")), 1000);
    CU_ASSERT_EQUAL(json_object_get_double(at(all, "seconds")), 12.346);
    CU_ASSERT_EQUAL(json_object_get_double(at(all, "seconds_left")), 37.0);
    CU_ASSERT_STRING_EQUAL(json_object_get_string(at(all, "state")), "running");
    json_object *cells = at(all, "cells");
    CU_ASSERT_EQUAL_FATAL(json_object_array_length(cells), 2);
    json_object *last = json_object_array_get_idx(cells, 1);
    CU_ASSERT_EQUAL(json_object_get_int64(at(last, "position")), 3);
    CU_ASSERT_STRING_EQUAL(json_object_get_string(at(at(last, "at"), "scheming.rate")), "0.4");
    CU_ASSERT_EQUAL(json_object_get_int64(at(at(all, "receipt"), "sent")), 123456789012345);
    CU_ASSERT_EQUAL(json_object_get_int64(at(at(all, "workers"), "leased_again")), 17);
    json_object *results = at(all, "results");
    CU_ASSERT_EQUAL_FATAL(json_object_array_length(results), 2);
    json_object *first = json_object_array_get_idx(results, 0);
    CU_ASSERT_EQUAL(json_object_get_int64(at(first, "position")), 1);
    json_object *risk = at(at(first, "results"), "residual_risk");
    CU_ASSERT_PTR_NULL(at(risk, "estimate")); /* no events do not mean no risk */
    CU_ASSERT_EQUAL(json_object_get_double(at(risk, "high")), 0.12);
    risk = at(at(json_object_array_get_idx(results, 1), "results"), "residual_risk");
    CU_ASSERT_EQUAL(json_object_get_double(at(risk, "estimate")), 0.145);
    json_object *peer = json_object_array_get_idx(at(all, "peers"), 0);
    CU_ASSERT_EQUAL(json_object_get_int64(at(peer, "unanswered")), 2);
    CU_ASSERT_EQUAL(json_object_get_int64(at(peer, "attacked")), 3);
    CU_ASSERT_EQUAL(strncmp(json_object_get_string(at(peer, "peer")), "a\"b\\c", strlen("a\"b\\c")),
                    0);
    CU_ASSERT_PTR_NULL(strchr(text, '\x1b'));
    json_object_put(all);
    free(text);
    cst_shown_free(&of);
}

static void test_live_status_bare(void)
{
    cst_shown of;
    cst_live live = make(&of);
    live.findings = NULL;
    live.peers = 0;
    live.running = 0;
    live.ended = true;
    live.seconds_left = -1.0;
    char *text = said(cst_live_status, &live);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"seconds_left\":null,\"state\":\"ended\","));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"cells\":[],"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"results\":[]}\n"));
    free(text);
    text = said(cst_live_metrics, &live);
    CU_ASSERT_PTR_NULL(strstr(text, "result"));
    CU_ASSERT_PTR_NULL(strstr(text, "left_seconds"));
    CU_ASSERT_PTR_NULL(strstr(text, "peer"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\ncustodes_ended 1\n"));
    free(text);
    cst_shown_free(&of);
}

static void expect(const char *text, const char *const *part)
{
    for (; *part != NULL; part++) {
        if (strstr(text, *part) == NULL) {
            (void)printf("\n    expected: %s\n    in: %s\n", *part, text);
            CU_FAIL("not said");
        }
    }
}

static void test_live_metrics(void)
{
    static const char *const parts[] = {
        "\n# HELP custodes_tasks_done_total Planned tasks of finished blocks.\n"
        "# TYPE custodes_tasks_done_total counter\ncustodes_tasks_done_total 250\n",
        "\ncustodes_records_sent_total 123456789012345\n",
        "\ncustodes_left_seconds 37.0\n",
        "\ncustodes_workers_lost_total 2\n",
        "\ncustodes_result_high{position=\"1\",result=\"residual_risk\",scheming_rate=\"0.2\"} "
        "0.12\n",
        "\ncustodes_result_estimate{position=\"2\",result=\"residual_risk\",scheming_rate=\"0.3\"} "
        "0.145\n",
        "\ncustodes_result_trials{position=\"2\",result=\"residual_risk\",scheming_rate=\"0.3\"} "
        "500\n",
        "\ncustodes_peer_reported_total{peer=\"a\\\"b\\\\c?d</script>{x=\\\"1\\\"} 2???\xc3\xa9\"} "
        "5\n",
        NULL};
    cst_shown of;
    cst_live live = make(&of);
    char *text = said(cst_live_metrics, &live);
    expect(text, parts);
    CU_ASSERT_PTR_NULL(strstr(text, "custodes_result_estimate{position=\"1\""));
    CU_ASSERT_PTR_NULL(strstr(text, "position=\"0\""));
    free(text);
    cst_shown_free(&of);
}

static char *state_of(const cst_live *live)
{
    cst_error error = {0};
    cst_caught seen;
    cst_caught_begin(&seen);
    CU_ASSERT_EQUAL(cst_live_state(seen.out, live, &error), 0);
    cst_caught_end(&seen);
    return seen.text;
}

static void test_live_state(void)
{
    static const char *const parts[] = {
        "<main id=\"state\" data-state=\"running\">",
        "max=\"100\" value=\"25.0\"></progress></p>\n<p>25 %: 1 of 4 cells, 250 of 1000 tasks; 12 "
        "s so far, time left: 37 s</p>",
        "<td>10 %</td><td>10</td><td>100</td><td>3</td>",
        "<p>2 of 4 cells have a result, and the trials of 2 have ended.</p>",
        "id=\"curves\" data-from=\"data\"",
        "<script type=\"application/json\" id=\"data\">{\"main\":\"residual_risk\"",
        "<td>0.145</td><td>[0.14, 0.16]</td>",
        "<td>[0, 0.12]</td>",
        "<td>123456789012345</td><td>123456789012344</td><td>1</td>",
        "<h2>Workers of other processes</h2>",
        "<tr><td>5</td><td>2</td><td>17</td></tr>",
        "<svg class=\"graph\"",
        " reported 1 of 4 attacks of a</title>",
        "stroke-width=\"2.0\"",
        ">plays 0 agents<",
        "a&quot;b\\c?d&lt;/script&gt;{x=&quot;1&quot;} 2???\xc3\xa9",
        "</main>\n",
        NULL};
    cst_shown of;
    cst_live live = make(&of);
    char *text = state_of(&live);
    expect(text, parts);
    CU_ASSERT_PTR_NULL(strstr(text, "c\nd</script>"));
    free(text);
    live.peers = 0;
    live.came = 0;
    live.ended = true;
    live.findings = NULL;
    text = state_of(&live);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "data-state=\"ended\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "<b>the run has ended</b>"));
    CU_ASSERT_PTR_NULL(strstr(text, "Workers"));
    CU_ASSERT_PTR_NULL(strstr(text, "Peers"));
    CU_ASSERT_PTR_NULL(strstr(text, "Results"));
    free(text);
    cst_shown_free(&of);
}

/* Whether each element that is opened is closed, in order. */
static bool is_closed(const char *text)
{
    char open[64][16];
    size_t depth = 0;
    for (const char *tag = strchr(text, '<'); tag != NULL; tag = strchr(tag + 1, '<')) {
        char name[16];
        const bool closes = tag[1] == '/';
        const char *end = strchr(tag, '>');
        (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(tag + 1 + closes, " />"),
                       tag + 1 + closes);
        if (closes) {
            if (depth == 0 || strcmp(open[--depth], name) != 0) {
                return false;
            }
        } else if (end[-1] != '/' && depth < 64) {
            memcpy(open[depth++], name, sizeof name);
        }
    }
    return depth == 0;
}

static void test_live_page(void)
{
    cst_shown of;
    cst_live live = make(&of);
    char *state = state_of(&live);
    CU_ASSERT(is_closed(state));
    CU_ASSERT_FALSE(is_closed("<p><b></p></b>"));
    cst_caught seen;
    cst_caught_begin(&seen);
    cst_live_page(seen.out, &of.scenario, state);
    cst_caught_end(&seen);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen.text, state));
    CU_ASSERT_PTR_NOT_NULL(strstr(seen.text, "<h1>x.yaml</h1>"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(seen.text, "<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>"));
    CU_ASSERT_PTR_NOT_NULL(strstr(seen.text, "connect-src 'self'; script-src 'sha256-"));
    cst_caught policy;
    cst_caught_begin(&policy);
    cst_live_policy(policy.out, &of.scenario);
    cst_caught_end(&policy);
    *strstr(policy.text, "; frame-ancestors 'none'") = '\0';
    CU_ASSERT_PTR_NOT_NULL(strstr(seen.text, policy.text)); /* the page says the same */
    CU_ASSERT_PTR_NULL(strchr(policy.text, '\n'));
    free(policy.text);
    free(seen.text);
    free(state);
    cst_shown_free(&of);
}

CST_SUITE("live", CST_TEST(test_live_status), CST_TEST(test_live_status_bare),
          CST_TEST(test_live_metrics), CST_TEST(test_live_state), CST_TEST(test_live_page))
