/* SPDX-License-Identifier: MIT
 * The gateway over real sockets: a peer in a thread of its own, several workers that ask at once,
 * and keys. tests/cli/peers.sh has peers in Python. */
#include "bus/curve.h"
#include "bus/gateway.h"
#include "tests/lib/friend.h"
#include "tests/lib/suite.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ASKERS = 4, ROUNDS = 50, QUESTIONS = 100 };

typedef struct asker {
    const cst_outside *outside;
    uint32_t number;
    uint64_t asked, wrong;
    int code;
} asker;

static void *asker_main(void *self)
{
    asker *of = self;
    cst_error error = {0};
    for (uint32_t round = 0; of->code == 0 && round < ROUNDS; round++) {
        cst_question question[QUESTIONS];
        cst_outcome outcome[QUESTIONS];
        double said[QUESTIONS];
        const size_t count = 1 + (of->number * 31 + round * 17) % QUESTIONS;
        for (size_t i = 0; i < count; i++) {
            question[i] = (cst_question){.trial = of->number,
                                         .round = round,
                                         .actor = (uint32_t)(i * 7 + round),
                                         .lineage = 1,
                                         .attack = i % 2 == 0};
        }
        of->asked += count;
        of->code = of->outside->ask(of->outside->self, 0, question, count, said, &error);
        for (size_t i = 0; of->code == 0 && i < count; i++) {
            of->wrong += said[i] != cst_friend_says(question[i].actor);
            outcome[i] = (cst_outcome){.question = question[i], .reported = said[i] > 0.0};
            outcome[i].record.marks = said[i] > 0.0 ? CST_MARK_FLAGGED : 0;
        }
        if (of->code == 0) {
            of->code = of->outside->tell(of->outside->self, 0, outcome, count, &error);
        }
    }
    return NULL;
}

static void run(const cst_curve_pair *own, const cst_curve_pair *peer, const cst_allowed *list,
                size_t allowed, const char *endpoint)
{
    static const cst_lineage lineage[] = {{.name = "a"}, {.name = "b", .external = "alice"}};
    const cst_population_spec population = {.lineages = 2, .lineage = lineage};
    /* Of a connection no more than this may be outstanding: she says ten times as much, so that
     * each of her messages has to be known for what it was. */
    static const cst_relay_limits limits = {.first = 1500, .window = 1500, .dust = 1};
    const cst_gateway_spec spec = {.endpoint = endpoint,
                                   .population = &population,
                                   .patience = 30.0,
                                   .own = own,
                                   .list = list,
                                   .allowed = allowed,
                                   .limits = &limits};
    cst_gateway *gateway;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_gateway_open(&gateway, &spec, &error), 0);
    cst_friend with = {.address = cst_gateway_address(gateway),
                       .server = own != NULL ? own->public_key : NULL,
                       .own = peer};
    pthread_t friend_thread;
    pthread_t thread[ASKERS];
    asker of[ASKERS];
    CU_ASSERT_EQUAL_FATAL(pthread_create(&friend_thread, NULL, cst_friend_main, &with), 0);
    CU_ASSERT_EQUAL_FATAL(cst_gateway_meet(gateway, NULL, NULL, &error), 0);
    for (uint32_t i = 0; i < ASKERS; i++) {
        of[i] = (asker){.outside = cst_gateway_outside(gateway), .number = i};
        CU_ASSERT_EQUAL_FATAL(pthread_create(&thread[i], NULL, asker_main, &of[i]), 0);
    }
    uint64_t asked = 0;
    for (uint32_t i = 0; i < ASKERS; i++) {
        (void)pthread_join(thread[i], NULL);
        asked += of[i].asked;
        CU_ASSERT_EQUAL(of[i].code, 0);
        CU_ASSERT_EQUAL(of[i].wrong, 0);
    }
    cst_peer_tally tally;
    CU_ASSERT_STRING_EQUAL(cst_gateway_tally(gateway, 0, &tally), "alice");
    CU_ASSERT_PTR_NULL(cst_gateway_tally(gateway, 1, &tally));
    CU_ASSERT_EQUAL(tally.lost, 0);
    cst_gateway_end(gateway); /* who leaves when all is over is not lost */
    CU_ASSERT_PTR_NOT_NULL(cst_gateway_tally(gateway, 0, &tally));
    CU_ASSERT_EQUAL(tally.lost, 0);
    cst_gateway_close(gateway);
    (void)pthread_join(friend_thread, NULL);
    CU_ASSERT(with.ended);
    CU_ASSERT_EQUAL(with.code, 0);
    CU_ASSERT_EQUAL(with.answered, asked);
    CU_ASSERT_EQUAL(with.told, asked);
    CU_ASSERT_EQUAL(with.wrong, 0);
}

static void test_gateway_ipc(void)
{
    char endpoint[64];
    (void)snprintf(endpoint, sizeof endpoint, "ipc:///tmp/custodes-gateway-%ld", (long)getpid());
    run(NULL, NULL, NULL, 0, endpoint);
    CU_ASSERT_NOT_EQUAL(access(endpoint + 6, F_OK), 0);
}

static void test_gateway_keys(void)
{
    cst_curve_pair own;
    cst_curve_pair peer;
    cst_error error = {0};
    CU_ASSERT_EQUAL_FATAL(cst_curve_pair_make(&own, &error), 0);
    CU_ASSERT_EQUAL_FATAL(cst_curve_pair_make(&peer, &error), 0);
    cst_allowed list[] = {{.name = "worker", .role = CST_ROLE_WORKER},
                          {.name = "alice", .role = CST_ROLE_REVIEWER}};
    memcpy(list[1].key, peer.public_key, sizeof list[1].key);
    run(&own, &peer, list, 2, "tcp://127.0.0.1:*");
}

CST_SUITE("gateway", CST_TEST(test_gateway_ipc), CST_TEST(test_gateway_keys))
