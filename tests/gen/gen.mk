# What `gen` writes: tries, golden header, every spec compiled everywhere, every example read by the tables of both sides.
.PHONY: test-gen
TESTS += test-gen

GEN_TRIE_SOURCES := tests/gen/trie.c $(patsubst %,qat_codegen/%.c,arena bytes trie lower_flat diag check_tree)

build/gen/trie: $(GEN_TRIE_SOURCES) $(wildcard qat_codegen/*.h) qat_codegen/runtime/match.c
	@mkdir -p $(@D)
	$(CC) -std=c99 -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -Iqat_codegen -o $@ $(GEN_TRIE_SOURCES)

test-gen: $(QCG) build/gen/trie
	sh tests/need.sh gcc:gcc g++:g++ clang:clang python3:python3 arm-none-eabi-gcc:gcc-arm-none-eabi \
	    /usr/include/newlib:libnewlib-arm-none-eabi avr-gcc:gcc-avr /usr/lib/avr/include:avr-libc
	build/gen/trie
	sh tests/gen/run.sh $(QCG) build/gen spec

# After a wanted change of what `gen` writes: look at the difference before it is committed.
.PHONY: gen-golden
gen-golden: $(QCG)
	$(QCG) gen --part dialects -o tests/gen/small.h tests/gen/small.qat
