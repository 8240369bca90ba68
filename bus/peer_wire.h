/* SPDX-License-Identifier: MIT
 *
 * What a run and its peers say to each other: flat msgpack arrays that open with a version and a
 * kind (docs/peers.md). Tasks go out in columns; of each a peer sees what a reviewer sees, and
 * nothing else. Pure but for the heap; any thread.
 */
#ifndef CST_BUS_PEER_WIRE_H
#define CST_BUS_PEER_WIRE_H

#include "bus/wire.h"
#include "monitor/outside.h"

enum {
    CST_PEER_VERSION = 1,
    CST_PEER_NAME = 32,          /* bytes of a name with its zero */
    CST_PEER_TASKS = 4096,       /* of a message, at most */
    CST_PEER_LONGEST = 64 * 1024 /* bytes of the longest message from a peer */
};

/* Frozen numbers. */
typedef enum cst_peer_kind {
    CST_PEER_HELLO = 1,   /* from a peer: its name, its role, how many tasks it takes at once */
    CST_PEER_WELCOME = 2, /* to a peer */
    CST_PEER_ASK = 3,     /* to a peer: tasks to review */
    CST_PEER_ANSWER = 4,  /* from a peer: what it says of them */
    CST_PEER_BYE = 5,     /* from a peer: it leaves */
    CST_PEER_REFUSED = 6, /* to a peer: why it is not listened to */
    CST_PEER_END = 7      /* to a peer: nothing more comes */
} cst_peer_kind;

/* Roles, as bits; only reviewers are asked anything yet. */
enum { CST_PEER_REVIEWER = 1, CST_PEER_ACTOR = 2 };

/* A message from a peer. */
typedef struct cst_peer_said {
    cst_peer_kind kind;
    char name[CST_PEER_NAME]; /* HELLO */
    uint32_t role;            /* HELLO */
    uint32_t credit;          /* HELLO: tasks */
    uint64_t batch;           /* ANSWER */
    const uint8_t *answer;    /* ANSWER: borrowed from the bytes; 0 pass, 1 report, 2 abstain */
    size_t count;
} cst_peer_said;

/* Reads what came from a peer that is not trusted. 0, or CST_ERR_WIRE with what was expected and
 * what was found. */
int cst_peer_read(const uint8_t *bytes, size_t size, cst_peer_said *said, cst_error *error);

/* What a run says first. */
typedef struct cst_peer_welcome {
    uint8_t run[16];   /* a number of the run, as it stands */
    uint32_t credit;   /* tasks that are asked of it at once, at most */
    uint32_t patience; /* ms after which it is taken as gone */
} cst_peer_welcome;

/* Make frames, whose memory is the caller's. `which` names the questions of an ASK, up to
 * CST_PEER_TASKS of them, by their places. 0 or CST_ERR_MEMORY. */
int cst_peer_pack_welcome(const cst_peer_welcome *welcome, cst_frame *frame, cst_error *error);
int cst_peer_pack_ask(uint64_t batch, uint32_t cell, const cst_question *question,
                      const uint32_t *which, size_t count, cst_frame *frame, cst_error *error);
int cst_peer_pack_refused(const char *why, cst_frame *frame, cst_error *error);
int cst_peer_pack_end(cst_frame *frame, cst_error *error);

#endif
