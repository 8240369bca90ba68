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

/* The state of one parse: the open maps and lists, innermost last. */
typedef struct parse {
    cst_yaml *yaml;
    const char *file;
    bool places;
    uint32_t nodes, depth, documents;
    cst_yaml_node *open[CST_YAML_DEPTH_MAX];
    cst_yaml_node *pending; /* a map's key that waits for its value */
    bool ended;             /* the reader has come to the end of the text */
    int what;               /* the code of its errors */
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

static bool is_quoted(struct fy_token *token)
{
    return token != NULL && fy_token_scalar_style(token) != FYSS_PLAIN;
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
    enum fy_scalar_style style = event->type == FYET_SCALAR && event->scalar.value != NULL
                                     ? fy_token_scalar_style(event->scalar.value)
                                     : FYSS_PLAIN;
    bool in_quotes = style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED;
    node->line = mark->line + 1;
    node->column = mark->column + (in_quotes && mark->column > 0 ? 0 : 1);
}

/* A map's key: makes the node that its value will fill. */
static int add_key(parse *p, struct fy_event *event, cst_yaml_node *map, const char *key,
                   size_t size)
{
    cst_yaml_node *node = cst_yaml_keep(p->yaml, sizeof *node);
    if (node == NULL) {
        return no_memory(p);
    }
    const struct fy_mark *mark = fy_event_start_mark(event);
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
    p->pending = node;
    return 0;
}

/* Hangs a value in the innermost open map or list. */
static int add_node(parse *p, struct fy_event *event, cst_yaml_kind kind, cst_yaml_node **out)
{
    cst_yaml_node *parent = p->depth == 0 ? NULL : p->open[p->depth - 1];
    cst_yaml_node *node = p->pending;
    p->pending = NULL;
    if (node == NULL) {
        node = cst_yaml_keep(p->yaml, sizeof *node);
    }
    if (node == NULL) {
        return no_memory(p);
    }
    node->kind = kind;
    node->file = p->file;
    set_place(p, node, event);
    if (parent == NULL) {
        p->yaml->root = node;
    } else {
        *(parent->last == NULL ? &parent->first : &parent->last->next) = node;
        parent->last = node;
        parent->children++;
    }
    *out = node;
    return 0;
}

static bool key_is_next(const parse *p)
{
    return p->depth > 0 && p->open[p->depth - 1]->kind == CST_YAML_MAP && p->pending == NULL;
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

static int on_scalar(parse *p, struct fy_event *event)
{
    size_t size = 0;
    char *text = scalar_text(p, event->scalar.value, &size);
    if (text == NULL) {
        return no_memory(p);
    }
    if (key_is_next(p)) {
        return add_key(p, event, p->open[p->depth - 1], text, size);
    }
    cst_yaml_node *node = NULL;
    int code = add_node(p, event, CST_YAML_SCALAR, &node);
    if (code != 0) {
        return code;
    }
    node->quoted = is_quoted(event->scalar.value);
    node->text = text;
    return strlen(node->text) == size
               ? 0
               : fail_at(p, fy_event_start_mark(event), "a text must not contain a zero byte");
}

static int on_open(parse *p, struct fy_event *event, cst_yaml_kind kind)
{
    const struct fy_mark *mark = fy_event_start_mark(event);
    if (key_is_next(p)) {
        return fail_at(p, mark, "expected a key, found a map or a list");
    }
    if (p->depth == CST_YAML_DEPTH_MAX) {
        return fail_at(p, mark, "maps and lists are nested too deep");
    }
    cst_yaml_node *node = NULL;
    int code = add_node(p, event, kind, &node);
    if (code == 0) {
        p->open[p->depth++] = node;
    }
    return code;
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

static int on_event(parse *p, struct fy_event *event)
{
    const struct fy_mark *mark = fy_event_start_mark(event);
    if (has_extras(event)) {
        return fail_at(p, mark, "anchors, aliases and tags are not used here; write the value out");
    }
    if (++p->nodes > CST_YAML_NODES_MAX) {
        return fail_at(p, mark, "too many values");
    }
    switch (event->type) {
    case FYET_DOCUMENT_START:
        return ++p->documents == 1 ? 0 : fail_at(p, mark, "expected one document, found a second");
    case FYET_SCALAR:
        return on_scalar(p, event);
    case FYET_MAPPING_START:
        return on_open(p, event, CST_YAML_MAP);
    case FYET_SEQUENCE_START:
        return on_open(p, event, CST_YAML_LIST);
    case FYET_STREAM_END:
        p->ended = true;
        return 0;
    case FYET_MAPPING_END:
    case FYET_SEQUENCE_END:
        cst_require(p->depth > 0);
        p->depth--;
        return 0;
    default:
        return 0;
    }
}

/* The first complaint of the YAML reader itself. Without memory it has none. */
static int syntax_error(parse *p, struct fy_diag *diag)
{
    void *at = NULL;
    const struct fy_diag_error *first = fy_diag_errors_iterate(diag, &at);
    if (first == NULL || first->msg == NULL) {
        return no_memory(p);
    }
    (void)cst_error_set(p->error, p->what, NULL, "not YAML: %s", first->msg);
    bool placed = p->places && first->line > 0;
    cst_error_place(p->error, p->file, placed ? first->line : 0, placed ? first->column : 0);
    return p->what;
}

static int parse_events(parse *p, struct fy_parser *parser, struct fy_diag *diag)
{
    int code = 0;
    struct fy_event *event = NULL;
    while (code == 0 && (event = fy_parser_parse(parser)) != NULL) {
        code = on_event(p, event);
        fy_parser_event_free(parser, event);
    }
    if (code == 0 && (fy_parser_get_stream_error(parser) || p->depth > 0 || !p->ended)) {
        code = syntax_error(p, diag);
    }
    return code;
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
    struct fy_diag *diag = fy_diag_create(&how);
    struct fy_parse_cfg cfg = {.search_path = "", .diag = diag};
    cfg.flags = FYPCF_QUIET | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE | FYPCF_DISABLE_MMAP_OPT;
    struct fy_parser *parser = diag == NULL ? NULL : fy_parser_create(&cfg);
    if (parser == NULL || fy_parser_set_string(parser, text, size) != 0) {
        code = no_memory(&p);
    } else {
        fy_diag_set_collect_errors(diag, true);
        code = parse_events(&p, parser, diag);
    }
    if (parser != NULL) {
        fy_parser_destroy(parser);
    }
    if (diag != NULL) {
        fy_diag_destroy(diag);
    }
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
