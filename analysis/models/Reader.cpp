// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/models/Reader.h"

#include "analysis/models/Entries.h"
#include "analysis/models/Place.h"
#include "analysis/models/Row.h"
#include "analysis/models/Spelling.h"
#include "analysis/models/Values.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace membrane;
using llvm::StringRef;
using llvm::Twine;
namespace yaml = llvm::yaml;

namespace {

class FileReader : ValueReader {
public:
  FileReader(StringRef Text, StringRef FileName,
             const llvm::StringMap<ModelFamily> &Known)
      : ValueReader(Text, FileName), Families(Known) {}

  llvm::Expected<ModelFile> read();

private:
  /// A key, the rows that take it, and what reads its value.
  struct Key {
    StringRef Name;
    unsigned Rows;
    void (FileReader::*Read)(yaml::Node *Value);
  };
  static llvm::ArrayRef<Key> keys();

  void readRow(yaml::Node &Node);
  const Key *readKey(yaml::Node *Node, llvm::StringSet<> &Seen);
  void finish(yaml::Node &Node, llvm::ArrayRef<const Key *> Used);
  bool isFamily(const NamePlace &Place);
  void finishFunctions();
  void finishTypes();
  void finishFamily();
  bool isNew(const NamePlace &Place, StringRef What);

  template <typename T>
  void readList(yaml::Node *Node, std::optional<T> (*Parse)(StringRef),
                std::vector<T> &Into, StringRef Form);
  void failForm(yaml::Node *Item, StringRef Form, StringRef Text);
  /// A value that has a plain form and one by place.
  template <typename T, typename ByPlace> struct Either {
    std::optional<T> (*Parse)(StringRef);
    std::vector<T> &Into;
    std::optional<ByPlace> (*ParsePlace)(StringRef);
    std::vector<ByPlace> &IntoPlaces;
    StringRef Form;
  };
  template <typename T, typename ByPlace>
  void readEither(yaml::Node *Node, const Either<T, ByPlace> &Wanted);
  void readNames(yaml::Node *Node, std::vector<NamePlace> &Into);

  void readName(yaml::Node *Node) { readNames(Node, Current.Names); }
  void readPrefix(yaml::Node *Node);
  void readType(yaml::Node *Node) { readNames(Node, Current.Types); }
  void readOpaque(yaml::Node *Node) { Current.Opaque = flag(Node); }
  void readFamily(yaml::Node *Node) { readPlace(Node, Current.Family); }
  void readFillFamily(yaml::Node *Node) { readPlace(Node, Current.FillFamily); }
  void readPlace(yaml::Node *Node, NamePlace &Into);
  void readKind(yaml::Node *Node);
  void readRelease(yaml::Node *Node);
  void readFunction(yaml::Node *Node, StringRef Place, std::string &Into);
  void readInRegion(yaml::Node *Node) {
    readFunction(Node, "a region", Current.What.InRegion);
  }
  void readInScratch(yaml::Node *Node) {
    readFunction(Node, "a scratch", Current.What.InScratch);
  }
  void readGrowsInRegion(yaml::Node *Node) {
    readFunction(Node, "a region", Current.What.GrowsInRegion);
  }
  void readInHeap(yaml::Node *Node) {
    readFunction(Node, "a heap", Current.What.InHeap);
  }
  void readSize(yaml::Node *Node);
  void readZeroed(yaml::Node *Node) {
    Current.What.Zeroed = flag(Node).value_or(false);
  }
  void readThreads(yaml::Node *Node) {
    Current.What.Threads = flag(Node).value_or(false);
  }
  void readVersioned(yaml::Node *Node) {
    Current.What.Versioned = flag(Node).value_or(false);
  }
  void readReturns(yaml::Node *Node);
  void readReleases(yaml::Node *Node);
  void readFills(yaml::Node *Node);
  void readCopies(yaml::Node *Node);
  void readKeeps(yaml::Node *Node);
  void readPoints(yaml::Node *Node);
  void readAllocates(yaml::Node *Node);
  void readLinked(yaml::Node *Node);
  void readControl(yaml::Node *Node) {
    readControlWords(*this, Node, Current.What);
  }
  void readThreadValue(yaml::Node *Node);
  void readCallsHeld(yaml::Node *Node);
  void readCalls(yaml::Node *Node);
  void readBlocks(yaml::Node *Node);
  void readStores(yaml::Node *Node);
  void readUnknown(yaml::Node *Node);
  void readUnless(yaml::Node *Node);
  void readFormat(yaml::Node *Node);

  llvm::StringMap<ModelFamily> Families;
  llvm::StringMap<unsigned> FirstLine; ///< by "function NAME" and the like
  Row Current;
  std::vector<NamePlace> BlockFamilies; ///< of the current row
  ModelFile Result;
};

} // namespace

//===-- Values ------------------------------------------------------------===//

template <typename T>
void FileReader::readList(yaml::Node *Node,
                          std::optional<T> (*Parse)(StringRef),
                          std::vector<T> &Into, StringRef Form) {
  forEach(Node, [&](yaml::Node *Item, StringRef Text) {
    if (auto Value = Parse(Text))
      Into.push_back(*Value);
    else
      failForm(Item, Form, Text);
  });
}

void FileReader::failForm(yaml::Node *Item, StringRef Form, StringRef Text) {
  fail(Item, "expected " + Form + ", not '" + Text + "'; N is an argument" +
                 " from 0 to " + Twine(MaxModelArgument));
}

static bool isName(StringRef Text) {
  return !Text.empty() && Text == Text.trim();
}

void FileReader::readNames(yaml::Node *Node, std::vector<NamePlace> &Into) {
  size_t Before = Into.size();
  unsigned Mistakes = mistakes();
  forEach(Node, [&](yaml::Node *Item, StringRef Text) {
    if (!isName(Text))
      fail(Item, "a name is empty");
    Into.push_back({Text.str(), Item});
  });
  if (Into.size() == Before && mistakes() == Mistakes)
    fail(Node, "a list of names is empty");
}

void FileReader::readPlace(yaml::Node *Node, NamePlace &Into) {
  auto Text = scalar(Node);
  if (!Text || !isName(*Text))
    return fail(Node, "expected the name of a family");
  Into = {*Text, Node};
}

void FileReader::readPrefix(yaml::Node *Node) {
  auto Text = scalar(Node);
  if (!Text || !isName(*Text))
    return fail(Node, "expected what every name of the row starts with");
  Current.Prefix = *Text;
}

void FileReader::readKind(yaml::Node *Node) {
  auto Text = scalar(Node);
  Current.Kind = parseAllocatorKind(Text.value_or(""));
  if (!Current.Kind)
    fail(Node, "unknown kind '" + Text.value_or("") + "'; the kinds are " +
                   "'heap', 'mapping', 'resource' and 'stack'");
}

void FileReader::readRelease(yaml::Node *Node) {
  auto Text = scalar(Node);
  if (!Text || !isName(*Text))
    return fail(Node, "expected the name of the usual release function");
  Current.Release = *Text;
}

void FileReader::readFunction(yaml::Node *Node, StringRef Place,
                              std::string &Into) {
  auto Text = scalar(Node);
  if (!Text || !isName(*Text))
    return fail(Node, "expected the name of the function that does the same "
                      "in " +
                          Place);
  Into = *Text;
}

template <typename T, typename ByPlace>
void FileReader::readEither(yaml::Node *Node,
                            const Either<T, ByPlace> &Wanted) {
  forEach(Node, [&](yaml::Node *Item, StringRef Text) {
    if (auto Value = Wanted.Parse(Text))
      Wanted.Into.push_back(*Value);
    else if (auto Other = Wanted.ParsePlace(Text))
      Wanted.IntoPlaces.push_back(*Other);
    else
      failForm(Item, Wanted.Form, Text);
  });
}

void FileReader::readReturns(yaml::Node *Node) {
  readEither<ModelResult, ModelPart>(
      Node, {parseResult, Current.What.Returns, parsePart, Current.What.Parts,
             "'fresh', 'static', 'null', 'thrown', 'caught', 'inside N', "
             "'content N' or "
             "'reachable N', with 'if N null' after it where that decides"});
}

void FileReader::readReleases(yaml::Node *Node) {
  readEither<ModelRelease, ModelFree>(
      Node, {parseRelease, Current.What.Releases, parseFree, Current.What.Frees,
             "'N', 'content N' or 'contents N', with 'maybe' after it if the "
             "call can keep the memory, or 'counted' if others can hold it"});
}

void FileReader::readStores(yaml::Node *Node) {
  readList(Node, parseStore, Current.What.Stores,
           "'PLACE@AT -> VALUE' or 'PLACE@AT = VALUE or VALUE'");
}

void FileReader::readUnknown(yaml::Node *Node) {
  Current.What.Unknown = flag(Node).value_or(false);
}

void FileReader::readUnless(yaml::Node *Node) {
  readList(Node, parseException, Current.What.Exceptions, "'N is NUMBER'");
}

void FileReader::readFormat(yaml::Node *Node) {
  std::string Text = scalar(Node).value_or("");
  Current.What.Format = parseFormat(Text);
  if (!Current.What.Format)
    failForm(Node, "'N has LETTER'", Text);
}

void FileReader::readBlocks(yaml::Node *Node) {
  forEachEntry(Node, [&](yaml::Node *Item) {
    if (auto Family = readBlockEntry(*this, Item, Current.What))
      BlockFamilies.push_back(*Family);
  });
}

void FileReader::readFills(yaml::Node *Node) {
  std::vector<ModelFill> Fills;
  readList(Node, parseFill, Fills, "'N' or 'inside N'");
  ModelSuccess All = Fills.empty() ? ModelSuccess::Unknown : Fills.front().If;
  for (const ModelFill &Fill : Fills) {
    (Fill.Anywhere ? Current.What.FillsAnywhere : Current.What.Fills)
        .push_back(Fill.Argument);
    Current.What.FilledIf = Fill.If == All ? All : ModelSuccess::Unknown;
    All = Current.What.FilledIf;
  }
}

void FileReader::readSize(yaml::Node *Node) {
  readList(Node, parseArgument, Current.What.Size, "'N'");
}

void FileReader::readCopies(yaml::Node *Node) {
  readList(Node, parseCopy, Current.What.Copies, "'N -> N' or 'N -> result'");
}

void FileReader::readKeeps(yaml::Node *Node) {
  readList(Node, parseKeep, Current.What.Keeps,
           "'N' or 'contents N', with 'in N', 'in result' or 'in thrown' "
           "after it if it is not kept in the library's own globals");
}

void FileReader::readPoints(yaml::Node *Node) {
  readList(Node, parsePoint, Current.What.Points,
           "'N -> VALUE' or 'inside N -> VALUE', where VALUE is as in "
           "'returns' but not 'fresh'");
}

void FileReader::readAllocates(yaml::Node *Node) {
  Current.What.Allocates = flag(Node).value_or(false);
}

void FileReader::readLinked(yaml::Node *Node) {
  Current.What.Linked = flag(Node).value_or(false);
}

void FileReader::readThreadValue(yaml::Node *Node) {
  std::string Text = scalar(Node).value_or("");
  Current.What.ThreadValue = parseThreadValue(Text);
  if (!Current.What.ThreadValue)
    failForm(Node, "'makes N', 'reads N', 'writes N at N' or 'drops N'", Text);
}

void FileReader::readCallsHeld(yaml::Node *Node) {
  auto Text = scalar(Node);
  if (!Text || !isName(*Text))
    return fail(Node, "expected the name of the variable that holds what is "
                      "called");
  Current.What.CallsHeld = *Text;
}

//===-- Calls -------------------------------------------------------------===//

void FileReader::readCalls(yaml::Node *Node) {
  forEachEntry(Node, [&](yaml::Node *Item) {
    readCallEntry(*this, Item, Current.What);
  });
}

//===-- Rows --------------------------------------------------------------===//

llvm::ArrayRef<FileReader::Key> FileReader::keys() {
  static constexpr Key Table[] = {
      {"name", FunctionRow, &FileReader::readName},
      {"prefix", FunctionRow, &FileReader::readPrefix},
      {"type", TypeNameRow, &FileReader::readType},
      {"family", FunctionRow | FamilyRow, &FileReader::readFamily},
      {"fill-family", FunctionRow, &FileReader::readFillFamily},
      {"kind", FamilyRow, &FileReader::readKind},
      {"release", FamilyRow, &FileReader::readRelease},
      {"opaque", TypeNameRow | FamilyRow, &FileReader::readOpaque},
      {"returns", FunctionRow, &FileReader::readReturns},
      {"releases", FunctionRow, &FileReader::readReleases},
      {"fills", FunctionRow, &FileReader::readFills},
      {"blocks", FunctionRow, &FileReader::readBlocks},
      {"stores", FunctionRow, &FileReader::readStores},
      {"unknown", FunctionRow, &FileReader::readUnknown},
      {"unless", FunctionRow, &FileReader::readUnless},
      {"format", FunctionRow, &FileReader::readFormat},
      {"copies", FunctionRow, &FileReader::readCopies},
      {"keeps", FunctionRow, &FileReader::readKeeps},
      {"points", FunctionRow, &FileReader::readPoints},
      {"calls", FunctionRow, &FileReader::readCalls},
      {"allocates", FunctionRow, &FileReader::readAllocates},
      {"linked", FunctionRow, &FileReader::readLinked},
      {"control", FunctionRow, &FileReader::readControl},
      {"in-region", FunctionRow, &FileReader::readInRegion},
      {"in-scratch", FunctionRow, &FileReader::readInScratch},
      {"grows-in-region", FunctionRow, &FileReader::readGrowsInRegion},
      {"in-heap", FunctionRow, &FileReader::readInHeap},
      {"size", FunctionRow, &FileReader::readSize},
      {"zeroed", FunctionRow, &FileReader::readZeroed},
      {"threads", FunctionRow, &FileReader::readThreads},
      {"versioned", FunctionRow, &FileReader::readVersioned},
      {"by-thread", FunctionRow, &FileReader::readThreadValue},
      {"calls-held", FunctionRow, &FileReader::readCallsHeld},
  };
  return Table;
}

/// The key's row in the table; null after a complaint.
const FileReader::Key *FileReader::readKey(yaml::Node *Node,
                                           llvm::StringSet<> &Seen) {
  std::string Name = scalar(Node).value_or("");
  const Key *Found = llvm::find_if(
      keys(), [&](const Key &Candidate) { return Candidate.Name == Name; });
  if (Found == keys().end()) {
    llvm::SmallVector<StringRef> Names;
    for (const Key &Known : keys())
      Names.push_back(Known.Name);
    fail(Node, "unknown key '" + Name + "'" + suggest(Name, Names));
    return nullptr;
  }
  if (Seen.insert(Name).second)
    return Found;
  fail(Node, "key '" + Name + "' is there twice");
  return nullptr;
}

void FileReader::readRow(yaml::Node &Node) {
  auto *Map = llvm::dyn_cast<yaml::MappingNode>(&Node);
  if (!Map)
    return fail(&Node, "expected a row such as {name: strdup, family: malloc, "
                       "returns: fresh}");
  Current = Row();
  BlockFamilies.clear();
  unsigned Before = mistakes();
  llvm::StringSet<> Seen;
  llvm::SmallVector<const Key *, 8> Used;
  for (yaml::KeyValueNode &Pair : *Map) {
    const Key *Known = readKey(Pair.getKey(), Seen);
    if (!Known)
      continue;
    Used.push_back(Known);
    (this->*Known->Read)(Pair.getValue());
  }
  if (mistakes() == Before && !isBroken())
    finish(Node, Used);
}

void FileReader::finish(yaml::Node &Node, llvm::ArrayRef<const Key *> Used) {
  std::string Wrong = Current.check();
  if (!Wrong.empty())
    return fail(&Node, Wrong);
  RowKind Kind = Current.kind();
  for (const Key *Known : Used)
    if (!(Known->Rows & Kind))
      fail(&Node,
           "key '" + Known->Name + "' does not belong into " + rowName(Kind));
  switch (Kind) {
  case FunctionRow:
    return finishFunctions();
  case TypeNameRow:
    return finishTypes();
  case FamilyRow:
    return finishFamily();
  }
}

bool FileReader::isNew(const NamePlace &Place, StringRef What) {
  auto [Entry, Inserted] = FirstLine.try_emplace(
      (What + " '" + Place.Name + "'").str(), line(*Place.Where));
  if (!Inserted)
    fail(Place.Where, What + " '" + Place.Name +
                          "' has a row already, in line " +
                          Twine(Entry->second));
  return Inserted;
}

/// Whether the family is known, or none; complains if not.
bool FileReader::isFamily(const NamePlace &Place) {
  if (Place.Name.empty() || Families.contains(Place.Name))
    return true;
  fail(Place.Where,
       "unknown family '" + Place.Name + "'" +
           suggest(Place.Name, llvm::to_vector(Families.keys())) +
           "; a row {family: " + Place.Name +
           ", kind: heap, release: FUNCTION} above makes it known");
  return false;
}

void FileReader::finishFunctions() {
  Model &What = Current.What;
  BlockFamilies.push_back(Current.Family);
  BlockFamilies.push_back(Current.FillFamily);
  for (const NamePlace &Place : BlockFamilies)
    if (!isFamily(Place))
      return;
  if (!Current.Family.Name.empty()) {
    const ModelFamily &Family = Families[Current.Family.Name];
    What.Family = Family.Name;
    What.Kind = Family.Kind;
    What.Release = Family.Release;
  }
  What.FillFamily = Current.FillFamily.Name;
  for (NamePlace &Place : Current.Names) {
    Place.Name = Current.Prefix + Place.Name;
    if (!isNew(Place, "function"))
      continue;
    What.Name = Place.Name;
    Result.Functions.push_back({What, line(*Place.Where)});
  }
}

void FileReader::finishTypes() {
  for (const NamePlace &Place : Current.Types)
    if (isNew(Place, "type"))
      Result.Types.push_back({Place.Name, *Current.Opaque});
}

void FileReader::finishFamily() {
  if (!isNew(Current.Family, "family"))
    return;
  ModelFamily Family{Current.Family.Name, *Current.Kind, Current.Release,
                     Current.Opaque.value_or(false)};
  Families[Family.Name] = Family;
  Result.Families.push_back(std::move(Family));
}

//===-- The file ----------------------------------------------------------===//

llvm::Expected<ModelFile> FileReader::read() {
  for (yaml::Document &Document : documents()) {
    yaml::Node *Root = Document.getRoot();
    auto *Rows = llvm::dyn_cast_or_null<yaml::SequenceNode>(Root);
    if (Rows)
      for (yaml::Node &Node : *Rows)
        readRow(Node);
    else if (Root && !llvm::isa<yaml::NullNode>(Root))
      fail(Root, "expected a list of rows, each with '- ' before it");
  }
  if (llvm::Error Wrong = takeError())
    return std::move(Wrong);
  return std::move(Result);
}

llvm::Expected<ModelFile>
membrane::readModelFile(StringRef Text, StringRef FileName,
                        const llvm::StringMap<ModelFamily> &Known) {
  return FileReader(Text, FileName, Known).read();
}
