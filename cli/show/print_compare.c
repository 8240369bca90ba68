/* SPDX-License-Identifier: MIT */
#include "cli/show/print.h"

#include "cli/show/flow.h"
#include "study/show.h"

#include <math.h>

static void add_cell(cst_table *table, const cst_comparison *made, size_t at)
{
    const cst_pair_difference found = cst_compare_at(made, at);
    cst_print_place(table, made->scenario, &made->scenario->cell[at]);
    cst_table_number(table, found.risk.estimate, 4);
    cst_table_interval(table, found.risk.low, found.risk.high, 4);
    if (at == 0) {
        cst_table_texts(table, (const char *const[]){"(compared with)", "", "", ""}, 4);
    } else {
        cst_table_number(table, found.difference, 4);
        cst_table_interval(table, found.low, found.high, 4);
        cst_table_number(table, made->looks > 1 ? (double)NAN : found.about, 3);
        cst_table_number(table, found.paired > 0.0 ? found.unpaired / found.paired : NAN, 3);
    }
    cst_table_number(table, found.usefulness.estimate, 3);
    cst_table_number(table, found.work_done.estimate, 3);
    cst_table_number(table, found.audit_hours.estimate, 3);
}

void cst_print_compare(FILE *out, const cst_comparison *made)
{
    static const char *const titles[] = {"residual_risk", "interval",  "difference",
                                         "interval",      "about +-",  "gain",
                                         "usefulness",    "work_done", "audit_hours"};
    cst_table table = cst_print_cells(made->scenario, titles, sizeof titles / sizeof titles[0]);
    for (size_t i = 0; i < made->scenario->cells; i++) {
        add_cell(&table, made, i);
    }
    cst_table_end(&table, out);
    fputc('\n', out);
    cst_flow_line(
        out,
        "%llu trials of each by %s, with the same random numbers. difference: from the first row. "
        "Each interval holds with %s %% confidence by itself%s, whatever the tasks of a trial "
        "share. about: half the width of Student's interval of the difference, from pairs: only a "
        "guide, and - where it would mislead. gain: how many times larger the variance of the "
        "difference would be if the cells had independent random numbers.",
        (unsigned long long)made->done, made->method->name,
        cst_show_percent(made->confidence, 12).text, made->looks > 1 ? ", at every look" : "");
    if (made->looks > 1) {
        cst_flow_line(out, "%s after %llu of %llu trials, asked at %lu looks.",
                      made->open == 0 ? "Decided: every interval of a difference is above or below "
                                        "0"
                                      : "Not decided",
                      (unsigned long long)made->done, (unsigned long long)made->trials,
                      (unsigned long)made->looks);
    }
}

void cst_print_compare_json(FILE *out, const cst_comparison *made)
{
    for (size_t i = 0; i < made->scenario->cells; i++) {
        const cst_pair_difference found = cst_compare_at(made, i);
        const struct {
            const char *name;
            double value;
        } numbers[] = {{"residual_risk", found.risk.estimate},
                       {"risk_low", found.risk.low},
                       {"risk_high", found.risk.high},
                       {"usefulness", found.usefulness.estimate},
                       {"usefulness_low", found.usefulness.low},
                       {"usefulness_high", found.usefulness.high},
                       {"work_done", found.work_done.estimate},
                       {"work_done_low", found.work_done.low},
                       {"work_done_high", found.work_done.high},
                       {"audit_hours", found.audit_hours.estimate},
                       {"audit_hours_low", found.audit_hours.low},
                       {"audit_hours_high", found.audit_hours.high},
                       {"difference", found.difference},
                       {"low", found.low},
                       {"high", found.high},
                       {"about", made->looks > 1 ? (double)NAN : found.about},
                       {"confidence", made->confidence},
                       {"variance", found.paired},
                       {"variance_apart", found.unpaired}};
        cst_json json = {.out = out};
        cst_json_open(&json, NULL, '{');
        cst_finding_place_json(&json, "at", made->scenario, &made->scenario->cell[i]);
        cst_json_text(&json, "method", made->method->name);
        cst_json_count(&json, "trials", made->done);
        if (made->looks > 1 && i > 0) {
            cst_json_count(&json, "looks", made->looks);
            cst_json_flag(&json, "decided", cst_compare_decided(&found));
        }
        cst_json_count(&json, "differ", made->pairing[i].differ);
        for (size_t j = 0; j < sizeof numbers / sizeof numbers[0]; j++) {
            cst_json_number(&json, numbers[j].name, numbers[j].value, 12);
        }
        cst_json_line(&json);
    }
}
