/* icount.c: a plugin for qemu that counts the instructions that qat executes, exactly.
 *
 * SPDX-License-Identifier: MIT
 *
 * The firmware's own functions begin with "m0_" or "fold_". Every instruction of another function counts,
 * so what is counted is qat_rx() and all that it calls, without the loop around it and without callbacks.
 * Each time m0_step() is entered one call of qat_rx() is over: the most that one call took is kept. Each
 * time m0_report() is entered the figures are printed and begin anew: "calls N instructions N most N".
 *
 * The declarations are written by hand: version 1 of qemu's plugin interface, as in qemu 4.2 and later. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define VISIBLE __attribute__((visibility("default")))

typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
typedef void tb_translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb);
typedef void executed(unsigned cpu, void *user);
enum { NO_REGISTERS = 0 };

extern void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, tb_translated *cb);
extern void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn, executed *cb, int registers,
                                                   void *user);
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
extern struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i);
extern const char *qemu_plugin_insn_symbol(const struct qemu_plugin_insn *insn);
extern void qemu_plugin_outs(const char *text);

VISIBLE int qemu_plugin_version = 1;
VISIBLE int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc, char **argv);

static uint64_t calls, total, most, before;

static void count(unsigned cpu, void *user)
{
    (void)cpu;
    (void)user;
    total++;
}

static void step(unsigned cpu, void *user)
{
    (void)cpu;
    (void)user;
    most = total - before > most ? total - before : most;
    before = total;
    calls++;
}

static void report(unsigned cpu, void *user)
{
    char text[120];

    (void)cpu;
    (void)user;
    snprintf(text, sizeof text, "calls %llu instructions %llu most %llu\n", (unsigned long long)calls,
             (unsigned long long)total, (unsigned long long)most);
    qemu_plugin_outs(text);
    calls = total = most = before = 0;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    static char last[64]; /* the symbol of the instruction before, in the order of addresses */
    size_t i, n = qemu_plugin_tb_n_insns(tb);

    (void)id;
    *last = 0;
    for (i = 0; i < n; i++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
        const char *symbol = qemu_plugin_insn_symbol(insn);

        if (!symbol || (strncmp(symbol, "m0_", 3) != 0 && strncmp(symbol, "fold_", 5) != 0)) {
            qemu_plugin_register_vcpu_insn_exec_cb(insn, count, NO_REGISTERS, NULL);
        } else if (strcmp(symbol, "m0_step") == 0 && strcmp(last, symbol) != 0) {
            qemu_plugin_register_vcpu_insn_exec_cb(insn, step, NO_REGISTERS, NULL);
        } else if (strcmp(symbol, "m0_report") == 0 && strcmp(last, symbol) != 0) {
            qemu_plugin_register_vcpu_insn_exec_cb(insn, report, NO_REGISTERS, NULL);
        }
        snprintf(last, sizeof last, "%s", symbol ? symbol : "");
    }
}

int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc, char **argv)
{
    (void)info;
    (void)argc;
    (void)argv;
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    return 0;
}
