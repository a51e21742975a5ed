/* The life of a command, and why a late answer never completes another one (contract points 2 and 6).
 *
 * SPDX-License-Identifier: MIT
 *
 * Two processes and two wires: the host as in qat_codegen/runtime/command.c, recover.c, late.c, poll.c and
 * route.c, with the same names for its states, and a module that answers in order, late or not at all, and
 * restarts when it likes. Every answer carries the token of the line that it answers. The host never
 * decides by tokens; the assertions do: what ends a request well carries its own, and each request ends
 * once. That each ends at all: the host stops only when all have, and a host that stands still elsewhere
 * is an invalid end state.
 *
 * Left out is what only waits: start-up, payload from the module, the pause of a dialect. A cancelled
 * request leaves the channel as one that timed out.
 *
 * Assumed: answers come in order; a late result is lost only by a restart; a module that has just
 * restarted gives none before it has told so; a module that answers what it has kept does so without
 * pauses of a second.
 *
 *   -DNO_QUARANTINE   after a timeout the next command goes out at once
 *   -DNO_SETTLE       the first answered probe ends the quarantine however many went out before
 *   -DNO_STALE        a late result that missed its limit leaves its key free
 *   -DNO_ORDER        with equal keys the one on the wire is taken for the one whose result came
 *   -DNO_RESET_PROBE  a restart in mid-command is followed by the next command at once
 *   -DNO_DOUBT_PROBE  a final without the line that must precede it is followed by the next command at once
 * Each of these must make the check fail. */

#define REQUESTS 4
#define HEADS 2          /* probes whose information lines have different heads */
#define MOST_PROBES 3
#define NOBODY 255
#define STRAY 99
#define OF_PROBE 100

/* 0 a read with its line, 1 prompt and payload, 2 late result: two of them, with the same key */
#define KIND(r) (r > 1 -> 2 : r)
#define IS_LATE(r) (r == 2 || r == 3)

/* enum qati_channel, enum qati_owner and the states of a request */
mtype = { QATI_CH_READY, QATI_CH_SEND, QATI_CH_WAIT, QATI_CH_OUT, QATI_CH_PAUSE };
mtype = { QATI_BY_REQUEST, QATI_BY_PROBE };
mtype = { QATI_IDLE, QATI_QUEUED, QATI_ON_WIRE, QATI_AWAITED, QATI_ENDED };
/* what goes over the wires */
mtype = { LINE, PROBE, PAYLOAD, ESCAPE };
mtype = { PROMPT, INFO, FINAL, LATE, RESTART };

chan to_module = [4] of { mtype, byte, byte };   /* kind, token, head */
chan to_host = [3] of { mtype, byte, byte };

mtype channel = QATI_CH_READY, owner = QATI_BY_REQUEST;
mtype state[REQUESTS] = QATI_IDLE;
byte current = NOBODY;
bool at_prompt, seen;    /* the stage; its information line came */
byte head, tries;
bool probed, settling;
bool marked[REQUESTS];   /* a late result missed its limit */
bool module_busy;
bool unheard;            /* the module restarted, the host does not know yet */
byte restarts, strays;

inline done(r) {
    assert(state[r] != QATI_ENDED && state[r] != QATI_IDLE);
    state[r] = QATI_ENDED
}

/* What the module has no room for is lost. */
inline write(what, token, h) {
    if
    :: nfull(to_module) -> to_module ! what, token, h
    :: full(to_module)
    fi
}

inline recover() {
    current = NOBODY; at_prompt = false; seen = false; probed = false; settling = false; tries = 0;
#ifdef NO_QUARANTINE
    channel = QATI_CH_READY; owner = QATI_BY_REQUEST
#else
    channel = QATI_CH_PAUSE; owner = QATI_BY_PROBE
#endif
}

inline ready() {
    channel = QATI_CH_READY; owner = QATI_BY_REQUEST; tries = 0; probed = false; settling = false;
    current = NOBODY; at_prompt = false; seen = false
}

inline mark(r) {
#ifndef NO_STALE
    marked[r] = true
#else
    skip
#endif
}

/* qati_restart */
inline restart_all() {
    r = 0;
    do
    :: r < REQUESTS ->
        if
        :: state[r] == QATI_QUEUED || state[r] == QATI_ON_WIRE || state[r] == QATI_AWAITED -> done(r)
        :: else
        fi;
        marked[r] = false;
        r++
    :: else -> break
    od;
    if
#ifndef NO_RESET_PROBE
    :: current != NOBODY -> recover() /* its line may reach the module behind the restart, and be answered */
#else
    :: current != NOBODY -> ready()
#endif
    :: current == NOBODY && owner == QATI_BY_PROBE ->
        channel = QATI_CH_PAUSE; probed = false; settling = false
    :: else
    fi
}

/* qati_late_of, qati_stale_of: all that the host sees is the key */
inline answer_late(token) {
    if
#ifdef NO_ORDER
    :: current != NOBODY && IS_LATE(current) -> r = current
#endif
    :: else ->
        r = (state[2] == QATI_AWAITED -> 2 : (state[3] == QATI_AWAITED -> 3 : NOBODY))
    fi;
    if
    :: marked[2] && r != 2 -> marked[2] = false
    :: else ->
        if
        :: r != NOBODY -> assert(token == r); done(r)
        :: r == NOBODY && marked[3] -> marked[3] = false
        :: r == NOBODY && !marked[3]
        fi
    fi
}

inline final(token) {
    if
    :: channel == QATI_CH_WAIT && owner == QATI_BY_REQUEST && !(KIND(current) == 0 && !seen) && !at_prompt ->
        assert(token == current);                   /* never another one's */
        if
        :: IS_LATE(current) -> state[current] = QATI_AWAITED
        :: else -> done(current)
        fi;
        ready()
    :: channel == QATI_CH_WAIT && owner == QATI_BY_REQUEST && at_prompt ->
        if
        :: token == current -> done(current); ready() /* an error instead of the prompt */
        :: else -> assert(false)
        fi
    :: channel == QATI_CH_WAIT && owner == QATI_BY_REQUEST && KIND(current) == 0 && !seen ->
        done(current);                              /* QAT_E_MISSING: whose final was that? */
#ifdef NO_DOUBT_PROBE
        ready()
#else
        recover()
#endif
    :: owner == QATI_BY_PROBE && probed && !settling ->
        if
#ifndef NO_SETTLE
        :: tries > 0 -> settling = true; channel = QATI_CH_PAUSE
#endif
        :: else -> ready()
        fi
    :: else                                         /* stale */
    fi
}

active proctype host() {
    mtype what;
    byte token, h, r, next;

    do
    /* qat_submit */
    :: next < REQUESTS ->
        d_step {
            /* QAT_E_STALE_KEY, or accepted */
            state[next] = (IS_LATE(next) && (marked[2] || marked[3]) -> QATI_ENDED : QATI_QUEUED);
            next++
        }
    /* wait_ms is over, or it is cancelled */
    :: next == REQUESTS && channel != QATI_CH_READY ->
        d_step {
            r = 0;
            do
            :: r < REQUESTS && state[r] != QATI_QUEUED -> r++
            :: else -> break
            od;
            if
            :: r < REQUESTS -> done(r)
            :: else
            fi
        };
        if
        :: r == REQUESTS -> /* nothing more to do here but to hear what comes */
            if
            :: current == NOBODY && state[2] == QATI_ENDED && state[3] == QATI_ENDED -> goto end
            :: else
            fi
        :: else
        fi
    /* qati_start, qati_send_line */
    :: channel == QATI_CH_READY && (state[0] == QATI_QUEUED || state[1] == QATI_QUEUED || state[2] == QATI_QUEUED ||
                                    state[3] == QATI_QUEUED) ->
        d_step {
            r = 0;
            do
            :: r < REQUESTS && state[r] != QATI_QUEUED -> r++
            :: else -> break
            od;
            if
            :: IS_LATE(r) && (marked[2] || marked[3]) -> done(r)
            :: else ->
                current = r; state[r] = QATI_ON_WIRE; channel = QATI_CH_SEND;
                at_prompt = (KIND(r) == 1); seen = false
            fi
        }
    :: channel == QATI_CH_READY && next == REQUESTS && state[0] == QATI_ENDED && state[1] == QATI_ENDED &&
       state[2] == QATI_ENDED && state[3] == QATI_ENDED -> goto end
    :: channel == QATI_CH_SEND -> d_step { write(LINE, current, unheard); channel = QATI_CH_WAIT }
    :: channel == QATI_CH_OUT -> d_step { write(PAYLOAD, current, 0); channel = QATI_CH_WAIT }
    /* qati_give_up, qat_cancel */
    :: channel == QATI_CH_WAIT && owner == QATI_BY_REQUEST ->
        d_step {
            if
            :: IS_LATE(current) -> mark(current)
            :: at_prompt -> write(ESCAPE, current, 0)
            :: else
            fi;
            done(current);
            recover()
        }
    /* a late result misses its limit, or is cancelled */
    :: state[2] == QATI_AWAITED -> d_step { mark(2); done(2) }
    :: state[3] == QATI_AWAITED -> d_step { mark(3); done(3) }
    /* qati_next_probe */
    :: channel == QATI_CH_PAUSE && owner == QATI_BY_PROBE && !settling && tries < MOST_PROBES ->
        d_step {
            head = (head + 1) % HEADS; probed = false;
            write(PROBE, OF_PROBE, head); channel = QATI_CH_WAIT
        }
    /* qati_script_timeout */
    :: channel == QATI_CH_WAIT && owner == QATI_BY_PROBE -> d_step { tries++; channel = QATI_CH_PAUSE }
    /* silence for QATI_SETTLE_MS */
    :: settling && !module_busy && empty(to_module) && empty(to_host) -> d_step { ready() }
    /* qat_rx */
    :: d_step { to_host ? what, token, h ->
        if
        :: what == RESTART -> unheard = false; restart_all()
        :: what == LATE -> answer_late(token)
        :: what == PROMPT ->
            if
            :: channel == QATI_CH_WAIT && owner == QATI_BY_REQUEST && at_prompt ->
                assert(token == current); at_prompt = false; channel = QATI_CH_OUT
            :: owner == QATI_BY_PROBE && tries < MOST_PROBES -> /* left again; the probe may wait behind it */
                write(ESCAPE, NOBODY, 0); tries++; channel = QATI_CH_PAUSE; settling = false; probed = false
            :: else
            fi
        :: what == INFO ->
            if
            :: channel == QATI_CH_WAIT && owner == QATI_BY_REQUEST && KIND(current) == 0 && token < REQUESTS ->
                assert(token == current); seen = true
            :: owner == QATI_BY_PROBE && token == OF_PROBE && h == head && !settling -> probed = true
            :: else
            fi
        :: what == FINAL -> final(token)
        fi }
    od;
end:
    assert(state[0] == QATI_ENDED && state[1] == QATI_ENDED && state[2] == QATI_ENDED && state[3] == QATI_ENDED);
end_over:
    do
    :: to_host ? what, token, h
    od
}

active proctype module() {
    mtype what;
    byte token, h;
    chan lates = [2] of { byte };

end_idle:
    do
    :: atomic { to_module ? what, token, h -> module_busy = true };
        if
        :: what == LINE && KIND(token) == 0 ->
            if
            :: strays == 0 -> strays++; to_host ! FINAL, STRAY, 0 /* an OK that answers nothing */
            :: true
            fi;
            if
            :: to_host ! INFO, token, 0; to_host ! FINAL, token, 0
            :: true
            fi
        :: what == LINE && KIND(token) == 1 ->
            if
            :: to_host ! PROMPT, token, 0;
                module_busy = false;
end_prompt:     do /* everything is text now */
                :: to_module ? what, h, _ ->
                    if
                    :: what == PAYLOAD -> module_busy = true; to_host ! FINAL, token, 0; break
                    :: what == ESCAPE -> break
                    :: else
                    fi
                :: restarts == 0 -> break
                od
            :: to_host ! FINAL, token, 0
            :: true
            fi
        :: what == LINE && KIND(token) == 2 ->
            if
            :: to_host ! FINAL, token, 0;
                if
                :: h == 0 -> lates ! token
                :: else /* too early behind its restart */
                fi
            :: true
            fi
        :: what == PROBE ->
            if
            :: to_host ! INFO, OF_PROBE, h; to_host ! FINAL, OF_PROBE, 0
            :: true
            fi
        :: else
        fi;
        module_busy = false
    :: atomic { lates ? token -> to_host ! LATE, token, 0 }
    :: restarts == 0 ->
        restarts++;
        unheard = true;
        d_step { /* what was not answered is gone */
            do
            :: nempty(to_module) -> to_module ? what, token, h
            :: nempty(lates) -> lates ? token
            :: empty(to_module) && empty(lates) -> break
            od
        };
        to_host ! RESTART, 0, 0
    od
}
