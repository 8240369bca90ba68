/* SPDX-License-Identifier: MIT */
#include "scenarios/load/joints.h"

#include "base/check.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SIDE = CST_JOINT_BINS_MAX + 1 };

/* Of a kind, as in a file: so that a margin is a count that a scenario may state. */
static const uint64_t samples_max = UINT64_C(1000000000);

bool cst_joints_stated(const cst_draft_joint *joint)
{
    return joint->file != NULL || joint->set != NULL || joint->honest != NULL ||
           joint->attack != NULL;
}

/* The values of a table that has been read once; returns their sum. */
static uint64_t fill(const cst_yaml_node *table, uint64_t (*out)[SIDE])
{
    uint32_t t = 0;
    uint64_t sum = 0;
    for (const cst_yaml_node *row = table->first; row != NULL; row = row->next) {
        uint32_t u = 0;
        for (const cst_yaml_node *item = row->first; item != NULL; item = item->next) {
            const bool whole = cst_yaml_whole(item, &out[t][u]);
            cst_require(whole);
            sum += out[t][u++];
        }
        t++;
    }
    return sum;
}

int cst_joints_tables(const cst_draft_joint *joint, cst_joint_counts *counts, cst_error *error)
{
    const cst_yaml_node *honest = joint->honest;
    const cst_yaml_node *attack = joint->attack;
    if (honest == NULL || attack == NULL) {
        return cst_error_set(error, CST_ERR_SCENARIO, honest == NULL ? "attack" : "honest",
                             "expected honest and attack, found no %s",
                             honest == NULL ? "honest" : "attack");
    }
    if (honest->children != attack->children ||
        honest->first->children != attack->first->children) {
        return cst_error_set(error, CST_ERR_SCENARIO, "attack",
                             "expected %u lists of %u counts, as honest has, found %u of %u",
                             honest->children, honest->first->children, attack->children,
                             attack->first->children);
    }
    *counts = (cst_joint_counts){.trusted_bins = honest->children - 1,
                                 .untrusted_bins = honest->first->children - 1};
    const uint64_t honests = fill(honest, counts->honest);
    const uint64_t attacks = fill(attack, counts->attack);
    if (honests > samples_max || attacks > samples_max) {
        return cst_error_set(error, CST_ERR_SCENARIO, honests > samples_max ? "honest" : "attack",
                             "expected at most 1e9 samples in all, found %" PRIu64,
                             honests > samples_max ? honests : attacks);
    }
    return 0;
}
