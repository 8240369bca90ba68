/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/gates.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/show/print.h"
#include "study/tables.h"

static int write_findings(const cst_args *args, FILE *out, const cst_findings *findings,
                          cst_error *error)
{
    if (cst_args_has(args, "sqlite")) {
        return cst_tables_write(out, findings, error);
    }
    if (cst_args_has(args, "csv")) {
        cst_print_csv(out, findings);
    } else if (cst_args_has(args, "canonical")) {
        cst_print_canonical(out, findings);
    } else {
        cst_print_json(out, findings);
    }
    return 0;
}

static int check(const cst_args *args, cst_error *error)
{
    const bool csv = cst_args_has(args, "csv");
    const bool json = cst_args_has(args, "json");
    const bool sqlite = cst_args_has(args, "sqlite");
    const bool canonical = cst_args_has(args, "canonical");
    if (csv + json + sqlite != 1 || (canonical && !json)) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "export: expected one of --csv, --json, --json --canonical and "
                             "--sqlite, found%s%s%s%s",
                             csv ? " --csv" : "", json ? " --json" : "", sqlite ? " --sqlite" : "",
                             canonical                  ? " --canonical"
                             : csv + json + sqlite == 0 ? " none"
                                                        : "");
    }
    if (sqlite && !cst_args_has(args, "output")) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "export --sqlite: expected --output FILE, found none");
    }
    return cst_gates_read(args, error);
}

static int export(const cst_findings *findings, const cst_args *args, cst_error *error)
{
    cst_output output;
    if (!cst_args_has(args, "output")) {
        const int written = write_findings(args, stdout, findings, error);
        return written == 0 ? cst_gates_check(args, findings, error) : written;
    }
    int code = cst_output_open(&output, cst_args_text(args, "output"), error);
    if (code != 0) {
        return code;
    }
    code = write_findings(args, output.file, findings, error);
    if (code == 0) {
        code = cst_output_close(&output, error);
    }
    cst_output_discard(&output);
    return code == 0 ? cst_gates_check(args, findings, error) : code;
}

const cst_command cst_command_export = {
    .name = "export",
    .line = "write a results file as CSV, JSON Lines or tables",
    .text =
        "Writes the cells of the results file RESULTS with results, intervals and closed forms, "
        "as\n'run' prints them. Cells of which nothing is finished are left out, and a line on "
        "standard\nerror says how many cells have not all their trials.",
    CST_TAKES("RESULTS", 1, 1),
    .examples = CST_EXAMPLES("custodes export rare.sqlite --csv --output rare.csv",
                             "custodes export rare.sqlite --json --canonical",
                             "custodes export rare.sqlite --sqlite --output rare-tables.sqlite"),
    .options = CST_OPTIONS(
        CST_SWITCH("csv", "CSV, one line for each cell."),
        CST_SWITCH("json", "JSON Lines: one object a line for each cell."),
        CST_SWITCH("canonical",
                   "With --json: the canonical parts alone; the SHA-256 of a line is its digest."),
        CST_SWITCH("sqlite", "An SQLite database with the tables cell and result, for pandas, R "
                             "and SQL; with --output."),
        CST_OPTION(CST_OPTION_FILE, "output", "FILE", "a file", "standard output",
                   "Write this file; it is there whole or not at all."),
        CST_OPTION_FAIL_IF),
    .check = check,
    .on_results = export,
};
