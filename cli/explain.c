/* SPDX-License-Identifier: MIT */
#include "cli/help.h"

#include "cli/show/flow.h"
#include "scenarios/load/nearest.h"
#include "scenarios/load/scenario.h"
#include "scenarios/load/schema.h"
#include "scenarios/load/value.h"
#include "tally/results.h"

#include <string.h>

enum { LABEL_AT = 11, KEY_AT = 30, PAGE_SIZE = 96, LIST_SIZE = 1024 };

/* What is said of a name, and how much of what it can mean. */
typedef struct answer {
    FILE *out;
    size_t found;
} answer;

/* The pages on whole sections of keys; the others have docs/scenario.md alone. */
static const struct {
    const char *section, *page;
} pages[] = {
    {"population", "docs/model.md"},           {"scheming", "docs/model.md"},
    {"monitor.joint", "docs/scores/joint.md"}, {"monitor.score", "docs/scores.md"},
    {"monitor.trusted", "docs/scores.md"},     {"estimate", "docs/statistics.md"},
};

static bool is_below(const char *path, const char *section)
{
    const size_t length = strlen(section);
    return strncmp(path, section, length) == 0 && path[length] == '.';
}

/* Whether the words hold this one, not as a part of another. */
static const char *find_word(const char *words, const char *word)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz-_";
    const size_t length = strlen(word);
    for (const char *at = words; (at = strstr(at, word)) != NULL; at++) {
        if ((at == words || strchr(letters, at[-1]) == NULL) &&
            (at[length] == '\0' || strchr(letters, at[length]) == NULL)) {
            return at;
        }
    }
    return NULL;
}

/* Whether a key is there for this value of another: its "under kind committee" says so. */
static bool belongs_to(const cst_key *key, const cst_key *of, const char *value)
{
    const char *word = cst_parameter_word(of->path);
    const size_t parent = (size_t)(word - of->path);
    const char *at = key->when == NULL ? NULL : find_word(key->when, word);
    at = at == NULL ? NULL : find_word(at, value);
    const bool model = strcmp(word, "model") == 0; /* of which monitor? */
    return at != NULL && strncmp(at - 4, "but ", 4) != 0 && strncmp(at - 4, "not ", 4) != 0 &&
           (!model || strncmp(key->path, of->path, parent) == 0);
}

static void add_name(char list[LIST_SIZE], const char *name)
{
    const size_t used = strlen(list);
    snprintf(list + used, LIST_SIZE - used, "%s%s", used > 0 ? ", " : "", name);
}

static void add_page(char list[LIST_SIZE], const char *page)
{
    if (strstr(list, page) == NULL) {
        add_name(list, page);
    }
}

/* The page of a value, or that of all keys. */
static void page_of(const cst_choice *choice, uint32_t index, char page[PAGE_SIZE])
{
    if (choice->folder != NULL && choice->item(index).text != NULL) {
        snprintf(page, PAGE_SIZE, "docs/%s/%s.md", choice->folder, choice->item(index).name);
    } else {
        snprintf(page, PAGE_SIZE, "docs/scenario.md");
    }
}

/* The pages of the values under which the key is used. */
static void add_value_pages(char *list, const cst_key *key)
{
    for (const cst_key *of = cst_keys(); of->path != NULL; of++) {
        const cst_choice *choice = of->choice;
        for (uint32_t j = 0; choice != NULL && choice->item(j).name != NULL; j++) {
            if (belongs_to(key, of, choice->item(j).name)) {
                char page[PAGE_SIZE];
                page_of(choice, j, page);
                add_page(list, page);
            }
        }
    }
}

/* "rho: a key of a scenario", behind an empty line after what else the name means. */
static void title(answer *to, const char *name, const char *kind)
{
    fputs(to->found++ > 0 ? "\n" : "", to->out);
    cst_flow_line(to->out, "%s: %s", name, kind);
}

/* The same, and the meaning below it. */
static void head(answer *to, const char *name, const char *kind, const char *meaning)
{
    title(to, name, kind);
    cst_flow_item(to->out, 2, meaning, 2, "");
    fputc('\n', to->out);
}

static void row(const answer *to, const char *label, const char *text)
{
    if (text[0] != '\0') {
        cst_flow_item(to->out, 2, label, LABEL_AT, text);
    }
}

/* The mechanism whose key it is, or NULL. */
static const cst_mechanism *mechanism_of(const cst_key *key)
{
    const cst_mechanism *found = NULL;
    for (size_t i = 0; cst_mechanisms[i] != NULL && key->use == CST_USE_OF_MECHANISM; i++) {
        const bool has = cst_parameters_have(cst_mechanisms[i]->parameter, key->parameter);
        found = has ? cst_mechanisms[i] : found;
    }
    return found;
}

static void add_mechanism_page(char list[LIST_SIZE], const cst_mechanism *kind)
{
    char page[PAGE_SIZE];
    snprintf(page, sizeof page, "docs/mechanisms/%s.md", kind->name);
    add_page(list, page);
}

static void explain_key(answer *to, const cst_key *key, const void *base)
{
    char range[LIST_SIZE];
    char fallback[LIST_SIZE];
    char list[LIST_SIZE] = "docs/scenario.md";
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        if (strcmp(key->path, pages[i].section) == 0 || is_below(key->path, pages[i].section)) {
            add_page(list, pages[i].page);
        }
    }
    add_value_pages(list, key);
    if (mechanism_of(key) != NULL) {
        add_mechanism_page(list, mechanism_of(key));
    }
    head(to, key->path, "a key of a scenario", key->meaning);
    row(to, "value", cst_value_range(key, range, sizeof range));
    row(to, "default", cst_value_default(key, base, fallback, sizeof fallback));
    row(to, "used", key->when == NULL ? "always" : key->when);
    row(to, "page", list);
}

static void explain_value(answer *to, const cst_key *key, uint32_t index)
{
    const cst_choice_item item = key->choice->item(index);
    char keys[LIST_SIZE] = "";
    char page[PAGE_SIZE];
    char kind[PAGE_SIZE];
    for (const cst_key *of = cst_keys(); of->path != NULL; of++) {
        if (belongs_to(of, key, item.name)) {
            add_name(keys, of->path);
        }
    }
    snprintf(kind, sizeof kind, "a value of %s", key->path);
    head(to, item.name, kind, item.text != NULL ? item.text : key->meaning);
    row(to, "keys", keys);
    row(to, "used", key->when == NULL ? "always" : key->when);
    page_of(key->choice, index, page);
    row(to, "page", page);
}

/* In place of a value. */
static void explain_worst(answer *to)
{
    char keys[LIST_SIZE] = "";
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        if ((key->flags & CST_KEY_RED) != 0) {
            add_name(keys, key->path);
        }
    }
    head(to, "worst", "in place of a value that red chooses",
         "the program looks for the value that is worst for blue, and runs it");
    row(to, "keys", keys);
    row(to, "page", "docs/answer.md");
}

static void explain_section(answer *to, const char *section)
{
    const cst_mechanism *kind = cst_mechanism_find(section);
    if (kind != NULL) {
        head(to, section, "a mechanism, which a scenario has in place of agents that do tasks",
             kind->text);
        fputs("  keys\n", to->out);
    } else {
        title(to, section, "a section of a scenario");
    }
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        if (is_below(key->path, section)) {
            cst_flow_item(to->out, 2, key->path, KEY_AT, key->meaning);
        }
    }
    if (kind != NULL) {
        char list[LIST_SIZE] = "docs/scenario.md";
        fputs("\n  results\n", to->out);
        for (uint32_t i = 0; i < cst_mechanism_measures(kind); i++) {
            cst_result_kind result;
            if (cst_result_find(kind->measure[i].result, &result)) {
                cst_flow_item(to->out, 2, kind->measure[i].result, KEY_AT,
                              cst_result_about(result)->meaning);
            }
        }
        fputc('\n', to->out);
        add_mechanism_page(list, kind);
        row(to, "page", list);
    }
}

/* The key of that path; where none has it, every key with that last word. */
static void explain_keys(answer *to, const char *name, const cst_key *keys, const void *base)
{
    const bool whole = cst_key_find(name) != NULL;
    for (const cst_key *key = keys; key->path != NULL; key++) {
        if (strcmp(key->path, name) == 0 ||
            (!whole && strcmp(cst_parameter_word(key->path), name) == 0)) {
            explain_key(to, key, base);
        }
    }
}

/* Where a result is found, and the pages that say more. */
static void add_places(cst_result_kind kind, char found[LIST_SIZE], char pages_of[LIST_SIZE])
{
    const cst_result_words *about = cst_result_about(kind);
    char others[LIST_SIZE] = "";
    for (size_t i = 0; cst_mechanisms[i] != NULL; i++) {
        const cst_mechanism *of = cst_mechanisms[i];
        if (cst_mechanism_has(of, about->name)) {
            add_name(others, of->name);
            add_mechanism_page(pages_of, of);
        }
    }
    if (!cst_result_of_tasks(kind)) {
        snprintf(found, LIST_SIZE, "in scenarios of %s", about->where);
    } else if (others[0] != '\0') {
        snprintf(found, LIST_SIZE, "%s where agents do tasks; and in scenarios of %.500s",
                 about->where, others);
    } else {
        snprintf(found, LIST_SIZE, "%s", about->where);
    }
}

static void explain_results(answer *to, const char *name)
{
    for (int i = 0; i < CST_RESULT_KINDS; i++) {
        const cst_result_words *about = cst_result_about((cst_result_kind)i);
        if (strcmp(cst_result_name((cst_result_kind)i), name) == 0) {
            head(to, name, "a result", about->meaning);
            char found[LIST_SIZE];
            char list[LIST_SIZE] = "docs/results.md, docs/statistics.md";
            add_places((cst_result_kind)i, found, list);
            row(to, "value", about->range);
            row(to, "found", found);
            row(to, "page", list);
        }
    }
    for (int i = 0; i < CST_COUNT_KINDS; i++) {
        if (strcmp(cst_count_name((cst_count)i), name) == 0) {
            head(to, name, "a counter", cst_count_meaning((cst_count)i));
            row(to, "found", "in the counts of a results file, of --json and of --csv");
            row(to, "page", "docs/results.md");
        }
    }
}

static void explain_values(answer *to, const char *name)
{
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        const cst_choice *choice = key->choice;
        for (uint32_t j = 0; choice != NULL && choice->item(j).name != NULL; j++) {
            if (strcmp(choice->item(j).name, name) == 0) {
                explain_value(to, key, j);
            }
        }
    }
}

/* All that could have been meant, the last words of keys too. */
static const char *nearest_to(const char *name)
{
    cst_nearest nearest = {0};
    cst_nearest_look(&nearest, name, "scenario");
    cst_nearest_look(&nearest, name, "worst");
    for (const cst_scenario_chapter *of = cst_scenario_chapters; of->text != NULL; of++) {
        if (of->part != NULL) {
            cst_nearest_look(&nearest, name, of->part);
        }
    }
    for (size_t i = 0; cst_mechanisms[i] != NULL; i++) {
        cst_nearest_look(&nearest, name, cst_mechanisms[i]->name);
    }
    for (size_t i = 0; cst_commands[i] != NULL; i++) {
        cst_nearest_look(&nearest, name, cst_commands[i]->name);
    }
    for (int kind = 0; kind < CST_RESULT_KINDS; kind++) {
        cst_nearest_look(&nearest, name, cst_result_name((cst_result_kind)kind));
    }
    for (int count = 0; count < CST_COUNT_KINDS; count++) {
        cst_nearest_look(&nearest, name, cst_count_name((cst_count)count));
    }
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        const cst_choice *choice = key->choice;
        cst_nearest_look(&nearest, name, key->path);
        cst_nearest_look(&nearest, name, cst_parameter_word(key->path));
        for (uint32_t j = 0; choice != NULL && choice->item(j).name != NULL; j++) {
            cst_nearest_look(&nearest, name, choice->item(j).name);
        }
    }
    return nearest.best;
}

int cst_help_name(FILE *out, const char *name, cst_error *error)
{
    answer to = {.out = out};
    cst_draft initial;
    cst_draft_init(&initial);
    if (cst_help_part(out, name)) {
        return 0;
    }
    if (cst_key_is_section(name)) {
        explain_section(&to, name);
    }
    explain_keys(&to, name, cst_keys(), &initial);
    explain_keys(&to, name, cst_lineage_keys(), NULL);
    explain_results(&to, name);
    explain_values(&to, name);
    if (strcmp(name, "worst") == 0) {
        explain_worst(&to);
    }
    if (to.found > 0) {
        return 0;
    }
    const char *nearest = nearest_to(name);
    return cst_error_set(error, CST_ERR_USAGE, NULL,
                         "help: expected a command, 'scenario', a key, a value of a "
                         "key, a mechanism, a result or a counter, found '%.60s'%s%s",
                         name, nearest != NULL ? "; the nearest known one is " : "",
                         nearest != NULL ? nearest : "");
}
