/* What reads one kind of line: see "direct". */
struct qati_look_s;
typedef int qati_reader_t(struct qati_look_s *k, const uint8_t *b, const uint8_t *e, void *obj);

