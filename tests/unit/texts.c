/* texts.c: the small helpers for texts and names.
 *
 * SPDX-License-Identifier: MIT */
#include "unit.h"

static void strings(void)
{
    static char big[70000];
    char to[8];

    CHECK_IS(qat_str("abc").len, 3);
    CHECK_IS(qat_str("").len, 0);
    CHECK(qat_str(NULL).ptr == NULL);
    CHECK_IS(qat_str(NULL).len, 0);
    memset(big, 'x', sizeof big - 1);
    CHECK_IS(qat_str(big).len, 0xFFFF);
    CHECK(qat_str_equal(qat_str("abc"), "abc"));
    CHECK(!qat_str_equal(qat_str("abc"), "abd"));
    CHECK(!qat_str_equal(qat_str("abc"), "ab"));
    CHECK(qat_str_equal(qat_str(""), ""));
    CHECK(!qat_str_equal(qat_str(""), "a"));
    CHECK_IS(qat_str_copy(to, sizeof to, qat_str("1234567")), 7);
    CHECK(strcmp(to, "1234567") == 0);
    CHECK_IS(qat_str_copy(to, sizeof to, qat_str("12345678")), QAT_E_TOO_LONG);
    CHECK(strcmp(to, "1234567") == 0); /* nothing copied */
    CHECK_IS(qat_str_copy(to, sizeof to, qat_str(NULL)), 0);
    CHECK_IS(to[0], 0);
    CHECK_IS(qat_str_copy(NULL, 0, qat_str("x")), QAT_E_TOO_LONG);
}

static void names(void)
{
    int result;

    CHECK(strcmp(qat_result_name(QAT_OK), "QAT_OK") == 0);
    CHECK(strcmp(qat_result_name(QAT_E_STALE_KEY), "QAT_E_STALE_KEY") == 0);
    CHECK(strcmp(qat_result_name(1), "?") == 0);
    for (result = 0; result >= QAT_E_FINAL; result--) { /* every way to end has a name of its own */
        CHECK(strcmp(qat_result_name(result), "?") != 0);
        CHECK(result == 0 || strcmp(qat_result_name(result), qat_result_name(result + 1)) != 0);
    }
    for (result = QAT_E_BUSY; result >= QAT_E_NULL; result--) {
        CHECK(strcmp(qat_result_name(result), "?") != 0);
    }
    CHECK(strcmp(qat_urc_name(QAT_URC_CEREG), "cereg") == 0);
    CHECK(strcmp(qat_cmd_name(QAT_CMD_CEREG_READ), "cereg.read") == 0);
    CHECK(strcmp(qat_urc_name(60000), "?") == 0);
    CHECK(strcmp(qat_cmd_name(60000), "?") == 0);
}

static void codes(void)
{
    CHECK(strcmp(qat_cme_text(10), "SIM not inserted") == 0);
    CHECK(qat_cme_text(59999) == NULL);
    CHECK_IS(qat_code_of(0, "SIM not inserted", 16), 10);
    CHECK_IS(qat_code_of(0, "sim NOT  inserted", 17), 10);
    CHECK_IS(qat_code_of(0, "SIM not", 7), 0xFFFF);
    CHECK_IS(qat_code_of(0, "SIM not inserted, is it?", 24), 0xFFFF);
    CHECK_IS(qat_code_of(0, "", 0), 0xFFFF);
    CHECK_IS(qat_code_of(1, "SIM not inserted", 16), 310); /* +CMS ERROR has numbers of its own */
}

int main(void)
{
    strings();
    names();
    codes();
    return unit_end("texts");
}
