# sim.mk: the simulated module. SPDX-License-Identifier: MIT
#
#   make sim         build/sim, on a pseudo terminal; build/sim-bg95 and -bc68 beside it for --dialect
#   make test-sim    the simulator against transcripts written from the manuals
#
# In-process: include tests/sim/sim.h, link $(SIM_LIB_bg96) or $(SIM_LIB_bg95), or with sanitizers
# $(SIM_CHECKED_bg96) or $(SIM_CHECKED_bg95).

SIM_SOURCES := $(filter-out tests/sim/simpty.c tests/sim/talk.c tests/sim/test_%.c, \
    $(sort $(wildcard tests/sim/*.c)))
SIM_NEUL := $(sort $(wildcard tests/sim/neul*.c))
SIM_SOURCES := $(filter-out $(SIM_NEUL),$(SIM_SOURCES))
SIM_BG9X := $(patsubst %,tests/sim/%.c,general network pdp ssl file mqtt mqtt_cfg mqtt_op mqtt_recv fota lwm2m socket socket_data socket_cfg http)
SIM_CORE := $(filter-out $(SIM_BG9X), \
    $(SIM_SOURCES))
SIM_HEADERS := $(wildcard tests/sim/*.h)
SIM_SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all
SIM_CC = $(CC) -std=c99 -D_POSIX_C_SOURCE=200809L $(CFLAGS) $(WARN)

.PHONY: sim test-sim
TESTS += test-sim
sim: $(SIM) build/sim-bg95 build/sim-bc68

# The grammar, the chapters on it, and all else: once for each dialect, plain and with sanitizers.
define sim_dialect
build/sim.d/$(1)/qam.h: $$(QCG) $$(SPECS)
	@mkdir -p $$(@D)
	$$(QCG) gen --side modem --dialect $(1) -o $$@ spec

build/sim.d/$(1)/qam.c: build/sim.d/$(1)/qam.h
	printf '#define QAM_IMPLEMENTATION\n#include "qam.h"\n' > $$@

SIM_FLAGS_$(1) := -DSIM_BG95=$(2) -Ibuild/sim.d/$(1) -Itests/sim
SIM_OBJS_$(1) := $$(patsubst tests/sim/%.c,build/sim.d/$(1)/%.o,$$(SIM_SOURCES)) build/sim.d/$(1)/qam.o
SIM_CHECKED_OBJS_$(1) := $$(SIM_OBJS_$(1):build/sim.d/$(1)/%=build/sim.d/$(1)/checked/%)
SIM_LIB_$(1) := build/sim.d/$(1)/libsim.a
SIM_CHECKED_$(1) := build/sim.d/$(1)/checked/libsim.a

build/sim.d/$(1)/%.o: tests/sim/%.c $$(SIM_HEADERS) build/sim.d/$(1)/qam.h
	@mkdir -p $$(@D)
	$$(SIM_CC) $$(SIM_FLAGS_$(1)) -c -o $$@ $$<

build/sim.d/$(1)/qam.o: build/sim.d/$(1)/qam.c
	$$(SIM_CC) $$(SIM_FLAGS_$(1)) -c -o $$@ $$<

build/sim.d/$(1)/checked/%.o: tests/sim/%.c $$(SIM_HEADERS) build/sim.d/$(1)/qam.h
	@mkdir -p $$(@D)
	$$(SIM_CC) $$(SIM_SANITIZE) $$(SIM_FLAGS_$(1)) -c -o $$@ $$<

build/sim.d/$(1)/checked/qam.o: build/sim.d/$(1)/qam.c
	@mkdir -p $$(@D)
	$$(SIM_CC) $$(SIM_SANITIZE) $$(SIM_FLAGS_$(1)) -c -o $$@ $$<

$$(SIM_LIB_$(1)): $$(SIM_OBJS_$(1))
	@rm -f $$@
	$$(AR) rcs $$@ $$^

$$(SIM_CHECKED_$(1)): $$(SIM_CHECKED_OBJS_$(1))
	@rm -f $$@
	$$(AR) rcs $$@ $$^

build/sim-$(1): build/sim.d/$(1)/simpty.o $$(SIM_LIB_$(1))
	$$(CC) $$(CFLAGS) -o $$@ $$^

build/sim.d/$(1)/checked/test_%: build/sim.d/$(1)/checked/test_%.o build/sim.d/$(1)/checked/talk.o \
    $$(SIM_CHECKED_$(1))
	$$(CC) $$(CFLAGS) $$(SIM_SANITIZE) -o $$@ $$^

build/sim.d/$(1)/checked/simpty: build/sim.d/$(1)/checked/simpty.o $$(SIM_CHECKED_$(1))
	$$(CC) $$(CFLAGS) $$(SIM_SANITIZE) -o $$@ $$^
endef
$(eval $(call sim_dialect,bg96,0))
$(eval $(call sim_dialect,bg95,1))

# BC68 has the core and chapters of its own.
SIM_SOURCES := $(SIM_CORE) $(SIM_NEUL)
$(eval $(call sim_dialect,bc68,0))
SIM_FLAGS_bc68 += -DSIM_NEUL=1

$(SIM): build/sim-bg96
	cp build/sim-bg96 $@

# test_x_bg95.c is for BG95 only, test_x_bg96.c for BG96 only, test_x_bc68.c for BC68 only,
# the others are for BG95 and BG96.
SIM_TESTS := $(patsubst tests/sim/%.c,%,$(sort $(wildcard tests/sim/test_*.c)))
SIM_TEST_PROGRAMS := $(patsubst %,build/sim.d/bg96/checked/%,$(filter-out %_bg95 %_bc68,$(SIM_TESTS))) \
    $(patsubst %,build/sim.d/bg95/checked/%,$(filter-out %_bg96 %_bc68,$(SIM_TESTS))) \
    $(patsubst %,build/sim.d/bc68/checked/%,$(filter %_bc68,$(SIM_TESTS)))

# The last line is the sum, for tests/run.sh.
test-sim: $(SIM_TEST_PROGRAMS) build/sim.d/bg96/checked/simpty sim
	@for t in $(SIM_TEST_PROGRAMS) "sh tests/sim/test_pty.sh build/sim.d/bg96/checked/simpty"; do \
	    $$t || echo "$$t: 0 passed, 1 failed"; \
	done | tee build/sim.d/test.log
	@awk -F': ' '/[0-9]+ passed, [0-9]+ failed/ { split($$NF, n, /[ ,]+/); good += n[1]; bad += n[3] } \
	    END { print good + 0 " passed, " bad + 0 " failed"; exit bad > 0 }' build/sim.d/test.log

.SECONDARY: $(SIM_TEST_PROGRAMS:=.o) \
    $(foreach d,bg96 bg95 bc68,$(foreach f,talk simpty,build/sim.d/$(d)/checked/$(f).o))
