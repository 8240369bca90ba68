/* SPDX-License-Identifier: MIT
 * Pages: what they link to, and the files of the tree that they name, are there. */
#include "tests/tidy/tidy.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char folders[] = "agents base bench bus cli clients cmake docs estimate monitor "
                              "scenarios store study tally tests";
static const char endings[] = "c h md sh py yaml json csv svg txt cmake";

/* What pages call a variant that a reader would add. */
static const char *const invented[] = {"ring.", "moods.", "every."};

/* "docs/laws/beta.md" and "../scores.md" are "docs/scores.md". Cut at size. */
static void join(const char *page, const char *target, size_t length, char *out, size_t size)
{
    const char *slash = strrchr(page, '/');
    size_t used = slash == NULL ? 0 : (size_t)(slash - page);
    while (length >= 3 && tidy_starts(target, "../")) {
        while (used > 0 && page[--used] != '/') {
        }
        target += 3;
        length -= 3;
    }
    (void)snprintf(out, size, "%.*s%s%.*s", (int)used, page, used > 0 ? "/" : "", (int)length,
                   target);
}

/* Whether a heading of the text has this anchor: its letters and digits in lower case, a hyphen for
 * each space. */
static bool has_anchor(const char *text, const char *anchor, size_t length)
{
    const char *cursor = text;
    const char *line;
    size_t left;
    while ((line = tidy_line(&cursor, &left)) != NULL) {
        const char *at = line + strspn(line, "#");
        size_t same = 0;
        if (at == line || *at != ' ') {
            continue;
        }
        for (at++; at < line + left; at++) {
            const unsigned char c = (unsigned char)*at;
            const bool kept = isalnum(c) || c == '-' || c == '_' || c == ' ' || c >= 128;
            if (kept && (same >= length || anchor[same] != (c == ' ' ? '-' : tolower(c)))) {
                break;
            }
            same += kept ? 1 : 0;
        }
        if (at == line + left && same == length) {
            return true;
        }
    }
    return false;
}

/* The target of a link, up to its ')'. */
static void judge_link(tidy *house, const tidy_file *page, size_t line, const char *target,
                       size_t length)
{
    const size_t before = strcspn(target, "#");
    const size_t name = before < length ? before : length;
    char path[TIDY_PATH_MAX];
    if (tidy_starts(target, "http:") || tidy_starts(target, "https:")) {
        return;
    }
    join(page->path, target, name, path, sizeof path);
    if (name == 0) {
        (void)snprintf(path, sizeof path, "%s", page->path);
    }
    if (!tidy_exists(house, "%s", path)) {
        tidy_say(house, page->path, line, "links to %s, which is not there", path);
        return;
    }
    tidy_file other = {0};
    if (name < length && tidy_read(house, path, &other) &&
        !has_anchor(other.text, target + name + 1, length - name - 1)) {
        tidy_say(house, page->path, line, "links to %.*s, a heading that is not there", (int)length,
                 target);
    }
    tidy_file_free(&other);
}

/* A word of the page that looks like the path of a file of ours. */
static void judge_name(tidy *house, const tidy_file *page, size_t line, const char *word,
                       size_t length)
{
    char path[TIDY_NAME_MAX];
    while (length > 0 && word[length - 1] == '.') {
        length--; /* of the sentence */
    }
    if (length >= sizeof path) {
        return;
    }
    memcpy(path, word, length);
    path[length] = '\0';
    const char *dot = strrchr(path, '.');
    const size_t folder = strcspn(path, "/");
    if (dot == NULL || folder == length || !tidy_listed(folders, path, folder) ||
        !tidy_listed(endings, dot + 1, strlen(dot + 1)) || tidy_exists(house, "%s", path)) {
        return;
    }
    for (size_t i = 0; i < sizeof invented / sizeof invented[0]; i++) {
        if (strstr(path, invented[i]) != NULL) {
            return;
        }
    }
    tidy_say(house, page->path, line, "names %s, which is not there", path);
}

void tidy_rule_page(tidy *house, const tidy_file *page)
{
    static const char part[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./";
    const char *cursor = page->text;
    const char *line;
    size_t length;
    bool code = false;
    for (size_t number = 1; (line = tidy_line(&cursor, &length)) != NULL; number++) {
        code = tidy_starts(line, "```") ? !code : code;
        for (const char *at = line; at < line + length;) {
            const size_t word = strspn(at, part);
            if (!code && tidy_starts(at, "](")) {
                judge_link(house, page, number, at + 2, strcspn(at + 2, ")\n"));
            } else if (word > 0) {
                judge_name(house, page, number, at, word);
            }
            at += word > 0 ? word : 1;
        }
    }
}
