/* SPDX-License-Identifier: MIT
 * What of a trial is told, and how much of it; that the trial is that of the run is in
 * test_replay.c. */
#include "study/story.h"

#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <string.h>

static const char peers[] =
    "trial: {agents: 8, rounds: 30}\nscheming: {rate: 0.05, dependence: beta, rho: 0.2}\n"
    "monitor: {score: {tpr: 0.8, fpr: 0.05}}\nprotocol: {kind: peer-report, reviewers: 2, "
    "penalty: 0.5}\nresponse: {effect: quarantine, refill: 4}\nestimate: {trials: 20}\n";

static void make(cst_story *story, const cst_shown *shown, const cst_story_spec *spec)
{
    CU_ASSERT_EQUAL_FATAL(cst_story_make(story, &shown->scenario, spec, NULL), 0);
}

/* Every fate once: tasks that happened are those whose work was used, discarded or replaced and the
 * attacks, and the counts are those of the events. */
static void test_story_counts(void)
{
    cst_shown shown;
    uint64_t investigations = 0;
    cst_shown_make(&shown, peers);
    for (uint64_t trial = 0; trial < 20; trial++) {
        cst_story story;
        make(&story, &shown, &(cst_story_spec){.trial = trial});
        const uint64_t *count = story.count;
        CU_ASSERT_EQUAL(count[CST_COUNT_PLANNED], 240);
        CU_ASSERT_EQUAL(count[CST_COUNT_TASKS] + count[CST_COUNT_VOID], 240);
        CU_ASSERT_EQUAL(count[CST_COUNT_HONEST_USED] + count[CST_COUNT_HONEST_DISCARDED] +
                            count[CST_COUNT_ATTACKS],
                        count[CST_COUNT_TASKS]);
        CU_ASSERT_EQUAL(count[CST_COUNT_CAUGHT] + count[CST_COUNT_ESCAPED],
                        count[CST_COUNT_ATTACKS]);
        CU_ASSERT_EQUAL(count[CST_COUNT_CAUGHT], count[CST_COUNT_QUARANTINED]);
        CU_ASSERT(cst_story_counts(&story, CST_COUNT_REPORTS));
        CU_ASSERT_FALSE(cst_story_counts(&story, CST_COUNT_REVIEWS));
        CU_ASSERT_EQUAL(story.tells, story.trace.count);
        investigations += count[CST_COUNT_INVESTIGATIONS];
        cst_story_free(&story);
    }
    CU_ASSERT(investigations > 40);
    cst_shown_free(&shown);
}

/* By skip, of tasks that their votes decide on, only attacks are told. */
static void test_story_counts_attacks(void)
{
    cst_shown shown;
    cst_story story;
    cst_shown_make(&shown, "trial: {agents: 50, rounds: 50}\nscheming: {rate: 0.05}\nestimate: "
                           "{trials: 4, method: skip}\n");
    make(&story, &shown, &(cst_story_spec){.trial = 3});
    CU_ASSERT_FALSE(story.trace.honest);
    CU_ASSERT_FALSE(cst_story_counts(&story, CST_COUNT_REPORTS));
    CU_ASSERT_FALSE(cst_story_counts(&story, CST_COUNT_HONEST_USED));
    CU_ASSERT(cst_story_counts(&story, CST_COUNT_ESCAPED));
    CU_ASSERT(story.tells > 50);
    CU_ASSERT_EQUAL(story.count[CST_COUNT_ATTACKS], story.tells);
    cst_story_free(&story);
    cst_shown_free(&shown);
}

/* Of one agent: all events in which it is actor or has another part, and no others. */
static void test_story_one_agent(void)
{
    cst_shown shown;
    cst_story all;
    uint32_t tells = 0;
    uint32_t parts = 0;
    cst_shown_make(&shown, peers);
    make(&all, &shown, &(cst_story_spec){.trial = 1});
    for (uint32_t i = 0; i < all.trace.count; i++) {
        parts += 1 + all.trace.event[i].roles;
        for (uint32_t r = 0; r < all.trace.event[i].roles; r++) {
            /* An agent that is taken out for its own task has one part in two roles. */
            parts -=
                cst_story_roles(&all, &all.trace.event[i])[r].agent == all.trace.event[i].agent;
        }
    }
    for (uint32_t agent = 0; agent < 8; agent++) {
        cst_story one;
        make(&one, &shown, &(cst_story_spec){.trial = 1, .one_agent = true, .agent = agent});
        CU_ASSERT(one.tells > 0 && one.tells < all.tells);
        CU_ASSERT_EQUAL(memcmp(one.count, all.count, sizeof all.count), 0);
        tells += one.tells;
        cst_story_free(&one);
    }
    CU_ASSERT_EQUAL(tells, parts);
    cst_story_free(&all);
    cst_shown_free(&shown);
}

/* Where nobody attacks, the next trial with a schemer is named: those between have none. */
static void test_story_next(void)
{
    static const char *const kinds[] = {"{kind: committee}", "{kind: peer-report}"};
    for (int i = 0; i < 2; i++) {
        char text[300];
        cst_shown shown;
        cst_story story;
        uint64_t trial = 0;
        uint32_t named = 0;
        snprintf(text, sizeof text,
                 "trial: {agents: 10, rounds: 10}\nscheming: {rate: 1e-4}\nprotocol: %s\n"
                 "estimate: {trials: 2000}\n",
                 kinds[i]);
        cst_shown_make(&shown, text);
        for (uint64_t right = 0; trial < 1000; named++) {
            make(&story, &shown, &(cst_story_spec){.trial = trial});
            CU_ASSERT_FATAL(story.has_next == (story.count[CST_COUNT_ATTACKS] == 0));
            right = story.has_next ? story.next : trial + 1;
            cst_story_free(&story);
            for (trial++; trial < right; trial++) {
                make(&story, &shown, &(cst_story_spec){.trial = trial});
                CU_ASSERT_EQUAL(story.count[CST_COUNT_ATTACKS], 0);
                CU_ASSERT_EQUAL(story.next, right);
                cst_story_free(&story);
            }
        }
        CU_ASSERT(named > 5);
        make(&story, &shown, &(cst_story_spec){.trial = 1999});
        CU_ASSERT_FALSE(story.has_next);
        cst_story_free(&story);
        cst_shown_free(&shown);
    }
}

static void test_story_levels(void)
{
    const cst_trace_event reported = {.record = {.reports = 1}};
    cst_trace_event event = reported;
    CU_ASSERT_EQUAL(cst_story_level(&reported), 2);
    event.record.marks = CST_MARK_FLAGGED | CST_MARK_AUDITED;
    CU_ASSERT_EQUAL(cst_story_level(&event), 1);
    event.record.marks |= CST_MARK_OUT;
    CU_ASSERT_EQUAL(cst_story_level(&event), 0);
    event = reported;
    event.record.fate = CST_HONEST_DISCARDED;
    CU_ASSERT_EQUAL(cst_story_level(&event), 1);
    event.found = true;
    CU_ASSERT_EQUAL(cst_story_level(&event), 0);
    event = reported;
    event.schemes = true;
    CU_ASSERT_EQUAL(cst_story_level(&event), 0);
    CU_ASSERT_EQUAL(cst_story_level(&(cst_trace_event){.kind = CST_TRACE_PENALTY}), 1);
    CU_ASSERT_EQUAL(cst_story_level(&(cst_trace_event){.kind = CST_TRACE_BACK}), 0);
    CU_ASSERT_STRING_EQUAL(cst_story_fate(CST_CAUGHT), "caught");
    CU_ASSERT_STRING_EQUAL(cst_story_fate(CST_HONEST_USED), "used");
}

static void test_story_errors(void)
{
    cst_shown shown;
    cst_story story;
    cst_error error = {0};
    cst_shown_make(&shown, peers);
    CU_ASSERT_EQUAL(cst_story_make(&story, &shown.scenario, &(cst_story_spec){.trial = 20}, &error),
                    CST_ERR_USAGE);
    CU_ASSERT_STRING_EQUAL(error.text,
                           "trace --trial: expected 0 to 19, as estimate.trials is 20, found 20; "
                           "more are there with --set estimate.trials=21");
    cst_story_free(&story);
    CU_ASSERT_EQUAL(cst_story_make(&story, &shown.scenario,
                                   &(cst_story_spec){.one_agent = true, .agent = 8}, &error),
                    CST_ERR_USAGE);
    CU_ASSERT_STRING_EQUAL(error.text,
                           "trace --agent: expected 0 to 7, as trial.agents is 8, found 8");
    cst_story_free(&story);
    cst_shown_free(&shown);
    cst_shown_make(&shown, "estimate: {method: strata}\n");
    CU_ASSERT_EQUAL(cst_story_make(&story, &shown.scenario, &(cst_story_spec){.trial = 0}, &error),
                    CST_ERR_METHOD);
    CU_ASSERT_STRING_EQUAL(error.file, "x.yaml");
    cst_story_free(&story);
    cst_shown_free(&shown);
}

CST_SUITE("story", CST_TEST(test_story_counts), CST_TEST(test_story_counts_attacks),
          CST_TEST(test_story_one_agent), CST_TEST(test_story_next), CST_TEST(test_story_levels),
          CST_TEST(test_story_errors))
