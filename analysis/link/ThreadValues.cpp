// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A key is the program's own if it stands in a variable that clients cannot
// name, whose address is only given to what makes keys, and whose content only
// to what reads, writes and drops values. Then all that is ever kept under it
// is seen, as with a variable of the program that each thread has of its own.
// The calls stay: what they return says whether they failed. Keys that are
// handed on, or that nobody here makes, are left to the models, for which all
// keys are one. A write succeeds where the program finds that its result is
// zero; where it uses the result in another way, what stood there may stay. One
// whose result nobody asks for is taken to succeed.

#include "analysis/link/ThreadValues.h"

#include "analysis/models/Models.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

using Kind = ModelThreadValue::Kind;

/// In programs whose pointers have another size, nothing is rewritten.
constexpr uint64_t PointerSize = 8;

class KeySearch {
public:
  KeySearch(Program &Linked, const LinkOptions &Options)
      : Linked(Linked), Options(Options) {}

  void run();

private:
  bool isHidden(const Symbol &Named) const;
  void findOpen();
  void readLoads(const Function &Code);
  void readUses(const Function &Code);
  void readFact(const Function &Code, const Fact &Step);
  void readCall(const Function &Code, const Fact &Step);
  SymbolId variable(const Function &Code, ValueId Held) const;
  bool isWhole(const Function &Code, const Fact &Step) const;
  void use(const Function &Code, ValueId Held);
  const ModelThreadValue *asked(const Fact &Step) const;
  bool asks(const Function &Code) const;

  /// What is read or written under a key that is the program's own.
  const ModelThreadValue *own(const Fact &Step) const;
  void findTested(const Function &Code);
  TypeId pointerType();
  ValueId placeOf(Function &Code, uint32_t Key);
  void rewrite(Function &Code);
  void rewriteRead(Function &Code, Fact &Step, std::vector<Fact> &Into);
  Fact takeWrite(Function &Code, Fact &Step);
  void keepOld(Function &Code, Fact &Write, std::vector<Fact> &Into);
  void rewriteWrite(Function &Code, BlockId Part, size_t At,
                    std::vector<Fact> &Into);
  void rewriteBlock(Function &Code, BlockId Part);

  Program &Linked;
  const LinkOptions &Options;
  llvm::DenseMap<uint32_t, const ModelThreadValue *> Rows; ///< by SymbolId
  llvm::DenseSet<uint32_t> Open; ///< variables that are used otherwise
  llvm::DenseSet<uint32_t> Made; ///< variables that keys are put in
  /// What is loaded from variables in the function at hand, by ValueId.
  llvm::DenseMap<uint32_t, uint32_t> Loaded;
  llvm::DenseSet<uint32_t> Tested; ///< results of calls that are used there
  llvm::DenseMap<uint32_t, SymbolId> Values; ///< by the key's variable
  TypeId Pointer;
  /// Writes that happen on one way out of a block.
  struct OnWay {
    BlockId From;
    size_t Way;
    Fact Step;
  };
  std::vector<OnWay> OnWays;
};

} // namespace

//===-- Keys --------------------------------------------------------------===//

bool KeySearch::isHidden(const Symbol &Named) const {
  bool Declared = llvm::any_of(Named.DeclaredIn, [&](FileId Where) {
    return Linked.PublicFile[Where.Index];
  });
  if (Declared || !Named.Defined)
    return false;
  bool Shared =
      Named.Link == Linkage::External || Named.Link == Linkage::Common;
  return Named.Link == Linkage::Internal || (Shared && Options.onlyDeclared());
}

/// Variables that others can name, or to which a constant leads.
void KeySearch::findOpen() {
  for (uint32_t I = 0; I < Linked.Symbols.size(); ++I) {
    const Symbol &Named = Linked.Symbols[I];
    SymbolId Meant = Linked.resolve(SymbolId(I));
    if (Meant && Named.Form == Symbol::Kind::Variable &&
        (Meant.Index != I || !isHidden(Named)))
      Open.insert(Meant.Index);
    for (const InitialPointer &Held : Named.Initial)
      if (SymbolId Target = Linked.resolve(Held.Target))
        Open.insert(Target.Index);
  }
}

const ModelThreadValue *KeySearch::asked(const Fact &Step) const {
  if (Step.Form != Fact::Kind::Call || !Step.Callee)
    return nullptr;
  SymbolId Callee = Linked.resolve(Step.Callee);
  const ModelThreadValue *Row = Callee ? Rows.lookup(Callee.Index) : nullptr;
  bool Enough = Row && Step.Arguments.size() > std::max(Row->Key, Row->Value);
  return Enough ? Row : nullptr;
}

/// The variable of which a value is the address.
SymbolId KeySearch::variable(const Function &Code, ValueId Held) const {
  const Value &Known = Code.Values[Held.Index];
  return Known.Form == Value::Kind::Address ? Linked.resolve(Known.Target)
                                            : SymbolId();
}

/// Whether a load or store is of all of a variable.
bool KeySearch::isWhole(const Function &Code, const Fact &Step) const {
  SymbolId Target = variable(Code, Step.Operands[0]);
  return Target && Code.Values[Step.Operands[0].Index].Number == 0 &&
         Linked.Symbols[Target.Index].Size == Step.Size;
}

void KeySearch::readLoads(const Function &Code) {
  Loaded.clear();
  for (const Block &Part : Code.Blocks)
    for (const Fact &Step : Part.Facts)
      if (Step.Form == Fact::Kind::Load && isWhole(Code, Step))
        Loaded[Step.Result.Index] = variable(Code, Step.Operands[0]).Index;
}

/// A use that may hand the key on.
void KeySearch::use(const Function &Code, ValueId Held) {
  if (!Held)
    return;
  if (SymbolId Target = variable(Code, Held))
    Open.insert(Target.Index);
  auto Key = Loaded.find(Held.Index);
  if (Key != Loaded.end())
    Open.insert(Key->second);
}

void KeySearch::readCall(const Function &Code, const Fact &Step) {
  const ModelThreadValue *Row = asked(Step);
  for (uint32_t I = 0; I < Step.Arguments.size(); ++I) {
    ValueId Given = Step.Arguments[I];
    SymbolId Target = variable(Code, Given);
    bool AsKey = Row && I == Row->Key;
    if (AsKey && Row->Does == Kind::Makes && Target &&
        Code.Values[Given.Index].Number == 0)
      Made.insert(Target.Index);
    else if (!AsKey || Row->Does == Kind::Makes || !Loaded.count(Given.Index))
      use(Code, Given);
  }
}

void KeySearch::readFact(const Function &Code, const Fact &Step) {
  llvm::ArrayRef<ValueId> Used = Step.Operands;
  bool Stored =
      Step.Form == Fact::Kind::Store && isWhole(Code, Step) &&
      Code.Values[Step.Operands[1].Index].Form == Value::Kind::Integer;
  bool Read = Step.Form == Fact::Kind::Load && isWhole(Code, Step);
  // That there is no key yet is said by a number.
  bool Tested =
      Step.Form == Fact::Kind::Compare &&
      Code.Values[Step.Operands[1].Index].Form == Value::Kind::Integer;
  if (!Stored && !Read && !Tested)
    for (ValueId Held : Used)
      use(Code, Held);
  readCall(Code, Step);
}

void KeySearch::readUses(const Function &Code) {
  readLoads(Code);
  for (const Block &Part : Code.Blocks) {
    for (const Fact &Step : Part.Facts)
      readFact(Code, Step);
    use(Code, Part.End.Condition);
    for (const ReturnedPart &Given : Part.End.Returned)
      use(Code, Given.Value);
  }
}

//===-- Their values ------------------------------------------------------===//

TypeId KeySearch::pointerType() {
  if (Pointer)
    return Pointer;
  TypeId Void = TypeId(uint32_t(Linked.Types.size()));
  Linked.Types.push_back({Type::Kind::Void, "void", {}, {}, 0, {}});
  Pointer = TypeId(uint32_t(Linked.Types.size()));
  Linked.Types.push_back(
      {Type::Kind::Pointer, "void *", Void, {}, PointerSize, {}});
  return Pointer;
}

/// The address of the variable that holds what stands under a key.
ValueId KeySearch::placeOf(Function &Code, uint32_t Key) {
  SymbolId &Held = Values[Key];
  if (!Held) {
    Symbol New;
    New.Form = Symbol::Kind::Variable;
    New.Name = Linked.Symbols[Key].Name + " by thread";
    New.SourceName = Linked.Symbols[Key].SourceName;
    New.Where = Linked.Symbols[Key].Where;
    New.Link = Linkage::Internal;
    New.Defined = true;
    New.Type = pointerType();
    New.Size = PointerSize;
    Held = SymbolId(uint32_t(Linked.Symbols.size()));
    Linked.Symbols.push_back(std::move(New));
    Linked.BodyOf.push_back(Program::NoBody);
    Linked.Callable.push_back(false);
  }
  Code.Values.push_back({Value::Kind::Address, 0, Held});
  return ValueId(uint32_t(Code.Values.size() - 1));
}

static ValueId addValue(Function &Code, Value::Kind Form) {
  Code.Values.push_back({Form, 0, {}});
  return ValueId(uint32_t(Code.Values.size() - 1));
}

const ModelThreadValue *KeySearch::own(const Fact &Step) const {
  const ModelThreadValue *Row = asked(Step);
  auto Key = Row ? Loaded.find(Step.Arguments[Row->Key].Index) : Loaded.end();
  bool Own = Key != Loaded.end() && !Open.count(Key->second) &&
             Made.count(Key->second);
  return Own ? Row : nullptr;
}

static Fact load(ValueId From, ValueId Result, Location Where) {
  Fact Access;
  Access.Form = Fact::Kind::Load;
  Access.Operands.push_back(From);
  Access.Result = Result;
  Access.Where = Where;
  Access.Size = PointerSize;
  Access.OfPointer = true;
  return Access;
}

/// The call stays, with a result that nobody uses.
void KeySearch::rewriteRead(Function &Code, Fact &Step,
                            std::vector<Fact> &Into) {
  const ModelThreadValue &Row = *own(Step);
  ValueId Place = placeOf(Code, Loaded[Step.Arguments[Row.Key].Index]);
  Into.push_back(load(Place, Step.Result, Step.Where));
  Step.Result = addValue(Code, Value::Kind::Result);
}

/// What a write does where it succeeds. The call stays, with nothing to keep.
Fact KeySearch::takeWrite(Function &Code, Fact &Step) {
  const ModelThreadValue &Row = *own(Step);
  Fact Access;
  Access.Form = Fact::Kind::Store;
  Access.Operands = {placeOf(Code, Loaded[Step.Arguments[Row.Key].Index]),
                     Step.Arguments[Row.Value]};
  Access.Where = Step.Where;
  Access.Size = PointerSize;
  Step.Arguments[Row.Value] = addValue(Code, Value::Kind::Null);
  return Access;
}

/// What stood there may stay.
void KeySearch::keepOld(Function &Code, Fact &Write, std::vector<Fact> &Into) {
  ValueId Old = addValue(Code, Value::Kind::Result);
  Into.push_back(load(Write.Operands[0], Old, Write.Where));
  Fact Either;
  Either.Form = Fact::Kind::Merge;
  Either.Operands = {Write.Operands[1], Old};
  Either.Result = Write.Operands[1] = addValue(Code, Value::Kind::Result);
  Either.Where = Write.Where;
  Into.push_back(std::move(Either));
}

/// Which way is taken if a call's result is zero, where that is tested right
/// after the call.
static std::optional<size_t> wayIfZero(const Function &Code, const Block &Part,
                                       size_t Call) {
  if (Part.End.Form != Terminator::Kind::Branch ||
      Part.Facts.size() != Call + 2 ||
      Part.End.Successors[0] == Part.End.Successors[1])
    return std::nullopt;
  const Fact &Test = Part.Facts.back();
  bool Tests = Test.Form == Fact::Kind::Compare &&
               Test.Result == Part.End.Condition &&
               Test.Operands[0] == Part.Facts[Call].Result;
  if (!Tests)
    return std::nullopt;
  const Value &With = Code.Values[Test.Operands[1].Index];
  bool Equal = Test.Compared == Relation::Equal;
  if (With.Form != Value::Kind::Integer || With.Number != 0 ||
      !(Equal || Test.Compared == Relation::NotEqual))
    return std::nullopt;
  return Equal ? 0 : 1;
}

/// Puts a step on one of the ways out of a block.
static void putOnWay(Function &Code, BlockId From, size_t Way, Fact Step) {
  BlockId New(uint32_t(Code.Blocks.size()));
  BlockId To = std::exchange(Code.Blocks[From.Index].End.Successors[Way], New);
  for (Fact &Merge : Code.Blocks[To.Index].Facts)
    for (BlockId &Source : Merge.Incoming)
      if (Source == From)
        Source = New;
  Block Between;
  Between.End.Form = Terminator::Kind::Jump;
  Between.End.Successors = {To};
  Between.End.Where = Step.Where;
  Between.Facts.push_back(std::move(Step));
  Code.Blocks.push_back(std::move(Between));
}

void KeySearch::rewriteWrite(Function &Code, BlockId Part, size_t At,
                             std::vector<Fact> &Into) {
  Fact &Step = Code.Blocks[Part.Index].Facts[At];
  auto Way = wayIfZero(Code, Code.Blocks[Part.Index], At);
  Fact Write = takeWrite(Code, Step);
  if (Way)
    return OnWays.push_back({Part, *Way, std::move(Write)});
  if (Step.Result && Tested.count(Step.Result.Index))
    keepOld(Code, Write, Into);
  Into.push_back(std::move(Write));
}

void KeySearch::findTested(const Function &Code) {
  Tested.clear();
  auto Use = [&](ValueId Held) {
    if (Held)
      Tested.insert(Held.Index);
  };
  for (const Block &Part : Code.Blocks) {
    for (const Fact &Step : Part.Facts) {
      llvm::for_each(Step.Operands, Use);
      llvm::for_each(Step.Arguments, Use);
    }
    Use(Part.End.Condition);
    for (const ReturnedPart &Given : Part.End.Returned)
      Use(Given.Value);
  }
}

void KeySearch::rewriteBlock(Function &Code, BlockId Part) {
  std::vector<Fact> Facts;
  for (size_t At = 0; At < Code.Blocks[Part.Index].Facts.size(); ++At) {
    Fact &Step = Code.Blocks[Part.Index].Facts[At];
    const ModelThreadValue *Row = own(Step);
    if (Row && Row->Does == Kind::Reads && Step.Result)
      rewriteRead(Code, Step, Facts);
    else if (Row && Row->Does == Kind::Writes)
      rewriteWrite(Code, Part, At, Facts);
    Facts.push_back(Step);
  }
  Code.Blocks[Part.Index].Facts = std::move(Facts);
}

void KeySearch::rewrite(Function &Code) {
  readLoads(Code);
  findTested(Code);
  OnWays.clear();
  for (uint32_t I = 0; I < Code.Blocks.size(); ++I)
    rewriteBlock(Code, BlockId(I));
  for (OnWay &Write : OnWays)
    putOnWay(Code, Write.From, Write.Way, std::move(Write.Step));
}

/// Whether a function has calls to rewrite.
bool KeySearch::asks(const Function &Code) const {
  return llvm::any_of(Code.Blocks, [&](const Block &Part) {
    return llvm::any_of(Part.Facts,
                        [&](const Fact &Step) { return asked(Step); });
  });
}

void KeySearch::run() {
  for (uint32_t I = 0; I < Linked.Symbols.size(); ++I) {
    const Symbol &Named = Linked.Symbols[I];
    if (Named.Form != Symbol::Kind::Function || Linked.body(SymbolId(I)))
      continue;
    if (const Model *Row = Options.Known->find(Named.Name);
        Row && Row->ThreadValue)
      Rows[I] = &*Row->ThreadValue;
  }
  if (Rows.empty())
    return;
  findOpen();
  for (const Function &Code : Linked.Functions)
    readUses(Code);
  for (Function &Code : Linked.Functions)
    if (asks(Code))
      rewrite(Code);
}

void membrane::nameThreadValues(Program &Linked, const LinkOptions &Options) {
  if (Options.Known && !Linked.OtherPointers)
    KeySearch(Linked, Options).run();
}
