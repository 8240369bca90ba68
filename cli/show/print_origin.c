/* SPDX-License-Identifier: MIT
 *
 * What a results file says of itself: its scenario, its cells, and the runs that made it.
 */
#include "cli/show/print.h"

#include "base/version.h"
#include "cli/show/flow.h"

#include <stdlib.h>

cst_table cst_print_origin_cells(const cst_findings *findings)
{
    static const char *const titles[] = {"seed", "trials", "of", "looks", "digest"};
    cst_table table = cst_print_cells(findings->scenario, titles, 5);
    for (size_t i = 0; i < findings->count; i++) {
        const cst_finding *finding = &findings->finding[i];
        cst_print_place(&table, findings->scenario, finding->cell);
        cst_table_count(&table, finding->cell->estimate.seed);
        cst_table_count(&table, finding->done);
        cst_table_count(&table, finding->cell->estimate.trials);
        cst_table_count(&table, finding->looks);
        cst_table_add(&table, "%.16s", finding->digest);
    }
    return table;
}

void cst_print_origin_run(FILE *out, const cst_store_run *run)
{
    cst_flow_line(out,
                  "Run %llu: %.40s, custodes %.40s (%.200s; %.400s) on %.256s, link %.40s, %lu "
                  "threads.",
                  (unsigned long long)run->number, run->started, run->by.version, run->by.build,
                  run->by.libraries, run->by.host, run->by.link, (unsigned long)run->by.threads);
    cst_flow flow = cst_flow_start(out, 4, 6);
    cst_flow_text(&flow, run->by.command);
    cst_flow_end(&flow);
}

int cst_print_origin(FILE *out, const cst_reload *reload, cst_error *error)
{
    const cst_findings *findings = &reload->findings;
    char *text = cst_scenario_text(&reload->scenario.cell[0], false);
    if (text == NULL) {
        return cst_error_memory(error, "a scenario's text");
    }
    cst_flow_line(out, "%s: %zu cell%s, model version %d, %zu run%s.", reload->scenario.file,
                  findings->count, findings->count == 1 ? "" : "s", CST_MODEL_VERSION, reload->runs,
                  reload->runs == 1 ? "" : "s");
    cst_print_claim(out, &reload->scenario, NULL);
    fputc('\n', out);
    cst_print_scenario(out, &reload->scenario, text);
    free(text);
    fputc('\n', out);
    cst_table cells = cst_print_origin_cells(findings);
    cst_table_end(&cells, out);
    fputc('\n', out);
    for (size_t i = 0; i < reload->runs; i++) {
        cst_print_origin_run(out, &reload->run[i]);
    }
    return 0;
}

void cst_print_origin_json(FILE *out, const cst_reload *reload)
{
    const cst_findings *findings = &reload->findings;
    cst_json json = {.out = out};
    cst_json_open(&json, NULL, '{');
    cst_json_count(&json, "model_version", CST_MODEL_VERSION);
    cst_json_open(&json, "cells", '[');
    for (size_t i = 0; i < findings->count; i++) {
        const cst_finding *finding = &findings->finding[i];
        cst_json_open(&json, NULL, '{');
        cst_finding_place_json(&json, "at", findings->scenario, finding->cell);
        cst_json_text(&json, "cell", finding->cell->id);
        cst_json_count(&json, "seed", finding->cell->estimate.seed);
        cst_json_count(&json, "done", finding->done);
        cst_json_count(&json, "trials", finding->cell->estimate.trials);
        cst_json_count(&json, "looks", finding->looks);
        cst_json_flag(&json, "ended", cst_finding_ended(finding));
        cst_json_text(&json, "digest", finding->digest);
        cst_json_raw(&json, "scenario", "");
        cst_scenario_write(finding->cell, false, out);
        cst_json_close(&json, '}');
    }
    cst_json_close(&json, ']');
    cst_json_open(&json, "runs", '[');
    for (size_t i = 0; i < reload->runs; i++) {
        const cst_store_run *run = &reload->run[i];
        cst_json_open(&json, NULL, '{');
        cst_json_count(&json, "number", run->number);
        cst_json_text(&json, "started", run->started);
        cst_json_text(&json, "version", run->by.version);
        cst_json_text(&json, "build", run->by.build);
        cst_json_text(&json, "libraries", run->by.libraries);
        cst_json_text(&json, "host", run->by.host);
        cst_json_text(&json, "command", run->by.command);
        cst_json_text(&json, "link", run->by.link);
        cst_json_count(&json, "threads", run->by.threads);
        cst_json_close(&json, '}');
    }
    cst_json_close(&json, ']');
    cst_json_line(&json);
}
