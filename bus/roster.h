/* SPDX-License-Identifier: MIT
 *
 * The hub's list of guests: who is connected, as whom, and how long silent. It takes in whatever
 * comes from outside, lets through to the hub what is a message of a guest that has been welcomed,
 * and refuses and counts the rest by its cause. A guest whose message is refused is dropped, told
 * why, and its units are leased again. Without sockets or clocks: the link brings frames, with the
 * number of the connection that they came by, and says what time it is.
 */
#ifndef CST_BUS_ROSTER_H
#define CST_BUS_ROSTER_H

#include "bus/hub.h"

/* Why a message was refused: name, words. */
#define CST_REFUSALS(X)                                                                            \
    X(FRAMES, "frames", "several frames, or a routing id of its own")                              \
    X(MALFORMED, "malformed", "no message in the one form")                                        \
    X(VERSION, "version", "another version of the wire")                                           \
    X(ROLE, "role", "HELLO of somebody else than a worker")                                        \
    X(PROGRAM, "program", "HELLO of another program or model")                                     \
    X(FULL, "full", "HELLO, and no place is free or the run is ending")                            \
    X(STRANGER, "stranger", "a message before HELLO, or after it was dropped")                     \
    X(CELLS, "cells", "READY with other cells")                                                    \
    X(FORGED, "forged", "another number in `from` than its own")                                   \
    X(ORDER, "order", "not a message that it may send now")                                        \
    X(ALTERED, "altered", "a row part or last words that do not hold")                             \
    X(FAILED, "failed", "FAIL")

typedef enum cst_refusal {
#define CST_REFUSAL_ENUM(id, name, words) CST_REFUSED_##id,
    CST_REFUSALS(CST_REFUSAL_ENUM)
#undef CST_REFUSAL_ENUM
        CST_REFUSAL_KINDS
} cst_refusal;

/* "frames" and so on. */
const char *cst_refusal_name(cst_refusal kind);

typedef struct cst_roster_spec {
    const char *program; /* HELLO must say the same */
    const char *text;    /* the cells, for WELCOME */
    size_t size;
    cst_u128 digest; /* of the cells, as READY must say */
    /* Seconds after which a guest with units that brings none in is taken for lost or hung. */
    double silence;
    /* A line about who came, and who was lost; NULL: not wanted. */
    void (*say)(void *self, const char *line);
    void *self;
} cst_roster_spec;

/* What became of guests; none of it is part of the bytes. */
typedef struct cst_roster_counts {
    uint64_t came, left, lost; /* all who came have left, or were lost for whatever reason */
    uint64_t refused[CST_REFUSAL_KINDS];
} cst_roster_counts;

/* The way out: to a connection, at once or not at all. *gone is set where the connection is no
 * more, or does not take anything in. The message is taken over as in cst_post. 0 or an error. */
typedef struct cst_roster_post {
    void *self;
    int (*send)(void *self, uint32_t connection, cst_message *message, bool *gone,
                cst_error *error);
} cst_roster_post;

/* A connection that has been welcomed, or a free place. */
typedef struct cst_roster_entry {
    uint32_t connection;
    uint32_t guest; /* the hub's number of it */
    bool used;
    bool gone;       /* a message could not be sent */
    double worked;   /* when it last brought something in */
    double answered; /* when it last answered a PING */
    double pinged, every;
} cst_roster_entry;

typedef struct cst_roster {
    cst_hub *hub; /* borrowed */
    cst_roster_spec spec;
    cst_roster_post post;
    double now;
    double alone, stopped; /* since when nobody has been there; since when guests are to leave */
    bool said;
    cst_roster_counts counts;
    cst_roster_entry entry[CST_GUESTS_MAX];
} cst_roster;

/* Nobody is there yet; what the hub is must stay where it is. */
void cst_roster_init(cst_roster *roster, cst_hub *hub, const cst_roster_spec *spec,
                     const cst_roster_post *post, double now);

/* For the hub's post: to one of its guests. 0 or an error. */
int cst_roster_send(cst_roster *roster, uint32_t guest, cst_message *message, cst_error *error);

/* A frame came by a connection. 0, or an error of cst_hub_receive that fails the run. */
int cst_roster_receive(cst_roster *roster, uint32_t connection, const uint8_t *bytes, size_t size,
                       double now, cst_error *error);

/* What came by a connection was no single frame. As cst_roster_receive. */
int cst_roster_refuse(cst_roster *roster, uint32_t connection, double now, cst_error *error);

/* Asks guests whether they are there, and gives up those that are not: to be called some times a
 * second. As cst_roster_receive. */
int cst_roster_tick(cst_roster *roster, double now, cst_error *error);

/* The run ends with that error: says BYE to all. */
void cst_roster_end(cst_roster *roster, const cst_error *why);

#endif
