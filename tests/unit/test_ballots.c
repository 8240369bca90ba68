/* SPDX-License-Identifier: MIT
 * Votes in vectors against cst_review_attack, attack by attack, and every width against the
 * baseline. */
#include "monitor/ballots.h"
#include "monitor/review.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <string.h>

enum { ATTACKS = 1003 }; /* no multiple of a side */

static const cst_random source = {.seed = 23};

static void make(cst_model *model, const cst_trial_spec *spec)
{
    cst_error error = {0};
    if (cst_trial_spec_check(spec, &error) != 0) {
        (void)printf("%s: %s\n", error.key, error.text);
        CU_FAIL_FATAL("a spec is wrong");
    }
    CU_ASSERT_EQUAL_FATAL(cst_model_make(model, spec, &error), 0);
}

static cst_trial_spec committee(uint32_t reviewers)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 50;
    spec.rounds = 30;
    spec.protocol.reviewers = reviewers;
    spec.protocol.rule = CST_RULE_ANY;
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rate = 0.2;
    spec.scheming.law.rho = 0.3;
    return spec;
}

static void expect_same(const cst_trial_spec *spec, bool serve)
{
    static uint64_t trial[ATTACKS], place[ATTACKS];
    static cst_votes votes[ATTACKS];
    cst_model model;
    bool same = true;
    make(&model, spec);
    CU_ASSERT_EQUAL(cst_ballots_make(&model).serve, serve);
    for (uint32_t i = 0; i < ATTACKS; i++) {
        trial[i] = i * UINT64_C(1000003);
        place[i] = cst_random_place(i % spec->rounds, i % spec->agents);
    }
    cst_review_attacks(&model, &source, trial, place, ATTACKS, votes);
    for (uint32_t i = 0; i < ATTACKS; i++) {
        const cst_task task = {trial[i], i % spec->rounds, i % spec->agents};
        const cst_votes expected = cst_review_attack(&model, &source, &task, NULL);
        same = same && votes[i].reports == expected.reports &&
               votes[i].abstentions == expected.abstentions;
    }
    CU_ASSERT_TRUE(same);
    cst_model_free(&model);
}

static void test_ballots_are_reviews(void)
{
    static const uint32_t sizes[] = {1, 2, 3, 4, 7, 15};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (int way = 0; way < 6; way++) {
            cst_trial_spec spec = committee(sizes[i]);
            spec.abstain = way % 2 == 1 ? 0.2 : 0.0;
            spec.collusion.probability = way == 2 || way == 3 ? 0.5 : way == 4 ? 0.0 : 1.0;
            spec.leniency = way == 5 ? 0.1 : 0.0;
            expect_same(&spec, true);
        }
    }
}

/* What words at fixed places cannot tell is reviewed one by one. */
static void test_ballots_not_served(void)
{
    cst_trial_spec spec = committee(20);
    expect_same(&spec, false);
    spec = committee(3);
    spec.collusion.strategy = cst_collusion_find("shared-bit");
    expect_same(&spec, false);
    spec = committee(3);
    spec.score_correlation = 0.4;
    spec.score.model = cst_score_find("binormal");
    spec.score.d_prime = 2.0;
    spec.score.fpr = 0.01;
    expect_same(&spec, false);
}

static void test_ballots_widths(void)
{
    cst_trial_spec spec = committee(6);
    spec.abstain = 0.1;
    spec.collusion.probability = 0.7;
    cst_model model;
    make(&model, &spec);
    const cst_ballots ballots = cst_ballots_make(&model);
    for (uint64_t salt = 0; salt < 200; salt++) {
        cst_quads_words words[CST_BALLOTS_QUADS];
        cst_ballots_votes first;
        for (uint32_t i = 0; i < CST_QUADS * CST_BALLOTS_QUADS; i++) {
            const cst_random_quad quad = cst_random_at(&source, salt, i, CST_DRAW_TEST, 0, 0);
            memcpy(&words[i / CST_QUADS].word[i % 4][i % CST_QUADS / 4 * 4], &quad, sizeof quad);
        }
        cst_ballots_count(CST_LANES_BASELINE, &ballots, words, &first);
        for (int width = 0; width <= (int)cst_lanes_best(); width++) {
            cst_ballots_votes votes;
            cst_ballots_count((cst_lanes_width)width, &ballots, words, &votes);
            CU_ASSERT(memcmp(votes.votes, first.votes, sizeof votes.votes) == 0);
            CU_ASSERT(memcmp(votes.open, first.open, sizeof votes.open) == 0);
            CU_ASSERT_EQUAL(votes.any_open, first.any_open);
        }
    }
    cst_model_free(&model);
}

/* A word that is a chance's first leaves the vote open. */
static void test_ballots_ties(void)
{
    const cst_trial_spec spec = committee(3);
    cst_model model;
    make(&model, &spec);
    const cst_ballots ballots = cst_ballots_make(&model);
    for (int width = 0; width <= (int)cst_lanes_best(); width++) {
        for (uint32_t word = 0; word < 4; word++) {
            cst_quads_words words = {{{1}}};
            cst_ballots_votes votes;
            words.word[word][5] = word == 0 ? ballots.scheming[1] : ballots.verdict[0];
            cst_ballots_count((cst_lanes_width)width, &ballots, &words, &votes);
            CU_ASSERT_TRUE(votes.any_open);
            CU_ASSERT(votes.open[5] != 0);
            CU_ASSERT_EQUAL(votes.open[4], 0);
        }
    }
    cst_model_free(&model);
}

CST_SUITE("ballots", CST_TEST(test_ballots_are_reviews), CST_TEST(test_ballots_not_served),
          CST_TEST(test_ballots_widths), CST_TEST(test_ballots_ties))
