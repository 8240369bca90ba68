/* SPDX-License-Identifier: MIT */
#include "store/spread_text.h"

#include "base/check.h"
#include "store/wide.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 1 << 20, DEPTH_MAX = 6 };

/* No entry of a histogram and no spread without its entries is longer. */
enum { ENTRY_MOST = 48, SPREAD_MOST = 256 };

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

char *cst_spread_text_write(const cst_row *row)
{
    size_t room = SPREAD_MOST;
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
