// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/summary/Contract.h"
#include "llvm/ADT/STLExtras.h"

using namespace membrane;

/// What stands between the brackets behind a word.
enum class Operand : uint8_t { Nothing, Argument, Release };

static constexpr struct {
  Promise Form;
  llvm::StringLiteral Word;
  Operand Takes;
} Words[] = {
    {Promise::None, "none", Operand::Nothing},
    {Promise::Contained, "contained", Operand::Nothing},
    {Promise::Parameterized, "parameterized", Operand::Argument},
    {Promise::Opaque, "opaque", Operand::Release},
    {Promise::Owned, "owned", Operand::Release},
    {Promise::Borrowed, "borrowed", Operand::Argument},
};

llvm::StringRef membrane::promiseWord(Promise Form) {
  for (const auto &Row : Words)
    if (Row.Form == Form)
      return Row.Word;
  return "";
}

std::optional<AllocationClass> membrane::worstPromised(Promise Form) {
  switch (Form) {
  case Promise::None:
    return AllocationClass::None;
  case Promise::Contained:
    return AllocationClass::Contained;
  case Promise::Parameterized:
    return AllocationClass::Parameterized;
  case Promise::Opaque:
    return AllocationClass::Opaque;
  case Promise::Owned:
    return AllocationClass::Escaping;
  case Promise::Borrowed:
  case Promise::Fresh:
  case Promise::Sized:
  case Promise::NotNull:
  case Promise::Taken:
  case Promise::Held:
  case Promise::Unreadable:
    return std::nullopt;
  }
  return std::nullopt;
}

static int32_t readArgument(llvm::StringRef Text, Promise Form,
                            llvm::ArrayRef<llvm::StringRef> Parameters) {
  int32_t Number = 0;
  if (!Text.getAsInteger(10, Number))
    return Number >= 0 ? Number : Contract::NoArgument;
  const auto *Named = llvm::find(Parameters, Text);
  if (Named != Parameters.end())
    return int32_t(Named - Parameters.begin());
  if (Text == "this")
    return Contract::This;
  return Text == "static" && Form == Promise::Borrowed ? Contract::Static
                                                       : Contract::NoArgument;
}

Contract membrane::readContract(llvm::StringRef Text,
                                llvm::ArrayRef<llvm::StringRef> Parameters) {
  Contract Read;
  Read.Text = Text.str();
  auto [Word, Rest] = Text.split('(');
  Word = Word.trim();
  bool Bracketed = Rest.consume_back(")");
  Rest = Rest.trim();
  for (const auto &Row : Words) {
    if (Row.Word != Word || Bracketed != (Row.Takes != Operand::Nothing))
      continue;
    if (Row.Takes == Operand::Argument) {
      Read.Argument = readArgument(Rest, Row.Form, Parameters);
      if (Read.Argument == Contract::NoArgument)
        return Read;
    }
    if (Row.Takes == Operand::Release) {
      if (Rest.empty())
        return Read;
      Read.Release = Rest.str();
    }
    Read.Form = Row.Form;
  }
  return Read;
}
