// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads compile_commands.json.
//
// Takes a build directory or the file; gives the commands that compile C or
// C++, in the order of the file. Strict about the shape, since a command that
// is guessed gives wrong answers later: every complaint has the line and the
// column, or says how to get a database.

#include "analysis/frontend/Compiler.h"
#include "analysis/frontend/Frontend.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/StringSaver.h"

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

namespace membrane {

static constexpr llvm::StringLiteral Advice =
    "make one with 'cmake -DCMAKE_EXPORT_COMPILE_COMMANDS=ON', 'meson setup' "
    "or 'bear -- make'";

/// What the extension of a file says of its language.
static constexpr llvm::StringLiteral SourceExtensions[] = {
    ".C",  ".CC",  ".CPP",  ".c",   ".c++",  ".cc", ".ccm",
    ".cp", ".cpp", ".cppm", ".cxx", ".cxxm", ".i",  ".ii",
};

/// Arguments by which a command compiles nothing.
static constexpr llvm::StringLiteral OtherModes[] = {
    "-E", "-M", "-MM", "-cc1", "-cc1as", "-###",
};

namespace {

struct Entry {
  CompileCommand Command;
  bool Compiles = false; ///< has -c
};

/// The file and its text, to say where something is wrong.
struct Database {
  std::string Path;      ///< as given, with the file's name
  std::string Directory; ///< absolute
  llvm::StringRef Text;
};

} // namespace

template <typename... Pieces>
static llvm::Error complain(const char *Format, const Pieces &...Values) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), Format,
                                 Values...);
}

//===-- Places ------------------------------------------------------------===//

/// The offset of element Index of the array that Text, valid JSON, holds.
static size_t locateElement(llvm::StringRef Text, size_t Index) {
  unsigned Depth = 0;
  bool InString = false;
  for (size_t At = 0; At < Text.size(); ++At) {
    char Character = Text[At];
    if (InString) {
      At += Character == '\\';
      InString = Character != '"';
      continue;
    }
    if (Depth == 1 && Index == 0 && !isspace(Character))
      return At;
    InString = Character == '"';
    Depth += Character == '[' || Character == '{';
    Depth -= Character == ']' || Character == '}';
    Index -= Depth == 1 && Character == ',';
  }
  return 0;
}

static llvm::Error complainAbout(const Database &Source, size_t Index,
                                 const llvm::Twine &Message) {
  llvm::StringRef Before =
      Source.Text.take_front(locateElement(Source.Text, Index));
  size_t LineStart = Before.rfind('\n') + 1; // npos + 1 is 0
  return complain("%s:%zu:%zu: %s", Source.Path.c_str(), Before.count('\n') + 1,
                  Before.size() - LineStart + 1, Message.str().c_str());
}

/// Rewrites "[3:7, byte=40]: Expected x" as an error of the file.
static llvm::Error complainAboutSyntax(const Database &Source,
                                       llvm::Error Syntax) {
  std::string Text = llvm::toString(std::move(Syntax));
  auto [Place, Message] = llvm::StringRef(Text).split("]: ");
  std::string Lower = Message.str();
  if (!Lower.empty())
    Lower[0] = char(tolower(Lower[0]));
  return complain("%s:%s: malformed JSON: %s", Source.Path.c_str(),
                  Place.ltrim('[').split(',').first.str().c_str(),
                  Lower.c_str());
}

//===-- One entry ---------------------------------------------------------===//

static std::string makeAbsolute(llvm::StringRef Path,
                                llvm::StringRef Directory) {
  llvm::SmallString<128> Result(Path);
  path::make_absolute(Directory, Result);
  path::remove_dots(Result);
  return Result.str().str();
}

/// Without dots, unless a link makes ".." mean something else.
static std::string cleanFile(llvm::StringRef Path, llvm::StringRef Directory) {
  std::string Result = makeAbsolute(Path, Directory);
  if (!llvm::StringRef(Result).contains(".."))
    return Result;
  llvm::SmallString<128> Short(Result);
  path::remove_dots(Short, /*remove_dot_dot=*/true);
  return fs::exists(Short) || !fs::exists(Result) ? Short.str().str() : Result;
}

static std::vector<std::string> splitCommand(llvm::StringRef Line) {
  llvm::BumpPtrAllocator Memory;
  llvm::StringSaver Saver(Memory);
  llvm::SmallVector<const char *, 64> Words;
  llvm::cl::TokenizeGNUCommandLine(Line, Saver, Words);
  return {Words.begin(), Words.end()};
}

/// The value of "arguments", else of "command", split as a shell does.
static llvm::Expected<std::vector<std::string>>
readWords(const Database &Source, size_t Index,
          const llvm::json::Object &Object) {
  std::vector<std::string> Words;
  if (const llvm::json::Value *Listed = Object.get("arguments")) {
    const llvm::json::Array *List = Listed->getAsArray();
    if (!List)
      return complainAbout(Source, Index, "'arguments' is no array of strings");
    for (const llvm::json::Value &Word : *List) {
      if (!Word.getAsString())
        return complainAbout(Source, Index,
                             "'arguments' holds something that is no string");
      Words.push_back(Word.getAsString()->str());
    }
  } else if (const llvm::json::Value *Line = Object.get("command")) {
    if (!Line->getAsString())
      return complainAbout(Source, Index, "'command' is no string");
    Words = splitCommand(*Line->getAsString());
  } else {
    return complainAbout(Source, Index,
                         "entry has neither 'command' nor 'arguments'");
  }
  if (Words.empty())
    return complainAbout(Source, Index, "the command is empty");
  return Words;
}

static llvm::Expected<Entry> readEntry(const Database &Source, size_t Index,
                                       const llvm::json::Value &Element) {
  const llvm::json::Object *Object = Element.getAsObject();
  if (!Object)
    return complainAbout(Source, Index, "entry is no object");
  for (llvm::StringRef Key : {"directory", "file"})
    if (!Object->getString(Key))
      return complainAbout(Source, Index, "entry has no string '" + Key + "'");
  llvm::Expected<std::vector<std::string>> Words =
      readWords(Source, Index, *Object);
  if (!Words)
    return Words.takeError();
  Entry Result;
  CompileCommand &Command = Result.Command;
  Command.Directory =
      makeAbsolute(*Object->getString("directory"), Source.Directory);
  Command.File = cleanFile(*Object->getString("file"), Command.Directory);
  Command.Arguments = std::move(*Words);
  Result.Compiles = llvm::is_contained(Command.Arguments, "-c");
  auto Flag = llvm::find(Command.Arguments, "-o");
  if (std::optional<llvm::StringRef> Output = Object->getString("output"))
    Command.Output = makeAbsolute(*Output, Command.Directory);
  else if (Flag != Command.Arguments.end() &&
           std::next(Flag) != Command.Arguments.end())
    Command.Output = makeAbsolute(*std::next(Flag), Command.Directory);
  return Result;
}

//===-- All entries -------------------------------------------------------===//

/// The last language that -x names, empty if none does.
static llvm::StringRef namedLanguage(llvm::ArrayRef<std::string> Arguments) {
  llvm::StringRef Result;
  for (size_t At = 0; At < Arguments.size(); ++At) {
    llvm::StringRef Argument = Arguments[At];
    if (Argument == "-x" && At + 1 < Arguments.size())
      Result = Arguments[++At];
    else if (Argument.consume_front("-x") && !Argument.empty())
      Result = Argument;
  }
  return Result == "none" ? "" : Result;
}

/// Whether the command compiles C or C++ to code.
static bool compilesSource(const CompileCommand &Command) {
  for (llvm::StringRef Argument : Command.Arguments)
    if (llvm::is_contained(OtherModes, Argument))
      return false;
  llvm::StringRef Language = namedLanguage(Command.Arguments);
  if (!Language.empty())
    return llvm::is_contained({"c", "c++", "cpp-output", "c++-cpp-output"},
                              Language);
  return llvm::is_contained(SourceExtensions, path::extension(Command.File));
}

/// Leaves out what repeats an entry, and what links where another entry of
/// the same file and output compiles.
static std::vector<CompileCommand> pickCommands(std::vector<Entry> Entries) {
  llvm::StringMap<bool> CompiledSeparately;
  auto KeyOf = [](const Entry &Each) {
    return Each.Command.File + '\n' + Each.Command.Output;
  };
  for (const Entry &Each : Entries)
    CompiledSeparately[KeyOf(Each)] |= Each.Compiles;
  llvm::StringMap<char> Seen;
  std::vector<CompileCommand> Result;
  for (Entry &Each : Entries) {
    if (!Each.Compiles && CompiledSeparately.lookup(KeyOf(Each)))
      continue;
    std::string Words = Each.Command.Directory + '\n' + Each.Command.File;
    for (const std::string &Argument : Each.Command.Arguments)
      Words += '\n' + Argument;
    if (Seen.try_emplace(Words).second)
      Result.push_back(std::move(Each.Command));
  }
  return Result;
}

static llvm::Expected<std::vector<CompileCommand>>
readEntries(const Database &Source) {
  llvm::StringRef Text = Source.Text;
  if (Text.trim().empty())
    return complain("'%s' is empty; %s", Source.Path.c_str(), Advice.data());
  llvm::Expected<llvm::json::Value> Parsed = llvm::json::parse(Text);
  if (!Parsed)
    return complainAboutSyntax(Source, Parsed.takeError());
  const llvm::json::Array *List = Parsed->getAsArray();
  if (!List)
    return complain("%s:1:1: a compilation database is an array of objects; %s",
                    Source.Path.c_str(), Advice.data());
  if (List->empty())
    return complain("'%s' has no entry; build the project again, or %s",
                    Source.Path.c_str(), Advice.data());
  std::vector<Entry> Entries;
  for (size_t Index = 0; Index < List->size(); ++Index) {
    llvm::Expected<Entry> Read = readEntry(Source, Index, (*List)[Index]);
    if (!Read)
      return Read.takeError();
    if (compilesSource(Read->Command))
      Entries.push_back(std::move(*Read));
  }
  if (Entries.empty())
    return complain("'%s': none of its %zu entries compiles C or C++",
                    Source.Path.c_str(), List->size());
  return pickCommands(std::move(Entries));
}

llvm::Expected<std::vector<CompileCommand>>
readCompilationDatabase(llvm::StringRef Path) {
  llvm::SmallString<128> File(Path);
  if (!fs::exists(File))
    return complain("'%s' does not exist; give the build directory that holds "
                    "compile_commands.json, or %s",
                    File.c_str(), Advice.data());
  if (fs::is_directory(File)) {
    path::append(File, "compile_commands.json");
    if (!fs::exists(File))
      return complain("no compile_commands.json in '%s'; %s",
                      Path.str().c_str(), Advice.data());
  }
  auto Buffer = llvm::MemoryBuffer::getFile(File, /*IsText=*/true);
  if (!Buffer)
    return complain("cannot read '%s': %s", File.c_str(),
                    Buffer.getError().message().c_str());
  llvm::SmallString<128> Absolute(File);
  if (std::error_code Failure = fs::make_absolute(Absolute))
    return complain("cannot find the working directory: %s",
                    Failure.message().c_str());
  return readEntries({File.str().str(), path::parent_path(Absolute).str(),
                      (*Buffer)->getBuffer()});
}

} // namespace membrane
