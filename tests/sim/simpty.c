/* simpty.c: the simulated module on a pseudo terminal, for people and for programs that open a serial port.
 *
 * SPDX-License-Identifier: MIT
 *
 * Prints the path of the terminal, serves until the host closes it (--once) or until SIGTERM or SIGINT, then
 * prints what it counted. Exit status 0; 1 for bad arguments. */
#define _XOPEN_SOURCE 700

#include "sim.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

struct options {
    struct sim_config cfg;
    const char *link, *script, *summary;
    const char *faults[16];
    int fault_count;
    const char *store[16];        /* NAME=PATH */
    int store_count;
    const char *client_id, *user, *password;
    bool trace, once;
};

struct port {
    int fd;                       /* the module's end                            */
    const struct options *o;
    char pending[65536];          /* what the host has not taken yet             */
    size_t pending_len;
    char dir;                     /* of the trace line that is open, 0: none     */
    bool blank;                   /* it holds nothing but line ends so far       */
    bool opened;                  /* a host has the other end open, or had       */
    uint32_t start;
};

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

static uint32_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint32_t)((uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000);
}

/* ---- arguments ---- */

static const char usage[] =
    "usage: sim [options]\n"
    "A simulated cellular module on a pseudo terminal, whose path is printed.\n"
    "\n"
    "  --dialect NAME     bg96 or bg95; the one of another name is run from sim-NAME beside this program\n"
    "  --link PATH        make a symbolic link to the terminal\n"
    "  --once             end when the host closes the terminal\n"
    "  --running          the module is up already: no boot lines\n"
    "  --fault NAME       a ready made fault: %s\n"
    "  --script FILE      faults and events, one rule a line; - for stdin (see faults.md)\n"
    "  --store NAME=FILE  put a file into the module's store\n"
    "  --pin PIN          the SIM asks for this PIN\n"
    "  --client-id TEXT --user TEXT --password TEXT   whom the broker lets in; everybody without\n"
    "  --fast             everything takes no time\n"
    "  --fota MS          between two lines of a firmware's download or update\n"
    "  --seed N           for faults by chance\n"
    "  --trace            show both directions on stderr\n"
    "  --summary FILE     write the closing summary there instead of stdout\n";

static int print_usage(FILE *out)
{
    char names[512] = "";

    for (int i = 0; sim_fault_name(i) != NULL; i++) {
        size_t len = strlen(names);

        snprintf(names + len, sizeof names - len, "%s%s", i > 0 ? ", " : "", sim_fault_name(i));
    }
    fprintf(out, usage, names);
    return out == stdout ? 0 : 1;
}

static bool add(const char **list, int *count, const char *value)
{
    if (*count == 16) {
        fputs("sim: more than 16 of a kind\n", stderr);
        return false;
    }
    list[(*count)++] = value;
    return true;
}

/* Options with a value. False: not one of them, or refused. */
static bool valued(struct options *o, const char *name, const char *value)
{
    static const struct { const char *name; size_t at; } texts[] = {
        { "--link", offsetof(struct options, link) },
        { "--script", offsetof(struct options, script) },
        { "--summary", offsetof(struct options, summary) },
        { "--client-id", offsetof(struct options, client_id) },
        { "--user", offsetof(struct options, user) },
        { "--password", offsetof(struct options, password) },
        { "--dialect", offsetof(struct options, cfg.dialect) },
        { "--pin", offsetof(struct options, cfg.pin) },
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (strcmp(name, texts[i].name) == 0) {
            memcpy((char *)o + texts[i].at, &value, sizeof value);
            return true;
        }
    }
    if (strcmp(name, "--fault") == 0) {
        return add(o->faults, &o->fault_count, value);
    }
    if (strcmp(name, "--store") == 0) {
        return add(o->store, &o->store_count, value);
    }
    if (strcmp(name, "--fota") == 0) {
        o->cfg.times.fota = (uint32_t)strtoul(value, NULL, 0);
        return true;
    }
    if (strcmp(name, "--seed") == 0) {
        o->cfg.seed = (uint32_t)strtoul(value, NULL, 0);
        return true;
    }
    return false;
}

static int read_options(struct options *o, int argc, char **argv)
{
    sim_config_defaults(&o->cfg);
    for (int i = 1; i < argc; i++) {
        const char *a = argv[i];

        if (strcmp(a, "--help") == 0) {
            exit(print_usage(stdout));
        } else if (strcmp(a, "--trace") == 0) {
            o->trace = true;
        } else if (strcmp(a, "--once") == 0) {
            o->once = true;
        } else if (strcmp(a, "--running") == 0) {
            o->cfg.running = true;
        } else if (strcmp(a, "--fast") == 0) {
            memset(&o->cfg.times, 0, sizeof o->cfg.times);
        } else if (i + 1 < argc && valued(o, a, argv[i + 1])) {
            i++;
        } else {
            fprintf(stderr, "sim: '%s' is not an option, or lacks its value\n", a);
            return print_usage(stderr);
        }
    }
    return 0;
}

/* ---- files ---- */

/* A whole file, with a NUL behind it; NULL: complained. */
static char *read_file(const char *path, size_t *len)
{
    FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    size_t cap = 65536;
    char *text = malloc(cap + 1);

    *len = 0;
    if (in == NULL || text == NULL) {
        fprintf(stderr, "sim: %s: %s\n", path, strerror(errno));
        free(text);
        return NULL;
    }
    for (;;) {
        size_t got = fread(text + *len, 1, cap - *len, in);
        char *bigger;

        *len += got;
        if (got == 0) {
            break;
        }
        if (*len == cap && (bigger = realloc(text, cap * 2 + 1)) != NULL) {
            text = bigger;
            cap *= 2;
        }
    }
    text[*len] = '\0';
    if (in != stdin) {
        fclose(in);
    }
    return text;
}

static bool load_script(struct sim *m, const char *name, const char *text)
{
    const char *complaint = text == NULL ? "there is no such fault" : sim_script(m, text);

    if (complaint != NULL) {
        fprintf(stderr, "sim: %s: %s\n", name, complaint);
    }
    return complaint == NULL;
}

static bool store_file(struct sim *m, const char *spec)
{
    const char *equals = strchr(spec, '=');
    char name[81];
    size_t len;
    char *data;
    bool ok;

    if (equals == NULL || equals == spec || (size_t)(equals - spec) >= sizeof name) {
        fprintf(stderr, "sim: --store wants NAME=FILE, not '%s'\n", spec);
        return false;
    }
    snprintf(name, sizeof name, "%.*s", (int)(equals - spec), spec);
    data = read_file(equals + 1, &len);
    ok = data != NULL && sim_store(m, name, data, len);
    free(data);
    return ok;
}

static bool prepare(struct sim *m, const struct options *o)
{
    bool ok = true;

    for (int i = 0; i < o->fault_count; i++) {
        ok = load_script(m, o->faults[i], sim_fault_text(o->faults[i])) && ok;
    }
    if (o->script != NULL) {
        size_t len;
        char *text = read_file(o->script, &len);

        ok = text != NULL && load_script(m, o->script, text) && ok;
        free(text);
    }
    for (int i = 0; i < o->store_count; i++) {
        ok = store_file(m, o->store[i]) && ok;
    }
    return ok;
}

/* ---- what the module tells ---- */

static void trace_byte(unsigned char c)
{
    if (c == '\r') {
        fputs("\\r", stderr);
    } else if (c == '\n') {
        fputs("\\n", stderr);
    } else if (c < 0x20 || c > 0x7E) {
        fprintf(stderr, "\\x%02X", (unsigned)c);
    } else {
        fputc(c, stderr);
    }
}

static void on_log(void *user, char dir, const void *data, size_t len)
{
    struct port *p = user;
    const unsigned char *bytes = data;
    uint32_t t = now_ms() - p->start;

    for (size_t i = 0; i < len; i++) {
        if (p->dir != dir) {
            fprintf(stderr, "%s%6u.%03u %c ", p->dir != 0 ? "\n" : "", t / 1000, t % 1000, dir);
            p->dir = dir;
            p->blank = true;
        }
        trace_byte(bytes[i]);
        p->blank = p->blank && (bytes[i] == '\r' || bytes[i] == '\n');
        if (!p->blank && (bytes[i] == '\n' || (bytes[i] == '\r' && dir == '>'))) {
            fputc('\n', stderr);
            p->dir = 0;
        }
    }
    if (dir == '#') {
        fputc('\n', stderr);
        p->dir = 0;
    }
}

static void on_tx(void *user, const void *data, size_t len)
{
    struct port *p = user;

    if (len > sizeof p->pending - p->pending_len) {
        len = sizeof p->pending - p->pending_len; /* nobody reads: lost as on a wire */
    }
    memcpy(p->pending + p->pending_len, data, len);
    p->pending_len += len;
}

static int on_login(void *user, const char *client_id, const char *name, const char *password)
{
    const struct options *o = ((struct port *)user)->o;

    if (o->client_id != NULL && strcmp(o->client_id, client_id) != 0) {
        return CONNACK_CLIENT_ID;
    }
    if ((o->user != NULL && strcmp(o->user, name) != 0)
        || (o->password != NULL && strcmp(o->password, password) != 0)) {
        return CONNACK_PASSWORD;
    }
    return CONNACK_OK;
}

/* ---- the terminal ---- */

static bool open_port(struct port *p)
{
    const char *path;
    struct termios raw;
    int other;

    p->fd = posix_openpt(O_RDWR | O_NOCTTY);
    if (p->fd < 0 || grantpt(p->fd) != 0 || unlockpt(p->fd) != 0 || (path = ptsname(p->fd)) == NULL) {
        fprintf(stderr, "sim: no pseudo terminal: %s\n", strerror(errno));
        return false;
    }
    /* Raw from the start, so that nothing is echoed back or changed before the host has set it so. */
    other = open(path, O_RDWR | O_NOCTTY);
    if (other >= 0 && tcgetattr(other, &raw) == 0) {
        raw.c_iflag = 0;
        raw.c_oflag = 0;
        raw.c_lflag = 0;
        raw.c_cflag |= CS8 | CREAD | CLOCAL;
        tcsetattr(other, TCSANOW, &raw);
    }
    if (other >= 0) {
        close(other);
    }
    fcntl(p->fd, F_SETFL, fcntl(p->fd, F_GETFL) | O_NONBLOCK);
    if (p->o->link != NULL) {
        unlink(p->o->link);
        if (symlink(path, p->o->link) != 0) {
            fprintf(stderr, "sim: %s: %s\n", p->o->link, strerror(errno));
            return false;
        }
    }
    printf("%s\n", path);
    fflush(stdout);
    return true;
}

/* False: the host has closed its end. */
static bool exchange(struct port *p, struct sim *m, short events)
{
    char bytes[4096];

    if ((events & POLLIN) != 0) {
        ssize_t got = read(p->fd, bytes, sizeof bytes);

        if (got > 0) {
            p->opened = true;
            sim_rx(m, now_ms(), bytes, (size_t)got);
        }
    }
    if ((events & POLLOUT) != 0 && p->pending_len > 0) {
        ssize_t went = write(p->fd, p->pending, p->pending_len);

        if (went > 0) {
            p->pending_len -= (size_t)went;
            memmove(p->pending, p->pending + went, p->pending_len);
        }
    }
    return (events & POLLHUP) == 0;
}

/* While no host has the terminal open, poll() reports a hang-up at once: look again a little later. */
static void serve(struct port *p, struct sim *m)
{
    const struct timespec pause = { 0, 10000000 };

    while (!stop) {
        uint32_t wait = sim_poll(m, now_ms());
        struct pollfd fd = { p->fd, POLLIN, 0 };

        fd.events = (short)(POLLIN | (p->pending_len > 0 ? POLLOUT : 0));
        if (poll(&fd, 1, wait > 1000 ? 1000 : (int)wait) < 0 && errno != EINTR) {
            return;
        }
        if (!exchange(p, m, fd.revents)) {
            if (p->o->once && p->opened) {
                return;
            }
            p->pending_len = 0;
            nanosleep(&pause, NULL);
        } else if (!p->opened && fd.revents == 0) {
            p->opened = true;
        }
    }
}

static void finish(const struct port *p, const struct sim *m)
{
    FILE *out = p->o->summary != NULL ? fopen(p->o->summary, "w") : stdout;

    if (p->dir != 0) {
        fputc('\n', stderr);
    }
    if (out == NULL) {
        fprintf(stderr, "sim: %s: %s\n", p->o->summary, strerror(errno));
        out = stdout;
    }
    sim_summary(m, out);
    if (out != stdout) {
        fclose(out);
    }
    if (p->o->link != NULL) {
        unlink(p->o->link);
    }
}

/* Each dialect has its own grammar and so its own program: sim-bg95, sim-bg96. */
static int run_other(char **argv, const char *dialect)
{
    const char *slash = strrchr(argv[0], '/');
    char path[4096];

    snprintf(path, sizeof path, "%.*ssim-%s", slash != NULL ? (int)(slash - argv[0] + 1) : 0, argv[0],
             dialect);
    if (strchr(dialect, '/') == NULL && strcmp(argv[0], path) != 0) {
        argv[0] = path;
        execvp(path, argv);
    }
    fprintf(stderr, "sim: no dialect '%s': %s\n", dialect, strerror(errno));
    return 1;
}

int main(int argc, char **argv)
{
    static struct options o;
    static struct port p;
    struct sigaction act;
    struct sim *m;
    int status = read_options(&o, argc, argv);

    if (status != 0) {
        return status;
    }
    p.o = &o;
    p.start = now_ms();
    o.cfg.tx = on_tx;
    o.cfg.log = o.trace ? on_log : NULL;
    o.cfg.login = on_login;
    o.cfg.user = &p;
    m = sim_new(&o.cfg);
    if (m == NULL) {
        return run_other(argv, o.cfg.dialect);
    }
    memset(&act, 0, sizeof act);
    act.sa_handler = on_signal;
    sigaction(SIGTERM, &act, NULL);
    sigaction(SIGINT, &act, NULL);
    if (!prepare(m, &o) || !open_port(&p)) {
        sim_free(m);
        return 1;
    }
    serve(&p, m);
    finish(&p, m);
    sim_free(m);
    close(p.fd);
    return 0;
}
