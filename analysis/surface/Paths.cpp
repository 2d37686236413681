// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/surface/Paths.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"
#include <set>

using namespace membrane;

RecordId PathNamer::pointee(TypeId Pointer) const {
  if (!Pointer || Linked.Types[Pointer.Index].Form != Type::Kind::Pointer)
    return {};
  TypeId Inner = Linked.Types[Pointer.Index].Element;
  return Inner ? Linked.Types[Inner.Index].Record : RecordId();
}

std::vector<RecordId> PathNamer::partsOf(RecordId Whole) const {
  std::vector<RecordId> Parts{Whole};
  std::set<RecordId> Seen{Whole};
  for (size_t I = 0; I < Parts.size(); ++I)
    for (const Field &Member : Linked.Records[Parts[I].Index].Fields) {
      const Type *Held =
          Member.Type ? &Linked.Types[Member.Type.Index] : nullptr;
      while (Held && Held->Form == Type::Kind::Array && Held->Element)
        Held = &Linked.Types[Held->Element.Index];
      if (Held && Held->Form == Type::Kind::Record && Held->Record &&
          Seen.insert(Held->Record).second)
        Parts.push_back(Held->Record);
    }
  return Parts;
}

RecordId PathNamer::startOf(RecordId Whole) const {
  const Record &Laid = Linked.Records[Whole.Index];
  if (Laid.Union || Laid.Fields.empty() || Laid.Fields.front().Offset != 0 ||
      !Laid.Fields.front().Type)
    return {};
  const Type &First = Linked.Types[Laid.Fields.front().Type.Index];
  return First.Form == Type::Kind::Record ? First.Record : RecordId();
}

bool PathNamer::isWithin(RecordId Inner, RecordId Outer) const {
  return Inner == Outer || llvm::is_contained(partsOf(Outer), Inner);
}

std::string PathNamer::spelling(TypeId Named) const {
  return Named ? Linked.Types[Named.Index].Spelling : std::string();
}

std::string PathNamer::resolved(TypeId Pointer) const {
  std::string Stars;
  while (Pointer && Linked.Types[Pointer.Index].Form == Type::Kind::Pointer) {
    Pointer = Linked.Types[Pointer.Index].Element;
    Stars += '*';
  }
  std::string Inner = spelling(Pointer);
  llvm::StringRef Plain = Inner;
  Plain.consume_front("const ");
  return Plain.str() + " " + Stars;
}

/// "list.head", "items[]".
static std::string textOf(const Program &Linked, const MemberPlace &Member) {
  std::string Text;
  for (const Field *Next : Member.Way) {
    Text += (Text.empty() ? "" : ".") + Next->Name;
    for (TypeId Held = Next->Type;
         Held && Linked.Types[Held.Index].Form == Type::Kind::Array;
         Held = Linked.Types[Held.Index].Element)
      Text += "[]";
  }
  return Text;
}

/// Which member of a union is named: a pointer, and of pointers one through
/// which clients can look. What the program stores there may be any of them.
bool PathNamer::isBetter(const MemberPlace &Member,
                         const MemberPlace &Known) const {
  auto IsPointer = [&](const MemberPlace &Each) {
    return Linked.Types[Each.Type.Index].Form == Type::Kind::Pointer;
  };
  if (!IsPointer(Member) || isFunction(Member.Type))
    return false;
  return !IsPointer(Known) ||
         (isOpaque(Known.Type, {}) && !isOpaque(Member.Type, {}));
}

/// The member at an offset of a record. None if no member starts there.
std::optional<PathNamer::Found> PathNamer::findMember(RecordId Whole,
                                                      Offset At) const {
  std::optional<MemberPlace> Best;
  unsigned Pointers = 0;
  for (const MemberPlace &Member : Linked.membersAt(Whole, At.Bytes)) {
    if (Member.Rest != 0 || !Member.Type ||
        Linked.Types[Member.Type.Index].Form == Type::Kind::Record)
      continue;
    Pointers += Linked.Types[Member.Type.Index].Form == Type::Kind::Pointer;
    if (!Best || isBetter(Member, *Best))
      Best = Member;
  }
  if (!Best)
    return std::nullopt;
  return Found{textOf(Linked, *Best), Best->Type, Best->Holder,
               int64_t(Best->Way.back()->Offset), Pointers > 1};
}

void PathNamer::noteShared(AccessPath &Next, const Found &Inner, RecordId Whole,
                           Offset At, size_t Before) const {
  if (!Inner.Shared || !Next.Type || !At.isExact())
    return;
  Next.Whole = Whole;
  Next.InWhole = At.Bytes;
  Next.Before = Before;
}

AccessPath PathNamer::toward(const AccessPath &Path, RecordId Used) const {
  if (!Path.Whole || !Used || pointee(Path.Type) == Used)
    return Path;
  for (const MemberPlace &Member : Linked.membersAt(Path.Whole, Path.InWhole)) {
    if (Member.Rest != 0 || pointee(Member.Type) != Used)
      continue;
    // Holder and Member stay: releases know the place by those.
    AccessPath Found = Path;
    Found.Text.resize(Path.Before);
    Found.Text += textOf(Linked, Member);
    Found.Type = Member.Type;
    return Found;
  }
  return Path;
}

bool PathNamer::isOpaqueRecord(RecordId Named) const {
  const Record &Described = Linked.Records[Named.Index];
  if (auto Told = OpaqueRecords[Named.Index])
    return *Told;
  if (!Described.Complete)
    return true;
  if (Described.System)
    return false;
  // What the compiler declares, as the record behind va_list, all can see.
  return Described.Where.File && !Linked.PublicFile[Described.Where.File.Index];
}

bool PathNamer::isOpaque(TypeId Pointer, RecordId Used) const {
  if (!Pointer)
    return false;
  if (auto Told = OpaqueTypes[Pointer.Index])
    return *Told;
  const Type &Held = Linked.Types[Pointer.Index];
  if (Held.Form != Type::Kind::Pointer || !Held.Element)
    return false;
  const Type &Inner = Linked.Types[Held.Element.Index];
  if (Inner.Form == Type::Kind::Record && Inner.Record)
    return isOpaqueRecord(Inner.Record);
  return Inner.Form == Type::Kind::Void && Used && isOpaqueRecord(Used);
}

bool PathNamer::isFunction(TypeId Pointer) const {
  return leadsTo(Linked, Pointer, Type::Kind::Function);
}

bool PathNamer::isUntyped(TypeId Pointer) const {
  return leadsTo(Linked, Pointer, Type::Kind::Void);
}

/// Notes up to two offsets of pointers in a value of a type.
static void notePointers(const Program &Linked, TypeId Named, int64_t Base,
                         llvm::SmallVectorImpl<int64_t> &Found) {
  if (!Named || Found.size() > 1)
    return;
  const Type &Held = Linked.Types[Named.Index];
  if (Held.Form == Type::Kind::Pointer)
    Found.push_back(Base);
  else if (Held.Form == Type::Kind::Array)
    notePointers(Linked, Held.Element, Base, Found);
  else if (Held.Form == Type::Kind::Record && Held.Record)
    for (const Field &Member : Linked.Records[Held.Record.Index].Fields)
      notePointers(Linked, Member.Type, Base + int64_t(Member.Offset), Found);
}

/// Where the pointer of a record stands that has one; what is stored nobody
/// knows where will stand there.
static std::optional<int64_t> onlyPointer(const Program &Linked,
                                          const Record &Whole) {
  llvm::SmallVector<int64_t, 2> Found;
  for (const Field &Member : Whole.Fields)
    notePointers(Linked, Member.Type, int64_t(Member.Offset), Found);
  return Found.size() == 1 ? std::optional(Found[0]) : std::nullopt;
}

/// Notes the types of the pointers to data in a value of a type.
static void noteTypes(const Program &Linked, TypeId Named,
                      llvm::SmallVectorImpl<TypeId> &Found) {
  if (!Named)
    return;
  const Type &Held = Linked.Types[Named.Index];
  if (leadsTo(Linked, Named, Type::Kind::Function))
    return;
  if (Held.Form == Type::Kind::Pointer && !llvm::is_contained(Found, Named))
    Found.push_back(Named);
  else if (Held.Form == Type::Kind::Array)
    noteTypes(Linked, Held.Element, Found);
  else if (Held.Form == Type::Kind::Record && Held.Record)
    for (const Field &Member : Linked.Records[Held.Record.Index].Fields)
      noteTypes(Linked, Member.Type, Found);
}

/// Whether a pointer at an unknown place of a record may be one of several that
/// clients do not see the same of.
bool PathNamer::isMixed(RecordId Whole) const {
  llvm::SmallVector<TypeId, 8> Held;
  for (const Field &Member : Linked.Records[Whole.Index].Fields)
    noteTypes(Linked, Member.Type, Held);
  return Held.size() > 1 && llvm::any_of(Held, [&](TypeId Pointer) {
           return !isOpaque(Pointer, {});
         });
}

PathNamer::PathNamer(const Program &Linked, const Models &Known)
    : Linked(Linked), Laid(findLaid(Linked)) {
  for (const Type &Each : Linked.Types)
    OpaqueTypes.push_back(Known.isOpaqueType(Each.Spelling));
  for (const Record &Each : Linked.Records) {
    OpaqueRecords.push_back(Known.isOpaqueType(Each.Name));
    OnlyPointers.push_back(onlyPointer(Linked, Each));
  }
  for (uint32_t I = 0; I < Linked.Records.size(); ++I)
    Mixed.push_back(isMixed(RecordId(I)));
}

/// Whether it is known where a place of a record, or of records in a row, is.
bool PathNamer::isKnown(Offset At, RecordId Whole) const {
  uint64_t Size = Linked.Records[Whole.Index].Size;
  return At.isExact() || (Size && At.Stride % Size == 0);
}

/// What a place that is not known, or a number, is called: a member that
/// happens to be there would be the wrong name.
std::string PathNamer::nameOf(const Found &Inner, Offset At,
                              RecordId Whole) const {
  const Type &Held = Linked.Types[Inner.Type.Index];
  bool Known = isKnown(At, Whole);
  bool Small =
      Held.Form == Type::Kind::Scalar && Held.Size && Held.Size < PointerSize;
  return Known && !Small ? "->" + Inner.Text : "*";
}

AccessPath PathNamer::step(const AccessPath &From, Offset At,
                           RecordId Used) const {
  AccessPath Next;
  RecordId Declared = pointee(From.Type);
  Next.Hidden = isOpaque(From, Used);
  if (At.isBounded())
    At = Offset::exact(At.low());
  for (RecordId Whole : {Declared, Used}) {
    if (!Whole)
      continue;
    if (auto Place = At.isAny() ? OnlyPointers[Whole.Index] : std::nullopt)
      At = Offset::exact(*Place);
    if (auto Inner = findMember(Whole, At)) {
      std::string Name = nameOf(*Inner, At, Whole);
      Next.Text = From.Text + Name;
      Next.Vague = From.Vague || Name == "*";
      if (isKnown(At, Whole) || !Mixed[Whole.Index])
        Next.Type = Inner->Type;
      Next.Holder = Inner->Holder;
      Next.Member = Inner->Member;
      if (Name != "*")
        noteShared(Next, *Inner, Whole, At, From.Text.size() + 2);
      if (auto Known = Laid.find({Inner->Holder, Inner->Member});
          Known != Laid.end())
        Next.Laid = Known->second;
      // Past what the declared type shows, only the library can look.
      Next.Hidden |= Whole != Declared && Declared;
      return Next;
    }
  }
  if (From.Type && Linked.Types[From.Type.Index].Form == Type::Kind::Pointer &&
      !Declared) {
    TypeId Inner = Linked.Types[From.Type.Index].Element;
    if (Inner && Linked.Types[Inner.Index].Form == Type::Kind::Pointer)
      Next.Type = Inner;
  }
  Next.Vague = From.Vague || (At.Stride <= 1 && At != Offset());
  Next.Text = From.Text + (At.Stride > 1 ? "[]" : "*");
  return Next;
}

AccessPath PathNamer::member(const AccessPath &Whole, Offset At) const {
  AccessPath Next = Whole;
  RecordId Record =
      Whole.Type ? Linked.Types[Whole.Type.Index].Record : RecordId();
  if (!Record)
    return Next;
  if (At.isBounded())
    At = Offset::exact(At.low());
  auto Inner = findMember(Record, At);
  if (!Inner)
    return Next;
  Next.Text = Whole.Text + "." + Inner->Text;
  Next.Type =
      isKnown(At, Record) || !Mixed[Record.Index] ? Inner->Type : TypeId();
  Next.Holder = Inner->Holder;
  Next.Member = Inner->Member;
  noteShared(Next, *Inner, Record, At, Whole.Text.size() + 1);
  return Next;
}

ArgumentRef PathNamer::parameterOf(const Function &Code, uint32_t Argument) {
  if (Argument >= Code.Arguments.size())
    return {ArgumentRef::Variadic};
  int32_t Parameter = Code.Arguments[Argument].Parameter;
  if (Parameter == ArgumentOrigin::This)
    return {ArgumentRef::This};
  return {Parameter >= 0 ? Parameter : ArgumentRef::Absent};
}

TypeId PathNamer::typeOfArgument(const Function &Code,
                                 uint32_t Argument) const {
  if (Argument >= Code.Arguments.size())
    return {};
  int32_t Parameter = Code.Arguments[Argument].Parameter;
  if (Parameter == ArgumentOrigin::This)
    return Code.ThisType;
  if (Parameter == ArgumentOrigin::Result)
    return Code.Result;
  return Code.declaredType(Argument);
}

AccessPath PathNamer::argument(const Function &Code, uint32_t Argument) const {
  AccessPath Here;
  Here.Type = typeOfArgument(Code, Argument);
  if (Argument >= Code.Arguments.size() || !Here.Type ||
      Linked.Types[Here.Type.Index].Form != Type::Kind::Record)
    return Here;
  // A struct by value that was taken apart: the argument is one member. Where
  // the result goes is the address of all of it.
  const ArgumentOrigin &From = Code.Arguments[Argument];
  if (From.Parameter != ArgumentOrigin::Result && !From.Indirect)
    return member(Here, Offset::exact(From.Offset));
  return Here;
}

RecordId PathNamer::recordOf(const Function &Code,
                             const FunctionSummary &Summary,
                             NodeId Named) const {
  if (RecordId Used = Summary.Nodes[Named.Index].Record)
    return Used;
  return pointee(pointerTo(Code, Summary, Named).Type);
}

AccessPath PathNamer::pointerTo(const Function &Code,
                                const FunctionSummary &Summary,
                                NodeId Named) const {
  const Node &Object = Summary.Nodes[Named.Index];
  AccessPath Here;
  switch (Object.Form) {
  case Node::Kind::Argument:
    return argument(Code, Object.Number);
  case Node::Kind::Global:
    Here.Text = globalName(SymbolId(Object.Number));
    Here.Type = Linked.Symbols[Object.Number].Type;
    if (Here.Type)
      if (RecordId Own = Linked.Types[Here.Type.Index].Record)
        Here.Hidden = isOpaqueRecord(Own);
    return Here;
  case Node::Kind::Content: {
    AccessPath Parent = pointerTo(Code, Summary, Object.Parent);
    const Node &Outer = Summary.Nodes[Object.Parent.Index];
    bool ByValue = Parent.Type &&
                   Linked.Types[Parent.Type.Index].Form == Type::Kind::Record;
    bool Variable = Outer.Form == Node::Kind::Global && Parent.Type &&
                    Linked.Types[Parent.Type.Index].Form == Type::Kind::Pointer;
    if (ByValue)
      return toward(member(Parent, Object.At), Object.Record);
    // What the variable itself leads to.
    if (Variable && Object.At == Offset())
      return Parent;
    Here = toward(step(Parent, Object.At, Outer.Record), Object.Record);
    // A chain that repeats: "->head->next*".
    if (!Object.Folded.empty() && Object.Folded[0].isExact() &&
        Object.Folded[0] != Object.At)
      Here.Text = step(Here, Object.Folded[0], Object.Record).Text + "*";
    return Here;
  }
  case Node::Kind::Variadic:
  case Node::Kind::Function:
  case Node::Kind::Fresh:
  case Node::Kind::Local:
  case Node::Kind::Static:
  case Node::Kind::Thrown:
  case Node::Kind::Unseen:
    return Here;
  }
  return Here;
}

static llvm::StringRef functionName(const Program &Linked, SymbolId Named) {
  const Function *Body = Linked.body(Named);
  return Body ? Body->Name : Linked.Symbols[Named.Index].Name;
}

const std::string &PathNamer::makingWords(SymbolId Callee) const {
  auto [Entry, New] = Making.try_emplace(Callee.Index);
  if (New)
    Entry->second = ("'" + functionName(Linked, Callee) +
                     (Linked.body(Callee) ? "' is called here" : "' allocates"))
                        .str();
  return Entry->second;
}

const std::string &PathNamer::releasingWords(SymbolId Callee) const {
  auto [Entry, New] = Releasing.try_emplace(Callee.Index);
  llvm::StringRef Name = functionName(Linked, Callee);
  if (New)
    Entry->second =
        Linked.body(Callee)
            ? ("released in '" + Name + "', which is called here").str()
            : ("'" + Name + "' releases it").str();
  return Entry->second;
}

/// "cJSON.global_hooks" for a static variable of cJSON.c, else its name.
const std::string &PathNamer::globalName(SymbolId Variable) const {
  auto [Entry, New] = GlobalNames.try_emplace(Variable.Index);
  std::string &Name = Entry->second;
  if (!New)
    return Name;
  const Symbol &Held = Linked.Symbols[Variable.Index];
  Name = Held.SourceName.empty() ? Held.Name : Held.SourceName;
  if (Held.Link == Linkage::Internal && Held.Where.File)
    Name = (llvm::sys::path::stem(Linked.Files[Held.Where.File.Index]) + "." +
            Name)
               .str();
  return Name;
}
