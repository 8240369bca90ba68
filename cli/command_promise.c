/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/show/print.h"
#include "scenarios/load/fit_file.h"
#include "scenarios/load/literal.h"

#include <string.h>

/* Which option bounds which input. */
static const struct {
    cst_promise_key key;
    const char *option;
} bounds[] = {
    {CST_PROMISE_RATE, "rate-at-most"},
    {CST_PROMISE_AWARENESS, "awareness-at-most"},
    {CST_PROMISE_RHO, "rho-at-most"},
    {CST_PROMISE_TPR, "tpr-at-least"},
    {CST_PROMISE_FPR, "fpr-at-most"},
    {CST_PROMISE_TRUSTED_TPR, "trusted-tpr-at-least"},
    {CST_PROMISE_TRUSTED_FPR, "trusted-fpr-at-most"},
};

#define COUNTS_MOST UINT64_C(1000000000000000)

/* Beyond these what is promised by year might not be told from 0 or be infinite. */
static const double tasks_least = 1e-9;
static const double tasks_most = 1e15;

#define BOUND(option, otherwise, words)                                                            \
    CST_OPTION(CST_OPTION_TEXT, option, "BOUND", "counts k/n, or a number from 0 to 1", otherwise, \
               words)

/* "k/n", or a number from 0 to 1. */
static bool read_bound(const char *text, cst_promise_input *to)
{
    char k[32];
    const char *slash = strchr(text, '/');
    if (slash == NULL) {
        to->source = CST_PROMISE_GIVEN;
        return cst_literal_number(text, &to->value) && to->value >= 0.0 && to->value <= 1.0;
    }
    const size_t length = (size_t)(slash - text);
    if (length >= sizeof k) {
        return false;
    }
    memcpy(k, text, length);
    k[length] = '\0';
    to->source = CST_PROMISE_COUNTED;
    return cst_literal_whole(k, &to->k) && cst_literal_whole(slash + 1, &to->n) && to->n >= 1 &&
           to->n <= COUNTS_MOST && to->k <= to->n;
}

static int read_bounds(const cst_args *args, cst_promises *promises, cst_error *error)
{
    for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++) {
        const char *text = cst_args_text(args, bounds[i].option);
        cst_promise_input *to = &promises->given[bounds[i].key];
        promises->option[bounds[i].key] = bounds[i].option;
        if (text != NULL && !read_bound(text, to)) {
            return cst_error_set(error, CST_ERR_USAGE, NULL,
                                 "promise --%s: expected counts k/n, n from 1 to 1e15 and k at "
                                 "most n, as in 0/30000, or a number from 0 to 1, found '%.80s'%s",
                                 bounds[i].option, text, cst_literal_hint(text));
        }
    }
    double share = 0.5;
    const char *text = cst_args_text(args, "confidence");
    if (text != NULL && !(cst_literal_number(text, &share) && share >= 1e-9 && share < 1.0)) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "promise --confidence: expected a number from 1e-9 up to below 1, "
                             "found '%.80s'%s",
                             text, cst_literal_hint(text));
    }
    text = cst_args_text(args, "tasks-per-hour");
    if (text != NULL &&
        !(cst_literal_number(text, &promises->tasks_per_hour) &&
          promises->tasks_per_hour >= tasks_least && promises->tasks_per_hour <= tasks_most)) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "promise --tasks-per-hour: expected a number from 1e-9 to 1e15, "
                             "found '%.80s'%s",
                             text, cst_literal_hint(text));
    }
    return 0;
}

/* The counts that bound the correlation. */
static int read_fit(const cst_args *args, cst_fit_file *file, cst_promises *promises,
                    cst_error *error)
{
    char shipped[CST_PATH_SIZE];
    const char *name = cst_args_text(args, "rho-from");
    if (name == NULL) {
        return 0;
    }
    if (cst_args_has(args, "rho-at-most")) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "promise --rho-from: expected this or --rho-at-most, found both");
    }
    const int code = cst_fit_file_read(file, cst_load_path(name, shipped), error);
    if (code == 0 && file->episodes.runs > 0) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "promise --rho-from: expected counts (columns agents, schemed, "
                             "count), found a file of verdicts by episode");
    }
    promises->option[CST_PROMISE_RHO] = "rho-from";
    promises->given[CST_PROMISE_RHO] =
        (cst_promise_input){.source = CST_PROMISE_FITTED, .fit = &file->counts};
    return code;
}

static int study(cst_scenario *scenario, const cst_args *args, cst_error *error)
{
    cst_promises made = {.scenario = scenario};
    cst_fit_file file = {0};
    int code = read_bounds(args, &made, error);
    code = code != 0 ? code : read_fit(args, &file, &made, error);
    code = code != 0 ? code : cst_promises_make(&made, error);
    if (code == 0 && cst_args_has(args, "json")) {
        cst_print_promises_json(stdout, &made);
    } else if (code == 0) {
        cst_print_promises(stdout, &made);
    }
    cst_promises_free(&made);
    cst_fit_file_free(&file);
    return code;
}

static int check(const cst_args *args, cst_error *error)
{
    cst_promises read = {0};
    return read_bounds(args, &read, error);
}

const cst_command cst_command_promise = {
    .name = "promise",
    .line = "an upper bound on the risk that measurements support, with confidence",
    .text =
        "Prints for each cell of the scenario FILE (\"-\": standard input) an upper bound on "
        "residual_risk that\nholds with the confidence, whatever the true inputs are that the "
        "measurements leave, and whatever\nthe dependence law is. Counts k/n, given by an option "
        "or in 'uncertainty:', are measurements: each\nof the m on which the risk depends is "
        "bounded by Clopper and Pearson's one-sided bound at\n(1 - confidence)/m. A bound on the "
        "audits follows, a statement of its own with an m of its own. A\nplain number is taken as "
        "given, and so is all else that the scenario says; the output lists it. Only\nprotocols "
        "whose risk provably moves one way with every input are taken. docs/promise.md has "
        "the\nproof.",
    CST_TAKES("FILE", 1, 1),
    .examples = CST_EXAMPLES("custodes promise scenarios/rare-schemers.yaml --rate-at-most 0/30000",
                             "custodes promise mine.yaml --rate-at-most 0/30000 --rho-at-most 2/40 "
                             "--tpr-at-least 235/240 --tasks-per-hour 1000"),
    .options = CST_OPTIONS(
        BOUND("rate-at-most", "uncertainty: of scheming.rate; it must have one",
              "Bounds the rate of scheming: in k of n independent tests an agent schemed."),
        BOUND(
            "rho-at-most", "1",
            "Bounds the correlation: in k of n tasks whose actor schemed, a given reviewer schemed "
            "too."),
        CST_OPTION(CST_OPTION_TEXT, "rho-from", "FILE", "a file of counts, as for fit", "",
                   "Bounds the correlation by counts of who schemed together."),
        BOUND("awareness-at-most", "0",
              "Bounds the share of tests that agents knew to be tests: then the rate is at most "
              "its bound divided by 1 less this."),
        BOUND(
            "tpr-at-least", "monitor.score.tpr of the scenario",
            "Bounds the TPR of one reviewer, which all have: it reported k of n attacks. Without a "
            "bound on rho it may not matter, which is an error."),
        BOUND(
            "fpr-at-most", "monitor.score.fpr of the scenario",
            "Bounds the FPR of one reviewer, which all have: it reported k of n honest tasks. Only "
            "the audits depend on it."),
        BOUND("trusted-tpr-at-least", "monitor.trusted.score.tpr", "The trusted monitor's TPR."),
        BOUND("trusted-fpr-at-most", "monitor.trusted.score.fpr", "The trusted monitor's FPR."),
        CST_OPTION(CST_OPTION_TEXT, "tasks-per-hour", "T", "1e-9 to 1e15", "nothing by year",
                   "Also prints escapes and auditors' hours per year at so many planned tasks an "
                   "hour."),
        {.name = "confidence",
         .type = CST_OPTION_TEXT,
         .value = "SHARE",
         .range = "a number between 0 and 1",
         .fallback = "estimate.confidence of the scenario",
         .text = "The confidence with which each promise holds.",
         .set = "estimate.confidence=%s"},
        CST_OPTIONS_OF_SIMULATION),
    .check = check,
    .on_scenario = study,
};
