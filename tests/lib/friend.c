/* SPDX-License-Identifier: MIT */
#include "tests/lib/friend.h"

#include "bus/peer_wire.h"
#include "tests/lib/suite.h"

#include <stdlib.h>
#include <string.h>

enum { BATCH = 3, MOST = 261 };

static void send_bytes(cst_socket *socket, const uint8_t *bytes, size_t size)
{
    cst_error error = {0};
    cst_frame frame = {.memory = malloc(size), .size = size};
    frame.bytes = frame.memory;
    memcpy(frame.memory, bytes, size);
    CU_ASSERT_EQUAL(cst_socket_send(socket, 0, &frame, &error), 0);
}

/* Bytes of the head of a column of numbers. */
static size_t head_of(const uint8_t *column)
{
    return column[0] == 0xc4 ? 2 : 3;
}

size_t cst_friend_asked(const uint8_t *bytes, size_t size, size_t *number)
{
    if (size < 16 || bytes[2] != CST_PEER_ASK) {
        return 0;
    }
    *number = bytes[BATCH] < 0x80 ? 1 : bytes[BATCH] == 0xcc ? 2 : bytes[BATCH] == 0xcd ? 3 : 5;
    const uint8_t *at = bytes + BATCH + *number + 1; /* the first column; cell 0 is a byte */
    CU_ASSERT(at[0] == 0xc4 || at[0] == 0xc5);
    return (at[0] == 0xc4 ? at[1] : (size_t)(at[1] << 8 | at[2])) / 8;
}

size_t cst_friend_answer(const uint8_t *ask, size_t size, uint8_t *out)
{
    size_t number = 0;
    const size_t count = cst_friend_asked(ask, size, &number);
    CU_ASSERT(count > 0 && count <= UINT8_MAX);
    memcpy(out, "\x94\x02\x04", BATCH);
    memcpy(out + BATCH, ask + BATCH, number);
    out[BATCH + number] = 0xc4;
    out[BATCH + number + 1] = (uint8_t)count;
    memset(out + BATCH + number + 2, 0, count);
    return BATCH + number + 2 + count;
}

uint8_t cst_friend_says(uint32_t actor)
{
    return actor % 3 == 0;
}

static void answer(cst_friend *of, cst_socket *socket, const uint8_t *bytes, size_t size)
{
    uint8_t out[MOST];
    size_t number = 0;
    const size_t count = cst_friend_asked(bytes, size, &number);
    const size_t whole = cst_friend_answer(bytes, size, out);
    const uint8_t *at = bytes + BATCH + number + 1;
    at += head_of(at) + 8 * count;
    for (int column = 0; column < 2; column++) {
        at += head_of(at) + 4 * count;
    }
    at += head_of(at); /* actors */
    for (size_t i = 0; i < count; i++) {
        const uint32_t actor = at[4 * i] | (uint32_t)at[4 * i + 1] << 8;
        out[whole - count + i] = cst_friend_says(actor);
    }
    of->answered += count;
    send_bytes(socket, out, whole);
}

/* NEWS of cell 0. */
static void hear(cst_friend *of, const uint8_t *bytes, size_t size)
{
    const uint8_t *first = bytes + 4;
    const size_t count = (first[0] == 0xc4 ? first[1] : (size_t)(first[1] << 8 | first[2])) / 8;
    CU_ASSERT(size > 4 + 21 * count); /* bytes of its columns */
    const uint8_t *outcome = bytes + size - count;
    const uint8_t *actor = outcome - 2 - 4 * count;
    for (size_t i = 0; i < count; i++) {
        const uint32_t number = actor[4 * i] | (uint32_t)actor[4 * i + 1] << 8;
        of->wrong += outcome[i] != (cst_friend_says(number) ? CST_NEWS_FLAGGED : 0);
    }
    of->told += count;
}

void *cst_friend_main(void *self)
{
    static const uint8_t hello[] = "\x95\x02\x01\xc4\x05"
                                   "alice\x05\x64";
    static const uint8_t bye[] = "\x92\x02\x05";
    cst_friend *of = self;
    cst_error error = {0};
    cst_socket socket;
    void *context = zmq_ctx_new();
    of->code = cst_secure_connect(&socket, context, of->address, of->server, of->own, NULL, &error);
    if (of->code == 0) {
        send_bytes(&socket, hello, sizeof hello - 1);
    }
    while (of->code == 0 && !of->ended) {
        cst_parcel parcel = {0};
        (void)cst_socket_wait(&socket, 1, 60000, &error);
        const int got = cst_socket_receive(&socket, &parcel, &error);
        if (got != CST_SOCKET_GOT) {
            of->code = got == CST_SOCKET_NONE ? CST_ERR_STALL : got;
            break;
        }
        const uint8_t *bytes = zmq_msg_data(&parcel.frame);
        if (bytes[2] == CST_PEER_ASK) {
            answer(of, &socket, bytes, zmq_msg_size(&parcel.frame));
        }
        if (bytes[2] == CST_PEER_NEWS) {
            hear(of, bytes, zmq_msg_size(&parcel.frame));
        }
        of->ended = bytes[2] == CST_PEER_END;
        cst_parcel_close(&parcel);
    }
    send_bytes(&socket, bye, sizeof bye - 1);
    (void)zmq_poll(NULL, 0, 100); /* what is closed sends nothing more */
    cst_socket_close(&socket);
    (void)zmq_ctx_term(context);
    return NULL;
}
