/* SPDX-License-Identifier: MIT */
/* ---- what the runtime's pieces need here ---- */

enum { QAM_OK = 0, QAM_E_RESULT = -4, QAM_E_MISMATCH = -5, QAM_E_ARG = -33, QAM_E_TOO_LONG = -35 };
#define QAM_MODE_BYTES 1

typedef struct {
    const void *data;
    uint32_t size;
} qam_payload_t;

/* Where received texts would be kept: nowhere. */
typedef struct {
    char *room;
    uint16_t room_size;
} qam_req_t;

extern const uint8_t qami_types[], qami_words[];
