/* SPDX-License-Identifier: MIT */
#include "store/canonical.h"

#include "base/version.h"
#include "store/spread_text.h"

static void add_key(cst_text *text, const char *before, const char *key)
{
    cst_text_add(text, before);
    cst_text_add(text, "\"");
    cst_text_add(text, key);
    cst_text_add(text, "\":");
}

static void add_number(cst_text *text, const char *before, const char *key, uint64_t number)
{
    add_key(text, before, key);
    cst_text_add_number(text, number);
}

static void add_ranges(cst_text *text, uint64_t done)
{
    add_key(text, ",", "ranges");
    cst_text_add(text, "[");
    if (done > 0) {
        cst_text_add(text, "[0,");
        cst_text_add_number(text, done);
        cst_text_add(text, "]");
    }
    cst_text_add(text, "]");
}

static void add_counts(cst_text *text, const cst_row *row)
{
    add_key(text, ",", "counts");
    const char *before = "{";
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        if (cst_row_tells(row, (cst_count)i)) {
            add_number(text, before, cst_count_name((cst_count)i), row->count[i]);
            before = ",";
        }
    }
    add_key(text, before, "per_trial");
    cst_spread_text_write(text, row);
    cst_text_add(text, "}");
}

int cst_canonical_result(const cst_store_cell *cell, uint64_t done, const cst_row *row, char **text,
                         char digest[CST_DIGEST_TEXT], cst_error *error)
{
    cst_text out = {0};
    add_key(&out, "{", "scenario");
    cst_text_add(&out, cell->canonical);
    add_number(&out, ",", "seed", cell->seed);
    add_number(&out, ",", "model_version", CST_MODEL_VERSION);
    add_key(&out, ",", "cell");
    cst_text_add(&out, "\"");
    cst_text_add(&out, cell->id);
    cst_text_add(&out, "\"");
    add_ranges(&out, done);
    add_counts(&out, row);
    add_key(&out, ",", "stop");
    cst_text_add(&out, "{\"rule\":\"trials\"");
    add_number(&out, ",", "trials", cell->trials);
    cst_text_add(&out, "}}");
    *text = NULL;
    if (!cst_text_digest(&out, digest)) {
        cst_text_free(&out);
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory for a result's text");
    }
    *text = out.data;
    return 0;
}
