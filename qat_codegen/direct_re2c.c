/* direct_re2c.c: runs re2c over what was emitted.
 *
 * SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "diag.h"
#include "direct.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_THERE = 127 };

static const struct pos no_place;

/* In the child: never returns. Rules that no line can reach are errors: -W -Werror. */
static void become_re2c(FILE *in, FILE *out)
{
    static char *const args[] = { "re2c", "-W", "-Werror", "-i", "--no-generation-date", "--no-version", "-",
        NULL };

    if (dup2(fileno(in), 0) >= 0 && dup2(fileno(out), 1) >= 0 && lseek(0, 0, SEEK_SET) == 0) {
        execvp(args[0], args);
    }
    _exit(errno == ENOENT ? NOT_THERE : NOT_THERE - 1);
}

bool run_re2c(FILE *in, FILE *out)
{
    int status = 0;
    pid_t child;

    fflush(NULL);
    child = fork();
    if (child == 0) {
        become_re2c(in, out);
    }
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (child < 0) {
        complain(no_place, DIAG_E925, strerror(errno));
    } else if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_THERE) {
        complain(no_place, DIAG_E925, "there is none; the back end `table` does without");
    } else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        complain(no_place, DIAG_E926, WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    } else {
        return true;
    }
    return false;
}
