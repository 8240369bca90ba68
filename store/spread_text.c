/* SPDX-License-Identifier: MIT */
#include "store/spread_text.h"

#include "base/check.h"
#include "store/wide.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 1 << 20 };

/* No entry of a histogram, no spread or pair without its entries, and no slot is longer. */
enum { ENTRY_MOST = 48, SPREAD_MOST = 256, SLOT_MOST = 3 * CST_WIDE_TEXT + 80 };

/* Writes words, a number; the end is where they end. printf would take most of the time of a row.
 */
static char *write_words(char *to, const char *words)
{
    const size_t size = strlen(words);
    memcpy(to, words, size);
    return to + size;
}

static char *write_number(char *to, uint64_t number)
{
    char digits[24];
    char *first = digits + sizeof digits;
    do {
        *--first = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    const size_t size = (size_t)(digits + sizeof digits - first);
    memcpy(to, first, size);
    return to + size;
}

static char *write_spread(char *to, const char *end, const char *comma, const char *name,
                          const cst_spread *spread)
{
    char sum_sq[CST_WIDE_TEXT];
    to += snprintf(to, (size_t)(end - to),
                   "%s\"%s\":{\"trials\":%" PRIu64 ",\"sum\":%" PRIu64
                   ",\"sum_sq\":\"%s\",\"histogram\":[",
                   comma, name, spread->trials, spread->sum, cst_wide_text(spread->sum_sq, sum_sq));
    comma = "";
    for (uint32_t i = spread->first; i < cst_spread_end(spread); i++) {
        if (cst_spread_at(spread, i) > 0) {
            cst_require(end - to > ENTRY_MOST);
            to = write_number(write_words(write_words(to, comma), "["), cst_spread_bucket_low(i));
            to = write_number(write_words(to, ","), cst_spread_at(spread, i));
            to = write_words(to, "]");
            comma = ",";
        }
    }
    return to + snprintf(to, (size_t)(end - to), "]}");
}

/* What one trial's squares are need not be said. */
static char *write_slot(char *to, const char *end, const char *comma, const cst_slot_sums *slot,
                        bool alone)
{
    char xx[CST_WIDE_TEXT];
    char xy[CST_WIDE_TEXT];
    char yy[CST_WIDE_TEXT];
    to += snprintf(to, (size_t)(end - to), "%s[%" PRIu64, comma, slot->trials);
    if (slot->trials > 0) {
        to += snprintf(to, (size_t)(end - to), ",%" PRIu64, slot->x);
    }
    if (slot->trials > 0 && !alone) {
        to += snprintf(to, (size_t)(end - to), ",%" PRIu64, slot->y);
    }
    if (slot->trials > 1) {
        to += snprintf(to, (size_t)(end - to), ",\"%s\"", cst_wide_text(slot->xx, xx));
    }
    if (slot->trials > 1 && !alone) {
        to += snprintf(to, (size_t)(end - to), ",\"%s\",\"%s\"", cst_wide_text(slot->xy, xy),
                       cst_wide_text(slot->yy, yy));
    }
    return to + snprintf(to, (size_t)(end - to), "]");
}

static char *write_slots(char *to, const char *end, const cst_row *row, const char *comma)
{
    const char *before = "\"slots\":{";
    const char *after = "";
    for (uint32_t pair = 0; pair < CST_PAIR_KINDS; pair++) {
        const cst_slots *slots = &row->slots[pair];
        const cst_pair_about of = cst_pair_of((cst_pair)pair);
        if (slots->count == 0) {
            continue;
        }
        to += snprintf(to, (size_t)(end - to), "%s%s\"%s\":{\"level\":%u,\"first\":%u,\"sums\":[",
                       comma, before, of.name, (unsigned)slots->level, (unsigned)slots->first);
        for (uint32_t i = 0; i < slots->count; i++) {
            to = write_slot(to, end, i > 0 ? "," : "", &slots->slot[i], of.y == CST_SPREAD_KINDS);
        }
        to += snprintf(to, (size_t)(end - to), "]}");
        comma = ",";
        before = "";
        after = "}";
    }
    return to + snprintf(to, (size_t)(end - to), "%s", after);
}

char *cst_spread_text_write(const cst_row *row)
{
    size_t room = 2 * (size_t)SPREAD_MOST;
    for (uint32_t pair = 0; pair < CST_PAIR_KINDS; pair++) {
        room += SPREAD_MOST + SLOT_MOST * (size_t)row->slots[pair].count;
    }
    for (uint32_t kind = 0; kind < CST_SPREAD_KINDS; kind++) {
        const cst_spread *spread = &row->spread[kind];
        room += SPREAD_MOST + ENTRY_MOST * (size_t)(cst_spread_end(spread) - spread->first);
    }
    char *text = malloc(room);
    if (text == NULL) {
        return NULL;
    }
    const char *end = text + room;
    char *to = text;
    const char *comma = "";
    *to++ = '{';
    for (uint32_t kind = 0; kind < CST_SPREAD_KINDS; kind++) {
        if (row->spread[kind].trials > 0) {
            to = write_spread(to, end, comma, cst_spread_name((cst_spread_kind)kind),
                              &row->spread[kind]);
            comma = ",";
        }
    }
    to = write_slots(to, end, row, comma);
    (void)snprintf(to, (size_t)(end - to), "}");
    cst_require(to + 1 < end);
    char *fit = realloc(text, (size_t)(to - text) + 2); /* it is kept with its cell */
    return fit != NULL ? fit : text;
}

/* A text that is read from its beginning to its end. */
typedef struct scan {
    const char *at, *end;
} scan;

static bool take(scan *text, const char *words)
{
    const size_t size = strlen(words);
    if ((size_t)(text->end - text->at) < size || memcmp(text->at, words, size) != 0) {
        return false;
    }
    text->at += size;
    return true;
}

static bool take_number(scan *text, uint64_t *out)
{
    const char *from = text->at;
    *out = 0;
    for (; text->at < text->end && *text->at >= '0' && *text->at <= '9'; text->at++) {
        const uint64_t digit = (uint64_t)(*text->at - '0');
        if (*out > (UINT64_MAX - digit) / 10) {
            return false;
        }
        *out = 10 * *out + digit;
    }
    return text->at > from;
}

/* A number in quotes. */
static bool take_wide(scan *text, cst_u128 *out)
{
    char digits[CST_WIDE_TEXT];
    size_t size = 0;
    if (!take(text, "\"")) {
        return false;
    }
    while (text->at < text->end && *text->at != '"' && size + 1 < sizeof digits) {
        digits[size++] = *text->at++;
    }
    digits[size] = '\0';
    return take(text, "\"") && cst_wide_read(digits, out);
}

/* Takes `"name":{`, after a comma where something comes before; false: something else follows. */
static bool take_name(scan *text, const char *comma, const char *name)
{
    scan ahead = *text;
    if (!take(&ahead, comma) || !take(&ahead, "\"") || !take(&ahead, name) ||
        !take(&ahead, "\":{")) {
        return false;
    }
    *text = ahead;
    return true;
}

static bool read_histogram(scan *text, cst_spread *spread)
{
    const char *comma = "";
    while (!take(text, "]")) {
        uint64_t value = 0;
        uint64_t trials = 0;
        if (!take(text, comma) || !take(text, "[") || !take_number(text, &value) ||
            !take(text, ",") || !take_number(text, &trials) || !take(text, "]")) {
            return false;
        }
        cst_spread_put(spread, cst_spread_bucket(value), trials);
        comma = ",";
    }
    return true;
}

/* Takes what is needed to write the text anew; whether it fits together shows in the comparison. */
static bool read_spread(scan *text, cst_spread *spread)
{
    return take(text, "\"trials\":") && take_number(text, &spread->trials) &&
           take(text, ",\"sum\":") && take_number(text, &spread->sum) &&
           take(text, ",\"sum_sq\":") && take_wide(text, &spread->sum_sq) &&
           take(text, ",\"histogram\":[") && read_histogram(text, spread) && take(text, "}");
}

/* What follows from one trial's values is worked out. */
static bool read_slot(scan *text, bool alone, cst_slot_sums *out)
{
    bool good = take(text, "[") && take_number(text, &out->trials);
    if (good && out->trials > 0) {
        good = take(text, ",") && take_number(text, &out->x) &&
               (alone || (take(text, ",") && take_number(text, &out->y)));
    }
    if (good && out->trials == 1) {
        out->xx = (cst_u128)out->x * out->x;
        out->xy = (cst_u128)out->x * out->y;
        out->yy = (cst_u128)out->y * out->y;
    }
    if (good && out->trials > 1) {
        good = take(text, ",") && take_wide(text, &out->xx) &&
               (alone || (take(text, ",") && take_wide(text, &out->xy) && take(text, ",") &&
                          take_wide(text, &out->yy)));
    }
    return good && take(text, "]");
}

static bool read_pair(scan *text, bool alone, cst_slots *slots)
{
    const char *comma = "";
    uint64_t level = 0;
    uint64_t place = 0;
    if (!take(text, "\"level\":") || !take_number(text, &level) || !take(text, ",\"first\":") ||
        !take_number(text, &place) || !take(text, ",\"sums\":[") || level >= CST_SLOT_LEVELS) {
        return false;
    }
    for (; !take(text, "]}"); place++) {
        cst_slot_sums slot = {0};
        if (place >= CST_SLOTS || !take(text, comma) || !read_slot(text, alone, &slot) ||
            !cst_slots_put(slots, (uint32_t)level, (uint32_t)place, &slot)) {
            return false;
        }
        comma = ",";
    }
    return true;
}

static bool read_slots(scan *text, cst_row *row)
{
    const char *comma = "";
    for (uint32_t pair = 0; pair < CST_PAIR_KINDS; pair++) {
        const cst_pair_about of = cst_pair_of((cst_pair)pair);
        if (take_name(text, comma, of.name)) {
            comma = ",";
            if (!read_pair(text, of.y == CST_SPREAD_KINDS, &row->slots[pair])) {
                return false;
            }
        }
    }
    return take(text, "}");
}

/* In the order in which they are written. */
static bool read_spreads(scan *text, cst_row *row)
{
    const char *comma = "";
    if (!take(text, "{")) {
        return false;
    }
    for (uint32_t kind = 0; kind < CST_SPREAD_KINDS; kind++) {
        if (take_name(text, comma, cst_spread_name((cst_spread_kind)kind))) {
            comma = ",";
            if (!read_spread(text, &row->spread[kind])) {
                return false;
            }
        }
    }
    if (take_name(text, comma, "slots") && !read_slots(text, row)) {
        return false;
    }
    return take(text, "}") && text->at == text->end;
}

int cst_spread_text_read(const char *text, size_t size, cst_row *row, cst_error *error)
{
    for (uint32_t kind = 0; kind < CST_SPREAD_KINDS; kind++) {
        cst_spread_free(&row->spread[kind]);
    }
    for (uint32_t pair = 0; pair < CST_PAIR_KINDS; pair++) {
        cst_slots_free(&row->slots[pair]);
    }
    scan whole = {text, text + size};
    if (size > TEXT_MAX || !read_spreads(&whole, row)) {
        return cst_error_set(error, CST_ERR_STORE, "spreads",
                             "expected the spreads of a row, found '%.60s'", text);
    }
    char *again = cst_row_failed(row) ? NULL : cst_spread_text_write(row);
    if (again == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory to check spreads");
    }
    const bool same = strlen(again) == size && memcmp(again, text, size) == 0;
    free(again);
    if (!same) {
        return cst_error_set(error, CST_ERR_STORE, "spreads",
                             "expected spreads as this program writes them, found '%.60s'", text);
    }
    return 0;
}
