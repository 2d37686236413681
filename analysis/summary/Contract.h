// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a declaration promises of a function's memory, and the words for it.
//
// The words are those of <membrane/contract.h>, as in "opaque(db_close)";
// attributes that compilers know say some of the same.

#ifndef MEMBRANE_ANALYSIS_SUMMARY_CONTRACT_H
#define MEMBRANE_ANALYSIS_SUMMARY_CONTRACT_H

#include "analysis/summary/AllocationClass.h"
#include "analysis/summary/Ids.h"
#include "llvm/ADT/ArrayRef.h"
#include <string>
#include <vector>

namespace membrane {

/// What is promised.
enum class Promise : uint8_t {
  // The words of contract.h; all but the last say how bad the class may be.
  None,
  Contained,
  Parameterized, ///< by Argument
  Opaque,        ///< Release gives back all that gets out
  Owned,         ///< the same of memory that the caller may look into
  Borrowed,      ///< the result is memory of Argument

  // What only attributes say.
  Fresh,   ///< the result is new memory: malloc, ownership_returns
  Sized,   ///< the result is memory, new or of an argument: alloc_size
  NotNull, ///< the result is not null: returns_nonnull
  Taken,   ///< Argument is released: ownership_takes
  Held,    ///< Argument is kept: ownership_holds

  Unreadable, ///< words that nobody understands; Text has them
};

/// One promise, and where it stands.
struct Contract {
  // What Argument names beside declared parameters, which count from 0.
  static constexpr int32_t NoArgument = -1;
  static constexpr int32_t This = -2;   ///< the C++ object
  static constexpr int32_t Static = -4; ///< memory of the library's own

  Promise Form = Promise::Unreadable;
  int32_t Argument = NoArgument;
  std::string Release; ///< the function's name, as written
  std::string Text;    ///< "opaque(db_close)", "malloc(free)"
  Location Where;
  friend auto operator<=>(const Contract &, const Contract &) = default;
};

/// How a promise is written where a declaration stands.
struct WrittenPromise {
  Promise Form = Promise::None;
  std::string Macro; ///< "MEMBRANE_NONE", or one of the project's own
  friend auto operator<=>(const WrittenPromise &,
                          const WrittenPromise &) = default;
};

/// A declaration of a function in a header, as the file has it.
struct DeclarationPlace {
  Location Where; ///< before its first word
  /// Macros that are defined there, at most one for each promise, ordered.
  std::vector<WrittenPromise> Macros;
};

/// "none", "opaque", ...: the words of contract.h; of others "".
llvm::StringRef promiseWord(Promise Form);

/// Whether it says how bad the class may be, and how bad.
std::optional<AllocationClass> worstPromised(Promise Form);

/// Reads "opaque(db_close)". An argument is a number, "this", or one of the
/// names of the parameters. Unreadable if it is none of the words.
Contract readContract(llvm::StringRef Text,
                      llvm::ArrayRef<llvm::StringRef> Parameters);

} // namespace membrane

#endif
