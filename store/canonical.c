/* SPDX-License-Identifier: MIT */
#include "store/canonical.h"

#include "base/number.h"
#include "base/version.h"

#include <inttypes.h>

void cst_canonical_write(const cst_canonical *of, FILE *out)
{
    (void)fprintf(out, ",\"seed\":%" PRIu64 ",\"model_version\":%d,\"cell\":\"%s\",\"ranges\":[",
                  of->seed, CST_MODEL_VERSION, of->id);
    if (of->done > 0) {
        (void)fprintf(out, "[0,%" PRIu64 "]", of->done);
    }
    (void)fputs("],\"counts\":{", out);
    for (uint32_t i = 0; i < CST_COUNT_KINDS; i++) {
        if ((of->untold >> i & 1) == 0) {
            (void)fprintf(out, "\"%s\":%" PRIu64 ",", cst_count_name((cst_count)i), of->count[i]);
        }
    }
    const char *rule = cst_stop_name(of->stop.rule);
    (void)fprintf(out, "\"per_trial\":%s},\"stop\":{\"rule\":\"%s\",", of->per_trial, rule);
    if (of->stop.rule == CST_STOP_TRIALS) {
        (void)fprintf(out, "\"trials\":%" PRIu64 "}", of->trials);
        return;
    }
    char value[CST_NUMBER_TEXT_MAX];
    cst_number_text(of->stop.value, value);
    (void)fprintf(out,
                  "\"%s\":%s,\"trials\":%" PRIu64 ",\"look\":%" PRIu32 ",\"looks\":%" PRIu32
                  ",\"met\":%s}",
                  rule, value, of->trials, of->look, of->looks, of->met ? "true" : "false");
}
