// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One row of a model file while it is read, and what must hold of it.
//
// Takes the row's keys in any order; when the row ends, check tells what its
// keys say together that cannot be: the kind of row, a family that is missing
// or unused, a function that returns and does not.

#ifndef MEMBRANE_ANALYSIS_MODELS_ROW_H
#define MEMBRANE_ANALYSIS_MODELS_ROW_H

#include "analysis/models/Models.h"
#include "llvm/Support/YAMLParser.h"

namespace membrane {

/// What a row is about; also a bit in the set of rows that take a key.
enum RowKind : unsigned { FunctionRow = 1, TypeNameRow = 2, FamilyRow = 4 };

/// A name and where it stands, for messages.
struct NamePlace {
  std::string Name;
  llvm::yaml::Node *Where = nullptr;
};

struct Row {
  std::vector<NamePlace> Names; ///< of functions
  std::string Prefix;           ///< every name of Names starts with it
  std::vector<NamePlace> Types; ///< of types
  NamePlace Family;
  NamePlace FillFamily;
  std::optional<AllocatorKind> Kind; ///< of a family
  std::string Release;               ///< of a family
  std::optional<bool> Opaque;        ///< of types
  Model What;                        ///< of functions, without name and family

  RowKind kind() const;
  /// What is wrong with the row as a whole; empty if nothing is.
  std::string check() const;
};

/// "a function row", for messages.
llvm::StringRef rowName(RowKind Kind);

} // namespace membrane

#endif
