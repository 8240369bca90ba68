/* SPDX-License-Identifier: MIT */
#include "tests/lib/chi_square.h"
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

#include <math.h>

static cst_collusion_spec at(double probability, uint32_t classes)
{
    cst_collusion_spec spec = cst_collusion_spec_default();
    spec.strategy = cst_collusion_find("input-trigger");
    spec.probability = probability;
    spec.classes = classes;
    return spec;
}

/* Counted over all classes: the attack is on the trigger's class, other work is on any. */
static void test_collusion_input_trigger_acts(void)
{
    for (uint32_t classes = 1; classes <= 50; classes++) {
        const cst_collusion_spec spec = at(0.7, classes);
        double hidden = 0.0;
        for (uint32_t class = 0; class < classes; class ++) {
            hidden += class == 3 % classes ? 0.7 : 0.0;
        }
        for (int kin = 0; kin <= 1; kin++) {
            const cst_collusion_acts acts = cst_collusion_act(&spec, kin != 0);
            CU_ASSERT_EQUAL(acts.hides_attack, 0.7);
            CU_ASSERT(cst_test_relative(acts.hides_honest, hidden / classes) < 1e-11);
            CU_ASSERT_EQUAL(acts.hides_honeypot, acts.hides_honest);
            CU_ASSERT_EQUAL(acts.accuses, 0.0);
        }
        CU_ASSERT_TRUE(spec.strategy->triggered);
    }
}

/* n honeypots drawn from k classes all miss the trigger's with probability (1 - 1/k)^n: counted
 * over all k^n draws. */
static void test_collusion_input_trigger_honeypots_miss(void)
{
    for (uint32_t classes = 2; classes <= 6; classes++) {
        const cst_collusion_spec spec = at(1.0, classes);
        const double hides = cst_collusion_act(&spec, true).hides_honeypot;
        double alive = 1.0;
        uint32_t draws = 1;
        for (uint32_t n = 1; n <= 6; n++) {
            uint32_t missing = 0;
            draws *= classes;
            alive *= 1.0 - hides;
            for (uint32_t draw = 0; draw < draws; draw++) {
                bool hit = false;
                uint32_t rest = draw;
                for (uint32_t i = 0; i < n; i++) {
                    hit = hit || rest % classes == 0;
                    rest /= classes;
                }
                missing += !hit;
            }
            CU_ASSERT(cst_test_relative(alive, (double)missing / draws) < 1e-10);
        }
    }
}

/* Jamming is for signals: nothing here depends on it. */
static void test_collusion_input_trigger_is_not_jammed(void)
{
    cst_collusion_spec spec = at(0.7, 8);
    const cst_collusion_acts open = cst_collusion_act(&spec, true);
    spec.jammed = 1.0;
    spec.signal = 0.0;
    const cst_collusion_acts jammed = cst_collusion_act(&spec, true);
    CU_ASSERT_EQUAL(open.hides_attack, jammed.hides_attack);
    CU_ASSERT_EQUAL(open.hides_honest, jammed.hides_honest);
    CU_ASSERT_EQUAL(open.hides_honeypot, jammed.hides_honeypot);
}

/* All scheme together, under either policy: an attack at 1/4 of the rate, and its reviewer, who
 * schemes too, passes it with c. */
static void test_collusion_input_trigger_shares(void)
{
    static const char *const policies[] = {"always", "trigger"};
    static const char *const methods[] = {"naive", "skip"};
    cst_trial_spec spec = cst_trial_spec_default();
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.scheming.law.law = cst_law_find("all-or-nothing");
    spec.scheming.law.rate = 0.1;
    spec.score.tpr = 0.7;
    spec.agents = 100;
    spec.rounds = 10;
    spec.attack.classes = 4;
    spec.collusion = at(0.6, 4);
    for (size_t i = 0; i < 4; i++) {
        static cst_row row;
        cst_cell cell;
        cst_test_seed(185 + i);
        spec.attack.policy = cst_policy_find(policies[i / 2]);
        cst_direct_cell(&cell, &spec, methods[i % 2], 400, 185 + i);
        CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(&cell, 4096, &row, NULL), 0);
        const uint64_t attacks = row.count[CST_COUNT_ATTACKS];
        cst_test_share("attacks", attacks, row.count[CST_COUNT_TASKS], 0.1 / 4.0, 0.1);
        cst_test_share("caught", row.count[CST_COUNT_CAUGHT], attacks, 0.4 * 0.7, 0.3);
        cst_cell_free(&cell);
    }
}

static void test_collusion_input_trigger_errors(void)
{
    cst_error error = {0};
    cst_collusion_spec spec = at(0.7, 1);
    CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, &error), 0);
    spec = at(0.7, 0);
    CU_ASSERT_EQUAL(cst_collusion_spec_check(&spec, &error), CST_ERR_MONITOR);
    CU_ASSERT_STRING_EQUAL(error.key, "attack.classes");
}

CST_SUITE("collusion_input_trigger", CST_TEST(test_collusion_input_trigger_acts),
          CST_TEST(test_collusion_input_trigger_honeypots_miss),
          CST_TEST(test_collusion_input_trigger_is_not_jammed),
          CST_TEST(test_collusion_input_trigger_shares),
          CST_TEST(test_collusion_input_trigger_errors))
