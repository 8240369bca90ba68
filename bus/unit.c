/* SPDX-License-Identifier: MIT */
#include "bus/unit.h"
#include "estimate/sample/lists.h"

#include "monitor/play.h"

#include <inttypes.h>
#include <stdio.h>

bool cst_unit_equal(const cst_unit *a, const cst_unit *b)
{
    return a->cell == b->cell && a->block == b->block && a->first == b->first &&
           a->tasks == b->tasks;
}

int cst_unit_check(const cst_unit *unit, const cst_cell *const *cells, uint32_t cell_count,
                   cst_error *error)
{
    if (unit->cell < cell_count && unit->block < cst_cell_blocks(cells[unit->cell])) {
        const uint64_t tasks = cst_cell_block_tasks(cells[unit->cell], unit->block);
        if (unit->tasks > 0 && unit->first < tasks && unit->tasks <= tasks - unit->first) {
            return 0;
        }
    }
    char text[CST_UNIT_TEXT];
    cst_unit_format(unit, text);
    return cst_error_set(error, CST_ERR_WIRE, NULL,
                         "expected a unit of this run's %" PRIu32 " cells, found %s", cell_count,
                         text);
}

void cst_unit_format(const cst_unit *unit, char out[CST_UNIT_TEXT])
{
    (void)snprintf(out, CST_UNIT_TEXT,
                   "cell %" PRIu32 ", block %" PRIu64 ", tasks %" PRIu64 "..%" PRIu64, unit->cell,
                   unit->block, unit->first, unit->first + (unit->tasks > 0 ? unit->tasks - 1 : 0));
}

static cst_receipt_columns columns_of(const cst_unit *unit, const cst_batch *batch)
{
    return (cst_receipt_columns){
        .cell = unit->cell,
        .block = unit->block,
        .first = unit->first,
        .records = batch->records,
        .task = (const void *)cst_batch_column(batch, CST_COLUMN_TASK),
        .attack = cst_batch_column(batch, CST_COLUMN_ATTACK),
        .reports = cst_batch_column(batch, CST_COLUMN_REPORTS),
        .abstentions = cst_batch_column(batch, CST_COLUMN_ABSTENTIONS),
        .record = cst_batch_column(batch, CST_COLUMN_RECORD),
        .attacks = batch->columns == CST_COLUMN_TASK,
    };
}

static cst_receipt planes_receipt(const cst_unit *unit, const cst_batch *batch)
{
    cst_receipt_planes planes = {.cell = unit->cell,
                                 .block = unit->block,
                                 .first = unit->first,
                                 .records = batch->records,
                                 .words = cst_batch_plane_words(batch->lead, batch->records)};
    for (uint32_t i = 0; i < CST_RECEIPT_PLANES; i++) {
        planes.plane[i] = cst_batch_column(batch, (uint32_t)CST_PLANE_ATTACK << i);
    }
    if ((batch->columns & CST_LIST_SCHEMERS) != 0) {
        planes.list = cst_batch_list(batch);
        planes.entries = batch->listed;
    }
    return cst_receipt_take_planes(&planes);
}

/* The records of played tasks: each tells its own reports. */
static uint64_t reports_in(const cst_batch *batch)
{
    const uint8_t *records = cst_batch_column(batch, CST_COLUMN_RECORD);
    uint64_t reports = 0;
    for (uint64_t i = 0; (batch->columns & CST_COLUMN_RECORD) != 0 && i < batch->records; i++) {
        reports += cst_record_reports(cst_batch_word(records + i * sizeof(uint64_t)));
    }
    return reports;
}

cst_receipt cst_unit_receipt(const cst_unit *unit, const cst_batch *batch)
{
    if (cst_batch_has_planes(batch->columns)) {
        return planes_receipt(unit, batch);
    }
    const cst_receipt_columns columns = columns_of(unit, batch);
    cst_receipt receipt = cst_receipt_take(cst_lanes_best(), &columns);
    receipt.reports += reports_in(batch);
    return receipt;
}

cst_receipt cst_unit_receipt_of(const cst_cell *cell, const cst_unit *unit, const cst_batch *batch)
{
    cst_receipt receipt = cst_unit_receipt(unit, batch);
    receipt.reports = cell->method->paths ? 0 : receipt.reports;
    return receipt;
}

int cst_unit_settle(const char *what, const char *where, const cst_receipt *sent,
                    const cst_receipt *reached, cst_error *error)
{
    if (cst_receipt_equal(sent, reached)) {
        return 0;
    }
    if (sent->records != reached->records) {
        return cst_error_set(error, CST_ERR_RECEIPT, "receipt",
                             "%s: %" PRIu64 " records were sent, %" PRIu64
                             " reached %s: records were %s",
                             what, sent->records, reached->records, where,
                             sent->records > reached->records ? "lost" : "added");
    }
    if (sent->reports != reached->reports) {
        return cst_error_set(error, CST_ERR_RECEIPT, "receipt",
                             "%s: %" PRIu64 " reports were sent, %" PRIu64
                             " reached %s: records were altered",
                             what, sent->reports, reached->reports, where);
    }
    return cst_error_set(error, CST_ERR_RECEIPT, "receipt",
                         "%s: %" PRIu64 " records were sent and reached %s, but with another hash: "
                         "records were altered",
                         what, sent->records, where);
}

void cst_unit_remember(cst_unit_memory *memory, const cst_unit_seen *seen)
{
    memory->seen[memory->next] = *seen;
    memory->next = (memory->next + 1) % memory->room;
}

const cst_unit_seen *cst_unit_recall(const cst_unit_memory *memory, const cst_unit *unit)
{
    for (uint32_t i = 0; i < memory->room; i++) {
        if (cst_unit_equal(&memory->seen[i].unit, unit)) {
            return &memory->seen[i];
        }
    }
    return NULL;
}
