// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arguments → Request.
//
// The first argument is the command; what follows "--" belongs to the
// compiler. Everything between is parsed by the option table with the
// options that the command takes, so that an option of another command is as
// unknown as a misspelt one.

#include "tool/Options.h"
#include "analysis/summary/Globs.h"
#include "tool/Commands.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Option/ArgList.h"

namespace opt = llvm::opt;

namespace membrane {

template <typename... Pieces>
static llvm::Error complain(const char *Format, const Pieces &...Values) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), Format,
                                 Values...);
}

//===-- Values ------------------------------------------------------------===//

static llvm::Error complainAboutValue(const opt::Arg &Given,
                                      const char *Wanted) {
  return complain("'%s' is no value of '%s'; give %s", Given.getValue(),
                  Given.getSpelling().rtrim('=').str().c_str(), Wanted);
}

static llvm::Error readNumber(const opt::ArgList &Args, OptionId Option,
                              unsigned &Value) {
  const opt::Arg *Given = Args.getLastArg(Option);
  if (!Given || !llvm::StringRef(Given->getValue()).getAsInteger(10, Value))
    return llvm::Error::success();
  return complainAboutValue(*Given, "a whole number");
}

static llvm::Error readWhen(const opt::ArgList &Args, OptionId Option,
                            When &Value) {
  const opt::Arg *Given = Args.getLastArg(Option);
  if (!Given)
    return llvm::Error::success();
  auto Read = llvm::StringSwitch<std::optional<When>>(Given->getValue())
                  .Case("auto", When::Auto)
                  .Case("always", When::Always)
                  .Case("never", When::Never)
                  .Default(std::nullopt);
  if (!Read)
    return complainAboutValue(*Given, "auto, always or never");
  Value = *Read;
  return llvm::Error::success();
}

static llvm::Error readStage(const opt::ArgList &Args, Dump &Value) {
  const opt::Arg *Given = Args.getLastArg(OPT_dump_stage_EQ);
  if (!Given)
    return llvm::Error::success();
  Value = llvm::StringSwitch<Dump>(Given->getValue())
              .Case("facts", Dump::Facts)
              .Case("link", Dump::Link)
              .Case("escape", Dump::Escape)
              .Case("summary", Dump::Summary)
              .Default(Dump::None);
  if (Value == Dump::None)
    return complainAboutValue(*Given, "facts, link, escape or summary");
  return llvm::Error::success();
}

static llvm::Error readFailOn(const opt::ArgList &Args,
                              std::optional<Level> &Value) {
  const opt::Arg *Given = Args.getLastArg(OPT_fail_on_EQ);
  if (!Given)
    return llvm::Error::success();
  Value = parseLevel(Given->getValue());
  if (!Value && llvm::StringRef(Given->getValue()) != "never")
    return complainAboutValue(*Given, "remark, note, warning, error or never");
  return llvm::Error::success();
}

/// Splits at commas outside of braces, so that "{a,b}/*.h" stays whole.
static void splitGlobs(llvm::StringRef Text, std::vector<std::string> &Globs) {
  unsigned Depth = 0;
  std::string Glob;
  for (char Character : Text) {
    Depth += Character == '{';
    Depth -= Character == '}' && Depth > 0;
    if (Character != ',' || Depth > 0) {
      Glob += Character;
      continue;
    }
    if (!Glob.empty())
      Globs.push_back(std::move(Glob));
    Glob.clear();
  }
  if (!Glob.empty())
    Globs.push_back(std::move(Glob));
}

//===-- Outputs -----------------------------------------------------------===//

namespace {

struct FormatName {
  llvm::StringLiteral Name;
  Format Form;
};

} // namespace

/// The formats that a command knows.
static llvm::ArrayRef<FormatName> formatsOf(Verb Command) {
  static constexpr FormatName OfDiff[] = {{"text", Format::Text},
                                          {"markdown", Format::Markdown},
                                          {"json", Format::Json}};
  static constexpr FormatName OfFix[] = {{"diff", Format::Patch},
                                         {"replacements", Format::Replacements},
                                         {"sarif", Format::Sarif},
                                         {"code-actions", Format::Actions}};
  static constexpr FormatName OfAnnotate[] = {
      {"diff", Format::Patch}, {"text", Format::Text}, {"json", Format::Json}};
  static constexpr FormatName OfScan[] = {
      {"text", Format::Text},     {"json", Format::Json},
      {"sarif", Format::Sarif},   {"github", Format::Github},
      {"gitlab", Format::Gitlab}, {"junit", Format::Junit}};
  switch (Command) {
  case Verb::Diff:
    return OfDiff;
  case Verb::Fix:
    return OfFix;
  case Verb::Annotate:
    return OfAnnotate;
  default:
    return OfScan;
  }
}

/// What a command writes if no format is asked for.
static Format usualFormat(Verb Command) {
  return Command == Verb::Fix || Command == Verb::Annotate ? Format::Patch
                                                           : Format::Text;
}

static llvm::Expected<Format> readFormat(const opt::Arg &Given, Verb Command) {
  llvm::ArrayRef<FormatName> Known = formatsOf(Command);
  std::string Names;
  for (const FormatName &Each : Known) {
    if (Each.Name == Given.getValue())
      return Each.Form;
    if (!Names.empty())
      Names += &Each == &Known.back() ? " or " : ", ";
    Names += Each.Name;
  }
  return complain("unknown format '%s'; give %s", Given.getValue(),
                  Names.c_str());
}

static llvm::Error checkOutputs(llvm::ArrayRef<OutputRequest> Outputs) {
  for (size_t Later = 1; Later < Outputs.size(); ++Later)
    for (const OutputRequest &Earlier : Outputs.take_front(Later))
      if (Earlier.File == Outputs[Later].File)
        return Earlier.File.empty()
                   ? complain("two formats go to the standard output; give one "
                              "of them a file: --format=json -o FILE")
                   : complain("two formats go to '%s'; give each a file of its "
                              "own",
                              Earlier.File.c_str());
  return llvm::Error::success();
}

/// Each -o belongs to the --format before it; one before the first belongs to
/// the first.
static llvm::Error readOutputs(const opt::ArgList &Args, Verb Command,
                               std::vector<OutputRequest> &Outputs) {
  std::optional<std::string> Waiting;
  for (const opt::Arg *Given : Args.filtered(OPT_format_EQ, OPT_output)) {
    if (Given->getOption().matches(OPT_format_EQ)) {
      llvm::Expected<Format> Form = readFormat(*Given, Command);
      if (!Form)
        return Form.takeError();
      Outputs.push_back({*Form, Waiting.value_or("")});
      Waiting.reset();
      continue;
    }
    llvm::StringRef File = Given->getValue();
    if (File.empty())
      return complain("-o needs the name of a file");
    std::string Name = File == "-" ? "" : File.str();
    if (!Outputs.empty() && Outputs.back().File.empty())
      Outputs.back().File = Name;
    else if (Outputs.empty() && !Waiting)
      Waiting = Name;
    else
      return complain("no format is left for '-o %s'; write --format=FORMAT "
                      "before it",
                      Given->getValue());
  }
  if (Outputs.empty())
    Outputs.push_back({usualFormat(Command), Waiting.value_or("")});
  return checkOutputs(Outputs);
}

//===-- Options -----------------------------------------------------------===//

static llvm::Error checkKnown(const OptionTable &Table,
                              const opt::InputArgList &Args,
                              const CommandRow &Row) {
  const opt::Arg *Unknown = Args.getLastArg(OPT_UNKNOWN);
  if (!Unknown)
    return llvm::Error::success();
  std::string Spelling = Unknown->getAsString(Args), Nearest;
  const char *Option = Spelling.c_str(), *Name = Row.Name.data();
  opt::Visibility Mask(Row.Visibility);
  if (Table.findNearest(Spelling, Nearest, Mask, 3, 3) <= 3)
    return complain("unknown option '%s' of 'membrane %s'; did you mean '%s'?",
                    Option, Name, Nearest.c_str());
  return complain("unknown option '%s' of 'membrane %s'; 'membrane help %s' "
                  "lists them, flags of the compiler go behind '--'",
                  Option, Name, Name);
}

static llvm::Error readTask(const opt::ArgList &Args, ModelTask &Task) {
  const opt::Arg *Other = nullptr;
  for (auto [Option, Meant] : {std::pair(OPT_check, ModelTask::Check),
                               std::pair(OPT_export_flag, ModelTask::Export),
                               std::pair(OPT_missing, ModelTask::Missing),
                               std::pair(OPT_skeleton, ModelTask::Skeleton)}) {
    const opt::Arg *Given = Args.getLastArg(Option);
    if (!Given)
      continue;
    // A skeleton is made of what is missing.
    if (Other && !(Task == ModelTask::Missing && Option == OPT_skeleton))
      return complain("'%s' and '%s' exclude each other",
                      Other->getSpelling().str().c_str(),
                      Given->getSpelling().str().c_str());
    Other = Given;
    Task = Meant;
  }
  return llvm::Error::success();
}

/// The options that stand there, each as the help spells it.
static void noteGiven(const opt::ArgList &Args, Request &Asked) {
  for (const opt::Arg *Given : Args)
    Asked.Given.insert(Given->getOption().getPrefixedName().rtrim('=').str());
}

static void copyPlainValues(const opt::ArgList &Args, Request &Asked) {
  Asked.Build = Args.getLastArgValue(OPT_build).str();
  Asked.ResourceDirectory = Args.getLastArgValue(OPT_resource_dir_EQ).str();
  Asked.ExtraArguments = Args.getAllArgValues(OPT_extra_arg_EQ);
  Asked.ModelFiles = Args.getAllArgValues(OPT_models_EQ);
  Asked.ExportFile = Args.getLastArgValue(OPT_exports_EQ).str();
  Asked.Root = Args.getLastArgValue(OPT_root_EQ).str();
  Asked.Checks = Args.getLastArgValue(OPT_checks_EQ).str();
  Asked.BaselineFile = Args.getLastArgValue(OPT_baseline_EQ).str();
  Asked.WritesBaseline = Args.hasArg(OPT_write_baseline);
  Asked.Quiet = Args.hasArg(OPT_quiet);
  Asked.All = Args.hasArg(OPT_all);
  Asked.Assumed = Args.hasArg(OPT_assumed);
  Asked.NoteFiles = Args.getAllArgValues(OPT_apinotes_EQ);
  Asked.Fixes = Args.hasArg(OPT_fixes);
  Asked.InPlace = Args.hasArg(OPT_in_place);
  Asked.Interactive = Args.hasArg(OPT_interactive);
  Asked.KeepsAbi = Args.hasArg(OPT_keep_abi);
  Asked.RuntimeDirectory = Args.getLastArgValue(OPT_runtime_EQ).str();
  Asked.Revision = Args.getLastArgValue(OPT_git_EQ).str();
  Asked.TimeReport = Args.hasArg(OPT_time_report);
  Asked.ConfigFile = Args.getLastArgValue(OPT_config_EQ).str();
  Asked.DumpsConfig = Args.hasArg(OPT_dump_config);
  Asked.CacheDirectory = Args.getLastArgValue(OPT_cache_EQ).str();
  Asked.DiffFile = Args.getLastArgValue(OPT_diff_EQ).str();
  for (const std::string &Globs : Args.getAllArgValues(OPT_public_EQ))
    splitGlobs(Globs, Asked.PublicGlobs);
  Asked.Files = Args.getAllArgValues(OPT_INPUT);
}

static llvm::Error copyCheckedValues(const opt::ArgList &Args, Request &Asked) {
  for (const std::string &Glob : Asked.PublicGlobs)
    if (std::string Wrong = complaintAboutGlob(Glob); !Wrong.empty())
      return complain("'%s' of '--public' is no glob: %s", Glob.c_str(),
                      Wrong.c_str());
  if (llvm::Error Wrong = readNumber(Args, OPT_jobs, Asked.Jobs))
    return Wrong;
  if (const opt::Arg *Jobs = Args.getLastArg(OPT_jobs); Jobs && !Asked.Jobs)
    return complainAboutValue(*Jobs, "at least 1");
  if (llvm::Error Wrong =
          readNumber(Args, OPT_unit_timeout_EQ, Asked.UnitTimeout))
    return Wrong;
  if (llvm::Error Wrong = readWhen(Args, OPT_color_EQ, Asked.Color))
    return Wrong;
  if (const opt::Arg *Last = Args.getLastArg(OPT_no_color, OPT_color_EQ))
    if (Last->getOption().matches(OPT_no_color))
      Asked.Color = When::Never;
  if (llvm::Error Wrong = readWhen(Args, OPT_progress_EQ, Asked.Progress))
    return Wrong;
  if (llvm::Error Wrong = readStage(Args, Asked.Stage))
    return Wrong;
  if (llvm::Error Wrong = readTask(Args, Asked.Task))
    return Wrong;
  if (llvm::Error Wrong = readFailOn(Args, Asked.FailOn))
    return Wrong;
  // Who wants to fail on remarks wants them, and so does who mends. Words in
  // all headers are no part of that.
  if (Asked.Command == Verb::Fix && !Args.hasArg(OPT_checks_EQ))
    Asked.Checks = "*,-missing-contract";
  if (Asked.FailOn == Level::Remark && !Args.hasArg(OPT_checks_EQ))
    Asked.Checks = "*";
  return readOutputs(Args, Asked.Command, Asked.Outputs);
}

/// Whether 'models' is about a program, and not only about rows.
static bool readsProgram(const Request &Asked) {
  return Asked.Command == Verb::Models && Asked.Task != ModelTask::List &&
         Asked.Task != ModelTask::Check;
}

/// Two records, or a revision and what scan takes.
static llvm::Error checkDiff(const Request &Asked) {
  if (!Asked.Revision.empty())
    return llvm::Error::success();
  if (!Asked.Build.empty())
    return complain("'-p' needs '--git'; without it no program is read");
  if (Asked.Files.size() != 2)
    return complain("'membrane diff' needs two records, the old one first, or "
                    "'--git REVISION'; 'membrane scan --format=json -o FILE' "
                    "writes one");
  return llvm::Error::success();
}

/// Which operands a command wants, beyond what the options say.
static llvm::Error checkOperands(Request &Asked) {
  switch (Asked.Command) {
  case Verb::Explain:
    if (Asked.Files.empty())
      return complain("'membrane explain' needs the name of a function; "
                      "'membrane scan' lists them");
    Asked.Topic = Asked.Files.front();
    Asked.Files.erase(Asked.Files.begin());
    break;
  case Verb::Models:
    if (Asked.Task == ModelTask::Check && Asked.Files.empty() &&
        Asked.ModelFiles.empty())
      return complain("--check needs a file with models");
    if (!readsProgram(Asked) && !Asked.Build.empty())
      return complain("'-p' needs '--missing' or '--export'; without them no "
                      "program is read");
    break;
  case Verb::Summarize:
    if (Asked.Outputs.front().File.empty())
      return complain("'membrane summarize' needs '-o FILE', or a directory if "
                      "there are several units");
    break;
  case Verb::Link:
    if (Asked.Files.empty())
      return complain("'membrane link' needs unit files; 'membrane summarize' "
                      "writes them");
    break;
  case Verb::Diff:
    if (llvm::Error Wrong = checkDiff(Asked))
      return Wrong;
    break;
  case Verb::Scan:
  case Verb::Fix:
  case Verb::Annotate:
  case Verb::Help:
  case Verb::Version:
    break;
  }
  if (Asked.WritesBaseline && !Asked.DiffFile.empty())
    return complain("'--write-baseline' and '--diff' exclude each other: a "
                    "baseline is made of all findings");
  if (Asked.Stage != Dump::None && !Asked.DiffFile.empty())
    return complain("'--dump' and '--diff' exclude each other");
  bool Compiles = Asked.Command == Verb::Scan || Asked.Command == Verb::Fix ||
                  Asked.Command == Verb::Explain ||
                  Asked.Command == Verb::Annotate ||
                  Asked.Command == Verb::Summarize || readsProgram(Asked) ||
                  !Asked.Revision.empty();
  if (Asked.HasFlags && !Compiles)
    return complain("this command compiles nothing; leave out '--'");
  if (Asked.HasFlags && Asked.Files.empty())
    return complain("'--' needs the files to compile before it");
  if (Asked.HasFlags && !Asked.Build.empty())
    return complain("'-p' and '--' exclude each other: the flags come from the "
                    "database or from the command line");
  return llvm::Error::success();
}

static llvm::Expected<Request>
parseCommand(const CommandRow &Row, llvm::ArrayRef<const char *> Arguments) {
  Request Asked;
  Asked.Command = Row.Command;
  const auto *Dashes = llvm::find_if(Arguments, [](const char *Argument) {
    return llvm::StringRef(Argument) == "--";
  });
  if (Dashes != Arguments.end()) {
    Asked.HasFlags = true;
    Asked.Flags.assign(Dashes + 1, Arguments.end());
    Arguments = llvm::ArrayRef(Arguments.begin(), Dashes);
  }
  OptionTable Table;
  unsigned MissingIndex = 0, MissingCount = 0;
  opt::InputArgList Args = Table.ParseArgs(
      Arguments, MissingIndex, MissingCount, opt::Visibility(Row.Visibility));
  if (Args.hasArg(OPT_help)) {
    Asked.Command = Verb::Help;
    Asked.Topic = Row.Name.str();
    return Asked;
  }
  if (llvm::Error Wrong = checkKnown(Table, Args, Row))
    return Wrong;
  if (MissingCount)
    return complain("option '%s' needs a value", Arguments[MissingIndex]);
  noteGiven(Args, Asked);
  copyPlainValues(Args, Asked);
  if (llvm::Error Wrong = copyCheckedValues(Args, Asked))
    return Wrong;
  if (llvm::Error Wrong = checkOperands(Asked))
    return Wrong;
  return Asked;
}

llvm::Expected<Request> parseArguments(llvm::ArrayRef<const char *> Arguments) {
  if (Arguments.empty())
    return complain("no command; 'membrane --help' lists them");
  llvm::StringRef First = Arguments.front();
  Request Asked;
  if (First == "--version" || First == "-version") {
    Asked.Command = Verb::Version;
    return Asked;
  }
  if (First == "--help" || First == "-h" || First == "-help" ||
      First == "help") {
    Asked.Command = Verb::Help;
    if (Arguments.size() > 1)
      Asked.Topic = Arguments[1];
    return Asked;
  }
  if (First.starts_with("-"))
    return complain("the command comes before the options, as in 'membrane "
                    "scan %s'",
                    Arguments.front());
  const CommandRow *Row = findCommand(First);
  if (!Row)
    return complainAboutCommand(First);
  return parseCommand(*Row, Arguments.drop_front());
}

} // namespace membrane
