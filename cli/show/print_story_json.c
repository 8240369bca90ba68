/* SPDX-License-Identifier: MIT
 * A story as JSON, one event a line: docs/trace.md has the fields. */
#include "cli/show/print.h"

#include "study/finding.h"

#include <stdlib.h>

enum { WHOLE = 17 /* digits of a weight: by them a reader comes to the same decisions */ };

static void write_task(cst_json *json, const cst_story *story, const cst_trace_event *event)
{
    static const char *const says[] = {
        [CST_SAYS_PASS] = "pass",
        [CST_SAYS_REPORT] = "report",
        [CST_SAYS_ABSTAIN] = "abstain",
        [CST_SAYS_COVER] = "cover",
    };
    const cst_trace_role *role = cst_story_roles(story, event);
    const cst_record *record = &event->record;
    cst_json_flag(json, "schemes", event->schemes);
    cst_json_flag(json, "attack", event->attack);
    cst_json_open(json, "reviewers", '[');
    for (uint32_t i = 0; i < event->roles; i++) {
        cst_json_open(json, NULL, '{');
        cst_json_count(json, "agent", role[i].agent);
        cst_json_flag(json, "schemes", role[i].schemes);
        cst_json_text(json, "says", says[role[i].says]);
        if (event->weighed && role[i].says == CST_SAYS_REPORT) {
            cst_json_number(json, "weight", role[i].weight, WHOLE);
        }
        cst_json_close(json, '}');
    }
    cst_json_close(json, ']');
    cst_json_count(json, "reviews", record->reviews);
    cst_json_count(json, "reports", record->reports);
    cst_json_count(json, "abstentions", record->abstentions);
    if (event->weighed) {
        cst_json_number(json, "accused", event->accused, WHOLE);
    }
    if (record->honeypot > 0) {
        cst_json_count(json, "honeypot_reports", record->honeypot - 1U);
    }
    cst_json_flag(json, "flagged", (record->marks & CST_MARK_FLAGGED) != 0);
    cst_json_flag(json, "audited", (record->marks & CST_MARK_AUDITED) != 0);
    cst_json_flag(json, "investigated", (record->marks & CST_MARK_INVESTIGATED) != 0);
    cst_json_flag(json, "found", event->found);
    cst_json_text(json, "decided", cst_story_fate((cst_fate)event->decided));
    cst_json_text(json, "fate", cst_story_fate((cst_fate)record->fate));
    cst_json_flag(json, "ends", (record->marks & CST_MARK_ENDS) != 0);
}

/* A list of those that are taken out, lose weight, or are expelled. */
static void write_roles(cst_json *json, const cst_story *story, const cst_trace_event *event)
{
    const cst_trace_role *role = cst_story_roles(story, event);
    cst_json_open(json, "agents", '[');
    for (uint32_t i = 0; i < event->roles; i++) {
        cst_json_open(json, NULL, '{');
        cst_json_count(json, "agent", role[i].agent);
        if (event->kind == CST_TRACE_PENALTY) {
            cst_json_number(json, "weight", role[i].weight, WHOLE);
        } else if (event->kind == CST_TRACE_EXPELLED) {
            cst_json_flag(json, "hid", role[i].schemes);
        }
        cst_json_close(json, '}');
    }
    cst_json_close(json, ']');
}

static void write_event(cst_json *json, const cst_story *story, const cst_trace_event *event)
{
    static const char *const kinds[] = {
        [CST_TRACE_TASK] = "task",       [CST_TRACE_EXPELLED] = "expelled",
        [CST_TRACE_OUT] = "out",         [CST_TRACE_RETRACTED] = "retracted",
        [CST_TRACE_PENALTY] = "penalty", [CST_TRACE_BACK] = "back",
    };
    cst_json_open(json, NULL, '{');
    cst_json_text(json, "event", kinds[event->kind]);
    cst_json_count(json, "round", event->round);
    cst_json_count(json, "agent", event->agent);
    if (event->kind == CST_TRACE_TASK) {
        write_task(json, story, event);
    } else if (event->kind == CST_TRACE_RETRACTED) {
        cst_json_count(json, "from", event->from);
        cst_json_count(json, "honest", event->honest);
        cst_json_count(json, "escapes", event->escapes);
    } else if (event->kind == CST_TRACE_OUT) {
        cst_json_count(json, "from", event->from);
        cst_json_flag(json, "falsely", event->falsely);
    }
    if (event->kind == CST_TRACE_OUT || event->kind == CST_TRACE_PENALTY ||
        event->kind == CST_TRACE_EXPELLED) {
        write_roles(json, story, event);
    }
    cst_json_line(json);
}

/* Which trial this is, and all of its scenario. */
static void write_trial(cst_json *json, const cst_story *story)
{
    char *scenario = cst_scenario_text(story->cell, false);
    cst_json_open(json, NULL, '{');
    cst_json_text(json, "event", "trial");
    cst_json_text(json, "file", story->scenario->file);
    cst_json_count(json, "cell", 0);
    cst_json_count(json, "cells", story->scenario->cells);
    cst_finding_place_json(json, "at", story->scenario, story->cell);
    cst_json_count(json, "trial", story->spec.trial);
    cst_json_text(json, "method", story->cell->estimate.method->name);
    cst_json_flag(json, "honest", story->trace.honest);
    cst_json_raw(json, "scenario", scenario != NULL ? scenario : "null");
    cst_json_line(json);
    free(scenario);
}

static void write_end(cst_json *json, const cst_story *story)
{
    const cst_trace *trace = &story->trace;
    cst_json_open(json, NULL, '{');
    cst_json_text(json, "event", "end");
    cst_json_flag(json, "ended", trace->ended);
    cst_json_count(json, "last_round",
                   trace->ended ? trace->end_round : trace->model->spec.rounds - 1);
    cst_json_count(json, "last_agent",
                   trace->ended && trace->end_agent != UINT32_MAX ? trace->end_agent
                                                                  : trace->model->spec.agents - 1);
    cst_json_open(json, "count", '{');
    for (int i = 0; i < CST_COUNT_KINDS; i++) {
        if (cst_story_counts(story, (cst_count)i)) {
            cst_json_count(json, cst_count_name((cst_count)i), story->count[i]);
        }
    }
    cst_json_close(json, '}');
    cst_json_line(json);
}

void cst_print_story_json(FILE *out, const cst_story *story)
{
    cst_json json = {.out = out};
    write_trial(&json, story);
    for (uint32_t i = 0; i < story->tells; i++) {
        write_event(&json, story, &story->trace.event[story->told[i]]);
    }
    write_end(&json, story);
}
