/* SPDX-License-Identifier: MIT */
#include "tests/lib/network.h"

#include "base/check.h"
#include "bus/guest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PACKETS = 1 << 14, PROCESSES = 8, LEAST_GUESTS = 8, CELLS_MOST = 4 };

static const double tick_every = 0.5;
static const double silence = 4.0;
static const char program[] = "custodes of the tests";
static const cst_u128 digest_of_cells = 77;

/* A frame on its way. Of the hub's own workers: `own`, and who is the other side. */
typedef struct packet {
    double at;
    uint64_t number; /* in the order in which they were sent */
    bool own, to_hub;
    uint32_t from, to; /* own: workers or CST_HUB; else `to` is the connection */
    cst_frame frame;
} packet;

typedef struct network network;

/* A guest's process, or one of the hub's own workers. */
typedef struct process {
    network *net;
    cst_guest guest;
    cst_worker worker;
    bool used;
    uint32_t connection;
    double free_at, away_until; /* busy or hung; cut off from the hub */
    double last;                /* when the last message either way is to arrive */
} process;

struct network {
    cst_network_spec spec;
    const cst_cell *cells[CELLS_MOST];
    double now, next_tick, hub_from;
    uint64_t random, sent;
    bool hub_up;
    cst_ledger ledger;
    cst_hub hub;
    cst_roster roster;
    process guest[PROCESSES], own[PROCESSES];
    uint32_t connections;
    packet packet[PACKETS];
    uint32_t packets;
    /* What is kept, and in which order it came. */
    bool kept[CELLS_MOST][CST_NETWORK_BLOCKS];
    uint64_t digest[CELLS_MOST][CST_NETWORK_BLOCKS];
    uint32_t order[CELLS_MOST * CST_NETWORK_BLOCKS], ordered;
    cst_network_outcome out;
};

static double draw(network *net)
{
    uint64_t x = net->random += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((x ^ (x >> 31)) >> 11) * 0x1p-53;
}

static double draw_time(network *net, double mean)
{
    return -mean * log1p(-draw(net));
}

static bool faulty(const network *net)
{
    return net->now < net->spec.until;
}

/* Whether something that happens so often a second does in this tick. */
static bool happens(network *net, double rate)
{
    return faulty(net) && draw(net) < rate * tick_every;
}

/* --- What is kept ---------------------------------------------------------------------------- */

static bool have(void *self, uint32_t cell, uint64_t block)
{
    const network *net = self;
    return net->kept[cell][block];
}

static int keep(void *self, uint32_t cell, uint64_t block, const cst_row *row, cst_error *error)
{
    network *net = self;
    cst_collected one = {0};
    const cst_sink sink = cst_collected_sink(&one);
    const int code = sink.row(&one, cell, block, row, error);
    net->out.twice += net->kept[cell][block];
    net->kept[cell][block] = true;
    net->digest[cell][block] = one.digest;
    net->order[net->ordered++] = cell * CST_NETWORK_BLOCKS + (uint32_t)block;
    return code;
}

/* The last of them had not come to the disk. */
static void forget_some(network *net)
{
    for (uint32_t lost = (uint32_t)(3.0 * draw(net)); lost > 0 && net->ordered > 0; lost--) {
        const uint32_t last = net->order[--net->ordered];
        net->kept[last / CST_NETWORK_BLOCKS][last % CST_NETWORK_BLOCKS] = false;
    }
}

/* --- The way of messages --------------------------------------------------------------------- */

static void put(network *net, const packet *p)
{
    cst_require(net->packets < PACKETS);
    net->packet[net->packets] = *p;
    net->packet[net->packets++].number = net->sent++;
}

static cst_frame copy_frame(const cst_frame *frame)
{
    cst_frame out = {.memory = malloc(CST_BATCH_HEAD + frame->size), .size = frame->size};
    cst_require(out.memory != NULL);
    out.bytes = out.memory + 1;
    memcpy(out.bytes, frame->bytes, frame->size);
    return out;
}

/* Between the hub and a guest, with all that may become of it. */
static void put_outside(network *net, process *guest, packet *p)
{
    const cst_network_spec *spec = &net->spec;
    const bool cut = guest->away_until > net->now;
    if (cut || (faulty(net) && draw(net) < spec->loss)) {
        free(p->frame.memory);
        return;
    }
    p->at = net->now + draw_time(net, spec->delay);
    if (!spec->reorder || !faulty(net)) {
        p->at = fmax(p->at, guest->last);
        guest->last = p->at;
    }
    if (faulty(net) && draw(net) < spec->repeats) {
        packet again = *p;
        again.at += draw_time(net, 10.0 * spec->delay);
        again.frame = copy_frame(&p->frame);
        put(net, &again);
    }
    put(net, p);
}

static process *guest_of(network *net, uint32_t connection)
{
    for (uint32_t i = 0; i < PROCESSES; i++) {
        if (net->guest[i].used && net->guest[i].connection == connection) {
            return &net->guest[i];
        }
    }
    return NULL;
}

/* The roster's way out. That a process has ended is not always seen at once. */
static int send_outside(void *self, uint32_t connection, cst_message *message, bool *gone,
                        cst_error *error)
{
    network *net = self;
    packet p = {.to = connection};
    process *guest = guest_of(net, connection);
    const int code = cst_wire_pack(message, &p.frame, error);
    if (code == 0 && guest != NULL) {
        put_outside(net, guest, &p);
    } else if (code == 0) {
        *gone = draw(net) < 0.5;
        free(p.frame.memory);
    }
    return code;
}

static int send_own(network *net, uint32_t from, uint32_t to, cst_message *message,
                    cst_error *error)
{
    packet p = {
        .own = true, .from = from, .to = to, .to_hub = to == CST_HUB, .at = net->now + 1e-3};
    const int code = cst_wire_pack(message, &p.frame, error);
    if (p.to_hub) { /* who tells it first, the reviewer or who acted, is anybody's guess */
        p.at = fmax(net->now + draw_time(net, net->spec.work), net->own[from].last);
        net->own[from].last = p.at;
    }
    if (code == 0) {
        put(net, &p);
    }
    return code;
}

static int hub_post(void *self, uint32_t to, cst_message *message, cst_error *error)
{
    network *net = self;
    return to >= net->hub.workers ? cst_roster_send(&net->roster, to, message, error)
                                  : send_own(net, CST_HUB, to, message, error);
}

static int own_post(void *self, uint32_t to, cst_message *message, cst_error *error)
{
    process *own = self;
    return send_own(own->net, own->worker.index, to, message, error);
}

static int guest_post(void *self, uint32_t to, cst_message *message, cst_error *error)
{
    process *guest = self;
    packet p = {.to_hub = true, .to = guest->connection};
    (void)to;
    const int code = cst_wire_pack(message, &p.frame, error);
    if (code == 0) {
        put_outside(guest->net, guest, &p);
    }
    return code;
}

/* For whoever repeats a seed. */
static void tell(void *self, const char *line)
{
    const network *net = self;
    if (getenv("CST_SEED") != NULL) {
        (void)printf("    %8.3f s: %s\n", net->now, line);
    }
}

/* --- Processes ------------------------------------------------------------------------------- */

static int make_cells(void *self, const char *text, size_t size, cst_guest_cells *cells,
                      cst_error *error)
{
    const network *net = self;
    (void)error;
    cst_require(size == 5 && memcmp(text, "cells", 5) == 0);
    *cells = (cst_guest_cells){
        .cells = net->cells, .count = net->spec.cell_count, .digest = digest_of_cells};
    return 0;
}

static void start_guest(network *net, process *guest)
{
    const cst_guest_spec spec = {
        .program = program, .make = make_cells, .self = net, .silence = 4.0 * silence};
    const cst_post post = {.self = guest, .send = guest_post};
    *guest = (process){.net = net, .used = true, .connection = ++net->connections};
    cst_require(cst_guest_start(&guest->guest, &spec, &post, net->now, NULL) == 0);
}

static void end_guest(process *guest)
{
    cst_guest_free(&guest->guest);
    guest->used = false;
}

static void start_hub(network *net)
{
    const cst_sink sink = {.self = net, .have = have, .row = keep};
    const cst_post post = {.self = net, .send = hub_post};
    const cst_roster_post way = {.self = net, .send = send_outside};
    const cst_roster_spec spec = {.program = program,
                                  .text = "cells",
                                  .size = 5,
                                  .digest = digest_of_cells,
                                  .silence = silence,
                                  .say = tell,
                                  .self = net};
    const cst_network_spec *of = &net->spec;
    cst_require(cst_ledger_init(&net->ledger, net->cells, of->cell_count, &sink, NULL) == 0);
    cst_require(cst_hub_init(&net->hub, &net->ledger, of->workers, LEAST_GUESTS, of->batch, &post,
                             NULL) == 0);
    cst_roster_init(&net->roster, &net->hub, &spec, &way, net->now);
    for (uint32_t i = 0; i < of->workers; i++) {
        const cst_post own = {.self = &net->own[i], .send = own_post};
        net->own[i] = (process){.net = net, .used = true};
        cst_worker_init(&net->own[i].worker, net->cells, of->cell_count, of->workers, i, &own);
        cst_require(cst_worker_start(&net->own[i].worker, NULL) == 0);
    }
    net->hub_up = true;
    net->out.code = cst_hub_begin(&net->hub, &net->out.error);
}

static void note(network *net)
{
    cst_network_outcome *out = &net->out;
    out->sent = net->hub.sent;
    out->reached = net->hub.reached;
    out->leased_again += net->hub.leased_again;
    out->copies += net->hub.copies;
    out->counts.came += net->roster.counts.came;
    out->counts.left += net->roster.counts.left;
    out->counts.lost += net->roster.counts.lost;
    for (size_t i = 0; i < CST_REFUSAL_KINDS; i++) {
        out->counts.refused[i] += net->roster.counts.refused[i];
    }
}

/* Everything that is on its way goes with it, and guests whose hub is gone end. */
static void stop_hub(network *net)
{
    note(net);
    for (uint32_t i = 0; i < net->spec.workers; i++) {
        cst_worker_free(&net->own[i].worker);
    }
    cst_hub_free(&net->hub);
    cst_ledger_free(&net->ledger);
    for (uint32_t i = 0; i < net->packets; i++) {
        free(net->packet[i].frame.memory);
    }
    net->packets = 0;
    for (uint32_t i = 0; i < PROCESSES; i++) {
        if (net->guest[i].used) {
            end_guest(&net->guest[i]);
        }
    }
    net->hub_up = false;
}

/* --- Stepping -------------------------------------------------------------------------------- */

/* The next packet to arrive; those with one time in the order in which they were sent. */
static uint32_t next_packet(const network *net)
{
    uint32_t next = 0;
    for (uint32_t i = 1; i < net->packets; i++) {
        const packet *a = &net->packet[i];
        const packet *b = &net->packet[next];
        next = a->at < b->at || (a->at <= b->at && a->number < b->number) ? i : next;
    }
    return next;
}

static int to_own(network *net, const packet *p, cst_message *message)
{
    if (p->to_hub) {
        return cst_hub_receive(&net->hub, message, &net->out.error);
    }
    process *own = &net->own[p->to];
    own->free_at = net->now + draw_time(net, net->spec.work);
    return cst_worker_receive(&own->worker, message, &net->out.error);
}

static void to_guest(network *net, const packet *p)
{
    process *guest = guest_of(net, p->to);
    if (guest == NULL) {
        return;
    }
    guest->free_at = net->now + draw_time(net, net->spec.work);
    cst_require(cst_guest_receive(&guest->guest, p->frame.bytes, p->frame.size, net->now, NULL) ==
                0);
    if (guest->guest.state == CST_GUEST_ENDED) {
        end_guest(guest);
    }
}

static int deliver(network *net, const packet *p)
{
    cst_message message;
    if (!p->own && p->to_hub) {
        return cst_roster_receive(&net->roster, p->to, p->frame.bytes, p->frame.size, net->now,
                                  &net->out.error);
    }
    if (!p->own) {
        to_guest(net, p);
        return 0;
    }
    cst_require(cst_wire_unpack(p->frame.bytes, p->frame.size, &message, NULL) == 0);
    return to_own(net, p, &message);
}

/* When whoever it is for can take it in: it is busy, or hangs. */
static double free_at(network *net, const packet *p)
{
    const process *guest = p->own || p->to_hub ? NULL : guest_of(net, p->to);
    return p->own && !p->to_hub ? net->own[p->to].free_at : guest != NULL ? guest->free_at : 0.0;
}

static void trouble(network *net)
{
    const cst_network_spec *spec = &net->spec;
    for (uint32_t i = 0; i < spec->guests; i++) {
        process *guest = &net->guest[i];
        if (!guest->used && draw(net) < 0.3) {
            start_guest(net, guest);
        } else if (guest->used && happens(net, spec->crashes)) {
            net->out.crashes++;
            end_guest(guest);
        } else if (guest->used && happens(net, spec->hangs)) {
            guest->free_at = fmax(guest->free_at, net->now + draw_time(net, 1.5 * silence));
        } else if (guest->used && happens(net, spec->partitions)) {
            guest->away_until = net->now + draw_time(net, silence);
        } else if (guest->used && guest->free_at <= net->now) {
            cst_guest_tick(&guest->guest, net->now);
            if (guest->guest.state == CST_GUEST_ENDED) {
                end_guest(guest);
            }
        }
    }
}

static int tick(network *net)
{
    net->next_tick += tick_every;
    if (!net->hub_up) {
        if (net->now >= net->hub_from) {
            start_hub(net);
        }
        return net->out.code;
    }
    if (happens(net, net->spec.hub_crashes)) {
        net->out.hub_crashes++;
        stop_hub(net);
        forget_some(net);
        net->hub_from = net->now + 5.0;
        return 0;
    }
    trouble(net);
    return cst_roster_tick(&net->roster, net->now, &net->out.error);
}

static int step(network *net)
{
    if (net->packets == 0 || net->packet[next_packet(net)].at >= net->next_tick) {
        net->now = net->next_tick;
        return tick(net);
    }
    const uint32_t at = next_packet(net);
    const packet p = net->packet[at];
    net->now = fmax(net->now, p.at);
    const double later = free_at(net, &p);
    if (later > net->now) {
        net->packet[at].at = later;
        return 0;
    }
    net->packet[at] = net->packet[--net->packets];
    const int code = deliver(net, &p);
    free(p.frame.memory);
    return code;
}

static void sum_up(network *net)
{
    for (uint32_t i = 0; i < net->ordered; i++) {
        net->out.digest +=
            net->digest[net->order[i] / CST_NETWORK_BLOCKS][net->order[i] % CST_NETWORK_BLOCKS];
    }
    net->out.blocks = net->ordered;
    net->out.seconds = net->now;
}

cst_network_outcome cst_network_run(const cst_network_spec *spec, double most)
{
    network *net = calloc(1, sizeof *net);
    cst_require(net != NULL && spec->cell_count <= CELLS_MOST && spec->guests <= PROCESSES &&
                spec->workers <= PROCESSES);
    net->spec = *spec;
    net->random = spec->seed * UINT64_C(0x9e3779b97f4a7c15);
    for (uint32_t i = 0; i < spec->cell_count; i++) {
        net->cells[i] = &spec->cells[i];
    }
    start_hub(net);
    while (net->out.code == 0 && net->now < most && !(net->hub_up && cst_hub_done(&net->hub))) {
        net->out.code = step(net);
    }
    if (net->out.code == 0 && !(net->hub_up && cst_hub_done(&net->hub))) {
        net->out.code = cst_error_set(&net->out.error, CST_ERR_STALL, NULL,
                                      "not done after %.0f s of its clock", net->now);
    }
    sum_up(net);
    if (net->hub_up) {
        stop_hub(net);
    }
    const cst_network_outcome out = net->out;
    free(net);
    return out;
}
