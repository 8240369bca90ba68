/* SPDX-License-Identifier: MIT */
#include "cli/meter.h"

#include "cli/show.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void cst_meter_init(cst_meter *meter, FILE *err, const char *kind)
{
    const char *terminal = getenv("TERM");
    *meter = (cst_meter){.err = err};
    if (kind != NULL && strcmp(kind, "none") == 0) {
        meter->kind = CST_METER_NONE;
    } else if (kind != NULL && strcmp(kind, "json") == 0) {
        meter->kind = CST_METER_JSON;
    } else if (isatty(fileno(err)) && terminal != NULL && strcmp(terminal, "dumb") != 0) {
        meter->kind = CST_METER_TERMINAL;
    } else {
        meter->kind = CST_METER_LINES;
        meter->next = 30.0;
    }
}

/* "45 s", "12 min", "3.5 h". */
static void duration_text(double seconds, char *out, size_t size)
{
    if (seconds < 90.0) {
        snprintf(out, size, "%.0f s", seconds);
    } else if (seconds < 5400.0) {
        snprintf(out, size, "%.0f min", seconds / 60.0);
    } else {
        snprintf(out, size, "%.1f h", seconds / 3600.0);
    }
}

static int line_text(const cst_progress *progress, char *out, size_t size)
{
    char done[CST_NUMBER_TEXT_MAX];
    char all[CST_NUMBER_TEXT_MAX];
    char left[32] = "cannot tell yet";
    cst_show_count(progress->tasks_done, done);
    cst_show_count(progress->tasks_all, all);
    if (progress->seconds_left >= 0.0) {
        duration_text(progress->seconds_left, left, sizeof left);
    }
    return snprintf(
        out, size, "%lu of %lu cells, %s of %s tasks, %.0f %%, time left: %s",
        (unsigned long)progress->cells_done, (unsigned long)progress->cells_all, done, all,
        progress->tasks_all > 0 ? 100.0 * (double)progress->tasks_done / (double)progress->tasks_all
                                : 100.0,
        left);
}

static void show_json(cst_meter *meter, const cst_progress *progress)
{
    fprintf(meter->err,
            "{\"cells_done\":%lu,\"cells_all\":%lu,\"tasks_done\":%llu,\"tasks_all\":%llu,"
            "\"seconds\":%.3f,\"seconds_left\":",
            (unsigned long)progress->cells_done, (unsigned long)progress->cells_all,
            (unsigned long long)progress->tasks_done, (unsigned long long)progress->tasks_all,
            progress->seconds);
    if (progress->seconds_left >= 0.0) {
        fprintf(meter->err, "%.1f}\n", progress->seconds_left);
    } else {
        fprintf(meter->err, "null}\n");
    }
    fflush(meter->err);
}

void cst_meter_show(void *self, const cst_progress *progress)
{
    cst_meter *meter = self;
    meter->last = *progress;
    if (meter->kind == CST_METER_NONE || progress->seconds < meter->next) {
        return;
    }
    char line[200];
    switch (meter->kind) {
    case CST_METER_JSON:
        show_json(meter, progress);
        meter->next = progress->seconds + 1.0;
        break;
    case CST_METER_LINES:
        line_text(progress, line, sizeof line);
        fprintf(meter->err, "%s\n", line);
        meter->next = progress->seconds + 30.0;
        break;
    case CST_METER_TERMINAL: {
        const int length = line_text(progress, line, sizeof line);
        fprintf(meter->err, "\r%-*s", meter->shown, line);
        fflush(meter->err);
        meter->shown = length > meter->shown ? length : meter->shown;
        meter->next = progress->seconds + 0.1;
        break;
    }
    case CST_METER_NONE:
        break;
    }
}

void cst_meter_end(cst_meter *meter)
{
    if (meter->kind == CST_METER_TERMINAL && meter->shown > 0) {
        fprintf(meter->err, "\r%*s\r", meter->shown, "");
        fflush(meter->err);
        meter->shown = 0;
    }
}
