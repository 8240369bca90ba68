/* SPDX-License-Identifier: MIT */
#include "tests/lib/key_bases.h"

const cst_key_base cst_mechanism_bases[] = {
    {"guards.transfer", "{guards: {}, estimate: {trials: 400}}", "0.5"},
    {"guards.spread", "{guards: {}, estimate: {trials: 400}}", "0.5"},
    {"guards.guards", "{guards: {}, estimate: {trials: 400}}", "20"},
    {"guards.classes", "{guards: {transfer: 0.9}, estimate: {trials: 400}}", "3"},
    {"guards.own", "{guards: {}, estimate: {trials: 400}}", "0.9"},
    {"guards.first", "{guards: {transfer: 0.9}, estimate: {trials: 400}}", "0.5"},
};

const size_t cst_mechanism_base_count = sizeof cst_mechanism_bases / sizeof cst_mechanism_bases[0];
