// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A contract says what a function allocates and who gets that. What it does
// not say is taken as anything: every argument may be kept in the library's
// own memory or under any argument that is not constant, and a result that is
// not promised to be new may be any of the memory that is known to it.
//
// Not modelled: functions that are called through pointers inside of
// arguments, or that an earlier call was given; and arguments that are freed,
// unless a contract somewhere names the function as a release.

#include "analysis/escape/ContractModel.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

static constexpr unsigned NoMachineArgument = UINT32_MAX;

namespace {

class ContractModel {
public:
  ContractModel(const Symbol &Named, const llvm::StringSet<> &Releases)
      : Named(Named), Releases(Releases) {}

  std::optional<Model> build();

private:
  const Contract *find(llvm::ArrayRef<Promise> Forms) const;
  void findArguments();
  unsigned machineArgument(int32_t Parameter) const;
  bool isRelease() const;
  static bool isNew(Promise Form) {
    return Form == Promise::Opaque || Form == Promise::Owned;
  }
  static bool makesBlock(Promise Form) {
    return isNew(Form) || Form == Promise::Parameterized;
  }
  std::vector<ModelValue> known() const;
  std::vector<ModelValue> othersThan(unsigned Holder, Promise Form) const;
  ModelValue madeBlock() const;
  void addBlock(const Contract &Word);
  void addResult(const Contract &Word);
  void addBorrowed(unsigned Argument);
  void addStores(const Contract &Word);
  void addReleases();
  void addCalls();

  const Symbol &Named;
  const llvm::StringSet<> &Releases;
  llvm::SmallVector<unsigned, 8> Arguments; ///< that may be pointers
  llvm::SmallVector<unsigned, 4> Writable;
  bool GivesPointer = false;
  Model Row;
};

} // namespace

const Contract *ContractModel::find(llvm::ArrayRef<Promise> Forms) const {
  for (const Contract &Word : Named.Contracts)
    if (llvm::is_contained(Forms, Word.Form))
      return &Word;
  return nullptr;
}

/// By machine-level argument: whether it is wide enough for a pointer. All are
/// if the shape does not tell ("ptr (ptr, i64)").
static std::vector<bool> canPoint(llvm::StringRef Shape, size_t Count) {
  llvm::SmallVector<llvm::StringRef, 8> Types;
  Shape.split('(').second.rsplit(')').first.split(Types, ", ", -1, false);
  if (Types.size() != Count)
    return std::vector<bool>(Count, true);
  std::vector<bool> Can;
  for (llvm::StringRef Type : Types)
    Can.push_back(Type == "ptr" || Type == "i64");
  return Can;
}

void ContractModel::findArguments() {
  std::vector<bool> Can = canPoint(Named.CallShape, Named.Origins.size());
  for (unsigned I = 0; I < Named.Origins.size(); ++I) {
    if (Can[I])
      Arguments.push_back(I);
    if (llvm::is_contained(Named.Writable, Named.Origins[I].Parameter))
      Writable.push_back(I);
  }
}

unsigned ContractModel::machineArgument(int32_t Parameter) const {
  for (unsigned I = 0; I < Named.Origins.size(); ++I)
    if (Named.Origins[I].Parameter == Parameter)
      return I;
  return NoMachineArgument;
}

bool ContractModel::isRelease() const {
  return Releases.contains(Named.Name) ||
         (!Named.SourceName.empty() && Releases.contains(Named.SourceName));
}

static ModelPlace argumentPlace(unsigned Number) {
  ModelPlace Place;
  Place.Number = Number;
  return Place;
}

/// Everything that is reached from a place.
static ModelPlace under(ModelPlace Place) {
  Place.Links.push_back({Offset::any(), {Offset::any()}});
  return Place;
}

static ModelPlace libraryPlace() {
  ModelPlace Place;
  Place.From = ModelPlace::Root::Static;
  return Place;
}

/// All memory that the function knows of.
std::vector<ModelValue> ContractModel::known() const {
  std::vector<ModelValue> All;
  auto Add = [&](const ModelPlace &Place) {
    All.push_back({ModelValue::Kind::Inside, Place});
    All.push_back({ModelValue::Kind::Inside, under(Place)});
  };
  for (unsigned Argument : Arguments)
    Add(argumentPlace(Argument));
  Add(libraryPlace());
  return All;
}

void ContractModel::addBlock(const Contract &Word) {
  Row.Allocates = Word.Form == Promise::Contained;
  if (Word.Form != Promise::Parameterized)
    return;
  ModelBlock Made;
  Made.Family = Named.Name;
  Made.Through = argumentPlace(machineArgument(Word.Argument));
  Row.Blocks.push_back(Made);
}

ModelValue ContractModel::madeBlock() const {
  ModelPlace Place;
  Place.From = ModelPlace::Root::Fresh;
  Place.Number = Row.Blocks.empty() ? ModelPlace::Own : 0;
  return {ModelValue::Kind::Start, Place};
}

static ModelResult result(ModelResult::Kind From, unsigned Argument = 0) {
  ModelResult Given;
  Given.From = From;
  Given.Argument = Argument;
  return Given;
}

/// The result may be the argument, or memory that is reached from it.
void ContractModel::addBorrowed(unsigned Argument) {
  Row.Returns.push_back(result(ModelResult::Kind::Inside, Argument));
  Row.Returns.push_back(result(ModelResult::Kind::Reachable, Argument));
}

void ContractModel::addResult(const Contract &Word) {
  if (!GivesPointer)
    return;
  if (!find(Promise::NotNull))
    Row.Returns.push_back(result(ModelResult::Kind::Null));
  if (isNew(Word.Form)) {
    Row.Returns.push_back(result(ModelResult::Kind::Fresh));
    return;
  }
  if (makesBlock(Word.Form))
    Row.Parts.push_back({0, madeBlock()});
  const Contract *Lent = find(Promise::Borrowed);
  if (Lent && Lent->Argument != Contract::Static) {
    if (unsigned From = machineArgument(Lent->Argument);
        From != NoMachineArgument)
      return addBorrowed(From);
    Lent = nullptr;
  }
  Row.Returns.push_back(result(ModelResult::Kind::Static));
  if (Lent)
    return;
  Row.Parts.push_back({0, {ModelValue::Kind::Inside, under(libraryPlace())}});
  for (unsigned Argument : Arguments)
    addBorrowed(Argument);
}

/// The memory that an argument leads to.
static std::vector<ModelValue> ledTo(unsigned Argument) {
  ModelPlace Place = argumentPlace(Argument);
  return {{ModelValue::Kind::Inside, Place},
          {ModelValue::Kind::Inside, under(Place)}};
}

/// All arguments but one, and the new block if it is left with arguments.
std::vector<ModelValue> ContractModel::othersThan(unsigned Holder,
                                                  Promise Form) const {
  std::vector<ModelValue> All;
  for (unsigned Argument : Arguments)
    if (Argument != Holder)
      llvm::append_range(All, ledTo(Argument));
  if (makesBlock(Form) && (!GivesPointer || !isNew(Form)))
    All.push_back(madeBlock());
  return All;
}

/// What may be kept, and where: what is not constant in the library, anything
/// under the arguments, and in the new block.
void ContractModel::addStores(const Contract &Word) {
  auto Add = [&](const ModelPlace &Into, std::vector<ModelValue> Values) {
    if (!Values.empty())
      Row.Stores.push_back({Into, Offset::any(), false, std::move(Values)});
  };
  std::vector<ModelValue> Kept;
  if (!isRelease())
    for (unsigned Argument : Writable)
      llvm::append_range(Kept, ledTo(Argument));
  Add(libraryPlace(), Kept);
  for (unsigned Argument : Writable) {
    if (isRelease() && Argument == Arguments.front())
      continue;
    ModelPlace Place = argumentPlace(Argument);
    Add(Place, othersThan(Argument, Word.Form));
    Add(under(Place), othersThan(Argument, Word.Form));
  }
  if (!makesBlock(Word.Form))
    return;
  std::vector<ModelValue> Inside = othersThan(NoMachineArgument, Word.Form);
  Inside.push_back(madeBlock());
  Add(madeBlock().To, Inside);
}

void ContractModel::addReleases() {
  for (const Contract &Word : Named.Contracts)
    if (Word.Form == Promise::Taken)
      if (unsigned Given = machineArgument(Word.Argument);
          Given != NoMachineArgument)
        Row.Frees.push_back({argumentPlace(Given), true, false});
  if (Row.Frees.empty() && isRelease() && !Arguments.empty())
    Row.Frees.push_back({argumentPlace(Arguments.front()), true, false});
}

/// Functions that it is given may be called, with anything.
void ContractModel::addCalls() {
  for (const CalledParameter &Code : Named.Called) {
    unsigned Given = machineArgument(Code.Parameter);
    if (Given == NoMachineArgument)
      continue;
    ModelCallback Call;
    Call.Through = argumentPlace(Given);
    Call.Passed.assign(Code.Arguments, known());
    Row.Callbacks.push_back(std::move(Call));
  }
}

std::optional<Model> ContractModel::build() {
  const Contract *Word =
      find({Promise::None, Promise::Contained, Promise::Parameterized,
            Promise::Opaque, Promise::Owned});
  if (!Word)
    return std::nullopt;
  llvm::StringRef Shape = Named.CallShape;
  GivesPointer = Shape.starts_with("ptr ");
  bool Plain = GivesPointer || Shape.starts_with("void ") ||
               Shape.starts_with("i") || Shape.starts_with("float ") ||
               Shape.starts_with("double ");
  bool Pieces = llvm::any_of(Named.Origins, [](const ArgumentOrigin &Origin) {
    return Origin.Parameter == ArgumentOrigin::Hidden ||
           Origin.Parameter == ArgumentOrigin::Result;
  });
  bool HasAllocator = Word->Form != Promise::Parameterized ||
                      machineArgument(Word->Argument) != NoMachineArgument;
  if (!Plain || Pieces || !HasAllocator)
    return std::nullopt;
  Row.Name = Named.Name;
  Row.Family = Named.Name;
  Row.Release = Word->Release;
  Row.NoReturn = Named.NoReturn;
  findArguments();
  addBlock(*Word);
  addResult(*Word);
  addStores(*Word);
  addReleases();
  addCalls();
  return std::move(Row);
}

std::optional<Model>
membrane::modelOfContracts(const Symbol &Named,
                           const llvm::StringSet<> &Releases) {
  return ContractModel(Named, Releases).build();
}

llvm::StringSet<> membrane::findReleases(llvm::ArrayRef<Symbol> Symbols) {
  llvm::StringSet<> Found;
  for (const Symbol &Named : Symbols)
    for (const Contract &Word : Named.Contracts)
      if (!Word.Release.empty())
        Found.insert(Word.Release);
  return Found;
}
