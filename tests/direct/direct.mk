# direct.mk: the direct back end against the table back end. SPDX-License-Identifier: MIT
#
#   make test-direct [SEED=n] [LINES=n]   dialogues, captures, fuzz corpus and changed lines: the same events from both

D := build/direct

.PHONY: test-direct direct-dialogs direct-replay
TESTS += test-direct

test-direct: direct-dialogs direct-replay

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
	    $(D)/$$r/dialog -s $(SEED) $(DIALOGS) $(HEADS:%=$(T)/heads%.at) || exit 1; \
	done
