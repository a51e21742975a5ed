# fota.mk: an update of the firmware. SPDX-License-Identifier: MIT
#
#   make demo-fota [CUT=updating] [DIALECT=bg96] [JOB=put]   with a bar; CUT: where the module loses its power
#       (network, files, uploading, downloading, resetting, updating, restoring, starting), or the host (host)
#   make test-demo-fota      all of that, without a bar

CUT ?=
DIALECT ?= bg95
JOB ?= get

.PHONY: demo-fota test-demo-fota
TESTS += test-demo-fota

build/examples/fota: examples/fota/main.c $(wildcard examples/port/linux_tty.*) build/examples/qat.h
	$(CC) -std=c99 $(CFLAGS) $(WARN) -Ibuild/examples -Iexamples -o $@ $(filter %.c,$^)

demo-fota: sim build/examples/fota
	@sh examples/fota/run.sh $(SIM) build/examples/fota build/examples/update '$(CUT)' $(DIALECT) $(JOB)

test-demo-fota: sim build/examples/fota
	@sh examples/fota/test.sh $(SIM) build/examples/fota build/examples/update
