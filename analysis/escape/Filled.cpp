// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bytes of the caller's memory that a function fills, copies others to, or lets
// code without a body write: what the caller knew of the numbers there is no
// longer so.
//
// The function itself reads them as bytes of unknown content (State::scramble)
// or as zeros, for which its state has no cells. Not modelled: what code
// without a body writes for a caller behind what an argument points to, if it
// is no record, or where an argument is declared to point to what is constant.

#include "analysis/escape/Cells.h"
#include "analysis/escape/Conclusion.h"

using namespace membrane;

namespace {

/// Members of a record that are no records, nested ones included.
class LeafSearch {
public:
  explicit LeafSearch(const Program &Linked) : Linked(Linked) {}
  /// False if they are too many, or have no type.
  bool run(RecordId Whole, int64_t Base);

  std::vector<Body::Leaf> Found;

private:
  bool visit(TypeId Named, int64_t At);
  bool visitArray(const Type &Array, int64_t At);
  const Program &Linked;
  static constexpr size_t MaxLeaves = 64;
};

} // namespace

bool LeafSearch::visit(TypeId Named, int64_t At) {
  if (!Named || Found.size() == MaxLeaves)
    return false;
  const Type &Here = Linked.Types[Named.Index];
  if (Here.Form == Type::Kind::Record && Here.Record)
    return run(Here.Record, At);
  if (Here.Form == Type::Kind::Array)
    return visitArray(Here, At);
  if (!Here.Size)
    return false;
  Found.push_back(
      {Offset::exact(At), Here.Size, Here.Form != Type::Kind::Scalar});
  return true;
}

/// One of numbers or of pointers is one leaf.
bool LeafSearch::visitArray(const Type &Array, int64_t At) {
  if (!Array.Size)
    return true; // nothing stands there that has a place
  const Type *Element = &Array;
  while (Element->Form == Type::Kind::Array) {
    if (!Element->Element)
      return false;
    Element = &Linked.Types[Element->Element.Index];
  }
  if (Element->Form != Type::Kind::Record) {
    Found.push_back({Offset::within(At, At + int64_t(Array.Size)), Array.Size,
                     Element->Form != Type::Kind::Scalar});
    return true;
  }
  bool Known = Element->Record && Element->Size;
  for (uint64_t Inner = 0; Known && Inner < Array.Size; Inner += Element->Size)
    Known = run(Element->Record, At + int64_t(Inner));
  return Known;
}

bool LeafSearch::run(RecordId Whole, int64_t Base) {
  return llvm::all_of(
      Linked.Records[Whole.Index].Fields, [&](const Field &Member) {
        return visit(Member.Type, Base + int64_t(Member.Offset));
      });
}

std::vector<Body::Leaf> Body::leavesOf(NodeId Named) const {
  LeafSearch Search(Linked);
  const Node &Object = Nodes[Named];
  if (!Object.Record || Object.Disputed || !Search.run(Object.Record, 0))
    return {};
  return std::move(Search.Found);
}

void Body::noteFilled(const Range &Bytes, const PointsTo &Value,
                      Location Where) {
  NodeId Into = Bytes.To.Node;
  if (!Nodes.isInput(Into))
    return;
  auto Add = [&](Offset At, uint64_t Size) {
    Filling &Known = Filled[{Into, At}];
    Known.Holds.add(Value);
    Known.Where = Where;
    Known.Small = Size && Size < NodeTable::PointerSize;
  };
  Offset All = span(Bytes.To, Bytes.Size);
  bool Exact = Bytes.To.At.isExact();
  if (Exact && Bytes.Size && Bytes.Size <= NodeTable::PointerSize)
    return Add(Bytes.To.At, Bytes.Size);
  // Pointers are copied as such.
  bool Copied = Bytes.From.Node != Into;
  std::vector<Leaf> Leaves = leavesOf(Into);
  Offset Shift;
  if (Leaves.empty() && Copied && Exact && Bytes.From.At.isExact()) {
    Leaves = leavesOf(Bytes.From.Node);
    Shift = Bytes.To.At.plus(Bytes.From.At.negated());
    All = span(Bytes.From, Bytes.Size);
  }
  if (Leaves.empty() || !(All.isRange() || All.isAny()))
    return Add(span(Bytes.To, Bytes.Size), 0);
  for (const Leaf &Member : Leaves)
    if (Member.At.meets(All) && !(Copied && Member.Pointer))
      Add(Member.At.plus(Shift), Member.Size);
}

/// The bytes from a place to the end of the member that it stands in; 0 at the
/// start of the record.
static uint64_t restOfMember(const Program &Linked, RecordId Whole,
                             int64_t At) {
  for (const Field &Member : Linked.Records[Whole.Index].Fields) {
    int64_t Start = int64_t(Member.Offset);
    if (!Member.Type || At <= 0)
      continue;
    int64_t End = Start + int64_t(Linked.Types[Member.Type.Index].Size);
    if (Start <= At && At < End)
      return uint64_t(End - At);
  }
  return 0;
}

/// What an argument is declared to point to.
const Type *Body::typeBehind(const Node &Object) const {
  if (Object.Form != Node::Kind::Argument)
    return nullptr;
  TypeId Declared = Code.declaredType(Object.Number);
  TypeId Held = Declared ? Linked.Types[Declared.Index].Element : TypeId();
  return Held ? &Linked.Types[Held.Index] : nullptr;
}

/// Whether code that is given what leads to such memory may write numbers
/// there.
static bool mayHoldNumbers(const Type *Held) {
  return Held && Held->Form != Type::Kind::Pointer &&
         !llvm::StringRef(Held->Spelling).starts_with("const ");
}

/// Code without a body may write the numbers in the member that it is given, or
/// in the whole object if it stands at its start.
void Body::noteWritten(const Target &Given, Location Where) {
  const Node &Object = Nodes[Given.Node];
  if (!Nodes.isInput(Given.Node) || !Given.At.isExact())
    return;
  Range Bytes{{Nodes.unseen(), Offset::any()}, Given, 0};
  const Type *Held = typeBehind(Object);
  if (!Object.Record && !mayHoldNumbers(Held))
    return;
  if (Object.Record)
    Bytes.Size = restOfMember(Linked, Object.Record, Given.At.Bytes);
  else if (Held && Held->Form == Type::Kind::Scalar && Held->Size > 1)
    Bytes.Size = Held->Size;
  noteFilled(Bytes, PointsTo::scalar(), Where);
}

/// A function without a body may have set a variable that has no definition
/// here: it is as at the entry, or as it was (getopt and optarg).
void Body::leaveForeign(State &Now, Location Where) {
  for (NodeId Named : Nodes.foreign()) {
    llvm::SmallVector<Cell, 4> Written(Now.cells(Named));
    for (const Cell &Place : Written) {
      PointsTo Left = PointsTo::scalar();
      if (!Place.Small && !Nodes.isNumberAt(Named, Place.At))
        Left.add(Nodes.entered({Named, Place.At}));
      Now.write(Nodes, Initial, {Named, Place.At},
                {Left, sizeOf(Place), Where});
    }
  }
}

/// A function without a body may have written numbers anywhere in what it was
/// given, and in what hangs under that (iovec, z_stream).
void Body::leaveNumbers(const Calling &Call, State &Now) {
  std::set<NodeId> Met;
  llvm::SmallVector<NodeId, 8> Work;
  auto Add = [&](const PointsTo &Holds) {
    for (const Target &To : Holds.targets())
      if (Met.insert(To.Node).second)
        Work.push_back(To.Node);
  };
  for (const PointsTo &Given : Call.Arguments) {
    for (const Target &To : Given.targets())
      noteWritten(To, Call.Step.Where);
    Add(Given);
  }
  while (!Work.empty()) {
    NodeId Next = Work.pop_back_val();
    for (const Cell &Place : Now.cells(Next))
      Add(Place.Holds);
    Now.scramble(Nodes, Initial, Next, {});
  }
  leaveForeign(Now, Call.Step.Where);
}

/// What a fill says that no cell does. Where all that stands in an object is
/// zero unless a cell says otherwise, that replaces what was there.
void Conclusion::addFilled() {
  std::set<std::pair<NodeId, Offset>> Known;
  for (const SummaryCell &Place : Summary.Cells)
    Known.insert({Place.Node, Place.At});
  for (const auto &[Place, Fill] : Run.Filled) {
    auto [Holder, At] = Place;
    if (isDangling(Holder) || Known.count(Place))
      continue;
    SummaryCell Out;
    Out.Node = Holder;
    Out.At = At;
    Out.Holds = Fill.Holds;
    Out.Where = Fill.Where;
    Out.Small = Fill.Small;
    Out.Number = At.isExact() && Run.Nodes.isNumberAt(Holder, At);
    Out.Replaces = At.isExact() && !Run.Nodes[Holder].Multiple &&
                   Final.isZeroed({Holder, At});
    Out.Guarded = Out.Replaces && mayBeAbsent(Holder);
    if (!Out.Replaces && !At.isExact() && Final.isZeroed({Holder, At}))
      Out.Holds = PointsTo::number(0);
    Summary.Cells.push_back(Out);
  }
}
