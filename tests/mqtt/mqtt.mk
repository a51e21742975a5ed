# mqtt.mk: the MQTT helper against answers written by hand, and against the simulator. SPDX-License-Identifier: MIT

MQTT := build/mqtt
MQTT_CC = $(CC) -std=c99 -O1 -g $(WARN) -fsanitize=address,undefined -fno-sanitize-recover=all -I$(MQTT)

.PHONY: test-mqtt
TESTS += test-mqtt

$(MQTT)/qat.h: $(QCG) $(SPECS) $(wildcard qat_codegen/helpers/* qat_codegen/runtime/*)
	@mkdir -p $(@D)
	$(QCG) gen -o $@ spec

$(MQTT)/by-hand: $(wildcard tests/mqtt/*.c tests/mqtt/*.h) $(MQTT)/qat.h
	$(MQTT_CC) -o $@ $(filter %.c,$^)

# Its library: $(SIM_CHECKED_bg96) of tests/sim/sim.mk, which is read behind this file.
define mqtt_sim
$(MQTT)/sim-$(1): tests/mqtt/sim/main.c $(MQTT)/qat.h build/sim.d/$(1)/checked/libsim.a
	$$(MQTT_CC) $$(SIM_FLAGS_$(1)) -o $$@ $$< $$(SIM_CHECKED_$(1))
endef
$(foreach d,bg96 bg95,$(eval $(call mqtt_sim,$(d))))

test-mqtt: $(MQTT)/by-hand $(MQTT)/sim-bg96 $(MQTT)/sim-bg95
	@for t in $^; do ./$$t || echo "$$t: 0 passed, 1 failed"; done > $(MQTT)/test.log; cat $(MQTT)/test.log
	@awk '/[0-9]+ passed, [0-9]+ failed/ { sub(/.*: /, ""); split($$0, n, /[ ,]+/); good += n[1]; bad += n[3] } \
	    END { print good + 0 " passed, " bad + 0 " failed"; exit bad > 0 }' $(MQTT)/test.log
