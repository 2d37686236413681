// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "analysis/models/Values.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/Twine.h"

using namespace membrane;
using llvm::StringRef;
using llvm::Twine;
namespace yaml = llvm::yaml;

static constexpr unsigned MaxMistakes = 20;

ValueReader::ValueReader(StringRef Text, StringRef FileName)
    : Input(llvm::MemoryBufferRef(Text, FileName), Sources, false) {
  Sources.setDiagHandler(
      [](const llvm::SMDiagnostic &Found, void *Self) {
        static_cast<ValueReader *>(Self)->collect(Found);
      },
      this);
}

void ValueReader::collect(const llvm::SMDiagnostic &Found) {
  if (++Mistakes > MaxMistakes)
    return;
  if (!Messages.empty())
    Messages += '\n';
  Messages +=
      (Found.getFilename() + ":" + Twine(Found.getLineNo()) + ":" +
       Twine(Found.getColumnNo() + 1) + ": error: " + Found.getMessage())
          .str();
}

void ValueReader::fail(yaml::Node *Where, const Twine &Message) {
  // What a broken text gives afterwards is no mistake of its own.
  if (!Input.failed())
    Input.printError(Where, Message);
}

llvm::Error ValueReader::takeError() {
  if (!Mistakes && !Input.failed())
    return llvm::Error::success();
  if (Mistakes > MaxMistakes)
    Messages +=
        "\nand " + std::to_string(Mistakes - MaxMistakes) + " more errors";
  return llvm::createStringError(Messages);
}

unsigned ValueReader::line(const yaml::Node &Where) const {
  return Sources.getLineAndColumn(Where.getSourceRange().Start).first;
}

std::optional<std::string> ValueReader::scalar(yaml::Node *Node) const {
  auto *Scalar = llvm::dyn_cast_or_null<yaml::ScalarNode>(Node);
  if (!Scalar)
    return std::nullopt;
  llvm::SmallString<64> Storage;
  return Scalar->getValue(Storage).str();
}

void ValueReader::forEach(
    yaml::Node *Node, llvm::function_ref<void(yaml::Node *, StringRef)> Use) {
  if (auto Text = scalar(Node))
    return Use(Node, *Text);
  auto *List = llvm::dyn_cast_or_null<yaml::SequenceNode>(Node);
  if (!List)
    return fail(Node, "expected a value or a list of values");
  for (yaml::Node &Item : *List) {
    if (auto Text = scalar(&Item))
      Use(&Item, *Text);
    else
      fail(&Item, "expected a value");
  }
}

void ValueReader::forEachEntry(yaml::Node *Node,
                               llvm::function_ref<void(yaml::Node *)> Use) {
  auto *List = llvm::dyn_cast_or_null<yaml::SequenceNode>(Node);
  if (!List)
    return Use(Node);
  for (yaml::Node &Item : *List)
    Use(&Item);
}

std::optional<bool> ValueReader::flag(yaml::Node *Node) {
  auto Text = scalar(Node);
  if (Text == "true" || Text == "false")
    return *Text == "true";
  fail(Node, "expected 'true' or 'false'");
  return std::nullopt;
}

std::string membrane::suggest(StringRef Wrong,
                              llvm::ArrayRef<StringRef> Names) {
  StringRef Best;
  unsigned BestDistance = Wrong.size() / 3 + 2;
  for (StringRef Name : Names) {
    unsigned Distance = Wrong.edit_distance(Name, true, BestDistance);
    if (Distance < BestDistance) {
      Best = Name;
      BestDistance = Distance;
    }
  }
  return Best.empty() ? "" : ("; did you mean '" + Best + "'?").str();
}
