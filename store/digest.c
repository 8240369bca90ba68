/* SPDX-License-Identifier: MIT */
#include "store/digest.h"

#include <nettle/base16.h>
#include <nettle/sha2.h>

void cst_digest_hex(const void *bytes, size_t size, char out[CST_DIGEST_TEXT])
{
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&context);
    sha256_update(&context, size, bytes);
    sha256_digest(&context, sizeof digest, digest);
    base16_encode_update(out, sizeof digest, digest);
    out[CST_DIGEST_TEXT - 1] = '\0';
}

bool cst_digest_text(cst_text *text, char out[CST_DIGEST_TEXT])
{
    const bool good = !text->failed;
    if (good) {
        cst_digest_hex(text->data, text->size, out);
    }
    cst_text_free(text);
    return good;
}
