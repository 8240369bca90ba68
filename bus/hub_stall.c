/* SPDX-License-Identifier: MIT */
#include "bus/hub.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool cst_hub_waits_for_own(const cst_hub *hub)
{
    bool waits = hub->ready < hub->workers || (hub->stopping && hub->lasts < hub->workers);
    for (uint32_t i = 0; !waits && i < hub->workers; i++) {
        waits = cst_hub_waits_for(hub, i) > 0;
    }
    return waits;
}

/* What is waited for, as much of it as fits. */
typedef struct waited {
    char text[440]; /* leaves room for the opening words in an error */
    size_t used;
} waited;

static void add_waited(waited *to, const char *more)
{
    const size_t size = strlen(more);
    if (to->used + size < sizeof to->text) {
        memcpy(to->text + to->used, more, size + 1);
        to->used += size;
    }
}

static void add_worker(waited *to, const cst_hub *hub, uint32_t actor)
{
    char one[CST_UNIT_TEXT + 64];
    const cst_hub_worker *worker = &hub->worker[actor];
    if (!worker->ready || (hub->stopping && !worker->last)) {
        (void)snprintf(one, sizeof one, "; worker %" PRIu32 " %s", actor,
                       worker->ready ? "has not said its last word" : "is not ready");
        add_waited(to, one);
    }
    for (uint32_t i = 0; i < CST_CREDIT; i++) {
        if (worker->flight[i].used) {
            char unit[CST_UNIT_TEXT];
            cst_unit_format(&worker->flight[i].unit, unit);
            (void)snprintf(one, sizeof one,
                           "; %s: leased to worker %" PRIu32 ", for review by worker %" PRIu32,
                           unit, actor, cst_hub_reviewer(hub, actor));
            add_waited(to, one);
        }
    }
}

int cst_hub_stalled(const cst_hub *hub, double seconds, cst_error *error)
{
    waited of = {0};
    for (uint32_t i = 0; i < hub->workers; i++) {
        add_worker(&of, hub, i);
    }
    return cst_error_set(error, CST_ERR_STALL, NULL,
                         "nothing was heard for %.0f s, %" PRIu32 " units in flight%s", seconds,
                         hub->in_flight, of.text);
}
