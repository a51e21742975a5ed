# spin.mk: the life of a command as a model, every state of it. SPDX-License-Identifier: MIT
.PHONY: test-spin
TESTS += test-spin

test-spin:
	@sh tests/spin/run.sh build/spin
