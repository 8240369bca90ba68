/* SPDX-License-Identifier: MIT
 * What peers came to, told by hand; what people and JSON get, out. */
#include "cli/show/print.h"

#include "tests/lib/caught.h"
#include "tests/lib/shown.h"
#include "tests/lib/suite.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

static const char crowd[] = "{trial: {agents: 20, rounds: 10}, protocol: {kind: committee},"
                            " population: [{lineage: a, share: 0.5}, {lineage: b, share: 0.3},"
                            " {lineage: hers, share: 0.2, external: alice}],"
                            " estimate: {trials: 100, method: naive}%s}";

static cst_outcome review(uint32_t round, uint32_t actor_lineage, bool attack, double answer,
                          uint32_t reports)
{
    return (cst_outcome){.question = {.round = round,
                                      .actor = 5,
                                      .reviewer = 17,
                                      .lineage = 2,
                                      .actor_lineage = actor_lineage,
                                      .attack = attack},
                         .answer = answer,
                         .reported = answer > 0.99,
                         .record = {.fate = attack ? CST_ESCAPED : CST_HONEST_USED,
                                    .reviews = 2,
                                    .reports = (uint8_t)reports}};
}

/* Of four attacks two are reported, of two of her own none, of two others both; of four honest
 * tasks one is reported and one has no answer. */
static void tell(cst_conduct *conduct, uint32_t cell)
{
    const cst_outcome outcome[] = {
        review(0, 0, true, 1.0, 2),  review(1, 1, true, 1.0, 1),   review(2, 2, true, 0.0, 1),
        review(3, 2, true, -1.0, 0), review(4, 0, false, 1.0, 1),  review(5, 0, false, 0.0, 0),
        review(6, 1, false, 0.5, 0), review(7, 2, false, -2.0, 0),
    };
    cst_conduct_tell(conduct, cell, outcome, sizeof outcome / sizeof outcome[0]);
    for (uint64_t i = 0; i < 100; i++) {
        cst_conduct_pair(conduct, cell, i, 1, i % 2 == 0 ? 3 : 1);
    }
}

static void make(cst_shown *of, cst_conduct *conduct, const char *sweep)
{
    char text[512];
    const cst_cell *cells[2];
    (void)snprintf(text, sizeof text, crowd, sweep);
    cst_shown_make(of, text);
    CU_ASSERT_FATAL(of->findings.count <= 2);
    for (size_t i = 0; i < of->findings.count; i++) {
        cells[i] = of->scenario.cell[i].made;
        cst_shown_set(of, i, CST_RESULT_RESIDUAL_RISK, 0.1, 0.2, 0.3);
    }
    CU_ASSERT_EQUAL_FATAL(cst_conduct_init(conduct, cells, (uint32_t)of->findings.count, NULL), 0);
    tell(conduct, (uint32_t)of->findings.count - 1);
    for (size_t i = 0; i < of->findings.count; i++) {
        of->findings.finding[i].conduct = &conduct->cell[i];
    }
}

static void expect(const char *sweep, const char *const *part)
{
    cst_shown of;
    cst_conduct conduct;
    cst_caught seen;
    make(&of, &conduct, sweep);
    cst_caught_begin(&seen);
    cst_print_conduct(seen.out, &of.findings);
    cst_caught_parts(&seen, part);
    cst_conduct_free(&conduct);
    cst_shown_free(&of);
}

static void test_print_conduct_one(void)
{
    static const char *const parts[] = {
        "peer reviews attacks TPR interval FPR interval abstained unanswered\n",
        "alice 8 4 0.5 [0.06759, 0.9324] 0.3333 [0.008404, 0.9057] 1 1\n",
        "peer misses its own interval misses others interval difference interval\n",
        "alice 1 [0.1581, 1] 0 [0, 0.8419] 1 [",
        "peer actor's lineage attacks missed share interval\n",
        "alice hers (its own) 2 2 1 [0.1581, 1]\n", "alice a 1 0 0 [0, 0.975]\n",
        "alice b 1 0 0 [0, 0.975]\n",
        /* The other one reported 2 - 1, 1 - 1, 1 and 0. */
        "peer attacks it missed others missed all missed agreement interval correlation interval\n",
        "alice 4 2 2 1 0.5 [0.06759, 0.9324] 0 [",
        "with peers without interval difference interval about +- trials differ\n", "0.005 0.01 [",
        "] -0.005 [", "] 0.000997 100 50\n",
        "Intervals of what peers do take tasks as independent of each other,", NULL};
    expect("", parts);
}

/* A cell of which nothing was told yet has no numbers, and by lineage there are none of a sweep. */
static void test_print_conduct_sweep(void)
{
    static const char *const parts[] = {
        "scheming.rate peer reviews attacks TPR",
        "0.1 alice 0 0 - [0, 1] - [0, 1] 0 0\n",
        "0.2 alice 8 4 0.5 [0.06759, 0.9324]",
        "Whom it covers for: attacks of its own lineages and of all others that it let pass, and "
        "the difference.",
        "scheming.rate peer attacks it missed",
        "0.2 alice 4 2 2 1 0.5",
        "scheming.rate with peers without",
        "0.2 0.005 0.01 [",
        NULL};
    expect(", sweep: {scheming.rate: [0.1, 0.2]}", parts);
}

static json_object *at(json_object *object, const char *name)
{
    json_object *found = json_object_object_get(object, name);
    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    return found;
}

static void test_print_conduct_json(void)
{
    cst_shown of;
    cst_conduct conduct;
    cst_caught seen;
    make(&of, &conduct, "");
    cst_caught_begin(&seen);
    cst_print_json(seen.out, &of.findings);
    cst_caught_end(&seen);
    json_object *all = json_tokener_parse(seen.text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(all);
    json_object *alice = json_object_array_get_idx(at(all, "peers"), 0);
    CU_ASSERT_STRING_EQUAL(json_object_get_string(at(alice, "peer")), "alice");
    CU_ASSERT_EQUAL(json_object_get_int(at(at(alice, "attacks"), "reported")), 2);
    CU_ASSERT_EQUAL(json_object_get_int(at(at(alice, "honest"), "unanswered")), 1);
    CU_ASSERT_EQUAL(json_object_get_int(at(at(alice, "fpr"), "of")), 3);
    json_object *hers = json_object_array_get_idx(at(alice, "missed_of"), 2);
    CU_ASSERT_TRUE(json_object_get_boolean(at(hers, "own")));
    CU_ASSERT_EQUAL(json_object_get_int(at(hers, "events")), 2);
    CU_ASSERT_EQUAL(json_object_get_double(at(at(alice, "covers"), "estimate")), 1.0);
    CU_ASSERT_EQUAL(json_object_get_int(at(at(alice, "beside"), "all_missed")), 1);
    CU_ASSERT_FALSE(json_object_object_get_ex(alice, "unwatched", NULL)); /* it does not act */
    CU_ASSERT_EQUAL(json_object_get_double(at(at(all, "without_peers"), "with")), 0.005);
    json_object_put(all);
    free(seen.text);
    /* Nobody outside: nothing of them. */
    of.findings.finding[0].conduct = NULL;
    cst_caught_begin(&seen);
    cst_print_conduct(seen.out, &of.findings);
    cst_print_json(seen.out, &of.findings);
    cst_caught_end(&seen);
    CU_ASSERT_PTR_NULL(strstr(seen.text, "peers\":["));
    CU_ASSERT_EQUAL(seen.text[0], '{');
    free(seen.text);
    cst_conduct_free(&conduct);
    cst_shown_free(&of);
}

CST_SUITE("print_conduct", CST_TEST(test_print_conduct_one), CST_TEST(test_print_conduct_sweep),
          CST_TEST(test_print_conduct_json))
