/* SPDX-License-Identifier: MIT */
#include "cli/serving.h"

#include "cli/meter.h"
#include "cli/show/flow.h"
#include "scenarios/load/page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double show_every = 1.0;
static const double findings_most = 0.01; /* seconds at a time */
static const double part_of_time = 20.0;  /* one part in so many is taken at most by each of both */

/* Places of the four texts. */
enum { PAGE, STATE, STATUS, METRICS, TEXTS };

/* Beyond all looks: the cell's trials have ended. */
static const uint32_t ENDED = UINT32_MAX;

int cst_serving_check(const cst_args *args, cst_error *error)
{
    const char *address = cst_args_text(args, "serve");
    const int code = address != NULL ? cst_serve_check(address, error) : 0;
    if (code != 0) {
        cst_error_place(error, "run --serve", 0, 0);
    }
    return code;
}

/* --- What was found by now ------------------------------------------------------------------- */

/* A cell of which nothing was found yet. */
static cst_finding nothing_of(const cst_scenario_cell *cell)
{
    return (cst_finding){.cell = cell, .method = cell->estimate.method};
}

/* What the run would say of a cell if it ended now: up to where its trials end, or to the last
 * whole look. */
static void take_finding(cst_serving *serving, size_t place)
{
    const cst_job *job = serving->job;
    const uint32_t cell = job->index[place];
    cst_finding made = {0};
    cst_row row = {0};
    uint64_t done = 0;
    int code = cst_job_sum(job, cell, &row, &done, NULL);
    const bool whole = code == 0 && done > 0 &&
                       (job->end[cell] == done || cst_cell_look_at(job->cell[cell], done) > 0);
    if (whole) {
        code = cst_job_finding(job, place, &row, done, &made, NULL);
        if (code == 0) {
            cst_finding_free(&serving->findings.finding[place]);
            serving->findings.finding[place] = made;
        } else {
            cst_finding_free(&made);
        }
    }
    cst_row_free(&row);
}

/* The look that a cell has come to. */
static uint32_t look_of(const cst_job *job, size_t place)
{
    const uint32_t cell = job->index[place];
    return job->end[cell] > 0 ? ENDED : job->look[cell];
}

/* Cells that have come further, as many as there is time for, in turn. */
static void take_findings(cst_serving *serving)
{
    const double start = cst_clock_seconds();
    const size_t count = serving->findings.count;
    for (size_t i = 0; i < count && cst_clock_seconds() - start < findings_most; i++) {
        const size_t place = serving->turn;
        const uint32_t look = look_of(serving->job, place);
        serving->turn = (place + 1) % count;
        if (look != serving->look[place] && look > 1) { /* the first one is under way */
            take_finding(serving, place);
        }
        serving->look[place] = look;
    }
}

static int start_findings(cst_serving *serving, cst_error *error)
{
    const cst_scenario *scenario = serving->job->scenario;
    if (serving->job->shard.of > 0) {
        return 0; /* a part of the trials has no results */
    }
    int code = cst_findings_init(&serving->findings, scenario, error);
    serving->findings.count = scenario->cells < CST_LIVE_CELLS ? scenario->cells : CST_LIVE_CELLS;
    serving->look = calloc(serving->findings.count, sizeof *serving->look);
    if (code != 0 || serving->look == NULL) {
        return cst_error_memory(error, "the live view");
    }
    for (size_t i = 0; i < serving->findings.count; i++) {
        serving->findings.finding[i] = nothing_of(&scenario->cell[i]);
    }
    return 0;
}

/* --- What is served -------------------------------------------------------------------------- */

/* The four texts; NULL where memory fails. */
static void write_texts(const cst_scenario *scenario, const cst_live *live, char *text[TEXTS])
{
    cst_page page;
    cst_error error = {0};
    for (int i = STATE; i < TEXTS; i++) {
        int code = cst_page_open(&page) ? 0 : CST_ERR_MEMORY;
        if (code != 0) {
            continue;
        }
        if (i == STATE) {
            code = cst_live_state(page.out, live, &error);
        } else if (i == STATUS) {
            cst_live_status(page.out, live);
        } else {
            cst_live_metrics(page.out, live);
        }
        text[i] = cst_page_close(&page);
        if (code != 0) {
            free(text[i]);
            text[i] = NULL;
        }
    }
    if (text[STATE] != NULL && cst_page_open(&page)) {
        cst_live_page(page.out, scenario, text[STATE]);
        text[PAGE] = cst_page_close(&page);
    }
}

static void take_peers(cst_serving *serving)
{
    cst_peer_tally of;
    const char *name;
    size_t count = 0;
    while (serving->gateway != NULL && count < CST_PEERS_MAX &&
           (name = cst_gateway_tally(serving->gateway, (uint32_t)count, &of)) != NULL) {
        serving->peer[count++] = (cst_live_peer){.name = name,
                                                 .asked = of.asked[0] + of.asked[1],
                                                 .reported = of.reported[0] + of.reported[1],
                                                 .abstained = of.abstained[0] + of.abstained[1],
                                                 .unanswered = of.unanswered[0] + of.unanswered[1],
                                                 .lost = of.lost};
    }
    serving->live.peer = serving->peer;
    serving->live.peers = count;
}

static void put(cst_serving *serving)
{
    take_peers(serving);
    char *text[TEXTS] = {0};
    write_texts(serving->job->scenario, &serving->live, text);
    cst_serve_put(serving->serve, text);
}

void cst_serving_show(void *self, const cst_progress *progress)
{
    cst_serving *serving = self;
    const double start = cst_clock_seconds();
    if (serving->look != NULL && start >= serving->next_findings) {
        take_findings(serving);
        serving->next_findings = start + part_of_time * (cst_clock_seconds() - start);
    }
    const double begin = cst_clock_seconds();
    if (begin < serving->next && !progress->ended) {
        return;
    }
    cst_live *live = &serving->live;
    *live = cst_meter_live(serving->job, progress);
    live->units = progress->report->units;
    live->sent = progress->report->sent.records;
    live->reached = progress->report->reached.records;
    live->repeats = progress->report->repeats;
    live->came = progress->report->guests;
    live->lost = progress->report->guests_lost;
    live->again = progress->report->leased_again;
    live->findings = serving->look != NULL ? &serving->findings : NULL;
    if (!progress->ended) { /* then it waits for all findings: cst_serving_end */
        put(serving);
    }
    serving->next = begin + fmax(show_every, part_of_time * (cst_clock_seconds() - begin));
}

void cst_serving_hand_over(cst_serving *serving, cst_findings *findings)
{
    for (size_t i = 0; serving->look != NULL && i < serving->findings.count; i++) {
        if (serving->look[i] == ENDED && serving->findings.finding[i].done > 0) {
            findings->finding[i] = serving->findings.finding[i];
            serving->findings.finding[i] = nothing_of(&serving->job->scenario->cell[i]);
        }
    }
}

void cst_serving_end(cst_serving *serving, const cst_findings *findings)
{
    if (serving->serve != NULL && cst_serve_watched(serving->serve)) {
        cst_findings first = *findings;
        first.count = first.count < CST_LIVE_CELLS ? first.count : CST_LIVE_CELLS;
        serving->live.findings = serving->look != NULL ? &first : NULL;
        put(serving);
        serving->live.findings = NULL;
        if (fflush(stdout) == 0) { /* a signal that ends the wait loses nothing */
            cst_serve_wait(serving->serve);
        }
    }
}

/* --- Making and ending ----------------------------------------------------------------------- */

static char *policy_text(const cst_scenario *scenario)
{
    cst_page page;
    if (!cst_page_open(&page)) {
        return NULL;
    }
    cst_live_policy(page.out, scenario);
    return cst_page_close(&page);
}

/* For people, or for programs that read objects. */
static void say_where(const cst_serving *serving, const cst_args *args)
{
    const char *url = cst_serve_url(serving->serve);
    if (cst_args_count(args, "progress", CST_METER_LINES) == CST_METER_JSON) {
        fprintf(stderr, "{\"serving\":\"%s\"}\n", url);
    } else {
        cst_flow_message(stderr, "the run can be watched at %s", url);
    }
}

int cst_serving_open(cst_serving *serving, const cst_job *job, const cst_args *args,
                     cst_error *error)
{
    static const char nothing[] = "default-src 'none'; frame-ancestors 'none'";
    const char *address = cst_args_text(args, "serve");
    *serving = (cst_serving){.job = job};
    if (address == NULL) {
        return 0;
    }
    serving->policy = policy_text(job->scenario);
    int code = serving->policy != NULL ? start_findings(serving, error)
                                       : cst_error_memory(error, "the live view");
    const cst_serve_resource resource[TEXTS] = {
        [PAGE] = {"/", "text/html; charset=utf-8", serving->policy},
        [STATE] = {"/state", "text/html; charset=utf-8", nothing},
        [STATUS] = {"/status", "application/json", nothing},
        [METRICS] = {"/metrics", "text/plain; version=0.0.4; charset=utf-8", nothing},
    };
    memcpy(serving->resource, resource, sizeof resource);
    code = code != 0 ? code
                     : cst_serve_open(&serving->serve, address, serving->resource, TEXTS, error);
    if (code != 0) {
        cst_error_place(error, "run --serve", 0, 0);
        return code;
    }
    serving->live = (cst_live){.scenario = job->scenario,
                               .cells_all = job->cells,
                               .seconds_left = -1.0,
                               .findings = serving->look != NULL ? &serving->findings : NULL};
    put(serving);
    say_where(serving, args);
    return 0;
}

void cst_serving_close(cst_serving *serving)
{
    cst_serve_close(&serving->serve);
    cst_findings_free(&serving->findings);
    free(serving->look);
    free(serving->policy);
    *serving = (cst_serving){0};
}
