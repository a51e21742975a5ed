# direct.mk: the direct back end against the table back end. SPDX-License-Identifier: MIT
#
#   make test-direct [SEED=n] [LINES=n]   dialogues, captures, fuzz corpus and changed lines: the same events from both

D := build/direct

.PHONY: test-direct direct-dialogs direct-replay direct-compare
TESTS += test-direct

test-direct: direct-dialogs direct-replay direct-compare

# ---- dialogues: the same programs as in tests.mk, with the other header ----

define direct_runner
$(D)/$(1)/qat.h: $$(QCG) $$(RUN_SPECS_$(1))
	@mkdir -p $$(@D)
	$$(QCG) gen --backend direct -o $$@ $$(RUN_SPECS_$(1))

$(D)/$(1)/dialog: $$(HARNESS) $$(wildcard tests/harness/*.h) $(D)/$(1)/qat.h $(T)/$(1)/qat_text.h
	$$(CC) -std=c99 -O1 -g $$(WARN) $$(SANITIZE) -I$(D)/$(1) -I$(T)/$(1) -DQAT_TEST_SPEC='"$(1)"' \
	    -DQAT_TEST_DIALECTS="$$$$(sed -n 's/^extern const qat_dialect_t qat_\([a-z0-9_]*\);.*/X(\1)/p' $(D)/$(1)/qat.h | tr '\n' ' ')" \
	    -o $$@ $$(HARNESS)
endef
$(foreach r,$(RUNNERS),$(eval $(call direct_runner,$(r))))

direct-dialogs: $(RUNNERS:%=$(D)/%/dialog) $(HEADS:%=$(T)/heads%.at)
	@for r in $(RUNNERS); do \
	    $(D)/$$r/dialog -s $(SEED) -n 20 $(DIALOGS) $(HEADS:%=$(T)/heads%.at) || exit 1; \
	done

# ---- captures: what the runtime says, line by line ----

define direct_replay
$(D)/$(1)/qat.h: $$(QCG) $$(SPECS)
	@mkdir -p $$(@D)
	@$$(QCG) gen --backend direct --dialect $(1) -o $$@ spec

$(D)/$(1)/replay: $$(REPLAY_SOURCES) $$(wildcard tests/replay/*.h tests/harness/*.h) $(REPLAY)/$(1)/qat.h $(D)/$(1)/qat.h
	@$$(CC) $$(REPLAY_FLAGS) $$(WARN) -I$(D)/$(1) -I$(REPLAY)/$(1) -Itests/harness "-DQAT_TEST_DIALECTS=X($(1))" \
	    -o $$@ $$(REPLAY_SOURCES)
endef
$(foreach d,$(REPLAY_DIALECTS),$(eval $(call direct_replay,$(d))))

direct-replay: $(REPLAY_DIALECTS:%=$(REPLAY)/%/replay) $(REPLAY_DIALECTS:%=$(D)/%/replay)
	@for d in $(REPLAY_DIALECTS); do \
	    $(REPLAY)/$$d/replay -v $(CAPTURES) > $(D)/$$d/table.log || exit 1; \
	    $(D)/$$d/replay -v $(CAPTURES) > $(D)/$$d/direct.log || exit 1; \
	    cmp $(D)/$$d/table.log $(D)/$$d/direct.log || exit 1; \
	done
	@echo "direct-replay: $(words $(CAPTURES)) captures, the same logs"

# ---- corpus and changed lines: both back ends in one program ----

LINES ?= 3

$(D)/backend_%.o: tests/direct/backend.c tests/direct/backend.h fuzz/rx.c fuzz/common.h $(T)/main/qat.h $(T)/main/qat_text.h $(D)/main/qat.h
	$(CC) -std=gnu99 -O1 -g -w -fsanitize=address -I$(if $(filter table,$*),$(T),$(D))/main -I$(T)/main -DBACKEND=backend_$* \
	    -DQAT_TEST_DIALECTS=$(TEST_DIALECTS) -c -o $@ $<
	objcopy --keep-global-symbol=backend_$* $@

$(D)/examples.inc: tests/direct/examples.py $(QCG) $(RUN_SPECS_main)
	@mkdir -p $(@D)
	$(QCG) export --format json $(RUN_SPECS_main) | python3 tests/direct/examples.py > $@

$(D)/compare: tests/direct/compare.c tests/direct/backend.h $(D)/examples.inc $(D)/backend_table.o $(D)/backend_direct.o
	$(CC) -std=c99 -O1 -g $(WARN) -fsanitize=address -I$(D) -o $@ $< $(D)/backend_table.o $(D)/backend_direct.o

direct-compare: $(D)/compare
	@$(D)/compare -s $(SEED) -n $(LINES) $(sort $(wildcard fuzz/corpus/rx/*))
