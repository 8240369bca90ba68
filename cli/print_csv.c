/* SPDX-License-Identifier: MIT */
#include "cli/print.h"
#include "cli/show.h"

#include <math.h>

static void print_header(FILE *out, const cst_scenario *scenario)
{
    for (size_t i = 0; i < scenario->axes; i++) {
        cst_show_csv(out, scenario->axis[i].key);
        fputc(',', out);
    }
    fputs("cell,seed,trials_asked,digest,confidence", out);
    for (int count = 0; count < CST_COUNT_KINDS; count++) {
        fprintf(out, ",%s", cst_count_name((cst_count)count));
    }
    for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
        const char *name = cst_result_name((cst_result_kind)kind);
        fprintf(out, ",%s,%s_low,%s_high,%s_method,%s_exact", name, name, name, name, name);
    }
    fputs("\r\n", out);
}

static void print_finding(FILE *out, const cst_scenario *scenario, const cst_finding *finding)
{
    const cst_scenario_cell *cell = finding->cell;
    for (size_t i = 0; i < scenario->axes; i++) {
        cst_show_csv(out, cell->at[i]);
        fputc(',', out);
    }
    fprintf(out, "%s,%llu,%llu,%s", cell->id, (unsigned long long)cell->estimate.seed,
            (unsigned long long)cell->estimate.trials, finding->digest);
    cst_show_csv_number(out, finding->basis.confidence, 12);
    for (int count = 0; count < CST_COUNT_KINDS; count++) {
        fprintf(out, ",%llu", (unsigned long long)finding->count[count]);
    }
    for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
        const cst_result *result = &finding->result[kind];
        const bool defined = result->method != NULL;
        cst_show_csv_number(out, defined ? result->estimate : NAN, 12);
        cst_show_csv_number(out, defined ? result->low : NAN, 6);
        cst_show_csv_number(out, defined ? result->high : NAN, 6);
        fputc(',', out);
        cst_show_csv(out, defined ? result->method : "");
        cst_show_csv_number(out, finding->exact[kind], 12);
    }
    fputs("\r\n", out);
}

void cst_print_csv(FILE *out, const cst_findings *findings)
{
    print_header(out, findings->scenario);
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->finding[i].done > 0) {
            print_finding(out, findings->scenario, &findings->finding[i]);
        }
    }
}
