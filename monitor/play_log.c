/* SPDX-License-Identifier: MIT */
#include "monitor/play_log.h"

#include "monitor/play_parts.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 256 };

int cst_log_init(cst_log *log, const cst_model *model, cst_error *error)
{
    *log = (cst_log){.room = FIRST_ROOM, .last_round = UINT32_MAX};
    log->entry = malloc(FIRST_ROOM * sizeof *log->entry);
    log->last = calloc(model->spec.agents, sizeof *log->last);
    log->schemes = calloc(model->spec.agents, sizeof *log->schemes);
    log->leaves = calloc(model->spec.agents, sizeof *log->leaves);
    log->seen = calloc(model->spec.agents, sizeof *log->seen);
    return log->entry != NULL && log->last != NULL && log->schemes != NULL && log->leaves != NULL &&
                   log->seen != NULL
               ? cst_contacts_init(&log->contacts, model, error)
               : cst_error_memory(error, "a trial");
}

void cst_log_free(cst_log *log)
{
    free(log->entry);
    free(log->last);
    free(log->schemes);
    free(log->leaves);
    free(log->seen);
    cst_contacts_free(&log->contacts);
    *log = (cst_log){0};
}

void cst_log_clear(cst_log *log, const cst_model *model)
{
    const uint32_t agents = model->spec.agents;
    memset(log->last, 0, agents * sizeof *log->last);
    if (model->spec.protocol.audit_budget > 0.0) {
        memset(log->seen, 0, agents * sizeof *log->seen);
    }
    log->count = 0;
    log->rises = true;
    log->lost = false;
}

void cst_log_add(cst_log *log, uint32_t agent, cst_log_entry entry)
{
    if (log->count == log->room) {
        cst_log_entry *more = realloc(log->entry, 2 * log->room * sizeof *more);
        log->lost = log->lost || more == NULL;
        if (log->lost) {
            return;
        }
        log->entry = more;
        log->room *= 2;
    }
    log->rises = log->rises && (log->count == 0 || log->entry[log->count - 1].task < entry.task);
    entry.before = log->last[agent];
    log->entry[log->count++] = entry;
    log->last[agent] = log->count;
}

cst_record *cst_play_record(const cst_play *play, uint32_t round, uint32_t agent)
{
    const uint64_t task = (uint64_t)round * play->model->spec.agents + agent;
    if (play->log == NULL) {
        return &play->records[task];
    }
    for (uint32_t at = play->log->last[agent]; at > 0; at = play->log->entry[at - 1].before) {
        if (play->log->entry[at - 1].task == task) {
            return &play->log->entry[at - 1].record;
        }
    }
    return NULL;
}

void cst_play_keep(cst_play *play, uint32_t round, uint32_t agent, const cst_record *record)
{
    const uint64_t task = (uint64_t)round * play->model->spec.agents + agent;
    if (play->log == NULL) {
        play->records[task] = *record;
    } else {
        cst_log_add(play->log, agent, (cst_log_entry){.task = task, .record = *record});
    }
}

void cst_play_keep_told(cst_play *play, uint32_t round, uint32_t agent, cst_told told)
{
    if (play->log != NULL) {
        play->log->entry[play->log->count - 1].told = told;
    } else if (play->told != NULL) {
        play->told[(uint64_t)round * play->model->spec.agents + agent] = told;
    }
}
