/* SPDX-License-Identifier: MIT
 *
 * A peer in C, with libzmq and msgpack-c alone: an honest reviewer that reports what is as
 * suspicious as the rarest share FPR of honest work. docs/wire.md says what the messages are.
 *
 *     cc peer.c $(pkg-config --cflags --libs libzmq msgpack) -o peer     (or msgpack-c)
 *     ./peer ENDPOINT NAME [FPR]
 */
#include <msgpack.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

enum { VERSION = 2, HELLO = 1, ASK = 3, ANSWER = 4, BYE = 5, REFUSED = 6, END = 7 };
enum { REVIEWER = 1, CREDIT = 65536, TASKS = 4096, SCORE = 10 /* its place in ASK */ };

static int fail(const char *what)
{
    fprintf(stderr, "peer: %s\n", what);
    return 1;
}

/* Begins a message of so many elements. */
static void begin(msgpack_sbuffer *buffer, msgpack_packer *packer, size_t elements, uint8_t kind)
{
    msgpack_sbuffer_init(buffer);
    msgpack_packer_init(packer, buffer, msgpack_sbuffer_write);
    msgpack_pack_array(packer, elements);
    msgpack_pack_uint8(packer, VERSION);
    msgpack_pack_uint8(packer, kind);
}

static void put_bin(msgpack_packer *packer, const void *bytes, size_t size)
{
    msgpack_pack_bin(packer, size);
    msgpack_pack_bin_body(packer, bytes, size);
}

static int send_off(void *socket, msgpack_sbuffer *buffer)
{
    const int sent = zmq_send(socket, buffer->data, buffer->size, 0);
    msgpack_sbuffer_destroy(buffer);
    return sent < 0 ? fail(zmq_strerror(zmq_errno())) : 0;
}

static int say_hello(void *socket, const char *name)
{
    msgpack_sbuffer buffer;
    msgpack_packer packer;
    begin(&buffer, &packer, 5, HELLO);
    put_bin(&packer, name, strlen(name));
    msgpack_pack_uint8(&packer, REVIEWER);
    msgpack_pack_uint32(&packer, CREDIT);
    return send_off(socket, &buffer);
}

/* An entry of a column of doubles: 8 bytes, least first. */
static double double_at(const char *column, size_t at)
{
    uint64_t bits = 0;
    double x;
    for (unsigned i = 0; i < 8; i++) {
        bits |= (uint64_t)(uint8_t)column[8 * at + i] << (8 * i);
    }
    memcpy(&x, &bits, sizeof x);
    return x;
}

static int answer(void *socket, const msgpack_object_array *ask, double threshold)
{
    uint8_t reports[TASKS];
    msgpack_sbuffer buffer;
    msgpack_packer packer;
    if (ask->size <= SCORE || ask->ptr[2].type != MSGPACK_OBJECT_POSITIVE_INTEGER ||
        ask->ptr[SCORE].type != MSGPACK_OBJECT_BIN || ask->ptr[SCORE].via.bin.size > 8 * TASKS) {
        return fail("the run asked in another form");
    }
    const msgpack_object_bin *scores = &ask->ptr[SCORE].via.bin;
    const size_t count = scores->size / 8;
    for (size_t i = 0; i < count; i++) {
        reports[i] = double_at(scores->ptr, i) >= threshold;
    }
    begin(&buffer, &packer, 4, ANSWER);
    msgpack_pack_uint64(&packer, ask->ptr[2].via.u64);
    put_bin(&packer, reports, count);
    return send_off(socket, &buffer);
}

/* Takes a message of the run. *over: nothing more comes. */
static int take(void *socket, const msgpack_object *message, double threshold, int *over)
{
    const msgpack_object_array *of = &message->via.array;
    if (message->type != MSGPACK_OBJECT_ARRAY || of->size < 2) {
        return fail("the run sent something else than an array");
    }
    const uint64_t kind = of->ptr[1].via.u64;
    if (kind == REFUSED && of->size > 2) {
        fprintf(stderr, "peer: refused: %.*s\n", (int)of->ptr[2].via.bin.size,
                of->ptr[2].via.bin.ptr);
        return 1;
    }
    if (of->ptr[0].via.u64 != VERSION) {
        return fail("the run speaks another version");
    }
    if (kind == ASK) {
        return answer(socket, of, threshold);
    }
    if (kind == END) {
        msgpack_sbuffer buffer;
        msgpack_packer packer;
        *over = 1;
        begin(&buffer, &packer, 2, BYE);
        return send_off(socket, &buffer);
    }
    return 0;
}

static int receive(void *socket, double threshold, int *over)
{
    zmq_msg_t frame;
    msgpack_unpacked message;
    zmq_msg_init(&frame);
    msgpack_unpacked_init(&message);
    int failed = 0;
    if (zmq_msg_recv(&frame, socket, 0) < 0) {
        failed = fail(zmq_strerror(zmq_errno()));
    } else if (msgpack_unpack_next(&message, zmq_msg_data(&frame), zmq_msg_size(&frame), NULL) !=
               MSGPACK_UNPACK_SUCCESS) {
        failed = fail("the run sent something else than msgpack");
    } else {
        failed = take(socket, &message.data, threshold, over);
    }
    msgpack_unpacked_destroy(&message);
    zmq_msg_close(&frame);
    return failed;
}

int main(int argc, char **argv)
{
    const int linger = 1000;   /* ms: bye still goes out */
    const int silence = 60000; /* ms without a word, after which the run is gone */
    int over = 0;
    if (argc < 3) {
        return fail("usage: peer ENDPOINT NAME [FPR]");
    }
    const double threshold = 1.0 - (argc > 3 ? strtod(argv[3], NULL) : 0.01);
    void *context = zmq_ctx_new();
    void *socket = zmq_socket(context, ZMQ_DEALER);
    zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger);
    zmq_setsockopt(socket, ZMQ_RCVTIMEO, &silence, sizeof silence);
    int failed = zmq_connect(socket, argv[1]) != 0 ? fail(zmq_strerror(zmq_errno()))
                                                   : say_hello(socket, argv[2]);
    while (!failed && !over) {
        failed = receive(socket, threshold, &over);
    }
    zmq_close(socket);
    zmq_ctx_term(context);
    return failed;
}
