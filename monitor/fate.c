/* SPDX-License-Identifier: MIT */
#include "monitor/fate.h"

#include "base/check.h"

static bool flags(cst_action action)
{
    return action == CST_ACTION_AUDIT || action == CST_ACTION_FLAG;
}

cst_fate cst_fate_of(const cst_protocol_spec *protocol, bool attack, cst_action action,
                     cst_luck luck)
{
    const bool discard = protocol->flagged_work == CST_FLAGGED_DISCARD;
    if (!attack) {
        return action == CST_ACTION_REPLACE ? CST_HONEST_REPLACED
               : flags(action) && discard   ? CST_HONEST_DISCARDED
                                            : CST_HONEST_USED;
    }
    switch (action) {
    case CST_ACTION_USE:
        return CST_ESCAPED;
    case CST_ACTION_AUDIT:
    case CST_ACTION_FLAG:
        if (luck.late) {
            return CST_ESCAPED; /* found, but too late */
        }
        return luck.proven ? CST_CAUGHT : discard ? CST_AVERTED : CST_ESCAPED;
    case CST_ACTION_REPLACE:
        return CST_AVERTED;
    case CST_ACTION_EDIT:
        return luck.edited ? CST_AVERTED : CST_ESCAPED;
    }
    cst_require(false);
    return CST_ESCAPED;
}

/* Whether one report fewer would not have flagged the task. */
static bool pivotal(const cst_model *model, const cst_record *record)
{
    if (record->reports == 0 || !cst_fate_has_votes(&model->spec.protocol)) {
        return false;
    }
    if (model->spec.protocol.kind->joint) {
        return record->reports == 1;
    }
    cst_record fewer = *record;
    fewer.reports--;
    return record->reviews <= model->slots && !cst_fate_flagged(model, &fewer);
}

uint8_t cst_fate_marks(const cst_model *model, const cst_record *record, cst_action action)
{
    const bool decided = record->fate == CST_CAUGHT && pivotal(model, record);
    return (uint8_t)((flags(action) ? CST_MARK_FLAGGED : 0) |
                     (action == CST_ACTION_AUDIT ? CST_MARK_AUDITED : 0) |
                     (decided ? CST_MARK_PIVOTAL : 0));
}

cst_record cst_fate_by_votes(const cst_model *model, bool attack, cst_votes votes, bool proven)
{
    const bool flagged = cst_model_flags(model, votes.reports, votes.abstentions);
    const bool found = attack && flagged && proven;
    const cst_action action = flagged ? CST_ACTION_AUDIT : CST_ACTION_USE;
    const uint32_t reviews = cst_model_reviews(model);
    cst_record record = {.fate = (uint8_t)cst_fate_of(&model->spec.protocol, attack, action,
                                                      (cst_luck){.proven = found}),
                         .reviews = (uint8_t)reviews,
                         .reports = reviews > 0 ? votes.reports : 0, /* a blind pick is none */
                         .abstentions = reviews > 0 ? votes.abstentions : 0};
    record.marks = cst_fate_marks(model, &record, action);
    if (attack && model->crew == CST_CREW_POPULATION) {
        record.marks |= votes.reports > 0 ? CST_MARK_REPORTED : 0;
    }
    if (model->ends && cst_fate_triggers(&model->spec.response, flagged, found)) {
        record.marks |= CST_MARK_ENDS;
    }
    return record;
}

uint64_t cst_record_pack(const cst_record *record, uint32_t usual)
{
    return (uint64_t)record->fate | (uint64_t)(uint8_t)(record->reviews - usual) << 8 |
           (uint64_t)record->reports << 16 | (uint64_t)record->abstentions << 24 |
           (uint64_t)record->marks << 32 | (uint64_t)record->honeypot << 40 |
           (uint64_t)record->expelled << 48 | (uint64_t)record->expelled_falsely << 56;
}

/* Numbers of reviewers leave two bits of their byte free. */
enum { NUMBER = 63 };
_Static_assert((int)CST_REVIEWERS_MAX + 1 <= (int)NUMBER, "a number of reviewers has six bits");
_Static_assert((uint64_t)CST_VOID < CST_RECORD_GHOST, "a fate has five bits");
_Static_assert((CST_RECORD_GHOST & CST_TOLD_BITS) == 0, "what is told leaves that bit free");

cst_record cst_record_unpack(uint64_t word, uint32_t usual)
{
    return (cst_record){.fate = (uint8_t)cst_record_fate(word),
                        .reviews = (uint8_t)((word >> 8) + usual),
                        .reports = cst_record_reports(word),
                        .abstentions = word >> 24 & NUMBER,
                        .marks = (uint8_t)(word >> 32),
                        .honeypot = word >> 40 & NUMBER,
                        .expelled = word >> 48 & NUMBER,
                        .expelled_falsely = word >> 56 & NUMBER};
}

/* The bytes whose free bits have the one and the other of what is told, two bits each. */
static const uint32_t free_bits[2][3] = {{6, 22, 30}, {46, 54, 62}};

uint64_t cst_told_pack(cst_told of)
{
    uint64_t word = 0;
    for (uint32_t i = 0; i < 3; i++) {
        word |= (uint64_t)(of.schemers >> 2 * i & 3) << free_bits[0][i];
        word |= (uint64_t)(of.told >> 2 * i & 3) << free_bits[1][i];
    }
    return word;
}

cst_told cst_told_unpack(uint64_t word)
{
    uint32_t schemers = 0;
    uint32_t told = 0;
    for (uint32_t i = 0; i < 3; i++) {
        schemers |= (uint32_t)(word >> free_bits[0][i] & 3) << 2 * i;
        told |= (uint32_t)(word >> free_bits[1][i] & 3) << 2 * i;
    }
    return (cst_told){(uint8_t)schemers, (uint8_t)told};
}
