// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The built-in tables as they are compiled in: constant rows that need no
// parsing at start-up.
//
// A function's row names a range of effects; an effect is one small fact of a
// Model. pack and unpack are each other's inverse.

#ifndef MEMBRANE_ANALYSIS_MODELS_PACKED_H
#define MEMBRANE_ANALYSIS_MODELS_PACKED_H

#include "analysis/models/Models.h"

namespace membrane {

/// One entry of a Model's lists; what A to C mean depends on Form.
struct PackedEffect {
  enum class Kind : uint8_t {
    Return,  ///< A: ModelResult::Kind, B: argument or -1 unknown, C: if null
    Release, ///< A: argument, B: 1 always or 2 counted, C: 0 itself, 1 content,
             ///< 2 contents
    Fill,    ///< A: argument, B: 1 anywhere, C: ModelSuccess
    Copy,    ///< A: from, B: to
    Keep,    ///< A: argument, B: into, C: 1 content
    Point,   ///< A: to, B: 1 anywhere; its value is the Return before it
    Call,    ///< A: argument, B: 1 returned + 2 content, C: slot
    Pass,    ///< A: argument, B: kind, to the function of the last Call
    Throw,   ///< A: Model::ThrownType
    Size,    ///< A: argument
  };
  Kind Form = Kind::Return;
  int8_t A = 0, B = 0, C = 0;
};

/// The bits of PackedFunction::Flags.
enum PackedFlag : uint16_t {
  PackedAllocates = 1,
  PackedLinked = 2,
  PackedNoReturn = 4,
  PackedUnwinds = 8,
  PackedReturnsTwice = 16,
  PackedThrows = 32,
  PackedReachesCaught = 64,
  PackedZeroed = 128,
  PackedThreads = 256,
  PackedVersioned = 512,
};

struct PackedFunction {
  const char *Name;
  const char *Family;
  const char *FillFamily;
  const char *InRegion;
  const char *InScratch;
  const char *GrowsInRegion;
  const char *InHeap;
  uint16_t FirstEffect;
  uint8_t EffectCount;
  uint16_t Flags;
};

/// A row that has no packed form.
struct TextFunction {
  const char *Name;
  const char *Text; ///< as in a file
};

struct PackedFamily {
  const char *Name;
  AllocatorKind Kind;
  const char *Release;
  bool Opaque;
};

struct PackedType {
  const char *Name;
  bool Opaque;
};

std::vector<PackedEffect> packEffects(const Model &What);
uint16_t packFlags(const Model &What);

/// Everything but names: its own, the families and what there is in a region.
Model unpack(llvm::ArrayRef<PackedEffect> Effects, uint16_t Flags);

} // namespace membrane

#endif
