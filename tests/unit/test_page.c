/* SPDX-License-Identifier: MIT */
#include "scenarios/load/page.h"
#include "tests/lib/suite.h"

#include <stdlib.h>
#include <string.h>

static void test_page_text(void)
{
    cst_page page;
    CU_ASSERT_FATAL(cst_page_open(&page));
    for (int i = 0; i < 10000; i++) {
        (void)fprintf(page.out, "%04d,", i);
    }
    char *text = cst_page_close(&page);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_EQUAL(strlen(text), 50000);
    CU_ASSERT_STRING_EQUAL(text + 49995, "9999,");
    CU_ASSERT_EQUAL(page.size, 50000);
    free(text);
}

/* Texts one behind the other, each with its end. */
static void test_page_texts(void)
{
    cst_page page;
    CU_ASSERT_FATAL(cst_page_open(&page));
    for (int i = 0; i < 3000; i++) {
        (void)fprintf(page.out, "%d", i);
        (void)fputc('\0', page.out);
    }
    char *text = cst_page_close(&page);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    const char *at = text;
    for (int i = 0; i < 3000; i++) {
        CU_ASSERT_EQUAL(strtol(at, NULL, 10), i);
        at += strlen(at) + 1;
    }
    CU_ASSERT_EQUAL((size_t)(at - text), page.size);
    free(text);
}

static void test_page_empty(void)
{
    cst_page page;
    CU_ASSERT_FATAL(cst_page_open(&page));
    char *text = cst_page_close(&page);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_STRING_EQUAL(text, "");
    free(text);
}

/* A text of which a write failed is no text, although its stream can be closed. */
static void test_page_failed_write(void)
{
    cst_page page;
    CU_ASSERT_FATAL(cst_page_open(&page));
    CU_ASSERT_EQUAL(fclose(page.out), 0); /* the text is there; what is written now is lost */
    page.out = fopen("/dev/full", "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(page.out);
    (void)fputs("begun", page.out);
    CU_ASSERT_EQUAL(fflush(page.out), EOF);
    CU_ASSERT_PTR_NULL(cst_page_close(&page));
}

CST_SUITE("page", CST_TEST(test_page_text), CST_TEST(test_page_texts), CST_TEST(test_page_empty),
          CST_TEST(test_page_failed_write))
