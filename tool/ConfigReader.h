// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The text of a .membrane.yaml → values of a request.
//
// Collects every mistake as a line with file, line and column.

#ifndef MEMBRANE_TOOL_CONFIGREADER_H
#define MEMBRANE_TOOL_CONFIGREADER_H

#include "tool/Config.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

namespace membrane {

class ConfigReader {
public:
  ConfigReader(llvm::StringRef Text, llvm::StringRef FileName, Request &Asked);
  ConfigReader(const ConfigReader &) = delete;
  ConfigReader &operator=(const ConfigReader &) = delete;

  /// Success, or all mistakes, one a line.
  llvm::Error read();

private:
  using Node = llvm::yaml::Node;

  void collect(const llvm::SMDiagnostic &Found);
  void fail(Node *Where, const llvm::Twine &Message);
  std::optional<std::string> scalar(Node *Where) const;
  const ConfigKey *readKey(Node *Where);
  void readValue(const ConfigKey &Key, Node *Value);
  void readText(const ConfigKey &Key, Node *Value);
  void readList(const ConfigKey &Key, Node *Value);
  void readItem(const ConfigKey &Key, Node *Item,
                std::vector<std::string> &Into);
  void readNumber(const ConfigKey &Key, Node *Value);
  void readFailLevel(const ConfigKey &Key, Node *Value);
  void readLevels(const ConfigKey &Key, Node *Value);
  void readLevel(Node *Name, Node *Value);
  void readDocument(Node *Root);
  bool isOverridden(const ConfigKey &Key) const;

  llvm::SourceMgr Sources;
  llvm::yaml::Stream Input;
  std::string Directory; ///< of the file
  Request &Asked;
  llvm::StringSet<> Seen;
  std::string Messages;
};

/// "; did you mean 'NAME'?" with the nearest of Names, or nothing.
std::string nearestOf(llvm::StringRef Wrong,
                      llvm::ArrayRef<llvm::StringRef> Names);

} // namespace membrane

#endif
