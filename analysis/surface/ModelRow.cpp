// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nodes to places, cells to stores; see Export.cpp for what gets weaker.

#include "analysis/surface/ModelRow.h"

#include "analysis/surface/Paths.h"
#include "analysis/surface/Releases.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;
using Root = ModelPlace::Root;

static constexpr uint32_t LastArgument = 31; ///< that a row can name

void RowWriter::giveUp(const std::string &Reason) {
  Row.Unknown = true;
  if (!llvm::is_contained(Reasons, Reason))
    Reasons.push_back(Reason);
}

//===-- Blocks ------------------------------------------------------------===//

void RowWriter::use(const PointsTo &Holds) {
  for (const Target &To : Holds.targets())
    if (Found.Nodes[To.Node.Index].Form == Node::Kind::Fresh)
      Used.insert(Found.Nodes[To.Node.Index].Number);
}

void RowWriter::findUsed() {
  for (const SummaryCell &Part : Found.Result)
    use(Part.Holds);
  for (const SummaryCell &Place : Found.Cells) {
    use(PointsTo::to(Place.Node));
    use(Place.Holds);
  }
  for (const DeferredCall &Inner : Found.Calls)
    for (const PointsTo &Passed : Inner.Passed)
      use(Passed);
}

std::string RowWriter::useFamily(const ModelFamily &Family) {
  if (llvm::none_of(Families, [&](const ModelFamily &Other) {
        return Other.Name == Family.Name;
      }))
    Families.push_back(Family);
  return Family.Name;
}

/// The public function that releases the object whose memory this is, if it
/// is the result or stands at the first level behind an argument.
std::string RowWriter::releaseOf(uint32_t Index) const {
  auto Holds = [&](const PointsTo &Value) {
    return llvm::any_of(Value.targets(), [&](const Target &To) {
      const Node &Block = Found.Nodes[To.Node.Index];
      return Block.Form == Node::Kind::Fresh && Block.Number == Index &&
             To.At == Offset();
    });
  };
  TypeId Pointer;
  for (const SummaryCell &Part : Found.Result)
    if (Holds(Part.Holds))
      Pointer = Code.Result;
  for (const SummaryCell &Place : Found.Cells)
    if (!Pointer && Holds(Place.Holds) &&
        Found.Nodes[Place.Node.Index].Form == Node::Kind::Argument)
      Pointer = Shared.Names
                    .step(Shared.Names.pointerTo(Code, Found, Place.Node),
                          Place.At, Found.Nodes[Place.Node.Index].Record)
                    .Type;
  RecordId Object = Shared.Names.pointee(Pointer);
  if (!Object)
    return "";
  auto Known = Shared.Releases.ofRecord(Object);
  return Known.empty() ? "" : Known.front()->Name;
}

/// The family under which users know the memory: that of the function which
/// releases it, if the library has one.
std::string RowWriter::familyOf(uint32_t Index) {
  const Allocation &Made = Found.Allocations[Index];
  const Node *Top =
      Made.Hook ? &Found.Nodes[Found.root(Made.Hook).Index] : nullptr;
  if (Top && Top->Form == Node::Kind::Global)
    return useFamily({"hook " + Shared.Names.globalName(SymbolId(Top->Number)),
                      Made.Kind, Made.Release});
  if (Made.Family.empty())
    return Top ? "" : useFamily({"memory", Made.Kind, Made.Release});
  std::string Release = releaseOf(Index);
  if (!Top && !Release.empty() && Release != Made.Release)
    return useFamily({Release, Made.Kind, Release});
  return useFamily({Made.Family, Made.Kind, Made.Release});
}

/// One block without a hook is the row's own; else each gets a number. Blocks
/// that nobody can reach only say that there are some.
void RowWriter::addBlocks() {
  const std::vector<Allocation> &All = Found.Allocations;
  if (All.size() == 1 && !All[0].Hook) {
    Row.Family = familyOf(0);
    Row.Allocates = Used.empty();
    BlockOf[0] = ModelPlace::Own;
    return;
  }
  for (uint32_t I = 0; I < All.size(); ++I) {
    ModelBlock Block;
    Block.Family = familyOf(I);
    if (All[I].Hook)
      Block.Through = place(All[I].Hook);
    if (Block.Through && Block.Through->From != Root::Argument)
      Block.Through.reset();
    if (!Block.Through && Block.Family.empty())
      Block.Family = useFamily({"memory", All[I].Kind, All[I].Release});
    bool Known = llvm::any_of(Row.Blocks, [&](const ModelBlock &Other) {
      return Other.Family == Block.Family && Other.Through == Block.Through;
    });
    if (!Used.count(I) && Known)
      continue;
    BlockOf[I] = unsigned(Row.Blocks.size());
    Row.Blocks.push_back(std::move(Block));
  }
}

//===-- Places ------------------------------------------------------------===//

std::optional<ModelPlace> RowWriter::freshPlace(const Node &Block) {
  auto Number = BlockOf.find(Block.Number);
  if (Number == BlockOf.end())
    return std::nullopt;
  ModelPlace Place;
  Place.From = Root::Fresh;
  Place.Number = Number->second;
  return Place;
}

/// A variable of the library's own is "static"; what hangs under it may be
/// what another call stored there.
std::optional<ModelPlace> RowWriter::rootPlace(NodeId Named) {
  const Node &Object = Found.Nodes[Named.Index];
  ModelPlace Place;
  Place.Number = 0;
  switch (Object.Form) {
  case Node::Kind::Argument:
    if (Object.Number > LastArgument) {
      giveUp("it has too many arguments");
      return std::nullopt;
    }
    Place.Number = Object.Number;
    return Place;
  case Node::Kind::Variadic:
    Place.From = Root::Variadic;
    return Place;
  case Node::Kind::Global: {
    const Symbol &Variable = Linked.Symbols[Object.Number];
    bool Visible = llvm::any_of(Variable.DeclaredIn, [&](FileId Where) {
      return Linked.PublicFile[Where.Index];
    });
    if (Visible && !Variable.Constant)
      giveUp("it uses the public variable '" + Variable.Name + "'");
    Place.From = Root::Static;
    return Place;
  }
  case Node::Kind::Function:
  case Node::Kind::Static:
    Place.From = Root::Static;
    return Place;
  case Node::Kind::Thrown:
    Place.From = Root::Thrown;
    return Place;
  case Node::Kind::Fresh:
    return freshPlace(Object);
  case Node::Kind::Unseen:
    Place.From = Root::Outside;
    return Place;
  case Node::Kind::Content:
  case Node::Kind::Local:
    break;
  }
  return std::nullopt;
}

std::optional<ModelPlace> RowWriter::place(NodeId Named) {
  const Node &Object = Found.Nodes[Named.Index];
  if (Object.Form != Node::Kind::Content)
    return rootPlace(Named);
  auto Outer = place(Object.Parent);
  if (!Outer || Outer->From == Root::Outside)
    return Outer;
  if (Outer->From == Root::Static) {
    Outer->Links.assign(1, {Offset::any(), {Offset::any()}});
    return Outer;
  }
  ModelPlace::Link Step{Object.At, {}};
  Step.Again.assign(Object.Folded.begin(), Object.Folded.end());
  Outer->Links.push_back(Step);
  return Outer;
}

std::vector<ModelValue> RowWriter::values(const PointsTo &Holds) {
  std::vector<ModelValue> Values;
  std::set<std::pair<ModelValue::Kind, ModelPlace>> Known;
  auto Add = [&](ModelValue::Kind Form, const ModelPlace &To) {
    if (Known.insert({Form, To}).second)
      Values.push_back({Form, To});
  };
  for (const Target &To : Holds.targets()) {
    auto Place = place(To.Node);
    if (!Place) {
      giveUp("it gives out memory that a row cannot name");
      continue;
    }
    bool Start = To.At == Offset() ||
                 (Place->Links.empty() &&
                  (Place->From == Root::Static || Place->From == Root::Thrown ||
                   Place->From == Root::Outside));
    Add(Start ? ModelValue::Kind::Start : ModelValue::Kind::Inside, *Place);
  }
  bool Null = llvm::is_contained(Holds.numbers(), 0);
  if (Null)
    Add(ModelValue::Kind::Null, {});
  if (Holds.hasScalar() || Holds.numbers().size() > size_t(Null))
    Add(ModelValue::Kind::Number, {});
  return Values;
}

//===-- Effects -----------------------------------------------------------===//

/// A value in the words of plain rows, if they have them.
static std::optional<ModelResult> plainResult(const ModelValue &Value) {
  const ModelPlace &To = Value.To;
  bool Start = Value.Form == ModelValue::Kind::Start;
  if (Value.Form == ModelValue::Kind::Null)
    return ModelResult{ModelResult::Kind::Null};
  if (Value.Form == ModelValue::Kind::Number)
    return std::nullopt;
  if (To.Links.empty() && To.From == Root::Static)
    return ModelResult{ModelResult::Kind::Static};
  if (Start && To.Links.empty() && To.From == Root::Thrown)
    return ModelResult{ModelResult::Kind::Thrown};
  if (Start && To.From == Root::Fresh && To.Number == ModelPlace::Own)
    return ModelResult{ModelResult::Kind::Fresh};
  if (To.From != Root::Argument)
    return std::nullopt;
  if (!Start && To.Links.empty())
    return ModelResult{ModelResult::Kind::Inside, To.Number};
  bool First = Start && To.Links.size() == 1 && To.Links[0].Again.empty() &&
               To.Links[0].At == Offset();
  if (First)
    return ModelResult{ModelResult::Kind::Content, To.Number};
  return std::nullopt;
}

/// Whether a value is what code that is not the library's gave.
bool RowWriter::isOutside(const PointsTo &Holds) const {
  return llvm::any_of(Holds.targets(), [&](const Target &To) {
    return Found.Nodes[To.Node.Index].Form == Node::Kind::Unseen;
  });
}

void RowWriter::addPart(const SummaryCell &Part) {
  if (isOutside(Part.Holds) && !Row.Unknown)
    giveUp("it returns what was made elsewhere");
  if (!Part.At.isExact())
    giveUp("its result has a part at an unknown place");
  // Only a number: a row says nothing of it.
  if (Part.Holds.targets().empty() && !Part.Holds.isNumber(0))
    return;
  for (const ModelValue &Value : values(Part.Holds)) {
    auto Plain = plainResult(Value);
    if (Plain && Part.At == Offset())
      Row.Returns.push_back(*Plain);
    else
      Row.Parts.push_back({Part.At.Bytes, Value});
  }
}

void RowWriter::addResult() {
  bool Pointer = llvm::any_of(Found.Result, [](const SummaryCell &Part) {
    return !Part.Holds.targets().empty();
  });
  if (Pointer)
    llvm::for_each(Found.Result,
                   [&](const SummaryCell &Part) { addPart(Part); });
}

/// Whether it calls functions for which the library has none of its own.
bool RowWriter::callsUnknown() const {
  return llvm::any_of(
      Found.Calls, [](const DeferredCall &Inner) { return !Inner.Defaulted; });
}

void RowWriter::addStores() {
  for (const SummaryCell &Cell : Found.Cells) {
    bool Fresh = Found.Nodes[Cell.Node.Index].Form == Node::Kind::Fresh;
    // A new block holds numbers where a row says nothing.
    if (Fresh && Cell.Holds.targets().empty())
      continue;
    // A callback may write anywhere in the memory that it is given; what else
    // comes from outside, only the callback can tell.
    bool Written = Fresh && Cell.At.isAny() && !callsUnknown();
    if (isOutside(Cell.Holds) && !Written && !Row.Unknown)
      giveUp("it stores what was made elsewhere");
    auto Into = place(Cell.Node);
    ModelStore Stored;
    Stored.Values = values(Cell.Holds);
    if (!Into || Stored.Values.empty()) {
      giveUp("it stores where a row cannot name the place");
      continue;
    }
    Stored.At = Cell.At;
    // A function of the caller's may see what stood there before.
    Stored.Replaces = Cell.Replaces && Found.Calls.empty();
    if (Into->From == Root::Static || Into->From == Root::Outside) {
      Stored.At = Offset::any();
      Stored.Replaces = false;
    }
    Stored.Into = *Into;
    Row.Stores.push_back(std::move(Stored));
  }
}

void RowWriter::addReleases() {
  for (const NodeRelease &Given : Found.Releases) {
    auto What = place(Given.Node);
    if (!What)
      giveUp("it releases memory that a row cannot name");
    if (!What || (What->Links.empty() &&
                  (What->From == Root::Static || What->From == Root::Thrown)))
      continue;
    bool Always = Given.Always && What->From != Root::Static;
    bool Whole = What->Links.empty() && What->From == Root::Argument;
    if (Whole && Row.Family.empty())
      Row.Family = releasedFamily(What->Number);
    Row.Frees.push_back({*What, Always});
  }
}

/// The family of an argument that the function releases; users know it by the
/// function's name if it is the release of that kind of object.
std::string RowWriter::releasedFamily(uint32_t Argument) {
  RecordId Object =
      Shared.Names.pointee(Shared.Names.typeOfArgument(Code, Argument));
  if (Object) {
    auto Known = Shared.Releases.ofRecord(Object);
    if (!Known.empty())
      return useFamily(
          {Known.front()->Name, AllocatorKind::Heap, Known.front()->Name});
  }
  return useFamily({"memory", AllocatorKind::Heap, ""});
}

/// What a call is given. New memory that the library's own function would
/// take is not handed out.
PointsTo RowWriter::passed(const DeferredCall &Inner, uint32_t Position) const {
  const PointsTo &All = Inner.Passed[Position];
  if (!Inner.Defaulted)
    return All;
  return All.without([&](NodeId To) {
    return Found.Nodes[To.Index].Form == Node::Kind::Fresh &&
           llvm::none_of(Found.Handed, [&](const HandedOut &Given) {
             return Given.Hook == Inner.Hook &&
                    llvm::any_of(Given.Holds.targets(), [&](const Target &Out) {
                      return Out.Node == To;
                    });
           });
  });
}

void RowWriter::addCalls() {
  if (Found.MoreCalls)
    giveUp("it calls more functions of its users than are listed");
  for (const DeferredCall &Inner : Found.Calls) {
    auto Through = place(Inner.Hook);
    if (!Through || Through->From == Root::Outside) {
      giveUp("it calls a function that a row cannot name");
      continue;
    }
    // Who installed a function in the library's globals is not seen where the
    // row is used.
    if (Through->From == Root::Static && !Inner.Defaulted)
      giveUp("it calls a function that was installed in the library");
    if (Through->From == Root::Static && Through->Links.empty())
      continue;
    ModelCallback Called;
    Called.Through = *Through;
    Called.Defaulted = Inner.Defaulted;
    for (uint32_t I = 0; I < Inner.Passed.size(); ++I) {
      const PointsTo Passed = passed(Inner, I);
      if (isOutside(Passed) && !Inner.Defaulted)
        giveUp("it hands memory that is gone afterwards to a callback");
      Called.Passed.push_back(Passed.targets().empty()
                                  ? std::vector<ModelValue>()
                                  : values(Passed));
    }
    Row.Callbacks.push_back(std::move(Called));
  }
}

/// Memory that goes to a function of which no call tells.
void RowWriter::addHanded() {
  for (const HandedOut &Given : Found.Handed)
    if (llvm::none_of(Found.Calls, [&](const DeferredCall &Inner) {
          return Inner.Hook == Given.Hook;
        }))
      giveUp("it hands memory to a function that was installed in a library");
}

void RowWriter::addAssumptions() {
  for (const UnseenCode &Unknown : Found.Assumptions)
    if (isUnseenCode(Unknown.Kind))
      giveUp("assumes " + assumptionName(Unknown.Kind).str() + " " +
             Unknown.Name);
}

Model RowWriter::write(llvm::StringRef Name) {
  Row.Name = Name.str();
  Row.NoReturn = !Found.Returns;
  Row.Unwinds = Found.Unwinds;
  Row.Throws = Found.Throws;
  if (Found.Throws && Found.Thrown.empty())
    Row.ThrownType = Model::OwnTypes;
  Row.ReachesCaught = Found.ReachesCaught;
  addAssumptions();
  findUsed();
  addBlocks();
  if (Found.Returns)
    addResult();
  addStores();
  addReleases();
  addCalls();
  addHanded();
  return Row;
}
