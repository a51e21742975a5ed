# lwm2m.mk: the helper lwm2m against answers written by hand, and against the simulator. SPDX-License-Identifier: MIT

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

# Their libraries: $(SIM_CHECKED_bc68) and the others of tests/sim/sim.mk, which is read behind this file.
define lwm2m_sim
$(LWM2M)/sim-$(1): tests/lwm2m/sim/main.c $(LWM2M)/qat.h build/sim.d/$(1)/checked/libsim.a
	$$(LWM2M_CC) $$(SIM_FLAGS_$(1)) -o $$@ $$< $$(SIM_CHECKED_$(1))
endef
$(foreach d,bc68 bg96 bg95,$(eval $(call lwm2m_sim,$(d))))

LWM2M_TESTS := $(patsubst %,$(LWM2M)/%,by-hand sim-bc68 sim-bg96 sim-bg95)

# The last line is the sum, for tests/run.sh.
test-lwm2m: $(LWM2M_TESTS) $(LWM2M)/bc68.o $(LWM2M)/bg96.o
	@for t in $(LWM2M_TESTS); do ./$$t || echo "$$t: 0 passed, 1 failed"; done > $(LWM2M)/test.log; cat $(LWM2M)/test.log
	@awk '/[0-9]+ passed, [0-9]+ failed/ { sub(/.*: /, ""); split($$0, n, /[ ,]+/); good += n[1]; bad += n[3] } \
	    END { print good + 0 " passed, " bad + 0 " failed"; exit bad > 0 }' $(LWM2M)/test.log
