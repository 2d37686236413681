// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/Reach.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

Reach::Reach(Solver &Whole, llvm::ArrayRef<uint32_t> Members)
    : Whole(Whole), Linked(Whole.program()), Of(Members.size()),
      Waiting(Members.size()), Callers(Members.size()) {
  for (uint32_t I = 0; I < Members.size(); ++I) {
    Position[Members[I]] = I;
    size_t Blocks = Linked.Functions[Members[I]].Blocks.size();
    Of[I].Runs.resize(Blocks);
    Of[I].Entered.resize(Blocks);
  }
  for (uint32_t Index : Members) {
    if (!Linked.Functions[Index].Blocks.empty())
      enter(Index, 0);
    while (!Work.empty())
      run(Work.back());
  }
  noteLeaving();
}

void Reach::enter(uint32_t Index, uint32_t Block) {
  Member &Here = Of[Position[Index]];
  if (Here.Entered[Block])
    return;
  Here.Entered[Block] = true;
  Work.push_back({Index, Block, 0});
}

/// Whether a call of one function comes back; if that is not known yet, it is
/// looked at again when it is.
bool Reach::noteCallee(const Place &At, const Fact &Call, SymbolId Callee) {
  Callee = Linked.resolve(Callee);
  const Symbol &Named = Linked.Symbols[Callee.Index];
  Member &Here = Of[Position[At.Index]];
  const Block &Part = Linked.Functions[At.Index].Blocks[At.Block];
  bool Guarded = Linked.Functions[At.Index].NeverThrows ||
                 (Part.End.Form == Terminator::Kind::Invoke &&
                  &Call == &Part.Facts.back());
  const Function *Body = Linked.body(Callee);
  auto Known = Body ? Position.find(uint32_t(Body - Linked.Functions.data()))
                    : Position.end();
  if (Known != Position.end()) {
    Callers[Known->second].push_back({Position[At.Index], Guarded});
    if (!Of[Known->second].Returns)
      Waiting[Known->second].push_back({At.Index, At.Block, At.Fact + 1});
    return Of[Known->second].Returns;
  }
  const FunctionSummary *Summary = Whole.general(Callee);
  if (!Summary)
    return !Named.NoReturn;
  Here.Unwinds |= Summary->Unwinds;
  Here.Throws |= Summary->Throws && !Guarded;
  return Summary->Returns;
}

bool Reach::returns(const Place &At, const Fact &Call) {
  if (Call.NoReturn) {
    if (Call.Callee)
      noteCallee(At, Call, Call.Callee);
    return false;
  }
  if (Call.Callee)
    return noteCallee(At, Call, Call.Callee);
  const CallTargets &Shown = Linked.targets({At.Index, At.Block, At.Fact});
  bool Back = Shown.Open || Shown.Functions.empty();
  for (SymbolId Callee : Shown.Functions)
    Back |= noteCallee(At, Call, Callee);
  return Back;
}

void Reach::run(Place From) {
  Work.pop_back();
  Member &Here = Of[Position[From.Index]];
  const Block &Part = Linked.Functions[From.Index].Blocks[From.Block];
  uint32_t &Done = Here.Runs[From.Block];
  // Another callee of the same call may have come back before.
  if (From.Fact != 0 && Done > From.Fact)
    return;
  for (Done = From.Fact; Done < Part.Facts.size();) {
    const Fact &Step = Part.Facts[Done++];
    bool Last = Done == Part.Facts.size();
    if (Last && Part.End.Form == Terminator::Kind::Invoke)
      enter(From.Index, Part.End.Successors[1].Index);
    if (Step.Form == Fact::Kind::Call &&
        !returns({From.Index, From.Block, Done - 1}, Step))
      return;
  }
  leave({From.Index, From.Block, Done});
}

/// The end of a block.
void Reach::leave(const Place &At) {
  const Terminator &End = Linked.Functions[At.Index].Blocks[At.Block].End;
  uint32_t Member = Position[At.Index];
  if (End.Form == Terminator::Kind::Unwind &&
      !Linked.Functions[At.Index].NeverThrows)
    Of[Member].Throws = true;
  if (End.Form == Terminator::Kind::Return && !Of[Member].Returns) {
    Of[Member].Returns = true;
    llvm::append_range(Work, Waiting[Member]);
    Waiting[Member].clear();
  }
  for (BlockId Next : End.Successors)
    enter(At.Index, Next.Index);
}

/// What leaves a callee leaves its callers too, up to a handler.
void Reach::noteLeaving() {
  std::vector<uint32_t> Todo;
  for (uint32_t I = 0; I < Of.size(); ++I)
    if (Of[I].Throws || Of[I].Unwinds)
      Todo.push_back(I);
  while (!Todo.empty()) {
    uint32_t Callee = Todo.back();
    Todo.pop_back();
    for (const Caller &Up : Callers[Callee]) {
      Member &Outer = Of[Up.Position];
      bool Throws = Outer.Throws || (Of[Callee].Throws && !Up.Guarded);
      bool Unwinds = Outer.Unwinds || Of[Callee].Unwinds;
      if (Throws == Outer.Throws && Unwinds == Outer.Unwinds)
        continue;
      Outer.Throws = Throws;
      Outer.Unwinds = Unwinds;
      Todo.push_back(Up.Position);
    }
  }
}
