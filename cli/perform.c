/* SPDX-License-Identifier: MIT */
#include "cli/perform.h"

#include "cli/interrupt.h"

void cst_perform_meter(cst_meter *meter, const cst_args *args, FILE *err)
{
    cst_meter_init(meter, err,
                   cst_args_has(args, "quiet") ? "none" : cst_args_text(args, "progress"));
}

int cst_perform(cst_run_spec spec, const cst_args *args, const cst_console *console,
                cst_run_report *report, cst_error *error)
{
    cst_meter meter;
    cst_perform_meter(&meter, args, console->err);
    spec.threads = (uint32_t)cst_args_count(args, "threads", 0);
    spec.progress = cst_meter_show;
    spec.progress_self = &meter;
    spec.interrupted = cst_interrupt_watch();
    int code = cst_run(&spec, report, error);
    cst_interrupt_unwatch();
    cst_meter_end(&meter);
    if (code == 0 && *spec.interrupted != 0) { /* its last moment: what is to come is cut short */
        code = cst_error_set(error, CST_ERR_INTERRUPTED, NULL, "interrupted as the run ended");
    }
    return code;
}
