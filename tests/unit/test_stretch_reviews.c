/* SPDX-License-Identifier: MIT
 * Covers: stretch
 * Reviews by the word against the same reviews one by one, in stretches that start and end
 * anywhere, for work that is plain and work that is not. */
#include "estimate/sample/lists.h"
#include "estimate/sample/stretch.h"
#include "tests/lib/suite.h"

#include <string.h>

enum { AGENTS = 3000, WORDS = 40, FIRST_TASK = 640 };

static const uint32_t firsts[] = {0, 1, 63, 65, 256, 300, 900};
static const uint32_t lengths[] = {1, 2, 63, 64, 65, 300, 1000, 2100};

typedef struct planes {
    uint8_t attack[8 * WORDS];
    uint8_t reports[CST_PLANES][8 * WORDS], abstentions[CST_PLANES][8 * WORDS];
    uint8_t list[8 * 64 * WORDS];
} planes;

static uint32_t count_at(uint8_t (*count)[8 * WORDS], uint64_t at)
{
    const uint8_t *of[CST_PLANES];
    for (uint32_t i = 0; i < CST_PLANES; i++) {
        of[i] = count[i];
    }
    return cst_plane_count(of, at);
}

/* Every fifth task is an attack, whatever the draws. */
static void expect_stretch(const cst_model *model, const cst_stretch *of)
{
    static planes bits;
    const cst_random random = {.seed = 3};
    cst_stretch_planes to = {.attack = bits.attack, .schemers = bits.list, .first = FIRST_TASK};
    bool same = true;
    uint32_t listed = 0;
    memset(&bits, 0, sizeof bits);
    for (uint32_t i = 0; i < CST_PLANES; i++) {
        to.reports[i] = model->slots >> i != 0 ? bits.reports[i] : NULL;
        to.abstentions[i] =
            model->abstain > 0.0 && model->slots >> i != 0 ? bits.abstentions[i] : NULL;
    }
    for (uint64_t i = 0; i < of->agents; i += 5) {
        cst_plane_or(bits.attack, of->at + i, 1);
    }
    const uint32_t entries = cst_stretch_review(model, &random, NULL, of, &to);
    for (uint64_t at = 0; at < 64 * WORDS; at++) {
        cst_votes expected = {.reports = 0};
        if (at >= of->at && at < of->at + of->agents) {
            const cst_task task = {of->trial, of->round, of->first + (uint32_t)(at - of->at)};
            expected = (at - of->at) % 5 == 0 ? cst_review_attack(model, &random, &task, NULL)
                                              : cst_review_honest(model, &random, &task, NULL);
        }
        same = same && expected.reports == count_at(bits.reports, at) &&
               expected.abstentions == count_at(bits.abstentions, at);
        if (expected.schemers > 0) { /* of attacks alone, in their order */
            const cst_entry entry =
                cst_entry_unpack(cst_batch_word(bits.list + sizeof(uint64_t) * listed++));
            same = same && entry.task == FIRST_TASK + at && entry.schemers == expected.schemers &&
                   entry.told == expected.told;
        }
    }
    CU_ASSERT_TRUE(same);
    CU_ASSERT_EQUAL(entries, listed);
}

static void expect_all(const cst_trial_spec *spec, bool plain, bool withheld)
{
    cst_model model;
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, spec, NULL), 0);
    CU_ASSERT_EQUAL(cst_review_honest_plain(&model), plain);
    CU_ASSERT(!plain || cst_review_honest_withheld(&model) == withheld);
    for (uint32_t i = 0; i < sizeof firsts / sizeof firsts[0]; i++) {
        for (uint32_t j = 0; j < sizeof lengths / sizeof lengths[0]; j++) {
            const uint64_t at = (i * 31 + j * 7) % 64;
            const cst_stretch of = {.trial = i,
                                    .round = j,
                                    .first = firsts[i],
                                    .agents = lengths[j],
                                    .at = at,
                                    .words = (at + lengths[j] + 63) / 64};
            expect_stretch(&model, &of);
        }
    }
    cst_model_free(&model);
}

static cst_trial_spec committee(uint32_t reviewers, const char *strategy)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = AGENTS;
    spec.scheming.law.rate = 0.2;
    spec.score.fpr = 0.03;
    spec.protocol.reviewers = reviewers;
    spec.collusion.strategy = cst_collusion_find(strategy);
    return spec;
}

static void test_stretch_reviews_plain(void)
{
    static const uint32_t crews[] = {1, 2, 3, 7, 32};
    for (size_t i = 0; i < sizeof crews / sizeof crews[0]; i++) {
        cst_trial_spec spec = committee(crews[i], "none");
        expect_all(&spec, true, false);
        spec = committee(crews[i], "always-pass");
        expect_all(&spec, true, true);
        spec = committee(crews[i], "shared-bit");
        expect_all(&spec, true, true);
        spec.score.fpr = i % 2 == 0 ? 0.0 : 1.0;
        expect_all(&spec, true, true);
    }
}

static void test_stretch_reviews_apart(void)
{
    cst_trial_spec spec = committee(3, "always-pass");
    spec.abstain = 0.1;
    expect_all(&spec, false, true);
    spec = committee(3, "false-accusation");
    spec.collusion.accuse = 0.3;
    expect_all(&spec, false, true);
    spec = committee(3, "none");
    spec.score_correlation = 0.5;
    spec.score.model = cst_score_find("binormal");
    spec.score.d_prime = 2.0;
    expect_all(&spec, false, false);
}

CST_SUITE("stretch_reviews", CST_TEST(test_stretch_reviews_plain),
          CST_TEST(test_stretch_reviews_apart))
