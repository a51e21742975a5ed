# lwm2m.mk: examples/lwm2m: LwM2M over both families, on simulated modules. SPDX-License-Identifier: MIT
#
#   make demo-lwm2m      the field transcript of a BC68, the BG96 guide's example for LGU+, a firmware update
#   make test-demo-lwm2m the same, compared with them line for line

LW := build/demo-lwm2m
LW_CC = $(CC) -std=c99 $(CFLAGS) $(WARN) -I$(LW) -Iexamples/lwm2m

.PHONY: demo-lwm2m test-demo-lwm2m
TESTS += test-demo-lwm2m

$(LW)/qat.h: $(QCG) $(SPECS)
	@mkdir -p $(@D)
	$(QCG) gen -o $@ spec

# Their libraries: $(SIM_LIB_bc68) and $(SIM_LIB_bg96) of tests/sim/sim.mk.
define lw_demo
$(LW)/$(1): examples/lwm2m/$(1).c examples/lwm2m/stage.c examples/lwm2m/stage.h $(LW)/qat.h build/sim.d/$(1)/libsim.a
	$$(LW_CC) $$(SIM_FLAGS_$(1)) -o $$@ examples/lwm2m/$(1).c examples/lwm2m/stage.c build/sim.d/$(1)/libsim.a
endef
$(foreach d,bc68 bg96,$(eval $(call lw_demo,$(d))))

demo-lwm2m: $(LW)/bc68 $(LW)/bg96
	@echo "==== BC68, as in the field"; $(LW)/bc68; echo; echo "==== BG96"; $(LW)/bg96

test-demo-lwm2m: $(LW)/bc68 $(LW)/bg96
	@sh examples/lwm2m/test.sh $(LW)
