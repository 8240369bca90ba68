/* SPDX-License-Identifier: MIT
 * Names, texts and lines of scripts by hand; pictures by how their formats begin and end. */
#include "cli/show/picture.h"

#include "tests/lib/caught.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void test_picture_format(void)
{
    static const struct {
        const char *path;
        cst_picture_format format;
        bool other;
    } cases[] = {
        {"a.svg", CST_PICTURE_SVG, false},        {"a.PNG", CST_PICTURE_PNG, false},
        {"a/b.c.pdf", CST_PICTURE_PDF, false},    {"a", CST_PICTURE_FORMATS, false},
        {"a.sqlite", CST_PICTURE_FORMATS, false}, {".svg", CST_PICTURE_FORMATS, false},
        {"a/.svg", CST_PICTURE_FORMATS, false},   {"a.jpg", CST_PICTURE_FORMATS, true},
        {"a.JPEG", CST_PICTURE_FORMATS, true},    {"a.Txt", CST_PICTURE_TEXT, false},
        {"jpg", CST_PICTURE_FORMATS, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CU_ASSERT_EQUAL(cst_picture_format_of(cases[i].path), cases[i].format);
        CU_ASSERT_EQUAL(cst_picture_is_other(cases[i].path), cases[i].other);
    }
    CU_ASSERT_STRING_EQUAL(cst_picture_ending(CST_PICTURE_PDF), ".pdf");
}

/* Nothing of a text is left for gnuplot to expand: all but letters and spaces by number. */
static void test_picture_text(void)
{
    cst_caught seen;
    cst_caught_begin(&seen);
    cst_picture_text(seen.out, "Ab z");
    cst_picture_text(seen.out, "`x` \"$1\" \\n");
    cst_picture_text(seen.out, "\xc3\xa9\x1b");
    cst_caught_expect(&seen, "\"Ab z\""
                             "\"\\140x\\140 \\042\\044\\061\\042 \\134n\""
                             "\"\\303\\251?\"");
}

static void test_picture_lines(void)
{
    cst_caught seen;
    cst_caught_begin(&seen);
    const double below = cst_picture_lines(seen.out, "one two three", 10, 0.9, 0.1, "font ',9'");
    CU_ASSERT(cst_test_relative(below, 0.7) < 1e-12);
    CU_ASSERT_EQUAL(cst_picture_lines(NULL, "one two three", 10, 0.9, 0.1, ""), below);
    CU_ASSERT_EQUAL(cst_picture_lines(NULL, "", 10, 0.9, 0.1, ""), 0.9);
    cst_caught_expect(
        &seen, "set label \"one two\" at screen 0.02,0.9000 left front noenhanced font ',9'\n"
               "set label \"three\" at screen 0.02,0.8000 left front noenhanced font ',9'\n");
}

/* Claim, settings and note, one under the other; what is empty takes no line. */
static void test_picture_heading(void)
{
    cst_caught seen;
    cst_caught_begin(&seen);
    CU_ASSERT(fabs(cst_picture_heading(seen.out, "A claim", "", "a note", 500, 500) - 71.0) < 1e-9);
    CU_ASSERT(fabs(cst_picture_heading(NULL, "A claim", "set", "a note", 500, 500) - 91.0) < 1e-9);
    /* 45 letters of a claim to 500 dots. */
    const char *claim = "A claim of forty-six letters takes two lines..";
    CU_ASSERT(fabs(cst_picture_heading(NULL, claim, "", "", 500, 500) - 78.0) < 1e-9);
    cst_caught_expect(
        &seen, "set label \"A claim\" at screen 0.02,0.9520 left front noenhanced font ',15'\n"
               "set label \"a note\" at screen 0.02,0.8980 left front noenhanced font ',10' "
               "textcolor rgb '#555555'\n");
}

static pid_t watched;
static uint32_t changes;

static void watch(pid_t process)
{
    watched = process;
    changes += (process == 0) == (changes % 2 == 1) ? 1 : 100; /* there, then gone */
}

static void write_script(const void *self, FILE *script)
{
    fputs(self, script);
}

static int draw(const char *script, cst_picture_format format, cst_caught *seen, cst_error *error)
{
    const cst_picture picture = {.title = "rho < 0.5 & more",
                                 .width = 600,
                                 .height = 400,
                                 .write = write_script,
                                 .self = script};
    changes = 0;
    *error = (cst_error){0};
    cst_caught_begin(seen);
    const int code = cst_picture_draw(&picture, format, seen->out, watch, error);
    cst_caught_end(seen);
    return code;
}

static void test_picture_draw(void)
{
    static const char *const begins[CST_PICTURE_FORMATS] = {"<?xml", "\x89PNG", "%PDF-", " "};
    for (int format = 0; format < CST_PICTURE_FORMATS; format++) {
        cst_caught seen;
        cst_error error;
        const int code =
            draw("plot sin(x) title 'a]]>b'\n", (cst_picture_format)format, &seen, &error);
        CU_ASSERT_EQUAL(code, 0);
        CU_ASSERT(seen.size > 1000);
        CU_ASSERT_EQUAL(memcmp(seen.text, begins[format], strlen(begins[format])), 0);
        CU_ASSERT(changes == 2 && watched == 0);
        if (format == CST_PICTURE_SVG) {
            CU_ASSERT_PTR_NOT_NULL(strstr(seen.text, "<title>rho &lt; 0.5 &amp; more</title>"));
            CU_ASSERT_PTR_NOT_NULL(strstr(seen.text, "prefers-color-scheme: dark"));
            CU_ASSERT_PTR_NULL(strstr(seen.text, "]]>"));
        }
        if (format == CST_PICTURE_TEXT) {
            CU_ASSERT_PTR_NOT_NULL(strstr(seen.text, "a]]")); /* and a curve */
            CU_ASSERT_PTR_NULL(strpbrk(seen.text, "\f\033"));
            CU_ASSERT_PTR_NULL(strstr(seen.text, " \n"));
        }
        free(seen.text);
    }
}

/* What gnuplot says last is what the error says; without gnuplot, what to install. */
static void test_picture_draw_errors(void)
{
    cst_caught seen;
    cst_error error;
    char path[4096];
    const char *now = getenv("PATH");
    CU_ASSERT_EQUAL(draw("plot nothing\n", CST_PICTURE_SVG, &seen, &error), CST_ERR_OUTPUT);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "undefined variable: nothing"));
    CU_ASSERT(changes == 2 && seen.size == 0);
    free(seen.text);
    CU_ASSERT_EQUAL(draw("# nothing is drawn\n", CST_PICTURE_PNG, &seen, &error), CST_ERR_OUTPUT);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "not whole: 0 bytes"));
    free(seen.text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(now);
    (void)snprintf(path, sizeof path, "%s", now);
    CU_ASSERT_EQUAL_FATAL(setenv("PATH", "/nowhere", 1), 0);
    CU_ASSERT_EQUAL(draw("plot sin(x)\n", CST_PICTURE_SVG, &seen, &error), CST_ERR_OUTPUT);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "apt-get install gnuplot-nox"));
    CU_ASSERT_EQUAL_FATAL(setenv("PATH", path, 1), 0);
    free(seen.text);
}

CST_SUITE("picture", CST_TEST(test_picture_format), CST_TEST(test_picture_text),
          CST_TEST(test_picture_lines), CST_TEST(test_picture_heading), CST_TEST(test_picture_draw),
          CST_TEST(test_picture_draw_errors))
