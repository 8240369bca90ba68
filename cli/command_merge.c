/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/elsewhere.h"
#include "cli/gates.h"
#include "cli/options.h"
#include "cli/show/flow.h"
#include "cli/show/print.h"
#include "study/merge.h"
#include "study/precision.h"

#include <unistd.h>

static int check(const cst_args *args, cst_error *error)
{
    const char *out = cst_args_text(args, "out");
    if (out == NULL) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "merge: expected --out FILE, where all of it is to go, found none");
    }
    if (access(out, F_OK) == 0) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "merge --out: expected the name of a new file, found %.160s, which is "
                             "there already",
                             out);
    }
    return cst_gates_read(args, error);
}

static int merge(const cst_args *args, cst_error *error)
{
    cst_elsewhere file;
    cst_reload reload = {0};
    const char *out = cst_args_text(args, "out");
    int code = cst_elsewhere_open(&file, out, error);
    if (code == 0) {
        code = cst_merge_files(&reload, (const char *const *)args->positional,
                               args->positional_count, file.path, error);
    }
    code = code == 0 ? cst_elsewhere_put(&file, error) : code;
    if (code != 0) {
        cst_elsewhere_explain(&file, error);
    } else {
        cst_print_screen(stdout, &reload.findings);
        cst_flow_line(stdout, "Merged: %zu files, %zu cells, into %s.",
                      (size_t)args->positional_count, reload.findings.count, out);
        code = cst_findings_agree(&reload.findings, error);
        code = code == 0 ? cst_gates_check(args, &reload.findings, error) : code;
        code = code == 0 ? cst_precision_check(&reload.findings, error) : code;
    }
    cst_elsewhere_close(&file);
    cst_reload_free(&reload);
    return code;
}

const cst_command cst_command_merge = {
    .name = "merge",
    .line = "put the shards of a run together",
    .text =
        "Puts the results files of the shards of one run (run --shard) together into a new file, "
        "which is\nthe one that a single run makes: the same cells, trials and digests. Where a "
        "rule ends trials it is\nasked now. Files of other scenarios or versions, trials that two "
        "files have and trials that none has\nare refused by name. Then it prints what 'run' "
        "prints.",
    CST_TAKES("RESULTS...", 1, UINT32_MAX),
    .examples = CST_EXAMPLES("custodes merge half-1.sqlite half-2.sqlite --out both.sqlite"),
    .options =
        CST_OPTIONS(CST_OPTION(CST_OPTION_RESULTS, "out", "FILE", "a new file", "must be given",
                               "The new results file; it is there whole or not at all."),
                    CST_OPTION_FAIL_IF),
    .check = check,
    .run = merge,
};
