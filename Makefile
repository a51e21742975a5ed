# qat: the AT protocol kit. SPDX-License-Identifier: MIT
#
#   make demo        the main job: specs compiled, an MQTT session with a simulated BG96. Needs a C compiler and make.
#   make test        everything that is tested; installs what is missing through the package manager when it can.
#   make gen         remakes qat.h and spec/reference from the specs    make gen-lex     lex.c from lex.re (needs re2c)
#   make check-gen   are the committed generated files up to date?
#   make bench       instructions per byte            make size    bytes of flash, RAM and stack
#   make fuzz        each fuzzer for FUZZ_SECONDS     make test-broken   deliberate defects: does a test notice each?

CC ?= cc
CFLAGS ?= -O1 -g
WARN := -Wall -Wextra -Wconversion -Wshadow -Wpedantic -Werror
VERSION := $(shell cat VERSION)
SPECS := $(sort $(wildcard spec/*.qat))
PIECES := $(sort $(wildcard qat_codegen/runtime/* qat_codegen/modem/* qat_codegen/helpers/*))
QCG := build/qat_codegen
QUIET := $(findstring s,$(firstword -$(MAKEFLAGS)))
SIM := build/sim

.PHONY: all qat_codegen gen gen-lex check-gen demo test check bench size fuzz test-broken clean
.DELETE_ON_ERROR:
all: qat_codegen

# ---- the compiler ----

QCG_OBJS := $(patsubst qat_codegen/%.c,build/codegen/%.o,$(sort $(wildcard qat_codegen/*.c)))

qat_codegen: $(QCG)

$(QCG): $(QCG_OBJS) build/codegen/embedded_specs.o
	$(CC) $(CFLAGS) -o $@ $^

build/codegen/%.o: qat_codegen/%.c Makefile VERSION
	@mkdir -p $(@D)
	@$(if $(QUIET),,echo "  CC $<";) $(CC) -std=c99 $(CFLAGS) $(WARN) -MMD -DQAT_VERSION='"$(VERSION)"' -c -o $@ $<

build/codegen/embedded_specs.c: qat_codegen/embed.sh $(SPECS) $(PIECES)
	@mkdir -p $(@D)
	sh qat_codegen/embed.sh $(SPECS) $(PIECES) > $@

build/codegen/embedded_specs.o: build/codegen/embedded_specs.c
	$(CC) -std=c99 $(CFLAGS) -Iqat_codegen -c -o $@ $<

-include $(wildcard build/codegen/*.d)

# ---- generated files that are committed: remade only on demand ----

gen: $(QCG)
	$(QCG) gen -o qat.h spec
	rm -f spec/reference/*.md
	$(QCG) export --format md -o spec/reference spec

RE2C := re2c -W -Werror -i --no-generation-date --no-version
gen-lex:
	cd qat_codegen && $(RE2C) lex.re -o lex.c

check-gen: $(QCG)
	@mkdir -p build/check-gen
	cd qat_codegen && $(RE2C) lex.re -o ../build/check-gen/lex.c
	@sed 's|\.\./build/check-gen/||' build/check-gen/lex.c | cmp - qat_codegen/lex.c || { echo "qat_codegen/lex.c is not up to date: make gen-lex"; exit 1; }
	$(QCG) gen -o build/check-gen/qat.h spec
	@cmp build/check-gen/qat.h qat.h || { echo "qat.h is not up to date: make gen"; exit 1; }
	@rm -rf build/check-gen/reference
	$(QCG) export --format md -o build/check-gen/reference spec
	@diff -rq build/check-gen/reference spec/reference || { echo "spec/reference is not up to date: make gen"; exit 1; }
	@echo "check-gen: generated files are up to date"

check: $(QCG)
	$(QCG) check spec

clean:
	rm -rf build

# ---- the parts: each says what it adds to TESTS ----

TESTS :=
FIRST := tests/tests.mk tests/replay/replay.mk # others use what they name
include $(FIRST) $(filter-out $(FIRST),$(sort $(wildcard tests/*/*.mk examples/*.mk fuzz/*.mk)))
TESTS += check-gen test-portability test-readme

# Tools of the tests: command or file, and the Debian package that has it.
TOOLS := re2c:re2c clang:clang python3:python3 valgrind:valgrind g++:g++ arm-none-eabi-gcc:gcc-arm-none-eabi \
    /usr/lib/arm-none-eabi/newlib/libc.a:libnewlib-arm-none-eabi avr-gcc:gcc-avr /usr/lib/avr/include/avr/io.h:avr-libc \
    qemu-system-arm:qemu-system-arm /usr/include/mbedtls/md.h:libmbedtls-dev spin:spin

.PHONY: tools test-portability test-readme
tools:
	@sh tests/need.sh $(TOOLS)

test: tools $(QCG)
	@TEST_TARGETS="$(TESTS)" MAKE="$(MAKE)" sh tests/run.sh

test-readme:
	@sh tests/readme.sh

# ---- one header, every compiler ----

PORTABLE := -Wall -Wextra -Wconversion -Wshadow -Wpedantic -Werror -I. -o /dev/null -c
build/portable/qat.c: qat.h
	@mkdir -p $(@D)
	@printf '#define QAT_IMPLEMENTATION\n#include "qat.h"\n' > $@
	@cp $@ build/portable/qat.cpp

test-portability: build/portable/qat.c
	gcc -std=c99 -O2 $(PORTABLE) $<
	clang -std=c99 -O2 $(PORTABLE) $<
	g++ -std=c++11 -O2 $(PORTABLE) build/portable/qat.cpp
	clang++ -std=c++11 -O2 $(PORTABLE) build/portable/qat.cpp
	gcc -std=c99 -fshort-enums -DQAT_TRACE=0 -DQAT_NAMES=0 $(PORTABLE) $<
	clang -std=c99 -Os -ffreestanding $(PORTABLE) $<
	arm-none-eabi-gcc -std=c99 -mcpu=cortex-m0plus -mthumb -Os $(PORTABLE) $<
	arm-none-eabi-gcc -std=c99 -mcpu=cortex-m4 -mthumb -Os -fshort-enums $(PORTABLE) $<
	avr-gcc -std=c99 -mmcu=atmega2560 -Os $(PORTABLE) $<
	@echo "9 passed, 0 failed"
