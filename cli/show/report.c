/* SPDX-License-Identifier: MIT */
#include "cli/show/report.h"

#include "cli/show/columns.h"
#include "cli/show/html.h"
#include "cli/show/print.h"
#include "scenarios/load/page.h"

#include <stdlib.h>
#include <string.h>

enum { TABLED = 1000 }; /* cells of which all results stand in tables */

/* Text that is printed for a terminal, without its lines. */
typedef struct prose {
    cst_page page;
} prose;

static FILE *prose_open(prose *to, cst_error *error)
{
    if (!cst_page_open(&to->page)) {
        cst_error_memory(error, "a report");
        return NULL;
    }
    cst_columns_free(to->page.out);
    return to->page.out;
}

/* Ends it and gives the text, which the caller frees; NULL: CST_ERR_MEMORY. */
static char *prose_close(prose *to, cst_error *error)
{
    cst_columns_free(NULL);
    char *text = cst_page_close(&to->page);
    if (text == NULL) {
        cst_error_memory(error, "a report");
    }
    return text;
}

/* What a printer of findings says, as paragraphs. */
typedef void printer(FILE *out, const cst_findings *findings);

static int put_lines(FILE *out, printer *print, const cst_findings *findings, cst_error *error)
{
    prose all;
    FILE *to = prose_open(&all, error);
    if (to == NULL) {
        return CST_ERR_MEMORY;
    }
    print(to, findings);
    char *text = prose_close(&all, error);
    if (text != NULL) {
        cst_html_lines(out, text);
    }
    free(text);
    return text != NULL ? 0 : CST_ERR_MEMORY;
}

static void put_table(FILE *out, cst_table table, const char *name)
{
    table.form = CST_TABLE_HTML;
    table.name = name;
    cst_table_end(&table, out);
}

/* --- Curves and maps ------------------------------------------------------------------------- */

static int put_data(FILE *out, const cst_report_file *file, size_t number, cst_error *error)
{
    cst_page page;
    char id[32];
    if (!cst_page_open(&page)) {
        return cst_error_memory(error, "a report");
    }
    cst_report_data(page.out, &file->reload.findings);
    char *text = cst_page_close(&page);
    if (text == NULL) {
        return cst_error_memory(error, "a report");
    }
    (void)snprintf(id, sizeof id, "data-%zu", number);
    cst_html_json(out, id, text);
    free(text);
    return 0;
}

/* The picture stands for who reads without scripts, and on paper; a script puts a chart in its
 * place. */
static int put_curves(FILE *out, const cst_report_file *file, size_t number, cst_error *error)
{
    if (file->curves == NULL) {
        return 0;
    }
    fprintf(out, "<h3>Curves</h3>\n<div class=\"curves\" data-from=\"data-%zu\">\n", number);
    fputs("<div class=\"still\">\n", out);
    cst_html_picture(out, file->curves, "Curves of the result with their intervals");
    if (file->chosen[0] != '\0') {
        cst_html_paragraph(out, "Of the cells at ", file->chosen);
    }
    fputs("</div>\n<div class=\"chart\"></div>\n</div>\n", out);
    return put_data(out, file, number, error);
}

static void put_map(FILE *out, const cst_report_file *file)
{
    if (file->map != NULL) {
        fputs("<h3>Map</h3>\n", out);
        cst_html_picture(out, file->map, "A map of the result over the two keys of the sweep");
    }
}

/* --- Tables ---------------------------------------------------------------------------------- */

static bool has_result(const cst_findings *findings, cst_result_kind kind)
{
    bool has = false;
    for (size_t i = 0; i < findings->count && !has; i++) {
        has = findings->finding[i].done > 0 &&
              cst_finding_result(&findings->finding[i], kind).method != NULL;
    }
    return has;
}

/* The other results, each in a table that opens; not of so many cells that a browser would be slow.
 */
static void put_others(FILE *out, const cst_findings *findings, cst_result_kind first)
{
    if (findings->count > TABLED) {
        fprintf(out,
                "<p>There are more than %d cells: <code>custodes export</code> has the tables of "
                "the other results.</p>\n",
                (int)TABLED);
        return;
    }
    for (cst_result_kind kind = 0; kind < CST_RESULT_KINDS; kind++) {
        if (kind != first && has_result(findings, kind)) {
            fputs("<details><summary><code>", out);
            cst_html_text(out, cst_result_name(kind));
            fputs("</code>: ", out);
            cst_html_text(out, cst_result_about(kind)->meaning);
            fputs("</summary>\n", out);
            put_table(out, cst_print_result(findings, kind), cst_result_name(kind));
            fputs("</details>\n", out);
        }
    }
}

int cst_report_first(FILE *out, const cst_findings *findings, cst_error *error)
{
    if (findings->scenario->axes == 0) {
        put_table(out, cst_print_results(findings), "All results");
    } else {
        const cst_result_kind first = cst_finding_main(&findings->scenario->cell[0]);
        put_table(out, cst_print_result(findings, first), cst_result_name(first));
    }
    return put_lines(out, cst_print_reading, findings, error);
}

static int put_results(FILE *out, const cst_findings *findings, cst_error *error)
{
    fputs("<h3>Results</h3>\n", out);
    const int code = cst_report_first(out, findings, error);
    if (findings->scenario->axes > 0) {
        put_others(out, findings, cst_finding_main(&findings->scenario->cell[0]));
    }
    return code;
}

/* --- What is taken as given ------------------------------------------------------------------ */

static void print_given(FILE *out, const cst_findings *findings)
{
    cst_describe_assumptions(out, findings->scenario);
    cst_print_input_notes(out, findings);
    cst_print_answer_screen(out, findings->scenario);
    cst_print_worst_screen(out, findings);
    cst_print_methods(out, findings);
}

static int put_given(FILE *out, const cst_findings *findings, cst_error *error)
{
    fputs("<h3>What is taken as given</h3>\n", out);
    if (cst_print_input_varies(findings)) {
        put_table(out, cst_print_input_cells(findings), "Input intervals");
    }
    return put_lines(out, print_given, findings, error);
}

/* --- Where it comes from --------------------------------------------------------------------- */

static int put_scenario(FILE *out, const cst_scenario *scenario, cst_error *error)
{
    prose all;
    char *resolved = cst_scenario_text(&scenario->cell[0], false);
    FILE *to = resolved != NULL ? prose_open(&all, error) : NULL;
    if (to == NULL) {
        free(resolved);
        return cst_error_memory(error, "a report");
    }
    cst_print_scenario(to, scenario, resolved);
    free(resolved);
    char *text = prose_close(&all, error);
    if (text == NULL) {
        return CST_ERR_MEMORY;
    }
    fputs("<h3>Scenario</h3>\n<p>With every default.</p>\n", out);
    cst_html_code(out, "Scenario", text);
    free(text);
    return 0;
}

static const cst_count counted[] = {
    CST_COUNT_PLANNED,          CST_COUNT_TASKS,           CST_COUNT_VOID,    CST_COUNT_HONEST_USED,
    CST_COUNT_HONEST_DISCARDED, CST_COUNT_HONEST_REPLACED, CST_COUNT_ATTACKS, CST_COUNT_CAUGHT,
    CST_COUNT_AVERTED,          CST_COUNT_ESCAPED,         CST_COUNT_REVIEWS, CST_COUNT_REPORTS,
    CST_COUNT_PASSES,           CST_COUNT_ABSTENTIONS,
};
enum { COUNTED = sizeof counted / sizeof counted[0] };

static cst_table receipts_of(const cst_findings *findings)
{
    const bool tasks = findings->scenario->cell[0].trial->mechanism.kind == NULL;
    cst_table table = cst_print_cells(findings->scenario, (const char *const[]){"trials"}, 1);
    for (size_t i = 0; tasks && i < COUNTED; i++) {
        const char *const name = cst_count_name(counted[i]);
        cst_table_columns(&table, &name, 1);
    }
    cst_table_columns(&table, (const char *const[]){"digest"}, 1);
    for (size_t i = 0; i < findings->count; i++) {
        const cst_finding *finding = &findings->finding[i];
        if (finding->done == 0) {
            continue;
        }
        cst_print_place(&table, findings->scenario, finding->cell);
        cst_table_add(&table, "%llu", (unsigned long long)finding->done);
        for (size_t j = 0; tasks && j < COUNTED; j++) {
            if ((finding->untold >> (unsigned)counted[j] & 1) != 0) {
                cst_table_add(&table, "-");
            } else {
                cst_table_add(&table, "%llu", (unsigned long long)finding->count[counted[j]]);
            }
        }
        cst_table_add(&table, "%s", finding->digest);
    }
    return table;
}

static void put_receipts(FILE *out, const cst_findings *findings)
{
    fputs("<h3>Receipts</h3>\n", out);
    if (findings->scenario->cell[0].trial->mechanism.kind == NULL) {
        cst_html_paragraph(out, "",
                           "In every row of the file planned = tasks + void, tasks = honest_used + "
                           "honest_discarded + honest_replaced + attacks, attacks = caught + "
                           "averted + escaped and reviews = reports + passes + abstentions. This "
                           "and a checksum of each row were looked at when the file was read.");
    }
    cst_html_paragraph(out, "",
                       "A run keeps a row only where the receipts of the reports that were sent "
                       "and of those that were counted agree. The digest is the SHA-256 of a "
                       "cell's canonical part, which does not depend on threads or machine.");
    put_table(out, receipts_of(findings), "Receipts");
}

static int put_origin(FILE *out, const cst_reload *reload, cst_error *error)
{
    fputs("<h3>Provenance</h3>\n", out);
    put_table(out, cst_print_origin_cells(&reload->findings), "Cells");
    for (size_t i = 0; i < reload->runs; i++) {
        prose all;
        FILE *to = prose_open(&all, error);
        if (to == NULL) {
            return CST_ERR_MEMORY;
        }
        cst_print_origin_run(to, &reload->run[i]);
        char *text = prose_close(&all, error);
        if (text == NULL) {
            return CST_ERR_MEMORY;
        }
        cst_html_lines(out, text);
        free(text);
    }
    return 0;
}

/* The commands that made the file, and the one that repeats it. */
static void put_again(FILE *out, const cst_reload *reload)
{
    fputs("<h3>To make it again</h3>\n", out);
    for (size_t i = 0; i < reload->runs; i++) {
        if (i == 0 || strcmp(reload->run[i].by.command, reload->run[i - 1].by.command) != 0) {
            cst_html_code(out, "Command", reload->run[i].by.command);
        }
    }
    fputs("<p><code>custodes rerun ", out);
    cst_html_text(out, reload->scenario.file);
    fputs("</code> runs it again from the scenario that the file keeps, and says whether the bytes "
          "agree.</p>\n",
          out);
}

/* --- The page -------------------------------------------------------------------------------- */

static const char *heading_of(const cst_reload *reload)
{
    const char *claim = reload->scenario.claim;
    return claim[0] != '\0' ? claim : reload->scenario.file;
}

static int put_file(FILE *out, const cst_report_file *file, size_t number, cst_error *error)
{
    const cst_reload *reload = &file->reload;
    const cst_findings *findings = &reload->findings;
    fprintf(out, "<section id=\"file-%zu\">\n", number);
    cst_html_element(out, "h2", heading_of(reload));
    fputs("<p class=\"soft\"><code>", out);
    cst_html_text(out, reload->scenario.file);
    fputs("</code>: ", out);
    cst_html_text(out, cst_describe_settings(&reload->scenario).text);
    fputs("</p>\n<div class=\"verdict\">\n<h3>Verdict</h3>\n", out);
    cst_report_verdict(out, findings);
    fputs("</div>\n<div class=\"warnings\">\n<h3>Warnings</h3>\n", out);
    cst_report_warnings(out, findings);
    fputs("</div>\n", out);
    int code = put_curves(out, file, number, error);
    put_map(out, file);
    code = code != 0 ? code : put_results(out, findings, error);
    code = code != 0 ? code : put_given(out, findings, error);
    code = code != 0 ? code : put_scenario(out, &reload->scenario, error);
    put_receipts(out, findings);
    code = code != 0 ? code : put_origin(out, reload, error);
    put_again(out, reload);
    fputs("</section>\n", out);
    return code;
}

static void put_index(FILE *out, const cst_report_file *file, size_t files)
{
    fputs("<nav aria-label=\"Results files\">\n<ul>\n", out);
    for (size_t i = 0; i < files; i++) {
        fprintf(out, "<li><a href=\"#file-%zu\">", i + 1);
        cst_html_text(out, heading_of(&file[i].reload));
        fputs("</a> <code>", out);
        cst_html_text(out, file[i].reload.scenario.file);
        fputs("</code></li>\n", out);
    }
    fputs("</ul>\n</nav>\n", out);
}

int cst_print_report(FILE *out, const cst_report_file *file, size_t files, cst_error *error)
{
    char title[512];
    bool draws = false;
    for (size_t i = 0; i < files; i++) {
        draws = draws || file[i].curves != NULL;
    }
    if (files == 1) {
        (void)snprintf(title, sizeof title, "Report of %.400s", file[0].reload.scenario.file);
    } else {
        (void)snprintf(title, sizeof title, "Report of %zu results files", files);
    }
    cst_html page = {.title = title, .style = {cst_embed_page_style}};
    if (draws) {
        page.style[1] = cst_embed_dygraphs_style;
        page.script[0] = cst_embed_dygraphs;
        page.script[1] = cst_embed_report_script;
    }
    cst_html_open(out, &page);
    if (files > 1) {
        put_index(out, file, files);
    }
    int code = 0;
    for (size_t i = 0; code == 0 && i < files; i++) {
        code = put_file(out, &file[i], i + 1, error);
    }
    cst_html_close(out, &page);
    return code;
}
