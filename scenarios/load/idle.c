/* SPDX-License-Identifier: MIT */
#include "scenarios/load/idle.h"

#include "base/check.h"
#include "scenarios/load/nearest.h"
#include "scenarios/load/page.h"
#include "scenarios/load/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 96, IDLE_MAX = 512 };

/* Why an idle key is no error. */
typedef enum excuse { EXCUSE_NONE, EXCUSE_SET, EXCUSE_SWEEP, EXCUSE_ASSUMPTIONS, EXCUSES } excuse;

typedef struct idle {
    const cst_key *key;
    char path[PATH_SIZE];
    const cst_yaml_node *node;
    excuse excuse;
} idle;

typedef struct idles {
    uint32_t count;
    idle of[IDLE_MAX];
} idles;

static void add(idles *to, const cst_key *key, const char *before, const cst_yaml_node *node)
{
    cst_require(to->count < IDLE_MAX); /* each key, and those of each lineage */
    idle *one = &to->of[to->count++];
    *one = (idle){.key = key, .node = node};
    (void)snprintf(one->path, sizeof one->path, "%s%s", before, key->path);
}

/* Whether the body says no more than what holds without it. */
static bool states_default(const cst_reading *reading, const cst_key *key)
{
    char said[1024];
    char initial[1024];
    bool single = key->kind < CST_KEY_REALS;
    return single && cst_value_is_set(key, &reading->initial) &&
           strcmp(cst_value_text(key, &reading->body, said, sizeof said),
                  cst_value_text(key, &reading->initial, initial, sizeof initial)) == 0;
}

static void find_of_lineages(const cst_reading *reading, idles *to)
{
    const cst_yaml_node *population = cst_yaml_child(reading->yaml.root, "population");
    const cst_yaml_node *lineage = population == NULL ? NULL : population->first;
    for (; lineage != NULL; lineage = lineage->next) {
        for (const cst_key *key = cst_lineage_keys(); key->path != NULL; key++) {
            const cst_yaml_node *node = cst_yaml_child(lineage, cst_parameter_word(key->path));
            if (node != NULL && !reading->used[cst_key_index(key)]) {
                add(to, key, "", node);
            }
        }
    }
}

static void find(const cst_reading *reading, idles *to)
{
    const cst_key *keys = cst_keys();
    for (size_t i = 0; keys[i].path != NULL; i++) {
        const cst_key *key = &keys[i];
        const cst_yaml_node *node = reading->stated[i];
        if (node != NULL && !reading->used[i] && cst_sweep_axis_of(&reading->sweep, key) == NULL &&
            !states_default(reading, key)) {
            add(to, key, "", node);
        }
    }
    for (uint32_t i = 0; i < reading->sweep.axes; i++) {
        const cst_sweep_axis *axis = &reading->sweep.axis[i];
        if (!reading->used[cst_key_index(axis->key)]) {
            add(to, axis->key, "sweep.", axis->node);
        }
    }
    for (uint32_t i = 0; i < reading->uncertainty.count; i++) {
        const cst_uncertain *of = &reading->uncertainty.of[i];
        if (!reading->used[cst_key_index(of->key)]) {
            add(to, of->key, "uncertainty.", of->node);
        }
    }
    find_of_lineages(reading, to);
}

/* Excuses what the cells of the file use as it is read now; typed on the command line nothing is
 * excused. */
static void excuse_used(idles *of, cst_reading *plain, excuse why)
{
    memset(plain->used, 0, sizeof plain->used);
    for (uint32_t i = 0; i < plain->sweep.cells; i++) {
        cst_error ignored = {0}; /* what it lacks beside */
        (void)cst_reading_note(plain, i, &ignored);
    }
    for (uint32_t i = 0; i < of->count; i++) {
        idle *one = &of->of[i];
        const bool about =
            why != EXCUSE_ASSUMPTIONS || strncmp(one->path, "monitor.trusted.", 16) == 0;
        if (one->excuse == EXCUSE_NONE && one->node->line > 0 && about &&
            plain->used[cst_key_index(one->key)]) {
            one->excuse = why;
        }
    }
}

/* Says why keys are idle: by what the file uses without --set, without its sweep, and beside the
 * trusted monitor of `custodes assumptions`. */
static void excuse_all(idles *of, cst_reading *plain)
{
    excuse_used(of, plain, EXCUSE_SET);
    plain->sweep.axes = 0;
    plain->sweep.cells = 1;
    excuse_used(of, plain, EXCUSE_SWEEP);
    plain->beside = CST_IDLE_BESIDE;
    excuse_used(of, plain, EXCUSE_ASSUMPTIONS);
}

/* "a, b" of those with this excuse but the one at `first`; returns how many there are. A name that
 * is there already is passed over. */
static uint32_t names(const idles *of, excuse which, const idle *first, char *out, size_t size)
{
    uint32_t count = 0;
    out[0] = '\0';
    for (uint32_t i = 0; i < of->count; i++) {
        const idle *one = &of->of[i];
        bool again = one->excuse != which || one == first;
        for (uint32_t before = 0; before < i && !again; before++) {
            again = of->of[before].excuse == which && strcmp(of->of[before].path, one->path) == 0;
        }
        if (!again) {
            cst_names_add(out, size, one->path);
            count++;
        }
    }
    return count;
}

/* One error for all that is idle without an excuse; 0 if nothing is. */
static int refuse(const idles *of, cst_error *error)
{
    const idle *first = NULL;
    char others[256];
    for (uint32_t i = 0; i < of->count && first == NULL; i++) {
        first = of->of[i].excuse == EXCUSE_NONE ? &of->of[i] : NULL;
    }
    if (first == NULL) {
        return 0;
    }
    const uint32_t more = names(of, EXCUSE_NONE, first, others, sizeof others);
    (void)cst_error_set(error, CST_ERR_SCENARIO, first->path,
                        "nothing uses it here; it is used %s%s%s; take %s out, or change what %s",
                        first->key->when != NULL ? first->key->when : "where agents do tasks",
                        more > 0 ? "; nor are these used: " : "", others, more > 0 ? "them" : "it",
                        more > 0 ? "they need" : "it needs");
    return cst_yaml_place_key(first->node, error);
}

static char *note_of(const idles *of)
{
    static const char *const words[EXCUSES] = {
        [EXCUSE_SET] = "with what --set changes nothing uses ",
        [EXCUSE_SWEEP] = "with the values of the sweep nothing uses ",
        [EXCUSE_ASSUMPTIONS] = "only custodes assumptions uses "};
    cst_page page;
    if (!cst_page_open(&page)) {
        return NULL;
    }
    const char *between = "";
    for (int which = EXCUSE_SET; which < EXCUSES; which++) {
        char list[4096];
        if (names(of, (excuse)which, NULL, list, sizeof list) > 0) {
            (void)fprintf(page.out, "%s%s%s", between, words[which], list);
            between = "; ";
        }
    }
    return cst_page_close(&page);
}

/* Opens what the file says by itself, and judges by it. */
static void judge(idles *of, const cst_reading *reading, const char *text, size_t size,
                  cst_reading *plain)
{
    cst_error ignored = {0};
    if (cst_reading_open(plain, reading->file, text, size, NULL, &ignored) == 0) {
        excuse_all(of, plain);
    }
    cst_reading_close(plain);
}

int cst_idle_settle(cst_reading *reading, const char *text, size_t size, char **note,
                    cst_error *error)
{
    idles *of = calloc(1, sizeof *of);
    cst_reading *plain = calloc(1, sizeof *plain);
    int code = 0;
    *note = NULL;
    if (of == NULL || plain == NULL) {
        code = cst_error_memory(error, "keys without a use");
    } else {
        find(reading, of);
        if (of->count > 0) {
            judge(of, reading, text, size, plain);
        }
        code = refuse(of, error);
    }
    if (code == 0 && of->count > 0) {
        cst_sweep_keep(&reading->sweep, reading->used); /* the others' values are all the same */
        *note = note_of(of);
        code = *note != NULL ? 0 : cst_error_memory(error, "a note");
    }
    free(plain);
    free(of);
    return code;
}
