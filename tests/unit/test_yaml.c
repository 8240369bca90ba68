/* SPDX-License-Identifier: MIT */
#include "scenarios/load/yaml.h"
#include "tests/lib/suite.h"

#include <stdlib.h>
#include <string.h>

static int parse(cst_yaml *yaml, const char *text, cst_error *error)
{
    *error = (cst_error){0};
    *yaml = (cst_yaml){0};
    return cst_yaml_parse(yaml, "x.yaml", true, text, strlen(text), CST_ERR_SCENARIO, error);
}

static void test_yaml_tree(void)
{
    cst_yaml yaml;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(
        parse(&yaml, "a: {b: 1e-3, \"c\": 'x'}\nd:\n  - 1\n  - [2]\ne:\n", &error), 0);
    const cst_yaml_node *a = cst_yaml_child(yaml.root, "a");
    const cst_yaml_node *b = cst_yaml_child(a, "b");
    const cst_yaml_node *c = cst_yaml_child(a, "c");
    const cst_yaml_node *d = cst_yaml_child(yaml.root, "d");
    const cst_yaml_node *e = cst_yaml_child(yaml.root, "e");
    CU_ASSERT_PTR_NOT_NULL_FATAL(b);
    CU_ASSERT_STRING_EQUAL(b->text, "1e-3");
    CU_ASSERT_FALSE(b->quoted);
    CU_ASSERT_EQUAL(b->line, 1);
    CU_ASSERT_EQUAL(b->column, 8);
    CU_ASSERT_EQUAL(b->key_column, 5);
    CU_ASSERT_PTR_NOT_NULL_FATAL(c);
    CU_ASSERT_TRUE(c->quoted);
    CU_ASSERT_EQUAL(c->column, 19);
    CU_ASSERT_PTR_NOT_NULL_FATAL(d);
    CU_ASSERT_EQUAL(d->kind, CST_YAML_LIST);
    CU_ASSERT_EQUAL(d->children, 2);
    CU_ASSERT_EQUAL(d->first->next->line, 4);
    CU_ASSERT_PTR_NOT_NULL_FATAL(e);
    CU_ASSERT_STRING_EQUAL(e->text, "");
    CU_ASSERT_EQUAL(e->line, 5); /* a value left out lies at its key */
    CU_ASSERT_PTR_NULL(cst_yaml_child(yaml.root, "f"));
    CU_ASSERT_PTR_NULL(cst_yaml_child(d, "b"));
    cst_yaml_free(&yaml);
}

static void test_yaml_json(void)
{
    cst_yaml yaml;
    cst_error error;
    CU_ASSERT_EQUAL(parse(&yaml, "{\"a\":{\"b\":[1,2.5,\"x\\ty\"]}}", &error), 0);
    const cst_yaml_node *b = cst_yaml_child(cst_yaml_child(yaml.root, "a"), "b");
    CU_ASSERT_PTR_NOT_NULL_FATAL(b);
    CU_ASSERT_STRING_EQUAL(b->last->text, "x\ty");
    cst_yaml_free(&yaml);
    CU_ASSERT_EQUAL(parse(&yaml, "", &error), 0);
    CU_ASSERT_PTR_NULL(yaml.root);
    cst_yaml_free(&yaml);
}

static void test_yaml_errors(void)
{
    static const struct {
        const char *text;
        int line, column;
        const char *says;
    } cases[] = {
        {"a: 1\nb: 2\na: 3\n", 3, 1, "the key 'a' is there twice, first in line 1"},
        {"a: &x 1\n", 1, 7, "anchors, aliases and tags"},
        {"a: *x\n", 1, 5, "anchors, aliases and tags"},
        {"a: !!str 1\n", 1, 10, "anchors, aliases and tags"},
        {"--- {a: 1}\n--- {b: 1}\n", 2, 1, "expected one document"},
        {"? [a]\n: b\n", 1, 3, "expected a key, found a map or a list"},
        {"'': b\n", 1, 2, "expected a key, found none"},
        {"a: [1\n", 2, 1, "not YAML"},
        {"a: 1\n\tb: 2\n", 1, 4, "not YAML"},
        {"a: \x01\n", 1, 4, "control characters"},
        {"a: \xff\n", 1, 4, "UTF-8"},
        {"a: \xc2\x9b\n", 1, 4, "control characters"},
        {"a: \"x\\0y\"\n", 1, 5, "zero byte"},
        {"[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]", 1, 17, "nested too deep"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_yaml yaml;
        cst_error error;
        CU_ASSERT_EQUAL(parse(&yaml, cases[i].text, &error), CST_ERR_SCENARIO);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].says));
        CU_ASSERT_STRING_EQUAL(error.file, "x.yaml");
        CU_ASSERT_EQUAL(error.line, cases[i].line);
        CU_ASSERT_EQUAL(error.column, cases[i].column);
        cst_yaml_free(&yaml);
    }
}

static void test_yaml_limits_errors(void)
{
    const size_t size = (size_t)CST_YAML_BYTES_MAX + 2;
    char *text = malloc(size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    memset(text, '#', size - 1);
    text[size - 1] = '\0';
    cst_yaml yaml;
    cst_error error;
    CU_ASSERT_EQUAL(parse(&yaml, text, &error), CST_ERR_SCENARIO);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "1 MiB"));
    cst_yaml_free(&yaml);
    for (size_t i = 0; i + 1 < size; i++) {
        text[i] = i % 2 == 0 ? '1' : ',';
    }
    text[0] = '[';
    text[1] = '1';
    text[size - 3] = '\0';
    CU_ASSERT_EQUAL(parse(&yaml, text, &error), CST_ERR_SCENARIO);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "too many values"));
    cst_yaml_free(&yaml);
    free(text);
}

CST_SUITE("yaml", CST_TEST(test_yaml_tree), CST_TEST(test_yaml_json), CST_TEST(test_yaml_errors),
          CST_TEST(test_yaml_limits_errors))
