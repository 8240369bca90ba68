/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/print_episodes.h"
#include "cli/show/flow.h"
#include "cli/show/table.h"
#include "estimate/ask/fit.h"
#include "scenarios/load/fit_file.h"
#include "scenarios/load/nearest.h"
#include "store/testimony.h"
#include "study/json.h"
#include "study/show.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static const double level = 0.05;

/* Of files with episodes. */
enum { RESAMPLES = 1000, SEED = 1 };

/* A measured number with its names. */
typedef struct line {
    char name[16], meaning[64];
    const char *method;
    cst_fit_value value;
} line;

/* rate, q, rho, all_scheme, and w_s for each s below the number of agents. */
enum { LINES_MAX = 4 + CST_FIT_AGENTS_MAX };

/* What is fitted: counts of who schemed, or a record's of who missed attacks. */
typedef struct source {
    cst_fit_counts counts;
    bool misses;
} source;

static uint32_t lines_make(line lines[LINES_MAX], const cst_fit *fit, const source *of)
{
    const uint32_t agents = of->counts.agents;
    static const char *const conditionals[2][3] = {
        {"nothing seen", "Clopper-Pearson, tasks with a schemer",
         "betting, tasks with a schemer, Bonferroni"},
        {"nothing seen", "Clopper-Pearson, tasks with a miss",
         "betting, tasks with a miss, Bonferroni"}};
    const char *conditional = conditionals[of->misses][fit->some == 0 ? 0 : agents == 2 ? 1 : 2];
    const char *does = of->misses ? "misses" : "schemes";
    lines[0] = (line){.name = "rate", .method = "betting, tasks", .value = fit->rate};
    lines[1] = (line){.name = "q", .method = conditional, .value = fit->q};
    lines[2] = (line){.name = "rho",
                      .method = "(q - p)/(1 - p), intervals of q and p, Bonferroni",
                      .value = fit->rho};
    lines[3] =
        (line){.name = "all_scheme", .method = "Clopper-Pearson, tasks", .value = fit->all_scheme};
    const char *one = of->misses ? "reviewer" : "instance";
    snprintf(lines[0].meaning, sizeof lines->meaning, "%s %s %s", of->misses ? "a" : "an", one,
             does);
    snprintf(lines[1].meaning, sizeof lines->meaning, "another one %s, given that one does", does);
    snprintf(lines[2].meaning, sizeof lines->meaning, "correlation of two %ss%s", one,
             of->misses ? "' misses" : "");
    snprintf(lines[3].meaning, sizeof lines->meaning, "all of a task's %ss %s", one,
             of->misses ? "miss" : "scheme");
    uint32_t count = 4;
    for (uint32_t s = 0; s < agents; s++) {
        line *next = &lines[count++];
        *next = (line){.method = "Clopper-Pearson, tasks", .value = fit->w[s]};
        snprintf(next->name, sizeof next->name, "w_%u", s);
        snprintf(next->meaning, sizeof next->meaning, "a given one %s and %u of the others", does,
                 s);
    }
    return count;
}

static void print_measured(const cst_fit *fit, const source *of)
{
    static const char *const titles[] = {"result", "estimate", "interval",
                                         "meaning (kind of interval)"};
    line lines[LINES_MAX];
    cst_table table = {.keys = 1};
    const uint32_t count = lines_make(lines, fit, of);
    cst_table_columns(&table, titles, 4);
    for (uint32_t i = 0; i < count; i++) {
        const cst_fit_value *value = &lines[i].value;
        cst_table_add(&table, "%s", lines[i].name);
        cst_table_number(&table, value->estimate, 4);
        cst_table_interval(&table, value->interval.low, value->interval.high, 4);
        cst_table_add(&table, "%s (%s)", lines[i].meaning, lines[i].method);
    }
    cst_table_end(&table, stdout);
}

/* The laws, and what each says of the event that matters most. */
static void print_laws(const cst_fit *fit)
{
    static const char *const titles[] = {"law", "shape", "P(all scheme)",
                                         "log likelihood, from the best"};
    cst_table table = {.keys = 1};
    fputc('\n', stdout);
    cst_flow_line(stdout, "Laws with this rate%s:",
                  fit->laws > 1 ? " and (but independent) this correlation" : "");
    fputc('\n', stdout);
    cst_table_columns(&table, titles, 4);
    for (uint32_t i = 0; i < fit->laws; i++) {
        const cst_fit_law *law = &fit->law[i];
        const double likelihood = law->log_likelihood - fit->law[fit->best].log_likelihood;
        cst_table_add(&table, "%s", law->spec.law->name);
        cst_table_add(&table, "%s%s%s", law->key == NULL ? "" : law->key,
                      law->key == NULL ? "" : ": ",
                      law->key == NULL ? "" : cst_show_number(law->shape, 6).text);
        cst_table_add(&table, "%s%s", cst_show_number(law->all_scheme, 4).text,
                      law->all_scheme < fit->all_scheme.interval.low    ? " (too low)"
                      : law->all_scheme > fit->all_scheme.interval.high ? " (too high)"
                                                                        : "");
        cst_table_add(&table, "%s",
                      isfinite(law->log_likelihood) ? cst_show_number(likelihood, 4).text
                                                    : "impossible");
    }
    cst_table_end(&table, stdout);
}

/* The counts themselves as a law: for as many reviewers as there were other instances. */
static void print_table_law(const cst_fit_counts *counts, uint64_t tasks)
{
    cst_flow flow = cst_flow_start(stdout, 0, 3);
    flow.fold = "\n#";
    cst_flow_add(&flow, "# or as counted, for %u reviewers: dependence: table, joint: [",
                 counts->agents - 1);
    for (uint32_t j = 0; j <= counts->agents; j++) {
        const double share = (double)counts->tasks[j] / (double)tasks;
        cst_flow_add(&flow, "%s%s", j == 0 ? "" : ", ", cst_show_number(share, 6).text);
    }
    cst_flow_add(&flow, "]");
    cst_flow_end(&flow);
}

/* What stands in a scenario. Without an estimate of rho: the worst that the counts allow. */
static void print_scheming(const cst_fit *fit, const cst_fit_counts *counts)
{
    if (fit->laws == 0) {
        cst_flow flow = cst_flow_start(stdout, 0, 1);
        flow.fold = "\n#";
        cst_flow_add(&flow, "# The correlation was not measured: the upper end of the rate, and "
                            "the worst law.");
        cst_flow_end(&flow);
        fprintf(stdout, "scheming:\n  rate: %s\n  dependence: all-or-nothing\n",
                cst_show_number(fit->rate.interval.high, 6).text);
        return;
    }
    const cst_fit_law *law = &fit->law[fit->best];
    fprintf(stdout, "scheming:\n  rate: %s\n  dependence: %s\n",
            cst_show_number(law->spec.rate, 6).text, law->spec.law->name);
    if (law->key != NULL) {
        fprintf(stdout, "  %s: %s\n", law->key, cst_show_number(law->shape, 6).text);
    }
    print_table_law(counts, fit->tasks);
}

static void print_screen(const cst_fit *fit, const source *of)
{
    const cst_fit_counts *counts = &of->counts;
    cst_flow_line(stdout,
                  of->misses ? "%" PRIu64 " attacks, %u reviewers each; in %" PRIu64
                               " somebody missed, %" PRIu64 " reviewers in all."
                             : "%" PRIu64 " tasks, %u instances each; in %" PRIu64
                               " tasks somebody schemed, %" PRIu64 " instances in all.",
                  fit->tasks, counts->agents, fit->some, fit->schemed);
    cst_flow_line(stdout, "Intervals hold at 95 %%, each by itself.");
    fputc('\n', stdout);
    print_measured(fit, of);
    if (counts->tasks[counts->agents] == 0) {
        fputc('\n', stdout);
        cst_flow_line(stdout,
                      "In no task did all %u %s: this happens in at most %s of all tasks "
                      "(3.689/n for large n).",
                      counts->agents, of->misses ? "miss" : "scheme",
                      cst_show_number(fit->all_scheme.interval.high, 4).text);
    }
    if (fit->laws > 0) {
        print_laws(fit);
    }
    if (!of->misses) { /* who misses need not scheme */
        fprintf(stdout, "\n%s\n\n",
                fit->laws > 1 ? "The likeliest of them, for a scenario:" : "For a scenario:");
        print_scheming(fit, counts);
    }
}

static void print_json_value(cst_json *json, const line *of)
{
    cst_json_open(json, of->name, '{');
    cst_json_number(json, "estimate", of->value.estimate, 12);
    cst_json_ends(json, of->value.interval.low, of->value.interval.high);
    cst_json_number(json, "confidence", 1.0 - level, 12);
    cst_json_text(json, "method", of->method);
    cst_json_close(json, '}');
}

static void print_json_law(cst_json *json, const cst_fit *fit, uint32_t at)
{
    const cst_fit_law *law = &fit->law[at];
    cst_json_open(json, NULL, '{');
    cst_json_text(json, "dependence", law->spec.law->name);
    cst_json_number(json, "rate", law->spec.rate, 12);
    if (law->key != NULL) {
        cst_json_number(json, law->key, law->shape, 12);
    }
    cst_json_number(json, "all_scheme", law->all_scheme, 12);
    cst_json_number(json, "log_likelihood", law->log_likelihood, 12);
    cst_json_flag(json, "best", at == fit->best);
    cst_json_close(json, '}');
}

static void print_json(const char *file, const cst_fit *fit, const source *of)
{
    const cst_fit_counts *counts = &of->counts;
    cst_json json = {.out = stdout};
    line lines[LINES_MAX];
    const uint32_t count = lines_make(lines, fit, of);
    cst_json_open(&json, NULL, '{');
    cst_json_text(&json, "file", file);
    cst_json_count(&json, "agents", counts->agents);
    cst_json_count(&json, "tasks", fit->tasks);
    cst_json_count(&json, "schemed", fit->schemed);
    cst_json_open(&json, "counts", '[');
    for (uint32_t j = 0; j <= counts->agents; j++) {
        cst_json_count(&json, NULL, counts->tasks[j]);
    }
    cst_json_close(&json, ']');
    cst_json_open(&json, "results", '{');
    for (uint32_t i = 0; i < count; i++) {
        print_json_value(&json, &lines[i]);
    }
    cst_json_close(&json, '}');
    cst_json_open(&json, "laws", '[');
    for (uint32_t i = 0; i < fit->laws; i++) {
        print_json_law(&json, fit, i);
    }
    cst_json_close(&json, ']');
    cst_json_line(&json);
}

/* The form that was asked for; CST_EPISODE_FORMS where none was. */
static int form_of(const cst_args *args, uint32_t *form, cst_error *error)
{
    char names[160] = "";
    cst_nearest nearest = {0};
    *form = CST_EPISODE_FORMS;
    if (!cst_args_has(args, "form")) {
        return 0;
    }
    const char *asked = cst_args_text(args, "form");
    for (uint32_t i = 0; i < CST_EPISODE_FORMS; i++) {
        *form = strcmp(cst_episode_forms[i].name, asked) == 0 ? i : *form;
        cst_names_add(names, sizeof names, cst_episode_forms[i].name);
        cst_nearest_look(&nearest, asked, cst_episode_forms[i].name);
    }
    return *form < CST_EPISODE_FORMS
               ? 0
               : cst_error_set(error, CST_ERR_USAGE, NULL,
                               "fit --form: expected one of %s, found '%.60s'%s%s", names, asked,
                               nearest.best == NULL ? "" : "; the nearest is ",
                               nearest.best == NULL ? "" : nearest.best);
}

static int fit_episodes(const cst_args *args, const cst_episodes *episodes, cst_error *error)
{
    cst_episode_ask ask = {.level = level, .resamples = RESAMPLES, .seed = SEED};
    cst_episode_fit fit = {0};
    int code = form_of(args, &ask.form, error);
    code = code != 0 ? code : cst_episode_fit_make(&fit, episodes, &ask, error);
    if (code == 0 && cst_args_has(args, "json")) {
        cst_print_episodes_json(stdout, &fit, &ask, args->positional[0]);
    } else if (code == 0) {
        cst_print_episodes(stdout, &fit, &ask);
    }
    cst_episode_fit_free(&fit);
    return code;
}

static int fit_counts(const cst_args *args, const source *of, cst_error *error)
{
    cst_fit fit;
    if (cst_args_has(args, "form")) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "fit --form: expected a file with a column episode, found counts");
    }
    cst_fit_make(&fit, &of->counts, level);
    if (cst_args_has(args, "json")) {
        print_json(args->positional[0], &fit, of);
    } else {
        print_screen(&fit, of);
    }
    return 0;
}

/* What a record has of a cell, the only one where none is asked for. */
static int read_record(source *of, cst_testimony *record, const cst_args *args, cst_error *error)
{
    uint32_t cells = 0;
    uint64_t tasks = 0;
    const uint32_t cell = (uint32_t)cst_args_count(args, "cell", 0);
    int code = cst_testimony_cells(record, &cells, error);
    if (code == 0 && cells > 1 && !cst_args_has(args, "cell")) {
        code = cst_error_set(
            error, CST_ERR_USAGE, NULL,
            "fit: expected --cell N, from 0 on, with a record of %" PRIu32 " cells", cells);
    }
    code = code != 0 ? code
                     : cst_testimony_together(record, cell, CST_FIT_AGENTS_MAX, &of->counts.agents,
                                              of->counts.tasks, error);
    for (uint32_t j = 0; j <= CST_FIT_AGENTS_MAX; j++) {
        tasks += of->counts.tasks[j];
    }
    if (code == 0 && tasks == 0) {
        code = cst_error_set(error, CST_ERR_DATA_FILE, NULL,
                             "expected attacks of cell %" PRIu32
                             " that all of their reviewers said something about, found none",
                             cell);
    } else if (code == 0 && of->counts.agents < CST_FIT_AGENTS_MIN) {
        code = cst_error_set(error, CST_ERR_DATA_FILE, NULL,
                             "expected tasks with several reviewers, found one each");
    }
    return code;
}

static int fit_record(const cst_args *args, const char *path, cst_error *error)
{
    source of = {.misses = true};
    cst_testimony *record = NULL;
    int code = cst_testimony_open(&record, path, NULL, error);
    code = code != 0 ? code : read_record(&of, record, args, error);
    if (code == CST_ERR_DATA_FILE) {
        cst_error_place(error, path, 0, 0);
    }
    (void)cst_testimony_close(record, NULL);
    return code != 0 ? code : fit_counts(args, &of, error);
}

static int run(const cst_args *args, cst_error *error)
{
    cst_fit_file file;
    char shipped[CST_PATH_SIZE];
    const char *path = cst_load_path(args->positional[0], shipped);
    if (cst_testimony_is(path)) {
        return fit_record(args, path, error);
    }
    if (cst_args_has(args, "cell")) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "fit --cell: expected a record of what peers said with it");
    }
    int code = cst_fit_file_read(&file, path, error);
    if (code == 0) {
        const source of = {.counts = file.counts};
        code = file.episodes.runs > 0 ? fit_episodes(args, &file.episodes, error)
                                      : fit_counts(args, &of, error);
    }
    cst_fit_file_free(&file);
    return code;
}

const cst_command cst_command_fit = {
    .name = "fit",
    .line = "measure rate, correlation or learned collusion from counts or verdicts",
    .text = "Measures how often instances scheme, and how often together, from the counts in FILE"
            "\n(CSV with the columns agents, schemed, count, or JSON or YAML; \"-\": CSV from"
            "\nstandard input), with intervals, and prints the laws that have these values and what"
            "\na scenario says for the likeliest of them. From verdicts by episode (columns run,"
            "\nepisode, first, second) it fits how agents learn to cover for each other. From the"
            "\nrecord of a run with peers (run --record) it measures how often reviewers miss"
            "\nattacks, and how often together. docs/fit.md has the formulas.",
    CST_TAKES("FILE", 1, 1),
    .examples = CST_EXAMPLES("custodes fit scenarios/data/together_example.csv",
                             "custodes fit counts.yaml --json",
                             "custodes fit scenarios/data/collusion_episodes.csv"),
    .options =
        CST_OPTIONS(CST_SWITCH("json", "Print one JSON object."),
                    CST_OPTION(CST_OPTION_TEXT, "form", "NAME", "a name in the table of forms",
                               "the form of the least AIC",
                               "With episodes: the form whose values and intervals are printed."),
                    CST_COUNT("cell", 0, UINT32_MAX, "0 to 2^32-1", "the only one",
                              "With a record: the cell, in the order of the sweep.")),
    .run = run,
};
