/* SPDX-License-Identifier: MIT
 *
 * Protocols: who reviews a task, how many votes flag it, what becomes of flagged work (MODEL
 * section 7). Every protocol is a const table in protocol_<name>.c, with its name in CST_PROTOCOLS,
 * and a field of cst_protocol_spec for each of its parameters. A crew of k slots looks at a task.
 * One that remembers owns its memory (monitor/play.h); others judge each task by itself.
 */
#ifndef CST_MONITOR_PROTOCOL_H
#define CST_MONITOR_PROTOCOL_H

#include "agents/law.h"
#include "base/error.h"
#include "base/random.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The registry. */
#define CST_PROTOCOLS(PROTOCOL)                                                                    \
    PROTOCOL(none)                                                                                 \
    PROTOCOL(upfront_audit)                                                                        \
    PROTOCOL(random_audit)                                                                         \
    PROTOCOL(trusted_monitor)                                                                      \
    PROTOCOL(untrusted_monitor)                                                                    \
    PROTOCOL(trusted_and_untrusted)                                                                \
    PROTOCOL(committee)                                                                            \
    PROTOCOL(defer)                                                                                \
    PROTOCOL(trusted_edit)                                                                         \
    PROTOCOL(resample)                                                                             \
    PROTOCOL(async)                                                                                \
    PROTOCOL(adaptive)                                                                             \
    PROTOCOL(peer_report)                                                                          \
    PROTOCOL(hierarchy)

typedef enum cst_rule {
    CST_RULE_ANY = 0,
    CST_RULE_MAJORITY = 1,
    CST_RULE_ALL = 2,
    CST_RULE_R_OF_K = 3
} cst_rule;

typedef enum cst_assign {
    CST_ASSIGN_RANDOM = 0,        /* k distinct others, anew for every task */
    CST_ASSIGN_RING = 1,          /* agents i+1..i+k */
    CST_ASSIGN_FIXED_PAIR = 2,    /* the next k in a cyclic order drawn once per trial */
    CST_ASSIGN_CROSS_LINEAGE = 3, /* k distinct agents of other lineages, anew for every task */
    CST_ASSIGN_ROTATE = 4 /* in a cyclic order drawn once per trial, k others in every round */
} cst_assign;

typedef enum cst_flagged_work { CST_FLAGGED_DISCARD = 0, CST_FLAGGED_USE = 1 } cst_flagged_work;
typedef enum cst_quorum { CST_QUORUM_ALL = 0, CST_QUORUM_CAST = 1 } cst_quorum;

/* Who fills the crew's slots. */
typedef enum cst_crew {
    CST_CREW_NOBODY = 0,    /* no slot */
    CST_CREW_AUDITOR = 1,   /* one slot: picks tasks blindly; a pick is an audit, not a review */
    CST_CREW_TRUSTED = 2,   /* one slot: the trusted monitor, which never colludes */
    CST_CREW_POPULATION = 3 /* k slots: agents of the same population */
} cst_crew;

/* What a protocol does with a task. */
typedef enum cst_action {
    CST_ACTION_USE = 0,
    CST_ACTION_AUDIT = 1,   /* a trusted check; the work is flagged */
    CST_ACTION_FLAG = 2,    /* flagged, but there was no audit for it */
    CST_ACTION_REPLACE = 3, /* trusted work takes its place */
    CST_ACTION_EDIT = 4     /* a trusted model edits it */
} cst_action;

typedef struct cst_protocol cst_protocol;

/* resample: which of the samples' suspicions decides, and which sample is executed. */
typedef enum cst_statistic {
    CST_STATISTIC_MAX = 0, /* the most suspicious */
    CST_STATISTIC_MEAN = 1,
    CST_STATISTIC_MIN = 2 /* the least suspicious */
} cst_statistic;

typedef struct cst_protocol_spec {
    const cst_protocol *kind;
    uint32_t reviewers; /* k, 1..CST_REVIEWERS_MAX, read by committee and peer-report */
    cst_rule rule;
    uint32_t votes; /* r of r-of-k */
    cst_assign assign;
    double audit_success;   /* r: an audit of a real attack finds it */
    double audit_share;     /* random-audit: share of all tasks */
    double audit_flagged;   /* P_aud: a flagged task is audited */
    double audit_budget;    /* share of all tasks, the most suspicious of each round; 0: none */
    double trusted_quality; /* u_T: worth of trusted work that takes honest work's place */
    double capacity;        /* audits that can be done in a round; 0: any number */
    double audit_minutes;   /* of one audit */
    cst_flagged_work flagged_work;
    cst_quorum quorum;
    double jamming_cost; /* P(jamming leaves a reviewer no more than noise) */
    uint64_t first;      /* upfront-audit: K */
    double replace; /* defer, trusted-edit, adaptive: g, share of honest work beyond the audits */
    double edit_success; /* trusted-edit: kappa, the edit removes the attack */
    uint32_t samples;    /* resample: m, 1..16 */
    cst_statistic statistic;
    uint32_t delay;          /* async: rounds until a review is done */
    double harm_rate;        /* async: P(an attack's harm is done) in each round of waiting */
    double prior;            /* adaptive: credence at the start that the model schemes */
    double suspect;          /* adaptive: credence from which work is deferred */
    double supposed_rate;    /* adaptive: attacks per task of a model that schemes */
    double investigate;      /* peer-report: weighted reports that start an investigation */
    double penalty;          /* peer-report: a false reporter's weight is multiplied by this */
    double recover;          /* peer-report: share of lost weight that comes back in a round */
    uint32_t expire;         /* peer-report: rounds that a report counts; 0: for ever */
    uint32_t depth;          /* hierarchy: D, levels of reviewers */
    double escalate;         /* hierarchy: share of passed work that the next level sees */
    double honeypot_share;   /* of tasks beside which one honeypot is reviewed */
    uint32_t honeypot_slack; /* m misses expel a reviewer */
    bool honeypot_strata;    /* honeypots take the classes of inputs in turn */
} cst_protocol_spec;

struct cst_play;
struct cst_view;

struct cst_protocol {
    const char *name; /* as in protocol.kind */
    const char *text;
    const cst_parameter *parameter[CST_PARAMETERS_MAX]; /* its own, in a cst_protocol_spec */
    cst_crew crew;
    bool committee; /* reads reviewers, rule, votes and quorum; else one slot (or none) */
    bool crowd;     /* reads reviewers alone; a task that nobody reports is used */
    bool joint;     /* the trusted monitor scores every task too: it and the crew flag by their
                       joint scores */
    bool chained;   /* its crew is asked one after the other, most often the first alone */
    bool delayed;   /* reviews take protocol.delay rounds, in which harm may be done */
    bool by_score;  /* judges by the trusted score: without draws, which may be NULL, and changes
                       the view alone, as it may be asked twice */
    bool played;    /* judges tasks by what happened in the trial, or by more than votes: trials are
                       played round by round (monitor/play.h) */
    /* Protocols that judge by score: what is done with the next share `replace` of honest work. */
    cst_action beyond;
    /* Played protocols that remember: bytes of their memory (play->memory) of a trial, or of each
     * agent, copied byte by byte, and what it holds at first, all 0 before. 0: nothing is. */
    size_t memory;
    bool memory_by_agent;
    bool (*names)(const cst_protocol_spec *spec); /* must it know who reports? NULL: no */
    void (*begin)(struct cst_play *play);
    void (*forget)(struct cst_play *play, uint32_t agent); /* a fresh one takes its seat; or NULL */
    /* Played protocols: sets view->action of one task from its votes and suspicion; reviewers are
     * in play->crew. NULL: what the votes flag is audited. */
    void (*judge)(struct cst_play *play, uint32_t agent, struct cst_view *view, cst_draws *draws);
    /* Played protocols: before a round's tasks are settled, and after. NULL: nothing. */
    void (*close)(struct cst_play *play);
    void (*learn)(struct cst_play *play);
};

extern const cst_protocol *const cst_protocols[]; /* ends with NULL */
/* The protocol of that name, or NULL. */
const cst_protocol *cst_protocol_find(const char *name);

/* Whether tasks are reviewed, and so may be reported. */
static inline bool cst_protocol_reports(const cst_protocol *kind)
{
    return kind->crew == CST_CREW_TRUSTED || kind->crew == CST_CREW_POPULATION;
}

/* Whether the trusted monitor scores every task, as the crew or beside it. */
static inline bool cst_protocol_trusted(const cst_protocol *kind)
{
    return kind->crew == CST_CREW_TRUSTED || kind->joint;
}

/* committee of 3, majority, random, audits always succeed, flagged work discarded, quorum all. */
cst_protocol_spec cst_protocol_spec_default(void);

/* The crew's slots (0, 1 or reviewers) and how many of them are agents of the population. */
uint32_t cst_protocol_slots(const cst_protocol_spec *spec);
uint32_t cst_protocol_reviewers(const cst_protocol_spec *spec);

/* Votes that flag a task of which `cast` verdicts were cast (quorum all: slots); 0: slots + 1. */
uint32_t cst_protocol_votes_needed(const cst_protocol_spec *spec, uint32_t cast);

/* 0, or CST_ERR_PROTOCOL with key and text. Only the parameters of its kind are looked at. */
int cst_protocol_spec_check(const cst_protocol_spec *spec, cst_error *error);

/* For the files of this room: the tables, one a file, protocol_<name>.c. */
#define CST_PROTOCOL_TABLE(name) extern const cst_protocol cst_protocol_##name;
CST_PROTOCOLS(CST_PROTOCOL_TABLE)
#undef CST_PROTOCOL_TABLE

#endif
