/* SPDX-License-Identifier: MIT */
#include "monitor/bonds.h"

#include "base/check.h"
#include "base/logarithm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A bond. One that began before the last void has a place that is free. */
typedef struct bond {
    uint64_t pair, began;
    double shared; /* E, where all episodes count */
    double last[]; /* else what each of the last ones counts, the newest first */
} bond;

static size_t size_of(const cst_trial_spec *spec)
{
    return sizeof(bond) + spec->collusion.memory * sizeof(double);
}

static bool is_learned(const cst_trial_spec *spec)
{
    return spec->collusion.strategy->learned && cst_protocol_reviewers(&spec->protocol) > 0;
}

double cst_bonds_pairs(const cst_trial_spec *spec)
{
    const cst_response_effect effect = spec->response.effect;
    const cst_assign assign = spec->protocol.assign;
    const double agents = (double)spec->agents;
    const double crews = agents * (double)cst_protocol_reviewers(&spec->protocol);
    const bool stays = (assign == CST_ASSIGN_RING || assign == CST_ASSIGN_FIXED_PAIR) &&
                       effect != CST_EFFECT_QUARANTINE && effect != CST_EFFECT_RECALL;
    if (spec->collusion.shared_memory == CST_MEMORY_POPULATION) {
        return agents;
    }
    return fmin(agents * (agents - 1.0), stays ? crews : crews * (double)spec->rounds);
}

/* Room for so many bonds: a place for each pair that there is, or twice as many as may be bound, so
 * that searches are short. */
static uint64_t places_for(const cst_trial_spec *spec)
{
    const bool alone = spec->collusion.shared_memory == CST_MEMORY_POPULATION;
    const double all = alone ? (double)spec->agents : (double)spec->agents * spec->agents;
    const double twice = 2.0 * cst_bonds_pairs(spec);
    uint64_t places = 1;
    while ((double)places < twice) {
        places *= 2;
    }
    return all <= (double)places ? (uint64_t)all : places;
}

double cst_bonds_bytes(const cst_trial_spec *spec)
{
    if (!is_learned(spec)) {
        return 0.0;
    }
    return (double)places_for(spec) * (double)size_of(spec) +
           2.0 * (double)spec->agents * (double)sizeof(uint64_t);
}

int cst_bonds_init(cst_bonds *bonds, const cst_trial_spec *spec, cst_error *error)
{
    *bonds = (cst_bonds){.spec = &spec->collusion, .agents = spec->agents};
    if (!is_learned(spec)) {
        return 0;
    }
    bonds->size = size_of(spec);
    bonds->places = places_for(spec);
    bonds->at = calloc(bonds->places, bonds->size);
    bonds->began = calloc(2 * (size_t)spec->agents, sizeof *bonds->began);
    if (bonds->at == NULL || bonds->began == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "what %u agents share does not fit",
                             spec->agents);
    }
    return 0;
}

void cst_bonds_free(cst_bonds *bonds)
{
    free(bonds->at);
    free(bonds->began);
    *bonds = (cst_bonds){0};
}

void cst_bonds_copy(cst_bonds *to, const cst_bonds *from)
{
    const cst_bonds own = *to;
    cst_require(own.places == from->places && own.size == from->size);
    *to = *from;
    to->spec = own.spec;
    to->at = own.at;
    to->began = own.began;
    if (from->places > 0) {
        memcpy(own.at, from->at, from->places * from->size);
        memcpy(own.began, from->began, 2 * (size_t)from->agents * sizeof *own.began);
    }
}

void cst_bonds_begin(cst_bonds *bonds)
{
    bonds->last_void = ++bonds->now;
    bonds->wipes = 0;
}

void cst_bonds_round(cst_bonds *bonds, uint32_t round)
{
    const uint32_t due = bonds->spec->wipe > 0 ? round / bonds->spec->wipe : 0;
    if (due > bonds->wipes) {
        bonds->wipes = due;
        bonds->last_void = ++bonds->now;
    }
}

void cst_bonds_renew(cst_bonds *bonds, uint32_t agent, bool reviews, bool acts)
{
    bonds->now++;
    bonds->began[2 * (size_t)agent] = reviews ? bonds->now : bonds->began[2 * (size_t)agent];
    bonds->began[2 * (size_t)agent + 1] = acts ? bonds->now : bonds->began[2 * (size_t)agent + 1];
}

/* With memory of the population a reviewer is bound to itself. */
static bool is_alone(const cst_bonds *bonds)
{
    return bonds->spec->shared_memory == CST_MEMORY_POPULATION;
}

static uint64_t pair_of(const cst_bonds *bonds, uint32_t reviewer, uint32_t actor)
{
    return is_alone(bonds) ? reviewer : (uint64_t)reviewer * bonds->agents + actor;
}

static bond *place(const cst_bonds *bonds, uint64_t number)
{
    return (bond *)(void *)(bonds->at + number * bonds->size);
}

/* The place of a pair, or a free one for it. Where there is no place for each pair, their number is
 * a power of two, and the search begins at a hash. */
static bond *find(const cst_bonds *bonds, uint64_t pair)
{
    const uint64_t all = (uint64_t)bonds->agents * (is_alone(bonds) ? 1 : bonds->agents);
    uint64_t number = pair;
    if (bonds->places < all) {
        number = pair * UINT64_C(0x9e3779b97f4a7c15); /* 2^64 over the golden ratio */
        number = (number ^ number >> 32) & (bonds->places - 1);
    }
    bond *found = place(bonds, number);
    while (found->began >= bonds->last_void && found->pair != pair) {
        number = number + 1 < bonds->places ? number + 1 : 0;
        found = place(bonds, number);
    }
    return found;
}

/* Whether a bond counts: it is of this trial, not wiped, and neither of the two is a fresh one. */
static bool counts(const cst_bonds *bonds, const bond *of, uint32_t reviewer, uint32_t actor)
{
    return of->began >= bonds->last_void && of->began >= bonds->began[2 * (size_t)reviewer] &&
           (is_alone(bonds) || of->began >= bonds->began[2 * (size_t)actor + 1]);
}

/* The bond of a pair, a new one where they share nothing. */
static bond *bind(cst_bonds *bonds, uint32_t reviewer, uint32_t actor)
{
    const uint64_t pair = pair_of(bonds, reviewer, actor);
    bond *found = find(bonds, pair);
    if (!counts(bonds, found, reviewer, actor)) {
        memset(found, 0, bonds->size);
        found->pair = pair;
        found->began = bonds->now;
    }
    return found;
}

double cst_bonds_shared_after(const cst_bonds *bonds, uint32_t reviewer, uint32_t actor,
                              uint64_t episodes)
{
    const uint32_t memory = bonds->spec->memory;
    const bond *found = find(bonds, pair_of(bonds, reviewer, actor));
    const uint32_t fresh = episodes < memory ? (uint32_t)episodes : memory;
    double shared = memory == 0 ? (double)episodes : (double)fresh;
    if (!counts(bonds, found, reviewer, actor)) {
        return shared;
    }
    shared += found->shared;
    for (uint32_t i = 0; i + fresh < memory; i++) {
        shared += found->last[i];
    }
    return shared;
}

double cst_bonds_shared(const cst_bonds *bonds, uint32_t reviewer, uint32_t actor)
{
    return cst_bonds_shared_after(bonds, reviewer, actor, 0);
}

/* Adds so many episodes that count `worth` each. */
static void add(const cst_bonds *bonds, bond *to, uint64_t episodes, double worth)
{
    const uint32_t memory = bonds->spec->memory;
    if (memory == 0) {
        to->shared += (double)episodes * worth;
        return;
    }
    const uint32_t fresh = episodes < memory ? (uint32_t)episodes : memory;
    memmove(to->last + fresh, to->last, (memory - fresh) * sizeof *to->last);
    for (uint32_t i = 0; i < fresh; i++) {
        to->last[i] = worth;
    }
}

void cst_bonds_meet(cst_bonds *bonds, uint32_t reviewer, uint32_t actor, uint64_t episodes)
{
    add(bonds, bind(bonds, reviewer, actor), episodes, 1.0);
}

void cst_bonds_cover(cst_bonds *bonds, uint32_t reviewer, uint32_t actor)
{
    add(bonds, bind(bonds, reviewer, actor), 1, 1.0 + bonds->spec->habit);
}

/* Takes the share off what a reviewer has of an actor, where it has anything. */
static void fade(cst_bonds *bonds, uint32_t reviewer, uint32_t actor)
{
    bond *found = find(bonds, pair_of(bonds, reviewer, actor));
    const double kept = 1.0 - bonds->spec->forget;
    if (!counts(bonds, found, reviewer, actor)) {
        return;
    }
    found->shared *= kept;
    for (uint32_t i = 0; i < bonds->spec->memory; i++) {
        found->last[i] *= kept;
    }
}

void cst_bonds_report(cst_bonds *bonds, uint32_t reviewer, uint32_t actor)
{
    if (bonds->spec->forget > 0.0) {
        fade(bonds, reviewer, actor);
        fade(bonds, actor, reviewer);
    }
}

double cst_bonds_enough(const cst_collusion_spec *spec)
{
    /* exp(-38) is less than half of what a double near 1 can tell. */
    const double least = spec->h1 > 0.0 ? 38.0 / spec->h1 : 0.0;
    return least > 0.0 && spec->forget > 0.0 ? (double)INFINITY : least;
}

double cst_bonds_chance(const cst_collusion_spec *spec, double shared)
{
    const double learned = cst_expm1(-spec->h1 * fmin(shared, 1e300));
    return spec->ceiling * (spec->h0 - (1.0 - spec->h0) * learned);
}
