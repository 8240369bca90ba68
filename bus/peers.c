/* SPDX-License-Identifier: MIT */
#include "bus/peers.h"

#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGES_MOST = 32 }; /* that a peer has at once: far below the high-water mark */

static const char *const names[CST_PEER_CAUSES] = {
    [CST_CAUSE_MALFORMED] = "malformed", [CST_CAUSE_STRANGER] = "stranger",
    [CST_CAUSE_TAKEN] = "name taken",    [CST_CAUSE_ROLE] = "wrong role",
    [CST_CAUSE_UNASKED] = "unasked",     [CST_CAUSE_SHORT] = "wrong count",
    [CST_CAUSE_UNBOUNDED] = "unbounded", [CST_CAUSE_NO_HELLO] = "no hello",
    [CST_CAUSE_BROKEN] = "broken"};

const char *cst_peer_cause_name(cst_peer_cause cause)
{
    return names[cause];
}

static uint32_t find(const cst_peers *peers, const char *name)
{
    uint32_t at = 0;
    while (at < peers->count && strcmp(peers->peer[at].name, name) != 0) {
        at++;
    }
    return at;
}

static uint32_t find_route(const cst_peers *peers, uint32_t route)
{
    uint32_t at = 0;
    while (at < peers->count && !(peers->peer[at].here && peers->peer[at].route == route)) {
        at++;
    }
    return at;
}

void cst_peers_init(cst_peers *peers, const cst_population_spec *population)
{
    *peers = (cst_peers){0};
    for (uint32_t g = 0; g < population->lineages; g++) {
        const char *name = population->lineage[g].external;
        uint32_t at = find(peers, name);
        if (name[0] != '\0' && at == peers->count) {
            (void)snprintf(peers->peer[at].name, CST_PEER_NAME, "%s", name);
            peers->count++;
        }
    }
    for (uint32_t g = 0; g < population->lineages; g++) {
        peers->of[g] = (uint8_t)find(peers, population->lineage[g].external);
    }
}

uint32_t cst_peers_missing(const cst_peers *peers)
{
    uint32_t at = 0;
    while (at < peers->count && peers->peer[at].here) {
        at++;
    }
    return at;
}

bool cst_peers_any(const cst_peers *peers)
{
    bool any = false;
    for (uint32_t i = 0; i < peers->count; i++) {
        any = any || peers->peer[i].here;
    }
    return any;
}

bool cst_peers_has(const cst_peers *peers, uint32_t route)
{
    return find_route(peers, route) < peers->count;
}

/* --- Answers --------------------------------------------------------------------------------- */

static void count_answer(cst_peer_tally *tally, const cst_question *question, double answer)
{
    tally->asked[question->attack]++;
    tally->reported[question->attack] += answer == CST_REPLY_REPORT;
    tally->abstained[question->attack] += answer == CST_REPLY_ABSTAIN;
    tally->unanswered[question->attack] += answer == CST_REPLY_NONE;
}

static void free_batch(cst_peer *peer, cst_peer_batch *batch)
{
    if (batch->asked >= 0.0) {
        peer->asking -= (uint32_t)batch->count;
        peer->messages--;
    }
    free(batch->which);
    free(batch);
}

/* Ends a batch with these answers; NULL: with none. */
static void end_batch(cst_peer *peer, cst_peer_batch *batch, const uint8_t *answer)
{
    static const double words[] = {CST_REPLY_PASS, CST_REPLY_REPORT, CST_REPLY_ABSTAIN};
    cst_peer_request *request = batch->request;
    for (size_t i = 0; request != NULL && i < batch->count; i++) {
        const uint32_t at = batch->which[i];
        request->answer[at] = answer != NULL ? words[answer[i]] : CST_REPLY_NONE;
        count_answer(&peer->tally, &request->question[at], request->answer[at]);
    }
    if (request != NULL) {
        request->left -= batch->count;
    }
    free_batch(peer, batch);
}

/* Takes a batch out of those that a peer has. */
static void unlink_batch(cst_peer *peer, cst_peer_batch *batch)
{
    cst_peer_batch *before = NULL;
    for (cst_peer_batch *at = peer->first; at != batch; at = at->next) {
        before = at;
    }
    *(before == NULL ? &peer->first : &before->next) = batch->next;
    peer->last = peer->last == batch ? before : peer->last;
}

static void give_up(cst_peer *peer)
{
    while (peer->first != NULL) {
        cst_peer_batch *batch = peer->first;
        unlink_batch(peer, batch);
        end_batch(peer, batch, NULL);
    }
}

static void lose(cst_peer *peer)
{
    peer->tally.lost += peer->here;
    peer->here = false;
    give_up(peer);
}

void cst_peers_free(cst_peers *peers)
{
    for (uint32_t i = 0; i < peers->count; i++) {
        give_up(&peers->peer[i]);
    }
}

void cst_peers_tick(cst_peers *peers, double now)
{
    for (uint32_t i = 0; i < peers->count; i++) {
        cst_peer *peer = &peers->peer[i];
        const cst_peer_batch *first = peer->first;
        const bool asked = first != NULL && first->asked >= 0.0;
        if (peer->here && asked && now - first->asked > peers->patience &&
            now - peer->heard > peers->patience) {
            lose(peer);
        }
    }
}

/* --- Questions ------------------------------------------------------------------------------- */

/* Sends what waits for a peer, as far as it takes it. */
static int send_on(cst_peers *peers, cst_peer *peer, double now, cst_error *error)
{
    int code = 0;
    cst_peer_batch *batch = peer->first;
    while (code == 0 && peer->here && batch != NULL) {
        const bool fits = peer->asking == 0 || peer->asking + batch->count <= peer->credit;
        bool gone = false;
        if (batch->asked < 0.0 && (!fits || peer->messages == MESSAGES_MOST)) {
            break;
        }
        if (batch->asked < 0.0) {
            cst_frame frame;
            const cst_peer_request *request = batch->request;
            code = cst_peer_pack_ask(batch->number, request->cell, request->question, batch->which,
                                     batch->count, &frame, error);
            code = code != 0 ? code : peers->send(peers->self, peer->route, &frame, &gone, error);
            batch->asked = now;
            peer->asking += (uint32_t)batch->count;
            peer->messages++;
        }
        batch = batch->next;
        if (gone) {
            lose(peer);
        }
    }
    if (code == 0 && !peer->here) {
        give_up(peer);
    }
    return code;
}

/* A batch of up to `most` questions of a peer, from a place on, which moves. NULL: none is left, or
 * there is no memory, and then *lost. */
static cst_peer_batch *next_batch(const cst_peers *peers, uint32_t of, cst_peer_request *request,
                                  size_t count, size_t *from, size_t most, bool *lost)
{
    size_t found = 0;
    size_t at = *from;
    for (; at < count && found < most; at++) {
        found += peers->of[request->question[at].lineage] == of;
    }
    if (found == 0) {
        return NULL;
    }
    cst_peer_batch *batch = calloc(1, sizeof *batch);
    uint32_t *which = calloc(found, sizeof *which);
    if (batch == NULL || which == NULL) {
        free(batch);
        free(which);
        *lost = true;
        return NULL;
    }
    *batch = (cst_peer_batch){.request = request, .which = which, .asked = -1.0};
    for (size_t i = *from; i < at; i++) {
        if (peers->of[request->question[i].lineage] == of) {
            which[batch->count++] = (uint32_t)i;
        }
    }
    *from = at;
    return batch;
}

int cst_peers_ask(cst_peers *peers, cst_peer_request *request, size_t count, double now,
                  cst_error *error)
{
    int code = 0;
    bool lost = false;
    request->left = count;
    for (uint32_t i = 0; i < peers->count && !lost; i++) {
        cst_peer *peer = &peers->peer[i];
        const size_t credit = peer->credit > 0 ? peer->credit : CST_PEER_TASKS;
        const size_t most = credit < CST_PEER_TASKS ? credit : CST_PEER_TASKS;
        size_t from = 0;
        cst_peer_batch *batch = next_batch(peers, i, request, count, &from, most, &lost);
        for (; batch != NULL; batch = next_batch(peers, i, request, count, &from, most, &lost)) {
            batch->number = ++peers->number;
            *(peer->first == NULL ? &peer->first : &peer->last->next) = batch;
            peer->last = batch;
        }
    }
    if (lost) {
        return cst_error_memory(error, "questions to peers");
    }
    for (uint32_t i = 0; code == 0 && i < peers->count; i++) {
        code = send_on(peers, &peers->peer[i], now, error);
    }
    return code;
}

void cst_peers_forget(cst_peers *peers, const cst_peer_request *request)
{
    for (uint32_t i = 0; i < peers->count; i++) {
        cst_peer *peer = &peers->peer[i];
        cst_peer_batch *batch = peer->first;
        while (batch != NULL) {
            cst_peer_batch *next = batch->next;
            if (batch->request == request && batch->asked >= 0.0) {
                batch->request = NULL; /* the peer cannot know: its answer may come */
            } else if (batch->request == request) {
                unlink_batch(peer, batch);
                free_batch(peer, batch);
            }
            batch = next;
        }
    }
}

/* --- What peers say -------------------------------------------------------------------------- */

int cst_peers_refuse(cst_peers *peers, uint32_t route, cst_peer_cause cause, const char *why,
                     cst_error *error)
{
    cst_frame frame;
    bool gone = false;
    const uint32_t at = find_route(peers, route);
    (at < peers->count ? peers->peer[at].tally.refused : peers->strangers)[cause]++;
    if (at < peers->count) {
        lose(&peers->peer[at]); /* what it says next means nothing before it says hello */
    }
    const int code = cst_peer_pack_refused(why, &frame, error);
    return code != 0 ? code : peers->send(peers->self, route, &frame, &gone, error);
}

static int welcome(cst_peers *peers, cst_peer *peer, double now, cst_error *error)
{
    cst_frame frame;
    bool gone = false;
    cst_peer_welcome words = {.credit = peer->credit,
                              .patience = (uint32_t)(1e3 * peers->patience)};
    memcpy(words.run, peers->run, sizeof words.run);
    int code = cst_peer_pack_welcome(&words, &frame, error);
    code = code != 0 ? code : peers->send(peers->self, peer->route, &frame, &gone, error);
    if (gone) {
        lose(peer);
    }
    return code != 0 ? code : send_on(peers, peer, now, error);
}

static int take_hello(cst_peers *peers, uint32_t route, const char *proved,
                      const cst_peer_said *said, double now, cst_error *error)
{
    char why[128];
    const char *name = proved != NULL ? proved : said->name;
    const uint32_t at = find(peers, name);
    if (proved != NULL && strcmp(proved, said->name) != 0) {
        (void)snprintf(why, sizeof why, "name: expected '%s', whose key this is, found '%s'",
                       proved, said->name);
        return cst_peers_refuse(peers, route, CST_CAUSE_STRANGER, why, error);
    }
    if (at == peers->count) {
        (void)snprintf(why, sizeof why,
                       "name: expected a peer of the scenario, '%s' or so, found "
                       "'%s'",
                       peers->peer[0].name, name);
        return cst_peers_refuse(peers, route, CST_CAUSE_STRANGER, why, error);
    }
    if ((said->role & CST_PEER_REVIEWER) == 0) {
        return cst_peers_refuse(peers, route, CST_CAUSE_ROLE,
                                "role: expected a reviewer, found an "
                                "actor",
                                error);
    }
    cst_peer *peer = &peers->peer[at];
    if (peer->here && peer->route != route) {
        return cst_peers_refuse(peers, route, CST_CAUSE_TAKEN,
                                "name: a peer of this name is here already", error);
    }
    if (peer->here) {
        give_up(peer); /* it begins anew, and knows nothing of what it was asked */
    }
    peer->here = peer->met = true;
    peer->route = route;
    peer->credit = said->credit;
    peer->heard = now;
    return welcome(peers, peer, now, error);
}

static int take_answer(cst_peers *peers, uint32_t route, const cst_peer_said *said, double now,
                       cst_error *error)
{
    const uint32_t at = find_route(peers, route);
    if (at == peers->count) {
        return cst_peers_refuse(peers, route, CST_CAUSE_STRANGER,
                                "expected hello first; after a silence, again", error);
    }
    cst_peer *peer = &peers->peer[at];
    cst_peer_batch *batch = peer->first;
    while (batch != NULL && batch->number != said->batch) {
        batch = batch->next;
    }
    if (batch == NULL || batch->asked < 0.0) {
        return cst_peers_refuse(peers, route, CST_CAUSE_UNASKED,
                                "batch: expected one that was asked and not yet answered", error);
    }
    if (batch->count != said->count) {
        return cst_peers_refuse(peers, route, CST_CAUSE_SHORT,
                                "answers: expected one for each task of the batch", error);
    }
    peer->heard = now;
    peer->tally.batches++;
    peer->tally.seconds += now - batch->asked;
    if (now - batch->asked > peer->tally.slowest) {
        peer->tally.slowest = now - batch->asked;
    }
    unlink_batch(peer, batch);
    end_batch(peer, batch, said->answer);
    return send_on(peers, peer, now, error);
}

int cst_peers_receive(cst_peers *peers, uint32_t route, const char *name, const uint8_t *bytes,
                      size_t size, double now, cst_error *error)
{
    cst_peer_said said;
    cst_error wrong = {0};
    if (cst_peer_read(bytes, size, &said, &wrong) != 0) {
        return cst_peers_refuse(peers, route, CST_CAUSE_MALFORMED, wrong.text, error);
    }
    if (said.kind == CST_PEER_HELLO) {
        return take_hello(peers, route, name, &said, now, error);
    }
    if (said.kind == CST_PEER_ANSWER) {
        return take_answer(peers, route, &said, now, error);
    }
    const uint32_t at = find_route(peers, route);
    if (at < peers->count) {
        lose(&peers->peer[at]);
    }
    return 0;
}

int cst_peers_end(cst_peers *peers, cst_error *error)
{
    int code = 0;
    for (uint32_t i = 0; code == 0 && i < peers->count; i++) {
        cst_frame frame;
        bool gone = false;
        if (peers->peer[i].here) {
            code = cst_peer_pack_end(&frame, error);
            code = code != 0 ? code
                             : peers->send(peers->self, peers->peer[i].route, &frame, &gone, error);
        }
    }
    return code;
}
