/* SPDX-License-Identifier: MIT
 *
 * Collusion strategies: what a scheming reviewer does (MODEL section 6). Every strategy is a const
 * table in collusion_<name>.c, with its name in CST_COLLUSIONS, and a field of cst_collusion_spec
 * for each of its parameters.
 */
#ifndef CST_MONITOR_COLLUSION_H
#define CST_MONITOR_COLLUSION_H

#include "base/parameter.h"

/* The registry. */
#define CST_COLLUSIONS(COLLUSION)                                                                  \
    COLLUSION(none)                                                                                \
    COLLUSION(always_pass)                                                                         \
    COLLUSION(causal_signal)                                                                       \
    COLLUSION(acausal_signal)                                                                      \
    COLLUSION(self_recognition)                                                                    \
    COLLUSION(combined)                                                                            \
    COLLUSION(input_trigger)                                                                       \
    COLLUSION(shared_bit)                                                                          \
    COLLUSION(false_accusation)                                                                    \
    COLLUSION(clique)                                                                              \
    COLLUSION(reciprocal)                                                                          \
    COLLUSION(learned)

typedef struct cst_collusion cst_collusion;

/* learned: which reviews are episodes that reviewer and actor share, and whose memory grows. */
typedef enum cst_episode { CST_EPISODE_REVIEW = 0, CST_EPISODE_ATTACK = 1 } cst_episode;
typedef enum cst_shared_memory { CST_MEMORY_PAIR = 0, CST_MEMORY_POPULATION = 1 } cst_shared_memory;

typedef struct cst_collusion_spec {
    const cst_collusion *strategy;
    double probability; /* c: that a scheming reviewer is ready to collude, per review, in [0, 1] */
    double signal;      /* s: P(an attack carries the signal), causal-signal and combined */
    double agreement;   /* s of acausal-signal: P(actor and reviewer agree on a mark) */
    double jammed;      /* J: P(jamming destroys the signal) */
    double chance;      /* e0: P(work without a signal looks as if it had one) */
    double visible;   /* delta: what the signal adds to the trusted monitor's score, in its standard
                         deviations */
    double auc;       /* of the recognition score, in [.5, 1] */
    double mistaken;  /* recognition's threshold: P(falsely recognise), in [0, 1] */
    double accuse;    /* phi: P(a scheming reviewer reports honest work that it would pass) */
    uint32_t members; /* clique: m agents */
    double start;     /* reciprocal: P(covers for one that has not covered for it) */
    uint32_t classes; /* input-trigger: classes of inputs, those of the attack's trigger */
    double h0, h1, ceiling; /* learned: C(E) = ceiling (1 - (1 - h0) exp(-h1 E)) */
    double habit;           /* learned: what an own cover adds to an episode */
    double forget;          /* learned: share of E that a report between the two takes off */
    uint32_t memory;        /* learned: episodes that count, the last ones; 0: all */
    uint32_t wipe;          /* learned: all E are 0 again every so many rounds; 0: never */
    cst_episode episode;
    cst_shared_memory shared_memory;
} cst_collusion_spec;

/* What one scheming reviewer does; each a probability, the first three given that it would report.
 * In a strategy's table that of one that is ready to collude. */
typedef struct cst_collusion_acts {
    double hides_attack;   /* withholds a report on an attack */
    double hides_honest;   /* withholds a report on honest work */
    double hides_honeypot; /* withholds a report on a honeypot that it takes for real */
    double accuses;        /* reports honest work that it would pass */
} cst_collusion_acts;

struct cst_collusion {
    const char *name; /* as in collusion.strategy */
    const char *text;
    const cst_parameter *parameter[CST_PARAMETERS_MAX]; /* its own, in a cst_collusion_spec */
    bool lineage_bound; /* what it does depends on whether actor and reviewer are of one lineage */
    bool together;      /* the scheming reviewers of a task give one verdict, the same for all */
    bool clique;        /* colludes only where actor and reviewer are both members */
    bool reciprocal;    /* colludes by what the actor did for the reviewer before */
    bool learned;       /* reviewers that do not scheme hide attacks too, by what they shared with
                           the actor before (monitor/bonds.h) */
    const cst_parameter *signal; /* P(an attack carries a signal), which the trusted monitor may see
                                    too; NULL: there is none */
    bool triggered;              /* actors attack only on the trigger class */
    cst_collusion_acts ready; /* what a reviewer does that is ready to collude; `accuses` here says
                                 whether the strategy accuses at all */
    /* The same where parameters say it; NULL: it hides what seems to carry the signal, or `ready`
     * where there is none. kin: actor and reviewer are of one lineage. */
    cst_collusion_acts (*acts)(const cst_collusion_spec *spec, bool kin);
};

extern const cst_collusion *const cst_collusions[]; /* ends with NULL */
/* The strategy of that name, or NULL. */
const cst_collusion *cst_collusion_find(const char *name);

/* Whether what a reviewer does depends on who the two are, or on what they did before. */
static inline bool cst_collusion_remembers(const cst_collusion *strategy)
{
    return strategy->clique || strategy->reciprocal || strategy->learned;
}

/* always-pass with probability 1. */
cst_collusion_spec cst_collusion_spec_default(void);
/* 0, or CST_ERR_MONITOR with key and text. The parameters of all strategies are looked at. */
int cst_collusion_spec_check(const cst_collusion_spec *spec, cst_error *error);

/* The strategy's acts of a scheming reviewer, who is ready with `probability`; each rounded to 12
 * significant digits. */
cst_collusion_acts cst_collusion_act(const cst_collusion_spec *spec, bool kin);

/* For the files of this room: the tables, one a file, collusion_<name>.c, and what several of them
 * share: parameters, and how a colluding reviewer recognises an attack of its own side. */
#define CST_COLLUSION_TABLE(name) extern const cst_collusion cst_collusion_##name;
CST_COLLUSIONS(CST_COLLUSION_TABLE)
#undef CST_COLLUSION_TABLE

extern const cst_parameter cst_collusion_probability, cst_collusion_signal, cst_collusion_chance,
    cst_collusion_visible, cst_collusion_auc, cst_collusion_mistaken;

/* P(an attack looks as if it carried the signal): t + (1 - t) e0, t = s(1 - J) the share of attacks
 * whose signal arrives. Work without a signal looks so with probability e0. */
double cst_collusion_seems(const cst_collusion_spec *spec, double signal);

/* d' = sqrt(2) Phi^-1(AUC): how far apart the recognition scores of own and of other work are,
 * both normal with standard deviation 1. At least 0; infinite at AUC 1. */
double cst_collusion_distance(const cst_collusion_spec *spec);

#endif
