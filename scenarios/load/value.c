/* SPDX-License-Identifier: MIT */
#include "scenarios/load/value.h"

#include "base/check.h"
#include "base/letters.h"
#include "base/number.h"
#include "scenarios/load/choices.h"
#include "scenarios/load/kept.h"
#include "scenarios/load/literal.h"
#include "scenarios/load/nearest.h"
#include "scenarios/load/preset.h"
#include "scenarios/load/schema.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { TEXT_MAX = 1000, REALS_MAX = CST_REVIEWERS_MAX + 2 };

static void *field(const cst_key *key, void *base)
{
    return (char *)base + key->offset;
}

static const void *field_const(const cst_key *key, const void *base)
{
    return (const char *)base + key->offset;
}

static uint32_t length_of(const cst_key *key, const void *base)
{
    uint32_t length = 0;
    memcpy(&length, (const char *)base + key->length, sizeof length);
    return length;
}

static int no_memory(cst_error *error)
{
    return cst_error_memory(error, "a scenario's lists");
}

/* The word by which red's choice is left to the program; JSON knows words in quotes only. */
static bool is_worst(const cst_yaml_node *node)
{
    return node->kind == CST_YAML_SCALAR && strcmp(node->text, "worst") == 0;
}

static uint32_t worst_bit(const cst_key *key)
{
    const int index = cst_answer_key_find(key->path);
    cst_require((key->flags & CST_KEY_RED) != 0 && index >= 0);
    return UINT32_C(1) << index;
}

bool cst_value_is_worst(const cst_key *key, const cst_draft *draft)
{
    return (key->flags & CST_KEY_RED) != 0 && (draft->worst & worst_bit(key)) != 0;
}

static int expected(const cst_key *key, const cst_yaml_node *node, cst_error *error)
{
    static const char *const of_red =
        ", a word that only attack.classes, attack.share, attack.pace and collusion.mistaken take";
    char found[96];
    char list[256];
    const char *wanted = key->range.words;
    if (key->kind == CST_KEY_CHOICE) {
        int wrote = snprintf(list, sizeof list, "one of ");
        (void)cst_choice_list(key->choice, list + wrote, sizeof list - (size_t)wrote);
        wanted = list;
    }
    (void)cst_error_set(error, CST_ERR_SCENARIO, key->path, "expected %s, found %s%s", wanted,
                        cst_yaml_found(node, found, sizeof found),
                        is_worst(node)                  ? of_red
                        : node->kind == CST_YAML_SCALAR ? cst_literal_hint(node->text)
                                                        : "");
    return cst_yaml_place(node, error);
}

/* Runs of white space become one space; none is left at the ends. False where there are other
 * control characters. */
static bool tidy_text(char *text)
{
    char *to = text;
    bool gap = false;
    for (const char *from = text; *from != '\0'; from++) {
        bool space = *from == ' ' || *from == '\n' || *from == '\r' || *from == '\t';
        if (!space && ((unsigned char)*from < 0x20 || *from == 0x7f)) {
            return false;
        }
        if (!space) {
            if (gap && to != text) {
                *to++ = ' ';
            }
            *to++ = *from;
        }
        gap = space;
    }
    *to = '\0';
    return true;
}

static bool read_text(const cst_key *key, void *base, cst_yaml_node *node)
{
    if (node->kind != CST_YAML_SCALAR || !tidy_text(node->text)) {
        return false;
    }
    size_t size = strlen(node->text);
    if (size == 0 && (key->flags & CST_KEY_LABEL) == 0) {
        return false;
    }
    if (key->kind == CST_KEY_TEXT) {
        *(const char **)field(key, base) = node->text;
        return size <= TEXT_MAX;
    }
    if (size >= CST_LINEAGE_NAME_MAX) {
        return false;
    }
    memcpy(field(key, base), node->text, size + 1);
    return true;
}

static bool read_whole(const cst_key *key, void *base, const cst_yaml_node *node)
{
    uint64_t value = 0;
    if (!cst_yaml_whole(node, &value) || value > INT64_MAX ||
        !cst_range_has(&key->range, (double)value)) {
        return false;
    }
    if (key->kind == CST_KEY_WHOLE) {
        *(uint32_t *)field(key, base) = (uint32_t)value;
    } else {
        *(uint64_t *)field(key, base) = value;
    }
    return true;
}

static bool read_real(const cst_key *key, const cst_yaml_node *node, double *out)
{
    return cst_yaml_number(node, out) && cst_range_has(&key->range, *out);
}

/* A published rate, where all chances are taken. */
static int read_preset(const cst_key *key, const cst_yaml_node *node, double *out, cst_error *error)
{
    const cst_preset *preset = NULL;
    const bool chances = cst_range_has(&key->range, 0.0) || key->range.low == 0.0;
    if (!chances || key->range.high != 1.0) {
        return expected(key, node, error);
    }
    const int code = cst_preset_read(node, key->path, &preset, error);
    if (code == 0) {
        *out = cst_preset_rate(preset);
    }
    return code == 0 && !cst_range_has(&key->range, *out) ? expected(key, node, error) : code;
}

static int read_choice(const cst_key *key, cst_draft *draft, const cst_yaml_node *node,
                       cst_error *error)
{
    if (node->kind != CST_YAML_SCALAR || node->text[0] == '\0' || is_worst(node)) {
        return expected(key, node, error);
    }
    int index = cst_choice_find(key->choice, node->text);
    if (index < 0) {
        (void)cst_choice_unknown(key->choice, key->path, node->text, error);
        return cst_yaml_place(node, error);
    }
    cst_choice_set(key->choice, draft, (uint32_t)index);
    return 0;
}

static bool read_count(const cst_yaml_node *node, uint64_t *count)
{
    return cst_yaml_whole(node, count) && *count <= CST_SAMPLES_MAX;
}

/* An empty list is the default of every list: nothing is stated, as a canonical scenario writes it.
 */
static int read_list(const cst_key *key, void *base, const cst_yaml_node *node, cst_error *error)
{
    double real[REALS_MAX];
    const bool reals = key->kind == CST_KEY_REALS;
    cst_require(!reals || key->most <= REALS_MAX);
    if (node->kind != CST_YAML_LIST || node->children > key->most) {
        return expected(key, node, error);
    }
    uint32_t length = 0;
    for (const cst_yaml_node *item = node->first; item != NULL; item = item->next, length++) {
        const bool good = reals ? read_real(key, item, &real[length])
                                : read_count(item, (uint64_t *)field(key, base) + length);
        if (!good) {
            return expected(key, item, error);
        }
    }
    memcpy((char *)base + key->length, &length, sizeof length);
    if (!reals) {
        return 0;
    }
    const cst_draft *draft = base;
    const double *kept = cst_kept_bytes(draft->kept, real, length * sizeof *real);
    *(const double **)field(key, base) = kept;
    return kept == NULL ? no_memory(error) : 0;
}

static bool is_long(const cst_yaml_node *list, uint32_t least, uint32_t most)
{
    return list->kind == CST_YAML_LIST && list->children >= least && list->children <= most;
}

static int read_table(const cst_key *key, void *base, const cst_yaml_node *node, cst_error *error)
{
    if (!is_long(node, 2, key->most)) {
        return expected(key, node, error);
    }
    for (const cst_yaml_node *row = node->first; row != NULL; row = row->next) {
        if (!is_long(row, 2, key->most)) {
            return expected(key, row, error);
        }
        if (row->children != node->first->children) {
            (void)cst_error_set(error, CST_ERR_SCENARIO, key->path,
                                "expected %u counts, as many as in the first list, found %u",
                                node->first->children, row->children);
            return cst_yaml_place(row, error);
        }
        for (const cst_yaml_node *item = row->first; item != NULL; item = item->next) {
            uint64_t count = 0;
            if (!read_count(item, &count)) {
                return expected(key, item, error);
            }
        }
    }
    *(const cst_yaml_node **)field(key, base) = node;
    return 0;
}

static const cst_key *lineage_key(const char *name)
{
    const cst_key *key = cst_lineage_keys();
    while (key->path != NULL && strcmp(cst_parameter_word(key->path), name) != 0) {
        key++;
    }
    return key->path == NULL ? NULL : key;
}

static int unknown_of_lineage(const cst_yaml_node *node, cst_error *error)
{
    const char *hint = cst_literal_comma(node->key);
    if (hint[0] != '\0') {
        (void)cst_error_set(error, CST_ERR_SCENARIO, "population", "unknown key '%.60s'%s",
                            node->key, hint);
        return cst_yaml_place_key(node, error);
    }
    char known[256] = "";
    cst_nearest nearest = {0};
    for (const cst_key *key = cst_lineage_keys(); key->path != NULL; key++) {
        cst_names_add(known, sizeof known, cst_parameter_word(key->path));
        cst_nearest_look(&nearest, node->key, cst_parameter_word(key->path));
    }
    (void)cst_error_set(error, CST_ERR_SCENARIO, "population",
                        "unknown key '%.60s' of a lineage%s%s; known are %s", node->key,
                        nearest.best == NULL ? "" : "; the nearest known one is ",
                        nearest.best == NULL ? "" : nearest.best, known);
    return cst_yaml_place_key(node, error);
}

static int read_lineage(cst_lineage *lineage, const cst_yaml_node *node, cst_error *error)
{
    *lineage = cst_lineage_unstated();
    for (cst_yaml_node *child = node->first; child != NULL; child = child->next) {
        const cst_key *key = lineage_key(child->key);
        if (key == NULL) {
            return unknown_of_lineage(child, error);
        }
        int code = cst_value_read(key, lineage, child, error);
        if (code != 0) {
            return code;
        }
    }
    if (lineage->name[0] == '\0' || isnan(lineage->share)) {
        (void)cst_error_set(error, CST_ERR_SCENARIO, "population",
                            "expected a lineage with a name and a share, found no '%s'",
                            lineage->name[0] == '\0' ? "lineage" : "share");
        return cst_yaml_place(node, error);
    }
    return 0;
}

int cst_draft_lineages(cst_draft *draft, const cst_lineage *lineage, uint32_t lineages,
                       cst_error *error)
{
    const cst_lineage *kept = cst_kept_bytes(draft->kept, lineage, lineages * sizeof *lineage);
    draft->trial.population = (cst_population_spec){.lineages = lineages, .lineage = kept};
    return kept == NULL ? no_memory(error) : 0;
}

static int read_population(const cst_key *key, void *base, const cst_yaml_node *node,
                           cst_error *error)
{
    if (node->kind != CST_YAML_LIST) {
        return expected(key, node, error);
    }
    if (node->children < 1 || node->children > CST_LINEAGES_MAX) {
        (void)cst_error_set(error, CST_ERR_SCENARIO, key->path, "expected %s, found %u",
                            key->range.words, (unsigned)node->children);
        return cst_yaml_place(node, error);
    }
    cst_lineage lineage[CST_LINEAGES_MAX];
    uint32_t lineages = 0;
    for (const cst_yaml_node *item = node->first; item != NULL; item = item->next) {
        if (item->kind != CST_YAML_MAP) {
            return cst_yaml_expected(item, CST_ERR_SCENARIO, key->path,
                                     "a map such as {lineage: a, share: 1}", error);
        }
        int code = read_lineage(&lineage[lineages++], item, error);
        if (code != 0) {
            return code;
        }
    }
    return cst_draft_lineages(base, lineage, lineages, error);
}

int cst_value_read(const cst_key *key, void *base, cst_yaml_node *node, cst_error *error)
{
    bool good = false;
    if ((key->flags & CST_KEY_RED) != 0) {
        cst_draft *draft = base;
        draft->worst &= ~worst_bit(key);
        if (is_worst(node)) {
            draft->worst |= worst_bit(key);
            return 0;
        }
    }
    switch (key->kind) {
    case CST_KEY_TEXT:
    case CST_KEY_NAME:
        good = read_text(key, base, node);
        break;
    case CST_KEY_WHOLE:
    case CST_KEY_WHOLE64:
        good = read_whole(key, base, node);
        break;
    case CST_KEY_REAL:
        if (cst_preset_named(node)) {
            return read_preset(key, node, field(key, base), error);
        }
        good = read_real(key, node, field(key, base));
        break;
    case CST_KEY_CHOICE:
        return read_choice(key, base, node, error);
    case CST_KEY_REALS:
    case CST_KEY_COUNTS:
        return read_list(key, base, node, error);
    case CST_KEY_TABLE:
        return read_table(key, base, node, error);
    case CST_KEY_POPULATION:
        return read_population(key, base, node, error);
    }
    return good ? 0 : expected(key, node, error);
}

bool cst_value_is_set(const cst_key *key, const void *base)
{
    switch (key->kind) {
    case CST_KEY_TEXT:
        return *(const char *const *)field_const(key, base) != NULL;
    case CST_KEY_NAME:
        return *(const char *)field_const(key, base) != '\0';
    case CST_KEY_TABLE:
        return *(const cst_yaml_node *const *)field_const(key, base) != NULL;
    case CST_KEY_REAL:
        return !isnan(*(const double *)field_const(key, base));
    case CST_KEY_REALS:
    case CST_KEY_COUNTS:
        return length_of(key, base) > 0;
    default:
        return true;
    }
}

/* Of a field, or of one item of a list of counts. */
static size_t size_of(const cst_key *key)
{
    static const size_t sizes[] = {[CST_KEY_TEXT] = sizeof(const char *),
                                   [CST_KEY_NAME] = CST_LINEAGE_NAME_MAX,
                                   [CST_KEY_WHOLE] = sizeof(uint32_t),
                                   [CST_KEY_WHOLE64] = sizeof(uint64_t),
                                   [CST_KEY_REAL] = sizeof(double),
                                   [CST_KEY_REALS] = sizeof(const double *),
                                   [CST_KEY_COUNTS] = sizeof(uint64_t),
                                   [CST_KEY_TABLE] = sizeof(const cst_yaml_node *),
                                   [CST_KEY_POPULATION] = sizeof(cst_population_spec)};
    return sizes[key->kind];
}

void cst_value_copy(const cst_key *key, void *to, const void *from)
{
    if (key->kind == CST_KEY_CHOICE) {
        cst_choice_set(key->choice, to, cst_choice_get(key->choice, from));
        return;
    }
    if ((key->flags & CST_KEY_RED) != 0) {
        uint32_t *worst = &((cst_draft *)to)->worst;
        *worst = (*worst & ~worst_bit(key)) | (((const cst_draft *)from)->worst & worst_bit(key));
    }
    const bool counts = key->kind == CST_KEY_COUNTS;
    memcpy(field(key, to), field_const(key, from), size_of(key) * (counts ? key->most : 1));
    if (counts || key->kind == CST_KEY_REALS) {
        memcpy((char *)to + key->length, (const char *)from + key->length, sizeof(uint32_t));
    }
}

const char *cst_value_text(const cst_key *key, const void *base, char *out, size_t size)
{
    const void *at = field_const(key, base);
    char number[CST_NUMBER_TEXT_MAX];
    if ((key->flags & CST_KEY_RED) != 0 && cst_value_is_worst(key, base)) {
        (void)snprintf(out, size, "worst");
        return out;
    }
    switch (key->kind) {
    case CST_KEY_TEXT:
        (void)snprintf(out, size, "%s", *(const char *const *)at);
        break;
    case CST_KEY_NAME:
        (void)snprintf(out, size, "%s", (const char *)at);
        break;
    case CST_KEY_WHOLE:
        (void)snprintf(out, size, "%" PRIu32, *(const uint32_t *)at);
        break;
    case CST_KEY_WHOLE64:
        (void)snprintf(out, size, "%" PRIu64, *(const uint64_t *)at);
        break;
    case CST_KEY_REAL:
        cst_number_text(*(const double *)at, number);
        (void)snprintf(out, size, "%s", number);
        break;
    case CST_KEY_CHOICE:
        (void)snprintf(out, size, "%s", key->choice->item(cst_choice_get(key->choice, base)).name);
        break;
    default:
        cst_require(false);
    }
    return out;
}

/* A letter by its number, which JSON writes in UTF-16. */
static void escape(uint32_t code, FILE *out)
{
    if (code >= 0x10000) {
        (void)fprintf(out, "\\u%04x", 0xd800U + (unsigned)((code - 0x10000) >> 10));
        code = 0xdc00 + ((code - 0x10000) & 0x3ff);
    }
    (void)fprintf(out, "\\u%04x", (unsigned)code);
}

void cst_json_string(const char *text, FILE *out)
{
    (void)fputc('"', out);
    for (cst_letter letter; (letter = cst_letters_first(text)).bytes > 0; text += letter.bytes) {
        if (!letter.shown) {
            escape(letter.code, out);
            continue;
        }
        if (*text == '"' || *text == '\\') {
            (void)fputc('\\', out);
        }
        (void)fwrite(text, 1, letter.bytes, out);
    }
    (void)fputc('"', out);
}

static void json_list(const cst_key *key, const void *base, FILE *out)
{
    const void *at = field_const(key, base);
    const uint32_t length = length_of(key, base);
    for (uint32_t i = 0; i < length; i++) {
        (void)fputc(i == 0 ? '[' : ',', out);
        if (key->kind == CST_KEY_COUNTS) {
            (void)fprintf(out, "%" PRIu64, ((const uint64_t *)at)[i]);
        } else {
            char number[CST_NUMBER_TEXT_MAX];
            cst_number_text((*(const double *const *)at)[i], number);
            (void)fputs(number, out);
        }
    }
    (void)fputs(length == 0 ? "[]" : "]", out);
}

/* Of the counts that the table, or a file in its place, has come to. */
static void json_table(const cst_key *key, const cst_joint_counts *counts, FILE *out)
{
    enum { SIDE = CST_JOINT_BINS_MAX + 1 };
    const void *table = (const char *)counts + key->length;
    for (uint32_t t = 0; t <= counts->trusted_bins; t++) {
        (void)fputs(t == 0 ? "[" : ",", out);
        for (uint32_t u = 0; u <= counts->untrusted_bins; u++) {
            (void)fprintf(out, "%c%" PRIu64, u == 0 ? '[' : ',',
                          ((const uint64_t *)table)[t * SIDE + u]);
        }
        (void)fputc(']', out);
    }
    (void)fputc(']', out);
}

static void json_scalar(const cst_key *key, const void *base, FILE *out)
{
    char text[TEXT_MAX + 1];
    (void)cst_value_text(key, base, text, sizeof text);
    bool bare =
        key->kind == CST_KEY_WHOLE || key->kind == CST_KEY_WHOLE64 || key->kind == CST_KEY_REAL;
    if (bare) {
        (void)fputs(text, out);
    } else {
        cst_json_string(text, out);
    }
}

static void json_population(const cst_draft *draft, FILE *out)
{
    const cst_population_spec *population = &draft->trial.population;
    const cst_uses uses = cst_uses_of(draft);
    for (uint32_t g = 0; g < population->lineages; g++) {
        (void)fputc(g == 0 ? '[' : ',', out);
        const cst_key *first = cst_lineage_keys();
        for (const cst_key *key = first; key->path != NULL; key++) {
            if (cst_value_is_set(key, &population->lineage[g]) && cst_key_used(key, &uses)) {
                (void)fprintf(out, "%c\"%s\":", key == first ? '{' : ',',
                              cst_parameter_word(key->path));
                json_scalar(key, &population->lineage[g], out);
            }
        }
        (void)fputc('}', out);
    }
    (void)fputc(']', out);
}

void cst_value_json(const cst_key *key, const cst_draft *draft, FILE *out)
{
    if (key->kind == CST_KEY_REALS || key->kind == CST_KEY_COUNTS) {
        json_list(key, draft, out);
    } else if (key->kind == CST_KEY_TABLE) {
        cst_require(draft->trial.joint.counts != NULL);
        json_table(key, draft->trial.joint.counts, out);
    } else if (key->kind == CST_KEY_POPULATION) {
        json_population(draft, out);
    } else {
        json_scalar(key, draft, out);
    }
}

const char *cst_value_range(const cst_key *key, char *out, size_t size)
{
    return key->kind == CST_KEY_CHOICE ? cst_choice_list(key->choice, out, size) : key->range.words;
}

const char *cst_value_default(const cst_key *key, const void *base, char *out, size_t size)
{
    (void)snprintf(out, size, "%s",
                   key->kind == CST_KEY_POPULATION ? "[{lineage: a, share: 1}]" : "");
    if (base != NULL && cst_value_is_set(key, base) && key->kind < CST_KEY_REALS) {
        (void)cst_value_text(key, base, out, size);
    }
    return out;
}
