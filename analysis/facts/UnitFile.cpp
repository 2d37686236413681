// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The unit file: a mark, a version, and the unit's tables in order.
//
// One description of each struct serves writing and reading (Archive.h). What
// was read is checked before anyone uses it (UnitCheck.h). Times are not
// written: the bytes depend on the unit alone.

#include "analysis/facts/Archive.h"
#include "analysis/facts/Facts.h"
#include "analysis/facts/UnitCheck.h"
#include "llvm/Support/Errc.h"

namespace membrane {

static constexpr llvm::StringLiteral Mark = "membrane facts";

/// Changes with every change of what follows the mark.
static constexpr uint32_t Version = 17;

// Item is const when it is written.

template <typename Archive, typename T> static void place(Archive &A, T &Item) {
  A.id(Item.File);
  A.number(Item.Line);
  A.number(Item.Column);
}

template <typename Archive, typename T> static void ids(Archive &A, T &Items) {
  A.list(Items, [&](auto &Item) { A.id(Item); });
}

template <typename Archive, typename T>
static void typeEntry(Archive &A, T &Item) {
  A.choice(Item.Form, Type::Kind::Function);
  A.text(Item.Spelling);
  A.id(Item.Element);
  A.id(Item.Record);
  A.number(Item.Size);
  ids(A, Item.Parameters);
}

template <typename Archive, typename T>
static void recordEntry(Archive &A, T &Item) {
  A.text(Item.Name);
  A.flag(Item.Complete);
  A.flag(Item.Union);
  A.flag(Item.Final);
  A.flag(Item.System);
  A.flag(Item.Destroys);
  A.number(Item.Size);
  place(A, Item.Where);
  A.list(Item.Fields, [&](auto &Member) {
    A.text(Member.Name);
    A.number(Member.Offset);
    A.id(Member.Type);
  });
}

template <typename Archive, typename T>
static void originEntry(Archive &A, T &Item) {
  A.number(Item.Parameter);
  A.number(Item.Offset);
  A.flag(Item.Indirect);
}

template <typename Archive, typename T>
static void contracts(Archive &A, T &Item) {
  A.list(Item.Contracts, [&](auto &Word) {
    A.choice(Word.Form, Promise::Unreadable);
    A.number(Word.Argument);
    A.text(Word.Release);
    A.text(Word.Text);
    place(A, Word.Where);
  });
  A.list(Item.Origins, [&](auto &Origin) { originEntry(A, Origin); });
  A.list(Item.Writable, [&](auto &Parameter) { A.number(Parameter); });
  A.list(Item.Called, [&](auto &Code) {
    A.number(Code.Parameter);
    A.number(Code.Arguments);
  });
  A.list(Item.DeclaredAt, [&](auto &Declared) {
    place(A, Declared.Where);
    A.list(Declared.Macros, [&](auto &Macro) {
      A.choice(Macro.Form, Promise::Unreadable);
      A.text(Macro.Macro);
    });
  });
}

template <typename Archive, typename T>
static void symbolEntry(Archive &A, T &Item) {
  A.choice(Item.Form, Symbol::Kind::Variable);
  A.text(Item.Name);
  A.choice(Item.Link, Linkage::Copy);
  A.flag(Item.Defined);
  A.id(Item.Aliasee);
  A.flag(Item.Constant);
  A.text(Item.Section);
  A.id(Item.Type);
  place(A, Item.Where);
  A.text(Item.SourceName);
  A.list(Item.Initial, [&](auto &Pointer) {
    A.number(Pointer.Offset);
    A.id(Pointer.Target);
    A.number(Pointer.Addend);
  });
  A.list(Item.Nulls, [&](auto &Offset) { A.number(Offset); });
  A.flag(Item.Text);
  A.text(Item.Directives);
  A.number(Item.Size);
  A.list(Item.Points, [&](auto &Point) {
    A.number(Point.Offset);
    A.id(Point.Class);
  });
  ids(A, Item.Bases);
  ids(A, Item.DeclaredIn);
  A.flag(Item.NoReturn);
  A.flag(Item.ReturnsTwice);
  A.flag(Item.System);
  A.flag(Item.Deleting);
  A.flag(Item.ReturnsFresh);
  A.text(Item.Deallocator);
  contracts(A, Item);
  A.id(Item.Gives);
  A.text(Item.CallShape);
  A.text(Item.Signature);
}

/// The members that a fact of this kind has beside result, operands, place.
template <typename Archive, typename T>
static void factDetails(Archive &A, T &Item) {
  switch (Item.Form) {
  case Fact::Kind::Displace:
  case Fact::Kind::Part:
    A.number(Item.Displacement.Bytes);
    A.number(Item.Displacement.Stride);
    return A.id(Item.Record);
  case Fact::Kind::Merge:
    return ids(A, Item.Incoming);
  case Fact::Kind::Load:
    A.number(Item.Size);
    return A.flag(Item.OfPointer);
  case Fact::Kind::Local:
    A.number(Item.Size);
    return A.id(Item.Record);
  case Fact::Kind::Store:
  case Fact::Kind::Copy:
  case Fact::Kind::Fill:
    return A.number(Item.Size);
  case Fact::Kind::Call:
    A.id(Item.Callee);
    ids(A, Item.Arguments);
    A.text(Item.CallShape);
    A.number(Item.Displacement.Bytes);
    A.id(Item.Record);
    A.flag(Item.Getter);
    return A.flag(Item.NoReturn);
  case Fact::Kind::Compare:
    return A.choice(Item.Compared, Relation::UnsignedGreaterEqual);
  case Fact::Kind::Arithmetic:
    return A.choice(Item.Operator, Operation::Other);
  case Fact::Kind::StartVariadic:
  case Fact::Kind::Arrival:
    return;
  case Fact::Kind::Unmodelled:
    A.flag(Item.Assembly);
    return A.text(Item.Text);
  }
}

template <typename Archive, typename T>
static void factEntry(Archive &A, T &Item) {
  A.choice(Item.Form, Fact::Kind::Unmodelled);
  A.id(Item.Result);
  ids(A, Item.Operands);
  place(A, Item.Where);
  factDetails(A, Item);
}

template <typename Archive, typename T>
static void terminatorEntry(Archive &A, T &Item) {
  A.choice(Item.Form, Terminator::Kind::Unreachable);
  A.id(Item.Condition);
  A.list(Item.Cases, [&](auto &Case) { A.number(Case); });
  ids(A, Item.Successors);
  A.list(Item.Returned, [&](auto &Part) {
    A.number(Part.Bytes);
    A.id(Part.Value);
  });
  place(A, Item.Where);
}

template <typename Archive, typename T>
static void blockEntry(Archive &A, T &Item) {
  A.list(Item.Facts, [&](auto &Step) { factEntry(A, Step); });
  terminatorEntry(A, Item.End);
}

template <typename Archive, typename T>
static void valueEntry(Archive &A, T &Item) {
  A.choice(Item.Form, Value::Kind::Scalar);
  // Most values are results of facts, which say the rest.
  if (Item.Form == Value::Kind::Result)
    return;
  A.number(Item.Number);
  A.id(Item.Target);
}

template <typename Archive, typename T>
static void functionEntry(Archive &A, T &Item) {
  A.id(Item.Symbol);
  A.text(Item.Name);
  A.text(Item.Signature);
  place(A, Item.Where);
  A.list(Item.Parameters, [&](auto &Given) {
    A.text(Given.Name);
    A.id(Given.Type);
  });
  A.id(Item.Result);
  A.flag(Item.Variadic);
  A.flag(Item.NeverThrows);
  A.flag(Item.Method);
  A.flag(Item.Destructor);
  A.id(Item.ThisType);
  A.list(Item.Arguments, [&](auto &Origin) { originEntry(A, Origin); });
  A.number(Item.StackBytes);
  place(A, Item.Atomic);
  A.list(Item.Values, [&](auto &Defined) { valueEntry(A, Defined); });
  A.list(Item.Blocks, [&](auto &Part) { blockEntry(A, Part); });
}

template <typename Archive, typename T>
static void unitEntry(Archive &A, T &Item) {
  A.text(Item.MainFile);
  A.text(Item.Target);
  A.id(Item.Main);
  A.number(Item.PointerSize);
  A.list(Item.Files, [&](auto &File) { A.text(File); });
  A.list(Item.Types, [&](auto &Entry) { typeEntry(A, Entry); });
  A.list(Item.Records, [&](auto &Entry) { recordEntry(A, Entry); });
  A.list(Item.Symbols, [&](auto &Entry) { symbolEntry(A, Entry); });
  A.list(Item.Functions, [&](auto &Entry) { functionEntry(A, Entry); });
}

std::string writeUnit(const Unit &Lowered) {
  std::string Bytes;
  llvm::raw_string_ostream Out(Bytes);
  Out.SetBufferSize(1 << 16); // it has none of its own
  ArchiveWriter Archive(Out);
  Archive.text(Mark.str());
  Archive.number(Version);
  unitEntry(Archive, Lowered);
  Out.flush();
  return Bytes;
}

static llvm::Error malformed(const llvm::Twine &Why) {
  return llvm::createStringError(llvm::errc::illegal_byte_sequence, Why);
}

llvm::Expected<Unit> readUnit(llvm::StringRef Bytes) {
  ArchiveReader Archive(Bytes);
  std::string Found;
  uint32_t FoundVersion = 0;
  Archive.text(Found);
  if (Archive.failed() || Found != Mark)
    return malformed("not a unit file: write one with 'membrane summarize'");
  Archive.number(FoundVersion);
  if (!Archive.failed() && FoundVersion != Version)
    return malformed("unit file has version " + llvm::Twine(FoundVersion) +
                     ", this membrane reads version " + llvm::Twine(Version) +
                     ": write it again with 'membrane summarize'");
  Unit Lowered;
  unitEntry(Archive, Lowered);
  if (!Archive.failed() && !Archive.atEnd())
    Archive.fail("bytes follow the end");
  llvm::StringRef Problem = Archive.reason();
  if (!Archive.failed())
    Problem = findInconsistency(Lowered);
  if (!Problem.empty())
    return malformed("damaged unit file (" + Problem +
                     "): write it again with 'membrane summarize'");
  return Lowered;
}

} // namespace membrane
