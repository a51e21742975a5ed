/* linux_tty.h: a serial port of Linux, and its clock. SPDX-License-Identifier: MIT */
#ifndef LINUX_TTY_H
#define LINUX_TTY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Opens the terminal at path, raw, 115200 bit/s 8N1 with RTS/CTS where it has them. 0, or -1 with errno. */
int port_open(const char *path);
/* For qat_config_t.write: takes what the kernel takes, never waits. user is not used. */
size_t port_write(void *user, const void *data, size_t len);
/* What has come: 0 bytes when nothing has. -1: the other end is gone. */
long port_read(void *data, size_t size);
/* Milliseconds since some time; wraps. */
uint32_t port_ms(void);
/* Sleeps until bytes come, or for ms; until the last write() can go on, when it was cut short. */
void port_wait(uint32_t ms);

#ifdef __cplusplus
}
#endif
#endif
