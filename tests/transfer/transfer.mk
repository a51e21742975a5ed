# transfer.mk: a megabyte in every mode that promises to bring it whole. SPDX-License-Identifier: MIT
#
#   make test-transfer [SEED=n] [BYTES=n]    payload full of "+++", results and URCs; back-pressure on both
#                                            sides; virtual time

TR := build/transfer
BYTES ?= 1048576

.PHONY: test-transfer
TESTS += test-transfer

$(TR)/qat.h: $(QCG) $(SPECS)
	@mkdir -p $(@D)
	$(QCG) gen --dialect bg96 -o $@ spec

$(TR)/qat.o: $(TR)/qat.h
	printf '#define QAT_IMPLEMENTATION\n#include "qat.h"\n' > $(TR)/qat.c
	$(SIM_CC) $(SIM_SANITIZE) -I$(TR) -c -o $@ $(TR)/qat.c

TRANSFER_OBJS := $(patsubst tests/transfer/%.c,$(TR)/%.o,$(sort $(wildcard tests/transfer/*.c)))

$(TRANSFER_OBJS): $(TR)/%.o: tests/transfer/%.c $(wildcard tests/transfer/*.h) $(SIM_HEADERS) $(TR)/qat.h
	$(SIM_CC) $(SIM_SANITIZE) -DSIM_BG95=0 -I$(TR) -Itests/sim -c -o $@ $<

$(TR)/transfer: $(TRANSFER_OBJS) $(TR)/qat.o $(SIM_CHECKED_bg96)
	$(CC) $(CFLAGS) $(SIM_SANITIZE) -o $@ $^

test-transfer: $(TR)/transfer
	@$(TR)/transfer -s $(SEED) -n $(BYTES)
