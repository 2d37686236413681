// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The text form of a set of models: rows that a model file could hold.

#include "analysis/models/Models.h"
#include "analysis/models/Place.h"
#include "analysis/models/Spelling.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace membrane;
using llvm::StringRef;

std::string membrane::quoteModelName(StringRef Name) {
  bool Plain = llvm::all_of(
      Name, [](char C) { return llvm::isAlnum(C) || C == '_' || C == '.'; });
  return Plain ? Name.str() : ("'" + Name + "'").str();
}

/// What is one value of a list for YAML: plain text, or quoted.
static std::string item(const std::string &Text) {
  return StringRef(Text).contains('?') ? "'" + Text + "'" : Text;
}

namespace {

/// How a row is laid out: on one line for tools, or for people.
enum class Layout : uint8_t { Line, Page };

/// A key of a row and the values of its list; a single one has no brackets.
struct KeyText {
  std::string Key;
  std::vector<std::string> Values;
  bool List = true;
};

} // namespace

static void addFlags(const Model &What, std::vector<KeyText> &Keys) {
  auto Add = [&](StringRef Key) {
    Keys.push_back({Key.str(), {"true"}, false});
  };
  if (What.Unknown)
    Add("unknown");
  if (What.Allocates)
    Add("allocates");
  if (What.Linked)
    Add("linked");
  if (What.Zeroed)
    Add("zeroed");
  if (What.Threads)
    Add("threads");
  if (What.Versioned)
    Add("versioned");
  KeyText Control{"control", {}};
  if (What.NoReturn)
    Control.Values.push_back("noreturn");
  if (What.Unwinds)
    Control.Values.push_back("unwinds");
  if (What.Throws)
    Control.Values.push_back(spellThrown(What.ThrownType));
  if (What.ReachesCaught)
    Control.Values.push_back("caught");
  if (What.ReturnsTwice)
    Control.Values.push_back("twice");
  Keys.push_back(Control);
}

/// The texts of a plain list, and of the same key by place.
template <typename Plain, typename ByPlace>
static std::vector<std::string> texts(const Plain &Values,
                                      const ByPlace &Others) {
  std::vector<std::string> Texts;
  for (const auto &Value : Values)
    Texts.push_back(spell(Value));
  for (const auto &Value : Others)
    Texts.push_back(item(spell(Value)));
  return Texts;
}

template <typename Range>
static std::vector<std::string> texts(const Range &Values) {
  return texts(Values, std::vector<ModelFree>());
}

static std::vector<KeyText> keysOf(const Model &What) {
  std::vector<ModelFill> Fills;
  for (unsigned Argument : What.Fills)
    Fills.push_back({Argument, false, What.FilledIf});
  for (unsigned Argument : What.FillsAnywhere)
    Fills.push_back({Argument, true, What.FilledIf});
  std::vector<KeyText> Keys;
  for (auto [Key, Family] : {std::pair("family", &What.Family),
                             std::pair("fill-family", &What.FillFamily)})
    if (!Family->empty())
      Keys.push_back({Key, {quoteModelName(*Family)}, false});
  Keys.push_back({"unless", texts(What.Exceptions)});
  if (What.Format)
    Keys.push_back({"format", {spell(*What.Format)}, false});
  if (What.ThreadValue)
    Keys.push_back({"by-thread", {spell(*What.ThreadValue)}, false});
  if (!What.CallsHeld.empty())
    Keys.push_back({"calls-held", {quoteModelName(What.CallsHeld)}, false});
  Keys.push_back({"blocks", texts(What.Blocks)});
  Keys.push_back({"returns", texts(What.Returns, What.Parts)});
  Keys.push_back({"releases", texts(What.Releases, What.Frees)});
  Keys.push_back({"fills", texts(Fills)});
  Keys.push_back({"copies", texts(What.Copies)});
  Keys.push_back({"keeps", texts(What.Keeps)});
  Keys.push_back({"points", texts(What.Points)});
  Keys.push_back({"stores", texts(std::vector<ModelFree>(), What.Stores)});
  Keys.push_back({"calls", texts(What.Calls)});
  llvm::append_range(Keys.back().Values, texts(What.Callbacks));
  addFlags(What, Keys);
  for (auto [Key, Name] : {std::pair("in-region", &What.InRegion),
                           std::pair("in-scratch", &What.InScratch),
                           std::pair("grows-in-region", &What.GrowsInRegion),
                           std::pair("in-heap", &What.InHeap)})
    if (!Name->empty())
      Keys.push_back({Key, {quoteModelName(*Name)}, false});
  Keys.push_back({"size", {}});
  for (unsigned Argument : What.Size)
    Keys.back().Values.push_back(std::to_string(Argument));
  llvm::erase_if(Keys, [](const KeyText &Key) { return Key.Values.empty(); });
  return Keys;
}

/// Writes "KEY: VALUE" or "KEY: [A, B]"; the separator may break the line.
static void printKey(llvm::raw_ostream &Out, const KeyText &Key,
                     StringRef Separator) {
  Out << Key.Key << (Key.List ? ": [" : ": ");
  llvm::interleave(
      Key.Values, Out, [&](const std::string &Text) { Out << Text; },
      Separator);
  Out << (Key.List ? "]" : "");
}

static void printFunction(llvm::raw_ostream &Out, const Model &What,
                          Layout Form) {
  static constexpr size_t Columns = 78;
  std::vector<std::string> Lines;
  size_t Width = What.Name.size() + 10;
  for (const KeyText &Key : keysOf(What)) {
    std::string Line;
    llvm::raw_string_ostream Text(Line);
    printKey(Text, Key, ", ");
    if (Form == Layout::Page && Line.size() > Columns) {
      Line.clear();
      printKey(Text, Key, ",\n     ");
    }
    Width += Line.size() + 2;
    Lines.push_back(Line);
  }
  StringRef Break = Form == Layout::Page && Width > Columns ? ",\n   " : ", ";
  Out << "- {name: " << quoteModelName(What.Name);
  for (const std::string &Line : Lines)
    Out << Break << Line;
  Out << "}\n";
}

static void printFamily(llvm::raw_ostream &Out, const ModelFamily &Family) {
  Out << "- {family: " << quoteModelName(Family.Name)
      << ", kind: " << kindName(Family.Kind);
  if (!Family.Release.empty())
    Out << ", release: " << quoteModelName(Family.Release);
  Out << (Family.Opaque ? ", opaque: true}\n" : "}\n");
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
  readAll();
  for (const auto *Row : sortedByName(Families))
    printFamily(Out, Row->second);
  for (const auto *Row : sortedByName(TypeOpacity))
    Out << "- {type: " << quoteModelName(Row->first())
        << ", opaque: " << (Row->second ? "true" : "false") << "}\n";
  for (const auto *Row : sortedByName(ByName))
    printFunction(Out, Row->second, Layout::Line);
}

static void printComments(llvm::raw_ostream &Out,
                          llvm::ArrayRef<std::string> Lines) {
  for (const std::string &Line : Lines)
    Out << "# " << Line << '\n';
}

void ModelRows::print(llvm::raw_ostream &Out) const {
  printComments(Out, Comments);
  if (!Families.empty())
    Out << '\n';
  for (const ModelFamily &Family : Families)
    printFamily(Out, Family);
  for (const Row &Each : Functions) {
    Out << '\n';
    printComments(Out, Each.Comments);
    printFunction(Out, Each.What, Layout::Page);
  }
}
