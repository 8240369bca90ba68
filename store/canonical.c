/* SPDX-License-Identifier: MIT */
#include "store/canonical.h"

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
    (void)fprintf(out, "\"per_trial\":%s},\"stop\":{\"rule\":\"trials\",\"trials\":%" PRIu64 "}",
                  of->per_trial, of->trials);
}
