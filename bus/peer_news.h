/* SPDX-License-Identifier: MIT
 *
 * News that waits for one peer. A peer does not answer news, so that nothing says when it has read
 * some; but messages arrive in order, and an answer to what was asked later says that all before it
 * was read. So many messages may be on their way and not known to be read; as many more wait here,
 * and what is too much is dropped and counted. Nobody waits for a peer that does not read.
 */
#ifndef CST_BUS_PEER_NEWS_H
#define CST_BUS_PEER_NEWS_H

#include "bus/peer_wire.h"

enum {
    CST_NEWS_UNREAD = 64, /* messages on their way; with what is asked, below the high-water mark */
    CST_NEWS_WAITING = 256 /* messages that wait here */
};

typedef struct cst_peer_news {
    struct cst_news_letter *first, *last; /* heap: messages in order, or NULL */
    size_t waiting;                       /* so many */
    uint64_t sent, read;    /* messages since it is here, and of these known to be read */
    uint64_t told, dropped; /* tasks that they were of */
} cst_peer_news;

/* Puts what became of these tasks, up to CST_PEER_TASKS. 0 or CST_ERR_MEMORY. */
int cst_peer_news_put(cst_peer_news *news, uint32_t cell, const cst_outcome *outcome,
                      const uint32_t *which, size_t count, cst_error *error);

/* Takes the next message that may be sent now; false: there is none. */
bool cst_peer_news_next(cst_peer_news *news, cst_frame *frame);

/* All that was sent up to message number `sent` has been read. */
void cst_peer_news_read(cst_peer_news *news, uint64_t sent);

/* The peer has come, or gone: what waits is dropped. Legal on zeroed news. */
void cst_peer_news_clear(cst_peer_news *news);

#endif
