/* SPDX-License-Identifier: MIT */
#include "store/spread_text.h"

#include "base/check.h"
#include "store/wide.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 1 << 20, DEPTH_MAX = 8 };

/* No entry of a histogram, no spread or pair without its entries, and no slot is longer. */
enum { ENTRY_MOST = 48, SPREAD_MOST = 256, SLOT_MOST = 3 * CST_WIDE_TEXT + 80 };

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
            to += snprintf(to, (size_t)(end - to), "%s[%" PRIu64 ",%" PRIu64 "]", comma,
                           cst_spread_bucket_low(i), cst_spread_at(spread, i));
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

static bool read_number(json_object *value, uint64_t *out)
{
    if (!json_object_is_type(value, json_type_int) || json_object_get_int64(value) < 0) {
        return false;
    }
    *out = json_object_get_uint64(value);
    return true;
}

static bool read_histogram(json_object *histogram, cst_spread *spread)
{
    if (!json_object_is_type(histogram, json_type_array)) {
        return false;
    }
    for (size_t i = 0; i < json_object_array_length(histogram); i++) {
        json_object *entry = json_object_array_get_idx(histogram, i);
        uint64_t value = 0;
        uint64_t trials = 0;
        if (!json_object_is_type(entry, json_type_array) || json_object_array_length(entry) != 2 ||
            !read_number(json_object_array_get_idx(entry, 0), &value) ||
            !read_number(json_object_array_get_idx(entry, 1), &trials)) {
            return false;
        }
        cst_spread_put(spread, cst_spread_bucket(value), trials);
    }
    return true;
}

/* Takes what is needed to write the text anew; what else it holds shows in the comparison. */
static bool read_spread(json_object *object, cst_spread *spread)
{
    json_object *histogram = json_object_object_get(object, "histogram");
    json_object *sum_sq = json_object_object_get(object, "sum_sq");
    return json_object_is_type(object, json_type_object) &&
           read_number(json_object_object_get(object, "trials"), &spread->trials) &&
           read_number(json_object_object_get(object, "sum"), &spread->sum) &&
           json_object_is_type(sum_sq, json_type_string) &&
           cst_wide_read(json_object_get_string(sum_sq), &spread->sum_sq) &&
           read_histogram(histogram, spread);
}

static bool read_wide(json_object *entry, size_t at, cst_u128 *out)
{
    json_object *text = json_object_array_get_idx(entry, at);
    return json_object_is_type(text, json_type_string) &&
           cst_wide_read(json_object_get_string(text), out);
}

/* What follows from one trial's values is worked out; how many numbers an entry has shows in the
 * comparison. */
static bool read_slot(json_object *entry, bool alone, cst_slot_sums *out)
{
    if (!json_object_is_type(entry, json_type_array) ||
        !read_number(json_object_array_get_idx(entry, 0), &out->trials)) {
        return false;
    }
    if (out->trials == 0) {
        return true;
    }
    if (!read_number(json_object_array_get_idx(entry, 1), &out->x) ||
        (!alone && !read_number(json_object_array_get_idx(entry, 2), &out->y))) {
        return false;
    }
    if (out->trials == 1) {
        out->xx = (cst_u128)out->x * out->x;
        out->xy = (cst_u128)out->x * out->y;
        out->yy = (cst_u128)out->y * out->y;
        return true;
    }
    return read_wide(entry, alone ? 2 : 3, &out->xx) &&
           (alone || (read_wide(entry, 4, &out->xy) && read_wide(entry, 5, &out->yy)));
}

static bool read_pair(json_object *object, bool alone, cst_slots *slots)
{
    json_object *sums = json_object_object_get(object, "sums");
    uint64_t level = 0;
    uint64_t first = 0;
    if (!json_object_is_type(object, json_type_object) ||
        !read_number(json_object_object_get(object, "level"), &level) ||
        !read_number(json_object_object_get(object, "first"), &first) ||
        !json_object_is_type(sums, json_type_array) || level >= CST_SLOT_LEVELS ||
        first >= CST_SLOTS || json_object_array_length(sums) > CST_SLOTS - first) {
        return false;
    }
    for (size_t i = 0; i < json_object_array_length(sums); i++) {
        cst_slot_sums slot = {0};
        if (!read_slot(json_object_array_get_idx(sums, i), alone, &slot) ||
            !cst_slots_put(slots, (uint32_t)level, (uint32_t)(first + i), &slot)) {
            return false;
        }
    }
    return true;
}

static bool read_spreads(json_object *object, cst_row *row)
{
    if (!json_object_is_type(object, json_type_object)) {
        return false;
    }
    for (uint32_t kind = 0; kind < CST_SPREAD_KINDS; kind++) {
        json_object *spread = NULL;
        const char *name = cst_spread_name((cst_spread_kind)kind);
        if (json_object_object_get_ex(object, name, &spread) &&
            !read_spread(spread, &row->spread[kind])) {
            return false;
        }
    }
    json_object *slots = json_object_object_get(object, "slots");
    for (uint32_t pair = 0; pair < CST_PAIR_KINDS; pair++) {
        const cst_pair_about of = cst_pair_of((cst_pair)pair);
        json_object *kept = NULL;
        if (json_object_object_get_ex(slots, of.name, &kept) &&
            !read_pair(kept, of.y == CST_SPREAD_KINDS, &row->slots[pair])) {
            return false;
        }
    }
    return true;
}

static json_object *parse(const char *text, size_t size)
{
    json_tokener *tokener = size > TEXT_MAX ? NULL : json_tokener_new_ex(DEPTH_MAX);
    if (tokener == NULL) {
        return NULL;
    }
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    json_object *object = json_tokener_parse_ex(tokener, text, (int)size);
    json_tokener_free(tokener);
    return object;
}

int cst_spread_text_read(const char *text, size_t size, cst_row *row, cst_error *error)
{
    for (uint32_t kind = 0; kind < CST_SPREAD_KINDS; kind++) {
        cst_spread_free(&row->spread[kind]);
    }
    for (uint32_t pair = 0; pair < CST_PAIR_KINDS; pair++) {
        cst_slots_free(&row->slots[pair]);
    }
    json_object *object = parse(text, size);
    bool good = read_spreads(object, row);
    json_object_put(object);
    if (!good) {
        return cst_error_set(error, CST_ERR_STORE, "spreads",
                             "expected the spreads of a row as JSON, found '%.60s'", text);
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
