// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The text form of a set of models: rows that a model file could hold.

#include "analysis/models/Models.h"
#include "analysis/models/Spelling.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace membrane;
using llvm::StringRef;

/// A name as YAML reads it back; C++ families such as "new[]" need quotes.
static std::string quoted(StringRef Name) {
  bool Plain = llvm::all_of(
      Name, [](char C) { return llvm::isAlnum(C) || C == '_' || C == '.'; });
  return Plain ? Name.str() : ("'" + Name + "'").str();
}

template <typename Range>
static void printList(llvm::raw_ostream &Out, StringRef Key,
                      const Range &Values) {
  if (Values.empty())
    return;
  Out << ", " << Key << ": [";
  llvm::interleaveComma(Values, Out,
                        [&](const auto &Value) { Out << spell(Value); });
  Out << ']';
}

static void printFlags(llvm::raw_ostream &Out, const Model &What) {
  if (What.Allocates)
    Out << ", allocates: true";
  if (What.Linked)
    Out << ", linked: true";
  llvm::SmallVector<StringRef, 3> Control;
  if (What.NoReturn)
    Control.push_back("noreturn");
  if (What.Unwinds)
    Control.push_back("unwinds");
  if (What.ReturnsTwice)
    Control.push_back("twice");
  if (!Control.empty())
    Out << ", control: [" << llvm::join(Control, ", ") << ']';
}

static void printFunction(llvm::raw_ostream &Out, const Model &What) {
  std::vector<ModelFill> Fills;
  for (unsigned Argument : What.Fills)
    Fills.push_back({Argument, false});
  for (unsigned Argument : What.FillsAnywhere)
    Fills.push_back({Argument, true});
  Out << "- {name: " << quoted(What.Name);
  if (!What.Family.empty())
    Out << ", family: " << quoted(What.Family);
  if (!What.FillFamily.empty())
    Out << ", fill-family: " << quoted(What.FillFamily);
  printList(Out, "returns", What.Returns);
  printList(Out, "releases", What.Releases);
  printList(Out, "fills", Fills);
  printList(Out, "copies", What.Copies);
  printList(Out, "keeps", What.Keeps);
  printList(Out, "points", What.Points);
  printList(Out, "calls", What.Calls);
  printFlags(Out, What);
  Out << "}\n";
}

template <typename Map> static auto sortedByName(const Map &Table) {
  std::vector<const typename Map::value_type *> Rows;
  for (const auto &Row : Table)
    Rows.push_back(&Row);
  llvm::sort(Rows, [](const auto *Left, const auto *Right) {
    return Left->first() < Right->first();
  });
  return Rows;
}

void Models::print(llvm::raw_ostream &Out) const {
  for (const auto *Row : sortedByName(Families)) {
    const ModelFamily &Family = Row->second;
    Out << "- {family: " << quoted(Family.Name)
        << ", kind: " << kindName(Family.Kind);
    if (!Family.Release.empty())
      Out << ", release: " << quoted(Family.Release);
    Out << "}\n";
  }
  for (const auto *Row : sortedByName(TypeOpacity))
    Out << "- {type: " << quoted(Row->first())
        << ", opaque: " << (Row->second ? "true" : "false") << "}\n";
  for (const auto *Row : sortedByName(ByName))
    printFunction(Out, Row->second);
}
