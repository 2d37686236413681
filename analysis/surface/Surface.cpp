// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The phases of the surface: which functions are public, what releases what,
// one record per definition, types.

#include "analysis/surface/Surface.h"

#include "analysis/surface/Bypasses.h"
#include "analysis/surface/Contracts.h"
#include "analysis/surface/Recorder.h"
#include "analysis/surface/Records.h"
#include "analysis/surface/StackDepth.h"
#include "analysis/surface/Threads.h"
#include "analysis/surface/Types.h"
#include "analysis/surface/Wrappers.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/ErrorHandling.h"

using namespace membrane;

llvm::StringRef membrane::exitName(Exit To) {
  switch (To) {
  case Exit::Return:
    return "return";
  case Exit::Argument:
    return "argument";
  case Exit::Callback:
    return "callback";
  case Exit::Exception:
    return "exception";
  case Exit::Global:
    return "global";
  }
  llvm_unreachable("every exit has a name");
}

llvm::StringRef membrane::ownershipName(Ownership Result) {
  switch (Result) {
  case Ownership::None:
    return "none";
  case Ownership::Owned:
    return "owned";
  case Ownership::Borrowed:
    return "borrowed";
  case Ownership::Sometimes:
    return "sometimes";
  }
  llvm_unreachable("every ownership has a name");
}

/// Whether clients can call a function by this symbol of it, by the options
/// that say what is public.
static bool isPublic(const Program &Linked, const Function &Code,
                     const Symbol &Own, const SurfaceOptions &Options) {
  if (!Options.Exports.empty())
    return Options.Exports.count(Own.Name) || Options.Exports.count(Code.Name);
  if (!Options.PublicGlobs.empty()) {
    bool Declared = llvm::any_of(Own.DeclaredIn, [&](FileId Where) {
      return Linked.PublicFile[Where.Index];
    });
    bool InHeader = !Own.Aliasee && Code.Where.File &&
                    Linked.PublicFile[Code.Where.File.Index];
    return Declared || InHeader;
  }
  // What only the compiler or a system header made is nobody's interface here.
  return Own.Link != Linkage::Internal && !Own.System && Own.Where;
}

/// One record per definition, and one per external name.
static void addRecord(std::map<std::string, size_t> &Known, Surface &Answer,
                      SurfaceFunction New) {
  auto [Entry, IsNew] =
      Known.try_emplace(recordKey(New), Answer.Functions.size());
  if (IsNew)
    Answer.Functions.push_back(std::move(New));
  else if (isWorse(New, Answer.Functions[Entry->second]))
    Answer.Functions[Entry->second] = std::move(New);
}

/// By function: its own symbol, and the aliases under which others know it.
/// An alias of the same name in the source (the variants of a constructor) says
/// nothing new.
static std::vector<std::vector<const Symbol *>>
symbolsOf(const Program &Linked) {
  std::vector<std::vector<const Symbol *>> Found;
  for (const Function &Code : Linked.Functions)
    Found.push_back({&Linked.Symbols[Code.Symbol.Index]});
  for (uint32_t I = 0; I < Linked.Symbols.size(); ++I) {
    const Symbol &Other = Linked.Symbols[I];
    const Function *Code = Other.Aliasee ? Linked.body(SymbolId(I)) : nullptr;
    if (Code && nameAs(*Code, Other) != Code->Name)
      Found[Code - Linked.Functions.data()].push_back(&Other);
  }
  return Found;
}

/// What has no body and releases nothing, by its model. Not only what is called
/// under its name: some calls are instructions by then.
static llvm::StringMap<bool> findHarmless(const Program &Linked,
                                          const Models &Known) {
  llvm::StringSet<> Defined;
  for (uint32_t I = 0; I < Linked.Symbols.size(); ++I)
    if (Linked.body(SymbolId(I)))
      Defined.insert(Linked.Symbols[I].Name);
  llvm::StringMap<bool> Found;
  for (llvm::StringRef Name : Known.namesRead()) {
    const Model &What = *Known.find(Name);
    if (Defined.contains(Name) || What.Unknown || !What.Releases.empty() ||
        !What.Frees.empty())
      continue;
    Found[Name] = !What.Blocks.empty() || !What.Fills.empty() ||
                  !What.FillsAnywhere.empty() ||
                  llvm::any_of(What.Returns, [](const ModelResult &One) {
                    return One.From == ModelResult::Kind::Fresh;
                  });
  }
  return Found;
}

/// How public functions release what an object of a type is made of.
static void describeReleases(Surface &Answer, const Program &Linked,
                             const PathNamer &Names,
                             const std::vector<bool> &Public) {
  std::map<Location, SurfaceType *> Types;
  for (SurfaceType &Each : Answer.Types)
    Types[Each.Where] = &Each;
  std::map<Location, const SurfaceFunction *> Records;
  for (const SurfaceFunction &Each : Answer.Functions)
    Records.try_emplace(Each.Where, &Each);
  auto Judge = [&](const Function &Code, const SurfaceFunction &As,
                   uint32_t Argument) {
    RecordId Held = Names.pointee(Names.typeOfArgument(Code, Argument));
    auto Of = Held ? Types.find(Linked.Records[Held.Index].Where) : Types.end();
    if (Of == Types.end())
      return;
    ArgumentRef Given = PathNamer::parameterOf(Code, Argument);
    unsigned Kinds = 0;
    bool Ends = false, Always = false;
    for (const Release &One : As.Releases)
      if (One.Argument == Given && !One.Resized) {
        ++Kinds;
        Ends |= One.Path.empty();
        Always |= One.Path.empty() && One.Always && !One.Deferred;
      }
    if (Kinds && !Ends)
      Of->second->Singly = As.Name;
    if (Always && llvm::is_contained(Of->second->Release, As.Name))
      Of->second->Blocks = std::max(Of->second->Blocks, Kinds);
  };
  for (size_t I = 0; I < Linked.Functions.size(); ++I) {
    const Function &Code = Linked.Functions[I];
    auto As = Records.find(Code.Where);
    if (Public[I] && As != Records.end())
      for (uint32_t J = 0; J < Code.Arguments.size(); ++J)
        Judge(Code, *As->second, J);
  }
}

static SuppliedMembers::Clients clientsOf(const SurfaceOptions &Options) {
  return Options.PublicGlobs.empty() ? SuppliedMembers::Clients::Unknown
                                     : SuppliedMembers::Clients::Outside;
}

/// What is said of the whole program.
static Surface beginSurface(const Program &Linked, const Summaries &Found,
                            const SurfaceOptions &Options) {
  Surface Answer;
  Answer.Root = Options.Root;
  Answer.Files = Linked.Files;
  Answer.PublicFile = Linked.PublicFile;
  Answer.PublicChosen = !Options.PublicGlobs.empty();
  Answer.ExportsListed = !Options.Exports.empty();
  Answer.Notes = Linked.Notes;
  for (const auto &[Name, Count] : Found.Bounds)
    Answer.Bounds.push_back({Name, Count});
  return Answer;
}

/// The first of a function's names under which it is public, if any.
static const Symbol *publicName(const Program &Linked, const Function &Code,
                                llvm::ArrayRef<const Symbol *> Names,
                                const SurfaceOptions &Options) {
  for (const Symbol *As : Names)
    if (isPublic(Linked, Code, *As, Options))
      return As;
  return nullptr;
}

Surface membrane::buildSurface(const Program &Linked, const Summaries &Found,
                               const Models &Known,
                               const SurfaceOptions &Options) {
  PathNamer Names(Linked, Known);
  Freeing Freed(Linked, Names, Known, Found);
  ReleaseIndex Releases(Linked, Names, Found, Freed);
  Completeness Complete(Linked, Names, Found, Releases);
  Surface Answer = beginSurface(Linked, Found, Options);
  auto Symbols = symbolsOf(Linked);
  std::vector<bool> Public;
  for (size_t I = 0; I < Linked.Functions.size(); ++I) {
    const Function &Code = Linked.Functions[I];
    const Symbol *Seen = publicName(Linked, Code, Symbols[I], Options);
    Public.push_back(Seen != nullptr);
    if (!Seen)
      continue;
    Releases.add(uint32_t(I), nameAs(Code, *Seen));
    Complete.add(uint32_t(I), nameAs(Code, *Seen));
  }
  std::vector<Stack> Depths = stackDepths(Linked);
  SurfaceContext Shared{Linked,
                        Names,
                        Releases,
                        Found,
                        Complete,
                        Known,
                        namesOfLists(Linked),
                        clientsOf(Options)};
  Shared.OnlyRelease = findOnlyReleasing(Shared);
  auto Bypasses = findBypasses(Shared, Known, Public);
  std::map<std::string, size_t> Records;
  Answer.Functions.reserve(Linked.Functions.size());
  for (size_t I = 0; I < Linked.Functions.size(); ++I)
    for (const Symbol *As : Symbols[I]) {
      const Function &Code = Linked.Functions[I];
      // The source knows one destructor.
      if (As->Deleting)
        continue;
      bool IsPublic = isPublic(Linked, Code, *As, Options);
      SurfaceFunction New = Recorder(Shared, Code, Found.Of[I]).record(*As);
      if (IsPublic && Found.ForClients.count(I))
        keepBetter(New,
                   Recorder(Shared, Code, Found.forClients(I)).record(*As));
      for (const FunctionSummary &Told : Found.Told[I])
        addTold(New, Recorder(Shared, Code, Told).record(*As));
      New.System = As->System;
      New.Public = IsPublic;
      New.Stack = Depths[I];
      New.Bypasses = Bypasses[I];
      addRecord(Records, Answer, std::move(New));
    }
  orderRecords(Answer);
  checkContracts(Answer, Linked, Known);
  Answer.Types = describeTypes(Shared, Found, Public);
  describeReleases(Answer, Linked, Names, Public);
  Answer.Harmless = findHarmless(Linked, Known);
  Answer.Threads = findThreads(Linked, Known);
  return Answer;
}
