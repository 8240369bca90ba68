/* SPDX-License-Identifier: MIT */
#include "scenarios/load/identity.h"
#include "tests/lib/caught.h"
#include "tests/lib/suite.h"

#include <stdlib.h>
#include <string.h>

static const char settings[] =
    "\"trial\":{\"agents\":1000,\"rounds\":100},\"population\":[{\"lineage\":\"a\",\"share\":1}],"
    "\"scheming\":{\"rate\":0.001,\"dependence\":\"independent\",\"scope\":\"task\","
    "\"across\":\"population\",\"propensity\":\"fixed\",\"awareness\":0},"
    "\"attack\":{\"policy\":\"always\",\"severity\":{\"least\":1,\"most\":1}},"
    "\"monitor\":{\"score\":{\"model\":\"threshold\",\"tpr\":0.9,\"fpr\":0.01},\"abstain\":0,"
    "\"leniency\":0,\"score_correlation\":0,\"staleness\":0},"
    "\"collusion\":{\"strategy\":\"always-pass\",\"probability\":1},"
    "\"protocol\":{\"kind\":\"committee\",\"reviewers\":3,\"rule\":\"majority\","
    "\"assign\":\"random\",\"audit\":{\"success\":1,\"flagged\":1,\"budget\":0,\"capacity\":0,\"min"
    "utes\":10},"
    "\"flagged_work\":\"discard\",\"honeypots\":{\"share\":0},\"jamming\":{\"cost\":0}},"
    "\"response\":{\"effect\":\"none\"},";

/* The same with the keys that nothing uses, written by hand from docs/scenario.md. */
static const char all_settings[] =
    "\"trial\":{\"agents\":1000,\"rounds\":100},\"population\":[{\"lineage\":\"a\",\"share"
    "\":1}],\"scheming\":{\"rate\":0.001,\"dependence\":\"independent\",\"latent\":{\"model"
    "\":0,\"version\":0,\"context\":0,\"time\":0},\"scope\":\"task\",\"across\":\"populatio"
    "n\",\"propensity\":\"fixed\",\"never\":0,\"consistent\":0,\"consistent_rate\":1,\"awar"
    "eness\":0,\"watched_factor\":1,\"honeypot_recognition\":0},\"attack\":{\"policy\":\"al"
    "ways\",\"classes\":8,\"share\":1,\"correlation\":0,\"candidates\":1,\"pace\":1,\"wait"
    "\":0,\"successes\":0,\"steps\":1,\"severity\":{\"least\":1,\"most\":1}},\"monitor\":{"
    "\"score\":{\"model\":\"threshold\",\"tpr\":0.9,\"fpr\":0.01,\"honest_unscored\":0,\"at"
    "tack_unscored\":0},\"trusted\":{\"score\":{\"model\":\"threshold\",\"tpr\":0.9,\"fpr\""
    ":0.01,\"honest_unscored\":0,\"attack_unscored\":0}},\"abstain\":0,\"leniency\":0,\"sco"
    "re_correlation\":0,\"staleness\":0},\"collusion\":{\"strategy\":\"always-pass\",\"prob"
    "ability\":1,\"signal\":1,\"agreement\":0.22,\"chance\":0,\"visible\":0,\"auc\":0.98,\""
    "mistaken\":0.02,\"accuse\":1,\"members\":2,\"start\":1,\"h0\":0.0085,\"h1\":0.142,"
    "\"ceiling\":0.906,\"habit\":4.8,\"forget\":0,\"memory\":0,\"wipe\":0,"
    "\"episode\":\"review\",\"shared_memory\":\"pair\"},\"protocol\":{\"kind\":\"commi"
    "ttee\",\"reviewers\":3,\"rule\":\"majority\",\"votes\":1,\"assign\":\"random\",\"audit"
    "\":{\"success\":1,\"share\":0.02,\"flagged\":1,\"budget\":0,\"capacity\":0,\"min"
    "utes\":10},\"flagged_"
    "work\":\"discard\",\"quorum\":\"all\",\"first\":10,\"replace\":0.05,\"edit_success\":1"
    ",\"trusted_quality\":0,\"samples\":4,\"statistic\":\"max\",\"delay\":1,\"harm_rate\":0"
    ",\"prior\":0.01,\"suspect\":0.5,\"supposed_rate\":0.01,\"investigate\":2,\"penalty\":1"
    ",\"recover\":0,\"expire\":0,\"depth\":2,\"escalate\":0.5,\"honeypots\":{\"share\":0,\"slack\":"
    "5,\"classes\":\"drawn\"},\"jamming\":{\"strength\":0,\"cost\":0}},\"response\":{\"on\":"
    "\"catch\",\"effe"
    "ct\":\"none\",\"latency\":0,\"window\":0,\"refill\":0},";

static char *text_of(const cst_draft *draft, const cst_inputs *uncertain)
{
    cst_caught seen;
    cst_caught_begin(&seen);
    cst_identity_write(draft, uncertain, seen.out);
    cst_caught_end(&seen);
    return seen.text;
}

/* The bytes of the defaults are frozen for this version of the model. */
static void test_identity_defaults(void)
{
    cst_draft draft;
    cst_draft_init(&draft);
    char expected[4096];
    (void)snprintf(expected, sizeof expected,
                   "{\"model_version\":6,%s\"estimate\":{\"method\":\"auto\"}}", settings);
    char *text = text_of(&draft, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_STRING_EQUAL(text, expected);
    free(text);
    (void)snprintf(expected, sizeof expected,
                   "{\"claim\":\"a \\\"b\\\"\",%s\"estimate\":{\"trials\":1000,\"seed\":1,"
                   "\"stream\":0,\"method\":\"auto\",\"confidence\":0.95,\"tail\":0.95}}",
                   all_settings);
    draft.claim = "a \"b\"";
    text = text_of(&draft, &(cst_inputs){0});
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_STRING_EQUAL(text, expected);
    free(text);
}

static void test_identity_nested_sections(void)
{
    cst_draft draft;
    cst_draft_init(&draft);
    draft.trial.protocol.kind = cst_protocol_find("trusted-monitor");
    char *text = text_of(&draft, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"monitor\":{\"trusted\":{\"score\":{\"model\":"
                                        "\"threshold\",\"tpr\":0.9,\"fpr\":0.01}},\"abstain\":0},"
                                        "\"protocol\":{"));
    free(text);
}

static void test_identity_hash(void)
{
    char id[65];
    cst_identity_hash("abc", id);
    CU_ASSERT_STRING_EQUAL(id, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

CST_SUITE("identity", CST_TEST(test_identity_defaults), CST_TEST(test_identity_nested_sections),
          CST_TEST(test_identity_hash))
