// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// YAML nodes to values, with a complaint for each that is not as its key
// wants it.

#include "tool/ConfigReader.h"
#include "analysis/summary/Globs.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace path = llvm::sys::path;
namespace yaml = llvm::yaml;

namespace membrane {

static std::string absoluteIn(llvm::StringRef Directory, llvm::StringRef Name) {
  llvm::SmallString<128> Whole(Name);
  path::make_absolute(Directory, Whole);
  path::remove_dots(Whole, /*remove_dot_dot=*/true);
  return Whole.str().str();
}

ConfigReader::ConfigReader(llvm::StringRef Text, llvm::StringRef FileName,
                           Request &Asked)
    : Input(llvm::MemoryBufferRef(Text, FileName), Sources, false),
      Asked(Asked) {
  Sources.setDiagHandler(
      [](const llvm::SMDiagnostic &Found, void *Self) {
        static_cast<ConfigReader *>(Self)->collect(Found);
      },
      this);
  llvm::SmallString<128> Whole(FileName);
  llvm::sys::fs::make_absolute(Whole);
  path::remove_dots(Whole, /*remove_dot_dot=*/true);
  Directory = path::parent_path(Whole).str();
}

//===-- Mistakes ----------------------------------------------------------===//

void ConfigReader::collect(const llvm::SMDiagnostic &Found) {
  if (!Messages.empty())
    Messages += '\n';
  Messages +=
      (Found.getFilename() + ":" + llvm::Twine(Found.getLineNo()) + ":" +
       llvm::Twine(Found.getColumnNo() + 1) + ": error: " + Found.getMessage())
          .str();
}

void ConfigReader::fail(Node *Where, const llvm::Twine &Message) {
  // What a broken text gives afterwards is no mistake of its own.
  if (!Input.failed())
    Input.printError(Where, Message);
}

std::string nearestOf(llvm::StringRef Wrong,
                      llvm::ArrayRef<llvm::StringRef> Names) {
  llvm::StringRef Best;
  auto Least = unsigned(Wrong.size() / 3 + 2);
  for (llvm::StringRef Name : Names)
    if (unsigned Distance = Wrong.edit_distance(Name, true, Least);
        Distance < Least) {
      Best = Name;
      Least = Distance;
    }
  return Best.empty() ? "" : "; did you mean '" + Best.str() + "'?";
}

//===-- Values ------------------------------------------------------------===//

std::optional<std::string> ConfigReader::scalar(Node *Where) const {
  llvm::SmallString<64> Storage;
  if (auto *Scalar = llvm::dyn_cast_or_null<yaml::ScalarNode>(Where))
    return Scalar->getValue(Storage).str();
  if (auto *Block = llvm::dyn_cast_or_null<yaml::BlockScalarNode>(Where))
    return Block->getValue().str();
  return std::nullopt;
}

/// One value of a list, or the only one.
void ConfigReader::readItem(const ConfigKey &Key, Node *Item,
                            std::vector<std::string> &Into) {
  std::optional<std::string> Text = scalar(Item);
  if (!Text || Text->empty())
    return fail(Item, "'" + Key.Name + "' takes " + formWords(Key.Form));
  switch (Key.Form) {
  case ConfigForm::Path:
  case ConfigForm::Paths:
    return Into.push_back(absoluteIn(Directory, *Text));
  case ConfigForm::Globs: {
    std::string Glob = absoluteGlob(*Text, Directory);
    if (std::string Wrong = complaintAboutGlob(Glob); !Wrong.empty())
      return fail(Item, "'" + *Text + "' is no glob: " + Wrong);
    return Into.push_back(std::move(Glob));
  }
  case ConfigForm::Words:
  case ConfigForm::Number:
  case ConfigForm::FailLevel:
  case ConfigForm::CheckLevels:
    return Into.push_back(std::move(*Text));
  }
}

void ConfigReader::readList(const ConfigKey &Key, Node *Value) {
  std::vector<std::string> Items;
  if (auto *List = llvm::dyn_cast<yaml::SequenceNode>(Value))
    for (Node &Item : *List)
      readItem(Key, &Item, Items);
  else
    readItem(Key, Value, Items);
  if (!isOverridden(Key))
    Asked.*Key.List = std::move(Items);
}

void ConfigReader::readText(const ConfigKey &Key, Node *Value) {
  std::vector<std::string> Items;
  readItem(Key, Value, Items);
  if (!Items.empty() && !isOverridden(Key))
    Asked.*Key.Text = std::move(Items.front());
}

void ConfigReader::readNumber(const ConfigKey &Key, Node *Value) {
  unsigned Number = 0;
  std::optional<std::string> Text = scalar(Value);
  if (!Text || llvm::StringRef(*Text).getAsInteger(10, Number))
    return fail(Value, "'" + Key.Name + "' takes " + formWords(Key.Form));
  if (!isOverridden(Key))
    Asked.*Key.Number = Number;
}

void ConfigReader::readFailLevel(const ConfigKey &Key, Node *Value) {
  std::string Text = scalar(Value).value_or("");
  std::optional<Level> Read = parseLevel(Text);
  if (!Read && Text != "never")
    return fail(Value, "'" + Key.Name + "' takes " + formWords(Key.Form));
  if (!isOverridden(Key))
    Asked.FailOn = Read;
}

//===-- Checks ------------------------------------------------------------===//

/// The rows that a name or glob means.
static std::vector<const Check *> checksOf(llvm::StringRef Glob) {
  std::vector<const Check *> Found;
  llvm::Expected<llvm::GlobPattern> Read = llvm::GlobPattern::create(Glob);
  if (!Read) {
    llvm::consumeError(Read.takeError());
    return Found;
  }
  for (const Check &Row : allChecks())
    if (Read->match(Row.Name))
      Found.push_back(&Row);
  return Found;
}

void ConfigReader::readLevel(Node *Name, Node *Value) {
  std::string Glob = scalar(Name).value_or("");
  std::vector<const Check *> Rows = checksOf(Glob);
  if (Rows.empty()) {
    llvm::SmallVector<llvm::StringRef> Names;
    for (const Check &Row : allChecks())
      Names.push_back(Row.Name);
    return fail(Name, "unknown check '" + Glob + "'" + nearestOf(Glob, Names));
  }
  std::string Text = scalar(Value).value_or("");
  std::optional<Level> Read = parseLevel(Text);
  if (!Read && Text != "on" && Text != "off")
    return fail(Value, "the level of '" + Glob +
                           "' is to be error, warning, note, remark, on or "
                           "off");
  for (const Check *Row : Rows)
    if (Text == "off")
      Asked.Levels[Row->Name.str()] = std::nullopt;
    else
      Asked.Levels[Row->Name.str()] = Read.value_or(Row->Default);
}

/// In the order of the file, so that a glob comes before its exceptions.
void ConfigReader::readLevels(const ConfigKey &Key, Node *Value) {
  auto *Map = llvm::dyn_cast<yaml::MappingNode>(Value);
  if (!Map)
    return fail(Value, "'" + Key.Name + "' takes " + formWords(Key.Form));
  llvm::StringSet<> Names;
  for (yaml::KeyValueNode &Pair : *Map) {
    Node *Name = Pair.getKey();
    if (!Names.insert(scalar(Name).value_or("")).second)
      fail(Name, "'" + *scalar(Name) + "' is there twice");
    readLevel(Name, Pair.getValue());
  }
}

//===-- The file ----------------------------------------------------------===//

bool ConfigReader::isOverridden(const ConfigKey &Key) const {
  return Asked.Given.contains(Key.Option);
}

void ConfigReader::readValue(const ConfigKey &Key, Node *Value) {
  switch (Key.Form) {
  case ConfigForm::Path:
    return readText(Key, Value);
  case ConfigForm::Paths:
  case ConfigForm::Globs:
  case ConfigForm::Words:
    return readList(Key, Value);
  case ConfigForm::Number:
    return readNumber(Key, Value);
  case ConfigForm::FailLevel:
    return readFailLevel(Key, Value);
  case ConfigForm::CheckLevels:
    return readLevels(Key, Value);
  }
}

/// The key's row in the table; null after a complaint.
const ConfigKey *ConfigReader::readKey(Node *Where) {
  std::string Name = scalar(Where).value_or("");
  const ConfigKey *Found = llvm::find_if(
      allConfigKeys(), [&](const ConfigKey &Row) { return Row.Name == Name; });
  if (Found == allConfigKeys().end()) {
    llvm::SmallVector<llvm::StringRef> Names;
    for (const ConfigKey &Row : allConfigKeys())
      Names.push_back(Row.Name);
    fail(Where, "unknown key '" + Name + "'" + nearestOf(Name, Names));
    return nullptr;
  }
  if (Seen.insert(Name).second)
    return Found;
  fail(Where, "key '" + Name + "' is there twice");
  return nullptr;
}

void ConfigReader::readDocument(Node *Root) {
  if (!Root || llvm::isa<yaml::NullNode>(Root))
    return; // only comments
  auto *Map = llvm::dyn_cast<yaml::MappingNode>(Root);
  if (!Map)
    return fail(Root, "expected keys with their values, such as 'public: "
                      "[include/*.h]'");
  for (yaml::KeyValueNode &Pair : *Map) {
    const ConfigKey *Key = readKey(Pair.getKey());
    Node *Value = Pair.getValue();
    if (Key && Value)
      readValue(*Key, Value);
    else if (Value)
      Value->skip();
  }
}

llvm::Error ConfigReader::read() {
  unsigned Documents = 0;
  for (yaml::Document &Each : Input) {
    Node *Root = Each.getRoot();
    if (++Documents > 1 && Root)
      fail(Root, "there is a second document; one is read");
    else
      readDocument(Root);
  }
  if (Messages.empty() && !Input.failed())
    return llvm::Error::success();
  return llvm::createStringError(Messages);
}

} // namespace membrane
