/* SPDX-License-Identifier: MIT
 * The dense method against the slow twin, byte for byte, and against malformed batches. */
#include "estimate/sample/lists.h"
#include "estimate/sample/methods.h"
#include "tests/lib/chi_square.h"
#include "tests/lib/direct.h"
#include "tests/lib/rows.h"
#include "tests/lib/suite.h"
#include "tests/lib/twin.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const uint64_t units[] = {1, 7, 64, 1 << 20};

/* Names the first counter or spread in which two rows differ. */
static const char *first_difference(const cst_row *a, const cst_row *b)
{
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        if (a->count[i] != b->count[i]) {
            return cst_count_name((cst_count)i);
        }
    }
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        if (!cst_test_spread_equal(&a->spread[i], &b->spread[i])) {
            return cst_spread_name((cst_spread_kind)i);
        }
    }
    return "bytes between the fields";
}

static void same_as_twin(const cst_trial_spec *spec, uint64_t trials, uint64_t seed)
{
    static cst_row expected;
    static cst_row found;
    char text[512];
    cst_cell cell;
    cst_direct_cell(&cell, spec, "naive", trials, seed);
    cst_twin_run(&cell, &expected);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        cst_error error = {0};
        CU_ASSERT_EQUAL(cst_rehearsal_run(&cell, units[i], &found, &error), 0);
        expected.untold = found.untold; /* of this the twin knows nothing */
        if (!cst_test_row_equal(&expected, &found)) {
            (void)printf("\n    seed %" PRIu64 ", units of %" PRIu64 ": %s: %s %s\n", seed,
                         units[i], cst_twin_describe(spec, text, sizeof text),
                         first_difference(&expected, &found), error.text);
            CU_FAIL("naive differs from its twin");
        }
    }
    cst_cell_free(&cell);
}

static void test_naive_is_its_twin(void)
{
    static const char *const crews[] = {"none", "random-audit", "trusted-monitor",
                                        "untrusted-monitor", "committee"};
    uint32_t kinds[2][5] = {{0}};
    uint32_t assigns[2][4] = {{0}};
    uint32_t mixtures = 0;
    for (uint64_t seed = 1; seed <= 120; seed++) {
        cst_trial_spec spec;
        cst_twin_scenario(seed, 23, &spec);
        same_as_twin(&spec, 11, seed);
        const bool ends = spec.response.effect == CST_EFFECT_END_TRIAL;
        for (uint32_t i = 0; i < 5; i++) {
            kinds[ends][i] += strcmp(spec.protocol.kind->name, crews[i]) == 0;
        }
        assigns[ends][spec.protocol.assign]++;
        mixtures += spec.scheming.propensity == CST_PROPENSITY_MIXTURE;
    }
    /* The scenarios are worth it: each protocol and assignment came up, with and without an end. */
    for (uint32_t i = 0; i < 5; i++) {
        CU_ASSERT(kinds[0][i] > 0 && (kinds[1][i] > 0 || i == 0));
    }
    for (uint32_t i = 0; i < 4; i++) {
        CU_ASSERT(assigns[0][i] > 0 && assigns[1][i] > 0);
    }
    CU_ASSERT(mixtures >= 5);
}

/* A block is cut at 4096 trials. */
static void test_naive_is_its_twin_over_blocks(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 4;
    spec.rounds = 1;
    spec.scheming.law.rate = 0.2;
    same_as_twin(&spec, 2 * 4096 + 3, 5);
    spec.response.effect = CST_EFFECT_END_TRIAL;
    same_as_twin(&spec, 2 * 4096 + 3, 6);
}

/* Rates at and next to both ends, and the largest crew. */
static void test_naive_is_its_twin_at_the_ends(void)
{
    static const double rates[] = {0.0, 1e-300, 0x1p-32, 0.5, 1.0};
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 37;
    spec.rounds = 3;
    for (size_t i = 0; i < 5; i++) {
        for (size_t j = 0; j < 5; j++) {
            spec.scheming.law.rate = rates[i];
            spec.score.tpr = rates[4 - j];
            spec.score.fpr = rates[j];
            spec.protocol.reviewers = j % 2 == 0 ? 32 : 1;
            spec.abstain = i == 3 ? 1.0 : 0.0;
            same_as_twin(&spec, 3, 7);
        }
    }
}

/* The first 8 bits of a draw of task (0; 0, 0) of seed 7. */
static uint8_t first_of(cst_purpose purpose)
{
    const cst_random random = {.seed = 7};
    const cst_random_quad quad = cst_random_at(&random, 0, 0, purpose, 0, 0);
    return cst_random_byte(&quad, 0);
}

/* The first task's draw ties with the rate, or with the FPR: its first 8 bits leave it open. From
 * a quarter to three quarters of a step above them, further bits decide either way. */
static void test_naive_is_its_twin_in_ties(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 3;
    spec.rounds = 2;
    spec.protocol.kind = cst_protocol_find("trusted-monitor");
    for (int quarter = 1; quarter <= 3; quarter++) {
        spec.trusted.fpr = 0.2;
        spec.scheming.law.rate = (first_of(CST_DRAW_ACTOR) + 0.25 * quarter) * 0x1p-8;
        same_as_twin(&spec, 1, 7);
        spec.trusted.fpr = (first_of(CST_DRAW_PASS) + 0.25 * quarter) * 0x1p-8;
        spec.scheming.law.rate = 0.0;
        same_as_twin(&spec, 1, 7);
    }
}

/* Seed and stream both choose the draws. */
static void test_naive_seed_and_stream(void)
{
    static cst_row row[3];
    const cst_trial_spec spec = cst_trial_spec_default();
    for (int i = 0; i < 3; i++) {
        cst_cell cell;
        cst_direct_cell(&cell, &spec, "naive", 4, i == 1 ? 2 : 1);
        cell.stream = i == 2 ? 1 : 0;
        CU_ASSERT_EQUAL(cst_rehearsal_run(&cell, 100000, &row[i], NULL), 0);
        cst_cell_free(&cell);
    }
    CU_ASSERT_FALSE(cst_test_row_equal(&row[0], &row[1]));
    CU_ASSERT_FALSE(cst_test_row_equal(&row[0], &row[2]));
}

/* The draws themselves: actors attack at their rate, whichever lane they are in. */
static void test_naive_actors_keep_their_rate(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    cst_batch actions;
    cst_cell cell;
    spec.agents = 16;
    spec.rounds = 20000;
    spec.scheming.law.rate = 0.3;
    cst_test_seed(11);
    cst_direct_cell(&cell, &spec, "naive", 1, 11);
    const cst_unit unit = {.tasks = 320000};
    CU_ASSERT_EQUAL_FATAL(cell.method->act(&cell, &unit, &actions, NULL), 0);
    const uint8_t *attack = cst_batch_column(&actions, CST_PLANE_ATTACK);
    for (uint32_t agent = 0; agent < spec.agents; agent++) {
        uint64_t seen = 0;
        for (uint64_t round = 0; round < spec.rounds; round++) {
            const uint64_t at = round * spec.agents + agent;
            seen += cst_plane_word(attack, at / 64) >> (at % 64) & 1;
        }
        cst_test_share("attacks of an agent", seen, spec.rounds, 0.3, 0.1);
    }
    cst_batch_free(&actions);
    cst_cell_free(&cell);
}

/* A unit of real actions and reports to be spoilt. */
typedef struct exchange {
    cst_cell cell;
    cst_unit unit;
    cst_batch actions, reports;
} exchange;

static void exchange_init(exchange *made)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 10;
    spec.rounds = 3;
    spec.abstain = 0.2;
    cst_direct_cell(&made->cell, &spec, "naive", 4, 3);
    made->unit = (cst_unit){.first = 5, .tasks = 50};
    CU_ASSERT_EQUAL_FATAL(made->cell.method->act(&made->cell, &made->unit, &made->actions, NULL),
                          0);
    CU_ASSERT_EQUAL_FATAL(
        made->cell.method->review(&made->cell, &made->unit, &made->actions, &made->reports, NULL),
        0);
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

static void put_bit(cst_batch *batch, uint32_t plane, uint64_t record, uint32_t value)
{
    uint8_t *bits = cst_batch_column_mut(batch, plane);
    const uint64_t at = batch->lead + record;
    const uint64_t bit = UINT64_C(1) << (at % 64);
    const uint64_t word = cst_plane_word(bits, at / 64);
    cst_plane_word_set(bits, at / 64, value != 0 ? word | bit : word & ~bit);
}

static void test_naive_tally_errors(void)
{
    static const struct {
        uint8_t attack, reports, abstentions;
        const char *text;
    } table[] = {
        {0, 1, 3, "record 31: expected at most 3 verdicts, found 4"},
        {0, 3, 1, "record 31: expected at most 3 verdicts, found 4"},
        {1, 2, 2, "record 31: expected at most 3 verdicts, found 4"},
        {1, 3, 3, "record 31: expected at most 3 verdicts, found 6"},
    };
    exchange made;
    exchange_init(&made);
    CU_ASSERT_EQUAL(tally(&made, NULL), 0);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        cst_error error = {0};
        put_bit(&made.actions, CST_PLANE_ATTACK, 31, table[i].attack);
        for (uint32_t bit = 0; bit < 2; bit++) {
            put_bit(&made.reports, (uint32_t)CST_PLANE_REPORTS << bit, 31,
                    table[i].reports >> bit & 1);
            put_bit(&made.reports, (uint32_t)CST_PLANE_ABSTENTIONS << bit, 31,
                    table[i].abstentions >> bit & 1);
        }
        CU_ASSERT_EQUAL(tally(&made, &error), CST_ERR_RECEIPT);
        CU_ASSERT_PTR_NOT_NULL(strstr(error.text, table[i].text));
        CU_ASSERT_EQUAL(tally(&made, NULL), CST_ERR_RECEIPT);
    }
    exchange_free(&made);
}

/* What schemers said is of attacks, in their order, and of so many as can have said it; whether
 * attacks are counted one by one (their trials are short) or by kind. */
static void test_naive_list_errors(void)
{
    for (uint32_t rounds = 3; rounds <= 30; rounds *= 10) {
        cst_trial_spec spec = cst_trial_spec_default();
        exchange made = {.unit = {.first = 5, .tasks = 10 * rounds}};
        spec.agents = 10;
        spec.rounds = rounds;
        spec.scheming.law.rate = 0.4;
        spec.collusion.probability = 0.5;
        cst_direct_cell(&made.cell, &spec, "naive", 4, 3);
        const cst_method *naive = made.cell.method;
        CU_ASSERT_EQUAL_FATAL(naive->act(&made.cell, &made.unit, &made.actions, NULL), 0);
        CU_ASSERT_EQUAL_FATAL(
            naive->review(&made.cell, &made.unit, &made.actions, &made.reports, NULL), 0);
        CU_ASSERT_EQUAL(tally(&made, NULL), 0);
        CU_ASSERT_FATAL(made.reports.listed > 2);
        uint8_t *list = cst_batch_list_end(&made.reports) - 8 * made.reports.listed;
        const uint64_t right = cst_batch_word(list);
        const uint64_t wrong[] = {
            right & ~UINT64_C(0xffff),
            (right & ~UINT64_C(0xffff)) | 4 << 8,
            right | 0xff,
            right + (UINT64_C(1) << 16),
            right - (UINT64_C(1) << 16),
            cst_batch_word(list + 8),
            UINT64_MAX,
        };
        for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
            cst_error error = {0};
            const uint64_t at = 5 % 64 + (wrong[i] >> 16) - 5;
            const bool attack =
                (wrong[i] >> 16) - 5 < made.unit.tasks &&
                (cst_plane_word(cst_batch_column(&made.actions, CST_PLANE_ATTACK), at / 64) >>
                     at % 64 &
                 1) != 0;
            if ((i == 3 || i == 4) && attack) {
                continue; /* it may have been said of that one */
            }
            cst_batch_word_set(list, wrong[i]);
            CU_ASSERT_EQUAL(tally(&made, &error), CST_ERR_RECEIPT);
            CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "what schemers said of its attacks"));
        }
        exchange_free(&made);
    }
}

static void test_naive_batch_errors(void)
{
    exchange made;
    cst_error error = {0};
    cst_batch none = {0};
    exchange_init(&made);
    made.reports.records--;
    CU_ASSERT_EQUAL(tally(&made, &error), CST_ERR_RECEIPT);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "50 tasks were leased, 49 records"));
    made.reports.records++;
    made.reports.columns &= ~(uint32_t)CST_PLANE_ABSTENTIONS;
    CU_ASSERT_EQUAL(tally(&made, &error), CST_ERR_RECEIPT);
    const cst_method *naive = made.cell.method;
    made.actions.records++;
    CU_ASSERT_EQUAL(naive->review(&made.cell, &made.unit, &made.actions, &none, &error),
                    CST_ERR_RECEIPT);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.text, "50 tasks were leased, actions of 51"));
    made.actions.records--;
    made.actions.columns = CST_COLUMN_TASK;
    CU_ASSERT_EQUAL(naive->review(&made.cell, &made.unit, &made.actions, &none, &error),
                    CST_ERR_RECEIPT);
    CU_ASSERT_PTR_NULL(none.base);
    exchange_free(&made);
}

/* A trial that may end must fit a message. */
static void test_naive_applies_errors(void)
{
    cst_error error = {0};
    cst_model model;
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 1 << 12;
    spec.rounds = 1 << 12;
    for (int more = 0; more <= 1; more++) {
        for (int ends = 0; ends <= 1; ends++) {
            spec.rounds = (1 << 12) + (uint32_t)more;
            spec.response.effect = ends ? CST_EFFECT_END_TRIAL : CST_EFFECT_NONE;
            CU_ASSERT_EQUAL_FATAL(cst_model_make(&model, &spec, NULL), 0);
            CU_ASSERT_EQUAL(cst_method_naive.applies(&model, &error),
                            more && ends ? CST_ERR_METHOD : 0);
            cst_model_free(&model);
        }
    }
    CU_ASSERT_STRING_EQUAL(error.key, "estimate.method");
}

CST_SUITE("naive", CST_TEST(test_naive_is_its_twin), CST_TEST(test_naive_is_its_twin_over_blocks),
          CST_TEST(test_naive_is_its_twin_at_the_ends), CST_TEST(test_naive_is_its_twin_in_ties),
          CST_TEST(test_naive_seed_and_stream), CST_TEST(test_naive_actors_keep_their_rate),
          CST_TEST(test_naive_tally_errors), CST_TEST(test_naive_batch_errors),
          CST_TEST(test_naive_list_errors), CST_TEST(test_naive_applies_errors))
