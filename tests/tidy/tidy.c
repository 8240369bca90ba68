/* SPDX-License-Identifier: MIT
 * tidy DIRECTORY: exit 0 where the tree keeps the house rules, 1 where not, 2 where nothing was
 * there to be read. */
#include "tests/tidy/tidy.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void tidy_say(tidy *house, const char *path, size_t line, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (line > 0) {
        (void)printf("%s:%zu: %s\n", path, line, text);
    } else {
        (void)printf("%s: %s\n", path, text);
    }
    house->findings++;
}

/* Things that are not the house: what is built, and the tree that breaks every rule on purpose. */
static bool skipped(const char *path)
{
    return strcmp(path, ".git") == 0 || strcmp(path, "build") == 0 ||
           strcmp(path, "results") == 0 || strcmp(path, "tests/tidy/bad") == 0;
}

static bool is_c(const char *path)
{
    return tidy_ends(path, ".c") || tidy_ends(path, ".h");
}

static bool is_source(const char *path)
{
    return is_c(path) || tidy_ends(path, ".cmake") || tidy_ends(path, "CMakeLists.txt") ||
           tidy_ends(path, ".sh") || strcmp(path, "run") == 0 || strcmp(path, "check") == 0 ||
           strcmp(path, ".ci/run") == 0;
}

/* The changelog names files as they were. */
static bool is_page(const char *path)
{
    return tidy_ends(path, ".md") && strcmp(path, "CHANGELOG.md") != 0;
}

static void look_at(tidy *house, const char *path, long long bytes)
{
    enum { BYTES_MAX = 200000 };
    if (bytes > BYTES_MAX) {
        tidy_say(house, path, 0, "%lld bytes: a file has at most %d", bytes, BYTES_MAX);
        return;
    }
    tidy_rule_fragment(house, path);
    if (!is_source(path) && !is_page(path)) {
        return;
    }
    tidy_file file;
    if (!tidy_read(house, path, &file)) {
        tidy_say(house, path, 0, "cannot be read");
    } else if (is_page(path)) {
        tidy_rule_page(house, &file);
    } else {
        house->files++;
        tidy_rule_shape(house, &file);
        if (is_c(path)) {
            tidy_rule_calls(house, &file);
            tidy_rule_includes(house, &file);
            tidy_rule_header(house, &file);
            tidy_rule_company(house, &file);
        }
    }
    tidy_file_free(&file);
}

static void walk(tidy *house, const char *below)
{
    char full[TIDY_PATH_MAX];
    (void)snprintf(full, sizeof full, "%s/%s", house->root, below);
    struct dirent **entries = NULL;
    int count = scandir(full, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        char path[TIDY_PATH_MAX];
        const char *slash = below[0] == '\0' ? "" : "/";
        int length = snprintf(path, sizeof path, "%s%s%s", below, slash, name);
        int total = snprintf(full, sizeof full, "%s/%s", house->root, path);
        struct stat status;
        if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && !skipped(path) &&
            (size_t)length < sizeof path && (size_t)total < sizeof full &&
            lstat(full, &status) == 0) {
            if (S_ISDIR(status.st_mode)) {
                walk(house, path);
            } else if (S_ISREG(status.st_mode)) {
                look_at(house, path, (long long)status.st_size);
            }
        }
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        (void)fprintf(stderr, "tidy: expected one argument, the folder of the sources\n");
        return 2;
    }
    tidy house = {.root = argv[1]};
    walk(&house, "");
    if (house.files == 0) {
        (void)fprintf(stderr, "tidy: no source in %s\n", argv[1]);
        return 2;
    }
    (void)fprintf(stderr, "tidy: %zu files, %zu findings\n", house.files, house.findings);
    return house.findings == 0 ? 0 : 1;
}
