/* SPDX-License-Identifier: MIT
 * The sparse method against the dense one and against closed forms, in law: the draws differ. */
#include "estimate/exact/closed.h"
#include "estimate/sample/methods.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/direct.h"
#include "tests/lib/lists.h"
#include "tests/lib/rows.h"
#include "tests/lib/suite.h"
#include "tests/lib/twin.h"

#define MATHLIB_STANDALONE 1
#include <Rmath.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void run(const cst_trial_spec *spec, const char *method, uint64_t trials, uint64_t seed,
                cst_row *row)
{
    cst_cell cell;
    cst_error error = {0};
    cst_direct_cell(&cell, spec, method, trials, seed);
    if (cst_rehearsal_run(&cell, 1 << 16, row, &error) != 0) {
        (void)printf("\n    seed %" PRIu64 ": %s\n", seed, error.text);
        CU_FAIL_FATAL("a run failed");
    }
    cst_cell_free(&cell);
}

/* --- Against the dense method ------------------------------------------------------------- */

/* Sums and sums of squares over runs: of every counter, and of the first values of the trials'
 * spreads. */
enum { VALUES = 8, KINDS = CST_COUNT_KINDS + CST_SPREAD_KINDS * VALUES };

typedef struct moments {
    double sum[KINDS], square[KINDS];
} moments;

static void add_run(moments *to, const cst_row *row)
{
    for (uint32_t i = 0; i < KINDS; i++) {
        const uint32_t at = i - CST_COUNT_KINDS;
        const double x =
            (double)(i < CST_COUNT_KINDS ? row->count[i]
                                         : cst_spread_at(&row->spread[at / VALUES], at % VALUES));
        to->sum[i] += x;
        to->square[i] += x * x;
    }
}

/* How many standard errors lie between the means of two sets of runs; 0 where there are none. */
static double apart(const moments *a, const moments *b, uint32_t kind, double runs, double *error)
{
    const double mean_a = a->sum[kind] / runs;
    const double mean_b = b->sum[kind] / runs;
    const double variance =
        a->square[kind] / runs - mean_a * mean_a + b->square[kind] / runs - mean_b * mean_b;
    *error = sqrt(fmax(variance, 0.0) / (runs - 1.0));
    return *error > 0.0 ? fabs(mean_a - mean_b) / *error : mean_a == mean_b ? 0.0 : HUGE_VAL;
}

/* Means of all counters over 100 runs of each method, of some 1500 tasks. A counter may be 6
 * standard errors apart (2e-9 each, some 2000 of them). Few events are not normal: what both
 * together saw less than 100 times is passed over. Power: attacks that are 50 % too many would be 8
 * standard errors off. */
static bool same_law(const cst_trial_spec *spec, uint64_t seed)
{
    enum { RUNS = 100, TASKS = 1500 };
    static const char *const methods[] = {"naive", "skip"};
    static moments found[2];
    static cst_row row;
    bool same = true;
    double error;
    memset(found, 0, sizeof found);
    for (uint32_t i = 0; i < 2 * RUNS; i++) {
        run(spec, methods[i % 2], TASKS / (spec->agents * spec->rounds), seed * 100000 + i, &row);
        add_run(&found[i % 2], &row);
    }
    for (uint32_t kind = 0; kind < KINDS; kind++) {
        const double seen = found[0].sum[kind] + found[1].sum[kind];
        if (seen >= 100.0 && apart(&found[0], &found[1], kind, RUNS, &error) > 6.0) {
            const uint32_t spread = (kind - CST_COUNT_KINDS) / VALUES;
            (void)printf("\n    %s: naive %.0f, skip %.0f\n",
                         kind < CST_COUNT_KINDS ? cst_count_name((cst_count)kind)
                                                : cst_spread_name((cst_spread_kind)spread),
                         found[0].sum[kind], found[1].sum[kind]);
            same = false;
        }
    }
    (void)apart(&found[0], &found[1], CST_COUNT_ATTACKS, RUNS, &error);
    CU_ASSERT(8.0 * error < 0.5 * found[0].sum[CST_COUNT_ATTACKS] / RUNS);
    return same;
}

static void test_skip_is_naive_in_law(void)
{
    const uint32_t wanted = getenv("CST_LONG") != NULL ? 400 : 18;
    uint32_t judged = 0;
    uint32_t ends[2] = {0};
    uint32_t cohorts = 0;
    cst_test_seed(100000);
    for (uint64_t seed = 1; judged < wanted; seed++) {
        cst_trial_spec spec;
        cst_model model;
        char text[512];
        cst_twin_scenario(seed, 12, &spec);
        CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
        const bool applies = cst_method_skip.applies(&model, NULL) == 0;
        const bool several = model.cohorts > 1;
        cst_model_free(&model);
        if (!applies) {
            continue;
        }
        judged++;
        cohorts += several;
        if (spec.response.effect == CST_EFFECT_END_TRIAL) {
            ends[spec.response.on]++;
        }
        if (!same_law(&spec, seed)) {
            (void)printf("    seed %" PRIu64 ": %s\n", seed,
                         cst_twin_describe(&spec, text, sizeof text));
            CU_FAIL("skip differs from naive");
        }
    }
    CU_ASSERT(ends[CST_ON_CATCH] >= 2 && ends[CST_ON_REPORT] >= 2 && cohorts >= 3);
}

/* Two samples of values per trial, in the spreads' buckets: chi-square of homogeneity, refused
 * below one in a million. 15000 trials each: notices a bucket of a tenth of them that is 20 % off.
 */
static void same_spread(const cst_spread *a, const cst_spread *b, const char *what)
{
    double statistic = 0.0;
    double freedom = -1.0;
    double open[2] = {0.0, 0.0};
    const double more = sqrt((double)a->trials / (double)b->trials); /* 1, but for trials caught */
    for (uint32_t i = 0; i < CST_SPREAD_BUCKETS; i++) {
        open[0] += (double)cst_spread_at(a, i);
        open[1] += (double)cst_spread_at(b, i);
        if (open[0] + open[1] >= 40.0) {
            const double apart = open[0] / more - open[1] * more;
            statistic += apart * apart / (open[0] + open[1]);
            freedom += 1.0;
            open[0] = open[1] = 0.0;
        }
    }
    CU_ASSERT_FATAL(freedom >= 1.0);
    if (pchisq(statistic, freedom, 0, 0) < 1e-6) {
        (void)printf("\n    %s: chi-square %.1f on %.0f\n", what, statistic, freedom);
        CU_FAIL("values per trial differ in law");
    }
}

static void test_skip_spreads_are_naive_in_law(void)
{
    static cst_row naive;
    static cst_row skip;
    cst_test_seed(71);
    for (int way = 0; way < 3; way++) {
        cst_trial_spec spec = cst_trial_spec_default();
        spec.agents = 5;
        spec.rounds = 8;
        spec.scheming.law.law = cst_law_find("beta");
        spec.scheming.law.rate = 0.06;
        spec.scheming.law.rho = 0.3;
        spec.score.tpr = 0.7;
        spec.score.fpr = 0.1;
        spec.abstain = 0.1;
        spec.collusion.probability = 0.6; /* so that schemers report, too */
        spec.response.effect = way == 0 ? CST_EFFECT_NONE : CST_EFFECT_END_TRIAL;
        spec.response.on = way == 2 ? CST_ON_REPORT : CST_ON_CATCH;
        run(&spec, "naive", 15000, 71, &naive);
        run(&spec, "skip", 15000, 71, &skip);
        for (uint32_t kind = 0; kind < CST_SPREAD_KINDS; kind++) {
            const bool kept = kind == CST_SPREAD_ATTACKS || kind == CST_SPREAD_ESCAPED;
            const bool present = naive.spread[kind].trials > 0;
            CU_ASSERT_EQUAL(present, skip.spread[kind].trials > 0);
            if (present && kind == CST_SPREAD_HONEST_REPLACED) { /* a committee replaces nothing */
                CU_ASSERT_EQUAL(naive.spread[kind].trials, skip.spread[kind].trials);
                CU_ASSERT_EQUAL(naive.spread[kind].sum + skip.spread[kind].sum, 0);
            } else if (kept || (way > 0 && present)) {
                same_spread(&naive.spread[kind], &skip.spread[kind],
                            cst_spread_name((cst_spread_kind)kind));
            }
        }
    }
}

/* --- Against closed forms -------------------------------------------------------------------- */

static void closed(const cst_trial_spec *spec, double *value)
{
    cst_model model;
    CU_ASSERT_EQUAL_FATAL(cst_trial_spec_check(spec, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, spec, NULL), 0);
    cst_closed_forms(&model, value);
    cst_model_free(&model);
}

/* A large run of rare schemers: 2e11 tasks. */
static void test_skip_rare_attacks(void)
{
    static cst_row row;
    double value[CST_RESULT_KINDS];
    const uint64_t trials = 2000000;
    const uint64_t n = trials * 100000;
    cst_trial_spec spec = cst_trial_spec_default();
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rate = 1e-6;
    spec.scheming.law.rho = 0.2;
    spec.score.fpr = 1e-3;
    spec.protocol.audit_success = 0.5;
    spec.protocol.flagged_work = CST_FLAGGED_USE;
    closed(&spec, value);
    cst_test_seed(72);
    run(&spec, "skip", trials, 72, &row);
    CU_ASSERT_EQUAL(row.count[CST_COUNT_PLANNED], n);
    cst_test_share("attacks", row.count[CST_COUNT_ATTACKS], n, 1e-6, 0.03);
    cst_test_share("escapes", row.count[CST_COUNT_ESCAPED], n, value[CST_RESULT_RESIDUAL_RISK],
                   0.03);
    cst_test_share("false flags", row.count[CST_COUNT_FLAGGED_HONEST], n,
                   value[CST_RESULT_FALSE_REPORT_RATE], 0.02);
    cst_test_share("trials with an escape", row.count[CST_COUNT_TRIALS_ESCAPED], trials,
                   value[CST_RESULT_TRIAL_RISK], 0.03);
    cst_test_share("attacks that escape", row.count[CST_COUNT_ESCAPED],
                   row.count[CST_COUNT_ATTACKS], value[CST_RESULT_MISS_SHARE], 0.03);
}

/* Trials that end: 25000 trials of 100000 tasks. Expectations by closed forms; escapes per trial
 * are 0 or more, so their own spread gives the standard error. */
static void test_skip_ending_trials(void)
{
    static cst_row row;
    cst_test_seed(73);
    for (int way = 0; way < 4; way++) {
        double value[CST_RESULT_KINDS];
        const uint64_t trials = 25000;
        const double n = 100000.0;
        cst_trial_spec spec = cst_trial_spec_default();
        spec.scheming.law.rate = 1e-4;
        spec.protocol.kind = cst_protocol_find("untrusted-monitor");
        spec.score.tpr = 0.5;
        spec.score.fpr = 1e-5;
        spec.protocol.audit_success = 0.6;
        spec.protocol.flagged_work = way / 2 == 0 ? CST_FLAGGED_DISCARD : CST_FLAGGED_USE;
        spec.response.effect = CST_EFFECT_END_TRIAL;
        spec.response.on = (cst_response_on)(way % 2);
        closed(&spec, value);
        run(&spec, "skip", trials, 73 + (uint64_t)way, &row);
        cst_test_share("trials with an escape", row.count[CST_COUNT_TRIALS_ESCAPED], trials,
                       value[CST_RESULT_TRIAL_RISK], 0.07);
        cst_test_share("attacks that escape", row.count[CST_COUNT_ESCAPED],
                       row.count[CST_COUNT_ATTACKS], value[CST_RESULT_MISS_SHARE], 0.07);
        const struct {
            cst_spread_kind kind;
            double mean;
        } table[] = {
            {CST_SPREAD_ESCAPED, value[CST_RESULT_EXPECTED_ESCAPES]},
            {CST_SPREAD_TASKS, n * value[CST_RESULT_REVIEW_COST]},
            {CST_SPREAD_AUDITS, n * value[CST_RESULT_AUDIT_RATE]},
            {CST_SPREAD_FLAGGED_HONEST, n * value[CST_RESULT_FALSE_REPORT_RATE]},
        };
        for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
            const cst_spread *spread = &row.spread[table[i].kind];
            const double mean = (double)spread->sum / (double)trials;
            const double variance = (double)spread->sum_sq / (double)trials - mean * mean;
            const double error = sqrt(variance / (double)trials);
            if (fabs(mean - table[i].mean) > 5.5 * error || 8.0 * error > 0.15 * table[i].mean) {
                (void)printf("\n    way %d, %s: %g +- %g, expected %g\n", way,
                             cst_spread_name(table[i].kind), mean, error, table[i].mean);
                CU_FAIL("a mean over trials is off, or cannot be judged");
            }
        }
    }
}

/* Where nothing can happen, nothing does; where everything must, everything does. */
static void test_skip_rates_at_the_ends(void)
{
    static cst_row row;
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 10;
    spec.rounds = 10;
    spec.collusion.probability = 0.0;
    spec.score.fpr = 0.0;
    spec.scheming.law.rate = 0.0;
    run(&spec, "skip", UINT64_C(1) << 40, 1, &row);
    CU_ASSERT_EQUAL(row.count[CST_COUNT_TRIALS], UINT64_C(1) << 40);
    CU_ASSERT_EQUAL(row.count[CST_COUNT_HONEST_USED], 100 * (UINT64_C(1) << 40));
    CU_ASSERT_EQUAL(row.count[CST_COUNT_ATTACKS] + row.count[CST_COUNT_REPORTS], 0);
    spec.scheming.law.rate = 1.0;
    spec.score.tpr = 1.0;
    run(&spec, "skip", 1000, 1, &row);
    CU_ASSERT_EQUAL(row.count[CST_COUNT_CAUGHT], 100000);
    CU_ASSERT_EQUAL(row.count[CST_COUNT_REPORTS], 300000);
    spec.response.effect = CST_EFFECT_END_TRIAL;
    for (int on = 0; on <= 1; on++) {
        spec.response.on = (cst_response_on)on;
        spec.scheming.law.rate = on == 0 ? 1.0 : 0.0;
        spec.score.fpr = on == 0 ? 0.0 : 1.0;
        run(&spec, "skip", 1000, 1, &row);
        CU_ASSERT_EQUAL(row.count[CST_COUNT_TASKS], 1000); /* one task a trial */
        CU_ASSERT_EQUAL(row.count[CST_COUNT_TRIALS_ENDED], 1000);
        CU_ASSERT_EQUAL(row.count[CST_COUNT_VOID], 99000);
    }
}

/* Two lineages of which one never schemes and one is never flagged: jumps are thinned right. */
static void test_skip_thins_jumps(void)
{
    static cst_row row;
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 10;
    spec.rounds = 10;
    cst_lineage *lineage = cst_test_lineages(&spec.population, 2);
    lineage[0].share = 0.7;
    lineage[1].share = 0.3;
    lineage[0].rate = 0.0;
    lineage[1].rate = 0.2;
    cst_test_seed(74);
    run(&spec, "skip", 20000, 74, &row);
    cst_test_share("attacks", row.count[CST_COUNT_ATTACKS], 20000 * 100, 0.3 * 0.2, 0.05);
    cst_cell cell;
    cst_batch actions;
    cst_direct_cell(&cell, &spec, "skip", 1000, 74);
    const cst_unit unit = {.tasks = cst_cell_block_tasks(&cell, 0)};
    CU_ASSERT_EQUAL_FATAL(cell.method->act(&cell, &unit, &actions, NULL), 0);
    for (uint64_t i = 0; i < actions.records; i++) {
        CU_ASSERT(cst_batch_task_at(&actions, i) % 10 >= 7);
    }
    cst_batch_free(&actions);
    cst_cell_free(&cell);
}

/* A block's records rise strictly, whatever the length of a message. */
static void test_skip_batch_does_not_matter(void)
{
    static cst_row rows[2];
    for (uint64_t seed = 1; seed <= 10; seed++) {
        cst_trial_spec spec;
        cst_cell cell;
        cst_twin_scenario(seed, 9, &spec);
        spec.scheming.propensity = CST_PROPENSITY_FIXED;
        spec.protocol.assign = CST_ASSIGN_RING;
        cst_direct_cell(&cell, &spec, "skip", 5000, seed);
        CU_ASSERT_EQUAL(cst_rehearsal_run(&cell, 1, &rows[0], NULL), 0);
        CU_ASSERT_EQUAL(cst_rehearsal_run(&cell, 1 << 30, &rows[1], NULL), 0);
        CU_ASSERT_TRUE(cst_test_row_equal(&rows[0], &rows[1]));
        cst_cell_free(&cell);
    }
}

/* --- Malformed batches ----------------------------------------------------------------------- */

typedef struct exchange {
    cst_cell cell;
    cst_unit unit;
    cst_batch actions, reports;
} exchange;

static void exchange_init(exchange *made, bool on_report)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 10;
    spec.rounds = 3;
    spec.scheming.law.rate = 0.1;
    spec.score.fpr = 0.1;
    spec.response.effect = on_report ? CST_EFFECT_END_TRIAL : CST_EFFECT_NONE;
    spec.response.on = CST_ON_REPORT;
    cst_direct_cell(&made->cell, &spec, "skip", 4, 3);
    made->unit = (cst_unit){.tasks = cst_cell_block_tasks(&made->cell, 0)};
    const cst_method *skip = made->cell.method;
    CU_ASSERT_EQUAL_FATAL(skip->act(&made->cell, &made->unit, &made->actions, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(
        skip->review(&made->cell, &made->unit, &made->actions, &made->reports, NULL), 0);
    CU_ASSERT_FATAL(made->actions.records >= 5);
}

static void exchange_free(exchange *made)
{
    cst_batch_free(&made->actions);
    cst_batch_free(&made->reports);
    cst_cell_free(&made->cell);
}

static int tally(const exchange *made, cst_error *error)
{
    cst_part part;
    CU_ASSERT_EQUAL_FATAL(cst_part_init(&part, &made->cell, &made->unit, NULL), 0);
    const int code = made->cell.method->tally(&made->cell, &made->unit, &made->actions,
                                              &made->reports, &part, error);
    CU_ASSERT_EQUAL(part.tasks_in, code == 0 ? made->unit.tasks : 0);
    cst_part_free(&part);
    return code;
}

static int review(const exchange *made, cst_error *error)
{
    cst_batch reports = {0};
    const int code =
        made->cell.method->review(&made->cell, &made->unit, &made->actions, &reports, error);
    cst_batch_free(&reports);
    return code;
}

static void test_skip_review_errors(void)
{
    exchange made;
    cst_error error = {0};
    exchange_init(&made, false);
    const uint64_t second = cst_batch_task_at(&made.actions, 1);
    const uint64_t bad[] = {cst_batch_task_at(&made.actions, 0), UINT64_MAX, made.unit.tasks,
                            cst_batch_task_at(&made.actions, 2)};
    CU_ASSERT_EQUAL(review(&made, NULL), 0);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cst_batch_task_set(&made.actions, 1, bad[i]);
        CU_ASSERT_EQUAL(review(&made, &error), CST_ERR_RECEIPT);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "expected a task from"));
    }
    cst_batch_task_set(&made.actions, 1, second);
    CU_ASSERT_EQUAL(review(&made, NULL), 0);
    made.actions.columns = CST_COLUMN_ATTACK;
    CU_ASSERT_EQUAL(review(&made, &error), CST_ERR_RECEIPT);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "other columns"));
    exchange_free(&made);
}

static void test_skip_tally_errors(void)
{
    exchange made;
    cst_error error = {0};
    exchange_init(&made, false);
    uint8_t *attack = cst_batch_column_mut(&made.reports, CST_COLUMN_ATTACK);
    uint8_t *reports = cst_batch_column_mut(&made.reports, CST_COLUMN_REPORTS);
    const uint64_t second = cst_batch_task_at(&made.reports, 1);
    CU_ASSERT_EQUAL(tally(&made, NULL), 0);
    attack[1] = 1 + 4; /* four schemers among three reviewers */
    CU_ASSERT_EQUAL(tally(&made, &error), CST_ERR_RECEIPT);
    attack[1] = 1 + 1 + 16 * 2; /* one of whom two report */
    CU_ASSERT_EQUAL(tally(&made, &error), CST_ERR_RECEIPT);
    attack[1] = 1 + 3 + 16 * 3; /* three that report */
    reports[1] = 2;
    CU_ASSERT_EQUAL(tally(&made, &error), CST_ERR_RECEIPT);
    attack[1] = 1 + 2; /* two that do not */
    CU_ASSERT_EQUAL(tally(&made, &error), CST_ERR_RECEIPT);
    reports[1] = 1;
    CU_ASSERT_EQUAL(tally(&made, &error), 0);
    attack[1] = 0; /* honest work is no event here */
    CU_ASSERT_EQUAL(tally(&made, &error), CST_ERR_RECEIPT);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "record 1: expected an event"));
    attack[1] = 1;
    reports[1] = 4;
    CU_ASSERT_EQUAL(tally(&made, &error), CST_ERR_RECEIPT);
    reports[1] = 3;
    CU_ASSERT_EQUAL(tally(&made, &error), 0);
    cst_batch_task_set(&made.reports, 1, second + 1); /* not the attack that was sent */
    CU_ASSERT_EQUAL(tally(&made, &error), CST_ERR_RECEIPT);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "attacks were sent, reports on others"));
    made.actions.records++;
    cst_batch_task_set(&made.reports, 1, second);
    CU_ASSERT_EQUAL(tally(&made, &error), CST_ERR_RECEIPT);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "attacks were sent, reports on others"));
    made.actions.records--;
    cst_batch_task_set(&made.reports, 1, cst_batch_task_at(&made.reports, 0));
    CU_ASSERT_EQUAL(tally(&made, &error), CST_ERR_RECEIPT);
    cst_batch_task_set(&made.reports, 1, made.unit.tasks);
    CU_ASSERT_EQUAL(tally(&made, &error), CST_ERR_RECEIPT);
    cst_batch_task_set(&made.reports, 1, second);
    made.reports.columns |= CST_COLUMN_ABSTENTIONS;
    CU_ASSERT_EQUAL(tally(&made, &error), CST_ERR_RECEIPT);
    exchange_free(&made);
}

/* Where a report ends a trial, flagged honest work is an event; unflagged honest work is none. */
static void test_skip_tally_false_flag_errors(void)
{
    exchange made;
    cst_error error = {0};
    exchange_init(&made, true);
    uint8_t *attack = cst_batch_column_mut(&made.reports, CST_COLUMN_ATTACK);
    uint8_t *reports = cst_batch_column_mut(&made.reports, CST_COLUMN_REPORTS);
    CU_ASSERT_EQUAL(tally(&made, NULL), 0);
    uint64_t at = 0;
    while (attack[at] != 0) {
        at++; /* there is a false flag */
    }
    CU_ASSERT_FATAL(at < made.reports.records && reports[at] >= 2); /* a majority of three */
    attack[at] = 1;
    CU_ASSERT_EQUAL(tally(&made, &error), CST_ERR_RECEIPT);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "attacks were sent, reports on others"));
    attack[at] = 0;
    reports[at] = 1;
    CU_ASSERT_EQUAL(tally(&made, &error), CST_ERR_RECEIPT);
    exchange_free(&made);
}

static void refused(const cst_trial_spec *spec, const char *text)
{
    cst_error error = {0};
    cst_model model;
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, spec, NULL), 0);
    CU_ASSERT_EQUAL(cst_method_skip.applies(&model, &error), CST_ERR_METHOD);
    CU_ASSERT_STRING_EQUAL(error.key, "estimate.method");
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, text));
    cst_model_free(&model);
}

static void test_skip_applies_errors(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
    refused(&spec, "skip: agents of a mixture");
    spec = cst_trial_spec_default();
    spec.protocol.assign = CST_ASSIGN_FIXED_PAIR;
    spec.agents = 10;
    cst_lineage *lineage = cst_test_lineages(&spec.population, 2);
    lineage[1].tpr = 0.1;
    lineage[0].share = lineage[1].share = 0.5;
    refused(&spec, "skip: with fixed pairs");
    spec = cst_trial_spec_default();
    spec.agents = UINT32_C(1) << 24;
    spec.scheming.law.rate = 0.01;
    refused(&spec, "events in a trial");
    spec.agents = UINT32_C(1) << 30;
    spec.rounds = UINT32_C(1) << 21;
    spec.scheming.law.rate = 1e-12;
    refused(&spec, "tasks in a trial");
    spec.rounds = UINT32_C(1) << 20;
    cst_model model;
    CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
    CU_ASSERT_EQUAL(cst_method_skip.applies(&model, NULL), 0);
    cst_model_free(&model);
}

CST_SUITE("skip", CST_TEST(test_skip_is_naive_in_law), CST_TEST(test_skip_spreads_are_naive_in_law),
          CST_TEST(test_skip_rare_attacks), CST_TEST(test_skip_ending_trials),
          CST_TEST(test_skip_rates_at_the_ends), CST_TEST(test_skip_thins_jumps),
          CST_TEST(test_skip_batch_does_not_matter), CST_TEST(test_skip_review_errors),
          CST_TEST(test_skip_tally_errors), CST_TEST(test_skip_tally_false_flag_errors),
          CST_TEST(test_skip_applies_errors))
