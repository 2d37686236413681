// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The YAML text of one model file → its rows, with line-precise errors.
//
// Takes the families known so far; a file may add its own, above their first
// use. Reads to the end and reports everything that is wrong, so that one run
// shows all mistakes. docs/models.md describes the format.

#ifndef MEMBRANE_ANALYSIS_MODELS_READER_H
#define MEMBRANE_ANALYSIS_MODELS_READER_H

#include "analysis/models/Models.h"

namespace membrane {

/// A model and the line that names it.
struct ModelRow {
  Model What;
  unsigned Line = 0;
};

/// An opinion on a system type.
struct TypeRow {
  std::string Name;
  bool Opaque = false;
};

/// One file's rows, in its order.
struct ModelFile {
  std::vector<ModelFamily> Families;
  std::vector<ModelRow> Functions;
  std::vector<TypeRow> Types;
};

/// The error's text has one "file:line:column: error: ..." line per mistake.
llvm::Expected<ModelFile>
readModelFile(llvm::StringRef Text, llvm::StringRef FileName,
              const llvm::StringMap<ModelFamily> &Known);

} // namespace membrane

#endif
