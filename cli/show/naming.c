/* SPDX-License-Identifier: MIT */
#include "cli/show/naming.h"

#include "base/letters.h"
#include "cli/show/pick.h"
#include "scenarios/load/nearest.h"

#include <math.h>
#include <string.h>

/* Whether a label is of this key. */
static bool is_of(const char *label, const char *key)
{
    const size_t length = strcspn(label, "=");
    return strlen(key) == length && strncmp(label, key, length) == 0;
}

const char *cst_naming_of(const cst_naming *naming, const char *key, const char *otherwise)
{
    const char *text = otherwise;
    for (size_t i = 0; i < naming->labels; i++) {
        text = is_of(naming->label[i], key) ? naming->label[i] + strlen(key) + 1 : text;
    }
    return text;
}

/* Looks at something that may have a label. */
static void look(const char *label, const char *known, cst_nearest *nearest, bool *found)
{
    char key[100];
    snprintf(key, sizeof key, "%.*s", (int)strcspn(label, "="), label);
    *found = *found || is_of(label, known);
    cst_nearest_look(nearest, key, known);
}

static int check_label(const cst_naming *naming, size_t at, const char *command,
                       const cst_scenario *scenario, const cst_result_kind *kind, size_t kinds,
                       cst_error *error)
{
    const char *label = naming->label[at];
    const char *text = strchr(label, '=');
    cst_nearest nearest = {0};
    bool found = false;
    for (size_t i = 0; i < scenario->axes; i++) {
        const cst_axis *axis = &scenario->axis[i];
        look(label, axis->key, &nearest, &found);
        for (size_t j = 0; j < axis->values; j++) {
            if (isnan(cst_pick_number(axis->value[j]))) {
                look(label, axis->value[j], &nearest, &found);
            }
        }
    }
    for (size_t i = 0; i < kinds; i++) {
        look(label, cst_result_name(kind[i]), &nearest, &found);
    }
    if (text == NULL || !found) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "%s --label: expected KEY=TEXT with a key or a name of the sweep or "
                             "the result that is drawn, found '%.80s'%s%s",
                             command, label, nearest.best != NULL ? "; the nearest one is " : "",
                             nearest.best != NULL ? nearest.best : "");
    }
    if (cst_letters_count(text + 1) > CST_NAMING_LABEL || text[1] == '\0') {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "%s --label: %.*s: expected 1 to %d letters, found %zu", command,
                             (int)(text - label), label, (int)CST_NAMING_LABEL,
                             cst_letters_count(text + 1));
    }
    for (size_t i = 0; i < at; i++) {
        if (strncmp(naming->label[i], label, (size_t)(text - label) + 1) == 0) {
            return cst_error_set(error, CST_ERR_USAGE, NULL,
                                 "%s --label: %.*s: expected one name for it, found two", command,
                                 (int)(text - label), label);
        }
    }
    return 0;
}

int cst_naming_check(const cst_naming *naming, const char *command, const cst_scenario *scenario,
                     const cst_result_kind *kind, size_t kinds, cst_error *error)
{
    int code = 0;
    if (naming->title != NULL && cst_letters_count(naming->title) > CST_NAMING_TITLE) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "%s --title: expected at most %d letters, found %zu", command,
                             (int)CST_NAMING_TITLE, cst_letters_count(naming->title));
    }
    for (size_t i = 0; code == 0 && i < naming->labels; i++) {
        code = check_label(naming, i, command, scenario, kind, kinds, error);
    }
    return code;
}
