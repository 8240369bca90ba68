/* SPDX-License-Identifier: MIT
 * A source does not come alone: a test for every source, a page for every variant. */
#include "tests/tidy/tidy.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Variants: const tables in files of their own, with one line in a registry. */
typedef struct variant {
    const char *prefix;   /* of the path */
    const char *registry; /* whose test may cover it, or NULL */
    const char *pages;
} variant;

static const variant variants[] = {
    {"agents/law_", "laws", "docs/laws"},
    {"agents/policy_", "policies", "docs/attacks"},
    {"monitor/scores/score_", "scores", "docs/scores"},
    {"monitor/collusion_", "collusions", "docs/collusion"},
    {"monitor/protocol_", "protocols", "docs/protocols"},
    {"monitor/mechanisms/mechanism_", "mechanisms", "docs/mechanisms"},
    {"estimate/sample/", NULL, "docs/methods"},
};

static const variant *variant_of(const char *path)
{
    for (size_t i = 0; i < sizeof variants / sizeof variants[0]; i++) {
        if (tidy_starts(path, variants[i].prefix)) {
            return &variants[i];
        }
    }
    return NULL;
}

/* Whether a line "Covers: a b" of this text names the noun, alone or with its room. */
static bool covers(const char *text, const char *room, const char *noun)
{
    char full[TIDY_PATH_MAX];
    (void)snprintf(full, sizeof full, "%s/%s", room, noun);
    const char *mark = "Covers: ";
    for (const char *at = text; (at = strstr(at, mark)) != NULL;) {
        at += strlen(mark);
        char list[512];
        (void)snprintf(list, sizeof list, "%.*s", (int)strcspn(at, ".\n*"), at);
        if (tidy_listed(list, noun, strlen(noun)) || tidy_listed(list, full, strlen(full))) {
            return true;
        }
    }
    return false;
}

/* A command is named by the tests of the program: "command_plot" by the word plot. */
static bool names_command(const char *text, const char *room, const char *noun)
{
    (void)room;
    return strstr(text, noun + strlen("command_")) != NULL;
}

/* Whether the question is answered with yes by any file that lies in this folder. */
static bool any_file(const tidy *house, const char *folder, const char *room, const char *noun,
                     bool (*question)(const char *text, const char *room, const char *noun))
{
    char full[TIDY_PATH_MAX];
    (void)snprintf(full, sizeof full, "%s/%s", house->root, folder);
    DIR *directory = opendir(full);
    struct dirent *entry;
    bool found = false;
    while (directory != NULL && !found && (entry = readdir(directory)) != NULL) {
        char path[TIDY_PATH_MAX];
        tidy_file file = {0};
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        found = entry->d_name[0] != '.' && tidy_read(house, path, &file) &&
                question(file.text, room, noun);
        tidy_file_free(&file);
    }
    if (directory != NULL) {
        (void)closedir(directory);
    }
    return found;
}

static void judge_test(tidy *house, const tidy_file *file, const char *room, const char *noun)
{
    const variant *kind = variant_of(file->path);
    if (tidy_exists(house, "tests/unit/test_%s.c", noun) ||
        (kind != NULL && kind->registry != NULL &&
         tidy_exists(house, "tests/unit/test_%s.c", kind->registry)) ||
        any_file(house, "tests/unit", room, noun, covers)) {
        return;
    }
    tidy_say(house, file->path, 0,
             "expected tests/unit/test_%s.c, or a line \"Covers: %s\" in the test that covers it",
             noun, noun);
}

/* The program's own sources are tested through the program. */
static void judge_command(tidy *house, const tidy_file *file, const char *noun)
{
    if (tidy_starts(noun, "command_") &&
        !any_file(house, "tests/cli", "cli", noun, names_command)) {
        tidy_say(house, file->path, 0, "expected a test of the command in tests/cli");
    }
}

static void judge_page(tidy *house, const tidy_file *file)
{
    const variant *kind = variant_of(file->path);
    const char *mark = ".name = \"";
    const char *at = kind != NULL ? strstr(file->text, mark) : NULL;
    if (at == NULL) {
        return;
    }
    at += strlen(mark);
    int length = (int)strcspn(at, "\"\n");
    if (!tidy_exists(house, "%s/%.*s.md", kind->pages, length, at)) {
        tidy_say(house, file->path, 0, "expected its page %s/%.*s.md", kind->pages, length, at);
    }
}

void tidy_rule_fragment(tidy *house, const char *path)
{
    static const char *const kinds[] = {".breaking.md", ".feature.md", ".fix.md", ".docs.md"};
    bool known = !tidy_starts(path, "docs/changes/");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        known = known || tidy_ends(path, kinds[i]);
    }
    if (!known) {
        tidy_say(house, path, 0,
                 "expected a change's kind: .breaking.md, .feature.md, .fix.md or "
                 ".docs.md");
    }
}

void tidy_rule_company(tidy *house, const tidy_file *file)
{
    const char *room = tidy_room(file->path);
    if (room[0] == '\0' || !tidy_ends(file->path, ".c")) {
        return;
    }
    char noun[TIDY_NAME_MAX];
    const char *name = strrchr(file->path, '/') + 1;
    (void)snprintf(noun, sizeof noun, "%.*s", (int)(strlen(name) - 2), name);
    if (strcmp(room, "cli") == 0) {
        judge_command(house, file, noun);
    } else {
        judge_test(house, file, room, noun);
    }
    judge_page(house, file);
}
