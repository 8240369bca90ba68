/* SPDX-License-Identifier: MIT */
#include "scenarios/load/editor.h"

#include "base/check.h"
#include "base/number.h"
#include "scenarios/load/choices.h"
#include "scenarios/load/schema.h"
#include "scenarios/load/value.h"

#include <math.h>
#include <string.h>

enum { SECTION = 96, VALUE = 512 };

/* --- JSON Schema ------------------------------------------------------------------------------ */

static void write_bound(const char *closed, const char *open, double at, bool excluded, FILE *out)
{
    char number[CST_NUMBER_TEXT_MAX];
    if (isfinite(at)) {
        cst_number_text(at, number);
        (void)fprintf(out, ",\"%s\":%s", excluded ? open : closed, number);
    }
}

static void write_number(const char *type, const cst_range *range, FILE *out)
{
    (void)fprintf(out, "{\"type\":\"%s\"", type);
    write_bound("minimum", "exclusiveMinimum", range->low, range->above, out);
    write_bound("maximum", "exclusiveMaximum", range->high, range->below, out);
    (void)fputc('}', out);
}

static void write_choice(const cst_choice *choice, FILE *out)
{
    (void)fputs("{\"enum\":[", out);
    for (uint32_t i = 0; choice->item(i).name != NULL; i++) {
        (void)fputs(i > 0 ? "," : "", out);
        cst_json_string(choice->item(i).name, out);
    }
    (void)fputs("]}", out);
}

/* A list of lineages, each a map of their keys; without these keys' own lists. */
static void write_key(const cst_key *key, const void *base, FILE *out);

static void write_lineages(FILE *out)
{
    (void)fputs("{\"type\":\"array\",\"minItems\":1,\"maxItems\":16,\"items\":{\"type\":\"object\","
                "\"additionalProperties\":false,\"properties\":{",
                out);
    for (const cst_key *key = cst_lineage_keys(); key->path != NULL; key++) {
        (void)fputs(key == cst_lineage_keys() ? "" : ",", out);
        write_key(key, NULL, out);
    }
    (void)fputs("}}}", out);
}

/* What its value may be: a schema, or several of which one must hold. */
static void write_type(const cst_key *key, FILE *out)
{
    switch (key->kind) {
    case CST_KEY_CHOICE:
        write_choice(key->choice, out);
        break;
    case CST_KEY_WHOLE:
    case CST_KEY_WHOLE64:
        write_number("integer", &key->range, out);
        break;
    case CST_KEY_REAL:
        write_number("number", &key->range, out);
        break;
    case CST_KEY_REALS:
    case CST_KEY_COUNTS:
        (void)fprintf(out, "{\"type\":\"array\",\"items\":{\"type\":\"number\"},\"maxItems\":%u}",
                      key->most);
        break;
    case CST_KEY_TABLE:
        (void)fputs("{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":{\"type\":"
                    "\"number\"}}}",
                    out);
        break;
    case CST_KEY_POPULATION:
        write_lineages(out);
        break;
    default:
        (void)fputs("{\"type\":\"string\"}", out);
    }
}

/* Words that may stand where the key's number goes. */
static void write_words(const cst_key *key, FILE *out)
{
    if ((key->flags & CST_KEY_RED) != 0) {
        (void)fputs(",{\"const\":\"worst\"}", out);
    }
    if (key->kind == CST_KEY_REAL && key->range.low == 0.0 && key->range.high == 1.0) {
        (void)fputs(",{\"type\":\"string\",\"pattern\":\"^preset:\"}", out);
    }
}

static void write_key(const cst_key *key, const void *base, FILE *out)
{
    char meaning[VALUE];
    (void)snprintf(meaning, sizeof meaning, "%s%s%s", key->meaning, key->when == NULL ? "" : "; ",
                   key->when == NULL ? "" : key->when);
    cst_json_string(cst_parameter_word(key->path), out);
    (void)fputs(":{\"anyOf\":[", out);
    write_type(key, out);
    write_words(key, out);
    (void)fputs("],\"description\":", out);
    cst_json_string(meaning, out);
    if (base != NULL && cst_value_is_set(key, base)) {
        (void)fputs(",\"default\":", out);
        cst_value_json(key, base, out);
    }
    (void)fputc('}', out);
}

static bool is_within(const char *path, const char *section)
{
    const size_t length = strlen(section);
    return strncmp(path, section, length) == 0;
}

/* The next part of a path behind a section, with its dot if it is one itself. */
static void next_part(const char *path, const char *section, char out[SECTION])
{
    const char *rest = path + strlen(section);
    const size_t length = strcspn(rest, ".");
    (void)snprintf(out, SECTION, "%s%.*s", section, (int)(length + (rest[length] == '.' ? 1 : 0)),
                   rest);
}

/* Whether an earlier key of the table lies in the same part. */
static bool is_known(const cst_key *key, const char *section, const char *part)
{
    for (const cst_key *before = cst_keys(); before < key; before++) {
        if (is_within(before->path, section) && is_within(before->path, part)) {
            return true;
        }
    }
    return false;
}

/* The properties below a section: "" or one with a dot at its end. */
static void write_section(const char *section, const void *base, FILE *out)
{
    const char *comma = "";
    (void)fputs("\"additionalProperties\":false,\"properties\":{", out);
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        char part[SECTION];
        if (!is_within(key->path, section)) {
            continue;
        }
        next_part(key->path, section, part);
        const size_t length = strlen(part);
        if (part[length - 1] != '.') {
            (void)fputs(comma, out);
            write_key(key, base, out);
            comma = ",";
        } else if (!is_known(key, section, part)) {
            (void)fprintf(out, "%s\"%.*s\":{\"type\":\"object\",", comma,
                          (int)(length - 1 - strlen(section)), part + strlen(section));
            write_section(part, base, out);
            (void)fputc('}', out);
            comma = ",";
        }
    }
    if (section[0] == '\0') {
        (void)fputs(",\"sweep\":{\"type\":\"object\"},\"uncertainty\":{\"type\":\"object\"},"
                    "\"argument\":{\"type\":\"object\"}",
                    out);
    }
    (void)fputc('}', out);
}

void cst_editor_schema(FILE *out)
{
    cst_draft initial;
    cst_draft_init(&initial);
    (void)fputs("{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"title\":\"a "
                "scenario of custodes\",\"type\":\"object\",",
                out);
    write_section("", &initial, out);
    (void)fputs("}\n", out);
}

/* --- A first scenario ------------------------------------------------------------------------- */

/* In the order of the file; a value that is not the default, or NULL. */
static const struct {
    const char *path, *value;
} first[] = {
    {"trial.agents", "100"},        {"trial.rounds", "100"},
    {"scheming.rate", "1e-3"},      {"scheming.dependence", "beta"},
    {"scheming.rho", "0.05"},       {"scheming.scope", NULL},
    {"monitor.score.tpr", NULL},    {"monitor.score.fpr", NULL},
    {"collusion.strategy", NULL},   {"collusion.probability", NULL},
    {"protocol.kind", "committee"}, {"protocol.reviewers", "3"},
    {"protocol.rule", NULL},        {"protocol.audit.success", NULL},
    {"response.effect", NULL},      {"estimate.trials", "10000000"},
    {"estimate.seed", NULL},        {"estimate.stop.relative", "0.1"},
};
enum { FIRST = sizeof first / sizeof first[0] };

/* The lines of the sections that a path enters, behind the path before it; how many it is in. */
static int enter(const char *before, const char *path, FILE *out)
{
    int depth = 0;
    for (const char *dot = path; (dot = strchr(dot, '.')) != NULL; dot++, depth++) {
        const size_t length = (size_t)(dot - path) + 1;
        const char *from = dot;
        while (from > path && from[-1] != '.') {
            from--;
        }
        if (strncmp(before, path, length) != 0) {
            (void)fprintf(out, "%*s%.*s:\n", 2 * depth, "", (int)(dot - from), from);
        }
    }
    return depth;
}

void cst_editor_first(FILE *out)
{
    cst_draft initial;
    cst_draft_init(&initial);
    const char *before = "";
    (void)fputs("# A scenario of custodes. Whatever is not written has its default;\n"
                "# 'custodes help scenario' has all keys, 'custodes help KEY' explains one.\n"
                "claim: Rare schemers report on each other.\n",
                out);
    for (int i = 0; i < FIRST; i++) {
        char value[VALUE];
        char line[2 * VALUE];
        const cst_key *key = cst_key_find(first[i].path);
        cst_require(key != NULL);
        const int depth = enter(before, key->path, out);
        (void)cst_value_default(key, &initial, value, sizeof value);
        (void)snprintf(line, sizeof line, "%*s%s: %s", 2 * depth, "", cst_parameter_word(key->path),
                       first[i].value != NULL ? first[i].value : value);
        (void)fprintf(out, "%-32s # %s\n", line, key->meaning);
        before = key->path;
    }
    (void)fputs("# One cell for each combination of these values:\n"
                "sweep:\n"
                "  scheming.rate: {log: [1e-6, 1e-1, 6]}\n"
                "  scheming.rho: [0, 0.05, 0.5]\n",
                out);
}
