/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/gates.h"
#include "cli/load.h"
#include "cli/meter.h"
#include "cli/options.h"
#include "cli/show/flow.h"
#include "cli/show/pick.h"
#include "cli/show/print.h"

/* --- A scenario: the cells of its sweep, by the same random numbers --------------------------- */

static int compare_cells(cst_scenario *scenario, const cst_args *args, cst_error *error)
{
    cst_comparison made;
    cst_meter meter;
    int code = cst_compare_init(&made, scenario, error);
    if (code == 0 && cst_args_has(args, "decide")) {
        cst_compare_decide(&made);
    }
    if (code == 0) {
        cst_meter_init(&meter, args);
        code = cst_compare_run(&made, cst_meter_show, &meter, error);
        cst_meter_end(&meter);
    }
    if (code == 0 && cst_args_has(args, "json")) {
        cst_print_compare_json(stdout, &made);
    } else if (code == 0) {
        cst_print_compare(stdout, &made);
    }
    code = code == 0 ? cst_compare_check(&made, error) : code;
    cst_compare_free(&made);
    return code;
}

static int compare_scenario(const cst_args *args, cst_error *error)
{
    cst_scenario scenario;
    int code = cst_load_scenario(&scenario, args, error);
    code = code == 0 ? compare_cells(&scenario, args, error) : code;
    cst_scenario_free(&scenario);
    return code;
}

/* --- Two results files ------------------------------------------------------------------------ */

static int read_file(cst_reload *reload, const char *path, cst_error *error)
{
    const int code = cst_reload_read(reload, path, error);
    const size_t unfinished = code == 0 ? cst_reload_unfinished(reload) : 0;
    if (unfinished > 0) {
        cst_flow_message(stderr,
                         "compare: %s: %zu of %zu cells have not all their trials yet; they are "
                         "compared as far as they are",
                         path, unfinished, reload->findings.count);
    }
    return code;
}

/* Refuses a result that cells of both files have not, though they have trials. */
static int check_result(const cst_against *against, cst_error *error)
{
    const cst_result_kind kind = against->kind[0];
    const cst_findings *lacks = NULL;
    for (size_t i = 0; i < against->cells; i++) {
        const cst_finding *a = against->cell[i].a;
        const cst_finding *b = against->cell[i].b;
        if (a == NULL || b == NULL || a->done == 0 || b->done == 0) {
            continue;
        }
        const bool has_a = cst_finding_result(a, kind).method != NULL;
        if (has_a && cst_finding_result(b, kind).method != NULL) {
            return 0;
        }
        lacks = has_a ? against->b : against->a;
    }
    return lacks == NULL ? 0 : cst_pick_nothing("compare", "compare", lacks, kind, error);
}

static int compare_read(const cst_reload *a, const cst_reload *b, const cst_args *args,
                        cst_error *error)
{
    cst_against against = {0};
    cst_result_kind kind[CST_RESULT_KINDS] = {cst_finding_main(&a->scenario.cell[0])};
    size_t kinds = 1;
    int code = cst_pick_result("compare", cst_args_text(args, "result"), &kind[0], error);
    code = code == 0 ? cst_gates_read_against(args, kind, &kinds, error) : code;
    code = code == 0 ? cst_against_make(&against, &a->findings, &b->findings, kind, kinds, error)
                     : code;
    code = code == 0 ? check_result(&against, error) : code;
    if (code == 0 && cst_args_has(args, "json")) {
        cst_print_against_json(stdout, &against, a, b);
    } else if (code == 0) {
        cst_print_against(stdout, &against, a, b);
    }
    code = code == 0 ? cst_gates_check_against(args, &against, error) : code;
    cst_against_free(&against);
    return code;
}

static int compare_files(const cst_args *args, cst_error *error)
{
    cst_reload a = {0};
    cst_reload b = {0};
    int code = read_file(&a, args->positional[0], error);
    code = code == 0 ? read_file(&b, args->positional[1], error) : code;
    code = code == 0 ? compare_read(&a, &b, args, error) : code;
    cst_reload_free(&b);
    cst_reload_free(&a);
    return code;
}

/* --- Which of the two ------------------------------------------------------------------------- */

static int check_twice(const cst_args *args, cst_error *error)
{
    size_t twice[2] = {0};
    bool found = false;
    const int code =
        cst_store_find_twice((const char *const *)args->positional, 2, twice, &found, error);
    return code != 0 || !found
               ? code
               : cst_error_set(error, CST_ERR_USAGE, NULL,
                               "compare: expected two results files, found %.160s twice",
                               args->positional[0]);
}

static int check(const cst_args *args, cst_error *error)
{
    static const char *const of_files[] = {"result", "fail-if"};
    static const char *const of_scenario[] = {"decide",  "set",      "seed",
                                              "threads", "progress", "quiet"};
    const bool files = args->positional_count == 2;
    const char *const *wrong = files ? of_scenario : of_files;
    const size_t count =
        files ? sizeof of_scenario / sizeof of_scenario[0] : sizeof of_files / sizeof of_files[0];
    cst_result_kind kind[CST_RESULT_KINDS] = {0};
    size_t kinds = 1;
    for (size_t i = 0; i < count; i++) {
        if (cst_args_has(args, wrong[i])) {
            return cst_error_set(error, CST_ERR_USAGE, NULL,
                                 files ? "compare --%s: it is for a scenario, which is run; two "
                                         "results files are read as they are"
                                       : "compare --%s: it is for two results files, found one "
                                         "scenario",
                                 wrong[i]);
        }
    }
    int code = files ? check_twice(args, error) : 0;
    code = code == 0 ? cst_pick_result("compare", cst_args_text(args, "result"), &kind[0], error)
                     : code;
    return code == 0 ? cst_gates_read_against(args, kind, &kinds, error) : code;
}

static int compare(const cst_args *args, cst_error *error)
{
    return args->positional_count == 2 ? compare_files(args, error) : compare_scenario(args, error);
}

const cst_command cst_command_compare = {
    .name = "compare",
    .line = "differences between the cells of a sweep, or between two results files",
    .text =
        "Of a scenario FILE: runs all cells of its sweep trial by trial with the same random "
        "numbers and\ncompares each with the first: the difference in residual_risk, an interval "
        "that holds whatever the\ntasks of a trial share, half the width of Student's interval "
        "from pairs where that may be given, and\nhow many times larger the variance would be "
        "with independent random numbers. Any keys may be swept,\nprotocol.kind too. Where rates "
        "of scheming are swept, estimate.method=naive pairs closer than skip. All\nestimate.trials "
        "are run, whatever estimate.stop says, unless --decide ends them, and in one thread, "
        "whatever\n--threads says.\n\n"
        "Of two results files A and B: holds B against A, cell by cell, as a gate for a new "
        "version of a\nprotocol. Cells are matched by their place in the sweep, and keys that "
        "differ are listed. All differences\nand ratios that are printed hold at once with the "
        "confidence of the files, however A and B hang together.",
    CST_TAKES("FILE | A B", 1, 2),
    .examples =
        CST_EXAMPLES("custodes compare scenarios/rare-schemers.yaml --decide --set "
                     "scheming.rate=0.01",
                     "custodes compare scenarios/committee.yaml --set scheming.rate=0.01 --json",
                     "custodes compare old.sqlite new.sqlite --fail-if 'difference.low > 0'",
                     "custodes compare old.sqlite new.sqlite --result usefulness --fail-if "
                     "'residual_risk.ratio.high > 2'"),
    .options = CST_OPTIONS(
        CST_SWITCH("decide",
                   "Of a scenario: end the trials once every difference is decided, its interval "
                   "above or below 0; exit code 4 where estimate.trials are spent before."),
        CST_OPTION(CST_OPTION_TEXT, "result", "NAME", "a result's name",
                   "residual_risk, or the first of a mechanism", "Of A and B: what to compare."),
        CST_OPTION(CST_OPTION_LIST, "fail-if", "CONDITION", "may be repeated", "",
                   "Of A and B: exit code 3 where a condition such as 'difference.low > 0' or "
                   "'usefulness.ratio.high < 0.9' holds in some cell, or cannot be told there: a "
                   "result, if it is not the one of --result; difference (B - A) or ratio (B / A); "
                   "estimate, low or high; one of > >= < <=; a number."),
        CST_OPTIONS_OF_SIMULATION),
    .check = check,
    .run = compare,
};
