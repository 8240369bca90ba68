/* SPDX-License-Identifier: MIT
 * Members in, the text that a person would write out. */
#include "study/json.h"

#include "tests/lib/caught.h"
#include "tests/lib/suite.h"

#include <math.h>

/* Commas stand between members, however deep, and nowhere else. */
static void test_json_commas(void)
{
    cst_caught seen;
    cst_caught_begin(&seen);
    cst_json json = {.out = seen.out};
    cst_json_open(&json, NULL, '{');
    cst_json_open(&json, "empty", '{');
    cst_json_close(&json, '}');
    cst_json_open(&json, "list", '[');
    cst_json_count(&json, NULL, 1);
    cst_json_open(&json, NULL, '[');
    cst_json_close(&json, ']');
    cst_json_open(&json, NULL, '{');
    cst_json_flag(&json, "yes", true);
    cst_json_flag(&json, "no", false);
    cst_json_close(&json, '}');
    cst_json_close(&json, ']');
    cst_json_raw(&json, "raw", "[1, 2]");
    cst_json_line(&json);
    cst_json_open(&json, NULL, '{');
    cst_json_line(&json);
    cst_caught_expect(&seen, "{\"empty\":{},\"list\":[1,[],{\"yes\":true,\"no\":false}],"
                             "\"raw\":[1, 2]}\n{}\n");
}

static void test_json_values(void)
{
    cst_caught seen;
    cst_caught_begin(&seen);
    cst_json json = {.out = seen.out, .more = true};
    cst_json_text(&json, "a \"name\"", "a\n\"text\"");
    cst_json_count(&json, "most", UINT64_MAX);
    cst_json_number(&json, "x", 1.0 / 3.0, 4);
    cst_json_number(&json, "none", NAN, 4);
    cst_json_words(&json, "beside", cst_show_beside(1.0 / 3.0, 4, 0.33333333, 0.33333334));
    cst_json_ends(&json, 0.1234567, 0.9876543);
    cst_json_words(&json, "up", cst_show_end(0.1234567, 0.9876543, true));
    cst_caught_expect(&seen, ",\"a \\\"name\\\"\":\"a\\u000a\\\"text\\\"\","
                             "\"most\":18446744073709551615,\"x\":0.3333,\"none\":null,"
                             "\"beside\":0.33333333333,\"low\":0.123456,\"high\":0.987655,"
                             "\"up\":0.987655");
}

CST_SUITE("json", CST_TEST(test_json_commas), CST_TEST(test_json_values))
