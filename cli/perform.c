/* SPDX-License-Identifier: MIT */
#include "cli/perform.h"

void cst_perform_meter(cst_meter *meter, const cst_args *args, const cst_console *console)
{
    cst_meter_init(meter, console->err,
                   cst_args_has(args, "quiet") ? "none" : cst_args_text(args, "progress"));
}

int cst_perform(cst_run_spec spec, const cst_args *args, const cst_console *console,
                cst_run_report *report, cst_error *error)
{
    cst_meter meter;
    cst_perform_meter(&meter, args, console);
    spec.threads = (uint32_t)cst_args_count(args, "threads", 0);
    spec.progress = cst_meter_show;
    spec.progress_self = &meter;
    spec.interrupted = console->interrupted;
    const int code = cst_run(&spec, report, error);
    cst_meter_end(&meter);
    return code;
}
