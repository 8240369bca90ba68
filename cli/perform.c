/* SPDX-License-Identifier: MIT */
#include "cli/perform.h"

#include "cli/meter.h"

int cst_perform(const cst_cell *cells, uint32_t count, cst_sink sink, const cst_args *args,
                const cst_console *console, cst_error *error)
{
    cst_meter meter;
    cst_run_report report = {0};
    cst_meter_init(&meter, console->err,
                   cst_args_has(args, "quiet") ? "none" : cst_args_text(args, "progress"));
    const cst_run_spec spec = {
        .cells = cells,
        .cell_count = count,
        .threads = (uint32_t)cst_args_count(args, "threads", 0),
        .sink = sink,
        .progress = cst_meter_show,
        .progress_self = &meter,
        .interrupted = console->interrupted,
    };
    const int code = cst_run(&spec, &report, error);
    cst_meter_end(&meter);
    return code;
}
