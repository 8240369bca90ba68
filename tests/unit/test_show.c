/* SPDX-License-Identifier: MIT
 * Texts against what a person would write, and numbers against what strtod reads in them. */
#include "study/show.h"

#include "study/json.h"
#include "tests/lib/caught.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/suite.h"

#include <json-c/json.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SEED = 20261, DRAWS = 20000 };

static uint64_t next(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 11;
}

/* A number of any size and sign that has all of its digits. */
static double any_number(uint64_t *state)
{
    const double size = pow(10.0, (double)(next(state) % 41) - 30.0);
    const double share = (double)next(state) * 0x1p-53;
    return (next(state) % 2 == 0 ? 1.0 : -1.0) * (0.1 + 0.9 * share) * size;
}

/* The place of the last of so many significant digits of x. */
static double last_place(double x, int digits)
{
    char text[64];
    (void)snprintf(text, sizeof text, "%.16e", x);
    return pow(10.0, strtod(strchr(text, 'e') + 1, NULL) - (digits - 1));
}

static void test_show_number(void)
{
    static const struct {
        double x;
        int digits;
        const char *text;
    } cases[] = {
        {3.7e-6, 6, "3.7e-6"},    {3.74999e-6, 2, "3.7e-6"},
        {0.05, 6, "0.05"},        {0.0, 6, "0"},
        {-0.0, 6, "0"},           {1.0, 12, "1"},
        {2.0 / 3.0, 4, "0.6667"}, {-2.0 / 3.0, 2, "-0.67"},
        {0.99996, 4, "1"},        {100000.0, 6, "100000"},
        {123456.7, 6, "123457"},  {1e-15, 3, "1e-15"},
        {2.5e100, 3, "2.5e100"},  {0.1, 12, "0.1"},
        {1e-4, 2, "0.0001"},      {1.0 / 3.0, 12, "0.333333333333"},
        {(double)NAN, 6, "-"},    {HUGE_VAL, 6, "-"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_caught_same(cst_show_number(cases[i].x, cases[i].digits).text, cases[i].text);
    }
}

static void test_show_bound(void)
{
    static const struct {
        double x;
        const char *up, *down; /* in three digits */
    } cases[] = {
        {0.123456, "0.124", "0.123"},
        {0.9996, "1", "0.999"},
        {9.996, "10", "9.99"},
        {-0.12345, "-0.123", "-0.124"},
        {0.25, "0.25", "0.25"},
        {3.051e-7, "3.06e-7", "3.05e-7"},
        {0.0, "0", "0"},
        {1.0001, "1.01", "1"},
        {-1.0001, "-1", "-1.01"},
        {1e-15, "1e-15", "1e-15"},
        {(double)NAN, "-", "-"},
        {HUGE_VAL, "-", "-"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_caught_same(cst_show_bound(cases[i].x, 3, true).text, cases[i].up);
        cst_caught_same(cst_show_bound(cases[i].x, 3, false).text, cases[i].down);
    }
}

/* A bound never lies on the wrong side, and is less than one step of its last digit away. */
static void test_show_bound_of_any_number(void)
{
    uint64_t state = SEED;
    size_t wrong = 0;
    size_t moved = 0;
    cst_test_seed(SEED);
    for (int i = 0; i < DRAWS; i++) {
        const double x = any_number(&state);
        const int digits = 1 + (int)(next(&state) % 11);
        const double step = last_place(x, digits) * (1.0 + 1e-9);
        const double high = strtod(cst_show_bound(x, digits, true).text, NULL);
        const double low = strtod(cst_show_bound(x, digits, false).text, NULL);
        wrong += low <= x && x <= high && high - x < step && x - low < step ? 0 : 1;
        moved += low < x && x < high ? 1 : 0;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT(moved > DRAWS / 2);
}

/* Four digits, or as many as tell the ends apart. */
static void test_show_interval(void)
{
    static const struct {
        double low, high;
        const char *text;
    } cases[] = {
        {0.0, 1.0, "[0, 1]"},
        {0.123456, 0.2, "[0.1235, 0.2]"},
        {0.150009, 0.150011, "[0.150009, 0.150011]"},
        {0.15, 0.15, "[0.15, 0.15]"},
        {-1e-9, 1e-9, "[-1e-9, 1e-9]"},
        {NAN, NAN, "[-, -]"},
        {0.5, HUGE_VAL, "[0.5, -]"},
        {1.0, 1.0 + 0x1p-52, "[1, 1.0000000000000002]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_caught_same(cst_show_interval(cases[i].low, cases[i].high, 4).text, cases[i].text);
    }
}

static void test_show_percent(void)
{
    static const struct {
        double share;
        int digits;
        const char *text;
    } cases[] = {
        {0.5, 3, "50"},
        {0.07, 12, "7"},
        {0.95, 12, "95"},
        {1.0, 2, "100"},
        {0.999, 2, "99.9"},
        {0.9996, 2, "99.96"},
        {0.9999999, 3, "99.99999"},
        {0.994, 2, "99"},
        {0.0, 3, "0"},
        {1e-9, 3, "1e-7"},
        {1.5, 3, "150"},
        {(double)NAN, 3, "-"},
        {1.0 - 1e-9, 1, "99.9999999"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_caught_same(cst_show_percent(cases[i].share, cases[i].digits).text, cases[i].text);
    }
}

static void test_show_time(void)
{
    static const struct {
        double seconds;
        const char *text;
    } cases[] = {
        {0.0, "0 s"},      {0.00123, "0.0012 s"},  {3.14159, "3.1 s"},        {89.4, "89 s"},
        {91.0, "1.5 min"}, {3600.0, "60 min"},     {5400.0, "1.5 h"},         {86400.0, "24 h"},
        {172800.0, "2 d"}, {6.912e7, "2.2 years"}, {3.15576e15, "100000000 years"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_caught_same(cst_show_time(cases[i].seconds).text, cases[i].text);
    }
}

static void test_show_bytes(void)
{
    static const struct {
        double bytes;
        const char *text;
    } cases[] = {
        {0.0, "0 B"},       {999.0, "999 B"},     {999.9, "1 kB"},
        {12345.0, "12 kB"}, {999499.0, "999 kB"}, {1e6, "1 MB"},
        {2.5e9, "2.5 GB"},  {1e13, "10 TB"},      {1e20, "100000 PB"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_caught_same(cst_show_bytes(cases[i].bytes).text, cases[i].text);
    }
}

static void test_show_count(void)
{
    static const struct {
        uint64_t count;
        const char *text;
    } cases[] = {
        {0, "0"},
        {999999, "999999"},
        {1000000, "1e6"},
        {1234567, "1.235e6"},
        {9999499, "9.999e6"},
        {9999999, "1e7"},
        {1000000000, "1e9"},
        {UINT64_C(999999999999999), "1e15"},
        {UINT64_C(1000000000000000), "1e15"},
        {UINT64_C(288230376151711744), "2.882e17"}, /* 2^58 */
        {UINT64_MAX, "1.845e19"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_caught_same(cst_show_count(cases[i].count).text, cases[i].text);
    }
}

static void test_show_clean(void)
{
    cst_caught seen;
    cst_caught_begin(&seen);
    cst_show_clean(seen.out, "a\n\x1b[31m\xff \xc3\xa9\xe2\x80\xae\xc2\x9b\xed\xa0\x80");
    cst_caught_expect(&seen, "a??[31m? \xc3\xa9?\?\?\?\?");
    cst_caught_begin(&seen);
    cst_show_clean_part(seen.out, "\xc3\xa9\tb", 3);
    cst_caught_expect(&seen, "\xc3\xa9?");
    cst_caught_begin(&seen);
    cst_show_clean_part(seen.out, "ab", 0);
    cst_caught_expect(&seen, "");
}

/* What a reader of JSON gets back: letters as they were, also those that are written as \u, and
 * U+FFFD for each byte that is no UTF-8. */
static void test_show_json(void)
{
    static const char *const cases[][2] = {
        {"", ""},
        {"plain", "plain"},
        {"a\"b\\c/", "a\"b\\c/"},
        {"\x01\b\t\n\x1b[31m\x7f", "\x01\b\t\n\x1b[31m\x7f"},
        {"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80", "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"},
        {"\xe2\x80\xae\xf3\xa0\x81\x81", "\xe2\x80\xae\xf3\xa0\x81\x81"},
        {"\xff|\xc0\xaf|\x80", "\xef\xbf\xbd|\xef\xbf\xbd\xef\xbf\xbd|\xef\xbf\xbd"},
        {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        {"cut \xe2\x82", "cut \xef\xbf\xbd\xef\xbf\xbd"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_caught seen;
        cst_caught_begin(&seen);
        cst_json json = {.out = seen.out};
        cst_json_text(&json, NULL, cases[i][0]);
        cst_caught_end(&seen);
        struct json_object *read = json_tokener_parse(seen.text);
        CU_ASSERT_PTR_NOT_NULL_FATAL(read);
        CU_ASSERT_EQUAL(json_object_get_type(read), json_type_string);
        cst_caught_same(json_object_get_string(read), cases[i][1]);
        CU_ASSERT_EQUAL(json_object_put(read), 1);
        free(seen.text);
    }
}

/* Nothing that a terminal obeys or a reader cannot see stands in it as it is. */
static void test_show_json_hides(void)
{
    cst_caught seen;
    cst_caught_begin(&seen);
    cst_json json = {.out = seen.out};
    cst_json_text(&json, NULL, "\"\\\n\x1b\x7f\xc2\x9b\xe2\x80\xae\xff\xf3\xa0\x81\x81");
    cst_caught_expect(&seen,
                      "\"\\\"\\\\\\u000a\\u001b\\u007f\\u009b\\u202e\\ufffd\\udb40\\udc41\"");
}

static void test_show_json_number(void)
{
    cst_caught seen;
    cst_caught_begin(&seen);
    cst_json json = {.out = seen.out};
    cst_json_number(&json, NULL, 2.0 / 3.0, 4);
    cst_json_number(&json, NULL, 1e-9, 12);
    cst_json_number(&json, NULL, (double)NAN, 6);
    cst_json_number(&json, NULL, HUGE_VAL, 6);
    cst_caught_expect(&seen, "0.6667,1e-9,null,null");
    cst_caught_begin(&seen);
    cst_show_csv_number(seen.out, cst_show_number(2.0 / 3.0, 4));
    cst_show_csv_number(seen.out, cst_show_number((double)NAN, 4));
    cst_show_csv_number(seen.out, cst_show_number(0.0, 4));
    cst_caught_expect(&seen, ",0.6667,,0");
}

/* Both ends of an interval: "[low,high]" as in JSON, ",low,high" as in CSV. */
static void write_ends(double low, double high, char json[80], char csv[80])
{
    cst_caught seen;
    cst_caught_begin(&seen);
    cst_json to = {.out = seen.out};
    cst_json_open(&to, NULL, '[');
    cst_json_words(&to, NULL, cst_show_end(low, high, false));
    cst_json_words(&to, NULL, cst_show_end(low, high, true));
    cst_json_close(&to, ']');
    cst_caught_end(&seen);
    (void)snprintf(json, 80, "%s", seen.text);
    free(seen.text);
    cst_caught_begin(&seen);
    cst_show_csv_number(seen.out, cst_show_end(low, high, false));
    cst_show_csv_number(seen.out, cst_show_end(low, high, true));
    cst_caught_end(&seen);
    (void)snprintf(csv, 80, "%s", seen.text);
    free(seen.text);
}

static void test_show_ends(void)
{
    static const struct {
        double low, high;
        const char *json, *csv;
    } cases[] = {
        {0.1, 0.2, "[0.1,0.2]", ",0.1,0.2"},
        {1.0 / 3.0, 2.0 / 3.0, "[0.333333,0.666667]", ",0.333333,0.666667"},
        {-2.0 / 3.0, -1.0 / 3.0, "[-0.666667,-0.333333]", ",-0.666667,-0.333333"},
        {0.0, 3.6888724e-15, "[0,3.68888e-15]", ",0,3.68888e-15"},
        {0.3333333333, 0.3333343333, "[0.333333333,0.333334334]", ",0.333333333,0.333334334"},
        {0.1234567, 0.1234567, "[0.123456,0.123457]", ",0.123456,0.123457"},
        {0.0, 0.0, "[0,0]", ",0,0"},
        {(double)NAN, (double)NAN, "[null,null]", ",,"},
        {(double)NAN, 1.0, "[null,1]", ",,1"},
        {0.5, HUGE_VAL, "[0.5,null]", ",0.5,"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char json[80];
        char csv[80];
        write_ends(cases[i].low, cases[i].high, json, csv);
        cst_caught_same(json, cases[i].json);
        cst_caught_same(csv, cases[i].csv);
    }
}

/* Whether what is printed, read again, holds the interval, and shows its width to a hundredth. */
static bool holds(double low, double high)
{
    char json[80];
    char csv[80];
    char *rest = NULL;
    write_ends(low, high, json, csv);
    const double from = strtod(json + 1, &rest);
    const double to = strtod(rest + 1, &rest);
    const double slack = 0.01 * (high - low) * (1.0 + 1e-6);
    const double from_csv = strtod(csv + 1, &rest);
    const double to_csv = strtod(rest + 1, NULL);
    const bool good = from <= low && to >= high && low - from <= slack && to - high <= slack &&
                      from_csv == from && to_csv == to;
    if (!good) {
        (void)fprintf(stderr, "\n  [%.17g, %.17g] is printed as %s\n", low, high, json);
    }
    return good;
}

/* The exact doubles lie within what is printed, however narrow the interval is. */
static void test_show_ends_of_any_interval(void)
{
    uint64_t state = SEED;
    size_t wrong = 0;
    cst_test_seed(SEED);
    for (int i = 0; i < DRAWS && wrong < 5; i++) {
        const double low = any_number(&state);
        const double width = pow(10.0, -0.001 * (double)(next(&state) % 9000)); /* to 1e-9 */
        wrong += holds(low, low + fabs(low) * width) ? 0 : 1;
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

/* What lies in an interval lies in it as printed, at its ends too: 1 - 4.3e-12 in 12 digits is more
 * than 1 - 4.13e-12, where its interval ended. */
static void test_show_beside(void)
{
    uint64_t state = SEED;
    size_t wrong = 0;
    for (int i = 0; i < DRAWS && wrong < 5; i++) {
        const double low = i % 2 == 0 ? any_number(&state) : 1.0 - pow(10.0, -(double)(i % 15));
        const double width = pow(10.0, -0.001 * (double)(next(&state) % 13000)); /* to 1e-13 */
        const double high = low + fabs(low) * width;
        const double x = low + (double)(next(&state) % 5) / 4.0 * (high - low);
        char text[80] = "";
        char ends[80];
        char csv[80];
        char *rest = NULL;
        FILE *out = fmemopen(text, sizeof text, "w");
        CU_ASSERT_PTR_NOT_NULL_FATAL(out);
        cst_json json = {.out = out};
        cst_json_words(&json, NULL, cst_show_beside(x, 6, low, high));
        cst_show_csv_number(out, cst_show_beside(x, 6, low, high));
        (void)fclose(out);
        write_ends(low, high, ends, csv);
        const double from = strtod(ends + 1, &rest);
        const double to = strtod(rest + 1, NULL);
        const double shown = strtod(text, &rest);
        wrong += from <= shown && shown <= to && strtod(rest + 1, NULL) == shown ? 0 : 1;
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

/* The same of intervals as narrow as those near 1 and of rare events are, where 12 digits say too
 * little. */
static void test_show_ends_that_are_narrow(void)
{
    CU_ASSERT_TRUE(holds(1.0 - 2e-13, 1.0));
    CU_ASSERT_TRUE(holds(1.0 - 3e-12, 1.0 - 1e-12));
    CU_ASSERT_TRUE(holds(1.0 / 3.0, 1.0 / 3.0 + 1e-12));
    CU_ASSERT_TRUE(holds(-2.0 / 3.0, -2.0 / 3.0 + 1e-12));
    CU_ASSERT_TRUE(holds(2.0 / 3.0e6, 2.0 / 3.0e6 + 1e-18));
}

/* What is less than all is less than 100. */
static void test_show_percent_of_nearly_all(void)
{
    static const double shares[] = {1.0 - 1e-11, 1.0 - 1e-12, 1.0 - 1e-13, 1.0 - 1e-14,
                                    1.0 - 0x1p-53};
    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
        for (int digits = 1; digits <= 12; digits++) {
            const double percent = strtod(cst_show_percent(shares[i], digits).text, NULL);
            CU_ASSERT(percent < 100.0 && percent > 99.9999999);
        }
    }
}

static void test_show_value(void)
{
    static const char *const cases[][2] = {
        {"0.1", "0.1"},
        {"3.16227766017e-6", "3.16228e-6"},
        {"1e-06", "1e-6"},
        {"trusted-monitor", "trusted-monitor"},
        {"12 monkeys", "12 monkeys"},
        {"nan", "nan"},
        {"inf", "inf"},
        {"", ""},
        {"a/name/of/a/file/that/is/too/long.json", "a/name/of/a/file/that/is/too/lo"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_caught_same(cst_show_value(cases[i][0]).text, cases[i][1]);
    }
}

static void test_show_csv(void)
{
    static const char *const cases[][2] = {
        {"plain", "plain"},
        {"", ""},
        {"two words", "two words"},
        {"a,b", "\"a,b\""},
        {"say \"no\"", "\"say \"\"no\"\"\""},
        {"\"", "\"\"\"\""},
        {"two\nlines", "\"two\nlines\""},
        {"two\rlines", "\"two\rlines\""},
        {"\xc3\xa9", "\xc3\xa9"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_caught seen;
        cst_caught_begin(&seen);
        cst_show_csv(seen.out, cases[i][0]);
        cst_caught_expect(&seen, cases[i][1]);
    }
}

CST_SUITE("show", CST_TEST(test_show_number), CST_TEST(test_show_bound),
          CST_TEST(test_show_bound_of_any_number), CST_TEST(test_show_interval),
          CST_TEST(test_show_percent), CST_TEST(test_show_count), CST_TEST(test_show_time),
          CST_TEST(test_show_bytes), CST_TEST(test_show_clean), CST_TEST(test_show_json),
          CST_TEST(test_show_json_hides), CST_TEST(test_show_json_number), CST_TEST(test_show_ends),
          CST_TEST(test_show_ends_of_any_interval), CST_TEST(test_show_beside),
          CST_TEST(test_show_ends_that_are_narrow), CST_TEST(test_show_percent_of_nearly_all),
          CST_TEST(test_show_value), CST_TEST(test_show_csv))
