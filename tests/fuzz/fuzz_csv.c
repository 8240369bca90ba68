/* SPDX-License-Identifier: MIT
 * The readers of CSV: samples of scores, counts of who schemed together, verdicts by episode.
 * Whatever the text is, it is read or refused with one clean line that has a place; what is read is
 * in its range. */
#include "base/check.h"
#include "scenarios/load/fit_file.h"
#include "scenarios/load/score_csv.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_error(int code, const cst_error *error)
{
    char line[2048];
    cst_error_format(error, line, sizeof line);
    cst_require(code == CST_ERR_DATA_FILE && error->code == code);
    cst_require(error->text[0] != '\0' && error->line >= 1 && error->column >= 1);
    for (const char *c = line; *c != '\0'; c++) {
        cst_require((unsigned char)*c >= 0x20 && *c != 0x7f);
    }
}

static char *copy_of(const uint8_t *data, size_t size)
{
    char *copy = malloc(size + 1);
    cst_require(copy != NULL);
    if (size > 0) {
        memcpy(copy, data, size);
    }
    copy[size] = '\0';
    return copy;
}

static void read_scores(const uint8_t *data, size_t size)
{
    static cst_score_counts counts;
    cst_error error = {0};
    char *text = copy_of(data, size);
    int code = cst_score_csv_counts(&counts, "fuzz", text, size, NULL, &error);
    free(text);
    if (code != 0) {
        check_error(code, &error);
        return;
    }
    uint64_t samples = counts.honest_unscored + counts.attack_unscored;
    for (uint32_t i = 0; i < CST_SCORE_BINS_MAX; i++) {
        cst_require(i >= counts.bins || counts.honest[i] + counts.attack[i] > 0);
        samples += counts.honest[i] + counts.attack[i];
    }
    cst_require(counts.bins >= 1 && counts.bins <= CST_SCORE_BINS_MAX);
    cst_require(samples <= size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cst_fit_file fit;
    cst_error error = {0};
    char *text = copy_of(data, size);
    int code = cst_fit_file_parse(&fit, "fuzz", text, size, true, &error);
    free(text);
    if (code != 0) {
        check_error(code, &error);
    } else if (fit.episodes.runs > 0) {
        cst_require(fit.episodes.runs >= 2 && fit.episodes.longest >= 2);
    } else {
        const uint32_t agents = fit.counts.agents;
        cst_require(agents >= CST_FIT_AGENTS_MIN && agents <= CST_FIT_AGENTS_MAX);
    }
    cst_fit_file_free(&fit);
    read_scores(data, size);
    return 0;
}
