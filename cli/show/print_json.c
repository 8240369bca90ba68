/* SPDX-License-Identifier: MIT */
#include "cli/show/print.h"

#include <math.h>
#include <string.h>

void cst_print_result_json(cst_json *json, const cst_finding *finding, cst_result_kind kind)
{
    const cst_result *result = &finding->result[kind];
    cst_json_open(json, cst_result_name(kind), '{');
    cst_json_beside(json, "estimate", result->estimate, 12, result->low, result->high);
    cst_json_ends(json, result->low, result->high);
    cst_json_number(json, "confidence", finding->basis.confidence, 12);
    cst_json_text(json, "method", result->method);
    cst_json_count(json, "events", result->events);
    cst_json_count(json, "of", result->of);
    cst_json_flag(json, "few", result->few);
    cst_json_close(json, '}');
}

void cst_print_exact_json(cst_json *json, const cst_finding *finding)
{
    cst_json_open(json, "exact", '{');
    for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
        const cst_result *result = &finding->result[kind];
        if (isfinite(finding->exact[kind])) {
            cst_json_beside(json, cst_result_name((cst_result_kind)kind), finding->exact[kind], 12,
                            result->low, result->high);
        }
    }
    cst_json_close(json, '}');
}

static void print_finding(FILE *out, const cst_findings *findings, const cst_finding *finding)
{
    cst_json json = {.out = out, .more = true};
    /* The canonical part is an object; its last brace makes room for the rest. */
    fwrite(finding->canonical, 1, strlen(finding->canonical) - 1, out);
    cst_finding_place_json(&json, "at", findings->scenario, finding->cell);
    cst_json_open(&json, "results", '{');
    for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
        if (finding->result[kind].method != NULL) {
            cst_print_result_json(&json, finding, (cst_result_kind)kind);
        }
    }
    cst_json_close(&json, '}');
    cst_print_exact_json(&json, finding);
    cst_print_answer_json(&json, finding->cell);
    cst_print_worst_json(&json, finding);
    cst_print_input_json(&json, finding);
    cst_json_text(&json, "digest", finding->digest);
    cst_json_raw(&json, "provenance", findings->provenance != NULL ? findings->provenance : "{}");
    cst_json_line(&json);
}

void cst_print_json(FILE *out, const cst_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->finding[i].done > 0) {
            print_finding(out, findings, &findings->finding[i]);
        }
    }
}

void cst_print_canonical(FILE *out, const cst_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->finding[i].done > 0) {
            fprintf(out, "%s\n", findings->finding[i].canonical);
        }
    }
}
