# captures.mk: captured sessions decoded, compared with what each line is. SPDX-License-Identifier: MIT
#
#   make test-captures                                              all
#   python3 tests/captures/compare.py build/qat_codegen 001 002     some
.PHONY: test-captures test-captures-lost
TESTS += test-captures test-captures-lost

test-captures: $(QCG)
	@sh tests/need.sh python3:python3
	@python3 -B tests/captures/compare.py $(QCG)

test-captures-lost: $(QCG)
	@sh tests/need.sh python3:python3
	@python3 -B tests/captures/lost.py $(QCG)
