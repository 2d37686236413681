// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A unit's types and symbols → their stable text form; its functions follow.

#include "analysis/facts/Facts.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using llvm::raw_ostream;

namespace membrane {

static void printPlace(Location Where, const Unit &Names, raw_ostream &Out) {
  if (Where)
    Out << " at " << llvm::sys::path::filename(Names.Files[Where.File.Index])
        << ":" << Where.Line << ":" << Where.Column;
}

static void printRecord(const Record &Shown, const Unit &Names,
                        raw_ostream &Out) {
  Out << "record " << Shown.Name;
  if (!Shown.Complete)
    Out << ", incomplete";
  else
    Out << ", " << Shown.Size << " bytes";
  if (Shown.Union)
    Out << ", union";
  printPlace(Shown.Where, Names, Out);
  Out << "\n";
  for (const Field &Member : Shown.Fields)
    Out << "  " << Member.Offset << ": " << Member.Name << ", "
        << Names.Types[Member.Type.Index].Spelling << "\n";
}

static llvm::StringRef linkageWord(Linkage Link) {
  switch (Link) {
  case Linkage::External:
    return "";
  case Linkage::Internal:
    return ", internal";
  case Linkage::Weak:
    return ", weak";
  case Linkage::Inline:
    return ", inline";
  case Linkage::Common:
    return ", common";
  case Linkage::Copy:
    return ", copy";
  }
  llvm_unreachable("the switch is full");
}

static void printAttributes(const Symbol &Shown, raw_ostream &Out) {
  Out << linkageWord(Shown.Link);
  if (Shown.Constant)
    Out << ", constant";
  if (!Shown.Directives.empty())
    Out << ", directives " << Shown.Directives;
  if (Shown.NoReturn)
    Out << ", noreturn";
  if (Shown.ReturnsTwice)
    Out << ", returns twice";
  if (Shown.System)
    Out << ", system";
  if (Shown.Deleting)
    Out << ", deleting";
  if (Shown.ReturnsFresh)
    Out << ", returns fresh memory";
  if (!Shown.Deallocator.empty())
    Out << ", released by " << Shown.Deallocator;
  for (const Contract &Word : Shown.Contracts)
    Out << ", promises " << Word.Text;
}

static void printSymbol(const Symbol &Shown, const Unit &Names,
                        raw_ostream &Out) {
  bool Code = Shown.Form == Symbol::Kind::Function;
  Out << (Shown.Defined ? "" : "declared ") << (Code ? "code " : "variable ")
      << Shown.Name;
  if (!Shown.SourceName.empty() && Shown.SourceName != Shown.Name)
    Out << " (" << Shown.SourceName << ")";
  if (Shown.Type)
    Out << ", " << Names.Types[Shown.Type.Index].Spelling;
  if (!Code)
    Out << ", " << Shown.Size << " bytes";
  if (!Shown.CallShape.empty())
    Out << ", " << Shown.CallShape;
  if (Shown.Aliasee)
    Out << ", alias of " << Names.Symbols[Shown.Aliasee.Index].Name;
  printAttributes(Shown, Out);
  printPlace(Shown.Where, Names, Out);
  llvm::ListSeparator Comma(", ");
  if (!Shown.DeclaredIn.empty())
    Out << ", in ";
  for (FileId File : Shown.DeclaredIn)
    Out << Comma << llvm::sys::path::filename(Names.Files[File.Index]);
  Out << "\n";
  for (const AddressPoint &Point : Shown.Points)
    Out << "  " << Point.Offset << ": vtable of "
        << Names.Records[Point.Class.Index].Name << "\n";
  for (SymbolId Base : Shown.Bases)
    Out << "  caught as " << Names.Symbols[Base.Index].Name << "\n";
  for (const InitialPointer &Pointer : Shown.Initial) {
    Out << "  " << Pointer.Offset << ": &"
        << Names.Symbols[Pointer.Target.Index].Name;
    if (Pointer.Addend != 0)
      Out << (Pointer.Addend > 0 ? "+" : "") << Pointer.Addend;
    Out << "\n";
  }
  for (int64_t Offset : Shown.Nulls)
    Out << "  " << Offset << ": null\n";
}

void print(const Unit &Lowered, raw_ostream &Out) {
  Out << "unit " << llvm::sys::path::filename(Lowered.MainFile);
  if (Lowered.PointerSize != Unit().PointerSize)
    Out << ", " << Lowered.PointerSize << "-byte pointers";
  Out << "\n";
  for (const Record &Shown : Lowered.Records)
    printRecord(Shown, Lowered, Out);
  for (const Symbol &Shown : Lowered.Symbols)
    printSymbol(Shown, Lowered, Out);
  for (const Function &Body : Lowered.Functions)
    print(Body, Lowered, Out);
}

} // namespace membrane
