/* SPDX-License-Identifier: MIT
 * The peers of a run, message by message: what each is sent, and what it comes to.
 * Covers: peers peer_news. */
#include "bus/peers.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What was sent, in order: to whom, and its first bytes. */
typedef struct post {
    struct {
        uint32_t route;
        uint8_t bytes[160];
        size_t size;
    } sent[512];
    size_t count;
    uint32_t nobody; /* a route at which nobody is any more */
} post;

static int send_to(void *self, uint32_t route, cst_frame *frame, bool *gone, cst_error *error)
{
    post *to = self;
    (void)error;
    *gone = route == to->nobody;
    if (!*gone && to->count < 512) {
        to->sent[to->count].route = route;
        to->sent[to->count].size = frame->size;
        memcpy(to->sent[to->count].bytes, frame->bytes, frame->size < 160 ? frame->size : 160);
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
    "\x95\x02\x01\xc4\x05"                                                                         \
    "alice\x01\x02" /* two tasks at once */
#define HELLO_BOB                                                                                  \
    "\x95\x02\x01\xc4\x03"                                                                         \
    "bob\x01\x64"
#define HELLO_EVE                                                                                  \
    "\x95\x02\x01\xc4\x03"                                                                         \
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
    SAY(&peers, 70, "\x94\x02\x04\x01\xc4\x02\x01\x02", 2.5); /* batch 1: report, abstain */
    CU_ASSERT_EQUAL(to.count, 5);
    CU_ASSERT_EQUAL(to.sent[4].route, 70);
    SAY(&peers, 71, "\x94\x02\x04\x03\xc4\x02\x01\x00", 3.0); /* bob's, batch 3: report, pass */
    SAY(&peers, 70, "\x94\x02\x04\x02\xc4\x01\x00", 6.5);
    CU_ASSERT_EQUAL(request.left, 0);
    CU_ASSERT(are(answer, "rrapp"));
    const cst_peer_tally *alice = &peers.peer[0].tally;
    CU_ASSERT_EQUAL(alice->batches, 2);
    CU_ASSERT_DOUBLE_EQUAL(alice->seconds, 0.5 + 4.0, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(alice->slowest, 4.0, 1e-12);
    CU_ASSERT_EQUAL(cst_peers_end(&peers, &error), 0);
    CU_ASSERT_EQUAL(kind_at(&to, to.count - 1), CST_PEER_END);
    SAY(&peers, 70, "\x92\x02\x05", 7.0);
    CU_ASSERT_EQUAL(alice->lost, 0); /* it was told to leave */
    SAY(&peers, 71, "\x92\x02\x05", 7.0);
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
    SAY(&peers, 70, "\x94\x02\x04\x01\xc4\x02\x01\x01", 10.95); /* slow, but it goes on */
    cst_peers_tick(&peers, 20.9);
    CU_ASSERT_EQUAL(request.left, 2);
    cst_peers_tick(&peers, 21.0);
    CU_ASSERT_EQUAL(request.left, 0);
    CU_ASSERT(are(answer, "rr--"));
    CU_ASSERT_EQUAL(peers.peer[0].tally.lost, 1);
    /* Nobody waits for one that is gone; a late answer is refused, and hello brings it back. */
    CU_ASSERT_EQUAL(cst_peers_ask(&peers, &request, 4, 22.0, &error), 0);
    CU_ASSERT_EQUAL(request.left, 0);
    SAY(&peers, 70, "\x94\x02\x04\x02\xc4\x02\x01\x01", 23.0);
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
    SAY(&peers, 70, "\x94\x02\x04\x05\xc4\x02\x01\x01", 25.5);
    CU_ASSERT_EQUAL(to.count, sent);
    CU_ASSERT(peers.peer[0].here && peers.peer[0].first == NULL);
    CU_ASSERT_EQUAL(peers.peer[0].asking + peers.peer[0].messages, 0);
    /* Where nobody is at the other end, there is no waiting either. */
    to.nobody = 70;
    CU_ASSERT_EQUAL(cst_peers_ask(&peers, &request, 4, 26.0, &error), 0);
    CU_ASSERT_EQUAL(request.left, 0);
    CU_ASSERT_EQUAL(peers.peer[0].tally.lost, 2);
    cst_peers_free(&peers);
}

/* One whose connection broke, or that was refused, is waited for as long as the patience, from the
 * first question on; one that said bye is not. */
static void test_peers_awaited(void)
{
    cst_peers peers;
    post to = {.nobody = UINT32_MAX};
    cst_error error = {0};
    cst_question question[2] = {{.lineage = 1, .actor = 1}, {.lineage = 1, .actor = 2}};
    double answer[2];
    cst_peer_request request = {.question = question, .answer = answer};
    open_two(&peers, &to);
    SAY(&peers, 70, HELLO_ALICE, 0.0);
    cst_peers_ended(&peers, 70);
    CU_ASSERT_EQUAL(peers.peer[0].tally.lost, 1);
    CU_ASSERT_EQUAL(cst_peers_ask(&peers, &request, 2, 100.0, &error), 0);
    cst_peers_tick(&peers, 109.9);
    CU_ASSERT_EQUAL(request.left, 2);
    SAY(&peers, 71, HELLO_ALICE, 109.95);
    CU_ASSERT_EQUAL(kind_at(&to, to.count - 1), CST_PEER_ASK);
    SAY(&peers, 71, "\x94\x02\x04\x01\xc4\x02\x01\x01", 110.5);
    CU_ASSERT_EQUAL(request.left, 0);
    CU_ASSERT(are(answer, "rr"));
    SAY(&peers, 71, "\xc1", 111.0); /* refused, and does not come back */
    CU_ASSERT_EQUAL(cst_peers_ask(&peers, &request, 2, 112.0, &error), 0);
    cst_peers_tick(&peers, 121.9);
    CU_ASSERT_EQUAL(request.left, 2);
    cst_peers_tick(&peers, 122.1);
    CU_ASSERT_EQUAL(request.left, 0);
    CU_ASSERT(are(answer, "--"));
    CU_ASSERT_EQUAL(cst_peers_ask(&peers, &request, 2, 123.0, &error), 0);
    CU_ASSERT_EQUAL(request.left, 0); /* once is enough */
    SAY(&peers, 72, HELLO_ALICE, 124.0);
    SAY(&peers, 72, "\x92\x02\x05", 125.0);
    CU_ASSERT_EQUAL(cst_peers_ask(&peers, &request, 2, 126.0, &error), 0);
    CU_ASSERT_EQUAL(request.left, 0);
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
        CASE("\x94\x01\x04\x01\xc4\x02\x01\x01", CST_CAUSE_VERSION),
        CASE("\x94\x02\x09\x01\xc4\x08\0\0\0\0\0\0\xf8\x7f", CST_CAUSE_MALFORMED), /* NaN */
        CASE("\x94\x02\x09\x01\xc4\x08\0\0\0\0\0\0\xf0\x3f", CST_CAUSE_SHORT),
        CASE("\x94\x02\x04\x01\xc4\x02\x01\x07", CST_CAUSE_MALFORMED),
        CASE("\x94\x02\x04\x05\xc4\x02\x01\x01", CST_CAUSE_UNASKED),
        CASE("\x94\x02\x04\x02\xc4\x02\x01\x01", CST_CAUSE_UNASKED), /* that waits to be asked */
        CASE("\x94\x02\x04\x01\xc4\x01\x01", CST_CAUSE_SHORT),
        CASE("\x94\x02\x04\x01\xc4\x03\x01\x01\x01", CST_CAUSE_SHORT),
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

static const char *last_words(const post *of)
{
    static char words[160];
    const uint8_t *bytes = of->sent[of->count - 1].bytes;
    (void)snprintf(words, sizeof words, "%.150s",
                   kind_at(of, of->count - 1) == 6 ? bytes + 5 : bytes);
    return words;
}

static void say_with(cst_peers *peers, const char *name, cst_role role, uint32_t route,
                     const char *bytes, size_t size)
{
    cst_allowed key = {.role = role};
    cst_error error = {0};
    (void)snprintf(key.name, sizeof key.name, "%s", name);
    CU_ASSERT_EQUAL(
        cst_peers_receive(peers, route, &key, (const uint8_t *)bytes, size, 0.0, &error), 0);
}

#define SAY_WITH(peers, name, role, route, literal)                                                \
    say_with(peers, name, role, route, literal, sizeof(literal) - 1)

/* A second peer of a name, one that claims another's key, and an actor where a reviewer is wanted.
 */
static void test_peers_names(void)
{
    cst_peers peers;
    post to;
    open_two(&peers, &to);
    SAY(&peers, 70, HELLO_ALICE, 0.0);
    SAY(&peers, 71, HELLO_ALICE, 0.0);
    CU_ASSERT_EQUAL(peers.strangers[CST_CAUSE_TAKEN], 1);
    CU_ASSERT(peers.peer[0].here && peers.peer[0].route == 70);
    /* The first one is welcomed again, to see whether it is still there; not too often. */
    for (size_t i = 0; i < 20; i++) {
        SAY(&peers, 71, HELLO_ALICE, 0.0);
    }
    CU_ASSERT_EQUAL(peers.strangers[CST_CAUSE_TAKEN], 21);
    CU_ASSERT_EQUAL(to.count, 1 + 21 + 8);
    CU_ASSERT(peers.peer[0].here && peers.peer[0].route == 70);
    SAY_WITH(&peers, "carol", CST_ROLE_REVIEWER, 72, HELLO_BOB);
    CU_ASSERT_EQUAL(peers.strangers[CST_CAUSE_STRANGER], 1);
    CU_ASSERT_FALSE(peers.peer[1].here);
    SAY_WITH(&peers, "bob", CST_ROLE_ACTOR, 72, HELLO_BOB); /* whose key may not review */
    CU_ASSERT_EQUAL(peers.strangers[CST_CAUSE_ROLE], 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(last_words(&to), "allowed as reviewer, found one of actor"));
    CU_ASSERT_FALSE(peers.peer[1].here);
    SAY_WITH(&peers, "bob", CST_ROLE_BOTH, 72, HELLO_BOB);
    CU_ASSERT(peers.peer[1].here);
    SAY(&peers, 73,
        "\x95\x02\x01\xc4\x05"
        "alice\x02\x02",
        0.0);
    CU_ASSERT_EQUAL(peers.strangers[CST_CAUSE_ROLE], 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(last_words(&to), "role: expected 1 (reviewer), found 2 (actor)"));
    SAY(&peers, 73,
        "\x95\x02\x01\xc4\x05"
        "alice\x04\x02",
        0.0);
    CU_ASSERT_EQUAL(peers.strangers[CST_CAUSE_ROLE], 3);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(last_words(&to), "role: expected 1 (reviewer), found 4 (neither)"));
    /* One whose connection has broken may come back by another. */
    SAY(&peers, 70, HELLO_ALICE, 0.0);
    to.nobody = 70;
    SAY(&peers, 74, HELLO_ALICE, 0.0);
    CU_ASSERT(peers.peer[0].here && peers.peer[0].route == 74);
    CU_ASSERT_EQUAL(peers.peer[0].tally.lost, 1);
    CU_ASSERT_EQUAL(kind_at(&to, to.count - 1), CST_PEER_WELCOME);
    /* One that says hello under another name leaves its first one. */
    to.nobody = 72; /* where bob was */
    SAY(&peers, 74, HELLO_BOB, 0.0);
    CU_ASSERT(peers.peer[1].here && peers.peer[1].route == 74 && !peers.peer[0].here);
    cst_peers_free(&peers);
}

/* --- Roles ----------------------------------------------------------------------------------- */

/* alice reviews for b and acts for a; mallory acts for b and c. All want news. */
#define HELLO_ALICE_ALL                                                                            \
    "\x95\x02\x01\xc4\x05"                                                                         \
    "alice\x07\x64"
#define HELLO_MALLORY                                                                              \
    "\x95\x02\x01\xc4\x07"                                                                         \
    "mallory\x06\x64"

static void open_actors(cst_peers *peers, post *to)
{
    static cst_lineage lineage[3] = {{.name = "a"}, {.name = "b"}, {.name = "c"}};
    const cst_population_spec population = {.lineages = 3, .lineage = lineage};
    memcpy(lineage[1].external, "alice", sizeof "alice");
    memcpy(lineage[0].external_actor, "alice", sizeof "alice");
    memcpy(lineage[1].external_actor, "mallory", sizeof "mallory");
    memcpy(lineage[2].external_actor, "mallory", sizeof "mallory");
    *to = (post){.nobody = UINT32_MAX};
    cst_peers_init(peers, &population);
    peers->patience = 10.0;
    peers->self = to;
    peers->send = send_to;
}

/* Reviews go to who reviews for a lineage, deeds to who acts for it. */
static void test_peers_roles(void)
{
    cst_peers peers;
    post to;
    cst_error error = {0};
    double answer[3] = {9, 9, 9};
    const cst_question deed[3] = {
        {.lineage = 0, .deed = true}, {.lineage = 1, .deed = true}, {.lineage = 2, .deed = true}};
    const cst_question review[2] = {{.lineage = 1}, {.lineage = 1, .attack = true}};
    cst_peer_request deeds = {.question = deed, .answer = answer};
    cst_peer_request reviews = {.question = review, .answer = answer};
    open_actors(&peers, &to);
    CU_ASSERT_EQUAL_FATAL(peers.count, 2);
    const uint32_t alice = strcmp(peers.peer[0].name, "alice") == 0 ? 0 : 1;
    const uint32_t mallory = 1 - alice;
    CU_ASSERT_STRING_EQUAL(peers.peer[alice].name, "alice");
    CU_ASSERT_STRING_EQUAL(peers.peer[mallory].name, "mallory");
    SAY(&peers, 70,
        "\x95\x02\x01\xc4\x05"
        "alice\x01\x64",
        0.0); /* no actor */
    CU_ASSERT_EQUAL(peers.strangers[CST_CAUSE_ROLE], 1);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(last_words(&to), "role: expected 3 (reviewer and actor), found 1 (reviewer)"));
    SAY_WITH(&peers, "alice", CST_ROLE_REVIEWER, 70, HELLO_ALICE_ALL);
    SAY_WITH(&peers, "mallory", CST_ROLE_REVIEWER, 71, HELLO_MALLORY);
    CU_ASSERT_EQUAL(peers.strangers[CST_CAUSE_ROLE], 3);
    SAY_WITH(&peers, "alice", CST_ROLE_BOTH, 70, HELLO_ALICE_ALL);
    CU_ASSERT_EQUAL(to.sent[to.count - 1].bytes[to.sent[to.count - 1].size - 1], 7);
    SAY_WITH(&peers, "mallory", CST_ROLE_ACTOR, 71, HELLO_MALLORY);
    CU_ASSERT_EQUAL(to.sent[to.count - 1].bytes[to.sent[to.count - 1].size - 1], 6);
    CU_ASSERT_EQUAL(cst_peers_missing(&peers), 2);
    to.count = 0;
    CU_ASSERT_EQUAL(cst_peers_ask(&peers, &deeds, 3, 1.0, &error), 0);
    CU_ASSERT(to.count == 2 && kind_at(&to, 0) == CST_PEER_ACT && kind_at(&to, 1) == CST_PEER_ACT);
    CU_ASSERT_EQUAL(to.sent[alice].route, 70);
    char hers[] = "\x94\x02\x04\x01\xc4\x01\x01";         /* attack */
    char mallorys[] = "\x94\x02\x04\x01\xc4\x02\x02\x01"; /* abstain, attack */
    hers[3] += (char)alice;
    mallorys[3] += (char)mallory;
    say(&peers, 70, hers, sizeof hers - 1, 1.0);
    say(&peers, 71, mallorys, sizeof mallorys - 1, 1.0);
    CU_ASSERT_EQUAL(deeds.left, 0);
    CU_ASSERT(are(answer, "rar"));
    CU_ASSERT_EQUAL(cst_peers_ask(&peers, &reviews, 2, 2.0, &error), 0);
    CU_ASSERT(to.count == 3 && kind_at(&to, 2) == CST_PEER_ASK && to.sent[2].route == 70);
    /* In numbers: of an FPR of .1 what is .9 or more is a report. */
    SAY(&peers, 70, "\x94\x02\x09\x03\xc4\x10\0\0\0\0\0\0\xe0\x3f\0\0\0\0\0\0\xf0\x3f", 2.0);
    CU_ASSERT(reviews.left == 0 && answer[0] == 0.5 && answer[1] == 1.0);
    /* An actor has no scores. */
    CU_ASSERT_EQUAL(cst_peers_ask(&peers, &deeds, 1, 3.0, &error), 0);
    SAY(&peers, 70, "\x94\x02\x09\x04\xc4\x08\0\0\0\0\0\0\xf0\x3f", 3.0);
    CU_ASSERT_EQUAL(peers.peer[alice].tally.refused[CST_CAUSE_UNASKED], 1);
    CU_ASSERT(deeds.left == 0 && answer[0] == CST_REPLY_NONE);
    cst_peers_free(&peers);
}

/* --- News ------------------------------------------------------------------------------------ */

static void ask_and_answer(cst_peers *peers, double now)
{
    static const cst_question question = {.lineage = 1};
    char answer[] = "\x94\x02\x04\xcd\0\0\xc4\x01\x00";
    double given = 9;
    cst_error error = {0};
    cst_peer_request request = {.question = &question, .answer = &given};
    CU_ASSERT_EQUAL(cst_peers_ask(peers, &request, 1, now, &error), 0);
    answer[4] = (char)(peers->number >> 8);
    answer[5] = (char)(peers->number & 255);
    say(peers, 70, answer, sizeof answer - 1, now);
    CU_ASSERT_EQUAL(request.left, 0);
}

static size_t count_news(const post *of)
{
    size_t news = 0;
    for (size_t i = 0; i < of->count; i++) {
        news += kind_at(of, i) == CST_PEER_NEWS;
    }
    return news;
}

static void tell_once(cst_peers *peers, double answer, bool deed)
{
    const cst_outcome outcome = {.question = {.lineage = 1, .deed = deed}, .answer = answer};
    cst_error error = {0};
    CU_ASSERT_EQUAL(cst_peers_tell(peers, 0, &outcome, 1, &error), 0);
    CU_ASSERT_EQUAL(cst_peers_send_news(peers, &error), 0);
}

/* News goes to who wants it and answered, and no faster than it is read. */
static void test_peers_news(void)
{
    cst_peers peers;
    post to;
    open_actors(&peers, &to);
    SAY(&peers, 70, HELLO_ALICE_ALL, 0.0);
    SAY(&peers, 71,
        "\x95\x02\x01\xc4\x07"
        "mallory\x02\x64",
        0.0); /* wants none */
    const uint32_t alice = strcmp(peers.peer[0].name, "alice") == 0 ? 0 : 1;
    tell_once(&peers, CST_REPLY_PASS, true);
    tell_once(&peers, CST_REPLY_NONE, false);
    CU_ASSERT_EQUAL(count_news(&to), 0);
    ask_and_answer(&peers, 1.0);
    /* She reads no more: so much is on its way, so much waits, the rest is dropped. */
    const size_t much = CST_NEWS_UNREAD + CST_NEWS_WAITING + 5;
    for (size_t i = 0; i < much; i++) {
        tell_once(&peers, CST_REPLY_PASS, false);
    }
    CU_ASSERT_EQUAL(count_news(&to), CST_NEWS_UNREAD);
    CU_ASSERT_EQUAL(peers.peer[alice].news.waiting, CST_NEWS_WAITING);
    cst_peer_tally tally = cst_peer_tally_of(&peers.peer[alice]);
    CU_ASSERT(tally.told == CST_NEWS_UNREAD && tally.untold == 5);
    /* An answer to what was asked after them says that they were read. */
    cst_error error = {0};
    ask_and_answer(&peers, 2.0);
    CU_ASSERT_EQUAL(cst_peers_send_news(&peers, &error), 0);
    CU_ASSERT_EQUAL(count_news(&to), 2 * CST_NEWS_UNREAD);
    /* Who is gone is told nothing, and begins anew when it comes back. */
    SAY(&peers, 70, "\x92\x02\x05", 3.0);
    tally = cst_peer_tally_of(&peers.peer[alice]);
    CU_ASSERT_EQUAL(tally.told + tally.untold, much);
    tell_once(&peers, CST_REPLY_PASS, false);
    SAY(&peers, 70, HELLO_ALICE_ALL, 4.0);
    CU_ASSERT_EQUAL(count_news(&to), 2 * CST_NEWS_UNREAD);
    tell_once(&peers, CST_REPLY_PASS, false);
    CU_ASSERT_EQUAL(count_news(&to), 2 * CST_NEWS_UNREAD + 1);
    to.nobody = 70;
    tell_once(&peers, CST_REPLY_PASS, false);
    CU_ASSERT_FALSE(peers.peer[alice].here);
    cst_peers_free(&peers);
}

/* The news of a large round is in messages of so many tasks, in order. */
static void test_peers_news_large(void)
{
    enum { TASKS = 2 * CST_PEER_TASKS + 3 };
    static cst_outcome outcome[TASKS];
    cst_peers peers;
    post to;
    cst_error error = {0};
    open_actors(&peers, &to);
    SAY(&peers, 70, HELLO_ALICE_ALL, 0.0);
    for (uint32_t i = 0; i < TASKS; i++) {
        outcome[i] = (cst_outcome){.question = {.trial = i, .lineage = i % 2}, .answer = 0.0};
    }
    CU_ASSERT_EQUAL(cst_peers_tell(&peers, 3, outcome, TASKS, &error), 0);
    CU_ASSERT_EQUAL(cst_peers_send_news(&peers, &error), 0);
    CU_ASSERT_EQUAL_FATAL(to.count, 3);
    CU_ASSERT(memcmp(to.sent[1].bytes, "\x98\x02\x0a\x03\xc5\x80\x00\x01\0\0\0\0\0\0\0\x03", 16) ==
              0);
    CU_ASSERT(memcmp(to.sent[2].bytes, "\x98\x02\x0a\x03\xc4\x08\x01\x20", 8) == 0);
    cst_peers_free(&peers);
}

CST_SUITE("peers", CST_TEST(test_peers_course), CST_TEST(test_peers_silence),
          CST_TEST(test_peers_awaited), CST_TEST(test_peers_refused), CST_TEST(test_peers_names),
          CST_TEST(test_peers_roles), CST_TEST(test_peers_news), CST_TEST(test_peers_news_large))
