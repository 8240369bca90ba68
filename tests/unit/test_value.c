/* SPDX-License-Identifier: MIT */
#include "scenarios/load/kept.h"
#include "scenarios/load/schema.h"
#include "scenarios/load/value.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cst_kept *kept; /* what is read into drafts */

/* Reads "value" for a key; the error's text, or "" where it was taken. */
static int read_value(const char *path, const char *value, cst_draft *draft, cst_error *error)
{
    cst_yaml yaml = {0};
    const cst_key *key = cst_key_find(path);
    CU_ASSERT_PTR_NOT_NULL_FATAL(key);
    *error = (cst_error){0};
    CU_ASSERT_EQUAL_FATAL(
        cst_yaml_parse(&yaml, "x.yaml", true, value, strlen(value), CST_ERR_SCENARIO, error), 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(yaml.root);
    draft->kept = &kept;
    int code = cst_value_read(key, draft, yaml.root, error);
    char text[64] = "";
    if (code == 0 && key->kind < CST_KEY_REALS && key->kind != CST_KEY_TEXT) {
        (void)cst_value_text(key, draft, text, sizeof text);
        CU_ASSERT_NOT_EQUAL(text[0], '\0');
    }
    cst_yaml_free(&yaml);
    return code;
}

static void test_value_read(void)
{
    cst_draft draft;
    cst_error error;
    cst_draft_init(&draft);
    CU_ASSERT_EQUAL(read_value("trial.agents", "1_000_000", &draft, &error), 0);
    CU_ASSERT_EQUAL(draft.trial.agents, 1000000);
    CU_ASSERT_EQUAL(read_value("trial.rounds", "2147483648", &draft, &error), 0);
    CU_ASSERT_EQUAL(draft.trial.rounds, UINT32_C(2147483648));
    CU_ASSERT_EQUAL(read_value("scheming.rate", "1e-12", &draft, &error), 0);
    CU_ASSERT_EQUAL(draft.trial.scheming.law.rate, 1e-12);
    CU_ASSERT_EQUAL(read_value("estimate.seed", "9223372036854775807", &draft, &error), 0);
    CU_ASSERT_EQUAL(draft.estimate.seed, INT64_MAX);
    CU_ASSERT_EQUAL(read_value("scheming.dependence", "common-cause", &draft, &error), 0);
    CU_ASSERT_STRING_EQUAL(draft.trial.scheming.law.law->name, "common-cause");
    CU_ASSERT_EQUAL(read_value("protocol.rule", "\"r-of-k\"", &draft, &error), 0);
    CU_ASSERT_EQUAL(draft.trial.protocol.rule, CST_RULE_R_OF_K);
    CU_ASSERT_EQUAL(read_value("scheming.joint", "[0.9, 0.05, 5e-2]", &draft, &error), 0);
    CU_ASSERT_EQUAL(draft.trial.scheming.law.joint_count, 3);
    CU_ASSERT_EQUAL(draft.trial.scheming.law.joint[2], 0.05);
    CU_ASSERT_EQUAL(read_value("monitor.score.honest", "[3, 2, 0]", &draft, &error), 0);
    CU_ASSERT_EQUAL(draft.counts.honest, 3);
    CU_ASSERT_EQUAL(draft.counts.list.honest[1], 2);
    CU_ASSERT_EQUAL(read_value("population",
                               "[{lineage: x, share: 0.25, tpr: 0.5}, {lineage: y, share: 0.75}]",
                               &draft, &error),
                    0);
    CU_ASSERT_EQUAL(draft.trial.population.lineages, 2);
    CU_ASSERT_STRING_EQUAL(draft.trial.population.lineage[1].name, "y");
    CU_ASSERT_EQUAL(draft.trial.population.lineage[0].tpr, 0.5);
    CU_ASSERT_TRUE(draft.trial.population.lineage[1].tpr != draft.trial.population.lineage[1].tpr);
}

static void test_value_read_errors(void)
{
    static const struct {
        const char *path, *value, *says;
    } cases[] = {
        {"protocol.reviewers", "80%", "expected a whole number from 1 to 32, found '80%'"},
        {"protocol.reviewers", "33", "expected a whole number from 1 to 32, found '33'"},
        {"protocol.reviewers", "0", "expected a whole number from 1 to 32, found '0'"},
        {"protocol.reviewers", "\"3\"", "found the text '3'"},
        {"protocol.reviewers", "[3]", "found a list"},
        {"scheming.rate", "80%", "expected a probability from 0 to 1, found '80%'"},
        {"scheming.rate", "1.5", "expected a probability from 0 to 1, found '1.5'"},
        {"scheming.rate", "-1e-3", "expected a probability from 0 to 1, found '-1e-3'"},
        {"scheming.rate", ".nan", "expected a probability from 0 to 1, found '.nan'"},
        {"scheming.rate", ".inf", "expected a probability from 0 to 1, found '.inf'"},
        {"scheming.rate", "{a: 1}", "found a map"},
        {"scheming.rate", "''", "found the text ''"},
        {"estimate.confidence", "1", "a number from 1e-9 up to below 1, found '1'"},
        {"estimate.seed", "9223372036854775808", "found '9223372036854775808'"},
        {"estimate.seed", "-1", "found '-1'"},
        {"response.latency", "0.5", "expected a whole number from 0 to 1e6, found '0.5'"},
        {"scheming.dependence", "bta", "found 'bta'; the nearest is beta"},
        {"estimate.method", "exact", "expected one of auto, naive, skip, strata, "},
        {"scheming.scope", "rund", "expected one of task, round, trial; found 'rund'; the nearest"},
        {"collusion.strategy", "zzz", "expected one of none, always-pass, "},
        {"protocol.rule", "[any]", "expected one of any, majority, all, r-of-k, found a list"},
        {"scheming.joint", "[0.5, x]", "found 'x'"},
        {"scheming.joint", "[0.5, -1]", "found '-1'"},
        {"monitor.score.honest", "[1, 2.5]", "found '2.5'"},
        {"monitor.joint.honest", "[1, 2]", "expected a list of 2 to 65 lists of 2 to 65 counts"},
        {"monitor.joint.honest", "[[1, 2]]", "found a list"},
        {"monitor.joint.honest", "[[1, 2], [1]]", "found a list"},
        {"monitor.joint.honest", "[[1, 2], [1, 2, 3]]",
         "expected 2 counts, as many as in the first list, found 3"},
        {"monitor.joint.attack", "[[1, 2], [1, -2]]", "found '-2'"},
        {"population", "[]", "expected a list of 1 to 16 lineages"},
        {"population", "[a]", "expected a map such as"},
        {"population", "[{lineage: a}]", "found no 'share'"},
        {"population", "[{share: 1}]", "found no 'lineage'"},
        {"population", "[{lineage: a, share: 1, shr: 2}]", "unknown key 'shr' of a lineage"},
        {"population", "[{lineage: a, share: 1, tpr: 2}]", "found '2'"},
        {"population", "[{lineage: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, share: 1}]", "31 bytes"},
        {"claim", "\"a \\e b\"", "expected a text"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_draft draft;
        cst_error error;
        cst_draft_init(&draft);
        CU_ASSERT_EQUAL(read_value(cases[i].path, cases[i].value, &draft, &error),
                        CST_ERR_SCENARIO);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].says));
        CU_ASSERT_STRING_EQUAL(error.file, "x.yaml");
        CU_ASSERT_EQUAL(error.line, 1);
        if (strstr(error.text, cases[i].says) == NULL) {
            (void)fprintf(stderr, "%s: %s: said '%s'\n", cases[i].path, cases[i].value, error.text);
        }
    }
}

/* Every key's default, written as a value, reads as itself. */
static void test_value_defaults_round_trip(void)
{
    size_t tried = 0;
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        char before[128];
        char after[128];
        cst_draft draft;
        cst_error error;
        cst_draft_init(&draft);
        if (key->kind >= CST_KEY_REALS || !cst_value_is_set(key, &draft) ||
            key->kind == CST_KEY_TEXT) {
            continue;
        }
        (void)cst_value_text(key, &draft, before, sizeof before);
        CU_ASSERT_EQUAL(read_value(key->path, before, &draft, &error), 0);
        (void)cst_value_text(key, &draft, after, sizeof after);
        CU_ASSERT_STRING_EQUAL(before, after);
        tried++;
    }
    CU_ASSERT_TRUE(tried > 30);
}

static void test_value_copy(void)
{
    cst_draft from;
    cst_draft to;
    cst_error error;
    cst_draft_init(&from);
    cst_draft_init(&to);
    CU_ASSERT_EQUAL(read_value("scheming.joint", "[0.5, 0.25]", &from, &error), 0);
    CU_ASSERT_EQUAL(read_value("scheming.dependence", "table", &from, &error), 0);
    cst_value_copy(cst_key_find("scheming.joint"), &to, &from);
    cst_value_copy(cst_key_find("scheming.dependence"), &to, &from);
    CU_ASSERT_EQUAL(to.trial.scheming.law.joint_count, 2);
    CU_ASSERT_EQUAL(to.trial.scheming.law.joint[1], 0.25);
    CU_ASSERT_STRING_EQUAL(to.trial.scheming.law.law->name, "table");
}

static void test_value_json_string(void)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    cst_json_string("a \"b\" \\ \n c", out);
    (void)fclose(out);
    CU_ASSERT_STRING_EQUAL(text, "\"a \\\"b\\\" \\\\ \\u000a c\"");
    free(text);
    /* What a terminal would obey is escaped, in two halves beyond U+FFFF; a byte that is no UTF-8
     * is U+FFFD; letters stay. */
    out = open_memstream(&text, &size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    cst_json_string("\xc3\xa9 \xe2\x80\xae \xc2\x9b \x7f \xf3\xa0\x81\x81 \xff", out);
    (void)fclose(out);
    CU_ASSERT_STRING_EQUAL(text, "\"\xc3\xa9 \\u202e \\u009b \\u007f \\udb40\\udc41 \\ufffd\"");
    free(text);
}

CST_SUITE("value", CST_TEST(test_value_read), CST_TEST(test_value_read_errors),
          CST_TEST(test_value_defaults_round_trip), CST_TEST(test_value_copy),
          CST_TEST(test_value_json_string))
