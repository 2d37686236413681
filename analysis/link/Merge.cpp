// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Takes units one after the other and rewrites their ids into the program's.
//
// Records are one if they have the same name and place of definition; an
// incomplete one joins the first complete one of its name. A name that several
// units define is a symbol for each of them; the others' uses mean one of
// these, or get a symbol that stands for the choice (Programs.h). Units that
// say the same are taken once.

#include "analysis/link/Merge.h"

#include "analysis/link/Definitions.h"
#include "analysis/link/Programs.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include <map>

using namespace membrane;

namespace {

/// How strongly a symbol holds its name; the strongest definition wins.
enum Strength : unsigned { Undefined, Replaceable, Tentative, Strong };

Strength strengthOf(const Symbol &Named) {
  if (!Named.Defined)
    return Undefined;
  switch (Named.Link) {
  case Linkage::External:
  case Linkage::Internal:
    return Strong;
  case Linkage::Common:
    return Tentative;
  case Linkage::Weak:
  case Linkage::Inline:
  case Linkage::Copy:
    return Replaceable;
  }
  return Undefined;
}

/// The program's ids of one unit's ids.
struct Renaming {
  std::vector<FileId> Files;
  std::vector<TypeId> Types;
  std::vector<RecordId> Records;
  std::vector<SymbolId> Symbols;

  Location at(Location Where) const {
    if (Where.File)
      Where.File = Files[Where.File.Index];
    return Where;
  }
  TypeId type(TypeId Named) const { return Named ? Types[Named.Index] : Named; }
  RecordId record(RecordId Named) const {
    return Named ? Records[Named.Index] : Named;
  }
  SymbolId symbol(SymbolId Named) const {
    return Named ? Symbols[Named.Index] : Named;
  }
};

class Merger {
public:
  explicit Merger(const UnitGroups &Groups) : Groups(Groups) {}
  Program finish() {
    chooseDefinitions(Joined, Known);
    return std::move(Joined);
  }

  /// Records and files first, over all units, so that a record that one unit
  /// completes is complete everywhere.
  void declare(const Unit &Source);
  void absorb(Unit &&Source, size_t Position);
  Renaming &namesOf(size_t Position) { return Renamings[Position]; }
  void nameRecords(const Unit &Source, Renaming &Names);
  Record &addRecord(const std::string &Name, Location Where);

private:
  using RecordKey = std::tuple<std::string, FileId, uint32_t, uint32_t>;

  FileId file(llvm::StringRef Path);
  TypeId typeOf(const Unit &Source, TypeId Old, Renaming &Names);
  void nameSymbols(Unit &Source, Renaming &Names);
  SymbolId claim(const Symbol &Named, const Renaming &Names);
  SymbolId append(const Symbol &Named);
  void noteSecond(const Symbol &Named, Location Where);
  void adopt(SymbolId Into, Symbol &&From, const Renaming &Names);
  void fillRecords(const Unit &Source, const Renaming &Names);
  void moveFunctions(Unit &Source, const Renaming &Names);

  const UnitGroups &Groups;
  Program Joined;
  Definitions Known;
  uint32_t Current = 0; ///< unit that is absorbed
  std::vector<Renaming> Renamings;
  llvm::StringMap<FileId> FileIds;
  std::map<RecordKey, RecordId> RecordIds;
  llvm::StringMap<RecordId> CompleteByName;
  std::map<std::tuple<Type::Kind, std::string, TypeId, RecordId>, TypeId>
      TypeIds;
  llvm::StringMap<SymbolId> ByName; ///< of several, with the units it means
  struct Place {
    uint32_t Unit = 0;
    Location Where;
  };
  llvm::StringMap<Place> FirstOf; ///< of names with several definitions
};

FileId Merger::file(llvm::StringRef Path) {
  auto [Entry, New] =
      FileIds.try_emplace(Path, FileId(uint32_t(Joined.Files.size())));
  if (New)
    Joined.Files.push_back(Path.str());
  return Entry->second;
}

void Merger::declare(const Unit &Source) {
  Renaming Names;
  for (const std::string &Path : Source.Files)
    Names.Files.push_back(file(Path));
  for (const Record &Described : Source.Records) {
    if (!Described.Complete)
      continue;
    Location Where = Names.at(Described.Where);
    RecordKey Key{Described.Name, Where.File, Where.Line, Where.Column};
    auto [Entry, New] =
        RecordIds.try_emplace(Key, RecordId(uint32_t(Joined.Records.size())));
    if (!New)
      continue;
    addRecord(Described.Name, Where);
    CompleteByName.try_emplace(Described.Name, Entry->second);
  }
  Renamings.push_back(std::move(Names));
}

/// One whose contents are not known yet.
Record &Merger::addRecord(const std::string &Name, Location Where) {
  Record &Added = Joined.Records.emplace_back();
  Added.Name = Name;
  Added.Where = Where;
  return Added;
}

void Merger::nameRecords(const Unit &Source, Renaming &Names) {
  for (const Record &Described : Source.Records) {
    Location Where = Names.at(Described.Where);
    if (!Described.Complete) {
      auto [Entry, New] = CompleteByName.try_emplace(
          Described.Name, RecordId(uint32_t(Joined.Records.size())));
      if (New)
        addRecord(Described.Name, Where).Union = Described.Union;
      Names.Records.push_back(Entry->second);
      continue;
    }
    Names.Records.push_back(
        RecordIds.at({Described.Name, Where.File, Where.Line, Where.Column}));
  }
}

/// Leaves what is the same at each place of both.
static void keepCommon(std::vector<TypeId> &Kept,
                       const std::vector<TypeId> &Other) {
  Kept.resize(std::min(Kept.size(), Other.size()));
  for (size_t I = 0; I < Kept.size(); ++I)
    if (Kept[I] != Other[I])
      Kept[I] = {};
}

TypeId Merger::typeOf(const Unit &Source, TypeId Old, Renaming &Names) {
  if (!Old)
    return Old;
  if (TypeId Done = Names.Types[Old.Index])
    return Done;
  const Type &From = Source.Types[Old.Index];
  TypeId Element = typeOf(Source, From.Element, Names);
  RecordId Record = Names.record(From.Record);
  auto [Entry, New] =
      TypeIds.try_emplace({From.Form, From.Spelling, Element, Record},
                          TypeId(uint32_t(Joined.Types.size())));
  if (New)
    Joined.Types.push_back(
        {From.Form, From.Spelling, Element, Record, From.Size, {}});
  TypeId Found = Names.Types[Old.Index] = Entry->second;
  std::vector<TypeId> Parameters;
  for (TypeId Passed : From.Parameters)
    Parameters.push_back(typeOf(Source, Passed, Names));
  Type &Kept = Joined.Types[Found.Index];
  Kept.Size = std::max(Kept.Size, From.Size);
  if (New)
    Kept.Parameters = std::move(Parameters);
  else // what units do not agree on, nobody knows
    keepCommon(Kept.Parameters, Parameters);
  return Found;
}

void Merger::fillRecords(const Unit &Source, const Renaming &Names) {
  for (size_t I = 0; I < Source.Records.size(); ++I) {
    const Record &From = Source.Records[I];
    Record &Into = Joined.Records[Names.Records[I].Index];
    if (!From.Complete || Into.Complete)
      continue;
    Into.Complete = true;
    Into.Union = From.Union;
    Into.Final = From.Final;
    Into.System = From.System;
    Into.Destroys = From.Destroys;
    Into.Size = From.Size;
    Into.Where = Names.at(From.Where);
    for (const Field &Member : From.Fields)
      Into.Fields.push_back(
          {Member.Name, Member.Offset, Names.type(Member.Type)});
  }
}

SymbolId Merger::append(const Symbol &Named) {
  SymbolId New(uint32_t(Joined.Symbols.size()));
  Joined.Symbols.push_back({});
  Joined.Symbols.back().Name = Named.Name;
  Joined.Symbols.back().Form = Named.Form;
  Joined.BodyOf.push_back(Program::NoBody);
  return New;
}

/// Tells of definitions at two places, unless each use is decided.
void Merger::noteSecond(const Symbol &Named, Location Where) {
  auto [Entry, New] = FirstOf.try_emplace(Named.Name, Place{Current, Where});
  const Place &First = Entry->second;
  if (New || Where == First.Where || Groups.areNamedApart(First.Unit, Current))
    return;
  auto File = [&](Location In) {
    return In.File ? Joined.Files[In.File.Index] : "?";
  };
  Joined.Notes.push_back(
      "'" + (Named.SourceName.empty() ? Named.Name : Named.SourceName) +
      "' is defined in '" + File(First.Where) + "' and in '" + File(Where) +
      "'; each unit uses its own, others any of them");
}

/// The program's symbol for one of a unit: its own if it is internal, else that
/// of the name and of the units of which it means a definition.
SymbolId Merger::claim(const Symbol &Named, const Renaming &Names) {
  if (Named.Link == Linkage::Internal)
    return append(Named);
  std::vector<uint32_t> Meant = Groups.meaning(Named.Name, Current);
  std::string Key = Named.Name;
  for (uint32_t Each : Meant)
    (Key += '\n') += std::to_string(Each);
  auto [Entry, New] = ByName.try_emplace(Key);
  if (New)
    Entry->second = append(Named);
  SymbolId Found = Entry->second;
  if (Meant.size() > 1)
    Known.Open[Found] = Meant;
  else if (!Meant.empty() && Meant.front() == Current) {
    Known.Own[{Named.Name, Current}] = Found;
    if (strengthOf(Named) == Strong)
      noteSecond(Named, Names.at(Named.Where));
  }
  return Found;
}

/// What all units say of one declaration: macros that each of them has.
static void addPlace(std::vector<DeclarationPlace> &Held,
                     DeclarationPlace New) {
  auto Same = llvm::find_if(Held, [&](const DeclarationPlace &Known) {
    return Known.Where == New.Where;
  });
  if (Same == Held.end()) {
    Held.push_back(std::move(New));
    return;
  }
  llvm::erase_if(Same->Macros, [&](const WrittenPromise &Macro) {
    return !llvm::is_contained(New.Macros, Macro);
  });
}

/// A symbol that has what the declarations of both promise, and what stands in
/// for a body; From loses it.
static Symbol joinContracts(const Symbol &Held, Symbol &From,
                            const Renaming &Names) {
  Symbol Joined;
  Joined.Contracts = Held.Contracts;
  for (Contract &Word : From.Contracts) {
    Word.Where = Names.at(Word.Where);
    if (!llvm::is_contained(Joined.Contracts, Word))
      Joined.Contracts.push_back(std::move(Word));
  }
  llvm::sort(Joined.Contracts, [](const Contract &A, const Contract &B) {
    return std::tie(A.Where, A) < std::tie(B.Where, B);
  });
  Joined.DeclaredAt = Held.DeclaredAt;
  for (DeclarationPlace &Place : From.DeclaredAt) {
    Place.Where = Names.at(Place.Where);
    addPlace(Joined.DeclaredAt, std::move(Place));
  }
  const Symbol &Called = Held.Origins.empty() ? From : Held;
  Joined.Origins = Called.Origins;
  Joined.Writable = Called.Writable;
  Joined.Called = Called.Called;
  Joined.CallShape = Held.CallShape.empty() ? From.CallShape : Held.CallShape;
  return Joined;
}

/// Writes what a unit says of a symbol into the program's entry.
void Merger::adopt(SymbolId Into, Symbol &&From, const Renaming &Names) {
  Symbol &Held = Joined.Symbols[Into.Index];
  std::vector<FileId> Declared = std::move(Held.DeclaredIn);
  for (FileId Where : From.DeclaredIn)
    Declared.push_back(Names.Files[Where.Index]);
  llvm::sort(Declared);
  Declared.erase(llvm::unique(Declared), Declared.end());
  bool NoReturn = Held.NoReturn || From.NoReturn;
  bool Fresh = Held.ReturnsFresh || From.ReturnsFresh;
  bool First = Held.CallShape.empty() && !Held.Where && !Held.Defined;
  Symbol Promised = joinContracts(Held, From, Names);
  if (strengthOf(From) > strengthOf(Held) || First) {
    From.Where = Names.at(From.Where);
    From.Type = Names.type(From.Type);
    From.Gives = Names.record(From.Gives);
    From.Aliasee = Names.symbol(From.Aliasee);
    for (InitialPointer &Pointer : From.Initial)
      Pointer.Target = Names.symbol(Pointer.Target);
    for (AddressPoint &Point : From.Points)
      Point.Class = Names.record(Point.Class);
    for (SymbolId &Base : From.Bases)
      Base = Names.symbol(Base);
    Held = std::move(From);
  }
  Held.Contracts = std::move(Promised.Contracts);
  Held.DeclaredAt = std::move(Promised.DeclaredAt);
  Held.Origins = std::move(Promised.Origins);
  Held.Writable = std::move(Promised.Writable);
  Held.Called = std::move(Promised.Called);
  if (Held.CallShape.empty())
    Held.CallShape = std::move(Promised.CallShape);
  Held.DeclaredIn = std::move(Declared);
  Held.NoReturn = NoReturn;
  Held.ReturnsFresh = Fresh;
}

void Merger::nameSymbols(Unit &Source, Renaming &Names) {
  for (const Symbol &Named : Source.Symbols)
    Names.Symbols.push_back(claim(Named, Names));
  for (size_t I = 0; I < Source.Symbols.size(); ++I) {
    // What one symbol claimed twice in a unit keeps the stronger entry.
    adopt(Names.Symbols[I], std::move(Source.Symbols[I]), Names);
  }
}

void rename(Fact &Step, const Renaming &Names) {
  Step.Where = Names.at(Step.Where);
  Step.Record = Names.record(Step.Record);
  Step.Callee = Names.symbol(Step.Callee);
}

void rename(Function &Body, const Renaming &Names) {
  Body.Symbol = Names.symbol(Body.Symbol);
  Body.Where = Names.at(Body.Where);
  Body.Atomic = Names.at(Body.Atomic);
  Body.Result = Names.type(Body.Result);
  Body.ThisType = Names.type(Body.ThisType);
  for (Parameter &Declared : Body.Parameters)
    Declared.Type = Names.type(Declared.Type);
  for (Value &Operand : Body.Values)
    Operand.Target = Names.symbol(Operand.Target);
  for (Block &Part : Body.Blocks) {
    Part.End.Where = Names.at(Part.End.Where);
    for (Fact &Step : Part.Facts)
      rename(Step, Names);
  }
}

void Merger::moveFunctions(Unit &Source, const Renaming &Names) {
  for (Function &Body : Source.Functions) {
    SymbolId Symbol = Names.symbol(Body.Symbol);
    uint32_t &Index = Joined.BodyOf[Symbol.Index];
    Location Where = Names.at(Body.Where);
    bool Wins = Index == Program::NoBody ||
                (Joined.Symbols[Symbol.Index].Where == Where &&
                 Joined.Functions[Index].Where != Where);
    if (!Wins)
      continue;
    rename(Body, Names);
    if (Index != Program::NoBody) {
      Joined.Functions[Index] = std::move(Body);
      continue;
    }
    Index = uint32_t(Joined.Functions.size());
    Joined.Functions.push_back(std::move(Body));
  }
}

void Merger::absorb(Unit &&Source, size_t Position) {
  Current = uint32_t(Position);
  Renaming &Names = Renamings[Position];
  Joined.OtherPointers |= Source.PointerSize != 8;
  Names.Types.assign(Source.Types.size(), TypeId());
  for (uint32_t I = 0; I < Source.Types.size(); ++I)
    typeOf(Source, TypeId(I), Names);
  fillRecords(Source, Names);
  nameSymbols(Source, Names);
  moveFunctions(Source, Names);
}

} // namespace

Program membrane::mergeUnits(std::vector<Unit> Units) {
  UnitGroups Groups(Units);
  for (Unit &Each : Units)
    Each.Target.clear();
  Groups.joinTwins(Units);
  Merger Work(Groups);
  for (const Unit &Source : Units)
    Work.declare(Source);
  for (size_t I = 0; I < Units.size(); ++I)
    if (!Groups.isJoined(I))
      Work.nameRecords(Units[I], Work.namesOf(I));
  for (size_t I = 0; I < Units.size(); ++I)
    if (!Groups.isJoined(I))
      Work.absorb(std::move(Units[I]), I);
  return Work.finish();
}
