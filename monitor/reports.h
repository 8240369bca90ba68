/* SPDX-License-Identifier: MIT
 *
 * Reports that still count in a trial, as lists in the order in which they were made, one list for
 * each agent that was reported. All lists of a trial share one memory, which grows with what there
 * is to remember and is used again.
 */
#ifndef CST_MONITOR_REPORTS_H
#define CST_MONITOR_REPORTS_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct cst_report {
    double weight;
    uint32_t author, round;
    uint32_t next; /* in its list; of the last one: the first */
} cst_report;

/* A list, which is a ring; zeroed it is empty. */
typedef struct cst_report_list {
    uint32_t last; /* place, from 1 on, of the newest; 0: there is none */
} cst_report_list;

/* The memory of all lists; zeroed it is empty. Lists are places in it, so a copy of both is the
 * same lists. */
typedef struct cst_reports {
    cst_report *at; /* heap: [place - 1] */
    uint32_t used, room;
    uint32_t spare; /* given back, as a list; 0: none */
} cst_reports;

/* Legal on zeroed reports. */
void cst_reports_free(cst_reports *reports);

/* Forgets all lists, and keeps the room. */
void cst_reports_clear(cst_reports *reports);

/* Makes `to` the same as `from`. 0 or CST_ERR_MEMORY; after that `to` is empty. */
int cst_reports_copy(cst_reports *to, const cst_reports *from, cst_error *error);

/* The report at a place. */
static inline cst_report *cst_reports_at(const cst_reports *reports, uint32_t place)
{
    return &reports->at[place - 1];
}

/* The places of a list in their order, from the first on; 0: there is none, or no more. */
uint32_t cst_reports_first(const cst_reports *reports, const cst_report_list *list);
uint32_t cst_reports_next(const cst_reports *reports, const cst_report_list *list, uint32_t place);

/* Puts a report, whose `next` is not read, at the end of a list. 0 or CST_ERR_MEMORY, without a
 * text: then nothing has changed. */
int cst_reports_add(cst_reports *reports, cst_report_list *list, cst_report report);

/* Gives back the reports of a list that were made before a round; whether there were any. */
bool cst_reports_drop(cst_reports *reports, cst_report_list *list, uint32_t before);

/* Gives back the whole list. */
void cst_reports_give_back(cst_reports *reports, cst_report_list *list);

/* What the reports of a list weigh together, added in their order. */
double cst_reports_weight(const cst_reports *reports, const cst_report_list *list);

#endif
