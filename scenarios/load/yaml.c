/* SPDX-License-Identifier: MIT */
#include "scenarios/load/yaml.h"

#include "base/check.h"
#include "base/letters.h"
#include "scenarios/load/literal.h"

#include <libfyaml.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cst_yaml_chunk {
    struct cst_yaml_chunk *next;
    size_t used, size;
    max_align_t bytes[];
};

enum { CHUNK_SIZE = 16384, FOUND_MAX = 60 };

/* The state of one parse. */
typedef struct parse {
    cst_yaml *yaml;
    struct fy_parser *parser;
    struct fy_diag *diag; /* what the parser complains of */
    const char *file;
    bool places;
    uint32_t nodes, documents;
    uint32_t depth; /* of the maps and lists that are open */
    int what;       /* the code of its errors */
    cst_error *error;
} parse;

void *cst_yaml_keep(cst_yaml *yaml, size_t size)
{
    size_t rounded = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    struct cst_yaml_chunk *chunk = yaml->chunk;
    if (chunk == NULL || chunk->size - chunk->used < rounded) {
        size_t room = rounded > CHUNK_SIZE ? rounded : CHUNK_SIZE;
        chunk = malloc(sizeof *chunk + room);
        if (chunk == NULL) {
            return NULL;
        }
        *chunk = (struct cst_yaml_chunk){.next = yaml->chunk, .size = room};
        yaml->chunk = chunk;
    }
    void *kept = (char *)chunk->bytes + chunk->used;
    chunk->used += rounded;
    memset(kept, 0, rounded);
    return kept;
}

char *cst_yaml_keep_text(cst_yaml *yaml, const char *text, size_t size)
{
    char *kept = cst_yaml_keep(yaml, size + 1);
    if (kept != NULL && size > 0) {
        memcpy(kept, text, size);
    }
    return kept;
}

void cst_yaml_free(cst_yaml *yaml)
{
    while (yaml->chunk != NULL) {
        struct cst_yaml_chunk *next = yaml->chunk->next;
        free(yaml->chunk);
        yaml->chunk = next;
    }
    yaml->root = NULL;
}

static int fail_at(parse *p, const struct fy_mark *mark, const char *text)
{
    (void)cst_error_set(p->error, p->what, NULL, "%s", text);
    int line = p->places && mark != NULL ? mark->line + 1 : 0;
    int column = p->places && mark != NULL ? mark->column + 1 : 0;
    cst_error_place(p->error, p->file, line, column);
    return p->what;
}

static int no_memory(parse *p)
{
    return cst_error_set(p->error, CST_ERR_MEMORY, NULL, "no memory for '%s'", p->file);
}

static enum fy_scalar_style style_of(struct fy_event *event)
{
    struct fy_token *token = event->type == FYET_SCALAR ? event->scalar.value : NULL;
    return token == NULL ? FYSS_PLAIN : fy_token_scalar_style(token);
}

static void set_place(const parse *p, cst_yaml_node *node, struct fy_event *event)
{
    const struct fy_mark *mark = fy_event_start_mark(event);
    if (!p->places) {
        return;
    }
    if (mark == NULL) { /* a value left out lies where its key is */
        node->line = node->key_line;
        node->column = node->key_column;
        return;
    }
    const enum fy_scalar_style style = style_of(event);
    bool in_quotes = style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED;
    node->line = mark->line + 1;
    node->column = mark->column + (in_quotes && mark->column > 0 ? 0 : 1);
}

/* The text of a scalar, kept. NULL without memory. Read piece by piece:
 * libfyaml 0.7.12 leaks in fy_token_get_text where a text in quotes has many escapes. */
static char *scalar_text(parse *p, struct fy_token *token, size_t *size)
{
    *size = 0;
    if (token == NULL) {
        return cst_yaml_keep_text(p->yaml, "", 0);
    }
    const struct fy_mark *start = fy_token_start_mark(token);
    const struct fy_mark *end = fy_token_end_mark(token);
    if (start == NULL || end == NULL || end->input_pos < start->input_pos) {
        return NULL;
    }
    /* No escape stands for more than twice its own bytes. */
    const size_t room = 2 * (end->input_pos - start->input_pos) + 1;
    char *text = cst_yaml_keep(p->yaml, room + 1);
    struct fy_token_iter *iterator = text == NULL ? NULL : fy_token_iter_create(token);
    if (iterator == NULL) {
        return NULL;
    }
    int failed = 0;
    const struct fy_iter_chunk *chunk = fy_token_iter_chunk_next(iterator, NULL, &failed);
    for (; chunk != NULL; chunk = fy_token_iter_chunk_next(iterator, chunk, &failed)) {
        if (chunk->len > room - *size) {
            failed = -1;
            break;
        }
        memcpy(text + *size, chunk->str, chunk->len);
        *size += chunk->len;
    }
    fy_token_iter_destroy(iterator);
    return failed == 0 ? text : NULL;
}

static bool has_extras(struct fy_event *event)
{
    switch (event->type) {
    case FYET_SCALAR:
        return event->scalar.anchor != NULL || event->scalar.tag != NULL;
    case FYET_MAPPING_START:
        return event->mapping_start.anchor != NULL || event->mapping_start.tag != NULL;
    case FYET_SEQUENCE_START:
        return event->sequence_start.anchor != NULL || event->sequence_start.tag != NULL;
    default:
        return event->type == FYET_ALIAS;
    }
}

/* The first complaint of the YAML reader itself. Without memory it has none. */
static int syntax_error(parse *p)
{
    void *at = NULL;
    const struct fy_diag_error *first = fy_diag_errors_iterate(p->diag, &at);
    if (first == NULL || first->msg == NULL) {
        return no_memory(p);
    }
    (void)cst_error_set(p->error, p->what, NULL, "not YAML: %s", first->msg);
    bool placed = p->places && first->line > 0;
    cst_error_place(p->error, p->file, placed ? first->line : 0, placed ? first->column : 0);
    return p->what;
}

/* The next event, to be freed after failure too. */
static int next(parse *p, struct fy_event **event)
{
    *event = fy_parser_parse(p->parser);
    if (*event == NULL) {
        return syntax_error(p);
    }
    const struct fy_mark *mark = fy_event_start_mark(*event);
    if (has_extras(*event)) {
        return fail_at(p, mark, "anchors, aliases and tags are not used here; write the value out");
    }
    if (++p->nodes > CST_YAML_NODES_MAX) {
        return fail_at(p, mark, "too many values");
    }
    if ((*event)->type == FYET_DOCUMENT_START && ++p->documents > 1) {
        return fail_at(p, mark, "expected one document, found a second");
    }
    return 0;
}

/* A map's key, for a node that is not yet in the map. */
static int read_key(parse *p, struct fy_event *event, const cst_yaml_node *map, cst_yaml_node *node)
{
    const struct fy_mark *mark = fy_event_start_mark(event);
    size_t size = 0;
    if (event->type != FYET_SCALAR) {
        return fail_at(p, mark, "expected a key, found a map or a list");
    }
    const char *key = scalar_text(p, event->scalar.value, &size);
    if (key == NULL) {
        return no_memory(p);
    }
    if (size == 0 || strlen(key) != size) {
        return fail_at(p, mark, "expected a key, found none");
    }
    if (map->children == CST_YAML_KEYS_MAX) {
        return fail_at(p, mark, "too many keys in one map");
    }
    const cst_yaml_node *before = cst_yaml_child(map, key);
    if (before != NULL) {
        char text_of[160];
        (void)snprintf(text_of, sizeof text_of, "the key '%.60s' is there twice, first in line %d",
                       key, before->key_line);
        return fail_at(p, mark, text_of);
    }
    node->key = key;
    set_place(p, node, event);
    node->key_line = node->line;
    node->key_column = node->column;
    return 0;
}

static int read_scalar(parse *p, struct fy_event *event, cst_yaml_node *node)
{
    size_t size = 0;
    node->quoted = style_of(event) != FYSS_PLAIN;
    node->text = scalar_text(p, event->scalar.value, &size);
    if (node->text == NULL) {
        return no_memory(p);
    }
    return strlen(node->text) == size
               ? 0
               : fail_at(p, fy_event_start_mark(event), "a text must not contain a zero byte");
}

static int read_children(parse *p, cst_yaml_node *parent);

/* The value that begins with an event. */
static int read_value(parse *p, struct fy_event *event, cst_yaml_node *node)
{
    node->file = p->file;
    set_place(p, node, event);
    if (event->type == FYET_SCALAR) {
        return read_scalar(p, event, node);
    }
    if (p->depth == CST_YAML_DEPTH_MAX) {
        return fail_at(p, fy_event_start_mark(event), "maps and lists are nested too deep");
    }
    node->kind = event->type == FYET_MAPPING_START ? CST_YAML_MAP : CST_YAML_LIST;
    p->depth++;
    const int code = read_children(p, node);
    p->depth--;
    return code;
}

/* One more child of a map or a list, which begins with an event. */
static int read_child(parse *p, struct fy_event **event, cst_yaml_node *parent)
{
    cst_yaml_node *node = cst_yaml_keep(p->yaml, sizeof *node);
    int code = node == NULL ? no_memory(p) : 0;
    if (code == 0 && parent->kind == CST_YAML_MAP) {
        code = read_key(p, *event, parent, node);
        fy_parser_event_free(p->parser, *event);
        *event = NULL;
        code = code == 0 ? next(p, event) : code;
    }
    code = code == 0 ? read_value(p, *event, node) : code;
    if (code == 0) {
        *(parent->last == NULL ? &parent->first : &parent->last->next) = node;
        parent->last = node;
        parent->children++;
    }
    return code;
}

/* What is in a map or a list that has begun, and its end. */
static int read_children(parse *p, cst_yaml_node *parent)
{
    bool ended = false;
    int code = 0;
    while (code == 0 && !ended) {
        struct fy_event *event = NULL;
        code = next(p, &event);
        ended = code == 0 && (event->type == FYET_MAPPING_END || event->type == FYET_SEQUENCE_END);
        code = code == 0 && !ended ? read_child(p, &event, parent) : code;
        fy_parser_event_free(p->parser, event);
    }
    return code;
}

/* The stream with its one document, or none. */
static int read_stream(parse *p)
{
    bool ended = false;
    int code = 0;
    while (code == 0 && !ended) {
        struct fy_event *event = NULL;
        code = next(p, &event);
        ended = code == 0 && event->type == FYET_STREAM_END;
        if (code == 0 && event->type == FYET_DOCUMENT_START) {
            fy_parser_event_free(p->parser, event);
            p->yaml->root = cst_yaml_keep(p->yaml, sizeof *p->yaml->root);
            code = next(p, &event);
            code = code == 0 && p->yaml->root == NULL ? no_memory(p) : code;
            code = code == 0 ? read_value(p, event, p->yaml->root) : code;
        }
        fy_parser_event_free(p->parser, event);
    }
    return code == 0 && fy_parser_get_stream_error(p->parser) ? syntax_error(p) : code;
}

/* Whether a file may hold the letter. A byte that is no UTF-8 is one that has no name. */
static bool is_allowed(cst_letter letter)
{
    const bool broken = letter.bytes == 0 || (letter.bytes == 1 && letter.code == 0xfffd);
    const bool space = letter.code == '\n' || letter.code == '\r' || letter.code == '\t';
    const bool control = letter.code < 0x20 || (letter.code >= 0x7f && letter.code < 0xa0);
    return !broken && (space || !control) && letter.code != 0xfeff;
}

static int check_characters(parse *p, const char *text, size_t size)
{
    struct fy_mark mark = {0};
    cst_letter letter;
    for (size_t i = 0; i < size; i += letter.bytes) {
        letter = cst_letters_first(text + i);
        if (!is_allowed(letter)) {
            return fail_at(p, &mark, "expected UTF-8 text without control characters");
        }
        mark.column = text[i] == '\n' ? 0 : mark.column + 1;
        mark.line += text[i] == '\n';
    }
    return 0;
}

int cst_yaml_parse(cst_yaml *yaml, const char *file, bool places, const char *text, size_t size,
                   int what, cst_error *error)
{
    yaml->root = NULL;
    parse p = {.yaml = yaml, .places = places, .what = what, .error = error, .file = file};
    p.file = cst_yaml_keep_text(yaml, file, strlen(file));
    if (p.file == NULL) {
        p.file = "";
        return no_memory(&p);
    }
    if (size > CST_YAML_BYTES_MAX) {
        return fail_at(&p, NULL, "expected at most 1 MiB of text");
    }
    int code = check_characters(&p, text, size);
    if (code != 0 || size == 0) {
        return code;
    }
    struct fy_diag_cfg how;
    fy_diag_cfg_default(&how);
    how.fp = NULL;
    how.colorize = false;
    p.diag = fy_diag_create(&how);
    struct fy_parse_cfg cfg = {.search_path = "", .diag = p.diag};
    cfg.flags = FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE | FYPCF_DISABLE_MMAP_OPT;
    p.parser = p.diag == NULL ? NULL : fy_parser_create(&cfg);
    if (p.parser == NULL || fy_parser_set_string(p.parser, text, size) != 0) {
        code = no_memory(&p);
    } else {
        fy_diag_set_collect_errors(p.diag, true);
        code = read_stream(&p);
    }
    fy_parser_destroy(p.parser);
    fy_diag_destroy(p.diag);
    return code;
}

cst_yaml_node *cst_yaml_child(const cst_yaml_node *node, const char *key)
{
    if (node == NULL || node->kind != CST_YAML_MAP) {
        return NULL;
    }
    cst_yaml_node *child = node->first;
    while (child != NULL && strcmp(child->key, key) != 0) {
        child = child->next;
    }
    return child;
}

static bool is_plain(const cst_yaml_node *node)
{
    return node->kind == CST_YAML_SCALAR && !node->quoted;
}

bool cst_yaml_number(const cst_yaml_node *node, double *value)
{
    return is_plain(node) && cst_literal_number(node->text, value);
}

bool cst_yaml_whole(const cst_yaml_node *node, uint64_t *value)
{
    return is_plain(node) && cst_literal_whole(node->text, value);
}

int cst_yaml_place(const cst_yaml_node *node, cst_error *error)
{
    if (node != NULL) {
        cst_error_place(error, node->file, node->line, node->column);
    }
    return error == NULL ? CST_ERR_SCENARIO : error->code;
}

int cst_yaml_place_key(const cst_yaml_node *node, cst_error *error)
{
    bool has = node != NULL && node->key != NULL && node->key_line > 0;
    if (has) {
        cst_error_place(error, node->file, node->key_line, node->key_column);
        return error == NULL ? CST_ERR_SCENARIO : error->code;
    }
    return cst_yaml_place(node, error);
}

const char *cst_yaml_found(const cst_yaml_node *node, char *out, size_t size)
{
    if (node == NULL || (is_plain(node) && node->text[0] == '\0')) {
        (void)snprintf(out, size, "nothing");
    } else if (node->kind == CST_YAML_MAP) {
        (void)snprintf(out, size, "a map");
    } else if (node->kind == CST_YAML_LIST) {
        (void)snprintf(out, size, "a list");
    } else {
        const char *more = strlen(node->text) > FOUND_MAX ? "..." : "";
        (void)snprintf(out, size, "%s'%.*s%s'", node->quoted ? "the text " : "", FOUND_MAX,
                       node->text, more);
    }
    return out;
}

int cst_yaml_expected(const cst_yaml_node *node, int code, const char *key, const char *expected,
                      cst_error *error)
{
    char found[96];
    (void)cst_error_set(error, code, key, "expected %s, found %s", expected,
                        cst_yaml_found(node, found, sizeof found));
    (void)cst_yaml_place(node, error);
    return code;
}
