/* SPDX-License-Identifier: MIT */
#include "bus/peer_news.h"

#include <stdlib.h>

typedef struct cst_news_letter {
    cst_frame frame;
    size_t tasks;
    struct cst_news_letter *next;
} letter;

int cst_peer_news_put(cst_peer_news *news, uint32_t cell, const cst_outcome *outcome,
                      const uint32_t *which, size_t count, cst_error *error)
{
    if (news->waiting == CST_NEWS_WAITING) {
        news->dropped += count;
        return 0;
    }
    letter *last = calloc(1, sizeof *last);
    if (last == NULL) {
        return cst_error_memory(error, "news for a peer");
    }
    last->tasks = count;
    const int code = cst_peer_pack_news(cell, outcome, which, count, &last->frame, error);
    if (code != 0) {
        free(last);
        return code;
    }
    *(news->first == NULL ? &news->first : &news->last->next) = last;
    news->last = last;
    news->waiting++;
    return 0;
}

/* The first message's frame, and how many tasks it is of. */
static size_t take(cst_peer_news *news, cst_frame *frame)
{
    letter *first = news->first;
    const size_t tasks = first->tasks;
    *frame = first->frame;
    news->first = first->next;
    news->waiting--;
    free(first);
    return tasks;
}

bool cst_peer_news_next(cst_peer_news *news, cst_frame *frame)
{
    if (news->first == NULL || news->sent - news->read == CST_NEWS_UNREAD) {
        return false;
    }
    news->told += take(news, frame);
    news->sent++;
    return true;
}

void cst_peer_news_read(cst_peer_news *news, uint64_t sent)
{
    news->read = sent > news->read ? sent : news->read;
}

void cst_peer_news_clear(cst_peer_news *news)
{
    while (news->first != NULL) {
        cst_frame frame;
        news->dropped += take(news, &frame);
        free(frame.memory);
    }
    news->sent = news->read = 0;
}
