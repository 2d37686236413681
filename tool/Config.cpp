// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table of keys, finding the file, and printing what is in force.

#include "tool/Config.h"
#include "analysis/summary/Globs.h"
#include "tool/ConfigReader.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace membrane {

static constexpr llvm::StringLiteral FileName = ".membrane.yaml";

//===-- The table ---------------------------------------------------------===//

// The only list of keys; docs/config.md has a row for each.
static constexpr ConfigKey Keys[] = {
    {"build", ConfigForm::Path, "-p",
     "the build directory with compile_commands.json, or that file",
     &Request::Build},
    {"sources", ConfigForm::Globs, "",
     "only these files of the database are read, unless files are named",
     nullptr, &Request::SourceGlobs},
    {"exclude", ConfigForm::Globs, "",
     "these are not read, unless they are named themselves", nullptr,
     &Request::ExcludeGlobs},
    {"extra-args", ConfigForm::Words, "--extra-arg",
     "arguments that are appended to every compile command", nullptr,
     &Request::ExtraArguments},
    {"models", ConfigForm::Paths, "--models",
     "more models of functions without a body", nullptr, &Request::ModelFiles},
    {"root", ConfigForm::Path, "--root", "paths in the answer start here",
     &Request::Root},
    {"public", ConfigForm::Globs, "--public", "the public headers", nullptr,
     &Request::PublicGlobs},
    {"exports", ConfigForm::Path, "--exports", "what the library exports",
     &Request::ExportFile},
    {"checks", ConfigForm::CheckLevels, "",
     "which checks run, and the level of their findings"},
    {"fail-on", ConfigForm::FailLevel, "--fail-on",
     "a finding at this level or above makes the exit code 1"},
    {"baseline", ConfigForm::Path, "--baseline",
     "the findings that are listed in this file are hidden",
     &Request::BaselineFile},
    {"cache", ConfigForm::Path, "--cache",
     "what was found out about each unit is kept in this directory",
     &Request::CacheDirectory},
    {"jobs", ConfigForm::Number, "-j", "so many files are read at once",
     nullptr, nullptr, &Request::Jobs},
    {"unit-timeout", ConfigForm::Number, "--unit-timeout",
     "a file is given up after so many seconds; 0 is never", nullptr, nullptr,
     &Request::UnitTimeout},
};

llvm::ArrayRef<ConfigKey> allConfigKeys() { return Keys; }

llvm::StringRef formWords(ConfigForm Form) {
  switch (Form) {
  case ConfigForm::Path:
    return "a path";
  case ConfigForm::Paths:
    return "a path or a list of paths";
  case ConfigForm::Globs:
    return "a glob or a list of globs";
  case ConfigForm::Words:
    return "a word or a list of words";
  case ConfigForm::Number:
    return "a whole number";
  case ConfigForm::FailLevel:
    return "remark, note, warning, error or never";
  case ConfigForm::CheckLevels:
    return "checks with their levels, such as {leak: error}";
  }
  llvm_unreachable("every form has its words");
}

//===-- Finding it --------------------------------------------------------===//

static std::string absolute(llvm::StringRef Path) {
  llvm::SmallString<128> Whole(Path);
  fs::make_absolute(Whole);
  path::remove_dots(Whole, /*remove_dot_dot=*/true);
  return Whole.str().str();
}

/// In Directory or the nearest of its parents; "" if there is none.
static std::string findUpwards(llvm::StringRef Directory) {
  std::string From = absolute(Directory);
  for (llvm::StringRef Place = From; !Place.empty();
       Place = path::parent_path(Place)) {
    llvm::SmallString<128> Candidate(Place);
    path::append(Candidate, FileName);
    if (fs::exists(Candidate))
      return Candidate.str().str();
  }
  return "";
}

static std::string findConfig(const Request &Asked) {
  if (!Asked.Build.empty())
    if (std::string Found = findUpwards(Asked.Build); !Found.empty())
      return Found;
  return findUpwards(".");
}

/// Whether the command asks what a file could say.
static bool wantsConfig(const Request &Asked) {
  switch (Asked.Command) {
  case Verb::Help:
  case Verb::Version:
    return false;
  case Verb::Models:
    return Asked.Task != ModelTask::List && Asked.Task != ModelTask::Check;
  case Verb::Diff:
    return !Asked.Revision.empty();
  case Verb::Scan:
  case Verb::Fix:
  case Verb::Annotate:
  case Verb::Explain:
  case Verb::Summarize:
  case Verb::Link:
    return true;
  }
  llvm_unreachable("a verb that nobody has");
}

/// The checks that run, out of the levels.
static std::string chosenChecks(const Request &Asked) {
  std::string Names;
  for (const Check &Row : allChecks()) {
    auto Given = Asked.Levels.find(Row.Name.str());
    bool Runs = Given != Asked.Levels.end() ? Given->second.has_value()
                                            : Row.Default > Level::Remark ||
                                                  Asked.FailOn == Level::Remark;
    if (Runs)
      Names += (Names.empty() ? "" : ",") + Row.Name.str();
  }
  return Names.empty() ? "-*" : Names;
}

llvm::Error applyConfig(llvm::StringRef Text, llvm::StringRef FileName,
                        Request &Asked) {
  Request Changed = Asked;
  if (llvm::Error Wrong = ConfigReader(Text, FileName, Changed).read())
    return Wrong;
  Asked = std::move(Changed);
  Asked.ConfigFile = FileName.str();
  if (!Asked.Given.contains("--checks") &&
      (!Asked.Levels.empty() || Asked.FailOn == Level::Remark))
    Asked.Checks = chosenChecks(Asked);
  if (Asked.HasFlags) // the files come with their commands
    Asked.Build.clear();
  return llvm::Error::success();
}

static llvm::Error readConfig(Request &Asked) {
  bool Refused = Asked.Given.contains("--no-config");
  if (Refused && !Asked.ConfigFile.empty())
    return llvm::createStringError("'--config' and '--no-config' exclude each "
                                   "other");
  if (Refused || (Asked.ConfigFile.empty() && !wantsConfig(Asked)))
    return llvm::Error::success();
  std::string File =
      Asked.ConfigFile.empty() ? findConfig(Asked) : Asked.ConfigFile;
  if (File.empty())
    return llvm::Error::success();
  auto Buffer = llvm::MemoryBuffer::getFile(File, /*IsText=*/true);
  if (!Buffer)
    return llvm::createStringError("cannot read the configuration '" + File +
                                   "': " + Buffer.getError().message());
  return applyConfig((*Buffer)->getBuffer(), File, Asked);
}

llvm::Error applyConfig(Request &Asked) {
  if (llvm::Error Wrong = readConfig(Asked))
    return Wrong;
  if (Asked.WritesBaseline && Asked.BaselineFile.empty())
    return llvm::createStringError("'--write-baseline' needs "
                                   "'--baseline=FILE', the file to write");
  return llvm::Error::success();
}

void setLevels(const Request &Asked, Outcome &Found) {
  for (std::vector<Finding> *List : {&Found.Findings, &Found.Known})
    for (Finding &Each : *List)
      if (auto Given = Asked.Levels.find(Each.Check);
          Given != Asked.Levels.end() && Given->second)
        Each.Severity = *Given->second;
}

//===-- Printing it -------------------------------------------------------===//

/// As YAML reads it back: bare if it can only be read as a word.
static std::string quoted(llvm::StringRef Text) {
  static constexpr llvm::StringLiteral Plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+-=";
  bool IsWord = !Text.empty() && (llvm::isAlnum(Text.front()) ||
                                  llvm::StringRef("./_").contains(Text[0]));
  if (IsWord && Text.find_first_not_of(Plain) == llvm::StringRef::npos)
    return Text.str();
  std::string Quoted;
  llvm::raw_string_ostream Out(Quoted);
  Out << llvm::json::Value(llvm::json::fixUTF8(Text));
  return Quoted;
}

/// Place without Prefix, if it is longer and starts with it.
static std::string below(llvm::StringRef Prefix, llvm::StringRef Place) {
  llvm::StringRef Rest = Place;
  return Rest.consume_front(Prefix) && !Rest.empty() ? Rest.str() : Place.str();
}

/// From the working directory, if it is inside.
static std::string shownPath(llvm::StringRef Path) {
  std::string Here = absolute(".");
  return Path == Here ? "." : below(Here + "/", Path);
}

static std::string shownGlob(llvm::StringRef Glob) {
  return below(escapeGlob(absolute(".")) + "/", Glob);
}

static std::string itemText(const ConfigKey &Key, const Request &Asked,
                            llvm::StringRef Item) {
  switch (Key.Form) {
  case ConfigForm::Path:
  case ConfigForm::Paths:
    return quoted(shownPath(absolute(Item)));
  case ConfigForm::Globs: {
    std::string Root = Asked.Root.empty() ? "." : Asked.Root;
    return quoted(shownGlob(absoluteGlob(Item, absolute(Root))));
  }
  case ConfigForm::Words:
  case ConfigForm::Number:
  case ConfigForm::FailLevel:
  case ConfigForm::CheckLevels:
    break;
  }
  return quoted(Item);
}

/// Each check with the level that its findings have.
static void printLevels(const Request &Asked, llvm::raw_ostream &Out) {
  auto Chosen = chooseChecks(Asked.Checks);
  if (!Chosen) // the run says what is wrong with them
    return llvm::consumeError(Chosen.takeError());
  Out << "checks:\n";
  for (const Check &Row : allChecks()) {
    auto Given = Asked.Levels.find(Row.Name.str());
    Level Shown = Given != Asked.Levels.end() && Given->second ? *Given->second
                                                               : Row.Default;
    Out << "  " << Row.Name << ": "
        << (llvm::is_contained(*Chosen, &Row) ? levelName(Shown) : "off")
        << '\n';
  }
}

static void printKey(const ConfigKey &Key, const Request &Asked,
                     llvm::raw_ostream &Out) {
  if (Key.Form == ConfigForm::CheckLevels)
    return printLevels(Asked, Out);
  if (Key.Form == ConfigForm::FailLevel) {
    Out << Key.Name << ": "
        << (Asked.FailOn ? levelName(*Asked.FailOn) : "never") << '\n';
  } else if (Key.Text && !(Asked.*Key.Text).empty()) {
    Out << Key.Name << ": " << itemText(Key, Asked, Asked.*Key.Text) << '\n';
  } else if (Key.List && !(Asked.*Key.List).empty()) {
    Out << Key.Name << ":\n";
    for (const std::string &Item : Asked.*Key.List)
      Out << "  - " << itemText(Key, Asked, Item) << '\n';
  } else if (Key.Number && (Key.Name != "jobs" || Asked.*Key.Number)) {
    Out << Key.Name << ": " << Asked.*Key.Number << '\n';
  }
}

void printConfig(const Request &Asked, llvm::raw_ostream &Out) {
  if (!Asked.ConfigFile.empty())
    Out << "# from " << quoted(Asked.ConfigFile) << '\n';
  for (const ConfigKey &Key : Keys)
    printKey(Key, Asked, Out);
}

} // namespace membrane
