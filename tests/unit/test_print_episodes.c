/* SPDX-License-Identifier: MIT */
#include "cli/show/print_episodes.h"

#include "tests/lib/caught.h"
#include "tests/lib/suite.h"

#include <json-c/json.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static cst_episode_row rows[2] = {
    {.count = {.runs = 4, .covers = 1}, .expected = 1.25, .z = -0.25},
    {.count = {.runs = 4, .covers = 6, .both = 2}, .expected = 5.5, .z = 0.5},
};

/* A fit by hand, of the form with everything but forget. */
static cst_episode_fit by_hand(void)
{
    cst_episode_fit fit = {.runs = 4,
                           .verdicts = 16,
                           .covers = 7,
                           .episodes = 2,
                           .chosen = 6,
                           .least = 6,
                           .row = rows,
                           .resamples = 100};
    for (uint32_t key = 0; key < CST_LEARNING_KEYS; key++) {
        fit.key[key] = (cst_fit_value){0.25, {.low = 0.125, .high = 0.5}};
        fit.form[6].at.value[key] = 0.25;
    }
    fit.key[CST_LEARNING_FORGET] = (cst_fit_value){0.0, {.low = NAN, .high = NAN}};
    fit.form[6].residual = 0.14;
    fit.within = (cst_fit_value){0.2, {.low = 0.1, .high = 0.3}};
    fit.pooled = (cst_fit_value){0.5, {.low = 0.4, .high = 0.6}};
    return fit;
}

static const cst_episode_ask ask = {.form = 6, .level = 0.05, .resamples = 100, .seed = 1};

static void test_print_episodes(void)
{
    static const char *const parts[] = {
        "4 runs of two agents, up to 2 episodes: 7 of 16 verdicts cover.",
        "percentiles of 100 resamples of whole runs (seed 1), each fitted anew.",
        "With fewer than 20 runs the intervals are too narrow.",
        "ceiling-habit * 0.25 0.25 0.25 0.25 (0.25)",
        "h1 0.25 [0.125, 0.5] what a shared episode takes off the exponent",
        "forget 0 not fitted",
        "2 8 6 5.5 0.5\n",
        "within 0.2 [0.1, 0.3] of the two verdicts of an episode, each episode with its own mean",
        "pooled 0.5 [0.4, 0.6] one mean for all episodes",
        "Given both histories, a correlation of 0.14 is left",
        "collusion:\n strategy: learned\n h0: 0.25\n h1: 0.25\n",
        NULL};
    const cst_episode_fit fit = by_hand();
    cst_caught seen;
    cst_caught_begin(&seen);
    cst_print_episodes(seen.out, &fit, &ask);
    cst_caught_parts(&seen, parts);
}

static void test_print_episodes_json(void)
{
    const cst_episode_fit fit = by_hand();
    char text[8192] = "";
    FILE *out = tmpfile();
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    cst_print_episodes_json(out, &fit, &ask, "a.csv");
    rewind(out);
    CU_ASSERT_TRUE(fread(text, 1, sizeof text - 1, out) > 0);
    (void)fclose(out);
    json_object *root = json_tokener_parse(text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    json_object *results = json_object_object_get(root, "results");
    json_object *forget = json_object_object_get(results, "forget");
    CU_ASSERT_EQUAL(json_object_object_length(results), 7);
    CU_ASSERT_PTR_NULL(json_object_object_get(forget, "low"));
    CU_ASSERT_EQUAL(json_object_array_length(json_object_object_get(root, "by_episode")), 2);
    CU_ASSERT_EQUAL(json_object_array_length(json_object_object_get(root, "forms")), 10);
    (void)json_object_put(root);
}

CST_SUITE("print_episodes", CST_TEST(test_print_episodes), CST_TEST(test_print_episodes_json))
