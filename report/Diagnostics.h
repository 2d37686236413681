// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Messages as Clang prints them: place, level, text, and the source line with
// a caret.

#ifndef MEMBRANE_REPORT_DIAGNOSTICS_H
#define MEMBRANE_REPORT_DIAGNOSTICS_H

#include "report/Places.h"
#include "report/Report.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <optional>
#include <vector>

namespace membrane {

/// Lines of source files, each file read once. A file that cannot be read has
/// no lines.
class SourceLines {
public:
  /// Without its line ending; Number counts from 1.
  std::optional<llvm::StringRef> line(llvm::StringRef Path, unsigned Number);

private:
  struct Source {
    std::unique_ptr<llvm::MemoryBuffer> Bytes;
    std::vector<llvm::StringRef> Lines;
  };
  const Source &open(llvm::StringRef Path);

  llvm::StringMap<Source> Files;
};

/// Prints messages. Colours are those that Clang uses.
class Diagnostics {
public:
  Diagnostics(const Surface &Answer, const TextStyle &Style,
              llvm::raw_ostream &Out)
      : Answer(Answer), Names(Answer), Style(Style), Out(Out) {}

  /// "place: level: message", the message in bold unless it is a note.
  void say(Location Where, Level Severity, llvm::StringRef Message);
  /// The same for a finding: with the name of its check, and its notes.
  void say(const Finding &Found);
  /// A note for a step, or for each; with the source lines if Snippets.
  enum class Detail : uint8_t { Places, Snippets };
  void say(const Step &One, Detail Shown);
  void say(llvm::ArrayRef<Step> Witness, Detail Shown);
  /// The source line with a caret below; nothing if it cannot be read. Of a
  /// file that has changed since, that is said once.
  void snippet(Location Where);

private:
  unsigned head(Location Where, Level Severity);

  const Surface &Answer;
  Places Names;
  TextStyle Style;
  llvm::raw_ostream &Out;
  SourceLines Sources;
  llvm::StringSet<> Changed; ///< files of which it was said
};

} // namespace membrane

#endif
