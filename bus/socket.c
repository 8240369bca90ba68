/* SPDX-License-Identifier: MIT */
#include "bus/socket.h"

#include "base/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ThreadSanitizer cannot see the hand-over inside ZeroMQ, which is not built with it. */
#if defined(__SANITIZE_THREAD__)
#define WITH_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WITH_TSAN 1
#endif
#endif
#ifdef WITH_TSAN
#include <sanitizer/tsan_interface.h>
#define hand_over(address) __tsan_release(address)
#define take_over(address) __tsan_acquire(address)
#else
#define hand_over(address) ((void)(address))
#define take_over(address) ((void)(address))
#endif

void cst_socket_library(char *out, size_t size)
{
    int major = 0;
    int minor = 0;
    int patch = 0;
    zmq_version(&major, &minor, &patch);
    (void)snprintf(out, size, "libzmq %d.%d.%d", major, minor, patch);
}

/* A routing id: 'w', or 0 where ZeroMQ gave it, and the worker's index, least byte first. */
enum { ID_SIZE = 5, WAIT_MOST = 8 };

static void make_id(bool outside, uint32_t index, uint8_t id[ID_SIZE])
{
    id[0] = outside ? 0 : 'w'; /* 0: one that ZeroMQ gave */
    for (unsigned i = 0; i < 4; i++) {
        id[1 + i] = (uint8_t)(index >> (8 * i));
    }
}

static uint32_t read_id(const uint8_t *id)
{
    uint32_t index = 0;
    for (unsigned i = 0; i < 4; i++) {
        index |= (uint32_t)id[1 + i] << (8 * i);
    }
    return index;
}

static int fail(const char *what, cst_error *error)
{
    return cst_error_set(error, CST_ERR_BUS, NULL, "ZeroMQ: %s: %s", what,
                         zmq_strerror(zmq_errno()));
}

static int open_socket(cst_socket *socket, void *context, int type, cst_error *error)
{
    const int none = 0;
    const int mark = CST_SOCKET_MARK;
    const int64_t longest = CST_WIRE_MAX;
    void *handle = zmq_socket(context, type);
    *socket = (cst_socket){.handle = handle, .router = type == ZMQ_ROUTER};
    if (handle == NULL) {
        return fail("a socket", error);
    }
    return zmq_setsockopt(handle, ZMQ_LINGER, &none, sizeof none) != 0 ||
                   zmq_setsockopt(handle, ZMQ_SNDHWM, &mark, sizeof mark) != 0 ||
                   zmq_setsockopt(handle, ZMQ_RCVHWM, &mark, sizeof mark) != 0 ||
                   zmq_setsockopt(handle, ZMQ_MAXMSGSIZE, &longest, sizeof longest) != 0
               ? fail("a socket option", error)
               : 0;
}

/* Reads away what is left of a message that is refused, so that the next one starts afresh: how
 * many bytes. */
static size_t read_away(void *handle)
{
    int more = 0;
    size_t bytes = 0;
    size_t size = sizeof more;
    while (zmq_getsockopt(handle, ZMQ_RCVMORE, &more, &size) == 0 && more != 0) {
        zmq_msg_t part;
        (void)zmq_msg_init(&part);
        const int got = zmq_msg_recv(&part, handle, ZMQ_DONTWAIT);
        (void)zmq_msg_close(&part);
        if (got < 0) {
            break;
        }
        bytes += (size_t)got;
    }
    return bytes;
}

int cst_socket_bind(cst_socket *socket, void *context, const char *address, cst_error *error)
{
    const int one = 1;
    int code = open_socket(socket, context, ZMQ_ROUTER, error);
    if (code == 0 && (zmq_setsockopt(socket->handle, ZMQ_ROUTER_MANDATORY, &one, sizeof one) != 0 ||
                      zmq_bind(socket->handle, address) != 0)) {
        code = fail(address, error);
    }
    return code;
}

int cst_socket_connect(cst_socket *socket, void *context, const char *address, uint32_t index,
                       uint32_t peer, cst_error *error)
{
    uint8_t id[ID_SIZE];
    make_id(false, index, id);
    int code = open_socket(socket, context, ZMQ_DEALER, error);
    socket->peer = peer;
    if (code == 0 && (zmq_setsockopt(socket->handle, ZMQ_ROUTING_ID, id, sizeof id) != 0 ||
                      zmq_connect(socket->handle, address) != 0)) {
        code = fail(address, error);
    }
    return code;
}

int cst_socket_call(cst_socket *socket, cst_socket *watch, void *context, const char *endpoint,
                    cst_error *error)
{
    static const char words[] = "inproc://cut";
    int code = open_socket(socket, context, ZMQ_DEALER, error);
    code = code != 0 ? code : open_socket(watch, context, ZMQ_PAIR, error);
    socket->peer = CST_HUB;
    socket->outside = true;
    if (code == 0 &&
        (zmq_socket_monitor(socket->handle, words, ZMQ_EVENT_DISCONNECTED) != 0 ||
         zmq_connect(watch->handle, words) != 0 || zmq_connect(socket->handle, endpoint) != 0)) {
        code = fail(endpoint, error);
    }
    return code;
}

bool cst_socket_is_cut(cst_socket *watch)
{
    char event[64];
    const bool cut = zmq_recv(watch->handle, event, sizeof event, ZMQ_DONTWAIT) >= 0;
    if (cut) {
        (void)read_away(watch->handle);
    }
    return cut;
}

void cst_socket_close(cst_socket *socket)
{
    if (socket->handle != NULL) {
        (void)zmq_close(socket->handle);
        socket->handle = NULL;
    }
}

/* --- Sending --------------------------------------------------------------------------------- */

/* Called by ZeroMQ, from any thread, when a frame has been read. */
static void give_back(void *data, void *memory)
{
    (void)data;
    free(memory);
}

/* ZeroMQ looks for news of the reader's progress only now and then. Before a send without waiting
 * is taken for refused, it is made to look. */
static void look_for_news(void *handle)
{
    int events = 0;
    size_t size = sizeof events;
    (void)zmq_getsockopt(handle, ZMQ_EVENTS, &events, &size);
}

/* A signal may come in between; it is looked at elsewhere. */
static int try_send(void *handle, zmq_msg_t *part, int flags)
{
    int sent = -1;
    do {
        sent = zmq_msg_send(part, handle, flags | ZMQ_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
    return sent;
}

static int send_part(void *handle, zmq_msg_t *part, int flags)
{
    int sent = try_send(handle, part, flags);
    if (sent < 0 && (errno == EAGAIN || errno == EHOSTUNREACH)) {
        look_for_news(handle);
        sent = try_send(handle, part, flags);
    }
    return sent;
}

static int send_id(const cst_socket *socket, uint32_t to)
{
    zmq_msg_t part;
    if (zmq_msg_init_size(&part, ID_SIZE) != 0) {
        return -1;
    }
    make_id(socket->outside, to, zmq_msg_data(&part));
    int sent = send_part(socket->handle, &part, ZMQ_SNDMORE);
    if (sent < 0) {
        const int number = errno;
        (void)zmq_msg_close(&part);
        errno = number;
    }
    return sent;
}

static int send_failed(cst_error *error)
{
    if (errno == ETERM) {
        return 0;
    }
    return errno == EAGAIN
               ? cst_error_set(error, CST_ERR_BUS, NULL,
                               "a send would have waited: the high-water mark was reached")
               : fail("send", error);
}

static int send_to(cst_socket *socket, uint32_t to, cst_frame *frame, bool *gone, cst_error *error)
{
    zmq_msg_t body;
    hand_over(frame->bytes);
    int failed = zmq_msg_init_data(&body, frame->bytes, frame->size, give_back, frame->memory);
    if (failed != 0) {
        free(frame->memory);
        *frame = (cst_frame){0};
        return fail("a message", error);
    }
    *frame = (cst_frame){0};
    if ((socket->router && send_id(socket, to) < 0) || send_part(socket->handle, &body, 0) < 0) {
        const bool nobody = gone != NULL && (errno == EHOSTUNREACH || errno == EAGAIN);
        int code = nobody ? 0 : send_failed(error);
        if (nobody) {
            *gone = true;
        }
        (void)zmq_msg_close(&body);
        return code;
    }
    return 0;
}

int cst_socket_send(cst_socket *socket, uint32_t to, cst_frame *frame, cst_error *error)
{
    return send_to(socket, to, frame, NULL, error);
}

int cst_socket_offer(cst_socket *socket, uint32_t to, cst_frame *frame, bool *gone,
                     cst_error *error)
{
    return send_to(socket, to, frame, gone, error);
}

/* --- Receiving ------------------------------------------------------------------------------- */

static int receive_failed(cst_error *error)
{
    switch (errno) {
    case EAGAIN:
    case EINTR:
        return CST_SOCKET_NONE;
    case ETERM:
        return CST_SOCKET_ENDED;
    default:
        return fail("receive", error);
    }
}

/* The routing id in front of a message at a ROUTER. */
static int receive_id(const cst_socket *socket, cst_parcel *parcel, cst_error *error)
{
    uint8_t id[ID_SIZE];
    const int size = zmq_recv(socket->handle, id, sizeof id, ZMQ_DONTWAIT);
    if (size < 0) {
        return receive_failed(error);
    }
    if (size != ID_SIZE || (socket->outside && id[0] != 0)) {
        (void)read_away(socket->handle);
        return cst_error_set(error, CST_ERR_WIRE, NULL,
                             "expected a routing id of %d bytes%s, found %d", (int)ID_SIZE,
                             socket->outside ? " that ZeroMQ gave" : "", size);
    }
    parcel->peer = read_id(id);
    parcel->known = true;
    return CST_SOCKET_GOT;
}

int cst_socket_receive(cst_socket *socket, cst_parcel *parcel, cst_error *error)
{
    parcel->peer = socket->peer;
    parcel->known = !socket->router;
    parcel->file = -1;
    if (socket->router) {
        int code = receive_id(socket, parcel, error);
        if (code != CST_SOCKET_GOT) {
            return code;
        }
    }
    (void)zmq_msg_init(&parcel->frame);
    int got = -1;
    do { /* a routing id has been taken: its frame must not stay behind */
        got = zmq_msg_recv(&parcel->frame, socket->handle, ZMQ_DONTWAIT);
    } while (got < 0 && errno == EINTR && socket->router);
    if (got < 0) {
        int code = receive_failed(error);
        (void)zmq_msg_close(&parcel->frame);
        return code;
    }
    parcel->size = zmq_msg_size(&parcel->frame);
    parcel->file = socket->outside ? zmq_msg_get(&parcel->frame, ZMQ_SRCFD) : -1;
    if (zmq_msg_more(&parcel->frame)) {
        parcel->size += read_away(socket->handle);
        cst_parcel_close(parcel);
        return cst_error_set(error, CST_ERR_WIRE, NULL,
                             "expected a message of one frame, found more");
    }
    take_over(zmq_msg_data(&parcel->frame));
    return CST_SOCKET_GOT;
}

void cst_parcel_close(cst_parcel *parcel)
{
    (void)zmq_msg_close(&parcel->frame);
}

static int wait_for(zmq_pollitem_t *items, int count, long timeout_ms, cst_error *error)
{
    if (zmq_poll(items, count, timeout_ms) < 0 && errno != EINTR && errno != ETERM) {
        return fail("poll", error);
    }
    return 0;
}

int cst_socket_wait(const cst_socket *sockets, int count, long timeout_ms, cst_error *error)
{
    zmq_pollitem_t items[WAIT_MOST];
    cst_require(count > 0 && count <= WAIT_MOST);
    for (int i = 0; i < count; i++) {
        items[i] = (zmq_pollitem_t){.socket = sockets[i].handle, .events = ZMQ_POLLIN};
    }
    return wait_for(items, count, timeout_ms, error);
}

int cst_socket_wait_or(const cst_socket *socket, int file, long timeout_ms, cst_error *error)
{
    zmq_pollitem_t items[] = {{.socket = socket->handle, .events = ZMQ_POLLIN},
                              {.fd = file, .events = ZMQ_POLLIN}};
    return wait_for(items, 2, timeout_ms, error);
}
