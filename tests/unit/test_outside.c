/* SPDX-License-Identifier: MIT
 * External reviewers, by answers that are functions of what is asked: what comes of them has the
 * chances that are written down here.
 * Covers: outside play_outside. */
#include "estimate/exact/closed.h"
#include "monitor/outside.h"
#include "tests/lib/direct.h"
#include "tests/lib/lists.h"
#include "tests/lib/play_shares.h"
#include "tests/lib/rows.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { AGENTS = 40, EXTERNAL = 10, ROUNDS = 25, TRIALS = 1200 };

static const double tpr = 0.8;
static const double fpr = 0.05;
static const double rate = 0.3;

/* What a peer of the tests does, and what it saw. */
typedef struct peer {
    double (*says)(const cst_question *question);
    uint64_t asked, attacks, suspected_attacks, suspected_honest, unsorted, strange;
    double scores; /* of honest work */
    int fails;     /* after so many calls; 0: never */
    int calls;
} peer;

static int ask(void *self, uint32_t cell, const cst_question *question, size_t count,
               double *answer, cst_error *error)
{
    peer *of = self;
    of->strange += cell != 7;
    if (++of->calls == of->fails) {
        return cst_error_set(error, CST_ERR_BUS, NULL, "the peer is gone");
    }
    for (size_t i = 0; i < count; i++) {
        const cst_question *at = &question[i];
        const bool suspected = at->score >= 1.0 - fpr;
        const bool external = at->reviewer >= AGENTS - EXTERNAL;
        answer[i] = of->says(at);
        of->asked++;
        of->attacks += at->attack;
        of->suspected_attacks += at->attack && suspected;
        of->suspected_honest += !at->attack && suspected;
        of->scores += at->attack ? 0.0 : at->score;
        of->strange += !external || at->lineage != 1 || at->actor == at->reviewer ||
                       at->actor >= AGENTS || at->round >= ROUNDS ||
                       at->actor_lineage != (at->actor >= AGENTS - EXTERNAL);
        of->unsorted += i > 0 && (at->trial < at[-1].trial || at->round != at[-1].round ||
                                  (at->trial == at[-1].trial && at->actor < at[-1].actor));
    }
    return 0;
}

static double honest(const cst_question *at)
{
    return at->score >= 1.0 - fpr ? CST_REPLY_REPORT : CST_REPLY_PASS;
}

static double passes(const cst_question *at)
{
    (void)at;
    return CST_REPLY_PASS;
}

static double reports(const cst_question *at)
{
    (void)at;
    return CST_REPLY_REPORT;
}

static double abstains(const cst_question *at)
{
    return at->actor % 2 == 0 ? CST_REPLY_ABSTAIN : CST_REPLY_NONE;
}

/* The last quarter of the agents is external. */
static cst_trial_spec with_peer(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = AGENTS;
    spec.rounds = ROUNDS;
    cst_lineage *lineage = cst_test_lineages(&spec.population, 2);
    lineage[0].share = 0.75;
    lineage[1].share = 0.25;
    memcpy(lineage[1].external, "alice", sizeof "alice");
    spec.scheming.law.rate = rate;
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.collusion.strategy = cst_collusion_find("always-pass");
    spec.score.tpr = tpr;
    spec.score.fpr = fpr;
    return spec;
}

/* Runs it with this peer, or with nobody outside; the row is there until the next call. */
static int run(const cst_trial_spec *spec, uint64_t trials, uint64_t seed, uint64_t batch,
               peer *with, cst_row *row)
{
    cst_cell cell;
    cst_error error = {0};
    const cst_outside outside = {.self = with, .ask = ask};
    cst_direct_cell(&cell, spec, "auto", trials, seed);
    cell.outside = with != NULL ? &outside : NULL;
    cell.asked_as = 7;
    const int code = cst_rehearsal_run(&cell, batch, row, &error);
    cst_cell_free(&cell);
    return code;
}

static cst_row rows[2];

static const uint64_t *counted(const cst_trial_spec *spec, uint64_t seed, peer *with)
{
    CU_ASSERT_EQUAL_FATAL(run(spec, TRIALS, seed, 65536, with, &rows[0]), 0);
    if (with != NULL) {
        CU_ASSERT_EQUAL(with->strange, 0);
        CU_ASSERT_EQUAL(with->unsorted, 0);
    }
    return rows[0].count;
}

/* An attack escapes unless its reviewer reports it: a quarter of the reviewers are external, and of
 * the others those that scheme, with chance `scheming`, pass it. */
static void holds(const char *what, const uint64_t *count, double scheming, double external)
{
    const double simulated = scheming + (1.0 - scheming) * (1.0 - tpr);
    cst_play_share(what, count[CST_COUNT_ESCAPED], count[CST_COUNT_ATTACKS],
                   0.75 * simulated + 0.25 * external);
}

static void test_outside_memoryless(void)
{
    const cst_trial_spec spec = with_peer();
    peer one = {.says = honest};
    const uint64_t *count = counted(&spec, 11, &one);
    holds("honest", count, rate, 1.0 - tpr);
    cst_play_share("asked", one.asked, UINT64_C(1) * TRIALS * AGENTS * ROUNDS, 0.25);
    cst_play_share("attacks", one.attacks, one.asked, rate);
    cst_play_share("suspected", one.suspected_attacks, one.attacks, tpr);
    cst_play_share("falsely", one.suspected_honest, one.asked - one.attacks, fpr);
    one = (peer){.says = passes};
    holds("passes", counted(&spec, 12, &one), rate, 1.0);
    one = (peer){.says = reports};
    count = counted(&spec, 13, &one);
    holds("reports", count, rate, 0.0);
    const uint64_t work = UINT64_C(1) * TRIALS * AGENTS * ROUNDS - count[CST_COUNT_ATTACKS];
    cst_play_share("flagged", count[CST_COUNT_FLAGGED_HONEST], work,
                   0.25 + 0.75 * (1.0 - rate) * fpr);
    one = (peer){.says = abstains};
    count = counted(&spec, 14, &one);
    holds("abstains", count, rate, 1.0);
    CU_ASSERT_EQUAL(count[CST_COUNT_ABSTENTIONS], one.asked);
    count = counted(&spec, 15, NULL);
    holds("nobody outside", count, rate, rate + (1.0 - rate) * (1.0 - tpr));
}

/* Where honest scores have no threshold to be seen, they are uniform. */
static void test_outside_scores(void)
{
    cst_trial_spec spec = with_peer();
    peer one = {.says = passes};
    spec.score.model = cst_score_find("binormal");
    spec.score.d_prime = 2.0;
    (void)counted(&spec, 21, &one);
    const double n = (double)(one.asked - one.attacks);
    CU_ASSERT(fabs(one.scores / n - 0.5) < 6.0 * sqrt(1.0 / 12.0 / n));
    /* P(N(2, 1) > z) where P(N(0, 1) > z) = .05: z = 1.6448536269514722 */
    cst_play_share("suspected", one.suspected_attacks, one.attacks,
                   0.5 * erfc((1.6448536269514722 - 2.0) / sqrt(2.0)));
    cst_play_share("falsely", one.suspected_honest, one.asked - one.attacks, fpr);
}

/* Who waits for answers draws from its causes once, and what it sees twice is the same: reviewers
 * beside it scheme with chance q = p + rho (1 - p) where the actor does, at each scope. */
static void test_outside_causes(void)
{
    static const cst_scope scopes[] = {CST_SCOPE_TASK, CST_SCOPE_ROUND, CST_SCOPE_TRIAL};
    for (size_t i = 0; i < sizeof scopes / sizeof scopes[0]; i++) {
        cst_trial_spec spec = with_peer();
        spec.protocol.kind = cst_protocol_find("committee");
        spec.protocol.reviewers = 2;
        spec.protocol.rule = CST_RULE_ANY;
        spec.scheming.law.law = cst_law_find("beta");
        spec.scheming.law.rho = 0.2;
        spec.scheming.scope = scopes[i];
        peer one = {.says = passes};
        CU_ASSERT_EQUAL_FATAL(run(&spec, 3000, 31 + i, 65536, &one, &rows[0]), 0);
        CU_ASSERT_EQUAL(one.strange + one.unsorted, 0);
        spec.population.lineages = 1;
        cst_lineage *alone = cst_test_lineages(&spec.population, 1);
        alone[0].share = 1.0;
        CU_ASSERT_EQUAL_FATAL(run(&spec, 3000, 41 + i, 65536, NULL, &rows[1]), 0);
        /* Two reviewers of 39 others: both external (1/4 of actors have 9 of those beside them, the
         * rest 10), one, or none. The middle case has the chance of a single reviewer. */
        const double both =
            0.25 * (9.0 * 8.0) / (39.0 * 38.0) + 0.75 * (10.0 * 9.0) / (39.0 * 38.0);
        const double none =
            0.25 * (30.0 * 29.0) / (39.0 * 38.0) + 0.75 * (29.0 * 28.0) / (39.0 * 38.0);
        const double q = rate + 0.2 * (1.0 - rate);
        const double two =
            (double)rows[1].count[CST_COUNT_ESCAPED] / (double)rows[1].count[CST_COUNT_ATTACKS];
        const double miss = both + none * two + (1.0 - both - none) * (q + (1.0 - q) * (1.0 - tpr));
        const double got =
            (double)rows[0].count[CST_COUNT_ESCAPED] / (double)rows[0].count[CST_COUNT_ATTACKS];
        /* Tasks that share a cause fall together: some 3,000 of them count, or 75,000 rounds. */
        const double n = scopes[i] == CST_SCOPE_TRIAL ? 3000.0 : 75000.0;
        CU_ASSERT(fabs(got - miss) < 5.0 * sqrt(0.25 / n));
        (void)printf("scope %d: %.4f, expected %.4f\n", (int)scopes[i], got, miss);
    }
}

/* Under a protocol that remembers, honest reviewers outside are as those inside: with quarantine as
 * many trials are without an escape. */
static void test_outside_remembers(void)
{
    cst_trial_spec spec = with_peer();
    spec.scheming.law.rate = 0.01;
    spec.protocol.kind = cst_protocol_find("peer-report");
    spec.protocol.reviewers = 2;
    spec.collusion.strategy = cst_collusion_find("none");
    spec.response = (cst_response_spec){.effect = CST_EFFECT_QUARANTINE};
    peer one = {.says = honest};
    CU_ASSERT_EQUAL_FATAL(run(&spec, 4000, 51, 65536, &one, &rows[0]), 0);
    CU_ASSERT_EQUAL_FATAL(run(&spec, 4000, 52, 65536, NULL, &rows[1]), 0);
    static const cst_count counts[] = {CST_COUNT_ESCAPED, CST_COUNT_VOID, CST_COUNT_CAUGHT};
    for (size_t i = 0; i < 3; i++) {
        const double a = (double)rows[0].count[counts[i]];
        const double b = (double)rows[1].count[counts[i]];
        (void)printf("count %d: %.0f outside, %.0f inside\n", (int)counts[i], a, b);
        CU_ASSERT(a > 1000.0 && b > 1000.0);
        CU_ASSERT(fabs(a - b) < 0.06 * (a + b) / 2.0);
    }
    one = (peer){.says = passes};
    CU_ASSERT_EQUAL_FATAL(run(&spec, 4000, 51, 65536, &one, &rows[0]), 0);
    CU_ASSERT(rows[0].count[CST_COUNT_ESCAPED] > rows[1].count[CST_COUNT_ESCAPED] * 11 / 10);
}

/* How trials are put together changes nothing; a peer that fails ends the run with its error. */
static void test_outside_batches(void)
{
    const cst_trial_spec spec = with_peer();
    peer one = {.says = honest};
    peer other = {.says = honest};
    CU_ASSERT_EQUAL_FATAL(run(&spec, 150, 61, 1, &one, &rows[0]), 0);
    CU_ASSERT_EQUAL_FATAL(run(&spec, 150, 61, 1 << 20, &other, &rows[1]), 0);
    CU_ASSERT(cst_test_row_equal(&rows[0], &rows[1]));
    CU_ASSERT_EQUAL(one.asked, other.asked);
    CU_ASSERT(other.calls < one.calls);
    other = (peer){.says = honest, .fails = 3};
    CU_ASSERT_EQUAL(run(&spec, 150, 61, 65536, &other, &rows[1]), CST_ERR_BUS);
}

/* What cannot be shown to a peer is refused by name. */
static void test_outside_refused(void)
{
    cst_error error = {0};
    cst_trial_spec spec = with_peer();
    CU_ASSERT_EQUAL(cst_trial_spec_check(&spec, &error), 0);
    spec.protocol.kind = cst_protocol_find("hierarchy");
    spec.protocol.reviewers = 2;
    CU_ASSERT_EQUAL(cst_trial_spec_check(&spec, &error), CST_ERR_COMBINATION);
    CU_ASSERT_STRING_EQUAL(error.key, "population.external");
    spec = with_peer();
    spec.score_correlation = 0.5;
    CU_ASSERT_EQUAL(cst_trial_spec_check(&spec, &error), CST_ERR_COMBINATION);
    spec = with_peer();
    spec.protocol.honeypot_share = 0.1;
    CU_ASSERT_EQUAL(cst_trial_spec_check(&spec, &error), CST_ERR_COMBINATION);
    spec = with_peer();
    static const char *const methods[] = {"skip", "strata", "importance", "planted", "splitting"};
    cst_model model;
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, &error), 0);
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        CU_ASSERT_PTR_NULL(cst_method_choose(&model, cst_method_find(methods[i]), &error));
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "use naive"));
    }
    CU_ASSERT_FALSE(model.tasks_independent);
    double value[CST_RESULT_KINDS];
    cst_closed_forms(&model, value);
    CU_ASSERT(isnan(value[CST_RESULT_RESIDUAL_RISK]) && isnan(value[CST_RESULT_MISS_SHARE]));
    cst_model_free(&model);
}

CST_SUITE("outside", CST_TEST(test_outside_memoryless), CST_TEST(test_outside_scores),
          CST_TEST(test_outside_causes), CST_TEST(test_outside_remembers),
          CST_TEST(test_outside_batches), CST_TEST(test_outside_refused))
