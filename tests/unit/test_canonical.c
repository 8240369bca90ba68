/* SPDX-License-Identifier: MIT */
#include "store/canonical.h"

#include "scenarios/load/identity.h"
#include "store/spread_text.h"
#include "tests/lib/caught.h"
#include "tests/lib/suite.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

/* Written by hand; the digest is what sha256sum says of it. */
static const char GOLDEN[] =
    "{\"scenario\":{\"claim\":\"c\",\"trial\":{\"agents\":5}},\"seed\":9223372036854775807,"
    "\"model_version\":6,\"cell\":\"3f9a\",\"ranges\":[[0,2]],\"counts\":{\"trials\":2,"
    "\"planned\":20,\"tasks\":20,\"void\":0,\"honest_used\":17,\"honest_discarded\":1,"
    "\"honest_replaced\":0,\"attacks\":2,\"caught\":1,\"averted\":0,\"escaped\":1,\"reviews\":60,"
    "\"reports\":5,\"passes\":54,\"abstentions\":1,\"unreviewed\":0,\"flagged_attacks\":1,"
    "\"flagged_honest\":1,\"audits\":2,\"trials_escaped\":1,\"trials_ended\":0,"
    "\"trials_caught\":0,\"trials_won\":0,\"trials_lost\":0,\"quarantined\":0,"
    "\"quarantined_falsely\":0,\"pivotal\":0,\"investigations\":0,\"honeypots\":0,"
    "\"honeypot_reviews\":0,\"honeypot_reports\":0,\"expelled\":0,\"expelled_falsely\":0,"
    "\"reported_attacks\":0,\"schemer_reviews\":0,\"schemer_reports\":0,"
    "\"per_trial\":{\"attacks\":{\"trials\":2,\"sum\":2,\"sum_sq\":\"4\","
    "\"histogram\":[[0,1],[2,1]]},\"escaped\":{\"trials\":2,\"sum\":1,\"sum_sq\":\"1\","
    "\"histogram\":[[0,1],[1,1]]}}},\"stop\":{\"rule\":\"trials\",\"trials\":2}}";
static const char GOLDEN_DIGEST[] =
    "b9e5d7ce8821aed30eecd478c0a4995e4ecae923d3e47f18d85eeb27bc783699";

static const char SCENARIO[] = "{\"scenario\":{\"claim\":\"c\",\"trial\":{\"agents\":5}}";

static cst_canonical golden_part(void)
{
    return (cst_canonical){.id = "3f9a", .seed = INT64_MAX, .trials = 2, .done = 2};
}

/* The whole part of a row, with its digest; heap. */
static char *write_part(cst_canonical part, const cst_row *row, char digest[65])
{
    char *spreads = cst_spread_text_write(row);
    cst_caught whole;
    part.count = row->count;
    part.untold = row->untold;
    part.per_trial = spreads;
    cst_caught_begin(&whole);
    (void)fputs(SCENARIO, whole.out);
    cst_canonical_write(&part, whole.out);
    (void)fputc('}', whole.out);
    cst_caught_end(&whole);
    cst_identity_hash(whole.text, digest);
    free(spreads);
    return whole.text;
}

static void golden_row(cst_row *row)
{
    cst_row_free(row);
    *row = (cst_row){.count = {[CST_COUNT_TRIALS] = 2,
                               [CST_COUNT_PLANNED] = 20,
                               [CST_COUNT_TASKS] = 20,
                               [CST_COUNT_HONEST_USED] = 17,
                               [CST_COUNT_HONEST_DISCARDED] = 1,
                               [CST_COUNT_ATTACKS] = 2,
                               [CST_COUNT_CAUGHT] = 1,
                               [CST_COUNT_ESCAPED] = 1,
                               [CST_COUNT_REVIEWS] = 60,
                               [CST_COUNT_REPORTS] = 5,
                               [CST_COUNT_PASSES] = 54,
                               [CST_COUNT_ABSTENTIONS] = 1,
                               [CST_COUNT_FLAGGED_ATTACKS] = 1,
                               [CST_COUNT_FLAGGED_HONEST] = 1,
                               [CST_COUNT_AUDITS] = 2,
                               [CST_COUNT_TRIALS_ESCAPED] = 1}};
    cst_spread_add(&row->spread[CST_SPREAD_ATTACKS], 0, 1);
    cst_spread_add(&row->spread[CST_SPREAD_ATTACKS], 2, 1);
    cst_spread_add(&row->spread[CST_SPREAD_ESCAPED], 0, 1);
    cst_spread_add(&row->spread[CST_SPREAD_ESCAPED], 1, 1);
}

static void test_canonical_golden(void)
{
    cst_row row = {0};
    char digest[65];
    golden_row(&row);
    char *text = write_part(golden_part(), &row, digest);
    CU_ASSERT_STRING_EQUAL(text, GOLDEN);
    CU_ASSERT_STRING_EQUAL(digest, GOLDEN_DIGEST);
    cst_row_free(&row);
    free(text);
}

/* Nothing done yet: no range, every counter still there, and the whole is JSON. */
static void test_canonical_nothing(void)
{
    cst_row row = {0};
    char digest[65];
    cst_canonical part = golden_part();
    part.done = 0;
    char *text = write_part(part, &row, digest);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"ranges\":[],\"counts\":{\"trials\":0,"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"schemer_reports\":0,\"per_trial\":{}},\"stop\":"));
    json_object *object = json_tokener_parse(text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(object);
    CU_ASSERT_STRING_EQUAL(json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN), text);
    json_object_put(object);
    free(text);
}

/* Any other count, range, goal or seed is another digest. */
static void test_canonical_differs(void)
{
    cst_row row = {0};
    char digest[65];
    for (uint32_t i = 0; i < CST_COUNT_KINDS + 3; i++) {
        cst_canonical part = golden_part();
        golden_row(&row);
        if (i < CST_COUNT_KINDS) {
            row.count[i]++;
        }
        part.seed -= i == CST_COUNT_KINDS ? 1 : 0;
        part.trials += i == CST_COUNT_KINDS + 1 ? 1 : 0;
        part.done -= i == CST_COUNT_KINDS + 2 ? 1 : 0;
        free(write_part(part, &row, digest));
        CU_ASSERT_STRING_NOT_EQUAL(digest, GOLDEN_DIGEST);
    }
    cst_row_free(&row);
}

CST_SUITE("canonical", CST_TEST(test_canonical_golden), CST_TEST(test_canonical_nothing),
          CST_TEST(test_canonical_differs))
