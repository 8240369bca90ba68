/* SPDX-License-Identifier: MIT */
#include "store/canonical.h"

#include "base/version.h"
#include "store/spread_text.h"

#include <inttypes.h>
#include <stdlib.h>

static void add_counts(cst_text *text, const cst_row *row)
{
    cst_text_add(text, "{");
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        if (cst_row_tells(row, (cst_count)i)) {
            cst_text_print(text, "\"%s\":%" PRIu64 ",", cst_count_name((cst_count)i),
                           row->count[i]);
        }
    }
    cst_text_add(text, "\"per_trial\":");
    cst_spread_text_write(text, row);
    cst_text_add(text, "}");
}

int cst_canonical_result(const cst_store_cell *cell, uint64_t done, const cst_row *row, char **text,
                         char digest[CST_DIGEST_TEXT], cst_error *error)
{
    cst_text out = {0};
    cst_text_print(&out, "{\"scenario\":%s,\"seed\":%" PRIu64 ",\"model_version\":%d,",
                   cell->canonical, cell->seed, CST_MODEL_VERSION);
    cst_text_print(&out, "\"cell\":\"%s\",\"ranges\":[", cell->id);
    if (done > 0) {
        cst_text_print(&out, "[0,%" PRIu64 "]", done);
    }
    cst_text_add(&out, "],\"counts\":");
    add_counts(&out, row);
    cst_text_print(&out, ",\"stop\":{\"rule\":\"trials\",\"trials\":%" PRIu64 "}}", cell->trials);
    *text = NULL;
    if (!cst_text_digest(&out, digest)) {
        cst_text_free(&out);
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "no memory for a result's text");
    }
    char *fitted = realloc(out.data, out.size + 1); /* one is kept for each cell of a sweep */
    *text = fitted != NULL ? fitted : out.data;
    return 0;
}
