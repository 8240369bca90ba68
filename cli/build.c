/* SPDX-License-Identifier: MIT */
#include "cli/build.h"

#include "base/version.h"
#include "scenarios/load/page.h"
#include "store/store.h"
#include "study/json.h"

#include <inttypes.h>
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

const char *cst_build_text(void)
{
    return CST_COMPILER ", " CST_BUILD_KIND;
}

void cst_build_libraries(char *out, size_t size)
{
    char bus[64];
    cst_run_libraries(bus, sizeof bus);
    snprintf(out, size, "%s, SQLite %s", bus, cst_store_library());
}

void cst_build_host(char *out, size_t size)
{
    out[0] = '\0';
    if (gethostname(out, size) != 0) {
        out[0] = '\0';
    }
    out[size - 1] = '\0';
}

static void say_run(cst_json *json, const cst_build_origin *of)
{
    const cst_run_report *report = of->report;
    char host[256];
    char seconds[32];
    char hash[33];
    cst_build_host(host, sizeof host);
    snprintf(seconds, sizeof seconds, "%.3f", report->seconds);
    snprintf(hash, sizeof hash, "%016" PRIx64 "%016" PRIx64, (uint64_t)(report->reached.hash >> 64),
             (uint64_t)report->reached.hash);
    cst_json_count(json, "threads", report->threads);
    cst_json_text(json, "link", of->link);
    cst_json_count(json, "batch", of->batch);
    cst_json_raw(json, "seconds", seconds);
    cst_json_text(json, "host", host);
    cst_json_text(json, "command", of->command);
    cst_json_open(json, "receipt", '{');
    cst_json_count(json, "records", report->reached.records);
    cst_json_count(json, "reports", report->reached.reports);
    cst_json_text(json, "hash", hash);
    cst_json_count(json, "repeats", report->repeats);
    cst_json_count(json, "reports_void", report->reports_void);
    cst_json_close(json, '}');
    cst_answering_print_json(json, of->answering);
}

int cst_build_provenance(char **text, const cst_build_origin *of, cst_error *error)
{
    cst_page page;
    char libraries[128];
    cst_build_libraries(libraries, sizeof libraries);
    *text = NULL;
    if (cst_page_open(&page)) {
        cst_json json = {.out = page.out};
        cst_json_open(&json, NULL, '{');
        cst_json_text(&json, "version", cst_version_text());
        cst_json_text(&json, "build", cst_build_text());
        cst_json_text(&json, "libraries", libraries);
        if (of->path != NULL) {
            cst_json_text(&json, "results_file", of->path);
        } else {
            say_run(&json, of);
        }
        cst_json_close(&json, '}');
        *text = cst_page_close(&page);
    }
    return *text != NULL ? 0 : cst_error_memory(error, "the provenance");
}
