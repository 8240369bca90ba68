/* SPDX-License-Identifier: MIT
 * Covers: keys choices describe uses. */
#include "scenarios/load/choices.h"
#include "scenarios/load/scenario.h"
#include "scenarios/load/schema.h"
#include "scenarios/load/value.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_used(const cst_key *key, const cst_draft *draft)
{
    const cst_uses uses = cst_uses_of(draft);
    return cst_key_used(key, &uses);
}

static void test_schema_rows(void)
{
    size_t count = 0;
    cst_draft draft;
    cst_draft_init(&draft);
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        CU_ASSERT_PTR_EQUAL(cst_key_find(key->path), key); /* so no path is there twice */
        CU_ASSERT_EQUAL(cst_key_index(key), count++);
        CU_ASSERT_PTR_NOT_NULL(key->meaning);
        CU_ASSERT_TRUE((key->kind == CST_KEY_CHOICE) == (key->choice != NULL));
        CU_ASSERT_TRUE((key->kind == CST_KEY_CHOICE) == (key->range.words == NULL));
        CU_ASSERT_TRUE((key->use == CST_USE_ALWAYS) == (key->when == NULL));
        CU_ASSERT_PTR_NULL(strchr(key->meaning, '|')); /* it stands in a table */
        CU_ASSERT_TRUE(key->owner == NULL || cst_key_find(key->owner) != NULL);
        /* A key without a default is called for by another, says where counts are, is a
         * mechanism's list, or asks for something. */
        CU_ASSERT_TRUE(cst_value_is_set(key, &draft) || key->owner != NULL ||
                       (key->flags & CST_KEY_ASKED) != 0 ||
                       strstr(key->when, "histogram") != NULL ||
                       strstr(key->when, "trusted-and-untrusted") != NULL ||
                       strstr(key->when, "alpha-factor") != NULL ||
                       (key->use == CST_USE_OF_MECHANISM && key->kind == CST_KEY_REALS));
    }
    CU_ASSERT(count > 100);
    /* The keys of a lineage have places of their own behind those. */
    for (const cst_key *key = cst_lineage_keys(); key->path != NULL; key++) {
        CU_ASSERT_EQUAL(cst_key_index(key), ++count);
        CU_ASSERT_PTR_NULL(cst_key_find(key->path));
        CU_ASSERT_TRUE((key->use == CST_USE_ALWAYS) == (key->when == NULL));
    }
}

/* Every law's shape is a key, used under that law alone. */
static void test_schema_shapes(void)
{
    cst_draft draft;
    size_t count = 0;
    cst_draft_init(&draft);
    for (size_t i = 0; cst_laws[i] != NULL; i++) {
        const cst_parameter *const *row = cst_laws[i]->shape;
        draft.trial.scheming.law.law = cst_laws[i];
        for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
            if (key->parameter != NULL && strncmp(key->path, "scheming.", 9) == 0) {
                CU_ASSERT_EQUAL(is_used(key, &draft), cst_parameters_have(row, key->parameter));
                count += is_used(key, &draft);
            }
        }
        for (; *row != NULL; row++) {
            CU_ASSERT_EQUAL(cst_key_find((*row)->key)->offset,
                            offsetof(cst_draft, trial.scheming.law) + (*row)->offset);
        }
    }
    CU_ASSERT(count >= 14);
    const cst_key *rho = cst_key_find("scheming.rho");
    const cst_key *hit = cst_key_find("scheming.hit");
    CU_ASSERT_STRING_EQUAL(rho->owner, "scheming.dependence");
    CU_ASSERT_STRING_EQUAL(rho->when,
                           "under dependence beta, for lineages without a rho of their own");
    CU_ASSERT(rho->guess == CST_GUESS_ALL && hit->guess == CST_GUESS_BY_RANGE);
    CU_ASSERT_PTR_NULL(cst_key_find("scheming.latent.time")->owner); /* it has a default */
}

/* Every protocol's parameters are keys, in the order of its table, used under it alone. */
static void test_schema_parameters(void)
{
    cst_draft draft;
    cst_draft_init(&draft);
    for (size_t i = 0; cst_protocols[i] != NULL; i++) {
        const cst_parameter *const *row = cst_protocols[i]->parameter;
        draft.trial.protocol.kind = cst_protocols[i];
        for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
            if (key->parameter != NULL && strncmp(key->path, "protocol.", 9) == 0) {
                CU_ASSERT_EQUAL(is_used(key, &draft), cst_parameters_have(row, key->parameter));
            }
        }
        for (size_t j = 0; row[j] != NULL; j++) {
            const cst_key *key = cst_key_find(row[j]->key);
            CU_ASSERT_EQUAL(key->offset, offsetof(cst_draft, trial.protocol) + row[j]->offset);
            CU_ASSERT(j == 0 || key > cst_key_find(row[j - 1]->key));
        }
    }
    const cst_key *replace = cst_key_find("protocol.replace");
    CU_ASSERT_STRING_EQUAL(replace->when, "under kind defer, trusted-edit, adaptive");
    CU_ASSERT_EQUAL(replace->flags, 0);
    CU_ASSERT_EQUAL(cst_key_find("protocol.harm_rate")->flags, CST_KEY_WORLD);
}

/* The trusted monitor's keys of a score model are those of the reviewers, for scores of its own. */
static void test_schema_scores(void)
{
    static const char own[] = "monitor.score.";
    size_t count = 0;
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        if (strncmp(key->path, own, strlen(own)) != 0) {
            continue;
        }
        char path[96];
        (void)snprintf(path, sizeof path, "monitor.trusted.score.%s", key->path + strlen(own));
        const cst_key *trusted = cst_key_find(path);
        CU_ASSERT_PTR_NOT_NULL_FATAL(trusted);
        CU_ASSERT(trusted->kind == key->kind && trusted->flags == key->flags);
        CU_ASSERT_PTR_EQUAL(trusted->meaning, key->meaning);
        CU_ASSERT_NOT_EQUAL(strcmp(trusted->when, key->when), 0);
        count++;
    }
    CU_ASSERT_EQUAL(count, 16);
    cst_draft draft;
    cst_draft_init(&draft);
    const cst_key *a1 = cst_key_find("monitor.trusted.score.a1");
    CU_ASSERT_EQUAL(a1->offset, offsetof(cst_draft, trial.trusted.a1));
    CU_ASSERT_STRING_EQUAL(a1->owner, "monitor.trusted.score.model");
    CU_ASSERT_STRING_EQUAL(a1->when, "under model beta, under every kind with a trusted monitor");
    CU_ASSERT_EQUAL(cst_key_find("monitor.trusted.score.set")->offset,
                    offsetof(cst_draft, trusted_counts.set));
    CU_ASSERT_EQUAL(cst_key_find("monitor.score.attack")->length,
                    offsetof(cst_draft, counts.attack));
    CU_ASSERT_STRING_EQUAL(cst_key_find("monitor.trusted.score.tpr")->axis,
                           "TPR of the trusted monitor");
    draft.trial.protocol.kind = cst_protocol_find("trusted-monitor");
    draft.trial.score.model = cst_score_find("beta");
    CU_ASSERT_FALSE(is_used(a1, &draft));
    draft.trial.trusted.model = cst_score_find("beta");
    CU_ASSERT_TRUE(is_used(a1, &draft));
    CU_ASSERT_FALSE(is_used(cst_key_find("monitor.score.a1"), &draft));
}

static void test_schema_sections(void)
{
    CU_ASSERT_TRUE(cst_key_is_section("monitor"));
    CU_ASSERT_TRUE(cst_key_is_section("monitor.trusted.score"));
    CU_ASSERT_FALSE(cst_key_is_section("monitor.scor"));
    CU_ASSERT_FALSE(cst_key_is_section("monitor.abstain"));
    CU_ASSERT_FALSE(cst_key_is_section("population"));
}

static void test_schema_used(void)
{
    cst_draft draft;
    cst_draft_init(&draft);
    const cst_key *rho = cst_key_find("scheming.rho");
    const cst_key *quorum = cst_key_find("protocol.quorum");
    CU_ASSERT_FALSE(is_used(rho, &draft)); /* independent */
    draft.trial.scheming.law.law = cst_law_find("beta");
    CU_ASSERT_TRUE(is_used(rho, &draft));
    CU_ASSERT_FALSE(is_used(cst_key_find("scheming.hit"), &draft));
    CU_ASSERT_FALSE(is_used(quorum, &draft));
    draft.trial.abstain = 0.1;
    CU_ASSERT_TRUE(is_used(quorum, &draft));
    draft.trial.protocol.rule = CST_RULE_ANY;
    CU_ASSERT_FALSE(is_used(quorum, &draft));
    CU_ASSERT_FALSE(is_used(cst_key_find("response.on"), &draft));
    draft.trial.response.effect = CST_EFFECT_END_TRIAL;
    CU_ASSERT_TRUE(is_used(cst_key_find("response.on"), &draft));
    draft.trial.protocol.kind = cst_protocol_find("trusted-monitor");
    CU_ASSERT_FALSE(is_used(rho, &draft));
    CU_ASSERT_FALSE(is_used(cst_key_find("monitor.score.tpr"), &draft));
    CU_ASSERT_TRUE(is_used(cst_key_find("monitor.trusted.score.tpr"), &draft));
    CU_ASSERT_TRUE(is_used(cst_key_find("protocol.audit.success"), &draft));
    CU_ASSERT_FALSE(is_used(cst_key_find("protocol.audit.share"), &draft));
    draft.trial.protocol.kind = cst_protocol_find("none");
    CU_ASSERT_FALSE(is_used(cst_key_find("response.effect"), &draft));
    CU_ASSERT_FALSE(is_used(cst_key_find("protocol.audit.success"), &draft));
    CU_ASSERT_FALSE(is_used(cst_key_find("monitor.abstain"), &draft));
    CU_ASSERT_TRUE(is_used(cst_key_find("scheming.rate"), &draft));
}

static void test_schema_unknown_errors(void)
{
    static const struct {
        const char *path, *says;
    } cases[] = {
        {"scheming.rte", "unknown key; the nearest known one is scheming.rate"},
        {"protocl", "unknown key; the nearest known one is protocol"},
        {"swep", "unknown key; the nearest known one is sweep"},
        {"monitor.rho", "unknown key; the nearest known one is scheming.rho"},
        {"protocol.rewiewers", "unknown key; the nearest known one is protocol.reviewers"},
        {"zzzzzzzz", "unknown key"},
        {"attack-surface", "not available in this version"},
        {"estimate.stop.decide", "--decide of custodes compare"},
        {"uncertanty", "unknown key; the nearest known one is uncertainty"},
        {"estimate.half_width", "it is estimate.stop.half_width"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_error error = {0};
        CU_ASSERT_EQUAL(cst_key_unknown(cases[i].path, &error), CST_ERR_SCENARIO);
        CU_ASSERT_STRING_EQUAL(error.key, cases[i].path);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].says));
    }
}

static void test_schema_choices(void)
{
    size_t choices = 0;
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        const cst_choice *choice = key->choice;
        if (choice == NULL) {
            continue;
        }
        cst_draft draft;
        cst_draft_init(&draft);
        uint32_t names = 0;
        for (; choice->item(names).name != NULL; names++) {
            cst_choice_set(choice, &draft, names);
            CU_ASSERT_TRUE(cst_choice_get(choice, &draft) == names || choice->item(1).name == NULL);
            CU_ASSERT_EQUAL(cst_choice_find(choice, choice->item(names).name), (int)names);
        }
        CU_ASSERT_TRUE(names > 0);
        CU_ASSERT_EQUAL(cst_choice_find(choice, "no such name"), -1);
        choices++;
    }
    CU_ASSERT_EQUAL(choices, 22);
    char list[64];
    CU_ASSERT_STRING_EQUAL(cst_choice_list(&cst_choice_rule, list, sizeof list),
                           "any, majority, all, r-of-k");
}

/* docs/scenario.md is what cst_scenario_describe writes. */
static void test_schema_page(void)
{
    char *page = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&page, &size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    cst_scenario_describe(out);
    (void)fclose(out);
    FILE *in = fopen(CST_SOURCE_DIR "/docs/scenario.md", "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    char *shipped = calloc(1, size + 2);
    CU_ASSERT_PTR_NOT_NULL_FATAL(shipped);
    (void)fread(shipped, 1, size + 1, in);
    (void)fclose(in);
    CU_ASSERT_STRING_EQUAL(shipped, page);
    if (strcmp(shipped, page) != 0) {
        out = fopen(CST_BINARY_DIR "/scenario.new.md", "w");
        CU_ASSERT_PTR_NOT_NULL_FATAL(out);
        (void)fputs(page, out);
        (void)fclose(out);
        (void)fprintf(stderr, "compare %s with %s\n", CST_SOURCE_DIR "/docs/scenario.md",
                      CST_BINARY_DIR "/scenario.new.md");
    }
    free(shipped);
    free(page);
}

CST_SUITE("schema", CST_TEST(test_schema_rows), CST_TEST(test_schema_shapes),
          CST_TEST(test_schema_parameters), CST_TEST(test_schema_scores),
          CST_TEST(test_schema_sections), CST_TEST(test_schema_used),
          CST_TEST(test_schema_unknown_errors), CST_TEST(test_schema_choices),
          CST_TEST(test_schema_page))
