/* SPDX-License-Identifier: MIT
 *
 * Any bytes as a message of a peer that has been asked for reviews and deeds, of one that has said
 * nothing, and of one whose key is another's. Whatever they are, nobody else's answers change, and
 * who asked has an answer in the end. What is read of them is fuzz_decode's affair.
 */
#include "base/check.h"
#include "bus/peers.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TASKS = 3, ALICE = 70, BOB = 71, STRANGER = 72 };

/* What was sent to whom, so that bob's answers are known to have been taken. */
typedef struct post {
    uint64_t sent;
    uint8_t last[3]; /* first bytes of the last message */
} post;

static int send_to(void *self, uint32_t route, cst_frame *frame, bool *gone, cst_error *error)
{
    post *to = self;
    (void)route;
    (void)gone;
    (void)error;
    cst_require(frame->size >= 3 && frame->bytes[1] == CST_PEER_VERSION);
    memcpy(to->last, frame->bytes, sizeof to->last);
    to->sent++;
    free(frame->memory);
    return 0;
}

static void say(cst_peers *peers, uint32_t route, const char *key, const void *bytes, size_t size)
{
    cst_allowed allowed = {.role = CST_ROLE_REVIEWER};
    cst_error error = {0};
    if (key != NULL) {
        memcpy(allowed.name, key, strlen(key) + 1);
    }
    cst_require(cst_peers_receive(peers, route, key != NULL ? &allowed : NULL, bytes, size, 1.0,
                                  &error) == 0);
}

static void open_peers(cst_peers *peers, post *to)
{
    static const cst_lineage lineage[] = {
        {.name = "a", .external = "alice", .external_actor = "alice"},
        {.name = "b", .external = "bob"}};
    static const char alice[] = "\x95\x02\x01\xc4\x05"
                                "alice\x07\x64";
    static const char bob[] = "\x95\x02\x01\xc4\x03"
                              "bob\x01\x64";
    const cst_population_spec population = {.lineages = 2, .lineage = lineage};
    cst_peers_init(peers, &population);
    peers->patience = 5.0;
    peers->self = to;
    peers->send = send_to;
    say(peers, ALICE, NULL, alice, sizeof alice - 1);
    say(peers, BOB, NULL, bob, sizeof bob - 1);
}

static void to_peers(const uint8_t *data, size_t size)
{
    static const cst_question review[TASKS] = {{.lineage = 0}, {.lineage = 0}, {.lineage = 1}};
    static const cst_question deed[TASKS] = {{.deed = true}, {.deed = true}, {.deed = true}};
    static const char bobs[] = "\x94\x02\x04\x02\xc4\x01\x01";
    double reviewed[TASKS] = {9, 9, 9};
    double done[TASKS] = {9, 9, 9};
    cst_peer_request reviews = {.question = review, .answer = reviewed};
    cst_peer_request deeds = {.question = deed, .answer = done};
    cst_outcome outcome = {.question = review[0]};
    cst_peers peers;
    post to = {0};
    cst_error error = {0};
    open_peers(&peers, &to);
    cst_require(cst_peers_ask(&peers, &reviews, TASKS, 0.0, &error) == 0);
    cst_require(cst_peers_ask(&peers, &deeds, TASKS, 0.0, &error) == 0);
    cst_require(to.sent == 5);
    say(&peers, STRANGER, NULL, data, size);
    say(&peers, STRANGER, "bob", data, size);
    say(&peers, ALICE, NULL, data, size);
    say(&peers, BOB, "bob", bobs, sizeof bobs - 1);
    cst_require(reviewed[2] == CST_REPLY_REPORT && reviews.left <= 2);
    cst_require(cst_peers_tell(&peers, 0, &outcome, 1, &error) == 0);
    cst_require(cst_peers_send_news(&peers, &error) == 0);
    cst_peers_tick(&peers, 100.0);
    cst_require(reviews.left == 0 && deeds.left == 0);
    for (size_t i = 0; i < TASKS; i++) {
        cst_require(cst_reply_is(reviewed[i]) && cst_reply_is(done[i]));
    }
    cst_require(cst_peers_end(&peers, &error) == 0);
    cst_peers_free(&peers);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { ONE_IN = 16 }; /* what cannot be read is refused in one way */
    cst_peer_said said;
    if (cst_peer_read(data, size, &said, NULL) == 0 || size % ONE_IN == 0) {
        to_peers(data, size);
    }
    return 0;
}
