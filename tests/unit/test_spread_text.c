/* SPDX-License-Identifier: MIT */
#include "store/spread_text.h"
#include "tests/lib/rows.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char GOLDEN[] =
    "{\"attacks\":{\"trials\":3,\"sum\":5,\"sum_sq\":\"9\",\"histogram\":[[1,1],[2,2]]},"
    "\"tasks\":{\"trials\":1,\"sum\":1099511627776,\"sum_sq\":\"1208925819614629174706176\","
    "\"histogram\":[[1099511627776,1]]},"
    "\"slots\":{\"planted\":{\"level\":0,\"first\":4,\"sums\":[[1,1,2],[0],[1,0,7]]},"
    "\"harm\":{\"level\":1,\"first\":300,\"sums\":[[2,3,7,\"5\",\"10\",\"25\"],[1,0,1]]},"
    "\"void\":{\"level\":1,\"first\":300,\"sums\":[[2,8,\"50\"],[1,9]]}}}";

static void make_golden(cst_row *row)
{
    cst_row_free(row);
    cst_spread_add(&row->spread[CST_SPREAD_ATTACKS], 1, 1);
    cst_spread_add(&row->spread[CST_SPREAD_ATTACKS], 2, 2);
    cst_spread_add(&row->spread[CST_SPREAD_TASKS], UINT64_C(1) << 40, 1);
    cst_slots_add(&row->slots[CST_PAIR_PLANTED], 4, 1, 2);
    cst_slots_add(&row->slots[CST_PAIR_PLANTED], 6, 0, 7);
    cst_slots_add(&row->slots[CST_PAIR_HARM], 600, 1, 4);
    cst_slots_add(&row->slots[CST_PAIR_HARM], 601, 2, 3);
    cst_slots_add(&row->slots[CST_PAIR_HARM], 602, 0, 1);
    cst_slots_add(&row->slots[CST_PAIR_VOID], 600, 1, 0);
    cst_slots_add(&row->slots[CST_PAIR_VOID], 601, 7, 0);
    cst_slots_add(&row->slots[CST_PAIR_VOID], 602, 9, 0);
}

static void test_spread_text_golden(void)
{
    cst_row row = {0};
    cst_row back = {0};
    make_golden(&row);
    char *text = cst_spread_text_write(&row);
    CU_ASSERT_STRING_EQUAL(text, GOLDEN);
    cst_spread_add(&back.spread[CST_SPREAD_ESCAPED], 1, 1); /* what it held is gone */
    cst_slots_add(&back.slots[CST_PAIR_WORK], 1, 1, 1);
    CU_ASSERT_EQUAL(cst_spread_text_read(GOLDEN, sizeof GOLDEN - 1, &back, NULL), 0);
    CU_ASSERT_TRUE(cst_test_row_equal(&row, &back));
    cst_row_free(&row);
    cst_row_free(&back);
    free(text);
}

static void expect_round_trip(const cst_row *row)
{
    cst_row back = {0};
    cst_error error = {0};
    char *text = cst_spread_text_write(row);
    CU_ASSERT_EQUAL(cst_spread_text_read(text, strlen(text), &back, &error), 0);
    CU_ASSERT_TRUE(cst_test_row_equal(row, &back));
    cst_row_free(&back);
    free(text);
}

/* No spread, every bucket of every spread, every slot of every pair, and numbers as large as they
 * go. */
static void test_spread_text_ends(void)
{
    cst_row row = {0};
    expect_round_trip(&row);
    for (uint32_t kind = 0; kind < CST_SPREAD_KINDS; kind++) {
        cst_spread *spread = &row.spread[kind];
        for (uint32_t i = 0; i < CST_SPREAD_BUCKETS; i++) {
            cst_spread_put(spread, i, 1 + i * kind);
            spread->trials += 1 + i * kind;
        }
        spread->sum = UINT64_MAX - kind;
        spread->sum_sq = ~(cst_u128)0 - kind;
    }
    for (uint32_t i = 0; i < CST_PAIR_KINDS * CST_SLOTS; i++) {
        const bool alone = i / CST_SLOTS == CST_PAIR_VOID;
        const cst_slot_sums most = {.trials = INT64_MAX,
                                    .x = INT64_MAX - i,
                                    .y = alone ? 0 : INT64_MAX,
                                    .xx = ~(cst_u128)0 - i,
                                    .xy = alone ? 0 : ~(cst_u128)0,
                                    .yy = alone ? 0 : ~(cst_u128)0};
        cst_slots *slots = &row.slots[i / CST_SLOTS];
        CU_ASSERT_TRUE(cst_slots_put(slots, CST_SLOT_LEVELS - 1, i % CST_SLOTS, &most));
    }
    expect_round_trip(&row);
    cst_spread_put(&row.spread[1], 3, UINT64_MAX);
    row.spread[1].trials = UINT64_MAX;
    expect_round_trip(&row);
    cst_row_free(&row);
}

static bool reads(const char *text)
{
    cst_row row = {0};
    cst_error error = {0};
    int code = cst_spread_text_read(text, strlen(text), &row, &error);
    cst_row_free(&row);
    CU_ASSERT_TRUE(code == 0 || (code == CST_ERR_STORE && error.text[0] != '\0'));
    return code == 0;
}

/* Text that means the same, or nothing at all, is not what this program writes. */
static void test_spread_text_errors(void)
{
    static const char *const bad[] = {
        "",
        " ",
        "null",
        "[]",
        "1",
        "{",
        "{}}",
        "{} ",
        " {}",
        "{\"a\":1}",
        "{\"attacks\":null}",
        "{\"attacks\":[]}",
        "{\"attacks\":{}}",
        "[[[[[[[[[[[[[[[[[[",
        "{\"attacks\":{\"trials\":1,\"sum\":0,\"sum_sq\":\"0\",\"histogram\":{}}}",
        "{\"attacks\":{\"trials\":1,\"sum\":0,\"sum_sq\":\"0\",\"histogram\":[1]}}",
        "{\"attacks\":{\"trials\":1,\"sum\":0,\"sum_sq\":\"0\",\"histogram\":[[0]]}}",
        "{\"attacks\":{\"trials\":1,\"sum\":0,\"sum_sq\":\"0\",\"histogram\":[[0,1,2]]}}",
        "{\"attacks\":{\"trials\":1,\"sum\":0,\"sum_sq\":\"0\",\"histogram\":[[0,-1]]}}",
        "{\"attacks\":{\"trials\":1,\"sum\":0,\"sum_sq\":\"0\",\"histogram\":[[0,1.5]]}}",
        "{\"attacks\":{\"trials\":1,\"sum\":0,\"sum_sq\":\"0\",\"histogram\":[[0,0],[0,1]]}}",
        "{\"attacks\":{\"trials\":2,\"sum\":1,\"sum_sq\":\"1\",\"histogram\":[[1,1],[0,1]]}}",
        "{\"attacks\":{\"trials\":1,\"sum\":70,\"sum_sq\":\"1\",\"histogram\":[[65,1]]}}",
        "{\"attacks\":{\"trials\":-1,\"sum\":0,\"sum_sq\":\"0\",\"histogram\":[[0,1]]}}",
        "{\"attacks\":{\"trials\":0,\"sum\":0,\"sum_sq\":\"0\",\"histogram\":[]}}",
        "{\"attacks\":{\"trials\":99999999999999999999,\"sum\":0,\"sum_sq\":\"0\","
        "\"histogram\":[[0,1]]}}",
        "{\"attacks\":{\"trials\":1,\"sum\":0,\"sum_sq\":0,\"histogram\":[[0,1]]}}",
        "{\"attacks\":{\"trials\":1,\"sum\":0,\"sum_sq\":\"0\\u0000\",\"histogram\":[[0,1]]}}",
        "{\"attacks\":{\"trials\":1,\"sum\":0,\"sum_sq\":\"0\",\"histogram\":[[0,1]],\"x\":1}}",
        "{\"attacks\":{\"sum\":0,\"trials\":1,\"sum_sq\":\"0\",\"histogram\":[[0,1]]}}",
        "{\"attacks\":{\"trials\":1,\"sum\":0,\"sum_sq\":\"0\",\"histogram\":[[0,1]]},"
        "\"attacks\":{\"trials\":1,\"sum\":0,\"sum_sq\":\"0\",\"histogram\":[[0,1]]}}",
        "{\"slots\":{}}",
        "{\"slots\":[]}",
        "{\"slots\":{\"harm\":null}}",
        "{\"slots\":{\"harm\":{\"level\":0,\"first\":0,\"sums\":[]}}}",
        "{\"slots\":{\"harm\":{\"level\":55,\"first\":0,\"sums\":[[1,2,3]]}}}",
        "{\"slots\":{\"harm\":{\"level\":0,\"first\":512,\"sums\":[[1,2,3]]}}}",
        "{\"slots\":{\"harm\":{\"level\":0,\"first\":511,\"sums\":[[1,2,3],[1,2,3]]}}}",
        "{\"slots\":{\"harm\":{\"level\":0,\"first\":0,\"sums\":[1]}}}",
        "{\"slots\":{\"harm\":{\"level\":0,\"first\":0,\"sums\":[[1,2]]}}}",
        "{\"slots\":{\"harm\":{\"level\":0,\"first\":0,\"sums\":[[1,2,3,4]]}}}",
        "{\"slots\":{\"harm\":{\"level\":0,\"first\":0,\"sums\":[[2,2,3,\"4\",\"6\"]]}}}",
        "{\"slots\":{\"harm\":{\"level\":0,\"first\":0,\"sums\":[[2,2,3,4,6,9]]}}}",
        "{\"slots\":{\"harm\":{\"level\":0,\"first\":0,\"sums\":[[0,1]]}}}",
        "{\"slots\":{\"void\":{\"level\":0,\"first\":0,\"sums\":[[1,2,3]]}}}",
        "{\"slots\":{\"honest\":{\"level\":0,\"first\":0,\"sums\":[[1,2,3]]}}}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (reads(bad[i])) {
            (void)printf("\nwas read: %s\n", bad[i]);
            CU_FAIL("bad text was read");
        }
    }
    CU_ASSERT_TRUE(reads("{}"));
    CU_ASSERT_TRUE(reads("{\"slots\":{\"harm\":{\"level\":0,\"first\":0,\"sums\":[[1,2,3]]}}}"));
}

/* The golden text with any byte altered or cut short: read only where it is again such a text. */
static void test_spread_text_altered(void)
{
    for (size_t place = 0; place < sizeof GOLDEN - 1; place++) {
        for (unsigned int byte = 1; byte < 256; byte++) {
            char text[sizeof GOLDEN];
            cst_row row = {0};
            memcpy(text, GOLDEN, sizeof GOLDEN);
            text[place] = (char)byte;
            if (cst_spread_text_read(text, strlen(text), &row, NULL) == 0) {
                char *again = cst_spread_text_write(&row);
                CU_ASSERT_STRING_EQUAL(again, text);
                free(again);
            }
            cst_row_free(&row);
        }
        char cut[sizeof GOLDEN];
        memcpy(cut, GOLDEN, place);
        cut[place] = '\0';
        CU_ASSERT_FALSE(reads(cut));
    }
}

/* A text of a megabyte and more is refused before it is parsed. */
static void test_spread_text_long_errors(void)
{
    size_t size = (size_t)1 << 21;
    char *text = malloc(size + 1);
    cst_row row = {0};
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    memset(text, '[', size);
    text[size] = '\0';
    CU_ASSERT_EQUAL(cst_spread_text_read(text, size, &row, NULL), CST_ERR_STORE);
    free(text);
}

CST_SUITE("spread_text", CST_TEST(test_spread_text_golden), CST_TEST(test_spread_text_ends),
          CST_TEST(test_spread_text_errors), CST_TEST(test_spread_text_altered),
          CST_TEST(test_spread_text_long_errors))
