# stress.mk: random command mixes against a module that loses, doubles, corrupts, delays, restarts, goes silent.
# SPDX-License-Identifier: MIT
#
#   make stress [SEED=n] [STEPS=n]   a step is a request or a fault that struck
#   make test-stress                 50,000 steps with sanitizers, and again with another seed

STRESS := build/stress
STRESS_SOURCES := $(sort $(wildcard tests/stress/*.c))
STEPS ?= 1000000

.PHONY: stress test-stress
TESTS += test-stress

$(STRESS)/qat.h: $(QCG) tests/stress/stress.qat
	@mkdir -p $(@D)
	$(QCG) gen -o $@ tests/stress/stress.qat

$(STRESS)/stress: $(STRESS_SOURCES) tests/stress/stress.h $(STRESS)/qat.h
	$(CC) -std=c99 -O2 $(WARN) -I$(STRESS) -o $@ $(STRESS_SOURCES)

$(STRESS)/checked: $(STRESS_SOURCES) tests/stress/stress.h $(STRESS)/qat.h
	$(CC) -std=c99 -O1 -g $(WARN) $(SANITIZE) -I$(STRESS) -o $@ $(STRESS_SOURCES)

stress: $(STRESS)/stress
	@$(STRESS)/stress -s $(SEED) -n $(STEPS)

test-stress: $(STRESS)/checked
	@$(STRESS)/checked -s $(SEED) -n 50000
	@$(STRESS)/checked -s $$(($(SEED) + 1000)) -n 50000
