// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/models/Packed.h"

using namespace membrane;
using Form = PackedEffect::Kind;

static int8_t small(int64_t Value) {
  assert(Value >= -3 && Value <= 127 && "the reader bounds arguments");
  return int8_t(Value);
}

static PackedEffect packResult(const ModelResult &Result) {
  return {Form::Return, small(unsigned(Result.From)),
          Result.Unknown ? int8_t(-1) : small(Result.Argument),
          small(Result.IfNull)};
}

static void packCalls(const Model &What, std::vector<PackedEffect> &Out) {
  for (const ModelCall &Call : What.Calls) {
    Out.push_back({Form::Call, small(Call.Argument),
                   int8_t(Call.Returned | Call.Content << 1),
                   small(Call.Slot)});
    for (const ModelPassed &Passed : Call.Passed)
      Out.push_back({Form::Pass, small(Passed.Argument), int8_t(Passed.From)});
  }
}

std::vector<PackedEffect> membrane::packEffects(const Model &What) {
  std::vector<PackedEffect> Out;
  for (const ModelResult &Result : What.Returns)
    Out.push_back(packResult(Result));
  for (const ModelRelease &Release : What.Releases)
    Out.push_back({Form::Release, small(Release.Argument),
                   int8_t(Release.Always | Release.Counted << 1),
                   small(Release.Content + Release.Anywhere)});
  for (unsigned Argument : What.Fills)
    Out.push_back({Form::Fill, small(Argument), 0, int8_t(What.FilledIf)});
  for (unsigned Argument : What.FillsAnywhere)
    Out.push_back({Form::Fill, small(Argument), 1, int8_t(What.FilledIf)});
  for (const auto &[From, Into] : What.Copies)
    Out.push_back({Form::Copy, small(From), small(Into)});
  for (const ModelKeep &Keep : What.Keeps)
    Out.push_back(
        {Form::Keep, small(Keep.Argument), small(Keep.Into), Keep.Content});
  for (const ModelPoint &Point : What.Points) {
    Out.push_back(packResult(Point.Value));
    Out.push_back({Form::Point, small(Point.To), Point.Anywhere});
  }
  packCalls(What, Out);
  if (What.ThrownType != Model::AnyType)
    Out.push_back({Form::Throw, small(What.ThrownType)});
  for (unsigned Argument : What.Size)
    Out.push_back({Form::Size, small(Argument)});
  return Out;
}

uint16_t membrane::packFlags(const Model &What) {
  return (What.Allocates ? PackedAllocates : 0) |
         (What.Linked ? PackedLinked : 0) |
         (What.NoReturn ? PackedNoReturn : 0) |
         (What.Unwinds ? PackedUnwinds : 0) | (What.Throws ? PackedThrows : 0) |
         (What.ReturnsTwice ? PackedReturnsTwice : 0) |
         (What.ReachesCaught ? PackedReachesCaught : 0) |
         (What.Zeroed ? PackedZeroed : 0) | (What.Threads ? PackedThreads : 0) |
         (What.Versioned ? PackedVersioned : 0);
}

static void apply(const PackedEffect &Effect, Model &What) {
  unsigned First = unsigned(Effect.A);
  switch (Effect.Form) {
  case Form::Return:
    What.Returns.push_back({ModelResult::Kind(Effect.A),
                            unsigned(std::max<int>(Effect.B, 0)), Effect.C,
                            Effect.B < 0});
    return;
  case Form::Release:
    What.Releases.push_back({First, (Effect.B & 1) != 0, Effect.C != 0,
                             Effect.C == 2, (Effect.B & 2) != 0});
    return;
  case Form::Fill:
    (Effect.B ? What.FillsAnywhere : What.Fills).push_back(First);
    What.FilledIf = ModelSuccess(Effect.C);
    return;
  case Form::Copy:
    What.Copies.emplace_back(First, Effect.B);
    return;
  case Form::Keep:
    What.Keeps.push_back({First, Effect.B, Effect.C != 0});
    return;
  case Form::Point:
    What.Points.push_back({First, Effect.B != 0, What.Returns.back()});
    What.Returns.pop_back();
    return;
  case Form::Call:
    What.Calls.push_back(
        {First, {}, (Effect.B & 1) != 0, (Effect.B & 2) != 0, Effect.C});
    return;
  case Form::Pass:
    What.Calls.back().Passed.push_back({ModelPassed::Kind(Effect.B), First});
    return;
  case Form::Throw:
    What.ThrownType = Effect.A;
    return;
  case Form::Size:
    What.Size.push_back(First);
    return;
  }
}

Model membrane::unpack(llvm::ArrayRef<PackedEffect> Effects, uint16_t Flags) {
  Model What;
  for (const PackedEffect &Effect : Effects)
    apply(Effect, What);
  What.Allocates = Flags & PackedAllocates;
  What.Linked = Flags & PackedLinked;
  What.NoReturn = Flags & PackedNoReturn;
  What.Unwinds = Flags & PackedUnwinds;
  What.Throws = Flags & PackedThrows;
  What.ReturnsTwice = Flags & PackedReturnsTwice;
  What.ReachesCaught = Flags & PackedReachesCaught;
  What.Zeroed = Flags & PackedZeroed;
  What.Threads = Flags & PackedThreads;
  What.Versioned = Flags & PackedVersioned;
  return What;
}
