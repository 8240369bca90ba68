/* SPDX-License-Identifier: MIT */
#include "cli/show/print.h"
#include "cli/show/print_answer.h"
#include "cli/show/print_input.h"
#include "cli/show/print_worst.h"
#include "study/show.h"

#include <math.h>
#include <string.h>

void cst_print_result_json(FILE *out, const cst_finding *finding, cst_result_kind kind)
{
    const cst_result *result = &finding->result[kind];
    fprintf(out, "\"%s\":{\"estimate\":", cst_result_name(kind));
    cst_show_json_beside(out, result->estimate, 12, result->low, result->high);
    fputs(",\"low\":", out);
    cst_show_json_end(out, result->low, result->high, false);
    fputs(",\"high\":", out);
    cst_show_json_end(out, result->low, result->high, true);
    fputs(",\"confidence\":", out);
    cst_show_json_number(out, finding->basis.confidence, 12);
    fputs(",\"method\":", out);
    cst_show_json(out, result->method);
    fprintf(out, ",\"events\":%llu,\"of\":%llu", (unsigned long long)result->events,
            (unsigned long long)result->of);
    fprintf(out, ",\"few\":%s}", result->few ? "true" : "false");
}

static void print_finding(FILE *out, const cst_findings *findings, const cst_finding *finding)
{
    const cst_scenario *scenario = findings->scenario;
    /* The canonical part is an object; its last brace makes room for the rest. */
    fwrite(finding->canonical, 1, strlen(finding->canonical) - 1, out);
    fputs(",\"at\":", out);
    cst_finding_place_json(scenario, finding->cell, out);
    fputs(",\"results\":{", out);
    bool first = true;
    for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
        if (finding->result[kind].method != NULL) {
            fputs(first ? "" : ",", out);
            cst_print_result_json(out, finding, (cst_result_kind)kind);
            first = false;
        }
    }
    fputs("},\"exact\":{", out);
    first = true;
    for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
        if (isfinite(finding->exact[kind])) {
            fprintf(out, "%s\"%s\":", first ? "" : ",", cst_result_name((cst_result_kind)kind));
            const cst_result *result = &finding->result[kind];
            cst_show_json_beside(out, finding->exact[kind], 12, result->low, result->high);
            first = false;
        }
    }
    fputc('}', out);
    cst_print_answer_json(out, finding->cell);
    cst_print_worst_json(out, finding);
    cst_print_input_json(out, finding);
    fprintf(out, ",\"digest\":\"%s\",\"provenance\":%s}\n", finding->digest,
            findings->provenance != NULL ? findings->provenance : "{}");
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
