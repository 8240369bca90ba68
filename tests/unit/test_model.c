/* SPDX-License-Identifier: MIT
 * Covers: model_make. */
#include "monitor/model.h"
#include "tests/lib/lists.h"
#include "tests/lib/suite.h"
#include "tests/lib/twin.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void make(cst_model *model, const cst_trial_spec *spec)
{
    cst_error error = {0};
    const int code = cst_trial_spec_check(spec, &error);
    if (code != 0) {
        (void)printf("\n    %s: %s\n", error.key, error.text);
    }
    CU_ASSERT_EQUAL_FATAL(code, 0);
    CU_ASSERT_EQUAL_FATAL(cst_model_make(model, spec, &error), 0);
}

/* Two lineages of 4 and 6 tenths with nothing of their own. */
static cst_trial_spec two_lineages(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 10;
    spec.rounds = 3;
    cst_lineage *lineage = cst_test_lineages(&spec.population, 2);
    lineage[0].share = 0.4;
    lineage[1].share = 0.6;
    return spec;
}

static void set_mixture(cst_trial_spec *spec)
{
    spec->scheming.propensity = CST_PROPENSITY_MIXTURE;
    spec->scheming.never = 0.5;
}

/* A scenario in words, and what follows from it. */
typedef struct fact {
    const char *what;
    char own; /* what lineage b has of its own: t, f, r or nothing */
    bool mixture, no_collusion, ends;
    const char *kind;
    cst_assign assign;
    bool independent, reviewers_differ, rates_differ, by_agent;
    uint32_t cohorts;
} fact;

static const fact facts[] = {
    {"all alike", ' ', 0, 0, 0, "committee", CST_ASSIGN_RANDOM, 1, 0, 0, 0, 1},
    {"an end ties tasks together", ' ', 0, 0, 1, "committee", CST_ASSIGN_RANDOM, 0, 0, 0, 0, 1},
    {"own tpr", 't', 0, 0, 0, "committee", CST_ASSIGN_RANDOM, 1, 1, 0, 0, 2},
    {"own fpr", 'f', 0, 0, 0, "committee", CST_ASSIGN_RANDOM, 1, 1, 0, 0, 2},
    {"own tpr, ring of 3", 't', 0, 0, 0, "committee", CST_ASSIGN_RING, 1, 1, 0, 0, 8},
    {"own tpr, fixed pairs", 't', 0, 0, 0, "committee", CST_ASSIGN_FIXED_PAIR, 0, 1, 0, 0, 2},
    {"own tpr, others", 't', 0, 0, 0, "committee", CST_ASSIGN_CROSS_LINEAGE, 1, 1, 0, 0, 2},
    {"own tpr of nobody who reviews", 't', 0, 0, 0, "trusted-monitor", CST_ASSIGN_RANDOM, 1, 0, 0,
     0, 1},
    {"own tpr under a blind audit", 't', 0, 0, 0, "random-audit", CST_ASSIGN_FIXED_PAIR, 1, 0, 0, 0,
     1},
    {"own rate", 'r', 0, 0, 0, "committee", CST_ASSIGN_RANDOM, 1, 1, 1, 1, 2},
    {"own rate, ring of 1", 'r', 0, 0, 0, "untrusted-monitor", CST_ASSIGN_RING, 1, 1, 1, 1, 4},
    {"own rate, no collusion", 'r', 0, 1, 0, "committee", CST_ASSIGN_FIXED_PAIR, 1, 0, 1, 0, 2},
    {"own rate, fixed pairs", 'r', 0, 0, 0, "committee", CST_ASSIGN_FIXED_PAIR, 0, 1, 1, 1, 2},
    {"own rate, nobody reviews", 'r', 0, 0, 0, "none", CST_ASSIGN_RANDOM, 1, 0, 1, 0, 2},
    {"mixture", ' ', 1, 0, 0, "committee", CST_ASSIGN_RANDOM, 0, 1, 0, 1, 2},
    {"mixture, no collusion", ' ', 1, 1, 0, "committee", CST_ASSIGN_RANDOM, 0, 0, 0, 0, 1},
    {"mixture, trusted monitor", ' ', 1, 0, 0, "trusted-monitor", CST_ASSIGN_RANDOM, 0, 0, 0, 0, 1},
    {"fixed pairs, all alike", ' ', 0, 0, 0, "committee", CST_ASSIGN_FIXED_PAIR, 1, 0, 0, 0, 1},
};

static void test_model_facts(void)
{
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        const fact *f = &facts[i];
        cst_trial_spec spec = two_lineages();
        cst_lineage *b = &cst_test_lineages(&spec.population, 2)[1];
        cst_model model;
        *(f->own == 't'   ? &b->tpr
          : f->own == 'f' ? &b->fpr
                          : &b->rate) = f->own == ' ' ? NAN : 0.25;
        if (f->mixture) {
            set_mixture(&spec);
        }
        spec.collusion.probability = f->no_collusion ? 0.0 : 0.5;
        spec.protocol.kind = cst_protocol_find(f->kind);
        spec.protocol.assign = f->assign;
        spec.response.effect = f->ends ? CST_EFFECT_END_TRIAL : CST_EFFECT_NONE;
        make(&model, &spec);
        const bool right = model.tasks_independent == f->independent &&
                           model.reviewers_differ == f->reviewers_differ &&
                           model.rates_differ == f->rates_differ &&
                           model.states_by_agent == f->by_agent && model.mixture == f->mixture &&
                           model.ends == f->ends && model.cohorts == f->cohorts;
        if (!right) {
            (void)printf("\n    %s: independent %d, reviewers differ %d, rates differ %d, by agent "
                         "%d, %u cohorts\n",
                         f->what, model.tasks_independent, model.reviewers_differ,
                         model.rates_differ, model.states_by_agent, model.cohorts);
            CU_FAIL("a fact about the model is wrong");
        }
        cst_model_free(&model);
    }
}

/* v_0 is a rest, good to half an ulp of 1; all else has relative digits. */
static bool near(double found, double expected)
{
    return fabs(found - expected) <= 1e-12 * expected + 1e-15;
}

static bool agent_is_right(const cst_model *model, uint32_t agent, bool attack)
{
    double law[25];
    const uint32_t side = model->slots + 1;
    const uint32_t cohort = cst_model_cohort(model, agent);
    const double *votes = cst_model_votes(model, cohort, attack);
    double flagged = 0.0;
    bool right = true;
    cst_twin_task_votes(&model->spec, agent, attack, law);
    for (uint32_t x = 0; x < side; x++) {
        for (uint32_t y = 0; y < side; y++) {
            right = right && near(votes[x * side + y], law[x * side + y]);
            if (x + y < side) {
                const bool flag = cst_twin_flagged(&model->spec.protocol, x, y);
                right = right && cst_model_flags(model, x, y) == flag;
                flagged += flag ? law[x * side + y] : 0.0;
            }
        }
    }
    return right && near(cst_model_flag_share(model, cohort, attack), flagged) &&
           model->rate[model->cohort[cohort].lineage] == cst_twin_rate(&model->spec, agent);
}

/* Every agent's cohort has the votes that enumeration gives for that very agent. */
static void test_model_votes_by_enumeration(void)
{
    uint32_t judged = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        cst_trial_spec spec;
        cst_model model;
        char text[512];
        cst_twin_scenario(seed, 8, &spec);
        make(&model, &spec);
        for (uint32_t agent = 0; agent < 2 * spec.agents; agent++) {
            if (!agent_is_right(&model, agent / 2, agent % 2 == 1)) {
                (void)printf("\n    seed %" PRIu64 ", agent %u, %s: %s\n", seed, agent / 2,
                             agent % 2 == 1 ? "attack" : "honest work",
                             cst_twin_describe(&spec, text, sizeof text));
                CU_FAIL("the law of votes differs from enumeration");
            }
            judged += model.cohorts > 1;
        }
        cst_model_free(&model);
    }
    CU_ASSERT(judged > 500);
}

/* A rate that all lineages state for themselves is the rate of the reviewers too. */
static void test_model_lineages_with_one_rate(void)
{
    cst_trial_spec spec = two_lineages();
    cst_model model;
    spec.scheming.law.rate = 1e-3;
    cst_lineage *lineage = cst_test_lineages(&spec.population, 2);
    lineage[0].rate = lineage[1].rate = 0.3;
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.score.tpr = 1.0;
    make(&model, &spec);
    CU_ASSERT_FALSE(model.rates_differ);
    CU_ASSERT_EQUAL(model.rate[0], 0.3);
    CU_ASSERT_DOUBLE_EQUAL(cst_model_flag_share(&model, 0, true), 0.7, 1e-15);
    cst_model_free(&model);
}

static void test_model_committee_fpr(void)
{
    /* MODEL 11.1: beta, p = .1, rho = .2, k = 3, any, f = .01, c = 1: 2.73 %, not 2.97 %. */
    cst_trial_spec spec = cst_trial_spec_default();
    cst_model model;
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rate = 0.1;
    spec.scheming.law.rho = 0.2;
    spec.protocol.rule = CST_RULE_ANY;
    make(&model, &spec);
    CU_ASSERT_DOUBLE_EQUAL(cst_model_flag_share(&model, 0, false), 0.0273, 5e-5);
    cst_model_free(&model);
    spec.collusion.probability = 0.0;
    make(&model, &spec);
    CU_ASSERT_DOUBLE_EQUAL(cst_model_flag_share(&model, 0, false), 1.0 - pow(0.99, 3), 1e-14);
    cst_model_free(&model);
}

/* Counted agent by agent. */
static void test_model_class_tasks(void)
{
    for (uint64_t seed = 1; seed <= 60; seed++) {
        cst_trial_spec spec;
        cst_model model;
        uint64_t count[64] = {0};
        cst_twin_scenario(seed, 20, &spec);
        make(&model, &spec);
        CU_ASSERT_FATAL(model.cohorts <= 64);
        bool right = true;
        for (uint64_t tasks = 0; tasks <= model.tasks_per_trial; tasks++) {
            uint64_t sum = 0;
            for (uint32_t c = 0; c < model.cohorts; c++) {
                right = right && cst_model_cohort_tasks(&model, c, tasks) == count[c];
                sum += count[c];
            }
            right = right && sum == tasks;
            count[cst_model_cohort(&model, (uint32_t)(tasks % spec.agents))]++;
        }
        CU_ASSERT_TRUE(right);
        cst_model_free(&model);
    }
}

/* The blind auditor does not abstain; only agents of the population collude or have own values. */
static void test_model_crews(void)
{
    static const struct {
        const char *kind;
        uint32_t slots;
        double tpr, fpr, abstain, collude;
    } table[] = {
        {"none", 0, 0.0, 0.0, 0.25, 0.0},
        {"random-audit", 1, 0.125, 0.125, 0.0, 0.0},
        {"trusted-monitor", 1, 0.5, 0.0625, 0.25, 0.0},
        {"untrusted-monitor", 1, 0.75, 0.03125, 0.25, 0.5},
        {"committee", 3, 0.75, 0.03125, 0.25, 0.5},
    };
    for (size_t i = 0; i < 5; i++) {
        cst_trial_spec spec = cst_trial_spec_default();
        cst_model model;
        spec.protocol.kind = cst_protocol_find(table[i].kind);
        spec.protocol.audit_share = 0.125;
        spec.trusted.tpr = 0.5;
        spec.trusted.fpr = 0.0625;
        spec.score.tpr = 0.75;
        spec.score.fpr = 0.03125;
        spec.abstain = 0.25;
        spec.collusion.probability = 0.5;
        make(&model, &spec);
        CU_ASSERT_EQUAL(model.slots, table[i].slots);
        const cst_seen *attack = cst_model_seen(&model, CST_WORK_ATTACK, 0, 0, 0);
        const cst_seen *honest = cst_model_seen(&model, CST_WORK_HONEST, 0, 0, 0);
        CU_ASSERT_EQUAL(attack->report, table[i].tpr);
        CU_ASSERT_EQUAL(honest->report, table[i].fpr);
        CU_ASSERT_EQUAL(model.abstain, table[i].abstain);
        CU_ASSERT_EQUAL(attack->hide, table[i].collude);
        CU_ASSERT_EQUAL(honest->hide, table[i].collude);
        CU_ASSERT_EQUAL(model.tasks_per_trial, UINT64_C(100000));
        cst_model_free(&model);
    }
}

/* The largest trial there is: 2^62 tasks, 2^31 agents of two lineages in a ring. */
static void test_model_largest(void)
{
    cst_trial_spec spec = two_lineages();
    cst_model model;
    spec.agents = UINT32_C(1) << 31;
    spec.rounds = UINT32_C(1) << 31;
    cst_test_lineages(&spec.population, 2)[1].tpr = 0.1;
    spec.protocol.assign = CST_ASSIGN_RING;
    spec.protocol.reviewers = 32;
    make(&model, &spec);
    CU_ASSERT_EQUAL(model.tasks_per_trial, UINT64_C(1) << 62);
    CU_ASSERT_EQUAL(model.cohorts, 66);
    uint64_t sum = 0;
    for (uint32_t c = 0; c < model.cohorts; c++) {
        sum += cst_model_cohort_tasks(&model, c, model.tasks_per_trial);
    }
    CU_ASSERT_EQUAL(sum, model.tasks_per_trial);
    cst_model_free(&model);
}

static void test_model_free_is_harmless(void)
{
    cst_model model;
    memset(&model, 0, sizeof model);
    cst_model_free(&model);
    cst_model_free(&model);
    CU_ASSERT_PTR_NULL(model.votes);
}

CST_SUITE("model", CST_TEST(test_model_facts), CST_TEST(test_model_votes_by_enumeration),
          CST_TEST(test_model_lineages_with_one_rate), CST_TEST(test_model_committee_fpr),
          CST_TEST(test_model_class_tasks), CST_TEST(test_model_crews),
          CST_TEST(test_model_largest), CST_TEST(test_model_free_is_harmless))
