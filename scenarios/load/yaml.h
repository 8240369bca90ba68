/* SPDX-License-Identifier: MIT
 *
 * YAML text as a tree of nodes with their places. Only what scenario files need: one document of
 * maps, lists and scalars; anchors, aliases, tags and keys that are not plain names are refused, as
 * are duplicate keys, deep nesting and long files. Nothing is typed by guess: a scalar is its text,
 * and whoever reads it knows what it should be. A document owns its nodes; one thread at a time.
 */
#ifndef CST_SCENARIOS_LOAD_YAML_H
#define CST_SCENARIOS_LOAD_YAML_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    CST_YAML_BYTES_MAX = 1 << 20,
    CST_YAML_DEPTH_MAX = 16,
    CST_YAML_NODES_MAX = 250000,
    CST_YAML_KEYS_MAX = 1000 /* of one map */
};

typedef enum cst_yaml_kind { CST_YAML_SCALAR, CST_YAML_LIST, CST_YAML_MAP } cst_yaml_kind;

typedef struct cst_yaml_node {
    cst_yaml_kind kind;
    bool quoted;      /* a scalar in quotes or a text block: never a number */
    bool cut;         /* of an axis of the sweep: --set took a key out of it */
    int line, column; /* of the value, 1-based; 0 where the text is not a file's */
    int key_line, key_column;
    const char *file;  /* what the document was called */
    const char *key;   /* in a map: its key; else NULL */
    char *text;        /* of a scalar, zero-terminated; "" for a value left out */
    uint32_t children; /* of a list or a map */
    struct cst_yaml_node *first, *last, *next;
} cst_yaml_node;

typedef struct cst_yaml {
    cst_yaml_node *root;          /* NULL for an empty text */
    struct cst_yaml_chunk *chunk; /* the memory of all nodes and texts */
} cst_yaml;

/* Parses text[0..size), where text[size] is zero, to the root of a document that is zeroed, or that
 * has one: its nodes live on. `file` is what places are reported in, and with places = false (text
 * that is no file's) lines are 0. 0, `what` with its place, or CST_ERR_MEMORY; cst_yaml_free is
 * legal after failure. */
int cst_yaml_parse(cst_yaml *yaml, const char *file, bool places, const char *text, size_t size,
                   int what, cst_error *error);

/* Frees all nodes and texts; legal on a zeroed one, and again. */
void cst_yaml_free(cst_yaml *yaml);

/* The child of that key, or NULL; node may be NULL. */
cst_yaml_node *cst_yaml_child(const cst_yaml_node *node, const char *key);

/* A number, or a whole one, as literal.h has them; false where the node is no scalar, is one in
 * quotes, or none of these. */
bool cst_yaml_number(const cst_yaml_node *node, double *value);
bool cst_yaml_whole(const cst_yaml_node *node, uint64_t *value);

/* Memory and a copy of a string that live as long as the document; NULL without memory. */
void *cst_yaml_keep(cst_yaml *yaml, size_t size);
char *cst_yaml_keep_text(cst_yaml *yaml, const char *text, size_t size);

/* Puts the place of the node's value (or of its key) on an error. Returns the error's code. */
int cst_yaml_place(const cst_yaml_node *node, cst_error *error);
int cst_yaml_place_key(const cst_yaml_node *node, cst_error *error);

/* Sets an error with that code and key, "expected ..., found what the node is", and the place of
 * its value; of an empty document, NULL, none. Returns the code. */
int cst_yaml_expected(const cst_yaml_node *node, int code, const char *key, const char *expected,
                      cst_error *error);

/* What a message says was found: 'text', a map, a list, nothing. Returns out. */
const char *cst_yaml_found(const cst_yaml_node *node, char *out, size_t size);

#endif
