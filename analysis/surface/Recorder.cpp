// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/Recorder.h"

#include "analysis/surface/Condition.h"
#include "analysis/surface/Wrappers.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

static std::string linkageName(Linkage Link) {
  switch (Link) {
  case Linkage::External:
  case Linkage::Common:
    return "external";
  case Linkage::Internal:
    return "internal";
  case Linkage::Weak:
    return "weak";
  case Linkage::Inline:
  case Linkage::Copy:
    return "inline";
  }
  return "external";
}

std::string membrane::nameAs(const Function &Code, const Symbol &As) {
  if (!As.Aliasee)
    return Code.Name;
  return As.SourceName.empty() ? As.Name : As.SourceName;
}

static std::string calleeName(const Program &Linked, SymbolId Callee) {
  const Function *Body = Linked.body(Callee);
  return Body ? Body->Name : Linked.Symbols[Callee.Index].Name;
}

std::vector<NameList> membrane::namesOfLists(const Program &Linked) {
  std::vector<NameList> Found;
  for (const std::vector<SymbolId> &List : Linked.TargetLists) {
    std::vector<std::string> Names;
    for (SymbolId Callee : List)
      Names.push_back(calleeName(Linked, Callee));
    llvm::sort(Names);
    Found.push_back(
        std::make_shared<const std::vector<std::string>>(std::move(Names)));
  }
  return Found;
}

void Recorder::describe(const Symbol &As) {
  Out.Name = nameAs(Code, As);
  Out.Signature = Code.Signature;
  Out.Where = Code.Where;
  if (As.Aliasee) {
    size_t At = Out.Signature.find(Code.Name + "(");
    if (At != std::string::npos)
      Out.Signature.replace(At, Code.Name.size(), Out.Name);
    if (As.Where)
      Out.Where = As.Where;
  }
  Out.Mangled = As.Name;
  Out.Linkage = linkageName(As.Link);
  Out.OnlyReleases = Shared.OnlyRelease[&Code - Linked.Functions.data()];
  for (const Contract &Word : As.Contracts)
    Out.Contracts.emplace_back().Word = Word;
  for (const DeclarationPlace &Place : As.DeclaredAt)
    if (Linked.PublicFile[Place.Where.File.Index])
      Out.DeclaredAt.push_back(Place);
  for (SymbolId Callee : Found.Callees) {
    bool Listed = llvm::any_of(Found.CalleeLists, [&](TargetListId List) {
      return llvm::binary_search(Linked.TargetLists[List.Index], Callee);
    });
    if (!Listed)
      Out.Callees.push_back(calleeName(Linked, Callee));
  }
  llvm::sort(Out.Callees);
  for (TargetListId List : Found.CalleeLists)
    Out.Listed.push_back(Shared.Listed[List.Index]);
}

void Recorder::addAssumptions(const Symbol &As) {
  for (const UnseenCode &Unknown : Found.Assumptions)
    Out.Assumptions.push_back({Unknown.Kind, Unknown.Name, Unknown.Where});
  if (As.Link == Linkage::Weak)
    Out.Assumptions.push_back({AssumptionKind::Weak, Out.Name, Out.Where});
  llvm::sort(Out.Assumptions, [](const Assumption &A, const Assumption &B) {
    return std::tie(A.Where, A.Kind, A.Name) <
           std::tie(B.Where, B.Kind, B.Name);
  });
}

/// The machine-level argument at the top of a node's chain; nullopt for
/// globals and others.
static std::optional<uint32_t> rootArgument(const FunctionSummary &Found,
                                            NodeId Named) {
  const Node &Root = Found.Nodes[Found.root(Named).Index];
  if (Root.Form == Node::Kind::Argument)
    return Root.Number;
  return std::nullopt;
}

void Recorder::addReleases() {
  for (const NodeRelease &Given : Found.Releases) {
    auto Argument = rootArgument(Found, Given.Node);
    if (!Argument)
      continue;
    Release Freed;
    Freed.Argument = PathNamer::parameterOf(Code, *Argument);
    Freed.Path = pointerTo(Given.Node).Text;
    Freed.Always = Given.Always;
    Freed.Where = Given.Where;
    Freed.Resized = onlyResizes(Shared, Code, Given.Where);
    auto Known = llvm::find_if(Out.Releases, [&](const Release &Other) {
      return Other.Argument == Freed.Argument && Other.Path == Freed.Path;
    });
    if (Known != Out.Releases.end())
      Known->Resized &= Freed.Resized;
    else if (Freed.Argument)
      Out.Releases.push_back(Freed);
  }
  llvm::sort(Out.Releases, [](const Release &A, const Release &B) {
    return std::tie(A.Argument, A.Path) < std::tie(B.Argument, B.Path);
  });
}

const AccessPath &Recorder::pointerTo(NodeId Named) {
  PointersTo.resize(Found.Nodes.size());
  std::optional<AccessPath> &Known = PointersTo[Named.Index];
  if (!Known)
    Known = Names.pointerTo(Code, Found, Named);
  return *Known;
}

/// Arguments that are stored under another argument.
void Recorder::addKeeps() {
  std::set<std::tuple<ArgumentRef, std::string, ArgumentRef, std::string>>
      Known;
  for (const SummaryCell &Place : Found.Cells) {
    auto Into = rootArgument(Found, Place.Node);
    if (!Into)
      continue;
    AccessPath At = Names.step(pointerTo(Place.Node), Place.At,
                               Found.Nodes[Place.Node.Index].Record);
    for (const Target &To : Place.Holds.targets()) {
      auto From = rootArgument(Found, To.Node);
      if (!From || *From == *Into)
        continue;
      Keep Stored;
      Stored.Argument = PathNamer::parameterOf(Code, *From);
      Stored.Path = pointerTo(To.Node).Text;
      Stored.Into = PathNamer::parameterOf(Code, *Into);
      Stored.IntoPath = At.Text;
      // What is kept as it was given, not what an argument leads to.
      if (Found.Nodes[To.Node.Index].Form == Node::Kind::Argument &&
          Place.At.isExact())
        Stored.ReleasedBy = releaseOfKept(*Into, At, *From);
      if (Stored.Argument && Stored.Into &&
          Known
              .insert(
                  {Stored.Argument, Stored.Path, Stored.Into, Stored.IntoPath})
              .second)
        Out.Stores.push_back(Stored);
    }
  }
}

void Recorder::addBorrow(NodeId From) {
  Borrow Lent;
  if (auto Argument = rootArgument(Found, From)) {
    Lent.FromArgument = true;
    Lent.Argument = PathNamer::parameterOf(Code, *Argument);
    Lent.Path = pointerTo(From).Text;
  }
  bool Known = llvm::any_of(Out.Borrows, [&](const Borrow &Other) {
    return Other.FromArgument == Lent.FromArgument &&
           Other.Argument == Lent.Argument && Other.Path == Lent.Path;
  });
  if (!Known)
    Out.Borrows.push_back(Lent);
}

/// Who owns the result.
void Recorder::addResult() {
  if (!Code.Result)
    return;
  Type::Kind Form = Linked.Types[Code.Result.Index].Form;
  Out.PointerResult = Form == Type::Kind::Pointer;
  if (Form == Type::Kind::Void || Form == Type::Kind::Scalar)
    return;
  bool Owned = false, Borrowed = false, Simple = true, Replaced = true;
  bool UnderArgument = llvm::any_of(Out.Escapes, [](const Escape &Way) {
    return Way.To == Exit::Argument && !Way.Path.empty();
  });
  for (const SummaryCell &Part : Found.Result) {
    for (const Target &To : Part.Holds.targets()) {
      Node::Kind Kind = Found.Nodes[To.Node.Index].Form;
      if (Kind == Node::Kind::Unseen || Kind == Node::Kind::Function ||
          Kind == Node::Kind::Thrown)
        continue;
      bool Fresh = Kind == Node::Kind::Fresh && !isLent(To.Node, To.At);
      bool Kept = Fresh && UnderArgument && isUnderArgument(To.Node);
      bool Given = (Fresh && !Kept) || Found.isDetached(To.Node);
      (Given ? Owned : Borrowed) = true;
      Replaced &= Given || isReplaced(To.Node);
      // New memory that is not the caller's, or old memory that is.
      Simple &= Given == (Kind == Node::Kind::Fresh);
      if (Kind != Node::Kind::Fresh)
        addBorrow(To.Node);
      else if (const Allocation &Made =
                   Found.Allocations[Found.Nodes[To.Node.Index].Number];
               Kept && Made.Arena && Made.Hook)
        addBorrow(Made.Hook);
    }
    Out.Nullable |= llvm::is_contained(Part.Holds.numbers(), 0);
  }
  Out.Result = Owned && Borrowed && !Replaced ? Ownership::Sometimes
               : Owned                        ? Ownership::Owned
               : Borrowed                     ? Ownership::Borrowed
                                              : Ownership::None;
  Out.Coarse = Found.Coarse;
  if (Out.Result == Ownership::Sometimes && Simple)
    Out.Condition = ownedWhen(Shared, Code, Found);
}

/// Whether the caller has given away what is returned: where new memory is,
/// this is freed, as `realloc` does, and what is returned takes its place.
bool Recorder::isReplaced(NodeId Result) const {
  return rootArgument(Found, Result) &&
         llvm::any_of(Found.Releases, [&](const NodeRelease &Freed) {
           return Freed.Node == Result;
         });
}

/// Whether the memory that arguments lead to holds this fresh block in a place
/// that is known. At coarse precision one block stands for all, and may be
/// anywhere: that says nothing of the one that is returned.
bool Recorder::isUnderArgument(NodeId Block) const {
  return llvm::any_of(Found.Cells, [&](const SummaryCell &Place) {
    return rootArgument(Found, Place.Node) && !Place.At.isAny() &&
           llvm::any_of(Place.Holds.targets(),
                        [&](const Target &To) { return To.Node == Block; });
  });
}

SurfaceFunction Recorder::record(const Symbol &As) {
  describe(As);
  addAssumptions(As);
  addReleases();
  addKeeps();
  findEscapes();
  addAllocators();
  addLeaks();
  addSites();
  addResult();
  classify();
  return std::move(Out);
}
