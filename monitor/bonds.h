/* SPDX-License-Identifier: MIT
 *
 * What agents have shared, where collusion is learned: for each reviewer and actor E, the sum of
 * the episodes that they shared. An episode counts 1, and `habit` more where the reviewer covered:
 * withheld a report that it would have made on an attack. A report between the two takes a share
 * `forget` off E. Only pairs that met take room, and only what happens costs time: a wipe and a new
 * trial void all bonds at once, and quiet episodes are added by their number.
 *
 * docs/collusion/learned.md has the rules in full. Pure; one user at a time.
 */
#ifndef CST_MONITOR_BONDS_H
#define CST_MONITOR_BONDS_H

#include "monitor/trial_spec.h"

enum {
    CST_BONDS_MEMORY_MAX = 64, /* of collusion.memory */
    CST_BONDS_MIB_MAX = 128    /* that the bonds of a trial may take */
};

typedef struct cst_bonds {
    const cst_collusion_spec *spec;
    uint32_t agents;
    size_t size;        /* bytes of a bond */
    uint64_t places;    /* bonds that there is room for */
    unsigned char *at;  /* heap: the bonds, by pair, or by its hash */
    uint64_t *began;    /* heap: [2 agent] as a reviewer, [2 agent + 1] as an actor: the time */
    uint64_t now;       /* what voids bonds, so far: trials, wipes, new agents */
    uint64_t last_void; /* bonds that are older count no more */
    uint32_t wipes;     /* in this trial, so far */
} cst_bonds;

/* Pairs that a trial may bind, at most. */
double cst_bonds_pairs(const cst_trial_spec *spec);

/* Bytes of the bonds of a trial, about; 0 where nothing is learned. */
double cst_bonds_bytes(const cst_trial_spec *spec);

/* Room for the bonds of trials of a checked spec, which must stay; none where nothing is learned.
 * 0 or CST_ERR_MEMORY; free is legal on zeroed bonds and after a failure. */
int cst_bonds_init(cst_bonds *bonds, const cst_trial_spec *spec, cst_error *error);
void cst_bonds_free(cst_bonds *bonds);

/* Puts `to` where `from` is; both initialised for one spec. */
void cst_bonds_copy(cst_bonds *to, const cst_bonds *from);

/* A trial begins: nobody has met. */
void cst_bonds_begin(cst_bonds *bonds);

/* A round begins; rounds may be left out. Wipes that are due void all bonds. */
void cst_bonds_round(cst_bonds *bonds, uint32_t round);

/* A fresh agent reviews, acts, or both, in the place of this one: it has met nobody. */
void cst_bonds_renew(cst_bonds *bonds, uint32_t agent, bool reviews, bool acts);

/* E of a reviewer towards an actor; with memory of the population, of the reviewer. */
double cst_bonds_shared(const cst_bonds *bonds, uint32_t reviewer, uint32_t actor);

/* The same, had they shared so many more in which the reviewer does not cover and nobody reports.
 */
double cst_bonds_shared_after(const cst_bonds *bonds, uint32_t reviewer, uint32_t actor,
                              uint64_t episodes);

/* E from which on C(E) is at its ceiling, to the last digit, whatever comes; INFINITY: E may fall
 * again. */
double cst_bonds_enough(const cst_collusion_spec *spec);

/* They share so many episodes in which the reviewer does not cover and nobody reports. */
void cst_bonds_meet(cst_bonds *bonds, uint32_t reviewer, uint32_t actor, uint64_t episodes);

/* They share one in which the reviewer covers. */
void cst_bonds_cover(cst_bonds *bonds, uint32_t reviewer, uint32_t actor);

/* One of the two has reported the other, after the episode was added: E of both falls. */
void cst_bonds_report(cst_bonds *bonds, uint32_t reviewer, uint32_t actor);

/* C(E): P(withholds a report on an attack | E, it does not scheme). */
double cst_bonds_chance(const cst_collusion_spec *spec, double shared);

#endif
