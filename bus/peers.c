/* SPDX-License-Identifier: MIT */
#include "bus/peers.h"

#include "base/check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of tasks, that a peer has at once. With news and a few words it is below the high-water mark. */
enum { MESSAGES_MOST = 32 };

static const char *const names[CST_PEER_CAUSES] = {
    [CST_CAUSE_MALFORMED] = "malformed", [CST_CAUSE_VERSION] = "version",
    [CST_CAUSE_STRANGER] = "stranger",   [CST_CAUSE_TAKEN] = "name taken",
    [CST_CAUSE_ROLE] = "wrong role",     [CST_CAUSE_UNASKED] = "unasked",
    [CST_CAUSE_SHORT] = "wrong count",   [CST_CAUSE_UNBOUNDED] = "unbounded",
    [CST_CAUSE_NO_HELLO] = "no hello",   [CST_CAUSE_BROKEN] = "broken"};

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

/* Wants a peer of this name in a role, "" being nobody, and returns its place. */
static uint8_t want(cst_peers *peers, const char *name, uint32_t role)
{
    const uint32_t at = find(peers, name);
    if (name[0] != '\0' && at == peers->count) {
        (void)snprintf(peers->peer[at].name, CST_PEER_NAME, "%s", name);
        peers->count++;
    }
    if (name[0] != '\0') {
        peers->peer[at].wanted |= role;
    }
    return (uint8_t)at;
}

void cst_peers_init(cst_peers *peers, const cst_population_spec *population)
{
    *peers = (cst_peers){0};
    for (int round = 0; round < 2; round++) { /* nobody's place is known when all are there */
        for (uint32_t g = 0; g < population->lineages; g++) {
            const cst_lineage *lineage = &population->lineage[g];
            peers->of[0][g] = want(peers, lineage->external, CST_PEER_REVIEWER);
            peers->of[1][g] = want(peers, lineage->external_actor, CST_PEER_ACTOR);
        }
    }
}

/* The place of who is asked; count: nobody. */
static uint32_t asked_of(const cst_peers *peers, const cst_question *question)
{
    return peers->of[question->deed][question->lineage];
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
static void end_batch(cst_peer *peer, cst_peer_batch *batch, const cst_peer_said *said)
{
    cst_peer_request *request = batch->request;
    for (size_t i = 0; request != NULL && i < batch->count; i++) {
        request->answer[batch->which[i]] = said != NULL ? cst_peer_answer(said, i) : CST_REPLY_NONE;
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

static void leave(cst_peer *peer)
{
    peer->here = false;
    give_up(peer);
    cst_peer_news_clear(&peer->news);
}

/* It is not here any more. It may come back, unless it said that it leaves or was silent for too
 * long: what is asked meanwhile waits for it for a time. */
static void lose(cst_peer *peer, bool awaited)
{
    peer->tally.lost += peer->here;
    peer->awaited = awaited;
    peer->due = -1.0;
    leave(peer);
}

void cst_peers_free(cst_peers *peers)
{
    for (uint32_t i = 0; i < peers->count; i++) {
        give_up(&peers->peer[i]);
        cst_peer_news_clear(&peers->peer[i].news);
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
            lose(peer, false);
        }
        if (!peer->here && peer->awaited && peer->due >= 0.0 && now > peer->due) {
            peer->awaited = false;
            give_up(peer);
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
            batch->news = peer->news.sent;
            peer->asking += (uint32_t)batch->count;
            peer->messages++;
        }
        batch = batch->next;
        if (gone) {
            lose(peer, true);
        }
    }
    if (code == 0 && !peer->here && !peer->awaited) {
        give_up(peer);
    } else if (!peer->here && peer->due < 0.0 && peer->first != NULL) {
        peer->due = now + peers->patience;
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
        found += asked_of(peers, &request->question[at]) == of;
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
    *batch = (cst_peer_batch){
        .request = request, .which = which, .asked = -1.0, .deeds = request->question[*from].deed};
    for (size_t i = *from; i < at; i++) {
        if (asked_of(peers, &request->question[i]) == of) {
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

/* --- What became of it ----------------------------------------------------------------------- */

/* Keeps for a peer what it wants to know, some tasks at a time. */
static int keep_news(cst_peers *peers, uint32_t of, uint32_t cell, const cst_outcome *outcome,
                     size_t count, cst_error *error)
{
    cst_peer_news *news = &peers->peer[of].news;
    uint32_t which[CST_PEER_TASKS];
    size_t found = 0;
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        if (asked_of(peers, &outcome[i].question) == of && outcome[i].answer != CST_REPLY_NONE) {
            which[found++] = (uint32_t)i;
        }
        if (found == CST_PEER_TASKS || (found > 0 && i + 1 == count)) {
            code = cst_peer_news_put(news, cell, outcome, which, found, error);
            found = 0;
        }
    }
    return code;
}

int cst_peers_tell(cst_peers *peers, uint32_t cell, const cst_outcome *outcome, size_t count,
                   cst_error *error)
{
    int code = 0;
    for (uint32_t of = 0; code == 0 && of < peers->count; of++) {
        if (peers->peer[of].here && peers->peer[of].told) {
            code = keep_news(peers, of, cell, outcome, count, error);
        }
    }
    return code;
}

int cst_peers_send_news(cst_peers *peers, cst_error *error)
{
    int code = 0;
    for (uint32_t i = 0; code == 0 && i < peers->count; i++) {
        cst_peer *peer = &peers->peer[i];
        cst_frame frame;
        while (code == 0 && peer->here && cst_peer_news_next(&peer->news, &frame)) {
            bool gone = false;
            code = peers->send(peers->self, peer->route, &frame, &gone, error);
            if (gone) {
                lose(peer, true);
            }
        }
    }
    return code;
}

cst_peer_tally cst_peer_tally_of(const cst_peer *peer)
{
    cst_peer_tally tally = peer->tally;
    tally.told = peer->news.told;
    tally.untold = peer->news.dropped;
    return tally;
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
        lose(&peers->peer[at], true); /* what it says next means nothing before it says hello */
    }
    char words[sizeof(cst_error)];
    (void)snprintf(words, sizeof words, "%s: %s", cst_peer_cause_name(cause), why);
    const int code = cst_peer_pack_refused(words, &frame, error);
    return code != 0 ? code : peers->send(peers->self, route, &frame, &gone, error);
}

static int send_welcome(cst_peers *peers, const cst_peer *peer, bool *gone, cst_error *error)
{
    cst_frame frame;
    const double patience = 1e3 * peers->patience;
    cst_peer_welcome words = {.credit = peer->credit,
                              .patience = patience < UINT32_MAX ? (uint32_t)patience : UINT32_MAX,
                              .role = peer->wanted | (peer->told ? CST_PEER_TOLD : 0U)};
    memcpy(words.run, peers->run, sizeof words.run);
    const int code = cst_peer_pack_welcome(&words, &frame, error);
    return code != 0 ? code : peers->send(peers->self, peer->route, &frame, gone, error);
}

static int welcome(cst_peers *peers, cst_peer *peer, double now, cst_error *error)
{
    bool gone = false;
    const int code = send_welcome(peers, peer, &gone, error);
    if (gone) {
        lose(peer, true);
    }
    return code != 0 ? code : send_on(peers, peer, now, error);
}

enum { WHY = 160 };

/* Roles as the allow-list has them. */
static const char *role_words(uint32_t role)
{
    const uint32_t both = role & CST_ROLE_BOTH;
    return both == 0 ? "neither" : cst_role_name((cst_role)both);
}

/* Who says hello: its place, or why it has none. CST_PEER_CAUSES: it has one. */
static cst_peer_cause find_place(const cst_peers *peers, const cst_allowed *key,
                                 const cst_peer_said *said, uint32_t *place, char why[WHY])
{
    *place = find(peers, said->name);
    if (key != NULL && strcmp(key->name, said->name) != 0) {
        (void)snprintf(why, WHY, "name: expected '%s', whose key this is, found '%s'", key->name,
                       said->name);
        return CST_CAUSE_STRANGER;
    }
    if (*place == peers->count) {
        (void)snprintf(why, WHY, "name: expected a peer of the scenario, '%s' or so, found '%s'",
                       peers->peer[0].name, said->name);
        return CST_CAUSE_STRANGER;
    }
    const uint32_t wanted = peers->peer[*place].wanted;
    if ((wanted & ~said->role) != 0) {
        static const char *const words[] = {"neither", "reviewer", "actor", "reviewer and actor"};
        (void)snprintf(why, WHY, "role: expected %u (%s), found %u (%s)", wanted,
                       words[wanted & CST_ROLE_BOTH], said->role,
                       words[said->role & CST_ROLE_BOTH]);
        return CST_CAUSE_ROLE;
    }
    if (key != NULL && (wanted & ~(uint32_t)key->role) != 0) {
        (void)snprintf(why, WHY, "role: expected a key that is allowed as %s, found one of %s",
                       role_words(wanted), role_words(key->role));
        return CST_CAUSE_ROLE;
    }
    return CST_PEER_CAUSES;
}

/* Lets go of a peer's connection that has broken. Sending tells: it is welcomed once more, but only
 * some times between two of its answers. */
static int lose_if_broken(cst_peers *peers, cst_peer *peer, cst_error *error)
{
    enum { TIMES_MOST = 8 };
    bool gone = false;
    int code = 0;
    if (peer->probed < TIMES_MOST) {
        peer->probed++;
        code = send_welcome(peers, peer, &gone, error);
    }
    if (gone) {
        lose(peer, true);
    }
    return code;
}

static int take_hello(cst_peers *peers, uint32_t route, const cst_allowed *key,
                      const cst_peer_said *said, double now, cst_error *error)
{
    char why[WHY];
    uint32_t at;
    const cst_peer_cause cause = find_place(peers, key, said, &at, why);
    if (cause != CST_PEER_CAUSES) {
        return cst_peers_refuse(peers, route, cause, why, error);
    }
    cst_peer *peer = &peers->peer[at];
    const bool other = peer->here && peer->route != route;
    const int code = other ? lose_if_broken(peers, peer, error) : 0;
    if (code != 0) {
        return code;
    }
    if (other && peer->here) {
        return cst_peers_refuse(peers, route, CST_CAUSE_TAKEN,
                                "a peer of this name is here already", error);
    }
    const uint32_t before = find_route(peers, route);
    if (before < peers->count && before != at) { /* a connection is one peer's */
        lose(&peers->peer[before], false);
    }
    if (peer->here) { /* it begins anew, and knows nothing of what it was asked */
        give_up(peer);
        cst_peer_news_clear(&peer->news);
    }
    peer->here = true;
    peer->told = (said->role & CST_PEER_TOLD) != 0;
    peer->route = route;
    peer->credit = said->credit;
    peer->heard = now;
    peer->probed = 0;
    return welcome(peers, peer, now, error);
}

static int take_answer(cst_peers *peers, uint32_t route, const cst_peer_said *said, double now,
                       cst_error *error)
{
    char why[WHY];
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
        (void)snprintf(why, WHY,
                       "batch: expected one that was asked and not yet answered, found %" PRIu64,
                       said->batch);
        return cst_peers_refuse(peers, route, CST_CAUSE_UNASKED, why, error);
    }
    if (batch->deeds && said->kind == CST_PEER_SCORES) {
        return cst_peers_refuse(peers, route, CST_CAUSE_UNASKED,
                                "batch: expected answers (kind 4) to tasks of an actor, found "
                                "scores",
                                error);
    }
    if (batch->count != said->count) {
        (void)snprintf(why, WHY,
                       "answers: expected %zu, one for each task of batch %" PRIu64 ", found %zu",
                       batch->count, said->batch, said->count);
        return cst_peers_refuse(peers, route, CST_CAUSE_SHORT, why, error);
    }
    peer->heard = now;
    peer->probed = 0;
    peer->tally.batches++;
    peer->tally.seconds += now - batch->asked;
    if (now - batch->asked > peer->tally.slowest) {
        peer->tally.slowest = now - batch->asked;
    }
    cst_peer_news_read(&peer->news, batch->news);
    unlink_batch(peer, batch);
    end_batch(peer, batch, said);
    return send_on(peers, peer, now, error);
}

int cst_peers_receive(cst_peers *peers, uint32_t route, const cst_allowed *key,
                      const uint8_t *bytes, size_t size, double now, cst_error *error)
{
    cst_peer_said said;
    cst_error wrong = {0};
    const uint64_t version = cst_peer_other_version(bytes, size);
    if (version != 0) {
        char why[WHY];
        (void)snprintf(why, WHY, "expected %d, found %" PRIu64, CST_PEER_VERSION, version);
        return cst_peers_refuse(peers, route, CST_CAUSE_VERSION, why, error);
    }
    if (cst_peer_read(bytes, size, &said, &wrong) != 0) {
        return cst_peers_refuse(peers, route, CST_CAUSE_MALFORMED, wrong.text, error);
    }
    if (said.kind == CST_PEER_HELLO) {
        return take_hello(peers, route, key, &said, now, error);
    }
    if (said.kind != CST_PEER_BYE) {
        return take_answer(peers, route, &said, now, error);
    }
    const uint32_t at = find_route(peers, route);
    if (at < peers->count && peers->over) {
        leave(&peers->peer[at]);
    } else if (at < peers->count) {
        lose(&peers->peer[at], false);
    }
    return 0;
}

void cst_peers_ended(cst_peers *peers, uint32_t route)
{
    const uint32_t at = find_route(peers, route);
    if (at < peers->count && peers->peer[at].first == NULL) {
        lose(&peers->peer[at], true);
    }
}

int cst_peers_end(cst_peers *peers, cst_error *error)
{
    int code = 0;
    peers->over = true;
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
