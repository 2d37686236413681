// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function or type of the surface → findings. Checks.cpp holds the only
// list of checks.

#ifndef MEMBRANE_CHECKS_CHECKS_H
#define MEMBRANE_CHECKS_CHECKS_H

#include "analysis/surface/Surface.h"
#include "checks/Annotations.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <map>
#include <memory>

namespace membrane {

enum class Level : uint8_t { Remark, Note, Warning, Error };
llvm::StringRef levelName(Level Severity);
std::optional<Level> parseLevel(llvm::StringRef Name);

struct Finding {
  std::string Check;
  Level Severity = Level::Warning;
  std::string Message; ///< one sentence: what a caller suffers
  std::string Advice;  ///< what to do about it, shown as a note
  Location Where;
  std::string Function;
  std::vector<Step> Witness;
  /// What is to be mended: findings of one check with the same cause are one.
  /// Empty: each is its own.
  std::string Cause = {};
  std::string Symbol = {};  ///< the mangled name of Function
  Location Definition = {}; ///< of Function
  /// The mangled names of the functions of other findings with its cause.
  std::vector<std::string> Others = {};
};

using FindingSink = llvm::function_ref<void(Finding)>;

/// Which functions a check looks at.
enum class Scope : uint8_t {
  Interface, ///< those that others can call: the public ones; if none is
             ///< public, those that other units see
  Code,      ///< every function
  Handle,    ///< the types that those of Interface make or hand out
  Comment,   ///< the comments that suppress findings
};

struct Suppression; // checks/Rows.h

/// One row of the table.
struct Check {
  llvm::StringLiteral Name;
  llvm::StringLiteral Summary; ///< opens its doc page: "Finds functions ..."
  Level Default;
  Scope Looks;
  /// Emits findings without Check, Severity and Function, which runChecks
  /// fills in from the row; so it does Where, if the check leaves it unset.
  void (*Run)(const SurfaceFunction &Function, FindingSink Emit);
  /// Of Scope::Handle, in place of Run; it says which function it means.
  void (*RunType)(const SurfaceType &Type, FindingSink Emit) = nullptr;
  /// Of Scope::Comment, in place of Run; it fills in Severity and Where.
  void (*RunComment)(const Suppression &Comment, FindingSink Emit) = nullptr;
};

/// Where the functions of a surface begin, and so end.
class FunctionStarts {
public:
  explicit FunctionStarts(const Surface &Answer);
  /// Of the function after this one in its file; unset if none is.
  Location after(const SurfaceFunction &Function) const;

private:
  std::vector<Location> All; ///< sorted
};

/// The first step of a witness that is in Function's own code; where Function
/// is, if none is.
Location placeIn(const FunctionStarts &Starts, const SurfaceFunction &Function,
                 llvm::ArrayRef<Step> Witness);

/// All checks, sorted by name.
llvm::ArrayRef<Check> allChecks();

/// Those that runChecks runs; fails as it does.
llvm::Expected<llvm::SmallVector<const Check *>>
chooseChecks(llvm::StringRef Globs);

/// Runs the checks whose names match the comma-separated globs (a leading
/// '-' takes away, as in clang-tidy); fails on a glob that matches nothing.
/// Without globs all run but those that only remark.
/// Findings are ordered by place. Only functions with linkage that others can
/// see get findings about their interface.
llvm::Expected<std::vector<Finding>> runChecks(const Surface &Answer,
                                               llvm::StringRef Globs);

//===-- What the user does not want to see --------------------------------===//

struct Outcome {
  std::vector<Finding> Findings; ///< those to be shown, ordered by place
  size_t Suppressed = 0;         ///< further ones, that a comment hides
  /// With findings that no comment can hide, as the text is not known.
  std::vector<FileId> Stale = {};
  bool HasBaseline = false;
  std::vector<Finding> Known = {}; ///< further ones, that are in the baseline
};

/// The text of a source file; none if it is not as it was analysed.
using SourceReader =
    llvm::function_ref<std::unique_ptr<llvm::MemoryBuffer>(llvm::StringRef)>;

/// Runs the checks and heeds the comments in the source that suppress findings
/// (docs/checks/suppression.md). Each file is read once: those with findings,
/// and for the check 'suppression' those that define a function of the project.
llvm::Expected<Outcome> runChecks(const Surface &Answer, llvm::StringRef Globs,
                                  SourceReader Read);

//===-- What stays when code moves ----------------------------------------===//

/// What a finding is about, without its place.
struct FindingKey {
  std::string Check;
  std::string Symbol; ///< the file, if the finding is about no function
  std::string Message;
  friend auto operator<=>(const FindingKey &, const FindingKey &) = default;
};
FindingKey findingKey(const Surface &Answer, const Finding &Found);

/// For each known finding, then for each other one, 32 hexadecimal digits that
/// no other one has, made of its key.
std::vector<std::string> fingerprints(const Surface &Answer,
                                      const Outcome &Found);

/// Findings that are accepted, and how many of each.
using Baseline = std::map<FindingKey, unsigned>;

/// Reads what print wrote; fails on another version.
llvm::Expected<Baseline> readBaseline(llvm::StringRef Text);
/// JSON, a line for each finding, sorted.
void print(const Baseline &Accepted, llvm::raw_ostream &Out);

/// How much of the program a run has looked at.
enum class Extent : uint8_t { Whole, Part };

/// Moves findings that are in the baseline to Known. Gives what is in it and
/// was looked for, but is not there any more.
Baseline applyBaseline(const Surface &Answer, const Baseline &Accepted,
                       llvm::ArrayRef<const Check *> Ran, Extent Seen,
                       Outcome &Found);

/// Takes these findings into a baseline.
void accept(const Surface &Answer, llvm::ArrayRef<Finding> New,
            Baseline &Accepted);

} // namespace membrane

#endif
