// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// YAML nodes → plain values, and the mistakes found on the way.
//
// Takes the text of one file; gives its documents, and scalars, lists and
// flags out of their nodes. Collects every mistake as a line with file, line
// and column, the first MaxMistakes in full.

#ifndef MEMBRANE_ANALYSIS_MODELS_VALUES_H
#define MEMBRANE_ANALYSIS_MODELS_VALUES_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"
#include <optional>
#include <string>
#include <vector>

namespace membrane {

class ValueReader {
public:
  ValueReader(llvm::StringRef Text, llvm::StringRef FileName);
  ValueReader(const ValueReader &) = delete;
  ValueReader &operator=(const ValueReader &) = delete;

  llvm::yaml::Stream &documents() { return Input; }

  void fail(llvm::yaml::Node *Where, const llvm::Twine &Message);
  unsigned mistakes() const { return Mistakes; }
  /// Whether the YAML itself is broken: no node after it can be read.
  bool isBroken() { return Input.failed(); }
  /// All mistakes, one a line; success if there is none.
  llvm::Error takeError();

  unsigned line(const llvm::yaml::Node &Where) const;
  /// The text of a scalar; nothing for any other node.
  std::optional<std::string> scalar(llvm::yaml::Node *Node) const;
  /// Gives one value, or each of a sequence of values, to Use.
  void
  forEach(llvm::yaml::Node *Node,
          llvm::function_ref<void(llvm::yaml::Node *, llvm::StringRef)> Use);
  /// Gives one mapping, or each of a sequence, to Use.
  void forEachEntry(llvm::yaml::Node *Node,
                    llvm::function_ref<void(llvm::yaml::Node *)> Use);
  /// Nothing after a complaint.
  std::optional<bool> flag(llvm::yaml::Node *Node);

private:
  void collect(const llvm::SMDiagnostic &Found);

  llvm::SourceMgr Sources;
  llvm::yaml::Stream Input;
  std::string Messages;
  unsigned Mistakes = 0;
};

/// "; did you mean 'NAME'?" with the nearest of Names, or nothing.
std::string suggest(llvm::StringRef Wrong,
                    llvm::ArrayRef<llvm::StringRef> Names);

} // namespace membrane

#endif
