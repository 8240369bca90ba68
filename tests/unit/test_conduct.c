/* SPDX-License-Identifier: MIT
 * What peers came to: counts by hand, correlations against a search over all that is possible, and
 * the coverage of each interval summed over all outcomes. */
#include "estimate/ask/conduct.h"
#include "tests/lib/direct.h"
#include "tests/lib/lists.h"
#include "tests/lib/suite.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ALICE, BOB, EVE };

/* Simulated agents, some of alice, some of bob, and some of alice that eve has act. */
static cst_cell crowd(uint32_t reviewers, uint64_t trials, double confidence)
{
    cst_cell cell;
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 40;
    spec.rounds = 5;
    cst_lineage *lineage = cst_test_lineages(&spec.population, 4);
    static const char *const external[] = {"", "alice", "bob", "alice"};
    for (int g = 0; g < 4; g++) {
        lineage[g].share = 0.25;
        (void)snprintf(lineage[g].external, sizeof lineage[g].external, "%s", external[g]);
    }
    (void)snprintf(lineage[3].external_actor, sizeof lineage[3].external_actor, "eve");
    spec.scheming.law.rate = 0.2;
    spec.protocol.kind = cst_protocol_find(reviewers > 1 ? "committee" : "untrusted-monitor");
    spec.protocol.reviewers = reviewers;
    cst_direct_cell(&cell, &spec, "auto", trials, 1);
    cell.confidence = confidence;
    return cell;
}

/* A review of the task of (round, actor), with what the record of the task says. */
static cst_outcome review(uint32_t round, uint32_t actor_lineage, uint32_t lineage, bool attack,
                          double answer, uint32_t reviews, uint32_t reports)
{
    return (cst_outcome){.question = {.trial = 3,
                                      .round = round,
                                      .actor = 10 * actor_lineage,
                                      .reviewer = 10 * lineage + 1,
                                      .lineage = lineage,
                                      .actor_lineage = actor_lineage,
                                      .attack = attack},
                         .answer = answer,
                         .reported = cst_reply_reports(answer, 0.01),
                         .record = {.fate = attack ? CST_ESCAPED : CST_HONEST_USED,
                                    .reviews = (uint8_t)reviews,
                                    .reports = (uint8_t)reports}};
}

static cst_outcome deed(bool watched, double answer)
{
    return (cst_outcome){
        .question = {.deed = true, .watched = watched, .lineage = 3, .actor_lineage = 3},
        .answer = answer};
}

/* Six tasks with three reviewers each, counted by hand. */
static void test_conduct_counts(void)
{
    cst_conduct conduct;
    cst_cell cell = crowd(3, 10, 0.95);
    const cst_cell *cells[] = {&cell, &cell};
    const cst_outcome outcome[] = {
        deed(true, CST_REPLY_PASS),
        deed(false, CST_REPLY_REPORT),
        deed(false, CST_REPLY_NONE),
        /* 1: an attack of a simulated agent: alice misses it, the simulated ones report it. */
        review(0, 0, 1, true, CST_REPLY_PASS, 3, 2),
        /* 2: her own: she says nothing and then misses it, by her other reviewer; bob reports. */
        review(0, 1, 1, true, CST_REPLY_NONE, 3, 1),
        review(0, 1, 1, true, CST_REPLY_ABSTAIN, 3, 1),
        review(0, 1, 2, true, 0.995, 3, 1),
        /* 3: the same pair again, which reports, and then misses; nobody else was there. */
        review(1, 1, 1, true, CST_REPLY_REPORT, 2, 1),
        review(1, 1, 3, true, CST_REPLY_PASS, 2, 1),
        /* 4, 5: honest work, and a task that came to nothing: others are not known. */
        review(1, 2, 1, false, 0.98, 3, 0),
        review(2, 2, 1, true, CST_REPLY_PASS, 0, 0),
        /* 6: the same agent's next task, of which bob says nothing. */
        review(3, 2, 2, true, CST_REPLY_NONE, 3, 2),
        review(3, 2, 1, true, 1.0, 3, 2),
    };
    const size_t count = sizeof outcome / sizeof outcome[0];
    cst_outcome told[sizeof outcome / sizeof outcome[0]];
    memcpy(told, outcome, sizeof told);
    told[10].record.fate = CST_VOID;
    CU_ASSERT_EQUAL_FATAL(cst_conduct_init(&conduct, cells, 2, NULL), 0);
    cst_conduct_tell(&conduct, 1, told, count);
    const cst_conduct_cell *of = &conduct.cell[1];
    CU_ASSERT_EQUAL_FATAL(of->peers, 3);
    CU_ASSERT_STRING_EQUAL(of->peer[ALICE].name, "alice");
    CU_ASSERT_STRING_EQUAL(of->peer[BOB].name, "bob");
    CU_ASSERT_STRING_EQUAL(of->peer[EVE].name, "eve");
    CU_ASSERT(of->peer[ALICE].own == 10 && of->peer[BOB].own == 4 && of->peer[EVE].own == 8);
    CU_ASSERT(of->peer[ALICE].reviews == 10 && of->peer[EVE].reviews == 0);
    const cst_conduct_count *alice = of->peer[ALICE].review;
    CU_ASSERT(alice[1].asked == 7 && alice[1].reported == 2 && alice[1].abstained == 1 &&
              alice[1].unanswered == 1);
    CU_ASSERT(alice[0].asked == 1 && alice[0].reported == 0);
    CU_ASSERT(of->peer[BOB].review[1].asked == 2 && of->peer[BOB].review[1].unanswered == 1);
    const cst_conduct_share tpr = cst_conduct_reports(of, ALICE, true);
    CU_ASSERT(tpr.events == 2 && tpr.of == 5);
    CU_ASSERT(cst_conduct_reports(of, ALICE, false).of == 1);
    CU_ASSERT(cst_conduct_deeds(of, EVE, true).of == 1);
    CU_ASSERT(cst_conduct_deeds(of, EVE, false).events == 1);
    CU_ASSERT(of->peer[EVE].deed[0].asked == 2 && cst_conduct_deeds(of, EVE, false).of == 1);
    const cst_conduct_share own = cst_conduct_misses(of, ALICE, 10);
    CU_ASSERT(own.events == 1 && own.of == 2);
    const cst_conduct_share bobs = cst_conduct_misses(of, ALICE, 4);
    CU_ASSERT(bobs.events == 1 && bobs.of == 2);
    CU_ASSERT_DOUBLE_EQUAL(cst_conduct_covers(of, ALICE).estimate, 1.0 / 2 - 2.0 / 3, 1e-12);
    /* Tasks 1, 2 and 6: of the others 0 of 2, 0 of 1 (the silent one is nobody) and 0 of 1. */
    const cst_conduct_beside beside = cst_conduct_compare(of, ALICE);
    CU_ASSERT(beside.tasks == 3 && beside.missed == 2 && beside.others == 0 && beside.nobody == 0);
    CU_ASSERT_DOUBLE_EQUAL(beside.agreement.estimate, 1.0 / 3, 1e-12);
    CU_ASSERT(isnan(beside.correlation.estimate));
    /* Bob on task 2: beside the one of alice's that answered, who missed. */
    const cst_conduct_beside bob = cst_conduct_compare(of, BOB);
    CU_ASSERT(bob.tasks == 1 && bob.missed == 0 && bob.others == 1);
    CU_ASSERT_EQUAL(conduct.cell[0].peer[ALICE].review[1].asked, 0);
    CU_ASSERT(isnan(cst_conduct_reports(&conduct.cell[0], BOB, true).value.estimate));
    CU_ASSERT(isnan(cst_conduct_compare(&conduct.cell[0], BOB).agreement.estimate));
    cst_conduct_free(&conduct);
    cst_cell_free(&cell);
}

/* One attack that a peer and `others` more review. */
static void tell_attack(cst_conduct *conduct, uint32_t round, uint32_t actor, bool missed,
                        uint32_t others, uint32_t others_missed)
{
    const cst_outcome outcome =
        review(round, actor, 1, true, missed ? CST_REPLY_PASS : CST_REPLY_REPORT, others + 1,
               others - others_missed + !missed);
    cst_conduct_tell(conduct, 0, &outcome, 1);
}

/* The correlation of two events from the four chances. */
static double correlation_of(double both, double first, double second, double neither)
{
    const double p = both + first;
    const double w = both + second;
    return (both * neither - first * second) / sqrt(p * (1.0 - p) * w * (1.0 - w));
}

/* Its ends are the least and the greatest of all that the three intervals allow, by search. */
static void test_conduct_correlation(void)
{
    static const uint32_t table[][4] = {{5, 9, 3, 40}, {30, 2, 1, 20}, {1, 8, 9, 2},  {0, 5, 7, 9},
                                        {6, 0, 0, 11}, {0, 0, 4, 9},   {12, 3, 0, 0}, {0, 0, 0, 0}};
    cst_cell cell = crowd(2, 10, 0.95);
    const cst_cell *cells[] = {&cell};
    for (size_t t = 0; t < sizeof table / sizeof table[0]; t++) {
        cst_conduct conduct;
        uint32_t round = 0;
        const uint32_t *n = table[t]; /* both missed, it alone, the other alone, neither */
        CU_ASSERT_EQUAL_FATAL(cst_conduct_init(&conduct, cells, 1, NULL), 0);
        for (uint32_t kind = 0; kind < 4; kind++) {
            for (uint32_t i = 0; i < n[kind]; i++) {
                tell_attack(&conduct, round++, 0, kind < 2, 1, kind % 2 == 0);
            }
        }
        const cst_conduct_beside made = cst_conduct_compare(&conduct.cell[0], ALICE);
        CU_ASSERT(made.tasks == round && made.missed == n[0] + n[1]);
        CU_ASSERT(made.others == n[0] + n[2] && made.nobody == n[0]);
        const double all = round;
        const double scaled = correlation_of(n[0] / all, n[1] / all, n[2] / all, n[3] / all);
        CU_ASSERT(isnan(scaled) ? isnan(made.correlation.estimate)
                                : fabs(scaled - made.correlation.estimate) < 1e-12);
        const cst_interval p = cst_interval_clopper_pearson(n[0] + n[1], round, 0.05 / 3.0);
        const cst_interval u = cst_interval_clopper_pearson(n[0], n[0] + n[1], 0.05 / 3.0);
        const cst_interval v = cst_interval_clopper_pearson(n[2], n[2] + n[3], 0.05 / 3.0);
        double low = 1.0;
        double high = -1.0;
        enum { STEPS = 60 };
        for (int i = 0; i <= STEPS; i++) {
            for (int j = 0; j <= STEPS; j++) {
                for (int k = 0; k <= STEPS; k++) {
                    const double at = p.low + (p.high - p.low) * i / STEPS;
                    const double x = u.low + (u.high - u.low) * j / STEPS;
                    const double y = v.low + (v.high - v.low) * k / STEPS;
                    const double phi = correlation_of(at * x, at * (1.0 - x), (1.0 - at) * y,
                                                      (1.0 - at) * (1.0 - y));
                    low = phi < low ? phi : low;
                    high = phi > high ? phi : high;
                }
            }
        }
        const cst_interval found = made.correlation.interval;
        CU_ASSERT(found.low <= low + 1e-12 && found.low > low - 0.02);
        CU_ASSERT(found.high >= high - 1e-12 && found.high < high + 0.02);
        cst_conduct_free(&conduct);
    }
    cst_cell_free(&cell);
}

/* P(an interval holds the truth) over all outcomes of TASKS attacks whose kinds are drawn alike:
 * kind 2 m + a: m of `others` missed, and the peer did (a). */
typedef struct coverage {
    cst_cell *cell;
    uint32_t others, kinds, tasks;
    const double *chance;
    uint32_t times[8];
    double agreement, correlation, share, difference; /* held */
    double true_agreement, true_correlation;
} coverage;

static bool holds(cst_fit_value value, double truth)
{
    return value.interval.low <= truth && truth <= value.interval.high;
}

static void cover(coverage *of)
{
    cst_conduct conduct;
    const cst_cell *cells[] = {of->cell};
    double chance = lgammafn(of->tasks + 1.0);
    uint32_t round = 0;
    CU_ASSERT_EQUAL_FATAL(cst_conduct_init(&conduct, cells, 1, NULL), 0);
    for (uint32_t kind = 0; kind < of->kinds; kind++) {
        chance += of->times[kind] * log(of->chance[kind]) - lgammafn(of->times[kind] + 1.0);
        for (uint32_t i = 0; i < of->times[kind]; i++) {
            tell_attack(&conduct, round++, 0, kind % 2 == 1, of->others, kind / 2);
        }
    }
    const cst_conduct_beside made = cst_conduct_compare(&conduct.cell[0], ALICE);
    of->agreement += holds(made.agreement, of->true_agreement) ? exp(chance) : 0.0;
    of->correlation += holds(made.correlation, of->true_correlation) ? exp(chance) : 0.0;
    cst_conduct_free(&conduct);
}

/* All ways to share `left` tasks among the kinds from `kind` on. */
static void cover_all(coverage *of, uint32_t kind, uint32_t left)
{
    if (kind + 1 == of->kinds) {
        of->times[kind] = left;
        cover(of);
        return;
    }
    for (uint32_t n = 0; n <= left; n++) {
        of->times[kind] = n;
        cover_all(of, kind + 1, left - n);
    }
}

static void judge_coverage(uint32_t others, uint32_t tasks, const double *chance, double confidence)
{
    cst_cell cell = crowd(others + 1, 10, confidence);
    coverage of = {.cell = &cell,
                   .others = others,
                   .kinds = 2 * (others + 1),
                   .tasks = tasks,
                   .chance = chance};
    double both = 0.0;
    double p = 0.0;
    double w = 0.0;
    for (uint32_t kind = 0; kind < of.kinds; kind++) {
        const double part = (double)(kind / 2) / others;
        both += kind % 2 == 1 ? chance[kind] * part : 0.0;
        p += kind % 2 == 1 ? chance[kind] : 0.0;
        w += chance[kind] * part;
    }
    of.true_agreement = both + 1.0 - p - w + both;
    of.true_correlation = correlation_of(both, p - both, w - both, 1.0 - p - w + both);
    cover_all(&of, 0, tasks);
    (void)printf("%u others, %.2f: agreement %.4f, correlation %.4f (of %.3f)\n", others,
                 confidence, of.agreement, of.correlation, of.true_correlation);
    CU_ASSERT(of.agreement >= confidence - 1e-9);
    CU_ASSERT(of.correlation >= confidence - 1e-9);
    cst_cell_free(&cell);
}

static void test_conduct_coverage(void)
{
    static const double one[][4] = {{0.25, 0.25, 0.25, 0.25},
                                    {0.85, 0.05, 0.05, 0.05},
                                    {0.5, 0.01, 0.01, 0.48},
                                    {0.02, 0.6, 0.35, 0.03},
                                    {0.9, 0.001, 0.09, 0.009}};
    static const double two[][6] = {{0.3, 0.1, 0.2, 0.1, 0.1, 0.2},
                                    {0.7, 0.05, 0.1, 0.05, 0.05, 0.05},
                                    {0.02, 0.4, 0.02, 0.1, 0.45, 0.01}};
    for (size_t i = 0; i < sizeof one / sizeof one[0]; i++) {
        judge_coverage(1, 14, one[i], 0.95);
        judge_coverage(1, 14, one[i], 0.5);
    }
    for (size_t i = 0; i < sizeof two / sizeof two[0]; i++) {
        judge_coverage(2, 7, two[i], 0.95);
        judge_coverage(2, 7, two[i], 0.5);
    }
}

/* Three of a task's reviewers are one peer's, and say the same: the interval of its TPR holds over
 * all outcomes of 10 tasks, where one over all reviews would not. */
static void test_conduct_alike(void)
{
    enum { TASKS = 10, ALIKE = 3 };
    const double chance = 0.6;
    cst_cell cell = crowd(3, 10, 0.95);
    const cst_cell *cells[] = {&cell};
    double held = 0.0;
    double held_by_reviews = 0.0;
    for (uint32_t reported = 0; reported <= TASKS; reported++) {
        cst_conduct conduct;
        CU_ASSERT_EQUAL_FATAL(cst_conduct_init(&conduct, cells, 1, NULL), 0);
        for (uint32_t i = 0; i < TASKS; i++) {
            const bool reports = i < reported;
            cst_outcome outcome[ALIKE];
            for (int k = 0; k < ALIKE; k++) {
                outcome[k] = review(i, 0, 1, true, reports ? 1.0 : 0.0, ALIKE, reports ? 3 : 0);
            }
            cst_conduct_tell(&conduct, 0, outcome, ALIKE);
        }
        const cst_conduct_share made = cst_conduct_reports(&conduct.cell[0], ALICE, true);
        CU_ASSERT(made.events == reported && made.of == TASKS);
        const cst_conduct_count *all = &conduct.cell[0].peer[ALICE].review[1];
        const cst_interval by_reviews =
            cst_interval_clopper_pearson(all->reported, all->asked, 0.05);
        const double weight = dbinom(reported, TASKS, chance, 0);
        held += holds(made.value, chance) ? weight : 0.0;
        held_by_reviews += by_reviews.low <= chance && chance <= by_reviews.high ? weight : 0.0;
        cst_conduct_free(&conduct);
    }
    (void)printf("by tasks %.3f, by reviews %.3f\n", held, held_by_reviews);
    CU_ASSERT(held >= 0.95);
    CU_ASSERT(held_by_reviews < 0.9);
    cst_cell_free(&cell);
}

/* Whom it covers for: over all outcomes of 12 attacks of its own and 9 of others. */
static void test_conduct_covers(void)
{
    enum { OWN = 12, OTHERS = 9 };
    static const double law[][2] = {{0.5, 0.5}, {0.9, 0.1}, {0.05, 0.02}, {1.0, 0.3}, {0.2, 0.6}};
    cst_cell cell = crowd(1, 10, 0.9);
    const cst_cell *cells[] = {&cell};
    double held[5] = {0.0};
    for (uint32_t a = 0; a <= OWN; a++) {
        for (uint32_t b = 0; b <= OTHERS; b++) {
            cst_conduct conduct;
            CU_ASSERT_EQUAL_FATAL(cst_conduct_init(&conduct, cells, 1, NULL), 0);
            for (uint32_t i = 0; i < OWN; i++) {
                tell_attack(&conduct, i, 1 + 2 * (i % 2), i < a, 0, 0);
            }
            for (uint32_t i = 0; i < OTHERS; i++) {
                tell_attack(&conduct, OWN + i, 2 * (i % 2), i < b, 0, 0);
            }
            const cst_fit_value made = cst_conduct_covers(&conduct.cell[0], ALICE);
            CU_ASSERT_DOUBLE_EQUAL(made.estimate, a / (double)OWN - b / (double)OTHERS, 1e-12);
            for (size_t k = 0; k < 5; k++) {
                held[k] += holds(made, law[k][0] - law[k][1])
                               ? dbinom(a, OWN, law[k][0], 0) * dbinom(b, OTHERS, law[k][1], 0)
                               : 0.0;
            }
            cst_conduct_free(&conduct);
        }
    }
    for (size_t k = 0; k < 5; k++) {
        CU_ASSERT(held[k] >= 0.9 - 1e-9);
    }
    cst_cell_free(&cell);
}

CST_SUITE("conduct", CST_TEST(test_conduct_counts), CST_TEST(test_conduct_correlation),
          CST_TEST(test_conduct_coverage), CST_TEST(test_conduct_alike),
          CST_TEST(test_conduct_covers))
