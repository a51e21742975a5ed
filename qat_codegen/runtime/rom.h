/* ---- tables in read-only memory ---- */

#if defined(__AVR__)
#include <avr/pgmspace.h>
#define QATI_ROM PROGMEM
#define QATI_ROM8(p) pgm_read_byte(p)
#endif
#ifndef QATI_ROM
#define QATI_ROM
#endif
#ifndef QATI_ROM8 /* a test build may put its own, range-checking reads here */
#define QATI_ROM8(p) (*(p))
#endif

/* Members of generated structs are told by their offset in units, so that a byte is enough. */
#define QATI_UNIT (sizeof(void *) > 2 ? 4u : 2u)
#define QATI_AT(type, member) (offsetof(type, member) / QATI_UNIT)
#define QATI_MEMBER(obj, at) ((void *)((uint8_t *)(obj) + (size_t)(at) * QATI_UNIT))
#define QATI_NUMBER(obj, at) (*(uint32_t *)QATI_MEMBER(obj, at))

#if defined(__GNUC__)
#define QATI_COLD __attribute__((noinline))
#else
#define QATI_COLD
#endif
#if defined(__GNUC__) && defined(__OPTIMIZE_SIZE__)
#define QATI_SMALL __attribute__((noinline)) /* one copy is smaller than many */
#else
#define QATI_SMALL
#endif
#if defined(__GNUC__) && defined(__OPTIMIZE__) && !defined(__OPTIMIZE_SIZE__)
#define QATI_FLAT inline __attribute__((always_inline)) /* on the way of every line */
#else
#define QATI_FLAT
#endif

/* Where a LINE program was left: see "encode". */
typedef struct {
    uint16_t pc;   /* in the program + 1; 0: at the line's AT. Bits 12-15: which of the joined lines */
    uint16_t sub;  /* bytes of the current op already written */
    uint8_t at;    /* of the next argument                    */
    uint8_t state; /* its presence bit, QATI_PEN_*            */
} qati_pen_t;
