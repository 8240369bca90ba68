/* SPDX-License-Identifier: MIT */
#include "tests/lib/key_bases.h"

const cst_key_base cst_mechanism_bases[] = {
    {"drives.rates", "{drives: {}, estimate: {trials: 400}}", "[0.5, 0.25]"},
    {"drives.factors", "{drives: {}, estimate: {trials: 400}}", "[0, 20]"},
    {"drives.rate", "{drives: {}, estimate: {trials: 400}}", "0.5"},
    {"drives.count", "{drives: {}, estimate: {trials: 400}}", "20"},
    {"guards.transfer", "{guards: {}, estimate: {trials: 400}}", "0.5"},
    {"guards.spread", "{guards: {}, estimate: {trials: 400}}", "0.5"},
    {"guards.guards", "{guards: {}, estimate: {trials: 400}}", "20"},
    {"guards.classes", "{guards: {transfer: 0.9}, estimate: {trials: 400}}", "3"},
    {"guards.own", "{guards: {}, estimate: {trials: 400}}", "0.9"},
    {"guards.first", "{guards: {transfer: 0.9}, estimate: {trials: 400}}", "0.5"},
    {"holes.opening", "{holes: {}, estimate: {trials: 400}}", "2"},
    {"holes.growth", "{holes: {}, estimate: {trials: 400}}", "0.1"},
    {"holes.patch", "{holes: {}, estimate: {trials: 400}}", "0.5"},
    {"holes.exploit", "{holes: {}, estimate: {trials: 400}}", "1"},
    {"holes.time", "{holes: {opening: 1e-5}, estimate: {trials: 400}}", "1e5"},
    {"shift.d_prime", "{shift: {}, estimate: {trials: 400}}", "3"},
    {"shift.tau", "{shift: {}, estimate: {trials: 400}}", "2"},
    {"shift.distance", "{shift: {}, estimate: {trials: 400}}", "2"},
    {"shift.fpr", "{shift: {}, estimate: {trials: 400}}", "0.1"},
    {"shift.steps", "{shift: {}, estimate: {trials: 400}}", "2"},
    {"update.prior", "{update: {}, estimate: {trials: 400}}", "0.1"},
    {"update.if_true", "{update: {}, estimate: {trials: 400}}", "0.5"},
    {"update.if_false", "{update: {}, estimate: {trials: 400}}", "0.5"},
    {"update.hazard", "{update: {}, estimate: {trials: 400}}", "0.5"},
    {"update.levels", "{update: {}, estimate: {trials: 400}}", "14"},
    {"watching.awareness", "{watching: {}, estimate: {trials: 400}}", "1"},
    {"watching.watched_factor", "{watching: {}, estimate: {trials: 400}}", "0.5"},
    {"watching.tpr", "{watching: {}, estimate: {trials: 400}}", "0.5"},
    {"watching.tpr_aware", "{watching: {}, estimate: {trials: 400}}", "0.1"},
    {"watching.collusion", "{watching: {}, estimate: {trials: 400}}", "0.5"},
};

const size_t cst_mechanism_base_count = sizeof cst_mechanism_bases / sizeof cst_mechanism_bases[0];
