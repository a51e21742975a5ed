# examples.mk: the demonstration and the examples. SPDX-License-Identifier: MIT
#
#   make demo [FAULT=name]   an OceanConnect device and a simulated BG96; faults: wrong-password, reset,
#   silent, lost-bytes ... make first               examples/first against the simulated BG95
#   make test-demo           the demonstration without a fault and with four
#   make test-examples       all examples compile everywhere they claim to; those for Linux run
#   make test-tutorial       a command added to a spec as the tutorial says

EX := build/examples
EX_CC = $(CC) -std=c99 $(CFLAGS) $(WARN) -I$(EX) -Iexamples
EX_PORT := examples/port/linux_tty.c examples/port/linux_tty.h
FAULT ?=

.PHONY: first test-demo test-examples test-tutorial
TESTS += test-demo test-examples test-tutorial

# The specs, compiled here and now; the committed qat.h is not used.
$(EX)/qat.h: $(QCG) $(SPECS)
	@mkdir -p $(@D)
	$(QCG) gen -o $@ spec

# ---- the demonstration; its password needs HMAC-SHA256, from mbedTLS where there is one ----

$(EX)/mbedtls:
	@mkdir -p $(@D)
	@{ echo '#include <mbedtls/md.h>'; \
	   echo 'int main(void) { return !mbedtls_md_info_from_type(MBEDTLS_MD_SHA256); }'; } > $@.c
	@if $(CC) -o $@.out $@.c -lmbedcrypto >/dev/null 2>&1; then \
	    echo '-DDEMO_MBEDTLS=1 -lmbedcrypto' > $@; else echo > $@; fi

$(EX)/demo: $(wildcard examples/demo/*.c examples/demo/*.h) $(EX_PORT) $(EX)/qat.h $(EX)/mbedtls
	$(EX_CC) -o $@ $(filter %.c,$^) $$(cat $(EX)/mbedtls)

demo: $(QCG) $(SIM) $(EX)/demo
	@sh examples/demo/run.sh $(SIM) $(EX)/demo $(QCG) $(EX)/session $(FAULT)

test-demo: $(QCG) $(SIM) $(EX)/demo
	@sh examples/demo/test.sh $(SIM) $(EX)/demo $(QCG) $(EX)/session

# ---- the first screen and the others that run on Linux ----

$(EX)/first: examples/first/main.c $(EX_PORT) $(EX)/qat.h
	$(EX_CC) -o $@ $(filter %.c,$^)

$(EX)/wait: examples/port/wait.c $(EX_PORT) $(EX)/qat.h
	$(EX_CC) -o $@ $(filter %.c,$^)

$(EX)/linux_tty.o: $(EX_PORT)
	@mkdir -p $(@D)
	$(EX_CC) -c -o $@ $<

$(EX)/cpp: examples/cpp/main.cpp $(EX)/linux_tty.o $(EX)/qat.h
	$(CXX) -std=c++11 $(CFLAGS) $(WARN) -I$(EX) -Iexamples -o $@ $< $(EX)/linux_tty.o

first: $(EX)/first sim
	@sh examples/with_sim.sh $(SIM) bg95 $(EX)/run $(EX)/first

# ---- those for other machines ----

$(EX)/rtos.o: examples/port/rtos.c $(EX)/qat.h
	$(EX_CC) -c -o $@ $<

$(EX)/bare_metal.o: examples/port/bare_metal.c $(EX)/qat.h
	@sh tests/need.sh arm-none-eabi-gcc:gcc-arm-none-eabi \
	    /usr/lib/arm-none-eabi/include/string.h:libnewlib-arm-none-eabi
	arm-none-eabi-gcc -mcpu=cortex-m0plus -mthumb -std=c99 -Os $(WARN) -I$(EX) -c -o $@ $<

test-examples: $(EX)/first $(EX)/wait $(EX)/cpp $(EX)/rtos.o $(EX)/bare_metal.o sim
	@sh examples/test.sh $(SIM) $(EX)

test-tutorial: $(QCG)
	@sh examples/tutorial/tutorial.sh $(QCG) $(EX)/tutorial
