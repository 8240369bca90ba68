/* SPDX-License-Identifier: MIT */
#include "scenarios/load/kept.h"
#include "tests/lib/lists.h"
#include "tests/lib/suite.h"

static void test_kept_counts(void)
{
    static cst_joint_counts joint = {.trusted_bins = 2, .untrusted_bins = 3};
    static cst_score_counts score = {.bins = 2, .honest = {5, 6}};
    cst_trial_spec first = cst_trial_spec_default();
    cst_kept *list = NULL;
    first.joint.counts = &joint;
    first.score.counts = &score;
    CU_ASSERT_EQUAL(cst_kept_spec(&list, &first, NULL), 0);
    CU_ASSERT_PTR_NOT_EQUAL(first.joint.counts, &joint);
    CU_ASSERT_PTR_NOT_EQUAL(first.score.counts, &score);
    CU_ASSERT_PTR_NULL(first.trusted.counts);
    cst_trial_spec second = first;
    joint.attack[1][3] = 5;
    second.joint.counts = &joint;
    second.trusted.counts = &score; /* the same as the agents have */
    CU_ASSERT_EQUAL(cst_kept_spec(&list, &second, NULL), 0);
    CU_ASSERT_PTR_NOT_EQUAL(second.joint.counts, first.joint.counts);
    CU_ASSERT_EQUAL(second.joint.counts->attack[1][3], 5);
    CU_ASSERT_EQUAL(first.joint.counts->attack[1][3], 0);
    CU_ASSERT_PTR_EQUAL(second.score.counts, first.score.counts);
    CU_ASSERT_PTR_EQUAL(second.trusted.counts, first.score.counts);
    score.honest[1] = 7;
    second.score.counts = &score;
    CU_ASSERT_EQUAL(cst_kept_spec(&list, &second, NULL), 0);
    CU_ASSERT_EQUAL(second.score.counts->honest[1], 7);
    CU_ASSERT_EQUAL(second.trusted.counts->honest[1], 6);
    cst_kept_free(list);
    cst_kept_free(NULL);
}

/* All that a spec points to; the same is kept once. */
static void test_kept_spec(void)
{
    double joint[] = {0.9, 0.05, 0.05};
    cst_trial_spec first = cst_trial_spec_default();
    cst_kept *list = NULL;
    cst_lineage *lineage = cst_test_lineages(&first.population, 2);
    first.scheming.law.joint = joint;
    first.scheming.law.joint_count = 3;
    cst_trial_spec second = first;
    CU_ASSERT_EQUAL_FATAL(cst_kept_spec(&list, &first, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_kept_spec(&list, &second, NULL), 0);
    CU_ASSERT_PTR_NOT_EQUAL(first.population.lineage, lineage);
    CU_ASSERT_PTR_EQUAL(first.population.lineage, second.population.lineage);
    CU_ASSERT_PTR_EQUAL(first.scheming.law.joint, second.scheming.law.joint);
    CU_ASSERT_PTR_NULL(first.scheming.law.alpha);
    lineage[1].name[0] = 'c';
    joint[2] = 0.06;
    CU_ASSERT_STRING_EQUAL(first.population.lineage[1].name, "b");
    CU_ASSERT_EQUAL(first.scheming.law.joint[2], 0.05);
    cst_kept_free(list);
}

static void test_kept_text(void)
{
    char text[] = "a claim";
    cst_kept *list = NULL;
    const char *first = cst_kept_text(&list, text);
    CU_ASSERT_STRING_EQUAL(first, "a claim");
    CU_ASSERT_PTR_EQUAL(cst_kept_text(&list, text), first);
    text[0] = 'A';
    CU_ASSERT_STRING_EQUAL(cst_kept_text(&list, text), "A claim");
    CU_ASSERT_STRING_EQUAL(first, "a claim");
    cst_kept_free(list);
}

CST_SUITE("kept", CST_TEST(test_kept_counts), CST_TEST(test_kept_spec), CST_TEST(test_kept_text))
