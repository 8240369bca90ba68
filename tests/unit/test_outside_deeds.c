/* SPDX-License-Identifier: MIT
 * External actors, and what is told of what was asked: a peer that does what a simulated agent does
 * leaves the same bytes, and other answers have the chances that are written down here.
 * Covers: outside play_outside. */
#include "monitor/outside.h"
#include "tests/lib/direct.h"
#include "tests/lib/lists.h"
#include "tests/lib/play_shares.h"
#include "tests/lib/rows.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { AGENTS = 24, OUTSIDE = 6, ROUNDS = 12, TRIALS = 400, MANY = 3000 };

/* What a peer of the tests does, what it was asked and told. */
typedef struct peer {
    double (*deed)(const cst_question *question);
    double (*review)(const cst_question *question);
    bool all; /* every agent is played outside */
    uint64_t deeds, reviews, watched, strange;
    uint64_t told, fates[CST_VOID + 1], reports, abstentions, said, proven;
    uint64_t escaped, silent, trials, paired;
    uint32_t reported[MANY][AGENTS]; /* by trial and actor, so far */
} peer;

static int ask(void *self, uint32_t cell, const cst_question *question, size_t count,
               double *answer, cst_error *error)
{
    peer *of = self;
    (void)cell;
    (void)error;
    for (size_t i = 0; i < count; i++) {
        const cst_question *at = &question[i];
        of->strange += at->deed != question[0].deed || at->round != question[0].round ||
                       (i > 0 && at->trial < at[-1].trial) || at->trial >= MANY;
        if (at->deed) {
            of->deeds++;
            of->watched += at->watched;
            of->strange += at->actor != at->reviewer || at->actor < AGENTS - OUTSIDE ||
                           at->lineage != 1 || at->actor_lineage != 1 || at->attack ||
                           at->score != 0.0;
            answer[i] = of->deed(at);
        } else {
            of->reviews++;
            of->strange += at->watched || at->actor == at->reviewer ||
                           (of->all && at->reports != of->reported[at->trial][at->actor]);
            answer[i] = of->review(at);
        }
    }
    return 0;
}

static int tell(void *self, uint32_t cell, const cst_outcome *outcome, size_t count,
                cst_error *error)
{
    peer *of = self;
    (void)cell;
    (void)error;
    for (size_t i = 0; i < count; i++) {
        const cst_outcome *at = &outcome[i];
        of->told++;
        of->proven += at->proven;
        of->fates[at->record.fate]++;
        if (!at->question.deed) {
            of->said += at->reported;
            of->reports += at->record.reports;
            of->abstentions += at->record.abstentions;
            of->reported[at->question.trial][at->question.actor] += at->record.reports;
        }
    }
    return 0;
}

static int pair(void *self, uint32_t cell, uint64_t trial, uint64_t escaped, uint64_t silent,
                cst_error *error)
{
    peer *of = self;
    (void)cell;
    (void)error;
    of->strange += trial >= MANY;
    of->trials++;
    of->paired += escaped == silent;
    of->escaped += escaped;
    of->silent += silent;
    return 0;
}

static double attacks(const cst_question *at)
{
    (void)at;
    return CST_REPLY_REPORT;
}

static double works(const cst_question *at)
{
    return at->actor % 3 == 0   ? CST_REPLY_PASS
           : at->actor % 3 == 1 ? CST_REPLY_ABSTAIN
                                : CST_REPLY_NONE;
}

static double dares_unwatched(const cst_question *at)
{
    return at->watched ? CST_REPLY_PASS : CST_REPLY_REPORT;
}

static double verdict(const cst_question *at)
{
    return at->score >= 0.9 ? CST_REPLY_REPORT : CST_REPLY_PASS;
}

static double score(const cst_question *at)
{
    return at->score;
}

static double silence(const cst_question *at)
{
    (void)at;
    return CST_REPLY_NONE;
}

/* The last quarter of the agents is a lineage of its own. */
static cst_trial_spec two_lineages(const char *protocol)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = AGENTS;
    spec.rounds = ROUNDS;
    cst_lineage *lineage = cst_test_lineages(&spec.population, 2);
    lineage[0].share = 0.75;
    lineage[1].share = 0.25;
    spec.scheming.law.rate = 0.2;
    spec.score.tpr = 0.7;
    spec.score.fpr = 0.1;
    spec.protocol.kind = cst_protocol_find(protocol);
    return spec;
}

/* Its agents are played outside. */
static cst_lineage *outside_of(cst_trial_spec *spec)
{
    return cst_test_lineages(&spec->population, 2) + 1;
}

static cst_trial_spec acting(cst_trial_spec spec)
{
    cst_lineage *lineage = outside_of(&spec);
    memcpy(lineage->external_actor, "bob", sizeof "bob");
    return spec;
}

static cst_trial_spec reviewing(cst_trial_spec spec, bool all)
{
    cst_lineage *lineage = outside_of(&spec);
    memcpy(lineage->external, "bob", sizeof "bob");
    if (all) {
        memcpy(lineage[-1].external, "ann", sizeof "ann");
    }
    return spec;
}

static cst_row rows[2];

static const uint64_t *run_many(const cst_trial_spec *spec, uint64_t trials, uint64_t seed,
                                peer *with, cst_row *row)
{
    cst_cell cell;
    cst_error error = {0};
    const cst_outside outside = {.self = with, .ask = ask, .tell = tell, .pair = pair};
    cst_direct_cell(&cell, spec, "naive", trials, seed);
    cell.outside = with != NULL ? &outside : NULL;
    CU_ASSERT_EQUAL_FATAL(cst_rehearsal_run(&cell, 4096, row, &error), 0);
    cst_cell_free(&cell);
    if (with != NULL) {
        CU_ASSERT_EQUAL(with->strange, 0);
        CU_ASSERT_EQUAL(with->told, with->deeds + with->reviews);
    }
    return row->count;
}

static const uint64_t *run(const cst_trial_spec *spec, uint64_t seed, peer *with, cst_row *row)
{
    return run_many(spec, TRIALS, seed, with, row);
}

static peer *new_peer(double (*deed)(const cst_question *), double (*review)(const cst_question *))
{
    peer *of = calloc(1, sizeof *of);
    CU_ASSERT_PTR_NOT_NULL_FATAL(of);
    of->deed = deed;
    of->review = review;
    return of;
}

/* A peer that attacks whenever its agents scheme is an agent: to the byte, at every scope. Trials
 * are played in any case here, since a response remembers. */
static void test_deeds_of_an_agent(void)
{
    static const char *const protocols[] = {"none", "trusted-monitor", "untrusted-monitor",
                                            "committee", "peer-report"};
    static const cst_scope scopes[] = {CST_SCOPE_TASK, CST_SCOPE_ROUND, CST_SCOPE_TRIAL};
    for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++) {
        for (size_t s = 0; s < sizeof scopes / sizeof scopes[0]; s++) {
            cst_trial_spec spec = two_lineages(protocols[i]);
            spec.protocol.reviewers = i > 2 ? 2 : spec.protocol.reviewers;
            spec.scheming.law.law = cst_law_find(i > 1 || s > 0 ? "beta" : "independent");
            spec.scheming.law.rho = i > 1 || s > 0 ? 0.3 : spec.scheming.law.rho;
            spec.scheming.scope = scopes[s];
            if (i > 0) {
                spec.response = (cst_response_spec){.effect = CST_EFFECT_QUARANTINE};
            } else if (s == 0) {
                continue; /* without anything that remembers trials are not played */
            }
            const cst_trial_spec outside = acting(spec);
            peer *one = new_peer(attacks, NULL);
            (void)run(&outside, 70 + i, one, &rows[0]);
            (void)run(&spec, 70 + i, NULL, &rows[1]);
            CU_ASSERT(cst_test_row_equal(&rows[0], &rows[1]));
            CU_ASSERT(one->deeds > 1000);
            CU_ASSERT_EQUAL(one->trials, 0); /* what it would have done is not known */
            free(one);
        }
    }
}

/* One that does not attack leaves the attacks of the others; one that attacks where it is not
 * watched attacks in as many tasks. */
static void test_deeds_chosen(void)
{
    cst_trial_spec spec = two_lineages("untrusted-monitor");
    spec.scheming.awareness = 0.25;
    const cst_trial_spec outside = acting(spec);
    const uint64_t tasks = UINT64_C(1) * MANY * AGENTS * ROUNDS;
    const double rate = 0.2;
    peer *one = new_peer(works, NULL);
    const uint64_t *count = run_many(&outside, MANY, 81, one, &rows[0]);
    cst_play_share("asked", one->deeds, tasks, 0.25 * rate);
    cst_play_share("watched", one->watched, one->deeds, 0.25);
    cst_play_share("others attack", count[CST_COUNT_ATTACKS], tasks, 0.75 * rate);
    free(one);
    one = new_peer(dares_unwatched, NULL);
    count = run_many(&outside, MANY, 82, one, &rows[0]);
    cst_play_share("unwatched", count[CST_COUNT_ATTACKS], tasks, 0.75 * rate + 0.25 * rate * 0.75);
    CU_ASSERT_EQUAL(one->fates[CST_HONEST_USED] + one->fates[CST_HONEST_DISCARDED], one->watched);
    free(one);
}

/* Scores that are answered are the verdicts of their threshold; and where audits go to the most
 * suspicious work, those of a peer compete as those of an agent do. */
static void test_deeds_scores(void)
{
    cst_trial_spec spec = reviewing(two_lineages("untrusted-monitor"), false);
    spec.score.model = cst_score_find("binormal");
    spec.score.d_prime = 1.5;
    peer *by_verdict = new_peer(NULL, verdict);
    peer *by_score = new_peer(NULL, score);
    (void)run(&spec, 91, by_verdict, &rows[0]);
    (void)run(&spec, 91, by_score, &rows[1]);
    CU_ASSERT(cst_test_row_equal(&rows[0], &rows[1]));
    CU_ASSERT(by_score->said > 100);
    CU_ASSERT_EQUAL(by_score->said, by_verdict->said);
    free(by_verdict);
    free(by_score);

    spec.collusion.strategy = cst_collusion_find("none");
    spec.protocol.audit_budget = 0.1;
    cst_trial_spec simulated = spec;
    outside_of(&simulated)->external[0] = '\0';
    by_score = new_peer(NULL, score);
    const uint64_t *with = run(&spec, 92, by_score, &rows[0]);
    const uint64_t *without = run(&simulated, 93, NULL, &rows[1]);
    const double caught = (double)with[CST_COUNT_CAUGHT] / (double)with[CST_COUNT_ATTACKS];
    const double expected = (double)without[CST_COUNT_CAUGHT] / (double)without[CST_COUNT_ATTACKS];
    const double n = (double)without[CST_COUNT_ATTACKS];
    (void)printf("budget: %.4f caught outside, %.4f inside\n", caught, expected);
    CU_ASSERT(n > 15000.0);
    CU_ASSERT(fabs(caught - expected) < 5.0 * sqrt(2.0 * expected * (1.0 - expected) / n));
    free(by_score);
    /* One that gives nothing away: a quarter of the attacks, and no more, have no score. */
    peer *mute = new_peer(NULL, silence);
    with = run(&spec, 92, mute, &rows[0]);
    CU_ASSERT_EQUAL(with[CST_COUNT_ABSTENTIONS], mute->reviews);
    CU_ASSERT((double)with[CST_COUNT_CAUGHT] / (double)with[CST_COUNT_ATTACKS] < caught - 0.02);
    free(mute);
}

/* Where all reviewers are outside, what is told of their reviews is what is counted. */
static void test_deeds_told(void)
{
    cst_trial_spec spec = reviewing(two_lineages("peer-report"), true);
    spec.protocol.reviewers = 1;
    spec.response = (cst_response_spec){.effect = CST_EFFECT_QUARANTINE};
    peer *one = new_peer(NULL, verdict);
    one->all = true;
    const uint64_t *count = run(&spec, 101, one, &rows[0]);
    CU_ASSERT_EQUAL(one->reports, count[CST_COUNT_REPORTS]);
    CU_ASSERT_EQUAL(one->said, count[CST_COUNT_REPORTS]);
    CU_ASSERT_EQUAL(one->fates[CST_ESCAPED], count[CST_COUNT_ESCAPED]);
    CU_ASSERT_EQUAL(one->fates[CST_CAUGHT], count[CST_COUNT_CAUGHT]);
    CU_ASSERT(one->proven > 100 && one->said > 1000);
    CU_ASSERT_EQUAL(one->escaped, count[CST_COUNT_ESCAPED]);
    CU_ASSERT_EQUAL(one->trials, TRIALS);
    CU_ASSERT(one->silent > one->escaped);
    /* Without them nobody reports, so that every attack escapes. */
    peer *mute = new_peer(NULL, silence);
    count = run(&spec, 101, mute, &rows[1]);
    CU_ASSERT_EQUAL(one->silent, count[CST_COUNT_ESCAPED]);
    CU_ASSERT_EQUAL(mute->silent, count[CST_COUNT_ESCAPED]);
    CU_ASSERT_EQUAL(mute->paired, TRIALS);
    CU_ASSERT_EQUAL(count[CST_COUNT_ESCAPED], count[CST_COUNT_ATTACKS]);
    free(one);
    free(mute);
}

static double scoreless(const cst_question *at)
{
    return at->score == 0.0 && !at->hides_actor ? CST_REPLY_PASS : CST_REPLY_REPORT;
}

static double nameless(const cst_question *at)
{
    return at->hides_actor && at->score >= 0.9 ? CST_REPLY_REPORT : CST_REPLY_PASS;
}

/* What a lineage hides from its peer changes what is shown, and no draw. */
static void test_deeds_hidden(void)
{
    cst_trial_spec spec = reviewing(two_lineages("untrusted-monitor"), false);
    cst_lineage *lineage = outside_of(&spec);
    memcpy(lineage->hidden, CST_HIDDEN_SCORE, sizeof CST_HIDDEN_SCORE);
    peer *one = new_peer(NULL, scoreless);
    (void)run(&spec, 111, one, &rows[0]);
    CU_ASSERT_EQUAL(one->said, 0);
    free(one);
    memcpy(lineage->hidden, CST_HIDDEN_ACTOR, sizeof CST_HIDDEN_ACTOR);
    one = new_peer(NULL, nameless);
    (void)run(&spec, 111, one, &rows[0]);
    lineage->hidden[0] = '\0';
    peer *other = new_peer(NULL, verdict);
    (void)run(&spec, 111, other, &rows[1]);
    CU_ASSERT(one->said > 100);
    CU_ASSERT_EQUAL(one->said, other->said);
    CU_ASSERT(cst_test_row_equal(&rows[0], &rows[1]));
    free(one);
    free(other);
    cst_error error = {0};
    memcpy(lineage->hidden, "actr", sizeof "actr");
    CU_ASSERT_EQUAL(cst_population_spec_check(&spec.population, AGENTS, &error),
                    CST_ERR_POPULATION);
    memcpy(lineage->hidden, CST_HIDDEN_ACTOR, sizeof CST_HIDDEN_ACTOR);
    lineage->external[0] = '\0';
    CU_ASSERT_EQUAL(cst_population_spec_check(&spec.population, AGENTS, &error),
                    CST_ERR_POPULATION);
}

/* One thing more to what trials are made of; the last two remember. */
static void vary(cst_trial_spec *spec, int how)
{
    switch (how) {
    case 0:
        spec->abstain = 0.05;
        break;
    case 1:
        spec->protocol.audit_flagged = 0.5;
        break;
    case 2:
        spec->protocol.audit_success = 0.7;
        break;
    case 3:
        spec->scheming.awareness = 0.3;
        break;
    case 4:
        spec->scheming.scope = CST_SCOPE_ROUND;
        break;
    case 5:
        spec->response = (cst_response_spec){.effect = CST_EFFECT_QUARANTINE};
        break;
    default:
        spec->collusion.strategy = cst_collusion_find("learned");
        break;
    }
}

/* What is told of trials without those outside is what trials without them come to: also where only
 * the tasks that they were asked about are played. */
static void test_deeds_pairs(void)
{
    static const char *const protocols[] = {"untrusted-monitor", "committee", "peer-report"};
    enum { HOW = 7, PROTOCOLS = 3 };
    for (int i = 0; i < HOW * PROTOCOLS; i++) {
        cst_trial_spec spec = two_lineages(protocols[i / HOW]);
        spec.protocol.reviewers = i / HOW == 0 ? spec.protocol.reviewers : 2;
        spec.collusion.strategy = cst_collusion_find("always-pass");
        spec.scheming.law.law = cst_law_find("beta");
        spec.scheming.law.rho = 0.3;
        vary(&spec, i % HOW);
        spec = reviewing(spec, false);
        peer *one = new_peer(NULL, verdict);
        peer *mute = new_peer(NULL, silence);
        const uint64_t *count = run(&spec, (uint64_t)(120 + i), one, &rows[0]);
        CU_ASSERT_EQUAL(one->escaped, count[CST_COUNT_ESCAPED]);
        count = run(&spec, (uint64_t)(120 + i), mute, &rows[1]);
        CU_ASSERT_EQUAL(one->silent, count[CST_COUNT_ESCAPED]);
        CU_ASSERT_EQUAL(mute->escaped, mute->silent);
        CU_ASSERT_EQUAL(mute->paired, TRIALS);
        CU_ASSERT(one->silent > one->escaped);
        free(one);
        free(mute);
    }
}

static void test_deeds_refused(void)
{
    cst_error error = {0};
    cst_trial_spec spec = two_lineages("trusted-and-untrusted");
    spec.joint.honest_correlation = spec.joint.attack_correlation = 0.0;
    spec = acting(spec);
    CU_ASSERT_EQUAL(cst_trial_spec_check(&spec, &error), 0);
    spec = reviewing(spec, false);
    CU_ASSERT_EQUAL(cst_trial_spec_check(&spec, &error), CST_ERR_COMBINATION);
    CU_ASSERT_STRING_EQUAL(error.key, "population.external");
    spec = two_lineages("trusted-monitor");
    spec.attack.policy = cst_policy_find("select");
    spec.trusted.model = cst_score_find("binormal");
    spec.trusted.d_prime = 2.0;
    spec.attack.candidates = 2;
    CU_ASSERT_EQUAL(cst_trial_spec_check(&spec, &error), 0);
    spec = acting(spec);
    CU_ASSERT_EQUAL(cst_trial_spec_check(&spec, &error), CST_ERR_COMBINATION);
    CU_ASSERT_STRING_EQUAL(error.key, "population.external_actor");
}

CST_SUITE("outside deeds", CST_TEST(test_deeds_of_an_agent), CST_TEST(test_deeds_chosen),
          CST_TEST(test_deeds_scores), CST_TEST(test_deeds_told), CST_TEST(test_deeds_hidden),
          CST_TEST(test_deeds_pairs), CST_TEST(test_deeds_refused))
