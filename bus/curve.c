/* SPDX-License-Identifier: MIT */
#include "bus/curve.h"

#include <string.h>
#include <zmq.h>

int cst_curve_check_version(int major, int minor, int patch, bool has_curve, bool keys,
                            cst_error *error)
{
    const int least[] = {4, 3, 3};
    const int found[] = {major, minor, patch};
    size_t i = 0;
    while (i < 2 && found[i] == least[i]) {
        i++;
    }
    if (found[i] < least[i]) {
        return cst_error_set(error, CST_ERR_BUS, NULL,
                             "expected libzmq 4.3.3 or later, found %d.%d.%d, which strangers can "
                             "bring down (CVE-2020-15166)",
                             major, minor, patch);
    }
    if (keys && !has_curve) {
        return cst_error_set(error, CST_ERR_BUS, NULL,
                             "expected a libzmq with CURVE, found %d.%d.%d without: keys need it",
                             major, minor, patch);
    }
    return 0;
}

int cst_curve_check(bool keys, cst_error *error)
{
    int major = 0;
    int minor = 0;
    int patch = 0;
    zmq_version(&major, &minor, &patch);
    return cst_curve_check_version(major, minor, patch, zmq_has("curve") == 1, keys, error);
}

int cst_curve_pair_make(cst_curve_pair *pair, cst_error *error)
{
    char public_key[CST_CURVE_TEXT + 1];
    char secret_key[CST_CURVE_TEXT + 1];
    int code = cst_curve_check(true, error);
    do {
        if (code == 0 && zmq_curve_keypair(public_key, secret_key) != 0) {
            code = cst_error_set(error, CST_ERR_BUS, NULL, "ZeroMQ: no pair of keys: %s",
                                 zmq_strerror(zmq_errno()));
        }
    } while (code == 0 && public_key[0] == '-');
    if (code == 0 && (zmq_z85_decode(pair->public_key, public_key) == NULL ||
                      zmq_z85_decode(pair->secret_key, secret_key) == NULL)) {
        code = cst_error_set(error, CST_ERR_BUS, NULL, "ZeroMQ: a pair of keys cannot be read");
    }
    cst_curve_key_wipe(secret_key, sizeof secret_key);
    return code;
}

bool cst_curve_pair_fits(const cst_curve_pair *pair)
{
    char public_key[CST_CURVE_TEXT + 1];
    char expected[CST_CURVE_TEXT + 1];
    char secret_key[CST_CURVE_TEXT + 1];
    cst_curve_key_write(pair->public_key, public_key);
    cst_curve_key_write(pair->secret_key, secret_key);
    const int failed = zmq_curve_public(expected, secret_key);
    cst_curve_key_wipe(secret_key, sizeof secret_key);
    return failed == 0 && strcmp(public_key, expected) == 0;
}
