/* SPDX-License-Identifier: MIT
 * What is shown of claims. Covers: claim_text claims_page claim_picture. */
#include "cli/show/claims.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char scenario[] =
    "claim: Lessons <carry> over & \"over\".\nguards: {transfer: 0.1, guards: 5}\nestimate: "
    "{trials: 2000}\nsweep: {guards.transfer: [0.05, 0.1, 0.3], guards.guards: [1, 4, 16]}\n"
    "argument:\n  verdict: {result: next_guarded, at_least: 0.5}\n  holds: Each <one> helps.\n"
    "  fails: None does.\n  break_even: k* = ln(1-x)/ln(1-t)\n  settles: A count.\n  decides: "
    "guards.transfer\n  inputs: {guards.transfer: {evidence: P, source: a & b | <i>}, "
    "guards.guards: "
    "assumed}\n";

static cst_claim claim;

/* All that a printer writes. */
typedef struct text {
    char *text;
    size_t size;
    FILE *out;
} text;

static FILE *begin(text *to)
{
    to->out = open_memstream(&to->text, &to->size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(to->out);
    return to->out;
}

static bool has(const text *of, const char *words)
{
    const bool found = strstr(of->text, words) != NULL;
    if (!found) {
        (void)printf("\n    expected: %s\n    in: %s\n", words, of->text);
    }
    return found;
}

static cst_claims made(void)
{
    static char path[] = "/tmp/cst_print_claims_XXXXXX";
    static bool done = false;
    if (!done) {
        cst_error error = {0};
        const int file = mkstemp(path);
        CU_ASSERT_FATAL(file >= 0);
        CU_ASSERT_EQUAL_FATAL(write(file, scenario, strlen(scenario)), (long)strlen(scenario));
        (void)close(file);
        CU_ASSERT_EQUAL_FATAL(cst_claim_load(&claim, path, &error), 0);
        CU_ASSERT_EQUAL_FATAL(cst_claim_run(&claim, NULL, &error), 0);
        (void)remove(path);
        free(claim.path);
        claim.path = strdup("claims/11-guards.yaml");
        done = true;
    }
    return (cst_claims){.claim = &claim, .count = 1};
}

static void test_print_claims_table(void)
{
    const cst_claims claims = made();
    text to = {0};
    cst_print_claims(begin(&to), &claims);
    CU_ASSERT_EQUAL_FATAL(fclose(to.out), 0);
    CU_ASSERT(has(&to, "11-guards") && has(&to, "0.40951") &&
              has(&to, "next_guarded is at least 0.5"));
    CU_ASSERT(has(&to, "turns at guards.guards"));
    free(to.text);
}

static void test_print_claims_json(void)
{
    const cst_claims claims = made();
    text to = {0};
    cst_print_claims_json(begin(&to), &claims);
    CU_ASSERT_EQUAL_FATAL(fclose(to.out), 0);
    CU_ASSERT(has(&to, "\"name\":\"11-guards\"") && has(&to, "\"holds\":false"));
    CU_ASSERT(has(&to, "\"guards.guards\":7") && has(&to, "\"by\":\"closed form\""));
    CU_ASSERT(has(&to, "\"evidence\":\"assumed: nobody has measured this\""));
    free(to.text);
}

static void test_print_claims_markdown(void)
{
    const cst_claims claims = made();
    text to = {0};
    cst_print_claims_markdown(begin(&to), &claims, "claims");
    CU_ASSERT_EQUAL_FATAL(fclose(to.out), 0);
    CU_ASSERT(has(&to, "](claims/11-guards.svg)") && has(&to, "| `guards.transfer` | 0.1 | P:"));
    CU_ASSERT(has(&to, "here it fails") && has(&to, "None does."));
    CU_ASSERT(has(&to, "Lessons &lt;carry> over") && has(&to, "Each &lt;one> helps."));
    CU_ASSERT(has(&to, "P: read in a primary text: a & b \\| &lt;i> |"));
    CU_ASSERT(strstr(to.text, "<carry>") == NULL && strstr(to.text, "<one>") == NULL);
    free(to.text);
}

/* Foreign text stays text, and the picture is part of the page. */
static void test_print_claims_page(void)
{
    char svg[] = "<svg a=\"b\">#100%</svg>";
    char *const pictures[] = {svg};
    const cst_claims claims = made();
    text to = {0};
    cst_print_claims_html(begin(&to), &claims, pictures);
    CU_ASSERT_EQUAL_FATAL(fclose(to.out), 0);
    CU_ASSERT(has(&to, "Lessons &lt;carry&gt; over &amp; &quot;over&quot;."));
    CU_ASSERT(has(&to, "Each &lt;one&gt; helps.") && has(&to, "a &amp; b"));
    CU_ASSERT(has(&to, "src=\"data:image/svg+xml,%3Csvg a=%22b%22%3E%23100%25%3C/svg%3E\""));
    CU_ASSERT(strstr(to.text, "<carry>") == NULL && strstr(to.text, "//") == NULL);
    CU_ASSERT(has(&to, "script-src 'none'") && has(&to, "</body>\n</html>"));
    free(to.text);
}

static void test_print_claims_picture(void)
{
    text to = {0};
    (void)made();
    const cst_picture picture = cst_claim_picture(&claim);
    picture.write(picture.self, begin(&to));
    CU_ASSERT_EQUAL_FATAL(fclose(to.out), 0);
    CU_ASSERT(has(&to, "guarded is at least ") && has(&to, "it turns here"));
    CU_ASSERT(has(&to, "\\133P\\135") && has(&to, "\\133assumed\\135") && has(&to, "(0.1):(5)"));
    CU_ASSERT_STRING_EQUAL(picture.title, "Lessons <carry> over & \"over\".");
    free(to.text);
    cst_claim_free(&claim);
}

CST_SUITE("print_claims", CST_TEST(test_print_claims_table), CST_TEST(test_print_claims_json),
          CST_TEST(test_print_claims_markdown), CST_TEST(test_print_claims_page),
          CST_TEST(test_print_claims_picture))
