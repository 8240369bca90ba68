/* SPDX-License-Identifier: MIT */
#include "bus/guest.h"

#include "base/check.h"

#include <string.h>

/* A message to itself is done before anything else, so one place is enough. */
static int post_own(void *self, uint32_t to, cst_message *message, cst_error *error)
{
    cst_guest *guest = self;
    if (to == CST_HUB) {
        return guest->post.send(guest->post.self, to, message, error);
    }
    cst_require(guest->own.kind == 0);
    guest->own = *message;
    return 0;
}

static int say_hello(cst_guest *guest, cst_error *error)
{
    cst_message hello = {.kind = CST_MESSAGE_HELLO,
                         .peer = CST_HELLO_WORKER,
                         .text = guest->spec.program,
                         .text_size = strlen(guest->spec.program)};
    return guest->post.send(guest->post.self, CST_HUB, &hello, error);
}

int cst_guest_start(cst_guest *guest, const cst_guest_spec *spec, const cst_post *post, double now,
                    cst_error *error)
{
    *guest = (cst_guest){.spec = *spec, .post = *post, .heard = now};
    return say_hello(guest, error);
}

void cst_guest_free(cst_guest *guest)
{
    cst_worker_free(&guest->machine);
    cst_batch_free(&guest->own.batch);
}

static void end(cst_guest *guest, const cst_error *why)
{
    guest->why = guest->why.code == 0 ? *why : guest->why;
    guest->state = CST_GUEST_ENDED;
}

/* Tells the hub what went wrong, whose BYE is then the end. */
static int fail(cst_guest *guest, const cst_error *why, cst_error *error)
{
    guest->why = *why;
    guest->state = CST_GUEST_LEAVES;
    guest->machine.post = (cst_post){.self = guest, .send = post_own};
    return cst_worker_fail(&guest->machine, NULL, why, error);
}

static int take_welcome(cst_guest *guest, const cst_message *welcome, cst_error *error)
{
    cst_guest_cells cells = {0};
    cst_error why = {0};
    const cst_guest_spec *spec = &guest->spec;
    if (guest->state != CST_GUEST_COMES) {
        return 0; /* a repeat */
    }
    const cst_post post = {.self = guest, .send = post_own};
    int code = welcome->peer < UINT32_MAX
                   ? spec->make(spec->self, welcome->text, welcome->text_size, &cells, &why)
                   : cst_error_set(&why, CST_ERR_WIRE, "wire", "peer: expected a worker's number");
    cst_worker_init(&guest->machine, cells.cells, cells.count, welcome->peer + 1, welcome->peer,
                    &post);
    if (code == 0 && cells.digest != welcome->sum) {
        code = cst_error_set(&why, CST_ERR_DISAGREES, NULL,
                             "the cells that were made here differ from those of the run");
    }
    if (code != 0) {
        return fail(guest, &why, error);
    }
    cst_message ready = {
        .kind = CST_MESSAGE_READY, .from = guest->machine.index, .sum = cells.digest};
    guest->state = CST_GUEST_WORKS;
    return post_own(guest, CST_HUB, &ready, error);
}

/* What the worker makes of a message, and then says to itself. */
static int work(cst_guest *guest, const cst_message *message, cst_error *error)
{
    int code = cst_worker_receive(&guest->machine, message, error);
    while (code == 0 && guest->own.kind != 0) {
        cst_message own = guest->own;
        guest->own = (cst_message){0};
        code = cst_worker_receive(&guest->machine, &own, error);
        cst_batch_free(&own.batch);
    }
    if (guest->machine.stopped) {
        guest->state = CST_GUEST_LEAVES;
    }
    return code;
}

static void take_bye(cst_guest *guest, const cst_message *bye)
{
    cst_error why = {0};
    if (bye->code != 0) {
        (void)cst_error_set(&why, bye->code, NULL, "the run says: %.*s",
                            (int)(bye->text_size < 400 ? bye->text_size : 400), bye->text);
    }
    end(guest, &why);
}

static int take(cst_guest *guest, const cst_message *message, cst_error *error)
{
    cst_message ping = {.kind = CST_MESSAGE_PING, .from = guest->machine.index};
    switch (message->kind) {
    case CST_MESSAGE_WELCOME:
        return take_welcome(guest, message, error);
    case CST_MESSAGE_PING: /* where WELCOME was lost it has no number to answer with */
        return guest->state == CST_GUEST_COMES ? say_hello(guest, error)
                                               : post_own(guest, CST_HUB, &ping, error);
    case CST_MESSAGE_BYE:
        take_bye(guest, message);
        return 0;
    default:
        return guest->state == CST_GUEST_WORKS ? work(guest, message, error) : 0;
    }
}

int cst_guest_receive(cst_guest *guest, const uint8_t *bytes, size_t size, double now,
                      cst_error *error)
{
    cst_message message;
    cst_error why = {0};
    guest->heard = now;
    if (guest->state == CST_GUEST_ENDED) {
        return 0;
    }
    int code = cst_wire_unpack(bytes, size, &message, &why);
    if (code == 0 && message.from != CST_HUB) {
        code = cst_error_set(&why, CST_ERR_WIRE, "wire", "from: expected the hub");
    }
    return code != 0 ? fail(guest, &why, error) : take(guest, &message, error);
}

int cst_guest_leave(cst_guest *guest, cst_error *error)
{
    const cst_message stop = {.kind = CST_MESSAGE_STOP, .from = CST_HUB};
    if (guest->state == CST_GUEST_COMES) {
        guest->state = CST_GUEST_ENDED;
    }
    return guest->state == CST_GUEST_WORKS ? work(guest, &stop, error) : 0;
}

void cst_guest_tick(cst_guest *guest, double now)
{
    if (guest->state != CST_GUEST_ENDED && now - guest->heard > guest->spec.silence) {
        const cst_error none = {0};
        end(guest, &none);
        (void)cst_error_set(&guest->why, CST_ERR_STALL, NULL,
                            "nothing was heard of the run for %.0f s: it has ended, or hangs",
                            now - guest->heard);
    }
}
