/* SPDX-License-Identifier: MIT */
#include "bench/platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void print_processor(FILE *out)
{
    char line[512];
    FILE *stream = fopen("/proc/cpuinfo", "r");
    const char *model = NULL;
    while (stream != NULL && model == NULL && fgets(line, sizeof line, stream) != NULL) {
        if (strncmp(line, "model name", strlen("model name")) == 0) {
            model = strchr(line, ':');
        }
    }
    if (model == NULL) {
        (void)fprintf(out, "* processor: unknown\n");
    } else {
        model += 1 + strspn(model + 1, " ");
        (void)fprintf(out, "* processor: %.*s\n", (int)strcspn(model, "\n"), model);
    }
    if (stream != NULL) {
        (void)fclose(stream);
    }
}

static const char *vectors(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512bw")) {
        return "x86-64, AVX-512";
    }
    return __builtin_cpu_supports("avx2") ? "x86-64, AVX2" : "x86-64, SSE2";
#elif defined(__aarch64__)
    return "aarch64";
#else
    return "unknown";
#endif
}

void bench_platform(FILE *out)
{
    const char *commit = getenv("CST_COMMIT");
    print_processor(out);
    (void)fprintf(out, "* cores: %ld\n", sysconf(_SC_NPROCESSORS_ONLN));
    (void)fprintf(out, "* vectors: %s\n", vectors());
#if defined(__clang__)
    (void)fprintf(out, "* compiler: clang %s\n", __clang_version__);
#else
    (void)fprintf(out, "* compiler: gcc %s\n", __VERSION__);
#endif
    (void)fprintf(out, "* commit: %s\n", commit != NULL && commit[0] != '\0' ? commit : "unknown");
}
