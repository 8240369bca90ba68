/* SPDX-License-Identifier: MIT */
#include "scenarios/load/schema.h"

#include "base/check.h"
#include "scenarios/load/literal.h"
#include "scenarios/load/nearest.h"

#include <stdio.h>
#include <string.h>

/* Other names of what is here, and what this version does not have: whole sections, then keys. */
static const char *const sections_later[] = {"attack-surface", "attack_surface"};

static const struct {
    const char *path, *instead;
} keys_later[] = {
    {"scheming.evaluation_awareness", "it is evaluation.evaluation_awareness"},
    {"protocol.budget", "it is protocol.audit.budget"},
    {"protocol.honeypot_share", "it is protocol.honeypots.share"},
    {"protocol.paraphrase", "jamming is protocol.jamming.strength and protocol.jamming.cost"},
    {"protocol.redact", "jamming is protocol.jamming.strength and protocol.jamming.cost"},
    {"protocol.usefulness", "the worth of trusted work is protocol.trusted_quality"},
    {"estimate.stop.decide", "it is the option --decide of custodes compare FILE"},
    {"estimate.precision", "it is estimate.stop.relative"},
    {"estimate.events", "it is estimate.stop.events"},
    {"estimate.half_width", "it is estimate.stop.half_width"},
    {"estimate.upper_below", "it is estimate.stop.upper"},
};

void cst_draft_init(cst_draft *draft)
{
    *draft = (cst_draft){.claim = ""};
    draft->trial = cst_trial_spec_default();
    draft->estimate = cst_estimate_spec_default();
}

bool cst_key_is_section(const char *path)
{
    size_t length = strlen(path);
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        if (strncmp(key->path, path, length) == 0 && key->path[length] == '.') {
            return true;
        }
    }
    return false;
}

/* The sections that hold keys of others among them. */
static const char *const maps[] = {"sweep", "uncertainty", "argument"};
enum { MAPS = sizeof maps / sizeof maps[0] };

static bool is_any_section(const char *path)
{
    bool found = cst_key_is_section(path);
    for (size_t i = 0; i < MAPS; i++) {
        found = found || strcmp(path, maps[i]) == 0;
    }
    return found;
}

/* The known path that is meant: one that is spelt nearly so, else one of the same last word. */
static const char *meant(const char *path)
{
    cst_nearest nearest = {0};
    const char *same_end = NULL;
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        const char *known = key->path;
        cst_nearest_look(&nearest, path, known);
        if (same_end == NULL && strcmp(cst_parameter_word(known), cst_parameter_word(path)) == 0) {
            same_end = known;
        }
    }
    bool spelling = nearest.best != NULL && (nearest.distance <= 2 || same_end == NULL);
    return spelling ? nearest.best : same_end;
}

/* The known section that is meant, for a path without a dot. */
static const char *meant_section(const char *path, char *out, size_t size)
{
    cst_nearest nearest = {0};
    for (size_t i = 0; i < MAPS; i++) {
        cst_nearest_look(&nearest, path, maps[i]);
    }
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        char section[32];
        size_t length = strcspn(key->path, ".");
        (void)snprintf(section, sizeof section, "%.*s", (int)length, key->path);
        const uint32_t before = nearest.best == NULL ? UINT32_MAX : nearest.distance;
        cst_nearest_look(&nearest, path, section);
        if (nearest.best == section) {
            (void)snprintf(out, size, "%s", section);
            nearest.best = out;
        }
        cst_require(nearest.best == NULL || nearest.distance <= before);
    }
    return nearest.best;
}

static const char *later(const char *path)
{
    for (size_t i = 0; i < sizeof keys_later / sizeof keys_later[0]; i++) {
        if (strcmp(keys_later[i].path, path) == 0) {
            return keys_later[i].instead;
        }
    }
    size_t section = strcspn(path, ".");
    for (size_t i = 0; i < sizeof sections_later / sizeof sections_later[0]; i++) {
        if (strlen(sections_later[i]) == section &&
            strncmp(sections_later[i], path, section) == 0) {
            return "what opens and is patched is the section holes";
        }
    }
    return NULL;
}

int cst_key_unknown(const char *path, cst_error *error)
{
    const char *instead = later(path);
    if (path[0] == '\0') { /* in a list of keys */
        return cst_error_set(error, CST_ERR_SCENARIO, NULL, "expected a key, found none");
    }
    if (is_any_section(path)) {
        return cst_error_set(error, CST_ERR_SCENARIO, path, "expected a key, found a section");
    }
    if (instead != NULL) {
        return cst_error_set(error, CST_ERR_SCENARIO, path, "not available in this version: %s",
                             instead);
    }
    const char *hint = cst_literal_comma(cst_parameter_word(path));
    if (hint[0] != '\0') {
        return cst_error_set(error, CST_ERR_SCENARIO, path, "unknown key%s", hint);
    }
    char section[32];
    const char *best =
        strchr(path, '.') == NULL ? meant_section(path, section, sizeof section) : NULL;
    best = best == NULL ? meant(path) : best;
    return cst_error_set(error, CST_ERR_SCENARIO, path, "unknown key%s%s",
                         best == NULL ? "" : "; the nearest known one is ",
                         best == NULL ? "" : best);
}
