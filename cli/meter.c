/* SPDX-License-Identifier: MIT */
#include "cli/meter.h"

#include "cli/interrupt.h"
#include "cli/show/columns.h"
#include "scenarios/load/page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void cst_meter_init(cst_meter *meter, const cst_args *args)
{
    const uint64_t asked = cst_args_count(args, "progress", CST_METER_LINES);
    const char *terminal = getenv("TERM");
    *meter = (cst_meter){.kind = (cst_meter_kind)asked};
    if (cst_args_has(args, "quiet")) {
        meter->kind = CST_METER_NONE;
    } else if (meter->kind == CST_METER_LINES && isatty(STDERR_FILENO) && terminal != NULL &&
               strcmp(terminal, "dumb") != 0) {
        meter->kind = CST_METER_TERMINAL;
    }
    meter->next = meter->kind == CST_METER_LINES ? 30.0 : 0.0;
}

enum { LINE_SIZE = 256 };

/* As much as fits in `columns`, the least important parts left out first. */
static int line_text(const cst_progress *progress, size_t columns, char out[LINE_SIZE])
{
    char tasks[2 * sizeof(cst_words) + 16];
    char cells[64];
    char left[32] = "cannot tell yet";
    const double share =
        progress->tasks_all > 0 ? (double)progress->tasks_done / (double)progress->tasks_all : 1.0;
    snprintf(tasks, sizeof tasks, "%s of %s tasks, ", cst_show_count(progress->tasks_done).text,
             cst_show_count(progress->tasks_all).text);
    snprintf(cells, sizeof cells, "%lu of %lu cells, ", (unsigned long)progress->cells_done,
             (unsigned long)progress->cells_all);
    if (progress->seconds_left >= 0.0) {
        snprintf(left, sizeof left, "%s", cst_show_time(ceil(progress->seconds_left)).text);
    }
    int length = 0;
    for (int parts = 3; parts >= 0; parts--) {
        length = snprintf(out, LINE_SIZE, "%s%s%.0f %%%s%s", parts > 1 ? cells : "",
                          parts > 2 ? tasks : "", floor(100.0 * share),
                          parts > 0 ? ", time left: " : "", parts > 0 ? left : "");
        if ((size_t)length <= columns) {
            break;
        }
    }
    return length;
}

/* The first cells under way, by their place in the run; how many there are. */
static uint32_t running_of(const cst_job *job, const cst_progress *progress,
                           uint32_t first[CST_METER_CELLS])
{
    uint32_t count = 0;
    for (uint32_t i = 0; progress->ledger != NULL && job != NULL && i < progress->cells_all; i++) {
        if (cst_run_cell(progress, i).running) {
            if (count < CST_METER_CELLS) {
                first[count] = i;
            }
            count++;
        }
    }
    return count;
}

cst_live cst_meter_live(const cst_job *job, const cst_progress *progress)
{
    uint32_t first[CST_METER_CELLS];
    cst_live live = {.scenario = job != NULL ? job->scenario : NULL,
                     .cells_done = progress->cells_done,
                     .cells_all = progress->cells_all,
                     .tasks_done = progress->tasks_done,
                     .tasks_all = progress->tasks_all,
                     .seconds = progress->seconds,
                     .seconds_left = progress->seconds_left,
                     .ended = progress->ended,
                     .running = running_of(job, progress, first)};
    for (uint32_t i = 0; i < live.running && i < CST_METER_CELLS; i++) {
        const cst_progress_cell of = cst_run_cell(progress, first[i]);
        live.cell[i] =
            (cst_live_cell){job->known[first[i]], of.tasks_done, of.tasks_all, of.escaped};
    }
    return live;
}

/* One write, so that lines of several programs do not mix. */
static void show_json(const cst_meter *meter, const cst_progress *progress)
{
    cst_page page;
    const cst_live live = cst_meter_live(meter->job, progress);
    if (!cst_page_open(&page)) {
        return;
    }
    cst_json json = {.out = page.out};
    cst_json_open(&json, NULL, '{');
    cst_live_progress_json(&json, &live);
    cst_json_line(&json);
    char *text = cst_page_close(&page);
    (void)fputs(text != NULL ? text : "", stderr);
    free(text);
}

/* Goes back to where the first of the lines begins. They may take more rows than before, where the
 * terminal has become narrower. */
static void go_back(const cst_meter *meter, size_t columns)
{
    size_t rows = 0;
    for (size_t i = 0; i < meter->lines; i++) {
        rows += meter->taken[i] > columns ? (meter->taken[i] - 1) / columns + 1 : 1;
    }
    if ((size_t)meter->shown > columns) {
        rows += ((size_t)meter->shown - 1) / columns;
    }
    if (rows > 0) {
        fprintf(stderr, "\033[%zuA", rows);
    }
    fputs("\r\033[J", stderr);
}

void cst_meter_end(cst_meter *meter)
{
    if (meter->kind != CST_METER_TERMINAL) {
        return;
    }
    if (meter->lines > 0) {
        go_back(meter, cst_columns_of(stderr));
    } else if (meter->shown > 0) {
        fprintf(stderr, "\r%*s\r", meter->shown, "");
    }
    meter->shown = 0;
    meter->lines = 0;
}

/* A line of its own, whatever the kind, for whoever sent the signal. */
static void show_status(cst_meter *meter, const cst_progress *progress)
{
    char line[LINE_SIZE];
    cst_meter_end(meter);
    line_text(progress, LINE_SIZE, line);
    fprintf(stderr, "%s\n", line);
}

/* Puts a line of that length in the place of the one before. */
static void write_over(cst_meter *meter, const char *line, int length, size_t columns)
{
    const int shown = (size_t)meter->shown < columns ? meter->shown : (int)columns;
    fprintf(stderr, "\r%-*s", shown, line);
    meter->shown = length > meter->shown ? length : meter->shown;
}

/* "rate=0.1, rho=0.5: 40 %, 12 escapes", without the escapes or cut where that is too long: keys by
 * their last word. */
static void cell_text(const cst_job *job, const cst_progress *progress, uint32_t cell,
                      size_t columns, char out[LINE_SIZE])
{
    const cst_scenario *scenario = job->scenario;
    const cst_progress_cell of = cst_run_cell(progress, cell);
    const double share = of.tasks_all > 0 ? (double)of.tasks_done / (double)of.tasks_all : 1.0;
    char place[LINE_SIZE] = "";
    char rest[64];
    size_t bytes = 0;
    for (size_t i = 0; i < scenario->axes && bytes < LINE_SIZE; i++) {
        const char *dot = strrchr(scenario->axis[i].key, '.');
        bytes += (size_t)snprintf(place + bytes, LINE_SIZE - bytes, "%s%s=%s", i > 0 ? ", " : "",
                                  dot != NULL ? dot + 1 : scenario->axis[i].key,
                                  cst_show_value(job->known[cell]->at[i]).text);
    }
    size_t length = (size_t)snprintf(rest, sizeof rest, ": %.0f %%", floor(100.0 * share));
    const cst_words escaped = cst_show_count(of.escaped);
    bytes = strlen(place);
    if (scenario->cell[0].trial->mechanism.kind == NULL &&
        bytes + length + strlen(escaped.text) + sizeof ",  escapes" <= columns) {
        length +=
            (size_t)snprintf(rest + length, sizeof rest - length, ", %s escapes", escaped.text);
    }
    while (bytes > 0 && cst_columns_taken(place, bytes) + length > columns) {
        do {
            bytes--;
        } while (bytes > 0 && ((unsigned char)place[bytes] & 0xc0) == 0x80);
    }
    snprintf(out, LINE_SIZE, "%.*s%.*s", (int)bytes, place,
             (int)(columns < length ? columns : length), rest);
}

/* The cells under way, a line each as far as there are rows, and the run below them, in the place
 * of what was shown before. */
static void show_cells(cst_meter *meter, const cst_progress *progress, size_t rows, size_t columns)
{
    char line[CST_METER_CELLS + 1][LINE_SIZE];
    char run[LINE_SIZE];
    uint32_t first[CST_METER_CELLS];
    const uint32_t running = running_of(meter->job, progress, first);
    size_t lines = rows - 2 < CST_METER_CELLS ? rows - 2 : CST_METER_CELLS;
    lines = running < lines ? running : lines;
    for (size_t i = 0; i < lines; i++) {
        cell_text(meter->job, progress, first[i], columns, line[i]);
    }
    if (running > lines && lines > 0) { /* the last one says how many have none */
        snprintf(line[lines - 1], columns < LINE_SIZE ? columns + 1 : LINE_SIZE, "and %lu more",
                 (unsigned long)(running - lines + 1));
    }
    const int length = line_text(progress, columns, run);
    go_back(meter, columns + 1);
    for (size_t i = 0; i < lines; i++) {
        fprintf(stderr, "%s\n", line[i]);
        meter->taken[i] = cst_columns_taken(line[i], strlen(line[i]));
    }
    fputs(run, stderr);
    meter->lines = lines;
    meter->shown = length;
}

void cst_meter_search(void *self, uint32_t cell, uint32_t cells, uint32_t looked, uint32_t most)
{
    cst_meter *meter = self;
    static const char *const names[] = {"looking for red's best answer: ", "best answer: ", ""};
    char line[LINE_SIZE];
    const size_t columns = cst_columns_of(stderr) - 1;
    int length = 0;
    if (meter->kind == CST_METER_JSON && looked == 0) {
        fprintf(stderr, "{\"cells_done\":0,\"cells_all\":%lu,\"searching_cell\":%lu}\n",
                (unsigned long)cells, (unsigned long)cell + 1);
    }
    if (meter->kind != CST_METER_TERMINAL) {
        return;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        length = snprintf(line, sizeof line, "%scell %lu of %lu, value %lu of at most %lu",
                          names[i], (unsigned long)cell + 1, (unsigned long)cells,
                          (unsigned long)looked + 1, (unsigned long)most);
        if ((size_t)length <= columns) {
            break;
        }
    }
    if ((size_t)length <= columns) {
        write_over(meter, line, length, columns);
    }
}

void cst_meter_show(void *self, const cst_progress *progress)
{
    cst_meter *meter = self;
    if (meter->also != NULL) {
        meter->also(meter->also_self, progress);
    }
    if (cst_interrupt_status()) {
        show_status(meter, progress);
    }
    const bool last = progress->ended && meter->kind == CST_METER_JSON;
    if (meter->kind == CST_METER_NONE || (progress->seconds < meter->next && !last)) {
        return;
    }
    char line[LINE_SIZE];
    size_t rows = 0;
    const size_t columns = cst_columns_of(stderr) - 1; /* a full line would break */
    switch (meter->kind) {
    case CST_METER_JSON:
        show_json(meter, progress);
        meter->next = progress->seconds + 1.0;
        break;
    case CST_METER_LINES:
        line_text(progress, columns, line);
        fprintf(stderr, "%s\n", line);
        meter->next = progress->seconds + 30.0;
        break;
    case CST_METER_TERMINAL:
        rows = cst_rows_of(stderr);
        if (meter->job != NULL && meter->job->scenario->axes > 0 && progress->ledger != NULL &&
            rows >= 4) {
            show_cells(meter, progress, rows, columns);
        } else {
            if (meter->lines > 0) { /* the terminal has become too low for them */
                cst_meter_end(meter);
            }
            write_over(meter, line, line_text(progress, columns, line), columns);
        }
        meter->next = progress->seconds + 0.1;
        break;
    case CST_METER_NONE:
        break;
    }
}

/* Who came to help, and who was lost. */
static void say(void *self, const char *line)
{
    cst_meter *meter = self;
    cst_meter_end(meter);
    if (meter->kind == CST_METER_JSON) {
        cst_json json = {.out = stderr};
        cst_json_open(&json, NULL, '{');
        cst_json_text(&json, "note", line);
        cst_json_line(&json);
    } else if (meter->kind != CST_METER_NONE) {
        cst_flow_message(stderr, "%s", line);
    }
}

int cst_meter_run(cst_run_spec spec, const cst_job *job, const cst_args *args,
                  cst_run_report *report, cst_error *error)
{
    cst_meter meter;
    cst_meter_init(&meter, args);
    meter.job = job;
    meter.also = spec.progress;
    meter.also_self = spec.progress_self;
    spec.threads = (uint32_t)cst_args_count(args, "threads", 0);
    spec.progress = cst_meter_show;
    spec.progress_self = &meter;
    spec.interrupted = cst_interrupt_watch();
    cst_run_guests guests;
    if (spec.guests != NULL) {
        guests = *spec.guests;
        guests.say = say;
        guests.self = &meter;
        spec.guests = &guests;
    }
    int code = cst_run(&spec, report, error);
    cst_interrupt_unwatch();
    cst_meter_end(&meter);
    if (code == 0 && *spec.interrupted != 0) { /* its last moment: what is to come is cut short */
        code = cst_error_set(error, CST_ERR_INTERRUPTED, NULL, "interrupted as the run ended");
    }
    return code;
}
