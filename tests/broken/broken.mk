# broken.mk: deliberate defects: does the test that each names notice? SPDX-License-Identifier: MIT
.PHONY: test-broken

BROKEN := $(sort $(wildcard tests/broken/*.patch))

test-broken: $(QCG)
	@sh tests/need.sh patch:patch nm:binutils $(CXX):g++
	@sh tests/broken/broken.sh "$(QCG_OBJS:%=$(CURDIR)/%)" $(BROKEN)
