/* SPDX-License-Identifier: MIT
 *
 * What a run and its peers say to each other: flat msgpack arrays that open with a version and a
 * kind (docs/wire.md). Tasks go out in columns; of each a peer sees what its agent sees, and
 * nothing else. Pure but for the heap; any thread.
 */
#ifndef CST_BUS_PEER_WIRE_H
#define CST_BUS_PEER_WIRE_H

#include "bus/wire.h"
#include "monitor/outside.h"

enum {
    CST_PEER_VERSION = 2,
    CST_PEER_NAME = 32,          /* bytes of a name with its zero */
    CST_PEER_TASKS = 4096,       /* of a message, at most */
    CST_PEER_LONGEST = 64 * 1024 /* bytes of the longest message from a peer */
};

/* Frozen numbers. */
typedef enum cst_peer_kind {
    CST_PEER_HELLO = 1,   /* from a peer: its name, its roles, how many tasks it takes at once */
    CST_PEER_WELCOME = 2, /* to a peer */
    CST_PEER_ASK = 3,     /* to a peer: tasks to review */
    CST_PEER_ANSWER = 4,  /* from a peer: what it says of them, in words */
    CST_PEER_BYE = 5,     /* from a peer: it leaves */
    CST_PEER_REFUSED = 6, /* to a peer: why it is not listened to; of this form in all versions */
    CST_PEER_END = 7,     /* to a peer: nothing more comes */
    CST_PEER_ACT = 8,     /* to a peer: tasks on which its agents scheme; do they attack? */
    CST_PEER_SCORES = 9,  /* from a peer: what it says of tasks to review, in numbers */
    CST_PEER_NEWS = 10    /* to a peer: what became of what it said */
} cst_peer_kind;

/* What a peer is, as bits; the first two are those of cst_role. */
enum {
    CST_PEER_REVIEWER = 1,
    CST_PEER_ACTOR = 2,
    CST_PEER_TOLD = 4, /* it wants news */
    CST_PEER_ROLES = 7
};

/* What became of a task, as bits. */
enum {
    CST_NEWS_FLAGGED = 1,
    CST_NEWS_AUDITED = 2,
    CST_NEWS_PROVEN = 4, /* an audit found an attack */
    CST_NEWS_OUT = 8     /* its actor was taken out */
};

/* A message from a peer. */
typedef struct cst_peer_said {
    cst_peer_kind kind;
    char name[CST_PEER_NAME]; /* HELLO */
    uint32_t role;            /* HELLO: bits, of which one at least */
    uint32_t credit;          /* HELLO: tasks */
    uint64_t batch;           /* ANSWER, SCORES */
    const uint8_t *answers;   /* the same: borrowed from the bytes; they have been checked */
    size_t count;
} cst_peer_said;

/* Reads what came from a peer that is not trusted. 0, or CST_ERR_WIRE with what was expected and
 * what was found. */
int cst_peer_read(const uint8_t *bytes, size_t size, cst_peer_said *said, cst_error *error);

/* Answer 0.. of an ANSWER or SCORES that has been read: a number that cst_outside knows. */
double cst_peer_answer(const cst_peer_said *said, size_t index);

/* The version that a message says it is of, where that is not this one; else 0. */
uint64_t cst_peer_other_version(const uint8_t *bytes, size_t size);

/* What a run says first. */
typedef struct cst_peer_welcome {
    uint8_t run[16];   /* a number of the run, as it stands */
    uint32_t credit;   /* tasks that are asked of it at once, at most */
    uint32_t patience; /* ms after which it is taken as gone */
    uint32_t role;     /* what it is wanted for, and whether it gets news */
} cst_peer_welcome;

/* Make frames, whose memory is the caller's. `which` names up to CST_PEER_TASKS questions, or
 * outcomes, by their places. 0 or CST_ERR_MEMORY. */
int cst_peer_pack_welcome(const cst_peer_welcome *welcome, cst_frame *frame, cst_error *error);

/* ASK, or ACT where the first of the questions is a deed: all of them are then. */
int cst_peer_pack_ask(uint64_t batch, uint32_t cell, const cst_question *question,
                      const uint32_t *which, size_t count, cst_frame *frame, cst_error *error);
int cst_peer_pack_news(uint32_t cell, const cst_outcome *outcome, const uint32_t *which,
                       size_t count, cst_frame *frame, cst_error *error);
int cst_peer_pack_refused(const char *why, cst_frame *frame, cst_error *error);
int cst_peer_pack_end(cst_frame *frame, cst_error *error);

#endif
