/* SPDX-License-Identifier: MIT
 *
 * What a key of a scenario is, and the draft that reading fills in. Everything about a key is said
 * in one row: its type and range, where its value goes, when anything uses it, and the words of the
 * page docs/scenario.md.
 */
#ifndef CST_SCENARIOS_LOAD_KEY_H
#define CST_SCENARIOS_LOAD_KEY_H

#include "base/parameter.h"
#include "estimate/ask/answer.h"
#include "estimate/sample/cell.h"
#include "scenarios/load/score_csv.h"
#include "scenarios/load/yaml.h"

#include <stdbool.h>

/* A score model while it is read: counts stand in the scenario or in a file. */
typedef struct cst_draft_counts {
    uint32_t honest, attack;   /* lengths of the lists */
    cst_score_counts list;     /* of the scenario; once resolved, of the file too */
    const char *file, *set;    /* NULL if not stated */
    cst_score_columns columns; /* of a file of samples, likewise */
} cst_draft_counts;

/* The joint counts of two monitors while they are read: in a file, or as tables in the scenario.
 * NULL: not stated. */
typedef struct cst_draft_joint {
    const char *file, *set;
    const cst_yaml_node *honest, *attack;
} cst_draft_joint;

/* Whether a scenario says anything of joint counts. */
static inline bool cst_draft_has_joint(const cst_draft_joint *joint)
{
    return joint->file != NULL || joint->set != NULL || joint->honest != NULL ||
           joint->attack != NULL;
}

/* A scenario, or one cell of it, while it is read. Texts are the document's. */
typedef struct cst_draft {
    cst_trial_spec trial;
    cst_estimate_spec estimate;
    const char *claim;
    cst_draft_counts counts, trusted_counts;
    cst_draft_joint joint;  /* what it says comes to trial.joint.counts */
    uint32_t worst;         /* bit i: `worst` stands where cst_answer_keys[i] has a number */
    cst_answer answer;      /* of a resolved cell: what was found for these */
    struct cst_kept **kept; /* holds the lists and lineages that are read into it */
} cst_draft;

/* One of the names that a choice has. */
typedef struct cst_choice_item {
    const char *name;                 /* NULL past the last */
    const char *text;                 /* what it is, in a line; NULL: said by the key */
    const cst_parameter *const *rows; /* a variant's own parameters; NULL: it is no variant */
    const void *variant;              /* its table; NULL: none */
} cst_choice_item;

/* A choice among names. */
typedef struct cst_choice {
    cst_choice_item (*item)(uint32_t index);
    size_t offset, size; /* in a draft: a pointer to the variant's table, else the index */
    const char *folder;  /* under docs/, with a page for each that has words; NULL: no pages */
} cst_choice;

typedef enum cst_key_kind {
    CST_KEY_TEXT,    /* const char * */
    CST_KEY_NAME,    /* char[CST_LINEAGE_NAME_MAX] */
    CST_KEY_WHOLE,   /* uint32_t */
    CST_KEY_WHOLE64, /* uint64_t */
    CST_KEY_REAL,    /* double, NaN: not stated */
    CST_KEY_CHOICE,
    CST_KEY_REALS,     /* a list: const double *, its length a uint32_t elsewhere */
    CST_KEY_COUNTS,    /* a list: uint64_t[], its length a uint32_t elsewhere */
    CST_KEY_TABLE,     /* a list of lists of counts: const cst_yaml_node *, checked */
    CST_KEY_POPULATION /* a list of maps with the keys of cst_lineage_keys */
} cst_key_kind;

enum {
    CST_KEY_LABEL = 1,  /* not part of a cell's identity; cannot be swept */
    CST_KEY_SOURCE = 2, /* says where values are; what they are is written out instead */
    CST_KEY_RED = 4,    /* red chooses it: one of cst_answer_keys, which takes `worst` */
    CST_KEY_WORLD = 8,  /* a key of the protocol that the world chooses, not who runs it */
    CST_KEY_VIEW = 16,  /* says how results are shown: part of no text that is kept, nor digest */
    CST_KEY_ASKED = 32  /* written only where it is stated: a number, or not the first choice */
};

/* How far off a number may be of which the scenario does not say how uncertain it is. */
typedef enum cst_guess {
    CST_GUESS_BY_RANGE,  /* chances: a factor of 3 in the odds; other numbers: a factor of 2 */
    CST_GUESS_ALL,       /* anywhere in its range */
    CST_GUESS_TENFOLD,   /* a factor of 10 each way */
    CST_GUESS_THREEFOLD, /* a factor of 3 */
    CST_GUESS_HALF       /* by 0.5 */
} cst_guess;

/* When keys are used; the row says it in words. */
typedef enum cst_use {
    CST_USE_ALWAYS,
    CST_USE_REVIEWED,
    CST_USE_SEVERAL,
    CST_USE_DEPENDENT,
    CST_USE_TRUSTED,
    CST_USE_MONITORED,
    CST_USE_OF_LAW,
    CST_USE_OF_MIXTURE,
    CST_USE_RATED,
    CST_USE_AWARE,
    CST_USE_APART,
    CST_USE_VERSION,
    CST_USE_OF_POLICY,
    CST_USE_OF_STRATEGY,
    CST_USE_SIGNALLED,
    CST_USE_SCORED,
    CST_USE_FLAGGING,
    CST_USE_COPULA,
    CST_USE_JOINT_COUNTS,
    CST_USE_OF_KIND,
    CST_USE_SAMPLED,
    CST_USE_CROWD,
    CST_USE_VOTING,
    CST_USE_COUNTED_VOTES,
    CST_USE_QUORATE,
    CST_USE_AUDITED,
    CST_USE_FLAGS,
    CST_USE_BLIND,
    CST_USE_SCORING,
    CST_USE_HONEYPOTS,
    CST_USE_STRATA,
    CST_USE_LEARNED,
    CST_USE_RESPONDING,
    CST_USE_RETRACTING,
    CST_USE_REMOVING,
    CST_USE_OF_MECHANISM,
    CST_USE_STOPPING,
    CST_USES
} cst_use;
typedef struct cst_score_mount cst_score_mount;
typedef struct cst_key cst_key;

/* Whose scores the keys of a score model are: one table serves both (keys.c). */
struct cst_score_mount {
    const char *prefix; /* of the keys */
    size_t score;       /* offset of a cst_score_spec in a cst_draft */
    size_t counts;      /* offset of a cst_draft_counts there */
    const cst_choice *model;
    cst_use use; /* when there are such scores */
    cst_use use_fpr;
    const char *when;  /* in words */
    const char *whose; /* in words, for an axis */
};

struct cst_key {
    const char *path; /* dotted */
    cst_key_kind kind;
    unsigned flags;
    size_t offset;   /* of its value in a cst_draft (of lineage keys: in a cst_lineage) */
    size_t length;   /* lists: offset of the length; tables: offset in a cst_joint_counts */
    uint32_t most;   /* lists: how many values at most; tables: each way */
    cst_range range; /* its words stand for texts and lists too; none: said by the choice */
    const cst_choice *choice;
    cst_guess guess;
    const char *meaning;
    const char *axis; /* in a picture; NULL: the path */
    const char *when; /* "under ..."; NULL: always */
    cst_use use;
    const char *owner;              /* the key whose choice calls for this one */
    const cst_parameter *parameter; /* of a variant, else NULL */
    const cst_score_mount *mount;   /* of a score model: whose, else NULL */
    const char *model;              /* of a score model: the one that reads it; NULL: all */
};

enum { CST_KEYS_MAX = 384 };

/* Whether it is one real number of a trial, which may be uncertain: closed forms follow it. */
static inline bool cst_key_is_input(const cst_key *key)
{
    return key->kind == CST_KEY_REAL && key->offset < sizeof(cst_trial_spec);
}

/* What a draft uses. */
typedef struct cst_uses {
    const cst_draft *draft;
    bool of[CST_USES];
} cst_uses;

/* The uses of a draft, which outlives them. */
cst_uses cst_uses_of(const cst_draft *draft);

/* Whether scenarios of this kind have the key: of agents that do tasks, or of a mechanism. */
bool cst_key_concerns(const cst_key *key, const cst_draft *draft);

/* Whether anything in the draft uses the key. */
bool cst_key_used(const cst_key *key, const cst_uses *uses);

/* Whether a lineage has no value of its own at that offset in it, and takes the population's. */
bool cst_population_serves(const cst_trial_spec *trial, size_t offset);

#endif
