// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Turns the command of any gcc-like compiler into one for this Clang that
// means the same to the parser.
//
// Takes a compile command; gives arguments for Clang's driver. What only
// names outputs, links, instruments or reports is left out by table; what
// Clang's option table does not know is gcc's own and is left out, too. What
// shapes types, macros and target features stays as it was written.

#include "analysis/frontend/Compiler.h"
#include "clang/Options/Options.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/StringSaver.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace path = llvm::sys::path;
namespace options = clang::options;

namespace membrane {

/// Options and groups of Clang's driver that do not change what the source
/// means.
static constexpr unsigned DroppedOptions[] = {
    // What to do and where to put it.
    options::OPT_Action_Group,
    options::OPT_analyze,
    options::OPT_emit_ast,
    options::OPT_o,
    options::OPT_save_temps_EQ,
    options::OPT__serialize_diags,
    options::OPT__HASH_HASH_HASH,
    options::OPT_v,
    options::OPT_pipe,
    options::OPT_help,
    options::OPT_version,
    // Dependency files and preprocessor output.
    options::OPT_M_Group,
    options::OPT_d_Group,
    options::OPT_H,
    options::OPT_P,
    options::OPT_C,
    options::OPT_CC,
    // Diagnostics.
    options::OPT_W_Group,
    options::OPT_R_Group,
    options::OPT_w,
    options::OPT_pedantic_Group,
    options::OPT_StaticAnalyzer_Group,
    // Code that is generated later than here.
    options::OPT_O_Group,
    options::OPT_g_Group,
    options::OPT_g_flags_Group,
    options::OPT_Wa_COMMA,
    options::OPT_Xassembler,
    options::OPT_p,
    options::OPT_pg,
    options::OPT_ftrivial_auto_var_init,
    options::OPT_mfentry,
    options::OPT_mrecord_mcount,
    options::OPT_mnop_mcount,
    // Linking.
    options::OPT_Link_Group,
    options::OPT_T_Group,
    options::OPT_u,
    options::OPT_specs,
    // A precompiled header of another compiler; the header itself is named
    // beside it.
    options::OPT_include_pch,
    // Of gcc's other languages.
    options::OPT_gfortran_Group,
};

/// Members of these groups that do.
static constexpr unsigned KeptOptions[] = {options::OPT_undef};

/// More arguments that do not, by how they start.
static constexpr llvm::StringLiteral DroppedPrefixes[] = {
    "--coverage",
    "-fauto-profile",
    "-fcoverage",
    "-fcrash-diagnostics",
    "-fcs-profile",
    "-fdiagnostics",
    "-fembed-bitcode",
    "-ferror-limit",
    "-ffat-lto",
    "-finstrument",
    "-flto",
    "-fmax-errors",
    "-fmemory-profile",
    "-fmessage-length",
    "-fno-profile",
    "-fno-sanitize",
    "-fpatchable",
    "-fplugin",
    "-fprofile",
    "-fsanitize",
    "-fsplit-lto",
    "-fsplit-stack",
    "-fstack-usage",
    "-ftest-coverage",
    "-fthinlto",
    "-ftime-",
    "-fuse-ld",
    "-fvirtual-function-elimination",
    "-fwhole-program",
    "-fxray",
};

/// Options of gcc alone that take the next argument. Clang's table would read
/// that as a source file, or take the option for one of its own.
static constexpr llvm::StringLiteral GccOptionsWithValue[] = {
    "-aux-info", "-dumpbase",   "-dumpbase-ext", "-dumpdir",
    "-auxbase",  "-imultiarch", "-imultilib",    "-wrapper",
};

/// Arguments for -cc1 (-Xclang) that load foreign code or precompiled headers
/// or write files, and how many more they take.
struct ForwardedArgument {
  llvm::StringLiteral Prefix;
  unsigned Values;
};
static constexpr ForwardedArgument DroppedForwarded[] = {
    {"-W", 0},           {"-add-plugin", 1},  {"-analyze", 0},
    {"-emit-", 0},       {"-include-pch", 1}, {"-load", 1},
    {"-plugin-arg-", 1}, {"-plugin", 1},      {"-fno-validate-pch", 0},
    {"-verify", 0},      {"-fsanitize", 0},   {"-fprofile", 0},
};

/// What every unit gets. With all warnings ignored, those that Clang makes
/// errors (an implicit declaration in C99) cannot fail a unit that its own
/// compiler takes.
static constexpr llvm::StringLiteral AddedArguments[] = {
    "-w",
    "-Wno-everything",
    "-Qunused-arguments",
};
/// The same for who wants to know of warnings: the usual ones, and none is an
/// error.
static constexpr llvm::StringLiteral WarningArguments[] = {
    "-Wall",
    "-Wextra",
    "-Wno-error",
    "-Wno-error=implicit-function-declaration",
    "-Wno-error=implicit-int",
    "-Wno-error=int-conversion",
    "-Wno-error=incompatible-pointer-types",
    "-Wno-error=incompatible-function-pointer-types",
    "-Wno-error=return-mismatch",
    "-Qunused-arguments",
};

namespace {

/// One command on its way through the rules.
class Adaptation {
public:
  Adaptation(const CompileCommand &Command, llvm::ArrayRef<const char *> Given);

  std::vector<std::string> Kept;
  std::string Language; ///< of -x, as it holds for the unit's file

private:
  void takeArgument(const llvm::opt::Arg &Option,
                    llvm::ArrayRef<const char *> Spelled);
  void takeInput(llvm::StringRef Name);
  void takeForwarded(llvm::StringRef Argument);

  const CompileCommand &Command;
  std::string CurrentLanguage;
  unsigned ForwardedToDrop = 0;
};

} // namespace

static bool startsWithAny(llvm::StringRef Argument,
                          llvm::ArrayRef<llvm::StringLiteral> Prefixes) {
  return llvm::any_of(Prefixes, [&](llvm::StringRef Prefix) {
    return Argument.starts_with(Prefix);
  });
}

static bool isOneOf(const llvm::opt::Option &Option,
                    llvm::ArrayRef<unsigned> Rows) {
  return llvm::any_of(Rows, [&](unsigned Row) { return Option.matches(Row); });
}

static bool isDropped(const llvm::opt::Option &Option,
                      llvm::StringRef Spelled) {
  return Option.getKind() == llvm::opt::Option::UnknownClass ||
         startsWithAny(Spelled, DroppedPrefixes) ||
         (isOneOf(Option, DroppedOptions) && !isOneOf(Option, KeptOptions));
}

Adaptation::Adaptation(const CompileCommand &Command,
                       llvm::ArrayRef<const char *> Given)
    : Command(Command) {
  unsigned MissingIndex = 0, MissingCount = 0;
  llvm::opt::InputArgList Parsed = clang::getDriverOptTable().ParseArgs(
      Given, MissingIndex, MissingCount,
      llvm::opt::Visibility(options::ClangOption));
  size_t End = MissingCount ? MissingIndex : Given.size();
  std::vector<const llvm::opt::Arg *> Options(Parsed.begin(), Parsed.end());
  for (size_t Next = 0; Next < Options.size(); ++Next) {
    size_t From = Options[Next]->getIndex();
    size_t To = Next + 1 < Options.size() ? Options[Next + 1]->getIndex() : End;
    takeArgument(*Options[Next], Given.slice(From, To - From));
  }
  if (Language.empty())
    Language = CurrentLanguage;
}

void Adaptation::takeArgument(const llvm::opt::Arg &Option,
                              llvm::ArrayRef<const char *> Spelled) {
  const llvm::opt::Option &Known = Option.getOption();
  if (Known.matches(options::OPT_INPUT) ||
      Known.matches(options::OPT__DASH_DASH)) {
    for (llvm::StringRef Name : Option.getValues())
      takeInput(Name);
    return;
  }
  if (Known.matches(options::OPT_x)) {
    CurrentLanguage = Option.getValue();
    return;
  }
  if (Known.matches(options::OPT_Xclang))
    return takeForwarded(Option.getValue());
  if (!isDropped(Known, Spelled.front()))
    Kept.insert(Kept.end(), Spelled.begin(), Spelled.end());
}

/// The unit's file goes last, whatever the order was; other inputs of the
/// command are other units. A response file that could not be read stays, for
/// the parse to say so.
void Adaptation::takeInput(llvm::StringRef Name) {
  if (Name.starts_with("@")) {
    Kept.push_back(Name.str());
    return;
  }
  llvm::SmallString<128> Absolute(Name);
  path::make_absolute(Command.Directory, Absolute);
  path::remove_dots(Absolute, /*remove_dot_dot=*/true);
  if (Absolute == Command.File)
    Language = CurrentLanguage;
}

void Adaptation::takeForwarded(llvm::StringRef Argument) {
  if (ForwardedToDrop > 0) {
    --ForwardedToDrop;
    return;
  }
  const ForwardedArgument *Row =
      llvm::find_if(DroppedForwarded, [&](const ForwardedArgument &Known) {
        return Argument.starts_with(Known.Prefix);
      });
  if (Row != std::end(DroppedForwarded)) {
    ForwardedToDrop = Row->Values;
    return;
  }
  Kept.push_back("-Xclang");
  Kept.push_back(Argument.str());
}

/// Expands @file, relative to the directory of the command.
static void expandResponseFiles(const CompileCommand &Command,
                                llvm::BumpPtrAllocator &Memory,
                                llvm::SmallVectorImpl<const char *> &List) {
  llvm::cl::ExpansionContext Expansion(Memory,
                                       llvm::cl::TokenizeGNUCommandLine);
  auto Files = llvm::vfs::getRealFileSystem();
  Expansion.setVFS(Files.get()).setCurrentDir(Command.Directory);
  llvm::consumeError(Expansion.expandResponseFiles(List));
}

/// Undoes -Wp,a,b and -Xpreprocessor a, and leaves out gcc's options that take
/// a value.
static llvm::SmallVector<const char *, 64>
unwrap(llvm::ArrayRef<const char *> List, llvm::StringSaver &Saver) {
  llvm::SmallVector<const char *, 64> Result;
  for (size_t Next = 0; Next < List.size(); ++Next) {
    llvm::StringRef Argument = List[Next];
    if (llvm::is_contained(GccOptionsWithValue, Argument)) {
      ++Next;
    } else if (Argument.consume_front("-Wp,")) {
      for (llvm::StringRef Piece : llvm::split(Argument, ','))
        Result.push_back(Saver.save(Piece).data());
    } else if (Argument != "-Xpreprocessor") {
      Result.push_back(Argument.data());
    }
  }
  return Result;
}

static bool namesTarget(llvm::StringRef Argument) {
  return Argument.starts_with("--target=") || Argument == "-target";
}

template <typename Range>
static void append(std::vector<std::string> &To, const Range &More) {
  To.insert(To.end(), std::begin(More), std::end(More));
}

std::vector<std::string> adaptArguments(const CompileCommand &Command,
                                        const FrontendOptions &Options) {
  llvm::BumpPtrAllocator Memory;
  llvm::StringSaver Saver(Memory);
  size_t Position = countLauncherArguments(Command.Arguments);
  if (Position >= Command.Arguments.size())
    return {"clang", Command.File};
  CompilerName Compiler = readCompilerName(Command.Arguments[Position]);
  llvm::SmallVector<const char *, 64> List;
  for (const std::string &Argument :
       llvm::drop_begin(Command.Arguments, Position + 1))
    List.push_back(Argument.c_str());
  expandResponseFiles(Command, Memory, List);
  Adaptation Adapted(Command, unwrap(List, Saver));

  llvm::SmallString<128> Program(findCompilerDirectory(Command));
  path::append(Program, Compiler.IsCxx ? "clang++" : "clang");
  std::vector<std::string> Result{Program.str().str()};
  if (!Compiler.Target.empty() && llvm::none_of(Adapted.Kept, namesTarget))
    Result.push_back("--target=" + Compiler.Target);
  append(Result, Adapted.Kept);
  std::string Resources = Options.ResourceDirectory.empty()
                              ? findResourceDirectory(Command)
                              : Options.ResourceDirectory;
  if (!Resources.empty())
    append(Result, std::vector<std::string>{"-resource-dir", Resources});
  if (Options.KeepsWarnings)
    append(Result, WarningArguments);
  else
    append(Result, AddedArguments);
  append(Result, Options.ExtraArguments);
  if (!Adapted.Language.empty())
    append(Result, std::vector<std::string>{"-x", Adapted.Language});
  Result.push_back(Command.File);
  return Result;
}

} // namespace membrane
