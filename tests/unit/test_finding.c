/* SPDX-License-Identifier: MIT
 * How findings are made, against hand arithmetic and a SHA-256 of its own. */
#include "study/finding.h"

#include "tests/lib/binomial.h"
#include "tests/lib/canonical.h"
#include "tests/lib/suite.h"

#include <json-c/json.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A tenth of the tasks are attacks, the monitor finds 0.6 of them and flags 0.05 of honest work. */
static const char monitored[] = "trial: {agents: 20, rounds: 10}\n"
                                "scheming: {rate: 0.1}\n"
                                "monitor: {trusted: {score: {tpr: 0.6, fpr: 0.05}}}\n"
                                "protocol: {kind: trusted-monitor}\n"
                                "estimate: {trials: 500, seed: 7}\n";

enum { TRIALS = 500, TASKS = TRIALS * 200, ATTACKS = 10000, CAUGHT = 6000, FALSE_FLAGS = 4500 };

static void parse(cst_scenario *scenario, const char *text)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_scenario_parse(scenario, "x.yaml", text, strlen(text), NULL, &error),
                          0);
}

/* What 500 trials come to on average, but for so many escapes more; each trial has 20 attacks. */
static void fill(cst_row *row, uint64_t more)
{
    cst_row_free(row);
    *row = (cst_row){.count = {[CST_COUNT_TRIALS] = TRIALS,
                               [CST_COUNT_PLANNED] = TASKS,
                               [CST_COUNT_TASKS] = TASKS,
                               [CST_COUNT_HONEST_USED] = TASKS - ATTACKS - FALSE_FLAGS,
                               [CST_COUNT_HONEST_DISCARDED] = FALSE_FLAGS,
                               [CST_COUNT_ATTACKS] = ATTACKS,
                               [CST_COUNT_CAUGHT] = CAUGHT - more,
                               [CST_COUNT_ESCAPED] = ATTACKS - CAUGHT + more,
                               [CST_COUNT_REVIEWS] = TASKS,
                               [CST_COUNT_REPORTS] = CAUGHT - more + FALSE_FLAGS,
                               [CST_COUNT_PASSES] = TASKS - CAUGHT + more - FALSE_FLAGS,
                               [CST_COUNT_FLAGGED_ATTACKS] = CAUGHT - more,
                               [CST_COUNT_FLAGGED_HONEST] = FALSE_FLAGS,
                               [CST_COUNT_AUDITS] = CAUGHT - more + FALSE_FLAGS,
                               [CST_COUNT_TRIALS_ESCAPED] = TRIALS},
                     .untold = UINT64_C(1) << CST_COUNT_PIVOTAL};
    cst_spread_add(&row->spread[CST_SPREAD_ATTACKS], 20, TRIALS);
    cst_spread_add(&row->spread[CST_SPREAD_ESCAPED], 8, TRIALS - 1);
    cst_spread_add(&row->spread[CST_SPREAD_ESCAPED], 8 + more, 1);
}

/* --- SHA-256 (FIPS 180-4), its constants from the roots of the primes ------------------------- */

__extension__ typedef unsigned __int128 wide;

/* The first 32 bits behind the point of the square or cube root of a small number. */
static uint32_t root_bits(uint32_t of, int power)
{
    const wide target = (wide)of << (32 * power);
    uint64_t low = 0;
    uint64_t high = UINT64_C(1) << 40;
    while (high - low > 1) {
        const uint64_t middle = low + (high - low) / 2;
        const wide raised = power == 2 ? (wide)middle * middle : (wide)middle * middle * middle;
        *(raised <= target ? &low : &high) = middle;
    }
    return (uint32_t)low;
}

static uint32_t turn(uint32_t x, unsigned bits)
{
    return x >> bits | x << (32 - bits);
}

static void hash_block(uint32_t hash[8], const uint8_t *block, const uint32_t constant[64])
{
    uint32_t w[64];
    uint32_t v[8];
    for (int i = 0; i < 16; i++) {
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
               (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    }
    for (int i = 16; i < 64; i++) {
        w[i] = w[i - 16] + (turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3) + w[i - 7] +
               (turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10);
    }
    memcpy(v, hash, sizeof v);
    for (int i = 0; i < 64; i++) {
        const uint32_t first = v[7] + (turn(v[4], 6) ^ turn(v[4], 11) ^ turn(v[4], 25)) +
                               ((v[4] & v[5]) ^ (~v[4] & v[6])) + constant[i] + w[i];
        const uint32_t second = (turn(v[0], 2) ^ turn(v[0], 13) ^ turn(v[0], 22)) +
                                ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 7 * sizeof v[0]);
        v[4] += first;
        v[0] = first + second;
    }
    for (int i = 0; i < 8; i++) {
        hash[i] += v[i];
    }
}

static void sha256(const char *text, char hex[65])
{
    uint32_t constant[64];
    uint32_t hash[8];
    const size_t size = strlen(text);
    const size_t blocks = (size + 8) / 64 + 1;
    uint8_t *padded = calloc(blocks, 64);
    CU_ASSERT_PTR_NOT_NULL_FATAL(padded);
    uint32_t primes = 0;
    for (uint32_t n = 2; primes < 64; n++) {
        bool prime = true;
        for (uint32_t d = 2; d * d <= n; d++) {
            prime = prime && n % d != 0;
        }
        if (prime && primes < 8) {
            hash[primes] = root_bits(n, 2);
        }
        if (prime) {
            constant[primes++] = root_bits(n, 3);
        }
    }
    memcpy(padded, text, size);
    padded[size] = 0x80;
    for (size_t i = 0; i < 8; i++) {
        padded[64 * blocks - 1 - i] = (uint8_t)((uint64_t)size * 8 >> (8 * i));
    }
    for (size_t i = 0; i < blocks; i++) {
        hash_block(hash, padded + 64 * i, constant);
    }
    for (size_t i = 0; i < 8; i++) {
        (void)snprintf(hex + 8 * i, 9, "%08x", (unsigned)hash[i]);
    }
    free(padded);
}

/* --- Making ---------------------------------------------------------------------------------- */

static void expect_near(double found, double right)
{
    const bool near = cst_test_relative(found, right) < 1e-12;
    if (!near) {
        (void)fprintf(stderr, "\n  found %.17g, expected %.17g\n", found, right);
    }
    CU_ASSERT_TRUE(near);
}

static void expect_result(const cst_finding *finding, cst_result_kind kind, double estimate,
                          uint64_t events, uint64_t of)
{
    const cst_result result = cst_finding_result(finding, kind);
    CU_ASSERT_PTR_NOT_NULL_FATAL(result.method);
    expect_near(result.estimate, estimate);
    CU_ASSERT_EQUAL(result.events, events);
    CU_ASSERT_EQUAL(result.of, of);
    CU_ASSERT(result.low <= estimate && estimate <= result.high);
}

static void expect_exact(const cst_finding *finding, cst_result_kind kind, double right)
{
    expect_near(cst_finding_exact(finding, kind), right);
}

/* P(X <= x), or P(X >= x), is so much at the ends of an interval by Clopper and Pearson. */
static void expect_clopper_pearson(const cst_finding *finding, cst_result_kind kind, double level)
{
    const cst_result result = cst_finding_result(finding, kind);
    const uint64_t x = result.events;
    const uint64_t n = result.of;
    const double below =
        cst_test_binomial_below(x, n, result.high) + cst_test_binomial_at(x, n, result.high);
    const double above =
        cst_test_binomial_above(x, n, result.low) + cst_test_binomial_at(x, n, result.low);
    CU_ASSERT(cst_test_relative(below, level / 2.0) < 1e-6);
    CU_ASSERT(cst_test_relative(above, level / 2.0) < 1e-6);
}

static void test_finding_make(void)
{
    static cst_row row;
    static cst_finding finding;
    cst_scenario scenario;
    cst_error error = {0};
    parse(&scenario, monitored);
    fill(&row, 0);
    CU_ASSERT_EQUAL_FATAL(cst_finding_make(&finding, &scenario.cell[0], &row, TRIALS, &error), 0);
    CU_ASSERT_PTR_EQUAL(finding.cell, &scenario.cell[0]);
    CU_ASSERT_EQUAL(finding.done, TRIALS);
    CU_ASSERT_EQUAL(memcmp(finding.count, row.count, sizeof row.count), 0);
    CU_ASSERT_EQUAL(finding.untold, row.untold);
    expect_near(finding.unmonitored, 0.1);
    CU_ASSERT_FALSE(finding.worst.applies);
    CU_ASSERT_PTR_NULL(finding.input);
    CU_ASSERT_EQUAL(finding.far.low, 0.0);
    CU_ASSERT_EQUAL(finding.far.high, 1.0);
    expect_result(&finding, CST_RESULT_RESIDUAL_RISK, 0.04, 4000, 100000);
    expect_result(&finding, CST_RESULT_MISS_SHARE, 0.4, 4000, 10000);
    expect_result(&finding, CST_RESULT_MITIGATED_SHARE, 0.6, 4000, 10000);
    expect_result(&finding, CST_RESULT_EXPECTED_ESCAPES, 8.0, 4000, 500);
    expect_result(&finding, CST_RESULT_AUDIT_RATE, 0.105, 10500, 100000);
    expect_result(&finding, CST_RESULT_FALSE_REPORT_RATE, 0.045, 4500, 100000);
    expect_clopper_pearson(&finding, CST_RESULT_RESIDUAL_RISK, 0.05);
    expect_clopper_pearson(&finding, CST_RESULT_MISS_SHARE, 0.05);
    CU_ASSERT_PTR_NULL(cst_finding_result(&finding, CST_RESULT_WIN_SHARE).method);
    cst_finding_free(&finding);
    cst_scenario_free(&scenario);
}

/* p (1 - d) and what follows from it, by hand. */
static void test_finding_exact(void)
{
    static cst_row row;
    static cst_finding finding;
    cst_scenario scenario;
    parse(&scenario, monitored);
    fill(&row, 0);
    CU_ASSERT_EQUAL_FATAL(cst_finding_make(&finding, &scenario.cell[0], &row, TRIALS, NULL), 0);
    expect_exact(&finding, CST_RESULT_RESIDUAL_RISK, 0.1 * (1.0 - 0.6));
    expect_exact(&finding, CST_RESULT_MISS_SHARE, 0.4);
    expect_exact(&finding, CST_RESULT_MITIGATED_SHARE, 0.6);
    expect_exact(&finding, CST_RESULT_EXPECTED_ESCAPES, 8.0);
    expect_exact(&finding, CST_RESULT_SAFETY, pow(0.96, 200.0));
    expect_exact(&finding, CST_RESULT_TRIAL_RISK, 1.0 - pow(0.96, 200.0));
    expect_exact(&finding, CST_RESULT_AUDIT_RATE, 0.1 * 0.6 + 0.9 * 0.05);
    expect_exact(&finding, CST_RESULT_REPORT_RATE, 0.105);
    expect_exact(&finding, CST_RESULT_FALSE_REPORT_RATE, 0.045);
    expect_exact(&finding, CST_RESULT_USEFULNESS, 0.95);
    /* P(Bin(200, 0.04) <= v) is first 0.95 or more at v. */
    uint64_t v = 0;
    for (double below = cst_test_binomial_at(0, 200, 0.04); below < 0.95;) {
        below += cst_test_binomial_at(++v, 200, 0.04);
    }
    CU_ASSERT_EQUAL(cst_finding_exact(&finding, CST_RESULT_ESCAPES_VAR), (double)v);
    CU_ASSERT(isnan(cst_finding_exact(&finding, CST_RESULT_WIN_SHARE)));
    cst_finding_free(&finding);
    cst_scenario_free(&scenario);
}

static cst_result numbered(int kind, bool defined, cst_approximate approximate)
{
    return (cst_result){.estimate = kind,
                        .low = kind - 1.0,
                        .high = kind + 1.0,
                        .method = defined ? "by hand" : NULL,
                        .events = 7,
                        .of = 9,
                        .few = kind % 2 == 0,
                        .derived = kind % 3 == 0,
                        .approximate = approximate};
}

/* Whichever kinds there are, each is given as it was kept; what was kept before is gone. */
static void test_finding_keep(void)
{
    static const cst_u128 kinds[][3] = {{0, 0, 0},
                                        {~(cst_u128)0, ~(cst_u128)0, ~(cst_u128)0},
                                        {0x5b6d3a2f, 0x0f0f3333, 0x12345678},
                                        {1, 0, (cst_u128)1 << (CST_RESULT_KINDS - 1)}};
    const cst_approximate said[] = {{.given = true, .low = 0.25, .high = 0.5}, {.refused = "why"}};
    cst_finding finding = {0};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        cst_result result[CST_RESULT_KINDS];
        double exact[CST_RESULT_KINDS];
        for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
            const bool told = (kinds[i][1] >> kind & 1) != 0;
            result[kind] = numbered(kind, (kinds[i][0] >> kind & 1) != 0,
                                    told ? said[kind % 2] : (cst_approximate){.given = false});
            exact[kind] = (kinds[i][2] >> kind & 1) != 0 ? 0.5 * kind : (double)NAN;
        }
        CU_ASSERT_EQUAL_FATAL(cst_finding_keep(&finding, result, exact, NULL), 0);
        for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
            const cst_result right = result[kind];
            const cst_result found = cst_finding_result(&finding, (cst_result_kind)kind);
            const double known = cst_finding_exact(&finding, (cst_result_kind)kind);
            CU_ASSERT(known == exact[kind] || (isnan(known) && isnan(exact[kind])));
            CU_ASSERT_PTR_EQUAL(found.method, right.method);
            if (right.method == NULL) {
                CU_ASSERT(isnan(found.estimate) && isnan(found.low) && isnan(found.high));
                CU_ASSERT(!found.approximate.given && found.approximate.refused == NULL);
                continue;
            }
            CU_ASSERT(found.estimate == right.estimate && found.low == right.low);
            CU_ASSERT(found.high == right.high && found.events == 7 && found.of == 9);
            CU_ASSERT(found.few == right.few && found.derived == right.derived);
            CU_ASSERT_EQUAL(found.approximate.given, right.approximate.given);
            CU_ASSERT_EQUAL(found.approximate.low, right.approximate.low);
            CU_ASSERT_EQUAL(found.approximate.high, right.approximate.high);
            CU_ASSERT_PTR_EQUAL(found.approximate.refused, right.approximate.refused);
        }
    }
    cst_finding_free(&finding);
}

/* Of whole rows: what is seen on average agrees, 500 escapes more in 100,000 tasks do not. */
static void test_finding_agree_of_rows(void)
{
    static cst_row row;
    cst_scenario scenario;
    cst_findings findings;
    cst_error error = {0};
    parse(&scenario, monitored);
    CU_ASSERT_EQUAL_FATAL(cst_findings_init(&findings, &scenario, &error), 0);
    CU_ASSERT_EQUAL_FATAL(findings.count, 1);
    CU_ASSERT_PTR_NULL(findings.finding[0].per_trial);
    fill(&row, 100);
    CU_ASSERT_EQUAL_FATAL(
        cst_finding_make(&findings.finding[0], &scenario.cell[0], &row, TRIALS, &error), 0);
    CU_ASSERT_EQUAL(cst_findings_agree(&findings, &error), 0);
    cst_finding_free(&findings.finding[0]);
    fill(&row, 500);
    CU_ASSERT_EQUAL_FATAL(
        cst_finding_make(&findings.finding[0], &scenario.cell[0], &row, TRIALS, &error), 0);
    CU_ASSERT_EQUAL(cst_findings_agree(&findings, &error), CST_ERR_DISAGREES);
    CU_ASSERT_PTR_EQUAL(strstr(error.text, "residual_risk: estimate 0.045 (4500 of 100000) "
                                           "disagrees with its closed form 0.04: "),
                        error.text);
    cst_findings_free(&findings);
    CU_ASSERT_PTR_NULL(findings.finding);
    cst_findings_free(&findings);
    cst_scenario_free(&scenario);
}

/* --- Canonical part -------------------------------------------------------------------------- */

static int64_t number_at(struct json_object *root, const char *pointer)
{
    struct json_object *value = NULL;
    CU_ASSERT_EQUAL(json_pointer_get(root, pointer, &value), 0);
    return json_object_get_int64(value);
}

static void test_finding_canonical(void)
{
    static cst_row row;
    static cst_finding finding;
    cst_scenario scenario;
    char digest[65];
    parse(&scenario, monitored);
    fill(&row, 0);
    CU_ASSERT_EQUAL_FATAL(cst_finding_make(&finding, &scenario.cell[0], &row, TRIALS - 1, NULL), 0);
    sha256("abc", digest);
    CU_ASSERT_STRING_EQUAL(digest,
                           "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    char *canonical = cst_test_canonical(&finding);
    sha256(canonical, digest);
    CU_ASSERT_STRING_EQUAL(finding.digest, digest);
    struct json_object *root = json_tokener_parse(canonical);
    CU_ASSERT_PTR_NOT_NULL_FATAL(root);
    CU_ASSERT_EQUAL(number_at(root, "/seed"), 7);
    CU_ASSERT_EQUAL(number_at(root, "/counts/escaped"), 4000);
    CU_ASSERT_EQUAL(number_at(root, "/counts/planned"), TASKS);
    CU_ASSERT_EQUAL(number_at(root, "/ranges/0/1"), TRIALS - 1);
    CU_ASSERT_EQUAL(number_at(root, "/stop/trials"), TRIALS);
    CU_ASSERT_EQUAL(number_at(root, "/scenario/trial/agents"), 20);
    CU_ASSERT_EQUAL(number_at(root, "/counts/per_trial/attacks/sum"), ATTACKS);
    CU_ASSERT_NOT_EQUAL(json_pointer_get(root, "/counts/pivotal", NULL), 0);
    char *text = cst_scenario_text(&scenario.cell[0], false);
    CU_ASSERT_PTR_NOT_NULL(strstr(canonical, text));
    CU_ASSERT_PTR_NOT_NULL(strstr(canonical, scenario.cell[0].id));
    (void)json_object_put(root);
    free(text);
    free(canonical);
    cst_finding_free(&finding);
    cst_scenario_free(&scenario);
}

/* The same again has the same digest; one count, one more trial or another seed gives another. */
static void test_finding_digest(void)
{
    static cst_row row;
    static cst_finding finding[5];
    cst_scenario scenario;
    parse(&scenario, monitored);
    for (int i = 0; i < 5; i++) {
        fill(&row, 0);
        row.count[CST_COUNT_AUDITS] += i == 2 ? 1 : 0;
        scenario.cell[0].estimate.seed = i == 4 ? 8 : 7;
        CU_ASSERT_EQUAL_FATAL(
            cst_finding_make(&finding[i], &scenario.cell[0], &row, TRIALS - (i == 3 ? 1 : 0), NULL),
            0);
    }
    CU_ASSERT_STRING_EQUAL(finding[0].digest, finding[1].digest);
    for (int i = 0; i < 5; i++) {
        CU_ASSERT_EQUAL(strlen(finding[i].digest), 64);
        for (int j = 2; j < i; j++) {
            CU_ASSERT_STRING_NOT_EQUAL(finding[i].digest, finding[j].digest);
        }
        if (i >= 2) {
            CU_ASSERT_STRING_NOT_EQUAL(finding[i].digest, finding[0].digest);
        }
    }
    for (int i = 0; i < 5; i++) {
        cst_finding_free(&finding[i]);
    }
    cst_scenario_free(&scenario);
}

/* --- Places ---------------------------------------------------------------------------------- */

static void expect_places(const cst_scenario *scenario, const char *text, const char *json)
{
    char *written = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&written, &size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    cst_json to = {.out = out};
    cst_finding_place_json(&to, NULL, scenario, &scenario->cell[scenario->cells - 1]);
    CU_ASSERT_EQUAL_FATAL(fclose(out), 0);
    const cst_scenario_cell *last = &scenario->cell[scenario->cells - 1];
    CU_ASSERT_STRING_EQUAL(written, json);
    CU_ASSERT_STRING_EQUAL(cst_finding_place(scenario, last, " (", ")").text, text);
    free(written);
}

static void test_finding_place(void)
{
    static const char swept[] = "{sweep: {scheming.rate: [0.1, 0.2], protocol.rule: [any, all]}}";
    static const char many[] =
        "{protocol: {reviewers: 3}, sweep: {scheming.rate: [0.1], scheming.rho: [0.25],"
        " monitor.score.tpr: [0.5], monitor.score.fpr: [0.1], protocol.rule: [any],"
        " collusion.strategy: [always-pass], collusion.probability: [1], scheming.dependence: "
        "[beta]}}";
    cst_scenario scenario;
    parse(&scenario, swept);
    expect_places(&scenario, " (scheming.rate=0.2, protocol.rule=all)",
                  "{\"scheming.rate\":\"0.2\",\"protocol.rule\":\"all\"}");
    cst_scenario_free(&scenario);
    parse(&scenario, monitored);
    expect_places(&scenario, "", "{}");
    cst_scenario_free(&scenario);
    /* A place that does not fit is cut, and ends as it should. */
    parse(&scenario, many);
    const cst_place cut = cst_finding_place(&scenario, &scenario.cell[0], " (", ")");
    CU_ASSERT_EQUAL(strlen(cut.text), 162);
    CU_ASSERT_STRING_EQUAL(cut.text + 160, ",)");
    cst_scenario_free(&scenario);
}

/* Names of files may hold anything. */
static void test_finding_place_of_hostile_text(void)
{
    static char name[] = "a\"b\n\xff";
    static char *at[] = {name};
    cst_axis axis = {.key = "monitor.score.set"};
    cst_scenario_cell cell = {.at = at};
    const cst_scenario scenario = {.axes = 1, .axis = &axis, .cells = 1, .cell = &cell};
    expect_places(&scenario, " (monitor.score.set=a\"b\n\xff)",
                  "{\"monitor.score.set\":\"a\\\"b\\u000a\\ufffd\"}");
}

CST_SUITE("finding", CST_TEST(test_finding_make), CST_TEST(test_finding_exact),
          CST_TEST(test_finding_keep), CST_TEST(test_finding_agree_of_rows),
          CST_TEST(test_finding_canonical), CST_TEST(test_finding_digest),
          CST_TEST(test_finding_place), CST_TEST(test_finding_place_of_hostile_text))
