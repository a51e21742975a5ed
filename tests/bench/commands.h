/* commands.h: the transactions of cmd.bin and payload.bin: whose request a command is, what its answer
 * holds.
 *
 * SPDX-License-Identifier: MIT */
#ifndef BENCH_COMMANDS_H
#define BENCH_COMMANDS_H

#include "fold.h"

struct transaction {
    const char *text;                          /* as in the index of the stream */
    qat_req_t *req;
    int (*submit)(qat_t *q);
    void (*fold)(const void *info, int line);  /* NULL: no information lines    */
    const void *info;
};

#define COMMAND(name)                              \
    static qat_##name##_t name##_request;          \
    static int name##_submit(qat_t *q)             \
    {                                              \
        return qat_##name(q, &name##_request);     \
    }
#define ANSWER(name)                               \
    COMMAND(name)                                  \
    static void name##_fold(const void *info, int line) \
    {                                              \
        const qat_##name##_info_t *a = (const qat_##name##_info_t *)info; \
                                                   \
        fold_number((uint32_t)line);               \
        fold_number(a->has);
#define NUMBER(member) fold_number((uint32_t)a->member);
#define TEXT(member) fold_text(a->member);
#define ANSWER_END }

COMMAND(at)
ANSWER(cops_read) NUMBER(mode) NUMBER(format) TEXT(operator_name) NUMBER(act) ANSWER_END
ANSWER(cgdcont_read)
    NUMBER(cid) NUMBER(type) TEXT(apn) TEXT(address) NUMBER(data) NUMBER(head) NUMBER(ipv4) NUMBER(request)
ANSWER_END
ANSWER(qeng_servingcell)
    NUMBER(state) NUMBER(rat) NUMBER(duplex) NUMBER(mcc) NUMBER(mnc) NUMBER(cell) NUMBER(pci)
    NUMBER(earfcn) NUMBER(band) NUMBER(uplink) NUMBER(downlink) NUMBER(tac)
    NUMBER(rsrp) NUMBER(rsrq) NUMBER(rssi) NUMBER(sinr) NUMBER(srxlev)
ANSWER_END
ANSWER(qccid) TEXT(iccid) ANSWER_END
ANSWER(cclk_read) TEXT(time) ANSWER_END
ANSWER(cpin_read) NUMBER(code) ANSWER_END
ANSWER(cgpaddr) NUMBER(cid) TEXT(address) ANSWER_END
ANSWER(qnwinfo) NUMBER(act) TEXT(plmn) TEXT(band) NUMBER(channel) ANSWER_END
ANSWER(cgsn) TEXT(imei) ANSWER_END
ANSWER(ati)
    if (line == 0) {
        TEXT(product)
    } else {
        TEXT(revision)
    }
ANSWER_END
ANSWER(qtemp) NUMBER(modem) NUMBER(supply) NUMBER(crystal) ANSWER_END
ANSWER(cfun_read) NUMBER(fun) ANSWER_END
ANSWER(qiact_read) NUMBER(cid) NUMBER(state) NUMBER(type) TEXT(address) ANSWER_END
ANSWER(cgmr) TEXT(revision) ANSWER_END
ANSWER(qcfg_band) NUMBER(gsm) NUMBER(emtc) NUMBER(nbiot) ANSWER_END
ANSWER(qird) NUMBER(length) ANSWER_END

#define ROW(text, name) { text, &name##_request.req, name##_submit, name##_fold, &name##_request.info }

/* In the order of streams.py. */
static const struct transaction transactions[] = {
    { "AT", &at_request.req, at_submit, NULL, NULL },
    ROW("AT+COPS?", cops_read),
    ROW("AT+CGDCONT?", cgdcont_read),
    ROW("AT+QENG=\"servingcell\"", qeng_servingcell),
    ROW("AT+QCCID", qccid),
    ROW("AT+CCLK?", cclk_read),
    ROW("AT+CPIN?", cpin_read),
    ROW("AT+CGPADDR=1", cgpaddr),
    ROW("AT+QNWINFO", qnwinfo),
    ROW("AT+CGSN", cgsn),
    ROW("ATI", ati),
    ROW("AT+QTEMP", qtemp),
    ROW("AT+CFUN?", cfun_read),
    ROW("AT+QIACT?", qiact_read),
    ROW("AT+CGMR", cgmr),
    ROW("AT+QCFG=\"band\"", qcfg_band),
    ROW("AT+QIRD=0,1500", qird)
};
enum { TRANSACTIONS = (int)(sizeof transactions / sizeof *transactions) };

static void prepare_arguments(void)
{
    cgpaddr_request.cid = 1;
    qird_request.conn = 0;
    qird_request.max = 1500;
}

#endif
