# sockets.mk: sockets and HTTPS on the public API. SPDX-License-Identifier: MIT
#
#   make sockets         builds examples/sockets, runs each against a simulated BG96, compares what it says

SOCKETS := tcp_buffer tcp_push tcp_transparent udp https_get
SOCKET_PROGRAMS := $(SOCKETS:%=build/examples/sockets/%)

.PHONY: sockets
TESTS += sockets

$(SOCKET_PROGRAMS): build/examples/sockets/%: examples/sockets/%.c examples/sockets/run.h \
    examples/port/linux_tty.c examples/port/linux_tty.h build/examples/qat.h
	@mkdir -p $(@D)
	$(CC) -std=c99 $(CFLAGS) $(WARN) -Ibuild/examples -Iexamples -o $@ $(filter %.c,$^)

sockets: $(SOCKET_PROGRAMS) sim
	@sh examples/sockets/test.sh $(SIM) build/examples/sockets $(SOCKET_PROGRAMS)
