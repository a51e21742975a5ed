# replay.mk: captured sessions through `decode`, and through the runtime. SPDX-License-Identifier: MIT
#
#   make test-replay     as committed in kinds.tsv and runtime.tsv?
#   make replay-table    remakes both tables
#   build/replay/bg96/replay -v tests/captures/FILE    what the runtime said, line by line

CAPTURES := $(sort $(wildcard tests/captures/*.log))
REPLAY := build/replay
REPLAY_DIALECTS := bc95g bg95 bg96
REPLAY_TABLES := kinds.tsv runtime.tsv
REPLAY_SOURCES := $(sort $(wildcard tests/replay/*.c)) tests/harness/text.c tests/harness/reflect.c
REPLAY_FLAGS := -std=c99 -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined

.PHONY: test-replay replay-table replay-run
TESTS += test-replay

define replay_program
$(REPLAY)/$(1)/qat.h: $$(QCG) $$(SPECS)
	@mkdir -p $$(@D)
	@$$(QCG) gen --dialect $(1) -o $(REPLAY)/$(1)/qat_text.h --part text spec
	@$$(QCG) gen --dialect $(1) -o $(REPLAY)/$(1)/qam.h --side modem spec
	@$$(QCG) gen --dialect $(1) -o $$@ spec

$(REPLAY)/$(1)/replay: $$(REPLAY_SOURCES) $$(wildcard tests/replay/*.h tests/harness/*.h) $(REPLAY)/$(1)/qat.h
	@$$(CC) $$(REPLAY_FLAGS) $$(WARN) -I$(REPLAY)/$(1) -Itests/harness "-DQAT_TEST_DIALECTS=X($(1))" \
	    -o $$@ $$(REPLAY_SOURCES)
endef
$(foreach d,$(REPLAY_DIALECTS),$(eval $(call replay_program,$(d))))

# A program plays the captures whose nearest dialect is its own. Nothing is compared when one complains.
replay-run: $(QCG) $(REPLAY_DIALECTS:%=$(REPLAY)/%/replay)
	@sh tests/need.sh python3:python3
	@python3 -B tests/replay/kinds.py $(QCG) $(CAPTURES) > $(REPLAY)/kinds.tsv
	@rm -f $(REPLAY)/rows
	@for d in $(REPLAY_DIALECTS); do $(REPLAY)/$$d/replay $(CAPTURES) >> $(REPLAY)/rows || exit 1; done
	@{ $(REPLAY)/$(firstword $(REPLAY_DIALECTS))/replay -t; LC_ALL=C sort $(REPLAY)/rows; } > $(REPLAY)/runtime.tsv

replay-table: replay-run
	cp $(REPLAY_TABLES:%=$(REPLAY)/%) tests/replay/

test-replay: replay-run
	@sh tests/replay/compare.sh $(REPLAY) tests/replay $(REPLAY_TABLES)
