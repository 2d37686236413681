// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/models/Entries.h"

#include "analysis/models/Place.h"
#include "analysis/models/Spelling.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/Twine.h"

using namespace membrane;
using llvm::StringRef;
using llvm::Twine;
namespace yaml = llvm::yaml;

namespace {

/// Reads one entry of 'calls', which is by argument or by place.
class CallReader {
public:
  explicit CallReader(ValueReader &In) : In(In) {}
  void read(yaml::MappingNode &Map, Model &Into);

private:
  void readKey(yaml::KeyValueNode &Pair);
  void readPassed(yaml::Node *Value);
  void readArgument(yaml::Node *Value);

  ValueReader &In;
  llvm::StringSet<> Seen;
  ModelCall ByArgument;
  ModelCallback ByPlace;
};

void CallReader::readPassed(yaml::Node *Value) {
  In.forEach(Value, [&](yaml::Node *Item, StringRef Text) {
    if (auto Given = parsePassed(Text))
      ByArgument.Passed.push_back(*Given);
    else if (!Seen.contains("through"))
      In.fail(Item, "expected 'N', 'start N', 'content N' or 'nothing', not '" +
                        Text + "'; N is an argument from 0 to " +
                        Twine(MaxModelArgument));
    if (auto Values = parsePassedValues(Text))
      ByPlace.Passed.push_back(*Values);
    else if (Seen.contains("through"))
      In.fail(Item, "expected places or 'nothing', not '" + Text + "'");
  });
}

void CallReader::readArgument(yaml::Node *Value) {
  std::string Given = In.scalar(Value).value_or("");
  StringRef Text = Given;
  ByArgument.Content = Text.consume_front("content ");
  auto Argument = parseArgument(Text);
  if (!Argument)
    return In.fail(Value, "'argument' takes a number from 0 to " +
                              Twine(MaxModelArgument));
  ByArgument.Argument = *Argument;
}

void CallReader::readKey(yaml::KeyValueNode &Pair) {
  std::string Name = In.scalar(Pair.getKey()).value_or("");
  yaml::Node *Value = Pair.getValue();
  if (!Seen.insert(Name).second)
    return In.fail(Pair.getKey(), "'" + Name + "' is there twice");
  if (Name == "passed") {
    readPassed(Value);
  } else if (Name == "returned") {
    ByArgument.Returned = In.flag(Value).value_or(false);
  } else if (Name == "defaulted") {
    ByPlace.Defaulted = In.flag(Value).value_or(false);
  } else if (Name == "through") {
    if (Seen.contains("passed"))
      return In.fail(Pair.getKey(), "'through' stands before 'passed'");
    auto Place = parsePlace(In.scalar(Value).value_or(""));
    if (!Place)
      return In.fail(Value, "expected a place such as '0@64'");
    ByPlace.Through = *Place;
  } else if (Name == "argument") {
    readArgument(Value);
  } else if (Name == "virtual") {
    auto Slot = parseArgument(In.scalar(Value).value_or(""));
    if (!Slot)
      return In.fail(Value, "'virtual' takes a number from 0 to " +
                                Twine(MaxModelArgument));
    ByArgument.Slot = int(*Slot);
  } else {
    StringRef Names[] = {"argument", "passed",    "returned",
                         "through",  "defaulted", "virtual"};
    In.fail(Pair.getKey(),
            "unknown key '" + Name + "' in 'calls'" + suggest(Name, Names));
  }
}

void CallReader::read(yaml::MappingNode &Map, Model &Into) {
  for (yaml::KeyValueNode &Pair : Map)
    readKey(Pair);
  bool Through = Seen.contains("through");
  if (!Through && !Seen.contains("argument"))
    return In.fail(&Map, "'calls' needs 'argument': which one is the function");
  if (Through && (Seen.contains("argument") || Seen.contains("returned") ||
                  Seen.contains("virtual")))
    return In.fail(&Map, "'argument', 'virtual' and 'returned' do not go with "
                         "'through'");
  if (!Through && Seen.contains("defaulted"))
    return In.fail(&Map, "'defaulted' belongs to 'through'");
  if (Through)
    Into.Callbacks.push_back(std::move(ByPlace));
  else
    Into.Calls.push_back(std::move(ByArgument));
}

} // namespace

void membrane::readCallEntry(ValueReader &In, yaml::Node *Node, Model &Into) {
  auto *Map = llvm::dyn_cast_or_null<yaml::MappingNode>(Node);
  if (!Map)
    return In.fail(Node, "expected {argument: N, passed: [N, nothing, ...]}");
  CallReader(In).read(*Map, Into);
}

std::optional<NamePlace>
membrane::readBlockEntry(ValueReader &In, yaml::Node *Node, Model &Into) {
  auto *Map = llvm::dyn_cast_or_null<yaml::MappingNode>(Node);
  if (!Map) {
    In.fail(Node, "expected {family: NAME} or {through: PLACE}");
    return std::nullopt;
  }
  ModelBlock Block;
  std::optional<NamePlace> Family;
  for (yaml::KeyValueNode &Pair : *Map) {
    std::string Name = In.scalar(Pair.getKey()).value_or("");
    std::string Text = In.scalar(Pair.getValue()).value_or("");
    if (Name == "family" && !Family) {
      Block.Family = Text;
      Family = NamePlace{Text, Pair.getValue()};
    } else if (Name == "through" && !Block.Through) {
      Block.Through = parsePlace(Text);
      if (!Block.Through)
        In.fail(Pair.getValue(), "expected a place such as '0@64'");
    } else {
      In.fail(Pair.getKey(),
              "a block has 'family' and 'through', not '" + Name + "'");
    }
  }
  if (Block.Family.empty() && !Block.Through)
    In.fail(Node, "a block needs 'family', 'through' or both");
  Into.Blocks.push_back(std::move(Block));
  return Family;
}

static void readThrows(ValueReader &In, yaml::Node *Item, StringRef Type,
                       Model &Into) {
  auto Known = parseThrown(Type);
  if (!Known)
    return In.fail(
        Item, "expected 'throws', 'throws own' or 'throws N', not 'throws" +
                  Type + "'; N is an argument from 0 to " +
                  Twine(MaxModelArgument));
  Into.Throws = true;
  Into.ThrownType = *Known;
}

void membrane::readControlWords(ValueReader &In, yaml::Node *Node,
                                Model &Into) {
  In.forEach(Node, [&](yaml::Node *Item, StringRef Text) {
    if (Text == "noreturn")
      Into.NoReturn = true;
    else if (Text == "unwinds")
      Into.Unwinds = true;
    else if (Text == "throws" || Text.starts_with("throws "))
      readThrows(In, Item, Text.substr(6), Into);
    else if (Text == "twice")
      Into.ReturnsTwice = true;
    else if (Text == "caught")
      Into.ReachesCaught = true;
    else
      In.fail(Item, "expected 'noreturn', 'unwinds', 'throws', 'caught' or "
                    "'twice', not '" +
                        Text + "'");
  });
}
