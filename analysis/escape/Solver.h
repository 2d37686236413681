// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Summaries of all functions, each made once per context that matters.
//
// A function is first summarised for any caller. What that summary lists as
// decisive (an argument that is compared with null, a function pointer in an
// object) lets a caller that knows it ask for a summary of its own: the
// context. Recursion starts from "does not return" and repeats a component
// until no summary changes.

#ifndef MEMBRANE_ANALYSIS_ESCAPE_SOLVER_H
#define MEMBRANE_ANALYSIS_ESCAPE_SOLVER_H

#include "analysis/escape/Escape.h"
#include "analysis/escape/Nodes.h"
#include "analysis/escape/Outline.h"
#include "llvm/ADT/StringSet.h"
#include <memory>
#include <set>

namespace membrane {

/// A callee's name for an object of its caller's.
struct ObjectName {
  SymbolId Variable;                ///< a global,
  uint32_t Argument = 0;            ///< or what an argument points to,
  bool Several = false;             ///< or all globals that are not told apart;
  llvm::SmallVector<Offset, 2> Way; ///< or what hangs there
  friend bool operator==(const ObjectName &, const ObjectName &) = default;
  /// The names of what a thing hangs under come first.
  friend bool operator<(const ObjectName &A, const ObjectName &B) {
    return std::make_tuple(A.Way.size(), !A.Variable, A.Variable, A.Argument) <
               std::make_tuple(B.Way.size(), !B.Variable, B.Variable,
                               B.Argument) ||
           (A.Way.size() == B.Way.size() && A.Variable == B.Variable &&
            A.Argument == B.Argument && A.Way < B.Way);
  }
};

/// Something that a caller knows of what it gives.
struct Binding {
  enum class Kind : uint8_t {
    Number,
    Function,
    Global,
    NotNull,
    Client, ///< a function that is none of the program's
    Bytes,  ///< no text, whatever its declared type says
    Format,
    Is,
    MayBe
  };
  InputPath Path;
  Kind Form = Kind::Number;
  int64_t Number = 0; ///< the number, the offset into a Global, or of a Format
                      ///< the directives, as ModelFormat::setOf says
  SymbolId Symbol;
  // Of Is and MayBe: Named begins Distance behind the start of Other.
  ObjectName Named, Other;
  Offset Distance;
  bool isOfNames() const { return Form == Kind::Is || Form == Kind::MayBe; }
  /// Whether both speak of the same names.
  bool isOfSame(const Binding &Of) const {
    return isOfNames() && Of.isOfNames() && Named == Of.Named &&
           Other == Of.Other;
  }
  friend bool operator<(const Binding &A, const Binding &B) {
    if (A.Path.Argument != B.Path.Argument)
      return A.Path.Argument < B.Path.Argument;
    if (A.Path.Offsets != B.Path.Offsets)
      return A.Path.Offsets < B.Path.Offsets;
    auto First = std::tie(A.Form, A.Number, A.Symbol),
         Second = std::tie(B.Form, B.Number, B.Symbol);
    if (First != Second || !A.isOfNames())
      return First < Second;
    return std::tie(A.Named, A.Other, A.Distance) <
           std::tie(B.Named, B.Other, B.Distance);
  }
};

/// What a format asks for: a text that stands there, or one of several.
/// Definitions are by ValueId.
std::optional<int64_t> formatOf(const Program &Linked, const Function &Code,
                                llvm::ArrayRef<const Fact *> Definitions,
                                ValueId Given);

/// Sorted; empty for any caller.
using Context = std::vector<Binding>;

class Allocating;

class Solver {
public:
  Solver(const Program &Linked, const Models &Known);

  Summaries solve();

  const Program &program() const { return Linked; }

  /// Addresses up to which callers can apply the summary of a function.
  size_t maxSize(uint32_t Index) const { return MostAddresses[Index]; }
  /// Whether abstract execution of a caller would cost too much: the addresses
  /// in a summary are what it has to translate, again and again.
  bool isLarge(SymbolId Callee, const FunctionSummary &Found) const {
    const Function *Code = Linked.body(Callee);
    return Code &&
           Found.Size > maxSize(uint32_t(Code - Linked.Functions.data()));
  }
  /// The summary of a function for any caller; null if there is neither body
  /// nor model.
  const FunctionSummary *general(SymbolId Callee);
  /// The same in a context, which is ignored where a bound says so.
  const FunctionSummary *special(SymbolId Callee, const Context &Given);
  /// What is left of that where it can tell nothing: what is told of names is
  /// never ignored. It holds for what constraints say, which tell no two names
  /// of one object apart.
  const FunctionSummary *withoutContext(SymbolId Callee, const Context &Given);
  /// What shows that two names are one object: the program, or only that
  /// constraints do not tell their objects apart, which says nothing of
  /// clients.
  enum class Evidence : uint8_t { Program, Solution };
  /// The same for a caller that is solved by constraints.
  const FunctionSummary *special(SymbolId Callee, const Context &Given,
                                 Evidence Why);
  /// Whether a function is told in any context that one name may be another.
  bool isAlwaysTold(SymbolId Callee, const Binding &Told) const;
  /// Functions that one call reaches. Once all are final, what is worked out
  /// for one call through a list holds for the others.
  struct Together {
    std::vector<SymbolId> WithBody, Others;
    std::vector<const FunctionSummary *> Summaries; ///< of those with bodies
    bool Final = false;
    uint64_t Cost = 0; ///< of all summaries
    const FunctionSummary &joined();

  private:
    std::unique_ptr<FunctionSummary> Joined; ///< null: not made yet
  };
  /// What it takes to apply a summary, in set elements.
  static uint64_t costOf(const FunctionSummary &Applied) {
    return Applied.Nodes.size() + Applied.Cells.size() + Applied.Size;
  }
  /// Whole: of which list Callees are all, if of any.
  std::shared_ptr<Together> together(llvm::ArrayRef<SymbolId> Callees,
                                     TargetListId Whole);
  /// Program-wide number of the first fact of a function.
  uint32_t firstFact(uint32_t Index) const { return FirstFact[Index]; }
  const Outline &outline(uint32_t Index);
  /// Whether a function ends the program wherever control gets to a block.
  bool endsProgram(uint32_t Index, uint32_t Block);
  /// Whether a hook with such defaults allocates.
  bool isAllocator(llvm::ArrayRef<SymbolId> Defaults, const Fact &Call);
  /// Whether one of these functions says by its type that it makes an object,
  /// and not memory for anything.
  bool makesRecord(llvm::ArrayRef<SymbolId> Callees) const;
  /// Whether functions that are called by this shape give nothing back and all
  /// of them, but for those that do nothing, free an argument for certain.
  bool allFree(llvm::ArrayRef<SymbolId> Callees, llvm::StringRef CallShape,
               size_t Argument);
  /// What one function may cost beside its own share, as long as the whole
  /// program's share of that lasts. In set elements, see Body.cpp.
  uint64_t extraWork() const { return std::min(Extra, MaxExtra); }
  void takeExtraWork(uint64_t Spent) { Extra -= std::min(Extra, Spent); }
  /// Whether a function has neither body nor model, but contracts that say what
  /// it allocates.
  bool isPromised(SymbolId Callee);
  /// By constant, once it was asked for: whether it leads to variables.
  llvm::DenseMap<uint32_t, bool> &leadingConstants() { return Leading; }
  /// Whether a callee can call back into the function.
  bool inSameCycle(uint32_t Index, SymbolId Callee) const;
  bool isRecursive(uint32_t Index) const;

private:
  struct Entry {
    FunctionSummary Summary;
    bool Running = false;
    bool Done = false;
    bool Coarse = false; ///< made by constraints
    bool Failed = false; ///< a context that could not be run
    bool Sure = false;   ///< one that is not only made by Guesses
    unsigned Round = 0;  ///< of the cycle that made it last
  };

  /// A recursion of contexts that is being solved: rounds until none changes.
  struct ContextCycle {
    uint32_t Component = 0;
    unsigned Round = 0;
    bool Changed = false;
    std::vector<Entry *> Members; ///< made in this round
  };

  void solveComponent(const std::vector<uint32_t> &Members);
  bool solveFinely(const std::vector<uint32_t> &Members);
  void solveCoarsely(const std::vector<uint32_t> &Members);
  std::vector<FunctionSummary>
  constrainedByPlaces(const std::vector<uint32_t> &Members);
  std::vector<FunctionSummary>
  constrained(const std::vector<uint32_t> &Members);
  bool refresh(uint32_t Index, Entry &Known, const Context &Given);
  std::optional<FunctionSummary> run(uint32_t Index, const Context &Given);
  bool callsLarge(uint32_t Index);
  void countCalls();
  const FunctionSummary *calledByName(const Fact &Call);
  bool givesNew(const Fact &Call);
  bool movesArgument(const Fact &Call, size_t Position);
  void findArenas(llvm::ArrayRef<uint32_t> Members,
                  llvm::ArrayRef<FunctionSummary *> Made);
  void dropImpossible(uint32_t Index, FunctionSummary &Found);
  const Model *rowOf(SymbolId Callee);
  const Model *promisedRow(SymbolId Callee);
  FunctionSummary summarize(const Model &Row, const Context &Given) const;
  const FunctionSummary *modelled(SymbolId Callee);
  const FunctionSummary *specialModel(SymbolId Callee, const Context &Given);
  /// Numbers of arguments.
  using Inputs = std::set<uint32_t>;
  bool comesBack(CallSite Site, Inputs &Asked) const;
  std::optional<Inputs> leavesWith(uint32_t Index) const;
  void findLeaving(llvm::ArrayRef<uint32_t> Members);
  void findCalled(uint32_t Index);
  bool isLeft(uint32_t Index, const Context &Given) const;
  bool givesFresh(SymbolId Callee, unsigned Depth = 0);
  bool returnsFresh(uint32_t Index, unsigned Depth);
  bool isUsable(const Entry &Held) const;
  const FunctionSummary *withoutContext(uint32_t Index, const Context &Given);
  bool isAlwaysTold(uint32_t Index, const Binding &Told) const;
  const Context *nearest(uint32_t Index, const Context &Given) const;
  const FunctionSummary *amongMany(uint32_t Index, const Context &Given);
  const FunctionSummary *made(uint32_t Index, const Context &Given);
  Context widen(uint32_t Index, Context Given) const;
  Context clientContext(uint32_t Index) const;
  bool isForClients(const Context &Given) const;
  void solveForClients(Summaries &Into);
  void startCycle(uint32_t Index, Entry &Held, const Context &Given);
  void runInCycle(uint32_t Index, Entry &Held, const Context &Given);

  static constexpr uint64_t MaxExtra = 750000, StartExtra = 6000000,
                            ExtraOfFact = 5;
  /// Addresses in a summary: of any, and more if few calls apply it.
  static constexpr size_t MaxSize = 320, ExtraSize = 1000;
  static constexpr unsigned MaxContexts = 16; ///< of one function
  static constexpr unsigned MaxBranches = 4;  ///< more, for switches
  static constexpr unsigned MaxDepth = 120;   ///< of nested contexts
  static constexpr unsigned MaxNested = 2;    ///< of one function, told apart
  static constexpr unsigned MaxRounds = 12;   ///< of one recursion
  static constexpr size_t MaxAlways = 16;     ///< pairs of names in a recursion
  static constexpr size_t MaxFineCycle = 64;  ///< functions in a cycle
  static constexpr size_t MaxPlaceCycle = 16; ///< the same, by places
  static constexpr size_t MaxVain = 64; ///< cycles that places cost too much
  static constexpr unsigned MaxSpecialCycle = 12; ///< functions in a cycle

  const Program &Linked;
  const Models &Known;
  std::vector<uint32_t> FirstFact;
  std::vector<std::unique_ptr<Outline>> Outlines; ///< by function, once it ran
  std::vector<uint32_t> ComponentOf;              ///< by function
  std::vector<size_t> MostAddresses;              ///< by function: maxSize
  size_t Vain = 0; ///< cycles that were not solved by places, for their cost
  /// By function, once it was asked for: the blocks that end the program.
  llvm::DenseMap<uint32_t, std::vector<bool>> Ending;
  std::vector<Entry> General; ///< by function
  std::vector<std::map<Context, std::unique_ptr<Entry>>> Special;
  /// By function: names that a recursion gives to its own members.
  std::vector<Context> Always;
  std::set<uint32_t> GrownAlways; ///< functions that have to run again for that
  /// By function, where it was asked for: see withoutContext.
  llvm::DenseMap<uint32_t, std::unique_ptr<FunctionSummary>> Constrained;
  std::vector<bool> IsCoarse; ///< by function: no contexts are made
  /// Of a large recursion the functions that leave it, and for which of their
  /// arguments a context has to say what is called.
  llvm::DenseMap<uint32_t, Inputs> Leaving;
  std::vector<std::set<uint32_t>> Dependents; ///< who used a general summary
                                              ///< that was not final
  uint32_t Current =
      Program::NoBody; ///< the function whose general summary is being made
  std::map<std::string, std::unique_ptr<FunctionSummary>> ByModel;
  llvm::DenseMap<uint32_t, bool> Leading;
  llvm::StringSet<> Releases; ///< that contracts name
  /// What contracts say of functions without a body; null if nothing.
  std::map<SymbolId, std::unique_ptr<Model>> Promised;
  std::vector<std::shared_ptr<Together>> Lists; ///< by TargetListId: if final
  std::map<std::vector<SymbolId>, std::shared_ptr<Together>>
      Joined;                          ///< of other sets, by the functions
  std::shared_ptr<Allocating> Reached; ///< null: not asked yet
  FunctionSummary Unsolved; ///< for a call that is too deep to follow
  ContextCycle *Cycle = nullptr;
  /// Contexts are made in which names may be one for all that constraints say.
  bool Guesses = false;
  unsigned LastRound = 0;
  unsigned Depth = 0;
  uint64_t Extra = StartExtra;
};

} // namespace membrane

#endif
