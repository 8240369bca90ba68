/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/gates.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/show/print.h"

static void print_findings(const cst_args *args, FILE *out, const cst_findings *findings)
{
    if (cst_args_has(args, "csv")) {
        cst_print_csv(out, findings);
    } else if (cst_args_has(args, "canonical")) {
        cst_print_canonical(out, findings);
    } else {
        cst_print_json(out, findings);
    }
}

static int check(const cst_args *args, cst_error *error)
{
    const bool csv = cst_args_has(args, "csv");
    const bool json = cst_args_has(args, "json");
    if (csv != json && !(csv && cst_args_has(args, "canonical"))) {
        return cst_gates_read(args, error);
    }
    return cst_error_set(error, CST_ERR_USAGE, NULL,
                         "export: expected --csv, --json or --json --canonical, found %s",
                         csv && json ? "--csv and --json"
                         : csv       ? "--csv and --canonical"
                                     : "neither --csv nor --json");
}

static int export(const cst_findings *findings, const cst_args *args, cst_error *error)
{
    cst_output output;
    if (!cst_args_has(args, "output")) {
        print_findings(args, stdout, findings);
        return cst_gates_check(args, findings, error);
    }
    int code = cst_output_open(&output, cst_args_text(args, "output"), error);
    if (code != 0) {
        return code;
    }
    print_findings(args, output.file, findings);
    code = cst_output_close(&output, error);
    return code == 0 ? cst_gates_check(args, findings, error) : code;
}

const cst_command cst_command_export = {
    .name = "export",
    .line = "write a results file as CSV or JSON",
    .text =
        "Writes the cells of the results file RESULTS with results, intervals and closed forms, "
        "as\n'run' prints them. Cells of which nothing is finished are left out, and a line on "
        "standard\nerror says how many cells have not all their trials.",
    CST_TAKES("RESULTS", 1, 1),
    .examples = CST_EXAMPLES("custodes export rare.sqlite --csv --output rare.csv",
                             "custodes export rare.sqlite --json --canonical"),
    .options = CST_OPTIONS(
        CST_SWITCH("csv", "CSV, one line for each cell."),
        CST_SWITCH("json", "One JSON object a line for each cell."),
        CST_SWITCH("canonical",
                   "With --json: the canonical parts alone; the SHA-256 of a line is its digest."),
        CST_OPTION(CST_OPTION_FILE, "output", "FILE", "a file", "standard output",
                   "Write this file; it is there whole or not at all."),
        CST_OPTION_FAIL_IF),
    .check = check,
    .on_results = export,
};
