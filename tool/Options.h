// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Command-line arguments → what the user asked for.
//
// Takes argv; gives a Request with every option checked as far as that can be
// done without reading a file. The options are in Options.td, the commands in
// Options.cpp.

#ifndef MEMBRANE_TOOL_OPTIONS_H
#define MEMBRANE_TOOL_OPTIONS_H

#include "checks/Checks.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace membrane {

enum class Verb : uint8_t {
  Scan,
  Explain,
  Models,
  Summarize,
  Link,
  Diff,
  Fix,
  Annotate,
  Help,
  Version
};

/// What 'models' does.
enum class ModelTask : uint8_t {
  List,     ///< print the rows that are known
  Check,    ///< only read them
  Missing,  ///< list what the program uses and no row describes
  Skeleton, ///< the same as rows to fill in
  Export,   ///< what the program's own public functions do, as rows
};

enum class Format : uint8_t {
  Text,
  Json,
  Markdown,
  Sarif,
  Github,
  Gitlab,
  Junit,
  Patch,
  Replacements,
  Actions
};

enum class Dump : uint8_t { None, Facts, Link, Escape, Summary };

enum class When : uint8_t { Auto, Always, Never };

/// One answer to write.
struct OutputRequest {
  Format Form = Format::Text;
  std::string File; ///< empty: the standard output
};

/// One run of the program, as asked for.
struct Request {
  Verb Command = Verb::Scan;
  std::string Topic; ///< of Help: a command; of Explain: a function

  // What to read.
  std::string Build;              ///< empty: look for one
  std::vector<std::string> Files; ///< as given
  bool HasFlags = false;          ///< there was a "--"
  std::vector<std::string> Flags; ///< after "--"
  std::vector<std::string> ExtraArguments;
  std::string ResourceDirectory;
  std::vector<std::string> ModelFiles;
  std::vector<std::string> NoteFiles; ///< contracts beside the source
  ModelTask Task = ModelTask::List;
  std::string ConfigFile;                             ///< empty: look for one
  std::vector<std::string> SourceGlobs, ExcludeGlobs; ///< absolute
  std::string CacheDirectory;                         ///< empty: none
  std::string DiffFile; ///< of Scan: what has changed; "-": standard input

  // What is public.
  std::vector<std::string> PublicGlobs;
  std::string ExportFile;
  std::string Root; ///< empty: found from the files

  // What to report.
  std::string Checks; ///< globs; empty: those that runChecks says
  /// Of checks, as the configuration has them; none: it is off.
  std::map<std::string, std::optional<Level>> Levels;
  std::string BaselineFile;                     ///< empty: none
  std::optional<Level> FailOn = Level::Warning; ///< nullopt: never
  bool All = false;     ///< of Diff: also what is not public
  std::string Revision; ///< of Diff: to scan, with the working tree
  bool WritesBaseline = false;
  bool Fixes = false;   ///< of Scan: also what 'fix' would do
  bool Assumed = false; ///< of Annotate: also what rests on an assumption

  // Of Fix.
  bool InPlace = false;
  bool Interactive = false;
  bool KeepsAbi = false; ///< functions that others may call stay as they are
  std::string RuntimeDirectory; ///< of the runtime in the project

  // Where the answer goes.
  std::vector<OutputRequest> Outputs; ///< never empty
  When Color = When::Auto;

  // How to run.
  unsigned Jobs = 0; ///< 0: one for each core
  unsigned UnitTimeout = 120;
  When Progress = When::Auto;
  bool Quiet = false;

  // To look inside.
  Dump Stage = Dump::None;
  bool TimeReport = false;
  bool DumpsConfig = false;

  /// The options of the command line, as they are spelt: "--fail-on", "-p".
  std::set<std::string, std::less<>> Given;
};

/// Arguments without the program's name. Errors name the option, what is
/// wrong with it and the nearest right spelling.
llvm::Expected<Request> parseArguments(llvm::ArrayRef<const char *> Arguments);

/// The help of a command, or of the program if Topic is empty, in 80 columns,
/// or those of a terminal that has fewer. Fails on a topic that is no command.
llvm::Error printHelp(llvm::StringRef Topic, llvm::raw_ostream &Out,
                      unsigned Terminal = 0);

} // namespace membrane

#endif
