// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The second half of a run: units → the answer.

#ifndef MEMBRANE_TOOL_PIPELINE_H
#define MEMBRANE_TOOL_PIPELINE_H

#include "analysis/link/Link.h"
#include "analysis/models/Models.h"
#include "analysis/surface/Surface.h"
#include "tool/Exports.h"
#include "tool/UnitFiles.h"

namespace membrane {

/// What the second half needs beside the units; read before they are, so that
/// a mistake in it is told at once.
struct Knowledge {
  Models Known;
  std::optional<ExportList> Exports;
  std::vector<ContractNote> Notes = {};
};

/// The built-in models and the user's, the export list, and contracts beside
/// the source.
llvm::Expected<Knowledge> readKnowledge(const Request &Asked);

/// The built-in models with those of Files.
llvm::Expected<Models> readModels(llvm::ArrayRef<std::string> Files);

/// Links the units, finds the escapes and builds the surface. Gives nothing
/// if Asked dumps an earlier stage, which is printed to its output instead.
llvm::Expected<std::optional<Surface>> analyze(const Request &Asked,
                                               Collection Collected,
                                               const Knowledge &Given,
                                               StageTimes &Times);

/// The functions that have neither body nor model: a list, or rows to fill in.
std::string missingModels(const Request &Asked, Collection Collected,
                          const Knowledge &Given, StageTimes &Times);

/// The rows of the program's own public functions, as a file of models.
std::string exportModels(const Request &Asked, Collection Collected,
                         const Knowledge &Given, StageTimes &Times);

} // namespace membrane

#endif
