/* SPDX-License-Identifier: MIT
 * What is known before a run: of a scenario that is read, and of assumptions by hand.
 * Covers: print_assumptions print_validate. */
#include "cli/show/print.h"

#include "tests/lib/caught.h"
#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <json-c/json.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* 1000 trials of 20 x 10 tasks at rate .1 and .2, of which a trusted monitor finds half. */
static const char sweep[] = "{trial: {agents: 20, rounds: 10}, protocol: {kind: trusted-monitor},"
                            " monitor: {trusted: {score: {tpr: 0.5}}},"
                            " sweep: {scheming.rate: [0.1, 1e-5]}}";

static void make_plan(cst_plan *plan, cst_shown *of)
{
    CU_ASSERT_EQUAL_FATAL(cst_plan_make(plan, &of->scenario, &of->findings, 2, NULL), 0);
}

/* A calibration that is done by hand: the first cell has its time, the second was scaled. */
static void measure(cst_plan *plan)
{
    plan->measured = 1;
    plan->spent = 0.5;
    plan->seconds = 7201.0;
    plan->low = 3600.0;
    plan->high = 14400.0;
    plan->cell[0].seconds = 1.0;
    plan->cell[0].measured = true;
    plan->cell[1].seconds = 7200.0;
    plan->cell[1].goal = CST_PLAN_MISSED;
    plan->file = 1.5e6;
    plan->memory = 2e6;
}

static void test_print_plan(void)
{
    static const char *const parts[] = {
        "scheming.rate method trials events expected time\n"
        "0.1 skip 1000 10000 1 s\n1e-5 skip all 1000 1 (few) 2 h\n",
        "2 cells, 2 of them distinct; 400000 planned tasks in all.",
        "1 of 2 cells will not get there with estimate.trials, as far as can be expected:\n"
        "scheming.rate=1e-5.\n",
        "1 of 2 cells will stay below 10 events: scheming.rate=1e-5.\n",
        "Time: about 2 h (60 min to 4 h) with 2 threads on this machine as busy as it is now; "
        "measured in 0.5 s.\n",
        "1 of 2 distinct cells were measured,",
        "As 3 shards on as many such machines (run --shard 1/3, 2/3, ...; then merge) it takes "
        "about"
        " an hour.\n",
        "Memory: about 2 MB at most. Results file: about 1.5 MB at most.\n",
        NULL};
    cst_shown of;
    cst_plan plan;
    cst_caught seen;
    cst_shown_make(&of, sweep);
    make_plan(&plan, &of);
    measure(&plan);
    cst_caught_begin(&seen);
    cst_print_plan(seen.out, &plan);
    cst_caught_parts(&seen, parts);
    cst_plan_free(&plan);
    cst_shown_free(&of);
}

/* What was not measured, or does not fit, is said so. */
static void test_print_plan_unknown(void)
{
    static const char *const unknown[] = {"Time: cannot be told, as no trial ended in", NULL};
    static const char *const large[] = {
        "Time: not measured, as the run needs more memory than the machine has.\n",
        "at most, which is more than the machine has. Results", NULL};
    cst_shown of;
    cst_plan plan;
    cst_caught seen;
    cst_shown_make(&of, sweep);
    make_plan(&plan, &of);
    cst_caught_begin(&seen);
    cst_print_plan(seen.out, &plan);
    cst_caught_parts(&seen, unknown);
    plan.fits = false;
    cst_caught_begin(&seen);
    cst_print_plan(seen.out, &plan);
    cst_caught_parts(&seen, large);
    cst_plan_free(&plan);
    cst_shown_free(&of);
}

static void test_print_plan_json(void)
{
    cst_shown of;
    cst_plan plan;
    cst_caught seen;
    cst_shown_make(&of, sweep);
    make_plan(&plan, &of);
    measure(&plan);
    plan.cell[0].drawn = 50;
    cst_caught_begin(&seen);
    cst_print_plan_json(seen.out, &plan);
    cst_caught_end(&seen);
    static const char *const parts[] = {
        "\"at\":{\"scheming.rate\":\"0.1\"},\"method\":\"skip\",\"trials_most\":1000,"
        "\"events\":null,\"measured\":{\"trials\":1000,\"goal\":\"none\",\"events\":10000,"
        "\"events_most\":10000,\"few\":false,\"seconds\":1,\"scaled\":false}}\n",
        "\"events\":1,\"measured\":{\"trials\":1000,\"goal\":\"missed\",\"events\":null,",
        ("\n{\"cells\":2,\"distinct\":2,\"planned\":400000,\"threads\":2,"
         "\"memory_bytes\":2000000,\"fits\":true,\"measured\":{\"seconds\":7201,")};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(seen.text, parts[i]));
    }
    free(seen.text);
    cst_plan_free(&plan);
    cst_shown_free(&of);
}

static void test_print_validate(void)
{
    static const char *const parts[] = {
        "{\n\"claim\": \"\",\n\"trial\": {\n\"agents\": 20,\n\"rounds\": 10\n},",
        "The above is the first cell; the sweep varies scheming.rate over 0.1, 1e-5.\n",
        "scheming.rate method trials planned residual_risk escapes expected\n"
        "0.1 skip 1000 200000 0.05 10000\n1e-5 skip 1000 200000 5e-6 1 (few)\n",
        "2 cells, 2 of them distinct; 400000 planned tasks in all.",
        "1 of 2 cells expect fewer than 10 escapes",
        NULL};
    cst_shown of;
    cst_plan plan;
    cst_caught seen;
    cst_shown_make(&of, sweep);
    cst_caught_begin(&seen);
    make_plan(&plan, &of);
    CU_ASSERT_EQUAL(cst_print_validate(seen.out, &plan, NULL), 0);
    cst_caught_parts(&seen, parts);
    cst_plan_free(&plan);
    cst_shown_free(&of);
}

/* One cell has its closed forms with what they mean. */
/* What moves together is said, and of many values only some. */
static void test_print_validate_tied(void)
{
    static const char *const parts[] = {
        "the sweep varies scheming.rate over 0.1, 0.2; monitor.trusted.score.tpr, tied to "
        "scheming.rate over 0.5, 0.6; trial.agents over 10, 11, 12, .., 39 (30 values).\n",
        NULL};
    cst_shown of;
    cst_plan plan;
    cst_caught seen;
    cst_error error = {0};
    cst_shown_make(&of, "{protocol: {kind: trusted-monitor}, sweep: {'scheming.rate, "
                        "monitor.trusted.score.tpr': [[0.1, 0.5], [0.2, 0.6]], trial.agents: "
                        "{lin: [10, 39, 30]}}}");
    make_plan(&plan, &of);
    cst_caught_begin(&seen);
    CU_ASSERT_EQUAL(cst_print_validate(seen.out, &plan, &error), 0);
    cst_caught_parts(&seen, parts);
    cst_plan_free(&plan);
    cst_shown_free(&of);
}

static void test_print_validate_one(void)
{
    static const char *const parts[] = {
        "result closed form meaning\nresidual_risk 5e-6 escaped attacks per planned task\n", NULL};
    cst_shown of;
    cst_plan plan;
    cst_caught seen;
    cst_shown_make(&of, "{protocol: {kind: trusted-monitor}, scheming: {rate: 1e-5},"
                        " monitor: {trusted: {score: {tpr: 0.5}}}}");
    cst_caught_begin(&seen);
    make_plan(&plan, &of);
    CU_ASSERT_EQUAL(cst_print_validate(seen.out, &plan, NULL), 0);
    cst_caught_parts(&seen, parts);
    cst_plan_free(&plan);
    cst_shown_free(&of);
}

static void test_print_validate_json(void)
{
    cst_shown of;
    cst_caught seen;
    cst_shown_make(&of, sweep);
    cst_caught_begin(&seen);
    cst_print_validate_json(seen.out, &of.findings);
    cst_caught_end(&seen);
    const char *second = strchr(seen.text, '\n') + 1;
    CU_ASSERT_PTR_NOT_NULL(strstr(seen.text, "\"at\":{\"scheming.rate\":\"0.1\"},"
                                             "\"planned\":200000,\"expected_escapes_in_all\":10000,"
                                             "\"exact\":{\"residual_risk\":0.05,"));
    CU_ASSERT_PTR_NOT_NULL(strstr(second, "\"expected_escapes_in_all\":1,"));
    struct json_object *read = json_tokener_parse(second);
    CU_ASSERT_EQUAL(json_object_get_type(read), json_type_object);
    json_object_put(read);
    free(seen.text);
    cst_shown_free(&of);
}

/* A law with a shape, a trusted monitor beside it, one input that moves the risk and one that does
 * not. */
static void fill(cst_assumptions *of, const cst_scenario *scenario)
{
    of->scenario = scenario;
    of->cell = &scenario->cell[0];
    of->base = 0.05;
    of->unmonitored = 0.1;
    of->count = 2;
    of->idle = of->without = 1;
    of->input[0] = (cst_assumption){
        .input = {.key = "scheming.rho"},
        .source = "default",
        .effect = {.exists = true, .high = 1.0, .risk_low = 0.01, .risk_high = 0.1},
        .change = 0.09};
    of->input[1].input.key = "monitor.score.fpr";
    of->input[1].source = "sweep";
    of->none[0] = "attack.share";
    of->shaped = of->trusted = true;
    of->shape.key = "scheming.rho";
    of->half = (cst_break_even){.kind = CST_BREAK_EVEN_FOUND, .at = 0.25, .crossings = 1};
    of->against = (cst_break_even){.kind = CST_BREAK_EVEN_NEVER, .at = NAN};
    of->needed = (cst_break_even){.kind = CST_BREAK_EVEN_SEVERAL, .at = 0.5, .crossings = 3};
    of->committee = (cst_assume_committee){.least = 1, .most = 2, .enough = 2};
    of->committee.risk[1] = 0.05;
    of->committee.risk[2] = 0.04;
    of->sentences = 1;
    (void)snprintf(of->sentence[0], sizeof of->sentence[0], "All of it.");
}

static void test_print_assumptions(void)
{
    static const char *const screen[] = {
        "Claim: A claim\n",
        "input base low high risk at low risk at high change range from\n"
        "scheming.rho 0 0 1 0.01 0.1 0.09 default\n",
        "Without an effect on residual_risk: monitor.score.fpr\n",
        "No range, or no closed form at its ends: attack.share\n",
        "scheming.rho above which a trusted monitor leaves less never\n",
        "scheming.rho above which more than half of the risk is left 0.25\n",
        "TPR above which a trusted monitor leaves less 0.5 (the first of several)\n",
        "reviewers after which an added one gains less than 1 % 2\n",
        "In words\nAll of it.\n",
        NULL};
    cst_shown of;
    cst_caught seen;
    cst_assumptions *made = calloc(1, sizeof *made);
    CU_ASSERT_PTR_NOT_NULL_FATAL(made);
    cst_shown_make(&of, "{claim: A claim}");
    fill(made, &of.scenario);
    cst_caught_begin(&seen);
    cst_print_assumptions(seen.out, made);
    cst_caught_parts(&seen, screen);
    cst_shown_free(&of);
    free(made);
}

static void test_print_assumptions_json(void)
{
    static const char right[] =
        ",\"residual_risk\":0.05,\"unmonitored\":0.1,\"inputs\":["
        "{\"key\":\"scheming.rho\",\"range\":\"default\",\"base\":0,\"low\":0,\"high\":1,"
        "\"risk_low\":0.01,\"risk_high\":0.1,\"change\":0.09},"
        "{\"key\":\"monitor.score.fpr\",\"range\":\"sweep\",\"base\":0,\"low\":0,\"high\":0,"
        "\"risk_low\":0,\"risk_high\":0,\"change\":0}],\"without\":[\"attack.share\"],"
        "\"break_even\":{\"half\":{\"key\":\"scheming.rho\",\"verdict\":\"found\",\"crossings\":1,"
        "\"at\":0.25},";
    cst_shown of;
    cst_caught seen;
    cst_assumptions *made = calloc(1, sizeof *made);
    CU_ASSERT_PTR_NOT_NULL_FATAL(made);
    cst_shown_make(&of, "{}");
    fill(made, &of.scenario);
    made->honeypots = (cst_honeypots){.kind = CST_HONEYPOTS_FOUND, .at = 0.75, .trials = 9};
    cst_caught_begin(&seen);
    cst_print_assumptions_json(seen.out, made);
    cst_caught_end(&seen);
    char *text = cst_scenario_text(made->cell, false);
    const size_t canonical = strlen(text);
    CU_ASSERT_EQUAL(strncmp(seen.text, "{\"scenario\":", 12), 0);
    CU_ASSERT_EQUAL(strncmp(seen.text + 12, text, canonical), 0);
    free(text);
    CU_ASSERT_EQUAL(strncmp(seen.text + 12 + canonical, right, sizeof right - 1), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen.text, "\"honeypots\":{\"key\":"
                                             "\"scheming.honeypot_recognition\","));
    CU_ASSERT_PTR_NOT_NULL(strstr(seen.text, "\"reviewers\":{\"enough\":2,\"risk\":[[1,0.05],"
                                             "[2,0.04]]}},\"sentences\":[\"All of it.\"]}\n"));
    struct json_object *read = json_tokener_parse(seen.text);
    CU_ASSERT_EQUAL(json_object_get_type(read), json_type_object);
    json_object_put(read);
    free(seen.text);
    cst_shown_free(&of);
    free(made);
}

CST_SUITE("print_plan", CST_TEST(test_print_plan), CST_TEST(test_print_plan_unknown),
          CST_TEST(test_print_plan_json), CST_TEST(test_print_validate),
          CST_TEST(test_print_validate_tied), CST_TEST(test_print_validate_one),
          CST_TEST(test_print_validate_json), CST_TEST(test_print_assumptions),
          CST_TEST(test_print_assumptions_json))
