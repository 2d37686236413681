// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Clang's types and record definitions → the unit's Types and Records.
//
// Layouts are Clang's own. Bit-fields count from the byte in which they
// start. Virtual bases stand where they are in the most derived object; a
// vtable pointer is no field.

#include "analysis/facts/Types.h"
#include "clang/AST/Decl.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/RecordLayout.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;

namespace membrane {

TypeTable::TypeTable(Unit &Lowered, ASTContext &Context, Places &Where)
    : Lowered(Lowered), Context(Context), Where(Where),
      Policy(Context.getPrintingPolicy()) {
  Policy.AnonymousTagLocations = false;
  Policy.SuppressUnwrittenScope = true;
  Policy.Bool = true;
}

/// A pointer that is constant or never null is passed and kept as any other of
/// its type.
static QualType withoutPromises(QualType Written) {
  while (AttributedType::stripOuterNullability(Written))
    ;
  return Written->isAnyPointerType() ? Written.getLocalUnqualifiedType()
                                     : Written;
}

TypeId TypeTable::of(QualType Written) {
  if (Written.isNull())
    return {};
  Written = withoutPromises(Written);
  if (auto Known = ByType.find(Written.getAsOpaquePtr()); Known != ByType.end())
    return Known->second;
  std::string Key = Written.getAsString(Policy);
  size_t Length = Key.size();
  Key += ' ' + llvm::utohexstr(
                   uintptr_t(Written.getCanonicalType().getAsOpaquePtr()));
  auto [Entry, IsNew] =
      BySpelling.try_emplace(Key, TypeId(Lowered.Types.size()));
  TypeId Found = Entry->second;
  ByType[Written.getAsOpaquePtr()] = Found;
  if (!IsNew)
    return Found;
  // The place is taken before the parts are asked for: types are cyclic.
  Lowered.Types.emplace_back();
  Type Described = describe(Written);
  Described.Spelling = spell(Described, Key.substr(0, Length));
  Lowered.Types[Found.Index] = std::move(Described);
  return Found;
}

uint64_t TypeTable::sizeOf(QualType Written) const {
  if (Written->isIncompleteType() || Written->isDependentType() ||
      Written->isFunctionType() || Written->isVariableArrayType() ||
      Written->isSizelessType())
    return 0;
  if (const auto *Tag = Written->getAsRecordDecl())
    if (Tag->isInvalidDecl())
      return 0;
  return uint64_t(Context.getTypeSizeInChars(Written).getQuantity());
}

Type TypeTable::describe(QualType Written) {
  Type Described;
  QualType Canonical = Written.getCanonicalType();
  if (const auto *Wrapped = Canonical->getAs<AtomicType>())
    Canonical = Wrapped->getValueType();
  Described.Size = sizeOf(Canonical);
  if (Canonical->isVoidType()) {
    Described.Form = Type::Kind::Void;
  } else if (QualType Pointee = Written->getPointeeType();
             !Pointee.isNull() && !Canonical->isMemberPointerType()) {
    Described.Form = Type::Kind::Pointer;
    Described.Element = of(Pointee);
  } else if (const auto *Tag = Canonical->getAsRecordDecl()) {
    Described.Form = Type::Kind::Record;
    Described.Record = of(Tag);
  } else if (const ArrayType *Array = Context.getAsArrayType(Written)) {
    Described.Form = Type::Kind::Array;
    Described.Element = of(Array->getElementType());
  } else if (Canonical->isFunctionType()) {
    Described.Form = Type::Kind::Function;
    Described.Parameters = parametersOf(Written);
  }
  return Described;
}

/// Up to the first argument that may take several places, or none if the result
/// may take one.
std::vector<TypeId> TypeTable::parametersOf(QualType Function) {
  std::vector<TypeId> Found;
  const auto *Shape = Function->getAs<FunctionProtoType>();
  auto IsOneValue = [&](QualType Passed) {
    return Passed->isPointerType() ||
           (Passed->isScalarType() && !Passed->isMemberPointerType() &&
            !Passed->isDependentType() && sizeOf(Passed) <= 8);
  };
  if (!Shape || (!Shape->getReturnType()->isVoidType() &&
                 !IsOneValue(Shape->getReturnType())))
    return Found;
  for (QualType Passed : Shape->getParamTypes()) {
    if (!IsOneValue(Passed))
      break;
    Found.push_back(of(Passed));
  }
  return Found;
}

/// Clang's spelling, but for types that are made of a struct without a name:
/// those get the record's name, which no other type has.
std::string TypeTable::spell(const Type &Described, std::string Spelling) {
  if (!llvm::StringRef(Spelling).contains("(unnamed"))
    return Spelling;
  switch (Described.Form) {
  case Type::Kind::Record:
    return Lowered.Records[Described.Record.Index].Name;
  case Type::Kind::Pointer:
    return Lowered.Types[Described.Element.Index].Spelling + " *";
  case Type::Kind::Array:
    return Lowered.Types[Described.Element.Index].Spelling + "[" +
           std::to_string(Described.Size) + " bytes]";
  case Type::Kind::Void:
  case Type::Kind::Scalar:
  case Type::Kind::Function:
    return Spelling;
  }
  llvm_unreachable("the switch is full");
}

RecordId TypeTable::of(const RecordDecl *Declared) {
  const RecordDecl *Canonical = cast<RecordDecl>(Declared->getCanonicalDecl());
  auto [Entry, IsNew] =
      ByRecord.try_emplace(Canonical, RecordId(Lowered.Records.size()));
  RecordId Found = Entry->second;
  if (!IsNew)
    return Found;
  Lowered.Records.emplace_back();
  std::string Name = nameOf(Canonical);
  const RecordDecl *Definition = Declared->getDefinition();
  Location Place =
      Where.locate((Definition ? Definition : Canonical)->getLocation());
  Record &Started = Lowered.Records[Found.Index];
  Started.Name = std::move(Name);
  Started.Union = Declared->isUnion();
  Started.Where = Place;
  if (Definition && Definition->isCompleteDefinition() &&
      !Definition->isInvalidDecl() && !Definition->isDependentType())
    lay(Found, Definition);
  return Found;
}

void TypeTable::lay(RecordId Into, const RecordDecl *Definition) {
  std::vector<Field> Fields;
  addFields(Fields, Definition, 0);
  addVirtualBases(Fields, Definition);
  Record &Laid = Lowered.Records[Into.Index];
  Laid.Complete = true;
  Laid.System = Where.isSystem(Definition->getLocation());
  const auto *Class = dyn_cast<CXXRecordDecl>(Definition);
  Laid.Final = Class && Class->isEffectivelyFinal();
  Laid.Destroys = Class && Class->hasNonTrivialDestructor();
  Laid.Size =
      uint64_t(Context.getASTRecordLayout(Definition).getSize().getQuantity());
  Laid.Fields = std::move(Fields);
}

void TypeTable::addFields(std::vector<Field> &Fields,
                          const RecordDecl *Definition, uint64_t Base) {
  addBases(Fields, Definition, Base);
  const ASTRecordLayout &Layout = Context.getASTRecordLayout(Definition);
  for (const FieldDecl *Member : Definition->fields()) {
    uint64_t Offset = Base + Layout.getFieldOffset(Member->getFieldIndex()) / 8;
    const auto *Inner = Member->getType()->getAsRecordDecl();
    if (Member->isAnonymousStructOrUnion() && Inner && Inner->getDefinition()) {
      addFields(Fields, Inner->getDefinition(), Offset);
      continue;
    }
    if (Member->isUnnamedBitField())
      continue;
    TypeId MemberType = of(Member->getType());
    // Members of equal offset keep their order; bases may come late.
    auto Later = llvm::upper_bound(Fields, Offset,
                                   [](uint64_t Wanted, const Field &Other) {
                                     return Wanted < Other.Offset;
                                   });
    Fields.insert(Later, {Member->getNameAsString(), Offset, MemberType});
  }
}

void TypeTable::addBases(std::vector<Field> &Fields,
                         const RecordDecl *Definition, uint64_t Base) {
  const auto *Class = dyn_cast<CXXRecordDecl>(Definition);
  if (!Class)
    return;
  const ASTRecordLayout &Layout = Context.getASTRecordLayout(Definition);
  for (const CXXBaseSpecifier &Specifier : Class->bases()) {
    const auto *Parent = Specifier.getType()->getAsCXXRecordDecl();
    if (!Parent || !Parent->hasDefinition() || Specifier.isVirtual())
      continue;
    CharUnits Offset = Layout.getBaseClassOffset(Parent->getDefinition());
    addFields(Fields, Parent->getDefinition(),
              Base + uint64_t(Offset.getQuantity()));
  }
}

void TypeTable::addVirtualBases(std::vector<Field> &Fields,
                                const RecordDecl *Definition) {
  const auto *Class = dyn_cast<CXXRecordDecl>(Definition);
  if (!Class)
    return;
  const ASTRecordLayout &Layout = Context.getASTRecordLayout(Definition);
  for (const CXXBaseSpecifier &Specifier : Class->vbases()) {
    const auto *Parent = Specifier.getType()->getAsCXXRecordDecl();
    if (!Parent || !Parent->hasDefinition())
      continue;
    CharUnits Offset = Layout.getVBaseClassOffset(Parent->getDefinition());
    addFields(Fields, Parent->getDefinition(), uint64_t(Offset.getQuantity()));
  }
}

std::string TypeTable::nameOf(const RecordDecl *Declared) {
  if (!Declared->getIdentifier() && !Declared->getTypedefNameForAnonDecl())
    return nameOfAnonymous(Declared);
  return QualType(Context.getCanonicalTagType(Declared)).getAsString(Policy);
}

/// The field of Parent whose type Declared is, through pointers and arrays.
std::string TypeTable::fieldOf(const RecordDecl *Parent,
                               const RecordDecl *Declared) const {
  for (const FieldDecl *Member : Parent->fields()) {
    const clang::Type *Inner = Member->getType()->getBaseElementTypeUnsafe();
    while (Inner->isPointerType())
      Inner = Inner->getPointeeType()->getBaseElementTypeUnsafe();
    const auto *Tag = Inner->getAsRecordDecl();
    if (Tag && Tag->getCanonicalDecl() == Declared->getCanonicalDecl())
      return Member->isAnonymousStructOrUnion()
                 ? "(anonymous " + std::to_string(Member->getFieldIndex()) + ")"
                 : Member->getNameAsString();
  }
  return "";
}

/// "struct node::pos" for the type of a member, else by place: the same in
/// every unit that sees the header.
std::string TypeTable::nameOfAnonymous(const RecordDecl *Declared) {
  const auto *Parent = dyn_cast<RecordDecl>(Declared->getLexicalDeclContext());
  if (Parent && Parent->getDefinition()) {
    std::string Member = fieldOf(Parent->getDefinition(), Declared);
    if (!Member.empty())
      return nameOf(cast<RecordDecl>(Parent->getCanonicalDecl())) +
             "::" + Member;
  }
  Location Place = Where.locate(Declared->getLocation());
  std::string Name = "(anonymous " + Declared->getKindName().str();
  if (Place)
    Name += " at " +
            llvm::sys::path::filename(Lowered.Files[Place.File.Index]).str() +
            ":" + std::to_string(Place.Line) + ":" +
            std::to_string(Place.Column);
  return Name + ")";
}

} // namespace membrane
