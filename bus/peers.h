/* SPDX-License-Identifier: MIT
 *
 * The peers of a run as a state machine over messages, without sockets, threads or clocks: who is
 * here, what each is asked and what it answers. A peer is asked as many tasks at once as it takes.
 * One that says nothing for as long as `patience`, though it is asked, is gone: what it was asked,
 * and what it would be asked, has no answer until it says hello again. One that is not here any
 * more without having said bye is waited for as long. So nobody waits for ever.
 */
#ifndef CST_BUS_PEERS_H
#define CST_BUS_PEERS_H

#include "agents/population.h"
#include "base/curve_key.h"
#include "bus/peer_news.h"

/* Why a message was refused. */
typedef enum cst_peer_cause {
    CST_CAUSE_MALFORMED, /* not a message of docs/wire.md */
    CST_CAUSE_VERSION,   /* one of another version */
    CST_CAUSE_STRANGER,  /* it has not said hello, or has no place here */
    CST_CAUSE_TAKEN,     /* a second peer of that name */
    CST_CAUSE_ROLE,      /* it cannot, or its key may not, be what it is wanted for */
    CST_CAUSE_UNASKED,   /* answers to what it was not asked, or was asked long ago */
    CST_CAUSE_SHORT,     /* other than one answer for each task of the batch */
    /* Of connections (bus/relay.h) */
    CST_CAUSE_UNBOUNDED, /* a message that does not end */
    CST_CAUSE_NO_HELLO,  /* nothing that makes it a peer's, in time */
    CST_CAUSE_BROKEN,    /* not ZeroMQ's protocol, too long a frame, no key in time, or dead */
    CST_PEER_CAUSES
} cst_peer_cause;
const char *cst_peer_cause_name(cst_peer_cause cause);

/* What was seen of a peer beside what it said (estimate/ask/conduct.h). */
typedef struct cst_peer_tally {
    uint64_t told, untold;   /* tasks whose outcome was sent to it, or dropped as it did not read */
    uint64_t batches;        /* answered */
    double seconds, slowest; /* from asking to answering, over batches; of one */
    uint64_t refused[CST_PEER_CAUSES];
    uint64_t lost; /* times that it was gone */
} cst_peer_tally;

/* Questions that somebody waits for; the caller's, and it must stay where it is until left is 0. */
typedef struct cst_peer_request {
    uint32_t cell;
    const cst_question *question;
    double *answer;
    size_t left; /* questions without an answer */
} cst_peer_request;

/* What is asked in one message. */
typedef struct cst_peer_batch {
    uint64_t number;
    cst_peer_request *request; /* NULL: nobody waits for it any more */
    uint32_t *which;           /* heap: places of its questions */
    size_t count;
    bool deeds;    /* is asked of an actor */
    double asked;  /* when; < 0: not yet */
    uint64_t news; /* messages of news that were sent before */
    struct cst_peer_batch *next;
} cst_peer_batch;

typedef struct cst_peer {
    char name[CST_PEER_NAME];
    uint32_t wanted; /* for which roles */
    bool here;
    bool told;                    /* it wants news */
    uint32_t route;               /* of its connection, where it is here */
    uint32_t credit, asking;      /* tasks that it takes at once, and has */
    uint32_t messages;            /* that it has */
    double heard;                 /* when it said something, last */
    uint32_t probed;              /* since then: times that another one of its name came */
    bool awaited;                 /* it is not here, but may come back: it is waited for, */
    double due;                   /* until then; < 0: nothing was asked of it yet */
    cst_peer_batch *first, *last; /* heap: asked or to be asked, in order */
    cst_peer_news news;
    cst_peer_tally tally;
} cst_peer;

typedef struct cst_peers {
    cst_peer peer[CST_PEERS_MAX];
    uint32_t count;
    uint8_t of[2][CST_LINEAGES_MAX]; /* by lineage: its peer; count: none. [1]: for deeds */
    double patience;                 /* seconds */
    bool over;                       /* they have been told the end */
    uint8_t run[16];
    uint64_t number;                     /* of the last batch */
    uint64_t strangers[CST_PEER_CAUSES]; /* refused, of nobody that has a place here */
    void *self;
    /* Sends to a connection; *gone where nobody is there any more. Takes the frame. */
    int (*send)(void *self, uint32_t route, cst_frame *frame, bool *gone, cst_error *error);
} cst_peers;

/* Peers of a population, whose names are distinct or shared, by lineages and by roles. send, self
 * and patience are the caller's to set. */
void cst_peers_init(cst_peers *peers, const cst_population_spec *population);

/* What waits has no answer then. Legal on zeroed peers. */
void cst_peers_free(cst_peers *peers);

/* What a peer came to. */
cst_peer_tally cst_peer_tally_of(const cst_peer *peer);

/* The place of the peer that has no connection now and is waited for; count: all are here. */
uint32_t cst_peers_missing(const cst_peers *peers);

/* Whether any peer is here; whether a connection is one's. */
bool cst_peers_any(const cst_peers *peers);
bool cst_peers_has(const cst_peers *peers, uint32_t route);

/* Puts questions, all of them deeds or none, at the time `now` in seconds. 0, or CST_ERR_MEMORY, or
 * what `send` says. */
int cst_peers_ask(cst_peers *peers, cst_peer_request *request, size_t count, double now,
                  cst_error *error);

/* Takes back what was put: nobody waits for it any more. What a peer was asked it may still answer,
 * and that comes to nothing. */
void cst_peers_forget(cst_peers *peers, const cst_peer_request *request);

/* Keeps what became of questions for the peers that want to know, if they are here and had
 * answered. Sends nothing. 0 or CST_ERR_MEMORY. */
int cst_peers_tell(cst_peers *peers, uint32_t cell, const cst_outcome *outcome, size_t count,
                   cst_error *error);

/* Sends news, as far as it may be on its way. 0, or what `send` says. */
int cst_peers_send_news(cst_peers *peers, cst_error *error);

/* Takes a message in from a connection. What a peer does wrong is counted, told to it and no error
 * here. key: that the connection has proved to have; NULL: it says itself who it is. */
int cst_peers_receive(cst_peers *peers, uint32_t route, const cst_allowed *key,
                      const uint8_t *bytes, size_t size, double now, cst_error *error);

/* A connection has ended, and all that came by it was received. A peer that was asked nothing by it
 * is lost now, and awaited; another one is lost when it has answered nothing for its patience. */
void cst_peers_ended(cst_peers *peers, uint32_t route);

/* A message that could not be read as one came from a connection, which is told the cause and why.
 */
int cst_peers_refuse(cst_peers *peers, uint32_t route, cst_peer_cause cause, const char *why,
                     cst_error *error);

/* Gives up on who is silent for too long. */
void cst_peers_tick(cst_peers *peers, double now);

/* Nothing more comes. */
int cst_peers_end(cst_peers *peers, cst_error *error);

#endif
