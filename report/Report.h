// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Surface and findings → what people and machines read.

#ifndef MEMBRANE_REPORT_REPORT_H
#define MEMBRANE_REPORT_REPORT_H

#include "analysis/surface/Surface.h"
#include "checks/Checks.h"
#include "fixes/Fixes.h"
#include "report/Annotations.h"
#include "report/Diff.h"
#include "llvm/Support/raw_ostream.h"
#include <functional>

namespace membrane {

struct TextStyle {
  bool Color = false;
  unsigned Width = 80; ///< columns of the terminal; 0: no limit
  /// Whether a file has the lines that were analysed; null: all have.
  std::function<bool(llvm::StringRef)> IsAsRead = nullptr;
};

//===-- Fixes as values ---------------------------------------------------===//

/// A file and the edits that are made in it.
struct PatchedFile {
  std::string Name; ///< as people are to read it
  std::string Text; ///< as it is
  std::vector<Edit> Edits;
  bool IsNew = false; ///< it is not there; one edit makes it
};

/// What mends a finding.
struct OfferedFix {
  std::string Name; ///< "scratch-region"
  std::vector<PatchedFile> Files;
};
/// By place among the findings that are shown.
using OfferedFixes = std::map<size_t, OfferedFix>;

/// What was found out about fixes; empty if nobody asked.
struct FoundFixes {
  OfferedFixes Offered;
  std::map<size_t, Obstacle> Withheld; ///< why not; by place, too
};

//===-- Scans -------------------------------------------------------------===//

/// The table, the findings, the totals per class, failed units and notes.
void writeText(const Surface &Answer, const Outcome &Found,
               const FoundFixes &Fixes, const TextStyle &Style,
               llvm::raw_ostream &Out);

/// The record of docs/schema/membrane-1.json.
void writeJson(const Surface &Answer, const Outcome &Found,
               const FoundFixes &Fixes, llvm::StringRef ToolVersion,
               llvm::raw_ostream &Out);

/// Workflow commands of GitHub Actions, a line each.
void writeGithub(const Surface &Answer, const Outcome &Found,
                 llvm::raw_ostream &Out);

/// A Code Quality report of GitLab.
void writeGitlab(const Surface &Answer, const Outcome &Found,
                 llvm::raw_ostream &Out);

/// JUnit's XML; a finding at FailOn or above is a test that failed.
void writeJunit(const Surface &Answer, const Outcome &Found,
                std::optional<Level> FailOn, llvm::raw_ostream &Out);

//===-- Fixes -------------------------------------------------------------===//

/// A SARIF 2.1.0 log, with fixes of the findings.
void writeSarif(const Surface &Answer, const Outcome &Found,
                const OfferedFixes &Fixes, llvm::StringRef ToolVersion,
                llvm::raw_ostream &Out);

/// A unified diff that git and patch apply. Linear in the texts.
void writePatch(llvm::ArrayRef<PatchedFile> Files, llvm::raw_ostream &Out);
/// The same for clang-apply-replacements, with the absolute paths of the edits.
void writeReplacements(llvm::ArrayRef<PatchedFile> Files,
                       llvm::raw_ostream &Out);
/// The code actions of the Language Server Protocol, a list as the result of
/// textDocument/codeAction: one for each fix, with the findings that it mends.
void writeActions(const Surface &Answer, const Outcome &Found,
                  const OfferedFixes &Fixes, llvm::raw_ostream &Out);

//===-- Text --------------------------------------------------------------===//
/// The class in a sentence: "no path allocates, callees included".
llvm::StringRef classWords(AllocationClass Class);

/// Class, reasons and witness of every function called Name (also by its
/// mangled or qualified name), with source lines and carets. Fails if there
/// is none, naming similar ones.
llvm::Error explain(const Surface &Answer, llvm::StringRef Name,
                    const TextStyle &Style, llvm::raw_ostream &Out);

/// The summary dump: one block per function, stable, for --dump=summary.
/// Tests speak this text. Blocks are ordered as in the surface (file, line,
/// name) and parted by an empty line. The first line has no indentation, the
/// others two spaces; [x] stands there only if it says something, and within
/// a block the lines come in this order, each kind as in the record:
///
///     NAME: CLASS[, if assumed CLASS]
///       allocates FAMILY KIND[ argument N "PATH"][ default NAME]
///       escapes EXIT[ N] "PATH" TYPE[ opaque] family FAMILY[ release NAME...]
///       releases argument N "PATH" always|maybe[, deferred]
///       retains fresh|argument N "PATH" in GLOBAL
///       stores argument N "PATH" into argument M "PATH"
///       borrows static|argument N "PATH"
///       result owned|borrowed|sometimes|none[, nullable][: CONDITION]
///       stack BYTES bytes[, unbounded][, recursive]
///       leaks FAMILY at LINE
///       assumes KIND NAME at LINE
///
/// EXIT is return, argument, callback, global or exception; N counts from 0, or
/// is this or "..." (with the dots alone). "if assumed" is there when the class
/// is unknown. The result line is left out when it is none and not nullable,
/// the stack line when it says 0 bytes, bounded and not recursive. A path is
/// always quoted, also the empty one. After the functions come the types, the
/// bounds, the failed units and the notes:
///
///     type NAME: opaque|visible
///       leaks NAME...
///       release NAME...[ complete]
///       constructors NAME...
///     bound NAME COUNT
///     failed FILE: REASON
///     note TEXT
void print(const Surface &Answer, llvm::raw_ostream &Out);

} // namespace membrane

#endif
