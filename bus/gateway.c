/* SPDX-License-Identifier: MIT */
#include "bus/gateway.h"

#include "base/check.h"
#include "bus/endpoint.h"
#include "bus/run.h"
#include "bus/thread.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Between two looks at who is silent. */
enum { LOOK_MS = 100, READS_MOST = 256 };

/* Questions of one worker, from when they are put until they are answered. */
typedef struct asking {
    cst_peer_request request;
    size_t count;
    bool taken; /* by the thread */
    struct asking *next;
} asking;

struct cst_gateway {
    void *context;
    cst_socket socket;
    cst_zap *zap;
    cst_allowed *list; /* heap: who may review or act */
    size_t allowed;
    cst_endpoint_folder folder; /* of the socket, to which the relay alone connects */
    cst_relay *relay;
    char address[CST_ENDPOINT_TEXT];
    int wake[2]; /* a pipe: a byte for the thread to look at what was put */
    cst_outside outside;
    const volatile sig_atomic_t *interrupted; /* or NULL */
    pthread_t thread;
    bool started;
    pthread_mutex_t lock; /* for all that follows */
    pthread_cond_t news;
    cst_peers peers;
    asking *first; /* not yet taken */
    bool ends;
    cst_error error; /* of the thread, which has ended then */
};

static int send_frame(void *self, uint32_t route, cst_frame *frame, bool *gone, cst_error *error)
{
    cst_gateway *gateway = self;
    return cst_socket_offer(&gateway->socket, route, frame, gone, error);
}

/* --- The thread ------------------------------------------------------------------------------ */

/* The key that a connection has proved to have; NULL: there are no keys. */
static const cst_allowed *proved(const cst_gateway *gateway, zmq_msg_t *message)
{
    static const cst_allowed nobody;
    if (gateway->zap == NULL) {
        return NULL;
    }
    const long who = cst_zap_who(gateway->zap, message);
    return who >= 0 && (size_t)who < gateway->allowed ? &gateway->list[who] : &nobody;
}

/* What a message comes to: nothing, where its connection was cut before it was read. */
static int judge(cst_gateway *gateway, cst_parcel *parcel, bool good, const char *wrong,
                 cst_error *error)
{
    cst_peers *peers = &gateway->peers;
    if (!cst_relay_took(gateway->relay, parcel->file, parcel->peer, parcel->size)) {
        return 0;
    }
    const int code = good
                         ? cst_peers_receive(peers, parcel->peer, proved(gateway, &parcel->frame),
                                             zmq_msg_data(&parcel->frame), parcel->size,
                                             cst_clock_seconds(), error)
                         : cst_peers_refuse(peers, parcel->peer, CST_CAUSE_MALFORMED, wrong, error);
    cst_relay_belongs(gateway->relay, parcel->peer, cst_peers_has(peers, parcel->peer));
    return code;
}

/* Takes in what has come, up to a bound, so that questions are not kept waiting. */
static int read_some(cst_gateway *gateway, cst_error *error)
{
    int code = 0;
    for (int i = 0; code == 0 && i < READS_MOST; i++) {
        cst_parcel parcel = {0};
        cst_error wrong = {0};
        const int got = cst_socket_receive(&gateway->socket, &parcel, &wrong);
        if (got == CST_SOCKET_GOT) {
            code = judge(gateway, &parcel, true, NULL, error);
            cst_parcel_close(&parcel);
        } else if (got == CST_ERR_WIRE && parcel.known) {
            code = judge(gateway, &parcel, false, wrong.text, error);
        } else if (got == CST_ERR_WIRE) {
            gateway->peers.strangers[CST_CAUSE_MALFORMED]++;
        } else if (got < 0) {
            *error = wrong;
            return got;
        } else {
            break;
        }
    }
    return code;
}

/* Connections that were cut, or that peers have closed; these have said all that they had to. */
static int hear_verdicts(cst_gateway *gateway, cst_error *error)
{
    static const char *const why[CST_PEER_CAUSES] = {
        [CST_CAUSE_UNBOUNDED] = "expected messages that end: one took too much memory",
        [CST_CAUSE_NO_HELLO] = "expected hello: a connection is a peer's in time, or is closed",
        [CST_CAUSE_BROKEN] = "expected a connection of ZeroMQ's"};
    cst_relay_verdict of;
    int code = 0;
    int got = cst_relay_next(gateway->relay, &of, error);
    for (; code == 0 && got > 0; got = cst_relay_next(gateway->relay, &of, error)) {
        if (of.cause == CST_PEER_CAUSES) {
            code = read_some(gateway, error);
            cst_peers_ended(&gateway->peers, of.route);
        } else if (of.known) {
            code = cst_peers_refuse(&gateway->peers, of.route, of.cause, why[of.cause], error);
        } else {
            gateway->peers.strangers[of.cause]++;
        }
    }
    return code != 0 ? code : got;
}

static int take_questions(cst_gateway *gateway, cst_error *error)
{
    int code = 0;
    cst_thread_woken(gateway->wake);
    while (code == 0 && gateway->first != NULL) {
        asking *of = gateway->first;
        gateway->first = of->next;
        of->taken = true;
        code = cst_peers_ask(&gateway->peers, &of->request, of->count, cst_clock_seconds(), error);
    }
    return code;
}

/* Tells the peers that it is over, and gives them a moment to say goodbye: what ZeroMQ has not sent
 * by then is lost. */
static int say_goodbye(cst_gateway *gateway, cst_error *error)
{
    const double last = cst_clock_seconds() + 1.0;
    int code = cst_peers_send_news(&gateway->peers, error);
    code = code != 0 ? code : cst_peers_end(&gateway->peers, error);
    while (code == 0 && cst_peers_any(&gateway->peers) && cst_clock_seconds() < last) {
        code = cst_socket_wait(&gateway->socket, 1, LOOK_MS, error);
        code = code != 0 ? code : read_some(gateway, error);
    }
    return code;
}

static int serve(cst_gateway *gateway, cst_error *error)
{
    int code = 0;
    (void)pthread_mutex_lock(&gateway->lock);
    while (code == 0 && !gateway->ends) {
        (void)pthread_mutex_unlock(&gateway->lock);
        code = cst_socket_wait_or(&gateway->socket, gateway->wake[0], LOOK_MS, error);
        (void)pthread_mutex_lock(&gateway->lock);
        code = code != 0 ? code : read_some(gateway, error);
        code = code != 0 ? code : hear_verdicts(gateway, error);
        code = code != 0 ? code : cst_peers_send_news(&gateway->peers, error);
        code = code != 0 ? code : take_questions(gateway, error);
        cst_peers_tick(&gateway->peers, cst_clock_seconds());
        (void)pthread_cond_broadcast(&gateway->news);
    }
    code = code == 0 ? say_goodbye(gateway, error) : code;
    (void)pthread_mutex_unlock(&gateway->lock);
    return code;
}

static void *gateway_main(void *self)
{
    cst_gateway *gateway = self;
    cst_error error = {0};
    const int code = serve(gateway, &error);
    (void)pthread_mutex_lock(&gateway->lock);
    if (code != 0) {
        gateway->error = error;
        gateway->error.code = code;
    }
    gateway->ends = true;
    (void)pthread_cond_broadcast(&gateway->news);
    (void)pthread_mutex_unlock(&gateway->lock);
    return NULL;
}

/* --- The workers ----------------------------------------------------------------------------- */

static bool is_interrupted(const cst_gateway *gateway)
{
    return gateway->interrupted != NULL && *gateway->interrupted != 0;
}

/* Questions whose place goes away. */
static void forget(cst_gateway *gateway, const asking *of)
{
    asking **at = &gateway->first;
    while (*at != NULL && *at != of) {
        at = &(*at)->next;
    }
    *at = *at == of ? of->next : *at;
    cst_peers_forget(&gateway->peers, &of->request);
}

static int ask(void *self, uint32_t cell, const cst_question *question, size_t count,
               double *answer, cst_error *error)
{
    cst_gateway *gateway = self;
    asking of = {.request = {.cell = cell, .question = question, .answer = answer, .left = count},
                 .count = count};
    (void)pthread_mutex_lock(&gateway->lock);
    asking **end = &gateway->first;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = &of;
    cst_thread_wake(gateway->wake);
    while (!gateway->ends && !is_interrupted(gateway) && (!of.taken || of.request.left > 0)) {
        (void)pthread_cond_wait(&gateway->news, &gateway->lock);
    }
    int code = gateway->error.code;
    if (code != 0) {
        *error = gateway->error;
    } else if (!of.taken || of.request.left > 0) {
        code =
            cst_error_set(error, CST_ERR_INTERRUPTED, NULL, "interrupted while peers were asked");
    }
    forget(gateway, &of);
    (void)pthread_mutex_unlock(&gateway->lock);
    return code;
}

/* News goes out before what is asked next; the thread need not be woken for it. */
static int tell(void *self, uint32_t cell, const cst_outcome *outcome, size_t count,
                cst_error *error)
{
    cst_gateway *gateway = self;
    (void)pthread_mutex_lock(&gateway->lock);
    const int code = cst_peers_tell(&gateway->peers, cell, outcome, count, error);
    (void)pthread_mutex_unlock(&gateway->lock);
    return code;
}

int cst_gateway_meet(cst_gateway *gateway, void (*waits)(void *self, const char *name), void *self,
                     cst_error *error)
{
    int code = 0;
    double told = cst_clock_seconds();
    for (bool met = false; code == 0 && !met;) {
        char name[CST_PEER_NAME] = "";
        (void)pthread_mutex_lock(&gateway->lock);
        const uint32_t missing = cst_peers_missing(&gateway->peers);
        met = missing == gateway->peers.count;
        if (!met) {
            memcpy(name, gateway->peers.peer[missing].name, sizeof name);
        }
        if (gateway->error.code != 0) {
            *error = gateway->error;
            code = gateway->error.code;
        }
        (void)pthread_mutex_unlock(&gateway->lock);
        if (code == 0 && is_interrupted(gateway)) {
            code = cst_error_set(error, CST_ERR_INTERRUPTED, NULL,
                                 "interrupted while the peer '%s' was waited for", name);
        }
        if (code == 0 && !met) {
            (void)zmq_poll(NULL, 0, 20);
            if (waits != NULL && cst_clock_seconds() - told >= 1.0) {
                told = cst_clock_seconds();
                waits(self, name);
            }
        }
    }
    return code;
}

const cst_outside *cst_gateway_outside(cst_gateway *gateway)
{
    return &gateway->outside;
}

const char *cst_gateway_address(const cst_gateway *gateway)
{
    return gateway->address;
}

const char *cst_gateway_tally(cst_gateway *gateway, uint32_t index, cst_peer_tally *tally)
{
    const char *name = NULL;
    (void)pthread_mutex_lock(&gateway->lock);
    if (index < gateway->peers.count) {
        name = gateway->peers.peer[index].name;
        *tally = cst_peer_tally_of(&gateway->peers.peer[index]);
    }
    (void)pthread_mutex_unlock(&gateway->lock);
    return name;
}

void cst_gateway_strangers(cst_gateway *gateway, uint64_t refused[CST_PEER_CAUSES])
{
    (void)pthread_mutex_lock(&gateway->lock);
    memcpy(refused, gateway->peers.strangers, sizeof gateway->peers.strangers);
    if (gateway->zap != NULL) {
        refused[CST_CAUSE_STRANGER] += cst_zap_count(gateway->zap, CST_ZAP_UNKNOWN_KEY);
    }
    (void)pthread_mutex_unlock(&gateway->lock);
}

/* --- Opening and closing --------------------------------------------------------------------- */

/* Who may review or act is let in. */
static int take_list(cst_gateway *gateway, const cst_gateway_spec *spec, cst_error *error)
{
    gateway->list = calloc(spec->allowed + 1, sizeof *gateway->list);
    if (gateway->list == NULL) {
        return cst_error_memory(error, "the list of who is let in");
    }
    for (size_t i = 0; i < spec->allowed; i++) {
        if ((spec->list[i].role & CST_ROLE_BOTH) != 0) {
            gateway->list[gateway->allowed++] = spec->list[i];
        }
    }
    return cst_zap_start(&gateway->zap, gateway->context, gateway->list, gateway->allowed, error);
}

/* A number that tells this run from others. */
static void number_run(cst_gateway *gateway)
{
    FILE *random = fopen("/dev/urandom", "rb");
    if (random != NULL) {
        (void)!fread(gateway->peers.run, sizeof gateway->peers.run, 1, random);
        (void)fclose(random);
    }
}

/* The socket, in a folder of its own, and the relay before it, through which all connections go. */
static int open_door(cst_gateway *gateway, const cst_gateway_spec *spec, cst_error *error)
{
    const cst_secure_limits limits = {.longest = CST_PEER_LONGEST, .handshake = spec->handshake};
    const char *in = getenv("TMPDIR");
    char inner[CST_ENDPOINT_TEXT];
    char address[CST_SECURE_ADDRESS];
    int code = in != NULL && in[0] != '\0' ? cst_endpoint_folder_make(&gateway->folder, in, error)
                                           : CST_ERR_BUS;
    code = code != 0 ? cst_endpoint_folder_make(&gateway->folder, "/tmp", error) : code;
    if (code != 0) {
        return code;
    }
    cst_endpoint_folder_text(&gateway->folder, "peers", inner);
    code = cst_secure_listen(&gateway->socket, gateway->context, inner, spec->own, gateway->zap,
                             &limits, address, error);
    return code != 0 ? code
                     : cst_relay_open(&gateway->relay, spec->endpoint, strchr(inner, '/') + 2,
                                      spec->own != NULL, spec->limits, gateway->address, error);
}

int cst_gateway_open(cst_gateway **out, const cst_gateway_spec *spec, cst_error *error)
{
    cst_gateway *gateway = calloc(1, sizeof *gateway);
    *out = NULL;
    if (gateway == NULL) {
        return cst_error_memory(error, "a gateway to peers");
    }
    gateway->wake[0] = gateway->wake[1] = -1;
    (void)pthread_mutex_init(&gateway->lock, NULL);
    (void)pthread_cond_init(&gateway->news, NULL);
    cst_peers_init(&gateway->peers, spec->population);
    gateway->peers.patience = spec->patience;
    gateway->peers.self = gateway;
    gateway->peers.send = send_frame;
    gateway->outside = (cst_outside){.self = gateway, .ask = ask, .tell = tell};
    gateway->interrupted = spec->interrupted;
    number_run(gateway);
    gateway->context = zmq_ctx_new();
    int code = gateway->context == NULL ? cst_error_memory(error, "a gateway to peers")
                                        : cst_thread_pipe(gateway->wake, error);
    code = code == 0 && spec->own != NULL ? take_list(gateway, spec, error) : code;
    code = code == 0 ? open_door(gateway, spec, error) : code;
    code = code == 0 ? cst_thread_start(&gateway->thread, gateway_main, gateway,
                                        "the thread for the peers", error)
                     : code;
    gateway->started = code == 0;
    if (code != 0) {
        cst_gateway_close(gateway);
        return code;
    }
    *out = gateway;
    return 0;
}

void cst_gateway_end(cst_gateway *gateway)
{
    if (gateway != NULL && gateway->started) {
        (void)pthread_mutex_lock(&gateway->lock);
        gateway->ends = true;
        (void)pthread_mutex_unlock(&gateway->lock);
        cst_thread_wake(gateway->wake);
        (void)pthread_join(gateway->thread, NULL);
        gateway->started = false;
    }
}

void cst_gateway_close(cst_gateway *gateway)
{
    if (gateway == NULL) {
        return;
    }
    cst_gateway_end(gateway);
    cst_peers_free(&gateway->peers);
    cst_socket_close(&gateway->socket); /* what it has sent is with the relay */
    cst_relay_close(gateway->relay);
    cst_endpoint_folder_remove(&gateway->folder);
    cst_zap_stop(gateway->zap);
    while (gateway->context != NULL && zmq_ctx_term(gateway->context) != 0 && errno == EINTR) {
    }
    cst_thread_pipe_close(gateway->wake);
    free(gateway->list);
    (void)pthread_cond_destroy(&gateway->news);
    (void)pthread_mutex_destroy(&gateway->lock);
    free(gateway);
}
