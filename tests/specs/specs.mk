# The spec language: specs that must fail and that must not, the command line, the grammar in spec/README.md.
.PHONY: test-specs
TESTS += test-specs

SPEC_TEST_FLAGS := -std=c99 -g -fsanitize=address,undefined -fno-sanitize-recover=all -DQAT_VERSION='"$(VERSION)"'
OVERLAP_SOURCES := $(patsubst %,qat_codegen/%.c,arena diag check_tree match overlap_nfa overlap_pair)

build/specs/qat_codegen: $(wildcard qat_codegen/*.c qat_codegen/*.h qat_codegen/*.def) build/codegen/embedded_specs.c
	@mkdir -p $(@D)
	$(CC) $(SPEC_TEST_FLAGS) -Iqat_codegen -o $@ $(filter %.c,$^)

build/specs/overlap_property: tests/specs/overlap_property.c $(OVERLAP_SOURCES)
	@mkdir -p $(@D)
	$(CC) $(SPEC_TEST_FLAGS) -O1 -o $@ $^

test-specs: build/specs/qat_codegen build/specs/overlap_property
	tests/specs/grammar.sh
	tests/specs/cli.sh build/specs/qat_codegen
	tests/specs/run.sh build/specs/qat_codegen
	build/specs/overlap_property
	build/specs/qat_codegen check spec
	build/specs/qat_codegen check spec tests/specs/runtime
