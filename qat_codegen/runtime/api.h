/* ---- the runtime's functions ----
 *
 * Said once for all calls that the spec generates, int qat_<command>(qat_t *q, qat_<command>_t *r):
 *
 * Order      after qat_init(); also inside callbacks.
 * Context    the same as qat_rx() and qat_poll(). No lock, no write(), no callback inside.
 * Ownership  r, and what it points to, is the runtime's until its done has run.
 * Returns    QAT_OK: accepted, done will be called exactly once. Otherwise nothing happened: QAT_E_BUSY, QAT_E_ARG,
 *            QAT_E_DIALECT, QAT_E_TOO_LONG, QAT_E_STALE_KEY, QAT_E_STATE (results are digits, ATV0, and its answers
 *            could be taken for one), QAT_E_NULL. While detached it is accepted and waits.
 * Cost       one pass over the arguments. */

/* Prepare an instance and start the dialect's start-up.
 *
 * Order      first. Again only after nothing is pending.
 * Context    any, nothing else of this instance running.
 * Ownership  cfg and the line buffer stay yours, unchanged while the instance is used.
 * Returns    QAT_OK, QAT_E_NULL, or QAT_E_CONFIG (buffer too small, other build settings).
 * Cost       O(1). */
#define qat_init(q, cfg) qat_init_sized((q), (cfg), sizeof(qat_t))
int qat_init_sized(qat_t *q, const qat_config_t *cfg, size_t size);

/* Take in bytes received from the module.
 *
 * Order      after qat_init(); inside a callback it returns QAT_E_NESTED.
 * Context    one context per instance, the same as qat_poll().
 * Ownership  data is read during the call only.
 * Returns    QAT_OK, QAT_E_NESTED or QAT_E_NULL. Bad input is reported by events.
 * Cost       O(len); callbacks run inside. */
int qat_rx(qat_t *q, uint32_t now_ms, const void *data, size_t len);

/* Let time pass: send what is due, end what is late, call done.
 *
 * Order      after qat_init(); inside a callback it returns 0 and does nothing.
 * Context    one context per instance, the same as qat_rx(). The clock may wrap.
 * Ownership  nothing.
 * Returns    milliseconds until the next call is wanted (UINT32_MAX: only after the next qat_rx() or submission).
 *            Call it sooner at any time, and whenever write() can take bytes again.
 * Cost       O(requests queued); write() and callbacks run inside. */
uint32_t qat_poll(qat_t *q, uint32_t now_ms);

/* Queue a request object whose command is `cmd` (generated functions call this).
 * Order, context, ownership, returns, cost: as said above. */
int qat_submit(qat_t *q, qat_req_t *r, const uint8_t *cmd);

/* Send n accepted-to-be requests as one command line: AT+CSQ;+CEREG?. Each gets its own lines; one final completes all
 * that are left, or one each (dialect). cmds[i] is the command of r[i].
 *
 * Order, context, ownership, cost: as above; r[] itself is read during the call only.
 * Returns    as above, for all of them or none; QAT_E_ARG also when one of them has a payload, a prompt or a late result. */
int qat_join(qat_t *q, qat_req_t *const r[], const uint8_t *const cmds[], size_t n);

/* Raw text as a command, for what no spec knows. */
typedef struct {
    uint32_t has;
    qat_str_t line;        /* raw, without its end                                                             */
} qat_send_info_t;
typedef struct {
    qat_req_t req;
    uint32_t has;          /* the runtime's                                                                    */
    qat_str_t text;        /* with AT, without CR; CR LF NUL are refused                                       */
    qat_str_t expect;      /* head of the lines that belong to it; absent: every line that nothing else claims */
    uint32_t limit_ms;     /* until its final; 0: 10 s                                                         */
    qat_payload_t payload; /* sent when a prompt or CONNECT comes; ended with Ctrl-Z when ctrl_z is 1          */
    uint32_t ctrl_z;
    qat_send_info_t info;
} qat_send_t;
int qat_send(qat_t *q, qat_send_t *r);

/* End a request: queued, it never goes out; on the wire, it ends at once and the channel is probed before the next command
 * (an open Ctrl-Z payload is left with ESC, a counted one by the module's own timeout); its late result awaited, its key
 * is stale until the line comes.
 *
 * Order      any; inside callbacks too. done runs in the next qat_poll() with QAT_E_CANCELLED.
 * Context    as above.
 * Ownership  the object is yours when done has run.
 * Returns    QAT_OK, or QAT_E_STATE when it is not pending.
 * Cost       O(requests). */
int qat_cancel(qat_t *q, qat_req_t *r);

/* Break off a payload of known length that goes out behind CONNECT, by "+++" between two guard times: the module keeps what came
 * so far, and its command cannot be resumed (V.250 5.8; FILE and DFOTA manuals).
 *
 * Order      while the payload goes out.
 * Context    as above.
 * Ownership  the object is yours when done has run, with QAT_E_CANCELLED.
 * Returns    QAT_OK, or QAT_E_STATE: use qat_cancel().
 * Cost       O(1). */
int qat_abort(qat_t *q, qat_req_t *r);

/* Hear every event. A listener may be added and removed at any time, in callbacks too (it hears the next event).
 * Ownership: the object stays the runtime's until qat_unlisten(). Returns QAT_OK, QAT_E_NULL, QAT_E_BUSY (already listening),
 * QAT_E_STATE (unlisten: not listening). Cost O(listeners). */
int qat_listen(qat_t *q, qat_listener_t *l);
int qat_unlisten(qat_t *q, qat_listener_t *l);

/* Lend the port to other code, and take it back. Detached, nothing is sent, qat_rx() counts bytes as unknown, accepted requests
 * stay queued (their wait_ms runs), the pending one ends with QAT_E_DETACHED, late results stay awaited. Attaching
 * resynchronises by a probe first. Returns QAT_OK, or QAT_E_STATE when it is so already. Cost O(1). */
int qat_detach(qat_t *q);
int qat_attach(qat_t *q);

/* ---- data mode ----
 *
 * A command whose last answer is CONNECT (ATD, ATO, a transparent socket) enters it: its request is done, QAT_EV_ONLINE is told,
 * and from then on every byte goes to the qat_datamode_t. It ends with QAT_EV_OFFLINE: by qat_escape(), by NO CARRIER (a line of
 * its own that nothing follows for the guard time; not looked at where qat_dcd() says that carrier is there), or by qat_dcd(q, 0).
 * Requests submitted meanwhile are refused with QAT_E_ONLINE, or wait as long as their wait_ms allows. "+++" in what is sent
 * never stands alone between two silences: the third '+' is held back until another byte follows or the first two are too old. */

/* Say who takes and gives the bytes; NULL: nobody, commands that enter data mode are refused with QAT_E_STATE.
 *
 * Order      before such a command is submitted; not in data mode, nor while a request is pending.
 * Context    as above.
 * Ownership  the object stays the runtime's until the next call.
 * Returns    QAT_OK, QAT_E_NULL (on_data missing) or QAT_E_STATE.
 * Cost       O(1). */
int qat_datamode_set(qat_t *q, qat_datamode_t *o);

/* Leave data mode; the connection stays (ATO). What view() still offers goes out first. By "+++" between two guard times of
 * the dialect, up to three times, or by dropping DTR (AT&D1; with AT&D2 the connection ends: V.250 6.2.9).
 *
 * Order      in data mode.
 * Context    as above.
 * Ownership  r is the runtime's until its done has run.
 * Returns    QAT_OK: done is called with QAT_OK, QAT_E_NO_CARRIER (the connection ended meanwhile), QAT_E_TIMEOUT (no answer; still
 *            in data mode) or QAT_E_CANCELLED. Otherwise QAT_E_STATE, QAT_E_BUSY, QAT_E_CONFIG (dtr without set_dtr), QAT_E_NULL.
 * Cost       O(1). */
typedef struct {
    qat_req_t req;
    uint32_t dtr;  /* 1: by DTR, 0: by +++ */
} qat_escape_t;
int qat_escape(qat_t *q, qat_escape_t *r);

/* Take it that data mode is over: for a module that was reset, or whose answer to an escape was lost. The channel is probed.
 * Returns QAT_OK, or QAT_E_STATE when not in data mode. Cost O(1). */
int qat_offline(qat_t *q);

/* Tell the state of circuit 109 (DCD), where it is wired; from the context of qat_poll(). Cost O(1). */
void qat_dcd(qat_t *q, int on);

/* Modes: what an earlier command decided. For an application that attaches to a running module (QAT_NO_STARTUP).
 * mode: QAT_MODE_*; index: from the first element, 0 where there is none. Returns QAT_OK or QAT_E_ARG. Cost O(1). */
int qat_mode_set(qat_t *q, uint32_t mode, uint32_t index, uint32_t value);
uint32_t qat_mode_get(const qat_t *q, uint32_t mode, uint32_t index);

/* Bytes received, by where they went (QAT_N_*). Cost O(1). */
uint32_t qat_count(const qat_t *q, int which);

/* Nothing queued, nothing pending, start-up done. Cost O(1). */
int qat_idle(const qat_t *q);

/* Text of C string as qat_str_t; at most 65,535 bytes are taken. Cost O(length). */
qat_str_t qat_str(const char *text);
/* Copy a received text and end it with NUL; returns the bytes copied without it, or QAT_E_TOO_LONG (nothing copied). */
int qat_str_copy(char *to, size_t size, qat_str_t s);
int qat_str_equal(qat_str_t a, const char *b);
