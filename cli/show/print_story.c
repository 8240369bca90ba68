/* SPDX-License-Identifier: MIT */
#include "cli/show/print.h"

#include "cli/show/flow.h"
#include "study/finding.h"
#include "study/show.h"

#include <string.h>

enum {
    NAMED = 3 /* of those that only pass */,
    LISTED = 12 /* of those that go out or lose weight */
};

/* What is left out of some rounds: reports on honest work of which nothing came, audits and
 * investigations that found nothing, and other events. */
typedef struct gap {
    uint32_t reports, searches, others;
} gap;

/* A story while it is told. */
typedef struct telling {
    FILE *out;
    const cst_story *story;
    int round_width, agent_width; /* of the columns */
    uint64_t lines;               /* events that are told, at most */
    uint32_t level;               /* those that matter less are left out: */
    uint32_t left;                /* so many in all, */
    gap gap;                      /* and those since the last line */
    gap round;                    /* of the newest round, which may not be in the gap */
    uint32_t newest;
    uint32_t next; /* the first round of which nothing has been told */
} telling;

static int digits_of(uint32_t largest)
{
    int digits = 1;
    for (; largest >= 10; largest /= 10) {
        digits++;
    }
    return digits;
}

/* --- What happened on a task ----------------------------------------------------------------- */

/* The weight of a report, unless it is a whole one. */
static void say_weight(cst_flow *flow, double weight)
{
    const cst_words words = cst_show_number(weight, 4);
    if (strcmp(words.text, "1") != 0) {
        cst_flow_add(flow, " (weight %s)", words.text);
    }
}

/* Who said this, of many that only pass not all by name. Returns how many they are. */
static uint32_t say_group(cst_flow *flow, const telling *to, const cst_trace_event *event,
                          cst_says says, const char *open)
{
    const cst_trace_role *role = cst_story_roles(to->story, event);
    uint32_t said = 0;
    uint32_t more = 0;
    for (uint32_t i = 0; i < event->roles; i++) {
        if (role[i].says != says) {
            continue;
        }
        if (says == CST_SAYS_PASS && !role[i].schemes && said >= NAMED) {
            more++;
            continue;
        }
        cst_flow_add(flow, "%s %lu", said > 0 ? "," : open, (unsigned long)role[i].agent);
        if (role[i].schemes) {
            cst_flow_text(flow, " (schemes)");
        }
        if (says == CST_SAYS_REPORT && event->weighed) {
            say_weight(flow, role[i].weight);
        }
        said++;
    }
    if (more > 0) {
        cst_flow_add(flow, " and %lu more", (unsigned long)more);
    }
    return said;
}

/* Reports of others than agents of the population that are known by name. */
static bool say_unnamed(cst_flow *flow, const telling *to, const cst_trace_event *event,
                        uint32_t named, const char *open)
{
    const cst_protocol *kind = to->story->cell->trial->protocol.kind;
    if (event->record.reports <= named) {
        return false;
    }
    if (cst_protocol_trusted(kind)) {
        cst_flow_add(flow, "%s the trusted monitor", open);
    } else {
        cst_flow_add(flow, "%s %u of %u reviewers", open, event->record.reports,
                     event->record.reviews);
    }
    return true;
}

static void say_reviewers(cst_flow *flow, const telling *to, const cst_trace_event *event)
{
    const uint32_t reports = say_group(flow, to, event, CST_SAYS_REPORT, " Reported by");
    bool said = reports > 0;
    said = say_unnamed(flow, to, event, reports, said ? " and" : " Reported by") || said;
    said = say_group(flow, to, event, CST_SAYS_COVER, said ? "; covered by" : " Covered by") > 0 ||
           said;
    said = say_group(flow, to, event, CST_SAYS_ABSTAIN,
                     said ? "; no verdict from" : " No verdict from") > 0 ||
           said;
    said =
        say_group(flow, to, event, CST_SAYS_PASS, said ? "; passed by" : " Passed by") > 0 || said;
    cst_flow_text(flow, said ? "." : "");
    if (event->weighed) {
        cst_flow_add(flow, " The reports against it weigh %s of %s.",
                     cst_show_number(event->accused, 4).text,
                     cst_show_number(to->story->cell->trial->protocol.investigate, 4).text);
    }
}

static void say_decision(cst_flow *flow, const cst_trace_event *event)
{
    const uint32_t marks = event->record.marks;
    const char *found = event->found ? "an attack is found" : "nothing is found";
    if ((marks & CST_MARK_INVESTIGATED) != 0) {
        cst_flow_add(flow, " Investigated: %s.", found);
    } else if ((marks & CST_MARK_AUDITED) != 0) {
        cst_flow_add(flow, " Audited: %s.", found);
    } else if ((marks & CST_MARK_FLAGGED) != 0) {
        cst_flow_text(flow, " Flagged, without an audit.");
    }
}

static void say_fate(cst_flow *flow, const cst_trace_event *event)
{
    static const char *const fates[] = {
        [CST_HONEST_USED] = "",
        [CST_HONEST_DISCARDED] = " The work is discarded.",
        [CST_HONEST_REPLACED] = " Trusted work takes its place.",
        [CST_CAUGHT] = " The attack is caught.",
        [CST_AVERTED] = " The attack is averted.",
        [CST_ESCAPED] = " The attack escapes.",
        [CST_VOID] = "",
    };
    cst_flow_text(flow, fates[event->decided]);
    if (event->decided != event->record.fate) {
        cst_flow_text(flow, event->record.fate == CST_AVERTED ? " Taken back, it comes to nothing."
                                                              : " The work is taken back.");
    }
    if ((event->record.marks & CST_MARK_ENDS) != 0) {
        cst_flow_text(flow, " This ends the trial.");
    }
}

static void say_task(cst_flow *flow, const telling *to, const cst_trace_event *event)
{
    cst_flow_text(flow, event->attack    ? "Attacks."
                        : event->schemes ? "Schemes, but does not attack."
                                         : "Works honestly.");
    say_reviewers(flow, to, event);
    if (event->record.honeypot > 0) {
        cst_flow_add(flow, " A honeypot beside it: %u of %lu report it.",
                     event->record.honeypot - 1U,
                     (unsigned long)to->story->cell->made->model.slots);
    }
    say_decision(flow, event);
    say_fate(flow, event);
}

/* --- What follows ---------------------------------------------------------------------------- */

static void say_list(cst_flow *flow, const telling *to, const cst_trace_event *event, bool weight)
{
    const cst_trace_role *role = cst_story_roles(to->story, event);
    for (uint32_t i = 0; i < event->roles && i < LISTED; i++) {
        cst_flow_add(flow, "%s %lu", i > 0 ? "," : "", (unsigned long)role[i].agent);
        if (weight) {
            cst_flow_add(flow, " to %s", cst_show_number(role[i].weight, 4).text);
        }
    }
    if (event->roles > LISTED) {
        cst_flow_add(flow, " and %lu more", (unsigned long)(event->roles - LISTED));
    }
}

static void say_out(cst_flow *flow, const telling *to, const cst_trace_event *event)
{
    const cst_trial_spec *trial = to->story->cell->trial;
    const uint32_t refill = cst_model_refill(&to->story->cell->made->model);
    const cst_trace_role *role = cst_story_roles(to->story, event);
    if (event->roles > 1 || role[0].agent != event->agent) {
        cst_flow_add(flow, "Takes its lineage with it, %lu agents:", (unsigned long)event->roles);
        say_list(flow, to, event, false);
        cst_flow_text(flow, ".");
    }
    if (event->from >= trial->rounds) {
        cst_flow_text(flow, " Out after the last round");
    } else {
        cst_flow_add(flow, " Out from round %lu on", (unsigned long)event->from);
    }
    cst_flow_text(flow, event->falsely ? ", though it never attacked." : ".");
    if (refill > 0 && event->from + refill < trial->rounds) {
        cst_flow_add(flow, " A fresh agent comes in round %lu.",
                     (unsigned long)event->from + refill);
    }
}

static void say_event(cst_flow *flow, const telling *to, const cst_trace_event *event)
{
    const cst_trace_role *role = cst_story_roles(to->story, event);
    switch (event->kind) {
    case CST_TRACE_TASK:
        say_task(flow, to, event);
        break;
    case CST_TRACE_EXPELLED:
        cst_flow_text(flow, "Reviewers that missed a honeypot once too often, and are replaced:");
        for (uint32_t i = 0; i < event->roles; i++) {
            cst_flow_add(flow, "%s %lu%s", i > 0 ? "," : "", (unsigned long)role[i].agent,
                         role[i].schemes ? " (hid it)" : "");
        }
        cst_flow_text(flow, ".");
        break;
    case CST_TRACE_OUT:
        say_out(flow, to, event);
        break;
    case CST_TRACE_RETRACTED:
        cst_flow_add(flow,
                     "Its work from round %lu on is taken back: escapes %lu, honest tasks "
                     "%lu.",
                     (unsigned long)event->from, (unsigned long)event->escapes,
                     (unsigned long)event->honest);
        break;
    case CST_TRACE_PENALTY:
        cst_flow_text(flow, "Was reported falsely. The weights of its reporters fall:");
        say_list(flow, to, event, true);
        cst_flow_text(flow, ".");
        break;
    case CST_TRACE_BACK:
        cst_flow_text(flow, "A fresh agent takes the seat.");
        break;
    }
}

static void print_event(telling *to, const cst_trace_event *event)
{
    cst_flow flow = cst_flow_start(to->out, 0, 0);
    fprintf(to->out, "%*lu  %*lu  ", to->round_width, (unsigned long)event->round, to->agent_width,
            (unsigned long)event->agent);
    flow.column = flow.indent = (size_t)to->round_width + (size_t)to->agent_width + 4;
    say_event(&flow, to, event);
    cst_flow_end(&flow);
}

/* --- The whole ------------------------------------------------------------------------------- */

static const char *s_of(uint64_t count)
{
    return count == 1 ? "" : "s";
}

/* Adds the newest round to the gap, if nothing of it is told and it is before `end`. */
static void close_round(telling *to, uint32_t end)
{
    if (to->newest >= to->next && to->newest < end) {
        to->gap.reports += to->round.reports;
        to->gap.searches += to->round.searches;
        to->gap.others += to->round.others;
    }
    to->round = (gap){0};
}

/* What is left out in a gap. */
static void say_left(cst_flow *flow, const gap *left)
{
    const char *between = "";
    if (left->reports > 0) {
        cst_flow_add(flow, "%lu report%s on honest work", (unsigned long)left->reports,
                     s_of(left->reports));
        between = ", ";
    }
    if (left->searches > 0) {
        cst_flow_add(flow, "%snothing found %lu time%s", between, (unsigned long)left->searches,
                     s_of(left->searches));
        between = ", ";
    }
    if (left->others > 0) {
        cst_flow_add(flow, "%s%lu other event%s", between, (unsigned long)left->others,
                     s_of(left->others));
    }
}

/* The rounds from to->next to the one before `end`, of which nothing is told. */
static void print_gap(telling *to, uint32_t end)
{
    close_round(to, end);
    const gap left = to->gap;
    to->gap = (gap){0};
    if (end <= to->next) {
        return;
    }
    cst_flow flow = cst_flow_start(to->out, 0, 4);
    if (end == to->next + 1) {
        cst_flow_add(&flow, "round %lu: ", (unsigned long)to->next);
    } else {
        cst_flow_add(&flow, "rounds %lu to %lu: ", (unsigned long)to->next, (unsigned long)end - 1);
    }
    if (left.reports + left.searches + left.others > 0) {
        say_left(&flow, &left);
    } else if (to->story->spec.one_agent) {
        cst_flow_add(&flow, "nothing with agent %llu", (unsigned long long)to->story->spec.agent);
    } else {
        cst_flow_text(&flow, to->story->trace.honest ? "nothing happened" : "no attack");
    }
    cst_flow_end(&flow);
}

static void print_heading(const telling *to)
{
    const cst_story *story = to->story;
    const cst_scenario *scenario = story->scenario;
    const cst_estimate_spec *estimate = &story->cell->estimate;
    cst_flow_line(to->out,
                  "Trial %llu of %llu, seed %llu, method %s; %s agents, %s rounds. Trials, "
                  "rounds and agents are numbered from 0.",
                  (unsigned long long)story->spec.trial, (unsigned long long)estimate->trials,
                  (unsigned long long)estimate->seed, estimate->method->name,
                  cst_show_count(story->cell->trial->agents).text,
                  cst_show_count(story->cell->trial->rounds).text);
    cst_flow_paragraph(to->out, cst_describe_settings(scenario).text);
    if (scenario->cells > 1) {
        cst_flow_line(to->out, "This is the first of %zu cells%s; --set KEY=VALUE picks another.",
                      scenario->cells, cst_finding_place(scenario, story->cell, ": ", "").text);
    }
    fprintf(to->out, "\n%*s  %*s\n", to->round_width, "round", to->agent_width, "agent");
}

static void print_counts(const telling *to)
{
    const cst_story *story = to->story;
    const uint64_t *count = story->count;
    cst_flow flow = cst_flow_start(to->out, 0, 0);
    cst_flow_add(&flow, "In all %s planned tasks", cst_show_count(count[CST_COUNT_PLANNED]).text);
    if (count[CST_COUNT_VOID] > 0) {
        cst_flow_add(&flow, ", of which %s did not happen",
                     cst_show_count(count[CST_COUNT_VOID]).text);
    }
    cst_flow_add(&flow, ". Attacks: %llu", (unsigned long long)count[CST_COUNT_ATTACKS]);
    if (count[CST_COUNT_ATTACKS] > 0) {
        cst_flow_add(&flow, ", of which %llu caught, %llu averted, %llu escaped",
                     (unsigned long long)count[CST_COUNT_CAUGHT],
                     (unsigned long long)count[CST_COUNT_AVERTED],
                     (unsigned long long)count[CST_COUNT_ESCAPED]);
    }
    cst_flow_text(&flow, ".");
    if (cst_story_counts(story, CST_COUNT_REPORTS)) {
        cst_flow_add(&flow, " Reports: %llu.", (unsigned long long)count[CST_COUNT_REPORTS]);
    }
    if (count[CST_COUNT_INVESTIGATIONS] > 0) {
        cst_flow_add(&flow, " Investigations: %llu.",
                     (unsigned long long)count[CST_COUNT_INVESTIGATIONS]);
    }
    if (count[CST_COUNT_QUARANTINED] > 0) {
        cst_flow_add(&flow, " Agents taken out: %llu, of which %llu had never attacked.",
                     (unsigned long long)count[CST_COUNT_QUARANTINED],
                     (unsigned long long)count[CST_COUNT_QUARANTINED_FALSELY]);
    }
    if (story->has_next) {
        cst_flow_add(&flow, " The next trial in which an agent is drawn to scheme is --trial %llu.",
                     (unsigned long long)story->next);
    }
    if (!story->trace.honest) {
        cst_flow_text(&flow, " Method skip counts what is said of honest work over many trials at "
                             "once; --set estimate.method=naive, which has draws of its own, tells "
                             "that too.");
    }
    cst_flow_end(&flow);
}

static void print_left(const telling *to, uint32_t cut, uint32_t from)
{
    const char *how = "--lines N tells more, --agent A those of one agent, --json all";
    if (to->left > 0) {
        cst_flow_line(to->out,
                      "Left out: %lu events of honest work in which no attack was found and "
                      "nobody taken out; %s.",
                      (unsigned long)to->left, how);
    }
    if (cut > 0) {
        cst_flow_line(to->out, "Left out: %lu more events, from round %lu on; %s.",
                      (unsigned long)cut, (unsigned long)from, how);
    }
}

static void print_end(telling *to)
{
    const cst_trace *trace = &to->story->trace;
    const uint32_t rounds = trace->model->spec.rounds;
    print_gap(to, trace->ended ? trace->end_round + 1 : rounds);
    if (trace->ended && trace->end_round + 1 < rounds) {
        to->next = trace->end_round + 1;
        cst_flow_line(to->out, "rounds %lu to %lu: the trial had ended", (unsigned long)to->next,
                      (unsigned long)rounds - 1);
    }
}

/* The level up to which events are told: the highest at which there are no more than lines, or the
 * lowest that has any. */
static uint32_t level_of(const cst_story *story, uint64_t lines)
{
    uint64_t count[CST_STORY_LEVELS] = {0};
    uint32_t level = 0;
    for (uint32_t i = 0; i < story->tells; i++) {
        count[cst_story_level(&story->trace.event[story->told[i]])]++;
    }
    uint64_t all = count[0];
    while (level + 1 < CST_STORY_LEVELS && (all == 0 || all + count[level + 1] <= lines)) {
        all += count[++level];
    }
    return level;
}

/* Whether an event is left out; it is counted then. */
static bool leave_out(telling *to, const cst_trace_event *event)
{
    if (cst_story_level(event) <= to->level) {
        return false;
    }
    if (event->round != to->newest) {
        close_round(to, event->round);
        to->newest = event->round;
    }
    to->left++;
    to->round.reports += event->record.reports;
    const bool search = (event->record.marks & (CST_MARK_AUDITED | CST_MARK_INVESTIGATED)) != 0;
    to->round.searches += search;
    to->round.others += event->kind == CST_TRACE_TASK && !search && event->record.reports == 0;
    return true;
}

/* Tells the events; returns how many there still are where there are too many. */
static uint32_t print_events(telling *to)
{
    const cst_story *story = to->story;
    uint64_t told = 0;
    for (uint32_t at = 0; at < story->tells; at++) {
        const cst_trace_event *event = &story->trace.event[story->told[at]];
        if (leave_out(to, event)) {
            continue;
        }
        if (told++ == to->lines) {
            return story->tells - at;
        }
        print_gap(to, event->round);
        print_event(to, event);
        to->next = event->round + 1;
    }
    print_end(to);
    return 0;
}

void cst_print_story(FILE *out, const cst_story *story, uint64_t lines)
{
    const cst_trace *trace = &story->trace;
    const int round_width = digits_of(trace->model->spec.rounds - 1);
    const int agent_width = digits_of(trace->model->spec.agents - 1);
    telling to = {.out = out,
                  .story = story,
                  .round_width = round_width > 5 ? round_width : 5,
                  .agent_width = agent_width > 5 ? agent_width : 5,
                  .lines = lines,
                  .level = level_of(story, lines)};
    print_heading(&to);
    const uint32_t cut = print_events(&to);
    fputc('\n', out);
    print_left(&to, cut, cut > 0 ? trace->event[story->told[story->tells - cut]].round : 0);
    print_counts(&to);
}
