// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/Bounds.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include <array>

using namespace membrane;

/// In the order of Bound.
static constexpr llvm::StringLiteral Names[] = {
    "allocations of one callee",
    "assumptions",
    "call depth",
    "cells of an object",
    "functions of coarse precision",
    "context depth",
    "contexts in a large cycle",
    "rounds in a context",
    "contexts",
    "decisive inputs",
    "links of a chain",
    "globals",
    "callbacks given memory",
    "depth of an input",
    "large cycles of calls",
    "pointers in a record",
    "nesting of types",
    "numbers of a value",
    "offsets of a value",
    "rounds",
    "names of one object",
    "sweeps",
    "targets of a call",
    "types of exceptions",
    "calls in a block's name",
    "steps of a witness",
};
static_assert(std::size(Names) == size_t(Bound::WitnessSteps) + 1);

static thread_local std::array<uint64_t, std::size(Names)> Counts;

void membrane::countBound(Bound Hit) { ++Counts[size_t(Hit)]; }

UncountedBounds::UncountedBounds() : Before(Counts.begin(), Counts.end()) {}

UncountedBounds::~UncountedBounds() { llvm::copy(Before, Counts.begin()); }

void UncountedBounds::keep() { Before.assign(Counts.begin(), Counts.end()); }

std::map<std::string, uint64_t> membrane::takeBounds() {
  std::map<std::string, uint64_t> Taken;
  for (size_t I = 0; I < std::size(Names); ++I)
    if (Counts[I] != 0)
      Taken[Names[I].str()] = Counts[I];
  Counts.fill(0);
  return Taken;
}
