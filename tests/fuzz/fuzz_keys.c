/* SPDX-License-Identifier: MIT
 * The allow-list, a pair of keys, and a request to be let in. Whatever the text is, it is read or
 * refused with one clean line that has a place; of a list, names and keys stand once; nobody is let
 * in whose key is not on it. */
#include "base/check.h"
#include "bus/zap.h"
#include "scenarios/load/key_folder.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_error(int code, const cst_error *error)
{
    char line[2048];
    cst_error_format(error, line, sizeof line);
    cst_require(code == CST_ERR_DATA_FILE && error->code == code);
    cst_require(error->text[0] != '\0' && error->line >= 1 && error->column >= 1);
    for (const char *c = line; *c != '\0'; c++) {
        cst_require((unsigned char)*c >= 0x20 && *c != 0x7f);
    }
}

static void check_allowed(const cst_allow_list *list, size_t i)
{
    const cst_allowed *one = &list->of[i];
    char text[CST_CURVE_TEXT + 1];
    uint8_t key[CST_CURVE_KEY];
    const size_t length = strlen(one->name);
    cst_require(length >= 1 && length <= CST_CURVE_NAME);
    cst_require(cst_curve_name_length(one->name, length) == length);
    cst_require(cst_allow_list_name(list, one->name) == one);
    cst_require(cst_allow_list_key(list, one->key) == one);
    cst_require(one->line > (i > 0 ? one[-1].line : 0) && cst_role_name(one->role) != NULL);
    cst_curve_key_write(one->key, text);
    cst_require(cst_curve_key_read(key, text, CST_CURVE_TEXT) == 0);
    cst_require(memcmp(key, one->key, sizeof key) == 0);
}

/* The data as frames, each behind its size; where the size is too large, the rest. */
static void judge(const cst_allow_list *list, const uint8_t *data, size_t size)
{
    static const uint8_t probe[CST_CURVE_KEY] = {1};
    cst_zap_frame frame[CST_ZAP_FRAMES] = {{0}};
    size_t count = 0;
    size_t who = 0;
    for (size_t at = 0; at < size; count++) {
        const size_t left = size - at - 1;
        const size_t length = data[at] < left ? data[at] : left;
        if (count < CST_ZAP_FRAMES) {
            frame[count] = (cst_zap_frame){data + at + 1, length};
        }
        at += 1 + length;
    }
    for (size_t i = 0; i < CST_ZAP_FRAMES; i++) {
        frame[i].bytes = frame[i].bytes != NULL ? frame[i].bytes : "";
    }
    const cst_zap_verdict verdict = cst_zap_judge(frame, count, list->of, list->count, probe, &who);
    cst_require(verdict < CST_ZAP_VERDICTS);
    if (verdict == CST_ZAP_ACCEPTED) {
        cst_require(who < list->count && count == CST_ZAP_FRAMES);
        cst_require(frame[CST_ZAP_FRAMES - 1].size == CST_CURVE_KEY);
        cst_require(memcmp(frame[CST_ZAP_FRAMES - 1].bytes, list->of[who].key, CST_CURVE_KEY) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cst_allow_list list;
    cst_curve_pair pair;
    cst_error error = {0};
    cst_allowed peer = {.name = "a", .role = CST_ROLE_ACTOR, .line = 1};
    char *text = malloc(size + 1);
    cst_require(text != NULL);
    if (size > 0) {
        memcpy(text, data, size);
    }
    int code = cst_allow_list_read(&list, "fuzz", text, size, &error);
    if (code != 0) {
        check_error(code, &error);
    }
    for (size_t i = 0; i < list.count; i++) {
        check_allowed(&list, i);
    }
    cst_allow_list_free(&list);
    code = cst_key_folder_read(&pair, "fuzz", text, size, &error);
    if (code != 0) {
        check_error(code, &error);
    }
    free(text);
    memset(peer.key, 'a', sizeof peer.key);
    list = (cst_allow_list){.of = &peer, .count = 1};
    judge(&list, data, size);
    return 0;
}
