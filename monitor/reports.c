/* SPDX-License-Identifier: MIT */
#include "monitor/reports.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM_FIRST = 64 };

void cst_reports_free(cst_reports *reports)
{
    free(reports->at);
    *reports = (cst_reports){.at = NULL};
}

void cst_reports_clear(cst_reports *reports)
{
    reports->used = reports->spare = 0;
}

/* Room for so many reports at least; those that are there stay. */
static int grow(cst_reports *reports, uint32_t wanted)
{
    uint64_t room = reports->room > 0 ? reports->room : ROOM_FIRST;
    while (room < wanted) {
        room *= 2;
    }
    room = room <= UINT32_MAX ? room : UINT32_MAX;
    cst_report *at = realloc(reports->at, room * sizeof *at);
    if (at == NULL) {
        return CST_ERR_MEMORY;
    }
    reports->at = at;
    reports->room = (uint32_t)room;
    return 0;
}

int cst_reports_copy(cst_reports *to, const cst_reports *from, cst_error *error)
{
    cst_reports_clear(to);
    if (from->used > to->room && grow(to, from->used) != 0) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "%u reports of a trial do not fit",
                             from->used);
    }
    if (from->used > 0) {
        memcpy(to->at, from->at, from->used * sizeof *to->at);
    }
    to->used = from->used;
    to->spare = from->spare;
    return 0;
}

int cst_reports_add(cst_reports *reports, cst_report_list *list, cst_report report)
{
    uint32_t place = reports->spare;
    if (place != 0) {
        reports->spare = cst_reports_at(reports, place)->next;
    } else {
        if (reports->used == UINT32_MAX ||
            (reports->used == reports->room && grow(reports, reports->used + 1) != 0)) {
            return CST_ERR_MEMORY;
        }
        place = ++reports->used;
    }
    cst_report *last = list->last == 0 ? NULL : cst_reports_at(reports, list->last);
    report.next = last == NULL ? place : last->next;
    *cst_reports_at(reports, place) = report;
    if (last != NULL) {
        last->next = place;
    }
    list->last = place;
    return 0;
}

uint32_t cst_reports_first(const cst_reports *reports, const cst_report_list *list)
{
    return list->last == 0 ? 0 : cst_reports_at(reports, list->last)->next;
}

uint32_t cst_reports_next(const cst_reports *reports, const cst_report_list *list, uint32_t place)
{
    return place == list->last ? 0 : cst_reports_at(reports, place)->next;
}

bool cst_reports_drop(cst_reports *reports, cst_report_list *list, uint32_t before)
{
    bool any = false;
    uint32_t place;
    while ((place = cst_reports_first(reports, list)) != 0 &&
           cst_reports_at(reports, place)->round < before) {
        cst_report *report = cst_reports_at(reports, place);
        if (place == list->last) {
            list->last = 0;
        } else {
            cst_reports_at(reports, list->last)->next = report->next;
        }
        report->next = reports->spare;
        reports->spare = place;
        any = true;
    }
    return any;
}

void cst_reports_give_back(cst_reports *reports, cst_report_list *list)
{
    const uint32_t first = cst_reports_first(reports, list);
    if (first != 0) {
        cst_reports_at(reports, list->last)->next = reports->spare;
        reports->spare = first;
        list->last = 0;
    }
}

double cst_reports_weight(const cst_reports *reports, const cst_report_list *list)
{
    double weight = 0.0;
    for (uint32_t place = cst_reports_first(reports, list); place != 0;
         place = cst_reports_next(reports, list, place)) {
        weight += cst_reports_at(reports, place)->weight;
    }
    return weight;
}
