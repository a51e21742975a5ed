# bench.mk: instructions per byte, and bytes of flash, RAM and stack. SPDX-License-Identifier: MIT
#
#   make bench           measures, prints, writes build/bench.txt; fails only when a checksum is wrong
#   make size            the same for sizes: build/size.txt; fails when a row grew by more than 1 %
#   make size-baseline   takes today's sizes as the ones to compare with
#
# Needs python3, valgrind, arm-none-eabi-gcc, qemu-system-arm: `sh tests/need.sh` installs what is missing.

BENCH_DIR := tests/bench
BB := build/bench
BENCH_HEADS := 8 64 256 1024
BENCH_DIRECT := 8 1024
BENCH_SPECS := $(sort $(wildcard $(BENCH_DIR)/specs/*.qat))
BENCH_CC := gcc -std=c99 -O2 -g
ARM_CC := arm-none-eabi-gcc
M0_FLAGS := -std=gnu99 -mcpu=cortex-m0 -mthumb -Os -Wall -Wextra -I$(BENCH_DIR)
M0_LINK := -ffunction-sections -fdata-sections -Wl,--gc-sections -nostartfiles --specs=nano.specs \
    -T $(BENCH_DIR)/m0/microbit.ld
BENCH_HOST := $(BENCH_DIR)/host.c $(BENCH_DIR)/runtime.c

NEED_ARM := arm-none-eabi-gcc:gcc-arm-none-eabi /usr/include/newlib/stdint.h:libnewlib-arm-none-eabi

.PHONY: bench bench-x86 bench-m0 size size-baseline bench-need size-need

bench-need:
	@sh tests/need.sh python3:python3 gcc:gcc re2c:re2c valgrind:valgrind $(NEED_ARM) qemu-system-arm:qemu-system-arm

size-need:
	@sh tests/need.sh python3:python3 $(NEED_ARM)

bench: bench-need bench-x86 bench-m0
	@cat $(BB)/x86.txt $(BB)/m0.txt > build/bench.txt
	@python3 $(BENCH_DIR)/targets.py build/bench.txt

# ---- streams and headers ----

$(BB)/streams/.done: $(BENCH_DIR)/streams.py $(BENCH_DIR)/streams.sha256
	python3 $(BENCH_DIR)/streams.py $(@D)
	@touch $@

$(BB)/worst/.done: $(BENCH_DIR)/worst.py
	python3 $(BENCH_DIR)/worst.py $(@D)
	@touch $@

$(BENCH_HEADS:%=$(BB)/%/fillers.qat): $(BB)/%/fillers.qat: $(BENCH_DIR)/fillers.py $(BB)/streams/.done
	@mkdir -p $(@D)
	python3 $< $(BB)/streams/prefixes_$*.txt > $@

$(BENCH_HEADS:%=$(BB)/%/qat.h): $(BB)/%/qat.h: $(QCG) $(BENCH_SPECS) $(BB)/%/fillers.qat
	$(QCG) gen -o $@ $(BENCH_DIR)/specs $(BB)/$*/fillers.qat

$(BB)/m0-worst/qat.h: $(QCG) $(BENCH_SPECS) $(BENCH_DIR)/worst/fillers.qat
	@mkdir -p $(@D)
	$(QCG) gen -o $@ $(BENCH_DIR)/specs $(BENCH_DIR)/worst

# ---- this machine ----

$(BENCH_HEADS:%=$(BB)/%/bench): $(BB)/%/bench: $(BB)/%/qat.h $(BENCH_HOST) $(wildcard $(BENCH_DIR)/*.h)
	$(BENCH_CC) $(WARN) -I$(BB)/$* -I$(BENCH_DIR) -o $@ $(BENCH_HOST)

# The direct back end.
$(BENCH_DIRECT:%=$(BB)/direct-%/qat.h): $(BB)/direct-%/qat.h: $(QCG) $(BENCH_SPECS) $(BB)/%/fillers.qat
	@mkdir -p $(@D)
	$(QCG) gen --backend direct -o $@ $(BENCH_DIR)/specs $(BB)/$*/fillers.qat

$(BENCH_DIRECT:%=$(BB)/direct-%/bench): $(BB)/direct-%/bench: $(BB)/direct-%/qat.h $(BENCH_HOST) $(wildcard $(BENCH_DIR)/*.h)
	$(BENCH_CC) $(WARN) -I$(BB)/direct-$* -I$(BENCH_DIR) -o $@ $(BENCH_HOST)

$(BB)/wall-table: $(BB)/8/qat.h $(BENCH_DIR)/wall.c $(BENCH_DIR)/runtime.c
	$(BENCH_CC) $(WARN) -I$(BB)/8 -o $@ $(BENCH_DIR)/wall.c $(BENCH_DIR)/runtime.c

$(BB)/wall-direct: $(BB)/direct-8/qat.h $(BENCH_DIR)/wall.c $(BENCH_DIR)/runtime.c
	$(BENCH_CC) $(WARN) -I$(BB)/direct-8 -o $@ $(BENCH_DIR)/wall.c $(BENCH_DIR)/runtime.c

bench-x86: bench-need $(BENCH_HEADS:%=$(BB)/%/bench) $(BENCH_DIRECT:%=$(BB)/direct-%/bench) $(BB)/wall-table $(BB)/wall-direct
	@echo "bench: $$(gcc --version | head -1), $(BENCH_CC), callgrind"
	@echo "bench: qat_rx() and all that it calls, libc too; without the caller's loop, without callbacks"
	@python3 $(BENCH_DIR)/callgrind.py $(BB) $(BB)/x86.txt

# ---- Cortex-M0 ----

$(BB)/icount.so: $(BENCH_DIR)/m0/icount.c
	@mkdir -p $(@D)
	gcc -O2 $(WARN) -shared -fPIC -o $@ $<

define m0_firmware
$(BB)/$(1).elf: $(2)/qat.h $(wildcard $(BENCH_DIR)/m0/*) $(BENCH_DIR)/fold.h $(BENCH_DIR)/runtime.c
	$(ARM_CC) $(M0_FLAGS) -I$(2) -fno-jump-tables -c -o $(BB)/$(1)-firmware.o $(BENCH_DIR)/m0/firmware.c
	$(ARM_CC) $(M0_FLAGS) $(M0_LINK) -I$(2) -o $$@ $(BB)/$(1)-firmware.o $(BENCH_DIR)/runtime.c
endef
$(eval $(call m0_firmware,m0,$(BB)/8))
$(eval $(call m0_firmware,m0-worst,$(BB)/m0-worst))

bench-m0: bench-need $(BB)/m0.elf $(BB)/m0-worst.elf $(BB)/icount.so $(BB)/streams/.done $(BB)/worst/.done
	@echo "bench-m0: $$($(ARM_CC) --version | head -1), $(M0_FLAGS)"
	@echo "bench-m0: the same, newlib-nano's memchr and memmove included"
	@python3 $(BENCH_DIR)/cortex_m0.py $(BB) $(BB)/m0.txt

# ---- sizes ----

size: size-need $(QCG)
	@mkdir -p build
	@python3 $(BENCH_DIR)/size.py $(QCG) build/size build/size.txt
	@python3 $(BENCH_DIR)/targets.py build/size.txt
	@python3 $(BENCH_DIR)/growth.py $(BENCH_DIR)/size.baseline build/size.txt

size-baseline: size-need $(QCG)
	@python3 $(BENCH_DIR)/size.py $(QCG) build/size build/size.txt
	cp build/size.txt $(BENCH_DIR)/size.baseline
