/* SPDX-License-Identifier: MIT
 * Schemers by jumps have the law of schemers drawn task by task: means, and how they come together
 * within a round, within an agent and over a trial. Their law in whole trials is held against exact
 * values in tests/truth/over_time.c. */
#include "base/check.h"
#include "monitor/play_schemers.h"
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { AGENTS = 8, ROUNDS = 5, TASKS = AGENTS * ROUNDS, TRIALS = 18000, VALUES = 5 };

/* Of a family of some hundred scores one in a million is beyond this. */
static const double limit = 6.0;

static cst_lineage two[2];

static cst_trial_spec played(cst_scope scope, const char *law)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = AGENTS;
    spec.rounds = ROUNDS;
    spec.scheming.scope = scope;
    spec.scheming.law.law = cst_law_find(law);
    spec.scheming.law.rate = 0.05;
    spec.scheming.law.rho = 0.3;
    spec.scheming.law.together = 0.4;
    spec.scheming.law.common_share = 0.3;
    spec.scheming.law.latent_model = 0.3;
    spec.scheming.law.latent_context = 0.2;
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.response = (cst_response_spec){.on = CST_ON_REPORT, .effect = CST_EFFECT_QUARANTINE};
    return spec;
}

static void set_lineages(cst_trial_spec *spec, double rate)
{
    for (int g = 0; g < 2; g++) {
        two[g] = cst_lineage_unstated();
        (void)snprintf(two[g].name, sizeof two[g].name, "%c", 'a' + g);
        two[g].share = g == 0 ? 0.25 : 0.75;
    }
    two[1].rate = rate;
    spec->population = (cst_population_spec){.lineages = 2, .lineage = two};
}

/* What is compared: schemers, their square, pairs of an agent, pairs of a round, and those of the
 * last agents alone. */
static void measure(const uint8_t *schemes, double value[VALUES])
{
    double sum = 0.0;
    double last = 0.0;
    double of_agents = 0.0;
    double of_rounds = 0.0;
    for (uint32_t i = 0; i < AGENTS; i++) {
        double own = 0.0;
        for (uint32_t t = 0; t < ROUNDS; t++) {
            own += schemes[t * AGENTS + i];
        }
        sum += own;
        last += i >= AGENTS / 2 ? own : 0.0;
        of_agents += own * own;
    }
    for (uint32_t t = 0; t < ROUNDS; t++) {
        double own = 0.0;
        for (uint32_t i = 0; i < AGENTS; i++) {
            own += schemes[t * AGENTS + i];
        }
        of_rounds += own * own;
    }
    const double all[VALUES] = {sum, sum * sum, of_agents, of_rounds, last};
    memcpy(value, all, sizeof all);
}

typedef struct moments {
    double sum[VALUES], square[VALUES];
} moments;

static void add(moments *to, const uint8_t *schemes)
{
    double value[VALUES];
    measure(schemes, value);
    for (int i = 0; i < VALUES; i++) {
        to->sum[i] += value[i];
        to->square[i] += value[i] * value[i];
    }
}

static void fill(const cst_model *model, const cst_random *random, uint64_t trial,
                 const cst_schemers *listed, uint8_t *schemes)
{
    bool rises = true;
    memset(schemes, 0, TASKS);
    for (uint64_t i = 0; i < listed->count; i++) {
        const uint64_t task = listed->task[i];
        rises = rises && task < TASKS && (i == 0 || listed->task[i - 1] < task);
        cst_require(rises);
        schemes[task] = model->by_level
                            ? cst_schemers_level(model, random, trial, (uint32_t)(task / AGENTS),
                                                 (uint32_t)(task % AGENTS))
                            : 1;
    }
}

static void compare(const cst_trial_spec *spec)
{
    cst_cell cell;
    cst_schemers listed;
    cst_error error = {0};
    moments found[2] = {{{0}, {0}}, {{0}, {0}}};
    uint8_t schemes[TASKS];
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(spec, &error), 0);
    cst_direct_cell(&cell, spec, "naive", 1, 1);
    const cst_model *model = &cell.model;
    const cst_random random[2] = {{1, 0}, {2, 0}};
    CU_ASSERT_FATAL(cst_schemers_needed(model));
    CU_ASSERT_EQUAL_FATAL(cst_schemers_init(&listed, model, NULL), 0);
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        cst_play_states(model, &random[0], trial, NULL, schemes);
        add(&found[0], schemes);
        CU_ASSERT_EQUAL_FATAL(cst_schemers_draw(&listed, model, &random[1], trial, NULL), 0);
        fill(model, &random[1], trial, &listed, schemes);
        add(&found[1], schemes);
    }
    double mean[2][VALUES];
    for (int i = 0; i < VALUES; i++) {
        double variance = 0.0;
        for (int m = 0; m < 2; m++) {
            mean[m][i] = found[m].sum[i] / TRIALS;
            variance += (found[m].square[i] / TRIALS - mean[m][i] * mean[m][i]) / TRIALS;
        }
        const double far = fabs(mean[1][i] - mean[0][i]);
        CU_ASSERT(far <= limit * sqrt(variance) + 1e-12);
        /* A mean that is half off would be seen. */
        CU_ASSERT(mean[0][i] == 0.0 || limit * sqrt(variance) < 0.5 * mean[0][i]);
    }
    if (!model->by_level) {
        const double error_of = sqrt(found[1].square[0] / TRIALS) / sqrt(TRIALS);
        CU_ASSERT(fabs(mean[1][0] - cst_schemers_expected(model)) <= limit * error_of);
    }
    cst_schemers_free(&listed);
    cst_cell_free(&cell);
}

/* Laws that a round or a trial shares. */
static void test_schemers_causes(void)
{
    static const char *const laws[] = {"independent", "beta",           "two-point", "common-cause",
                                       "copula",      "all-or-nothing", NULL};
    for (int i = 0; laws[i] != NULL; i++) {
        for (int scope = CST_SCOPE_ROUND; scope <= CST_SCOPE_TRIAL; scope++) {
            cst_trial_spec spec = played((cst_scope)scope, laws[i]);
            compare(&spec);
            spec.scheming.across = CST_ACROSS_LINEAGE;
            set_lineages(&spec, 0.1);
            compare(&spec);
        }
    }
}

/* An urn that is all one, nothing but itself, or of every rate. */
static void test_schemers_urns(void)
{
    static const double shape[][2] = {{0.05, 0.0},  {0.05, 1.0}, {0.5, 0.9},
                                      {0.9, 0.001}, {1.0, 0.3},  {0.0, 0.3}};
    for (size_t i = 0; i < sizeof shape / sizeof shape[0]; i++) {
        for (int scope = CST_SCOPE_ROUND; scope <= CST_SCOPE_TRIAL; scope++) {
            cst_trial_spec spec = played((cst_scope)scope, "beta");
            spec.scheming.law.rate = shape[i][0];
            spec.scheming.law.rho = shape[i][1];
            compare(&spec);
        }
    }
}

static void test_schemers_beliefs(void)
{
    for (int scope = CST_SCOPE_ROUND; scope <= CST_SCOPE_TRIAL; scope++) {
        cst_trial_spec spec = played((cst_scope)scope, "beta");
        spec.scheming.awareness = 0.4;
        spec.scheming.watched_factor = 0.2;
        compare(&spec);
    }
}

static void test_schemers_factors(void)
{
    for (int scope = CST_SCOPE_ROUND; scope <= CST_SCOPE_TRIAL; scope++) {
        cst_trial_spec spec = played((cst_scope)scope, "copula");
        set_lineages(&spec, NAN);
        spec.scheming.across = CST_ACROSS_FACTORS;
        compare(&spec);
    }
}

/* Types; with fresh agents their levels. */
static void test_schemers_types(void)
{
    static const double shape[][3] = {/* never, consistent, consistent_rate */
                                      {0.3, 0.02, 1.0},
                                      {0.0, 0.1, 0.3},
                                      {0.2, 0.5, 0.01},
                                      {0.95, 0.05, 1.0},
                                      {0.5, 0.0, 1.0}};
    for (size_t i = 0; i < sizeof shape / sizeof shape[0]; i++) {
        for (uint32_t refill = 0; refill <= 3; refill += 3) {
            cst_trial_spec spec = played(CST_SCOPE_TASK, "independent");
            spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
            spec.scheming.never = shape[i][0];
            spec.scheming.consistent = shape[i][1];
            spec.scheming.consistent_rate = shape[i][2];
            spec.response.refill = refill;
            compare(&spec);
        }
    }
}

CST_SUITE("play_schemers", CST_TEST(test_schemers_causes), CST_TEST(test_schemers_urns),
          CST_TEST(test_schemers_beliefs), CST_TEST(test_schemers_factors),
          CST_TEST(test_schemers_types))
