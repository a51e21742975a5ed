# libFuzzer targets: `make fuzz` runs each for FUZZ_SECONDS on its committed corpus; `make fuzz-replay` only the corpus.
FUZZ_CC ?= clang
FUZZ_SECONDS ?= 30
FUZZ_SEED ?= 1 # the same start gives the same inputs; 0: another each time
FUZZ_FLAGS := -std=gnu99 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
FUZZERS := $(patsubst fuzz/%.c,%,$(wildcard fuzz/*.c))

.PHONY: fuzz fuzz-replay fuzzers fuzz-need
TESTS += fuzz-replay

# clang, and its fuzzing runtime, which is a package of its own
FUZZ_RUNTIME := $(firstword $(wildcard /usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a) /usr/lib/llvm/fuzzer-runtime)
fuzz-need:
	@sh tests/need.sh clang:clang $(FUZZ_RUNTIME):libclang-rt-dev

fuzzers: fuzz-need $(FUZZERS:%=build/fuzz/%)

build/fuzz/qat_text.h: $(QCG) $(SPECS)
	@mkdir -p $(@D)
	$(QCG) gen --part text -o $@ spec

build/fuzz/qat_impl.o: qat.h
	@mkdir -p $(@D)
	printf '#define QAT_IMPLEMENTATION\n#include "qat.h"\n' > build/fuzz/qat_impl.c
	$(FUZZ_CC) $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link -I. -c -o $@ build/fuzz/qat_impl.c

build/fuzz/rx build/fuzz/args: build/fuzz/%: fuzz/%.c fuzz/common.h build/fuzz/qat_text.h build/fuzz/qat_impl.o
	$(FUZZ_CC) $(FUZZ_FLAGS) -I. -Ibuild/fuzz -o $@ $< build/fuzz/qat_impl.o

build/fuzz/helpers: fuzz/helpers.c build/fuzz/qat_impl.o
	$(FUZZ_CC) $(FUZZ_FLAGS) -I. -o $@ $^

# Both back ends in one program: each an object that keeps its names to itself. Its corpus is that of rx.
build/fuzz/direct/qat.h: $(QCG) $(SPECS)
	@mkdir -p $(@D)
	$(QCG) gen --backend direct -o $@ spec

build/fuzz/backend_table.o build/fuzz/backend_direct.o: build/fuzz/backend_%.o: tests/direct/backend.c tests/direct/backend.h \
    fuzz/rx.c fuzz/common.h build/fuzz/qat_text.h build/fuzz/direct/qat.h qat.h
	$(FUZZ_CC) $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link -w $(if $(filter table,$*),-I.,-Ibuild/fuzz/direct) -Ibuild/fuzz \
	    -DBACKEND=backend_$* "-DQAT_TEST_DIALECTS=X(bg95) X(bg96)" -c -o $@ $<
	objcopy --keep-global-symbol=backend_$* $@

build/fuzz/backends: fuzz/backends.c build/fuzz/backend_table.o build/fuzz/backend_direct.o
	$(FUZZ_CC) $(FUZZ_FLAGS) -o $@ $^

build/fuzz/spec: fuzz/spec.c $(filter-out qat_codegen/main.c,$(wildcard qat_codegen/*.c qat_codegen/*.h)) build/codegen/embedded_specs.c
	@mkdir -p $(@D)
	$(FUZZ_CC) $(FUZZ_FLAGS) -DQAT_VERSION='"fuzz"' -Iqat_codegen -o $@ $(filter-out qat_codegen/main.c,$(filter %.c,$^))

# Everything literal that the specs know, for the fuzzer of the received stream.
build/fuzz/rx.dict: $(QCG) $(SPECS)
	@mkdir -p $(@D)
	$(QCG) export --format dict -o $@ spec

fuzz: fuzzers build/fuzz/rx.dict
	@set -e; for f in $(FUZZERS); do mkdir -p build/corpus/$$f fuzz/corpus/$$f; \
	  echo "fuzz $$f for $(FUZZ_SECONDS) s"; \
	  build/fuzz/$$f -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -timeout=10 -seed=$(strip $(FUZZ_SEED)) -print_final_stats=0 -verbosity=0 $$(for d in build/fuzz/$$f.dict fuzz/$$f.dict; do [ ! -e $$d ] || echo -dict=$$d; done) \
	    -artifact_prefix=build/fuzz/ build/corpus/$$f fuzz/corpus/$$f; done; echo "fuzz: no findings"

# test-direct plays the corpus through both back ends
REPLAYED := $(filter-out backends,$(FUZZERS))
fuzz-replay: fuzz-need $(REPLAYED:%=build/fuzz/%)
	@set -e; for f in $(REPLAYED); do build/fuzz/$$f -runs=0 -verbosity=0 fuzz/corpus/$$f; done; echo "fuzz-replay: no findings"
