/* SPDX-License-Identifier: MIT */
#include "scenarios/load/argument.h"
#include "scenarios/load/scenario.h"
#include "scenarios/load/schema.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <string.h>

#define HEAD    "guards: {transfer: 0.1}\nargument:\n"
#define REST    "  holds: a\n  fails: b\n  break_even: c\n  settles: d\n  decides: guards.own\n"
#define VERDICT "  verdict: {result: next_guarded, at_least: 0.5}\n"
#define INPUTS  "  inputs: {guards.transfer: assumed}\n"

static int load(cst_scenario *scenario, const char *text, cst_error *error)
{
    *error = (cst_error){0};
    return cst_scenario_parse(scenario, "a.yaml", text, strlen(text), NULL, error);
}

static void test_argument_good(void)
{
    static const char text[] =
        HEAD REST "  verdict: {result: next_guarded, at_most: 2, times: guards.transfer, relative: "
                  "{guards.guards: 1, guards.spread: 0.5}}\n"
                  "  inputs:\n    guards.transfer: {evidence: S, source: a page}\n    "
                  "guards.guards: chosen\n";
    cst_scenario scenario;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(load(&scenario, text, &error), 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(scenario.argument);
    const cst_argument *argument = scenario.argument;
    CU_ASSERT_EQUAL(argument->verdict.result, CST_RESULT_NEXT_GUARDED);
    CU_ASSERT(!argument->verdict.at_least && argument->verdict.threshold == 2.0);
    CU_ASSERT_STRING_EQUAL(argument->verdict.times->path, "guards.transfer");
    CU_ASSERT_EQUAL_FATAL(argument->verdict.relatives, 2);
    CU_ASSERT_STRING_EQUAL(argument->verdict.relative[1], "guards.spread=0.5");
    CU_ASSERT_STRING_EQUAL(argument->holds, "a");
    CU_ASSERT_STRING_EQUAL(argument->fails, "b");
    CU_ASSERT_STRING_EQUAL(argument->break_even, "c");
    CU_ASSERT_STRING_EQUAL(argument->settles, "d");
    CU_ASSERT_STRING_EQUAL(argument->decides->path, "guards.own");
    CU_ASSERT_EQUAL_FATAL(argument->inputs, 2);
    const cst_argument_input *of = cst_argument_input_of(argument, cst_key_find("guards.transfer"));
    CU_ASSERT_PTR_NOT_NULL_FATAL(of);
    CU_ASSERT_EQUAL(of->evidence, CST_EVIDENCE_SECONDARY);
    CU_ASSERT_STRING_EQUAL(of->source, "a page");
    CU_ASSERT_STRING_EQUAL(argument->input[1].source, "");
    CU_ASSERT_PTR_NULL(cst_argument_input_of(argument, cst_key_find("guards.spread")));
    cst_scenario_free(&scenario);
    CU_ASSERT_EQUAL_FATAL(
        load(&scenario, HEAD REST VERDICT "  inputs: {guards.transfer: preset:covert_avg_o3}\n",
             &error),
        0);
    CU_ASSERT_EQUAL(scenario.argument->input[0].evidence, CST_EVIDENCE_PRIMARY);
    CU_ASSERT_PTR_NOT_NULL(strstr(scenario.argument->input[0].source, "n is not given"));
    cst_scenario_free(&scenario);
}

/* Nothing of a cell depends on it. */
static void test_argument_is_no_identity(void)
{
    cst_scenario with;
    cst_scenario without;
    cst_error error;
    CU_ASSERT_EQUAL_FATAL(load(&with, HEAD REST VERDICT INPUTS, &error), 0);
    CU_ASSERT_EQUAL_FATAL(load(&without, "guards: {transfer: 0.1}", &error), 0);
    CU_ASSERT_STRING_EQUAL(with.cell[0].id, without.cell[0].id);
    CU_ASSERT_PTR_NULL(without.argument);
    cst_scenario_free(&with);
    cst_scenario_free(&without);
}

typedef struct bad {
    const char *text, *words;
    int line;
} bad;

static void test_argument_bad(void)
{
    static const bad cases[] = {
        {HEAD REST VERDICT "  inputs: {guards.transfer: M}\n", "M does not ship", 9},
        {HEAD REST VERDICT "  inputs: {guards.transfer: P}\n", "source", 9},
        {HEAD REST VERDICT "  inputs: {guards.transfer: {evidence: P}}\n", "source", 9},
        {HEAD REST VERDICT "  inputs: {guards.transfr: chosen}\n", "guards.transfer", 9},
        {HEAD REST VERDICT "  inputs: chosen\n", "a map", 9},
        {HEAD REST "  verdict: {result: next_guard, at_least: 1}\n" INPUTS, "next_guarded", 8},
        {HEAD REST "  verdict: {result: next_guarded}\n" INPUTS, "at_least or at_most", 8},
        {HEAD REST "  verdict: {result: next_guarded, at_least: 1, at_most: 2}\n" INPUTS,
         "not both", 8},
        {HEAD REST "  verdict: {result: next_guarded, at_least: x}\n" INPUTS, "a number", 8},
        {HEAD REST "  verdict: {result: next_guarded, atleast: 1}\n" INPUTS, "at_least", 8},
        {HEAD REST "  verdict: {result: next_guarded, at_least: 1, relative: {x: 1}}\n" INPUTS,
         "unknown key", 8},
        {HEAD REST "  verdict: {result: next_guarded, at_least: 1, times: rate}\n" INPUTS,
         "unknown key", 8},
        {HEAD REST "  verdict: {result: miss_share, at_least: 1}\n" INPUTS, "a result of guards",
         8},
        {HEAD REST
         "  verdict: {result: next_guarded, at_least: 1, relative: {trial.agents: 1}}\n" INPUTS,
         "a key of guards", 8},
        {HEAD REST VERDICT "  inputs: {scheming.rate: assumed}\n", "a key of guards", 9},
        {"argument:\n" REST VERDICT "  inputs: {guards.transfer: assumed}\n",
         "a result of agents that do tasks", 7},
        {HEAD VERDICT INPUTS, "found nothing", 2},
        {HEAD REST VERDICT INPUTS "  decide: x\n", "decides", 10},
        {"guards: {}\nargument: x\n", "a map", 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_scenario scenario;
        cst_error error;
        const int code = load(&scenario, cases[i].text, &error);
        if (code != CST_ERR_SCENARIO || strstr(error.text, cases[i].words) == NULL ||
            error.line != cases[i].line) {
            (void)printf("\n    %s    %d: %s: %s\n", cases[i].text, error.line, error.key,
                         error.text);
        }
        CU_ASSERT_EQUAL(code, CST_ERR_SCENARIO);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, cases[i].words));
        CU_ASSERT_EQUAL(error.line, cases[i].line);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.key, "argument"));
        cst_scenario_free(&scenario);
    }
}

CST_SUITE("argument", CST_TEST(test_argument_good), CST_TEST(test_argument_is_no_identity),
          CST_TEST(test_argument_bad))
