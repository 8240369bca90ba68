/* SPDX-License-Identifier: MIT */
#include "cli/build.h"

#include "study/show.h"

#include <stdlib.h>
#include <unistd.h>

#ifdef NDEBUG
#define CST_BUILD_KIND "release"
#else
#define CST_BUILD_KIND "debug"
#endif
#ifdef __clang__
#define CST_COMPILER "clang " __clang_version__
#else
#define CST_COMPILER "gcc " __VERSION__
#endif

const char *cst_build_version(void)
{
    return CST_VERSION;
}

const char *cst_build_text(void)
{
    return CST_COMPILER ", " CST_BUILD_KIND;
}

void cst_build_host(char *out, size_t size)
{
    out[0] = '\0';
    if (gethostname(out, size) != 0) {
        out[0] = '\0';
    }
    out[size - 1] = '\0';
}

/* Opens the object with what every provenance says. */
static void write_program(FILE *out)
{
    fputs("{\"version\":", out);
    cst_show_json(out, cst_build_version());
    fputs(",\"build\":", out);
    cst_show_json(out, cst_build_text());
}

char *cst_build_provenance(const cst_run_report *report, const char *link, uint64_t batch)
{
    char host[256];
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    cst_build_host(host, sizeof host);
    write_program(out);
    fprintf(out, ",\"threads\":%lu,\"link\":", (unsigned long)report->threads);
    cst_show_json(out, link);
    fprintf(out, ",\"batch\":%llu,\"seconds\":%.3f,\"host\":", (unsigned long long)batch,
            report->seconds);
    cst_show_json(out, host);
    fprintf(
        out,
        ",\"receipt\":{\"records\":%llu,\"reports\":%llu,\"hash\":\"%016llx%016llx\","
        "\"repeats\":%llu,\"reports_void\":%llu}}",
        (unsigned long long)report->reached.records, (unsigned long long)report->reached.reports,
        (unsigned long long)(report->reached.hash >> 64), (unsigned long long)report->reached.hash,
        (unsigned long long)report->repeats, (unsigned long long)report->reports_void);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

char *cst_build_reader(const char *path)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) {
        return NULL;
    }
    write_program(out);
    fputs(",\"results_file\":", out);
    cst_show_json(out, path);
    fputs("}", out);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}
