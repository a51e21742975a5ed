# tests.mk: dialogues and unit tests of the runtime. SPDX-License-Identifier: MIT
#
#   make test-dialogs [SEED=n]   every dialogue, whole, at every cut, byte by byte, in 200 random partitions
#   make test-soak [SEED=n] [SESSIONS=n]   random sessions: done once, every byte counted, cuts change nothing
#   make test-unit               what a dialogue cannot say: arguments, refusals, two instances, C and C++
#   make test-symbols            qat.h needs no more than mem*, and has no writable data

T := build/test
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined
SEED ?= 1
DIALOGS := $(sort $(wildcard tests/dialog/*.at tests/regress/*.at))
HARNESS := $(sort $(wildcard tests/harness/*.c))
HEADS := 256 1024
RUNNERS := main $(HEADS:%=heads%)

.PHONY: test-dialogs test-soak test-unit test-symbols
TESTS += test-dialogs test-soak test-unit test-symbols

# ---- a runner for each set of specs: qat.h and the tables that name its structs ----

RUN_SPECS_main := $(SPECS) tests/specs/runtime/later.qat
RUN_SPECS_heads256 := $(T)/heads256.qat
RUN_SPECS_heads1024 := $(T)/heads1024.qat

$(T)/heads%.qat: tests/specs/runtime/heads.sh
	@mkdir -p $(@D)
	sh tests/specs/runtime/heads.sh spec $* > $@

$(T)/heads%.at: tests/specs/runtime/heads.sh
	@mkdir -p $(@D)
	sh tests/specs/runtime/heads.sh dialog $* > $@

define runner
$(T)/$(1)/qat.h: $$(QCG) $$(RUN_SPECS_$(1))
	@mkdir -p $$(@D)
	$$(QCG) gen -o $$@ $$(RUN_SPECS_$(1))

$(T)/$(1)/qat_text.h: $$(QCG) $$(RUN_SPECS_$(1))
	@mkdir -p $$(@D)
	$$(QCG) gen --part text -o $$@ $$(RUN_SPECS_$(1))

$(T)/$(1)/dialog: $$(HARNESS) $$(wildcard tests/harness/*.h) $(T)/$(1)/qat.h $(T)/$(1)/qat_text.h
	$$(CC) -std=c99 -O1 -g $$(WARN) $$(SANITIZE) -I$(T)/$(1) -DQAT_TEST_SPEC='"$(1)"' \
	    -DQAT_TEST_DIALECTS="$$$$(sed -n 's/^extern const qat_dialect_t qat_\([a-z0-9_]*\);.*/X(\1)/p' $(T)/$(1)/qat.h | tr '\n' ' ')" \
	    -o $$@ $$(HARNESS)
endef
$(foreach r,$(RUNNERS),$(eval $(call runner,$(r))))

test-dialogs: $(RUNNERS:%=$(T)/%/dialog) $(HEADS:%=$(T)/heads%.at)
	@for at in $(DIALOGS); do \
	    for spec in $$(sed -n 's/^spec //p' $$at); do \
	        [ -x $(T)/$$spec/dialog ] || { echo "$$at: there is no spec '$$spec'"; exit 1; }; \
	    done; \
	done
	@for r in $(RUNNERS); do \
	    $(T)/$$r/dialog -s $(SEED) $(DIALOGS) $(HEADS:%=$(T)/heads%.at) || exit 1; \
	done

# ---- random sessions ----

SESSIONS ?= 500
TEST_DIALECTS = "$$(sed -n 's/^extern const qat_dialect_t qat_\([a-z0-9_]*\);.*/X(\1)/p' $(T)/main/qat.h | tr '\n' ' ')"

$(T)/main/soak: tests/harness/soak/soak.c $(HARNESS) $(wildcard tests/harness/*.h) $(T)/main/qat.h $(T)/main/qat_text.h
	$(CC) -std=c99 -O1 -g $(WARN) $(SANITIZE) -I$(T)/main -Itests/harness -DQAT_TEST_DIALECTS=$(TEST_DIALECTS) \
	    -o $@ $(filter-out tests/harness/dialog.c,$(HARNESS)) tests/harness/soak/soak.c

test-soak: $(T)/main/soak
	@$(T)/main/soak -s $(SEED) -n $(SESSIONS) -o $(T)/soak.at

# ---- unit tests ----

UNITS := $(sort $(wildcard tests/unit/*.c))
UNIT_PROGRAMS := $(UNITS:tests/unit/%.c=$(T)/unit/%)

$(T)/unit/%: tests/unit/%.c tests/unit/unit.h $(T)/main/qat.h
	@mkdir -p $(@D)
	$(CC) -std=c99 -O1 -g $(WARN) $(SANITIZE) -I$(T)/main -o $@ $<

test-unit: $(UNIT_PROGRAMS) $(T)/unit/cplusplus.ok
	@for u in $(UNIT_PROGRAMS); do $$u || exit 1; done

# The same header as C++11: the runtime with its strictest warnings.
CXX ?= c++
$(T)/unit/cplusplus.ok: $(T)/main/qat.h
	@mkdir -p $(@D)
	printf '#define QAT_IMPLEMENTATION\n#include "qat.h"\nint main() { return 0; }\n' > $(T)/unit/cplusplus.cpp
	$(CXX) -std=c++11 -O1 $(WARN) -I$(T)/main -o $(T)/unit/cplusplus $(T)/unit/cplusplus.cpp
	@touch $@

# ---- what the object needs, and what it keeps ----

$(T)/symbols.o: qat.h
	@mkdir -p $(@D)
	printf '#define QAT_IMPLEMENTATION\n#include "qat.h"\n' > $(T)/symbols.c
	$(CC) -std=c99 -Os -ffreestanding -fno-pie -I. -c -o $@ $(T)/symbols.c

test-symbols: $(T)/symbols.o
	@nm -u $< | awk '{ print $$NF }' | grep -v -x -e memcpy -e memset -e memmove -e memchr -e memcmp -e _GLOBAL_OFFSET_TABLE_ > $(T)/needed || :
	@nm $< | awk '$$2 ~ /^[BbDdCSsGg]$$/ { print $$3 }' > $(T)/writable
	@if [ -s $(T)/needed ]; then echo "qat.h needs:"; cat $(T)/needed; exit 1; fi
	@if [ -s $(T)/writable ]; then echo "qat.h keeps in writable memory:"; cat $(T)/writable; exit 1; fi
	@echo "test-symbols: qat.h needs mem* only and keeps nothing"
