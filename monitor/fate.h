/* SPDX-License-Identifier: MIT
 *
 * The fate of a task: what it comes to, once its protocol has acted (MODEL sections 7 and 8). What
 * a task by itself comes to is decided here alone, for trials that are played and for those that
 * are not. Attacks in steps, outputs that are taken back and tasks that do not happen are the
 * played trial's (play_settle.c). Pure.
 */
#ifndef CST_MONITOR_FATE_H
#define CST_MONITOR_FATE_H

#include "monitor/model.h"
#include "monitor/review.h"

typedef enum cst_fate {
    CST_HONEST_USED = 0,
    CST_HONEST_DISCARDED = 1,
    CST_CAUGHT = 2,
    CST_AVERTED = 3,
    CST_ESCAPED = 4,
    CST_HONEST_REPLACED = 5,
    CST_VOID = 6 /* its actor was out, or the trial had ended */
} cst_fate;

/* How chance falls on an attack. */
typedef struct cst_luck {
    bool proven; /* there is an audit, and it finds the attack */
    bool late;   /* its harm was done before the review was */
    bool edited; /* an edit removes it */
} cst_luck;

/* luck is read where the task is an attack, as far as the action needs it. */
cst_fate cst_fate_of(const cst_protocol_spec *protocol, bool attack, cst_action action,
                     cst_luck luck);

/* What else there is to say of a task. */
enum {
    CST_MARK_FLAGGED = 1,
    CST_MARK_AUDITED = 2,
    CST_MARK_OUT = 4,           /* its actor was taken out for it */
    CST_MARK_OUT_FALSELY = 8,   /* and had never attacked */
    CST_MARK_PIVOTAL = 16,      /* caught, and one report fewer would not have flagged it */
    CST_MARK_INVESTIGATED = 32, /* its actor was investigated */
    CST_MARK_ENDS = 64,         /* the trial ended after it */
    CST_MARK_REPORTED = 128     /* an attack that an agent of the population reported */
};

/* What there is to count of a task. */
typedef struct cst_record {
    uint8_t fate; /* cst_fate */
    uint8_t reviews, reports, abstentions;
    uint8_t marks;
    uint8_t honeypot;         /* 0: none beside it, else 1 + its reports */
    uint8_t expelled;         /* reviewers that the honeypot expelled */
    uint8_t expelled_falsely; /* of these, those that had hidden nothing */
} cst_record;

/* What reviewers that scheme did about an attack. */
typedef struct cst_told {
    uint8_t schemers; /* that reviewed it */
    uint8_t told;     /* of these, those that reported it */
} cst_told;

/* The record of a task that its votes alone decide on, in a trial that is not played. proven: an
 * audit, where there is one, finds the attack. */
cst_record cst_fate_by_votes(const cst_model *model, bool attack, cst_votes votes, bool proven);

/* Whether it is that of an attack. */
static inline bool cst_fate_is_attack(cst_fate fate)
{
    return fate == CST_CAUGHT || fate == CST_AVERTED || fate == CST_ESCAPED;
}

/* Whether the votes on a task decide on it, so that one of them may be pivotal. */
static inline bool cst_fate_has_votes(const cst_protocol_spec *protocol)
{
    const cst_protocol *kind = protocol->kind;
    return kind->crew == CST_CREW_POPULATION && !kind->chained && kind->close == NULL &&
           protocol->audit_budget <= 0.0;
}

/* Whether the votes of a record flag it; who of the crew is missing counts as abstaining. */
static inline bool cst_fate_flagged(const cst_model *model, const cst_record *record)
{
    const uint32_t silent = model->slots - record->reviews;
    return cst_model_flags(model, record->reports, record->abstentions + silent);
}

/* The marks of what was done about a task: flagged, audited and, of one that was caught, whether
 * one report fewer would not have flagged it. */
uint8_t cst_fate_marks(const cst_model *model, const cst_record *record, cst_action action);

/* Whether a task triggers the response. proven: an audit found an attack. */
static inline bool cst_fate_triggers(const cst_response_spec *response, bool flagged, bool proven)
{
    return response->effect != CST_EFFECT_NONE &&
           (response->on == CST_ON_REPORT ? flagged : proven);
}

/* A record as 64 bits, fate lowest, and back. Quiet ones are 0: honest work that was used, with the
 * usual number of reviews, none of which said anything. */
uint64_t cst_record_pack(const cst_record *record, uint32_t usual);
cst_record cst_record_unpack(uint64_t word, uint32_t usual);

/* What schemers did, in bits that a record leaves free, and back. */
#define CST_TOLD_BITS UINT64_C(0xc0c0c000c0c000c0)
uint64_t cst_told_pack(cst_told of);
cst_told cst_told_unpack(uint64_t word);

/* Set in a record: it is of a schemer that is planted beside the trial. No fate has this bit. */
#define CST_RECORD_GHOST UINT64_C(32)

/* Its fate, or its reports, alone. */
static inline cst_fate cst_record_fate(uint64_t word)
{
    return (cst_fate)(word & 63);
}
static inline uint8_t cst_record_reports(uint64_t word)
{
    return word >> 16 & 63;
}

#endif
