/* SPDX-License-Identifier: MIT */
#include "cli/meter.h"

#include "cli/interrupt.h"
#include "cli/show/columns.h"
#include "study/show.h"

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

static void show_json(const cst_progress *progress)
{
    fprintf(stderr,
            "{\"cells_done\":%lu,\"cells_all\":%lu,\"tasks_done\":%llu,\"tasks_all\":%llu,"
            "\"seconds\":%.3f,\"seconds_left\":",
            (unsigned long)progress->cells_done, (unsigned long)progress->cells_all,
            (unsigned long long)progress->tasks_done, (unsigned long long)progress->tasks_all,
            progress->seconds);
    if (progress->seconds_left >= 0.0) {
        fprintf(stderr, "%.1f}\n", progress->seconds_left);
    } else {
        fprintf(stderr, "null}\n");
    }
}

void cst_meter_end(cst_meter *meter)
{
    if (meter->kind == CST_METER_TERMINAL && meter->shown > 0) {
        fprintf(stderr, "\r%*s\r", meter->shown, "");
        meter->shown = 0;
    }
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
    if (cst_interrupt_status()) {
        show_status(meter, progress);
    }
    if (meter->kind == CST_METER_NONE || progress->seconds < meter->next) {
        return;
    }
    char line[LINE_SIZE];
    const size_t columns = cst_columns_of(stderr) - 1; /* a full line would break */
    switch (meter->kind) {
    case CST_METER_JSON:
        show_json(progress);
        meter->next = progress->seconds + 1.0;
        break;
    case CST_METER_LINES:
        line_text(progress, columns, line);
        fprintf(stderr, "%s\n", line);
        meter->next = progress->seconds + 30.0;
        break;
    case CST_METER_TERMINAL:
        write_over(meter, line, line_text(progress, columns, line), columns);
        meter->next = progress->seconds + 0.1;
        break;
    case CST_METER_NONE:
        break;
    }
}

int cst_meter_run(cst_run_spec spec, const cst_args *args, cst_run_report *report, cst_error *error)
{
    cst_meter meter;
    cst_meter_init(&meter, args);
    spec.threads = (uint32_t)cst_args_count(args, "threads", 0);
    spec.progress = cst_meter_show;
    spec.progress_self = &meter;
    spec.interrupted = cst_interrupt_watch();
    int code = cst_run(&spec, report, error);
    cst_interrupt_unwatch();
    cst_meter_end(&meter);
    if (code == 0 && *spec.interrupted != 0) { /* its last moment: what is to come is cut short */
        code = cst_error_set(error, CST_ERR_INTERRUPTED, NULL, "interrupted as the run ended");
    }
    return code;
}
