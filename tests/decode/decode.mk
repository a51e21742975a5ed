# decode.mk: sessions decoded and compared with what people have read. SPDX-License-Identifier: MIT
.PHONY: test-decode
TESTS += test-decode

test-decode: $(QCG)
	sh tests/decode/run.sh $(QCG)
