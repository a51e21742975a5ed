# fota.mk: the fota helper against answers written by hand, and against the simulator.
# SPDX-License-Identifier: MIT

FOTA := build/fota
FOTA_CC = $(CC) -std=c99 -O1 -g $(WARN) -fsanitize=address,undefined -fno-sanitize-recover=all -I$(FOTA)

.PHONY: test-fota
TESTS += test-fota

$(FOTA)/qat.h: $(QCG) $(SPECS) $(wildcard qat_codegen/helpers/* qat_codegen/runtime/*)
	@mkdir -p $(@D)
	$(QCG) gen -o $@ spec

$(FOTA)/by-hand: $(wildcard tests/fota/*.c tests/fota/*.h) $(FOTA)/qat.h
	$(FOTA_CC) -o $@ $(filter %.c,$^)

# Its library: $(SIM_CHECKED_bg96) of tests/sim/sim.mk, which is read behind this file.
define fota_sim
$(FOTA)/sim-$(1): $$(wildcard tests/fota/sim/*.c) $(FOTA)/qat.h build/sim.d/$(1)/checked/libsim.a
	$$(FOTA_CC) $$(SIM_FLAGS_$(1)) -o $$@ $$(filter %.c,$$^) $$(SIM_CHECKED_$(1))
endef
$(foreach d,bg96 bg95,$(eval $(call fota_sim,$(d))))

# One dialect alone, C and C++: what the others have must not be missed.
$(FOTA)/alone-%: $(QCG) $(SPECS) $(wildcard qat_codegen/helpers/* qat_codegen/runtime/*)
	@mkdir -p $@.d
	$(QCG) gen --dialect $* -o $@.d/qat.h spec
	@printf '#define QAT_IMPLEMENTATION\n#include "qat.h"\n' > $@.d/qat.c
	@cp $@.d/qat.c $@.d/qat.cpp
	$(CC) -std=c99 $(WARN) -c -o /dev/null $@.d/qat.c
	$(CXX) -std=c++11 $(WARN) -c -o /dev/null $@.d/qat.cpp
	@touch $@

test-fota: $(FOTA)/by-hand $(FOTA)/sim-bg96 $(FOTA)/sim-bg95 $(FOTA)/alone-bg96 $(FOTA)/alone-bg95
	@for t in $(filter-out %/alone-bg96 %/alone-bg95,$^); do ./$$t || echo "$$t: 0 passed, 1 failed"; done \
	    > $(FOTA)/test.log; cat $(FOTA)/test.log
	@awk '/[0-9]+ passed, [0-9]+ failed/ { sub(/.*: /, ""); split($$0, n, /[ ,]+/); good += n[1]; bad += n[3] } \
	    END { print good + 0 " passed, " bad + 0 " failed"; exit bad > 0 }' $(FOTA)/test.log
