/* SPDX-License-Identifier: MIT */
#include "bus/memory.h"

#include "bus/hub.h"
#include "estimate/sample/part.h"

#include <math.h>
#include <unistd.h>

double cst_memory_expected(const cst_cell *const *cells, uint32_t cell_count, uint32_t threads,
                           uint64_t batch)
{
    double most = 0.0;
    double rows = 0.0;
    for (uint32_t i = 0; i < cell_count; i++) {
        const cst_footprint of = cst_footprint_of(cells[i], batch);
        const double workers = (double)threads;
        const double in_flight = workers * cst_hub_credit(cells[i], batch);
        most = fmax(most, in_flight * of.unit + workers * of.worker + in_flight * of.block);
        rows += of.row;
    }
    return most + rows;
}

int cst_memory_check(double expected, double machine, uint32_t threads, cst_error *error)
{
    if (expected <= machine) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_MEMORY, NULL,
                         "the run is expected to take %.3g GiB with %u threads, the machine has "
                         "%.3g GiB; take fewer agents, rounds or threads, or smaller batches",
                         expected / 0x1p30, threads, machine / 0x1p30);
}

double cst_memory_machine(void)
{
    const long pages = sysconf(_SC_PHYS_PAGES);
    const long bytes = sysconf(_SC_PAGESIZE);
    return pages > 0 && bytes > 0 ? (double)pages * (double)bytes : HUGE_VAL;
}
