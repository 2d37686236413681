// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two records → what their users see change.
//
// Functions are matched by the linker's name, internal ones also by file, so
// that code may move; types by name; findings by check, function and path.
// What no user can tell apart (lines, names of private functions, order) is
// no change.

#ifndef MEMBRANE_REPORT_DIFF_H
#define MEMBRANE_REPORT_DIFF_H

#include "report/Record.h"
#include "llvm/Support/raw_ostream.h"
#include <array>

namespace membrane {

struct TextStyle; // report/Report.h

/// What a change means for users, in the order of what to look at first.
enum class Effect : uint8_t { Worse, Better, Changed };
inline constexpr unsigned NumEffects = 3;
llvm::StringRef effectName(Effect Meaning); // "worse", ...

/// What changed.
enum class Aspect : uint8_t {
  Class,           ///< of a function
  ClassIfAssumed,  ///< of one that stays unknown
  Added,           ///< a function or type is new
  Removed,         ///< or gone
  EscapeAdded,     ///< memory gets out on a new way
  EscapeRemoved,   ///< or no longer
  EscapeOpacity,   ///< what the caller can see at the end of the way
  EscapeRelease,   ///< which functions release what gets out
  Releases,        ///< which arguments a function releases, and whether always
  Result,          ///< who owns it
  Opacity,         ///< of a type
  HandleLeak,      ///< functions that give out pointers into a handle
  TypeRelease,     ///< which functions release a type
  ReleaseComplete, ///< whether they leave nothing
  FindingAdded,
  FindingRemoved,
  Unit, ///< one that could not be read, or can be now
};
llvm::StringRef aspectName(Aspect What); // "class", "escape-added", ...

/// A place as the record has it.
struct Spot {
  std::string File; ///< "" if not known
  unsigned Line = 0, Column = 0;
};

struct SpotStep {
  Spot Where;
  std::string Message;
};

struct Change {
  Aspect What = Aspect::Class;
  Effect Meaning = Effect::Changed;
  std::string Text;          ///< one line
  std::string Path;          ///< "return->name", "argument 0", or ""
  std::string Before, After; ///< "" if there is none
  std::string Check;         ///< of a finding
  std::vector<SpotStep> Witness;
};

/// What changed of one thing.
struct ChangedSubject {
  enum class Sort : uint8_t { Function, Type, Unit };
  Sort Is = Sort::Function;
  std::string Name, Mangled;
  Spot Where; ///< in the new record, if it is there
  std::optional<AllocationClass> Before, After; ///< if the class changed
  /// Never empty; that it is new, then worst first.
  std::vector<Change> Changes;
  Effect worst() const;
};

struct Comparison {
  std::vector<ChangedSubject> Subjects; ///< worst first, then by place
  size_t Functions = 0, Types = 0;      ///< compared
  bool OnlyPublic = true;
  std::vector<std::string> Notes;
  /// Subjects whose worst change means that.
  std::array<size_t, NumEffects> Counts{};
};

enum class Compared : uint8_t {
  Public, ///< what is public in one of them; all if nothing is in both
  All,
};

Comparison compareRecords(const ScanRecord &Old, const ScanRecord &New,
                          Compared What);

/// "2 worse, 1 better, of 13 public functions and 2 types".
std::string totalWords(const Comparison &Found);

/// A paragraph for each subject and a line of totals.
void writeDiffText(const Comparison &Found, const TextStyle &Style,
                   llvm::raw_ostream &Out);
/// For a comment on a pull request: totals, a table, the details folded.
void writeDiffMarkdown(const Comparison &Found, llvm::raw_ostream &Out);
/// As docs/schema/membrane-diff-1.json has it.
void writeDiffJson(const Comparison &Found, llvm::StringRef ToolVersion,
                   llvm::raw_ostream &Out);

} // namespace membrane

#endif
