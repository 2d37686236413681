// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/Types.h"

#include "analysis/surface/HandleLeaks.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

namespace {

class TypeCollector {
public:
  explicit TypeCollector(const SurfaceContext &Shared)
      : Shared(Shared), Leaks(Shared) {}

  void addConstructor(const Function &Code, const FunctionSummary &Summary);
  void addFilled(const Function &Code, const FunctionSummary &Summary);
  void addLeak(const Function &Code, const FunctionSummary &Summary);
  std::vector<SurfaceType> finish();

private:
  void judge(SurfaceType &Described, RecordId Named,
             const ReleaseIndex::Set &Released) const;

  void judgeFilled(SurfaceType &Described, RecordId Named,
                   const ReleaseIndex::Set &Released) const;
  bool startsMember(const FunctionSummary &Summary,
                    const SummaryCell &Place) const;

  const SurfaceContext &Shared;
  HandleLeaks Leaks;
  /// Objects that public functions make.
  std::map<RecordId, SurfaceType> Types;
  /// The caller's objects that public functions fill and empty.
  struct FilledType {
    std::set<std::string> Constructors;
    ReleaseIndex::Set Released;
  };
  std::map<RecordId, FilledType> Filled;
};

bool holds(const FunctionSummary &Summary, const PointsTo &Value,
           Node::Kind Form) {
  return llvm::any_of(Value.targets(), [&](const Target &To) {
    return Summary.Nodes[To.Node.Index].Form == Form;
  });
}

/// The record behind what a function returns or stores through `T **`.
void TypeCollector::addConstructor(const Function &Code,
                                   const FunctionSummary &Summary) {
  Leaks.learn(Code, Summary);
  auto Note = [&](TypeId Pointer) {
    RecordId Made = Shared.Names.pointee(Pointer);
    if (!Made)
      return;
    Types[Made].Constructors.push_back(Code.Name);
  };
  for (const SummaryCell &Part : Summary.Result)
    if (holds(Summary, Part.Holds, Node::Kind::Fresh))
      Note(Code.Result);
  for (const SummaryCell &Place : Summary.Cells) {
    const Node &Holder = Summary.Nodes[Place.Node.Index];
    if (Holder.Form != Node::Kind::Argument ||
        !holds(Summary, Place.Holds, Node::Kind::Fresh))
      continue;
    AccessPath Pointer = Shared.Names.pointerTo(Code, Summary, Place.Node);
    if (!Shared.Names.pointee(Pointer.Type))
      Note(Shared.Names.step(Pointer, Place.At, Holder.Record).Type);
  }
}

/// Whether the function puts something there without looking at what was there
/// before: it starts the object and does not add to it.
bool TypeCollector::startsMember(const FunctionSummary &Summary,
                                 const SummaryCell &Place) const {
  auto WasThere = [&](NodeId Named) {
    for (; Summary.Nodes[Named.Index].Form == Node::Kind::Content;
         Named = Summary.Nodes[Named.Index].Parent) {
      const Node &Object = Summary.Nodes[Named.Index];
      if (Object.Parent == Place.Node && Object.At.meets(Place.At))
        return true;
    }
    return false;
  };
  bool Kept = llvm::any_of(Summary.Cells, [&](const SummaryCell &Other) {
    bool Same = Other.Node == Place.Node && Other.At == Place.At;
    return WasThere(Other.Node) ||
           (!Same && llvm::any_of(Other.Holds.targets(), [&](const Target &To) {
             return WasThere(To.Node);
           }));
  });
  return !Kept && llvm::none_of(Summary.Releases, [&](const NodeRelease &One) {
    return WasThere(One.Node);
  });
}

/// The record of the caller's in which the function starts a member.
void TypeCollector::addFilled(const Function &Code,
                              const FunctionSummary &Summary) {
  for (const SummaryCell &Place : Summary.Cells) {
    const Node &Holder = Summary.Nodes[Place.Node.Index];
    if (Holder.Form != Node::Kind::Argument || !Place.At.isExact() ||
        !holds(Summary, Place.Holds, Node::Kind::Fresh))
      continue;
    RecordId Whole =
        Shared.Names.pointee(Shared.Names.typeOfArgument(Code, Holder.Number));
    if (!Whole || Shared.Names.isOpaqueRecord(Whole) ||
        !startsMember(Summary, Place))
      continue;
    FreedPlace::Step Step{Place.At, {}, 0};
    for (const Target &To : Place.Holds.targets()) {
      const Node &Block = Summary.Nodes[To.Node.Index];
      if (Block.Form != Node::Kind::Fresh)
        continue;
      ReleaseIndex::Set Known = Shared.Releases.ofMember(Whole, Step);
      llvm::erase_if(Known, [&](const Releaser *As) {
        return As->Name == Code.Name ||
               !Shared.Releases.fits(*As, Step, Block.Record);
      });
      for (const Releaser *As : Shared.Releases.best(Known)) {
        FilledType &Into = Filled[Whole];
        Into.Constructors.insert(Code.Name);
        if (!llvm::is_contained(Into.Released, As))
          Into.Released.push_back(As);
      }
    }
  }
}

/// A function that gives out a pointer into opaque objects.
void TypeCollector::addLeak(const Function &Code,
                            const FunctionSummary &Summary) {
  HandleLeaks::Found All = Leaks.of(Code, Summary);
  auto Add = [&](RecordId Handle, auto Member) {
    auto Known = Types.find(Handle);
    if (Known != Types.end())
      (Known->second.*Member).push_back(Code.Name);
  };
  for (RecordId Handle : All.Shown)
    Add(Handle, &SurfaceType::Leaks);
  for (RecordId Handle : All.Handed) {
    Add(Handle, &SurfaceType::Leaks);
    Add(Handle, &SurfaceType::Handed);
  }
}

void sortUnique(std::vector<std::string> &Names) {
  llvm::sort(Names);
  Names.erase(llvm::unique(Names), Names.end());
}

/// Complete if one release is, incomplete if none can be.
void TypeCollector::judge(SurfaceType &Described, RecordId Named,
                          const ReleaseIndex::Set &Released) const {
  unsigned Partial = 0;
  for (const Releaser *As : Released) {
    Completeness::Verdict Found = Shared.Complete.judge(*As, Named);
    if (Found.Complete == true)
      Described.ReleaseComplete = true;
    Partial += Found.Complete == false;
    if (Described.Remains.empty())
      Described.Remains = std::move(Found.Stays);
    if (Described.Doubt.empty() && !Found.Complete)
      Described.Doubt = Found.Doubt;
  }
  if (Partial == Released.size() && Partial)
    Described.ReleaseComplete = false;
  else
    Described.Remains.clear();
  if (Described.ReleaseComplete)
    Described.Doubt.clear();
}

/// Each kind of block that the object can hold has a release: all must free
/// all of theirs.
void TypeCollector::judgeFilled(SurfaceType &Described, RecordId Named,
                                const ReleaseIndex::Set &Released) const {
  bool Complete = true;
  for (const Releaser *As : Released) {
    Completeness::Verdict Found = Shared.Complete.judge(*As, Named);
    Complete &= Found.Complete == true;
    for (Remainder &Stays : Found.Stays)
      Described.Remains.push_back(std::move(Stays));
    if (Described.Doubt.empty() && !Found.Complete)
      Described.Doubt = Found.Doubt;
  }
  if (Complete || !Described.Remains.empty())
    Described.ReleaseComplete = Complete;
  if (Described.ReleaseComplete)
    Described.Doubt.clear();
}

std::vector<SurfaceType> TypeCollector::finish() {
  for (auto &[Named, Described] : Types) {
    ReleaseIndex::Set Released = Shared.Releases.ofRecord(Named);
    judge(Described, Named, Released);
    if (Released.empty())
      Released = Shared.Releases.ofContents(Named);
    Described.Release = ReleaseIndex::namesOf(Released);
  }
  for (auto &[Named, Of] : Filled) {
    auto [Known, New] = Types.try_emplace(Named);
    if (!New)
      continue;
    SurfaceType &Described = Known->second;
    Described.Constructors.assign(Of.Constructors.begin(),
                                  Of.Constructors.end());
    Described.Release = ReleaseIndex::namesOf(Of.Released);
    judgeFilled(Described, Named, Of.Released);
  }
  std::vector<SurfaceType> All;
  for (auto &[Named, Described] : Types) {
    const Record &Held = Shared.Linked.Records[Named.Index];
    Described.Name = Held.Name;
    Described.Where = Held.Where;
    Described.Opaque = Shared.Names.isOpaqueRecord(Named);
    sortUnique(Described.Constructors);
    sortUnique(Described.Leaks);
    sortUnique(Described.Handed);
    All.push_back(std::move(Described));
  }
  llvm::sort(All, [](const SurfaceType &A, const SurfaceType &B) {
    return A.Name < B.Name;
  });
  return All;
}

} // namespace

std::vector<SurfaceType>
membrane::describeTypes(const SurfaceContext &Shared, const Summaries &Found,
                        const std::vector<bool> &Public) {
  TypeCollector Collector(Shared);
  const std::vector<Function> &Functions = Shared.Linked.Functions;
  for (size_t I = 0; I < Functions.size(); ++I)
    if (Public[I]) {
      Collector.addConstructor(Functions[I], Found.forClients(I));
      Collector.addFilled(Functions[I], Found.forClients(I));
    }
  for (size_t I = 0; I < Functions.size(); ++I)
    if (Public[I])
      Collector.addLeak(Functions[I], Found.forClients(I));
  return Collector.finish();
}
