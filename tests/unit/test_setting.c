/* SPDX-License-Identifier: MIT */
#include "scenarios/load/setting.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <string.h>

static const char file[] =
    "scheming: {rate: 1e-3}\nsweep: {scheming.rate: [1, 0], protocol.rule: [any]}\n";

static int apply(cst_yaml *yaml, const char *assignment, cst_error *error)
{
    *error = (cst_error){0};
    *yaml = (cst_yaml){0};
    CU_ASSERT_EQUAL_FATAL(
        cst_yaml_parse(yaml, "x.yaml", true, file, strlen(file), CST_ERR_SCENARIO, error), 0);
    return cst_setting_apply(yaml, assignment, error);
}

static void test_setting_key(void)
{
    cst_yaml yaml;
    cst_error error;
    CU_ASSERT_EQUAL(apply(&yaml, "scheming.rate=1e-4", &error), 0);
    const cst_yaml_node *rate = cst_yaml_child(cst_yaml_child(yaml.root, "scheming"), "rate");
    CU_ASSERT_PTR_NOT_NULL_FATAL(rate);
    CU_ASSERT_STRING_EQUAL(rate->text, "1e-4");
    CU_ASSERT_STRING_EQUAL(rate->file, "--set scheming.rate=1e-4");
    CU_ASSERT_EQUAL(rate->line, 0);
    const cst_yaml_node *sweep = cst_yaml_child(yaml.root, "sweep");
    CU_ASSERT_EQUAL(sweep->children, 1); /* the key's own axis is gone, the other stays */
    CU_ASSERT_PTR_NULL(cst_yaml_child(sweep, "scheming.rate"));
    CU_ASSERT_PTR_NOT_NULL(cst_yaml_child(sweep, "protocol.rule"));
    cst_yaml_free(&yaml);
}

static void test_setting_makes_sections(void)
{
    cst_yaml yaml;
    cst_error error;
    CU_ASSERT_EQUAL(apply(&yaml, "monitor.trusted.score.tpr=0.5", &error), 0);
    const cst_yaml_node *trusted = cst_yaml_child(cst_yaml_child(yaml.root, "monitor"), "trusted");
    const cst_yaml_node *tpr = cst_yaml_child(cst_yaml_child(trusted, "score"), "tpr");
    CU_ASSERT_PTR_NOT_NULL_FATAL(tpr);
    CU_ASSERT_STRING_EQUAL(tpr->text, "0.5");
    cst_yaml_free(&yaml);
}

static void test_setting_sweep(void)
{
    cst_yaml yaml;
    cst_error error;
    CU_ASSERT_EQUAL(apply(&yaml, "sweep.trial.agents=[10, 20]", &error), 0);
    const cst_yaml_node *sweep = cst_yaml_child(yaml.root, "sweep");
    CU_ASSERT_EQUAL(sweep->children, 3);
    CU_ASSERT_EQUAL(cst_yaml_child(sweep, "trial.agents")->kind, CST_YAML_LIST);
    cst_yaml_free(&yaml);
    CU_ASSERT_EQUAL(apply(&yaml, "sweep={}", &error), 0);
    CU_ASSERT_EQUAL(cst_yaml_child(yaml.root, "sweep")->children, 0);
    cst_yaml_free(&yaml);
}

/* A key of tied axes goes, and the others stay; where one is left it is an axis like any other. */
static void test_setting_tied(void)
{
    static const char text[] = "sweep: {'scheming.rate, scheming.rho, trial.agents': [[.1, 0, 5], "
                               "[.2, .3, 5]]}\n";
    cst_yaml yaml = {0};
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(
        cst_yaml_parse(&yaml, "x.yaml", true, text, strlen(text), CST_ERR_SCENARIO, &error), 0);
    CU_ASSERT_EQUAL(cst_setting_apply(&yaml, "scheming.rate=1e-4", &error), 0);
    const cst_yaml_node *sweep = cst_yaml_child(yaml.root, "sweep");
    const cst_yaml_node *left = cst_yaml_child(sweep, "scheming.rho, trial.agents");
    CU_ASSERT_PTR_NOT_NULL_FATAL(left);
    CU_ASSERT(left->cut && left->children == 2 && left->last->children == 2);
    CU_ASSERT_STRING_EQUAL(left->last->first->text, ".3");
    CU_ASSERT_EQUAL(cst_setting_apply(&yaml, "sweep.scheming.rho=[0.7]", &error), 0);
    left = cst_yaml_child(sweep, "trial.agents");
    CU_ASSERT_PTR_NOT_NULL_FATAL(left);
    CU_ASSERT(sweep->children == 2 && left->children == 2);
    CU_ASSERT_STRING_EQUAL(left->first->text, "5");
    CU_ASSERT_EQUAL(cst_setting_apply(&yaml, "sweep.trial.rounds, trial.agents=[[1, 2]]", &error),
                    0);
    CU_ASSERT_PTR_NULL(cst_yaml_child(sweep, "trial.agents"));
    CU_ASSERT_PTR_NOT_NULL(cst_yaml_child(sweep, "trial.rounds, trial.agents"));
    cst_yaml_free(&yaml);
}

/* A design goes on over the keys that are left. */
static void test_setting_design(void)
{
    static const char text[] = "sweep: {'scheming.rate, scheming.rho, trial.agents': {points: 4, "
                               "latin: [{lin: [0, 1]}, {lin: [0.2, 0.3]}, [5, 6]]}}\n";
    cst_yaml yaml = {0};
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(
        cst_yaml_parse(&yaml, "x.yaml", true, text, strlen(text), CST_ERR_SCENARIO, &error), 0);
    CU_ASSERT_EQUAL(cst_setting_apply(&yaml, "scheming.rho=0.4", &error), 0);
    const cst_yaml_node *sweep = cst_yaml_child(yaml.root, "sweep");
    const cst_yaml_node *left = cst_yaml_child(sweep, "scheming.rate, trial.agents");
    const cst_yaml_node *latin = cst_yaml_child(left, "latin");
    CU_ASSERT_PTR_NOT_NULL_FATAL(latin);
    CU_ASSERT(latin->children == 2 && latin->first->kind == CST_YAML_MAP);
    CU_ASSERT_EQUAL(latin->last->kind, CST_YAML_LIST);
    CU_ASSERT_EQUAL(cst_setting_apply(&yaml, "scheming.rate=0.4", &error), 0);
    left = cst_yaml_child(sweep, "trial.agents");
    CU_ASSERT_PTR_NOT_NULL_FATAL(left);
    CU_ASSERT_EQUAL(cst_yaml_child(left, "latin")->children, 1);
    cst_yaml_free(&yaml);
}

static void test_setting_errors(void)
{
    static const struct {
        const char *assignment, *says;
    } cases[] = {
        {"scheming.rate", "expected key=value"},
        {"=1", "expected key=value"},
        {"", "expected key=value"},
        {"scheming.rte=1", "the nearest known one is scheming.rate"},
        {"sweep.scheming.rte=[1]", "the nearest known one is scheming.rate"},
        {"scheming={rate: 1}", "found a section"},
        {"sweep.trial.agents, scheming.rte=[[1, 2]]", "the nearest known one is scheming.rate"},
        {"sweep.trial.agents, scheming=[[1, 2]]", "found a section"},
        {"trial.agents, trial.rounds=5", "unknown key"},
        {"scheming.rate=", "expected a value, found nothing"},
        {"scheming.rate=[1", "not YAML"},
        {"estimate.events=5", "it is estimate.stop.events"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_yaml yaml;
        cst_error error;
        char place[64];
        (void)snprintf(place, sizeof place, "--set %s", cases[i].assignment);
        CU_ASSERT_EQUAL(apply(&yaml, cases[i].assignment, &error), CST_ERR_SCENARIO);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].says));
        CU_ASSERT_STRING_EQUAL(error.file, place);
        CU_ASSERT_EQUAL(error.line, 0);
        cst_yaml_free(&yaml);
    }
}

static void test_setting_same(void)
{
    CU_ASSERT_TRUE(cst_setting_same("a.b=1", "a.b=2"));
    CU_ASSERT_TRUE(cst_setting_same("sweep.a.b=[1]", "a.b=2"));
    CU_ASSERT_FALSE(cst_setting_same("a.b=1", "a.bc=1"));
    CU_ASSERT_FALSE(cst_setting_same("a.b=1", "a.c=1"));
    CU_ASSERT_TRUE(cst_setting_same("sweep.a.b, a.c=[[1, 2]]", "a.c=1"));
    CU_ASSERT_TRUE(cst_setting_same("sweep.a.b, a.c=[[1, 2]]", "sweep.a.d,a.c=[[1, 2]]"));
    CU_ASSERT_FALSE(cst_setting_same("sweep.a.b, a.c=[[1, 2]]", "sweep.a.d=[1]"));
}

CST_SUITE("setting", CST_TEST(test_setting_key), CST_TEST(test_setting_makes_sections),
          CST_TEST(test_setting_sweep), CST_TEST(test_setting_tied), CST_TEST(test_setting_design),
          CST_TEST(test_setting_errors), CST_TEST(test_setting_same))
