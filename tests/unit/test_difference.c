/* SPDX-License-Identifier: MIT */
#include "store/difference.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <string.h>

static void test_difference_find(void)
{
    static const struct {
        const char *first, *second, *key, *here, *there;
    } cases[] = {
        {"{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":3}", "b", "2", "3"},
        {"{\"a\":{\"b\":{\"c\":\"x\"}}}", "{\"a\":{\"b\":{\"c\":\"y\"}}}", "a.b.c", "\"x\"",
         "\"y\""},
        {"{\"a\":0.1}", "{\"a\":0.10}", "a", "0.1", "0.10"},
        {"{\"a\":1}", "{\"a\":1,\"b\":null}", "b", "absent", "null"},
        {"{\"a\":1,\"b\":null}", "{\"a\":1}", "b", "null", "absent"},
        {"{\"a\":{\"b\":1}}", "{\"a\":5}", "a", "{\"b\":1}", "5"},
        {"{\"p\":[{\"s\":1},{\"s\":2}]}", "{\"p\":[{\"s\":1},{\"s\":4}]}", "p[1].s", "2", "4"},
        {"{\"p\":[1]}", "{\"p\":[1,2]}", "p", "[1]", "[1,2]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_difference found = {{0}, {0}, {0}};
        CU_ASSERT_TRUE(cst_difference_find(cases[i].first, cases[i].second, &found));
        CU_ASSERT_STRING_EQUAL(found.key, cases[i].key);
        CU_ASSERT_STRING_EQUAL(found.here, cases[i].here);
        CU_ASSERT_STRING_EQUAL(found.there, cases[i].there);
    }
}

static void test_difference_none(void)
{
    static const char *const pairs[][2] = {{"{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}"},
                                           {"{\"a\":1}", "no JSON"},
                                           {"", "{}"},
                                           {"[1]", "[2]"},
                                           {"{}", "{}"}};
    cst_difference found;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        CU_ASSERT_FALSE(cst_difference_find(pairs[i][0], pairs[i][1], &found));
    }
}

/* Objects within objects under long names, and a long number in the innermost. */
static void make_deep(char out[4096], int value)
{
    size_t size = 0;
    for (int i = 0; i < 25; i++) {
        size += (size_t)snprintf(out + size, 4096 - size, "{\"a_key_of_some_length_%d\":", i);
    }
    size += (size_t)snprintf(out + size, 4096 - size, "\"%0300d\"", value);
    memset(out + size, '}', 25);
    out[size + 25] = '\0';
}

/* Keys and values of any length and depth are cut, not written past their end. */
static void test_difference_long(void)
{
    char first[4096];
    char second[4096];
    cst_difference found;
    make_deep(first, 1);
    make_deep(second, 2);
    CU_ASSERT_TRUE(cst_difference_find(first, second, &found));
    CU_ASSERT_EQUAL(strlen(found.here), sizeof found.here - 1);
    CU_ASSERT_TRUE(strlen(found.key) < sizeof found.key);
}

static bool list_key(void *self, const cst_difference *found)
{
    char *list = self;
    const size_t used = strlen(list);
    (void)snprintf(list + used, 128 - used, "%s %s %s;", found->key, found->here, found->there);
    return false;
}

/* All of them, the second text's own ones last. */
static void test_difference_each(void)
{
    char list[128] = "";
    CU_ASSERT_TRUE(cst_difference_each("{\"a\":1,\"b\":{\"c\":[1,2],\"d\":0},\"e\":5,\"same\":1}",
                                       "{\"x\":9,\"a\":2,\"b\":{\"c\":[1,3],\"d\":0},\"same\":1}",
                                       list_key, list));
    CU_ASSERT_STRING_EQUAL(list, "a 1 2;b.c[1] 2 3;e 5 absent;x absent 9;");
    list[0] = '\0';
    CU_ASSERT_TRUE(cst_difference_each(
        "{\"a\": \"{,\\\"[:\", \"b\": [ ], \"c\": { }, \"d\": [[], {}]}",
        "{\"a\":\"{,\\\"[:\",\"b\":[],\"c\":{},\"d\":[[],{}]}", list_key, list));
    CU_ASSERT_FALSE(cst_difference_each("{\"a\":1", "{\"a\":2}", list_key, list));
    CU_ASSERT_FALSE(cst_difference_each("{\"a\":1,\"a\":1}", "{\"a\":2}", list_key, list));
    CU_ASSERT_STRING_EQUAL(list, "");
}

CST_SUITE("difference", CST_TEST(test_difference_find), CST_TEST(test_difference_none),
          CST_TEST(test_difference_long), CST_TEST(test_difference_each))
