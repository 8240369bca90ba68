/* SPDX-License-Identifier: MIT
 * Played trials through the dense method against their slow twin, byte for byte, and against
 * malformed batches. */
#include "estimate/sample/methods.h"
#include "monitor/play.h"
#include "tests/lib/direct.h"
#include "tests/lib/lists.h"
#include "tests/lib/play_twin.h"
#include "tests/lib/rows.h"
#include "tests/lib/suite.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Says in which counter or spread two rows differ. */
static void say_difference(const cst_row *twin, const cst_row *found)
{
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        if (twin->count[i] != found->count[i]) {
            (void)printf("      %s: twin %" PRIu64 ", found %" PRIu64 "\n",
                         cst_count_name((cst_count)i), twin->count[i], found->count[i]);
        }
    }
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        if (!cst_test_spread_equal(&twin->spread[i], &found->spread[i])) {
            (void)printf("      spread of %s\n", cst_spread_name((cst_spread_kind)i));
        }
    }
}

/* Units of one trial, of a few, of all. Returns the twin's row, until the next call. */
static const cst_row *same_as_twin(const cst_trial_spec *spec, uint64_t trials, uint64_t seed)
{
    static cst_row twin;
    static cst_row found;
    const uint64_t batches[] = {1, 100, 1 << 20};
    char text[512];
    cst_cell cell;
    cst_direct_cell(&cell, spec, "naive", trials, seed);
    CU_ASSERT_PTR_NOT_NULL_FATAL(cell.model.play);
    cst_play_twin_run(&cell, &twin);
    for (size_t i = 0; i < sizeof batches / sizeof batches[0]; i++) {
        cst_error error = {0};
        const int code = cst_rehearsal_run(&cell, batches[i], &found, &error);
        twin.untold = found.untold; /* of this the twin knows nothing */
        if (code != 0 || !cst_test_row_equal(&twin, &found)) {
            (void)printf("\n    seed %" PRIu64 ", units of %" PRIu64 ": %s %s\n", seed, batches[i],
                         cst_play_twin_describe(spec, text, sizeof text), error.text);
            say_difference(&twin, &found);
            CU_FAIL("played trials differ from their twin");
            break;
        }
    }
    cst_cell_free(&cell);
    return &twin;
}

/* How often each variant came up, and each thing happened. */
typedef struct seen {
    uint32_t protocol[32], strategy[32], policy[32];
    uint32_t response[2][5], scope[3], assign[5], apart, crossed, watched, mixture, budget, strata,
        refilled, refilled_types, refilled_bonds;
    uint64_t count[CST_COUNT_KINDS];
} seen;

static void see(seen *all, const cst_trial_spec *spec)
{
    const bool reviewed = cst_protocol_reviewers(&spec->protocol) > 0;
    for (uint32_t i = 0; cst_protocols[i] != NULL; i++) {
        all->protocol[i] += spec->protocol.kind == cst_protocols[i];
    }
    for (uint32_t i = 0; cst_collusions[i] != NULL; i++) {
        all->strategy[i] += reviewed && spec->collusion.strategy == cst_collusions[i];
    }
    for (uint32_t i = 0; cst_policies[i] != NULL; i++) {
        all->policy[i] += spec->attack.policy == cst_policies[i];
    }
    all->response[spec->response.on][spec->response.effect]++;
    all->scope[spec->scheming.scope]++;
    all->assign[spec->protocol.assign] += reviewed;
    all->apart += spec->scheming.across == CST_ACROSS_LINEAGE && spec->population.lineages > 1;
    all->crossed += spec->scheming.across == CST_ACROSS_FACTORS && spec->population.lineages > 1;
    all->watched += spec->scheming.awareness > 0.0;
    all->mixture += spec->scheming.propensity == CST_PROPENSITY_MIXTURE;
    all->budget += spec->protocol.audit_budget > 0.0;
    const bool refilled = spec->response.refill > 0;
    const cst_collusion *strategy = spec->collusion.strategy;
    all->refilled += refilled;
    all->refilled_types += refilled && spec->scheming.propensity == CST_PROPENSITY_MIXTURE;
    all->refilled_bonds += refilled && reviewed && cst_collusion_remembers(strategy);
    all->strata += spec->protocol.honeypot_share > 0.0 && spec->protocol.honeypot_strata &&
                   strcmp(spec->collusion.strategy->name, "input-trigger") == 0;
}

/* The fewest of n numbers. */
static uint32_t fewest(const uint32_t *number, uint32_t n)
{
    uint32_t least = number[0];
    for (uint32_t i = 1; i < n; i++) {
        least = number[i] < least ? number[i] : least;
    }
    return least;
}

static void judge_seen(const seen *all)
{
    enum { STRATEGIES = 12, POLICIES = 6 };
    const uint32_t rest[] = {
        all->apart,          all->crossed,      all->watched,          all->mixture,
        all->budget,         all->strata,       fewest(all->scope, 3), all->refilled_types,
        all->refilled_bonds, all->refilled / 10};
    for (uint32_t i = 0; cst_protocols[i] != NULL; i++) {
        CU_ASSERT(all->protocol[i] >= 5 || !cst_play_twin_knows(cst_protocols[i]));
    }
    CU_ASSERT(fewest(all->strategy, STRATEGIES) >= 8);
    CU_ASSERT(fewest(all->policy, POLICIES) >= 20);
    CU_ASSERT(fewest(all->response[0], 5) >= 15 && fewest(all->response[1], 5) >= 15);
    CU_ASSERT(fewest(all->assign, 5) >= 20);
    CU_ASSERT(fewest(rest, sizeof rest / sizeof rest[0]) >= 4);
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        CU_ASSERT(all->count[i] >= 20); /* everything that is counted has happened */
    }
}

static void test_played_is_its_twin(void)
{
    static seen all;
    for (uint64_t seed = 1; seed <= 1500; seed++) {
        cst_trial_spec spec;
        cst_play_twin_scenario(seed, 14, &spec);
        see(&all, &spec);
        const cst_row *row = same_as_twin(&spec, 12, seed);
        for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
            all.count[i] += row->count[i];
        }
    }
    judge_seen(&all);
}

/* More agents than a block of draws serves, longer trials. */
static void test_played_is_its_twin_at_length(void)
{
    for (uint64_t seed = 1; seed <= 12; seed++) {
        cst_trial_spec spec;
        cst_play_twin_scenario(seed, 70, &spec);
        spec.rounds = 25;
        (void)same_as_twin(&spec, 2, seed);
    }
}

static cst_trial_spec with(const char *protocol, cst_response_on on, cst_response_effect effect)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 5;
    spec.rounds = 4;
    spec.scheming.law.rate = 0.3;
    spec.protocol.kind = cst_protocol_find(protocol);
    spec.protocol.reviewers = 2;
    spec.response = (cst_response_spec){.on = on, .effect = effect};
    spec.joint = (cst_joint_spec){.honest_correlation = 0.3, .attack_correlation = 0.5};
    return spec;
}

/* One agent, one round, everybody schemes, nobody does; all work is flagged or none is. */
static void test_played_is_its_twin_at_the_ends(void)
{
    static const double ends[] = {0.0, 1.0};
    for (uint32_t i = 0; cst_protocols[i] != NULL; i++) {
        for (uint32_t way = 0; way < 16 && cst_play_twin_knows(cst_protocols[i]); way++) {
            const bool report = cst_protocol_reports(cst_protocols[i]);
            cst_trial_spec spec =
                with(cst_protocols[i]->name, report ? CST_ON_REPORT : CST_ON_CATCH,
                     strcmp(cst_protocols[i]->name, "none") == 0 ? CST_EFFECT_NONE
                     : way < 8                                   ? CST_EFFECT_QUARANTINE
                                                                 : CST_EFFECT_RECALL);
            spec.agents = cst_protocol_reviewers(&spec.protocol) == 0 ? 1 : 3;
            spec.rounds = way % 2 == 0 ? 1 : 6;
            spec.scheming.scope = CST_SCOPE_ROUND;
            spec.scheming.law.rate = ends[way / 2 % 2];
            spec.score.fpr = spec.trusted.fpr = ends[way / 4 % 2];
            spec.abstain = 0.4;
            (void)same_as_twin(&spec, 3, way);
        }
    }
}

/* Reviewers go out one by one, until nobody is left to review. */
static void test_played_is_its_twin_to_the_last(void)
{
    static const cst_assign assigns[] = {CST_ASSIGN_RANDOM, CST_ASSIGN_RING, CST_ASSIGN_FIXED_PAIR,
                                         CST_ASSIGN_ROTATE};
    for (uint32_t i = 0; i < 4; i++) {
        cst_trial_spec spec = with("committee", CST_ON_REPORT, CST_EFFECT_QUARANTINE);
        spec.agents = 12;
        spec.rounds = 40;
        spec.protocol.reviewers = 4;
        spec.protocol.rule = CST_RULE_ANY;
        spec.protocol.assign = assigns[i];
        spec.protocol.honeypot_share = 0.5;
        spec.score.fpr = 0.1;
        const cst_row *row = same_as_twin(&spec, 20, 3);
        CU_ASSERT(row->count[CST_COUNT_VOID] > row->count[CST_COUNT_PLANNED] / 2);
    }
}

/* The largest crew: every reviewer misses every honeypot and is expelled for one. */
static void test_played_is_its_twin_in_a_crowd(void)
{
    static const char *const kinds[] = {"committee", "peer-report", "hierarchy"};
    for (uint32_t i = 0; i < 3; i++) {
        for (uint32_t silent = 0; silent <= 1; silent++) {
            cst_trial_spec spec = with(kinds[i], CST_ON_CATCH, CST_EFFECT_NONE);
            spec.agents = CST_REVIEWERS_MAX + 1;
            spec.protocol.reviewers = spec.protocol.depth = CST_REVIEWERS_MAX;
            spec.protocol.honeypot_share = 1.0;
            spec.protocol.honeypot_slack = 1;
            spec.protocol.escalate = 1.0;
            spec.collusion.strategy = cst_collusion_find("none");
            spec.score.tpr = spec.score.fpr = silent ? 0.0 : 1.0;
            const cst_row *row = same_as_twin(&spec, 2, 5);
            const uint64_t reviews = row->count[CST_COUNT_TASKS] * CST_REVIEWERS_MAX;
            CU_ASSERT_EQUAL(row->count[CST_COUNT_HONEYPOT_REPORTS], silent ? 0 : reviews);
            CU_ASSERT_EQUAL(row->count[CST_COUNT_EXPELLED], silent ? reviews : 0);
            CU_ASSERT_EQUAL(row->count[CST_COUNT_EXPELLED_FALSELY], row->count[CST_COUNT_EXPELLED]);
        }
    }
}

/* A budget for every task, for none of the first, for less than one a round. */
static void test_played_is_its_twin_on_a_budget(void)
{
    static const double budgets[] = {1.0, 1e-9, 0.04, 0.2, 1.0 / 3.0};
    static const char *const kinds[] = {"committee", "untrusted-monitor", "trusted-monitor"};
    for (uint32_t i = 0; i < 15; i++) {
        cst_trial_spec spec = with(kinds[i / 5], CST_ON_CATCH, CST_EFFECT_QUARANTINE);
        spec.rounds = 30;
        spec.protocol.audit_budget = budgets[i % 5];
        const cst_row *row = same_as_twin(&spec, 10, i);
        const double most = spec.protocol.audit_budget * (double)row->count[CST_COUNT_TASKS];
        CU_ASSERT((double)row->count[CST_COUNT_AUDITS] <= most);
    }
}

/* Every reviewer reports all work, or none is heard: the budget is spent in full, or not at all,
 * whatever the crew's size. */
static void test_played_budget_audits_reported_work(void)
{
    for (uint32_t k = 1; k <= 4; k++) {
        for (int heard = 0; heard <= 1; heard++) {
            cst_trial_spec spec = with("committee", CST_ON_CATCH, CST_EFFECT_NONE);
            spec.rounds = 20;
            spec.protocol.reviewers = k;
            spec.protocol.audit_budget = 0.3;
            spec.collusion.strategy = cst_collusion_find("none");
            spec.score.tpr = spec.score.fpr = 1.0;
            spec.abstain = heard ? 0.0 : 1.0;
            const cst_row *row = same_as_twin(&spec, 10, k);
            const uint64_t audits = heard ? 10 * 30 : 0; /* floor(.3 * 5 * 20) a trial */
            CU_ASSERT_EQUAL(row->count[CST_COUNT_AUDITS], audits);
            CU_ASSERT_EQUAL(row->count[CST_COUNT_CAUGHT] + row->count[CST_COUNT_HONEST_DISCARDED],
                            audits);
        }
    }
}

/* More reports against one agent than a byte counts. */
static void test_played_is_its_twin_after_many_reports(void)
{
    cst_trial_spec spec = with("peer-report", CST_ON_CATCH, CST_EFFECT_NONE);
    spec.agents = 9;
    spec.rounds = 300;
    spec.protocol.penalty = 0.95;
    spec.score.fpr = 1.0;
    spec.scheming.law.rate = 0.0;
    for (uint32_t more = 0; more < 4; more++) {
        spec.protocol.investigate = 256.5 + more;
        const cst_row *row = same_as_twin(&spec, 2, more);
        CU_ASSERT_EQUAL(row->count[CST_COUNT_INVESTIGATIONS], 2 * 9); /* each agent, once */
    }
}

/* Lineages keep their rates at every scope, or are refused: half of the agents attack always, half
 * of them never. */
static void test_played_own_rates(void)
{
    for (int way = 0; way < 6; way++) {
        cst_trial_spec spec = with("trusted-monitor", CST_ON_CATCH, CST_EFFECT_RECALL);
        spec.agents = 4;
        spec.trusted.tpr = 0.0;
        cst_lineage *lineage = cst_test_lineages(&spec.population, 2);
        lineage[0].share = lineage[1].share = 0.5;
        lineage[0].rate = 1.0;
        lineage[1].rate = 0.0;
        spec.scheming.scope = (cst_scope)(way % 3);
        spec.scheming.across = way < 3 ? CST_ACROSS_POPULATION : CST_ACROSS_LINEAGE;
        const bool kept = cst_trial_spec_check(&spec, NULL) == 0;
        CU_ASSERT_EQUAL(kept, way == 0 || way >= 3);
        if (kept) {
            const cst_row *row = same_as_twin(&spec, 5, 6);
            CU_ASSERT_EQUAL(2 * row->count[CST_COUNT_ATTACKS], row->count[CST_COUNT_TASKS]);
        }
    }
}

/* A unit of real actions and reports to be spoilt: two trials of 12 tasks. */
typedef struct exchange {
    cst_cell cell;
    cst_unit unit;
    cst_batch actions, reports;
} exchange;

static void exchange_of(exchange *made, const cst_trial_spec *spec)
{
    cst_direct_cell(&made->cell, spec, "naive", 4, 3);
    made->unit = (cst_unit){.first = 12, .tasks = 24};
    CU_ASSERT_EQUAL_FATAL(cst_played_act(&made->cell, &made->unit, &made->actions, NULL), 0);
    CU_ASSERT_EQUAL_FATAL(
        cst_played_review(&made->cell, &made->unit, &made->actions, &made->reports, NULL), 0);
}

static void exchange_init(exchange *made)
{
    cst_trial_spec spec = with("committee", CST_ON_CATCH, CST_EFFECT_QUARANTINE);
    spec.agents = 4;
    spec.rounds = 3;
    spec.abstain = 0.2;
    spec.protocol.honeypot_share = 0.5;
    exchange_of(made, &spec);
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
    const int code =
        cst_played_tally(&made->cell, &made->unit, &made->actions, &made->reports, &part, error);
    CU_ASSERT_EQUAL(part.tasks_in, code == 0 ? made->unit.tasks : 0);
    cst_part_free(&part);
    return code;
}

/* Puts a record in place of the sixth one, whose actor schemes where it attacks. */
static void put(exchange *made, cst_record record)
{
    cst_batch_column_mut(&made->actions, CST_COLUMN_ATTACK)[5] =
        record.fate == CST_CAUGHT || record.fate == CST_AVERTED || record.fate == CST_ESCAPED;
    cst_batch_record_set(&made->reports, 5,
                         cst_record_pack(&record, cst_play_usual_reviews(&made->cell.model)));
}

static void test_played_tally_errors(void)
{
    static const cst_record good[] = {
        {.fate = CST_ESCAPED, .reviews = 2, .reports = 1, .abstentions = 1},
        {.fate = CST_HONEST_USED, .reviews = 2, .honeypot = 3, .expelled = 2},
        {.fate = CST_VOID},
    };
    static const cst_record bad[] = {
        {.fate = CST_VOID + 1},
        {.fate = 63},
        {.fate = CST_VOID, .reviews = 1},
        {.fate = CST_VOID, .marks = CST_MARK_ENDS},
        {.fate = CST_HONEST_USED, .reviews = 3},
        {.fate = CST_HONEST_USED, .reviews = 1, .reports = 2},
        {.fate = CST_HONEST_USED, .reviews = 2, .reports = 1, .abstentions = 2},
        {.fate = CST_HONEST_USED, .reports = 63, .abstentions = 1},
        {.fate = CST_HONEST_USED, .reviews = 2, .honeypot = 4},
        {.fate = CST_HONEST_USED, .reviews = 2, .honeypot = 1, .expelled = 3},
        {.fate = CST_HONEST_USED, .reviews = 2, .honeypot = 1, .expelled_falsely = 1},
    };
    exchange made;
    exchange_init(&made);
    CU_ASSERT_EQUAL(tally(&made, NULL), 0);
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        put(&made, good[i]);
        CU_ASSERT_EQUAL(tally(&made, NULL), 0);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cst_error error = {0};
        put(&made, bad[i]);
        CU_ASSERT_EQUAL(tally(&made, &error), CST_ERR_RECEIPT);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "record 5 is none that a reviewer can send"));
    }
    exchange_free(&made);
}

/* What schemers did is said of attacks alone, and of no more of them than review. */
static void test_played_told_errors(void)
{
    static const struct {
        cst_record record;
        cst_told told;
        int code;
    } all[] = {
        {{.fate = CST_ESCAPED, .reviews = 2}, {2, 0}, 0},
        {{.fate = CST_CAUGHT, .reviews = 2, .reports = 1, .marks = CST_MARK_REPORTED}, {2, 1}, 0},
        {{.fate = CST_ESCAPED, .reviews = 2}, {3, 0}, CST_ERR_RECEIPT},
        {{.fate = CST_ESCAPED, .reviews = 1}, {2, 0}, CST_ERR_RECEIPT},
        {{.fate = CST_CAUGHT, .reviews = 2, .reports = 2, .marks = CST_MARK_REPORTED},
         {1, 2},
         CST_ERR_RECEIPT},
        {{.fate = CST_CAUGHT, .reviews = 2, .reports = 1, .marks = CST_MARK_REPORTED},
         {2, 2},
         CST_ERR_RECEIPT},
        {{.fate = CST_CAUGHT, .reviews = 2, .reports = 1}, {1, 1}, CST_ERR_RECEIPT},
        {{.fate = CST_ESCAPED, .reviews = 2, .marks = CST_MARK_REPORTED}, {0}, CST_ERR_RECEIPT},
        {{.fate = CST_HONEST_USED, .reviews = 2, .reports = 1, .marks = CST_MARK_REPORTED},
         {0},
         CST_ERR_RECEIPT},
        {{.fate = CST_HONEST_USED, .reviews = 2}, {1, 0}, CST_ERR_RECEIPT},
        {{.fate = CST_VOID}, {1, 0}, CST_ERR_RECEIPT},
    };
    exchange made;
    exchange_init(&made);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        put(&made, all[i].record);
        const uint8_t *words = cst_batch_column(&made.reports, CST_COLUMN_RECORD);
        const uint64_t word = cst_batch_word(words + 5 * sizeof word);
        CU_ASSERT_EQUAL(word & CST_TOLD_BITS, 0);
        cst_batch_record_set(&made.reports, 5, word | cst_told_pack(all[i].told));
        CU_ASSERT_EQUAL(tally(&made, NULL), all[i].code);
    }
    exchange_free(&made);
}

/* They lie beside the record, in bits that it leaves free. */
static void test_played_told_packs(void)
{
    const cst_record largest = {CST_VOID, 33, 33, 33, UINT8_MAX, 33, 33, 33};
    const uint64_t word = cst_record_pack(&largest, 2);
    CU_ASSERT_EQUAL(word & CST_TOLD_BITS, 0);
    for (uint8_t schemers = 0; schemers <= CST_REVIEWERS_MAX; schemers++) {
        for (uint8_t told = 0; told <= schemers; told++) {
            const uint64_t said = cst_told_pack((cst_told){schemers, told});
            const cst_told found = cst_told_unpack(word | said);
            const cst_record record = cst_record_unpack(word | said, 2);
            CU_ASSERT_EQUAL(said & ~CST_TOLD_BITS, 0);
            CU_ASSERT(found.schemers == schemers && found.told == told);
            CU_ASSERT_EQUAL(memcmp(&record, &largest, sizeof record), 0);
        }
    }
}

/* Nobody attacks who was not sent as scheming. */
static void test_played_foreign_attack_errors(void)
{
    static const uint8_t attacks[] = {CST_CAUGHT, CST_AVERTED, CST_ESCAPED};
    exchange made;
    exchange_init(&made);
    for (size_t i = 0; i < sizeof attacks; i++) {
        put(&made, (cst_record){.fate = attacks[i], .reviews = 2});
        CU_ASSERT_EQUAL(tally(&made, NULL), 0);
        cst_batch_column_mut(&made.actions, CST_COLUMN_ATTACK)[5] = 0;
        CU_ASSERT_EQUAL(tally(&made, NULL), CST_ERR_RECEIPT);
    }
    exchange_free(&made);
}

static void refused(const exchange *made, const cst_unit *unit, const char *text)
{
    cst_error error = {0};
    cst_batch none = {0};
    CU_ASSERT_EQUAL(cst_played_review(&made->cell, unit, &made->actions, &none, &error),
                    CST_ERR_RECEIPT);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, text));
    CU_ASSERT_PTR_NULL(none.base);
}

static void test_played_batch_errors(void)
{
    exchange made;
    exchange_init(&made);
    made.reports.records--;
    CU_ASSERT_EQUAL(tally(&made, NULL), CST_ERR_RECEIPT);
    made.reports.records++;
    made.reports.columns |= (uint32_t)CST_COLUMN_ABSTENTIONS;
    CU_ASSERT_EQUAL(tally(&made, NULL), CST_ERR_RECEIPT);
    /* A trial that is cut at its start, at its end, or short of a task. */
    refused(&made, &(cst_unit){.first = 11, .tasks = 24}, "whole trials of 24 tasks");
    refused(&made, &(cst_unit){.first = 12, .tasks = 23}, "whole trials of 23 tasks");
    made.actions.records--;
    refused(&made, &made.unit, "actions of 23");
    refused(&made, &(cst_unit){.first = 12, .tasks = 23}, "whole trials of 23 tasks");
    made.actions.records++;
    cst_batch_column_mut(&made.actions, CST_COLUMN_ATTACK)[23] = 2;
    refused(&made, &made.unit, "record 23: expected a state from 0 to 1, found 2");
    made.actions.columns = CST_COLUMN_TASK;
    refused(&made, &made.unit, "whole trials");
    exchange_free(&made);
}

/* Where types matter and fresh agents come, a state says for how many types it holds: up to 2. */
static void test_played_levels_errors(void)
{
    exchange made;
    cst_trial_spec spec = with("committee", CST_ON_CATCH, CST_EFFECT_QUARANTINE);
    spec.agents = 4;
    spec.rounds = 3;
    spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
    spec.scheming.never = 0.3;
    spec.scheming.consistent = 0.1;
    spec.scheming.consistent_rate = 0.9;
    spec.scheming.law.rate = 0.5;
    spec.scheming.law.law = cst_law_find("independent");
    spec.response.refill = 1;
    exchange_of(&made, &spec);
    uint8_t *state = cst_batch_column_mut(&made.actions, CST_COLUMN_ATTACK);
    uint32_t levels[3] = {0, 0, 0};
    for (uint64_t i = 0; i < made.actions.records; i++) {
        CU_ASSERT_FATAL(state[i] <= 2);
        levels[state[i]]++;
    }
    CU_ASSERT(levels[0] > 0 && levels[1] > 0 && levels[2] > 0);
    state[5] = 3;
    refused(&made, &made.unit, "record 5: expected a state from 0 to 2, found 3");
    exchange_free(&made);
}

/* A trial must fit a message. */
static void test_played_applies_errors(void)
{
    cst_error error = {0};
    cst_model model = {.tasks_per_trial = 1 << 24};
    CU_ASSERT_EQUAL(cst_played_applies(&model, &error), 0);
    model.tasks_per_trial++;
    CU_ASSERT_EQUAL(cst_played_applies(&model, &error), CST_ERR_METHOD);
    CU_ASSERT_STRING_EQUAL(error.key, "trial.rounds");
}

CST_SUITE("played", CST_TEST(test_played_is_its_twin), CST_TEST(test_played_is_its_twin_at_length),
          CST_TEST(test_played_is_its_twin_at_the_ends),
          CST_TEST(test_played_is_its_twin_to_the_last),
          CST_TEST(test_played_is_its_twin_in_a_crowd),
          CST_TEST(test_played_is_its_twin_on_a_budget),
          CST_TEST(test_played_budget_audits_reported_work),
          CST_TEST(test_played_is_its_twin_after_many_reports), CST_TEST(test_played_own_rates),
          CST_TEST(test_played_tally_errors), CST_TEST(test_played_told_errors),
          CST_TEST(test_played_told_packs), CST_TEST(test_played_foreign_attack_errors),
          CST_TEST(test_played_batch_errors), CST_TEST(test_played_levels_errors),
          CST_TEST(test_played_applies_errors))
