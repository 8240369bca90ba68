/* SPDX-License-Identifier: MIT */
#include "bus/serve.h"

#include "base/check.h"
#include "bus/run.h"

#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    CONNECTION_BYTES = 16384, /* of a request's head, and of what is under way to its reader */
    IDLE_SECONDS = 5,         /* after which a connection ends on which nothing happens */
    WATCH_SECONDS = 3,        /* after which nobody is watching any more */
    FIXED = 5                 /* answers that are always the same */
};

static const double last_look = 1.2; /* seconds, for who looks every second */

/* A connection. */
typedef struct visitor {
    int handle;   /* -1: none */
    double since; /* when its request has been under way */
    bool given;   /* it is being sent a text: */
    size_t which; /* of which resource, */
    uint64_t put; /* of which put */
} visitor;

/* A text that was read to its end. */
typedef struct look {
    double at;
    uint64_t put; /* the last one of which it was */
} look;

struct cst_serve {
    struct MHD_Daemon *daemon;
    pthread_mutex_t lock; /* over all that follows but what stays as it was made */
    pthread_cond_t read;  /* a text was read to its end */
    uint64_t puts;        /* so far */
    look look[CST_SERVE_RESOURCES];
    const cst_serve_resource *resource;
    size_t resources;
    struct MHD_Response *text[CST_SERVE_RESOURCES]; /* NULL: not yet */
    struct MHD_Response *fixed[FIXED];
    visitor visitor[CST_SERVE_CONNECTIONS];
    char url[64];
};

/* --- Where it is ----------------------------------------------------------------------------- */

/* What a loopback host is called, in addresses and by readers. */
static const char *const hosts[] = {"127.0.0.1", "[::1]", "localhost"};
enum { HOSTS = sizeof hosts / sizeof hosts[0], IPV6 = 1 };

/* The host that a text begins with, and what follows it; HOSTS: none of them. */
static size_t host_of(const char *text, const char **rest)
{
    for (size_t i = 0; i < HOSTS; i++) {
        const size_t length = strlen(hosts[i]);
        if (strncasecmp(text, hosts[i], length) == 0) {
            *rest = text + length;
            return i;
        }
    }
    return HOSTS;
}

/* ":8080", from 0 to 65535; -1: it is none. */
static long port_of(const char *text)
{
    const size_t digits = text[0] == ':' ? strspn(text + 1, "0123456789") : 0;
    const long port =
        digits > 0 && digits <= 5 && text[1 + digits] == '\0' ? strtol(text + 1, NULL, 10) : -1;
    return port <= UINT16_MAX ? port : -1;
}

/* A socket that listens at the address. */
static int listen_at(const char *address, int *handle, size_t *host, cst_error *error)
{
    const char *rest = "";
    *host = host_of(address, &rest);
    const long port = port_of(rest);
    if (*host == HOSTS || port < 0) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "expected an address of this machine alone, 127.0.0.1:PORT, "
                             "[::1]:PORT or localhost:PORT, port 0 for a free one, found '%.60s'; "
                             "from elsewhere, 'ssh -L PORT:127.0.0.1:PORT' leads to it",
                             address);
    }
    const struct sockaddr_in four = {.sin_family = AF_INET,
                                     .sin_port = htons((uint16_t)port),
                                     .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const struct sockaddr_in6 six = {.sin6_family = AF_INET6,
                                     .sin6_port = htons((uint16_t)port),
                                     .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    const bool is_six = *host == IPV6;
    const void *at = is_six ? (const void *)&six : (const void *)&four;
    const int yes = 1; /* connections that have just ended keep nobody from the port */
    *handle = socket(is_six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (*handle >= 0 && setsockopt(*handle, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
        bind(*handle, at, is_six ? sizeof six : sizeof four) == 0 &&
        listen(*handle, CST_SERVE_CONNECTIONS) == 0) {
        return 0;
    }
    const int why = errno;
    if (*handle >= 0) {
        (void)close(*handle);
    }
    return cst_error_set(error, CST_ERR_BUS, NULL, "%.60s cannot be served: %s%s", address,
                         strerror(why),
                         why == EADDRINUSE ? "; choose another port, or 0 for a free one" : "");
}

int cst_serve_check(const char *address, cst_error *error)
{
    int handle = -1;
    size_t host = 0;
    const int code = listen_at(address, &handle, &host, error);
    if (code == 0) {
        (void)close(handle);
    }
    return code;
}

/* With the port that it has. */
static void name_url(cst_serve *serve, int handle, size_t host)
{
    struct sockaddr_storage at = {0};
    socklen_t size = sizeof at;
    cst_require(getsockname(handle, (struct sockaddr *)&at, &size) == 0);
    const uint16_t port = at.ss_family == AF_INET6 ? ((const struct sockaddr_in6 *)&at)->sin6_port
                                                   : ((const struct sockaddr_in *)&at)->sin_port;
    (void)snprintf(serve->url, sizeof serve->url, "http://%s:%u/", hosts[host],
                   (unsigned)ntohs(port));
}

/* --- Answers --------------------------------------------------------------------------------- */

/* Answers that are always the same. */
static const struct {
    unsigned status;
    const char *text;
} fixed_answers[FIXED] = {
    {MHD_HTTP_BAD_REQUEST, "A request here has no body.\n"},
    {MHD_HTTP_FORBIDDEN, "The request names another host than 127.0.0.1, [::1] or localhost.\n"},
    {MHD_HTTP_NOT_FOUND, "There is no such page.\n"},
    {MHD_HTTP_METHOD_NOT_ALLOWED, "Only GET and HEAD: nothing can be changed here.\n"},
    {MHD_HTTP_SERVICE_UNAVAILABLE, "The run has not begun; ask again.\n"},
};

/* Takes the text over where it is heap; NULL without memory. No reader may guess another type, keep
 * it, or show it inside of another page. */
static struct MHD_Response *make_answer(char *text, enum MHD_ResponseMemoryMode mode,
                                        const char *type, const char *policy)
{
    const struct {
        const char *name, *value;
    } header[] = {
        {MHD_HTTP_HEADER_CONTENT_TYPE, type},  {"Content-Security-Policy", policy},
        {"X-Content-Type-Options", "nosniff"}, {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Referrer-Policy", "no-referrer"},    {MHD_HTTP_HEADER_CACHE_CONTROL, "no-store"}};
    struct MHD_Response *made = MHD_create_response_from_buffer(strlen(text), text, mode);
    bool whole = made != NULL;
    for (size_t i = 0; whole && i < sizeof header / sizeof header[0]; i++) {
        whole = MHD_add_response_header(made, header[i].name, header[i].value) == MHD_YES;
    }
    if (made == NULL && mode == MHD_RESPMEM_MUST_FREE) {
        free(text);
    }
    if (made != NULL && !whole) {
        MHD_destroy_response(made);
    }
    return whole ? made : NULL;
}

/* How many hosts a request names, and how many of them are loopback. */
typedef struct named {
    size_t all, loopback;
} named;

static enum MHD_Result look_at_header(void *self, enum MHD_ValueKind kind, const char *name,
                                      const char *value)
{
    named *of = self;
    const char *rest = "";
    (void)kind;
    if (strcasecmp(name, MHD_HTTP_HEADER_HOST) == 0) {
        of->all++;
        const bool here = value != NULL && host_of(value, &rest) < HOSTS &&
                          (rest[0] == '\0' || port_of(rest) >= 0);
        of->loopback += here ? 1 : 0;
    }
    return MHD_YES;
}

static bool names_loopback(struct MHD_Connection *connection)
{
    named of = {0};
    (void)MHD_get_connection_values(connection, MHD_HEADER_KIND, look_at_header, &of);
    return of.all == 1 && of.loopback == 1;
}

static bool has_body(struct MHD_Connection *connection)
{
    const char *length =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
    return (length != NULL && strcmp(length, "0") != 0) ||
           MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
                                       MHD_HTTP_HEADER_TRANSFER_ENCODING) != NULL;
}

static enum MHD_Result answer_fixed(const cst_serve *serve, struct MHD_Connection *connection,
                                    unsigned status)
{
    size_t at = 0;
    while (fixed_answers[at].status != status) {
        at++;
    }
    return MHD_queue_response(connection, status, serve->fixed[at]);
}

static visitor *visitor_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

static enum MHD_Result answer_text(cst_serve *serve, struct MHD_Connection *connection,
                                   const char *path)
{
    size_t at = 0;
    while (at < serve->resources && strcmp(serve->resource[at].path, path) != 0) {
        at++;
    }
    if (at == serve->resources) {
        return answer_fixed(serve, connection, MHD_HTTP_NOT_FOUND);
    }
    (void)pthread_mutex_lock(&serve->lock);
    const bool there = serve->text[at] != NULL;
    enum MHD_Result queued = MHD_NO;
    if (there) { /* it is counted: it stays until it has been sent */
        visitor *who = visitor_of(connection);
        queued = MHD_queue_response(connection, MHD_HTTP_OK, serve->text[at]);
        if (who != NULL) {
            who->given = true;
            who->which = at;
            who->put = serve->puts;
        }
    }
    (void)pthread_mutex_unlock(&serve->lock);
    return there ? queued : answer_fixed(serve, connection, MHD_HTTP_SERVICE_UNAVAILABLE);
}

/* Called once when the head of a request is there, and, unless it was answered then, once more. An
 * answer at the first call is the last of its connection. */
static enum MHD_Result answer(void *self, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *body,
                              size_t *body_size, void **state)
{
    static char seen;
    cst_serve *serve = self;
    (void)version;
    (void)body;
    if (*state == NULL) {
        *state = &seen;
        if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0) {
            return answer_fixed(serve, connection, MHD_HTTP_METHOD_NOT_ALLOWED);
        }
        return has_body(connection) ? answer_fixed(serve, connection, MHD_HTTP_BAD_REQUEST)
                                    : MHD_YES;
    }
    if (*body_size > 0) {
        return MHD_NO;
    }
    return names_loopback(connection) ? answer_text(serve, connection, path)
                                      : answer_fixed(serve, connection, MHD_HTTP_FORBIDDEN);
}

/* --- Readers --------------------------------------------------------------------------------- */

/* A connection comes or goes; it goes before its handle may be another one's. */
static void note_visitor(void *self, struct MHD_Connection *connection, void **place,
                         enum MHD_ConnectionNotificationCode what)
{
    cst_serve *serve = self;
    (void)pthread_mutex_lock(&serve->lock);
    if (what == MHD_CONNECTION_NOTIFY_CLOSED && *place != NULL) {
        ((visitor *)*place)->handle = -1;
    }
    for (size_t i = 0; what == MHD_CONNECTION_NOTIFY_STARTED && i < CST_SERVE_CONNECTIONS; i++) {
        if (serve->visitor[i].handle < 0) {
            const union MHD_ConnectionInfo *info =
                MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
            serve->visitor[i] = (visitor){.handle = info->connect_fd, .since = cst_clock_seconds()};
            *place = &serve->visitor[i];
            break;
        }
    }
    (void)pthread_mutex_unlock(&serve->lock);
}

/* The next request of the connection may take as long again. */
static void note_answered(void *self, struct MHD_Connection *connection, void **state,
                          enum MHD_RequestTerminationCode how)
{
    cst_serve *serve = self;
    visitor *who = visitor_of(connection);
    (void)state;
    (void)pthread_mutex_lock(&serve->lock);
    if (who != NULL) {
        who->since = cst_clock_seconds();
        if (how == MHD_REQUEST_TERMINATED_COMPLETED_OK && who->given) {
            look *of = &serve->look[who->which];
            *of = (look){who->since, who->put > of->put ? who->put : of->put};
            (void)pthread_cond_signal(&serve->read);
        }
        who->given = false;
    }
    (void)pthread_mutex_unlock(&serve->lock);
}

/* Who sends or reads a byte now and then is never idle, and would keep a place for ever. */
static void end_slow(cst_serve *serve)
{
    const double now = cst_clock_seconds();
    (void)pthread_mutex_lock(&serve->lock);
    for (size_t i = 0; i < CST_SERVE_CONNECTIONS; i++) {
        if (serve->visitor[i].handle >= 0 && now - serve->visitor[i].since > CST_SERVE_SECONDS) {
            (void)shutdown(serve->visitor[i].handle, SHUT_RDWR);
        }
    }
    (void)pthread_mutex_unlock(&serve->lock);
}

/* --- Making and ending ----------------------------------------------------------------------- */

static bool make_fixed(cst_serve *serve)
{
    bool made = true;
    for (size_t i = 0; made && i < FIXED; i++) {
        char *text = strdup(fixed_answers[i].text);
        serve->fixed[i] =
            text == NULL ? NULL
                         : make_answer(text, MHD_RESPMEM_MUST_FREE, "text/plain; charset=utf-8",
                                       "default-src 'none'; frame-ancestors 'none'");
        made = serve->fixed[i] != NULL &&
               (fixed_answers[i].status != MHD_HTTP_METHOD_NOT_ALLOWED ||
                MHD_add_response_header(serve->fixed[i], MHD_HTTP_HEADER_ALLOW, "GET, HEAD") ==
                    MHD_YES);
    }
    return made;
}

/* Its thread takes no signals: they belong to the one that calls. */
static void start(cst_serve *serve, int handle)
{
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    serve->daemon = MHD_start_daemon(
        MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_ITC, 0, NULL, NULL, answer, serve,
        MHD_OPTION_LISTEN_SOCKET, handle, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)CST_SERVE_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES, MHD_OPTION_STRICT_FOR_CLIENT,
        1, MHD_OPTION_NOTIFY_CONNECTION, note_visitor, serve, MHD_OPTION_NOTIFY_COMPLETED,
        note_answered, serve, MHD_OPTION_END);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void init_read(pthread_cond_t *read)
{
    pthread_condattr_t by_clock;
    (void)pthread_condattr_init(&by_clock);
    (void)pthread_condattr_setclock(&by_clock, CLOCK_MONOTONIC);
    (void)pthread_cond_init(read, &by_clock);
    (void)pthread_condattr_destroy(&by_clock);
}

int cst_serve_open(cst_serve **serve, const char *address, const cst_serve_resource *resource,
                   size_t resources, cst_error *error)
{
    int handle = -1;
    size_t host = 0;
    cst_require(resources <= CST_SERVE_RESOURCES);
    *serve = NULL;
    int code = listen_at(address, &handle, &host, error);
    if (code != 0) {
        return code;
    }
    cst_serve *made = calloc(1, sizeof *made);
    if (made == NULL) {
        (void)close(handle);
        return cst_error_memory(error, "a server");
    }
    (void)pthread_mutex_init(&made->lock, NULL);
    init_read(&made->read);
    made->resource = resource;
    made->resources = resources;
    for (size_t i = 0; i < CST_SERVE_CONNECTIONS; i++) {
        made->visitor[i].handle = -1;
    }
    name_url(made, handle, host);
    code = make_fixed(made) ? 0 : cst_error_memory(error, "a server");
    if (code == 0) {
        start(made, handle);
        code = made->daemon != NULL
                   ? 0
                   : cst_error_set(error, CST_ERR_BUS, NULL,
                                   "%.60s cannot be served: its thread cannot be started", address);
    }
    *serve = made;
    if (code != 0) {
        (void)close(handle);
        cst_serve_close(serve);
    }
    return code;
}

const char *cst_serve_url(const cst_serve *serve)
{
    return serve->url;
}

static void destroy(struct MHD_Response **answers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (answers[i] != NULL) {
            MHD_destroy_response(answers[i]);
        }
    }
}

void cst_serve_put(cst_serve *serve, char *const *text)
{
    struct MHD_Response *made[CST_SERVE_RESOURCES] = {0};
    struct MHD_Response *before[CST_SERVE_RESOURCES];
    bool whole = true;
    for (size_t i = 0; i < serve->resources; i++) {
        if (text[i] != NULL) {
            made[i] = make_answer(text[i], MHD_RESPMEM_MUST_FREE, serve->resource[i].type,
                                  serve->resource[i].policy);
        }
        whole = whole && made[i] != NULL;
    }
    if (whole) {
        (void)pthread_mutex_lock(&serve->lock);
        memcpy(before, serve->text, sizeof before);
        memcpy(serve->text, made, sizeof made);
        serve->puts++;
        (void)pthread_mutex_unlock(&serve->lock);
    }
    destroy(whole ? before : made, serve->resources);
    end_slow(serve);
}

/* Whether a text was read lately, and only as it was before that put. */
static bool is_watched(const cst_serve *serve, double now, uint64_t put)
{
    bool watched = false;
    for (size_t i = 0; i < serve->resources; i++) {
        const look *of = &serve->look[i];
        watched = watched || (of->put > 0 && of->put < put && now - of->at < WATCH_SECONDS);
    }
    return watched;
}

bool cst_serve_watched(cst_serve *serve)
{
    (void)pthread_mutex_lock(&serve->lock);
    const bool watched = is_watched(serve, cst_clock_seconds(), UINT64_MAX);
    (void)pthread_mutex_unlock(&serve->lock);
    return watched;
}

void cst_serve_wait(cst_serve *serve)
{
    const double start = cst_clock_seconds();
    const double end = start + last_look;
    const struct timespec until = {(time_t)end, (long)(1e9 * (end - floor(end)))};
    int code = 0;
    (void)pthread_mutex_lock(&serve->lock);
    while (code == 0 && is_watched(serve, start, serve->puts)) {
        code = pthread_cond_timedwait(&serve->read, &serve->lock, &until);
    }
    (void)pthread_mutex_unlock(&serve->lock);
}

void cst_serve_close(cst_serve **serve)
{
    cst_serve *of = *serve;
    if (of == NULL) {
        return;
    }
    if (of->daemon != NULL) {
        MHD_stop_daemon(of->daemon); /* and its socket */
    }
    destroy(of->text, of->resources);
    destroy(of->fixed, FIXED);
    (void)pthread_cond_destroy(&of->read);
    (void)pthread_mutex_destroy(&of->lock);
    free(of);
    *serve = NULL;
}
