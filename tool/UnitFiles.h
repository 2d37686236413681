// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compile commands → units, in parallel; and units to and from files.

#ifndef MEMBRANE_TOOL_UNITFILES_H
#define MEMBRANE_TOOL_UNITFILES_H

#include "analysis/facts/Facts.h"
#include "analysis/surface/Surface.h"
#include "tool/Inputs.h"
#include "tool/Sources.h"
#include "tool/Times.h"
#include "tool/Worker.h"

namespace membrane {

/// The units that could be read, in the order of the commands, and the rest.
struct Collection {
  std::string Root;
  unsigned Total = 0;
  std::vector<Unit> Units;
  std::vector<FailedUnit> Failed; ///< File is relative to Root
  SourceTimes Sources;
};

/// What becomes of the bytes of one unit; an error makes the unit fail.
using UnitSink =
    llvm::function_ref<llvm::Error(size_t Index, llvm::StringRef Bytes)>;

/// Runs a job on every command, each in a worker; if the inputs have a cache,
/// it is a job that makes entries of that. Gives the units that failed,
/// in the order of the commands; fails itself only if no worker can be started.
llvm::Expected<std::vector<FailedUnit>> workOnUnits(const Inputs &Selected,
                                                    const Request &Asked,
                                                    StageTimes &Times,
                                                    UnitJob Job, UnitSink Take);

/// Runs the first half on every command. Gives the units that failed, in the
/// order of the commands; fails itself only if no worker can be started.
llvm::Expected<std::vector<FailedUnit>> compileUnits(const Inputs &Selected,
                                                     const Request &Asked,
                                                     StageTimes &Times,
                                                     UnitSink Take);

/// Whether every unit is in the cache: nothing would be read.
bool areAllKnown(const Inputs &Selected, const Request &Asked);

/// The units of a scan.
llvm::Expected<Collection> collectUnits(const Request &Asked,
                                        StageTimes &Times);

llvm::Expected<Collection>
collectUnits(const Inputs &Selected, const Request &Asked, StageTimes &Times);

/// The units of a link, out of the files that were named.
llvm::Expected<Collection> readUnitFiles(const Request &Asked,
                                         StageTimes &Times);

/// The command 'summarize': every unit to its file.
llvm::Error writeUnitFiles(const Request &Asked, StageTimes &Times);

/// An error if none of Total units is left, naming each with its reason;
/// else warns of the failed ones unless Asked is quiet.
llvm::Error reviewFailures(const Request &Asked, unsigned Total,
                           llvm::ArrayRef<FailedUnit> Failed);

} // namespace membrane

#endif
