/* SPDX-License-Identifier: MIT */
#include "scenarios/load/identity.h"

#include "scenarios/load/choices.h"
#include "scenarios/load/value.h"

#include <nettle/sha2.h>
#include <string.h>

/* Closes the sections that a path, or the rest of one, is in. */
static void close_sections(const char *path, FILE *out)
{
    for (; (path = strchr(path, '.')) != NULL; path++) {
        (void)fputc('}', out);
    }
}

/* Closes the sections that a path leaves and opens those that it enters, up to its key's colon. */
static void write_key(const char *before, const char *path, FILE *out)
{
    size_t shared = 0; /* their first sections, with the dots */
    for (size_t i = 0; before[i] != '\0' && before[i] == path[i]; i++) {
        shared = before[i] == '.' ? i + 1 : shared;
    }
    close_sections(before + shared, out);
    (void)fputs(before[0] == '\0' ? "" : ",", out);
    const char *part = path + shared;
    for (const char *dot = NULL; (dot = strchr(part, '.')) != NULL; part = dot + 1) {
        (void)fprintf(out, "\"%.*s\":{", (int)(dot - part), part);
    }
    (void)fprintf(out, "\"%s\":", part);
}

/* Whether a key says anything of which nothing is said where it is not written. */
static bool is_asked(const cst_key *key, const cst_draft *draft)
{
    return key->kind == CST_KEY_CHOICE ? cst_choice_get(key->choice, draft) > 0
                                       : cst_value_is_set(key, draft);
}

/* The draft that a key's value is written from, or NULL where it is not written. A key that nothing
 * uses is part of no identity; among the labels it stands at its default. */
static const cst_draft *written_from(const cst_key *key, const cst_uses *uses,
                                     const cst_draft *fresh, bool labels)
{
    const bool label = (key->flags & CST_KEY_LABEL) != 0;
    const bool source = (key->flags & CST_KEY_SOURCE) != 0;
    const bool view = (key->flags & CST_KEY_VIEW) != 0;
    if ((label && !labels) || source || view || !cst_key_concerns(key, uses->draft)) {
        return NULL;
    }
    if ((key->flags & CST_KEY_ASKED) != 0 && !is_asked(key, uses->draft)) {
        return NULL;
    }
    if (cst_key_used(key, uses)) {
        return uses->draft;
    }
    return labels && cst_value_is_set(key, fresh) ? fresh : NULL;
}

void cst_identity_write(const cst_draft *draft, const cst_inputs *uncertain, FILE *out)
{
    const bool labels = uncertain != NULL;
    const char *before = "";
    cst_draft fresh;
    cst_draft_init(&fresh);
    const cst_uses uses = cst_uses_of(draft);
    (void)fputc('{', out);
    if (!labels) {
        (void)fprintf(out, "\"model_version\":%d", CST_MODEL_VERSION);
        before = "model_version";
    }
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        const cst_draft *from = written_from(key, &uses, &fresh, labels);
        if (from != NULL) {
            write_key(before, key->path, out);
            cst_value_json(key, from, out);
            before = key->path;
        }
    }
    close_sections(before, out);
    if (labels) {
        cst_uncertainty_json(uncertain, out);
    }
    (void)fputc('}', out);
}

void cst_identity_hash(const char *text, char id[65])
{
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&context);
    sha256_update(&context, strlen(text), (const uint8_t *)text);
    sha256_digest(&context, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        (void)snprintf(id + 2 * i, 3, "%02x", digest[i]);
    }
}
