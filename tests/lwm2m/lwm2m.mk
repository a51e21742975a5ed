# lwm2m.mk: the helper lwm2m against answers written by hand. SPDX-License-Identifier: MIT

LWM2M := build/lwm2m
LWM2M_CC = $(CC) -std=c99 -O1 -g $(WARN) -fsanitize=address,undefined -fno-sanitize-recover=all -I$(LWM2M)

.PHONY: test-lwm2m
TESTS += test-lwm2m

$(LWM2M)/qat.h: $(QCG) $(SPECS) $(wildcard qat_codegen/helpers/* qat_codegen/runtime/*)
	@mkdir -p $(@D)
	$(QCG) gen -o $@ spec

$(LWM2M)/by-hand: $(wildcard tests/lwm2m/*.c tests/lwm2m/*.h) $(LWM2M)/qat.h
	$(LWM2M_CC) -o $@ $(filter %.c,$^)

# For one family only, and without the helper fota: they compile too.
$(LWM2M)/%.o: $(QCG) $(SPECS) $(wildcard qat_codegen/helpers/*)
	@mkdir -p $(@D)
	$(QCG) gen --dialect $* -o $(LWM2M)/$*.h spec
	printf '#define QAT_FOTA 0\n#define QAT_IMPLEMENTATION\n#include "$*.h"\n' > $(LWM2M)/$*.c
	$(CC) -std=c99 $(WARN) -Os -I$(LWM2M) -c -o $@ $(LWM2M)/$*.c

# The last line is the sum, for tests/run.sh.
test-lwm2m: $(LWM2M)/by-hand $(LWM2M)/bc68.o $(LWM2M)/bg96.o
	@./$(LWM2M)/by-hand
