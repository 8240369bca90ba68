/* SPDX-License-Identifier: MIT
 * Honest work where jumps land: how often, times what is said there, is the law of what crews say.
 * Held against the closed law of votes (monitor/votes.h), and that of a chain and of two monitors
 * worked out here. */
#include "monitor/play_loud.h"

#include "monitor/play_events.h"
#include "monitor/play_parts.h"
#include "monitor/scores/joint.h"
#include "tests/lib/direct.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { AGENTS = 9, LOOKS = 40000, SIDE = 4 };

/* Of some hundred shares one in a million is beyond this. */
static const double limit = 6.0;

static cst_lineage two[2];

static cst_trial_spec played(const char *protocol, uint32_t reviewers)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = AGENTS;
    spec.rounds = 2;
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rate = 0.2;
    spec.scheming.law.rho = 0.3;
    spec.score.fpr = 0.05;
    spec.protocol.kind = cst_protocol_find(protocol);
    spec.protocol.reviewers = reviewers;
    spec.response = (cst_response_spec){.on = CST_ON_REPORT, .effect = CST_EFFECT_QUARANTINE};
    return spec;
}

/* What looks at landings came to: shares of all honest work, by reports and abstentions. */
typedef struct said {
    double share[SIDE][SIDE];
    double any, loud, more; /* landings; those that are loud; those with more reviews than usual */
} said;

static void look(const cst_trial_spec *spec, said *of)
{
    cst_cell cell;
    cst_play play;
    uint8_t schemes[AGENTS] = {0};
    cst_error error = {0};
    memset(of, 0, sizeof *of);
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(spec, &error), 0);
    cst_direct_cell(&cell, spec, "skip", 1, 1);
    const cst_random random = {.seed = 20261130};
    CU_ASSERT_EQUAL_FATAL(cst_play_init(&play, &cell.model, &random, NULL), 0);
    of->any = cell.model.play->loud->any;
    play.schemes = schemes;
    for (uint64_t trial = 0; trial < LOOKS; trial++) {
        cst_play_begin(&play, trial, NULL);
        cst_log log = {0};
        play.log = &log; /* so that no draws are made ahead */
        if (cst_play_look_loud(&play, (uint32_t)trial % AGENTS)) {
            const cst_record *record = &play.view[trial % AGENTS].record;
            CU_ASSERT_FATAL(record->reports < SIDE && record->abstentions < SIDE);
            of->share[record->reports][record->abstentions] += of->any / LOOKS;
            of->loud += of->any / LOOKS;
            of->more += (record->reviews > cst_play_usual_reviews(&cell.model)) * of->any / LOOKS;
        }
        play.log = NULL;
    }
    cst_play_free(&play);
    cst_cell_free(&cell);
}

/* A share of all work that is a share of the landings. */
static void near(const said *of, double found, double expected)
{
    const double share = fmin(expected / of->any, 1.0);
    const double sd = of->any * sqrt(share * (1.0 - share) / LOOKS);
    CU_ASSERT(expected <= of->any * (1.0 + 1e-12));
    CU_ASSERT(fabs(found - expected) <= limit * sd + 1e-9);
}

/* All that a crew of alike cohorts may say, by the law of its votes. */
static void same_votes(const cst_trial_spec *spec)
{
    cst_model model;
    said found;
    look(spec, &found);
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, spec, NULL), 0);
    const uint32_t k = model.slots;
    for (uint32_t x = 0; x <= k; x++) {
        for (uint32_t y = 0; x + y <= k; y++) {
            double expected = 0.0;
            for (uint32_t c = 0; c < model.cohorts; c++) {
                expected += cst_model_votes(&model, c, false)[x * (k + 1) + y] *
                            model.cohort[c].agents / AGENTS;
            }
            if (x + y > 0) {
                near(&found, found.share[x][y], expected);
            }
        }
    }
    CU_ASSERT(found.loud > 0.0);
    cst_model_free(&model);
}

static void test_loud_apart(void)
{
    cst_trial_spec spec = played("committee", 3);
    same_votes(&spec);
    spec.abstain = 0.1;
    same_votes(&spec);
    spec.collusion.strategy = cst_collusion_find("false-accusation");
    spec.collusion.accuse = 0.3;
    same_votes(&spec);
}

/* One factor of all scores, one score for all, one verdict of all schemers, and all at once; where
 * landings would be as many as tasks every one is looked at. */
static void test_loud_tied(void)
{
    static const double correlation[] = {0.3, 0.9, 1.0};
    for (int i = 0; i < 3; i++) {
        cst_trial_spec spec = played("committee", 3);
        spec.score_correlation = correlation[i];
        same_votes(&spec);
        spec.collusion.strategy = cst_collusion_find("shared-bit");
        spec.collusion.probability = 0.4;
        same_votes(&spec);
    }
    cst_trial_spec spec = played("committee", 2);
    spec.collusion.strategy = cst_collusion_find("shared-bit");
    same_votes(&spec);
    spec.score_correlation = 0.4;
    spec.score.fpr = 0.6;
    spec.score.tpr = 0.9;
    same_votes(&spec);
    spec = played("committee", 3);
    spec.score_correlation = 0.4;
    spec.abstain = 0.1;
    spec.collusion.strategy = cst_collusion_find("false-accusation");
    spec.collusion.accuse = 0.3;
    same_votes(&spec);
}

/* Reviewers that see differently, of other lineages alone. */
static void test_loud_lineages(void)
{
    for (int g = 0; g < 2; g++) {
        two[g] = cst_lineage_unstated();
        (void)snprintf(two[g].name, sizeof two[g].name, "%c", 'a' + g);
        two[g].share = g == 0 ? 1.0 / 3.0 : 2.0 / 3.0;
    }
    two[1].fpr = 0.2;
    cst_trial_spec spec = played("committee", 2);
    spec.population = (cst_population_spec){.lineages = 2, .lineage = two};
    spec.protocol.assign = CST_ASSIGN_CROSS_LINEAGE;
    same_votes(&spec);
    spec.score_correlation = 0.5;
    same_votes(&spec);
}

/* How many levels of a chain look at quiet work, which is so likely for each: as a count, and task
 * by task. */
static void same_levels(const cst_trial_spec *spec, const double quiet[3])
{
    const double all = quiet[0] + quiet[1] + quiet[2];
    double found[4] = {0.0};
    cst_cell cell;
    cst_play play;
    cst_direct_cell(&cell, spec, "skip", 1, 1);
    const cst_random random = {.seed = 20261130};
    CU_ASSERT_EQUAL_FATAL(cst_play_init(&play, &cell.model, &random, NULL), 0);
    for (uint64_t trial = 0; trial < LOOKS; trial++) {
        play.trial = trial;
        const uint32_t levels = cst_play_quiet_reviews(&play, 1, 3);
        CU_ASSERT_FATAL(levels >= 1 && levels <= 3);
        found[levels] += 1.0 / LOOKS;
    }
    const double *longer = cell.model.play->loud->longer;
    CU_ASSERT_DOUBLE_EQUAL(longer[0], 1.0, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(longer[1], (quiet[1] + quiet[2]) / all, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(longer[2], quiet[2] / all, 1e-12);
    for (int i = 0; i < 3; i++) {
        const double share = quiet[i] / all;
        const double sd = sqrt(share * (1.0 - share) / LOOKS);
        CU_ASSERT(fabs(found[i + 1] - share) <= limit * sd + 1e-9);
    }
    cst_play_free(&play);
    cst_cell_free(&cell);
}

/* A chain of three that sees x of honest work, and escalates e of what is passed: how often it
 * reports, and how many are asked, where there is a landing and where there is none. */
static void test_loud_chained(void)
{
    const double x = 0.05;
    for (double e = 0.0; e <= 1.0; e += 0.25) {
        said found;
        cst_trial_spec spec = played("hierarchy", 3);
        spec.collusion.strategy = cst_collusion_find("none");
        spec.protocol.depth = 3;
        spec.protocol.escalate = e;
        look(&spec, &found);
        const double on = (1.0 - x) * e;
        const double quiet[3] = {(1.0 - x) * (1.0 - e), (1.0 - x) * on * (1.0 - e),
                                 (1.0 - x) * on * on};
        near(&found, found.loud, 1.0 - quiet[0] - quiet[1] - quiet[2]);
        near(&found, found.more, on - quiet[1] - quiet[2]);
        near(&found, found.share[1][0], x + on * x + on * on * x);
        CU_ASSERT_DOUBLE_EQUAL(found.share[1][0], found.loud, 1e-12); /* nothing is in vain */
        same_levels(&spec, quiet);
    }
}

/* Two monitors: flags of either, and who abstains. */
static void test_loud_joint(void)
{
    said found;
    double flags[2][2];
    cst_trial_spec spec = played("trusted-and-untrusted", 1);
    spec.collusion.strategy = cst_collusion_find("none");
    spec.score.model = cst_score_find("binormal");
    spec.score.d_prime = 1.0;
    spec.trusted = spec.score;
    spec.trusted.fpr = 0.1;
    spec.joint.honest_correlation = 0.4;
    spec.joint.attack_correlation = 0.4;
    spec.abstain = 0.2;
    look(&spec, &found);
    cst_joint_flags(&spec.joint, &spec.trusted, &spec.score, false, flags);
    near(&found, found.share[2][0], flags[1][1] * 0.64);
    near(&found, found.share[1][0], (flags[0][1] + flags[1][0]) * 0.64);
    near(&found, found.share[0][2], 0.04);
    near(&found, found.loud, 1.0 - flags[0][0] * 0.64);
}

static void test_loud_trusted(void)
{
    said found;
    cst_trial_spec spec = played("trusted-monitor", 1);
    spec.trusted.tpr = 0.8;
    spec.trusted.fpr = 0.1;
    spec.abstain = 0.2;
    look(&spec, &found);
    near(&found, found.share[0][1], 0.2);
    near(&found, found.share[1][0], 0.08);
}

CST_SUITE("play_loud", CST_TEST(test_loud_apart), CST_TEST(test_loud_tied),
          CST_TEST(test_loud_lineages), CST_TEST(test_loud_chained), CST_TEST(test_loud_joint),
          CST_TEST(test_loud_trusted))
