/* SPDX-License-Identifier: MIT
 * The peers of a run, message by message: what each is sent, and what it comes to. */
#include "bus/peers.h"
#include "tests/lib/suite.h"

#include <stdlib.h>
#include <string.h>

/* What was sent, in order: to whom, and its first bytes. */
typedef struct post {
    struct {
        uint32_t route;
        uint8_t bytes[64];
        size_t size;
    } sent[64];
    size_t count;
    uint32_t nobody; /* a route at which nobody is any more */
} post;

static int send_to(void *self, uint32_t route, cst_frame *frame, bool *gone, cst_error *error)
{
    post *to = self;
    (void)error;
    *gone = route == to->nobody;
    if (!*gone && to->count < 64) {
        to->sent[to->count].route = route;
        to->sent[to->count].size = frame->size;
        memcpy(to->sent[to->count].bytes, frame->bytes, frame->size < 64 ? frame->size : 64);
        to->count++;
    }
    free(frame->memory);
    return 0;
}

/* Answers by letter: p pass, r report, a abstain, - none. */
static bool are(const double *answer, const char *letters)
{
    static const struct {
        char letter;
        double answer;
    } words[] = {{'p', CST_REPLY_PASS},
                 {'r', CST_REPLY_REPORT},
                 {'a', CST_REPLY_ABSTAIN},
                 {'-', CST_REPLY_NONE}};
    bool alike = true;
    for (size_t i = 0; letters[i] != '\0'; i++) {
        size_t word = 0;
        while (words[word].letter != letters[i]) {
            word++;
        }
        alike = alike && answer[i] == words[word].answer;
    }
    return alike;
}

static uint8_t kind_at(const post *of, size_t at)
{
    return at < of->count ? of->sent[at].bytes[2] : 0;
}

static void open_two(cst_peers *peers, post *to)
{
    static cst_lineage lineage[3] = {{.name = "a"}, {.name = "b"}, {.name = "c"}};
    const cst_population_spec population = {.lineages = 3, .lineage = lineage};
    memcpy(lineage[1].external, "alice", sizeof "alice");
    memcpy(lineage[2].external, "bob", sizeof "bob");
    *to = (post){.nobody = UINT32_MAX};
    cst_peers_init(peers, &population);
    peers->patience = 10.0;
    peers->self = to;
    peers->send = send_to;
}

static void say(cst_peers *peers, uint32_t route, const char *bytes, size_t size, double now)
{
    cst_error error = {0};
    CU_ASSERT_EQUAL(
        cst_peers_receive(peers, route, NULL, (const uint8_t *)bytes, size, now, &error), 0);
}

#define SAY(peers, route, literal, now) say(peers, route, literal, sizeof(literal) - 1, now)
#define HELLO_ALICE                                                                                \
    "\x95\x01\x01\xc4\x05"                                                                         \
    "alice\x01\x02" /* two tasks at once */
#define HELLO_BOB                                                                                  \
    "\x95\x01\x01\xc4\x03"                                                                         \
    "bob\x01\x64"
#define HELLO_EVE                                                                                  \
    "\x95\x01\x01\xc4\x03"                                                                         \
    "eve\x01\x64"

static void test_peers_course(void)
{
    cst_peers peers;
    post to;
    cst_error error = {0};
    double answer[5] = {9, 9, 9, 9, 9};
    const cst_question question[5] = {{.lineage = 1, .attack = true},
                                      {.lineage = 2},
                                      {.lineage = 1},
                                      {.lineage = 1},
                                      {.lineage = 2, .attack = true}};
    cst_peer_request request = {.question = question, .answer = answer};
    open_two(&peers, &to);
    CU_ASSERT_EQUAL(peers.count, 2);
    CU_ASSERT_EQUAL(cst_peers_missing(&peers), 0);
    SAY(&peers, 70, HELLO_ALICE, 1.0);
    CU_ASSERT_EQUAL(kind_at(&to, 0), CST_PEER_WELCOME);
    CU_ASSERT_EQUAL(cst_peers_missing(&peers), 1);
    SAY(&peers, 71, HELLO_BOB, 1.0);
    CU_ASSERT_EQUAL(cst_peers_missing(&peers), 2);
    CU_ASSERT_EQUAL(cst_peers_ask(&peers, &request, 5, 2.0, &error), 0);
    /* alice takes two at once: her third waits. */
    CU_ASSERT_EQUAL(to.count, 4);
    CU_ASSERT_EQUAL(to.sent[2].route, 70);
    CU_ASSERT_EQUAL(kind_at(&to, 2), CST_PEER_ASK);
    CU_ASSERT_EQUAL(to.sent[3].route, 71);
    SAY(&peers, 70, "\x94\x01\x04\x01\xc4\x02\x01\x02", 2.5); /* batch 1: report, abstain */
    CU_ASSERT_EQUAL(to.count, 5);
    CU_ASSERT_EQUAL(to.sent[4].route, 70);
    SAY(&peers, 71, "\x94\x01\x04\x03\xc4\x02\x01\x00", 3.0); /* bob's, batch 3: report, pass */
    SAY(&peers, 70, "\x94\x01\x04\x02\xc4\x01\x00", 6.5);
    CU_ASSERT_EQUAL(request.left, 0);
    CU_ASSERT(are(answer, "rrapp"));
    const cst_peer_tally *alice = &peers.peer[0].tally;
    const cst_peer_tally *bob = &peers.peer[1].tally;
    CU_ASSERT_EQUAL(alice->asked[1], 1);
    CU_ASSERT_EQUAL(alice->asked[0], 2);
    CU_ASSERT_EQUAL(alice->reported[1], 1);
    CU_ASSERT_EQUAL(alice->abstained[0], 1);
    CU_ASSERT_EQUAL(alice->batches, 2);
    CU_ASSERT_DOUBLE_EQUAL(alice->seconds, 0.5 + 4.0, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(alice->slowest, 4.0, 1e-12);
    CU_ASSERT_EQUAL(bob->reported[0], 1);
    CU_ASSERT_EQUAL(bob->reported[1], 0);
    CU_ASSERT_EQUAL(cst_peers_end(&peers, &error), 0);
    CU_ASSERT_EQUAL(kind_at(&to, to.count - 1), CST_PEER_END);
    SAY(&peers, 70, "\x92\x01\x05", 7.0);
    SAY(&peers, 71, "\x92\x01\x05", 7.0);
    CU_ASSERT_FALSE(cst_peers_any(&peers));
    cst_peers_free(&peers);
}

/* Silence, and what comes after it. */
static void test_peers_silence(void)
{
    cst_peers peers;
    post to;
    cst_error error = {0};
    double answer[4] = {9, 9, 9, 9};
    const cst_question question[4] = {
        {.lineage = 1}, {.lineage = 1}, {.lineage = 1}, {.lineage = 1}};
    cst_peer_request request = {.question = question, .answer = answer};
    open_two(&peers, &to);
    SAY(&peers, 70, HELLO_ALICE, 0.0);
    CU_ASSERT_EQUAL(cst_peers_ask(&peers, &request, 4, 1.0, &error), 0);
    cst_peers_tick(&peers, 10.9);
    CU_ASSERT_EQUAL(request.left, 4);
    SAY(&peers, 70, "\x94\x01\x04\x01\xc4\x02\x01\x01", 10.95); /* slow, but it goes on */
    cst_peers_tick(&peers, 20.9);
    CU_ASSERT_EQUAL(request.left, 2);
    cst_peers_tick(&peers, 21.0);
    CU_ASSERT_EQUAL(request.left, 0);
    CU_ASSERT(are(answer, "rr--"));
    CU_ASSERT_EQUAL(peers.peer[0].tally.unanswered[0], 2);
    CU_ASSERT_EQUAL(peers.peer[0].tally.lost, 1);
    /* Nobody waits for one that is gone; a late answer is refused, and hello brings it back. */
    CU_ASSERT_EQUAL(cst_peers_ask(&peers, &request, 4, 22.0, &error), 0);
    CU_ASSERT_EQUAL(request.left, 0);
    SAY(&peers, 70, "\x94\x01\x04\x02\xc4\x02\x01\x01", 23.0);
    CU_ASSERT_EQUAL(kind_at(&to, to.count - 1), CST_PEER_REFUSED);
    CU_ASSERT_EQUAL(peers.strangers[CST_CAUSE_STRANGER], 1);
    SAY(&peers, 70, HELLO_ALICE, 24.0);
    CU_ASSERT_EQUAL(kind_at(&to, to.count - 1), CST_PEER_WELCOME);
    CU_ASSERT_EQUAL(cst_peers_ask(&peers, &request, 4, 25.0, &error), 0);
    CU_ASSERT_EQUAL(request.left, 4);
    /* What nobody waits for any more is answered in peace, also when all is over. */
    cst_peers_forget(&peers, &request);
    request.left = 0;
    CU_ASSERT_EQUAL(peers.peer[0].asking, 2);
    CU_ASSERT_PTR_EQUAL(peers.peer[0].first, peers.peer[0].last); /* the other was never asked */
    CU_ASSERT_EQUAL(cst_peers_end(&peers, &error), 0);
    const size_t sent = to.count;
    const cst_peer_tally before = peers.peer[0].tally;
    SAY(&peers, 70, "\x94\x01\x04\x05\xc4\x02\x01\x01", 25.5);
    CU_ASSERT_EQUAL(to.count, sent);
    CU_ASSERT(peers.peer[0].here && peers.peer[0].first == NULL);
    CU_ASSERT_EQUAL(peers.peer[0].asking + peers.peer[0].messages, 0);
    CU_ASSERT_EQUAL(peers.peer[0].tally.asked[0], before.asked[0]);
    /* Where nobody is at the other end, there is no waiting either. */
    to.nobody = 70;
    CU_ASSERT_EQUAL(cst_peers_ask(&peers, &request, 4, 26.0, &error), 0);
    CU_ASSERT_EQUAL(request.left, 0);
    CU_ASSERT_EQUAL(peers.peer[0].tally.lost, 2);
    cst_peers_free(&peers);
}

/* What is wrong is counted by its cause and told; who sent it is asked nothing more. */
static void test_peers_refused(void)
{
    static const struct {
        const char *bytes;
        size_t size;
        cst_peer_cause cause;
    } cases[] = {
#define CASE(literal, cause_) {literal, sizeof(literal) - 1, cause_}
        CASE("\xc1", CST_CAUSE_MALFORMED),
        CASE("\x94\x01\x04\x01\xc4\x02\x01\x07", CST_CAUSE_MALFORMED),
        CASE("\x94\x01\x04\x05\xc4\x02\x01\x01", CST_CAUSE_UNASKED),
        CASE("\x94\x01\x04\x02\xc4\x02\x01\x01", CST_CAUSE_UNASKED), /* that waits to be asked */
        CASE("\x94\x01\x04\x01\xc4\x01\x01", CST_CAUSE_SHORT),
        CASE("\x94\x01\x04\x01\xc4\x03\x01\x01\x01", CST_CAUSE_SHORT),
        CASE(HELLO_EVE, CST_CAUSE_STRANGER),
#undef CASE
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cst_peers peers;
        post to;
        cst_error error = {0};
        double answer[3] = {9, 9, 9};
        const cst_question question[3] = {{.lineage = 1}, {.lineage = 1}, {.lineage = 1}};
        cst_peer_request request = {.question = question, .answer = answer};
        open_two(&peers, &to);
        SAY(&peers, 70, HELLO_ALICE, 0.0);
        CU_ASSERT_EQUAL(cst_peers_ask(&peers, &request, 3, 1.0, &error), 0);
        say(&peers, 70, cases[i].bytes, cases[i].size, 2.0);
        CU_ASSERT_EQUAL(peers.peer[0].tally.refused[cases[i].cause], 1);
        CU_ASSERT_EQUAL(kind_at(&to, to.count - 1), CST_PEER_REFUSED);
        CU_ASSERT_EQUAL(request.left, 0);
        CU_ASSERT(are(answer, "---"));
        cst_peers_free(&peers);
    }
}

/* A second peer of a name, one that claims another's key, and an actor where a reviewer is wanted.
 */
static void test_peers_names(void)
{
    cst_peers peers;
    post to;
    cst_error error = {0};
    open_two(&peers, &to);
    SAY(&peers, 70, HELLO_ALICE, 0.0);
    SAY(&peers, 71, HELLO_ALICE, 0.0);
    CU_ASSERT_EQUAL(peers.strangers[CST_CAUSE_TAKEN], 1);
    CU_ASSERT(peers.peer[0].here && peers.peer[0].route == 70);
    CU_ASSERT_EQUAL(cst_peers_receive(&peers, 72, "carol", (const uint8_t *)HELLO_BOB,
                                      sizeof HELLO_BOB - 1, 0.0, &error),
                    0);
    CU_ASSERT_EQUAL(peers.strangers[CST_CAUSE_STRANGER], 1);
    CU_ASSERT_FALSE(peers.peer[1].here);
    CU_ASSERT_EQUAL(cst_peers_receive(&peers, 72, "bob", (const uint8_t *)HELLO_BOB,
                                      sizeof HELLO_BOB - 1, 0.0, &error),
                    0);
    CU_ASSERT(peers.peer[1].here);
    SAY(&peers, 73,
        "\x95\x01\x01\xc4\x05"
        "alice\x02\x02",
        0.0);
    CU_ASSERT_EQUAL(peers.strangers[CST_CAUSE_ROLE], 1);
    cst_peers_free(&peers);
}

CST_SUITE("peers", CST_TEST(test_peers_course), CST_TEST(test_peers_silence),
          CST_TEST(test_peers_refused), CST_TEST(test_peers_names))
