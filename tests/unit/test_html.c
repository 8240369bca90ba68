/* SPDX-License-Identifier: MIT
 * Pages of HTML: text stays text, and nothing but the page's own scripts may run. */
#include "cli/show/html.h"

#include "scenarios/load/identity.h"
#include "tests/lib/suite.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* All that is written between the two. */
static char *text;
static size_t size;

static FILE *begin(void)
{
    free(text);
    text = NULL;
    FILE *out = open_memstream(&text, &size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    return out;
}

static void end(FILE *out)
{
    CU_ASSERT_EQUAL_FATAL(fclose(out), 0);
}

/* U+202E turns what follows around, U+0085 and an escape are obeyed by terminals, \xff is no UTF-8.
 */
static const char foreign[] = "</script><img src=x onerror=\"a('b')\">&amp;\xe2\x80\xae\xc2\x85\x1b"
                              "[31m\xff\xc3\xa9";
static const char escaped[] = "&lt;/script&gt;&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;"
                              "&amp;amp;???[31m?\xc3\xa9";

static void test_html_text(void)
{
    FILE *out = begin();
    cst_html_text(out, foreign);
    end(out);
    CU_ASSERT_STRING_EQUAL(text, escaped);
    char expected[256];
    (void)snprintf(expected, sizeof expected, "<h2>%s</h2>\n", escaped);
    out = begin();
    cst_html_element(out, "h2", foreign);
    end(out);
    CU_ASSERT_STRING_EQUAL(text, expected);
}

static void test_html_lines(void)
{
    FILE *out = begin();
    cst_html_lines(out, "one <\n\ntwo\nthree");
    end(out);
    CU_ASSERT_STRING_EQUAL(text, "<p>one &lt;</p>\n<p>two</p>\n<p>three</p>\n");
    out = begin();
    cst_html_code(out, "a \"name\"", "{\n  <b>\n}\n");
    end(out);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "aria-label=\"a &quot;name&quot;\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "<pre>{\n  &lt;b&gt;\n}\n</pre>"));
}

/* JSON means the same, and cannot end the element that it stands in. */
static void test_html_json(void)
{
    FILE *out = begin();
    cst_html_json(out, "data-1", "{\"a\":\"</script><!--\"}");
    end(out);
    CU_ASSERT_STRING_EQUAL(text, "<script type=\"application/json\" id=\"data-1\">"
                                 "{\"a\":\"\\u003c/script>\\u003c!--\"}</script>\n");
}

/* Base64 of 64 hexadecimal digits, by the bytes and not by the digits. */
static void base64_of(const char *hex, char *out)
{
    static const char letter[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint8_t byte[33] = {0};
    for (size_t i = 0; i < 32; i++) {
        const char digits[] = {hex[2 * i], hex[2 * i + 1], '\0'};
        byte[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    for (size_t i = 0; i < 43; i++) {
        const size_t bit = 6 * i;
        const unsigned two = (unsigned)byte[bit / 8] << 8 | byte[bit / 8 + 1];
        out[i] = letter[two >> (10 - bit % 8) & 63];
    }
    (void)snprintf(out + 43, 2, "=");
}

static void test_html_policy(void)
{
    static const char *const scripts[] = {"", "abc", "alert(1)", "x = '\xc3\xa9'", "12345678"};
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        const cst_html page = {.title = "A <title>", .script = {scripts[i]}};
        char hex[65];
        char expected[128] = "script-src 'sha256-";
        cst_identity_hash(scripts[i], hex);
        base64_of(hex, expected + strlen(expected));
        const size_t used = strlen(expected);
        (void)snprintf(expected + used, sizeof expected - used, "'\">");
        FILE *out = begin();
        cst_html_open(out, &page);
        cst_html_close(out, &page);
        end(out);
        CU_ASSERT_PTR_NOT_NULL(strstr(text, expected));
        CU_ASSERT_PTR_NOT_NULL(strstr(text, "default-src 'none'"));
        CU_ASSERT_PTR_NOT_NULL(strstr(text, "<title>A &lt;title&gt;</title>"));
    }
    /* The one of FIPS 180 for "abc". */
    FILE *out = begin();
    const cst_html page = {.title = "", .script = {"abc"}};
    cst_html_open(out, &page);
    end(out);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='"));
}

/* What the build puts in is there, with the notice of what is not ours, and without a map of it. */
static void test_html_embedded(void)
{
    CU_ASSERT_PTR_NOT_NULL(strstr(cst_embed_dygraphs, "Permission is hereby granted"));
    CU_ASSERT_PTR_NOT_NULL(strstr(cst_embed_dygraphs, "!function"));
    CU_ASSERT_PTR_NULL(strstr(cst_embed_dygraphs, "sourceMappingURL"));
    CU_ASSERT_PTR_NULL(strstr(cst_embed_dygraphs_style, "sourceMappingURL"));
    CU_ASSERT_PTR_NOT_NULL(strstr(cst_embed_page_style, "prefers-color-scheme: dark"));
    CU_ASSERT_PTR_NOT_NULL(strstr(cst_embed_page_style, "@media print"));
    CU_ASSERT_PTR_NOT_NULL(strstr(cst_embed_report_script, "new Dygraph("));
    CU_ASSERT_PTR_NULL(strstr(cst_embed_report_script, "innerHTML"));
    free(text);
    text = NULL;
}

CST_SUITE("html", CST_TEST(test_html_text), CST_TEST(test_html_lines), CST_TEST(test_html_json),
          CST_TEST(test_html_policy), CST_TEST(test_html_embedded))
