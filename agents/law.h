/* SPDX-License-Identifier: MIT
 *
 * Dependence laws: who schemes together. For one task with one actor and k reviewers a law is
 * w_s = P(the actor schemes and exactly s of the k reviewers scheme), s = 0..k (MODEL section 3).
 * Every law is a const table in a file of its own, law_<name>.c, with its name in CST_LAWS, and a
 * field of cst_law_spec for each number of its shape.
 * All functions are pure and use + - * / and sqrt only, so that every build has the same bits; what
 * else the copula needs is rounded to 12 digits first.
 */
#ifndef CST_AGENTS_LAW_H
#define CST_AGENTS_LAW_H

#include "base/parameter.h"

/* The registry, in the order of MODEL section 3. */
#define CST_LAWS(LAW)                                                                              \
    LAW(independent)                                                                               \
    LAW(beta)                                                                                      \
    LAW(two_point)                                                                                 \
    LAW(common_cause)                                                                              \
    LAW(shock)                                                                                     \
    LAW(alpha_factor)                                                                              \
    LAW(copula)                                                                                    \
    LAW(all_or_nothing)                                                                            \
    LAW(table)

enum { CST_REVIEWERS_MAX = 32 };

typedef struct cst_law cst_law;

/* The law with its marginal and its shape. Of the shapes only those of the law are read; the reader
 * of scenarios refuses the others. */
typedef struct cst_law_spec {
    const cst_law *law;
    double rate;           /* the exact marginal p per instance and task, in [0, 1] */
    double rho;            /* beta */
    double together;       /* two-point */
    double common_share;   /* common-cause */
    double lethal;         /* shock, relative weight */
    double nonlethal;      /* shock, relative weight */
    double background;     /* shock, relative weight */
    double hit;            /* shock, a probability as given */
    double latent_model;   /* copula: latent correlations, which add up */
    double latent_version; /* copula */
    double latent_context; /* copula */
    double latent_time;    /* copula */
    /* Lists are borrowed: many specs may share one. */
    const double *alpha; /* alpha-factor: k+1 numbers that sum to 1 */
    const double *mgl;   /* alpha-factor: or k Greek letters from beta on */
    const double *joint; /* table: q_0.., k+2 numbers */
    uint32_t alpha_count, mgl_count, joint_count;
} cst_law_spec;

/* A latent cause: with probability `weight` each agent schemes with probability `theta`, by
 * itself. What follows from these stands beside them, so that no digits are lost. */
typedef struct cst_law_cause {
    double weight, theta;
    double honest; /* 1 - theta */
    double rate;   /* weight * theta */
} cst_law_cause;

enum { CST_LAW_CAUSES_MAX = 512 };

struct cst_law {
    const char *name;                               /* as in scheming.dependence */
    const char *text;                               /* one line for `custodes list laws` */
    const cst_parameter *shape[CST_PARAMETERS_MAX]; /* its parameters, in a cst_law_spec */
    /* What must hold beside the ranges of the shape: 0, or CST_ERR_LAW with the key and the reason;
     * NULL: nothing. */
    int (*check)(const cst_law_spec *spec, uint32_t k, cst_error *error);
    /* The law as a mixture of causes, at most CST_LAW_CAUSES_MAX; returns how many. NULL where it
     * is no such mixture. */
    uint32_t (*causes)(const cst_law_spec *spec, cst_law_cause *out);
    /* Fills w[0..k]. The spec has been checked. NULL: what its causes make. */
    void (*joint)(const cst_law_spec *spec, uint32_t k, double *w);
    /* P(none of k + 1 agents schemes), from terms that do not cancel where the rate is near 1; NULL
     * where it is what w leaves of 1, or what the causes make. */
    double (*nobody)(const cst_law_spec *spec, uint32_t k);
    /* A law of one number: the one at which it has this rate and this correlation, both in (0, 1],
     * NaN where none has; NULL where no formula is known. */
    double (*shape_of)(double rate, double rho);
    /* States under one cause follow Polya's urn: after s schemers among n states the next agent
     * schemes with probability (p (1 - rho) + s rho) / (1 - rho + n rho). */
    bool urn;
    bool sized; /* its shape is for one number of reviewers */
};

#define CST_LAW_ONE(name) +1
enum { CST_LAW_COUNT = CST_LAWS(CST_LAW_ONE) };
#undef CST_LAW_ONE

extern const cst_law *const cst_laws[CST_LAW_COUNT + 1]; /* ends with NULL */

/* The law of that name, or NULL. */
const cst_law *cst_law_find(const char *name);

/* The independent law at rate 1e-3, with what is initial of every law's shape. */
cst_law_spec cst_law_spec_default(void);

/* 0, or CST_ERR_LAW with the key and the reason. k: reviewers of the population on a task. */
int cst_law_check(const cst_law_spec *spec, uint32_t k, cst_error *error);

/* The one number that says how much a law ties schemers together: its only shape, where that is a
 * number between two ends. Else NULL. */
const cst_parameter *cst_law_tie(const cst_law *law);

/* Fills w[0..k] and v[0..k], v_s = P(the actor is honest and s reviewers scheme): v_s =
 * w_{s-1}(k+1-s)/s for s >= 1, v_0 = P(nobody schemes). sum w = rate, sum w + sum v = 1. */
void cst_law_joint(const cst_law_spec *spec, uint32_t k, double *w, double *v);

/* The pairwise correlation of two scheming states, from w at k = 1 (for a sized law: from its own
 * k). NaN where rate is 0 or 1, or a sized law is for no reviewer. */
double cst_law_rho(const cst_law_spec *spec, uint32_t k);

/* For the files of this room: the tables, one a file, law_<name>.c, and their arithmetic. */
#define CST_LAW_TABLE(name) extern const cst_law cst_law_##name;
CST_LAWS(CST_LAW_TABLE)
#undef CST_LAW_TABLE

/* Initialisers of a list: its key, its field in a cst_law_spec, how many numbers there may be, the
 * range of each. */
#define CST_LAW_LIST(key_, field, most_, ...)                                                      \
    .length = offsetof(cst_law_spec, field##_count), .most = most_,                                \
    CST_PARAMETER(LIST, key_, cst_law_spec, field, __VA_ARGS__)

/* C(k, s), exact for k up to CST_REVIEWERS_MAX. */
double cst_law_choose(uint32_t k, uint32_t s);

/* A cause whose theta is not near 1. */
cst_law_cause cst_law_cause_of(double weight, double theta);

/* Fills w[0..k] from causes; returns P(none of k + 1 agents schemes). */
double cst_law_mix(const cst_law_cause *cause, uint32_t count, uint32_t k, double *w);

/* Scales w[0..k] to the sum `rate`, from which rounding has taken it. */
void cst_law_settle(uint32_t k, double rate, double *w);

#endif
