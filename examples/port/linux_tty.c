/* linux_tty.c: a serial port of Linux: non-blocking, with poll() for sleeping.
 *
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* CRTSCTS */
#define _XOPEN_SOURCE 700
#include "linux_tty.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static int fd = -1;
static int blocked; /* the last write took less than it was given */

int port_open(const char *path)
{
    struct termios t;

    fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (fd < 0 || tcgetattr(fd, &t) != 0) {
        return -1;
    }
    t.c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON | IXOFF);
    t.c_oflag &= ~(tcflag_t)OPOST;
    t.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    t.c_cflag &= ~(tcflag_t)(CSIZE | PARENB);
    t.c_cflag |= CS8 | CREAD | CLOCAL | CRTSCTS;
    cfsetispeed(&t, B115200);
    cfsetospeed(&t, B115200);
    return tcsetattr(fd, TCSANOW, &t);
}

size_t port_write(void *user, const void *data, size_t len)
{
    ssize_t n = write(fd, data, len);

    (void)user;
    blocked = n < 0 || (size_t)n < len;
    return n < 0 ? 0 : (size_t)n;
}

long port_read(void *data, size_t size)
{
    ssize_t n = read(fd, data, size);

    if (n < 0) {
        return errno == EAGAIN || errno == EINTR ? 0 : -1;
    }
    return n;
}

uint32_t port_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint32_t)((uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000);
}

void port_wait(uint32_t ms)
{
    struct pollfd p = { fd, POLLIN, 0 };

    if (blocked) {
        p.events |= POLLOUT;
    }
    poll(&p, 1, ms > INT_MAX ? -1 : (int)ms);
}
