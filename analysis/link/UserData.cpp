// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which arguments of calls through pointers go back to the client that gave
// them together with the function: `o->release(o->data)`, `visit(item, data)`.
//
// A function that is none of the program's comes from a client. Where it and
// the data always travel together, the data came with it: as two arguments of
// one call, or as two members of one object that are written and read together.
// What has to hold for one call of a hook are goals: for two arguments, all
// calls of their function; for two members, all stores to them. A goal fails if
// the data may be anything else than the client's while the function may be
// one; what leads to a goal that fails does, too. Goals are functions times
// pairs of arguments, and pairs of members, so it ends.
//
// Two members: nobody else knows the record or is told where a member stands,
// the stores to both stand beside each other, and the loads of both. Where
// other members of a union share their bytes, an object is one or the other
// from its allocation on. Not followed: elements of arrays, variables, and data
// that is changed before it is passed on.

#include "analysis/link/UserData.h"

#include "analysis/link/Callers.h"
#include "analysis/link/PairPlaces.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

/// What has to hold of one pair: of two arguments of a function, or of two
/// members.
struct Goal {
  std::optional<MemberPair> Members;
  uint32_t Function = 0, Hook = 0, Given = 0;
  /// Whether the data has to be a client's with a function of the program's,
  /// too: a client may replace that alone.
  bool Always = false;
  friend auto operator<=>(const Goal &, const Goal &) = default;
};

class UserDataSearch {
public:
  UserDataSearch(const Program &Linked, const Models *Known)
      : Linked(Linked), Places(Linked, Known) {}
  UserDataSet run();

private:
  /// What is true of a function and what goes with it.
  struct Answer {
    bool Always = false; ///< as in Goal
    bool Fails = false;
    std::vector<Goal> Needs;
  };
  bool isProgramsOrNull(const Value &Named) const;
  static bool isNothing(const Value &Named);
  void ask(uint32_t In, ValueId Hook, ValueId Given, Answer &Found,
           unsigned Depth = 0);
  void askMerged(uint32_t In, ValueId Hook, ValueId Given, Answer &Found,
                 unsigned Depth);
  void askCall(const CallSite &Site, const Goal &Wanted, Answer &Found);
  Answer expand(const Goal &Wanted);
  Answer expandArguments(const Goal &Wanted);
  Answer expandMembers(const Goal &Wanted);
  void askHookStore(const MemberPair &Pair, const CallSite &Store,
                    Answer &Found);
  bool isWithHook(const MemberPair &Pair, const CallSite &Store);
  void settle();

  static constexpr unsigned MaxDepth = 4;    ///< of merges
  static constexpr uint64_t PointerSize = 8; ///< in bytes
  const Program &Linked;
  PairPlaces Places;
  std::optional<Callers> Calls; ///< none: not asked yet
  std::map<Goal, Answer> Goals;
};

} // namespace

/// Whether a client's function is not what it is.
bool UserDataSearch::isProgramsOrNull(const Value &Named) const {
  if (Named.Form == Value::Kind::Address)
    return Linked.Symbols[Linked.resolve(Named.Target).Index].Form ==
           Symbol::Kind::Function;
  return Named.Form == Value::Kind::Null ||
         (Named.Form == Value::Kind::Integer && Named.Number == 0);
}

bool UserDataSearch::isNothing(const Value &Named) {
  return Named.Form == Value::Kind::Null || Named.Form == Value::Kind::Integer;
}

void UserDataSearch::askMerged(uint32_t In, ValueId Hook, ValueId Given,
                               Answer &Found, unsigned Depth) {
  const Fact *A = Places.definition(In, Hook),
             *B = Places.definition(In, Given);
  auto IsMerge = [](const Fact *Step) {
    return Step && Step->Form == Fact::Kind::Merge && !Step->Incoming.empty();
  };
  if (Depth == MaxDepth || (!IsMerge(A) && !IsMerge(B))) {
    Found.Fails = true;
    return;
  }
  bool Both =
      IsMerge(A) && IsMerge(B) && A->Incoming.size() == B->Incoming.size() &&
      std::equal(A->Incoming.begin(), A->Incoming.end(), B->Incoming.begin());
  if (Both) {
    for (size_t I = 0; I < A->merged().size(); ++I)
      ask(In, A->merged()[I], B->merged()[I], Found, Depth + 1);
    return;
  }
  if (IsMerge(A))
    for (ValueId Each : A->merged())
      ask(In, Each, Given, Found, Depth + 1);
  else
    for (ValueId Each : B->merged())
      ask(In, Hook, Each, Found, Depth + 1);
}

/// Whether Given is a client's where Hook is one's.
void UserDataSearch::ask(uint32_t In, ValueId Hook, ValueId Given,
                         Answer &Found, unsigned Depth) {
  const Function &Code = Linked.Functions[In];
  const Value &Called = Code.Values[Hook.Index],
              &Data = Code.Values[Given.Index];
  if (Found.Fails || isNothing(Data) ||
      (!Found.Always && isProgramsOrNull(Called)))
    return;
  if (Called.Form == Value::Kind::Argument &&
      Data.Form == Value::Kind::Argument) {
    Found.Needs.push_back(
        {{}, In, uint32_t(Called.Number), uint32_t(Data.Number), Found.Always});
    return;
  }
  if (auto Pair = Places.readTogether(In, Hook, Given)) {
    Found.Needs.push_back({Pair, 0, 0, 0, Found.Always});
    return;
  }
  askMerged(In, Hook, Given, Found, Depth);
}

void UserDataSearch::askCall(const CallSite &Site, const Goal &Wanted,
                             Answer &Found) {
  const Fact &Call = Places.at(Site);
  auto Hook = givenTo(Linked, Call, Wanted.Function, Wanted.Hook);
  auto Given = givenTo(Linked, Call, Wanted.Function, Wanted.Given);
  if (Hook && Given)
    ask(Site.Function, *Hook, *Given, Found);
  else
    Found.Fails = true;
}

UserDataSearch::Answer UserDataSearch::expandArguments(const Goal &Wanted) {
  if (!Calls)
    Calls = findCallers(Linked);
  Answer Found;
  Found.Always = Wanted.Always;
  Found.Fails = Calls->Unseen.count(Wanted.Function);
  for (const CallSite &Site : Calls->Sites[Wanted.Function])
    askCall(Site, Wanted, Found);
  return Found;
}

/// The function that is stored in one member needs the data that is stored in
/// the other.
void UserDataSearch::askHookStore(const MemberPair &Pair, const CallSite &Store,
                                  Answer &Found) {
  const Fact &Step = Places.at(Store);
  const Fact *Other = Places.partner(Pair, Store);
  const Function &Code = Linked.Functions[Store.Function];
  bool IsPrograms = isProgramsOrNull(Code.Values[Step.Operands[1].Index]);
  if (IsPrograms && (!Other || !Found.Always))
    return;
  if (!Other || Step.Size != PointerSize || Other->Size != PointerSize)
    Found.Fails = true;
  else
    ask(Store.Function, Step.Operands[1], Other->Operands[1], Found);
}

/// Data is stored with a function, or it is none.
bool UserDataSearch::isWithHook(const MemberPair &Pair, const CallSite &Store) {
  const Fact &Step = Places.at(Store);
  const Function &Code = Linked.Functions[Store.Function];
  return isNothing(Code.Values[Step.Operands[1].Index]) ||
         (Step.Size == PointerSize && Places.partner(Pair, Store)) ||
         // Another member of a union, which areKnown has asked for.
         Places.isOfUnion(Store);
}

UserDataSearch::Answer UserDataSearch::expandMembers(const Goal &Wanted) {
  const MemberPair &Pair = *Wanted.Members;
  Answer Found;
  Found.Always = Wanted.Always || Linked.OpenRecord[Pair.Hook.first.Index] ||
                 Linked.OpenRecord[Pair.Given.first.Index];
  Found.Fails = !Places.areKnown(Pair);
  for (const CallSite &Store : Places.stores(Pair.Hook))
    if (!Found.Fails)
      askHookStore(Pair, Store, Found);
  Found.Fails |=
      llvm::any_of(Places.stores(Pair.Given), [&](const CallSite &Store) {
        return !isWithHook(Pair, Store);
      });
  return Found;
}

UserDataSearch::Answer UserDataSearch::expand(const Goal &Wanted) {
  return Wanted.Members ? expandMembers(Wanted) : expandArguments(Wanted);
}

/// What needs a goal that fails, fails.
void UserDataSearch::settle() {
  std::map<Goal, std::vector<Goal>> NeededBy;
  std::vector<Goal> Failed;
  for (const auto &[Each, State] : Goals) {
    for (const Goal &Inner : State.Needs)
      NeededBy[Inner].push_back(Each);
    if (State.Fails)
      Failed.push_back(Each);
  }
  while (!Failed.empty()) {
    Goal Next = Failed.back();
    Failed.pop_back();
    for (const Goal &Each : NeededBy[Next])
      if (!std::exchange(Goals[Each].Fails, true))
        Failed.push_back(Each);
  }
}

UserDataSet UserDataSearch::run() {
  std::vector<std::pair<std::pair<CallSite, uint32_t>, Answer>> Asked;
  std::vector<Goal> Work;
  for (const auto &[Site, Targets] : Linked.Indirect) {
    const Fact &Call = Places.at(Site);
    if (!Targets.Open || Call.Callee || Call.Record)
      continue;
    for (uint32_t I = 0; I < Call.Arguments.size(); ++I) {
      Answer Found;
      ask(Site.Function, Call.Operands[0], Call.Arguments[I], Found);
      if (Found.Fails || Found.Needs.empty())
        continue;
      llvm::append_range(Work, Found.Needs);
      Asked.push_back({{Site, I}, std::move(Found)});
    }
  }
  while (!Work.empty()) {
    Goal Next = Work.back();
    Work.pop_back();
    if (Goals.count(Next))
      continue;
    Answer Found = expand(Next);
    if (!Found.Fails)
      llvm::append_range(Work, Found.Needs);
    Goals[Next] = std::move(Found);
  }
  settle();
  UserDataSet Given;
  for (const auto &[Argument, Found] : Asked)
    if (llvm::none_of(Found.Needs,
                      [&](const Goal &Each) { return Goals[Each].Fails; }))
      Given.insert(Argument);
  return Given;
}

UserDataSet membrane::findUserData(const Program &Linked, const Models *Known) {
  return UserDataSearch(Linked, Known).run();
}
