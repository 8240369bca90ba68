/* SPDX-License-Identifier: MIT */
#include "bus/roster.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Seconds. A guest at work answers late: it is asked less and less often, so that what is not
 * answered yet is never much. */
static const double ping_first = 1.0;
static const double ping_last = 300.0;
static const double goodbye = 5.0;
static const double patience_alone = 1.0;

const char *cst_refusal_name(cst_refusal kind)
{
    static const char *const names[] = {
#define CST_REFUSAL_NAME(id, name, words) name,
        CST_REFUSALS(CST_REFUSAL_NAME)
#undef CST_REFUSAL_NAME
    };
    return names[kind];
}

void cst_roster_init(cst_roster *roster, cst_hub *hub, const cst_roster_spec *spec,
                     const cst_roster_post *post, double now)
{
    *roster = (cst_roster){
        .hub = hub, .spec = *spec, .post = *post, .now = now, .alone = now, .stopped = now};
}

static cst_roster_entry *find(cst_roster *roster, uint32_t connection)
{
    for (uint32_t i = 0; i < CST_GUESTS_MAX; i++) {
        if (roster->entry[i].used && roster->entry[i].connection == connection) {
            return &roster->entry[i];
        }
    }
    return NULL;
}

static void say(cst_roster *roster, const char *line)
{
    if (roster->spec.say != NULL) {
        roster->spec.say(roster->spec.self, line);
    }
}

/* --- Sending --------------------------------------------------------------------------------- */

int cst_roster_send(cst_roster *roster, uint32_t guest, cst_message *message, cst_error *error)
{
    for (uint32_t i = 0; i < CST_GUESTS_MAX; i++) {
        cst_roster_entry *entry = &roster->entry[i];
        if (entry->used && entry->guest == guest && !entry->gone) {
            if (cst_hub_waits_for(roster->hub, guest) == 1) {
                entry->worked =
                    roster->now; /* it had nothing to do: the first has its whole time */
            }
            return roster->post.send(roster->post.self, entry->connection, message, &entry->gone,
                                     error);
        }
    }
    cst_batch_free(&message->batch);
    return 0; /* it is gone, and its units will be leased again */
}

static int say_bye(cst_roster *roster, uint32_t connection, const cst_error *why, cst_error *error)
{
    bool gone = false;
    char text[sizeof why->key + sizeof why->text + 8];
    cst_error_format(why, text, sizeof text);
    cst_message bye = {.kind = CST_MESSAGE_BYE,
                       .from = CST_HUB,
                       .code = why->code,
                       .text = text,
                       .text_size = strlen(text)};
    return roster->post.send(roster->post.self, connection, &bye, &gone, error);
}

/* --- Losing guests --------------------------------------------------------------------------- */

static int lose(cst_roster *roster, cst_roster_entry *entry, const char *how, cst_error *error)
{
    char line[700];
    entry->used = false;
    roster->counts.lost++;
    (void)snprintf(line, sizeof line, "worker %" PRIu32 " %s", entry->guest, how);
    say(roster, line);
    return cst_hub_lose(roster->hub, entry->guest, error);
}

/* Those to whom something could not be sent. Their units go to others, who may be gone as well. */
static int lose_gone(cst_roster *roster, cst_error *error)
{
    int code = 0;
    for (uint32_t i = 0; code == 0 && i < CST_GUESTS_MAX; i++) {
        cst_roster_entry *entry = &roster->entry[i];
        if (entry->used && entry->gone) {
            code = lose(roster, entry, "was lost: its process has ended", error);
            i = UINT32_MAX; /* from the first one again */
        }
    }
    return code;
}

/* Refuses what a connection sent, tells it why, and drops it where it is a guest. */
static int refuse(cst_roster *roster, uint32_t connection, cst_refusal kind, const cst_error *why,
                  cst_error *error)
{
    char how[640];
    char text[600];
    cst_roster_entry *entry = find(roster, connection);
    roster->counts.refused[kind]++;
    int code = say_bye(roster, connection, why, error);
    if (code == 0 && entry != NULL) {
        cst_error_format(why, text, sizeof text);
        (void)snprintf(how, sizeof how, "was dropped: %s", text);
        code = lose(roster, entry, how, error);
    }
    return code;
}

int cst_roster_refuse(cst_roster *roster, uint32_t connection, double now, cst_error *error)
{
    cst_error why;
    roster->now = now;
    (void)cst_error_set(&why, CST_ERR_WIRE, "wire", "expected a message of one frame, found more");
    const int code = refuse(roster, connection, CST_REFUSED_FRAMES, &why, error);
    return code != 0 ? code : lose_gone(roster, error);
}

/* --- Receiving ------------------------------------------------------------------------------- */

static cst_roster_entry *free_entry(cst_roster *roster)
{
    for (uint32_t i = 0; i < CST_GUESTS_MAX; i++) {
        if (!roster->entry[i].used) {
            return &roster->entry[i];
        }
    }
    return NULL;
}

static int send_welcome(cst_roster *roster, cst_roster_entry *entry, cst_error *error)
{
    cst_message message = {.kind = CST_MESSAGE_WELCOME,
                           .from = CST_HUB,
                           .peer = entry->guest,
                           .sum = roster->spec.digest,
                           .text = roster->spec.text,
                           .text_size = roster->spec.size};
    return roster->post.send(roster->post.self, entry->connection, &message, &entry->gone, error);
}

/* A guest that has been found good: it gets its number and the cells. */
static int welcome(cst_roster *roster, uint32_t connection, cst_error *error)
{
    cst_error why;
    char line[64];
    cst_roster_entry *entry = free_entry(roster);
    const uint32_t guest = entry != NULL ? cst_hub_join(roster->hub) : UINT32_MAX;
    if (guest == UINT32_MAX) {
        const bool ending = roster->hub->stopping;
        (void)cst_error_set(&why, ending ? CST_ERR_INTERRUPTED : CST_ERR_RANGE, NULL,
                            ending ? "the run is ending"
                                   : "expected at most %d workers at a time, found one more",
                            (int)CST_GUESTS_MAX);
        return refuse(roster, connection, CST_REFUSED_FULL, &why, error);
    }
    *entry = (cst_roster_entry){.connection = connection,
                                .guest = guest,
                                .used = true,
                                .worked = roster->now,
                                .answered = roster->now,
                                .pinged = roster->now,
                                .every = ping_first};
    roster->counts.came++;
    (void)snprintf(line, sizeof line, "worker %" PRIu32 " came", guest);
    say(roster, line);
    return send_welcome(roster, entry, error);
}

static int take_hello(cst_roster *roster, uint32_t connection, const cst_message *hello,
                      cst_error *error)
{
    cst_error why;
    const cst_roster_spec *spec = &roster->spec;
    cst_roster_entry *entry = find(roster, connection);
    if (entry != NULL) {
        roster->hub->repeats++;
        return roster->hub->worker[entry->guest].ready ? 0 : send_welcome(roster, entry, error);
    }
    if (hello->peer != CST_HELLO_WORKER) {
        (void)cst_error_set(&why, CST_ERR_WIRE, NULL,
                            "HELLO: expected role %d, a worker; found role %" PRIu32,
                            (int)CST_HELLO_WORKER, hello->peer);
        return refuse(roster, connection, CST_REFUSED_ROLE, &why, error);
    }
    if (hello->text_size != strlen(spec->program) ||
        memcmp(hello->text, spec->program, hello->text_size) != 0) {
        (void)cst_error_set(&why, CST_ERR_STORE_VERSION, NULL,
                            "expected a worker of %s, found one of %.*s", spec->program,
                            (int)(hello->text_size < 100 ? hello->text_size : 100), hello->text);
        return refuse(roster, connection, CST_REFUSED_PROGRAM, &why, error);
    }
    return welcome(roster, connection, error);
}

/* How the hub came to refuse it. */
static cst_refusal refusal_of(const cst_message *message, const cst_error *why)
{
    if (message->kind == CST_MESSAGE_FAIL) {
        return CST_REFUSED_FAILED;
    }
    return why->code == CST_ERR_RECEIPT ? CST_REFUSED_ALTERED : CST_REFUSED_ORDER;
}

/* A message for the hub. After LAST the guest is none any more. */
static int pass_on(cst_roster *roster, cst_roster_entry *entry, const cst_message *message,
                   cst_error *error)
{
    cst_error why = {0};
    const uint32_t connection = entry->connection;
    const int code = cst_hub_receive(roster->hub, message, &why);
    if (code == CST_HUB_REFUSED) {
        return refuse(roster, connection, refusal_of(message, &why), &why, error);
    }
    if (code != 0) {
        *error = why;
        return code;
    }
    entry->worked = roster->now;
    if (message->kind != CST_MESSAGE_LAST) {
        return 0;
    }
    entry->used = false;
    roster->counts.left++;
    return say_bye(roster, connection, &(cst_error){0}, error);
}

static int take_ready(cst_roster *roster, cst_roster_entry *entry, const cst_message *message,
                      cst_error *error)
{
    cst_error why;
    if (message->sum == roster->spec.digest) {
        return pass_on(roster, entry, message, error);
    }
    (void)cst_error_set(&why, CST_ERR_DISAGREES, NULL,
                        "READY: expected the digest of the run's cells, found another one");
    return refuse(roster, entry->connection, CST_REFUSED_CELLS, &why, error);
}

/* It is back, and has its whole time. */
static int wake(cst_roster *roster, cst_roster_entry *entry, cst_error *error)
{
    if (!roster->hub->worker[entry->guest].overdue) {
        return 0;
    }
    entry->worked = roster->now;
    return cst_hub_heard(roster->hub, entry->guest, error);
}

static int take(cst_roster *roster, uint32_t connection, const cst_message *message,
                cst_error *error)
{
    cst_error why;
    cst_roster_entry *entry = find(roster, connection);
    if (message->kind == CST_MESSAGE_HELLO) {
        return take_hello(roster, connection, message, error);
    }
    if (entry == NULL) {
        (void)cst_error_set(&why, CST_ERR_WIRE, NULL, "%s: expected HELLO before it",
                            cst_message_name(message->kind));
        return refuse(roster, connection, CST_REFUSED_STRANGER, &why, error);
    }
    if (message->from != entry->guest) {
        (void)cst_error_set(&why, CST_ERR_WIRE, "wire",
                            "from: expected %" PRIu32 ", found %" PRIu32, entry->guest,
                            message->from);
        return refuse(roster, connection, CST_REFUSED_FORGED, &why, error);
    }
    const int code = wake(roster, entry, error);
    if (code != 0) {
        return code;
    }
    switch (message->kind) {
    case CST_MESSAGE_PING:
        entry->answered = roster->now;
        entry->every = ping_first;
        return 0;
    case CST_MESSAGE_READY:
        return take_ready(roster, entry, message, error);
    default:
        return pass_on(roster, entry, message, error);
    }
}

int cst_roster_receive(cst_roster *roster, uint32_t connection, const uint8_t *bytes, size_t size,
                       double now, cst_error *error)
{
    cst_message message;
    cst_error why = {0};
    int code = 0;
    roster->now = now;
    if (cst_wire_unpack(bytes, size, &message, &why) == 0) {
        code = take(roster, connection, &message, error);
    } else {
        const bool version =
            size > 1 && bytes[0] == (0x90 | CST_WIRE_FIELDS) && bytes[1] != CST_WIRE_VERSION;
        code = refuse(roster, connection, version ? CST_REFUSED_VERSION : CST_REFUSED_MALFORMED,
                      &why, error);
    }
    return code != 0 ? code : lose_gone(roster, error);
}

/* --- Time ------------------------------------------------------------------------------------ */

/* An unanswered PING lies before the guest, as long as it is there. */
static int ping(cst_roster *roster, cst_roster_entry *entry, cst_error *error)
{
    cst_message message = {.kind = CST_MESSAGE_PING, .from = CST_HUB};
    if (roster->now - entry->pinged < entry->every) {
        return 0;
    }
    entry->pinged = roster->now;
    entry->every = entry->every < ping_last ? 2.0 * entry->every : ping_last;
    return roster->post.send(roster->post.self, entry->connection, &message, &entry->gone, error);
}

/* What becomes of a guest that has brought nothing in for too long. If it has answered meanwhile it
 * has nothing to do, so that what was sent was lost on its way: it had better come anew. If it has
 * not, it may be at a long unit, or hang: its units go to others, and it may go on. */
static int judge(cst_roster *roster, cst_roster_entry *entry, cst_error *error)
{
    const cst_hub_worker *worker = &roster->hub->worker[entry->guest];
    const double silence = roster->spec.silence;
    const bool waits = !worker->ready || cst_hub_waits_for(roster->hub, entry->guest) > 0;
    if (!waits || worker->overdue || roster->now - entry->worked <= silence) {
        return 0;
    }
    if (entry->answered - entry->worked > silence / 2.0) {
        cst_error why;
        (void)cst_error_set(&why, CST_ERR_STALL, NULL,
                            "messages to this worker, or of it, were lost");
        const int code = say_bye(roster, entry->connection, &why, error);
        return code != 0 ? code : lose(roster, entry, "was dropped: messages were lost", error);
    }
    if (!worker->ready) {
        return 0;
    }
    char line[96];
    (void)snprintf(line, sizeof line, "worker %" PRIu32 " is silent: its units are leased again",
                   entry->guest);
    say(roster, line);
    return cst_hub_overdue(roster->hub, entry->guest, error);
}

/* After STOP a guest has little to do until its last word. */
static int hurry(cst_roster *roster, cst_roster_entry *entry, cst_error *error)
{
    if (roster->now - roster->stopped < goodbye) {
        return 0;
    }
    const int code = say_bye(roster, entry->connection, &(cst_error){0}, error);
    return code != 0 ? code : lose(roster, entry, "did not say its last word", error);
}

static void say_alone(cst_roster *roster)
{
    if (roster->hub->joined > 0 || roster->hub->workers > 0 || roster->hub->stopping) {
        roster->alone = roster->now;
        roster->said = false;
    } else if (!roster->said && roster->now - roster->alone > patience_alone) {
        roster->said = true;
        say(roster, "no worker is there: the run waits for one");
    }
}

int cst_roster_tick(cst_roster *roster, double now, cst_error *error)
{
    int code = 0;
    roster->now = now;
    if (!roster->hub->stopping) {
        roster->stopped = now;
    }
    for (uint32_t i = 0; code == 0 && i < CST_GUESTS_MAX; i++) {
        cst_roster_entry *entry = &roster->entry[i];
        code = entry->used ? ping(roster, entry, error) : 0;
        if (code == 0 && entry->used) {
            code =
                roster->hub->stopping ? hurry(roster, entry, error) : judge(roster, entry, error);
        }
    }
    say_alone(roster);
    return code != 0 ? code : lose_gone(roster, error);
}

/* All that became of them, in a line. */
static void say_sum(cst_roster *roster)
{
    char line[400];
    const cst_roster_counts *counts = &roster->counts;
    uint64_t refused = 0;
    size_t used = (size_t)snprintf(line, sizeof line,
                                   "workers: %" PRIu64 " came, %" PRIu64 " were lost, %" PRIu64
                                   " units were leased again",
                                   counts->came, counts->lost, roster->hub->leased_again);
    for (cst_refusal i = 0; i < CST_REFUSAL_KINDS; i++) {
        if (counts->refused[i] > 0) {
            used += (size_t)snprintf(line + used, sizeof line - used, "%s %s %" PRIu64,
                                     refused == 0 ? "; messages refused:" : ",",
                                     cst_refusal_name(i), counts->refused[i]);
            refused += counts->refused[i];
        }
    }
    if (counts->came + refused > 0) {
        say(roster, line);
    }
}

void cst_roster_end(cst_roster *roster, const cst_error *why)
{
    for (uint32_t i = 0; i < CST_GUESTS_MAX; i++) {
        if (roster->entry[i].used) {
            (void)say_bye(roster, roster->entry[i].connection, why, NULL);
            roster->entry[i].used = false;
        }
    }
    say_sum(roster);
}
