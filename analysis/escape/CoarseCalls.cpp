// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls as inclusion constraints. Which functions a call reaches, and what is
// assumed where nobody knows, is told in Call.cpp.

#include "analysis/escape/Coarse.h"
#include "analysis/escape/HiddenParameters.h"

#include "llvm/ADT/STLExtras.h"

using namespace membrane;

void Coarse::addCall(Frame &In, const Fact &Step, CallSite Site,
                     uint32_t Number) {
  Place Here;
  Here.In = &In;
  Here.Step = &Step;
  Here.Where = Step.Where;
  Here.Fact = Number;
  Here.Block = Site.Block;
  for (ValueId Argument : Step.Arguments)
    Here.Arguments.push_back(value(In, Argument));
  if (Step.Result)
    Here.Result = value(In, Step.Result);
  if (Step.Callee)
    return call(Here, Linked.resolve(Step.Callee));
  const CallTargets &Shown = Linked.targets(Site);
  Variable Pointer = value(In, Step.Operands[0]);
  bool Argument =
      In.Code->Values[Step.Operands[0].Index].Form == Value::Kind::Argument;
  bool Others = Shown.Guessed || Argument;
  bool Allocator =
      !Whole.makesRecord(Shown.Functions) &&
      Whole.isAllocator(Others ? llvm::ArrayRef<SymbolId>() : Shown.Functions,
                        Step);
  if (Shown.Open && Allocator)
    Here.Hook = Pointer;
  if (Shown.List && !llvm::is_contained(In.CalleeLists, Shown.List))
    In.CalleeLists.push_back(Shown.List);
  for (SymbolId Callee : Shown.Functions)
    enter(Here, Linked.resolve(Callee));
  if (!Shown.Open)
    return;
  OpenCall New;
  New.Site = Here;
  New.Pointer = Pointer;
  New.Shape = Step.CallShape;
  New.Called.insert(Shown.Functions.begin(), Shown.Functions.end());
  New.Guessed = Shown.Guessed;
  New.Shown = &Shown;
  New.Virtual = bool(Step.Record);
  // The library's own default shows what a hook is expected to do; but what
  // another caller passes as an argument says nothing of this one's, nor does
  // what is called in this way and stands elsewhere.
  New.Outside = Shown.Functions.empty() || !Allocator || Others;
  // Whoever replaces an allocator may keep what it is given, too.
  for (Variable Given : New.Site.Arguments)
    if (!New.Outside && !isNumber(Given))
      handOut(New.Site, {Pointer, Given, Step.Where, true});
  callOpen(New);
}

/// A call of what may be a function of the caller's.
void Coarse::callOpen(OpenCall New) {
  Calls.push_back({New.Pointer, New.Site.Arguments, false,
                   !New.Called.empty() && !New.Guessed});
  New.Exposed =
      New.Outside && New.Site.Hook == None && New.Shown && New.Shown->Unseen;
  if (New.Exposed)
    callUnseen(New.Site,
               {AssumptionKind::Pointer, "a function pointer", New.Site.Where});
  else if (New.Outside)
    callOutside(New);
  Open.push_back(std::move(New));
}

void Coarse::call(Place &Site, SymbolId Callee) {
  std::vector<SymbolId> &Known = Site.In->Callees;
  if (!llvm::is_contained(Known, Callee))
    Known.push_back(Callee);
  enter(Site, Callee);
}

/// Whether the types say that the hook at a place of an object that is given is
/// one that nobody sets.
bool Coarse::isUnfilled(const Frame &In, ValueId Given, int64_t Bytes) const {
  const Value &Known = In.Code->Values[Given.Index];
  if (Known.Form == Value::Kind::Argument) {
    RecordId Whole = Linked.recordBehind(*In.Code, Given);
    return Whole && Linked.isUnfilled(Whole, Bytes);
  }
  const Fact *Step = In.Definitions[Given.Index];
  return Step && Step->Form == Fact::Kind::Displace && Step->Record &&
         Step->Displacement.isExact() &&
         Linked.isUnfilled(Step->Record, Step->Displacement.Bytes + Bytes);
}

/// The same of a function with a body: small numbers, null, functions, and the
/// addresses of slots and of members that do not come first.
std::optional<Binding> Coarse::toldBy(const Frame &In, uint32_t Argument,
                                      ValueId Passed) const {
  const Value &Given = In.Code->Values[Passed.Index];
  Binding Told;
  Told.Path.Argument = Argument;
  if (Given.Form == Value::Kind::Null)
    return Told;
  if (Given.Form == Value::Kind::Integer) {
    Told.Number = Given.Number;
    bool IsSmall = PointsTo::number(Given.Number).isOneNumber();
    return IsSmall ? std::optional(Told) : std::nullopt;
  }
  if (SymbolId Named = Linked.resolve(Given.Target);
      Given.Form == Value::Kind::Address && Given.Number == 0 && Named &&
      Linked.Symbols[Named.Index].Form == Symbol::Kind::Function) {
    Told.Form = Binding::Kind::Function;
    Told.Symbol = Named;
    return Told;
  }
  const Fact *Step = In.Definitions[Passed.Index];
  bool Member = Step && Step->Form == Fact::Kind::Displace && Step->Record &&
                Step->Displacement.isExact() && Step->Displacement.Bytes > 0;
  if (!Member && !(Step && Step->Form == Fact::Kind::Local))
    return std::nullopt;
  Told.Form = Binding::Kind::NotNull;
  return Told;
}

Context Coarse::toldTo(const Place &Site, const FunctionSummary &Callee) const {
  Context Known;
  if (!Callee.matters())
    return Known;
  for (const InputPath &Path : Callee.Decisive)
    if (Path.Offsets.empty() && Path.Argument < Site.Step->Arguments.size())
      if (auto Told = toldBy(*Site.In, Path.Argument,
                             Site.Step->Arguments[Path.Argument]))
        Known.push_back(*Told);
  llvm::sort(Known);
  return Known;
}

/// What is known at a call itself of the inputs that decide what a function
/// without a body does.
Context Coarse::literalsOf(const Place &Site,
                           const FunctionSummary &Callee) const {
  Context Known;
  if (!Site.Step || !Callee.Bodyless)
    return Site.Step ? toldTo(Site, Callee) : Known;
  for (const InputPath &Path : Callee.Decisive) {
    if (Path.Offsets.size() > 1 || Path.Argument >= Site.Step->Arguments.size())
      continue;
    ValueId Passed = Site.Step->Arguments[Path.Argument];
    const Value &Given = Site.In->Code->Values[Passed.Index];
    Binding Told;
    Told.Path = Path;
    Told.Number = Given.Form == Value::Kind::Integer ? Given.Number : 0;
    bool IsKnown = Path.Offsets.empty()
                       ? Given.Form == Value::Kind::Integer ||
                             Given.Form == Value::Kind::Null
                       : isUnfilled(*Site.In, Passed, Path.Offsets[0]);
    if (auto Asked =
            Path.Offsets.empty()
                ? formatOf(Linked, *Site.In->Code, Site.In->Definitions, Passed)
                : std::nullopt) {
      Told.Form = Binding::Kind::Format;
      Told.Number = *Asked;
      IsKnown = true;
    }
    if (IsKnown)
      Known.push_back(Told);
  }
  llvm::sort(Known);
  return Known;
}

void Coarse::enter(Place &Site, SymbolId Callee) {
  Site.Callee = Callee;
  const Function *Body = Linked.body(Callee);
  auto Member = Body ? Position.find(uint32_t(Body - Linked.Functions.data()))
                     : Position.end();
  if (Member != Position.end())
    return callMember(Site, Frames[Member->second]);
  const FunctionSummary *Summary = Whole.general(Callee);
  if (Summary && Body)
    passParts(Site, *Body);
  if (Summary) {
    const Context Told = literalsOf(Site, *Summary);
    if (!Told.empty())
      Summary = Whole.special(Callee, Told);
    if (Summary->MixesNames)
      NamedCalls.push_back({Site, Summary, Told});
    return apply(Site, *Summary);
  }
  const Symbol &Named = Linked.Symbols[Callee.Index];
  if (!Named.ReturnsFresh)
    return callUnseen(Site, {AssumptionKind::Callee, Named.Name, Site.Where});
  assume({AssumptionKind::Annotation, Named.Name, Site.Where}, None);
  Allocation Made;
  Made.Family = Named.Name;
  Made.Release = Named.Deallocator;
  setResult(Site, block(Site, Made, {}));
}

void Coarse::callMember(Place &Site, Frame &Callee) {
  uint32_t Caller = uint32_t(Site.In - Frames.data());
  uint32_t Inner = uint32_t(&Callee - Frames.data());
  CalledBy[Inner].try_emplace(Caller, Site.Where);
  passParts(Site, *Callee.Code);
  for (size_t I = 0; I < Site.Arguments.size(); ++I)
    if (I < Callee.Arguments.size()) {
      if (Callee.Arguments[I] != None)
        Sets.include(Callee.Arguments[I], Site.Arguments[I]);
    } else if (Callee.Variadic != None) {
      Sets.include(Sets.cell(Callee.Variadic), Site.Arguments[I]);
    }
  for (const auto &[Bytes, Part] : Callee.Results)
    setResult(Site, Part);
}

void Coarse::setResult(Place &Site, Variable From) {
  if (Site.Result != None)
    Sets.include(Site.Result, From);
}

void Coarse::expose(const Place &Site) {
  for (Variable Given : Site.Arguments)
    Sets.include(Sets.cell(Unseen), Given);
}

/// Code that is not analysed may have written where the arguments lead.
void Coarse::havoc(const Place &Site) {
  for (Variable Given : Site.Arguments)
    if (!isNumber(Given)) {
      Sets.include(Havoced, Given);
      storeNumbers(Given);
    }
}

void Coarse::callUnseen(Place &Site, const UnseenCode &Why) {
  assume(Why, None);
  expose(Site);
  havoc(Site);
  setResult(Site, UnseenValue);
}

void Coarse::handOut(const Place &Site, const Handed &New) {
  // Nothing is alive after a return that there is not.
  if (!Whole.endsProgram(Site.In->Index, Site.Block))
    Given.push_back(New);
}

/// Where in the program a call with a step stands.
CallSite Coarse::siteOf(const Place &Site) const {
  uint32_t Fact = Site.Fact - Whole.firstFact(Site.In->Index) -
                  Site.In->FirstFact[Site.Block];
  return {Site.In->Index, Site.Block, Fact};
}

/// Whether a client that gave what is called gave this with it.
bool Coarse::isUserData(const Place &Site, uint32_t Argument) const {
  return Site.Step && Linked.UserData.count({siteOf(Site), Argument});
}

bool Coarse::isHidden(const Place &Site, uint32_t Argument) const {
  return Site.Step &&
         isHiddenParameter(Linked, *Site.In->Code, Site.In->Definitions,
                           *Site.Step, Argument);
}

/// A function of the caller's or of a client is called.
void Coarse::callOutside(OpenCall &Open) {
  Place &Site = Open.Site;
  assume({AssumptionKind::Callback, "", Site.Where}, Open.Pointer);
  llvm::SmallVector<SymbolId, 4> Defaults(Open.Called.begin(),
                                          Open.Called.end());
  // What is there to free does not look into it.
  Place Rest = Site;
  for (size_t I = 0; I < Site.Arguments.size(); ++I) {
    if (isNumber(Site.Arguments[I]))
      continue;
    bool Frees = Whole.allFree(Defaults, Open.Shape, I) ||
                 (Defaults.empty() && isFreedInstead(Open, I));
    if (Frees)
      Rest.Arguments[I] = Nulls;
    if (!isUserData(Site, I))
      handOut(Site, {Open.Pointer, Site.Arguments[I], Site.Where, Frees,
                     isHidden(Site, I)});
  }
  havoc(Rest);
  if (Site.Hook == None)
    return setResult(Site, UnseenValue);
  Allocation Made;
  Site.Callee = {};
  Variable Fresh = block(Site, Made, {Open.Pointer, None, std::nullopt});
  // It may be a reallocation: old contents move along.
  for (Variable Argument : Site.Arguments)
    if (!isNumber(Argument))
      addCopy(Fresh, Argument);
  setResult(Site, Fresh);
}

/// Whether a call reaches code that is neither the caller's nor the program's.
/// What code that was not seen put where clients may is theirs (Call.cpp).
bool Coarse::isAnybodys(const OpenCall &Open,
                        const Inclusion::Set &Targets) const {
  bool Hooked = false, Filled = false, Known = false, Made = false;
  bool Theirs = Targets.test(Unseen) || (Open.Virtual && Targets.test(Thrown));
  for (unsigned Named : Targets) {
    Node::Kind Form = Things[Named].Form;
    Filled |= Form == Node::Kind::Content ||
              (Form == Node::Kind::Global && !Things[Named].Constant);
    Hooked |=
        Filled || Form == Node::Kind::Argument || Form == Node::Kind::Variadic;
    Known |= Form == Node::Kind::Function;
    Made |= Form != Node::Kind::Function && Named != Number && Named != Null &&
            Named != Unseen && !(Open.Virtual && Named == Thrown);
  }
  // Who filled a member of an object is not seen from here. Data is not called
  // by a function without a body.
  if (Open.Deferred)
    return Open.Outside && (Filled || (!Hooked && (Targets.test(Number) ||
                                                   Targets.test(Unseen))));
  if (Hooked ||
      (Open.Outside && Theirs && !Made && !looksLikeAllocator(*Open.Site.Step)))
    return false;
  // What is loaded may be a number, so beside a function that says little; but
  // code that was found by its name or made is not the program's.
  bool Loaded = Targets.test(Number) && Known && !Open.Outside;
  return Targets.test(Unseen) || Targets.test(Statics) ||
         (!Loaded && (Targets.test(Number) || Made));
}

/// Calls functions that only the solution shows, and finds the calls that
/// reach code of which nothing is known; true if there was any.
bool Coarse::settleCalls() {
  bool Any = false;
  for (size_t I = 0; I < Open.size(); ++I) {
    Inclusion::Set Targets = Sets.pointsTo(Open[I].Pointer);
    for (unsigned Named : Targets) {
      Node::Kind Form = Things[Named].Form;
      SymbolId Callee(Things[Named].Number);
      if (Form != Node::Kind::Function || Open[I].Called.count(Callee) ||
          (Open[I].Shown && Linked.isExcluded(*Open[I].Shown, Callee)) ||
          (!Open[I].Shape.empty() &&
           Linked.Symbols[Callee.Index].CallShape != Open[I].Shape))
        continue;
      Open[I].Called.insert(Callee);
      Any = true;
      Place Site = Open[I].Site;
      call(Site, Callee);
    }
    if (Open[I].Exposed || !isAnybodys(Open[I], Targets))
      continue;
    Open[I].Exposed = Any = true;
    callUnseen(Open[I].Site, {AssumptionKind::Pointer, "a function pointer",
                              Open[I].Site.Where});
  }
  return Any;
}

/// The block that an allocation in a callee, or here, makes.
Coarse::Variable Coarse::block(Place &Site, const Allocation &Made,
                               const Maker &By) {
  uint32_t Member = uint32_t(Site.In - Frames.data());
  // Of a hook that a callee did not know it is the library's default.
  SymbolId Default = By.Hook != None && !Made.Hook ? Site.Callee : Made.Default;
  bool Apart = Level == Detail::Places && Blocks.size() <= MaxBlocks;
  uint32_t Last = Made.Chain.empty() ? Site.Fact : Made.Chain.back();
  auto IsSame = [&](const Block &Known) {
    return Known.Made.Chain.front() == Site.Fact &&
           Known.Made.Chain.back() == Last;
  };
  auto Same = llvm::find_if(Blocks, [&](const Block &Known) {
    return Known.Made.Family == Made.Family && Known.Made.Kind == Made.Kind &&
           Known.Made.Release == Made.Release &&
           Known.Made.Default == Default && (!Apart || IsSame(Known)) &&
           Known.Hooks.empty() == (By.Hook == None) &&
           isSamePlace(Known.Instead, By.Instead);
  });
  if (Same == Blocks.end()) {
    Block New;
    New.Made = Made;
    New.Made.Hook = New.Made.IfNull = {};
    New.Made.Default = Default;
    New.Made.Chain.assign({Site.Fact});
    if (!Made.Chain.empty())
      New.Made.Chain.push_back(Last);
    New.Made.Steps.clear();
    New.IfNull = By.IfNull;
    New.Instead = By.Instead;
    New.Named = splitObject({Node::Kind::Fresh, uint32_t(Blocks.size())},
                            Inclusion::Access::Own);
    Sets.add(Sets.cell(New.Named), Number);
    Blocks.push_back(New);
    Same = Blocks.end() - 1;
  }
  if (Same->IfNull != By.IfNull)
    Same->IfNull = None;
  Same->Made.NeverNull &= Made.NeverNull;
  if (auto [Steps, First] = Same->Sites.try_emplace(Member); First) {
    Steps->second = Made.Steps;
    Steps->second.insert(Steps->second.begin(), {Site.Where, Site.Callee});
  }
  if (By.Hook != None && !llvm::is_contained(Same->Hooks, By.Hook))
    Same->Hooks.push_back(By.Hook);
  return holder(Same->Named);
}
