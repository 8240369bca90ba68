/* SPDX-License-Identifier: MIT */
#include "cli/show/print.h"

#include "cli/show/flow.h"
#include "study/show.h"

#include <math.h>

cst_settings cst_print_surface_settings(const cst_surface *surface)
{
    cst_settings settings;
    snprintf(settings.text, sizeof settings.text,
             "%u %s in %u strata of %s attacks each, for every law and rate", surface->responses,
             surface->responses == 1 ? "response" : "responses", surface->strata,
             cst_show_count(surface->samples).text);
    return settings;
}

static void add_row(cst_table *table, const cst_surface *surface, size_t at)
{
    const cst_finding *finding = &surface->findings.finding[at];
    const cst_result result = cst_finding_result(finding, surface->kind);
    const double half = 0.5 * (result.high - result.low);
    cst_print_place(table, surface->findings.scenario, finding->cell);
    cst_table_add(table, "%s%s",
                  isfinite(result.estimate) ? cst_show_number(result.estimate, 4).text
                                            : "n.d. (no events)",
                  result.few ? " (few)" : "");
    cst_table_interval(table, result.low, result.high, 4);
    if (isfinite(result.estimate) && result.estimate > 0.0) {
        cst_table_add(table, "%s %%", cst_show_percent(half / result.estimate, 2).text);
    } else {
        cst_table_add(table, "-");
    }
    cst_table_number(table, cst_finding_exact(finding, surface->kind), 4);
    cst_table_number(table, surface->unseen[at], 4);
}

void cst_print_surface(FILE *out, const cst_surface *surface)
{
    const cst_findings *findings = &surface->findings;
    const char *const titles[] = {cst_result_name(surface->kind), "interval", "+-", "exact",
                                  "unseen"};
    cst_print_claim(out, findings->scenario, cst_print_surface_settings(surface).text);
    fputc('\n', out);
    cst_table table = cst_print_cells(findings->scenario, titles, 5);
    for (size_t i = 0; i < findings->count; i++) {
        add_row(&table, surface, i);
    }
    cst_table_end(&table, out);
    fputc('\n', out);
    cst_flow_line(out,
                  "%s %% intervals, which hold for all cells of a response together; +-: half of "
                  "one, as a share of the estimate; unseen: the chance of attacks of kinds that "
                  "were not simulated; the upper end counts all of them as escapes.",
                  cst_show_percent(findings->finding[0].cell->estimate.confidence, 12).text);
}

void cst_print_surface_json(FILE *out, const cst_surface *surface)
{
    const cst_findings *findings = &surface->findings;
    for (size_t i = 0; i < findings->count; i++) {
        const cst_finding *finding = &findings->finding[i];
        const cst_result result = cst_finding_result(finding, surface->kind);
        cst_json json = {.out = out};
        cst_json_open(&json, NULL, '{');
        cst_finding_place_json(&json, "at", findings->scenario, finding->cell);
        cst_json_count(&json, "seed", finding->cell->estimate.seed);
        cst_json_count(&json, "samples", surface->samples);
        cst_json_open(&json, "results", '{');
        cst_print_result_json(&json, finding, surface->kind);
        cst_json_close(&json, '}');
        cst_json_number(&json, "unseen", surface->unseen[i], 12);
        cst_json_open(&json, "exact", '{');
        cst_json_words(&json, cst_result_name(surface->kind),
                       cst_show_beside(cst_finding_exact(finding, surface->kind), 12, result.low,
                                       result.high));
        cst_json_close(&json, '}');
        cst_json_line(&json);
    }
}

void cst_print_surface_csv(FILE *out, const cst_surface *surface)
{
    const cst_findings *findings = &surface->findings;
    cst_print_place_csv(out, findings->scenario, NULL);
    const char *name = cst_result_name(surface->kind);
    fprintf(out, "events,of,%s,%s_low,%s_high,unseen,exact\r\n", name, name, name);
    for (size_t i = 0; i < findings->count; i++) {
        const cst_finding *finding = &findings->finding[i];
        const cst_result result = cst_finding_result(finding, surface->kind);
        cst_print_place_csv(out, findings->scenario, finding->cell);
        fprintf(out, "%llu,%llu", (unsigned long long)result.events, (unsigned long long)result.of);
        cst_print_interval_csv(out, result.estimate, 12, result.low, result.high);
        cst_show_csv_number(out, cst_show_number(surface->unseen[i], 12));
        cst_show_csv_number(out, cst_show_beside(cst_finding_exact(finding, surface->kind), 12,
                                                 result.low, result.high));
        fputs("\r\n", out);
    }
}
