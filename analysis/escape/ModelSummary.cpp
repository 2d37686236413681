// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/escape/ModelSummary.h"

using namespace membrane;

namespace {

class ModelReader {
public:
  ModelReader(const Model &Row, const Models &Known, const Context &Given)
      : Row(Row), Known(Known), Given(Given) {}
  FunctionSummary read();

private:
  NodeId argument(unsigned Position);
  NodeId content(NodeId Parent, Offset At);
  NodeId only(Node::Kind Form);
  NodeId statics() { return only(Node::Kind::Static); }
  NodeId unseen();
  NodeId reachable(unsigned Position);
  NodeId block(llvm::StringRef Family);
  NodeId add(Node New);
  std::optional<bool> isNull(unsigned Position);
  std::optional<bool> isNull(const InputPath &Path);
  bool happens(const ModelResult &From);
  bool isExcepted();
  bool isAsked();
  PointsTo valueOf(const ModelResult &From);
  void write(NodeId Into, Offset At, const PointsTo &Holds);
  void readResult();
  void readReleases();
  void readFills();
  void keepBehind(unsigned Into, const PointsTo &What);
  void readKeeps();
  PointsTo passed(const ModelPassed &From);
  void readCalls();

  // Rows by place.
  NodeId place(const ModelPlace &Named);
  NodeId follow(NodeId From, const ModelPlace::Link &Step);
  PointsTo value(const ModelValue &Stored);
  PointsTo values(llvm::ArrayRef<ModelValue> Stored);
  bool isLeftOut(const ModelPlace &Hook);
  void readBlocks();
  void readPlaces();

  const Model &Row;
  const Models &Known;
  const Context &Given;
  FunctionSummary Summary;
  std::map<std::tuple<Node::Kind, uint32_t, Offset>, NodeId> Made;
  NodeId Fresh;
  std::vector<NodeId> Blocks; ///< of Row.Blocks
};

NodeId ModelReader::add(Node New) {
  auto Key = std::make_tuple(
      New.Form, New.Form == Node::Kind::Content ? New.Parent.Index : New.Number,
      New.At);
  auto [Entry, IsNew] =
      Made.try_emplace(Key, NodeId(uint32_t(Summary.Nodes.size())));
  if (IsNew)
    Summary.Nodes.push_back(New);
  return Entry->second;
}

NodeId ModelReader::argument(unsigned Position) {
  Node Given;
  Given.Form = Node::Kind::Argument;
  Given.Number = Position;
  return add(Given);
}

NodeId ModelReader::content(NodeId Parent, Offset At) {
  Node Inner;
  Inner.Form = Node::Kind::Content;
  Inner.Parent = Parent;
  Inner.At = At;
  Inner.Multiple = !At.isExact();
  return add(Inner);
}

NodeId ModelReader::only(Node::Kind Form) {
  Node All;
  All.Form = Form;
  All.Multiple = true;
  return add(All);
}

/// What no row can say: the caller assumes.
NodeId ModelReader::unseen() {
  UnseenCode Why{AssumptionKind::Callee, Row.Name, {}};
  if (!llvm::is_contained(Summary.Assumptions, Why))
    Summary.Assumptions.push_back(Why);
  return only(Node::Kind::Unseen);
}

/// Everything that loads from an argument can give.
NodeId ModelReader::reachable(unsigned Position) {
  NodeId Inner = content(argument(Position), Offset::any());
  Node &Chain = Summary.Nodes[Inner.Index];
  Chain.Multiple = true;
  if (Chain.Folded.empty())
    Chain.Folded.push_back(Offset::any());
  return Inner;
}

NodeId ModelReader::block(llvm::StringRef Family) {
  Allocation Memory;
  Memory.Family = Family.str();
  Memory.Kind = Row.Kind;
  Memory.Release = Row.Release;
  Memory.NeverNull =
      Row.Returns.size() == 1 && Row.Fills.empty() && Row.FillsAnywhere.empty();
  if (const ModelFamily *Listed = Known.family(Family)) {
    Memory.Kind = Listed->Kind;
    Memory.Release = Listed->Release;
  }
  Node Block;
  Block.Form = Node::Kind::Fresh;
  Block.Number = uint32_t(Summary.Allocations.size());
  // Blocks of one call differ by their position in it.
  if (Block.Number > 0)
    Memory.Chain.push_back(Block.Number);
  Summary.Allocations.push_back(Memory);
  NodeId Named = add(Block);
  if (Row.Linked)
    write(Named, Offset::any(), PointsTo::to(Named));
  return Named;
}

/// Whether an argument is null, if the caller says so.
std::optional<bool> ModelReader::isNull(unsigned Position) {
  InputPath Path;
  Path.Argument = uint32_t(Position);
  return isNull(Path);
}

std::optional<bool> ModelReader::isNull(const InputPath &Path) {
  if (!llvm::is_contained(Summary.Decisive, Path))
    Summary.Decisive.push_back(Path);
  for (const Binding &Told : Given)
    if (Told.Path == Path)
      return Told.Form == Binding::Kind::Number && Told.Number == 0;
  return std::nullopt;
}

/// Whether this can be a call of which the row does not speak.
bool ModelReader::isExcepted() {
  bool Excepted = false;
  for (const ModelException &Except : Row.Exceptions) {
    InputPath Path;
    Path.Argument = Except.Argument;
    if (!llvm::is_contained(Summary.Decisive, Path))
      Summary.Decisive.push_back(Path);
    auto Told = llvm::find_if(
        Given, [&](const Binding &Known) { return Known.Path == Path; });
    Excepted |= Told == Given.end() || Told->Form != Binding::Kind::Number ||
                Told->Number == Except.Number;
  }
  return Excepted;
}

/// Whether the format may ask for what the row says.
bool ModelReader::isAsked() {
  if (!Row.Format)
    return true;
  InputPath Path;
  Path.Argument = Row.Format->Argument;
  Summary.Decisive.push_back(Path);
  Summary.Fixed = Row.Format->Argument + 1;
  auto Told = llvm::find_if(Given, [&](const Binding &Known) {
    return Known.Path == Path && Known.Form == Binding::Kind::Format;
  });
  return Told == Given.end() ||
         (uint64_t(Told->Number) & ModelFormat::setOf(Row.Format->Directive));
}

bool ModelReader::happens(const ModelResult &From) {
  return From.IfNull < 0 || isNull(unsigned(From.IfNull)).value_or(true);
}

PointsTo ModelReader::valueOf(const ModelResult &From) {
  switch (From.From) {
  case ModelResult::Kind::Fresh:
    if (!Fresh)
      Fresh = block(Row.Family);
    Summary.Allocations[Summary.Nodes[Fresh.Index].Number].Zeroed = Row.Zeroed;
    return PointsTo::to(Fresh);
  case ModelResult::Kind::Inside:
    return PointsTo::to(argument(From.Argument), Offset::any());
  case ModelResult::Kind::Content:
    return PointsTo::to(content(argument(From.Argument), Offset()));
  case ModelResult::Kind::Static:
    return PointsTo::to(From.Unknown ? unseen() : statics(), Offset::any());
  case ModelResult::Kind::Null:
    return PointsTo::number(0);
  case ModelResult::Kind::Reachable:
    return PointsTo::to(reachable(From.Argument), Offset::any());
  case ModelResult::Kind::Caught: {
    NodeId Object = only(Node::Kind::Thrown);
    PointsTo Held = PointsTo::to(content(Object, Offset::any()), Offset::any());
    Held.add({Object, Offset::any()});
    return Held;
  }
  case ModelResult::Kind::Thrown:
    return PointsTo::to(only(Node::Kind::Thrown));
  }
  return PointsTo::scalar();
}

void ModelReader::write(NodeId Into, Offset At, const PointsTo &Holds) {
  SummaryCell Place;
  Place.Node = Into;
  Place.At = At;
  Place.Holds = Holds;
  Summary.Cells.push_back(Place);
}

void ModelReader::readResult() {
  SummaryCell Part;
  for (const ModelResult &From : Row.Returns)
    if (happens(From))
      Part.Holds.add(valueOf(From));
  // Nor does what is there before the call go when another result comes.
  bool Old = llvm::any_of(Row.Returns, [](const ModelResult &From) {
    return From.From == ModelResult::Kind::Inside ||
           From.From == ModelResult::Kind::Content ||
           From.From == ModelResult::Kind::Reachable;
  });
  if (Row.Returns.size() > 1 && (Old || !Row.Stores.empty()))
    Part.Holds.loosen(PointsTo::Memory | PointsTo::Block);
  if (!Part.Holds.empty())
    Summary.Result.push_back(Part);
}

void ModelReader::readReleases() {
  for (const ModelRelease &Freed : Row.Releases) {
    NodeId Block = argument(Freed.Argument);
    if (Freed.Content)
      Block = content(Block, Freed.Anywhere ? Offset::any() : Offset());
    Summary.Releases.push_back({Block, Freed.Always, {}});
  }
}

void ModelReader::readFills() {
  const std::string &Family =
      Row.FillFamily.empty() ? Row.Family : Row.FillFamily;
  auto Fill = [&](unsigned Position, Offset At) {
    NodeId Made = block(Family);
    write(argument(Position), At, PointsTo::to(Made));
    Summary.Allocations.back().FilledIf = Row.FilledIf;
    for (const ModelResult &From : Row.Returns)
      if (From.From == ModelResult::Kind::Reachable &&
          unsigned(From.Argument) == Position && !Summary.Result.empty())
        Summary.Result.front().Holds.add({Made, Offset::any()});
  };
  for (unsigned Position : Row.Fills)
    Fill(Position, Offset());
  for (unsigned Position : Row.FillsAnywhere)
    Fill(Position, Offset::any());
  for (const ModelPoint &Stored : Row.Points)
    if (happens(Stored.Value) &&
        // pthread_join(t, NULL) tells nothing.
        !(Stored.Value.Unknown && isNull(Stored.To).value_or(false)))
      write(argument(Stored.To), Stored.Anywhere ? Offset::any() : Offset(),
            valueOf(Stored.Value));
  for (auto [From, To] : Row.Copies) {
    if (To < 0 && !Fresh)
      continue;
    Summary.Copies.push_back(
        {argument(From), To < 0 ? Fresh : argument(unsigned(To))});
  }
}

/// What is kept behind an argument may stand in a block that the call hangs
/// there: a node of a tree.
void ModelReader::keepBehind(unsigned Into, const PointsTo &What) {
  write(argument(Into), Offset::any(), What);
  if (!llvm::is_contained(Row.Fills, Into))
    return;
  for (uint32_t I = 0; I < Summary.Nodes.size(); ++I)
    if (Summary.Nodes[I].Form == Node::Kind::Fresh && NodeId(I) != Fresh)
      write(NodeId(I), Offset::any(), What);
}

void ModelReader::readKeeps() {
  for (const ModelKeep &Kept : Row.Keeps) {
    NodeId What = argument(Kept.Argument);
    if (Kept.Content)
      What = content(What, Offset::any());
    if (Kept.Into == ModelKeep::Globals)
      write(statics(), Offset::any(), PointsTo::to(What));
    else if (Kept.Into == ModelKeep::Thrown)
      write(only(Node::Kind::Thrown), Offset::any(), PointsTo::to(What));
    else if (Kept.Into == ModelKeep::Result && Fresh)
      write(Fresh, Offset::any(), PointsTo::to(What));
    else if (Kept.Into >= 0)
      keepBehind(unsigned(Kept.Into), PointsTo::to(What));
  }
}

PointsTo ModelReader::passed(const ModelPassed &From) {
  switch (From.From) {
  case ModelPassed::Kind::Nothing:
    return PointsTo::scalar();
  case ModelPassed::Kind::Inside:
    return PointsTo::to(argument(From.Argument), Offset::any());
  case ModelPassed::Kind::Start:
    return PointsTo::to(argument(From.Argument));
  case ModelPassed::Kind::Content:
    return PointsTo::to(content(argument(From.Argument), Offset()));
  }
  return PointsTo::scalar();
}

void ModelReader::readCalls() {
  for (const ModelCall &Called : Row.Calls) {
    DeferredCall Inner;
    Inner.Hook = argument(Called.Argument);
    if (Called.Content)
      Inner.Hook = content(Inner.Hook, Offset());
    if (Called.Slot >= 0)
      Inner.Hook =
          content(content(Inner.Hook, Offset()),
                  Offset::exact(Called.Slot * int64_t(NodeTable::PointerSize)));
    Inner.Returned = Called.Returned;
    for (const ModelPassed &From : Called.Passed)
      Inner.Passed.push_back(passed(From));
    Summary.Calls.push_back(Inner);
  }
}

/// What the pointer at one link of a path leads to.
NodeId ModelReader::follow(NodeId From, const ModelPlace::Link &Step) {
  NodeId Inner = content(From, Step.At);
  Node &Chain = Summary.Nodes[Inner.Index];
  for (Offset Again : Step.Again)
    if (!llvm::is_contained(Chain.Folded, Again))
      Chain.Folded.push_back(Again);
  Chain.Multiple |= !Chain.Folded.empty();
  return Inner;
}

NodeId ModelReader::place(const ModelPlace &Named) {
  NodeId Here;
  switch (Named.From) {
  case ModelPlace::Root::Argument:
    Here = argument(Named.Number);
    break;
  case ModelPlace::Root::Variadic:
    Here = only(Node::Kind::Variadic);
    break;
  case ModelPlace::Root::Fresh:
    if (Named.Number != ModelPlace::Own)
      return Blocks[Named.Number];
    if (!Fresh)
      Fresh = block(Row.Family);
    return Fresh;
  case ModelPlace::Root::Static:
    Here = statics();
    break;
  case ModelPlace::Root::Thrown:
    Here = only(Node::Kind::Thrown);
    break;
  case ModelPlace::Root::Outside:
    return only(Node::Kind::Unseen);
  }
  for (const ModelPlace::Link &Step : Named.Links)
    Here = follow(Here, Step);
  return Here;
}

PointsTo ModelReader::value(const ModelValue &Stored) {
  switch (Stored.Form) {
  case ModelValue::Kind::Start:
  case ModelValue::Kind::Inside: {
    NodeId To = place(Stored.To);
    Node::Kind Form = Summary.Nodes[To.Index].Form;
    bool Anywhere = Stored.Form == ModelValue::Kind::Inside ||
                    Form == Node::Kind::Static || Form == Node::Kind::Unseen;
    return PointsTo::to(To, Anywhere ? Offset::any() : Offset());
  }
  case ModelValue::Kind::Null:
    return PointsTo::number(0);
  case ModelValue::Kind::Number:
    return PointsTo::scalar();
  }
  return PointsTo::scalar();
}

PointsTo ModelReader::values(llvm::ArrayRef<ModelValue> Stored) {
  PointsTo All;
  for (const ModelValue &Each : Stored)
    All.add(value(Each));
  if (All.empty())
    All.addScalar();
  // A row does not say on which paths a block exists.
  if (Stored.size() > 1)
    All.loosen(PointsTo::Memory | PointsTo::Block);
  return All;
}

/// Whether the caller says that it set no function there.
bool ModelReader::isLeftOut(const ModelPlace &Hook) {
  InputPath Path;
  Path.Argument = Hook.Number;
  bool Exact = Hook.From == ModelPlace::Root::Argument &&
               Hook.Links.size() <= InputPath::MaxDepth;
  for (const ModelPlace::Link &Step : Hook.Links) {
    Exact &= Step.At.isExact() && Step.Again.empty();
    Path.Offsets.push_back(Step.At.Bytes);
  }
  return Exact && isNull(Path).value_or(false);
}

/// The blocks of the row. An allocator that the caller left out is replaced by
/// the library's own.
void ModelReader::readBlocks() {
  for (const ModelBlock &Made : Row.Blocks) {
    Blocks.push_back(block(Made.Family));
    if (!Made.Through)
      continue;
    NodeId Hook = place(*Made.Through);
    if (Made.Family.empty() || !isLeftOut(*Made.Through))
      Summary.Allocations.back().Hook = Hook;
  }
}

void ModelReader::readPlaces() {
  if (Row.Unknown || isExcepted())
    unseen();
  for (const ModelPart &Part : Row.Parts) {
    auto Same = llvm::find_if(Summary.Result, [&](const SummaryCell &Known) {
      return Known.At == Offset::exact(Part.Bytes);
    });
    if (Same == Summary.Result.end()) {
      SummaryCell New;
      New.At = Offset::exact(Part.Bytes);
      Same = Summary.Result.insert(Same, New);
    }
    PointsTo Given = value(Part.Value);
    Same->Holds.add(Given);
  }
  for (const ModelFree &Freed : Row.Frees)
    Summary.Releases.push_back({place(Freed.What), Freed.Always, {}});
  for (const ModelStore &Stored : Row.Stores) {
    NodeId Into = place(Stored.Into);
    write(Into, Stored.At, values(Stored.Values));
    Summary.Cells.back().Replaces =
        Stored.Replaces && !Summary.Nodes[Into.Index].Multiple;
  }
  for (const ModelCallback &Called : Row.Callbacks) {
    if (Called.Defaulted && isLeftOut(Called.Through))
      continue;
    DeferredCall Inner;
    Inner.Hook = place(Called.Through);
    Inner.Defaulted = Called.Defaulted;
    for (const std::vector<ModelValue> &Passed : Called.Passed)
      Inner.Passed.push_back(values(Passed));
    Summary.Calls.push_back(Inner);
  }
}

FunctionSummary ModelReader::read() {
  Summary.Bodyless = true;
  Summary.Returns = !Row.NoReturn;
  Summary.Unwinds = Row.Unwinds;
  Summary.Throws = Row.Throws;
  Summary.Thrown.Any =
      Row.Unknown || (Row.Throws && Row.ThrownType != Model::OwnTypes);
  Summary.TypeArgument = Row.ThrownType < 0 ? -1 : Row.ThrownType;
  Summary.ReturnsTwice = Row.ReturnsTwice;
  Summary.ReachesCaught = Row.ReachesCaught;
  if (!isAsked())
    return std::move(Summary);
  readBlocks();
  readResult();
  readPlaces();
  readReleases();
  readFills();
  readKeeps();
  readCalls();
  if (Row.Allocates && Summary.Allocations.empty())
    block(Row.Family);
  // A directive can stand in a format twice.
  for (Node &Block : Summary.Nodes)
    Block.Multiple |= Row.Format && Block.Form == Node::Kind::Fresh;
  findAlike(Summary);
  return std::move(Summary);
}

} // namespace

FunctionSummary membrane::summarizeModel(const Model &Row, const Models &Known,
                                         const Context &Given) {
  return ModelReader(Row, Known, Given).read();
}
