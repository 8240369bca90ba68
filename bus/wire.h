/* SPDX-License-Identifier: MIT
 *
 * Messages and their bytes. A message is one frame: a msgpack array of fixed order, the envelope,
 * whose last element is the body (columns of a batch, or text). docs/wire.md is the description for
 * strangers. Every message has exactly one form in bytes, and whatever is not that form is refused.
 * Pure but for the heap; any thread on its own messages.
 */
#ifndef CST_BUS_WIRE_H
#define CST_BUS_WIRE_H

#include "estimate/sample/cell.h"
#include "tally/receipt.h"

enum {
    CST_WIRE_VERSION = 4,
    CST_WIRE_FIELDS = 15,
    CST_WIRE_MAX = 1 << 30 /* bytes of the longest message */
};

/* "4.0.0", of msgpack as the program runs with it. */
const char *cst_wire_library(void);

/* The hub's place in `from` and in a post; workers are 0, 1, ... */
#define CST_HUB UINT32_MAX

/* Frozen numbers. */
typedef enum cst_message_kind {
    CST_MESSAGE_READY = 1,   /* worker to hub: can be leased to */
    CST_MESSAGE_LEASE = 2,   /* hub to worker: act this unit, send it to this reviewer */
    CST_MESSAGE_ACTIONS = 3, /* worker to reviewer */
    CST_MESSAGE_REPORTS = 4, /* reviewer back to the worker that acted */
    CST_MESSAGE_STOP = 5,    /* hub to worker: nothing more will be leased */
    CST_MESSAGE_LAST = 6,    /* worker to hub: the answer to STOP, with all that it sent */
    CST_MESSAGE_FAIL = 7,    /* worker to hub: this unit cannot be done */
    CST_MESSAGE_RECEIPT = 8, /* reviewer to hub: what reports it sent */
    CST_MESSAGE_PART = 9,    /* worker that acted to hub: what the unit came to */
    /* With guests, which are workers in processes of their own. */
    CST_MESSAGE_HELLO = 10,   /* guest to hub: comes */
    CST_MESSAGE_WELCOME = 11, /* hub to guest: its number, and the cells of the run */
    CST_MESSAGE_PING = 12,    /* hub to guest, which answers with the same */
    CST_MESSAGE_BYE = 13      /* hub to guest: nothing more is said to it */
} cst_message_kind;

/* HELLO: what a stranger is to the run. Frozen numbers, too. */
typedef enum cst_hello_role { CST_HELLO_WORKER = 1 } cst_hello_role;

/* What a kind does not use is zero. */
typedef struct cst_message {
    cst_message_kind kind;
    uint32_t from;       /* CST_HUB or a worker */
    uint32_t peer;       /* LEASE: the reviewer; RECEIPT: who acted; HELLO: a cst_hello_role;
                            WELCOME: the guest's number */
    cst_unit unit;       /* LEASE, ACTIONS, REPORTS, FAIL, RECEIPT, PART */
    cst_receipt receipt; /* ACTIONS, REPORTS: of the batch as sent; RECEIPT: of the reports as sent;
                            PART: of the reports as they came; LAST: of all reports sent */
    cst_u128 sum;        /* PART: of the batch; LAST: of all parts sent; REPORTS: the hash of the
                            actions that they are on; WELCOME, READY of a guest: of the cells */
    uint64_t units;      /* LAST: how many units' reports were sent */
    int code;            /* FAIL: a cst_error_code; BYE: the same, or 0 */
    const char *text;    /* FAIL and BYE: why; HELLO: the program; WELCOME: the cells; not
                            terminated; borrowed */
    size_t text_size;
    cst_batch batch; /* ACTIONS, REPORTS, PART: owned, or a view */
} cst_message;

/* Where a machine puts its messages. `to` is a worker or CST_HUB. On success and on failure alike
 * the batch of the message has been taken over. 0 or an error of the link. */
typedef struct cst_post {
    void *self;
    int (*send)(void *self, uint32_t to, cst_message *message, cst_error *error);
} cst_post;

/* The bytes of a message. */
typedef struct cst_frame {
    uint8_t *memory; /* heap, owned: free() it */
    uint8_t *bytes;  /* the first byte, inside memory */
    size_t size;
} cst_frame;

/* "LEASE" and so on; "?" for another number. */
const char *cst_message_name(cst_message_kind kind);

/* Makes the frame. A batch that owns its memory gives it to the frame: the envelope is written in
 * the room in front of the columns, nothing is copied; other batches are copied. 0, CST_ERR_MEMORY,
 * or CST_ERR_WIRE where the message would be longer than CST_WIRE_MAX; the batch is gone either
 * way. */
int cst_wire_pack(cst_message *message, cst_frame *frame, cst_error *error);

/* Reads a frame from a peer that is not trusted. The message's text and batch point into the bytes,
 * which must stay as long as they are used. batch.records is what the body holds, receipt.records
 * what was sent: comparing them is the receipt's affair. 0, or CST_ERR_WIRE with the field, what
 * was expected and what was found. */
int cst_wire_unpack(const uint8_t *bytes, size_t size, cst_message *message, cst_error *error);

#endif
