# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Make: "include membrane.mk" gives two targets.
#
#   make check-membrane      fails at a finding that is not in the baseline
#   make membrane.baseline   accepts the findings of today
#
# It needs no compile_commands.json: the sources of $(MEMBRANE_SOURCES) are
# compiled with $(CPPFLAGS) and $(CFLAGS).

MEMBRANE ?= membrane
MEMBRANE_SOURCES ?= $(wildcard *.c)
MEMBRANE_PUBLIC ?= *.h
MEMBRANE_SCAN = $(MEMBRANE) scan --root . --public '$(MEMBRANE_PUBLIC)' \
  --baseline membrane.baseline
MEMBRANE_UNITS = $(MEMBRANE_SOURCES) -- $(CPPFLAGS) $(CFLAGS)

.PHONY: check-membrane membrane.baseline
check-membrane:
	$(MEMBRANE_SCAN) $(MEMBRANE_UNITS)

membrane.baseline:
	$(MEMBRANE_SCAN) --write-baseline $(MEMBRANE_UNITS)
