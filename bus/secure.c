/* SPDX-License-Identifier: MIT */
#include "bus/secure.h"

#include "base/check.h"
#include "bus/curve.h"
#include "bus/endpoint.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Refuse whom no handler has let in. zmq.h has it among its drafts, but Debian's library knows it;
 * where one does not, the probe below still shows whether strangers are refused. */
enum { ENFORCE_DOMAIN = 93 };

/* What CURVE adds to a frame: the limit is meant of what is inside. */
enum { CURVE_ADDS = 33, LONGEST = 256 << 10 };

enum { SILENT = 3 /* heartbeats */, PROBE_MS = 10000, PROBE_STEP_MS = 100 };
/* Whoever is refused asks ever less often, in the end once in so long. */
enum { PATIENCE_MS = 5000 };

static int fail(const char *what, cst_error *error)
{
    return cst_error_set(error, CST_ERR_BUS, NULL, "ZeroMQ: %.150s: %s", what,
                         zmq_strerror(zmq_errno()));
}

/* --- Options --------------------------------------------------------------------------------- */

typedef struct option {
    int name;
    int value;
} option;

static int set_all(const cst_socket *socket, const option *options, size_t count, cst_error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (zmq_setsockopt(socket->handle, options[i].name, &options[i].value,
                           sizeof options[i].value) != 0) {
            return fail("a socket option", error);
        }
    }
    return 0;
}

static int or_else(int value, int otherwise)
{
    return value > 0 ? value : otherwise;
}

static int set_limits(cst_socket *socket, const cst_secure_limits *limits, bool keys,
                      cst_error *error)
{
    static const cst_secure_limits none;
    const cst_secure_limits *of = limits != NULL ? limits : &none;
    const int64_t longest = (of->longest > 0 ? of->longest : LONGEST) + (keys ? CURVE_ADDS : 0);
    const int mark = or_else(of->mark, CST_SOCKET_MARK);
    const int heartbeat = of->heartbeat < 0 ? 0 : or_else(of->heartbeat, 5000);
    const option options[] = {
        {ZMQ_LINGER, or_else(of->linger, 0)},
        {ZMQ_SNDHWM, mark},
        {ZMQ_RCVHWM, mark},
        {ZMQ_HANDSHAKE_IVL, or_else(of->handshake, 2000)},
        {ZMQ_HEARTBEAT_IVL, heartbeat},
        {ZMQ_HEARTBEAT_TIMEOUT, SILENT * heartbeat},
        {ZMQ_HEARTBEAT_TTL, SILENT * heartbeat},
        {ZMQ_BACKLOG, or_else(of->waiting, 256)},
    };
    if (zmq_setsockopt(socket->handle, ZMQ_MAXMSGSIZE, &longest, sizeof longest) != 0) {
        return fail("the limit of frames", error);
    }
    return set_all(socket, options, sizeof options / sizeof options[0], error);
}

static int set_key(const cst_socket *socket, int name, const uint8_t key[CST_CURVE_KEY],
                   cst_error *error)
{
    return zmq_setsockopt(socket->handle, name, key, CST_CURVE_KEY) == 0 ? 0 : fail("a key", error);
}

static int set_server(const cst_socket *socket, const cst_curve_pair *own, cst_error *error)
{
    const int one = 1;
    if (zmq_setsockopt(socket->handle, ZMQ_CURVE_SERVER, &one, sizeof one) != 0 ||
        zmq_setsockopt(socket->handle, ZMQ_ZAP_DOMAIN, CST_ZAP_DOMAIN, strlen(CST_ZAP_DOMAIN)) !=
            0) {
        return fail("the option of keys", error);
    }
    (void)zmq_setsockopt(socket->handle, ENFORCE_DOMAIN, &one, sizeof one);
    return set_key(socket, ZMQ_CURVE_SECRETKEY, own->secret_key, error);
}

static int set_client(const cst_socket *socket, const uint8_t server[CST_CURVE_KEY],
                      const cst_curve_pair *own, cst_error *error)
{
    int code = set_key(socket, ZMQ_CURVE_SERVERKEY, server, error);
    code = code != 0 ? code : set_key(socket, ZMQ_CURVE_PUBLICKEY, own->public_key, error);
    return code != 0 ? code : set_key(socket, ZMQ_CURVE_SECRETKEY, own->secret_key, error);
}

static int open_socket(cst_socket *socket, void *context, int type, const cst_secure_limits *limits,
                       bool keys, cst_error *error)
{
    *socket = (cst_socket){.handle = zmq_socket(context, type), .router = type == ZMQ_ROUTER};
    return socket->handle == NULL ? fail("a socket", error)
                                  : set_limits(socket, limits, keys, error);
}

/* --- The probe ------------------------------------------------------------------------------- */

/* What came of a connection: an event of ZeroMQ's, 0 as long as there is none that decides. */
static int next_event(void *events)
{
    static const int deciding = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |
                                ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
                                ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL;
    uint8_t frame[8];
    uint16_t event = 0;
    if (zmq_recv(events, frame, sizeof frame, 0) >= (int)sizeof event) {
        memcpy(&event, frame, sizeof event);
        (void)zmq_recv(events, frame, sizeof frame, 0); /* the address */
    }
    return event & deciding;
}

/* Waits for what becomes of the connection of a socket that is not yet connected. */
static int watch(const cst_socket *socket, void *context, const char *address, int *came,
                 cst_error *error)
{
    static atomic_uint_fast64_t made; /* a name that was used may be taken for some time */
    char place[64];
    const option options[] = {{ZMQ_LINGER, 0}, {ZMQ_RCVTIMEO, PROBE_STEP_MS}};
    (void)snprintf(place, sizeof place, "inproc://custodes.probe.%" PRIuFAST64,
                   atomic_fetch_add(&made, 1));
    const cst_socket events = {.handle = zmq_socket(context, ZMQ_PAIR)};
    int code = events.handle == NULL ? fail("a socket", error) : 0;
    code = code != 0 ? code : set_all(&events, options, 2, error);
    if (code == 0 &&
        (zmq_socket_monitor(socket->handle, place, ZMQ_EVENT_ALL) != 0 ||
         zmq_connect(events.handle, place) != 0 || zmq_connect(socket->handle, address) != 0)) {
        code = fail("the probe", error);
    }
    *came = 0;
    for (int left = PROBE_MS; code == 0 && *came == 0 && left > 0; left -= PROBE_STEP_MS) {
        *came = next_event(events.handle);
    }
    (void)zmq_socket_monitor(socket->handle, NULL, 0);
    if (events.handle != NULL) {
        (void)zmq_close(events.handle);
    }
    return code;
}

/* A stranger, with a key that is on no list, or with none at all. */
static int probe_as(void *context, const char *address, const uint8_t server[CST_CURVE_KEY],
                    const cst_curve_pair *stranger, int *came, cst_error *error)
{
    cst_socket socket;
    int code = open_socket(&socket, context, ZMQ_DEALER, NULL, stranger != NULL, error);
    if (code == 0 && stranger != NULL) {
        code = set_client(&socket, server, stranger, error);
    }
    code = code != 0 ? code : watch(&socket, context, address, came, error);
    cst_socket_close(&socket);
    return code;
}

/* Strangers are refused: the one with a key by our handler, in so many words. */
static int probe(void *context, const char *address, const cst_curve_pair *own, cst_zap *zap,
                 cst_error *error)
{
    int came = 0;
    const uint64_t before = cst_zap_count(zap, CST_ZAP_PROBE);
    int code = probe_as(context, address, own->public_key, cst_zap_probe(zap), &came, error);
    if (code == 0 &&
        (came != ZMQ_EVENT_HANDSHAKE_FAILED_AUTH || cst_zap_count(zap, CST_ZAP_PROBE) == before)) {
        return cst_error_set(error, CST_ERR_BUS, NULL,
                             "%.150s: a connection with an unknown key was %s when it was tried; "
                             "nothing is served there",
                             address,
                             came == ZMQ_EVENT_HANDSHAKE_SUCCEEDED ? "let in" : "not refused");
    }
    code = code != 0 ? code : probe_as(context, address, NULL, NULL, &came, error);
    if (code == 0 && (came == ZMQ_EVENT_HANDSHAKE_SUCCEEDED || came == 0)) {
        return cst_error_set(error, CST_ERR_BUS, NULL,
                             "%.150s: a connection without a key was %s when it was tried; "
                             "nothing is served there",
                             address, came == 0 ? "not refused" : "let in");
    }
    return code;
}

/* --- Listening and connecting ---------------------------------------------------------------- */

/* The options of a socket that listens, before it is bound. */
static int prepare(cst_socket *socket, const cst_endpoint *at, const cst_curve_pair *own,
                   cst_error *error)
{
    const option router[] = {{ZMQ_ROUTER_MANDATORY, 1}, {ZMQ_IPV6, at->six ? 1 : 0}};
    const uid_t me = geteuid();
    int code = set_all(socket, router, 2, error);
    if (code == 0 && own != NULL) {
        return set_server(socket, own, error);
    }
    /* The kernel says whose program connects. */
    if (code == 0 && !at->tcp &&
        zmq_setsockopt(socket->handle, ZMQ_IPC_FILTER_UID, &me, sizeof me) != 0) {
        code = fail("the filter of users", error);
    }
    return code;
}

static int bind_at(cst_socket *socket, const cst_endpoint *at, const char *endpoint,
                   char address[CST_SECURE_ADDRESS], cst_error *error)
{
    size_t size = CST_SECURE_ADDRESS;
    const int code = at->tcp ? 0 : cst_endpoint_free(at->path, error);
    if (code != 0) {
        return code;
    }
    return zmq_bind(socket->handle, endpoint) != 0 ||
                   zmq_getsockopt(socket->handle, ZMQ_LAST_ENDPOINT, address, &size) != 0
               ? fail(endpoint, error)
               : 0;
}

int cst_secure_listen(cst_socket *socket, void *context, const char *endpoint,
                      const cst_curve_pair *own, cst_zap *zap, const cst_secure_limits *limits,
                      char address[CST_SECURE_ADDRESS], cst_error *error)
{
    cst_endpoint at;
    cst_require((own == NULL) == (zap == NULL));
    *socket = (cst_socket){0};
    int code = cst_endpoint_read(&at, endpoint, error);
    code = code != 0 ? code : cst_curve_check(own != NULL, error);
    code = code != 0 ? code : open_socket(socket, context, ZMQ_ROUTER, limits, own != NULL, error);
    socket->outside = true;
    code = code != 0 ? code : prepare(socket, &at, own, error);
    code = code != 0 ? code : bind_at(socket, &at, endpoint, address, error);
    if (code == 0 && own != NULL) {
        code = probe(context, address, own, zap, error);
    }
    if (code != 0) {
        cst_socket_close(socket);
    }
    return code;
}

int cst_secure_connect(cst_socket *socket, void *context, const char *address,
                       const uint8_t server[CST_CURVE_KEY], const cst_curve_pair *own,
                       const cst_secure_limits *limits, cst_error *error)
{
    const option client[] = {{ZMQ_IPV6, strncmp(address, "tcp://[", 7) == 0 ? 1 : 0},
                             {ZMQ_RECONNECT_IVL_MAX, PATIENCE_MS}};
    cst_require((own == NULL) == (server == NULL));
    *socket = (cst_socket){0};
    int code = cst_curve_check(own != NULL, error);
    code = code != 0 ? code : open_socket(socket, context, ZMQ_DEALER, limits, own != NULL, error);
    code = code != 0 ? code : set_all(socket, client, 2, error);
    if (code == 0 && own != NULL) {
        code = set_client(socket, server, own, error);
    }
    if (code == 0 && zmq_connect(socket->handle, address) != 0) {
        code = fail(address, error);
    }
    if (code != 0) {
        cst_socket_close(socket);
    }
    return code;
}
