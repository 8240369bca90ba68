/* SPDX-License-Identifier: MIT
 *
 * The link without a bus: one thread, plain calls, no message is ever encoded. It is the oracle
 * that the bus changes nothing, so it shares none of the bus's machines.
 */
#include "bus/link.h"
#include "bus/unit.h"
#include "estimate/sample/part.h"

static int run_unit(const cst_cell *cell, const cst_unit *unit, cst_part *part,
                    cst_run_report *report, cst_error *error)
{
    cst_batch actions = {0};
    cst_batch reports = {0};
    int code = cell->method->act(cell, unit, &actions, error);
    if (code == 0) {
        code = cell->method->review(cell, unit, &actions, &reports, error);
    }
    if (code == 0) {
        cst_batch_seal(&reports);
        const cst_receipt receipt = cst_unit_receipt_of(cell, unit, &reports);
        cst_receipt_add(&report->sent, &receipt);
        cst_receipt_add(&report->reached, &receipt);
        report->units++;
        code = cell->method->tally(cell, unit, &actions, &reports, part, error);
    }
    cst_batch_free(&actions);
    cst_batch_free(&reports);
    return code;
}

static int run_units(const cst_drive *drive, cst_unit unit, cst_part *part, cst_run_report *report,
                     cst_error *error)
{
    const cst_cell *cell = drive->ledger->cells[unit.cell];
    const uint64_t tasks = cst_cell_block_tasks(cell, unit.block);
    const uint64_t wanted = cst_cell_unit_tasks(cell, drive->batch);
    int code = 0;
    while (code == 0 && unit.first < tasks) {
        if (cst_run_is_interrupted(drive->interrupted)) {
            return cst_drive_interrupted(drive, error);
        }
        const uint64_t left = tasks - unit.first;
        unit.tasks = wanted < left ? wanted : left;
        code = run_unit(cell, &unit, part, report, error);
        if (code == 0) {
            code = drive->tick(drive->self, error);
        }
        unit.first += unit.tasks;
    }
    return code;
}

/* One part is the whole block: no trial is ever cut. */
static int run_block(const cst_drive *drive, cst_unit unit, cst_run_report *report,
                     cst_error *error)
{
    const cst_cell *cell = drive->ledger->cells[unit.cell];
    const cst_unit whole = {unit.cell, unit.block, 0, cst_cell_block_tasks(cell, unit.block)};
    cst_part part;
    int code = cst_part_init(&part, cell, &whole, error);
    code = code != 0 ? code : run_units(drive, unit, &part, report, error);
    code = code != 0 ? code : cst_part_close(&part, cell, error);
    if (code == 0) {
        code = cst_ledger_put(drive->ledger, unit.cell, unit.block, &part.row, error);
        report->reports_void += part.reports_void;
    }
    cst_part_free(&part);
    return code;
}

static int run(const cst_drive *drive, cst_run_report *report, cst_error *error)
{
    cst_unit unit = {0};
    bool found = true;
    int code = 0;
    while (code == 0 && found) {
        code = cst_ledger_next(drive->ledger, &unit.cell, &unit.block, &found, error);
        code = code == 0 && found ? run_block(drive, unit, report, error) : code;
    }
    return code;
}

const cst_link cst_link_direct = {
    .name = "direct",
    .text = "plain calls in one thread, without a bus",
    .run = run,
};
