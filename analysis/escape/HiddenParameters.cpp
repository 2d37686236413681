// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// By the type of the member, variable or argument that holds what is called.
// Not looked at: pointers that are chosen between several, and parameters that
// are passed in pieces.

#include "analysis/escape/HiddenParameters.h"

using namespace membrane;

/// The type of the member or variable at an address.
static TypeId typeAt(const Program &Linked, const Function &Code,
                     llvm::ArrayRef<const Fact *> Definitions,
                     ValueId Address) {
  const Value &Known = Code.Values[Address.Index];
  if (Known.Form == Value::Kind::Address) {
    SymbolId Variable = Linked.resolve(Known.Target);
    return Variable && Known.Number == 0 ? Linked.Symbols[Variable.Index].Type
                                         : TypeId();
  }
  const Fact *Member = Definitions[Address.Index];
  if (!Member || Member->Form != Fact::Kind::Displace || !Member->Record ||
      !Member->Displacement.isExact())
    return {};
  return soleType(Linked.membersAt(Member->Record, Member->Displacement.Bytes));
}

static TypeId typeOf(const Program &Linked, const Function &Code,
                     llvm::ArrayRef<const Fact *> Definitions,
                     ValueId Pointer) {
  const Value &Known = Code.Values[Pointer.Index];
  if (Known.Form == Value::Kind::Argument)
    return Code.declaredType(uint32_t(Known.Number));
  const Fact *Load = Definitions[Pointer.Index];
  bool Loaded = Load && Load->Form == Fact::Kind::Load;
  return Loaded ? typeAt(Linked, Code, Definitions, Load->Operands[0])
                : TypeId();
}

static const Type *behind(const Program &Linked, TypeId Pointer) {
  bool Leads = Pointer &&
               Linked.Types[Pointer.Index].Form == Type::Kind::Pointer &&
               Linked.Types[Pointer.Index].Element;
  return Leads ? &Linked.Types[Linked.Types[Pointer.Index].Element.Index]
               : nullptr;
}

bool membrane::isHiddenParameter(const Program &Linked, const Function &Code,
                                 llvm::ArrayRef<const Fact *> Definitions,
                                 const Fact &Call, uint32_t Argument) {
  if (Call.Callee)
    return false;
  const Type *Called =
      behind(Linked, typeOf(Linked, Code, Definitions, Call.Operands[0]));
  if (!Called || Called->Form != Type::Kind::Function ||
      Called->Parameters.size() != Call.Arguments.size())
    return false;
  const Type *Given = behind(Linked, Called->Parameters[Argument]);
  if (!Given || Given->Form != Type::Kind::Record || !Given->Record)
    return false;
  const Record &Whole = Linked.Records[Given->Record.Index];
  bool Own = Whole.Where.File && !Whole.System;
  return !Whole.Complete || (Own && !Linked.OpenRecord[Given->Record.Index]);
}
